"""Rain: an example rainstorm formula, shaped as a Chicago hyetograph, in blocks of five minutes.

The formula gives the mean intensity of a rain of ``t`` minutes that comes once in P years:

    i = (a / 167) (1 + c lg P) / (t + b)^n        mm/min

so the depth of that rain is ``H(t) = i t``. A Chicago hyetograph with its peak at the share ``r`` of the duration D
holds, for every span around its peak, exactly the depth the formula gives for a rain as long as that span. Before the
peak at r D the depth fallen by ``t`` is therefore ``r H(D) - r H(D - t / r)``, after it
``r H(D) + (1 - r) H((t - r D) / (1 - r))``. Blocks are differences of that curve, not samples of the intensity: their
sum is H(D) exactly, however long the blocks are.

Powers and logarithms are taken in decimal arithmetic: the C library's ``pow`` and ``log10`` differ in the last bit
from machine to machine, and a bit is enough to move a threshold by a minute. The curve is rounded to a millionth of a
millimetre, far above what is left of such differences and far below what a gauge can see.
"""

from __future__ import annotations

from decimal import Context, Decimal
from itertools import pairwise

from command_center.plan.scenario import Rainstorm

BLOCK_MINUTES = 5
_EXACT = Context(prec=28)
_GRAIN = Decimal("0.000001")


def blocks(storm: Rainstorm) -> tuple[float, ...]:
    """Millimetres of rain in each five minutes of the storm; the blocks sum to the formula's depth."""
    curve = [_fallen(storm, minute) for minute in range(0, storm.minutes + 1, BLOCK_MINUTES)]
    return tuple(float(later - before) for before, later in pairwise(curve))


def intensity(storm: Rainstorm, years: float, minutes: float) -> float:
    """The constant intensity, in mm/min, of a rain of so many minutes that comes once in ``years``."""
    depth = _depth(storm, _exact(years), _exact(minutes))
    return float(_rounded(_EXACT.divide(depth, _exact(minutes))))


def _fallen(storm: Rainstorm, minute: int) -> Decimal:
    """Millimetres fallen by this minute of the storm."""
    years, r, whole = _exact(storm.years), _exact(storm.peak), Decimal(storm.minutes)
    peak = _EXACT.multiply(r, whole)
    before_peak = _EXACT.multiply(r, _depth(storm, years, whole))
    if minute <= peak:
        still = _EXACT.subtract(whole, _EXACT.divide(Decimal(minute), r))
        return _rounded(_EXACT.subtract(before_peak, _EXACT.multiply(r, _depth(storm, years, still))))
    rest = _EXACT.subtract(Decimal(1), r)
    since = _EXACT.divide(_EXACT.subtract(Decimal(minute), peak), rest)
    return _rounded(_EXACT.add(before_peak, _EXACT.multiply(rest, _depth(storm, years, since))))


def _depth(storm: Rainstorm, years: Decimal, minutes: Decimal) -> Decimal:
    """H(t): millimetres of a rain of so many minutes that comes once in so many years."""
    growth = _EXACT.add(Decimal(1), _EXACT.multiply(_exact(storm.c), _EXACT.log10(years)))
    strength = _EXACT.divide(_EXACT.multiply(_exact(storm.a), growth), Decimal(167))
    damping = _EXACT.power(_EXACT.add(minutes, _exact(storm.b)), _exact(storm.n))
    return _EXACT.divide(_EXACT.multiply(strength, minutes), damping)


def _exact(value: float) -> Decimal:
    """The decimal that a person wrote in the scenario file."""
    return Decimal(repr(value))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_GRAIN, context=_EXACT)
