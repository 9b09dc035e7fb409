//! Money: what is kept at which instant, against a plain reading of the steps; and a ledger that nothing overdraws.

use engine::{
    Entry, EntryKind, Instant, Ledger, LedgerError, Policy, RefundPart, RefundStep, Security, Tender,
};
use proptest::prelude::*;

const START: Instant = Instant(10_000);

fn step(minutes_before: u32, percent: u8) -> RefundStep {
    RefundStep { minutes_before, percent }
}

fn policy(refunds: &[RefundStep]) -> Policy {
    Policy {
        security: Security::Payment,
        price: 2_000,
        is_per_guest: true,
        from_guests: 4,
        refunds: refunds.to_vec(),
    }
}

#[test]
fn a_party_pays_from_its_size_on() {
    let policy = policy(&[]);
    assert_eq!([policy.amount(3), policy.amount(4), policy.amount(6)], [0, 8_000, 12_000]);
    let flat = Policy { is_per_guest: false, ..policy.clone() };
    assert_eq!([flat.amount(3), flat.amount(4), flat.amount(6)], [0, 2_000, 2_000]);
    assert_eq!(Policy { security: Security::None, ..policy }.amount(6), 0);
}

#[test]
fn what_is_kept_falls_due_in_steps_and_the_deadline_is_the_guests() {
    let policy = policy(&[step(1440, 100), step(120, 50)]);
    let kept = |minutes_before: i64| policy.kept(999, START, START.plus(-minutes_before));
    assert_eq!([kept(5_000), kept(1_440)], [0, 0], "free, the last minute included");
    assert_eq!([kept(1_439), kept(120)], [499, 499], "half of it, and the rounding is the guest's");
    assert_eq!([kept(119), kept(0), kept(-60)], [999, 999, 999]);
}

#[test]
fn steps_out_of_order_are_no_policy() {
    assert!(policy(&[step(1440, 100), step(120, 50)]).is_sound());
    for wrong in [
        vec![step(120, 50), step(1440, 100)],
        vec![step(1440, 50), step(120, 100)],
        vec![step(120, 100), step(120, 50)],
        vec![step(120, 101)],
        vec![step(120, 0)],
    ] {
        assert!(!policy(&wrong).is_sound(), "{wrong:?}");
    }
    assert!(!Policy { price: 0, ..policy(&[]) }.is_sound());
    assert!(Policy::default().is_sound());
}

fn steps() -> impl Strategy<Value = Vec<RefundStep>> {
    let pairs = proptest::collection::vec((0u32..4_000, 1u8..=100), 0..4);
    pairs.prop_map(|pairs| {
        let (mut minutes, mut percents): (Vec<u32>, Vec<u8>) = pairs.into_iter().unzip();
        minutes.sort_unstable_by(|a, b| b.cmp(a));
        percents.sort_unstable_by(|a, b| b.cmp(a));
        let steps: Vec<_> = minutes.into_iter().zip(percents).map(|(m, p)| step(m, p)).collect();
        if policy(&steps).is_sound() { steps } else { Vec::new() }
    })
}

/// The same, read plainly: the largest share of any step that has not passed.
fn share(steps: &[RefundStep], minutes_before: i64) -> i64 {
    let open = steps.iter().filter(|step| i64::from(step.minutes_before) <= minutes_before);
    open.map(|step| i64::from(step.percent)).max().unwrap_or(0)
}

proptest! {
    #[test]
    fn what_is_kept_is_what_the_steps_say_and_only_grows(
        steps in steps(), amount in 0i64..1_000_000, early in -100i64..5_000, later in 0i64..2_000,
    ) {
        let policy = policy(&steps);
        let kept = |before: i64| policy.kept(amount, START, START.plus(-before));
        let back = amount - kept(early);
        let exact = amount * share(&steps, early);
        prop_assert!(exact <= back * 100 && back * 100 < exact + 100, "{back} of {amount}");
        prop_assert!(kept(early) <= kept(early - later), "later is never cheaper");
        prop_assert!((0..=amount).contains(&kept(early)));
    }

    /// Whatever is tried in whatever order: nothing set aside is taken twice, no more comes back than was taken, and
    /// what the sums say is what a plain tally of the accepted entries says.
    #[test]
    fn a_ledger_is_never_overdrawn(tries in proptest::collection::vec((0u8..8, 0usize..6, -20i64..200), 0..40)) {
        let mut ledger = Ledger::default();
        let (mut set_aside, mut taken) = ([0i64; 2], Vec::new());
        for (kind, of, amount) in tries {
            let tender = if of % 2 == 0 { Tender::Card } else { Tender::GiftCard };
            let kind = match kind {
                0 | 1 => EntryKind::Authorized(tender),
                2 | 3 => EntryKind::Captured(tender),
                4 => EntryKind::Voided(tender),
                5 => EntryKind::Charged,
                _ => EntryKind::Refunded(of),
            };
            let at = ledger.entries().len();
            let account = &mut set_aside[of % 2];
            let may = 0 < amount && match kind {
                EntryKind::Captured(_) | EntryKind::Voided(_) => amount <= *account,
                EntryKind::Refunded(of) => taken.iter().any(|(index, left)| *index == of && amount <= *left),
                EntryKind::Authorized(_) | EntryKind::Charged | EntryKind::CardOnFile | EntryKind::Expired => true,
            };
            prop_assert_eq!(ledger.add(Entry { kind, amount }).is_ok(), may);
            if !may {
                continue;
            }
            match kind {
                EntryKind::Authorized(_) => *account += amount,
                EntryKind::Captured(_) => {
                    *account -= amount;
                    taken.push((at, amount));
                }
                EntryKind::Voided(_) => *account -= amount,
                EntryKind::Charged => taken.push((at, amount)),
                EntryKind::Refunded(of) => {
                    for (_, left) in taken.iter_mut().filter(|(index, _)| *index == of) {
                        *left -= amount;
                    }
                }
                EntryKind::CardOnFile | EntryKind::Expired => {}
            }
        }
        let kept: i64 = taken.iter().map(|(_, left)| left).sum();
        let totals = ledger.totals();
        prop_assert_eq!(totals.retained(), kept);
        prop_assert_eq!(totals.open(), set_aside.iter().sum::<i64>());
        prop_assert_eq!(ledger.refund(kept + 1), Err(LedgerError::ExceedsRemaining));
        if 0 < kept {
            let parts = ledger.refund(kept).expect("all of it");
            for RefundPart { entry: of, amount } in &parts {
                ledger.add(Entry { kind: EntryKind::Refunded(*of), amount: *amount }).expect("a part");
            }
            prop_assert_eq!(ledger.totals().retained(), 0);
        }
    }
}

#[test]
fn money_goes_back_to_the_gift_card_first() {
    let mut ledger = Ledger::default();
    let mut add = |kind, amount| ledger.add(Entry { kind, amount }).expect("sound");
    add(EntryKind::Authorized(Tender::GiftCard), 3_000);
    add(EntryKind::Authorized(Tender::Card), 5_000);
    add(EntryKind::Captured(Tender::Card), 5_000);
    add(EntryKind::Captured(Tender::GiftCard), 3_000);
    add(EntryKind::Charged, 1_000);
    assert_eq!(ledger.refund(3_500), Ok(parts(&[(3, 3_000), (4, 500)])));
    assert_eq!(ledger.refund(9_000), Ok(parts(&[(3, 3_000), (4, 1_000), (2, 5_000)])));
    assert_eq!(ledger.left_of(0), Err(LedgerError::NotRefundable));
}

fn parts(parts: &[(usize, i64)]) -> Vec<RefundPart> {
    parts.iter().map(|&(entry, amount)| RefundPart { entry, amount }).collect()
}
