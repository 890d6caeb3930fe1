"""Around the tickets: who holds seats, tasks and support, lights and alarms, answers of systems, each seat's log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.pictures.alarms import Meter
from command_center.folds.pictures.desks import Desk
from command_center.folds.pictures.tickets import Tickets

_SUPPORT = "ticket "

LOGGED: tuple[type[Fact], ...] = (
    facts.SeatStaffed, facts.OperatorsChanged, facts.SeatAnswered, facts.SeatStayedSilent, facts.SeatSignedOn,
    facts.WorkGivenBack, facts.TaskStarted, facts.TaskEnded, facts.AcceptStarted, facts.AcceptEnded,
    facts.TransferEnded, facts.Dispatched, facts.Signed, facts.Returned, facts.Disputed, facts.ConsultStarted,
    facts.ConsultEnded, facts.Arbitrated, facts.CallerContacted, facts.HandleStarted, facts.HandleEnded,
    facts.SupportAsked, facts.SupportGiven, facts.UnitDispatched, facts.UnitArrived, facts.FieldWorkEnded,
    facts.FeedbackEnded, facts.CloseEnded, facts.EvaluateEnded, facts.ExtensionAsked, facts.ExtensionGranted,
    facts.ExtensionRefused, facts.LightTurnedYellow, facts.LightTurnedRed, facts.SupervisionOrdered,
    facts.CircularIssued, facts.RedoOrdered, facts.SystemCallEnded, facts.CommandIssued, facts.DutyFellDue,
    facts.DutyMet, facts.DutyMissed, facts.StandingOrderFollowed, facts.ModeConfirmed, facts.CommanderPresent,
    facts.InjectShown, facts.ActionTaken, facts.AlarmShown, facts.PaperSigned, facts.DispatchFixed,
    facts.WorkPassedOn, facts.TaskArrived, facts.NoteWritten, facts.RedoWaived, facts.SystemCallBrokenOff,
    facts.FirstActionTaken, facts.ModeOrdered, facts.ResponseLevelSet, facts.ProgressNoted,
)  # fmt: skip
"""What stands in a seat's own log: facts that name the seat (the newest fifty are kept)."""

ALARMS: tuple[type[Fact], ...] = (
    facts.AlarmShown, facts.LightTurnedYellow, facts.LightTurnedRed, facts.SupervisionOrdered, facts.CircularIssued,
    facts.DutyMissed,
)  # fmt: skip
"""Alarms of a seat; the whole centre counts these, systems going down and weather warnings."""


def _supported(about: str) -> int:
    """The ticket that a task of helping names, as in ``ticket 12``; 0 where it names none."""
    number = about.removeprefix(_SUPPORT)
    return int(number) if number != about and number.isdigit() else 0


class Staff:
    """The desks' people, and what is shown to them."""

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets
        self.alarms = Meter()

    def _desk(self, fact: Any) -> Desk:
        return self._tickets.desk(fact.seat)

    # -- who is there ---------------------------------------------------------------------------------------------

    def _staffed(self, fact: facts.SeatStaffed) -> None:
        desk = self._desk(fact)
        desk.profile, desk.player = fact.profile, fact.player
        desk.staffed, desk.signed_on = fact.n, False
        desk.busy = {who: what for who, what in desk.busy.items() if what[0] > 0}  # tasks went back
        desk.tasks = {}  # a person is told of them anew

    def _operators(self, fact: facts.OperatorsChanged) -> None:
        desk = self._desk(fact)
        # Who comes on shift after the roll call could not answer it.
        desk.took_part = desk.took_part or (desk.answered < 0 and not desk.operators)
        desk.operators = fact.operators

    def _answered(self, fact: facts.SeatAnswered) -> None:
        self._desk(fact).answered = 1

    def _silent(self, fact: facts.SeatStayedSilent) -> None:
        desk = self._desk(fact)
        desk.answered = desk.answered or -1

    def _signed_on(self, fact: facts.SeatSignedOn) -> None:
        desk = self._desk(fact)
        desk.took_part = desk.signed_on = True

    # -- tasks and support ----------------------------------------------------------------------------------------

    def _task_arrived(self, fact: facts.TaskArrived) -> None:
        """A task waits for a person; help that was asked for is such a task too."""
        desk = self._desk(fact)
        if fact.action == "assist":
            desk.supports.pop(_supported(fact.about), None)
        desk.tasks[fact.task] = (fact.action, fact.about, fact.t, fact.n)

    def _task_started(self, fact: facts.TaskStarted) -> None:
        desk = self._desk(fact)
        desk.took_part = True
        number = _supported(fact.about)
        if number and desk.supports.pop(number, -1) < 0:
            number = 0
        about = fact.about
        for task, (action, concerning, _since, n) in desk.tasks.items():
            if n == fact.cause:
                number, about = task, f"{action} {concerning}"
                del desk.tasks[task]
                break
        desk.busy[fact.operator] = (number, about, fact.t)

    def _task_ended(self, fact: facts.TaskEnded) -> None:
        desk = self._desk(fact)
        desk.busy.pop(fact.operator, None)
        desk.done += 1

    def _support_asked(self, fact: facts.SupportAsked) -> None:
        self._desk(fact).supports[fact.ticket] = fact.t
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.supporter = fact.seat

    def _support_given(self, fact: facts.SupportGiven) -> None:
        desk = self._desk(fact)
        desk.supports.pop(fact.ticket, None)
        if desk.busy.get(fact.operator, (0, "", 0))[0] == fact.ticket:
            del desk.busy[fact.operator]

    def _note(self, fact: facts.NoteWritten) -> None:
        self._desk(fact).notes.append(fact)

    def _given_back(self, fact: facts.WorkGivenBack) -> None:
        """Tasks go back as a whole when the seat changes hands; a support waits again."""
        desk = self._desk(fact)
        for who, (number, about, _since) in list(desk.busy.items()):
            if about.startswith(_SUPPORT) and number == (fact.ticket or number):
                del desk.busy[who]
                desk.supports[number] = fact.t

    # -- crews ----------------------------------------------------------------------------------------------------

    def _crew_left(self, fact: facts.UnitDispatched) -> None:
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.unit = fact.unit
        self._tickets.crews[fact.unit] = (fact.ticket, ticket.place if ticket else "", "on_way", fact.t)

    def _crew_there(self, fact: facts.UnitArrived) -> None:
        number, place, _state, _since = self._tickets.crews.get(fact.unit, (fact.ticket, "", "", 0))
        self._tickets.crews[fact.unit] = (number, place, "on_scene", fact.t)

    def _crew_done(self, fact: facts.FieldWorkEnded) -> None:
        self._tickets.crews.pop(fact.unit, None)
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.unit = ""

    # -- lights, alarms, answers ----------------------------------------------------------------------------------

    def _light(self, fact: Any, colour: str) -> None:
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.light = colour

    def _yellow(self, fact: facts.LightTurnedYellow) -> None:
        self._light(fact, "yellow")

    def _red(self, fact: facts.LightTurnedRed) -> None:
        self._light(fact, "red")

    def _extended(self, fact: facts.ExtensionGranted) -> None:
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.extended = True

    def _alarm(self, fact: Any) -> None:
        self.alarms.add(fact.t)
        if not fact.seat:
            return
        desk = self._desk(fact)
        if desk.alarms is None:
            desk.alarms = Meter()
        desk.alarms.add(fact.t)

    def _centre_alarm(self, fact: Fact) -> None:
        if getattr(fact, "colour", "") != "none":  # a warning that is lifted asks for nothing
            self.alarms.add(fact.t)

    def _system_asked(self, fact: facts.SystemCallStarted) -> None:
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.asking = fact.system

    def _system_left(self, fact: facts.SystemCallBrokenOff) -> None:
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.asking = ""

    def _system_answer(self, fact: facts.SystemCallEnded) -> None:
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.asking = ""
            before = ticket.answers.get(fact.system)
            record = before[6] if before else ""
            ticket.answers[fact.system] = (
                fact.t, fact.feed, fact.origin, fact.resource, fact.good, fact.right, record,
            )  # fmt: skip

    def _mock_record(self, fact: facts.MockRecordShown) -> None:
        ticket = self._tickets.open.get(fact.ticket)
        if ticket is not None:
            ticket.answers[fact.system] = (fact.t, "mock", "mock", "", True, True, fact.record)

    def _log(self, fact: Any) -> None:
        desk = self._tickets.desks.get(fact.seat)
        if desk is not None:
            desk.log.append(fact)

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        return {
            facts.SeatStaffed: self._staffed,
            facts.OperatorsChanged: self._operators,
            facts.SeatAnswered: self._answered,
            facts.SeatStayedSilent: self._silent,
            facts.SeatSignedOn: self._signed_on,
            facts.TaskArrived: self._task_arrived,
            facts.TaskStarted: self._task_started,
            facts.TaskEnded: self._task_ended,
            facts.SupportAsked: self._support_asked,
            facts.SupportGiven: self._support_given,
            facts.WorkGivenBack: self._given_back,
            facts.UnitDispatched: self._crew_left,
            facts.UnitArrived: self._crew_there,
            facts.FieldWorkEnded: self._crew_done,
            facts.LightTurnedYellow: self._yellow,
            facts.LightTurnedRed: self._red,
            facts.ExtensionGranted: self._extended,
            facts.NoteWritten: self._note,
            facts.SystemCallStarted: self._system_asked,
            facts.SystemCallBrokenOff: self._system_left,
            facts.SystemCallEnded: self._system_answer,
            facts.MockRecordShown: self._mock_record,
        }

    def alarm_table(self) -> Mapping[type[Fact], Handler]:
        """The kinds that are alarms."""
        centre: dict[type[Fact], Handler] = dict.fromkeys(
            (facts.SystemWentDown, facts.WarningIssued), self._centre_alarm
        )
        return centre | dict.fromkeys(ALARMS, self._alarm)

    def log_table(self) -> Mapping[type[Fact], Handler]:
        """The kinds that stand in a seat's log."""
        return dict.fromkeys(LOGGED, self._log)
