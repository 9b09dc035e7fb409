//! The cache: published profiles and snapshots, in KV. It may be a minute old, so it is used for display and never
//! for decisions. A fault in it costs time and nothing else.

use async_trait::async_trait;

/// Texts by key, with a limited lifetime.
#[async_trait(?Send)]
pub trait Cache: Send + Sync {
    /// The text, if there is one.
    async fn get(&self, key: &str) -> Option<String>;
    /// Stores the text for [`LIFETIME_SECONDS`].
    async fn put(&self, key: &str, text: &str);
    /// Removes the text.
    async fn remove(&self, key: &str);
}

/// The shortest lifetime that KV supports.
pub const LIFETIME_SECONDS: u64 = 60;

/// Workers KV.
#[cfg(target_arch = "wasm32")]
pub(crate) struct Kv(pub(crate) worker::kv::KvStore);

#[cfg(target_arch = "wasm32")]
#[async_trait(?Send)]
impl Cache for Kv {
    async fn get(&self, key: &str) -> Option<String> {
        self.0.get(key).text().await.ok().flatten()
    }

    async fn put(&self, key: &str, text: &str) {
        if let Ok(put) = self.0.put(key, text) {
            // KV allows one write per key and second; a second write would contain nothing newer.
            let _ = put.expiration_ttl(LIFETIME_SECONDS).execute().await;
        }
    }

    async fn remove(&self, key: &str) {
        let _ = self.0.delete(key).await;
    }
}

/// A cache in this process, for native tests.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Default)]
pub struct Memory(std::sync::Mutex<std::collections::HashMap<String, String>>);

#[cfg(not(target_arch = "wasm32"))]
impl Memory {
    fn entries(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<String, String>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[async_trait(?Send)]
impl Cache for Memory {
    async fn get(&self, key: &str) -> Option<String> {
        self.entries().get(key).cloned()
    }

    async fn put(&self, key: &str, text: &str) {
        self.entries().insert(key.to_owned(), text.to_owned());
    }

    async fn remove(&self, key: &str) {
        self.entries().remove(key);
    }
}
