//! Who a guest's request comes from, as far as budgets need to know.

use std::net::IpAddr;

use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::secret;

/// Keyed digests of a client's address and of its network: nobody can read an address from them.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) address: String,
    pub(crate) network: String,
}

impl Visitor {
    /// The visitor at this IP address.
    pub(crate) fn of(app: &App, client: &str) -> Result<Self, Failure> {
        let Prefixes { address, network } = Prefixes::of(client);
        Ok(Self {
            address: digest(app, &format!("address:{address}"))?,
            network: digest(app, &format!("network:{network}"))?,
        })
    }
}

/// A keyed digest by which a budget knows whose it is.
pub(crate) fn digest(app: &App, text: &str) -> Result<String, Failure> {
    let digest = secret::keyed_digest(&app.environment.root_key, "visitor", &[text])?;
    Ok(secret::symbols_of(&digest, 16))
}

/// The same of an e-mail address, in the spelling that all spellings of one mailbox share: without what its owner may put
/// behind a plus sign, with an international domain in ASCII, and without the dots that Gmail ignores
/// (<https://support.google.com/mail/answer/7436150>).
pub(crate) fn email_digest(app: &App, email: &str) -> Result<String, Failure> {
    let email = email.trim().to_lowercase();
    let (local, domain) = email.rsplit_once('@').unwrap_or((&email, ""));
    let mailbox = local.split('+').next().unwrap_or_default();
    let domain = url::Host::parse(domain).map_or_else(|_| domain.to_owned(), |host| host.to_string());
    let (mailbox, domain) = match domain.as_str() {
        "gmail.com" | "googlemail.com" => (mailbox.replace('.', ""), "gmail.com"),
        domain => (mailbox.to_owned(), domain),
    };
    digest(app, &format!("email:{mailbox}@{domain}"))
}

/// What counts as one address, and what as one network: whoever has one IPv6 address has the other 2^64 of its /64 too,
/// and often those of a /48.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Prefixes {
    pub(crate) address: String,
    pub(crate) network: String,
}

impl Prefixes {
    pub(crate) fn of(client: &str) -> Self {
        match client.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
            Ok(IpAddr::V4(ip)) => {
                let [a, b, c, _] = ip.octets();
                Self { address: ip.to_string(), network: format!("{a}.{b}.{c}.0/24") }
            }
            Ok(IpAddr::V6(ip)) => {
                let [a, b, c, d, ..] = ip.segments();
                Self {
                    address: format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"),
                    network: format!("{a:x}:{b:x}:{c:x}::/48"),
                }
            }
            Err(_) => Self { address: client.to_owned(), network: client.to_owned() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_ipv6_prefix_is_one_address() {
        let of = |client| Prefixes::of(client).address;
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2:ffff::"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(Prefixes::of("2001:db8:1:2::1").network, Prefixes::of("2001:db8:1:3::1").network);
    }

    #[test]
    fn an_ipv4_address_is_counted_in_full_and_with_its_network() {
        let (one, other) = (Prefixes::of("203.0.113.7"), Prefixes::of("203.0.113.8"));
        assert_ne!(one.address, other.address);
        assert_eq!(one.network, other.network);
        assert_eq!(Prefixes::of("::ffff:203.0.113.7"), one);
    }
}
