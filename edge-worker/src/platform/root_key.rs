//! The root key: random bits from which links, gift-card codes and webhook signatures are derived.
//!
//! The database holds it sealed with `TOKEN_SECRET`. So the secret can be rolled and nothing that was derived breaks:
//! the key is opened with the current secret or, while it is being rolled, with the previous one, and is sealed with
//! the current one from then on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Deserialize;

use crate::platform::db::{Db, Statement};
use crate::platform::failure::Failure;
use crate::platform::{random, secret};

/// The operator's secrets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secrets<'a> {
    /// `TOKEN_SECRET`.
    pub(crate) current: &'a str,
    /// `TOKEN_SECRET_PREVIOUS`: set while the secret is rolled.
    pub(crate) previous: Option<&'a str>,
}

const SELECT: &str = "
    SELECT (SELECT sealed FROM root_key) AS sealed, EXISTS (SELECT 1 FROM restaurants) AS has_restaurants";
const INSERT: &str = "INSERT OR IGNORE INTO root_key (id, sealed, sealed_at) VALUES (1, ?1, ?2)";
/// Another isolate may have been first.
const RESEAL: &str = "UPDATE root_key SET sealed = ?2, sealed_at = ?3 WHERE sealed = ?1";

/// Sealed values are bound to what they are.
const ASSOCIATED_DATA: &[u8] = b"root key";
const NONCE_LENGTH: usize = 24;
const ATTEMPTS: usize = 3;

#[derive(Deserialize)]
struct Stored {
    sealed: Option<String>,
    has_restaurants: u8,
}

/// Opens the root key; creates it at the first start.
///
/// # Errors
/// If the database fails, or neither secret opens the key: then nothing may be derived, since no link would work.
pub(crate) async fn load(db: &dyn Db, secrets: Secrets<'_>, now_ms: i64) -> Result<String, Failure> {
    for _ in 0..ATTEMPTS {
        let stored: Option<Stored> = db.first(Statement::new(SELECT, [])).await?;
        let stored = stored.ok_or_else(|| Failure::internal("the root key cannot be selected"))?;
        let Some(sealed) = stored.sealed else {
            // Where restaurants were set up before there was a root key, the secret itself was the key.
            let key = if stored.has_restaurants == 1 {
                secrets.previous.unwrap_or(secrets.current).to_owned()
            } else {
                secret::hex(&random::bytes::<32>()?)
            };
            let values = [seal(secrets.current, &key)?.into(), now_ms.into()];
            db.batch(vec![Statement::new(INSERT, values)]).await?;
            continue;
        };
        if let Some(key) = open(secrets.current, &sealed)? {
            return Ok(key);
        }
        let previous = secrets.previous.map(|previous| open(previous, &sealed)).transpose()?.flatten();
        let Some(key) = previous else {
            let why =
                "the root key was sealed with another secret than TOKEN_SECRET or TOKEN_SECRET_PREVIOUS";
            return Err(Failure::internal(why));
        };
        let values = [sealed.into(), seal(secrets.current, &key)?.into(), now_ms.into()];
        db.batch(vec![Statement::new(RESEAL, values)]).await?;
        return Ok(key);
    }
    Err(Failure::internal("the root key was not stored"))
}

fn cipher(secret: &str) -> Result<XChaCha20Poly1305, Failure> {
    Ok(XChaCha20Poly1305::new(&secret::keyed_digest(secret, "seal", &[])?.into()))
}

fn seal(secret: &str, key: &str) -> Result<String, Failure> {
    let nonce = random::bytes::<NONCE_LENGTH>()?;
    let payload = Payload { msg: key.as_bytes(), aad: ASSOCIATED_DATA };
    let sealed = cipher(secret)?.encrypt(&XNonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| Failure::internal("the root key cannot be sealed"))?;
    Ok(STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

/// `None` if it was sealed with another secret.
fn open(secret: &str, sealed: &str) -> Result<Option<String>, Failure> {
    let Ok(bytes) = STANDARD_NO_PAD.decode(sealed) else { return Ok(None) };
    let Some((nonce, sealed)) = bytes.split_first_chunk::<NONCE_LENGTH>() else { return Ok(None) };
    let payload = Payload { msg: sealed, aad: ASSOCIATED_DATA };
    let opened = cipher(secret)?.decrypt(&XNonce::from(*nonce), payload).ok();
    Ok(opened.and_then(|key| String::from_utf8(key).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::sqlite::Sqlite;
    use futures_util::FutureExt;

    const FIRST: Secrets = Secrets { current: "first", previous: None };
    const ROLLED: Secrets = Secrets { current: "second", previous: Some("first") };
    const SECOND: Secrets = Secrets { current: "second", previous: None };

    fn load(db: &Sqlite, secrets: Secrets) -> Result<String, Failure> {
        super::load(db, secrets, 0).now_or_never().expect("SQLite answers at once")
    }

    #[test]
    fn it_stays_the_same_while_the_secret_is_rolled() {
        let db = Sqlite::in_memory().expect("a database");
        let key = load(&db, FIRST).expect("created");
        assert_eq!(key.len(), 64);
        assert_eq!(load(&db, FIRST).ok(), Some(key.clone()));
        assert!(load(&db, SECOND).is_err(), "not without the secret that sealed it");
        for secrets in [ROLLED, ROLLED, SECOND] {
            assert_eq!(load(&db, secrets).ok(), Some(key.clone()), "{secrets:?}");
        }
        assert!(load(&db, FIRST).is_err(), "the first secret opens nothing any more");
        let other = load(&Sqlite::in_memory().expect("a database"), FIRST).expect("created");
        assert_ne!(key, other, "it does not follow from the secret");
    }

    #[test]
    fn restaurants_from_before_keep_what_was_derived_from_the_secret() {
        let db = Sqlite::in_memory().expect("a database");
        let insert = "INSERT INTO restaurants (id, slug, configuration_version, created_at) VALUES ('r', 'bistro', 1, 0)";
        let db_port: &dyn Db = &db;
        db_port
            .all::<serde_json::Value>(Statement::new(insert, []))
            .now_or_never()
            .expect("at once")
            .expect("inserted");
        assert_eq!(load(&db, ROLLED).ok().as_deref(), Some("first"));
        assert_eq!(load(&db, SECOND).ok().as_deref(), Some("first"));
    }

    #[test]
    fn a_sealed_key_that_was_tampered_with_does_not_open() {
        let sealed = seal("first", "key").expect("sealed");
        let mut bytes = STANDARD_NO_PAD.decode(&sealed).expect("base64");
        for place in 0..bytes.len() {
            bytes[place] ^= 1;
            assert_eq!(open("first", &STANDARD_NO_PAD.encode(&bytes)).expect("a verdict"), None);
            bytes[place] ^= 1;
        }
        for garbage in ["", "AAAA", "no base64!"] {
            assert_eq!(open("first", garbage).expect("a verdict"), None);
        }
    }
}
