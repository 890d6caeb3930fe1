"""The drill over time: the figures of the wall, written down at fixed moments, so that a page can draw their course.

The rules of this file:

1. Nothing is reckoned here: every value is what the wall's own fold shows at that moment. A test compares them.
2. The moments are fixed by the recipe: fine steps up to a quarter past the horizon, coarse ones through the tail, so
   the course is bounded however long the drill, and the same whoever asks and however often.
3. A depth is the greatest since the moment before: water that came and went between two moments is not lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

from command_center import facts
from command_center.facts import DrillStarted, Fact
from command_center.folds.base import Fold, Handler
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.headline import LIVE
from command_center.folds.pictures.tickets import FUNNEL
from command_center.plan.maturity import MaturityPlan

MINUTE = 60_000
MOST, MOST_OF_TAIL = 300, 60
"""Moments at most up to a quarter past the horizon, and after that."""
WIDTHS = tuple(minutes * MINUTE for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080))
DRY_CM = 1.0
"""A low point that never had more is left out."""


class Sample(NamedTuple):
    """The figures of one moment: time (ms), tickets by step, contacts so far, handling limits due so far and met in
    time, live scores, depths (cm)."""

    t: int
    open: tuple[int, ...]
    arrived: int
    due: int
    on_time: int
    scores: Mapping[str, float]
    depth: Mapping[str, float]


class Band(NamedTuple):
    """From ``t`` (ms) on, this mode and response level held."""

    t: int
    mode: str
    response_level: str


class OverTime(Fold):
    """Eats the facts of one drill."""

    def __init__(self, maturity: MaturityPlan | None = None) -> None:
        super().__init__()
        self.wall = WallFold(maturity)
        self.span = self.end = 0
        """Up to here the moments are close together, and when the drill ends at the latest (ms)."""
        self.samples: list[Sample] = []
        self.bands: list[Band] = []
        self._moments: list[int] = []  # still to come, the last one first
        self._deepest: dict[str, float] = {}

    def apply(self, fact: Fact) -> None:
        """Take one fact, in the order of the journal."""
        self.reach(fact.t)
        self.wall.eat(fact)
        self.now = fact.t
        handler = self._handlers.get(type(fact))
        if handler is not None:
            handler(fact)

    def extend(self, facts: Iterable[Fact]) -> Self:
        """Take many facts."""
        for fact in facts:
            self.apply(fact)
        return self

    def reach(self, now: int) -> None:
        """Every fact before ``now`` has been taken: write down the moments before it."""
        while self._moments and self._moments[-1] < now:
            self.samples.append(self._sample(self._moments.pop()))
            self._deepest = self._depths()

    def picture(self, now: int, planned: bool = False) -> dict[str, Any]:
        """The course up to ``now``, column by column; ``planned`` tells what is to come, too."""
        self.reach(now)
        samples = [*self.samples, self._sample(now)] if self.end else []
        wet = [point for point in self._depths() if any(each.depth.get(point, 0.0) > DRY_CM for each in samples)]
        scored = [name for name in LIVE if any(name in each.scores for each in samples)]
        return {
            "now": now, "span": self.span, "end": self.end, "status": self.wall.parts.staging.status,
            "at": [each.t for each in samples],
            "open": {step: [each.open[place] for each in samples] for place, step in enumerate(FUNNEL)},
            "arrived": [each.arrived for each in samples],
            "due": [each.due for each in samples],
            "on_time": [each.on_time for each in samples],
            "depth": {point: [each.depth.get(point, 0.0) for each in samples] for point in wet},
            "scores": {name: [each.scores.get(name) for each in samples] for name in scored},
            "bands": [band._asdict() for band in self.bands],
            "injects": self._injects(planned),
        }  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The course as of the latest fact."""
        return self.picture(self.now)

    def _sample(self, t: int) -> Sample:
        parts = self.wall.parts
        tickets, depths = parts.tickets, self._depths()
        due, on_time = tickets.limits.shown("handle", t)
        scores = parts.scores.to_dict(None, parts.chain.reached())
        return Sample(
            t, tuple(tickets.waiting[step] for step in FUNNEL), tickets.counts["arrived"], due, on_time,
            {name: score["value"] for name, score in scores.items()},
            {point: max(depth, self._deepest.get(point, 0.0)) for point, depth in depths.items()},
        )  # fmt: skip

    def _depths(self) -> dict[str, float]:
        return {name: point.depth for name, point in self.wall.parts.water.points.items()}

    def _injects(self, planned: bool) -> dict[str, dict[str, Any]]:
        """By id; those still to come, and when each was to come, only where ``planned``."""
        staging = self.wall.parts.staging
        names = staging.names
        return {
            name: {
                "state": inject.state, "released": inject.released, "planned": inject.due if planned else -1,
                "zh": names.get(name, (name, name))[0], "en": names.get(name, (name, name))[1],
            }
            for name, inject in staging.injects.items()
            if planned or inject.released >= 0
        }  # fmt: skip

    def _started(self, fact: DrillStarted) -> None:
        self.span, found = moments(fact.horizon, fact.end)
        self.end = fact.end
        self._moments = found[::-1]
        self._banded(fact)

    def _banded(self, fact: Fact) -> None:
        staging = self.wall.parts.staging
        self.bands.append(Band(fact.t, staging.mode, staging.response_level))

    def _wetted(self, fact: Any) -> None:
        depth = self.wall.parts.water.points[fact.point].depth
        self._deepest[fact.point] = max(self._deepest.get(fact.point, 0.0), depth)

    def _table(self) -> Mapping[type[Fact], Handler]:
        return {
            DrillStarted: self._started,
            facts.ModeSwitched: self._banded,
            facts.ResponseLevelSet: self._banded,
            facts.DepthMeasured: self._wetted,
            facts.DepthPassed: self._wetted,
        }


def moments(horizon: int, end: int) -> tuple[int, list[int]]:
    """How far the fine steps go (ms), and every moment."""
    span = max(min(end, horizon + horizon // 4), MINUTE)
    fine, coarse = _width(span, MOST), _width(max(end - span, 0), MOST_OF_TAIL)
    return span, [*range(0, span + 1, fine), *range(span + coarse, end + 1, coarse)]


def _width(span: int, most: int) -> int:
    return next((width for width in WIDTHS if width * most >= span), -(-span // most))
