"""Chapters 1 to 4: overview, organisation, scenario and process, participation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from command_center.folds.tables import NONE
from command_center.report.context import Writer
from command_center.report.courses import depth_figure, heat_figure, timeline_figure
from command_center.report.document import Block, Bullets, Cell, Empty, Notice, Table, Text
from command_center.report.parts import DrillPart
from command_center.report.rated import has_people

SHOWN_DRILLS = 4
"""Drills whose pictures are drawn; the tables name them all."""


def overview(writer: Writer) -> list[Block]:
    """Which drills, when, for what."""
    drills = writer.data.drills
    first = drills[0]
    city = writer.pair((writer.data.roster.city.zh, writer.data.roster.city.en))
    centre = writer.pair(writer.data.roster.names.pair) or writer.data.roster.name
    titles = writer.listed(dict.fromkeys(_title(writer, drill) for drill in drills))
    when = writer.listed(dict.fromkeys(drill.start_local for drill in drills))
    blocks: list[Block] = [
        Text(writer.say("overview.text", city=city, centre=centre, titles=titles, when=when, count=len(drills)))
    ]
    about = writer.pair(first.scenario.about.pair)
    if about:
        blocks.append(Text(about))
    blocks.append(_drill_table(writer))
    mock = sum(line.mock_reads for line in writer.data.sheet.drills)
    if mock:
        reads = sum(line.reads for line in writer.data.sheet.drills)
        blocks.append(Notice(writer.say("mock.notice", mock=f"{mock:,}", reads=f"{reads:,}")))
    if any(drill.origin == "recorded" for drill in drills):
        blocks.append(Notice(writer.say("recorded.notice")))
    return blocks


def aims(writer: Writer) -> list[Block]:
    """What the drills were to show."""
    pairs = dict.fromkeys(each.title.pair for drill in writer.data.drills for each in drill.scenario.objectives)
    items = tuple(writer.pair(pair) for pair in pairs)
    return [Bullets(items)] if items else [Empty(writer.say("aims.none"))]


def _title(writer: Writer, drill: DrillPart) -> str:
    return writer.pair(drill.scenario.title.pair) or drill.scenario.name


def _drill_table(writer: Writer) -> Table:
    def row(drill: DrillPart) -> tuple[Cell, ...]:
        title = f"{_title(writer, drill)} ({drill.scenario.name})"
        plan = writer.staffing(drill.staffing)
        status = writer.value(drill.status)
        length = writer.span(drill.horizon_ms)
        return (writer.code(drill.label), title, plan, drill.seed, drill.start_local, length, status, drill.facts)

    columns = writer.columns(
        ("col.code", "text", 0.5), ("col.scenario", "text", 2.6), ("col.staffing", "text"), ("col.seed", "text", 1.2),
        ("col.start", "text", 1.6), ("col.length", "text"), ("col.status", "text", 0.9), ("col.facts", "count"),
    )  # fmt: skip
    evidence = writer.evidence("drills", writer.say("table.drills"), ["drill_started", "drill_ended"])
    rows = tuple(row(drill) for drill in writer.data.drills)
    return Table("drills", writer.say("table.drills"), columns, rows, evidence=evidence)


# -- organisation -------------------------------------------------------------------------------------------------


def conduct(writer: Writer) -> list[Block]:
    """Who led, played and judged."""
    persons = {seat.id for drill in writer.data.drills for seat in drill.seats if seat.player == "person"}
    orders = sum(drill.kind("order_accepted").count for drill in writer.data.drills)
    seats = len(writer.data.roster.seats)
    said = "conduct.persons" if persons else "conduct.program"
    given = ("conduct.all_orders" if persons else "conduct.orders") if orders else "conduct.no_orders"
    return [
        Text(writer.say(said, seats=seats, persons=len(persons))),
        Text(writer.say(given, orders=orders)),
        _evaluators(writer),
    ]


def _evaluators(writer: Writer) -> Block:
    if not has_people(writer):
        return Empty(writer.say("conduct.no_evaluators"))
    sheet = writer.data.sheet
    people = [each.by for task in sheet.critical_tasks for each in task.human]
    people += [task.override.by for task in sheet.critical_tasks if task.override]
    roles = writer.listed(sorted({*people, *(seen.by for seen in sheet.observations)}))
    gaps = {"ratings": len(people), "observations": len(sheet.observations)}
    return Text(writer.say("conduct.evaluators", roles=roles, **gaps))


PROFILES = ("own", "stand_in", "responder", "empty")


def seats(writer: Writer) -> list[Block]:
    """How the seats were held, by group."""
    drill = writer.data.drills[0]
    if not drill.seats:
        return [Empty(writer.say("seats.none"))]
    groups: dict[str, Counter[str]] = {}
    for seat in drill.seats:
        group = groups.setdefault(seat.group, Counter())
        group["all"] += 1
        group[seat.profile or "empty"] += 1
        group["person"] += seat.player == "person"
    rows: list[tuple[Cell, ...]] = [(_group(writer, name), *_held(counts)) for name, counts in groups.items()]
    total = sum(groups.values(), Counter())
    rows.append((writer.say("total"), *_held(total)))
    columns = writer.columns(
        ("col.group", "text", 2), ("col.seats", "count"), ("col.own", "count"), ("col.stand_in", "count"),
        ("col.responder", "count"), ("col.empty", "count"), ("col.person", "count"),
    )  # fmt: skip
    evidence = writer.evidence("staffing", writer.say("table.staffing"), ["seat_staffed", "operators_changed"])
    caption = writer.say("table.staffing") + writer.of(drill)
    return [Table("staffing", caption, columns, tuple(rows), writer.say("note.staffing"), evidence)]


def _held(counts: Counter[str]) -> tuple[int, ...]:
    return (counts["all"], *(counts[profile] for profile in PROFILES), counts["person"])


def _group(writer: Writer, group: str) -> str:
    known = ("Command", "Party", "Government", "Platform", "Utilities", "Vertical", "Rescue", "Levels")
    return writer.say(f"group.{group}") if group in known else group


def systems(writer: Writer) -> list[Block]:
    """The business systems by what they give; vertical agencies named."""
    roster = writer.data.roster
    if not roster.systems:
        return [Empty(writer.say("systems.none"))]
    feeds = Counter(system.feed for system in roster.systems)
    told = writer.listed(f"{writer.value(feed)} {feeds[feed]}" for feed in ("real", "mock", "missing", "link"))
    blocks: list[Block] = [Text(writer.say("systems.text", count=len(roster.systems), told=told))]
    stood_in = [system for system in roster.systems if system.feed in ("mock", "missing")]
    if stood_in:
        names = writer.listed(writer.both(system.id) for system in stood_in)
        blocks.append(Notice(writer.say("systems.stood_in", names=names)))
    return blocks


# -- scenario and process -----------------------------------------------------------------------------------------


def process(writer: Writer) -> list[Block]:
    """What happened when: the timeline of each drill, and its turning points."""
    blocks: list[Block] = []
    for drill in writer.data.drills[:SHOWN_DRILLS]:
        turns = [moment for moment in drill.moments if moment.lane != "action"]
        if not turns and not drill.moments:
            blocks.append(Empty(writer.say("process.none") + writer.of(drill)))
            continue
        blocks.append(timeline_figure(writer, drill))
        blocks.append(_turning_points(writer, drill))
    blocks += _left_out(writer)
    return blocks


def _left_out(writer: Writer) -> list[Block]:
    count = len(writer.data.drills) - SHOWN_DRILLS
    return [Text(writer.say("drills.left_out", count=count, shown=SHOWN_DRILLS))] if count > 0 else []


def _turning_points(writer: Writer, drill: DrillPart) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for moment in drill.moments:
        if moment.lane not in ("action", "inject"):
            lane = writer.say(f"lane.{moment.lane}")
            rows.append(
                (writer.moment(drill, moment.t), lane, turn(writer, moment.lane, moment.what, moment.about), moment.n)
            )
    columns = writer.columns(("col.when", "text"), ("col.lane", "text"), ("col.what", "text", 3), ("col.fact", "fact"))
    kinds = ["warning_issued", "response_level_set", "mode_ordered", "mode_switched", "system_went_down"]
    evidence = writer.evidence("turning", writer.say("table.turning"), kinds)
    key = f"turning-{writer.code(drill.label)}"
    return Table(key, writer.say("table.turning") + writer.of(drill), columns, tuple(rows), evidence=evidence)


def turn(writer: Writer, lane: str, what: str, about: str) -> str:
    """A turning point in words."""
    if lane == "warning":
        return writer.say(f"warning.{what}") if what in ("blue", "yellow", "orange", "red", "none") else what
    if lane == "level":
        return writer.say("level.set", level=what) if what else writer.say("level.ended")
    if lane == "mode":
        return writer.say(f"mode.{what.removeprefix('mode_')}", mode=writer.value(about))
    return f"{writer.kind(what)}: {writer.both(about)}"


def injects(writer: Writer) -> list[Block]:
    """What the control group released, by drill."""
    rows: list[tuple[Cell, ...]] = []
    facts: list[tuple[str, int]] = []
    for drill in writer.data.drills:
        for inject in drill.injects:
            state = "released" if inject.released >= 0 else "held_back" if inject.deferred >= 0 else "not_released"
            when = writer.moment(drill, inject.released)
            aim = writer.objective(inject.objective) if inject.objective else NONE
            told = (inject.id, writer.pair(inject.title), writer.say(f"purpose.{inject.purpose or 'ad_hoc'}"), aim)
            rows.append((writer.code(drill.label), *told, writer.say(f"inject.{state}"), when, inject.n))
            facts.append((drill.label, inject.n))
    if not rows:
        return [Empty(writer.say("injects.none"))]
    columns = writer.columns(
        ("col.code", "text", 0.5), ("col.inject", "text", 0.6), ("col.title", "text", 2), ("col.purpose", "text"),
        ("col.aim", "text", 1.8), ("col.state", "text", 0.8), ("col.released", "text"), ("col.fact", "fact", 0.8),
    )  # fmt: skip
    evidence = writer.evidence("injects", writer.say("table.injects"), ["inject_released", "inject_shown"])
    return [Table("injects", writer.say("table.injects"), columns, tuple(rows), evidence=evidence)]


def water(writer: Writer) -> list[Block]:
    """Depth and damage where a scenario has water."""
    wet = [drill for drill in writer.data.drills if drill.points]
    if not wet:
        return [Empty(writer.say("water.none"))]
    blocks: list[Block] = []
    for drill in wet[:SHOWN_DRILLS]:
        points = len([point for point in drill.points if point.deepest_cm > 0])
        gaps = {"drill": writer.code(drill.label), "mm": f"{drill.rain_mm:.1f}", "points": points}
        blocks.append(Text(writer.say("water.text", **gaps)))
        blocks.append(depth_figure(writer, drill))
    blocks.append(_damage(writer))
    return blocks


def _damage(writer: Writer) -> Table:
    flood = writer.data.sheet.flood
    told: Sequence[tuple[str, Cell]] = (
        ("damage.deepest", round(flood.deepest_cm, 1)),
        ("damage.flooded", round(flood.flooded_minutes, 1)),
        ("damage.flooded_open", round(flood.flooded_open_minutes, 1)),
        ("damage.cars", flood.cars_trapped),
        ("damage.people", flood.people_trapped),
        ("damage.freed", flood.people_freed),
        ("damage.moved", flood.people_moved),
        ("damage.households", flood.households),
    )
    rows = tuple((writer.say(key), value) for key, value in told)
    columns = writer.columns(("col.figure", "text", 3), ("col.value", "one"))
    kinds = ["depth_passed", "car_trapped", "people_freed", "people_moved", "households_cut", "road_closed"]
    evidence = writer.evidence("damage", writer.say("table.damage"), kinds)
    return Table("damage", writer.say("table.damage"), columns, rows, writer.say("note.damage"), evidence)


# -- participation ------------------------------------------------------------------------------------------------


def roll_call(writer: Writer) -> list[Block]:
    """Who answered, who was used."""
    rows: list[tuple[Cell, ...]] = []
    silent: list[str] = []
    for drill in writer.data.drills:
        answered = sum(seat.answered >= 0 for seat in drill.seats)
        missing = [seat for seat in drill.seats if seat.silent >= 0]
        worked = sum(seat.works > 0 for seat in drill.seats)
        persons = sum(seat.player == "person" for seat in drill.seats)
        rows.append((writer.code(drill.label), len(drill.seats), answered, len(missing), worked, persons))
        silent += [f"{writer.code(drill.label)} {writer.both(seat.id)}" for seat in missing]
    columns = writer.columns(
        ("col.code", "text"), ("col.seats", "count"), ("col.answered", "count"), ("col.silent", "count"),
        ("col.worked", "count"), ("col.person", "count"),
    )  # fmt: skip
    evidence = writer.evidence("roll_call", writer.say("table.roll_call"), ["seat_answered", "seat_stayed_silent"])
    table = Table("roll_call", writer.say("table.roll_call"), columns, tuple(rows), writer.say("note.used"), evidence)
    unused = [writer.both(seat.seat) for seat in writer.data.sheet.seats if not seat.used and seat.seat.startswith("S")]
    blocks: list[Block] = [table]
    blocks.append(Text(writer.say("silent.text", names=writer.listed(silent)) if silent else writer.say("silent.none")))
    blocks.append(Text(writer.say("unused.text", names=writer.listed(unused)) if unused else writer.say("unused.none")))
    return blocks


def load(writer: Writer) -> list[Block]:
    """How busy the seats were, over time and in all."""
    drills = [drill for drill in writer.data.drills[:SHOWN_DRILLS] if drill.loads]
    if not drills:
        return [Empty(writer.say("load.none"))]
    return [*(heat_figure(writer, drill) for drill in drills), Text(writer.say("load.text"))]
