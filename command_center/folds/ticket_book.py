"""The book of tickets: what befell each while it is open, and what the indicators of tickets make of it.

A ticket is forgotten when its evaluation ends; a redo after that is a new case of B2 and of nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.book import Book
from command_center.folds.drill_record import DrillRecord, Listener
from command_center.folds.indicators_data import d5_satisfied
from command_center.folds.indicators_institution import a1_rule_binding, a2_clear_duty
from command_center.folds.indicators_operation import b1_closed_loop, b2_on_time, b4_hand_over
from command_center.folds.indicators_technology import c3_signed_again, c4_first_choice

CONTACT_MS = 24 * 3_600_000
"""响应率: the caller is to be contacted within this time of the ticket's opening."""

NEVER = -1


class _Ticket:
    """A ticket that is open, closed but not yet evaluated, or sent back to be done again. Times in ms, -1 = not yet."""

    __slots__ = (
        "approved", "approved_n", "closed", "closed_n", "contacted", "counted", "dispatched_by", "disputed", "district",
        "due", "due_n", "evaluate_due", "first", "handler", "opened", "opened_n", "returns", "sent", "sent_n", "steps",
        "wartime",
    )  # fmt: skip

    def __init__(self, district: str = "") -> None:
        self.district = district
        self.steps = 0
        self.opened = self.opened_n = NEVER
        self.first = self.handler = ("", "")
        self.dispatched_by = ""
        self.sent = self.sent_n = NEVER
        self.wartime = False
        self.returns = 0
        self.disputed = False
        self.due = self.due_n = NEVER
        self.closed = self.closed_n = NEVER
        self.evaluate_due = NEVER
        self.contacted = False
        self.approved = self.approved_n = NEVER
        self.counted = False

    def department(self) -> str:
        """Who handles it: the district, else the seat."""
        return self.handler[1] or self.handler[0]


class TicketBook(Book):
    """A1 (dispatches), A2, B1, B2, B4, C3, C4, D5, the three rates, departments, districts, T_conv."""

    def __init__(self, listener: Listener | None = None) -> None:
        super().__init__(listener)
        self.open(DrillRecord())

    def open(self, record: DrillRecord) -> None:
        """A drill begins."""
        super().open(record)
        self._places: dict[int, str] = {}  # of contacts that are no tickets yet: most never become one
        self._taken_up: set[int] = set()
        self._tickets: dict[int, _Ticket] = {}
        self._wartime = False

    def settle(self, now: int) -> None:
        """Count what is open: late cases, orders never signed, callers never contacted."""
        for number, ticket in self._tickets.items():
            if ticket.closed < 0:
                self._judge_closing(number, ticket, now)
            self._judge_ticket(number, ticket, now, over=False)
            self._judge_contact(ticket, now)
            if ticket.sent >= 0 and self.record.status:
                self._hand_over(number, ticket, now, ())

    # -- from contact to dispatch ---------------------------------------------------------------------------------

    def _arrived(self, fact: facts.ContactArrived) -> None:
        self._places[fact.ticket] = fact.place

    def _accepted(self, fact: facts.AcceptEnded) -> None:
        self.record.acted.add(fact.seat)
        ticket = self._tickets.get(fact.ticket)
        if ticket is None:
            self._taken_up.add(fact.ticket)
        elif ticket.steps == 0:
            ticket.steps = 1

    def _opened(self, fact: facts.TicketOpened) -> None:
        ticket = self._find(fact.ticket)
        ticket.opened, ticket.opened_n = fact.t, fact.n

    def _find(self, number: int) -> _Ticket:
        """The ticket; one that was forgotten comes back for what is done again, and is counted already."""
        ticket = self._tickets.get(number)
        if ticket is not None:
            return ticket
        place = self._places.pop(number, None)
        ticket = self._tickets[number] = _Ticket(place.partition(".")[0] if place else "")
        ticket.counted = ticket.contacted = place is None
        if number in self._taken_up:
            self._taken_up.remove(number)
            ticket.steps = 1
        return ticket

    def _transferred(self, fact: facts.TransferEnded) -> None:
        self.record.acted.add(fact.seat)
        ticket = self._tickets.get(fact.ticket)
        if ticket is not None and ticket.steps == 1:
            ticket.steps = 2

    def _dispatched(self, fact: facts.Dispatched) -> None:
        ticket, record, t, n = self._find(fact.ticket), self.record, fact.t, fact.n
        seat, district, by = fact.seat, fact.district, fact.by
        ticket.handler = (seat, district)
        if ticket.sent_n < 0 and not ticket.counted:
            ticket.first, ticket.dispatched_by = ticket.handler, by
            record.counts["dispatched"] += 1
        if by == "operator":
            record.counts["overridden"] += 1
        ticket.sent, ticket.sent_n, ticket.wartime = t, n, self._wartime
        record.departments[district or seat].dispatched += 1
        verdict = a1_rule_binding(fact.duty, record.parts.rules)
        if self._listener is None:
            self.count("A1", verdict)
        else:
            self.judge("A1", verdict, fact.ticket, (t,), (n,))

    def _signed(self, fact: facts.Signed) -> None:
        self.record.acted.add(fact.seat)
        ticket = self._tickets.get(fact.ticket)
        if ticket is not None and ticket.sent >= 0:
            self._hand_over(fact.ticket, ticket, fact.t, (fact.n,))
            ticket.sent = NEVER

    def _hand_over(self, number: int, ticket: _Ticket, now: int, signed: tuple[int, ...]) -> None:
        verdict = b4_hand_over(ticket.sent, now, ticket.wartime)
        self.measure("B4", verdict, number, (ticket.sent, now), (ticket.sent_n, *signed))

    def _returned(self, fact: facts.Returned) -> None:
        ticket = self._find(fact.ticket)
        ticket.returns += 1
        ticket.sent = NEVER
        self.record.departments[ticket.department() or fact.seat].returned += 1

    def _passed_on(self, fact: facts.WorkPassedOn) -> None:
        """Another seat covers the handler: nobody chose wrongly, so the first choice goes along."""
        ticket = self._tickets.get(fact.ticket)
        if ticket is not None and ticket.handler == (fact.seat, ""):
            chosen = ticket.first == ticket.handler
            ticket.handler = (fact.to, "")
            ticket.first = ticket.handler if chosen else ticket.first

    def _disputed(self, fact: facts.Disputed) -> None:
        self._find(fact.ticket).disputed = True

    # -- handling and closing -------------------------------------------------------------------------------------

    def _contacted(self, fact: facts.CallerContacted) -> None:
        ticket = self._tickets.get(fact.ticket)
        if ticket is not None and not ticket.contacted:
            ticket.contacted = True
            self.record.contacts_due[1] += 1
            self.record.contacts_due[0] += fact.t - ticket.opened <= CONTACT_MS

    def _judge_contact(self, ticket: _Ticket, now: int) -> None:
        if not ticket.contacted and ticket.opened >= 0 and (ticket.closed >= 0 or now - ticket.opened > CONTACT_MS):
            self.record.contacts_due[1] += 1

    def _handled(self, fact: facts.HandleEnded) -> None:
        self.record.acted.add(fact.seat)
        ticket = self._tickets.get(fact.ticket)
        if ticket is None:
            return
        if ticket.steps == 2:
            ticket.steps = 3
        if ticket.counted:  # done again: only the handling says who does it
            ticket.handler = (fact.seat, "")

    def _fed_back(self, fact: facts.FeedbackEnded) -> None:
        ticket = self._tickets.get(fact.ticket)
        if ticket is not None and ticket.steps == 3:
            ticket.steps = 4

    def _limit(self, fact: facts.LimitSet) -> None:
        step = fact.step
        if step == "handle":
            ticket = self._find(fact.ticket)
            if ticket.due < 0 or fact.t <= ticket.due:  # a limit that has passed cannot be moved any more
                ticket.due, ticket.due_n = fact.due, fact.n
        elif step == "evaluate":
            self._find(fact.ticket).evaluate_due = fact.due

    def _closed(self, fact: facts.CloseEnded) -> None:
        self.record.acted.add(fact.seat)
        ticket = self._find(fact.ticket)
        if ticket.steps == 4:
            ticket.steps = 5
        ticket.closed, ticket.closed_n = fact.t, fact.n
        self._judge_closing(fact.ticket, ticket, fact.t)

    def _judge_closing(self, number: int, ticket: _Ticket, now: int) -> None:
        due, closed, record = ticket.due, ticket.closed, self.record
        verdict = b2_on_time(due, closed, now)
        if verdict is None:
            return
        if self._listener is None:
            self.count("B2", verdict)
        else:
            times = (due,) if closed < 0 else (due, closed)
            numbers = (ticket.due_n,) if closed < 0 else (ticket.due_n, ticket.closed_n)
            self.judge("B2", verdict, number, times, numbers)
        department, district = record.departments[ticket.department()], record.districts[ticket.district]
        department.due += 1
        department.on_time += verdict
        district["due"] += 1
        district["on_time"] += verdict
        if not verdict:
            department.late((now if closed < 0 else closed) - due, number)

    # -- evaluation and the end -----------------------------------------------------------------------------------

    def _evaluated(self, fact: facts.Evaluated) -> None:
        record, ticket = self.record, self._find(fact.ticket)
        verdict = d5_satisfied(fact.satisfaction)
        record.answers[fact.satisfaction] += 1
        record.solved += fact.solved
        department, district = record.departments[ticket.department()], record.districts[ticket.district]
        department.answers += 1
        department.satisfied += verdict
        district["answers"] += 1
        district["half_satisfied"] += round(verdict * 2)
        if ticket.closed >= 0 and ticket.opened >= 0:
            record.samples["T_conv"].add(fact.t - ticket.opened)
        if self._listener is None:
            self.count("D5", verdict)
        else:
            self.judge("D5", verdict, fact.ticket, (fact.t,), (fact.n,))

    def _evaluate_ended(self, fact: facts.EvaluateEnded) -> None:
        self.record.acted.add(fact.seat)
        ticket = self._find(fact.ticket)
        if ticket.steps == 5:
            ticket.steps = 6
        self._judge_contact(ticket, fact.t)
        self._judge_ticket(fact.ticket, ticket, fact.t, over=True)
        if ticket.closed >= 0:
            del self._tickets[fact.ticket]

    def _judge_ticket(self, number: int, ticket: _Ticket, now: int, *, over: bool) -> None:
        """A2, B1 and C4 of a ticket that is over, or past a limit; each ticket once."""
        if ticket.approved >= 0:
            self._judge_approval(number, ticket, on_paper=False, paper=())
            if over:
                ticket.approved = NEVER
        if ticket.counted or ticket.opened < 0:
            return
        closed, sent_n = ticket.closed, ticket.sent_n
        late = 0 <= (ticket.evaluate_due if closed >= 0 else ticket.due) < now
        loop, clear, choice = b1_closed_loop(ticket.steps, over, late), None, None
        if sent_n >= 0 and (over or late or closed >= 0):
            clear = a2_clear_duty(ticket.returns, ticket.disputed)
        if sent_n >= 0 and closed >= 0:
            choice = c4_first_choice(ticket.first, ticket.dispatched_by, ticket.handler)
        if self._listener is None:
            self.count("B1", loop)
            self.count("A2", clear)
            self.count("C4", choice)
        else:
            ends = (ticket.opened, now if closed < 0 else closed)
            numbers = (ticket.opened_n,) if closed < 0 else (ticket.opened_n, ticket.closed_n)
            self.judge("B1", loop, number, ends, numbers)
            self.judge("A2", clear, number, ends, (sent_n, *numbers))
            self.judge("C4", choice, number, ends, (sent_n, *numbers))
        if over:
            ticket.counted = True

    def _withdrawn(self, fact: Any) -> None:
        """The ticket lost its object: held against nobody, unless its limit had passed."""
        number = fact.ticket
        if self._places.pop(number, None) is not None:
            self._taken_up.discard(number)
            return
        ticket = self._tickets.pop(number, None)
        if ticket is not None and 0 <= ticket.due < fact.t and ticket.closed < 0:
            self._judge_closing(number, ticket, fact.t)

    def _redo(self, fact: facts.RedoOrdered) -> None:
        ticket = self._find(fact.ticket)
        ticket.due = ticket.closed = ticket.evaluate_due = NEVER
        if ticket.handler == ("", ""):
            ticket.handler = (fact.seat, "")
        self.record.counts["redone"] += 1

    # -- approvals ------------------------------------------------------------------------------------------------

    def _approved(self, fact: Any) -> None:
        ticket = self._find(fact.ticket)
        if ticket.approved >= 0:
            self._judge_approval(fact.ticket, ticket, on_paper=False, paper=())
        ticket.approved, ticket.approved_n = fact.t, fact.n
        if type(fact) is facts.Arbitrated:
            self.record.acted.add(fact.seat)

    def _paper(self, fact: facts.PaperSigned) -> None:
        ticket = self._find(fact.ticket)
        self._judge_approval(fact.ticket, ticket, on_paper=True, paper=(fact.n,))
        ticket.approved = NEVER

    def _judge_approval(self, number: int, ticket: _Ticket, *, on_paper: bool, paper: tuple[int, ...]) -> None:
        known = ticket.approved >= 0
        times, numbers = ((ticket.approved,), (ticket.approved_n,)) if known else ((), ())
        self.judge("C3", c3_signed_again(on_paper), number, times, (*numbers, *paper))

    def _switched(self, fact: facts.ModeSwitched) -> None:
        self._wartime = fact.mode == "wartime"

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        return {
            facts.ContactArrived: self._arrived,
            facts.AcceptEnded: self._accepted,
            facts.TicketOpened: self._opened,
            facts.TransferEnded: self._transferred,
            facts.Dispatched: self._dispatched,
            facts.Signed: self._signed,
            facts.Returned: self._returned,
            facts.Disputed: self._disputed,
            facts.WorkPassedOn: self._passed_on,
            facts.CallerContacted: self._contacted,
            facts.HandleEnded: self._handled,
            facts.FeedbackEnded: self._fed_back,
            facts.LimitSet: self._limit,
            facts.CloseEnded: self._closed,
            facts.Evaluated: self._evaluated,
            facts.EvaluateEnded: self._evaluate_ended,
            facts.AnsweredDirectly: self._withdrawn,
            facts.NotAccepted: self._withdrawn,
            facts.HandedOver: self._withdrawn,
            facts.CallerHungUp: self._withdrawn,
            facts.Merged: self._withdrawn,
            facts.RedoOrdered: self._redo,
            facts.ExtensionGranted: self._approved,
            facts.Arbitrated: self._approved,
            facts.PaperSigned: self._paper,
            facts.ModeSwitched: self._switched,
        }
