"""One drill of a report as plain typed values, made from the folds of its facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import NamedTuple

import msgspec

from command_center.facts import DrillStarted, Fact
from command_center.folds.course import Course, Examples, Index, Moment, PointCourse, kind_of_class
from command_center.folds.names import Pair
from command_center.folds.scores import Scores
from command_center.plan.spans import parse_span
from command_center.report.material import Expected, Inject, Roster, Scenario, roster_of, scenario_of

NEVER = -1
CHUNK = 8192  # facts taken at a time


class Source(NamedTuple):
    """A journal to be read: the name people know it by, its root, and its facts."""

    label: str
    root: str
    facts: Iterable[Fact]


class Gathered(NamedTuple):
    """What one pass over a journal gives."""

    label: str
    root: str
    course: Course
    kinds: Index
    scores: Scores

    @property
    def started(self) -> DrillStarted:
        """The recipe; ValueError where the facts do not begin with one."""
        if self.course.started is None:
            raise ValueError(f"{self.label}: the facts do not begin with drill_started")
        return self.course.started


class SeatPart(msgspec.Struct, frozen=True):
    """A seat in one drill; ``answered`` and ``silent`` are fact numbers at the roll call, -1 = no such fact."""

    id: str
    name: Pair
    group: str
    profile: str
    player: str
    answered: int
    silent: int
    works: int


class InjectPart(msgspec.Struct, frozen=True):
    """An inject in one drill: when it was released (ms and fact number, -1 = not), or held back (fact number)."""

    id: str
    title: Pair
    purpose: str
    objective: str
    released: int
    n: int
    deferred: int


class ExpectedPart(msgspec.Struct, frozen=True):
    """An expected action in one drill.

    ``by`` is the seat that did it: a responder's part goes to the seat that covers it. ``state`` is ``met``, ``late``,
    ``missed`` or ``not_tested``; ``shown`` and ``done`` are ms, -1 = never, with the fact numbers ``shown_n`` and
    ``done_n``; ``within`` is the limit as the scenario writes it.
    """

    inject: str
    objective: str
    seat: str
    by: str
    action: str
    within: str
    within_ms: int
    shown: int
    shown_n: int
    done: int
    done_n: int
    state: str


class KindPart(msgspec.Struct, frozen=True):
    """The facts of one kind: how many, the first few numbers, the last."""

    kind: str
    count: int
    first: tuple[int, ...]
    last: int


class PointPart(msgspec.Struct, frozen=True):
    """A low point in one drill: depths as (ms, cm), events as (ms, fact number, kind of fact)."""

    id: str
    name: Pair
    deepest_cm: float
    people_trapped: int
    depths: tuple[tuple[int, float], ...]
    events: tuple[tuple[int, int, str], ...]


class DrillPart(msgspec.Struct, frozen=True):
    """One drill of the report; times are ms after ``start`` unless they are texts."""

    label: str
    root: str
    program: str
    origin: str
    seed: int
    staffing: str
    start: str
    zone: str
    start_local: str
    horizon_ms: int
    end_ms: int
    status: str
    facts: int
    scenario: Scenario
    seats: tuple[SeatPart, ...]
    injects: tuple[InjectPart, ...]
    expected: tuple[ExpectedPart, ...]
    moments: tuple[Moment, ...]
    rain_mm: float
    rain: tuple[tuple[int, float, float], ...]
    points: tuple[PointPart, ...]
    slice_ms: int
    span_ms: int
    queues: dict[str, tuple[int, ...]]
    loads: dict[str, tuple[float | None, ...]]
    kinds: tuple[KindPart, ...]

    def kind(self, name: str) -> KindPart:
        """The facts of a kind; none of them where the drill has none."""
        return next((kind for kind in self.kinds if kind.kind == name), KindPart(name, 0, (), -1))


def gather(source: Source, told: Callable[[int], None] | None = None) -> Gathered:
    """Read a journal once; ``told`` hears now and then how many facts were read."""
    course, index, scores = Course(), Index(), Scores()
    rows = iter(source.facts)
    while chunk := list(islice(rows, CHUNK)):
        for fold in (course, index, scores):
            fold.extend(chunk)
        if told:
            told(index.count)
    return Gathered(source.label, source.root, course.settle(), index, scores.named(source.root))


def drill_part(each: Gathered) -> DrillPart:
    """One drill; ValueError where its facts do not begin with one."""
    started, course = each.started, each.course
    scenario, roster = scenario_of(started), roster_of(started)
    covers = {seat.id: seat.covered_by for seat in roster.seats if seat.covered_by}
    return DrillPart(
        label=each.label,
        root=each.root,
        program=started.program,
        origin=started.origin,
        seed=started.seed,
        staffing=started.staffing,
        start=started.start,
        zone=started.zone,
        start_local=local(each, 0),
        horizon_ms=started.horizon,
        end_ms=course.now,
        status=course.status,
        facts=each.kinds.count,
        scenario=scenario,
        seats=_seats(course, roster),
        injects=tuple(_inject(course, inject) for inject in _injects(course, scenario)),
        expected=tuple(
            _expected(course, inject, expected, covers) for inject in scenario.injects for expected in inject.expected
        ),
        moments=tuple(course.moments),
        rain_mm=course.rain[-1][2] if course.rain else 0.0,
        rain=tuple(course.rain),
        points=_points(course, roster),
        slice_ms=course.width,
        span_ms=course.span,
        queues={step: tuple(line) for step, line in course.queues.items()},
        loads={seat: tuple(loads.share(at) for at in range(course.slices)) for seat, loads in course.loads.items()},
        kinds=tuple(_kind(kind_of_class(kind), examples) for kind, examples in each.kinds.kinds.items()),
    )


def local(each: Gathered, t: int) -> str:
    """The local date and time of a moment to the minute."""
    return each.course.clock.text(t)[:16] if each.course.clock else ""


def _seats(course: Course, roster: Roster) -> tuple[SeatPart, ...]:
    def part(name: str, pair: Pair, group: str) -> SeatPart:
        seat = course.seats[name]
        return SeatPart(name, pair, group, seat.profile, seat.player, seat.answered, seat.silent, seat.works)

    return tuple(part(seat.id, seat.pair, seat.group) for seat in roster.seats)


def _injects(course: Course, scenario: Scenario) -> list[Inject]:
    """Those of the scenario in its order, then those a director added on the way."""
    planned = [inject.id for inject in scenario.injects]
    return [*scenario.injects, *(scenario.inject(name) for name in course.injects if name not in planned)]


def _inject(course: Course, inject: Inject) -> InjectPart:
    t, n = course.injects.get(inject.id, (NEVER, NEVER))
    deferred = course.deferred.get(inject.id, NEVER)
    return InjectPart(inject.id, inject.title.pair, inject.purpose, inject.objective, t, n, deferred)


def _expected(course: Course, inject: Inject, expected: Expected, covers: Mapping[str, str]) -> ExpectedPart:
    """The clock starts when the cue was on the acting seat's screen; what was never shown is not tested."""
    chain = _chain(expected.seat, covers)
    acted = (seat for seat in chain if (seat, expected.action, inject.id) in course.done)
    by = next(acted, expected.seat)
    cues = [course.shown[inject.id, seat] for seat in chain if (inject.id, seat) in course.shown]
    shown, shown_n = course.shown.get((inject.id, by)) or max(cues, default=(NEVER, NEVER))
    done, done_n = course.done.get((by, expected.action, inject.id), (NEVER, NEVER))
    within = parse_span(expected.within).ms if expected.within else 0
    if shown == NEVER:
        state = "not_tested"
    elif done == NEVER:
        state = "missed" if course.now > shown + within else "not_tested"
    else:
        state = "met" if done <= shown + within else "late"
    return ExpectedPart(
        inject.id, inject.objective, expected.seat, by, expected.action, expected.within, within, shown, shown_n, done,
        done_n, state,
    )  # fmt: skip


def _chain(seat: str, covers: Mapping[str, str]) -> list[str]:
    """A seat and, one after another, the seats that cover it."""
    chain: list[str] = []
    while seat and seat not in chain:
        chain.append(seat)
        seat = covers.get(seat, "")
    return chain


def _points(course: Course, roster: Roster) -> tuple[PointPart, ...]:
    names = {point.id: point.pair for point in roster.city.low_points}

    def part(name: str, point: PointCourse) -> PointPart:
        told = names.get(name, (name, name))
        return PointPart(name, told, point.deepest, point.people, tuple(point.depths), tuple(point.events))

    return tuple(part(name, course.points[name]) for name in sorted(course.points))


def _kind(kind: str, examples: Examples) -> KindPart:
    return KindPart(kind, examples.count, tuple(examples.first), examples.last)
