"""The figures on a drill's time axis: timeline, depth at points, load of seats, queue."""

from __future__ import annotations

from itertools import pairwise

from command_center.folds.course import QUEUES
from command_center.report import timecharts
from command_center.report.context import Writer
from command_center.report.document import Figure
from command_center.report.parts import DrillPart, PointPart
from command_center.report.svg import DEEP, INK, MILD, SOFT, WARM
from command_center.report.timecharts import Axis, Basin, Lane, Mark

POINTS_SHOWN, SEATS_SHOWN = 8, 30
BEST_WORD = 24
"""Letters of a word in the timeline at most."""

WARNINGS = {"blue": "ring", "yellow": "triangle", "orange": "square", "red": "diamond", "none": "ring"}
EVENTS = {
    "warning_sign_placed": ("triangle", WARM),
    "pump_arrived": ("square", DEEP),
    "road_closed": ("bar", INK),
    "road_opened": ("ring", SOFT),
    "car_trapped": ("cross", WARM),
    "people_freed": ("disc", MILD),
}
"""What is marked at a low point, by shape and colour."""


def axis_of(writer: Writer, drill: DrillPart) -> Axis:
    """The time axis of a drill."""
    return Axis(drill.span_ms, lambda t: writer.hour(drill, t))


def timeline_figure(writer: Writer, drill: DrillPart) -> Figure:
    """Warnings, levels and mode, injects, outages, and the seats' responses in one picture."""
    lanes = (
        Lane(writer.say("lane.warning"), tuple(_warnings(writer, drill))),
        Lane(writer.say("lane.level"), tuple(_levels(writer, drill))),
        Lane(writer.say("lane.inject"), tuple(_injects(drill))),
        Lane(writer.say("lane.response"), tuple(_responses(drill))),
        Lane(writer.say("lane.other"), tuple(_others(drill))),
        Lane(writer.say("lane.system"), tuple(_outages(writer, drill))),
    )
    legend = [
        ("square", DEEP, writer.say("legend.informational")),
        ("triangle", WARM, writer.say("legend.expected")),
        ("disc", DEEP, writer.say("state.met")),
        ("down", WARM, writer.say("state.late")),
        ("cross", INK, writer.say("state.missed")),
        ("bar", MILD, writer.say("legend.action")),
    ]
    title = writer.say("figure.timeline") + writer.of(drill)
    met = sum(each.state == "met" for each in drill.expected)
    tested = sum(each.state != "not_tested" for each in drill.expected)
    released = sum(inject.released >= 0 for inject in drill.injects)
    told = writer.say("told.timeline", injects=released, met=met, tested=tested)
    svg = timecharts.timeline(title, axis_of(writer, drill), [lane for lane in lanes if lane.marks], legend)
    kinds = ["warning_issued", "inject_released", "action_taken", "mode_switched"]
    evidence = writer.evidence("timeline", writer.say("figure.timeline"), kinds)
    return Figure(f"timeline-{writer.code(drill.label)}", title, svg, told, evidence=evidence)


def _warnings(writer: Writer, drill: DrillPart) -> list[Mark]:
    found = [moment for moment in drill.moments if moment.lane == "warning"]
    return [
        Mark(moment.t, WARNINGS.get(moment.what, "disc"), WARM, writer.say(f"warning.short.{moment.what}"))
        for moment in found
    ]


def _levels(writer: Writer, drill: DrillPart) -> list[Mark]:
    marks = []
    for moment in drill.moments:
        if moment.lane == "level":
            word = moment.what or writer.say("level.short.ended")
            marks.append(Mark(moment.t, "diamond", DEEP, word))
        elif moment.lane == "mode" and moment.what == "mode_switched":
            marks.append(Mark(moment.t, "square", INK, writer.value(moment.about)))
    return marks


def _injects(drill: DrillPart) -> list[Mark]:
    return [
        Mark(
            inject.released,
            "square" if inject.purpose == "informational" else "triangle",
            _colour(inject.purpose),
            inject.id,
        )
        for inject in drill.injects
        if inject.released >= 0
    ]


def _colour(purpose: str) -> str:
    return DEEP if purpose == "informational" else WARM


def _responses(drill: DrillPart) -> list[Mark]:
    shapes = {"met": ("disc", DEEP), "late": ("down", WARM), "missed": ("cross", INK)}
    marks = []
    for each in drill.expected:
        if each.state in shapes:
            t = each.done if each.done >= 0 else each.shown + each.within_ms
            marks.append(Mark(t, *shapes[each.state], f"{each.inject}·{each.seat}"))
    return marks


def _others(drill: DrillPart) -> list[Mark]:
    expected = {(each.action, each.inject) for each in drill.expected}
    found = [moment for moment in drill.moments if moment.lane == "action"]
    return [Mark(moment.t, "bar", MILD, "") for moment in found if (moment.what, moment.about) not in expected]


def _outages(writer: Writer, drill: DrillPart) -> list[Mark]:
    marks = []
    for moment in drill.moments:
        if moment.lane == "system" and moment.t <= drill.span_ms:
            down = moment.what == "system_went_down"
            word = f"{moment.about} {writer.say('down' if down else 'up')}"
            marks.append(Mark(moment.t, "down" if down else "triangle", INK if down else SOFT, word))
    return marks


def depth_figure(writer: Writer, drill: DrillPart) -> Figure:
    """The deepest points with what was done there, under one time axis."""
    points = sorted(drill.points, key=lambda point: (-point.deepest_cm, point.id))[:POINTS_SHOWN]
    limit = drill.scenario.closure_cm() or 27.0
    legend = [(shape, colour, writer.kind(kind)) for kind, (shape, colour) in EVENTS.items()]
    legend.append(("line:4 3", SOFT, writer.say("legend.closure", cm=f"{limit:g}")))
    title = writer.say("figure.depth") + writer.of(drill)
    basins = [_basin(writer, point) for point in points]
    axis = _zoomed(writer, drill, points)
    shifted = [
        basin._replace(depths=_moved(basin.depths, axis[1]), marks=_moved3(basin.marks, axis[1])) for basin in basins
    ]
    svg = timecharts.basins(title, axis[0], shifted, (limit, f"{limit:g} cm"), legend)
    lags = [lag for point in drill.points if (lag := _closing_lag(point, limit)) is not None]
    closed = sorted(lag for lag in lags if lag >= 0)
    median = writer.span(closed[(len(closed) - 1) // 2] if closed else None)
    gaps = {"shown": len(points), "points": len(drill.points), "deep": f"{points[0].deepest_cm:.0f}"}
    told = writer.say("told.depth", **gaps, lag=median, never=len(lags) - len(closed))
    kinds = ["depth_measured", "warning_sign_placed", "pump_arrived", "road_closed", "car_trapped"]
    evidence = writer.evidence("depth", writer.say("figure.depth"), kinds)
    return Figure(f"depth-{writer.code(drill.label)}", title, svg, told, evidence=evidence)


def _basin(writer: Writer, point: PointPart) -> Basin:
    marks = tuple((t, *EVENTS[kind]) for t, _, kind in point.events if kind in EVENTS)
    times = [t for t, _ in point.depths]
    step = min((after - before for before, after in pairwise(times)), default=0)
    # depth is told while there is any: one step before the first there was none
    depths = ((times[0] - step, 0.0), *point.depths) if times else ()
    return Basin(writer.name(point.id), depths, marks)


def _zoomed(writer: Writer, drill: DrillPart, points: list[PointPart]) -> tuple[Axis, int]:
    """The axis from shortly before the first water to shortly after the last, at whole hours, and where it begins."""
    times = [t for point in points for t, _ in point.depths] + [t for point in points for t, _, _ in point.events]
    hour = 3_600_000
    begin = max((min(times, default=0) - hour // 4) // hour * hour, 0)
    end = min(-(-max(times, default=hour) // hour) * hour, drill.span_ms)
    return Axis(max(end - begin, hour), lambda t: writer.hour(drill, t + begin)), begin


def _moved(depths: tuple[tuple[int, float], ...], begin: int) -> tuple[tuple[int, float], ...]:
    return tuple((t - begin, cm) for t, cm in depths)


def _moved3(marks: tuple[tuple[int, str, str], ...], begin: int) -> tuple[tuple[int, str, str], ...]:
    return tuple((t - begin, shape, colour) for t, shape, colour in marks)


def _closing_lag(point: PointPart, limit: float) -> int | None:
    """From the closing depth to the closed road, ms; 0 where it was closed before, -1 where never, None if not due."""
    closed = next((t for t, _, kind in point.events if kind == "road_closed"), None)
    reached = next((t for t, cm in point.depths if cm >= limit), None)
    if reached is None:
        return None
    return -1 if closed is None else max(closed - reached, 0)


def heat_figure(writer: Writer, drill: DrillPart) -> Figure:
    """Load of the busiest seats by slice of time."""

    def peak(loads: tuple[float | None, ...]) -> float:
        return sum(load or 0.0 for load in loads)

    busy = sorted(drill.loads, key=lambda seat: (-peak(drill.loads[seat]), seat))[:SEATS_SHOWN]
    busy = sorted((seat for seat in busy if peak(drill.loads[seat]) > 0), key=lambda seat: (seat[0] != "S", seat))
    rows = [(writer.both(seat), drill.loads[seat]) for seat in busy]
    title = writer.say("figure.heat", width=writer.span(drill.slice_ms)) + writer.of(drill)
    words = (writer.say("col.load"), writer.say("legend.off"))
    svg = timecharts.heat(title, axis_of(writer, drill), rows, words)
    full = [seat for seat in busy if any((load or 0) >= 0.95 for load in drill.loads[seat])]
    told = writer.say("told.heat", shown=len(rows), full=writer.listed(full) or "0")
    evidence = writer.evidence(
        "load", writer.say("figure.heat.short"), ["task_started", "handle_started", "operators_changed"]
    )
    return Figure(f"heat-{writer.code(drill.label)}", title, svg, told, evidence=evidence)


def queue_figure(writer: Writer, drill: DrillPart) -> Figure:
    """How many tickets waited before each step, over time."""
    series = [(writer.value(step), drill.queues.get(step, ())) for step in QUEUES]
    title = writer.say("figure.queue") + writer.of(drill)
    svg = timecharts.lines(title, axis_of(writer, drill), series, writer.say("unit.tickets"))
    peaks = writer.listed(f"{name} {max(values, default=0)}" for name, values in series)
    evidence = writer.evidence(
        "queue", writer.say("figure.queue"), ["contact_arrived", "accept_started", "dispatched", "handle_started"]
    )
    return Figure(
        f"queue-{writer.code(drill.label)}", title, svg, writer.say("told.queue", peaks=peaks), evidence=evidence
    )
