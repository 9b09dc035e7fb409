"""How much is asked of a house: the load of an evening.

A party asks for the seats of the smallest assignment that may be given to it, from the start it asks for until its
tables are free again, buffer included. The load is what all requests together ask for in the busiest two hours, as a
share of what the house has in two hours: its seats, times two hours.

Counting the seats of the smallest assignment rather than guests makes 1.0 the point where the house can be about full:
three guests need a table for four, whoever plans. Two hours are about one stay, and long enough that the peak is not
one lucky quarter.
"""

from collections.abc import Iterable

from evening import Evening, Request

WINDOW_MINUTES = 120


def load(evening: Evening) -> float:
    """The load of an evening, see above."""
    asked = [_asked(evening, request) for request in evening.requests]
    starts = [start for start, _, _ in asked]
    windows = range(min(starts), max(starts) + 1, evening.slot_minutes) if starts else []
    peak = max((_seat_minutes_within(window, asked) for window in windows), default=0)
    return peak / (evening.seats * WINDOW_MINUTES)


def _asked(evening: Evening, request: Request) -> tuple[int, int, int]:
    """From when until when a request asks for how many seats."""
    start = request.starts[0]
    seats = min(assignment.max_party for assignment in evening.suitable(request.attendees))
    return start, evening.end(start, request.attendees), seats


def _seat_minutes_within(window_start: int, asked: Iterable[tuple[int, int, int]]) -> int:
    window_end = window_start + WINDOW_MINUTES
    return sum(seats * max(0, min(end, window_end) - max(start, window_start)) for start, end, seats in asked)
