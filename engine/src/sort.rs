//! Sorting a few items.
//!
//! The standard library's sorts are made for many items, and their code is accordingly large: a guest would download
//! some kilobytes for each type that is sorted. Here there are a few dozen items, at most some hundred.

/// Sorts by a key; stable.
pub(crate) fn sort_by_key<T, K: Ord>(things: &mut [T], key: impl Fn(&T) -> K) {
    for sorted in 1..things.len() {
        let (before, rest) = things.split_at(sorted);
        let Some(next) = rest.first().map(&key) else { return };
        let place = before.partition_point(|thing| key(thing) <= next);
        for earlier in (place..sorted).rev() {
            things.swap(earlier, earlier + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sort_by_key;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut pairs in prop::collection::vec((0u8..9, 0u8..9), 0..40)) {
            let mut sorted = pairs.clone();
            sorted.sort_by_key(|pair| pair.0);
            sort_by_key(&mut pairs, |pair| pair.0);
            prop_assert_eq!(pairs, sorted);
        }
    }
}
