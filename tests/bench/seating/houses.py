"""The houses of the benchmark: tables of 2, 4, 6 and 8 seats, some of them in rows that can be joined."""

from collections.abc import Iterator, Sequence
from random import Random

# A house is its rows; a row is the seats of neighbouring tables, and a table by itself is a row of one.
# In a row any two or three neighbours can be joined, so its combinations overlap: t1-t2, t2-t3, t1-t2-t3.
HALL = [
    *[(2, 2, 2, 2)] * 2,
    *[(4, 4, 4, 4)] * 2,
    *[(4, 4, 4)] * 2,
    (6, 6, 6),
    (8, 8),
    *[(2,)] * 18,
    *[(4,)] * 8,
    *[(6,)] * 5,
    *[(8,)] * 2,
]
HOUSES: dict[str, list[tuple[int, ...]]] = {
    # 12 tables, 5 combinations, 42 seats
    "bistro": [(2, 2, 2), (2, 4), (4, 4), (2,), (2,), (4,), (6,), (8,)],
    # 30 tables, 12 combinations, 108 seats
    "brasserie": [(2, 2, 2, 2), (2, 2, 2), (4, 4, 4), (6, 6), *[(2,)] * 7, *[(4,)] * 7, *[(6,)] * 2, *[(8,)] * 2],
    # 60 tables, 30 combinations, 220 seats
    "hall": HALL,
    # 120 tables, 60 combinations, 440 seats
    "palace": HALL * 2,
}

# The smallest party that a house gives a table of this many seats.
SMALLEST_PARTY = {2: 1, 4: 2, 6: 4, 8: 5}

PRIORITIES = range(4)


def build_house(shape: str) -> dict:
    """The tables and combinations of a house, as an instance lists them. A house is the same on all its evenings."""
    rng = Random(shape)
    tables: list[dict] = []
    joinable: list[Sequence[dict]] = []
    for seats in HOUSES[shape]:
        row = [_table(f"t{len(tables) + i}", n, rng) for i, n in enumerate(seats, start=1)]
        tables += row
        joinable += _neighbours(row)
    combinations = [_combination(f"c{i}", members, rng) for i, members in enumerate(joinable, start=1)]
    return {"tables": tables, "combinations": combinations}


def _neighbours(row: Sequence[dict]) -> Iterator[Sequence[dict]]:
    """All pairs, then all triples, of tables that stand next to each other."""
    for n in (2, 3):
        for first in range(len(row) - n + 1):
            yield row[first : first + n]


def _table(table_id: str, seats: int, rng: Random) -> dict:
    return {
        "id": table_id,
        "minPartySize": SMALLEST_PARTY[seats],
        "maxPartySize": seats,
        "priorityIndex": rng.choice(PRIORITIES),
    }


def _combination(combination_id: str, tables: Sequence[dict], rng: Random) -> dict:
    """Tables are joined for parties that fit at no part of them."""
    seats = [table["maxPartySize"] for table in tables]
    return {
        "id": combination_id,
        "tableIds": [table["id"] for table in tables],
        "minPartySize": max(sum(seats[1:]), sum(seats[:-1])) + 1,
        "maxPartySize": sum(seats),
        "priorityIndex": rng.choice(PRIORITIES),
    }
