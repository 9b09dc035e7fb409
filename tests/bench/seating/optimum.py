"""The clairvoyant optimum: `python optimum.py INSTANCE.json`.

That is the most covers that anybody could have seated who had known all requests beforehand.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ortools.sat.python import cp_model

from evening import Evening, load_evening
from floor import Floor, Stay
from seating_model import SeatingModel, single_worker_solver

SECONDS = 60.0


@dataclass(frozen=True)
class Optimum:
    covers: int
    bound: int
    """No plan seats more. Equal to `covers` when the optimum is proven."""


def find_optimum(evening: Evening, seconds: float = SECONDS) -> Optimum:
    """The best plan that can be found in this time: each request is seated once, at one of its starts, or refused."""
    seating = SeatingModel(Floor(evening))
    covers = []
    for request in evening.requests:
        stays = (
            Stay(request.id, request.attendees, start, evening.end(start, request.attendees))
            for start in request.starts
        )
        choices = [choice for stay in stays for choice in seating.add_choices(stay)]
        seating.model.add_at_most_one(choice.taken for choice in choices)
        covers += [request.attendees * choice.taken for choice in choices]
    seating.forbid_double_use()
    seating.model.maximize(sum(covers))
    solver = single_worker_solver(seconds)
    status = solver.solve(seating.model)
    found = round(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else 0
    return Optimum(found, round(solver.best_objective_bound))


def main() -> None:
    parser = argparse.ArgumentParser(description="Finds the most covers that an evening could have had.")
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="the solver's time")
    options = parser.parse_args()
    print(json.dumps(asdict(find_optimum(load_evening(options.instance), options.seconds))))


if __name__ == "__main__":
    main()
