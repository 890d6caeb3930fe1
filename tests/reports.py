"""What the tests of reports share: drills played once and read as a report reads them."""

from __future__ import annotations

from functools import cache

from command_center.facts import Fact
from command_center.folds.names import Lang
from command_center.library import names
from command_center.plan.maturity import load_maturity
from command_center.play import run
from command_center.report.compose import compose
from command_center.report.dataset import DataSet, build
from command_center.report.document import Document
from command_center.report.parts import Gathered, Source, gather

FLOOD = next(name for name in ("city-waterlogging", "flood-day") if name in names("scenarios"))


@cache
def played(scenario: str, seed: int = 7, staffing: str = "full") -> tuple[str, tuple[Fact, ...]]:
    """The root and the facts of a drill."""
    told: list[Fact] = []
    result = run(scenario, seed=seed, staffing=staffing, journal=False, watchers=[told.extend])
    return result.root, tuple(told)


def gathered(scenario: str, seed: int = 7, staffing: str = "full", label: str = "") -> Gathered:
    """A drill as a report reads it."""
    root, facts = played(scenario, seed, staffing)
    return gather(Source(label or f"{scenario}-{staffing}/journal.jsonl.zst", root, facts))


@cache
def flood_data(compared: bool = False) -> DataSet:
    """The flood drill; with ``compared`` beside one with half staff."""
    earlier = [gathered(FLOOD, staffing="half")] if compared else []
    return build([gathered(FLOOD)], load_maturity(), earlier)


@cache
def flood(lang: Lang) -> Document:
    """The report of the flood drill, compared with half staff."""
    return compose(flood_data(compared=True), lang)
