"""Water at a low point: what runs in, what the sewer and the pumps carry off, and how deep it stands.

    dV/dt = runoff x rain x area - sewer - pumps        V >= 0

in steps of one minute; the depth is read off the point's bowl curve by straight lines. The sewer carries the rain
it was designed for (the formula's constant intensity for ``sewer_years`` and ``design_minutes``). Once water stands
over the inlets, the trunk below runs full and its outfall is drowned: then only the share ``backed_up`` is left,
which is why water stays for hours after the rain. Cleared inlets carry 15 % more.
"""

from __future__ import annotations

from bisect import bisect_left

from command_center.plan.roster import LowPoint

CLEARED_INLETS = 1.15
_M3_OF_A_MM_ON_A_HECTARE = 10.0


class Basin:
    """The water at one low point; ``pumping`` is what the pumps there move in m3/h, ``closed`` is the road."""

    __slots__ = (
        "cleared",
        "closed",
        "depth",
        "last",
        "measured",
        "passed",
        "point",
        "pumping",
        "sewer",
        "shallow_for",
        "volume",
    )

    def __init__(self, point: LowPoint, design_mm_per_minute: float) -> None:
        self.point = point
        self.sewer = point.runoff * point.area_ha * _M3_OF_A_MM_ON_A_HECTARE * design_mm_per_minute
        self.volume = self.depth = self.pumping = self.measured = 0.0
        self.cleared = self.closed = False
        self.passed = 0  # how many thresholds the water stands above
        self.shallow_for = 0  # minutes
        self.last = 0  # the number of the fact that says what the water last did

    def step(self, mm: float) -> None:
        """Let one minute pass in which ``mm`` of rain fall."""
        inflow = self.point.runoff * self.point.area_ha * _M3_OF_A_MM_ON_A_HECTARE * mm
        left = self.volume + inflow - self._sewer() - self.pumping / 60.0
        self.volume = left if left > 0.0 else 0.0
        self.depth = depth_of(self.point.bowl, self.volume)

    def _sewer(self) -> float:
        """Cubic metres the sewer carries in this minute."""
        share = self.point.backed_up if self.volume > 0.0 else 1.0
        return self.sewer * share * (CLEARED_INLETS if self.cleared else 1.0)


def depth_of(bowl: tuple[tuple[float, float], ...], volume: float) -> float:
    """The depth in cm of so many m3 in a bowl of (depth, volume) pairs; beyond the last pair water flows away."""
    at = bisect_left(bowl, volume, key=lambda pair: pair[1])
    if at == 0:
        return bowl[0][0]
    if at == len(bowl):
        return bowl[-1][0]
    (depth, held), (deeper, more) = bowl[at - 1], bowl[at]
    return depth + (deeper - depth) * (volume - held) / (more - held)
