"""The report as a document: chapters of blocks in one language, without any file format.

Everything that is shown stands here once; HTML, Word, PDF, Excel and Markdown only draw it. A cell of a table is
a plain value and its column says how it is written, so that a spreadsheet gets numbers and a page gets ``97.5 %``.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from command_center.folds.names import Lang
from command_center.folds.tables import NONE, duration

Cell = str | int | float | None
Form = Literal["text", "count", "share", "decimal", "one", "minutes", "ms", "fact"]
"""How a column is written: a share is 0 to 1 and shown in %, ``ms`` a span, ``fact`` a fact number (-1 = none)."""


class Column(msgspec.Struct, frozen=True):
    """A column: its words, how its cells are written, and how much room it wants beside the others."""

    title: str
    form: Form = "text"
    room: float = 1.0


class Block(msgspec.Struct, frozen=True, tag=True):
    """A part of a chapter."""


class Text(Block, frozen=True):
    """A paragraph."""

    text: str


class Empty(Block, frozen=True):
    """Says plainly why a section has nothing to show."""

    text: str


class Notice(Block, frozen=True):
    """Something nobody should overlook, such as mock data."""

    text: str


class Bullets(Block, frozen=True):
    """A list."""

    items: tuple[str, ...]


class Commands(Block, frozen=True):
    """Lines to be typed."""

    lines: tuple[str, ...]


class Table(Block, frozen=True):
    """A table; ``evidence`` names the entries of the evidence annex behind it; ``wide`` wants a page lengthwise."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    evidence: tuple[str, ...] = ()
    wide: bool = False


class Figure(Block, frozen=True):
    """A chart as SVG text; ``told`` says the same in a sentence, for who cannot see it."""

    key: str
    caption: str
    svg: str
    told: str
    note: str = ""
    evidence: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A chapter (depth 1) or a section (2) with its number, e.g. ``5.2`` or ``A``."""

    key: str
    depth: int
    number: str
    title: str
    blocks: tuple[Block, ...]


class Line(msgspec.Struct, frozen=True):
    """A line of the cover: name and value, and what the value is to be held against."""

    name: str
    value: str
    beside: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """An entry of the evidence annex: what it stands behind, the facts of each drill, the commands that open it."""

    key: str
    number: str
    title: str
    rows: tuple[tuple[Cell, ...], ...]
    commands: tuple[str, ...]


class Document(msgspec.Struct, frozen=True):
    """The whole report in one language."""

    lang: Lang
    mark: str
    """``EXERCISE 演练``, on every page."""
    title: str
    subtitle: str
    date: str
    """Local date of the first drill, ``2025-07-24``: the only date a report bears."""
    cover: tuple[Line, ...]
    headline: tuple[Line, ...]
    """Four to six figures that come first."""
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    evidence_columns: tuple[Column, ...]
    words: dict[str, str]
    """Words of a face: ``evidence``, ``figure``, ``table``, ``contents``, ``page`` and so on."""

    def tables(self) -> list[Table]:
        """Every table of the document, in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Table)]

    def figures(self) -> list[Figure]:
        """Every figure of the document, in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Figure)]

    def numbers(self) -> dict[str, str]:
        """Key of an evidence entry -> its number, e.g. ``E3``."""
        return {entry.key: entry.number for entry in self.evidence}


def shown(cell: Cell, form: Form, lang: Lang) -> str:
    """A cell as people read it; a dash for nothing."""
    if cell is None or cell == "" or (form == "fact" and cell == -1):
        return NONE
    if isinstance(cell, str):
        return cell
    if form == "share":
        return f"{cell * 100:.1f} %"
    if form == "ms":
        return duration(round(cell), lang)
    if form in ("decimal", "one", "minutes"):
        return f"{cell:,.{2 if form == 'decimal' else 1}f}"
    return f"{cell:,}" if form == "count" else str(cell)
