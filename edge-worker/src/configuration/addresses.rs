//! Addresses in a configuration, which guests' browsers will follow.

/// Whether an address is a link that a page can show, or none at all.
pub(super) fn is_link(text: &str) -> bool {
    text.is_empty() || is_path(text) || ["https://", "http://"].iter().any(|start| text.starts_with(start))
}

/// Whether an address names a place on our own pages. Browsers read `/\` as `//`, which names another host.
pub(super) fn is_path(address: &str) -> bool {
    let is_absolute = address.starts_with("//") || address.starts_with("/\\");
    address.starts_with('/') && !is_absolute && !address.contains(char::is_whitespace)
}
