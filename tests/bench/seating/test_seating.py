"""Checks the benchmark itself: `python -m unittest` in this folder."""

import itertools
import unittest
from collections.abc import Iterator, Sequence
from random import Random
from typing import ClassVar

from audit import find_faults
from confirm import confirm
from evening import Assignment, Evening, Request, Result, Seating, parse_evening, parse_result
from feasibility import seat_everybody
from floor import Floor, Stay
from generate import LOAD_MARGIN, STARTS, Recipe, generate
from load import load
from optimum import find_optimum
from reference import POLICIES, Book
from report import report

PAIR = Assignment("a", frozenset({"a"}), 1, 2, 0)
OTHER_PAIR = Assignment("b", frozenset({"b"}), 1, 2, 0)
FOUR = Assignment("d", frozenset({"d"}), 1, 4, 0)
JOINED = Assignment("ab", frozenset({"a", "b"}), 3, 4, 0)


def evening(assignments: Sequence[Assignment], *requests: tuple[str, int, int], buffer: int = 0) -> Evening:
    """An evening of these requests (id, start, attendees), on which everybody stays 60 minutes."""
    asked = tuple(Request(name, attendees, (start,)) for name, start, attendees in requests)
    return Evening(15, buffer, ((2, 60),), tuple(assignments), asked)


def result(accepted: Sequence[tuple[str, int, str]], refused: Sequence[str], covers: int) -> Result:
    seatings = tuple(Seating(name, start, tuple(tables.split())) for name, start, tables in accepted)
    return Result(seatings, dict.fromkeys(refused, "exact"), covers, 0, {})


class TestGenerate(unittest.TestCase):
    def test_equal_recipes_give_equal_evenings(self) -> None:
        recipe = Recipe("bistro", 1.1, True, 7)
        self.assertEqual(generate(recipe), generate(recipe))

    def test_another_seed_gives_another_evening(self) -> None:
        self.assertNotEqual(generate(Recipe("bistro", 1.1, True, 7)), generate(Recipe("bistro", 1.1, True, 8)))

    def test_an_evening_has_its_load(self) -> None:
        for wanted in (0.5, 1.3):
            reached = load(parse_evening(generate(Recipe("brasserie", wanted, False, 1))))
            self.assertTrue(wanted <= reached <= wanted + LOAD_MARGIN, reached)

    def test_flexible_guests_ask_as_rigid_ones_do_and_add_alternatives_the_nearest_first(self) -> None:
        rigid = parse_evening(generate(Recipe("brasserie", 0.9, False, 2)))
        flexible = parse_evening(generate(Recipe("brasserie", 0.9, True, 2)))
        self.assertEqual(
            [(r.attendees, r.starts) for r in rigid.requests], [(r.attendees, r.starts[:1]) for r in flexible.requests]
        )
        self.assertTrue(any(len(request.starts) > 1 for request in flexible.requests))
        for request in flexible.requests:
            distances = [abs(start - request.starts[0]) for start in request.starts]
            self.assertEqual(distances, sorted(distances))
            self.assertEqual(len(set(request.starts)), len(request.starts))
            self.assertLessEqual(set(request.starts), set(STARTS))

    def test_every_request_could_be_seated_in_an_empty_house(self) -> None:
        generated = parse_evening(generate(Recipe("hall", 1.0, False, 1)))
        self.assertTrue(all(generated.suitable(request.attendees) for request in generated.requests))


class TestLoad(unittest.TestCase):
    def test_a_party_asks_for_the_seats_of_the_smallest_table_that_takes_it(self) -> None:
        """Three guests need the table for four, for one of the two hours; the house has six seats."""
        self.assertAlmostEqual(load(evening([PAIR, FOUR], ("r1", 1080, 3))), 4 * 60 / (6 * 120))

    def test_the_buffer_is_asked_for_too(self) -> None:
        self.assertAlmostEqual(load(evening([PAIR], ("r1", 1080, 2), buffer=15)), 75 / 120)

    def test_joined_tables_add_no_seats(self) -> None:
        self.assertEqual(evening([PAIR, OTHER_PAIR, JOINED]).seats, 4)


class TestOptimum(unittest.TestCase):
    def test_the_larger_party_is_worth_more_than_the_one_that_came_first(self) -> None:
        found = find_optimum(evening([FOUR], ("r1", 1080, 2), ("r2", 1095, 4)))
        self.assertEqual((found.covers, found.bound), (4, 4))

    def test_a_stay_ends_when_the_next_begins(self) -> None:
        self.assertEqual(find_optimum(evening([FOUR], ("r1", 1080, 2), ("r2", 1140, 4))).covers, 6)
        self.assertEqual(find_optimum(evening([FOUR], ("r1", 1080, 2), ("r2", 1140, 4), buffer=15)).covers, 4)

    def test_joined_tables_are_both_taken(self) -> None:
        found = find_optimum(evening([PAIR, OTHER_PAIR, JOINED], ("r1", 1080, 2), ("r2", 1080, 3)))
        self.assertEqual(found.covers, 3)

    def test_a_guest_comes_once_at_one_of_its_starts(self) -> None:
        flexible = Request("r2", 2, (1080, 1140, 1020))
        both = Evening(15, 0, ((2, 60),), (PAIR,), (Request("r1", 2, (1080,)), flexible))
        self.assertEqual(find_optimum(both).covers, 4)


class TestConfirm(unittest.TestCase):
    def test_finds_a_planted_false_no(self) -> None:
        """Two guests sit at the table for four, so four are refused; had the two sat at theirs, there were room."""
        asked = evening([PAIR, FOUR], ("r1", 1080, 2), ("r2", 1080, 4))
        verdicts = confirm(asked, result([("r1", 1080, "d")], ["r2"], covers=2))
        self.assertEqual(verdicts.false_noes, ["r2"])

    def test_a_full_house_may_say_no(self) -> None:
        asked = evening([PAIR, FOUR], ("r1", 1080, 3), ("r2", 1095, 4))
        verdicts = confirm(asked, result([("r1", 1080, "d")], ["r2"], covers=3))
        self.assertEqual((verdicts.false_noes, verdicts.undecided), ([], []))

    def test_a_no_is_judged_by_who_was_accepted_before_it(self) -> None:
        """The refused party came first, when the house was empty."""
        asked = evening([PAIR], ("r1", 1080, 2), ("r2", 1080, 2))
        verdicts = confirm(asked, result([("r2", 1080, "a")], ["r1"], covers=2))
        self.assertEqual(verdicts.false_noes, ["r1"])

    def test_a_shift_to_an_alternative_is_false_when_the_asked_start_had_room(self) -> None:
        asked = Evening(15, 0, ((2, 60),), (PAIR,), (Request("r1", 2, (1080, 1095)),))
        verdicts = confirm(asked, result([("r1", 1095, "a")], [], covers=2))
        self.assertEqual((verdicts.false_noes, verdicts.false_shifts), ([], ["r1"]))


class TestAudit(unittest.TestCase):
    asked = evening([PAIR, FOUR], ("r1", 1080, 2), ("r2", 1095, 2))

    def test_a_good_seating_has_no_faults(self) -> None:
        good = result([("r1", 1080, "a"), ("r2", 1095, "d")], [], covers=4)
        self.assertEqual(find_faults(self.asked, good), [])

    def test_catches_double_use(self) -> None:
        twice = result([("r1", 1080, "a"), ("r2", 1095, "a")], [], covers=4)
        self.assertEqual(find_faults(self.asked, twice), ["a is given to r1 and r2 at once"])

    def test_catches_wrong_covers(self) -> None:
        boasting = result([("r1", 1080, "a")], ["r2"], covers=4)
        self.assertEqual(find_faults(self.asked, boasting), ["4 covers are reported, 2 are seated"])

    def test_catches_tables_that_may_not_be_given(self) -> None:
        joined_without_leave = result([("r1", 1080, "a d")], ["r2"], covers=2)
        self.assertEqual(find_faults(self.asked, joined_without_leave), ["r1 may not be given a, d"])

    def test_catches_a_start_that_nobody_asked_for(self) -> None:
        shifted = result([("r1", 1110, "a")], ["r2"], covers=2)
        self.assertEqual(find_faults(self.asked, shifted), ["r1 did not ask to come at 1110"])

    def test_catches_a_request_without_an_answer(self) -> None:
        silent = result([("r1", 1080, "a")], [], covers=2)
        self.assertEqual(len(find_faults(self.asked, silent)), 1)


class TestAgainstEverySeating(unittest.TestCase):
    """Small random evenings, on which all seatings can be tried."""

    house = (PAIR, OTHER_PAIR, FOUR, Assignment("e", frozenset({"e"}), 1, 4, 0), JOINED)

    def evenings(self) -> Iterator[Evening]:
        rng = Random(1)
        for _ in range(60):
            requests = [(f"r{i}", rng.choice(range(1080, 1170, 15)), rng.choice((1, 2, 2, 3, 4))) for i in range(6)]
            yield evening(self.house, *requests, buffer=rng.choice((0, 15)))

    def test_the_solver_seats_whom_one_can_seat(self) -> None:
        for asked in self.evenings():
            stays = [self.stay(asked, request) for request in asked.requests]
            answer = seat_everybody(Floor(asked), stays, known={}, seconds=10)
            self.assertEqual(answer.impossible, not self.can_seat(asked, asked.requests))
            self.assertEqual(answer.seating is None, answer.impossible)

    def test_the_optimum_is_the_best_of_all_selections(self) -> None:
        for asked in itertools.islice(self.evenings(), 20):
            selections = itertools.chain.from_iterable(
                itertools.combinations(asked.requests, n) for n in range(len(asked.requests) + 1)
            )
            best = max(sum(r.attendees for r in some) for some in selections if self.can_seat(asked, some))
            found = find_optimum(asked)
            self.assertEqual((found.covers, found.bound), (best, best))

    def test_every_policy_keeps_the_rules_and_the_exact_one_never_says_a_false_no(self) -> None:
        for asked in self.evenings():
            for name, policy in POLICIES.items():
                book = Book(asked, policy)
                for request in asked.requests:
                    book.take(request)
                answered = parse_result(book.report())
                self.assertEqual(find_faults(asked, answered), [])
                if name == "exact":
                    self.assertEqual(confirm(asked, answered).false_noes, [])

    @staticmethod
    def stay(asked: Evening, request: Request) -> Stay:
        (start,) = request.starts
        return Stay(request.id, request.attendees, start, asked.end(start, request.attendees))

    def can_seat(self, asked: Evening, requests: Sequence[Request], seated: tuple = ()) -> bool:
        """Tries every assignment of the first of these parties, and then the others."""
        if not requests:
            return True
        stay = self.stay(asked, requests[0])
        return any(
            self.can_seat(asked, requests[1:], (*seated, (stay, assignment)))
            for assignment in asked.suitable(stay.attendees)
            if not any(
                other.start < stay.end and stay.start < other.end and assignment.tables & taken.tables
                for other, taken in seated
            )
        )


class TestReport(unittest.TestCase):
    outcome: ClassVar[dict] = {
        "covers": 9,
        "refused": 4,
        "refusedOnBudget": [],
        "falseNoes": ["r3"],
        "falseShifts": [],
        "undecided": [],
        "moves": 2,
        "decisions": {"p50Micros": 1.0, "p99Micros": 2.0, "maxMicros": 3000.0},
    }
    results: ClassVar[dict] = {
        "evenings": [
            {
                "house": "bistro",
                "tables": 12,
                "load": 1.0,
                "guests": "rigid",
                "optimum": {"covers": 10, "bound": 12},
                "policies": {"mine": outcome},
            }
        ]
    }

    def test_covers_are_compared_with_what_nobody_could_exceed(self) -> None:
        self.assertIn("| rigid | mine | 75.0 |", report(self.results))

    def test_false_noes_are_a_share_of_the_refusals(self) -> None:
        self.assertIn("| mine | 4 | 1 (25.0 %) | 0 (0.0 %) | 0 | 0 | 2.0 |", report(self.results))

    def test_costs_are_shown_by_house(self) -> None:
        self.assertIn("| mine | 1 / 2 / 3,000 |", report(self.results))


if __name__ == "__main__":
    unittest.main()
