"""Element A 制度优势: one plain function an indicator, from one case to its verdict.

A verdict is True (counted in the numerator), False (a case that is not), or None (no case). The fold asks when a case
is ripe, the explanation asks again in its second pass.
"""

from __future__ import annotations

from datetime import date, timedelta

from command_center.folds.recipe_parts import rule_of
from command_center.plan.programme import Improvement

RETURNS = 2
"""So many returns say that the duty was not clear."""

RULE_DAYS = 90


def a1_rule_binding(label: str, rules: frozenset[tuple[str, int]] | None) -> bool:
    """A1: the order names a duty version in force; where the roster is unknown, any duty version."""
    rule = rule_of(label)
    return rule is not None and (rules is None or rule in rules)


def a2_clear_duty(returns: int, disputed: bool) -> bool:
    """A2: a dispatched ticket that is over or due was neither disputed nor returned twice."""
    return returns < RETURNS and not disputed


def a3_obligation_met(met: bool) -> bool:
    """A3: an obligation whose time came was met in time."""
    return met


def a4_drill_regime(quarterly: int, planned: int, monthly: int, used: int, seats: int) -> float:
    """A4: points between 0 and 1 for drills held in a quarter and seats used in it."""
    held = min(1.0, quarterly / planned) if planned else 0.0
    return 0.5 * held + 0.25 * min(1.0, monthly / 3) + 0.25 * (used / seats if seats else 0.0)


def a5_lesson_fixed(lesson: Improvement, today: date) -> bool | None:
    """A5: an accepted lesson became a rule version within 90 days; None while the 90 days still run."""
    if not lesson.accepted:
        return None
    limit = date.fromisoformat(lesson.accepted) + timedelta(days=RULE_DAYS)
    if lesson.rule and lesson.rule_from:
        return date.fromisoformat(lesson.rule_from) <= limit
    return False if today > limit else None
