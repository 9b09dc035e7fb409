//! What would work instead.

use crate::slot::Slot;

/// The bookable ones among `slots` that lie nearest to `minutes`, nearest first; of two equally near, the earlier.
#[must_use]
pub fn nearest_times(slots: &[Slot], minutes: u16, count: usize) -> Vec<&Slot> {
    let mut bookable: Vec<&Slot> = slots.iter().filter(|slot| slot.is_bookable()).collect();
    bookable.sort_by_key(|slot| (slot.minutes.abs_diff(minutes), slot.minutes));
    bookable.truncate(count);
    bookable
}
