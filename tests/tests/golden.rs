//! Two thousand random days: the engine's answers are those that were committed, natively and in wasm.

use golden::vectors;
use sha2::{Digest, Sha256};

const DAYS: u32 = 2000;
/// Of all answers, as text. Another one means that the engine answers differently than it did: if that is wanted,
/// put the new digest here, and the change shows in review.
const DIGEST: &str = "a2d961c4f3114ab42558c01cd28f21d4365cf984a52748497189699dc67fd380";

#[test]
fn the_engine_answers_as_it_did() {
    let text = vectors(DAYS);
    let digest: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    let (slots, moved) = (text.lines().count() - DAYS as usize, text.matches("reseat: Some").count());
    println!("{DAYS} days, {slots} slots, {moved} where others move, {} bytes, {digest}", text.len());
    assert!(500 <= moved, "enough of them to try reseating");
    assert_eq!(digest, DIGEST);
}

#[cfg(feature = "workerd")]
#[test]
fn the_engine_in_wasm_writes_the_same_bytes() {
    use std::process::Command;
    use tests::server::path_of;

    const SCRIPT: &str = "
        const { exports } = new WebAssembly.Instance(
            new WebAssembly.Module(require('fs').readFileSync(process.argv[1])));
        // Addresses come as signed numbers.
        const start = exports.golden(Number(process.argv[2])) >>> 0;
        const length = exports.golden_length() >>> 0;
        process.stdout.write(Buffer.from(exports.memory.buffer, start, length));";
    let wasm = path_of("COUVERT_GOLDEN_WASM", "target/wasm32-unknown-unknown/release/golden.wasm");
    let node = path_of("COUVERT_NODE", "node_modules/.bin/node");
    let output = Command::new(node).args(["-e", SCRIPT]).arg(&wasm).arg(DAYS.to_string()).output();
    let output = output.expect("node");
    assert!(output.status.success(), "{}: {}", wasm.display(), String::from_utf8_lossy(&output.stderr));
    let text = vectors(DAYS);
    let differs = text.bytes().zip(output.stdout.iter().copied()).position(|(a, b)| a != b);
    println!("{DAYS} days: {} bytes natively, {} in wasm", text.len(), output.stdout.len());
    assert_eq!(
        (differs, output.stdout.len()),
        (None, text.len()),
        "the first differing byte, and the length"
    );
}
