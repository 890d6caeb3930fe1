"""Chapter 5: evaluation by aim, by indicator, by step, and of everything around them, each with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from command_center.folds.critical_tasks import automatic_rating
from command_center.folds.names import Pair
from command_center.folds.sheet import IndicatorValue
from command_center.report import charts
from command_center.report.context import Writer
from command_center.report.courses import queue_figure
from command_center.report.document import Block, Bullets, Cell, Empty, Figure, Notice, Table, Text
from command_center.report.opening import SHOWN_DRILLS
from command_center.report.parts import ExpectedPart


def rating(states: list[str]) -> str:
    """Automatic rating of an aim from the states of its expected actions: P, S, M or U; empty where none was tested."""
    return automatic_rating(Counter(states))


def by_aim(writer: Writer) -> list[Block]:
    """Each aim with its expected actions, then every expected action."""
    cases = [(drill, each) for drill in writer.data.drills for each in drill.expected]
    if not cases:
        return [Empty(writer.say("aims.no_actions"))]
    aims: dict[str, list[ExpectedPart]] = {}
    for _, each in cases:
        aims.setdefault(each.objective, []).append(each)
    rows = [_aim_row(writer, aim, parts) for aim, parts in aims.items()]
    columns = writer.columns(
        ("col.aim", "text", 3), ("col.expected", "count"), ("state.met", "count"), ("state.late", "count"),
        ("state.missed", "count"), ("state.not_tested", "count"), ("col.rating", "text", 1.6),
    )  # fmt: skip
    facts = [(drill.label, each.done_n) for drill, each in cases if each.state == "late"]
    kinds = ["inject_shown", "action_taken"]
    evidence = writer.evidence("aims", writer.say("table.aims"), kinds, facts[:12])
    summary = Table("aims", writer.say("table.aims"), columns, tuple(rows), writer.say("note.rating"), evidence)
    untouched = [
        writer.pair(each.title.pair) for each in writer.data.drills[0].scenario.objectives if each.id not in aims
    ]
    blocks: list[Block] = [summary]
    if untouched:
        blocks.append(Text(writer.say("aims.untouched", names=writer.listed(untouched))))
    return [*blocks, _actions(writer)]


def _aim_row(writer: Writer, aim: str, parts: list[ExpectedPart]) -> tuple[Cell, ...]:
    states = [part.state for part in parts]
    letter = rating(states)
    told = writer.say(f"rating.{letter}") if letter else writer.say("state.not_tested")
    counts = (states.count(state) for state in ("met", "late", "missed", "not_tested"))
    return (writer.objective(aim) if aim else writer.say("aims.nameless"), len(parts), *counts, told)


def _actions(writer: Writer) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for drill in writer.data.drills:
        for each in drill.expected:
            took = each.done - each.shown if each.done >= 0 and each.shown >= 0 else None
            seat = writer.both(each.seat)
            if each.by != each.seat:
                seat += writer.say("covered", by=writer.both(each.by))
            told = (writer.inject(each.inject), seat, writer.action(each.action))
            times = (each.within_ms, took, writer.say(f"state.{each.state}"))
            fact = each.done_n if each.done_n >= 0 else each.shown_n
            rows.append((writer.code(drill.label), *told, *times, fact))
    columns = writer.columns(
        ("col.code", "text", 0.5), ("col.inject", "text", 2), ("col.seat", "text", 2), ("col.action", "text", 1.5),
        ("col.limit", "ms", 0.9), ("col.took", "ms", 0.9), ("col.state", "text", 0.9), ("col.fact", "fact", 0.8),
    )  # fmt: skip
    evidence = writer.evidence("expected", writer.say("table.expected"), ["inject_shown", "action_taken"])
    return Table("expected", writer.say("table.expected"), columns, tuple(rows), writer.say("note.expected"), evidence)


# -- maturity -----------------------------------------------------------------------------------------------------


def maturity(writer: Writer) -> list[Block]:
    """The city's level, the radar of the elements, the ladder of the indicators."""
    profile = writer.data.sheet.profile
    target = f"{profile.target:.1f}"
    if profile.city_level:
        score = f"{profile.city_score:.2f}" if profile.city_score is not None else "–"
        gap = f"{profile.gap:+.2f}" if profile.gap is not None else "–"
        gaps = {"level": writer.level(profile.city_level), "score": score, "gap": gap, "target": target}
        said = writer.say("city.text", weakest=writer.element(profile.weakest), year=profile.year, **gaps)
    else:
        said = writer.say("city.not_rated", year=profile.year, target=target)
    blocks: list[Block] = [Text(said), _radar(writer), _elements(writer), _ladder(writer), _indicators(writer)]
    blocks.append(Bullets(tuple(_gates(writer))))
    blocks += _band(writer)
    capped = [writer.element(each.id) for each in profile.elements if each.mock_capped]
    if capped:
        blocks.append(Notice(writer.say("mock.capped", names=writer.listed(capped))))
    return blocks


def _radar(writer: Writer) -> Figure:
    profile = writer.data.sheet.profile
    spokes = []
    for element in profile.elements:
        score = "–" if element.score is None else f"{element.score:.2f}"
        spokes.append(
            charts.Spoke(writer.element(element.id), element.score, f"{score} · {writer.level(element.level)}")
        )
    title = writer.say("figure.radar")
    words = (writer.say("legend.score"), writer.say("legend.target", year=profile.year), writer.say("not_rated"))
    svg = charts.radar(title, spokes, profile.target, words)
    told = writer.sentence(f"{spoke.name} {spoke.told}" for spoke in spokes)
    return Figure("radar", title, svg, told, evidence=_maturity_evidence(writer))


def _maturity_evidence(writer: Writer) -> tuple[str, ...]:
    kinds = ["duty_met", "duty_missed", "dispatched", "close_ended", "evaluated", "system_call_ended"]
    return writer.evidence("maturity", writer.say("table.indicators"), kinds)


def _elements(writer: Writer) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for element in writer.data.sheet.profile.elements:
        boards = writer.listed(writer.indicator(name) for name in element.short_boards) or "–"
        met = " ".join(element.ratings) or "–"
        gate = f"G{element.gate}" if element.gate else "–"
        told = (writer.level(element.level), element.score, element.rated, met, gate, element.mock_share, boards)
        rows.append((f"{element.id} {writer.element(element.id)}", *told))
    columns = writer.columns(
        ("col.element", "text", 1.6), ("col.level", "text", 1.4), ("col.score", "decimal", 0.8),
        ("col.rated", "count", 0.8),
        ("col.met_levels", "text"), ("col.gate", "text", 0.8), ("col.mock_share", "share"), ("col.short", "text", 2.2),
    )  # fmt: skip
    note = writer.say("note.elements")
    return Table("elements", writer.say("table.elements"), columns, tuple(rows), note, _maturity_evidence(writer))


def _ladder(writer: Writer) -> Figure:
    rungs = [_rung(writer, value) for value in writer.data.sheet.profile.indicators]
    levels = [row["names"][writer.lang] for row in writer.data.maturity["levels"]]
    title = writer.say("figure.ladder")
    words = (writer.say("legend.assessed"), writer.say("legend.interval"), writer.say("not_rated"))
    svg = charts.ladder(title, rungs, levels, words)
    rated = [rung for rung in rungs if rung.score is not None]
    told = writer.say("told.ladder", rated=len(rated), of=len(rungs))
    note = writer.say("note.ladder")
    return Figure("ladder", title, svg, told, note, _maturity_evidence(writer))


def _rung(writer: Writer, value: IndicatorValue) -> charts.Rung:
    row = next(row for row in writer.data.maturity["indicators"] if row["id"] == value.id)
    told = interval(writer, value) if value.rated else writer.say("not_rated")
    name = row["names"][writer.lang]
    if not value.rated:
        return charts.Rung(value.id, name, None, None, None, 0, told)
    ends = [place(end, row) if end is not None else None for end in (value.low, value.high)]
    return charts.Rung(value.id, name, ends[0], value.score, ends[1], value.level, told)


def place(value: float, row: dict[str, object]) -> float:
    """Where a value stands on the scale 1.00 to 5.00, straight between the indicator's thresholds."""
    ladder = [float(str(row["zero"])), *(float(each) for each in row["thresholds"])]  # type: ignore[attr-defined] # a list from the plan
    sign = 1 if row["better"] == "more" else -1
    for step, (before, after) in enumerate(pairwise(ladder), 1):
        if sign * value < sign * after:
            return max(step + (value - before) / (after - before), 1.0)
    return 5.0


def interval(writer: Writer, value: IndicatorValue) -> str:
    """A value with its unit and interval, ``87.2 [84.1, 89.9] %``."""
    row = next(row for row in writer.data.maturity["indicators"] if row["id"] == value.id)
    unit = row["unit"][writer.lang]
    ends = "" if value.low == value.high else f" [{_short(value.low)}, {_short(value.high)}]"
    return f"{_short(value.value)}{ends} {unit}"


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}" if abs(value) < 1000 else f"{value:,.0f}"


def _indicators(writer: Writer) -> Table:
    rows: list[tuple[Cell, ...]] = []
    explained: list[str] = []
    for value in writer.data.sheet.profile.indicators:
        explained += writer.evidence(f"indicator-{value.id}", writer.indicator(value.id), explain=value.id)
        cases = f"{value.numerator:g} / {value.denominator:g}"
        remark: Pair | None = value.reason or value.note
        told = (interval(writer, value) if value.value is not None else None, writer.level(value.level), value.score)
        rows.append((writer.indicator(value.id), *told, cases, writer.pair(remark) if remark else ""))
    columns = writer.columns(
        ("col.indicator", "text", 1.8), ("col.value_interval", "text", 1.8), ("col.level", "text", 1.2),
        ("col.score", "decimal", 0.7), ("col.cases", "text", 1.2), ("col.remark", "text", 2.2),
    )  # fmt: skip
    note = writer.say("note.indicators", digest=writer.data.maturity_digest[:16])
    return Table("indicators", writer.say("table.indicators"), columns, tuple(rows), note, tuple(explained))


def _gates(writer: Writer) -> list[str]:
    told = []
    for gate in writer.data.sheet.profile.gates:
        state = "gate.unknown" if gate.passed is None else "gate.passed" if gate.passed else "gate.failed"
        reasons = ("；" if writer.lang == "zh" else "; ").join(writer.pair(reason) for reason in gate.reasons)
        told.append(writer.say("gate.line", level=gate.level, state=writer.say(state), reasons=reasons).rstrip(" :："))
    return told


def _band(writer: Writer) -> list[Block]:
    band = writer.data.sheet.profile.weight_band
    if band.city_score is None:
        return []
    low, high = band.city_score
    levels = " – ".join(str(level) for level in dict.fromkeys(band.city_level))
    gaps = {"change": f"{band.change * 100:.0f}", "levels": levels, "low": f"{low:.2f}", "high": f"{high:.2f}"}
    return [Text(writer.say("band.text", **gaps))]


# -- steps, response, queue ---------------------------------------------------------------------------------------


def steps(writer: Writer) -> list[Block]:
    """The six steps: how many came through, how many in time."""
    found = writer.data.sheet.steps
    arrived = writer.data.sheet.contacts.get("arrived", 0)
    if not arrived:
        return [Empty(writer.say("steps.none"))]
    stages = [charts.Stage(writer.say("stage.arrived"), arrived, "100 %")]
    for step in found:
        stages.append(charts.Stage(writer.value(step.step), step.ended, f"{100 * step.ended / arrived:.1f} %"))
    kinds = ["contact_arrived", "accept_ended", "transfer_ended", "handle_ended", "close_ended", "evaluate_ended"]
    evidence = writer.evidence("steps", writer.say("table.steps"), kinds)
    funnel = charts.funnel(writer.say("figure.funnel"), stages)
    told = writer.sentence(f"{stage.name} {stage.came:,}" for stage in stages)
    title = writer.say("figure.funnel")
    blocks: list[Block] = [Figure("funnel", title, funnel, told, writer.say("note.funnel"), evidence)]
    bars = [
        charts.Bar(writer.value(step.step), step.on_time_share, f"{step.on_time:,} / {step.due:,}") for step in found
    ]
    words = (writer.say("legend.on_time"), writer.say("legend.late"), writer.say("legend.no_case"))
    svg = charts.shares("on-time", writer.say("figure.on_time"), bars, words)
    told = writer.sentence(f"{bar.name} {bar.told}" for bar in bars)
    limits = writer.evidence("limits", writer.say("figure.on_time"), ["limit_set", "light_turned_red"], explain="B2")
    blocks.append(Figure("on-time", writer.say("figure.on_time"), svg, told, evidence=limits))
    return [*blocks, _step_table(writer), _contacts(writer)]


def _step_table(writer: Writer) -> Table:
    rows = tuple(
        (
            writer.value(step.step), step.started, step.ended, step.due, step.on_time_share, step.median_ms,
            step.p95_ms, step.wait_median_ms, step.longest_queue,
        )
        for step in writer.data.sheet.steps
    )  # fmt: skip
    columns = writer.columns(
        ("col.step", "text"), ("col.started", "count"), ("col.ended", "count"), ("col.due", "count"),
        ("col.on_time", "share"), ("col.median", "ms"), ("col.p95", "ms"), ("col.wait", "ms"), ("col.queue", "count"),
    )  # fmt: skip
    evidence = writer.evidence("steps", writer.say("table.steps"))
    return Table("steps", writer.say("table.steps"), columns, rows, writer.say("note.steps"), evidence)


def _contacts(writer: Writer) -> Table:
    known = ("arrived", "answered_directly", "closed", "open", "merged", "not_accepted", "handed_over", "hung_up")
    contacts = writer.data.sheet.contacts
    arrived = contacts.get("arrived", 0) or 1
    rows = tuple(
        (writer.say(f"contact.{name}"), contacts[name], contacts[name] / arrived) for name in known if name in contacts
    )
    columns = writer.columns(("col.outcome", "text", 3), ("col.count", "count"), ("col.share", "share"))
    kinds = ["contact_arrived", "answered_directly", "close_ended", "merged", "caller_hung_up"]
    evidence = writer.evidence("contacts", writer.say("table.contacts"), kinds)
    return Table("contacts", writer.say("table.contacts"), columns, rows, evidence=evidence)


def response(writer: Writer) -> list[Block]:
    """1315, the three rates, and the conversion time."""
    sheet = writer.data.sheet
    rows: list[tuple[Cell, ...]] = [
        (writer.say(f"clock.{clock.clock}"), clock.limit_ms, clock.count, clock.within, clock.share, clock.median_ms)
        for clock in sheet.response_1315.clocks
    ]
    columns = writer.columns(
        ("col.clock", "text", 2), ("col.limit", "ms"), ("col.cases_short", "count"), ("col.within", "count"),
        ("col.share", "share"), ("col.median", "ms"),
    )  # fmt: skip
    evidence = writer.evidence("1315", writer.say("table.1315"), ["accept_ended", "unit_dispatched", "unit_arrived"])
    base = writer.say(f"base.{sheet.response_1315.base}")
    note = writer.say("note.1315", base=base, without=sheet.response_1315.without_arrival)
    table = Table("1315", writer.say("table.1315"), columns, tuple(rows), note, evidence)
    return [table, _rates(writer), *_conversion(writer)]


def _rates(writer: Writer) -> Table:
    rates = writer.data.sheet.three_rates
    rows: tuple[tuple[Cell, ...], ...] = (
        (writer.say("rate.response"), rates.contacted, rates.to_contact, rates.response),
        (writer.say("rate.solution"), rates.solved, rates.answers, rates.solution),
        (writer.say("rate.satisfaction"), rates.satisfied, rates.answers, rates.satisfaction),
        (writer.say("rate.combined"), None, None, rates.combined),
    )
    columns = writer.columns(
        ("col.rate", "text", 2), ("col.numerator", "count"), ("col.denominator", "count"), ("col.share", "share")
    )
    evidence = writer.evidence("rates", writer.say("table.rates"), ["caller_contacted", "evaluated"])
    return Table("rates", writer.say("table.rates"), columns, rows, writer.say("note.rates"), evidence)


def _conversion(writer: Writer) -> list[Block]:
    found = [each for each in writer.data.sheet.t_conv if each.median_minutes is not None]
    if not found:
        return [Empty(writer.say("conversion.none"))]
    told = writer.listed(
        writer.say(
            "conversion.part", scenario=each.scenario, minutes=f"{each.median_minutes:,.0f}", tickets=each.tickets
        )
        for each in found
    )
    return [Text(writer.say("conversion.text", told=told))]


def queues(writer: Writer) -> list[Block]:
    """How work piled up over time."""
    drills = [drill for drill in writer.data.drills[:SHOWN_DRILLS] if any(any(line) for line in drill.queues.values())]
    return [queue_figure(writer, drill) for drill in drills] or [Empty(writer.say("queues.none"))]


Chapter = Callable[[Writer], list[Block]]
