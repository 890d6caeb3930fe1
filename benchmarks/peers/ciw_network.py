"""The reference workload in Ciw, as far as Ciw can say it: an individual cannot hold two servers at once.

So the system is called before the department's seat is taken, and handling and feedback are one service: 12 lines of
the log a ticket instead of 14.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import ciw

from benchmarks.reference import (
    ACCEPT,
    AT_DEPARTMENT,
    AT_DISPATCH,
    AT_INTAKE,
    AT_QUALITY,
    AT_SYSTEM,
    CLOSE,
    COLUMNS,
    DEPARTMENTS,
    DISPATCH,
    EVALUATE,
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
    Row,
    Table,
)  # fmt: skip

URGENCIES = ("urgent", "prompt", "ordinary")
SERVERS = [INTAKE, DISPATCH, *[SLOTS] * SYSTEMS, *DEPARTMENTS, QUALITY, math.inf]
STEPS = [(ACCEPT, AT_INTAKE), (TRANSFER, AT_DISPATCH)]
STEPS += [(SYSTEM, AT_SYSTEM + n) for n in range(SYSTEMS)]
STEPS += [(HANDLE, AT_DEPARTMENT + n) for n in range(len(DEPARTMENTS))]
STEPS += [(CLOSE, AT_QUALITY), (EVALUATE, NOWHERE)]
"""By node: the step it stands for, and its place. Ciw counts nodes from 1."""

_rows: list[Row] = []  # Ciw copies its distributions deeply: what they share stands outside
_gaps: dict[str, Iterator[int]] = {}


class _Service(ciw.dists.Distribution):  # type: ignore[misc] # Ciw is published without types
    def __init__(self, *columns: str) -> None:
        self.columns: list[int] = [COLUMNS.index(column) for column in columns]

    def sample(self, t: Any = None, ind: Any = None) -> int:  # noqa: ARG002 - Ciw calls it so
        row: Row = _rows[ind.id_number - 1]
        return sum(row[column] for column in self.columns)


class _Gap(ciw.dists.Distribution):  # type: ignore[misc] # Ciw is published without types
    def __init__(self, urgency: str) -> None:
        self.urgency = urgency

    def sample(self, t: Any = None, ind: Any = None) -> float:  # noqa: ARG002 - Ciw calls it so
        return next(_gaps[self.urgency], math.inf)


def _way(individual: Any, _simulation: Any) -> list[int]:
    row = _rows[individual.id_number - 1]
    department = 3 + SYSTEMS + row[COLUMNS.index("department")]
    return [2, 3 + row[COLUMNS.index("system")], department, len(SERVERS) - 1, len(SERVERS)]


def _prepare(table: Table) -> None:
    _rows[:] = table
    now, times = 0, {urgency: [0] for urgency in URGENCIES}
    for row in _rows:
        now += row[GAP]
        times[URGENCIES[row[COLUMNS.index("urgency")]]].append(now)
    for urgency, moments in times.items():
        _gaps[urgency] = iter([later - before for before, later in itertools.pairwise(moments)])


def play(table: Table) -> list[Record]:
    """Play the table; the log is read from Ciw's records of visits."""
    _prepare(table)
    services = [_Service("accept"), _Service("transfer"), *[_Service("call")] * SYSTEMS]
    services += [*[_Service("handle", "feedback")] * len(DEPARTMENTS), _Service("close"), _Service("evaluate")]
    network = ciw.create_network(
        arrival_distributions={name: [_Gap(name)] + [None] * (len(SERVERS) - 1) for name in URGENCIES},
        service_distributions=dict.fromkeys(URGENCIES, services),
        number_of_servers=SERVERS,
        priority_classes={name: rank for rank, name in enumerate(URGENCIES)},
        routing={name: ciw.routing.ProcessBased(_way) for name in URGENCIES},
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(table.tickets, method="Complete")
    log: list[Record] = []
    for visit in simulation.get_all_records():
        step, place = STEPS[visit.node - 1]
        log.append((visit.id_number - 1, step, 0, place, visit.service_start_date))
        log.append((visit.id_number - 1, step, 1, place, visit.service_end_date))
    return log
