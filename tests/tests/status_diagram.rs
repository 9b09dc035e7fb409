//! `docs/statuses.md` is made from the engine's one function: this test says when it no longer is.
//! `COUVERT_WRITE_DOCS=1 cargo test -p tests --test status_diagram` writes it anew.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use api::basics::status::Status;

fn diagram() -> String {
    let mut text = String::from(
        "# The life of a reservation\n\nMade from `engine/src/status.rs`, and checked by \
         `tests/tests/status_diagram.rs`. A status that leads nowhere is final.\n\n\
         ```mermaid\nstateDiagram-v2\n",
    );
    for status in engine::Status::ALL {
        for next in status.next() {
            let _ = writeln!(text, "    {} --> {}", Status::from(status).name(), Status::from(*next).name());
        }
        if status.next().is_empty() {
            let _ = writeln!(text, "    {} --> [*]", Status::from(status).name());
        }
    }
    text += "```\n\n| status | may be followed by | keeps its tables | guests are in the house |\n";
    text += "| --- | --- | --- | --- |\n";
    for status in engine::Status::ALL {
        let next: Vec<&str> = status.next().iter().map(|next| Status::from(*next).name()).collect();
        let next = if next.is_empty() { "nothing".to_owned() } else { next.join(", ") };
        let yes = |is: bool| if is { "yes" } else { "" };
        let (keeps, in_house) = (yes(status.keeps_tables()), yes(status.is_in_house()));
        let _ = writeln!(text, "| {} | {next} | {keeps} | {in_house} |", Status::from(status).name());
    }
    text
}

#[test]
fn the_diagram_is_that_of_the_engine() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/statuses.md");
    if env::var_os("COUVERT_WRITE_DOCS").is_some() {
        fs::write(&file, diagram()).expect("a file");
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == diagram(), "{} is out of date: see this test's first lines", file.display());
}
