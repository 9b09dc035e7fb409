"""The rules of seating as a CP-SAT model, shared by everything that asks the solver."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from floor import Floor, Place, Stay


@dataclass(frozen=True)
class Choice:
    """One way to seat one party, and the variable that says whether it is taken."""

    stay: Stay
    place: Place
    taken: cp_model.IntVar


class SeatingModel:
    """Parties to be seated in a house. What is wanted of the seating is added to `model` by whoever asks."""

    def __init__(self, floor: Floor):
        self.model = cp_model.CpModel()
        self._floor = floor
        self._uses: dict[str, list[Choice]] = defaultdict(list)

    def add_choices(self, stay: Stay) -> list[Choice]:
        """All ways to seat this stay. The caller says how many of them are taken."""
        choices = [Choice(stay, place, self.model.new_bool_var("")) for place in self._floor.suitable(stay.attendees)]
        for choice in choices:
            for pool in choice.place.pools:
                self._uses[pool].append(choice)
        return choices

    def forbid_double_use(self) -> None:
        """At no moment more tables of a pool are taken than there are. To be called once, after all choices are added.

        Stays that overlap all include the latest of their starts, so it is enough to look at the starts.
        """
        for pool, uses in self._uses.items():
            for moment in sorted({use.stay.start for use in uses}):
                taken = [use.taken for use in uses if use.stay.start <= moment < use.stay.end]
                self._limit(taken, self._floor.tables_in[pool])

    def _limit(self, taken: Iterable[cp_model.IntVar], tables: int) -> None:
        if tables == 1:
            self.model.add_at_most_one(taken)  # stronger in the solver than a sum of at most one
        else:
            self.model.add(sum(taken) <= tables)


def single_worker_solver(seconds: float) -> cp_model.CpSolver:
    """A solver that takes one core, and the same way each time."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    # Whether a full house takes one more party is mostly a matter of counting, which the linear relaxation sees at once
    # and clauses hardly ever. The rest of the presolve costs more here than it saves.
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    return solver
