"""A sheet to draw on: shapes and words as SVG text, with a palette that survives grey print and colour blindness.

Nothing is told by colour alone: every series has its own lightness, and besides it a hatch, a dash or a shape.
Widths of text are estimated (a Chinese character is one em wide, others a little over half), since no font is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

INK, SOFT, GRID, PALE, PAPER = "#1b2733", "#5b6770", "#d3dae0", "#eef2f5", "#ffffff"
DEEP, WARM, LIGHT, MILD = "#174a7e", "#d9822b", "#a9cdea", "#6a8fb3"
"""Series colours: their lightness is about 30, 63, 80 and 57 of 100, so that grey print keeps them apart."""

FONTS = "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
WIDTH = 720
"""Width of every chart, in units of its own."""

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def text_width(text: str, size: float) -> float:
    """How wide a line of text is, roughly, in the chart's units."""
    return sum(size if ord(char) > 0x2E7F else size * 0.56 for char in text)


def fitted(text: str, size: float, room: float) -> str:
    """The text, shortened with an ellipsis where it is wider than ``room``."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


class Canvas:
    """One chart: shapes are added in order, ``svg`` gives the finished text."""

    def __init__(self, key: str, height: float, width: float = WIDTH) -> None:
        self.key = key
        self.width = width
        self.height = height
        self._parts: list[str] = []
        self._hatches: dict[tuple[str, str], str] = {}

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, stroke: str = "none", round_: float = 0
    ) -> None:
        """A box."""
        corner = f' rx="{number(round_)}"' if round_ else ""
        box = f'x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" height="{number(height)}"'
        self._parts.append(f'<rect {box}{corner} fill="{fill}" stroke="{stroke}"/>')

    def line(self, a: Point, b: Point, stroke: str = GRID, width: float = 1, dash: str = "") -> None:
        """A straight line."""
        ends = f'x1="{number(a[0])}" y1="{number(a[1])}" x2="{number(b[0])}" y2="{number(b[1])}"'
        self._parts.append(f'<line {ends} stroke="{stroke}" stroke-width="{number(width)}"{_dashed(dash)}/>')

    def polyline(
        self, points: Sequence[Point], stroke: str, width: float = 1.6, dash: str = "", fill: str = "none"
    ) -> None:
        """A line through points; with ``fill`` the area under it is filled."""
        told = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        style = f'fill="{fill}" stroke="{stroke}" stroke-width="{number(width)}" stroke-linejoin="round"'
        self._parts.append(f'<polyline points="{told}" {style}{_dashed(dash)}/>')

    def polygon(
        self, points: Sequence[Point], fill: str, stroke: str = "none", width: float = 1.2, opacity: float = 1
    ) -> None:
        """A closed shape."""
        told = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        see_through = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        style = f'fill="{fill}"{see_through} stroke="{stroke}" stroke-width="{number(width)}"'
        self._parts.append(f'<polygon points="{told}" {style}/>')

    def circle(self, centre: Point, radius: float, fill: str, stroke: str = "none", width: float = 1.2) -> None:
        """A circle."""
        place = f'cx="{number(centre[0])}" cy="{number(centre[1])}" r="{number(radius)}"'
        self._parts.append(f'<circle {place} fill="{fill}" stroke="{stroke}" stroke-width="{number(width)}"/>')

    def text(
        self, x: float, y: float, text: str, size: float = 11, anchor: str = "start", fill: str = INK,
        bold: bool = False, room: float = 0,
    ) -> None:  # fmt: skip
        """A line of text on the base line ``y``; ``room`` shortens what is wider."""
        shown = escape(fitted(text, size, room) if room else text, quote=False)
        weight = ' font-weight="bold"' if bold else ""
        place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}"'
        self._parts.append(f'<text {place} fill="{fill}"{weight}>{shown}</text>')

    def mark(self, shape: str, centre: Point, size: float = 5, fill: str = DEEP) -> None:
        """A mark that is told by its shape: disc, ring, triangle, down, square, diamond, cross, bar."""
        x, y = centre
        corners = {
            "triangle": ((x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)),
            "down": ((x, y + size), (x + size, y - size * 0.8), (x - size, y - size * 0.8)),
            "square": ((x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)),
            "diamond": ((x, y - size * 1.2), (x + size, y), (x, y + size * 1.2), (x - size, y)),
            "bar": ((x - size * 0.35, y - size), (x + size * 0.35, y - size), (x + size * 0.35, y + size),
                    (x - size * 0.35, y + size)),
        }  # fmt: skip
        if shape == "cross":
            self.line((x - size, y - size), (x + size, y + size), fill, 2.2)
            self.line((x - size, y + size), (x + size, y - size), fill, 2.2)
        elif shape == "ring":
            self.circle(centre, size * 0.85, PAPER, fill, 1.6)
        elif shape in corners:
            self.polygon(corners[shape], fill, PAPER, 0.8)
        else:
            self.circle(centre, size, fill, PAPER, 0.8)

    def hatch(self, kind: str, colour: str = DEEP) -> str:
        """A fill of ``stripes``, ``back`` stripes, ``dots`` or ``cross`` in a colour, to be used as ``fill``."""
        name = self._hatches.setdefault((kind, colour), f"{self.key}-{kind}-{len(self._hatches)}")
        return f"url(#{name})"

    def legend(self, x: float, y: float, items: Sequence[tuple[str, str, str]]) -> float:
        """Marks (shape, colour, words) in a row, wrapped at the right edge; returns the y of the row after."""
        at = x
        for shape, colour, words in items:
            need = text_width(words, 11) + 30
            if at > x and at + need > self.width:
                at, y = x, y + 17
            if shape.startswith("fill:"):
                fill = colour if shape == "fill:solid" else self.hatch(shape[5:], colour)
                self.rect(at, y - 8, 12, 9, fill, colour)
            elif shape.startswith("line:"):
                self.line((at - 3, y - 4), (at + 15, y - 4), colour, 2.2, shape[5:])
            else:
                self.mark(shape, (at + 6, y - 4), 4.5, colour)
            self.text(at + 18, y, words, 11, fill=SOFT)
            at += need
        return y + 17

    def svg(self, title: str) -> str:
        """The finished chart; ``title`` is what a screen reader says."""
        size = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        size += f' width="{number(self.width)}" height="{number(self.height)}"'
        told = escape(title, quote=True)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{told}" font-family="{FONTS}">'
        return f"{head}{self._defs()}{''.join(self._parts)}</svg>"

    def _defs(self) -> str:
        if not self._hatches:
            return ""
        drawn = (_pattern(name, kind, colour) for (kind, colour), name in self._hatches.items())
        return f"<defs>{''.join(drawn)}</defs>"


def _pattern(name: str, kind: str, colour: str) -> str:
    forward = '<path d="M-1.5,1.5 l3,-3 M0,6 l6,-6 M4.5,7.5 l3,-3"'
    back = '<path d="M4.5,-1.5 l3,3 M0,0 l6,6 M-1.5,4.5 l3,3"'
    stroke = f' stroke="{colour}" stroke-width="1.5" fill="none"/>'
    inner = {
        "stripes": forward + stroke,
        "back": back + stroke,
        "cross": forward + stroke + back + stroke,
        "dots": f'<circle cx="3" cy="3" r="1.5" fill="{colour}"/>',
    }[kind]
    box = 'width="6" height="6" patternUnits="userSpaceOnUse"'
    return f'<pattern id="{name}" {box}><rect width="6" height="6" fill="{PAPER}"/>{inner}</pattern>'


def _dashed(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""
