"""Duties 职责条目 at work: they fall due, and are met in time by their evidence or missed.

A duty is looked up by its trigger. What proves it is a kind of fact: one that names the same seat, action, ticket,
point or thing that the duty is about. A duty of the past or the future (``valid_from``, ``valid_to``) does not bind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from command_center.facts import DutyFellDue, DutyLifted, DutyMet, DutyMissed, Fact, Returned, WorkPassedOn
from command_center.plan.roster import Duty
from command_center.world.stage import Stage

_ABOUT = ("ticket", "point", "about", "inject")
"""The fields that say which thing a fact of evidence concerns; where it names none, only seat and action count."""


class PendingDuty:
    """A duty that binds a seat now: ``about`` names ticket, point or event, ``due`` is in ms.

    ``helper`` may prove it too: the district pool behind the liaison seat.
    """

    __slots__ = ("about", "action", "due", "duty", "evidence", "helper", "number", "open", "seat")

    def __init__(
        self, duty: str, seat: str, action: str, about: str, evidence: str, due: int, helper: str = ""
    ) -> None:
        self.duty = duty
        self.seat = seat
        self.action = action
        self.about = about
        self.evidence = evidence
        self.due = due
        self.helper = helper or seat
        self.open = True
        self.number = -1

    def proved_by(self, fact: Fact) -> bool:
        """Whether this fact is the duty's evidence."""
        seat = getattr(fact, "seat", self.seat)
        return self.open and seat in (self.seat, self.helper) and getattr(fact, "action", self.action) == self.action


class Duties:
    """The duties that bind somebody now. It hears the facts that can be evidence, from the world's start on."""

    def __init__(self, world: Stage, evidence: Iterable[str]) -> None:
        self._world = world
        self._pending: dict[str, dict[str, list[PendingDuty]]] = {}
        self._by_trigger: dict[str, list[Duty]] = {}
        for duty in in_force(world.roster.duties, world.scenario.start):
            self._by_trigger.setdefault(duty.when, []).append(duty)
        kinds = {duty.evidence for duties in self._by_trigger.values() for duty in duties} | set(evidence)
        for kind in sorted(kinds):
            self._pending[kind] = {}
            world.listen(kind, self._heard)
        world.listen("returned", self._rid_of)
        world.listen("work_passed_on", self._rid_of)

    def of(self, trigger: str) -> list[Duty]:
        """The duties in force that this trigger sets off, in the order of the table."""
        return self._by_trigger.get(trigger, [])

    def named(self, name: str) -> Duty | None:
        """The duty in force with this id."""
        return next((duty for duties in self._by_trigger.values() for duty in duties if duty.id == name), None)

    def bind(self, duty: PendingDuty, cause: int) -> PendingDuty:
        """Let a duty fall due, and watch for its evidence until its time has passed."""
        duty.number = self._world.emit(DutyFellDue, cause, duty.duty, duty.seat, duty.about, duty.due)
        self._pending[duty.evidence].setdefault(duty.about, []).append(duty)
        self._world.at(duty.due, self._time_passed, duty)
        return duty

    def bind_ticket(self, duty: Duty, seat: str, district: str, ticket: int, cause: int) -> None:
        """A ticket was sent to ``seat``, or through it to a district: the duty binds whoever has the ticket now."""
        due = self._world.calendar.due(self._world.now, duty.within)
        self.bind(PendingDuty(version(duty), seat, duty.action, str(ticket), duty.evidence, due, district), cause)

    def _heard(self, fact: Any) -> None:
        """A fact that may be evidence was made: whatever it proves is met (said a moment later: ears do not speak)."""
        pending = self._pending[str(fact.__struct_config__.tag)]
        about = _about(fact)
        lists = [pending.get(about, [])] if about else list(pending.values())
        for duties in lists:
            for duty in duties:
                if duty.proved_by(fact):
                    duty.open = False
                    self._world.soon(self._met, duty, fact.n)

    def _met(self, duty: PendingDuty, cause: int) -> None:
        self._forget(duty)
        self._world.emit(DutyMet, cause, duty.duty, duty.seat, duty.about)

    def _rid_of(self, fact: Returned | WorkPassedOn) -> None:
        """Who sent a ticket back in time, or lost it to the seat that covers it, is not bound by it any more."""
        for pending in self._pending.values():
            for duty in pending.get(str(fact.ticket), ()):
                if duty.open and duty.seat == fact.seat:
                    duty.open = False
                    self._world.soon(self._lifted, duty, fact.n)

    def _lifted(self, duty: PendingDuty, cause: int) -> None:
        self._forget(duty)
        self._world.emit(DutyLifted, cause, duty.duty, duty.seat, duty.about)

    def _time_passed(self, duty: PendingDuty) -> None:
        if duty.open:
            duty.open = False
            self._forget(duty)
            self._world.emit(DutyMissed, duty.number, duty.duty, duty.seat, duty.about)

    def _forget(self, duty: PendingDuty) -> None:
        duties = self._pending[duty.evidence][duty.about]
        duties.remove(duty)
        if not duties:
            del self._pending[duty.evidence][duty.about]


def _about(fact: Fact) -> str:
    """Which thing a fact concerns, or empty where it says none (a ticket number of -1 says none)."""
    for field in _ABOUT:
        value = getattr(fact, field, None)
        if value is not None:
            return "" if value == -1 else str(value)
    return ""


def in_force(duties: Iterable[Duty], start: datetime) -> Iterator[Duty]:
    """The duties that bind on the day on which the drill starts."""
    day = start.date().isoformat()
    return (duty for duty in duties if duty.valid_from <= day and (not duty.valid_to or day <= duty.valid_to))


def version(duty: Duty) -> str:
    """How facts name a duty: its id and version, e.g. ``FL04@2``."""
    return f"{duty.id}@{duty.version}"
