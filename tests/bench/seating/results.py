"""Reads `results.json`, and sums it up as the tables and the plots both show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mean, median


@dataclass(frozen=True)
class Entry:
    """What one policy did on one evening."""

    policy: str
    house: str
    tables: int
    load: float
    guests: str
    bound: int
    """Nobody could have seated more covers."""
    covers: int
    refused: int
    refused_on_budget: int
    false_noes: int
    false_shifts: int
    undecided: int
    moves: int
    micros: dict[str, float]
    """How long its decisions took, by `p50Micros`, `p99Micros` and `maxMicros`."""


def entries(results: dict) -> list[Entry]:
    return [
        Entry(
            policy=policy,
            house=evening["house"],
            tables=evening["tables"],
            load=evening["load"],
            guests=evening["guests"],
            bound=evening["optimum"]["bound"],
            covers=outcome["covers"],
            refused=outcome["refused"],
            refused_on_budget=len(outcome["refusedOnBudget"]),
            false_noes=len(outcome["falseNoes"]),
            false_shifts=len(outcome["falseShifts"]),
            undecided=len(outcome["undecided"]),
            moves=outcome["moves"],
            micros=outcome["decisions"],
        )
        for evening in results["evenings"]
        for policy, outcome in evening["policies"].items()
    ]


def distinct(values: Iterable) -> list:
    """Each value once, in the order of the results."""
    return list(dict.fromkeys(values))


def covers_percent(some: Iterable[Entry]) -> float:
    """The covers in percent of the optimum, all evenings counting alike."""
    return 100 * mean(entry.covers / entry.bound for entry in some)


def false_noes_per_evening(some: Iterable[Entry]) -> float:
    return mean(entry.false_noes for entry in some)


def median_p99(some: Iterable[Entry]) -> float:
    """Microseconds that 99 of 100 decisions stay below, on the middle one of the evenings."""
    return median(entry.micros["p99Micros"] for entry in some)
