//! The source of random bits: the platform or, in native tests that ask for it, a seeded generator.

use api::Code;
use uuid::{Builder, Uuid};

use crate::platform::failure::Failure;

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    if !repeatable::fill(&mut bytes) {
        getrandom::fill(&mut bytes).map_err(|_| Failure::new(Code::Internal, "no randomness to be had"))?;
    }
    Ok(bytes)
}

pub(crate) fn uuid() -> Uuid {
    let mut bytes = [0; 16];
    if repeatable::fill(&mut bytes) { Builder::from_random_bytes(bytes).into_uuid() } else { Uuid::new_v4() }
}

#[cfg(target_arch = "wasm32")]
mod repeatable {
    pub(super) const fn fill(_: &mut [u8]) -> bool {
        false
    }
}

/// For tests only: the same seed on a thread gives the same ids, so that a failure can be reproduced.
#[cfg(not(target_arch = "wasm32"))]
pub mod repeatable {
    use std::cell::RefCell;

    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    thread_local!(static GENERATOR: RefCell<Option<ChaCha8Rng>> = const { RefCell::new(None) });

    /// From here on this thread's random bits are derived from `seed`.
    pub fn seed(seed: u64) {
        GENERATOR.set(Some(ChaCha8Rng::seed_from_u64(seed)));
    }

    pub(super) fn fill(bytes: &mut [u8]) -> bool {
        GENERATOR.with_borrow_mut(|generator| generator.as_mut().map(|it| it.fill_bytes(bytes)).is_some())
    }
}
