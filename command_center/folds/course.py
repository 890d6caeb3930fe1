"""The course of a drill for people who read it afterwards: what happened when, and how work piled up.

One fold keeps four pictures on one time axis: moments (warnings, levels, mode, injects, actions, outages), tickets
waiting before each step, load of every seat by slice of time, and depth at the low points with what was done there.
The axis runs from the drill's start a quarter past its horizon, in ``SLICES`` slices at most; the quiet rest of the
tail is left out. ``Index`` beside it remembers the numbers of the facts, so that every picture can be opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from command_center import facts
from command_center.facts import DrillStarted, Fact, kind_of
from command_center.folds.base import Fold, Handler
from command_center.folds.clock import Clock

SLICES = 26
"""Slices of the time axis at most."""
FINE = 6
"""Steps of the queue's line in one slice."""
MINUTE = 60_000
WIDTHS = tuple(minutes * MINUTE for minutes in (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080))
QUEUES = ("accept", "transfer", "handle", "close")
"""The steps before which work waits in somebody's inbox."""


class Moment(NamedTuple):
    """Something worth a mark on the time axis: when, its fact, which lane, what, and where or about what."""

    t: int
    n: int
    lane: str
    what: str
    about: str


class PointCourse:
    """A low point: depths as (ms, cm), and what was done or befell there as (ms, fact number, kind)."""

    __slots__ = ("depths", "events", "people")

    def __init__(self) -> None:
        self.depths: list[tuple[int, float]] = []
        self.events: list[tuple[int, int, str]] = []
        self.people = 0

    @property
    def deepest(self) -> float:
        """The greatest depth seen, cm."""
        return max((cm for _, cm in self.depths), default=0.0)


class Examples:
    """The facts of one kind: how many, the first numbers and the last."""

    __slots__ = ("count", "first", "last")

    KEPT = 6

    def __init__(self) -> None:
        self.count = 0
        self.first: list[int] = []
        self.last = -1

    def add(self, n: int) -> None:
        """Take the number of a fact."""
        self.count += 1
        self.last = n
        if len(self.first) < self.KEPT:
            self.first.append(n)


class Index(Fold):
    """How many facts of each kind a drill has, with the numbers of a few, for the evidence of a report."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: dict[type[Fact], Examples] = {}
        self.count = 0

    def apply(self, fact: Fact) -> None:
        """Take one fact of any kind."""
        examples = self.kinds.get(type(fact))
        if examples is None:
            examples = self.kinds[type(fact)] = Examples()
        examples.add(fact.n)
        self.count += 1
        self.now = fact.t

    def extend(self, facts: Iterable[Fact]) -> Index:
        """Take many facts."""
        for fact in facts:
            self.apply(fact)
        return self

    def of(self, kind: str) -> Examples:
        """The facts of a kind by its name in the journal."""
        return self.kinds.get(facts.KINDS[kind], Examples())

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {kind_of_class(kind): examples.count for kind, examples in self.kinds.items()}

    def _table(self) -> Mapping[type[Fact], Handler]:
        return {}


def kind_of_class(kind: type[Fact]) -> str:
    """The name of a kind of fact as the journal writes it."""
    return str(kind.__struct_config__.tag)


class Loads:
    """Busy time of one seat and its operator time on shift by slice, in ms."""

    __slots__ = ("busy", "operators", "shift", "since")

    def __init__(self, slices: int) -> None:
        self.busy = [0] * slices
        self.shift = [0] * slices
        self.operators = 0
        self.since = 0

    def share(self, at: int) -> float | None:
        """Load in a slice; None where nobody was on shift."""
        return min(1.0, self.busy[at] / self.shift[at]) if self.shift[at] else None


class SeatCourse(msgspec.Struct):
    """How a seat took part: profile and player at the end, the answer at the roll call, and its pieces of work.

    ``answered`` is the fact number of its answer, ``silent`` that of its silence; -1 for neither.
    """

    profile: str = ""
    player: str = ""
    answered: int = -1
    silent: int = -1
    works: int = 0
    by_person: bool = False


class Course(Fold):
    """The pictures of one drill; for several drills make one fold each."""

    def __init__(self) -> None:
        super().__init__()
        self.started: DrillStarted | None = None
        self.clock: Clock | None = None
        self.status = ""
        self.moments: list[Moment] = []
        self.points: defaultdict[str, PointCourse] = defaultdict(PointCourse)
        self.rain: list[tuple[int, float, float]] = []
        self.seats: defaultdict[str, SeatCourse] = defaultdict(SeatCourse)
        self.loads: dict[str, Loads] = {}
        self.injects: dict[str, tuple[int, int]] = {}
        """Inject -> (ms, fact number) of its release."""
        self.deferred: dict[str, int] = {}
        """Inject that the control group held back -> number of the fact that says so."""
        self.shown: dict[tuple[str, str], tuple[int, int]] = {}
        """(inject, seat) -> (ms, fact number) of the first time its cue was on the seat's screen."""
        self.done: dict[tuple[str, str, str], tuple[int, int]] = {}
        """(seat, action, about) -> (ms, fact number) of the first such action."""
        self.people_moved = 0
        self.width = WIDTHS[0]
        """Width of a slice, ms."""
        self.span = SLICES * WIDTHS[0]
        """Length of the time axis, ms."""
        self.queues: dict[str, list[int]] = {step: [] for step in QUEUES}
        """Step -> most tickets waiting for it in each fine step of the axis."""
        self._waiting = dict.fromkeys(QUEUES, 0)
        self._since = dict.fromkeys(QUEUES, 0)
        self._where: dict[int, str] = {}
        self._running: dict[tuple[str, int], tuple[str, int]] = {}

    @property
    def slices(self) -> int:
        """Slices of the axis."""
        return self.span // self.width

    def settle(self) -> Course:
        """Book what still runs up to the end of the axis; call it once after the last fact."""
        for seat, begun in self._running.values():
            self._busy(seat, begun, self.now)
        self._running = {}
        for seat in list(self.loads):
            self._shift(seat, self.now, self.loads[seat].operators)
        for step in QUEUES:
            self._hold(step, self.now)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "slice_ms": self.width,
            "moments": [moment._asdict() for moment in self.moments],
            "queues": self.queues,
            "loads": {seat: [loads.share(at) for at in range(self.slices)] for seat, loads in self.loads.items()},
            "depths": {point: course.depths for point, course in self.points.items()},
        }

    # -- the drill ------------------------------------------------------------------------------------------------

    def _drill_started(self, fact: DrillStarted) -> None:
        self.started, self.clock = fact, Clock(fact)
        wanted = max(min(fact.end, fact.horizon + fact.horizon // 4), MINUTE)
        self.width = next((width for width in WIDTHS if width * SLICES >= wanted), WIDTHS[-1])
        self.span = min(-(-wanted // self.width), 10 * SLICES) * self.width
        self.queues = {step: [0] * (self.slices * FINE) for step in QUEUES}

    def _drill_ended(self, fact: facts.DrillEnded) -> None:
        self.status = fact.status

    # -- seats ----------------------------------------------------------------------------------------------------

    def _staffed(self, fact: facts.SeatStaffed) -> None:
        seat = self.seats[fact.seat]
        seat.profile, seat.player = fact.profile, fact.player
        seat.by_person = seat.by_person or fact.player == "person"

    def _answered(self, fact: facts.SeatAnswered) -> None:
        self.seats[fact.seat].answered = fact.n

    def _silent(self, fact: facts.SeatStayedSilent) -> None:
        self.seats[fact.seat].silent = fact.n

    def _operators(self, fact: facts.OperatorsChanged) -> None:
        self._shift(fact.seat, fact.t, fact.operators)

    def _shift(self, seat: str, t: int, operators: int) -> None:
        loads = self._loads(seat)
        for at, part in self._parts(loads.since, t):
            loads.shift[at] += part * loads.operators
        loads.since, loads.operators = t, operators

    def _loads(self, seat: str) -> Loads:
        loads = self.loads.get(seat)
        if loads is None:
            loads = self.loads[seat] = Loads(self.slices)
        return loads

    def _busy(self, seat: str, begun: int, t: int) -> None:
        busy = self._loads(seat).busy
        for at, part in self._parts(begun, t):
            busy[at] += part

    def _parts(self, begun: int, end: int) -> list[tuple[int, int]]:
        """The slices between two moments with the ms that fall into each."""
        end = min(end, self.span)
        first, last = begun // self.width, (end - 1) // self.width
        edges = ((max(begun, at * self.width), min(end, (at + 1) * self.width)) for at in range(first, last + 1))
        return [(at, b - a) for at, (a, b) in enumerate(edges, first)]

    def _task_started(self, fact: facts.TaskStarted) -> None:
        self._running[fact.seat, -fact.operator] = (fact.seat, fact.t)
        self.seats[fact.seat].works += 1

    def _task_ended(self, fact: facts.TaskEnded) -> None:
        self._end((fact.seat, -fact.operator), fact.t)

    def _step_started(self, fact: Any) -> None:
        self._leave(fact.ticket, fact.t)
        if fact.seat:
            self._running[fact.seat, fact.ticket] = (fact.seat, fact.t)
            self.seats[fact.seat].works += 1

    def _step_ended(self, fact: Any) -> None:
        self._end((fact.seat, fact.ticket), fact.t)

    def _feedback_ended(self, fact: facts.FeedbackEnded) -> None:
        self._step_ended(fact)
        self._wait(fact.ticket, fact.t, "close")

    def _end(self, key: tuple[str, int], t: int) -> None:
        running = self._running.pop(key, None)
        if running is not None:
            self._busy(*running, t)

    # -- what waits -----------------------------------------------------------------------------------------------

    def _arrived(self, fact: facts.ContactArrived) -> None:
        self._wait(fact.ticket, fact.t, "accept")

    def _opened(self, fact: facts.TicketOpened) -> None:
        self._wait(fact.ticket, fact.t, "transfer")

    def _dispatched(self, fact: Any) -> None:
        self._wait(fact.ticket, fact.t, "handle")

    def _gone(self, fact: Any) -> None:
        self._leave(fact.ticket, fact.t)

    def _wait(self, ticket: int, t: int, step: str) -> None:
        self._leave(ticket, t)
        self._where[ticket] = step
        self._change(step, t, 1)

    def _leave(self, ticket: int, t: int) -> None:
        step = self._where.pop(ticket, "")
        if step:
            self._change(step, t, -1)

    def _change(self, step: str, t: int, by: int) -> None:
        self._hold(step, t)
        self._waiting[step] += by

    def _hold(self, step: str, t: int) -> None:
        """What waited until ``t`` goes into the line; what did not wait a millisecond leaves no trace."""
        since, line = self._since[step], self.queues[step]
        if t > since:
            first, last = (min(at * FINE // self.width, len(line)) for at in (since, t - 1))
            for at in range(first, min(last + 1, len(line))):
                line[at] = max(line[at], self._waiting[step])
            self._since[step] = t

    # -- moments --------------------------------------------------------------------------------------------------

    def _note(self, fact: Fact, lane: str, what: str, about: str = "") -> None:
        self.moments.append(Moment(fact.t, fact.n, lane, what, about))

    def _warning(self, fact: facts.WarningIssued) -> None:
        self._note(fact, "warning", fact.colour)

    def _level(self, fact: facts.ResponseLevelSet) -> None:
        self._note(fact, "level", fact.response_level)

    def _mode_ordered(self, fact: facts.ModeOrdered) -> None:
        self._note(fact, "mode", "mode_ordered", fact.mode)

    def _mode_switched(self, fact: facts.ModeSwitched) -> None:
        self._note(fact, "mode", "mode_switched", fact.mode)

    def _inject(self, fact: facts.InjectReleased) -> None:
        self.injects[fact.inject] = (fact.t, fact.n)
        self._note(fact, "inject", fact.purpose, fact.inject)

    def _deferred(self, fact: facts.InjectDeferred) -> None:
        self.deferred[fact.inject] = fact.n

    def _shown(self, fact: facts.InjectShown) -> None:
        self.shown.setdefault((fact.inject, fact.seat), (fact.t, fact.n))

    def _action(self, fact: facts.ActionTaken) -> None:
        self.done.setdefault((fact.seat, fact.action, fact.about), (fact.t, fact.n))
        self._note(fact, "action", fact.action, fact.about)

    def _went_down(self, fact: facts.SystemWentDown) -> None:
        self._note(fact, "system", "system_went_down", fact.system)

    def _came_up(self, fact: facts.SystemCameUp) -> None:
        self._note(fact, "system", "system_came_up", fact.system)

    # -- water ----------------------------------------------------------------------------------------------------

    def _rain(self, fact: facts.RainMeasured) -> None:
        self.rain.append((fact.t, fact.mm, fact.total_mm))

    def _depth(self, fact: facts.DepthMeasured) -> None:
        self.points[fact.point].depths.append((fact.t, fact.depth_cm))

    def _at_point(self, fact: Any) -> None:
        self.points[fact.point].events.append((fact.t, fact.n, kind_of(fact)))

    def _trapped(self, fact: facts.CarTrapped) -> None:
        self._at_point(fact)
        self.points[fact.point].people += fact.people

    def _moved(self, fact: facts.PeopleMoved) -> None:
        self.people_moved += fact.people

    def _table(self) -> Mapping[type[Fact], Handler]:
        handlers: dict[type[Fact], Handler] = {
            DrillStarted: self._drill_started,
            facts.DrillEnded: self._drill_ended,
            facts.SeatStaffed: self._staffed,
            facts.SeatAnswered: self._answered,
            facts.SeatStayedSilent: self._silent,
            facts.OperatorsChanged: self._operators,
            facts.TaskStarted: self._task_started,
            facts.TaskEnded: self._task_ended,
            facts.FeedbackEnded: self._feedback_ended,
            facts.ContactArrived: self._arrived,
            facts.TicketOpened: self._opened,
            facts.Returned: self._opened,
            facts.Dispatched: self._dispatched,
            facts.RedoOrdered: self._dispatched,
            facts.WarningIssued: self._warning,
            facts.ResponseLevelSet: self._level,
            facts.ModeOrdered: self._mode_ordered,
            facts.ModeSwitched: self._mode_switched,
            facts.InjectReleased: self._inject,
            facts.InjectDeferred: self._deferred,
            facts.InjectShown: self._shown,
            facts.ActionTaken: self._action,
            facts.SystemWentDown: self._went_down,
            facts.SystemCameUp: self._came_up,
            facts.RainMeasured: self._rain,
            facts.DepthMeasured: self._depth,
            facts.CarTrapped: self._trapped,
            facts.PeopleMoved: self._moved,
        }
        shared: tuple[tuple[tuple[type[Fact], ...], Handler], ...] = (
            (_STARTS, self._step_started),
            (_ENDS, self._step_ended),
            (_GONE, self._gone),
            (_AT_POINT, self._at_point),
        )
        return handlers | {kind: handler for kinds, handler in shared for kind in kinds}


_STARTS: tuple[type[Fact], ...] = (
    facts.AcceptStarted,
    facts.TransferStarted,
    facts.HandleStarted,
    facts.FeedbackStarted,
    facts.CloseStarted,
    facts.EvaluateStarted,
)
_ENDS: tuple[type[Fact], ...] = (
    facts.AcceptEnded,
    facts.TransferEnded,
    facts.HandleEnded,
    facts.CloseEnded,
    facts.EvaluateEnded,
)
_GONE: tuple[type[Fact], ...] = (facts.CallerHungUp, facts.NotAccepted, facts.HandedOver, facts.Merged)
_AT_POINT: tuple[type[Fact], ...] = (
    facts.WarningSignPlaced,
    facts.PumpOrdered,
    facts.PumpArrived,
    facts.PumpLeft,
    facts.RoadClosed,
    facts.RoadOpened,
    facts.PeopleFreed,
)
