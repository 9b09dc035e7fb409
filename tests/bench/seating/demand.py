"""How guests really ask: the sizes of parties and the hours at which they come.

The figures are shares measured on 36,259 reservations at 275 restaurants, January to May 2017 (the Recruit restaurant
visitor data), aggregated here so that no row is kept. The source rounds visits to the full hour; a booking book starts
on the quarter hour, so an hour's share is spread evenly over its quarters.
"""

from collections.abc import Sequence
from random import Random

PARTY_SIZE_PERCENT = {
    1: 1.59,
    2: 42.74,
    3: 16.66,
    4: 13.59,
    5: 6.28,
    6: 4.86,
    7: 2.74,
    8: 2.72,
    9: 1.34,
    10: 1.30,
    11: 0.84,
    12: 0.79,
    13: 0.53,
    14: 0.53,
    15: 0.52,
    16: 0.34,
    17: 0.28,
    18: 0.22,
    19: 0.19,
    20: 1.95,  # 20 guests and more
}

# Only the hours in which this benchmark's evenings have starts.
VISIT_HOUR_PERCENT = {17: 9.49, 18: 27.23, 19: 24.45, 20: 14.45, 21: 7.66}


def draw_attendees(rng: Random, largest: int) -> int:
    """A party's size. Parties that no assignment of the house could ever seat do not ask."""
    sizes = [size for size in PARTY_SIZE_PERCENT if size <= largest]
    return rng.choices(sizes, [PARTY_SIZE_PERCENT[size] for size in sizes])[0]


def draw_start(rng: Random, starts: Sequence[int]) -> int:
    """One of these starts (in minutes since midnight), as often as its hour is asked for."""
    return rng.choices(starts, [VISIT_HOUR_PERCENT[start // 60] for start in starts])[0]
