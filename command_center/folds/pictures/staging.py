"""The drill itself: status, mode, response level, injects, expected actions, duties, orders, and the ticker."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.pictures.recipe import Recipe, inject_row, span_ms
from command_center.folds.pictures.tickets import Tickets

TICKER = 12
KEPT_ORDERS = 50
KEPT_DUTIES = 200


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
        self.rows = dict(recipe.injects)
        self.names = recipe.names
        self.status = "ready"
        self.tail = False
        self.mode = "peacetime"
        self.ordered_mode = ""
        self.confirmed: dict[str, int] = {}
        self.response_level = ""
        self.present: dict[str, str] = {}
        self.injects = {row.id: Inject(row.state, span_ms(row.at) if row.at else -1) for row in recipe.injects.values()}
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

    def _added(self, fact: facts.InjectAdded) -> None:
        row = inject_row(fact.plan)
        self.rows[fact.inject] = row
        self.names = self.names | {fact.inject: (row.title.zh, row.title.en)}
        self._expected |= {(row.id, each.action) for each in row.expected}
        self.injects[fact.inject] = Inject("approved", span_ms(row.at) if row.at else -1)

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
        self._tickets.desk(fact.seat).duties[key] = (fact.duty, fact.about, fact.t, fact.due, fact.n)
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
            facts.RollCalled, facts.HorizonPassed, facts.DrillEnded, facts.SafetyStopped, facts.SeatStayedSilent,
            facts.SupervisionOrdered, facts.CircularIssued, facts.Arbitrated, facts.SystemWentDown, facts.OutageHeld,
            facts.SystemCameUp, facts.FeedSet, facts.ModeOrdered, facts.ModeSwitched, facts.ResponseLevelSet,
            facts.CommanderPresent, facts.InjectAdded, facts.InjectReleased, facts.WarningIssued, facts.PumpArrived,
            facts.RoadClosed, facts.RoadOpened, facts.CarTrapped, facts.PeopleFreed, facts.PeopleMoved,
            facts.HouseholdsCut,
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
            facts.InjectAdded: self._added,
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
