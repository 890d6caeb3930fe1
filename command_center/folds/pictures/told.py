"""A fact in one short line of Chinese and one of English, for tickers and logs, in the words of ``folds.names``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from command_center.facts import Fact, fields_of, kind_of
from command_center.folds.clock import Clock
from command_center.folds.names import OF_FIELD, VALUE_NAMES, Pair, kind_name

_UNTOLD = frozenset({
    "t", "n", "cause", "operator", "about", "duty", "source", "key", "reference", "sensor", "order", "scenario",
    "roster", "inputs", "record", "request", "round", "by", "event", "command", "program", "origin", "horizon", "end",
    "seed", "staffing", "start", "zone", "right", "good", "masked", "decisive", "for_good", "rising", "resource",
    "plan", "task", "satisfaction", "solved",
})  # fmt: skip
"""Fields that say nothing to somebody who glances at a wall."""

_UNITS: dict[str, Pair] = {
    "ticket": ("工单{}", "ticket {}"),
    "depth_cm": ("{}厘米", "{} cm"),
    "people": ("{}人", "{} people"),
    "households": ("{}户", "{} households"),
    "operators": ("{}人在岗", "{} operators"),
    "satisfaction": ("满意度{}", "satisfaction {}"),
    "response_level": ("{}级", "level {}"),
    "into": ("并入{}", "into {}"),
    "seats": ("{}席", "{} seats"),
    "mm": ("{}毫米", "{} mm"),
    "total_mm": ("累计{}毫米", "{} mm in all"),
}


@cache
def _fields(kind: type[Fact]) -> tuple[str, ...]:
    return tuple(field for field in fields_of(kind) if field not in _UNTOLD)


def told(fact: Fact, names: Mapping[str, Pair], clock: Clock | None) -> Pair:
    """The lines: the kind of fact, then what it names; without a clock no limit is told."""
    parts = [
        _limit(fact.t, getattr(fact, field), clock) if field == "due" else _value(field, getattr(fact, field), names)
        for field in _fields(type(fact))
    ]
    kind = kind_of(fact)
    chinese = " ".join(part[0] for part in parts if part[0])
    english = ", ".join(part[1] for part in parts if part[1])
    zh, en = kind_name(kind, "zh"), kind_name(kind, "en")
    return (f"{zh}：{chinese}" if chinese else zh, f"{en}: {english}" if english else en)


def _limit(t: int, due: int, clock: Clock | None) -> Pair:
    """A limit in ms as local time, with its day where that is another than the fact's."""
    if clock is None or due < 0:
        return "", ""
    form = "%H:%M:%S" if clock.date(t) == clock.date(due) else "%m-%d %H:%M:%S"
    moment = clock.local(due).strftime(form)
    return f"限 {moment}", f"by {moment}"


def _value(field: str, value: Any, names: Mapping[str, Pair]) -> Pair:
    if value in ("", -1):
        return "", ""
    unit = _UNITS.get(field)
    if unit is not None:
        return unit[0].format(value), unit[1].format(value)
    text = str(value)
    if field == "text":  # what somebody wrote is no code
        return text, text
    name = names.get(text)
    if name is not None:
        return f"{text} {name[0]}", f"{text} {name[1]}"
    return OF_FIELD.get(field, {}).get(text) or VALUE_NAMES.get(text, (text, text))
