"""The results as Markdown tables: `python report.py results.json`."""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean, median

from results import Entry, covers_percent, distinct, entries, median_p99


def report(results: dict) -> str:
    everything = entries(results)
    proven = sum(evening["optimum"]["covers"] == evening["optimum"]["bound"] for evening in results["evenings"])
    return "\n\n".join(
        [
            f"{len(results['evenings'])} evenings; the optimum is proven for {proven}; the others count its bound.",
            "Covers in percent of the optimum, by load:",
            _covers_table(everything),
            "All evenings together:",
            _noes_table(everything),
            "Microseconds for a decision, p50 / p99 (of the middle evening) / the longest of all:",
            _cost_table(everything),
            "",
        ]
    )


def _covers_table(everything: Sequence[Entry]) -> str:
    loads = distinct(entry.load for entry in everything)
    rows = []
    for guests, policy in distinct((entry.guests, entry.policy) for entry in everything):
        mine = [entry for entry in everything if (entry.guests, entry.policy) == (guests, policy)]
        by_load = [[entry for entry in mine if entry.load == load] for load in loads]
        rows.append([guests, policy, *(f"{covers_percent(some):.1f}" for some in by_load)])
    return _table(["guests", "policy", *map(str, loads)], rows)


def _noes_table(everything: Sequence[Entry]) -> str:
    head = ["policy", "refused", "of them false", "proof by budget", "undecided", "false shifts", "moves per evening"]
    rows = []
    for policy in distinct(entry.policy for entry in everything):
        mine = [entry for entry in everything if entry.policy == policy]
        refused = sum(entry.refused for entry in mine)
        rows.append(
            [
                policy,
                str(refused),
                _share(sum(entry.false_noes for entry in mine), refused),
                _share(sum(entry.refused_on_budget for entry in mine), refused),
                str(sum(entry.undecided for entry in mine)),
                str(sum(entry.false_shifts for entry in mine)),
                f"{mean(entry.moves for entry in mine):.1f}",
            ]
        )
    return _table(head, rows)


def _cost_table(everything: Sequence[Entry]) -> str:
    houses = distinct((entry.house, entry.tables) for entry in everything)
    rows = []
    for policy in distinct(entry.policy for entry in everything):
        mine = [entry for entry in everything if entry.policy == policy]
        by_house = [[entry for entry in mine if entry.house == house] for house, _ in houses]
        rows.append([policy, *map(_cost, by_house)])
    return _table(["policy", *(f"{house}, {tables} tables" for house, tables in houses)], rows)


def _cost(some: Sequence[Entry]) -> str:
    p50 = median(entry.micros["p50Micros"] for entry in some)
    longest = max(entry.micros["maxMicros"] for entry in some)
    return f"{p50:,.0f} / {median_p99(some):,.0f} / {longest:,.0f}"


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.1f} %)" if whole else "0"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Shows results as Markdown.")
    parser.add_argument("results", type=Path)
    options = parser.parse_args()
    print(report(json.loads(options.results.read_text())), end="")


if __name__ == "__main__":
    main()
