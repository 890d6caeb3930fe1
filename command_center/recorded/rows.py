"""Rows of an export become tickets; those that cannot be read go to ``rejected.csv`` with their reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TextIO

from command_center.plan.problems import Said
from command_center.plan.recorded_tickets import RecordedTicket, guard
from command_center.recorded.mapping import Mapping, TimeColumn
from command_center.recorded.source import Record
from command_center.recorded.times import Clockwork, RowError
from command_center.recorded.words import Interpreter, Meaning, text_of

_STEPS = ("entered", "dispatched", "arrived_on_scene", "closed", "due")
_STEP_NAMES = dict(zip(_STEPS, ("受理", "派出", "到场", "办结", "时限"), strict=True))
_LONGEST_REFERENCE = 100
_SHOWN = 100


class Row(NamedTuple):
    """One row as read: its arrival and its ``times`` by ``_STEPS`` in ms since 1970 in UTC, None for an empty cell."""

    number: int
    call: str
    reference: str
    unit: str
    meaning: Meaning
    arrived: int
    times: tuple[int | None, ...]


class UnitTimes(NamedTuple):
    """A unit of a call: its name, when it was sent and when it was on scene, in ms since the start."""

    unit: str
    dispatched: int | None
    arrived: int | None


class Call(NamedTuple):
    """A recorded ticket with the times of all its units."""

    ticket: RecordedTicket
    units: tuple[UnitTimes, ...]


class RowReader:
    """Reads the cells of one record as the mapping says; ``RowError`` gives the reason why it cannot."""

    def __init__(self, mapping: Mapping, head: Sequence[str], interpreter: Interpreter) -> None:
        index = {name: number for number, name in enumerate(head)}
        columns, clockwork = mapping.columns, Clockwork.of(mapping)
        self._width = len(head)
        self._arrived = clockwork.reader(columns.arrived, index)
        named = [(at, step, getattr(columns, step)) for at, step in enumerate(_STEPS)]
        self._steps = [(at, step, clockwork.reader(spec, index)) for at, step, spec in named if spec]
        self._reference, self._unit = text_of(columns.reference, index), text_of(columns.unit, index)
        self._group = index[mapping.group_by] if mapping.group_by else None
        self._interpreter = interpreter

    def __call__(self, record: Record) -> Row:
        """The row in ``record``."""
        cells = record.cells
        if record.fault:
            raise RowError(record.fault)
        if len(cells) != self._width:
            en = f"has {len(cells)} cells, the first line names {self._width} columns"
            raise RowError(Said(en, f"有 {len(cells)} 格，首行有 {self._width} 列"))
        arrived = self._arrived(cells)
        if arrived is None:
            raise RowError(Said("has no time of arrival", "没有到达时间"))
        times: list[int | None] = [None] * len(_STEPS)
        for at, step, read in self._steps:
            times[at] = moment = read(cells)
            if moment is not None and moment < arrived and step != "due":
                early = (arrived - moment) // 1000
                en = f"{step} lies {early} s before the arrival"
                raise RowError(Said(en, f"{_STEP_NAMES[step]}比到达早 {early} 秒"))
        reference, call = self._names(cells)
        unit = self._unit(cells) if self._unit else ""
        return Row(record.number, call, reference, unit, self._interpreter(cells, reference), arrived, tuple(times))

    def _names(self, cells: Sequence[str]) -> tuple[str, str]:
        reference = self._reference(cells) if self._reference else ""
        call = cells[self._group].strip() if self._group is not None else ""
        if len(reference) > _LONGEST_REFERENCE or not (reference.isprintable() and call.isprintable()):
            en = f"its reference is longer than {_LONGEST_REFERENCE} characters or not printable"
            raise RowError(Said(en, f"编号超过 {_LONGEST_REFERENCE} 个字符，或含不可显示的字符"))
        if self._group is not None and not call:
            raise RowError(Said("does not say which call it belongs to", "未写明属于哪一件"))
        return reference, call


class Rejected:
    """Writes ``rejected.csv`` row by row: number, line, reason, and the cells that the mapping names but for places."""

    def __init__(self, out: TextIO, mapping: Mapping, head: Sequence[str], lang: str) -> None:
        self._lang = lang
        private = {part.column for part in (mapping.columns.place, mapping.columns.address) if part}
        self._columns = [(name, head.index(name)) for name in mapping.needed() if name not in private]
        self._width = len(head)
        self._writer = csv.writer(out, lineterminator="\n")
        self._writer.writerow(["row", "line", "reason", *(_cell(name) for name, _ in self._columns)])
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self.first: list[tuple[int, Said]] = []

    def add(self, record: Record, reason: Said) -> None:
        """One more rejected row."""
        self.count += 1
        if len(self.first) < 3:
            self.first.append((record.line, reason))
        whole = len(record.cells) == self._width
        cells = [_cell(record.cells[at]) for _, at in self._columns] if whole else []
        self._writer.writerow(
            [record.number, record.line, _cell(reason.zh if self._lang == "zh" else str(reason)), *cells]
        )


def _cell(text: str) -> str:
    """A cell as it may be shown: cut, printable, and no formula for a spreadsheet."""
    return guard("".join(letter if letter.isprintable() else "\ufffd" for letter in text[:_SHOWN]))


class Grouping(NamedTuple):
    """How rows became calls: calls, rows, calls of several rows, calls whose rows disagree on more than their unit."""

    calls: int
    rows: int
    of_several: int
    differing: int


def grouped(rows: Iterable[Row], mapping: Mapping) -> list[tuple[Row, ...]]:
    """The rows by call, in the order of arrival; without ``group_by`` every row is a call of its own."""
    if not mapping.group_by:
        return [(row,) for row in sorted(rows, key=lambda row: (row.arrived, row.number))]
    calls: dict[str, list[Row]] = {}
    for row in rows:
        calls.setdefault(row.call, []).append(row)
    return sorted(map(tuple, calls.values()), key=lambda call: (min(row.arrived for row in call), call[0].number))


def grouping(calls: Sequence[tuple[Row, ...]]) -> Grouping:
    """The counts that are reported of grouping."""
    several = [call for call in calls if len(call) > 1]
    differing = sum(len({(row.arrived, row.reference, row.meaning) for row in call}) > 1 for call in several)
    return Grouping(len(calls), sum(map(len, calls)), len(several), differing)


def as_calls(calls: Iterable[tuple[Row, ...]], mapping: Mapping, start: int) -> Iterator[Call]:
    """The calls with times in ms since ``start`` (ms since 1970)."""
    specs = [getattr(mapping.columns, step) for step in _STEPS]
    for rows in calls:
        if len(rows) == 1:
            times = [None if moment is None else moment - start for moment in rows[0].times]
        else:
            times = [_of_call([row.times[at] for row in rows], spec, start) for at, spec in enumerate(specs)]
        first = rows[0]
        arrived = min(row.arrived for row in rows) if len(rows) > 1 else first.arrived
        ticket = RecordedTicket(arrived - start, first.reference, *first.meaning, "", *times)
        yield Call(ticket, _units(rows, ticket, start))


def _units(rows: Sequence[Row], ticket: RecordedTicket, start: int) -> tuple[UnitTimes, ...]:
    """The units of a call that the record knows anything of; without names the call's own times stand for them."""
    if rows[0].unit:
        return tuple(_unit_times(row, start) for row in rows)
    if ticket.dispatched is None and ticket.arrived is None:
        return ()
    return (UnitTimes("", ticket.dispatched, ticket.arrived),)


def _unit_times(row: Row, start: int) -> UnitTimes:
    _, sent, there, *_ = row.times
    return UnitTimes(row.unit, None if sent is None else sent - start, None if there is None else there - start)


def _of_call(moments: Sequence[int | None], spec: TimeColumn | None, start: int) -> int | None:
    known = [moment for moment in moments if moment is not None]
    if not known or spec is None:
        return None
    if spec.of_call == "last":
        return max(known) - start if len(known) == len(moments) else None
    return min(known) - start


def repeated(rows: Iterable[Row]) -> int:
    """How many rows carry a reference that an earlier row has too."""
    counts = Counter(row.reference for row in rows if row.reference)
    return sum(count - 1 for count in counts.values())
