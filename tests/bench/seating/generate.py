"""Generates evenings: `python generate.py --out DIRECTORY [--quick]`. Equal seeds give equal evenings.

An evening is named `<house>-<load>-<rigid|flexible>-<seed>`. The flexible evening has the requests of the rigid one of
the same name, with alternatives added, so that comparisons between the two are not blurred by luck.
"""

import argparse
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from demand import draw_attendees, draw_start
from evening import parse_evening
from houses import build_house
from load import load

SLOT_MINUTES = 15
STARTS = range(17 * 60 + 30, 21 * 60 + 30 + 1, SLOT_MINUTES)
DURATIONS = {2: 90, 4: 105, 6: 120, 8: 135, 20: 150}
"""Minutes at the table, by the largest party that they hold for."""
BUFFERS = (0, 15)
"""Minutes between two parties at a table, for even and for odd seeds."""
TOLERANCES = (0, 15, 30, 45, 60)
"""How far from the asked start a flexible guest still comes; each as likely as the others."""
LOAD_MARGIN = 0.02
"""How far above its load an evening may be. One that overshoots, by a last large party, is drawn again."""
LOADS = (0.5, 0.7, 0.9, 1.0, 1.1, 1.3)


@dataclass(frozen=True)
class Recipe:
    """All that an evening is made from."""

    house: str
    load: float
    flexible: bool
    seed: int

    @property
    def name(self) -> str:
        return f"{self.house}-{self.load}-{'flexible' if self.flexible else 'rigid'}-{self.seed}"


def full_suite() -> list[Recipe]:
    return _suite({"bistro": 4, "brasserie": 4, "hall": 4}, LOADS)


def stress_suite() -> list[Recipe]:
    """A house of twice the size that the budgets are made for: to see where the work budget ends."""
    return _suite({"palace": 1}, LOADS)


def quick_suite() -> list[Recipe]:
    return _suite({"bistro": 1, "brasserie": 1}, (0.7, 1.0, 1.3))


def _suite(seeds_of: Mapping[str, int], loads: Iterable[float]) -> list[Recipe]:
    return [
        Recipe(house, load, flexible, seed)
        for house, seeds in seeds_of.items()
        for load, flexible, seed in itertools.product(loads, (False, True), range(1, seeds + 1))
    ]


def generate(recipe: Recipe) -> dict:
    """The instance: the first draw of an evening that has the load."""
    house = {
        "slotMinutes": SLOT_MINUTES,
        "bufferMinutes": BUFFERS[recipe.seed % len(BUFFERS)],
        "durations": [{"maxPartySize": largest, "minutes": minutes} for largest, minutes in DURATIONS.items()],
        **build_house(recipe.house),
    }
    rng = Random(f"{recipe.house}-{recipe.load}-{recipe.seed}")
    while True:
        requests = _draw_requests(rng, house, recipe.load)
        if load(parse_evening({**house, "requests": requests})) <= recipe.load + LOAD_MARGIN:
            break
    return {**house, "requests": requests if recipe.flexible else [_without_alternatives(r) for r in requests]}


def _draw_requests(rng: Random, house: dict, least_load: float) -> list[dict]:
    """Requests of flexible guests, one after the other until there is load enough."""
    largest = max(entry["maxPartySize"] for entry in house["tables"] + house["combinations"])
    requests: list[dict] = []
    while load(parse_evening({**house, "requests": requests})) < least_load:
        requests.append(_draw_request(rng, f"r{len(requests) + 1}", largest))
    return requests


def _draw_request(rng: Random, request_id: str, largest: int) -> dict:
    attendees = draw_attendees(rng, largest)
    start = draw_start(rng, STARTS)
    alternatives = _alternatives(start, rng.choice(TOLERANCES))
    return {"id": request_id, "start": start, "attendees": attendees, "alternatives": alternatives}


def _alternatives(start: int, tolerance: int) -> list[int]:
    """The other starts within the tolerance, the nearest first, a later one before an earlier one."""
    distances = range(SLOT_MINUTES, tolerance + 1, SLOT_MINUTES)
    return [other for distance in distances for other in (start + distance, start - distance) if other in STARTS]


def _without_alternatives(request: dict) -> dict:
    return {key: value for key, value in request.items() if key != "alternatives"}


def write(instance: dict, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(instance, separators=(",", ":")) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the evenings of the benchmark as JSON files.")
    parser.add_argument("--out", type=Path, required=True, help="the directory to write to")
    parser.add_argument("--quick", action="store_true", help="the small suite only")
    options = parser.parse_args()
    for recipe in quick_suite() if options.quick else full_suite():
        write(generate(recipe), options.out / f"{recipe.name}.json")


if __name__ == "__main__":
    main()
