"""The file of recorded tickets beside a ``recorded-...`` scenario: real tickets in the project's own words.

The importer writes it, the engine plays it. One line a ticket, in the order of arrival; UTF-8, LF, first line the
column names of ``COLUMNS``. Times are whole ms since the scenario's start; an empty cell means that the record has
no such time. Text cells that a spreadsheet would take for a formula carry one apostrophe in front (``guard``).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TextIO

from command_center.plan.problems import PlanError, Problem, Said

COLUMNS = (
    "t_ms", "reference", "channel", "nature", "category", "urgency", "place", "event",
    "entered_ms", "dispatched_ms", "arrived_ms", "closed_ms", "due_ms",
)  # fmt: skip
CHANNELS = ("call", "app", "web", "terminal", "sensor", "grid_worker", "superior")
NATURES = ("consult", "help", "complaint", "suggestion", "report", "other")
URGENCIES = ("E", "U", "G", "C")
_RIGHT = Said("use the file as the import wrote it, or import again", "请使用导入所写的原文件，或重新导入")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class RecordedTicket(NamedTuple):
    """One real ticket.

    ``t`` is its arrival; ``entered`` when intake was over, ``dispatched`` when the first unit was sent, ``arrived``
    when the first unit was on scene, ``closed`` its closing and ``due`` its own target: ms since the start, or None
    where the record has none. The texts are as in ``ContactArrived``.
    """

    t: int
    reference: str
    channel: str
    nature: str
    category: str
    urgency: str
    place: str
    event: str
    entered: int | None
    dispatched: int | None
    arrived: int | None
    closed: int | None
    due: int | None


def guard(text: str) -> str:
    """``text`` as a cell that no spreadsheet runs as a formula; ``unguard`` gives it back unchanged."""
    return "'" + text if text.startswith(_FORMULA) else text


def unguard(cell: str) -> str:
    """The text that ``guard`` wrote as ``cell``."""
    return cell[1:] if cell.startswith("'") else cell


def write_tickets(out: TextIO, tickets: Iterable[RecordedTicket]) -> None:
    """Write the tickets in the form that ``parse_tickets`` reads."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((ticket.t, guard(ticket.reference), *ticket[2:]) for ticket in tickets)


def read_tickets(path: Path, sha256: str = "") -> list[RecordedTicket]:
    """The tickets in the file at ``path``; PlanError where it is not readable or, if given, not of that digest."""
    try:
        data = path.read_bytes()
    except OSError as error:
        wrong = Said(f"cannot be read ({error.strerror})", f"无法读取（{error.strerror}）")
        raise PlanError([Problem(str(path), 1, "", wrong, _RIGHT)]) from error
    found = hashlib.sha256(data).hexdigest()
    if sha256 and found != sha256:
        wrong = Said(f"is {found}, not {sha256} as the scenario says", f"为 {found}，与情景所记的 {sha256} 不同")
        raise PlanError([Problem(str(path), 1, "sha256", wrong, _RIGHT)])
    return parse_tickets(data, str(path))


def parse_tickets(data: bytes, name: str) -> list[RecordedTicket]:
    """The tickets in ``data``; ``name`` is what an error calls the file. Nothing is opened."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PlanError([Problem(name, line, "", Said("is not UTF-8", "不是 UTF-8"), _RIGHT)]) from error
    reader = csv.reader(StringIO(text, newline=""))
    problems: list[Problem] = []
    tickets: list[RecordedTicket] = []
    try:
        tickets.extend(_rows(reader, name, problems))
    except csv.Error as error:
        wrong = Said(f"is not readable as CSV ({error})", f"无法按 CSV 读取（{error}）")
        problems.append(Problem(name, reader.line_num, "", wrong, _RIGHT))
    if problems:
        raise PlanError(problems)
    return tickets


def _rows(reader: Iterator[list[str]], name: str, problems: list[Problem]) -> Iterator[RecordedTicket]:
    head = next(reader, [])
    if tuple(head) != COLUMNS:
        problems.append(Problem(name, 1, "", Said("has other columns", "列名不符"), Said(*[", ".join(COLUMNS)] * 2)))
        return
    before = 0
    for line, row in enumerate(reader, start=2):
        try:
            ticket = _ticket(row, before)
        except ValueError as error:
            field, _, wrong = str(error).partition(": ")
            problems.append(Problem(name, line, field, wrong, _RIGHT))
            continue
        before = ticket.t
        yield ticket


def _ticket(row: list[str], before: int) -> RecordedTicket:
    if len(row) != len(COLUMNS):
        raise ValueError(f"cells: {len(row)} instead of {len(COLUMNS)}")
    t = _whole("t_ms", row[0])
    if t < before:
        raise ValueError(f"t_ms: {t} is earlier than the ticket before it ({before})")
    for column, known in ((2, CHANNELS), (3, NATURES), (5, URGENCIES)):
        if row[column] not in known:
            raise ValueError(f"{COLUMNS[column]}: {row[column]!r} is none of {', '.join(known)}")
    _, reference, channel, nature, category, urgency, place, event, *steps = row
    times = [_whole(name, cell) if cell else None for name, cell in zip(COLUMNS[8:], steps, strict=True)]
    return RecordedTicket(t, unguard(reference), channel, nature, category, urgency, place, event, *times)


def _whole(column: str, cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise ValueError(f"{column}: {cell!r} is not a whole number of ms") from None
