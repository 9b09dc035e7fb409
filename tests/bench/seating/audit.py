"""Whether a runner's result keeps the rules. One that does not is worth no comparison."""

import itertools

from evening import Evening, Result


def find_faults(evening: Evening, result: Result) -> list[str]:
    """Everything that is wrong with a result, in words."""
    answered = [seating.id for seating in result.accepted] + list(result.refused)
    if sorted(answered) != sorted(evening.request_by_id):
        return ["the requests answered are not the requests asked, each once"]
    return [*_wrong_covers(evening, result), *_wrong_seats(evening, result), *_double_use(evening, result)]


def _wrong_covers(evening: Evening, result: Result) -> list[str]:
    covers = sum(evening.request_by_id[seating.id].attendees for seating in result.accepted)
    return [f"{result.covers} covers are reported, {covers} are seated"] if covers != result.covers else []


def _wrong_seats(evening: Evening, result: Result) -> list[str]:
    """Each accepted party comes when it can, and sits where a party of its size may."""
    faults = []
    for seating in result.accepted:
        request = evening.request_by_id[seating.id]
        if seating.start not in request.starts:
            faults.append(f"{seating.id} did not ask to come at {seating.start}")
        if frozenset(seating.tables) not in {assignment.tables for assignment in evening.suitable(request.attendees)}:
            faults.append(f"{seating.id} may not be given {', '.join(seating.tables)}")
    return faults


def _double_use(evening: Evening, result: Result) -> list[str]:
    """No table is given to two parties at once."""
    uses = sorted(
        (table, seating.start, evening.end(seating.start, evening.request_by_id[seating.id].attendees), seating.id)
        for seating in result.accepted
        for table in seating.tables
    )
    return [
        f"{table} is given to {first} and {second} at once"
        for (table, _, end, first), (same, start, _, second) in itertools.pairwise(uses)
        if table == same and start < end
    ]
