//! A booking is changed.

use super::*;

/// A guest who has a table for two on Saturday at 19:00.
fn changing() -> Flow {
    let current = Current { start: Start { day: DAY, minutes: 1140 }, attendees: 2 };
    Flow { current: Some(current), ..flow() }
}

fn quote(amount: i64, reasons: &[ExclusionReason]) -> ChangeQuote {
    ChangeQuote {
        attendees: 2,
        day: DAY,
        minutes: 1170,
        end_minutes: None,
        amount,
        forfeited: 0,
        currency: "EUR".to_owned(),
        terms: String::new(),
        times: Vec::new(),
        exclusion_reasons: reasons.to_vec(),
        alternatives: Vec::new(),
    }
}

const LATER: Start = Start { day: DAY, minutes: 1170 };

#[test]
fn a_change_is_quoted_and_agreed_before_it_is_made() {
    let mut flow = changing();
    assert_eq!(flow.on(Event::TimeChosen(LATER)), Some(Command::Quote(LATER)), "no table is held");
    assert_eq!(flow.on(Event::QuoteAnswered(Ok(quote(2000, &[])))), None);
    assert!(matches!(&flow.stage, Stage::Review(review) if review.quote.amount == 2000));
    assert_eq!(flow.on(Event::BackChosen), None);
    assert_eq!(flow.stage, Stage::Choosing(Choosing::Looking), "nothing is given up");

    flow.on(Event::TimeChosen(LATER));
    flow.on(Event::QuoteAnswered(Ok(quote(2000, &[]))));
    assert_eq!(flow.on(Event::Submitted), Some(Command::Change));
    assert_eq!(flow.on(Event::Submitted), None, "a second press is no second change");
    let answer = Err(Error::Offline);
    assert_eq!(flow.on(Event::ChangeAnswered(answer)), None);
    assert_eq!(flow.on(Event::BackChosen), None, "it may be made by now");
    assert_eq!(flow.on(Event::RetryChosen), Some(Command::Change));
    let booking = booked().booking;
    assert_eq!(flow.on(Event::ChangeAnswered(Ok(booking))), Some(Command::Leave(None)));
}

#[test]
fn a_change_that_is_not_to_be_had_leads_back_to_choosing_and_one_that_costs_otherwise_is_asked_again() {
    let mut flow = changing();
    flow.on(Event::TimeChosen(LATER));
    let full = quote(0, &[ExclusionReason::NoTablesFound]);
    assert_eq!(flow.on(Event::QuoteAnswered(Ok(full))), Some(Command::Refresh));
    assert!(matches!(&flow.stage, Stage::Choosing(Choosing::Refused(refused)) if refused.start == LATER));

    flow.on(Event::TimeChosen(LATER));
    flow.on(Event::QuoteAnswered(Ok(quote(0, &[]))));
    flow.on(Event::Submitted);
    let dearer = Err(problem(Code::QuoteChanged));
    assert_eq!(flow.on(Event::ChangeAnswered(dearer)), Some(Command::Quote(LATER)));
}
