"""Tickets at their desks: where each stands in the six steps, by when it is due, and what the funnel shows.

The rules of this file:

1. A ticket is at one desk at a time: it waits there, is in hand, or is away (crew, citizen's answer, call-back time).
2. A limit counts as due and on time by the rules of the scoreboard (``folds.scoreboard``); a test holds them together.
3. A ticket that is over leaves the fold; the last ``KEPT_ENDED`` stay a while, since a redo may call them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import PERSON, Fact
from command_center.folds.base import Handler
from command_center.folds.milestones import MET_BY
from command_center.folds.pictures.desks import Desk
from command_center.folds.pictures.recipe import Recipe
from command_center.folds.pictures.ticket import Limits, Ticket

KEPT_ENDED = 200
FUNNEL = ("accept", "transfer", "handle", "feedback", "close", "evaluate")
FUNNEL_OF = {
    "accept": "accept", "transfer": "transfer", "consult": "transfer", "arbitrate": "transfer", "sign": "handle",
    "handle": "handle", "field": "handle", "feedback": "feedback", "close": "close", "evaluate": "evaluate",
    "redo": "evaluate",
}  # fmt: skip
"""Where in the funnel a ticket stands, by its stage."""
_BY_HANDLE = frozenset({"handle", "field", "close", "consult", "arbitrate"})
_STARTS: dict[type[Fact], str] = {
    facts.AcceptStarted: "accept",
    facts.TransferStarted: "transfer",
    facts.HandleStarted: "handle",
    facts.FeedbackStarted: "feedback",
    facts.CloseStarted: "close",
    facts.EvaluateStarted: "evaluate",
}


class Tickets:
    """All open tickets, the desks they are at, and the sums of those that are over."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self.desks: dict[str, Desk] = {seat: Desk(seat) for seat in (*recipe.seats, *recipe.districts)}
        self._intakes: dict[str, str] = recipe.practice("intake", "other_seats") or {}
        self._intake = recipe.seat("intake", "seat")
        self._roles = {role: recipe.seat("steps", role) for role in ("transfer_seat", "consult_seat", "close_seat")}
        self._ordered = -1  # the number of the latest order that was carried out
        self.touched: dict[str, None] = {}
        self.open: dict[int, Ticket] = {}
        self.ended: dict[int, Ticket] = {}
        self.limits = Limits()
        self.waiting = dict.fromkeys(FUNNEL, 0)
        self.done = dict.fromkeys(FUNNEL, 0)
        self.counts = dict.fromkeys(("arrived", "opened", "closed", "merged", "hung_up", "redone", "returned"), 0)
        self.satisfied = [0, 0, 0]  # satisfaction summed, solved, answers
        self.callers: dict[int, int] = {}  # who waits on the line -> since when, the first one first
        self.crews: dict[str, tuple[int, str, str, int]] = {}

    def desk(self, name: str) -> Desk:
        """The desk with this id; one that no roster knows (a recorded drill) is added."""
        desk = self.desks.get(name)
        if desk is None:
            desk = self.desks[name] = Desk(name)
        self.touched[name] = None
        return desk

    def leader_of(self, seat: str) -> str:
        """Who leads what this seat would lead, along the cover chain; asking touches nothing."""
        name, passed = seat, set[str]()
        while name and name not in passed:
            desk = self.desks.get(name)
            if desk is None or desk.profile not in ("responder", "empty"):
                return name
            passed.add(name)
            row = self._recipe.seats.get(name)
            name = row.covered_by if row else ""
        return seat

    def find(self, fact: Any) -> Ticket:
        """The ticket of a fact; one that is over (or that never arrived) comes back."""
        ticket = self.open.get(fact.ticket)
        if ticket is None:
            ticket = self.ended.pop(fact.ticket, None) or Ticket(fact.ticket, fact.t)
            self.open[fact.ticket] = ticket
            self.waiting[FUNNEL_OF[ticket.stage]] += 1
        return ticket

    def supervision(self) -> str:
        """The seat that closes and supervises now."""
        return self._desk_for("close_seat")

    # -- from desk to desk ----------------------------------------------------------------------------------------

    def place(self, ticket: Ticket, stage: str, seat: str, when: str, t: int) -> None:
        """The ticket is at another stage or desk from now on."""
        self.leave(ticket, t)
        if stage != ticket.stage:
            if ticket.stage == "accept":
                self.callers.pop(ticket.number, None)
            before, after = FUNNEL_OF[ticket.stage], FUNNEL_OF[stage]
            if before != after:
                self.waiting[before] -= 1
                self.waiting[after] += 1
            ticket.stage = stage
        ticket.seat, ticket.when, ticket.since = seat, when, t
        ticket.due = ticket.limit if stage in _BY_HANDLE else ticket.limits.get(stage, 0)
        if not seat:
            return
        desk = self.desk(seat)
        if when == "waiting":
            desk.inbox[ticket.number] = t
        elif when == "away":
            desk.later[ticket.number] = t
        if ticket.due:
            desk.agenda.add(ticket.due, ticket.number)

    def leave(self, ticket: Ticket, t: int) -> None:
        """The ticket is at no desk."""
        if not ticket.seat:
            return
        desk = self.desk(ticket.seat)
        number = ticket.number
        if ticket.when == "waiting":
            desk.inbox.pop(number, None)
            desk.arrived.discard(number)
        elif ticket.when == "away":
            desk.later.pop(number, None)
        else:
            desk.busy.pop(ticket.busy, None)
        if ticket.due:
            desk.agenda.remove(ticket.due, number)
            desk.cleared = desk.cleared or ticket.due < t
        ticket.seat = ""

    def _take(self, ticket: Ticket, stage: str, seat: str, operator: int, t: int) -> None:
        self.place(ticket, stage, seat, "in_hand", t)
        if seat:
            # A person may hold several; a recorded drill may not say who.
            ticket.busy = operator if 0 < operator < PERSON else -ticket.number
            ticket.by_person = operator == PERSON
            desk = self.desks[seat]
            desk.busy[ticket.busy] = (ticket.number, stage, t)
            desk.took_part = True

    def _finish(self, ticket: Ticket, t: int) -> None:
        """The ticket is over: it leaves the fold."""
        self.leave(ticket, t)
        self.limits.withdraw(ticket, t, "")
        self._let_go(ticket)
        self.waiting[FUNNEL_OF[ticket.stage]] -= 1
        self.callers.pop(ticket.number, None)
        del self.open[ticket.number]
        ended = self.ended
        ended[ticket.number] = ticket
        if len(ended) > KEPT_ENDED:
            del ended[next(iter(ended))]

    def _let_go(self, ticket: Ticket) -> None:
        if ticket.lead:
            self.desk(ticket.lead).leads.pop(ticket.number, None)

    # -- the way in -----------------------------------------------------------------------------------------------

    def _arrived(self, fact: facts.ContactArrived) -> None:
        ticket = self.open[fact.ticket] = Ticket(fact.ticket, fact.t)
        ticket.channel, ticket.nature, ticket.category = fact.channel, fact.nature, fact.category
        ticket.urgency, ticket.place, ticket.event = fact.urgency, fact.place, fact.event
        self.counts["arrived"] += 1
        self.waiting["accept"] += 1
        if fact.channel == "call":
            self.callers[fact.ticket] = fact.t
        intake = self._intakes.get(fact.channel, self._intake)
        if intake:
            self.place(ticket, "accept", self.leader_of(intake), "waiting", fact.t)

    def _limit(self, fact: facts.LimitSet) -> None:
        ticket = self.open.get(fact.ticket) or self.find(fact)
        step, due = fact.step, fact.due
        self.limits.set(ticket, step, due)
        if step == "handle":
            ticket.limit, ticket.light = due, ""
            if ticket.stage in _BY_HANDLE:
                self._due(ticket, due)
        elif step == "feedback":
            self.place(ticket, "feedback", fact.seat, "waiting", fact.t)
        elif step == "evaluate":
            self.place(ticket, "evaluate", fact.seat, "away", fact.t)
        elif step == ticket.stage:
            if ticket.seat != fact.seat and ticket.when == "waiting":
                self.place(ticket, step, fact.seat, "waiting", fact.t)
            else:
                self._due(ticket, due)

    def _due(self, ticket: Ticket, due: int) -> None:
        if ticket.seat:
            agenda = self.desk(ticket.seat).agenda
            if ticket.due:
                agenda.remove(ticket.due, ticket.number)
            agenda.add(due, ticket.number)
        ticket.due = due

    def _gone(self, fact: Any) -> None:
        ticket = self.open.get(fact.ticket)
        if ticket is not None:
            self._finish(ticket, fact.t)

    def _hung_up(self, fact: facts.CallerHungUp) -> None:
        self.counts["hung_up"] += 1
        self._gone(fact)

    def _merged(self, fact: facts.Merged) -> None:
        self.counts["merged"] += 1
        other = self.open.get(fact.into)
        if other is not None:
            other.merged += 1
        self._gone(fact)

    def _opened(self, fact: facts.TicketOpened) -> None:
        ticket = self.find(fact)
        self.counts["opened"] += 1
        ticket.category, ticket.urgency, ticket.opened = fact.category, fact.urgency, fact.t
        self.place(ticket, "transfer", self._desk_for("transfer_seat"), "waiting", fact.t)

    def _desk_for(self, role: str) -> str:
        seat = self._roles[role]
        return self.leader_of(seat) if seat else ""

    # -- steps ----------------------------------------------------------------------------------------------------

    def _started(self, fact: Any) -> None:
        ticket = self.open.get(fact.ticket) or self.find(fact)
        kind = type(fact)
        names = MET_BY.get(kind)
        if names and ticket.limits:
            self.limits.met(ticket, names, fact.t)
        if kind is facts.AcceptStarted:
            self.callers.pop(fact.ticket, None)
        self._take(ticket, _STARTS[kind], fact.seat, fact.operator, fact.t)

    def _ended(self, fact: Any, step: str) -> Ticket:
        ticket = self.open.get(fact.ticket) or self.find(fact)
        names = MET_BY.get(type(fact))
        if names and ticket.limits:
            self.limits.met(ticket, names, fact.t)
        self.leave(ticket, fact.t)
        self.done[step] += 1
        if fact.seat:
            self.desk(fact.seat).done += 1
        return ticket

    def _accepted(self, fact: facts.AcceptEnded) -> None:
        self._ended(fact, "accept")

    def _transferred(self, fact: facts.TransferEnded) -> None:
        self._ended(fact, "transfer")

    def _dispatched(self, fact: facts.Dispatched) -> None:
        ticket = self.find(fact)
        self._let_go(ticket)
        ticket.lead, ticket.district = fact.seat, fact.district
        ticket.fixed = ticket.fixed or fact.by == "fixed"
        self.desk(fact.seat).leads[ticket.number] = fact.t
        self.place(ticket, "sign", fact.seat, "waiting", fact.t)

    def _signed(self, fact: facts.Signed) -> None:
        ticket = self.find(fact)
        self.limits.met(ticket, ("sign",), fact.t)
        self.desk(fact.seat).done += 1
        self.place(ticket, "handle", ticket.district or fact.seat, "waiting", fact.t)

    def _returned(self, fact: facts.Returned) -> None:
        ticket = self.find(fact)
        self.counts["returned"] += 1
        ticket.returns += 1
        self._let_go(ticket)
        ticket.lead = ticket.district = ""
        self.limits.withdraw(ticket, fact.t, "handle")
        self.place(ticket, "transfer", self._desk_for("transfer_seat"), "waiting", fact.t)

    def _disputed(self, fact: facts.Disputed) -> None:
        self.place(self.find(fact), "consult", self._desk_for("consult_seat"), "waiting", fact.t)

    def _consulting(self, fact: facts.ConsultStarted) -> None:
        # A person begins it by an order, the program by itself; who it is the fact does not say.
        self._take(self.find(fact), "consult", fact.seat, PERSON if fact.cause == self._ordered else 0, fact.t)

    def _consulted(self, fact: facts.ConsultEnded) -> None:
        ticket = self.find(fact)
        self.place(ticket, "arbitrate" if not fact.settled else "consult", "", "away", fact.t)

    def _contacted(self, fact: facts.CallerContacted) -> None:
        ticket = self.open.get(fact.ticket)
        if ticket is not None:
            self.limits.met(ticket, ("contact",), fact.t)

    def _handled(self, fact: facts.HandleEnded) -> None:
        ticket = self._ended(fact, "handle")
        self.place(ticket, "field", fact.seat, "away", fact.t)

    def _fed_back(self, fact: facts.FeedbackEnded) -> None:
        ticket = self._ended(fact, "feedback")
        self.place(ticket, "close", self._desk_for("close_seat"), "waiting", fact.t)

    def _closed(self, fact: facts.CloseEnded) -> None:
        ticket = self._ended(fact, "close")
        self.counts["closed"] += 1
        self._extension_decided(fact)  # nobody needs more time any more
        self.limits.withdraw(ticket, fact.t, "evaluate")
        self._let_go(ticket)
        ticket.opened, ticket.limit = -1, 0
        self.place(ticket, "evaluate", "", "away", fact.t)
        if self._recipe.recorded:
            self._finish(ticket, fact.t)  # a real record may never say that it was evaluated

    def _evaluated(self, fact: facts.EvaluateEnded) -> None:
        self._finish(self._ended(fact, "evaluate"), fact.t)

    def _answer(self, fact: facts.Evaluated) -> None:
        self.satisfied[0] += fact.satisfaction
        self.satisfied[1] += fact.solved
        self.satisfied[2] += 1

    def _redo(self, fact: facts.RedoOrdered) -> None:
        ticket = self.find(fact)
        self.counts["redone"] += 1
        ticket.opened = fact.t
        ticket.lead = ticket.lead or fact.seat
        self.desk(ticket.lead).leads[ticket.number] = fact.t
        self.place(ticket, "handle", ticket.district or fact.seat, "waiting", fact.t)

    def _given_back(self, fact: facts.WorkGivenBack) -> None:
        ticket = self.open.get(fact.ticket)
        if ticket is not None and ticket.when == "in_hand":
            self.place(ticket, ticket.stage, fact.seat, "waiting", fact.t)
            if ticket.stage == "accept" and ticket.channel == "call":
                self.callers[ticket.number] = fact.t

    def _passed_on(self, fact: facts.WorkPassedOn) -> None:
        ticket = self.find(fact)
        if ticket.lead == fact.seat:
            self._let_go(ticket)
            ticket.lead = fact.to
            self.desk(fact.to).leads[ticket.number] = fact.t
        self.place(ticket, ticket.stage, fact.to, "waiting", fact.t)

    def _work_arrived(self, fact: facts.WorkArrived) -> None:
        """The seat is a person's: it is told what waits there, also where no other fact says so."""
        if fact.step == "extension":
            self.desk(fact.seat).asked[fact.ticket] = fact.t
            return
        ticket = self.find(fact)
        if (ticket.seat, ticket.stage, ticket.when) != (fact.seat, fact.step, "waiting"):
            self.place(ticket, fact.step, fact.seat, "waiting", fact.t)
        self.desk(fact.seat).arrived.add(fact.ticket)

    def _taken_up(self, fact: facts.WorkTakenUp) -> None:
        """A colleague beside a person signs or rules; elsewhere no fact says that somebody began to."""
        ticket = self.find(fact)
        self._take(ticket, ticket.stage, fact.seat, fact.operator, fact.t)

    def _order(self, fact: facts.OrderAccepted) -> None:
        self._ordered = fact.n

    def _extension_decided(self, fact: Any) -> None:
        for desk in self.desks.values():
            if desk.asked.pop(fact.ticket, None) is not None:
                self.touched[desk.id] = None

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        table: dict[type[Fact], Handler] = dict.fromkeys(_STARTS, self._started)
        table |= dict.fromkeys((facts.AnsweredDirectly, facts.HandedOver, facts.NotAccepted), self._gone)
        return table | {
            facts.ContactArrived: self._arrived,
            facts.LimitSet: self._limit,
            facts.CallerHungUp: self._hung_up,
            facts.Merged: self._merged,
            facts.TicketOpened: self._opened,
            facts.AcceptEnded: self._accepted,
            facts.TransferEnded: self._transferred,
            facts.Dispatched: self._dispatched,
            facts.Signed: self._signed,
            facts.Returned: self._returned,
            facts.Disputed: self._disputed,
            facts.ConsultStarted: self._consulting,
            facts.ConsultEnded: self._consulted,
            facts.CallerContacted: self._contacted,
            facts.HandleEnded: self._handled,
            facts.FeedbackEnded: self._fed_back,
            facts.CloseEnded: self._closed,
            facts.EvaluateEnded: self._evaluated,
            facts.Evaluated: self._answer,
            facts.RedoOrdered: self._redo,
            facts.WorkGivenBack: self._given_back,
            facts.WorkPassedOn: self._passed_on,
            facts.WorkArrived: self._work_arrived,
            facts.WorkTakenUp: self._taken_up,
            facts.ExtensionGranted: self._extension_decided,
            facts.ExtensionRefused: self._extension_decided,
            facts.RedoWaived: self._gone,
            facts.OrderAccepted: self._order,
        }
