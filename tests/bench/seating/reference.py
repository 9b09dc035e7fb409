"""A slow, small runner: `python reference.py INSTANCE.json [--policy first-fit|best-fit|exact]`.

It answers as every runner has to, so the benchmark can be tried without Rust, and other runners compared with it.

first-fit   the first free assignment as listed, tables before combinations
best-fit    the free assignment that leaves the fewest seats empty; then a table before a combination, then the lower
            priority, then the first as listed
exact       best-fit, but when nothing is free it moves those already seated: it refuses a party only when no seating of
            everybody exists
"""

import argparse
import json
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from evening import Assignment, Evening, Request, load_evening
from feasibility import Answer, Tables, seat_everybody
from floor import Floor, Stay

SECONDS_FOR_EACH_SEARCH = 60.0


class House:
    """Who has been accepted so far, and where they sit."""

    def __init__(self, evening: Evening):
        self.evening = evening
        self.floor = Floor(evening)
        self.stays: list[Stay] = []
        self.tables: dict[str, tuple[str, ...]] = {}

    def free(self, stay: Stay) -> list[Assignment]:
        """The assignments that the party could have without moving anybody."""
        neighbours = [known for known in self.stays if known.start < stay.end and stay.start < known.end]
        taken = {table for neighbour in neighbours for table in self.tables[neighbour.id]}
        return [a for a in self.evening.suitable(stay.attendees) if taken.isdisjoint(a.tables)]

    def with_party_at(self, stay: Stay, assignment: Assignment) -> Answer:
        """Everybody where they are, and this party there."""
        return Answer(seating={**self.tables, stay.id: tuple(sorted(assignment.tables))})


def first_fit(house: House, stay: Stay) -> Answer:
    free = house.free(stay)
    return house.with_party_at(stay, free[0]) if free else Answer(impossible=True)


def best_fit(house: House, stay: Stay) -> Answer:
    free = sorted(house.free(stay), key=lambda a: (a.max_party, len(a.tables) > 1, a.priority))
    return house.with_party_at(stay, free[0]) if free else Answer(impossible=True)


def exact(house: House, stay: Stay) -> Answer:
    in_place = best_fit(house, stay)
    if in_place.seating:
        return in_place
    return seat_everybody(house.floor, [*house.stays, stay], house.tables, SECONDS_FOR_EACH_SEARCH)


Policy = Callable[[House, Stay], Answer]
POLICIES: dict[str, Policy] = {"first-fit": first_fit, "best-fit": best_fit, "exact": exact}


class Book:
    """Takes the requests in order of arrival, and keeps what a runner reports."""

    def __init__(self, evening: Evening, policy: Policy):
        self._house = House(evening)
        self._policy = policy
        self._refused: list[dict] = []
        self._moves = 0
        self._decision_micros: list[float] = []

    def take(self, request: Request) -> None:
        began = time.perf_counter_ns()
        proof = self._decide(request)
        self._decision_micros.append((time.perf_counter_ns() - began) / 1000)
        if proof:
            self._refused.append({"id": request.id, "proof": proof})

    def report(self) -> dict:
        return {
            "accepted": [
                {"id": stay.id, "start": stay.start, "tableIds": list(self._house.tables[stay.id])}
                for stay in self._house.stays
            ],
            "refused": self._refused,
            "covers": sum(stay.attendees for stay in self._house.stays),
            "moves": self._moves,
            "decisions": {
                "p50Micros": _quantile(self._decision_micros, 0.5),
                "p99Micros": _quantile(self._decision_micros, 0.99),
                "maxMicros": _quantile(self._decision_micros, 1.0),
            },
        }

    def _decide(self, request: Request) -> str | None:
        """Seats the party at the first of its starts that it can have. Otherwise the proof that it can have none."""
        proof = "exact"
        for start in request.starts:
            end = self._house.evening.end(start, request.attendees)
            stay = Stay(request.id, request.attendees, start, end)
            answer = self._policy(self._house, stay)
            if answer.seating:
                self._seat(stay, answer.seating)
                return None
            if not answer.impossible:
                proof = "budget"
        return proof

    def _seat(self, stay: Stay, seating: Tables) -> None:
        before = self._house.tables
        self._moves += sum(set(before[known]) != set(seating[known]) for known in before)
        self._house.stays.append(stay)
        self._house.tables = dict(seating)


def _quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description="Seats an evening by a simple policy.")
    parser.add_argument("instance", type=Path)
    parser.add_argument("--policy", choices=POLICIES, default="best-fit")
    options = parser.parse_args()
    evening = load_evening(options.instance)
    book = Book(evening, POLICIES[options.policy])
    for request in evening.requests:
        book.take(request)
    print(json.dumps(book.report()))


if __name__ == "__main__":
    main()
