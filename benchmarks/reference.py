"""The reference workload: one table of tickets that every simulator here plays, so their event logs can be compared.

Times are whole milliseconds. All random numbers are drawn in advance, in a fixed order, from Python's own generator:
two simulators with the same rules must make the same log to the last digit, and ``digest`` says whether they did.

A ticket is accepted at the intake, transferred at the dispatch desk, handled by a department whose seat is held while
a business system is called and through feedback, closed by quality control, and evaluated after a delay that needs
nobody. Every queue, those of the systems too, is by urgency, then first come, first served; nothing is interrupted.
"""

from __future__ import annotations

import hashlib
import math
import random
from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

INTAKE, DISPATCH, QUALITY = 12, 6, 4
"""Operators of the three central desks."""
DEPARTMENTS = (5, 5, 5, 5, 5, 5, 5, 4, 4, 4)
"""Operators of each department: 47, with the central desks 69."""
SYSTEMS, SLOTS = 29, 2
"""Business systems, and how many calls each answers at a time."""

MINUTE = 60_000
ARRIVALS = 3.0
"""Contacts a minute."""
FLOOD = 10.0
"""How many times as fast the tickets from 20 % to 80 % arrive in the flood."""
URGENT, PROMPT = 0.1, 0.1 + 0.3
"""Share of the most urgent tickets, and of those with the prompt ones; the rest can wait."""
CATEGORIES = 8
MEANS = {"accept": 3.0, "transfer": 1.5, "system": 4.0, "handle": 5.0, "feedback": 2.5, "close": 1.0, "evaluate": 60.0}
"""Mean minutes. System calls and handling are log-normal with a coefficient of variation of 1, all else exponential."""

ACCEPT, TRANSFER, HANDLE, SYSTEM, FEEDBACK, CLOSE, EVALUATE = range(7)
"""The steps as the digest numbers them."""
AT_INTAKE, AT_DISPATCH, AT_QUALITY, AT_DEPARTMENT, AT_SYSTEM, NOWHERE = 0, 1, 2, 3, 13, 42
"""The places as the digest numbers them; departments and systems count on from theirs."""

Record = tuple[int, int, int, int, float]
"""Ticket from 0, step, phase (0 start, 1 end), place, time in ms: one line of an event log."""


COLUMNS = (
    "urgency", "category", "department", "system",
    "gap", "accept", "transfer", "call", "handle", "feedback", "close", "evaluate",
)  # fmt: skip
"""What a row says of a ticket: urgency 0 (first) to 2, what it is about, and in ms the gap before it and its steps."""
GAP = COLUMNS.index("gap")
Row = tuple[int, ...]


class Table:
    """Tickets as columns of small numbers, since a million of them should not fill the memory that is measured."""

    def __init__(self, tickets: int, flood: bool = False, seed: int = 1) -> None:
        self.tickets = tickets
        self._columns = [array("b" if place < GAP else "i") for place in range(len(COLUMNS))]
        draw = random.Random(seed)
        departments = [number for number, operators in enumerate(DEPARTMENTS) for _ in range(operators)]
        appends = [column.append for column in self._columns]
        for ticket in range(tickets):
            arrivals = ARRIVALS * FLOOD if flood and 0.2 * tickets <= ticket < 0.8 * tickets else ARRIVALS
            for append, value in zip(appends, _row(draw, arrivals, departments), strict=True):
                append(value)

    def __iter__(self) -> Iterator[Row]:
        return zip(*self._columns, strict=True)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(column.itemsize * len(column) for column in self._columns)


def _row(draw: random.Random, arrivals: float, departments: list[int]) -> Iterator[int]:
    """One ticket's numbers; the order of the draws is part of the workload."""
    share = draw.random()
    yield 0 if share < URGENT else 1 if share < PROMPT else 2
    yield int(draw.random() * CATEGORIES)
    yield departments[int(draw.random() * len(departments))]
    yield int(draw.random() * SYSTEMS)
    yield round(draw.expovariate(arrivals) * MINUTE)
    for step, mean in MEANS.items():
        yield round((_lognormal if step in ("system", "handle") else _exponential)(draw, mean) * MINUTE)


def _exponential(draw: random.Random, mean: float) -> float:
    return draw.expovariate(1 / mean)


def _lognormal(draw: random.Random, mean: float) -> float:
    sigma = math.sqrt(math.log(2.0))  # a coefficient of variation of 1
    return draw.lognormvariate(math.log(mean) - sigma * sigma / 2, sigma)


def digest(log: Iterable[Record]) -> str:
    """16 hexadecimal digits that two event logs share if they say the same, in whatever order they were kept."""
    sha = hashlib.sha256()
    for record in sorted(log):
        sha.update(b"%d,%d,%d,%d,%.6f\n" % record)
    return sha.hexdigest()[:16]


class Waits(NamedTuple):
    """Mean wait in ms before a step."""

    accept: float
    transfer: float
    close: float


def waits(log: Iterable[Record], table: Table) -> Waits:
    """Mean waits over the tickets after the first tenth, in which the desks fill up."""
    first, now = table.tickets // 10, 0
    bounds: list[array[float]] = [array("d", bytes(8 * table.tickets)) for _ in range(14)]
    for ticket, step, phase, _, time in log:
        bounds[2 * step + phase][ticket] = time
    arrivals = array("d")
    for row in table:
        now += row[GAP]
        arrivals.append(now)

    def mean(step: int, ready: array[float]) -> float:
        return sum(bounds[2 * step][first:]) / (table.tickets - first) - sum(ready[first:]) / (table.tickets - first)

    return Waits(mean(ACCEPT, arrivals), mean(TRANSFER, bounds[2 * ACCEPT + 1]), mean(CLOSE, bounds[2 * FEEDBACK + 1]))
