//! What is shown of what a step's command said.

/// Lines of a failure that are shown: a browser's failures come with their calls, a test's with what it compared.
const LAST: usize = 250;
/// Lines in which a runner sums up, of a step that passed.
const CLOSING: usize = 12;

/// The sums of all test runners, and the last lines.
pub(super) fn closing_lines(said: &str) -> String {
    let lines: Vec<&str> = said.trim_end().lines().collect();
    let last = lines.len().saturating_sub(CLOSING);
    let sums = lines[..last].iter().filter(|line| line.starts_with("test result: "));
    sums.chain(&lines[last..]).copied().collect::<Vec<_>>().join("\n")
}

/// The last lines, with a mark where others were left out.
pub(super) fn end(said: &str) -> String {
    let lines: Vec<&str> = said.trim_end().lines().collect();
    match lines.len().checked_sub(LAST) {
        None | Some(0) => lines.join("\n"),
        Some(left_out) => format!("[{left_out} lines]\n{}", lines[left_out..].join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::{CLOSING, LAST, closing_lines, end};

    #[test]
    fn what_passed_is_summed_up() {
        let noise = "noise\n".repeat(CLOSING + 1);
        let said = format!("{noise}test result: ok. 3 passed\n{noise}test result: ok. 1 passed\n");
        let shown = closing_lines(&said);
        assert!(shown.starts_with("test result: ok. 3 passed\n"), "{shown}");
        assert!(shown.ends_with("test result: ok. 1 passed"), "{shown}");
        assert_eq!(shown.lines().count(), CLOSING + 1);
    }

    #[test]
    fn what_failed_is_shown_from_its_end() {
        let said = format!("the first line\n{}because", "line\n".repeat(LAST - 1));
        let shown = end(&said);
        assert!(shown.starts_with("[1 lines]\nline") && shown.ends_with("\nbecause"), "{shown}");
        assert_eq!(end("because\n"), "because");
    }
}
