//! HTML as text, for where no markup can be shown: a page that embeds the widget may allow none that comes as a string
//! (Trusted Types).

use std::collections::{HashMap, HashSet};

use ammonia::Builder;

/// What begins a line of its own.
const BLOCKS: [&str; 20] = [
    "address",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "tr",
    "ul",
];

/// A line for each paragraph; those of a list begin with a bullet.
pub(crate) fn plain_text(html: &str) -> String {
    let blocks = blocks_alone(html);
    let mut lines = Vec::new();
    let mut begin = "";
    // What is left are tags without attributes, and text in which no `<` and no `>` is left as it is.
    for piece in blocks.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        if tag == "li" {
            begin = "• ";
        }
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        if !words.is_empty() {
            lines.push(unescaped(&[begin, &words.join(" ")].concat()));
            begin = "";
        }
    }
    lines.join("\n")
}

/// The text with the tags of its blocks, and no others.
fn blocks_alone(html: &str) -> String {
    Builder::empty()
        .tags(HashSet::from(BLOCKS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::new())
        .clean(html)
        .to_string()
}

/// The characters that HTML's serialization escapes in text
/// (<https://html.spec.whatwg.org/multipage/parsing.html#escapingString>).
fn unescaped(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];
    named.into_iter().fold(text.to_owned(), |text, (name, character)| text.replace(name, character))
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn blocks_are_lines_and_items_have_bullets() {
        let html = "<p>Six <b>courses</b>,\n new <a href=\"https://example.com\">every week</a>.</p>\
                    <ul><li>For two</li><li><p>Vegetarian</p></li></ul>Bring<br>friends";
        assert_eq!(plain_text(html), "Six courses, new every week.\n• For two\n• Vegetarian\nBring\nfriends");
    }

    #[test]
    fn what_is_written_is_read_and_what_runs_is_not() {
        assert_eq!(plain_text("Fish &amp; chips &lt;3, 5&nbsp;€ &amp;lt;"), "Fish & chips <3, 5\u{a0}€ &lt;");
        assert_eq!(
            plain_text("<script>alert(1)</script><style>p{}</style><!-- no --><img src=x onerror=y>"),
            ""
        );
        assert_eq!(plain_text("a < b"), "a < b");
        assert_eq!(plain_text(""), "");
    }
}
