//! Putting a few things in order.
//!
//! The standard library's sorts are made for many things, and their code is as large: a guest would download some
//! kilobytes for each kind of thing that is sorted. Here there are a few dozen, at most some hundred.

/// Sorts by a key, and keeps the order of equals.
pub(crate) fn sort_by_key<T, K: Ord>(things: &mut [T], key: impl Fn(&T) -> K) {
    for sorted in 1..things.len() {
        let (before, rest) = things.split_at(sorted);
        let Some(next) = rest.first().map(&key) else { return };
        let place = before.partition_point(|thing| key(thing) <= next);
        things[place..=sorted].rotate_right(1);
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
