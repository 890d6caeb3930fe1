"""The city and the drill around the tickets: water, roads, people, tiers, systems, duties, injects, mode, ticker."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.indicators_operation import REACH_MS
from command_center.folds.pictures.desks import KEPT_COMMANDS
from command_center.folds.pictures.recipe import Recipe, span_ms
from command_center.folds.pictures.tickets import Tickets
from command_center.plan.city import TIERS

TICKER = 12
KEPT_ORDERS = 50
KEPT_DUTIES = 200
_SENT, _ACKNOWLEDGED, _LOST, _REACHED = range(4)
_GRID = "grid"


class Point:
    """A low point: depth and what stands there."""

    __slots__ = ("crews", "depth", "passed", "pumps", "pumps_coming", "road", "sign", "trapped")

    def __init__(self) -> None:
        self.depth = 0.0
        self.passed: tuple[int, ...] = ()
        self.road = "open"
        self.sign = False
        self.pumps = self.pumps_coming = self.crews = 0
        self.trapped: list[int] = []  # people of each car that is still there


class System:
    """A business system: link, feed, calls."""

    __slots__ = ("calls", "failed", "feed", "last", "running", "since", "up")

    def __init__(self, feed: str) -> None:
        self.up = True
        self.feed = feed
        self.calls = self.failed = self.running = 0
        self.last = -1
        self.since = 0


class Command:
    """A command on its way down: by tier how often sent, acknowledged, lost, and acknowledged in time (B5)."""

    __slots__ = ("action", "duty", "evidence", "hops", "last", "number", "place", "seat", "t", "ticket")

    def __init__(self, fact: facts.CommandIssued) -> None:
        self.number, self.seat, self.ticket = fact.command, fact.seat, fact.ticket
        self.action, self.place, self.duty, self.t = fact.action, fact.place, fact.duty, fact.t
        self.hops = {tier: [0, 0, 0, 0] for tier in TIERS}
        self.evidence: dict[str, int] = {}
        self.last = -1


class Water:
    """Rain, low points, people."""

    def __init__(self, recipe: Recipe) -> None:
        self.points = {name: Point() for name in recipe.points}
        self.warning = ""
        self.rain = (0, 0.0, 0.0)  # when, mm of the last step, mm in all
        self.moved = self.freed = self.cars = 0
        self.households: dict[str, int] = {}

    def _at(self, fact: Any) -> Point:
        point = self.points.get(fact.point)
        if point is None:
            point = self.points[fact.point] = Point()
        return point

    def _measured(self, fact: facts.DepthMeasured) -> None:
        self._at(fact).depth = fact.depth_cm

    def _passed(self, fact: facts.DepthPassed) -> None:
        point = self._at(fact)
        below = tuple(depth for depth in point.passed if depth < fact.depth_cm)
        point.passed = (*below, fact.depth_cm) if fact.rising else below
        limit = float(fact.depth_cm)
        point.depth = max(point.depth, limit) if fact.rising else min(point.depth, limit)

    def _pump_ordered(self, fact: facts.PumpOrdered) -> None:
        self._at(fact).pumps_coming += 1

    def _pump_arrived(self, fact: facts.PumpArrived) -> None:
        point = self._at(fact)
        point.pumps += 1
        point.pumps_coming = max(0, point.pumps_coming - 1)

    def _pump_left(self, fact: facts.PumpLeft) -> None:
        point = self._at(fact)
        point.pumps = max(0, point.pumps - 1)

    def _crew_posted(self, fact: facts.CrewPosted) -> None:
        self._at(fact).crews += 1

    def _sign(self, fact: facts.WarningSignPlaced) -> None:
        self._at(fact).sign = True

    def _closed(self, fact: facts.RoadClosed) -> None:
        self._at(fact).road = "closed"

    def _opened(self, fact: facts.RoadOpened) -> None:
        self._at(fact).road = "open"

    def _trapped(self, fact: facts.CarTrapped) -> None:
        self.cars += 1
        self._at(fact).trapped.append(fact.people)

    def _freed(self, fact: facts.PeopleFreed) -> None:
        self.freed += fact.people
        trapped = self._at(fact).trapped
        if fact.people in trapped:
            trapped.remove(fact.people)

    def _moved(self, fact: facts.PeopleMoved) -> None:
        self.moved += fact.people

    def _cut(self, fact: facts.HouseholdsCut) -> None:
        self.households[fact.place] = self.households.get(fact.place, 0) + fact.households

    def _restored(self, fact: facts.HouseholdsRestored) -> None:
        left = self.households.pop(fact.place, 0) - fact.households
        if left > 0:
            self.households[fact.place] = left

    def _rained(self, fact: facts.RainMeasured) -> None:
        self.rain = (fact.t, fact.mm, fact.total_mm)

    def _warned(self, fact: facts.WarningIssued) -> None:
        self.warning = "" if fact.colour == "none" else fact.colour

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        return {
            facts.DepthMeasured: self._measured,
            facts.DepthPassed: self._passed,
            facts.PumpOrdered: self._pump_ordered,
            facts.PumpArrived: self._pump_arrived,
            facts.PumpLeft: self._pump_left,
            facts.CrewPosted: self._crew_posted,
            facts.WarningSignPlaced: self._sign,
            facts.RoadClosed: self._closed,
            facts.RoadOpened: self._opened,
            facts.CarTrapped: self._trapped,
            facts.PeopleFreed: self._freed,
            facts.PeopleMoved: self._moved,
            facts.HouseholdsCut: self._cut,
            facts.HouseholdsRestored: self._restored,
            facts.RainMeasured: self._rained,
            facts.WarningIssued: self._warned,
        }


class Chain:
    """Commands down the tiers, and the business systems."""

    def __init__(self, recipe: Recipe, tickets: Tickets) -> None:
        self._tickets = tickets
        self._past = {tier: [0, 0, 0, 0] for tier in TIERS}
        self._past_evidence = 0
        self.commands: dict[int, Command] = {}
        self.systems = {row.id: System("link" if row.data == "link" else row.feed) for row in recipe.systems.values()}

    def _issued(self, fact: facts.CommandIssued) -> None:
        self.commands[fact.command] = Command(fact)
        kept = self._tickets.desk(fact.seat).commands
        kept[fact.command] = None
        if len(kept) > KEPT_COMMANDS:
            self._forget(next(iter(kept)), kept)

    def _forget(self, number: int, kept: dict[int, None]) -> None:
        """A seat's oldest command goes; its sums stay, what still comes of it is not counted."""
        del kept[number]
        command = self.commands.pop(number)
        self._past_evidence += sum(command.evidence.values())
        for tier, hops in command.hops.items():
            self._past[tier] = [a + b for a, b in zip(self._past[tier], hops, strict=True)]

    def tiers(self) -> dict[str, dict[str, int]]:
        """By tier: hops sent, acknowledged and lost, and the evidence that came back."""
        sums = {tier: list(counts) for tier, counts in self._past.items()}
        for command in self.commands.values():
            for tier, hops in command.hops.items():
                sums[tier] = [a + b for a, b in zip(sums[tier], hops, strict=True)]
        evidence = self._past_evidence + sum(sum(each.evidence.values()) for each in self.commands.values())
        return {
            tier: {
                "sent": sent, "acknowledged": acknowledged, "lost": lost, "evidence": evidence if tier == _GRID else 0,
            }
            for tier, (sent, acknowledged, lost, _reached) in sums.items()
        }  # fmt: skip

    def reached(self) -> tuple[int, int]:
        """Grids that acknowledged within 30 min of the command's issue, and all that acknowledged (B5)."""
        hops = [self._past[_GRID], *(command.hops[_GRID] for command in self.commands.values())]
        return sum(each[_REACHED] for each in hops), sum(each[_ACKNOWLEDGED] for each in hops)

    def _sent(self, fact: facts.CommandSent) -> None:
        if fact.attempt == 1:
            command = self.commands.get(fact.command)
            if command is not None:
                command.hops[fact.tier][_SENT] += 1

    def _acknowledged(self, fact: facts.CommandAcknowledged) -> None:
        command = self.commands.get(fact.command)
        if command is not None:
            hops = command.hops[fact.tier]
            hops[_ACKNOWLEDGED] += 1
            if fact.t - command.t <= REACH_MS:
                hops[_REACHED] += 1

    def _lost(self, fact: facts.CommandLost) -> None:
        command = self.commands.get(fact.command)
        if command is not None:
            command.hops[fact.tier][_LOST] += 1

    def _evidence(self, fact: facts.EvidenceShown) -> None:
        command = self.commands.get(fact.command)
        if command is not None:
            evidence = command.evidence
            evidence[fact.evidence] = evidence.get(fact.evidence, 0) + 1
            command.last = fact.t

    def _system(self, name: str) -> System:
        system = self.systems.get(name)
        if system is None:
            system = self.systems[name] = System("real")
        return system

    def _call_started(self, fact: facts.SystemCallStarted) -> None:
        self._system(fact.system).running += 1

    def _call_ended(self, fact: facts.SystemCallEnded) -> None:
        system = self._system(fact.system)
        system.calls += 1
        system.running = max(0, system.running - 1)
        system.failed += fact.feed == "missing"
        system.last = fact.t

    def _down(self, fact: facts.SystemWentDown) -> None:
        system = self._system(fact.system)
        system.up, system.since = False, fact.t

    def _up(self, fact: facts.SystemCameUp) -> None:
        system = self._system(fact.system)
        system.up, system.since = True, fact.t

    def _feed(self, fact: facts.FeedSet) -> None:
        self._system(fact.system).feed = fact.feed

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        return {
            facts.CommandIssued: self._issued,
            facts.CommandSent: self._sent,
            facts.CommandAcknowledged: self._acknowledged,
            facts.CommandLost: self._lost,
            facts.EvidenceShown: self._evidence,
            facts.SystemCallStarted: self._call_started,
            facts.SystemCallEnded: self._call_ended,
            facts.SystemWentDown: self._down,
            facts.SystemCameUp: self._up,
            facts.FeedSet: self._feed,
        }


class Inject:
    """An inject in the running drill: state, when it is planned and was released (ms, -1 = not), who was shown it."""

    __slots__ = ("due", "n", "released", "shown", "state")

    def __init__(self, state: str, due: int) -> None:
        self.state = state
        self.due = due
        self.released = -1
        self.n = -1
        self.shown: dict[str, tuple[int, int]] = {}


class Staging:
    """Status, mode, response level, injects, expected actions, duties, orders, ticker."""

    def __init__(self, recipe: Recipe, tickets: Tickets) -> None:
        self._tickets = tickets
        self._points = frozenset(recipe.points)
        self.status = "ready"
        self.tail = False
        self.mode = "peacetime"
        self.ordered_mode = ""
        self.confirmed: dict[str, int] = {}
        self.response_level = ""
        self.present: dict[str, str] = {}
        self.injects = {
            row.id: Inject(row.state, span_ms(row.at) if row.at else -1) for row in recipe.injects.values()
        }
        self.actions: dict[tuple[str, str, str], tuple[int, int]] = {}  # (about, seat, action) -> (t, n)
        self._expected = {(row.id, each.action) for row in recipe.injects.values() for each in row.expected}
        self.duties: dict[str, list[Any]] = {}  # duty seat about -> [state, t, due, n, end t, end n]
        self.duty_counts = {"due": 0, "met": 0, "missed": 0}
        self.orders: deque[tuple[int, int, str, str]] = deque(maxlen=KEPT_ORDERS)  # n, t, text, reason
        self.refused = 0
        self.ticker: deque[Fact] = deque(maxlen=TICKER)

    # -- the drill ------------------------------------------------------------------------------------------------

    def _horizon(self, _fact: facts.HorizonPassed) -> None:
        self.tail = True

    def _ended(self, fact: facts.DrillEnded) -> None:
        self.status = fact.status

    def _mode_ordered(self, fact: facts.ModeOrdered) -> None:
        self.ordered_mode = fact.mode
        self.confirmed = {}

    def _mode_confirmed(self, fact: facts.ModeConfirmed) -> None:
        if fact.mode == self.ordered_mode:
            self.confirmed[fact.seat] = fact.t

    def _mode_switched(self, fact: facts.ModeSwitched) -> None:
        self.mode = fact.mode
        self.ordered_mode = ""

    def _level(self, fact: facts.ResponseLevelSet) -> None:
        self.response_level = fact.response_level

    def _commander(self, fact: facts.CommanderPresent) -> None:
        self.present[fact.seat] = fact.response_level

    # -- injects --------------------------------------------------------------------------------------------------

    def inject(self, name: str) -> Inject:
        """An inject; one that the scenario does not know was added while the drill ran."""
        inject = self.injects.get(name)
        if inject is None:
            inject = self.injects[name] = Inject("approved", -1)
        return inject

    def _synchronized(self, fact: facts.InjectSynchronized) -> None:
        inject = self.inject(fact.inject)
        inject.state, inject.due = "synchronized", fact.due

    def _released(self, fact: facts.InjectReleased) -> None:
        inject = self.inject(fact.inject)
        inject.state, inject.released, inject.n = "released", fact.t, fact.n

    def _completed(self, fact: facts.InjectCompleted) -> None:
        self.inject(fact.inject).state = "complete"

    def _deferred(self, fact: facts.InjectDeferred) -> None:
        self.inject(fact.inject).state = "skipped" if fact.for_good else "deferred"

    def _shown(self, fact: facts.InjectShown) -> None:
        self.inject(fact.inject).shown.setdefault(fact.seat, (fact.t, fact.n))
        self._tickets.desk(fact.seat).injects.setdefault(fact.inject, fact.t)

    def _acted(self, fact: facts.ActionTaken) -> None:
        if (fact.about, fact.action) in self._expected:
            self.actions.setdefault((fact.about, fact.seat, fact.action), (fact.t, fact.n))

    # -- duties and orders ----------------------------------------------------------------------------------------

    def _fell_due(self, fact: facts.DutyFellDue) -> None:
        self.duty_counts["due"] += 1
        key = f"{fact.duty} {fact.seat} {fact.about}"
        self.duties.pop(key, None)
        self.duties[key] = ["open", fact.t, fact.due, fact.n, -1, -1, fact.duty, fact.seat, fact.about]
        self._tickets.desk(fact.seat).duties[key] = (fact.duty, fact.about, fact.t, fact.due)
        if len(self.duties) > KEPT_DUTIES:
            self._forget_duty()

    def _forget_duty(self) -> None:
        """The oldest duty that is over goes; with none over, the oldest of all."""
        over = next((key for key, duty in self.duties.items() if duty[0] != "open"), next(iter(self.duties)))
        del self.duties[over]

    def _duty_over(self, fact: Any, state: str) -> None:
        key = f"{fact.duty} {fact.seat} {fact.about}"
        self._tickets.desk(fact.seat).duties.pop(key, None)
        duty = self.duties.get(key)
        if duty is not None:
            duty[0], duty[4], duty[5] = state, fact.t, fact.n

    def _met(self, fact: facts.DutyMet) -> None:
        self.duty_counts["met"] += 1
        self._duty_over(fact, "met")

    def _missed(self, fact: facts.DutyMissed) -> None:
        self.duty_counts["missed"] += 1
        self._duty_over(fact, "missed")

    def _lifted(self, fact: facts.DutyLifted) -> None:
        self.duty_counts["due"] -= 1
        self._duty_over(fact, "lifted")

    def _accepted(self, fact: facts.OrderAccepted) -> None:
        self.orders.append((fact.n, fact.t, fact.order, ""))

    def _refused(self, fact: facts.OrderRefused) -> None:
        self.refused += 1
        self.orders.append((fact.n, fact.t, fact.order, fact.reason))

    # -- the ticker -----------------------------------------------------------------------------------------------

    def _tick(self, fact: Fact) -> None:
        self.ticker.append(fact)

    def _tick_staffed(self, fact: facts.SeatStaffed) -> None:
        if fact.t:  # everybody is staffed when the drill begins
            self.ticker.append(fact)

    def _tick_alarm(self, fact: facts.SensorAlarmed) -> None:
        if fact.sensor.removesuffix(".level") not in self._points:  # those are told by their depth
            self.ticker.append(fact)

    def _tick_deep(self, fact: facts.DepthPassed) -> None:
        if fact.rising and fact.depth_cm > 15:
            self.ticker.append(fact)

    def _tick_emergency(self, fact: facts.TicketOpened) -> None:
        if fact.urgency == "E":
            self.ticker.append(fact)

    def ticker_table(self) -> Mapping[type[Fact], Handler]:
        """What is worth a line on the wall."""
        notable: tuple[type[Fact], ...] = (
            facts.RollCalled, facts.HorizonPassed, facts.DrillEnded, facts.SeatStayedSilent, facts.SupervisionOrdered,
            facts.CircularIssued, facts.Arbitrated, facts.SystemWentDown,
            facts.SystemCameUp, facts.FeedSet, facts.ModeOrdered, facts.ModeSwitched, facts.ResponseLevelSet,
            facts.CommanderPresent, facts.InjectReleased, facts.WarningIssued, facts.PumpArrived, facts.RoadClosed,
            facts.RoadOpened, facts.CarTrapped, facts.PeopleFreed, facts.PeopleMoved, facts.HouseholdsCut,
        )  # fmt: skip
        return dict.fromkeys(notable, self._tick) | {
            facts.SeatStaffed: self._tick_staffed,
            facts.SensorAlarmed: self._tick_alarm,
            facts.DepthPassed: self._tick_deep,
            facts.TicketOpened: self._tick_emergency,
        }

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        return {
            facts.HorizonPassed: self._horizon,
            facts.DrillEnded: self._ended,
            facts.ModeOrdered: self._mode_ordered,
            facts.ModeConfirmed: self._mode_confirmed,
            facts.ModeSwitched: self._mode_switched,
            facts.ResponseLevelSet: self._level,
            facts.CommanderPresent: self._commander,
            facts.InjectSynchronized: self._synchronized,
            facts.InjectReleased: self._released,
            facts.InjectCompleted: self._completed,
            facts.InjectDeferred: self._deferred,
            facts.InjectShown: self._shown,
            facts.ActionTaken: self._acted,
            facts.DutyFellDue: self._fell_due,
            facts.DutyMet: self._met,
            facts.DutyMissed: self._missed,
            facts.DutyLifted: self._lifted,
            facts.OrderAccepted: self._accepted,
            facts.OrderRefused: self._refused,
        }
