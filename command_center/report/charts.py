"""Charts without a time axis: radar, ladder, funnel, bars and comparison. Plain values in, SVG text out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from command_center.report.svg import (
    DEEP,
    GRID,
    INK,
    LIGHT,
    MILD,
    PALE,
    PAPER,
    SOFT,
    WARM,
    WIDTH,
    Canvas,
    Point,
    text_width,
)

LEVELS = (1, 2, 3, 4, 5)


class Spoke(NamedTuple):
    """One axis of the radar: its name, the score (None = not rated) and the level shown beside it."""

    name: str
    score: float | None
    told: str


def radar(title: str, spokes: Sequence[Spoke], target: float, words: tuple[str, str, str]) -> str:
    """Scores from 1 to 5 on one axis each, with the target line dashed; words: score, target, not rated."""
    canvas = Canvas("radar", 410)
    centre, reach = (WIDTH / 2, 190.0), 130.0
    for level in reversed(LEVELS):
        ring = [_at(centre, reach, place, len(spokes), level) for place in range(len(spokes))]
        canvas.polygon(ring, PALE if level == 5 else "none", GRID)
        canvas.text(centre[0] + 4, centre[1] - reach * level / 5 + 11, str(level), 9.5, fill=SOFT)
    for place in range(len(spokes)):
        canvas.line(centre, _at(centre, reach, place, len(spokes), 5), GRID)
    aims = [_at(centre, reach, place, len(spokes), target) for place in range(len(spokes))]
    canvas.polyline([*aims, aims[0]], WARM, 2, "6 4")
    corners = [_at(centre, reach, place, len(spokes), spoke.score or 0) for place, spoke in enumerate(spokes)]
    canvas.polygon(corners, LIGHT, DEEP, 2.2, 0.6)
    for place, (spoke, corner) in enumerate(zip(spokes, corners, strict=True)):
        if spoke.score is not None:
            canvas.mark("disc", corner, 4.5)
        _spoke_words(canvas, _at(centre, reach + 16, place, len(spokes), 5), spoke, centre)
    items = [("fill:solid", LIGHT, words[0]), ("line:6 4", WARM, f"{words[1]} {target:.1f}")]
    if any(spoke.score is None for spoke in spokes):
        items.append(("ring", SOFT, words[2]))
    canvas.legend(10, 400, items)
    return canvas.svg(title)


def _at(centre: Point, reach: float, place: int, of: int, level: float) -> Point:
    angle = 2 * math.pi * place / of - math.pi / 2
    return (
        centre[0] + reach * level / 5 * math.cos(angle),
        centre[1] + reach * level / 5 * math.sin(angle),
    )


def _spoke_words(canvas: Canvas, at: Point, spoke: Spoke, centre: Point) -> None:
    side = at[0] - centre[0]
    anchor = "middle" if abs(side) < 5 else "start" if side > 0 else "end"
    up = at[1] < centre[1] - 5
    down = at[1] > centre[1] + 5
    y = at[1] - 14 if up else at[1] + 12 if down else at[1] - 2
    canvas.text(at[0], y, spoke.name, 13, anchor, bold=True)
    canvas.text(at[0], y + 16, spoke.told, 11.5, anchor, SOFT)


class Rung(NamedTuple):
    """One indicator on the ladder: places on the scale 1.00 to 5.00, its level, and the value as text."""

    id: str
    name: str
    low: float | None
    score: float | None
    high: float | None
    level: int
    told: str


def ladder(title: str, rungs: Sequence[Rung], levels: Sequence[str], words: tuple[str, str, str]) -> str:
    """Indicators on the five levels with their intervals; words: assessed end, interval, not rated."""
    row, top, left, right = 21, 44, 250, 130
    canvas = Canvas("ladder", top + row * len(rungs) + 34)
    step = (WIDTH - left - right) / 5
    foot = top + row * len(rungs)
    for level, name in zip(LEVELS, levels, strict=True):
        x = left + step * (level - 1)
        canvas.rect(x, top - 4, step, foot - top + 4, PALE if level % 2 else PAPER)
        canvas.line((x, top - 4), (x, foot), GRID)
        canvas.text(x + step / 2, 18, str(level), 13, "middle", bold=True)
        canvas.text(x + step / 2, 33, name, 10.5, "middle", SOFT, room=step)
    for place, rung in enumerate(rungs):
        _rung(canvas, rung, top + row * place + row / 2, left, step)
    items = [("diamond", DEEP, words[0]), ("line:", MILD, words[1]), ("ring", SOFT, words[2])]
    canvas.legend(left, foot + 22, items)
    return canvas.svg(title)


def _rung(canvas: Canvas, rung: Rung, y: float, left: float, step: float) -> None:
    def along(score: float) -> float:
        # a level is a band: 3.00 stands at its left edge, 3.99 at its right; 5.00, the end, in the middle of the last
        return left + step * (4.5 if score >= 5 else score - 1)

    canvas.line((0, y + 10.5), (WIDTH, y + 10.5), PALE)
    canvas.text(4, y + 4, rung.id, 11, bold=True)
    canvas.text(32, y + 4, rung.name, 11, room=left - 40)
    canvas.text(WIDTH - 4, y + 4, rung.told, 10.5, "end", INK if rung.level else SOFT)
    if rung.score is None:
        canvas.mark("ring", (left + 10, y), 4.5, SOFT)
        return
    if rung.low is not None and rung.high is not None:
        ends = sorted((along(rung.low), along(rung.high)))
        canvas.rect(ends[0], y - 3.5, max(ends[1] - ends[0], 1.5), 7, MILD, DEEP)
    canvas.mark("diamond", (along(rung.score), y), 5)


class Stage(NamedTuple):
    """A stage of the funnel: its name, how many came to it, and what is said beside it."""

    name: str
    came: int
    told: str


def funnel(title: str, stages: Sequence[Stage]) -> str:
    """How many reached each step, as bars around one axis."""
    row, top, left, right = 34, 8, 130, 160
    canvas = Canvas("funnel", top + row * len(stages) + 4)
    most = max((stage.came for stage in stages), default=0) or 1
    room = WIDTH - left - right
    middle = left + room / 2
    halves = [max(room * stage.came / most / 2, 0.8) for stage in stages]
    for place, (stage, half) in enumerate(zip(stages, halves, strict=True)):
        y = top + row * place
        fill = DEEP if place == 0 else MILD
        canvas.rect(middle - half, y, 2 * half, 22, fill, round_=2)
        if place + 1 < len(stages):
            below = halves[place + 1]
            edge = [
                (middle - half, y + 22),
                (middle + half, y + 22),
                (middle + below, y + row),
                (middle - below, y + row),
            ]
            canvas.polygon(edge, PALE)
        canvas.text(left - 12, y + 16, stage.name, 12, "end", bold=True)
        count = f"{stage.came:,}"
        inside = text_width(count, 11) + 12 < 2 * half
        x = middle if inside else middle + half + 6
        canvas.text(x, y + 15, count, 11, "middle" if inside else "start", PAPER if inside else INK, bold=True)
        canvas.text(WIDTH - 4, y + 15, stage.told, 10.5, "end", SOFT)
    return canvas.svg(title)


class Bar(NamedTuple):
    """A bar: name, share from 0 to 1 (None = no case), and the cases as text."""

    name: str
    share: float | None
    told: str


def shares(key: str, title: str, bars: Sequence[Bar], words: tuple[str, str, str]) -> str:
    """Shares as bars: done in full colour, the rest hatched; words: done, not done, no case."""
    row, top, left, right = 30, 20, 150, 150
    canvas = Canvas(key, top + row * len(bars) + 26)
    room = WIDTH - left - right
    late = canvas.hatch("stripes", WARM)
    for part in (0, 25, 50, 75, 100):
        x = left + room * part / 100
        canvas.line((x, top - 4), (x, top + row * len(bars) - 6), GRID)
        canvas.text(x, 11, f"{part} %", 9.5, "middle", SOFT)
    for place, bar in enumerate(bars):
        y = top + row * place
        canvas.text(left - 10, y + 14, bar.name, 12, "end", bold=True, room=left - 14)
        if bar.share is None:
            canvas.text(left + 6, y + 14, words[2], 10.5, fill=SOFT)
        else:
            done = room * bar.share
            canvas.rect(left, y, done, 19, DEEP)
            canvas.rect(left + done, y, room - done, 19, late, WARM)
            canvas.text(WIDTH - 4, y + 14, f"{bar.share * 100:.1f} % · {bar.told}", 11, "end")
    canvas.legend(left, top + row * len(bars) + 18, [("fill:solid", DEEP, words[0]), ("fill:stripes", WARM, words[1])])
    return canvas.svg(title)


class Compared(NamedTuple):
    """A line of a comparison: its name, and one share a drill (None = no case)."""

    name: str
    values: tuple[float | None, ...]


SHAPES = (("disc", DEEP), ("square", WARM), ("triangle", MILD), ("ring", INK), ("diamond", SOFT), ("cross", DEEP))
"""How drills are told apart: by shape, and by colour besides."""


def comparison(title: str, lines: Sequence[Compared], drills: Sequence[str], scale: tuple[float, float, str]) -> str:
    """Drills side by side, one mark a drill on each line; ``scale`` is lowest, highest and the unit."""
    row, top, left, right = 30, 24, 200, 190
    low, high, unit = scale
    canvas = Canvas("comparison", top + row * len(lines) + 20 + 17 * len(drills))
    room = WIDTH - left - right
    for part in range(5):
        at = low + (high - low) * part / 4
        x = left + room * part / 4
        canvas.line((x, top - 6), (x, top + row * len(lines) - 8), GRID)
        canvas.text(x, 12, f"{at:g}{unit}", 9.5, "middle", SOFT)
    for place, line in enumerate(lines):
        y = top + row * place + 8
        canvas.text(left - 12, y + 4, line.name, 11.5, "end", room=left - 16)
        seen = [value for value in line.values if value is not None]
        if seen:
            ends = [left + room * (end - low) / (high - low) for end in (min(seen), max(seen))]
            canvas.line((ends[0], y), (ends[1], y), MILD, 3)
        for number, value in enumerate(line.values):
            if value is not None:
                shape, colour = SHAPES[number % len(SHAPES)]
                canvas.mark(shape, (left + room * (value - low) / (high - low), y), 5.5, colour)
        told = " → ".join("–" if value is None else f"{value:.1f}" for value in line.values)
        canvas.text(WIDTH - 4, y + 4, told, 10.5, "end", room=right - 12)
    for number, drill in enumerate(drills):
        shape, colour = SHAPES[number % len(SHAPES)]
        canvas.legend(left, top + row * len(lines) + 14 + 17 * number, [(shape, colour, drill)])
    return canvas.svg(title)
