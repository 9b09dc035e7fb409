"""The two documents of the benchmark as Python sees them: an instance (one evening) and a runner's result."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Assignment:
    """What one party can be given: a table, or the joined tables of a combination."""

    id: str
    tables: frozenset[str]
    min_party: int
    max_party: int
    priority: int

    def suits(self, attendees: int) -> bool:
        return self.min_party <= attendees <= self.max_party


@dataclass(frozen=True)
class Request:
    """A party that asks for a table, and the starts it takes: the one it asks for, then its alternatives in order."""

    id: str
    attendees: int
    starts: tuple[int, ...]


@dataclass(frozen=True)
class Evening:
    """A house and everybody who asks for a table on one evening, in order of arrival."""

    slot_minutes: int
    buffer_minutes: int
    durations: tuple[tuple[int, int], ...]
    """Largest party and its minutes, ascending; the last one covers larger parties too."""
    assignments: tuple[Assignment, ...]
    """The tables as listed, then the combinations as listed."""
    requests: tuple[Request, ...]

    def end(self, start: int, attendees: int) -> int:
        """When the tables of a party that comes at `start` are free again."""
        fitting = (minutes for largest, minutes in self.durations if attendees <= largest)
        return start + next(fitting, self.durations[-1][1]) + self.buffer_minutes

    def suitable(self, attendees: int) -> list[Assignment]:
        """The assignments that this many guests may be given."""
        return [assignment for assignment in self.assignments if assignment.suits(attendees)]

    @cached_property
    def seats(self) -> int:
        """The guests that the tables seat when none are joined."""
        return sum(a.max_party for a in self.assignments if len(a.tables) == 1)

    @cached_property
    def request_by_id(self) -> dict[str, Request]:
        return {request.id: request for request in self.requests}


@dataclass(frozen=True)
class Seating:
    """Where and when a runner seats a party that it accepted."""

    id: str
    start: int
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What a runner answers to an instance."""

    accepted: tuple[Seating, ...]
    refused: dict[str, str]
    """The proof of each refused request, by its id: `exact`, or `budget` when the runner gave up looking."""
    covers: int
    moves: int
    decision_micros: dict[str, float]


def load_evening(path: Path) -> Evening:
    return parse_evening(json.loads(path.read_text()))


def parse_evening(document: dict) -> Evening:
    return Evening(
        slot_minutes=document["slotMinutes"],
        buffer_minutes=document["bufferMinutes"],
        durations=tuple((d["maxPartySize"], d["minutes"]) for d in document["durations"]),
        assignments=tuple(
            [_assignment(table, [table["id"]]) for table in document["tables"]]
            + [_assignment(joined, joined["tableIds"]) for joined in document["combinations"]]
        ),
        requests=tuple(
            Request(r["id"], r["attendees"], (r["start"], *r.get("alternatives", []))) for r in document["requests"]
        ),
    )


def parse_result(document: dict) -> Result:
    return Result(
        accepted=tuple(Seating(a["id"], a["start"], tuple(a["tableIds"])) for a in document["accepted"]),
        refused={refusal["id"]: refusal["proof"] for refusal in document["refused"]},
        covers=document["covers"],
        moves=document["moves"],
        decision_micros=document["decisions"],
    )


def _assignment(entry: dict, table_ids: Sequence[str]) -> Assignment:
    return Assignment(
        entry["id"], frozenset(table_ids), entry["minPartySize"], entry["maxPartySize"], entry["priorityIndex"]
    )
