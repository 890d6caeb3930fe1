"""Chance: named streams of random numbers that are the same on every machine and every Python.

Why this file has its own logarithm: NumPy promises the raw bits of its generators for ever, but not the numbers its
distributions make of them, and ``log`` and ``exp`` differ in the last bit from one C library or processor to the next.
One differing bit moves a duration over a rounding edge, and from there on it is another drill. So everything below is
made of the raw bits and of operations that IEEE 754 fixes to the last bit: add, subtract, multiply, divide, square
root, rounding to whole numbers, comparing, and moving the exponent.

A stream is named by its purpose. Its key is the SHA-256 of ``seed/name``, so streams know nothing of each other: a
stream more, or a number more from one of them, changes no other.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from numpy.random import Philox

Floats = npt.NDArray[np.float64]
Row = tuple[float, ...]
Kind = Literal["uniform", "exponential", "lognormal"]

BUFFER = 256
"""How many numbers a `Stream` prepares at once."""

BLOCK = 512
"""How many rows `Draws` prepares at once in round 0."""

_PER_COUNT = 4
"""Numbers of 64 bits that Philox 4x64 makes of one value of its counter."""


# -- exact mathematics --------------------------------------------------------------------------------------------

_LN2_HIGH = float.fromhex("0x1.62e42feep-1")
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
_PER_LN2 = float.fromhex("0x1.71547652b82fep+0")
_ROOT_HALF = float.fromhex("0x1.6a09ep-1")  # near enough: only where the series is cut, the same in both forms
_ROOT_HALF_BITS = np.float64(_ROOT_HALF).view(np.int64)
_EXPONENT_SHIFT = np.int64(52)
_EXPONENT_BIAS = np.int64(1023)

_LOG_SERIES = tuple(2.0 / (2 * k + 1) for k in range(9, 0, -1))
_EXP_SERIES = tuple(1.0 / math.factorial(k) for k in range(13, -1, -1))


Number = TypeVar("Number", float, Floats)
"""One number, or many at once: both run through the same operations and come out the same to the last bit."""


def _horner(coefficients: Sequence[float], x: Number) -> Number:
    """The polynomial at ``x``, highest power first. Multiply and add stay two roundings: no fused operation."""
    total = x * coefficients[0]
    total += coefficients[1]
    for coefficient in coefficients[2:]:
        total *= x
        total += coefficient
    return total


def _log(x: Floats) -> Floats:
    """Natural logarithm of positive normal numbers, within about 1e-15 of its size.

    ``x = m 2^k`` with m between the roots of 1/2 and 2, then ``log m = 2 artanh s``, ``s = (m - 1) / (m + 1)``, by its
    power series; ln 2 is split in two so that ``k`` times its upper part is exact (Cody and Waite, *Software Manual
    for the Elementary Functions*, 1980).
    """
    bits = x.view(np.int64)
    k = (bits - _ROOT_HALF_BITS) >> _EXPONENT_SHIFT
    m = (bits - (k << _EXPONENT_SHIFT)).view(np.float64)
    return _log_of_parts(m, k.astype(np.float64))


def _log_one(x: float) -> float:
    m, k = math.frexp(x)
    return _log_of_parts(m, float(k)) if m >= _ROOT_HALF else _log_of_parts(m + m, float(k - 1))


def _log_of_parts(m: Number, k: Number) -> Number:
    s = m - 1.0
    s /= m + 1.0
    square = s * s
    total = _horner(_LOG_SERIES, square)
    total *= square
    total += 2.0
    total *= s
    total += k * _LN2_LOW
    total += k * _LN2_HIGH
    return total


def _exp(x: Floats) -> Floats:
    """e to the power ``x`` for ``|x| < 700``, within about 1e-15 of its size: ``2^k`` times the series of the rest."""
    k = np.rint(x * _PER_LN2)
    power = ((k.astype(np.int64) + _EXPONENT_BIAS) << _EXPONENT_SHIFT).view(np.float64)
    return _horner(_EXP_SERIES, (x - k * _LN2_HIGH) - k * _LN2_LOW) * power


def _exp_one(x: float) -> float:
    k = round(x * _PER_LN2)
    return math.ldexp(_horner(_EXP_SERIES, (x - k * _LN2_HIGH) - k * _LN2_LOW), k)


# Wichura, M. J. (1988), "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37,
# 477-484: routine PPND16, about 16 figures. Numerator and denominator of its three regions, highest power first.
_CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
_TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
_FAR_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip

_CENTRE_LIMIT = 0.425
_CENTRE_LIMIT_SQUARED = 0.180625
_TAIL_SHIFT = 1.6
_FAR_TAIL_FROM = 5.0
_LEAST_CHANCE = 2.0**-54


def _ratio(region: tuple[Sequence[float], Sequence[float]], x: Number) -> Number:
    return _horner(region[0], x) / _horner(region[1], x)


def _tail(chance: Floats) -> Floats:
    """How many standard deviations out a tail of this chance (below 0.075) begins."""
    root = np.sqrt(0.0 - _log(chance))
    out = _ratio(_TAIL, root - _TAIL_SHIFT)
    far = root > _FAR_TAIL_FROM
    if far.any():
        out[far] = _ratio(_FAR_TAIL, root[far] - _FAR_TAIL_FROM)
    return out


def _normal(uniform: Floats) -> Floats:
    """Standard normals of uniforms in [0, 1): the inverse of the normal distribution (AS 241).

    The uniforms are whole multiples of 2^-53, so their distances from a half and from both ends are exact. Zero
    stands for half a step, 2^-54, so that the result is never infinite.
    """
    q = uniform.ravel() - 0.5
    normal = _ratio(_CENTRE, _CENTRE_LIMIT_SQUARED - q * q)
    normal *= q
    outside = np.flatnonzero(np.abs(q) > _CENTRE_LIMIT)
    q = q[outside]
    chance = np.maximum(0.5 - np.abs(q), _LEAST_CHANCE)
    normal[outside] = np.copysign(_tail(chance), q)
    return normal.reshape(uniform.shape)


def _normal_one(uniform: float) -> float:
    q = uniform - 0.5
    if abs(q) <= _CENTRE_LIMIT:
        return _ratio(_CENTRE, _CENTRE_LIMIT_SQUARED - q * q) * q
    root = math.sqrt(0.0 - _log_one(max(0.5 - abs(q), _LEAST_CHANCE)))
    if root > _FAR_TAIL_FROM:
        return math.copysign(_ratio(_FAR_TAIL, root - _FAR_TAIL_FROM), q)
    return math.copysign(_ratio(_TAIL, root - _TAIL_SHIFT), q)


def _exponential(uniform: Floats) -> Floats:
    """Unit exponentials; ``1 - u`` is exact and never zero."""
    return 0.0 - _log(1.0 - uniform)


def _spread(cv: float) -> tuple[float, float]:
    """Sigma of the log-normal with this coefficient of variation, and the mu that gives it the mean 1."""
    variance = _log_one(1.0 + cv * cv)
    return math.sqrt(variance), -0.5 * variance


# -- the raw bits -------------------------------------------------------------------------------------------------


def stream_key(seed: int, name: str) -> int:
    """The 128-bit Philox key of a named stream: the first 16 bytes of the SHA-256 of ``seed/name``."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:16], "big")


class _Bits:
    """The uniforms of one named stream, from any place in it."""

    __slots__ = ("_philox", "_state")

    def __init__(self, seed: int, name: str) -> None:
        self._philox = Philox(key=stream_key(seed, name))
        self._state = self._philox.state

    def next(self, count: int) -> Floats:
        """The next ``count`` uniforms in [0, 1), of 53 bits each."""
        upper: Floats = (self._philox.random_raw(count) >> np.uint64(11)).astype(np.float64)
        return upper * 2.0**-53

    def at(self, place: int, count: int) -> Floats:
        """``count`` uniforms from ``place`` on, a multiple of `_PER_COUNT`, whatever was asked before."""
        self._state["state"]["counter"][0] = place // _PER_COUNT
        self._philox.state = self._state
        return self.next(count)


# -- what the world draws from ------------------------------------------------------------------------------------


class Stream:
    """The random numbers of one purpose, one after the other.

    Every call of every method uses up exactly one uniform of the stream, whatever its arguments: two plays of a
    scenario with other parameters stay in step.
    """

    __slots__ = ("_at", "_bits", "_exponential", "_factors", "_normal", "_numbers", "_uniform")

    def __init__(self, seed: int, name: str) -> None:
        self._bits = _Bits(seed, name)
        self._at = BUFFER
        self._numbers: Floats = np.empty(0)
        self._normal: Floats | None = None
        self._uniform: list[float] = []
        self._exponential: list[float] | None = None
        self._factors: dict[float, list[float]] = {}

    def uniform(self) -> float:
        """A number in [0, 1)."""
        at = self._next()
        return self._uniform[at]

    def exponential(self, mean: float) -> float:
        """A waiting time of this mean, in its unit."""
        at = self._next()
        if self._exponential is None:
            self._exponential = _exponential(self._numbers).tolist()
        return mean * self._exponential[at]

    def lognormal(self, mean: float, cv: float) -> float:
        """A duration of this mean, in its unit; ``cv`` is standard deviation by mean, and 0 gives the mean exactly."""
        at = self._next()
        factors = self._factors.get(cv)
        if factors is None:
            factors = self._factors_of(cv)
        return mean * factors[at]

    def choice(self, weights: Sequence[float]) -> int:
        """An index, as often as its weight says; ValueError where no weight is above zero."""
        sums = list(accumulate(weights))  # not sum(): from Python 3.12 on it rounds differently
        if not sums or not sums[-1] > 0:
            raise ValueError("a choice needs at least one weight above zero")
        return bisect_right(sums, self.uniform() * sums[-1])

    def _next(self) -> int:
        at = self._at
        if at == BUFFER:
            self._refill()
            at = 0
        self._at = at + 1
        return at

    def _refill(self) -> None:
        self._numbers = self._bits.next(BUFFER)
        self._uniform = self._numbers.tolist()
        self._normal = self._exponential = None
        self._factors = {}

    def _factors_of(self, cv: float) -> list[float]:
        if self._normal is None:
            self._normal = _normal(self._numbers)
        sigma, mu = _spread(cv)
        factors: list[float] = _exp(self._normal * sigma + mu).tolist()
        self._factors[cv] = factors
        return factors


class Column(NamedTuple):
    """One of the random numbers a ticket carries.

    ``uniform`` is in [0, 1); ``exponential`` and ``lognormal`` are factors of mean 1, to be multiplied with the mean
    of the step. ``cv`` is the coefficient of variation of a ``lognormal``, and means nothing to the others.
    """

    kind: Kind
    cv: float = 0.0


class Draws:
    """The random numbers of all steps of each ticket of one source, from its birth.

    A row belongs to (seed, source, round, key) and to nothing else: neither the staffing nor the order of asking
    changes it. ``key`` counts the tickets of the source from 0; ``round`` is 0 at birth and goes up by one with each
    return or redo. Round 0 is made in blocks, which is fast while keys come in rising order; a later round is made
    row by row. A change of the columns changes the rows.
    """

    def __init__(self, seed: int, source: str, columns: Sequence[Column]) -> None:
        self._seed, self._source = seed, source
        self._width = len(columns)
        self._stride = -(-self._width // _PER_COUNT) * _PER_COUNT
        self._exponential = _places(columns, "exponential")
        self._lognormal = _places(columns, "lognormal")
        spreads = [_spread(column.cv) for column in columns if column.kind == "lognormal"]
        self._sigma = np.array([[sigma] for sigma, _ in spreads])
        self._mu = np.array([[mu] for _, mu in spreads])
        self._makers = [_maker(column) for column in columns]
        self._rounds: dict[int, _Bits] = {}
        self._block = -1
        self._rows: list[Row] = []

    def row(self, key: int, round: int = 0) -> Row:  # noqa: A002 - the field's word for another turn of a ticket
        """The numbers of ticket ``key`` (from 0) in this round, in the order of the columns."""
        if round:
            uniform = self._uniforms(round, key, 1).tolist()
            return tuple(make(number) for make, number in zip(self._makers, uniform, strict=False))
        block, place = divmod(key, BLOCK)
        if block != self._block:
            self._rows = self._rows_of(block)
            self._block = block
        return self._rows[place]

    def _rows_of(self, block: int) -> list[Row]:
        uniform = self._uniforms(0, block * BLOCK, BLOCK).reshape(BLOCK, self._stride)
        table = np.ascontiguousarray(uniform.T[: self._width])
        if len(self._exponential):
            table[self._exponential] = _exponential(table[self._exponential])
        if len(self._lognormal):
            normal = _normal(table[self._lognormal])
            normal *= self._sigma
            normal += self._mu
            table[self._lognormal] = _exp(normal)
        return list(zip(*table.tolist(), strict=True))

    def _uniforms(self, number: int, key: int, rows: int) -> Floats:
        bits = self._rounds.get(number)
        if bits is None:
            bits = self._rounds[number] = _Bits(self._seed, f"{self._source}#{number}")
        return bits.at(key * self._stride, rows * self._stride)


def _places(columns: Sequence[Column], kind: Kind) -> npt.NDArray[np.intp]:
    return np.array([place for place, column in enumerate(columns) if column.kind == kind], dtype=np.intp)


def _maker(column: Column) -> Callable[[float], float]:
    """What makes this column's number of a uniform, one at a time: for single rows many times as fast as NumPy."""
    if column.kind == "exponential":
        return lambda uniform: 0.0 - _log_one(1.0 - uniform)
    if column.kind == "lognormal":
        sigma, mu = _spread(column.cv)
        return lambda uniform: _exp_one(_normal_one(uniform) * sigma + mu)
    return lambda uniform: uniform


Rate = Callable[[int], tuple[float, int]]
"""At a time in ms: the arrivals per ms, and the later time in ms until which that holds."""


class RateClock:
    """Arrivals of a Poisson process whose rate changes in steps, exactly: no thinning, one number an arrival.

    Unit exponentials are laid along the summed-up rate (the inversion of Çinlar, *Introduction to Stochastic
    Processes*, 1975, chapter 4); ``end`` (ms) closes the arrivals.
    """

    __slots__ = ("_end", "_rate", "_stream")

    def __init__(self, stream: Stream, rate: Rate, end: int) -> None:
        self._stream, self._rate, self._end = stream, rate, end

    def next_after(self, t: int) -> int | None:
        """The arrival after the one (or the start) at ``t``: whole ms, at ``t`` or later; None from ``end`` on."""
        need = self._stream.exponential(1.0)
        at = t
        while at < self._end:
            per_ms, until = self._rate(at)
            room = per_ms * (until - at)
            if need < room:
                arrival = at + round(need / per_ms)
                return arrival if arrival < self._end else None
            need -= room
            at = until
        return None
