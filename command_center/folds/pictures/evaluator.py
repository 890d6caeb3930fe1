"""The evaluator's page 评估: critical tasks (expected actions of injects), duties, and the facts behind each.

A task's clock starts when its cue was shown to the seat or to whoever covers it; before that it is not tested.
"""

from __future__ import annotations

from typing import Any

from command_center.folds.pictures.director import done
from command_center.folds.pictures.parts import Parts
from command_center.folds.pictures.recipe import ExpectedRow, InjectRow, span_ms


def picture(parts: Parts, now: int) -> dict[str, Any]:
    """The evaluator's picture."""
    tasks = {
        f"{row.id} {each.seat} {each.action}": _task(parts, row, each, now)
        for row in parts.staging.rows.values()
        for each in row.expected
    }
    states = [task["state"] for task in tasks.values()]
    return {
        "now": now,
        "clock": parts.clock.local(now).isoformat(timespec="seconds") if parts.clock else "",
        "status": parts.staging.status,
        "tail": parts.staging.tail,
        "mode": parts.staging.mode,
        "response_level": parts.staging.response_level,
        "tasks": tasks,
        "counts": {state: states.count(state) for state in ("not_tested", "open", "met", "late", "missed")},
        "duties": {key: _duty(duty) for key, duty in parts.staging.duties.items()},
        "duty_counts": dict(parts.staging.duty_counts),
        "scores": parts.scores.to_dict(parts.maturity, parts.chain.reached()),
    }


def _task(parts: Parts, row: InjectRow, each: ExpectedRow, now: int) -> dict[str, Any]:
    shown, cue = _cue(parts, row.id, each.seat)
    acted, proof = done(parts, row.id, each.seat, each.action)
    due = shown + span_ms(each.within) if shown >= 0 else -1
    task = {
        "inject": row.id, "objective": row.objective, "seat": each.seat, "action": each.action,
        "within": span_ms(each.within), "shown": shown, "due": due, "done": acted, "state": _state(due, acted, now),
    }  # fmt: skip
    numbers = {"shown": cue, "done": proof}
    return task | {"facts": {name: n for name, n in numbers.items() if n >= 0}}


def _cue(parts: Parts, inject: str, seat: str) -> tuple[int, int]:
    """When the cue was shown to the one who leads for the seat: the last along the cover chain who was shown it."""
    shown, latest, passed = parts.staging.inject(inject).shown, (-1, -1), set[str]()
    while seat and seat not in passed:
        latest = max(latest, shown.get(seat, (-1, -1)))
        passed.add(seat)
        row = parts.recipe.seats.get(seat)
        seat = row.covered_by if row else ""
    return latest


def _state(due: int, acted: int, now: int) -> str:
    if due < 0:
        return "not_tested"
    if acted >= 0:
        return "met" if acted <= due else "late"
    return "missed" if due < now else "open"


def _duty(duty: list[Any]) -> dict[str, Any]:
    state, t, due, n, end, proof, name, seat, about = duty
    drawn = {"duty": name, "seat": seat, "about": about, "state": state, "t": t, "due": due, "facts": {"due": n}}
    if proof >= 0:
        drawn["end"] = end
        drawn["facts"] = {"due": n, "end": proof}
    return drawn
