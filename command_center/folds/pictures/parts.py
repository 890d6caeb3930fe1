"""What pictures are drawn from: the state that ``fold.WallFold`` keeps, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from command_center.folds.clock import Clock
from command_center.folds.pictures.course import Chain, Staging, Water
from command_center.folds.pictures.headline import Scores, Threshold
from command_center.folds.pictures.recipe import Recipe
from command_center.folds.pictures.staff import Staff
from command_center.folds.pictures.tickets import Tickets
from command_center.plan.maturity import MaturityPlan


class Parts(NamedTuple):
    """The parts: what never changes (recipe to thresholds), then what facts change."""

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
