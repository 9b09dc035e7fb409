//! Any bytes as a snapshot: it is refused, or its house answers questions.
#![no_main]

use api::Snapshot;
use engine::{Authority, Instant, Occupancy, Question, month, slots};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(snapshot) = serde_json::from_slice::<Snapshot>(bytes) else { return };
    let Ok((house, stays)) = snapshot.house() else { return };
    let occupancy = Occupancy::new(&house, &stays);
    let question = Question {
        attendees: 2,
        day: snapshot.from.0,
        experience: 0,
        floor_plan: None,
        duration: None,
        now: Instant(snapshot.now_minutes),
        authority: Authority::Guest,
        is_confirmed: false,
    };
    let _ = slots(&house, &occupancy, &question);
    let _ = month(&house, &occupancy, &question, 3);
});
