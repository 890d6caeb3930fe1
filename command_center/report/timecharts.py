"""Charts on the drill's time axis: timeline, queue, load of seats, depth at low points. Plain values in, SVG out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from command_center.report.svg import DEEP, GRID, INK, MILD, PALE, PAPER, SOFT, WARM, WIDTH, Canvas, text_width


class Axis(NamedTuple):
    """The time axis: its length in ms and a function that says the local time of a moment in a few letters."""

    span: int
    clock: Callable[[int], str]

    def ticks(self) -> list[int]:
        """Moments to be labelled, six to ten of them, at round distances."""
        steps = [minutes * 60_000 for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 10080)]
        step = next((step for step in steps if self.span / step <= 10), steps[-1])
        return list(range(0, self.span + 1, step))


def _time_axis(canvas: Canvas, axis: Axis, left: float, right: float, top: float, foot: float) -> None:
    room = WIDTH - left - right
    for tick in axis.ticks():
        x = left + room * tick / axis.span
        canvas.line((x, top), (x, foot), GRID)
        canvas.text(x, foot + 13, axis.clock(tick), 9.5, "middle", SOFT)


class Mark(NamedTuple):
    """A mark in a lane: when, its shape and colour, and a word beside it (may be empty)."""

    t: int
    shape: str
    colour: str
    word: str


class Lane(NamedTuple):
    """A lane of the timeline."""

    name: str
    marks: tuple[Mark, ...]


def timeline(title: str, axis: Axis, lanes: Sequence[Lane], legend: Sequence[tuple[str, str, str]]) -> str:
    """What happened, lane by lane; words that would overlap go to a second and a third row of their lane."""
    left, right, top = 96, 14, 10
    room = WIDTH - left - right
    placed = [[] if _wordless(lane) else _rows(lane, axis, left, room) for lane in lanes]
    heights = [44 if _wordless(lane) else 14 + 15 * _depth(marks) for lane, marks in zip(lanes, placed, strict=True)]
    foot = top + sum(heights)
    canvas = Canvas("timeline", foot + 24 + 17 * (1 + len(legend) // 5))
    _time_axis(canvas, axis, left, right, top, foot)
    y = float(top)
    for lane, marks, height in zip(lanes, placed, heights, strict=True):
        canvas.line((0, y), (WIDTH, y), GRID)
        canvas.text(4, y + height / 2 + 4, lane.name, 11.5, bold=True, room=left - 8)
        if not marks:
            _counted(canvas, lane, axis, (left, room), y + height - 4)
        for mark, x, row in marks:
            canvas.mark(mark.shape, (x, y + 14 + 15 * row), 4.8, mark.colour)
            canvas.text(x + 8, y + 18 + 15 * row, mark.word, 9.5)
        y += height
    canvas.line((0, y), (WIDTH, y), GRID)
    canvas.legend(left, foot + 32, legend)
    return canvas.svg(title)


def _wordless(lane: Lane) -> bool:
    return not any(mark.word for mark in lane.marks)


def _depth(marks: Sequence[tuple[Mark, float, int]]) -> int:
    return 1 + max((row for *_, row in marks), default=0)


def _counted(canvas: Canvas, lane: Lane, axis: Axis, across: tuple[float, float], base: float) -> None:
    """Marks without words as bars: how many fell into each small slice of the axis; the highest is written out."""
    left, room = across
    slices = 100
    counts = Counter(min(mark.t * slices // axis.span, slices - 1) for mark in lane.marks)
    most = max(counts.values())
    for at, count in sorted(counts.items()):
        tall = 30 * count / most
        canvas.rect(left + room * at / slices, base - tall, room / slices - 1, tall, lane.marks[0].colour)
    peak = min(at for at, count in counts.items() if count == most)
    canvas.text(left + room * peak / slices - 4, base - 22, str(most), 9.5, "end", SOFT)


def _rows(lane: Lane, axis: Axis, left: float, room: float) -> list[tuple[Mark, float, int]]:
    """Each mark with its x and its row, the first row in which it overlaps nobody."""
    ends: list[float] = []
    placed = []
    for mark in sorted(lane.marks, key=lambda mark: mark.t):
        x = left + room * min(mark.t, axis.span) / axis.span
        row = next((number for number, end in enumerate(ends) if x - 6 >= end), len(ends))
        need = text_width(mark.word, 9.5) + 12 if mark.word else 4
        if x + need > WIDTH:
            need = 6
        shown = mark if need > 6 or not mark.word else mark._replace(word="")
        ends[row:] = [x + need, *ends[row + 1 :]] if row < len(ends) else [x + need]
        placed.append((shown, x, row))
    return placed


LINES = ((DEEP, ""), (WARM, "7 3"), (MILD, "2 3"), (INK, "8 3 2 3"))
"""How lines are told apart: by dash, and by colour besides."""


def lines(title: str, axis: Axis, series: Sequence[tuple[str, Sequence[int]]], unit: str) -> str:
    """How many waited over time, a line a step, named at its peak."""
    left, right, top, foot = 46, 20, 22, 232
    canvas = Canvas("queue", foot + 46)
    room = WIDTH - left - right
    most = max((max(values, default=0) for _, values in series), default=0)
    step = _round_step(most)
    ceiling = max(step * -(-most // step), step)
    for value in range(0, ceiling + 1, step):
        y = foot - (foot - top) * value / ceiling
        canvas.line((left, y), (WIDTH - right, y), GRID)
        canvas.text(left - 6, y + 4, str(value), 9.5, "end", SOFT)
    canvas.text(4, 12, unit, 10, fill=SOFT)
    _time_axis(canvas, axis, left, right, top, foot)
    for (_, values), (colour, dash) in zip(series, LINES, strict=False):
        width = room / max(len(values), 1)
        points = [(left + width * (at + 0.5), foot - (foot - top) * value / ceiling) for at, value in enumerate(values)]
        canvas.polyline(points, colour, 1.9, dash)
    items = [
        (f"line:{dash}", colour, f"{name} ({max(values, default=0)})")
        for (name, values), (colour, dash) in zip(series, LINES, strict=False)
    ]
    canvas.legend(left + 6, foot + 36, items)
    return canvas.svg(title)


def _round_step(most: int) -> int:
    sizes = (size * tens for tens in (1, 10, 100, 1_000, 10_000, 100_000) for size in (1, 2, 5))
    return next((size for size in sizes if most / size <= 6), 1_000_000)


SHADES = ("#ffffff", "#e3eef7", "#bcd7ec", "#8ab6d9", "#5489b8", "#2a5f94", "#123a63")
"""From idle to full: one colour, steadily darker, so that grey print keeps the order."""


def heat(title: str, axis: Axis, rows: Sequence[tuple[str, Sequence[float | None]]], words: tuple[str, str]) -> str:
    """Load of seats by slice of time; a full seat also carries a mark; words: load, nobody on shift."""
    left, right, top, row = 190, 14, 8, 16
    canvas = Canvas("heat", top + row * len(rows) + 50)
    foot = top + row * len(rows)
    room = WIDTH - left - right
    off = canvas.hatch("dots", GRID)
    for place, (name, loads) in enumerate(rows):
        y = top + row * place
        canvas.text(left - 8, y + 12, name, 10.5, "end", room=left - 10)
        width = room / max(len(loads), 1)
        for at, load in enumerate(loads):
            x = left + width * at
            canvas.rect(x, y, width - 1, row - 1.5, off if load is None else shade(load), PALE)
            if load is not None and load >= 0.95:
                canvas.circle((x + width / 2 - 0.5, y + row / 2 - 0.8), 2, PAPER)
    for tick in axis.ticks():
        x = left + room * tick / axis.span
        canvas.line((x, foot), (x, foot + 4), SOFT)
        canvas.text(x, foot + 15, axis.clock(tick), 9.5, "middle", SOFT)
    _heat_legend(canvas, left, foot + 38, off, words)
    return canvas.svg(title)


def _heat_legend(canvas: Canvas, x: float, y: float, off: str, words: tuple[str, str]) -> None:
    canvas.text(x, y, words[0], 10.5, fill=SOFT)
    x += text_width(words[0], 10.5) + 10
    for place, fill in enumerate(SHADES):
        canvas.rect(x + 22 * place, y - 9, 21, 11, fill, GRID)
    canvas.circle((x + 22 * 6 + 10.5, y - 3.5), 2, PAPER)
    canvas.text(x + 22 * 7 + 5, y, "0 → 100 %", 10, fill=SOFT)
    x += 22 * 7 + 90
    canvas.rect(x, y - 9, 21, 11, off, GRID)
    canvas.text(x + 27, y, words[1], 10.5, fill=SOFT)


def shade(load: float) -> str:
    """The fill of a load from 0 to 1."""
    return SHADES[min(int(load * 6.3 + 0.35), 6)] if load > 0.02 else SHADES[0]


class Basin(NamedTuple):
    """A low point: its name, depths as (ms, cm), and what was done there as (ms, shape, colour)."""

    name: str
    depths: tuple[tuple[int, float], ...]
    marks: tuple[tuple[int, str, str], ...]


def basins(
    title: str, axis: Axis, points: Sequence[Basin], limit: tuple[float, str], legend: Sequence[tuple[str, str, str]]
) -> str:
    """Depth at the points, one strip each under a common time axis, with actions as marks; the limit is dashed."""
    left, right, top, strip = 172, 46, 8, 62
    canvas = Canvas("depth", top + strip * len(points) + 34 + 17 * (2 + len(legend) // 6))
    foot = top + strip * len(points)
    room = WIDTH - left - right
    deepest = max([limit[0] * 1.3, *(cm for point in points for _, cm in point.depths)])
    _time_axis(canvas, axis, left, right, top, foot)
    for place, point in enumerate(points):
        base = top + strip * (place + 1) - 6

        def up(cm: float, base: float = base) -> float:
            return base - (strip - 14) * cm / deepest

        canvas.line((0, base), (WIDTH - right, base), GRID)
        canvas.text(4, base - 24, point.name, 11, bold=True, room=left - 10)
        canvas.text(4, base - 9, f"{max((cm for _, cm in point.depths), default=0):.0f} cm", 10.5, fill=SOFT)
        canvas.line((left, up(limit[0])), (WIDTH - right, up(limit[0])), SOFT, 1, "4 3")
        _basin(canvas, point, axis, (left, room), up)
        canvas.text(WIDTH - right + 5, up(limit[0]) + 4, limit[1], 9.5, fill=SOFT)
    canvas.legend(left, foot + 34, legend)
    return canvas.svg(title)


def _basin(canvas: Canvas, point: Basin, axis: Axis, across: tuple[float, float], up: Callable[[float], float]) -> None:
    left, room = across
    curve = [(left + room * t / axis.span, up(cm)) for t, cm in point.depths if t <= axis.span]
    if curve:
        area = [(curve[0][0], up(0)), *curve, (curve[-1][0], up(0))]
        canvas.polygon(area, "#d8e8f4")
        canvas.polyline(curve, DEEP, 1.8)
    for t, shape, colour in point.marks:
        if t <= axis.span:
            x = left + room * t / axis.span
            canvas.line((x, up(0)), (x, up(0) - 8), SOFT)
            canvas.mark(shape, (x, up(0) - 6 if shape != "cross" else up(0) - 16), 4.2, colour)
