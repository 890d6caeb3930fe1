"""The headline figures with their thresholds, and live scores: what has been decided so far, never a forecast.

Thresholds come from configuration: the maturity file (``seats/maturity.yaml``) and the centre's practice. A figure
without a threshold is neither good nor bad. Live scores are shares of the same books as the score sheet, read before
open cases are settled, so that a score on the wall may differ from the final one by what is still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from command_center import facts
from command_center.facts import DrillStarted, Fact
from command_center.folds.base import Handler
from command_center.folds.book import Book
from command_center.folds.centre_book import CentreBook
from command_center.folds.drill_record import DrillRecord
from command_center.folds.indicators_data import SATISFIED
from command_center.folds.pictures.recipe import Recipe
from command_center.folds.pictures.tickets import Tickets
from command_center.folds.response import Response1315
from command_center.folds.statistics import level_of, wilson
from command_center.folds.ticket_book import TicketBook
from command_center.plan.maturity import Indicator, MaturityPlan

TARGET_LEVEL = 4
"""The level whose thresholds the wall is held against: the target line's for 2025."""

LIVE = ("A1", "A2", "A3", "B1", "B2", "B5", "C3", "C4", "D2", "D3")
"""Indicators that are shares of cases: cheap to show while the drill runs."""

_HOPS = frozenset({facts.CommandSent, facts.CommandLost, facts.CommandAcknowledged})


class Threshold(NamedTuple):
    """What a figure is held against, and whether more is better."""

    value: float
    more: bool = True


class Scores:
    """Live scores of the running drill, and the 1315 clocks of emergencies."""

    def __init__(self, started: DrillStarted | None) -> None:
        self.books: list[Book] = [TicketBook(), CentreBook()]
        self.record = DrillRecord(started)
        for book in self.books:
            book.open(self.record)
        self.response = Response1315(urgencies=("E",))

    def tables(self) -> list[Mapping[type[Fact], Handler]]:
        """The tables of the parts; commands on their way are counted elsewhere, they are the most of all facts."""
        tables: list[Mapping[type[Fact], Handler]] = [*(book.table() for book in self.books), self.response.handlers()]
        return [{kind: take for kind, take in table.items() if kind not in _HOPS} for table in tables]

    def to_dict(self, plan: MaturityPlan | None, reached: tuple[int, int]) -> dict[str, Any]:
        """Indicator -> value, cases, and, where there are enough cases and a plan, the level.

        ``reached`` are the cases of B5.
        """
        known = {indicator.id: indicator for indicator in plan.indicators} if plan else {}
        found = {}
        for name in LIVE:
            hits, count = reached if name == "B5" else self.record.shares.get(name, (0, 0))
            if count:
                found[name] = _live(hits, count, known.get(name))
        return found

    def on_scene(self) -> tuple[int, int]:
        """Emergencies with a unit on scene within 15 min, and all with a unit on scene: the last clock of 1315."""
        clock = self.response.arrival
        return clock.within, len(clock.times)


def _live(hits: float, count: float, indicator: Indicator | None) -> dict[str, Any]:
    score: dict[str, Any] = {"value": round(hits / count, 3), "cases": int(count)}
    if indicator is not None and count >= indicator.minimum:
        low = wilson(hits, count).low
        score["level"] = level_of(round(low * indicator.scale, 10), indicator.thresholds, indicator.better == "more")
    return score


def thresholds_of(plan: MaturityPlan | None, recipe: Recipe) -> dict[str, Threshold]:
    """The thresholds of the headline figures, by figure; those that nobody set are left out."""
    found: dict[str, Threshold] = {}
    if plan is not None:
        for figure, name in (("on_time", "B2"), ("satisfaction", "D5"), ("duties", "A3")):
            indicator = next((each for each in plan.indicators if each.id == name), None)
            if indicator is not None:
                found[figure] = Threshold(indicator.thresholds[TARGET_LEVEL - 2] / indicator.scale)
    limit = recipe.span("limits", "accept", "G")
    if limit:
        found["longest_caller"] = Threshold(limit, more=False)
    found["overdue"] = Threshold(0, more=False)
    return found


def _figure(value: float, threshold: Threshold | None, **more: Any) -> dict[str, Any]:
    figure: dict[str, Any] = {"value": value, **more}
    if threshold is not None:
        figure["threshold"] = threshold.value
        figure["good"] = value >= threshold.value if threshold.more else value <= threshold.value
    return figure


def headline(
    tickets: Tickets, scores: Scores, duties: Mapping[str, int], thresholds: Mapping[str, Threshold], now: int
) -> dict[str, Any]:
    """The figures at the top of the wall; one without a case yet has no value."""
    due, on_time = tickets.limits.shown("handle", now)
    open_ = tickets.counts["opened"] + tickets.counts["redone"] - tickets.counts["closed"]
    callers = tickets.callers
    waited = now - next(iter(callers.values()), now)
    figures = {
        "open": {"value": open_},
        "overdue": _figure(tickets.limits.passed("handle", now), thresholds.get("overdue")),
        "longest_caller": _figure(waited, thresholds.get("longest_caller"), waiting=len(callers)),
    }
    if due:
        figures["on_time"] = _figure(round(on_time / due, 3), thresholds.get("on_time"), cases=due)
    within, reached = scores.on_scene()
    if reached:
        figures["on_scene"] = _figure(round(within / reached, 3), thresholds.get("on_scene"), cases=reached)
    answers = scores.record.answers
    count = sum(answers.values())
    if count:
        satisfied = sum(SATISFIED[grade] * count for grade, count in answers.items())
        figures["satisfaction"] = _figure(round(satisfied / count, 3), thresholds.get("satisfaction"), cases=count)
    over = duties["met"] + duties["missed"]
    if over:
        figures["duties"] = _figure(round(duties["met"] / over, 3), thresholds.get("duties"), cases=over)
    return figures
