"""The reference workload in plain SimPy: a process for each ticket, a ``PriorityResource`` for each desk and system."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.reference import (
    ACCEPT,
    AT_DEPARTMENT,
    AT_DISPATCH,
    AT_INTAKE,
    AT_QUALITY,
    AT_SYSTEM,
    CLOSE,
    DEPARTMENTS,
    DISPATCH,
    EVALUATE,
    FEEDBACK,
    GAP,
    HANDLE,
    INTAKE,
    NOWHERE,
    QUALITY,
    SLOTS,
    SYSTEM,
    SYSTEMS,
    TRANSFER,
    Record,
    Table,
)  # fmt: skip

Steps = Generator[simpy.Event, Any, None]


class City:
    """The desks, the systems and the log."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.intake = simpy.PriorityResource(env, INTAKE)
        self.dispatch = simpy.PriorityResource(env, DISPATCH)
        self.quality = simpy.PriorityResource(env, QUALITY)
        self.departments = [simpy.PriorityResource(env, size) for size in DEPARTMENTS]
        self.systems = [simpy.PriorityResource(env, SLOTS) for _ in range(SYSTEMS)]
        self.log: list[Record] = []

    def note(self, ticket: int, step: int, phase: int, place: int) -> None:
        """Keep a line of the log."""
        self.log.append((ticket, step, phase, place, self.env.now))

    def arrivals(self, table: Table) -> Steps:
        """Let the tickets come in."""
        for number, row in enumerate(table):
            yield self.env.timeout(row[GAP])
            self.env.process(self.ticket(number, *row))

    def ticket(
        self, number: int, urgency: int, _category: int, department: int, system: int, _gap: int, accept: int,
        transfer: int, call: int, handle: int, feedback: int, close: int, evaluate: int,
    ) -> Steps:  # fmt: skip
        """The way of a ticket."""
        env = self.env
        with self.intake.request(urgency) as turn:
            yield turn
            self.note(number, ACCEPT, 0, AT_INTAKE)
            yield env.timeout(accept)
            self.note(number, ACCEPT, 1, AT_INTAKE)
        with self.dispatch.request(urgency) as turn:
            yield turn
            self.note(number, TRANSFER, 0, AT_DISPATCH)
            yield env.timeout(transfer)
            self.note(number, TRANSFER, 1, AT_DISPATCH)
        with self.departments[department].request(urgency) as seat:
            yield seat
            place = AT_DEPARTMENT + department
            self.note(number, HANDLE, 0, place)
            with self.systems[system].request(urgency) as slot:
                yield slot
                self.note(number, SYSTEM, 0, AT_SYSTEM + system)
                yield env.timeout(call)
                self.note(number, SYSTEM, 1, AT_SYSTEM + system)
            yield env.timeout(handle)
            self.note(number, HANDLE, 1, place)
            self.note(number, FEEDBACK, 0, place)
            yield env.timeout(feedback)
            self.note(number, FEEDBACK, 1, place)
        with self.quality.request(urgency) as turn:
            yield turn
            self.note(number, CLOSE, 0, AT_QUALITY)
            yield env.timeout(close)
            self.note(number, CLOSE, 1, AT_QUALITY)
        self.note(number, EVALUATE, 0, NOWHERE)
        yield env.timeout(evaluate)
        self.note(number, EVALUATE, 1, NOWHERE)


def play(table: Table) -> list[Record]:
    """Play the table; the log stays in memory."""
    env = simpy.Environment()
    city = City(env)
    env.process(city.arrivals(table))
    env.run()
    return city.log
