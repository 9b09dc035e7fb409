//! The log of a reservation: one line per change.

use api::Status;

use crate::platform::context::Context;
use crate::platform::db::follow_ups::FollowUp;
use crate::platform::db::{Statement, Value};

const INSERT_LOG: &str = "
    INSERT INTO reservation_log (reservation_id, sequence, status, actor, at, table_ids)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// A line of a reservation's log. Its number is the compare-and-swap of every change: a change based on an older line
/// violates the primary key.
pub(crate) struct LogLine<'a> {
    /// One more than the last line's, starting at 1.
    pub(crate) sequence: i64,
    /// The reservation's status after the change.
    pub(crate) status: Status,
    /// Who made the change: `guest`, `api`, `clock`, `payment` or `reseating`; of the first line, the source.
    pub(crate) actor: &'a str,
    /// The JSON list of its tables after the change, if they changed.
    pub(crate) table_ids: Option<&'a str>,
}

impl LogLine<'_> {
    /// The statement that inserts it.
    pub(crate) fn insert(&self, context: &Context, reservation_id: &str) -> Statement {
        let values: [Value; 6] = [
            reservation_id.into(),
            self.sequence.into(),
            self.status.name().into(),
            self.actor.into(),
            context.now_ms.into(),
            Value::or_null(self.table_ids),
        ];
        Statement::new(INSERT_LOG, values).then(FollowUp::Webhooks)
    }
}
