"""``python -m benchmarks``: this project beside plain SimPy and Ciw, each in its own process, in turn, on one core.

What is measured and how to read it stands in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import figures
from benchmarks.rounds import Rounds

GROUPS = {
    "steady": figures.steady,
    "ciw": figures.ciw,
    "flood": figures.flood,
    "memory": figures.memory,
    "million": figures.million,
    "drills": figures.drills,
    "scoring": figures.scoring,
    "pictures": figures.pictures,
}


def main() -> None:
    """Measure what the command line asks for, and print it."""
    wanted = _wanted()
    console = Console() if sys.stdout.isatty() else Console(width=120)
    core = _pin(wanted.core)
    console.print(f"Python {platform.python_version()} on {platform.machine()}, {core}, {wanted.rounds} rounds")
    rounds = Rounds(wanted.rounds, lambda line: console.print(line, style="dim"))
    found: list[figures.Figure] = []
    for name in wanted.groups:
        if name == "ciw" and importlib.util.find_spec("ciw") is None:
            console.print("ciw is skipped: it is not installed (pip install 'command-center[bench]')")
            continue
        found += GROUPS[name](rounds)
    console.print(_table(found))
    if wanted.json:
        record = {"python": platform.python_version(), "figures": [figure._asdict() for figure in found]}
        Path(wanted.json).write_text(json.dumps({**record, "runs": rounds.runs}, indent=1) + "\n", "utf-8")


def _wanted() -> Any:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", help="groups to measure, with commas: " + ", ".join(GROUPS))
    parser.add_argument("--million", action="store_true", help="a million tickets as well; takes minutes")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each measurement (default 3)")
    parser.add_argument("--core", type=int, help="the processor core to stay on (default the last one)")
    parser.add_argument("--json", help="write figures and every single run to this file")
    wanted = parser.parse_args()
    wanted.groups = wanted.only.split(",") if wanted.only else [g for g in GROUPS if g != "million" or wanted.million]
    unknown = sorted(set(wanted.groups) - set(GROUPS))
    if unknown or wanted.rounds < 1:
        parser.error(f"no group {', '.join(unknown)}" if unknown else "--rounds must be 1 or more")
    return wanted


def _pin(core: int | None) -> str:
    """Stay on one core, as do the processes started from here; where the system cannot, say so."""
    if hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):
            core = max(os.sched_getaffinity(0)) if core is None else core
            os.sched_setaffinity(0, {core})
            return f"on core {core}"
    return "on any core"


def _table(found: list[figures.Figure]) -> Table:
    table = Table("figure", "measured", "by the clock", "target", "", title="Medians; ratios are of the same rounds")
    for figure in found:
        met = "" if figure.met is None else "met" if figure.met else "MISSED"
        table.add_row(figure.what, figure.measured, figure.clock, figure.target, met)
    return table


if __name__ == "__main__":
    main()
