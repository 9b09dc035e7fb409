//! Which addresses webhooks may have: public ones, so that nobody makes the Worker call what only it can reach.

use std::net::IpAddr;

use crate::platform::app::App;

/// Whether messages may be posted to this address: https, with a public host name. In development, localhost is
/// allowed too.
pub(crate) fn is_public(app: &App, address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else { return false };
    let Some(host) = url.host_str() else { return false };
    if app.environment.is_development && ["127.0.0.1", "localhost"].contains(&host) {
        return true;
    }
    // A name that ends with a dot is the same one.
    let plain = host.trim_matches(['[', ']']).trim_end_matches('.');
    // Reserved by RFC 6761 and 6762, or used by routers and clouds for private networks.
    let private = [
        ".local",
        ".localhost",
        ".internal",
        ".intranet",
        ".lan",
        ".home",
        ".home.arpa",
        ".corp",
        ".test",
        ".invalid",
        ".onion",
    ];
    url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.port().is_none()
        && plain.parse::<IpAddr>().is_err()
        && plain.contains('.')
        && plain.split('.').all(is_label)
        && !private.iter().any(|end| plain.ends_with(end))
}

/// Whether this can be a part of a host name (RFC 1123).
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
