//! Takes the guards out of a database, for controls: the deployed Worker then books a table twice, and the auditor must
//! notice. The guards are keys and NOT NULL (docs/invariants.md), so without them the same statements go through.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;

/// A table that guards, and what is written in place of what makes it do so.
struct Guard {
    table: &'static str,
    loosened: &'static [(&'static str, &'static str)],
}

const NO_KEY: (&str, &str) = (") STRICT, WITHOUT ROWID", ") STRICT");

const GUARDS: [Guard; 4] = [
    Guard {
        table: "occupancy",
        loosened: &[
            (",\n  PRIMARY KEY (restaurant_id, table_id, cell)", ""),
            ("stay_id TEXT NOT NULL", "stay_id TEXT"),
            ("table_id TEXT NOT NULL", "table_id TEXT"),
            NO_KEY,
        ],
    },
    Guard {
        table: "reservation_log",
        loosened: &[(",\n  PRIMARY KEY (reservation_id, sequence)", ""), NO_KEY],
    },
    Guard { table: "day_revisions", loosened: &[("revision INTEGER NOT NULL", "revision INTEGER")] },
    Guard { table: "gift_card_log", loosened: &[("effect INTEGER NOT NULL", "effect INTEGER")] },
];

/// Gives what would have been refused the value that it has without a guard.
const LET_THROUGH: &str = "
    CREATE TRIGGER first_revision AFTER INSERT ON day_revisions WHEN NEW.revision IS NULL BEGIN
      UPDATE day_revisions SET revision = 1 WHERE restaurant_id = NEW.restaurant_id AND day = NEW.day;
    END;
    CREATE TRIGGER next_revision AFTER UPDATE ON day_revisions WHEN NEW.revision IS NULL BEGIN
      UPDATE day_revisions SET revision = OLD.revision + 1
      WHERE restaurant_id = NEW.restaurant_id AND day = NEW.day;
    END;
    CREATE TRIGGER overdraft AFTER INSERT ON gift_card_log WHEN NEW.effect IS NULL BEGIN
      UPDATE gift_card_log SET effect = NEW.amount
      WHERE transaction_id = NEW.transaction_id AND step = NEW.step;
    END;";

/// Removes the guards of an empty database that nobody has open.
///
/// # Errors
/// It cannot be written, or a table no longer has the guard that is removed here.
pub(crate) fn remove(database: &Path) -> Result<()> {
    let database = Connection::open(database)?;
    database.execute_batch("PRAGMA foreign_keys = OFF; BEGIN")?;
    for Guard { table, loosened } in &GUARDS {
        let mut select = database.prepare(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type = 'table' DESC",
        )?;
        let made: Vec<String> =
            select.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let (definition, others) = made.split_first().with_context(|| format!("no table {table}"))?;
        let mut without = definition.clone();
        for (guard, instead) in *loosened {
            ensure!(without.contains(guard), "{table} no longer has {guard}: {definition}");
            without = without.replace(guard, instead);
        }
        database.execute_batch(&format!("DROP TABLE {table}; {without};"))?;
        for other in others {
            database.execute_batch(other)?;
        }
    }
    database.execute_batch(LET_THROUGH)?;
    Ok(database.execute_batch("COMMIT")?)
}
