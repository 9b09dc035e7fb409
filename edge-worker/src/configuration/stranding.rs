//! Booked parties that a change of the configuration would strand: without their table, or without what they booked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use api::Compiled;
use api::booking::reservation::Stranded;
use engine::{Authority, Day, House, Promise, Question, Request, Sharing, TableChoice, TableSet};

use crate::house::stays::{Party, Reseated, Stays};
use crate::house::tenant::Tenant;
use crate::platform::app::App;

/// As far ahead as anyone can book.
const DAYS_AHEAD: i32 = 720;

/// The days on which parties can be stranded, from yesterday on: its evening may not be over.
pub(crate) fn days(app: &App) -> Range<Day> {
    app.utc_day().plus(-1)..app.utc_day().plus(DAYS_AHEAD)
}

/// Whether a change can strand any party.
pub(crate) fn is_possible(before: &Compiled, after: &Compiled) -> bool {
    let (before, after) = (&before.configuration, &after.configuration);
    let offered = |experiences: &[api::Experience]| {
        let days = |experience: &api::Experience| experience.availability.season_bounds();
        experiences.iter().map(|e| (e.id.clone(), days(e))).collect::<BTreeMap<_, _>>()
    };
    before.floor_plans != after.floor_plans
        || before.blocks != after.blocks
        || offered(&before.experiences) != offered(&after.experiences)
}

/// The configuration before and after a change, with the expected parties.
pub(crate) struct StrandingContext<'a> {
    pub(crate) before: &'a Tenant,
    pub(crate) after: &'a Tenant,
    /// The same parties, each with the tables that this configuration has of theirs.
    pub(crate) stays_before: Stays,
    pub(crate) stays_after: Stays,
}

/// What happens to the parties that a change would strand.
#[derive(Default)]
pub(crate) struct StrandingResolution {
    /// Parties that get other tables.
    pub(crate) moves: Vec<Reseated>,
    /// Lost holds. Their guests are still choosing, and are told when they book.
    pub(crate) lost_holds: Vec<String>,
}

/// Finds other tables for the parties that a change would strand. Fails with those parties if `reseat` is false or
/// there is no seating.
pub(crate) fn settle(
    app: &App,
    outlook: &StrandingContext,
    reseat: bool,
) -> Result<StrandingResolution, Vec<Stranded>> {
    let losers = outlook.stays_before.parties().filter(|party| is_stranded(app, outlook, party));
    let (stranded, holds): (Vec<&Party>, Vec<&Party>) =
        losers.partition(|party| party.last_sequence.is_some());
    let lost_holds: Vec<String> = holds.into_iter().map(|hold| hold.id.clone()).collect();
    if stranded.is_empty() {
        return Ok(StrandingResolution { moves: Vec::new(), lost_holds });
    }
    let ids: BTreeSet<&str> = stranded.iter().map(|party| party.id.as_str()).collect();
    let named = || stranded.iter().map(|party| self::named(outlook.before, party)).collect();
    if !reseat {
        return Err(named());
    }
    let gone: BTreeSet<&str> = ids.iter().copied().chain(lost_holds.iter().map(String::as_str)).collect();
    let mut stays = outlook.stays_after.without(&gone);
    let mut waiting: Vec<&Party> =
        outlook.stays_after.parties().filter(|party| ids.contains(party.id.as_str())).collect();
    waiting.sort_by_key(|party| (party.stay.span.start(), party.id.as_str()));
    for party in waiting {
        seat(app, outlook, &mut stays, party).ok_or_else(named)?;
    }
    Ok(StrandingResolution { moves: stays.reseated_from(&outlook.stays_after), lost_holds })
}

fn is_stranded(app: &App, outlook: &StrandingContext, party: &Party) -> bool {
    if party.blocked.end() <= app.now() {
        return false;
    }
    let (before, after) = (&outlook.before.compiled, &outlook.after.compiled);
    let ids = before.table_ids(&party.stay.tables);
    let same: Option<TableSet> = ids.iter().map(|id| after.table(id)).collect();
    let Some(tables) = same else { return true };
    // Whoever shares a table cannot have it alone afterwards, nor the other way round.
    if sharing(before, &party.stay.tables) != sharing(after, &tables) {
        return true;
    }
    let attendees = u32::from(party.stay.attendees);
    let fits = |compiled: &Compiled, tables: &TableSet| attendees <= seats(compiled, tables);
    let is_crowded = after.places(&tables).is_some_and(|places| places < crowd(outlook, party, &tables));
    let is_small = is_crowded || (fits(before, &party.stay.tables) && !fits(after, &tables));
    let is_closed = is_reservable(before, &party.stay.tables) && !is_reservable(after, &tables);
    let is_blocked = |compiled: &Compiled, tables: &TableSet| {
        let meets = |block: &engine::Block| {
            block.span.overlaps(party.blocked) && !block.tables.intersection(tables).is_empty()
        };
        compiled.house.blocks.iter().any(meets)
    };
    let is_blocked_anew = !is_blocked(before, &party.stay.tables) && is_blocked(after, &tables);
    let is_out_of_season = |compiled: &Compiled, tables: &TableSet| {
        let floor = compiled.house.floor.tables();
        let plans = tables.iter().filter_map(|table| floor.get(table)).map(|table| table.floor_plan);
        plans.into_iter().any(|plan| !compiled.house.is_in_season(plan, party.day))
    };
    let is_out_anew = !is_out_of_season(before, &party.stay.tables) && is_out_of_season(after, &tables);
    let is_offered = |compiled: &Compiled| {
        let index = compiled.experience(&party.experience_id);
        let experience = index.and_then(|index| compiled.house.experiences.get(index));
        experience.is_some_and(|experience| experience.season.contains(party.day))
    };
    let is_offered_no_more = is_offered(before) && !is_offered(after);
    is_small || is_closed || is_blocked_anew || is_out_anew || is_offered_no_more
}

/// How the tables of a party are shared.
fn sharing(compiled: &Compiled, tables: &TableSet) -> Option<std::mem::Discriminant<Sharing>> {
    let first = tables.first().and_then(|table| compiled.house.floor.tables().get(table));
    first.map(|table| std::mem::discriminant(&table.sharing))
}

/// The most guests at a party's shared table at any moment of its stay.
fn crowd(outlook: &StrandingContext, party: &Party, tables: &TableSet) -> u16 {
    let there = || outlook.stays_after.parties().filter(|other| other.stay.tables.intersects(tables));
    let starts = there().map(|other| other.blocked.start().max(party.blocked.start()));
    let at = |moment| {
        let is_there = |other: &&Party| other.blocked.start() <= moment && moment < other.blocked.end();
        there().filter(is_there).map(|other| other.stay.attendees).sum()
    };
    starts.filter(|moment| *moment < party.blocked.end()).map(at).max().unwrap_or(0)
}

/// The seats at a party's tables: those of a combination, else the sum of the single tables.
fn seats(compiled: &Compiled, tables: &TableSet) -> u32 {
    let assignments = compiled.house.floor.assignments();
    let alone = |table: usize| {
        let own = assignments.iter().find(|a| a.tables.len() == 1 && a.tables.contains(table));
        own.map_or(0, |assignment| u32::from(assignment.party.max))
    };
    let joined = assignments.iter().find(|assignment| assignment.tables == *tables);
    joined.map_or_else(|| tables.iter().map(alone).sum(), |assignment| u32::from(assignment.party.max))
}

fn is_reservable(compiled: &Compiled, tables: &TableSet) -> bool {
    let plans = &compiled.configuration.floor_plans;
    let is_reservable =
        |id: &String| plans.iter().any(|plan| plan.tables.get(id).is_some_and(|t| t.reservable));
    compiled.named_ids(tables).iter().all(is_reservable)
}

/// Seats a stranded party under the new configuration, unless it was promised exactly its tables. Other parties may
/// be moved for it.
fn seat(app: &App, outlook: &StrandingContext, stays: &mut Stays, party: &Party) -> Option<()> {
    let after = &outlook.after.compiled;
    if party.stay.promise == Promise::Tables {
        return None;
    }
    let (day, minutes) = (party.day, party.minutes);
    let had = outlook.stays_before.party(&party.id)?.stay.tables;
    let plan = plan_of(&outlook.before.compiled, &had)?;
    let experience = after.experience(&party.experience_id)?;
    let question = Question {
        attendees: party.stay.attendees,
        day,
        experience,
        floor_plan: Some(after.floor_plan(&plan)?),
        duration: None,
        now: app.now(),
        authority: Authority::Restaurant,
        is_confirmed: false,
    };
    let request = Request { question, minutes, wanted: TableChoice::Best };
    let seated = stays.seated_without(after, None);
    let house = lasting(&after.house, party.stay.span.minutes());
    let placement = engine::decide(&house, &seated.occupancy, &request).ok()?;
    // Nobody is moved to or from a table at which guests are counted, nor to another kind of the same.
    let was_counted = outlook.before.compiled.places(&had).is_some();
    if was_counted || after.places(&placement.tables).is_some() {
        return None;
    }
    let moves = seated.reseated(after, &placement.moves);
    stays.reseat(&moves);
    let mut own = party.clone();
    own.stay.tables = placement.tables;
    stays.add(own);
    Some(())
}

/// The house in which every party stays so long: what is booked keeps its length, whatever the rules have become.
fn lasting(house: &House, minutes: u16) -> House {
    let mut house = house.clone();
    house.rules.durations = vec![(u16::MAX, minutes)];
    for experience in &mut house.experiences {
        experience.durations.clear();
    }
    let special = house.exceptions.iter_mut().flat_map(|exception| &mut exception.services);
    for service in house.services.iter_mut().chain(special) {
        service.closes = None;
    }
    house
}

/// The floor plan of a party's tables; the party stays in it.
fn plan_of(compiled: &Compiled, tables: &TableSet) -> Option<String> {
    let id = compiled.named_ids(tables).into_iter().next()?;
    let plan = compiled.configuration.floor_plans.iter().find(|plan| plan.tables.contains_key(&id))?;
    Some(plan.id.clone())
}

fn named(tenant: &Tenant, party: &Party) -> Stranded {
    Stranded {
        reservation_id: party.id.clone(),
        start_time: party.stay.span.start().into(),
        attendees: party.stay.attendees,
        table_ids: tenant.compiled.named_ids(&party.stay.tables),
    }
}
