"""Draws tables and paragraphs for a window of so many columns; a Chinese character takes two of them.

A table too wide for its window first breaks the names of its columns at spaces and its long texts, then stands closer,
then breaks all its texts, and only at last its figures, for half a figure misleads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

GAP = 2
"""Columns between two columns of a table that has room."""
READABLE = 30
"""A text may be broken to this width before the columns move together."""
NARROW = 10
"""A text is not made narrower than this while anything else can give way."""
RULE = "─"
_STICKS = "，。、；：！？）」』”,.;:!?)]"
"""Signs that do not stand at the beginning of a line."""

Cells = Sequence[Sequence[str]]


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, broken at spaces, hyphens and between Chinese characters."""
    lines, line = [], ""
    for part in _parts(text):
        if line and cell_len(line + part.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        *whole, rest = _pieces(part, width)
        lines += whole
        line += rest if line else rest.lstrip()
    return [*lines, line.rstrip()] if line or not lines else lines


def table(header: Sequence[str], rows: Cells, text_columns: int, width: int) -> list[str]:
    """The lines of a table: names, a rule, rows; the first ``text_columns`` stand left, the others right."""
    widths, gap = _widths(header, rows, text_columns, width)
    rule = sum(widths) + gap * (len(widths) - 1)
    names = _row(header, widths, text_columns, gap, low=True)
    body = [line for row in rows for line in _row(row, widths, text_columns, gap)]
    return [*names, RULE * rule, *body]


def _parts(text: str) -> Iterator[str]:
    """Parts between which a line may be broken: words with the space after them, wide characters, hyphenated parts."""
    word = ""
    for sign in text:
        if word and sign not in _STICKS and sign != " " and (_ends(word) or _wide(sign)):
            yield word
            word = ""
        word += sign
    if word:
        yield word


def _ends(word: str) -> bool:
    """Whether a line may end after ``word``: at a space, a wide sign, or a hyphen after more than two letters."""
    return word[-1] == " " or _wide(word[-1]) or (word[-1] == "-" and len(word) > 3)


def _wide(sign: str) -> bool:
    return cell_len(sign) == 2


def _pieces(part: str, width: int) -> list[str]:
    """A part in pieces no wider than the line; more than one only of a word that is too long for it."""
    pieces = []
    while cell_len(part.rstrip()) > width and len(part) > 1:
        cut = _fitting(part, width)
        pieces.append(part[:cut])
        part = part[cut:]
    return [*pieces, part]


def _fitting(word: str, width: int) -> int:
    """How many characters of a word fit, if possible up to a hyphen or slash."""
    fit = max((end for end in range(1, len(word)) if cell_len(word[:end]) <= width), default=1)
    sign = max(word.rfind(mark, 0, fit) for mark in "-/_·")
    return sign + 1 if sign > 0 else fit


def _longest(parts: Sequence[str]) -> int:
    return max((cell_len(part.rstrip()) for part in parts), default=0)


def _widths(header: Sequence[str], rows: Cells, text_columns: int, width: int) -> tuple[list[int], int]:
    """How wide each column is, and the gap between them."""
    cells = [[row[place] for row in rows] for place in range(len(header))]
    widths = [max(cell_len(name), _longest(column)) for name, column in zip(header, cells, strict=True)]
    gaps = len(header) - 1
    gap = GAP
    if sum(widths) + GAP * gaps > width:
        figures = range(text_columns, len(header))
        for place in figures:
            widths[place] = max(_longest(header[place].split(" ")), _longest(cells[place]))
    texts = range(min(text_columns, len(header)))
    _shrink(widths, texts, [READABLE] * len(header), width - GAP * gaps)
    if sum(widths) + GAP * gaps > width:
        gap = 1
    floors = [_floor(name, column) for name, column in zip(header, cells, strict=True)]
    _shrink(widths, texts, floors, width - gap * gaps)
    least = [max(NARROW // 2, _longest(list(_parts(name)))) for name in header]
    _shrink(widths, range(len(header)), least, width - gap * gaps)
    return widths, gap


def _floor(name: str, column: Sequence[str]) -> int:
    """The narrowest that a text column gets: its longest word, if that is not very long."""
    words = [part for text in (name, *column) for part in _parts(text)]
    return max(NARROW, min(_longest(words), 2 * NARROW))


def _shrink(widths: list[int], places: range, floors: Sequence[int], room: int) -> None:
    """Take columns from the widest of ``places`` until all fit into ``room`` or none can give more."""
    while sum(widths) > room:
        able = [place for place in places if widths[place] > floors[place]]
        if not able:
            return
        widths[max(able, key=lambda place: widths[place])] -= 1


def _row(cells: Sequence[str], widths: Sequence[int], text_columns: int, gap: int, low: bool = False) -> Iterator[str]:
    """The lines of one row; with ``low`` the texts stand on the last of them, as names of columns do."""
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    for at in range(height):
        line = []
        for place, (lines, width) in enumerate(zip(wrapped, widths, strict=True)):
            here = at - (height - len(lines)) if low else at
            text = lines[here] if 0 <= here < len(lines) else ""
            blank = " " * (width - cell_len(text))
            line.append(text + blank if place < text_columns else blank + text)
        yield (" " * gap).join(line).rstrip()
