"""The one fold behind all pictures: it eats facts and draws wall, seat, director's desk and evaluator's page.

Every picture is a pure function of (facts eaten, now): asking changes nothing, and ``now`` may be any moment from the
latest fact on. Memory is bounded by what is open: tickets that are over leave, logs keep their newest lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from command_center.facts import DrillStarted, Fact
from command_center.folds.base import Fold, Handler
from command_center.folds.clock import Clock
from command_center.folds.pictures import director, evaluator, seat, wall
from command_center.folds.pictures.chain import Chain
from command_center.folds.pictures.headline import Scores, thresholds_of
from command_center.folds.pictures.parts import Parts
from command_center.folds.pictures.recipe import Recipe
from command_center.folds.pictures.staff import Staff
from command_center.folds.pictures.staging import Staging
from command_center.folds.pictures.tickets import Tickets
from command_center.folds.pictures.water import Water
from command_center.plan.maturity import MaturityPlan


class WallFold(Fold):
    """Eats the facts of one drill. ``maturity`` gives thresholds and levels; without it figures have none."""

    def __init__(self, maturity: MaturityPlan | None = None) -> None:
        self._maturity = maturity
        self._open(None)
        super().__init__()

    def _open(self, started: DrillStarted | None) -> None:
        self.parts = _parts(started, self._maturity)
        self._touched = self.parts.tickets.touched

    def rewire(self) -> None:
        """After ``parts`` was replaced: feed facts to the new ones."""
        self._touched = self.parts.tickets.touched
        self._handlers = self._table()

    def _table(self) -> Mapping[type[Fact], Handler]:
        parts = self.parts
        tables: list[Mapping[type[Fact], Handler]] = [
            *parts.scores.tables(), parts.tickets.table(), parts.staff.log_table(), parts.staff.table(),
            parts.staff.alarm_table(), parts.water.table(), parts.chain.table(), parts.staging.table(),
            parts.staging.ticker_table(),
        ]  # fmt: skip
        kinds = {kind for table in tables for kind in table}
        handlers = {kind: _chained([table[kind] for table in tables if kind in table]) for kind in kinds}
        handlers[DrillStarted] = self._started
        return handlers

    def _started(self, fact: DrillStarted) -> None:
        self._open(fact)
        self.rewire()

    def eat(self, fact: Fact) -> None:
        """Take one fact, in the order of the journal."""
        t = fact.t
        if t != self.now and self._touched:
            self._settle()
        handler = self._handlers.get(type(fact))
        if handler is not None:
            handler(fact)
        self.now = t

    apply = eat

    def extend(self, facts: Iterable[Fact]) -> Self:
        """Take many facts."""
        for fact in facts:
            self.eat(fact)
        return self

    def _settle(self) -> None:
        """Time moves on: the states of the desks that facts have touched hold from now on."""
        desks, now = self.parts.tickets.desks, self.now
        for name in self._touched:
            desks[name].settle(now)
        self._touched.clear()

    # -- pictures -------------------------------------------------------------------------------------------------

    def picture(self, now: int | None = None) -> dict[str, Any]:
        """The wall."""
        return wall.picture(self.parts, self.now, self._moment(now))

    def seat_picture(self, name: str, now: int | None = None) -> dict[str, Any]:
        """What one seat was shown; KeyError where there is no such seat."""
        return seat.picture(self.parts, name, self.now, self._moment(now))

    def director_picture(self, now: int | None = None) -> dict[str, Any]:
        """The director's desk."""
        return director.picture(self.parts, self.now, self._moment(now))

    def evaluator_picture(self, now: int | None = None) -> dict[str, Any]:
        """The evaluator's page."""
        return evaluator.picture(self.parts, self._moment(now))

    def _moment(self, now: int | None) -> int:
        return self.now if now is None else max(now, self.now)

    def to_dict(self) -> dict[str, Any]:
        """The wall as of the latest fact."""
        return self.picture()


def _parts(started: DrillStarted | None, maturity: MaturityPlan | None) -> Parts:
    recipe = Recipe(started)
    tickets = Tickets(recipe)
    staging = Staging(recipe, tickets)
    if started is not None:
        staging.status = "running"
    return Parts(
        recipe, Clock(started) if started else None, maturity, thresholds_of(maturity, recipe), tickets,
        Staff(tickets), Water(recipe), Chain(recipe, tickets), staging, Scores(started), {},
    )  # fmt: skip


def _chained(handlers: list[Handler]) -> Callable[[Any], object]:
    """One handler that calls them all; written out for two and three, the commonest."""
    if len(handlers) == 1:
        return handlers[0]
    first, second, *more = handlers
    if not more:

        def two(fact: Any) -> None:
            first(fact)
            second(fact)

        return two
    rest = _chained(more)

    def three(fact: Any) -> None:
        first(fact)
        second(fact)
        rest(fact)

    return three
