"""What goes out of the door: lines, tables, JSON, problems and the progress bar, in one language."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from command_center.words import Lang, Words

if TYPE_CHECKING:
    from rich.progress import Progress

Report = Callable[[int, int], None]
"""Told the simulated time in ms and the drill's end in ms, now and then."""

WIDE = 160
"""Columns of a table that goes into a file or a pipe, where nobody's window limits it."""


class WrongInput(Exception):
    """What somebody asked for cannot be done; the message says why and what would be right. Exit code 2."""


class Door:
    """One language and the two streams: figures go to standard output, everything about them to standard error."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.say = Words(lang)

    def out(self, text: str = "") -> None:
        """A line for who asked."""
        typer.echo(text)

    def note(self, text: str) -> None:
        """A line beside the answer."""
        typer.echo(text, err=True)

    def json(self, value: Any) -> None:
        """An answer for a machine: one JSON value, in UTF-8 whatever the terminal writes."""
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))

    @property
    def width(self) -> int:
        """How many columns there are to write on."""
        return max(shutil.get_terminal_size().columns, 40) if sys.stdout.isatty() else WIDE

    def table(
        self,
        title: str,
        header: Sequence[str],
        rows: Iterable[Sequence[object]],
        text_columns: int = 99,
        note: str = "",
    ) -> None:
        """A table: the first ``text_columns`` columns are words, drawn to the left, the rest figures, to the right.

        ``note`` is a line that belongs to it.
        """
        from command_center.cli.drawing import RULE, table

        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        lines = table(header, cells, text_columns, self.width)
        rule = next(place for place, line in enumerate(lines) if line.startswith(RULE))
        if title:
            self.out(title)
        for place, line in enumerate(lines):
            self.out(typer.style(line, bold=True) if place < rule else _drawable(line))
        if note:
            self.out(note)
        self.out()

    @contextmanager
    def progress(self, title: str, start: datetime, zone: str) -> Iterator[Report | None]:
        """A progress bar with the drill's own clock on standard error; None where that is no terminal."""
        if not sys.stderr.isatty():
            yield None
            return
        with _bar() as bar:
            task = bar.add_task(title, total=None, clock="")

            def report(now: int, end: int) -> None:
                bar.update(task, completed=now, total=end, clock=clock(start, zone, now))

            yield report

    @contextmanager
    def share(self, title: str) -> Iterator[Callable[[float], None] | None]:
        """A progress bar that is told a share from 0 to 1; None where standard error is no terminal."""
        if not sys.stderr.isatty():
            yield None
            return
        with _bar() as bar:
            task = bar.add_task(title, total=1.0, clock="")
            yield lambda done: bar.update(task, completed=done)


def _drawable(line: str) -> str:
    """The line; its rule of hyphens where the encoding of the output lacks the sign."""
    from command_center.cli.drawing import RULE

    try:
        RULE.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return line.replace(RULE, "-")
    return line


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[clock]}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


def clock(start: datetime, zone: str, now: int) -> str:
    """The drill's own date and time at ``now`` ms after its start, e.g. ``2026-07-21 17:35``."""
    home = ZoneInfo(zone)
    begin = start if start.tzinfo else start.replace(tzinfo=home)
    return f"{(begin.astimezone(UTC) + timedelta(milliseconds=now)).astimezone(home):%Y-%m-%d %H:%M}"
