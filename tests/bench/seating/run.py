"""Runs the benchmark: `python run.py --out DIRECTORY [--quick] [--runner COMMAND] [--policies NAME ...]`.

For each evening it finds the optimum; then it lets the runner seat the evening by each policy, checks the seating and
judges every no. It leaves the evenings, `results.json` and `results.md` in the directory.
"""

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from audit import find_faults
from confirm import SECONDS_FOR_EACH_START, confirm
from evening import Evening, Result, parse_evening, parse_result
from generate import Recipe, full_suite, generate, quick_suite, stress_suite, write
from optimum import SECONDS, find_optimum
from report import report

RUNNER = "cargo run --release -q -p engine --example seat --"
POLICIES = ("first-fit", "best-fit", "couvert", "couvert-reseat")


def measure(recipe: Recipe, options: argparse.Namespace) -> dict:
    """One evening's entry in the results."""
    instance = generate(recipe)
    path = options.out / "instances" / f"{recipe.name}.json"
    write(instance, path)
    evening = parse_evening(instance)
    optimum = find_optimum(evening, options.optimum_seconds)
    return {
        "name": recipe.name,
        "house": recipe.house,
        "tables": len(instance["tables"]),
        "load": recipe.load,
        "guests": "flexible" if recipe.flexible else "rigid",
        "requests": len(evening.requests),
        "coversAsked": sum(request.attendees for request in evening.requests),
        "optimum": {"covers": optimum.covers, "bound": optimum.bound},
        "policies": {policy: measure_policy(evening, path, policy, options) for policy in options.policies},
    }


def measure_policy(evening: Evening, path: Path, policy: str, options: argparse.Namespace) -> dict:
    """What a policy did on an evening, and how many of its noes were false."""
    result = seat(options.runner, path, policy)
    if faults := find_faults(evening, result):
        raise SystemExit("\n".join([f"{path.name}, {policy}:", *faults]))
    verdicts = confirm(evening, result, options.no_seconds)
    return {
        "covers": result.covers,
        "refused": len(result.refused),
        "refusedOnBudget": [name for name, proof in result.refused.items() if proof == "budget"],
        "falseNoes": verdicts.false_noes,
        "falseShifts": verdicts.false_shifts,
        "undecided": verdicts.undecided,
        "moves": result.moves,
        "decisions": result.decision_micros,
    }


def seat(runner: str, path: Path, policy: str) -> Result:
    """Lets the runner seat the evening in this file."""
    command = [*shlex.split(runner), str(path), "--policy", policy]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise SystemExit(f"{shlex.join(command)} failed:\n{run.stderr}")
    return parse_result(json.loads(run.stdout))


def run_all(recipes: Sequence[Recipe], options: argparse.Namespace) -> list[dict]:
    evenings = []
    for number, recipe in enumerate(recipes, start=1):
        print(f"{number}/{len(recipes)} {recipe.name}", file=sys.stderr)
        evenings.append(measure(recipe, options))
    return evenings


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs the seating benchmark.")
    parser.add_argument("--out", type=Path, required=True, help="the directory for evenings and results")
    suite = parser.add_mutually_exclusive_group()
    suite.add_argument("--quick", action="store_true", help="the small suite: a minute")
    suite.add_argument("--stress", action="store_true", help="the house of 120 tables alone")
    parser.add_argument("--runner", default=RUNNER, help="the command that seats an evening (default: %(default)s)")
    parser.add_argument("--policies", nargs="+", default=POLICIES, help="what to ask the runner for")
    parser.add_argument("--optimum-seconds", type=float, default=SECONDS, help="the solver's time for each optimum")
    parser.add_argument(
        "--no-seconds", type=float, default=SECONDS_FOR_EACH_START, help="the solver's time for each refused start"
    )
    options = parser.parse_args()
    recipes = quick_suite() if options.quick else stress_suite() if options.stress else full_suite()
    results = {"evenings": run_all(recipes, options)}
    (options.out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (options.out / "results.md").write_text(report(results))


if __name__ == "__main__":
    main()
