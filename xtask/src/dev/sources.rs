//! Whether anything that is served was edited.

use std::path::PathBuf;
use std::time::SystemTime;

use walkdir::WalkDir;

use crate::paths;

const FOLDERS: [&str; 5] = ["edge-worker/src", "edge-worker/api/src", "engine/src", "widget/src", "static"];

/// The files and the times of their last edits, when they were last looked at.
pub(super) struct Sources(Vec<Source>);

#[derive(PartialEq, Eq)]
struct Source {
    file: PathBuf,
    edited: Option<SystemTime>,
}

impl Sources {
    pub(super) fn now() -> Self {
        let folders = FOLDERS.into_iter().map(paths::in_root);
        // What cannot be read now may be in the middle of being saved: the next look sees it.
        let files = folders.flat_map(|folder| WalkDir::new(folder).sort_by_file_name()).flatten();
        Self(files.filter(|entry| entry.file_type().is_file()).map(Source::of).collect())
    }

    /// Whether there was an edit since the last look.
    pub(super) fn have_changed(&mut self) -> bool {
        let now = Self::now();
        let have_changed = now.0 != self.0;
        *self = now;
        have_changed
    }
}

impl Source {
    fn of(entry: walkdir::DirEntry) -> Self {
        let edited = entry.metadata().ok().and_then(|metadata| metadata.modified().ok());
        Self { file: entry.into_path(), edited }
    }
}
