//! Compiled by setup to see whether a compiler knows wasm32-unknown-unknown and has its standard library.

pub fn probe() -> String {
    String::new()
}
