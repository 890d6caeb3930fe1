"""Chapters 6 to 10: good practice, problems, the improvement plan, the circular, and comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from command_center.folds.sheet import IndicatorValue
from command_center.folds.tables import percent
from command_center.report import charts
from command_center.report.circular import FEWEST, WEIGHTS, Ranked
from command_center.report.context import PROGRAM, Writer
from command_center.report.document import Block, Bullets, Cell, Column, Empty, Figure, Table, Text
from command_center.report.findings import CLASSES, Finding, Improvement


def told(writer: Writer, finding: Finding, part: str = "issue") -> str:
    """A finding in words: its issue, or the action that is proposed."""
    named: dict[str, Callable[[Any], str]] = {
        "inject": writer.inject,
        "seat": writer.both,
        "seats": lambda seats: writer.listed(writer.both(seat) for seat in dict.fromkeys(seats)),
        "action": writer.action,
        "step": writer.value,
        "system": writer.both,
        "duty": writer.duty,
        "drill": writer.code,
        "down": writer.span,
        "over": writer.span,
        "share": percent,
    }
    gaps: dict[str, Any] = {name: named.get(name, str)(value) for name, value in finding.values.items()}
    gaps["indicator"] = writer.indicator(finding.indicator)
    if finding.kind in ("short_board", "good_indicator"):
        gaps |= _indicator_gaps(writer, finding)
    return writer.say(f"{finding.kind}.{part}", **gaps)


def _indicator_gaps(writer: Writer, finding: Finding) -> dict[str, object]:
    row = next(row for row in writer.data.maturity["indicators"] if row["id"] == finding.indicator)
    unit = row["unit"][writer.lang]
    value, aim = finding.values["value"], finding.values["next"]
    level = finding.values["level"]
    return {
        "value": f"{value:.1f} {unit}",
        "level": writer.level(level),
        "next": f"{aim:g} {unit}" if aim is not None else "–",
        "next_level": writer.level(min(level + 1, 5)),
        "formula": row["formula"][writer.lang],
    }


def _behind(writer: Writer, finding: Finding) -> tuple[str, ...]:
    """The evidence of a finding: its own facts, else its indicator's cases."""
    if finding.facts:
        key = f"{finding.kind}-{finding.subject}-{finding.values.get('inject', '')}-{finding.owner}"
        return writer.evidence(key, told(writer, finding)[:60], facts=finding.facts[:8])
    return writer.evidence(
        f"indicator-{finding.indicator}", writer.indicator(finding.indicator), explain=finding.indicator
    )


def good(writer: Writer) -> list[Block]:
    """Good practice, with what shows it."""
    if not writer.data.goods:
        return [Empty(writer.say("good.none"))]
    return [_list(writer, "good", list(writer.data.goods))]


def _list(writer: Writer, key: str, findings: list[Finding]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    behind: list[str] = []
    for number, finding in enumerate(findings, 1):
        own = _behind(writer, finding)
        behind += own
        numbers = {entry.key: entry.number for entry in writer.entries()}
        marks = writer.listed(numbers[name] for name in own)
        rows.append((number, told(writer, finding), writer.indicator(finding.indicator), marks))
    columns = writer.columns(
        ("col.number", "count", 0.4),
        ("col.finding", "text", 5),
        ("col.indicator", "text", 1.4),
        ("col.evidence", "text", 0.7),
    )
    return Table(key, writer.say(f"table.{key}"), columns, tuple(rows), evidence=tuple(dict.fromkeys(behind)))


def problems_of(writer: Writer, element: str) -> list[Block]:
    """The problems of one class, A rule to D data."""
    found = [finding for finding in writer.data.problems if finding.element == element]
    if not found:
        return [Empty(writer.say("problems.none"))]
    return [_list(writer, f"problems-{CLASSES[element]}", found)]


# -- improvement --------------------------------------------------------------------------------------------------


def plan(writer: Writer) -> list[Block]:
    """The improvement plan: who mends what by when, which indicator it should move, and how it is retested."""
    lines = writer.data.improvements
    if not lines:
        return [Empty(writer.say("plan.none"))]
    columns = writer.columns(
        ("col.number", "text", 0.7), ("col.capability", "text", 1.5), ("col.issue", "text", 3.4),
        ("col.proposal", "text", 3.2), ("col.element", "text", 1.1), ("col.owner", "text", 1.8),
        ("col.due_date", "text", 1.7), ("col.moves", "text", 1.3), ("col.retest", "text", 2),
    )  # fmt: skip
    rows = tuple(_line(writer, line) for line in lines)
    behind: list[str] = []
    for line in lines:
        behind += _behind(writer, line.finding)
    evidence = tuple(dict.fromkeys(behind))
    return [
        Text(writer.say("plan.text", count=len(lines))),
        Table("plan", writer.say("table.plan"), columns, rows, writer.say("note.plan"), evidence, wide=True),
        Text(writer.say("plan.retests")),
        _retests(lines),
    ]


def _line(writer: Writer, line: Improvement) -> tuple[Cell, ...]:
    finding = line.finding
    capability = writer.objective(finding.objective) if finding.objective else writer.element(finding.element)
    retest = writer.say("retest", scenario=line.scenario, seed=line.seed, due=line.due)
    owner = writer.both(line.owner) if line.owner else writer.say("owner.none")
    parts = (told(writer, finding), told(writer, finding, "action"), writer.say(f"class.{CLASSES[finding.element]}"))
    return (line.number, capability, *parts, owner, line.due, writer.indicator(finding.indicator), retest)


def _retests(lines: tuple[Improvement, ...]) -> Bullets:
    recipes = dict.fromkeys((line.scenario, line.seed, line.staffing) for line in lines)
    return Bullets(
        tuple(f"{PROGRAM} run {name} --seed {seed} --staffing {staffing}" for name, seed, staffing in recipes)
    )


# -- circular -----------------------------------------------------------------------------------------------------


def circular(writer: Writer) -> list[Block]:
    """工作通报: departments ranked, with the rule, and each one's three worst tickets."""
    found = writer.data.departments
    if not found:
        return [Empty(writer.say("circular.none"))]
    rows = tuple(_rank(writer, each) for each in found)
    columns = writer.columns(
        ("col.rank", "count", 0.6), ("col.department", "text", 2.4), ("col.points", "one"), ("col.due", "count"),
        ("col.on_time", "share"), ("col.dispatched", "count"), ("col.returned", "share"), ("col.answers", "count"),
        ("col.satisfied", "share"),
    )  # fmt: skip
    kinds = ["dispatched", "returned", "close_ended", "evaluated"]
    evidence = writer.evidence("circular", writer.say("table.circular"), kinds)
    rule = writer.say("circular.rule", **WEIGHTS, fewest=FEWEST)
    return [
        Text(rule),
        Table("circular", writer.say("table.circular"), columns, rows, evidence=evidence),
        *_worst(writer),
    ]


def _rank(writer: Writer, each: Ranked) -> tuple[Cell, ...]:
    score = each.score
    name = f"{each.id} {writer.pair(each.name)}"
    shares = (
        score.due,
        score.on_time_share,
        score.dispatched,
        score.return_share,
        score.answers,
        score.satisfied_share,
    )
    return (each.rank or None, name, each.points, *shares)


def _worst(writer: Writer) -> list[Block]:
    rows: list[tuple[Cell, ...]] = []
    for each in writer.data.departments:
        for worst in each.worst:
            name = f"{each.id} {writer.pair(each.name)}"
            opened = f"{PROGRAM} show ticket {worst.drill} {worst.ticket}"
            rows.append((name, writer.code(worst.drill), worst.ticket, worst.late_ms, opened))
    if not rows:
        return [Text(writer.say("worst.none"))]
    columns = writer.columns(
        ("col.department", "text", 2), ("col.code", "text", 0.5), ("col.ticket", "fact", 0.8), ("col.late", "ms"),
        ("col.opens", "text", 3.6),
    )  # fmt: skip
    evidence = writer.evidence("worst", writer.say("table.worst"), ["limit_set", "light_turned_red", "close_ended"])
    return [Table("worst", writer.say("table.worst"), columns, tuple(rows), evidence=evidence)]


# -- comparison ---------------------------------------------------------------------------------------------------


def comparison(writer: Writer) -> list[Block]:
    """Drills side by side: elements' scores and steps' shares, in the order in which they were named."""
    drills = writer.data.compared
    if not drills:
        return [Empty(writer.say("comparison.none"))]
    names = [_compared(writer, number) for number in range(len(drills))]
    lines = [
        charts.Compared(
            writer.indicator(row["id"]), tuple(_score(each.sheet.profile.indicators, row["id"]) for each in drills)
        )
        for row in writer.data.maturity["indicators"]
    ]
    shown = [line for line in lines if sum(value is not None for value in line.values) > 1]
    evidence = writer.evidence("comparison", writer.say("figure.comparison"), ["close_ended", "duty_met"])
    blocks: list[Block] = []
    if shown:
        svg = charts.comparison(writer.say("figure.comparison"), shown[:14], names, (1, 5, ""))
        title = writer.say("figure.comparison")
        blocks.append(
            Figure("comparison", title, svg, writer.say("told.comparison", count=len(shown)), evidence=evidence)
        )
    steps = tuple(
        (writer.value(step.step), *(each.sheet.steps[place].on_time_share for each in drills))
        for place, step in enumerate(drills[0].sheet.steps)
    )
    columns = (
        *writer.columns(("col.step", "text", 1.4)),
        *(_share_column(writer, number) for number in range(len(drills))),
    )
    blocks.append(Table("comparison", writer.say("table.comparison"), columns, steps, writer.listed(names), evidence))
    return blocks


def _share_column(writer: Writer, number: int) -> Column:
    return Column(_short_name(writer, number), "share")


def _short_name(writer: Writer, number: int) -> str:
    drill = writer.data.compared[number]
    own = writer.code(drill.label)
    return own if own != drill.label else writer.say("earlier", number=number + 1)


def _compared(writer: Writer, number: int) -> str:
    drill = writer.data.compared[number]
    title = writer.pair(drill.title) or drill.label
    staffing = writer.staffing(drill.staffing)
    return f"{_short_name(writer, number)} {title} · {staffing} · {drill.start_local} · {drill.root[:8]}"


def _score(indicators: Sequence[IndicatorValue], name: str) -> float | None:
    return next((value.score for value in indicators if value.id == name), None)
