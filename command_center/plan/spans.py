"""Spans of time as people write them: ``15s``, ``30min``, ``2h``, ``5wd`` (working days), ``P2D``, ``PT8H``."""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainSerializer

from command_center.plan.problems import Said

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_UNITS = {"ms": 1, "s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY}
_SHORT = re.compile(r"^(\d{1,15}(?:\.\d{1,9})?(?=ms|s|min|h|d)|\d{1,9}(?=wd))(ms|s|min|h|d|wd)$")
_ISO = re.compile(r"^P(?:(#)W)?(?:(#)D)?(?:T(?:(#)H)?(?:(#)M)?(?:(#(?:\.\d{1,9})?)S)?)?$".replace("#", r"\d{1,15}"))


class Span(NamedTuple):
    """A span: whole milliseconds, plus whole working days that only a calendar can turn into time."""

    ms: int
    workdays: int = 0

    def __str__(self) -> str:
        if self.workdays:
            return f"{self.workdays}wd"
        for unit, size in (("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND)):
            if self.ms and self.ms % size == 0:
                return f"{self.ms // size}{unit}"
        return f"{self.ms}ms"


def parse_span(text: str) -> Span:
    """The span written in ``text``; ValueError with an example of what would be right."""
    short = _SHORT.match(text.strip())
    if short:
        count, unit = short.groups()
        if unit == "wd":
            return Span(0, int(count))
        return Span(round(float(count) * _UNITS[unit]))
    iso = _ISO.match(text.strip())
    if iso and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return Span(round((weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND))
    raise _no_span(text)


def _no_span(value: object) -> ValueError:
    examples = "15s, 30min, 2h, 3d, 5wd, PT8H"
    wrong = f"{value!r} is not a span of time; write {examples} or P2D"
    return ValueError(Said(wrong, f"{value!r} 不是时长; 请写如 {examples.replace(', ', '、')} 或 P2D（wd 为工作日）"))


def _read(value: Any) -> Span:
    if isinstance(value, Span):
        return value
    if isinstance(value, str):
        return parse_span(value)
    raise _no_span(value)


SpanField = Annotated[Span, BeforeValidator(_read), PlainSerializer(str, return_type=str)]
"""A span in a pydantic model, read from and written back to its text."""
