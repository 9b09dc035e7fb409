"""Judges every no of a result: `python confirm.py INSTANCE.json RESULT.json`.

A no is false when at its moment a seating existed for everybody accepted so far, each at the start it was accepted for
and at whatever tables, together with the refused party. The solver alone says so, whatever proof the runner gives.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audit import find_faults
from evening import Evening, Request, Result, load_evening, parse_result
from feasibility import Tables, seat_everybody
from floor import Floor, Stay

SECONDS_FOR_EACH_START = 10.0


@dataclass
class Verdicts:
    """The requests whose no was false or stayed undecided, by id."""

    false_noes: list[str] = field(default_factory=list)
    """Refused, though at one of its starts there was room."""
    false_shifts: list[str] = field(default_factory=list)
    """Accepted at an alternative, though at a start it would rather have had there was room."""
    undecided: list[str] = field(default_factory=list)
    """The solver ran out of time."""


class Judge:
    """Answers whether a party could have been seated besides those accepted before it."""

    def __init__(self, evening: Evening, final_seating: Tables, seconds: float):
        self._evening = evening
        self._floor = Floor(evening)
        self._final_seating = final_seating
        self._seconds = seconds
        self._accepted: list[Stay] = []
        self._noes: set[tuple[int, int]] = set()

    def accept(self, request: Request, start: int) -> None:
        self._accepted.append(self._stay(request, start))

    def had_room(self, request: Request, starts: Sequence[int]) -> bool | None:
        """Whether there was room at one of these starts; None when the solver cannot say."""
        answers = set()
        for start in starts:
            answers.add(self._had_room_at(request, start))
            if True in answers:
                return True
        return None if None in answers else False

    def _had_room_at(self, request: Request, start: int) -> bool | None:
        """Asks the solver, unless it said no to an equal party before: only more parties have been accepted since."""
        if (request.attendees, start) in self._noes:
            return False
        everybody = [*self._accepted, self._stay(request, start)]
        answer = seat_everybody(self._floor, everybody, self._final_seating, self._seconds)
        if answer.impossible:
            self._noes.add((request.attendees, start))
            return False
        return True if answer.seating else None

    def _stay(self, request: Request, start: int) -> Stay:
        return Stay(request.id, request.attendees, start, self._evening.end(start, request.attendees))


def confirm(evening: Evening, result: Result, seconds: float = SECONDS_FOR_EACH_START) -> Verdicts:
    """Replays the arrivals and judges each no when it was said. The result must be without faults."""
    accepted_start = {seating.id: seating.start for seating in result.accepted}
    judge = Judge(evening, {seating.id: seating.tables for seating in result.accepted}, seconds)
    verdicts = Verdicts()
    for request in evening.requests:
        start = accepted_start.get(request.id)
        declined = request.starts if start is None else request.starts[: request.starts.index(start)]
        had_room = judge.had_room(request, declined)
        if had_room is None:
            verdicts.undecided.append(request.id)
        elif had_room:
            (verdicts.false_noes if start is None else verdicts.false_shifts).append(request.id)
        if start is not None:
            judge.accept(request, start)
    return verdicts


def main() -> None:
    parser = argparse.ArgumentParser(description="Finds the false noes in a runner's result.")
    parser.add_argument("instance", type=Path)
    parser.add_argument("result", type=Path, help="what the runner answered")
    parser.add_argument(
        "--seconds", type=float, default=SECONDS_FOR_EACH_START, help="the solver's time for each start"
    )
    options = parser.parse_args()
    evening = load_evening(options.instance)
    result = parse_result(json.loads(options.result.read_text()))
    if faults := find_faults(evening, result):
        raise SystemExit("\n".join(faults))
    print(json.dumps(vars(confirm(evening, result, options.seconds)), indent=2))


if __name__ == "__main__":
    main()
