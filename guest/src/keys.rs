//! Idempotency keys: made before sending, kept until there is a clear answer, so that asking again after a lost
//! reply or a reload has its effect once.

use serde::{Deserialize, Serialize};

/// The requests that have had no clear answer yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    pub hold: Option<Pending>,
    pub booking: Option<Pending>,
}

/// A request that was sent, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub key: String,
    pub body: String,
}

impl Pending {
    /// The same request if it has this body, else a new one.
    pub fn again_or_new(earlier: Option<Self>, body: String, new_key: impl FnOnce() -> String) -> Self {
        match earlier {
            Some(pending) if pending.body == body => pending,
            _ => Self { key: new_key(), body },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_body_keeps_its_key_and_another_gets_a_new_one() {
        let first = Pending::again_or_new(None, "a".into(), || "1".into());
        let again = Pending::again_or_new(Some(first.clone()), "a".into(), || "2".into());
        let other = Pending::again_or_new(Some(first.clone()), "b".into(), || "2".into());
        assert_eq!(again, first);
        assert_eq!((other.key.as_str(), other.body.as_str()), ("2", "b"));
    }
}
