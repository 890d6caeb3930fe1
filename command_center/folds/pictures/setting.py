"""The setting: the part of all pictures that does not change, sent once when a page opens.

Injects and objectives are not for players: they stand in it only where ``planned`` is asked for (director, evaluator).
"""

from __future__ import annotations

from typing import Any

from command_center.facts import DrillStarted
from command_center.folds.actions import ACTIONS
from command_center.folds.names import GROUP_NAMES, Pair
from command_center.folds.pictures.headline import thresholds_of
from command_center.folds.pictures.recipe import InjectRow, Recipe, span_ms
from command_center.plan.maturity import MaturityPlan


def _named(pair: Pair) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}


def setting(started: DrillStarted, maturity: MaturityPlan | None = None, *, planned: bool = False) -> dict[str, Any]:
    """The setting of a drill from its first fact; ``planned`` adds what only director and evaluator may know."""
    recipe = Recipe(started)
    drawn = {
        "scenario": {"name": started.scenario_name, "title": _named(recipe.title), "about": _named(recipe.about)},
        "centre": _named(recipe.centre),
        "city": _named(recipe.city),
        "program": started.program,
        "origin": started.origin,
        "start": started.start,
        "zone": started.zone,
        "horizon": started.horizon,
        "end": started.end,
        "staffing": started.staffing,
        "seed": started.seed,
        "closing_cm": recipe.closing_cm,
        "seats": {seat.id: _seat(recipe, number, seat.id) for number, seat in enumerate(recipe.seats.values())},
        "groups": {group: _named(GROUP_NAMES.get(group, (group, group))) for group in _groups(recipe)},
        "systems": {
            row.id: {"zh": row.zh, "en": row.en, "data": row.data, "owner": row.owner}
            for row in recipe.systems.values()
        },
        "categories": {
            row.id: {"zh": row.zh, "en": row.en, "urgency": row.urgency} for row in recipe.categories.values()
        },
        "actions": {name: _named(pair) for name, pair in ACTIONS.items()},
        "districts": {name: _named(pair) for name, pair in recipe.district_names.items()},
        "thresholds": {
            name: {"value": threshold.value, "more": threshold.more}
            for name, threshold in thresholds_of(maturity, recipe).items()
        },
    }
    drawn |= _drawn(recipe)
    if planned:
        drawn["injects"] = {row.id: _inject(row) for row in recipe.injects.values()}
        drawn["sources"] = {row.source: {"channel": row.channel} for row in recipe.arrivals}
        drawn["objectives"] = {name: _named(pair) for name, pair in recipe.objectives.items()}
    return drawn


PLANNED = ("injects", "sources", "objectives")
"""What only director and evaluator may know."""


def without_plan(setting: dict[str, Any]) -> dict[str, Any]:
    """A setting as those may know it who play."""
    return {name: told for name, told in setting.items() if name not in PLANNED}


def _drawn(recipe: Recipe) -> dict[str, Any]:
    """The map with the low points on it."""
    drawn = recipe.map()
    if drawn is None:
        return {"points": {}}
    rows = recipe.points.values()
    spots = drawn.spread([row.place for row in rows])
    points = {
        row.id: {"zh": row.zh, "en": row.en, "place": row.place, "kind": row.kind, "x": round(x, 1), "y": round(y, 1)}
        for row, (x, y) in zip(rows, spots, strict=True)
    }
    return {"points": points, "map": drawn.to_dict()}


def _groups(recipe: Recipe) -> list[str]:
    return list(dict.fromkeys(seat.group for seat in recipe.seats.values()))


def _seat(recipe: Recipe, number: int, name: str) -> dict[str, Any]:
    row = recipe.seats[name]
    return {
        "zh": row.zh, "en": row.en, "group": row.group, "part": row.part, "tier_role": row.tier_role, "order": number,
        "crews": row.crews,
    }  # fmt: skip


def _inject(row: InjectRow) -> dict[str, Any]:
    return {
        "purpose": row.purpose, "zh": row.title.zh, "en": row.title.en, "message_zh": row.message.zh,
        "message_en": row.message.en, "at": span_ms(row.at) if row.at else -1, "conditional": row.when is not None,
        "to": list(row.to), "objective": row.objective,
        "expected": {f"{each.seat} {each.action}": span_ms(each.within) for each in row.expected},
    }  # fmt: skip
