"""The director's desk 导调: injects planned and actual, who plays, systems and feeds, orders, live scores."""

from __future__ import annotations

import json
from typing import Any

from command_center.folds.pictures.parts import Parts
from command_center.folds.pictures.recipe import span_ms
from command_center.folds.pictures.staging import Inject
from command_center.folds.pictures.wall import picture as wall_picture

_LONG = 120
_SHARED = (
    "now", "clock", "status", "tail", "mode", "switching", "response_level", "seats", "systems", "headline", "scores",
)  # fmt: skip
"""What the desk shows of the wall."""


def picture(parts: Parts, latest: int, now: int) -> dict[str, Any]:
    """The director's picture: parts of the wall, with everything that is planned."""
    whole = wall_picture(parts, latest, now)
    return {name: value for name, value in whole.items() if name in _SHARED} | {
        "injects": {name: _inject(parts, name, inject) for name, inject in parts.staging.injects.items()},
        "orders": {str(n): _order(t, text, reason) for n, t, text, reason in parts.staging.orders},
        "refused": parts.staging.refused,
        "persons": {name: True for name, desk in parts.tickets.desks.items() if desk.player == "person"},
    }


def _inject(parts: Parts, name: str, inject: Inject) -> dict[str, Any]:
    row = parts.staging.rows.get(name)
    drawn: dict[str, Any] = {"state": inject.state, "planned": inject.due, "released": inject.released}
    drawn["shown"] = {seat: t for seat, (t, _n) in inject.shown.items()}
    if row is not None:
        drawn["expected"] = {
            f"{each.seat} {each.action}": {
                "within": span_ms(each.within),
                "done": done(parts, name, each.seat, each.action)[0],
            }
            for each in row.expected
        }
    return drawn


def done(parts: Parts, inject: str, seat: str, action: str) -> tuple[int, int]:
    """When the seat, or whoever covers it, did what was expected: (ms, fact number), (-1, -1) for not yet."""
    actions, passed = parts.staging.actions, set[str]()
    while seat and seat not in passed:
        found = actions.get((inject, seat, action))
        if found:
            return found
        passed.add(seat)
        row = parts.recipe.seats.get(seat)
        seat = row.covered_by if row else ""
    return -1, -1


def _order(t: int, text: str, reason: str) -> dict[str, Any]:
    order = json.loads(text)
    plain = {key: _short(value) for key, value in order.items() if key not in ("t", "number", "order", "by", "record")}
    drawn = {"t": t, "order": order.get("order", ""), "by": order.get("by", ""), "accepted": not reason, "with": plain}
    return drawn | {"reason": reason} if reason else drawn


def _short(value: Any) -> Any:
    """A value of an order; a long text (a whole inject) is only begun."""
    return f"{value[:_LONG]}…" if isinstance(value, str) and len(value) > _LONG else value
