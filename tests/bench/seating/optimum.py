"""The clairvoyant optimum: the most covers that anybody could have seated, knowing all requests beforehand."""

from dataclasses import dataclass

from ortools.sat.python import cp_model

from evening import Evening
from floor import Floor, Stay
from seating_model import SeatingModel, single_worker_solver


@dataclass(frozen=True)
class Optimum:
    covers: int
    bound: int
    """No plan seats more. Equal to `covers` when the optimum is proven."""
    seconds: float


def find_optimum(evening: Evening, seconds: float) -> Optimum:
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
    return Optimum(found, round(solver.best_objective_bound), solver.wall_time)
