//! Remembers what an output was made from, so that it is made again only when that has changed.

use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest, Sha256};

/// The SHA-256 of the parts one after another, in hexadecimal.
pub(crate) fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // With its length in front, so that bytes cannot move from one part to the next unnoticed.
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file that holds the digest of the inputs of the outputs it stands for.
pub(super) struct Stamp {
    file: PathBuf,
    inputs: String,
}

impl Stamp {
    pub(super) fn new(name: &str, inputs: String) -> Self {
        Self { file: crate::paths::in_root("build/stamps").join(name), inputs }
    }

    pub(super) fn is_fresh(&self, outputs: &[&Path]) -> bool {
        outputs.iter().all(|output| output.is_file())
            && fs::read_to_string(&self.file).is_ok_and(|stamped| stamped == self.inputs)
    }

    /// To be called before the outputs are touched: whoever is interrupted has left none that looks finished.
    pub(super) fn remove(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    pub(super) fn write(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(&self.file, &self.inputs)?)
    }
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn parts_keep_their_borders() {
        assert_eq!(digest(&[b"ab"]).len(), 64);
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
    }
}
