//! One restaurant and its parties: loading them, deciding, and committing decisions.

pub(crate) mod api_key;
pub(crate) mod budget;
pub(crate) mod cached_snapshot;
pub(crate) mod commit;
pub(crate) mod idempotency;
pub(crate) mod load;
pub(crate) mod offered_alternatives;
pub(crate) mod placement;
pub(crate) mod plain_text;
pub(crate) mod profile;
pub(crate) mod reseating;
pub(crate) mod retry;
pub(crate) mod shown_house;
pub(crate) mod stay_row;
pub(crate) mod stays;
pub(crate) mod tenant;
pub(crate) mod visitor;
