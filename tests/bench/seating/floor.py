"""A house as the solver sees it: tables that are alike are one pool."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evening import Assignment, Evening


@dataclass(frozen=True)
class Place:
    """What a party can be given: one table from each of these pools."""

    pools: frozenset[str]
    min_party: int
    max_party: int


class Floor:
    """The places of a house, and how many tables each pool has.

    Tables of the same bounds that no combination uses are interchangeable and make one pool; every other table is a
    pool of its own. If at no moment more parties have a table of the pool than there are, then each of them can have
    one table for its whole stay: hand the tables out in the order of the starts (`deal_tables`). So the solver need not
    know who sits at which of them, and does not lose itself in seatings that are all the same.
    """

    def __init__(self, evening: Evening):
        joinable = {table for a in evening.assignments if len(a.tables) > 1 for table in a.tables}
        first_alike: dict[tuple, str] = {}
        self.pool_of: dict[str, str] = {}
        for assignment in evening.assignments:
            if len(assignment.tables) == 1:
                (table,) = assignment.tables
                kind = (table,) if table in joinable else (assignment.min_party, assignment.max_party)
                self.pool_of[table] = first_alike.setdefault(kind, table)
        self.tables_in = Counter(self.pool_of.values())
        self.places = list(dict.fromkeys(self._place(assignment) for assignment in evening.assignments))

    def suitable(self, attendees: int) -> list[Place]:
        """The places that this many guests may be given."""
        return [place for place in self.places if place.min_party <= attendees <= place.max_party]

    def pools(self, tables: Iterable[str]) -> frozenset[str]:
        """The pools that these tables are from."""
        return frozenset(self.pool_of[table] for table in tables)

    def _place(self, assignment: Assignment) -> Place:
        return Place(self.pools(assignment.tables), assignment.min_party, assignment.max_party)


@dataclass(frozen=True)
class Stay:
    """A party in the house, wherever it sits."""

    id: str
    attendees: int
    start: int
    end: int


def deal_tables(floor: Floor, placed: Iterable[tuple[Stay, frozenset[str]]]) -> dict[str, tuple[str, ...]]:
    """The tables of each stay, from the pools that it was placed in."""
    free_from = dict.fromkeys(floor.pool_of, 0)
    dealt = {}
    for stay, pools in sorted(placed, key=lambda entry: entry[0].start):
        free = [table for table, minute in free_from.items() if minute <= stay.start]
        tables = tuple(next(table for table in free if floor.pool_of[table] == pool) for pool in sorted(pools))
        free_from.update(dict.fromkeys(tables, stay.end))
        dealt[stay.id] = tables
    return dealt
