"""Draws the results: `python plot.py results.json --out DIRECTORY` leaves `covers.svg` and `cost.svg` there."""

import argparse
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update(
    {
        # Equal results give equal files, and text stays text.
        "svg.hashsalt": "seating",
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "axes.grid": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": "#e4e4e4",
    }
)

from matplotlib import pyplot  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from results import Entry, covers_percent, distinct, entries, false_noes_per_evening, median_p99  # noqa: E402

# Told apart without colour, too.
STYLES = [("#0072b2", "o"), ("#d55e00", "s"), ("#009e73", "^"), ("#000000", "D"), ("#cc79a7", "v"), ("#e69f00", "P")]


def draw_covers(everything: Sequence[Entry]) -> Figure:
    """Covers and false noes by load, for guests without and with alternatives."""
    kinds = distinct(entry.guests for entry in everything)
    figure, axes = pyplot.subplots(2, len(kinds), figsize=(9, 6.5), sharex=True, sharey="row", squeeze=False)
    for column, guests in enumerate(kinds):
        some = [entry for entry in everything if entry.guests == guests]
        axes[0][column].set_title(f"{guests} guests")
        _draw_policies(axes[0][column], some, _load, covers_percent)
        _draw_policies(axes[1][column], some, _load, false_noes_per_evening)
        axes[1][column].set_xlabel("load")
    axes[0][0].set_ylabel("covers, % of the optimum")
    axes[1][0].set_ylabel("false noes per evening")
    axes[0][0].legend(frameon=False)
    return figure


def draw_cost(everything: Sequence[Entry]) -> Figure:
    """What a decision costs, by the size of the house and by load."""
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4), sharey=True)
    _draw_policies(axes[0], everything, lambda entry: entry.tables, median_p99)
    _draw_policies(axes[1], everything, _load, median_p99)
    axes[0].set_xlabel("tables in the house, all loads")
    axes[1].set_xlabel("load, all houses")
    axes[0].set_ylabel("p99 of a decision, microseconds")
    axes[0].set_yscale("log")
    axes[0].legend(frameon=False)
    return figure


def _load(entry: Entry) -> float:
    return entry.load


def _draw_policies(
    axes: Axes,
    some: Sequence[Entry],
    x_of: Callable[[Entry], float],
    y_of: Callable[[Sequence[Entry]], float],
) -> None:
    """A line for each policy: `y_of` all its entries that have the same x."""
    xs = sorted({x_of(entry) for entry in some})
    for policy, (colour, marker) in zip(distinct(entry.policy for entry in some), itertools.cycle(STYLES)):
        mine = [entry for entry in some if entry.policy == policy]
        ys = [y_of([entry for entry in mine if x_of(entry) == x]) for x in xs]
        axes.plot(xs, ys, color=colour, marker=marker, markersize=5, label=policy)


def main() -> None:
    parser = argparse.ArgumentParser(description="Draws the results of a run.")
    parser.add_argument("results", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the directory for the drawings")
    options = parser.parse_args()
    everything = entries(json.loads(options.results.read_text()))
    for name, figure in {"covers": draw_covers(everything), "cost": draw_cost(everything)}.items():
        figure.tight_layout()
        figure.savefig(options.out / f"{name}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
