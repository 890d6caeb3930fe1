"""Exact percentiles of very many whole numbers in about two bytes each.

Definition: nearest rank. The p-th percentile of n values is the value at rank ``ceil(p / 100 * n)`` of the sorted
values, counted from 1 (rank 1 for p = 0): always a value that occurred, never an interpolation, the same as
``numpy.percentile(..., method="inverted_cdf")``. The median is the 50th, so of an even number the lower middle one.

How it stays small: values gather in a plain array; every ``RUN`` values are sorted and kept as differences in the
narrowest type that pays, with the few wide differences aside. Runs never change, so copies and merges share them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

RUN = 1 << 17
"""Values in a run; the values not yet in a run take 8 bytes each."""


class Run(NamedTuple):
    """A sorted run: first value, sum, the differences as bytes of ``kind``, and the ones too wide for it, in order."""

    first: int
    total: int
    kind: str
    steps: bytes
    wide: bytes

    @property
    def nbytes(self) -> int:
        """Bytes of the values held."""
        return len(self.steps) + len(self.wide)


class Samples:
    """A bag of whole numbers (milliseconds, as a rule) that knows its exact percentiles."""

    __slots__ = ("_pending", "_runs")

    def __init__(self, values: Iterable[int] = ()) -> None:
        self._runs: list[Run] = []
        self._pending = array("q")
        for value in values:
            self.add(value)

    def add(self, value: int) -> None:
        """Put one value in."""
        pending = self._pending
        pending.append(value)
        if len(pending) == RUN:
            self._runs.append(_pack(pending))
            self._pending = array("q")

    def __len__(self) -> int:
        return len(self._runs) * RUN + len(self._pending)

    @property
    def nbytes(self) -> int:
        """Bytes that the values take."""
        return sum(run.nbytes for run in self._runs) + len(self._pending) * 8

    @property
    def total(self) -> int:
        """The sum of all values."""
        return sum(run.total for run in self._runs) + sum(self._pending)

    @property
    def mean(self) -> float | None:
        """The mean; None when there is no value."""
        return self.total / len(self) if len(self) else None

    def copy(self) -> Samples:
        """An own copy; packed runs are shared, they never change."""
        twin = Samples()
        twin._runs = self._runs.copy()
        twin._pending = self._pending[:]
        return twin

    def merged(self, other: Samples) -> Samples:
        """A new bag with the values of both."""
        both = self.copy()
        both._runs += other._runs
        both._pending.extend(other._pending)
        while len(both._pending) >= RUN:
            both._runs.append(_pack(both._pending[:RUN]))
            both._pending = both._pending[RUN:]
        return both

    def values(self) -> NDArray[numpy.int64]:
        """All values as int64, in no particular order."""
        import numpy

        return numpy.concatenate([numpy.array(self._pending, numpy.int64), *(_unpack(run) for run in self._runs)])

    def percentiles(self, *ranks: float) -> tuple[int | None, ...]:
        """The percentiles asked for, each between 0 and 100, by nearest rank; None for each when there is no value."""
        count = len(self)
        if not count:
            return (None,) * len(ranks)
        import numpy

        places = [nearest_rank(percent, count) - 1 for percent in ranks]
        ordered = numpy.partition(self.values(), sorted(set(places)))
        return tuple(int(ordered[place]) for place in places)


def nearest_rank(percent: float, count: int) -> int:
    """The rank from 1 of a percentile among ``count`` values, in exact arithmetic (0.95 * 20 is 19, not 19.000001)."""
    exact = Fraction(str(percent)) * count / 100
    return max(1, -(-exact.numerator // exact.denominator))


def _pack(values: array[int]) -> Run:
    import numpy

    ordered = numpy.sort(numpy.array(values, numpy.int64))
    steps = numpy.diff(ordered)
    kinds = ("uint8", "uint16", "uint32")
    kind = min(kinds, key=lambda each: _cost(steps, each))
    limit = numpy.iinfo(kind).max
    wide = steps[steps >= limit]
    return Run(int(ordered[0]), sum(values), kind, numpy.minimum(steps, limit).astype(kind).tobytes(), wide.tobytes())


def _cost(steps: NDArray[numpy.int64], kind: str) -> int:
    import numpy

    return int(steps.size * numpy.dtype(kind).itemsize + 8 * (steps >= numpy.iinfo(kind).max).sum())


def _unpack(run: Run) -> NDArray[numpy.int64]:
    import numpy

    steps = numpy.frombuffer(run.steps, run.kind).astype(numpy.int64)
    steps[steps == numpy.iinfo(run.kind).max] = numpy.frombuffer(run.wide, numpy.int64)
    return numpy.concatenate([numpy.array([run.first]), run.first + numpy.cumsum(steps)])
