//! The rules of a restaurant: who may sit where, and when.
//!
//! The engine answers questions about a restaurant ([`slots`], [`month()`], [`alternatives()`]) and decides requests
//! ([`decide()`]). It is compiled natively for tests and to wasm32 for the guest's browser and the edge, and gives
//! the same answer on each: equal input, equal output.
//!
//! What is deliberately absent: a clock (`now` is an argument), IO, floating point, randomness, serialization and any
//! knowledge of the wire format. Ids are indexes into the [`House`]; the caller keeps the names.
//!
//! Read in this order: [`time`], [`season`], [`zone`], [`floor`], [`house`], [`occupancy`], [`slot`], [`mod@decide`]. Money is
//! separate: [`payment_policy`], [`ledger`], [`refund`].

pub mod alternatives;
pub mod calendar;
pub mod confirmation;
pub mod decide;
pub mod floor;
pub mod house;
mod house_check;
mod house_error;
pub mod ledger;
pub mod month;
pub mod occupancy;
mod pacing;
pub mod payment_policy;
pub mod reason;
pub mod refund;
pub mod reseat;
pub mod score;
pub mod season;
mod sections;
pub mod sharing;
pub mod slot;
mod sort;
mod spots;
pub mod status;
pub mod stay;
pub mod table_set;
pub mod time;
mod timing;
pub mod walk_in;
pub mod zone;

pub use alternatives::{Alternative, Change, DAYS_AWAY_MAX, alternatives};
pub use calendar::CalendarDate;
pub use confirmation::{AnswerBy, Confirmation, ConfirmationRule};
pub use decide::{Placement, Refusal, Request, TableChoice, decide};
pub use floor::{Assignment, Combination, Floor, FloorError, PartyBounds, Sharing, Table};
pub use house::{
    Block, Closure, Exception, Experience, House, Lead, Limits, Release, Reseating, Rules, Service,
};
pub use house_error::{ConfirmationRuleError, ExperienceError, HouseError, ServiceError};
pub use ledger::{Entry, EntryKind, Ledger, LedgerError, Tender, Totals};
pub use month::month;
pub use occupancy::Occupancy;
pub use payment_policy::{Policy, RefundStep, Security};
pub use reason::{ExclusionReason, Reasons};
pub use refund::RefundPart;
pub use reseat::{Move, Reseat};
pub use score::{Score, Weights};
pub use season::{MonthDay, Season};
pub use sharing::seat_runs;
pub use slot::{Authority, DayRoom, Question, Slot, SlotAssignment, slot_at, slots};
pub use status::{Status, Transition};
pub use stay::{Promise, Stay};
pub use table_set::TableSet;
pub use time::{CELL_MINUTES, Day, Instant, Span, Weekday, Weekdays};
pub use walk_in::{WalkIn, walk_in};
pub use zone::Offsets;
