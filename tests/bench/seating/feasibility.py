"""Whether a house can seat these parties together: the question behind every yes and every no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from floor import Floor, Stay, deal_tables
from seating_model import SeatingModel, single_worker_solver

Tables = Mapping[str, tuple[str, ...]]
"""The tables of each party, by its id."""


@dataclass(frozen=True)
class Answer:
    """A seating of everybody, or that there is none, or (neither) that the solver ran out of time."""

    seating: Tables | None = None
    impossible: bool = False


def seat_everybody(floor: Floor, stays: Iterable[Stay], known: Tables, seconds: float) -> Answer:
    """Looks for a seating of all these stays. `known` is a seating of some of them, where the search begins."""
    seating = SeatingModel(floor)
    choices = []
    for stay in stays:
        ways = seating.add_choices(stay)
        seating.model.add_exactly_one(way.taken for way in ways)
        if stay.id in known:
            pools = floor.pools(known[stay.id])
            for way in ways:
                seating.model.add_hint(way.taken, way.place.pools == pools)
        choices += ways
    seating.forbid_double_use()
    solver = single_worker_solver(seconds)
    solver.parameters.interleave_search = True  # what finds a seating is bad at proving that there is none
    status = solver.solve(seating.model)
    if status == cp_model.INFEASIBLE:
        return Answer(impossible=True)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer()
    taken = [(way.stay, way.place.pools) for way in choices if solver.boolean_value(way.taken)]
    return Answer(seating=deal_tables(floor, taken))
