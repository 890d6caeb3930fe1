"""What pictures are drawn from: the state that ``fold.WallFold`` keeps, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from command_center.facts import Fact, kind_of
from command_center.folds.clock import Clock
from command_center.folds.pictures.chain import Chain
from command_center.folds.pictures.headline import Scores, Threshold
from command_center.folds.pictures.recipe import Recipe
from command_center.folds.pictures.staff import Staff
from command_center.folds.pictures.staging import Staging
from command_center.folds.pictures.tickets import Tickets
from command_center.folds.pictures.told import told
from command_center.folds.pictures.water import Water
from command_center.plan.maturity import MaturityPlan

REMEMBERED = 5_000


class Parts(NamedTuple):
    """The parts: what never changes (recipe to thresholds), then what facts change.

    ``lines`` remembers how facts were told, by their number: the same fact is always told alike.
    """

    recipe: Recipe
    clock: Clock | None
    maturity: MaturityPlan | None
    thresholds: Mapping[str, Threshold]
    tickets: Tickets
    staff: Staff
    water: Water
    chain: Chain
    staging: Staging
    scores: Scores
    lines: dict[int, dict[str, Any]]

    def line(self, fact: Fact) -> dict[str, Any]:
        """A fact as a line of a ticker or log; the same object each time, so never change it."""
        line = self.lines.get(fact.n)
        if line is None:
            if len(self.lines) > REMEMBERED:
                self.lines.clear()
            zh, en = told(fact, self.staging.names, self.clock)
            line = {"t": fact.t, "kind": kind_of(fact), "zh": zh, "en": en}
            ticket = getattr(fact, "ticket", 0)
            if ticket > 0:
                line["ticket"] = ticket
            self.lines[fact.n] = line
        return line
