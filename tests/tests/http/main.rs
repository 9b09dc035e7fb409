//! HTTP journeys on the Worker's own router, natively: the same routes, SQL and migrations as in workerd, with
//! SQLite in place of D1 and a clock that the test sets.

mod authorisation;
mod availability;
mod bad_input;
mod bookings;
mod calls;
mod changes;
mod configuration;
mod faults;
mod front;
mod gift_cards;
mod guests;
mod holds;
mod hosted;
mod hostile;
mod house;
mod indexes;
mod keys;
mod merging;
mod pages;
mod payment_record;
mod payments;
mod purchases;
mod requests;
mod reseating;
mod restaurant;
mod retention;
mod scheduled;
mod seasons;
mod shaky;
mod stripe;
mod told;
mod truths;
mod visits;
mod webhooks;
mod wording;
