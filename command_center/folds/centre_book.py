"""The book of the centre: duties, commands down the tiers, modes, systems and their reads, injects, seats in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.book import Book
from command_center.folds.drill_record import DrillRecord, Listener
from command_center.folds.indicators_data import d1_mounted, d2_real_data, d3_good_record, d4_unlawful_read
from command_center.folds.indicators_institution import a1_rule_binding, a3_obligation_met
from command_center.folds.indicators_operation import REACH_MS, b3_switch_time, b5_reach
from command_center.folds.indicators_technology import c1_availability, c2_latency, c5_first_mile
from command_center.folds.recipe_parts import Expectation, Outcome, with_inject

Moment = tuple[int, int]
"""Time in ms and number of a fact."""

NEVER: Moment = (-1, -1)

LAST_TIER = "grid"

_DECISIVE = {feed: f"decisive {feed}" for feed in ("real", "mock", "missing", "link")}


class CentreBook(Book):
    """A1 (tasks and commands), A3, B3, B5, C1, C2, C5, D1 to D4, and the scores of the same facts."""

    def __init__(self, listener: Listener | None = None) -> None:
        super().__init__(listener)
        self.open(DrillRecord())

    def open(self, record: DrillRecord) -> None:
        """A drill begins."""
        super().open(record)
        self._bound: dict[tuple[str, str, str], list[tuple[int, Moment]]] = {}
        self._issued: dict[int, Moment] = {}
        self._waiting: dict[tuple[int, str], int] = {}
        self._mode: tuple[str, int, int] | None = None
        self._down: dict[str, Moment] = {}
        self._outages: dict[str, list[int]] = {}
        self._alarms: dict[int, Moment] = {}
        self._asked: dict[tuple[int, str], Moment] = {}
        self._players: dict[str, str] = {}
        self._signed_on: dict[str, Moment] = {}
        self._shown: dict[tuple[str, str], Moment] = {}
        self._done: dict[tuple[str, str, str], Moment] = {}

    def settle(self, now: int) -> None:
        """Count what is open, what the catalogue holds, and what was expected."""
        record = self.record
        for (duty, seat, about), bound in self._bound.items():
            for due, (t, n) in bound:
                if due < now:
                    self._end_duty(duty, seat, about, met=False, times=(t, due), numbers=(n,))
        if self._mode is not None:
            self._settle_mode(*self._mode, now)
        for (command, node), n in self._waiting.items():
            issued, number = self._issued.get(command, (now, n))
            verdict = b5_reach(issued, -1, now)
            self.judge("B5", verdict, ("command", command, node), (issued,), (number, n))
        for (ticket, system), (t, n) in self._asked.items():
            self.judge("D2", d2_real_data("missing", t, -1, now), ticket, (t,), (n,))
            record.reads[system]["waiting"] += 1
        self._settle_systems(record.horizon())
        for resource, mounted in record.parts.catalogue:
            self.judge("D1", d1_mounted(mounted), ("resource", resource), (), ())
        for expected in record.parts.expected:
            record.expected[expected] = self._outcome(expected, now)

    # -- duties ---------------------------------------------------------------------------------------------------

    def _fell_due(self, fact: facts.DutyFellDue) -> None:
        about = fact.about
        key, bound = (fact.duty, fact.seat, about), (fact.due, (fact.t, fact.n))
        known = self._bound.get(key)
        if known is None:
            self._bound[key] = [bound]
        else:
            known.append(bound)
        if not about.isdigit():  # a duty about a ticket stands behind its dispatch, which is the order
            verdict = a1_rule_binding(fact.duty, self.record.parts.rules)
            self.judge("A1", verdict, ("task", fact.duty, fact.seat, about), (fact.t,), (fact.n,))

    def _took(self, fact: Any) -> tuple[int, Moment] | None:
        key = (fact.duty, fact.seat, fact.about)
        bound = self._bound.get(key)
        if bound is None:
            return None
        if len(bound) == 1:
            del self._bound[key]
        return bound.pop(0)

    def _met(self, fact: facts.DutyMet) -> None:
        self._duty_over(fact, met=True)

    def _missed(self, fact: facts.DutyMissed) -> None:
        self._duty_over(fact, met=False)

    def _duty_over(self, fact: Any, *, met: bool) -> None:
        bound = self._took(fact)
        if self._listener is None:
            self._count_duty(fact.duty, met)
            return
        times, numbers = ((bound[1][0], bound[0]), (bound[1][1],)) if bound else ((), ())
        self._end_duty(fact.duty, fact.seat, fact.about, met=met, times=(*times, fact.t), numbers=(*numbers, fact.n))

    def _end_duty(
        self, duty: str, seat: str, about: str, *, met: bool, times: tuple[int, ...], numbers: tuple[int, ...]
    ) -> None:
        verdict = self._count_duty(duty, met)
        if self._listener is not None:
            self._tell("A3", verdict, float(verdict), ("duty", duty, seat, about), times, numbers)

    def _count_duty(self, duty: str, met: bool) -> bool:
        verdict = a3_obligation_met(met)
        self.record.duties[duty]["met" if met else "missed"] += 1
        self.count("A3", verdict)
        return verdict

    # -- commands -------------------------------------------------------------------------------------------------

    def _command(self, fact: facts.CommandIssued) -> None:
        self._issued[fact.command] = (fact.t, fact.n)
        verdict = a1_rule_binding(fact.duty, self.record.parts.rules)
        self.judge("A1", verdict, ("command", fact.command), (fact.t,), (fact.n,))

    def _sent(self, fact: facts.CommandSent) -> None:
        tier = self.record.tiers[fact.tier]
        tier["attempts"] += 1
        if fact.attempt == 1:
            tier["sent"] += 1
            if fact.tier == LAST_TIER:
                self._waiting[fact.command, fact.node] = fact.n

    def _lost(self, fact: facts.CommandLost) -> None:
        self.record.tiers[fact.tier]["lost"] += 1

    def _acknowledged(self, fact: facts.CommandAcknowledged) -> None:
        tier = self.record.tiers[fact.tier]
        tier["acknowledged"] += 1
        issued, number = self._issued.get(fact.command, (fact.t, fact.n))
        tier["within"] += fact.t - issued <= REACH_MS
        if fact.tier == LAST_TIER:
            sent = self._waiting.pop((fact.command, fact.node), fact.n)
            verdict = b5_reach(issued, fact.t, fact.t)
            self.judge("B5", verdict, ("command", fact.command, fact.node), (issued, fact.t), (number, sent, fact.n))

    # -- modes and seats ------------------------------------------------------------------------------------------

    def _mode_ordered(self, fact: facts.ModeOrdered) -> None:
        if self._mode is not None:  # another order came before the first was carried out
            self.record.switches.append((self._mode[0], self._mode[1], None))
        self._mode = (fact.mode, fact.t, fact.n)

    def _mode_switched(self, fact: facts.ModeSwitched) -> None:
        if self._mode is None or self._mode[0] != fact.mode:
            return  # it held from the start
        mode, t, n = self._mode
        self.record.switches.append((mode, t, fact.t))
        self.measure("B3", b3_switch_time(mode, t, fact.t), ("mode", mode), (t, fact.t), (n, fact.n))
        self._mode = None

    def _settle_mode(self, mode: str, t: int, n: int, now: int) -> None:
        self.record.switches.append((mode, t, None))
        if self.record.status:
            self.measure("B3", b3_switch_time(mode, t, now), ("mode", mode), (t,), (n,))

    def _answered(self, fact: facts.SeatAnswered) -> None:
        self.record.answered.add(fact.seat)

    def _seat_acted(self, fact: Any) -> None:
        self.record.acted.add(fact.seat)

    def _staffed(self, fact: facts.SeatStaffed) -> None:
        self._players[fact.seat] = fact.player

    def _signed_on_to(self, fact: facts.SeatSignedOn) -> None:
        self._signed_on[fact.seat] = (fact.t, fact.n)

    def _first_action(self, fact: facts.FirstActionTaken) -> None:
        self.record.acted.add(fact.seat)
        begun = self._signed_on.pop(fact.seat, None)
        if begun is not None:
            verdict = c5_first_mile(self._players.get(fact.seat, "program"), begun[0], fact.t)
            self.measure("C5", verdict, ("seat", fact.seat), (begun[0], fact.t), (begun[1], fact.n))

    # -- systems and data -----------------------------------------------------------------------------------------

    def _went_down(self, fact: facts.SystemWentDown) -> None:
        self._down[fact.system] = (fact.t, fact.n)
        self._outages.setdefault(fact.system, []).append(fact.n)

    def _came_up(self, fact: facts.SystemCameUp) -> None:
        begun = self._down.pop(fact.system, None)
        if begun is not None:
            self.record.down[fact.system] += self._within_horizon(begun[0], fact.t)

    def _within_horizon(self, begin: int, end: int) -> int:
        started = self.record.started
        limit = started.horizon if started and started.horizon else end
        return max(0, min(end, limit) - min(begin, limit))

    def _settle_systems(self, required: int) -> None:
        record = self.record
        for system, (t, _n) in self._down.items():
            record.down[system] += self._within_horizon(t, max(t, required))
        for system in record.parts.systems:
            up, whole = c1_availability(record.down[system], required)
            share = record.shares["C1"]
            share[0] += up
            share[1] += whole
            if self._listener is not None and whole:
                self._tell("C1", up == whole, up / whole, ("system", system), (), tuple(self._outages.get(system, ())))

    def _call_started(self, fact: facts.SystemCallStarted) -> None:
        self._asked[fact.ticket, fact.system] = (fact.t, fact.n)

    def _call_ended(self, fact: facts.SystemCallEnded) -> None:
        feed, number, now, system = fact.feed, fact.ticket, fact.t, fact.system
        t, n = self._asked.pop((number, system), (now, fact.n))
        reads = self.record.reads[system]
        reads[feed] += 1
        if fact.decisive:
            reads[_DECISIVE[feed]] += 1
        verdicts = [("D2", d2_real_data(feed, t, now, now))]
        if feed == "real":
            verdicts.append(("D3", d3_good_record(feed, fact.good)))
            verdicts.append(("D4", d4_unlawful_read(feed, fact.right, fact.masked)))
        for name, verdict in verdicts:
            if self._listener is None:
                self.count(name, verdict)
            else:
                self.judge(name, verdict, number, (t, now), (n, fact.n))

    def _call_broken_off(self, fact: facts.SystemCallBrokenOff) -> None:
        self._asked.pop((fact.ticket, fact.system), None)

    def _alarmed(self, fact: facts.SensorAlarmed) -> None:
        self._alarms[fact.n] = (fact.t, fact.n)

    def _alarm_shown(self, fact: facts.AlarmShown) -> None:
        begun = self._alarms.pop(fact.cause, None)
        if begun is not None:
            verdict = c2_latency(begun[0], fact.t)
            self.measure("C2", verdict, ("sensor", fact.sensor), (begun[0], fact.t), (begun[1], fact.n))

    # -- expected actions -----------------------------------------------------------------------------------------

    def _inject_added(self, fact: facts.InjectAdded) -> None:
        self.record.parts = with_inject(self.record.parts, fact)

    def _inject_shown(self, fact: facts.InjectShown) -> None:
        self._shown.setdefault((fact.inject, fact.seat), (fact.t, fact.n))

    def _action(self, fact: facts.ActionTaken) -> None:
        self.record.acted.add(fact.seat)
        self._done.setdefault((fact.about, fact.seat, fact.action), (fact.t, fact.n))

    def _outcome(self, expected: Expectation, now: int) -> Outcome:
        """Met, late, missed or not tested; the clock starts when the cue was shown to whoever leads for the seat."""
        shown = NEVER
        seat, seen = expected.seat, set[str]()
        while seat and seat not in seen:
            seen.add(seat)
            begun = self._shown.get((expected.inject, seat), NEVER)
            done = self._done.get((expected.inject, seat, expected.action), NEVER)
            if begun != NEVER and done != NEVER:
                return Outcome("met" if done[0] - begun[0] <= expected.within else "late", *begun, *done)
            shown = max(shown, begun)
            seat = self.record.parts.covered_by.get(seat, "")
        waits = shown == NEVER or now - shown[0] <= expected.within
        return Outcome("not_tested" if waits else "missed", *shown, *NEVER)

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        acts: tuple[type[Fact], ...] = (
            facts.TaskEnded, facts.ModeConfirmed, facts.CommanderPresent, facts.SupportGiven, facts.ConsultEnded,
            facts.ResponseLevelSet,
        )  # fmt: skip
        handlers: dict[type[Fact], Handler] = dict.fromkeys(acts, self._seat_acted)
        return handlers | {
            facts.DutyFellDue: self._fell_due,
            facts.DutyMet: self._met,
            facts.DutyMissed: self._missed,
            facts.DutyLifted: self._took,
            facts.CommandIssued: self._command,
            facts.CommandSent: self._sent,
            facts.CommandLost: self._lost,
            facts.CommandAcknowledged: self._acknowledged,
            facts.ModeOrdered: self._mode_ordered,
            facts.ModeSwitched: self._mode_switched,
            facts.SeatAnswered: self._answered,
            facts.SeatStaffed: self._staffed,
            facts.SeatSignedOn: self._signed_on_to,
            facts.FirstActionTaken: self._first_action,
            facts.SystemWentDown: self._went_down,
            facts.SystemCameUp: self._came_up,
            facts.SystemCallStarted: self._call_started,
            facts.SystemCallEnded: self._call_ended,
            facts.SystemCallBrokenOff: self._call_broken_off,
            facts.SensorAlarmed: self._alarmed,
            facts.AlarmShown: self._alarm_shown,
            facts.InjectAdded: self._inject_added,
            facts.InjectShown: self._inject_shown,
            facts.ActionTaken: self._action,
        }
