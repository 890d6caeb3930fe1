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
    HANDLE,
    INTAKE,
    NOWHERE,
    QUALITY,
    SLOTS,
    SYSTEM,
    SYSTEMS,
    TRANSFER,
    Record,
    Row,
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
            yield self.env.timeout(row.gap)
            self.env.process(self.ticket(number, row))

    def ticket(self, number: int, row: Row) -> Steps:
        """The way of a ticket."""
        env, urgency = self.env, row.urgency
        with self.intake.request(urgency) as turn:
            yield turn
            self.note(number, ACCEPT, 0, AT_INTAKE)
            yield env.timeout(row.accept)
            self.note(number, ACCEPT, 1, AT_INTAKE)
        with self.dispatch.request(urgency) as turn:
            yield turn
            self.note(number, TRANSFER, 0, AT_DISPATCH)
            yield env.timeout(row.transfer)
            self.note(number, TRANSFER, 1, AT_DISPATCH)
        with self.departments[row.department].request(urgency) as seat:
            yield seat
            place = AT_DEPARTMENT + row.department
            self.note(number, HANDLE, 0, place)
            with self.systems[row.system].request(urgency) as call:
                yield call
                self.note(number, SYSTEM, 0, AT_SYSTEM + row.system)
                yield env.timeout(row.call)
                self.note(number, SYSTEM, 1, AT_SYSTEM + row.system)
            yield env.timeout(row.handle)
            self.note(number, HANDLE, 1, place)
            self.note(number, FEEDBACK, 0, place)
            yield env.timeout(row.feedback)
            self.note(number, FEEDBACK, 1, place)
        with self.quality.request(urgency) as turn:
            yield turn
            self.note(number, CLOSE, 0, AT_QUALITY)
            yield env.timeout(row.close)
            self.note(number, CLOSE, 1, AT_QUALITY)
        self.note(number, EVALUATE, 0, NOWHERE)
        yield env.timeout(row.evaluate)
        self.note(number, EVALUATE, 1, NOWHERE)


def play(table: Table) -> list[Record]:
    """Play the table; the log stays in memory."""
    env = simpy.Environment()
    city = City(env)
    env.process(city.arrivals(table))
    env.run()
    return city.log
