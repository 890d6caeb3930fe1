"""Who sits where: profiles, shifts, stand-ins lent by the hotline, takeovers, and the roll call that opens a drill.

The rules of this file:

1. A seat has as many operators as its shift plan says at this hour, by its profile: ``own`` all of them;
   ``stand_in`` one while the plan is above its lowest strength (office hours; always where it never changes), each
   taken out of the lender's shift;
   ``responder`` the plan's, at a slower pace, leading nothing; ``empty`` none.
2. The lender is so many operators short. It is not a factor: callers wait because fewer people answer.
3. When a seat changes hands, work in hand goes back to the head of its inbox; where the new holder leads nothing,
   the tickets in that inbox go to the seat that covers it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from command_center.facts import (
    ModeSwitched,
    OperatorsChanged,
    RollCalled,
    SeatAnswered,
    SeatStaffed,
    SeatStayedSilent,
    WorkGivenBack,
    WorkPassedOn,
)
from command_center.plan.roster import ShiftRow, Staff
from command_center.plan.spans import DAY, MINUTE
from command_center.refusals import refusal
from command_center.world.engine import World
from command_center.world.machine import LEAD, Desk
from command_center.world.playbooks import Answer
from command_center.world.ticket import Ticket

HALF_HOUR = 30 * MINUTE

_BY_HALF = {"M": "own", "H": "stand_in", "Q": "responder"}


def profiles(world: World, staffing: str) -> dict[str, Staff]:
    """Who holds each seat under ``full``, ``half`` or a plan of the roster; seats a plan leaves out are own."""
    seats = world.roster.seats
    if staffing == "full":
        return {seat.id: Staff(seat=seat.id, profile="own") for seat in seats}
    if staffing == "half":
        return {seat.id: Staff.model_validate({"seat": seat.id, "profile": _BY_HALF[seat.half]}) for seat in seats}
    rows = {row.seat: row for row in world.roster.staffing[staffing]}
    return {seat.id: rows.get(seat.id, Staff(seat=seat.id, profile="own")) for seat in seats}


class Staffing:
    """Desks of all seats and district pools, kept at the strength of the hour."""

    def __init__(self, world: World, staffing: str) -> None:
        self._world = world
        self._plans: dict[str, list[ShiftRow]] = {}
        for row in world.roster.shifts:
            self._plans.setdefault(row.shift, []).append(row)
        self._shift = {seat.id: seat.shift for seat in world.roster.seats}
        self._staff = profiles(world, staffing)
        self._shown: dict[str, int] = {}
        self.colleagues: dict[str, int] = {}
        """Operators of the program beside the person who plays a seat."""
        self._reserve = 0
        self._reserve_called = False
        for seat in world.roster.seats:
            world.desks[seat.id] = Desk(seat.id)
            world.crews[seat.id] = Desk(seat.id, seat.crews)
        for place, pool in zip(world.tree.districts, world.roster.city.districts, strict=True):
            world.desks[place] = Desk(place)
            world.crews[place] = Desk(place, pool.crews)
            self._shift[place] = pool.shift
        world.listen(ModeSwitched, self._peace)

    def answers(self) -> dict[str, Answer]:
        """The actions of seats that bring people to the desks."""
        return {"call_reserve": self._call_reserve}

    def _call_reserve(self, _about: str, _seat: str, cause: int) -> None:
        """Off-duty operators of the hotline are called in; they come a while later and stay until peacetime is back."""
        self._reserve_called = True
        self._world.at(self._world.now + self._world.practice.staffing.reserve_after.ms, self._seat_reserve, cause)

    def _peace(self, fact: ModeSwitched) -> None:
        if fact.mode == "peacetime" and self._reserve_called:
            self._reserve_called = False
            self._world.soon(self._seat_reserve, fact.n)

    def _seat_reserve(self, cause: int) -> None:
        self._reserve = self._world.practice.staffing.reserve if self._reserve_called else 0
        self._man(cause)

    def open(self, cause: int) -> None:
        """Staff every seat, man the first shift, call the roll."""
        for seat in self._world.roster.seats:
            self._assign(seat.id, self._staff[seat.id].profile, cause)
        self._change_shift(cause)
        self._call_roll(cause)

    def staff(self, seat: str, profile: str, cause: int) -> str:
        """Hand a seat over while the drill runs; an empty text, or why not."""
        if seat not in self._world.seats:
            return refusal("no_seat", seat)
        if profile == "stand_in" and seat == self._world.practice.staffing.lender:
            return refusal("lends_stand_ins", seat)
        self._staff[seat] = Staff.model_validate({"seat": seat, "profile": profile})
        self._world.desks[seat].player = "program"
        self._give_back(seat, cause)
        number = self._assign(seat, profile, cause)
        self._pass_on(seat, number)
        self._man(number)
        return ""

    def play(self, seat: str, player: str, colleagues: int, cause: int) -> int:
        """Hand a seat to a ``person``, beside whom so many operators stay, or to the ``program``.

        Returns the number of the last fact. The profile stays; an empty seat that somebody plays is held by its own.
        """
        desk, before = self._world.desks[seat], self._world.desks[seat].player
        desk.player, self.colleagues[seat] = player, colleagues
        if player != before:
            if desk.profile == "empty":
                self._staff[seat] = Staff(seat=seat, profile="own")
            self._give_back(seat, cause)
            cause = self._assign(seat, self._staff[seat].profile, cause)
        self._man(cause)
        return cause

    def _assign(self, seat: str, profile: str, cause: int) -> int:
        world, rules = self._world, self._world.practice.staffing
        desk = world.desks[seat]
        desk.profile = profile
        desk.pace = {"stand_in": rules.standin_time, "responder": rules.responder_time}.get(profile, 1.0)
        desk.skill = rules.standin_skill if profile == "stand_in" else 1.0
        return world.emit(SeatStaffed, cause, seat, profile, desk.player)

    def _give_back(self, seat: str, cause: int) -> None:
        world, desk = self._world, self._world.desks[seat]
        for work in list(world.open.values()):
            role = world.role_held(work, desk)
            if role >= 0:
                give_back = world.give_ticket_back if work.number > 0 else world.give_back
                give_back(work, role)
                work.last = world.emit(WorkGivenBack, cause, max(work.number, 0), seat)
        desk.resize(0)
        desk.lingering.clear()
        self._shown.pop(seat, None)

    def _pass_on(self, seat: str, cause: int) -> None:
        """Tickets that wait at a seat that leads nothing now go to the seat that covers it; its own tasks stay."""
        world, desk, to = self._world, self._world.desks[seat], self._world.leader_of(seat)
        waiting = sorted(desk.ready) if to != seat else []
        passed = [(rank, work) for rank, entry, work in waiting if work.entry == entry and isinstance(work, Ticket)]
        for rank, work in passed:
            world.wait_elsewhere(work, world.desks[to], rank)
            if work.role == LEAD and work.seat == seat:
                work.led_by(world.desks[to], world.crews[to])
                work.skill = min(work.skill, world.practice.staffing.standin_skill)
            work.last = world.emit(WorkPassedOn, cause, work.number, seat, to)
        world.hand_out(world.desks[to])
        for _, work in passed:
            world.tell_person(work)

    def _rows_now(self, shift: str) -> int:
        """Operators of a shift plan at this moment."""
        kind = self._world.calendar.day_kind_at(self._world.now)
        minute = self._world.calendar.minute_of_day(self._world.now)
        for row in self._plans[shift]:
            if row.days in ("all", kind) and row.begin_min <= minute < row.end_min:
                return row.operators
        return 0

    def _strength(self, seat: str) -> int:
        """Operators of a seat now, before any are lent."""
        planned = self._rows_now(self._shift[seat])
        staff = self._staff.get(seat)
        if staff is None:
            return planned
        if staff.profile == "empty":
            return 0
        if staff.profile == "stand_in":
            plan = [row.operators for row in self._plans[self._shift[seat]]]
            return (staff.operators or 1) if planned > min(plan) or planned == max(plan) > 0 else 0
        return staff.operators or planned

    def _man(self, cause: int) -> None:
        """Bring every desk to its strength of now; stand-ins come out of the lender's shift."""
        strength = {seat: self._strength(seat) for seat in self._shift}
        lender = self._world.practice.staffing.lender
        lent = sum(strength[seat] for seat, staff in self._staff.items() if staff.profile == "stand_in")
        if lender in strength:
            held = lender not in self._staff or self._staff[lender].profile != "empty"
            strength[lender] = max(0, strength[lender] + self._reserve * held - lent)
        for seat, planned in strength.items():
            operators = self.colleagues[seat] if self._world.desks[seat].player == "person" else planned
            if self._shown.get(seat) != operators:
                self._shown[seat] = operators
                self._world.emit(OperatorsChanged, cause, seat, operators)
                self._world.resize(self._world.desks[seat], operators)

    def _change_shift(self, cause: int) -> None:
        self._man(cause)
        self._world.at(self._next_boundary(), self._change_shift, cause)

    def _next_boundary(self) -> int:
        """The next time at which any shift plan may change: a row's begin or end, or midnight.

        On a day on which the clocks are changed every half hour is looked at: a mark may come twice there, or never.
        """
        calendar, now = self._world.calendar, self._world.now
        midnight = datetime.combine(calendar.date_at(now), datetime.min.time())
        tomorrow = calendar.instant(midnight + timedelta(days=1))
        if tomorrow - calendar.instant(midnight) != DAY:
            return min(tomorrow, now + HALF_HOUR - (now - tomorrow) % HALF_HOUR)
        marks = {mark for plan in self._plans.values() for row in plan for mark in (row.begin_min, row.end_min)}
        return min(mark for mark in (tomorrow, *(tomorrow - DAY + mark * MINUTE for mark in marks)) if mark > now)

    def _call_roll(self, cause: int) -> None:
        """Each seat answers within two minutes, or stays silent: one without an operator always."""
        world = self._world
        called = world.emit(RollCalled, cause, len(world.roster.seats))
        chance = world.stream("roll call")
        for seat in world.roster.seats:
            after, silent = chance.uniform(), chance.uniform() < world.practice.staffing.silent
            if not world.desks[seat.id].wanted or silent:
                world.at(world.now + 2 * MINUTE, self._note, SeatStayedSilent, called, seat.id)
            else:
                world.at(world.now + round(after * 2 * MINUTE), self._note, SeatAnswered, called, seat.id)

    def _note(self, kind: type[SeatAnswered] | type[SeatStayedSilent], cause: int, seat: str) -> None:
        self._world.emit(kind, cause, seat)
