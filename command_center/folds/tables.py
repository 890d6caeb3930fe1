"""The scoreboard as plain tables of text in Chinese or English; whoever shows them only draws."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from command_center.folds.figures import Figures, SeatFigures, StepFigures, SystemFigures
from command_center.folds.names import VALUE_NAMES, Lang, Pair, kind_name, word

WORDS: dict[str, Pair] = {
    "steps": ("六个环节", "Six steps"),
    "limits": ("时限", "Limits"),
    "contacts": ("诉求去向(到达 = 其余各项之和)", "Contacts (arrived = sum of the others)"),
    "seats": ("席位负荷", "Seats by load"),
    "systems": ("业务系统", "Business systems"),
    "around": ("环节内外", "Around the steps"),
    "step": ("环节", "step"),
    "started": ("开始", "started"),
    "ended": ("结束", "ended"),
    "due": ("到期", "due"),
    "on_time_share": ("按时率", "on time"),
    "median": ("用时中位数", "median"),
    "p95": ("用时95分位", "95th pct"),
    "wait_median": ("等待中位数", "median wait"),
    "longest_queue": ("最长排队", "longest queue"),
    "limit": ("时限", "limit"),
    "on_time": ("按时件数", "kept"),
    "end": ("去向", "how it ended"),
    "count": ("件数", "count"),
    "arrived": ("到达", "arrived"),
    "answered_directly": ("直接答复", "answered directly"),
    "closed": ("已办结", "closed"),
    "open": ("未办结", "open"),
    "merged": ("并单", "merged"),
    "not_accepted": ("不予受理", "not accepted"),
    "handed_over": ("移交紧急专线", "handed over"),
    "hung_up": ("来电挂断", "hung up"),
    "seat": ("席位", "seat"),
    "name": ("名称", "name"),
    "load": ("负荷", "load"),
    "busy": ("忙时(人·时)", "busy (operator-h)"),
    "on_shift": ("在岗(人·时)", "on shift (operator-h)"),
    "done": ("完成件次", "work done"),
    "longest_inbox": ("最长收件箱", "longest inbox"),
    "system": ("系统", "system"),
    "calls": ("调用", "calls"),
    "outages": ("中断", "outages"),
    "down": ("中断时长", "downtime"),
    "real": ("真实", "real"),
    "mock": ("模拟", "mock"),
    "missing": ("缺失", "missing"),
    "link": ("仅联通", "link"),
    "without_right": ("越权读取", "without right"),
    "figure": ("指标", "figure"),
    "value": ("数值", "value"),
    "drills": ("演练场次", "drills"),
    "answers": ("评价答复", "evaluation answers"),
    "satisfaction": ("满意度均值(1-5)", "mean satisfaction (1-5)"),
    "solved_share": ("答复已解决", "answered solved"),
    "busiest_hour": ("最忙一小时到达", "contacts in the busiest hour"),
    "most_open": ("同时未办结最多", "most open at once"),
}
"""Every word on the board: Chinese, English."""

NONE = "–"

UNQUEUED = ("feedback", "evaluate")
"""Steps without a queue of their own."""
_UNITS: tuple[Pair, ...] = (("天", "d"), ("小时", "h"), ("分", "min"), ("秒", "s"))


class Table(msgspec.Struct, frozen=True):
    """A table to draw: ``key`` names it in code, ``title`` and ``columns`` are words, ``rows`` are texts.

    The first ``text_columns`` columns are words (drawn to the left), the rest are figures (drawn to the right).
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: int = 1


def tables(figures: Figures, names: Mapping[str, Pair], lang: Lang) -> list[Table]:
    """All tables of the scoreboard, the most asked-for first."""
    return [
        _steps(figures, lang),
        _contacts(figures, lang),
        _limits(figures, lang),
        _around(figures, lang),
        _seats(figures, names, lang),
        _systems(figures, names, lang),
    ]


def duration(ms: int | None, lang: Lang) -> str:
    """A span for people: ``4.2 s``, ``12 min 5 s``, ``3 h 4 min``, ``2 d 3 h``; a dash for None.

    The two largest units, each of them written, so that minutes cannot be taken for hours.
    """
    if ms is None:
        return NONE
    seconds = ms // 1000
    if seconds < 60:
        return f"{ms // 100 / 10} {word(_UNITS[3], lang)}"
    parts = (seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
    first = next(place for place, part in enumerate(parts) if part)
    shown = [(parts[place], _UNITS[place]) for place in (first, first + 1)[: 4 - first]]
    return " ".join(f"{count} {word(unit, lang)}" for count, unit in shown)


def percent(value: float | None) -> str:
    """A share for people: ``97.5 %``; a dash for None."""
    return NONE if value is None else f"{value * 100:.1f} %"


def _columns(lang: Lang, *keys: str) -> tuple[str, ...]:
    return tuple(word(WORDS[key], lang) for key in keys)


def _steps(figures: Figures, lang: Lang) -> Table:
    keys = ("step", "started", "ended", "due", "on_time_share", "median", "p95", "wait_median", "longest_queue")
    rows = tuple(_step_row(step, lang) for step in figures.steps)
    return Table("steps", word(WORDS["steps"], lang), _columns(lang, *keys), rows)


def _step_row(step: StepFigures, lang: Lang) -> tuple[str, ...]:
    times = (duration(ms, lang) for ms in (step.median_ms, step.p95_ms, step.wait_median_ms))
    queue = NONE if step.step in UNQUEUED else str(step.longest_queue)
    counts = (str(step.started), str(step.ended), str(step.due), percent(step.on_time_share))
    return (word(VALUE_NAMES[step.step], lang), *counts, *times, queue)


def _limits(figures: Figures, lang: Lang) -> Table:
    rows = tuple(
        (word(VALUE_NAMES[each.limit], lang), str(each.due), str(each.on_time), percent(each.on_time_share))
        for each in figures.limits
    )
    columns = _columns(lang, "limit", "due", "on_time", "on_time_share")
    return Table("limits", word(WORDS["limits"], lang), columns, rows)


def _contacts(figures: Figures, lang: Lang) -> Table:
    ends = figures.contacts.__struct_fields__
    rows = tuple((word(WORDS[end], lang), str(getattr(figures.contacts, end))) for end in ends)
    return Table("contacts", word(WORDS["contacts"], lang), _columns(lang, "end", "count"), rows)


def _around(figures: Figures, lang: Lang) -> Table:
    satisfaction = NONE if figures.satisfaction is None else f"{figures.satisfaction:.2f}"
    hour = figures.busiest_hour_start[: len("2026-07-21 14:00")]
    busiest = f"{figures.busiest_hour_contacts} ({hour})"
    known = {
        "drills": str(figures.drills),
        "answers": str(figures.answers),
        "satisfaction": satisfaction,
        "solved_share": percent(figures.solved_share),
        "busiest_hour": busiest if figures.busiest_hour_start else str(figures.busiest_hour_contacts),
        "most_open": str(figures.most_open),
    }
    rows = [(word(WORDS[key], lang), text) for key, text in known.items()]
    rows += [(kind_name(kind, lang), str(count)) for kind, count in figures.counts.items()]
    return Table("around", word(WORDS["around"], lang), _columns(lang, "figure", "value"), tuple(rows))


def _seats(figures: Figures, names: Mapping[str, Pair], lang: Lang) -> Table:
    keys = ("seat", "name", "load", "busy", "on_shift", "done", "longest_inbox")
    rows = tuple(_seat_row(seat, names, lang) for seat in figures.seats)
    return Table("seats", word(WORDS["seats"], lang), _columns(lang, *keys), rows, text_columns=2)


def _seat_row(seat: SeatFigures, names: Mapping[str, Pair], lang: Lang) -> tuple[str, ...]:
    hours = (f"{ms / 3_600_000:.1f}" for ms in (seat.busy_ms, seat.on_shift_ms))
    name = word(names.get(seat.seat, ("", "")), lang)
    return (seat.seat, name, percent(seat.load), *hours, str(seat.done), str(seat.longest_inbox))


def _systems(figures: Figures, names: Mapping[str, Pair], lang: Lang) -> Table:
    keys = ("system", "name", "calls", "outages", "down", "real", "mock", "missing", "link", "without_right")
    rows = tuple(_system_row(system, names, lang) for system in figures.systems)
    return Table("systems", word(WORDS["systems"], lang), _columns(lang, *keys), rows, text_columns=2)


def _system_row(system: SystemFigures, names: Mapping[str, Pair], lang: Lang) -> tuple[str, ...]:
    name = word(names.get(system.system, ("", "")), lang)
    reads = (system.real, system.mock, system.missing, system.link, system.without_right)
    outages = (str(system.calls), str(system.outages), duration(system.down_ms, lang))
    return (system.system, name, *outages, *(str(each) for each in reads))
