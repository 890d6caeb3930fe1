"""Tickets at their desks: where each stands in the six steps, by when it is due, and what the funnel shows.

The rules of this file:

1. A ticket is at one desk at a time: it waits there, is in hand, or is away (crew, citizen's answer, call-back time).
2. A limit counts as due and on time by the rules of the scoreboard (``folds.scoreboard``); a test holds them together.
3. A ticket that is over leaves the fold; the last ``KEPT_ENDED`` stay a while, since a redo may call them back.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.milestones import MET_BY
from command_center.folds.pictures.desks import Desk
from command_center.folds.pictures.recipe import Recipe

KEPT_ENDED = 200
FUNNEL = ("accept", "transfer", "handle", "feedback", "close", "evaluate")
FUNNEL_OF = {
    "accept": "accept", "transfer": "transfer", "consult": "transfer", "arbitrate": "transfer", "sign": "handle",
    "handle": "handle", "field": "handle", "feedback": "feedback", "close": "close", "evaluate": "evaluate",
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


class Ticket:
    """What pictures need of a ticket that is not over. ``seat`` is the desk it is at, ``due`` its limit there."""

    __slots__ = (
        "answers", "arrived", "busy", "category", "channel", "due", "district", "event", "extended", "fixed", "lead",
        "light", "limit", "limits", "merged", "nature", "number", "opened", "place", "returns", "seat", "since",
        "stage", "supporter", "unit", "urgency", "when",
    )  # fmt: skip

    def __init__(self, number: int, t: int) -> None:
        self.number = number
        self.channel = self.nature = self.category = self.urgency = self.place = self.event = ""
        self.arrived = t
        self.opened = -1
        self.stage = "accept"
        self.when = "waiting"  # or in_hand, away
        self.seat = ""
        self.busy = 0
        self.due = 0
        self.since = t
        self.lead = self.district = ""
        self.limit = 0
        self.limits: dict[str, int] = {}
        self.light = ""
        self.supporter = ""
        self.unit = ""
        self.merged = 0
        self.returns = 0
        self.fixed = self.extended = False
        self.answers: dict[str, tuple[int, str, str, str, bool, bool, str]] = {}


class Limits:
    """Limits of all tickets by step: how many fell due, how many were met in time, and those that still run."""

    __slots__ = ("due", "on_time", "running")

    def __init__(self) -> None:
        self.running: dict[str, list[tuple[int, int]]] = {}
        self.due: dict[str, int] = {}
        self.on_time: dict[str, int] = {}

    def set(self, ticket: Ticket, step: str, due: int) -> None:
        """A limit runs; it replaces the one before."""
        before = ticket.limits.get(step)
        running = self.running.get(step)
        if running is None:
            running = self.running[step] = []
        if before is not None:
            _remove(running, (before, ticket.number))
        ticket.limits[step] = due
        insort(running, (due, ticket.number))

    def met(self, ticket: Ticket, names: tuple[str, ...], t: int) -> None:
        """The steps were done at ``t``."""
        limits = ticket.limits
        for name in names:
            due = limits.pop(name, None)
            if due is not None:
                _remove(self.running[name], (due, ticket.number))
                self._count(name, t <= due)

    def withdraw(self, ticket: Ticket, t: int, keep: str) -> None:
        """All limits but one lost their object: late if they had passed, else held against nobody."""
        for name, due in list(ticket.limits.items()):
            if name != keep:
                del ticket.limits[name]
                _remove(self.running[name], (due, ticket.number))
                if due < t:
                    self._count(name, False)

    def _count(self, name: str, on_time: bool) -> None:
        self.due[name] = self.due.get(name, 0) + 1
        self.on_time[name] = self.on_time.get(name, 0) + on_time

    def passed(self, name: str, now: int) -> int:
        """How many open limits of a step have passed at ``now``."""
        return bisect_left(self.running.get(name, ()), (now,))

    def shown(self, name: str, now: int) -> tuple[int, int]:
        """(due, on time) of a step at ``now``, with what has passed and is still open."""
        return self.due.get(name, 0) + self.passed(name, now), self.on_time.get(name, 0)


def _remove(entries: list[tuple[int, int]], entry: tuple[int, int]) -> None:
    place = bisect_left(entries, entry)
    if place < len(entries) and entries[place] == entry:
        del entries[place]


class Tickets:
    """All open tickets, the desks they are at, and the sums of those that are over."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self.desks: dict[str, Desk] = {seat: Desk(seat) for seat in (*recipe.seats, *recipe.districts)}
        self._intakes: dict[str, str] = recipe.practice("intake", "other_seats") or {}
        self._intake = recipe.seat("intake", "seat")
        self._roles = {role: recipe.seat("steps", role) for role in ("transfer_seat", "consult_seat", "close_seat")}
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
        """Who leads what this seat would lead, along the cover chain."""
        if self.desk(seat).profile not in ("responder", "empty"):
            return seat
        name, passed = seat, [""]
        while name not in passed:
            if self.desk(name).profile not in ("responder", "empty"):
                return name
            passed.append(name)
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

    # -- from desk to desk ----------------------------------------------------------------------------------------

    def place(self, ticket: Ticket, stage: str, seat: str, when: str, t: int) -> None:
        """The ticket is at another stage or desk from now on."""
        self.leave(ticket, t)
        if stage != ticket.stage:
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
            ticket.busy = operator or -ticket.number  # a recorded drill may not say who
            desk = self.desks[seat]
            desk.busy[ticket.busy] = (ticket.number, stage, t)
            desk.answered = max(desk.answered, 0)

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
        self._take(self.find(fact), "consult", fact.seat, 0, fact.t)

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
        self.limits.withdraw(ticket, fact.t, "evaluate")
        self._let_go(ticket)
        ticket.opened, ticket.limit = -1, 0
        self.place(ticket, "evaluate", "", "away", fact.t)

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

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        gone = dict.fromkeys((facts.AnsweredDirectly, facts.HandedOver, facts.NotAccepted), self._gone)
        return dict.fromkeys(_STARTS, self._started) | gone | {
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
        }
