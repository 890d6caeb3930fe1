"""The circular 工作通报: departments ranked, by a rule that is printed with it.

The rule: points are 100 times the weighted mean of the share closed on time (50), the share of dispatches not
returned (20) and the share satisfied (30). A part without a case is left out and the others stand for it. With fewer
than ``FEWEST`` cases due a department is shown but not ranked; equal points share a rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from command_center.folds.names import Pair
from command_center.folds.sheet import DepartmentScore
from command_center.report.parts import DrillPart

WEIGHTS = {"on_time": 50, "kept": 20, "satisfied": 30}
FEWEST = 5


class WorstTicket(msgspec.Struct, frozen=True):
    """One of a department's worst tickets: in which drill (label), its number, how long after its limit, ms."""

    drill: str
    ticket: int
    late_ms: int


class Ranked(msgspec.Struct, frozen=True):
    """A department in the circular; ``rank`` 0 = not ranked, ``points`` 0 to 100, None without any case."""

    rank: int
    id: str
    name: Pair
    points: float | None
    score: DepartmentScore
    worst: tuple[WorstTicket, ...]


def ranked(
    scores: Sequence[DepartmentScore], names: Mapping[str, Pair], drills: Sequence[DrillPart]
) -> tuple[Ranked, ...]:
    """The departments that were sent anything: ranked ones first, the others after them by id."""
    found = [score for score in scores if score.dispatched or score.due]
    enough = sorted((s for s in found if s.due >= FEWEST), key=lambda s: (-(points(s) or 0.0), s.department))
    few = sorted((s for s in found if s.due < FEWEST), key=lambda s: s.department)
    order = [round(points(score) or 0.0, 6) for score in enough]
    labels = {drill.root: drill.label for drill in drills}
    lines = [(order.index(value) + 1, score) for value, score in zip(order, enough, strict=True)]
    return tuple(_line(rank, score, names, labels) for rank, score in [*lines, *((0, score) for score in few)])


def points(score: DepartmentScore) -> float | None:
    """What the rule gives a department; None where it has no case of any part."""
    kept = None if score.return_share is None else 1 - score.return_share
    parts = {"on_time": score.on_time_share, "kept": kept, "satisfied": score.satisfied_share}
    rated = {name: value for name, value in parts.items() if value is not None}
    weight = sum(WEIGHTS[name] for name in rated)
    return 100 * sum(WEIGHTS[name] * value for name, value in rated.items()) / weight if weight else None


def _line(rank: int, score: DepartmentScore, names: Mapping[str, Pair], labels: Mapping[str, str]) -> Ranked:
    worst = tuple(WorstTicket(labels.get(root, root[:12]), ticket, late) for root, ticket, late in score.worst)
    pair = names.get(score.department, (score.department, score.department))
    return Ranked(rank, score.department, pair, points(score), score, worst)
