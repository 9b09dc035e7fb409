//! HTML as text, for where no markup can be shown: a page that embeds the widget may allow none that comes as a string
//! (Trusted Types).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

/// What begins a line of its own.
#[rustfmt::skip]
const BLOCKS: [&str; 36] = [
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
    "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
];

/// Paragraphs with a blank line between them; the items of a list are lines that begin with a bullet.
pub(crate) fn plain_text(html: &str) -> String {
    let blocks = BLOCKS_ALONE.clean(html).to_string();
    let mut plain = String::new();
    let (mut lists, mut gap, mut bullet) = (0_u32, "", "");
    // What is left are tags without attributes, and text in which no `<` and no `>` is left as it is.
    for piece in blocks.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        match tag {
            "ul" | "ol" => lists += 1,
            "/ul" | "/ol" => lists = lists.saturating_sub(1),
            "li" => bullet = "• ",
            "/li" => bullet = "",
            _ => {}
        }
        let is_row =
            matches!(tag.trim_start_matches('/'), "br" | "dd" | "dt" | "summary" | "td" | "th" | "tr");
        let is_line = is_row || 0 < lists && !matches!(tag, "ul" | "ol");
        match gap {
            "" if is_line => gap = "\n",
            _ if !is_line && !tag.is_empty() => gap = "\n\n",
            _ => {}
        }
        let line = unescaped(&text.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
        // An editor's empty paragraph holds a blank.
        if !line.trim().is_empty() {
            let before = if plain.is_empty() { "" } else { gap };
            plain.extend([before, bullet, &line]);
            (gap, bullet) = ("", "");
        }
    }
    plain
}

/// Leaves the tags of blocks, without attributes, and no others. Made once: each snapshot reads every description.
static BLOCKS_ALONE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.tags(HashSet::from(BLOCKS)).clean_content_tags(HashSet::from(["script", "style"]));
    builder.tag_attributes(HashMap::new()).generic_attributes(HashSet::new());
    builder
});

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
    fn blocks_are_paragraphs_and_items_have_bullets() {
        let html = "<p>Six <b>courses</b>,\n new <a href=\"https://example.com\">every week</a>.</p>\
                    <ul><li>For two</li><li><p>Vegetarian</p></li></ul>Bring<br>friends";
        assert_eq!(
            plain_text(html),
            "Six courses, new every week.\n\n• For two\n• Vegetarian\n\nBring\nfriends"
        );
    }

    #[test]
    fn nothing_runs_together() {
        let table = "<table><tr><th>Course</th><th>Wine</th></tr><tr><td>Pasta</td><td>Red</td></tr></table>";
        assert_eq!(plain_text(table), "Course\nWine\nPasta\nRed");
        assert_eq!(
            plain_text("<details><summary>S</summary>T</details><section>one</section>two"),
            "S\nT\n\none\n\ntwo"
        );
        assert_eq!(plain_text("<ul><li title=\"a > b\" lang=\"en\">one</li></ul>"), "• one");
        assert_eq!(plain_text("<ul><li></li></ul><p>after</p><p>&nbsp;</p>"), "after");
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
