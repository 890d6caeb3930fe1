"""The reference workload on the machine that plays the drills: its desks, its table of instructions, its facts.

Neutral as the workload asks: everybody may handle everything, no shifts, no limits. Each ticket makes the same classes
of facts as in a drill, ``ContactArrived`` and a start and an end for each of the seven steps, 15 in all.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator

from benchmarks import reference
from benchmarks.reference import Record, Row, Table
from command_center import facts
from command_center.facts import Fact
from command_center.world.machine import (
    DISPATCH,
    DO,
    FACT,
    FREE,
    INTAKE,
    LEAD,
    NOBODY,
    PARK,
    QUALITY,
    SYSTEM,
    TAKE,
    WAIT,
    Desk,
    Machine,
    Program,
    Work,
)  # fmt: skip

SLICE = 15 * reference.MINUTE
"""Simulated time after which facts are handed on, as in a drill."""

Sink = Callable[[list[Fact]], None]
_AS_DRAWN = (1.0,) * 7
_CATEGORIES = [f"category {number}" for number in range(reference.CATEGORIES)]
_URGENCIES = ["A", "B", "C"]


class Centre(Machine):
    """69 operators, 29 systems, and a stream of tickets from a table."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._rows = iter(table)
        self._ticket = 0
        self._intake = Desk("intake", reference.INTAKE)
        self._dispatch = Desk("dispatch", reference.DISPATCH)
        self._quality = Desk("quality", reference.QUALITY)
        self._nobody = Desk("")
        self._departments = [Desk(f"department {n}", size) for n, size in enumerate(reference.DEPARTMENTS)]
        self._systems = [Desk(f"system {n}", reference.SLOTS) for n in range(reference.SYSTEMS)]
        self._program = _program(self)
        self._await_next()

    @property
    def busy(self) -> bool:
        """Whether anything is still to happen."""
        return bool(self._queue)

    def _await_next(self) -> None:
        row = next(self._rows, None)
        if row is not None:
            self.at(self.now + row[reference.GAP], self._arrive, row)

    def _arrive(self, row: Row) -> None:
        urgency, category, department, system = row[:4]
        ticket = self._ticket
        self._ticket += 1
        roles = [
            self._intake, self._dispatch, self._departments[department], self._quality, self._systems[system],
            self._nobody, self._nobody,
        ]  # fmt: skip
        work = Work(ticket, self._program, roles, row[5:], _AS_DRAWN)
        work.order = urgency
        work.last = self.emit(
            facts.ContactArrived, -1, ticket, "reference", ticket, "call", "help", _CATEGORIES[category],
            _URGENCIES[urgency], "", "", "",
        )  # fmt: skip
        self.start(work)
        self._await_next()

    def call_begun(self, work: Work) -> None:
        """The system answers the call."""
        work.last = self.emit(
            facts.SystemCallStarted, work.last, work.number, work.roles[SYSTEM].seat, work.roles[LEAD].seat
        )

    def call_over(self, work: Work) -> None:
        """The system has answered."""
        work.last = self.emit(
            facts.SystemCallEnded, work.last, work.number, work.roles[SYSTEM].seat, work.roles[LEAD].seat,
            "", "real", "simulated", True, True, False, True,
        )  # fmt: skip


def _program(centre: Centre) -> Program:
    def step(role: int, started: type[Fact], column: int, ended: type[Fact]) -> Program:
        return (TAKE, role, 0), (FACT, role, started), (WAIT, role, column), (FACT, role, ended), (FREE, role, 0)

    return (
        *step(INTAKE, facts.AcceptStarted, 0, facts.AcceptEnded),
        *step(DISPATCH, facts.TransferStarted, 1, facts.TransferEnded),
        (TAKE, LEAD, 0), (FACT, LEAD, facts.HandleStarted),
        (TAKE, SYSTEM, 0), (DO, SYSTEM, centre.call_begun), (WAIT, SYSTEM, 2), (DO, SYSTEM, centre.call_over),
        (FREE, SYSTEM, 0),
        (WAIT, LEAD, 3), (FACT, LEAD, facts.HandleEnded),
        (FACT, LEAD, facts.FeedbackStarted), (WAIT, LEAD, 4), (FACT, LEAD, facts.FeedbackEnded), (FREE, LEAD, 0),
        *step(QUALITY, facts.CloseStarted, 5, facts.CloseEnded),
        (FACT, NOBODY, facts.EvaluateStarted), (WAIT, NOBODY, 6), (FACT, NOBODY, facts.EvaluateEnded),
        (DO, NOBODY, lambda _work: PARK),
    )  # fmt: skip


def play(table: Table, sink: Sink) -> None:
    """Play the table to its end; facts go to ``sink`` slice by slice and are forgotten, as in a drill."""
    centre = Centre(table)
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    try:
        now = 0
        while centre.busy:
            now += SLICE
            centre.advance(now)
            if centre.facts:
                sink(centre.facts)
                centre.facts.clear()
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


_STEPS: dict[type[Fact], tuple[int, int]] = {
    facts.AcceptStarted: (reference.ACCEPT, 0),
    facts.AcceptEnded: (reference.ACCEPT, 1),
    facts.TransferStarted: (reference.TRANSFER, 0),
    facts.TransferEnded: (reference.TRANSFER, 1),
    facts.HandleStarted: (reference.HANDLE, 0),
    facts.HandleEnded: (reference.HANDLE, 1),
    facts.SystemCallStarted: (reference.SYSTEM, 0),
    facts.SystemCallEnded: (reference.SYSTEM, 1),
    facts.FeedbackStarted: (reference.FEEDBACK, 0),
    facts.FeedbackEnded: (reference.FEEDBACK, 1),
    facts.CloseStarted: (reference.CLOSE, 0),
    facts.CloseEnded: (reference.CLOSE, 1),
    facts.EvaluateStarted: (reference.EVALUATE, 0),
    facts.EvaluateEnded: (reference.EVALUATE, 1),
}
_PLACES = {
    "intake": reference.AT_INTAKE,
    "dispatch": reference.AT_DISPATCH,
    "quality": reference.AT_QUALITY,
    "": reference.NOWHERE,
    **{f"department {n}": reference.AT_DEPARTMENT + n for n in range(len(reference.DEPARTMENTS))},
    **{f"system {n}": reference.AT_SYSTEM + n for n in range(reference.SYSTEMS)},
}


def records(made: Iterable[Fact]) -> Iterator[Record]:
    """The facts as lines of the event log that all simulators keep."""
    for fact in made:
        bound = _STEPS.get(type(fact))
        if bound is not None:
            step, phase = bound
            place = getattr(fact, "system" if step == reference.SYSTEM else "seat")
            yield fact.ticket, step, phase, _PLACES[place], float(fact.t)  # type: ignore[attr-defined] # all have it
