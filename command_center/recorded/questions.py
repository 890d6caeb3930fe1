"""Asks for what the mapping leaves out and the export does not show, with a sample under each candidate.

Nothing is guessed: a wrong guess about the order of day and month is seen by nobody until the scores are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from command_center.plan.problems import Problem, Said, did_you_mean
from command_center.plan.yaml_file import Document
from command_center.recorded.mapping import Mapping, TimeColumn
from command_center.recorded.times import Clockwork, RowError, has_marker, has_time, is_date, is_time, year_first

PROBED = 200
"""How many rows are looked at."""

_ZONES = ("Asia/Shanghai", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "UTC")
_ANY_ZONE = "UTC"
Rows = Sequence[Sequence[str]]


def columns_missing(mapping: Mapping, document: Document, head: Sequence[str], shown: str) -> list[Problem]:
    """The columns that the mapping names and the export does not have exactly once."""
    problems = []
    for column, field in mapping.needed().items():
        count = head.count(column)
        if count == 1:
            continue
        wrong = Said(f"{shown} has {count or 'no'} columns named {column!r}", f"{shown} 有 {count} 列名为 {column!r}")
        right = did_you_mean(column, head) if not count else Said("rename all but one", "请只留一列")
        problems.append(document.problem(field.split("."), wrong, right))
    return problems


def questions(mapping: Mapping, document: Document, head: Sequence[str], rows: Rows) -> list[Problem]:
    """What must be added to the mapping before the rows can be read."""
    problems: list[Problem] = []
    for field, spec in _times(mapping):
        cells = [row[head.index(spec.column or spec.date)].strip() for row in rows]
        clocks = [row[head.index(spec.time)].strip() for row in rows] if spec.time else cells
        problems += _date_order(mapping, document, cells)
        problems += _clock(mapping, document, clocks)
        problems += _time_apart(spec, document, field, cells, head, rows)
    if not mapping.zone:
        problems.append(_zone(mapping, document, head, rows))
    return list(dict.fromkeys(problems))


def _times(mapping: Mapping) -> Iterator[tuple[str, TimeColumn]]:
    for field in type(mapping.columns).model_fields:
        spec = getattr(mapping.columns, field)
        if isinstance(spec, TimeColumn):
            yield field, spec


def _date_order(mapping: Mapping, document: Document, cells: Sequence[str]) -> Iterator[Problem]:
    unclear = next((cell for cell in cells if is_date(cell) and not year_first(cell)), "")
    if mapping.date_order or not unclear:
        return
    wrong = Said(f"is not named, and {unclear!r} does not tell it", f"未指明，而 {unclear!r} 看不出日期顺序")
    samples = {order: _day(unclear, order) for order in ("mdy", "dmy", "ymd")}
    yield document.problem(("date_order",), wrong, _one_of("date_order", samples))


def _clock(mapping: Mapping, document: Document, cells: Sequence[str]) -> Iterator[Problem]:
    marked = next((cell for cell in cells if has_marker(cell)), "")
    if mapping.clock or not marked:
        return
    wrong = Said(f"is not named, and {marked!r} has AM or PM", f"未指明，而 {marked!r} 带有上午下午标记")
    right = Said(
        f"add clock: 12h ({marked!r} is read so), or clock: 24h (rows such as {marked!r} are rejected)",
        f"请加 clock: 12h（按此读取 {marked!r}），或 clock: 24h（拒绝 {marked!r} 这样的行）",
    )
    yield document.problem(("clock",), wrong, right)


def _time_apart(
    spec: TimeColumn, document: Document, field: str, cells: Sequence[str], head: Sequence[str], rows: Rows
) -> Iterator[Problem]:
    bare = next((number for number, cell in enumerate(cells) if is_date(cell)), None)
    if spec.time or spec.date_only or bare is None or any(has_time(cell) for cell in cells):
        return
    column = spec.column or spec.date
    apart = [name for name, cell in zip(head, rows[bare], strict=True) if name != column and is_time(cell)]
    day = cells[bare]
    samples = [(f"{{date: {column}, time: {name}}}", f"{day} {rows[bare][head.index(name)]}") for name in apart]
    samples += [(f"{{column: {column}, date_only: start}}", f"{day} 00:00")]
    en = "; or ".join(f"{spec} would read {shown}" for spec, shown in samples)
    zh = "；或 ".join(f"{spec} 读作 {shown}" for spec, shown in samples)
    wrong = Said(f"{column!r} holds dates without a time, such as {day!r}", f"{column!r} 只有日期，如 {day!r}")
    right = Said(f"write {field}: {en}", f"请写 {field}: {zh}")
    yield document.problem(("columns", field), wrong, right)


def _zone(mapping: Mapping, document: Document, head: Sequence[str], rows: Rows) -> Problem:
    spec = mapping.columns.arrived
    index = {name: number for number, name in enumerate(head)}
    read = Clockwork(_ANY_ZONE, mapping.date_order or "ymd", mapping.clock or "24h").reader(spec, index)
    sample, moment = "", None
    for row in rows:
        try:
            moment = read(row)
        except RowError:
            continue
        if moment is not None:
            sample = " ".join(row[index[name]].strip() for name in spec.names())
            break
    wrong = Said(
        f"is not named; {sample or 'a local time'} means another moment in each",
        f"未指明；{sample or '同一当地时间'} 在各时区是不同时刻",
    )
    return document.problem(("zone",), wrong, _one_of("zone", {zone: _in_zone(moment, zone) for zone in _ZONES}))


def _in_zone(local_ms: int | None, zone: str) -> Said:
    if local_ms is None:
        return Said("local time there", "当地时间")
    written = datetime.fromtimestamp(local_ms / 1000, UTC).replace(tzinfo=None)
    apart = TimeColumn(date="date", time="time")
    moment = Clockwork(zone).moment(f"{written:%Y-%m-%d}", f"{written:%H:%M:%S}", apart)
    return Said(*[f"{datetime.fromtimestamp(moment / 1000, UTC):%Y-%m-%d %H:%M} UTC"] * 2)


def _day(cell: str, order: str) -> Said:
    words = cell.split()
    try:
        moment = Clockwork(_ANY_ZONE, order).moment(words[0], "", TimeColumn(column="date", date_only="start"))
    except (RowError, IndexError):
        return Said("not a date", "并非日期")
    day = datetime.fromtimestamp(moment / 1000, UTC)
    return Said(f"{day:%d %B %Y}", f"{day.year}年{day.month}月{day.day}日")


def _one_of(field: str, samples: dict[str, Said]) -> Said:
    en = "; ".join(f"{field}: {name} would read {sample}" for name, sample in samples.items())
    zh = "；".join(f"{field}: {name} 读作 {sample.zh}" for name, sample in samples.items())
    return Said(f"add one line: {en}", f"请加一行：{zh}")
