"""The scoreboard: what a drill came to, from its facts alone.

Definitions (also in words on the board itself):

- A step's **elapsed** time runs from when the ticket was ready for it (arrival for accept; else the end of the step
  before, a return, or an order to redo) to the step's end; its **wait** from ready to the start. Field work belongs to
  handling: handling is over when both desk and field work are. A step done again (return, redo) counts again.
- A **limit** is the last one set for its step. It is *due* when its step was done, or when it passed before the
  ticket ended or the facts end; met at the very millisecond it is still on time. A limit that did not pass before it
  lost its object (hung up, merged, returned, closed) is held against nobody.
- **Load** is busy operator time over operator time on shift.
- **Conservation**: arrived = answered directly + closed + merged + not accepted + handed over + hung up + open.

A scoreboard holds the sums of drills that are over (``past``) and the books of the one that runs. ``DrillStarted``
closes the books of the one before, so journals may follow each other; ``merge`` puts two scoreboards together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Fold, Handler
from command_center.folds.board_ticket import BoardTicket
from command_center.folds.clock import Clock
from command_center.folds.figures import Figures, figures_of
from command_center.folds.milestones import COUNTED, MET_BY, OUTCOME_OF, STEP_OF
from command_center.folds.names import Lang
from command_center.folds.roster_names import roster_names
from command_center.folds.tables import Table, tables
from command_center.folds.tally import SeatTally, StepTally, Tally

HOUR = 3_600_000


class Scoreboard(Fold):
    """The fold behind the printed scoreboard; ``figures``, ``to_dict`` and ``rows`` may be asked at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self._past = Tally()
        self._open_books()

    def _open_books(self) -> None:
        self.now = 0
        self._tally = Tally()
        self._steps = {kind: self._tally.steps[step] for kind, step in STEP_OF.items()}
        self._accept, self._transfer, self._handle = (self._tally.steps[s] for s in ("accept", "transfer", "handle"))
        self._seats, self._limits = self._tally.seats, self._tally.limits
        self._tickets: dict[int, BoardTicket] = {}
        self._tasks: dict[tuple[str, int], tuple[SeatTally, int]] = {}
        self._counts = dict.fromkeys(COUNTED, 0)
        self._clock: Clock | None = None
        self._hour_ends, self._in_hour, self._busiest = 0, 0, (0, 0)

    def merge(self, other: Scoreboard) -> Scoreboard:
        """A new scoreboard over the drills of both, with the books of both closed; neither is changed."""
        both = Scoreboard()
        both._past = self.settled()
        both._past.add(other.settled())
        return both

    def figures(self) -> Figures:
        """All figures as of the latest fact."""
        return figures_of(self.settled())

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return self.figures().to_dict()

    def rows(self, lang: Lang = "zh") -> list[Table]:
        """The scoreboard as plain tables of text, ready to be drawn."""
        settled = self.settled()
        return tables(figures_of(settled), settled.names, lang)

    def settled(self) -> Tally:
        """The sums with everything that still runs booked up to the latest fact."""
        tally = self._tally.copy()
        tally.open = sum(not ticket.outcome for ticket in self._tickets.values())
        tally.counts.update({str(kind.__struct_config__.tag): count for kind, count in self._counts.items() if count})
        count, hour = max(self._busiest, (self._in_hour, self._hour_ends // HOUR - 1), key=itemgetter(0))
        tally.busiest_hour = (count, self._clock.text(hour * HOUR) if self._clock else "")
        self._settle_tickets(tally)
        self._settle_seats(tally)
        for system in tally.systems.values():
            system.down += self.now - system.down_since if system.down_since >= 0 else 0
        total = self._past.copy()
        total.add(tally)
        return total

    def _settle_tickets(self, tally: Tally) -> None:
        for ticket in self._tickets.values():
            if ticket.handled >= 0:
                tally.steps["handle"].elapsed.add(ticket.handled - ticket.since)
            for name, due in ticket.limits.items():
                if due < self.now:
                    tally.limits[name].due += 1

    def _settle_seats(self, tally: Tally) -> None:
        for seat in tally.seats.values():
            seat.change_shift(self.now, seat.operators)
        running = [(ticket.desk, ticket.begun) for ticket in self._tickets.values() if ticket.running]
        twins = {id(seat): tally.seats[name] for name, seat in self._tally.seats.items()}
        for desk, begun in (*running, *self._tasks.values()):
            if desk is not None:
                twins[id(desk)].busy += self.now - begun

    # -- the drill ------------------------------------------------------------------------------------------------

    def _drill_started(self, fact: facts.DrillStarted) -> None:
        self._past = self.settled()
        self._open_books()
        self._tally.drills = 1
        self._tally.names = roster_names(fact.roster)
        self._clock = Clock(fact)

    def _count(self, fact: Fact) -> None:
        self._counts[type(fact)] += 1

    # -- contacts and tickets -------------------------------------------------------------------------------------

    def _arrived(self, fact: facts.ContactArrived) -> None:
        t = fact.t
        ticket = self._tickets[fact.ticket] = BoardTicket(t)
        tally = self._tally
        tally.arrived += 1
        count = tally.open = tally.open + 1
        if count > tally.most_open:
            tally.most_open = count
        if t >= self._hour_ends:
            self._next_hour(t)
        self._in_hour += 1
        step = ticket.queue = self._accept
        queue = step.queue = step.queue + 1
        if queue > step.longest_queue:
            step.longest_queue = queue

    def _next_hour(self, t: int) -> None:
        """An hour counted from the drill's start is over; of hours with as many contacts the first is kept."""
        if self._in_hour > self._busiest[0]:
            self._busiest = (self._in_hour, self._hour_ends // HOUR - 1)
        self._hour_ends, self._in_hour = (t // HOUR + 1) * HOUR, 0

    def _opened(self, fact: facts.TicketOpened) -> None:
        self._counts[facts.TicketOpened] += 1
        self._wait(self._tickets.get(fact.ticket) or self._find(fact), self._transfer)

    def _find(self, fact: Any) -> BoardTicket:
        """The ticket of a fact; one that was forgotten (or never arrived) comes back as closed long ago."""
        ticket = self._tickets.get(fact.ticket)
        if ticket is None:
            ticket = self._tickets[fact.ticket] = BoardTicket(fact.t, "closed")
        return ticket

    def _finish(self, fact: Any) -> None:
        ticket = self._tickets.get(fact.ticket) or self._find(fact)
        tally = self._tally
        if ticket.outcome:
            tally.ended[ticket.outcome] -= 1
        else:
            tally.open -= 1
        outcome = ticket.outcome = OUTCOME_OF[type(fact)]
        tally.ended[outcome] += 1
        if ticket.queue is not None:
            self._leave(ticket)
        if ticket.handled >= 0:
            self._end_handling(ticket)
        if ticket.limits:
            self._withdraw(ticket, fact.t, "evaluate")
        if ticket.running is None and outcome != "closed":
            del self._tickets[fact.ticket]

    def _redo(self, fact: facts.RedoOrdered) -> None:
        self._counts[facts.RedoOrdered] += 1
        ticket = self._find(fact)
        if ticket.outcome:
            self._tally.ended[ticket.outcome] -= 1
            self._tally.open += 1
            ticket.outcome = ""
        ticket.ready = fact.t
        self._wait(ticket, self._handle, fact.seat)

    # -- the inboxes ----------------------------------------------------------------------------------------------

    def _wait(self, ticket: BoardTicket, step: StepTally, seat: str = "") -> None:
        if ticket.queue is not None:
            self._leave(ticket)
        ticket.queue = step
        count = step.queue = step.queue + 1
        if count > step.longest_queue:
            step.longest_queue = count
        if seat:
            inbox = ticket.inbox = self._seats[seat]
            count = inbox.inbox = inbox.inbox + 1
            if count > inbox.longest_inbox:
                inbox.longest_inbox = count

    def _leave(self, ticket: BoardTicket) -> None:
        queue, inbox = ticket.queue, ticket.inbox
        if queue is not None:
            queue.queue -= 1
            ticket.queue = None
            if inbox is not None:
                inbox.inbox -= 1
                ticket.inbox = None

    def _dispatched(self, fact: facts.Dispatched) -> None:
        self._wait(self._tickets.get(fact.ticket) or self._find(fact), self._handle, fact.seat)

    def _returned(self, fact: facts.Returned) -> None:
        self._counts[facts.Returned] += 1
        ticket = self._find(fact)
        ticket.ready = fact.t
        self._withdraw(ticket, fact.t, "handle")
        self._wait(ticket, self._transfer)

    def _given_back(self, fact: facts.WorkGivenBack) -> None:
        self._counts[facts.WorkGivenBack] += 1
        ticket = self._find(fact)
        step = ticket.running
        if step is None:
            return
        self._let_go(ticket, fact.t)
        ticket.ready = ticket.since
        self._wait(ticket, step, fact.seat if step is self._handle else "")

    def _passed_on(self, fact: facts.WorkPassedOn) -> None:
        self._counts[facts.WorkPassedOn] += 1
        ticket = self._find(fact)
        if ticket.queue is not None and ticket.inbox is not None:
            self._wait(ticket, ticket.queue, fact.to)

    # -- the six steps --------------------------------------------------------------------------------------------

    def _started(self, fact: Any) -> BoardTicket:
        ticket = self._tickets.get(fact.ticket) or self._find(fact)
        if ticket.handled >= 0:
            self._end_handling(ticket)
        queue = ticket.queue
        if queue is not None:
            if ticket.inbox is None:  # as for most
                queue.queue -= 1
                ticket.queue = None
            else:
                self._leave(ticket)
        step = ticket.running = self._steps[type(fact)]
        step.started += 1
        ready = ticket.since = ticket.ready
        t = ticket.begun = fact.t
        step.waits.add(t - ready)
        seat = fact.seat
        ticket.desk = self._seats[seat] if seat else None
        return ticket

    def _ended(self, fact: Any) -> BoardTicket:
        ticket = self._tickets.get(fact.ticket) or self._find(fact)
        if ticket.handled >= 0:
            self._end_handling(ticket)
        step, t, seat = self._steps[type(fact)], fact.t, fact.seat
        step.ended += 1
        if ticket.running is step:
            desk = ticket.desk
            if desk is not None:
                desk.busy += t - ticket.begun
            ticket.running = None
        else:  # the record lacks the start
            ticket.since = ticket.ready
            if ticket.queue is step:
                self._leave(ticket)
        if step is self._handle:
            ticket.handled = t
        else:
            step.elapsed.add(t - ticket.since)
        if seat:
            self._seats[seat].done += 1
        ticket.ready = t
        return ticket

    def _let_go(self, ticket: BoardTicket, t: int) -> None:
        if ticket.desk is not None:
            ticket.desk.busy += t - ticket.begun
        ticket.running = None

    def _end_handling(self, ticket: BoardTicket) -> None:
        self._handle.elapsed.add(ticket.handled - ticket.since)
        ticket.handled = -1

    def _field_ended(self, fact: facts.FieldWorkEnded) -> None:
        ticket = self._tickets.get(fact.ticket)
        if ticket is not None and ticket.handled >= 0:
            ticket.handled = ticket.ready = fact.t

    def _accept_started(self, fact: facts.AcceptStarted) -> None:
        limits = self._started(fact).limits
        if limits:
            self._meet(limits, "accept", fact.t)

    def _accept_ended(self, fact: facts.AcceptEnded) -> None:
        ticket = self._ended(fact)
        if ticket.limits:
            self._meet(ticket.limits, "accept", fact.t)  # where a record lacks the pick-up
        if ticket.outcome:
            del self._tickets[fact.ticket]

    def _ended_and_met(self, fact: Any) -> BoardTicket:
        ticket = self._ended(fact)
        limits = ticket.limits
        if limits:
            for name in MET_BY[type(fact)]:
                self._meet(limits, name, fact.t)
        return ticket

    def _closed(self, fact: facts.CloseEnded) -> None:
        self._ended_and_met(fact)
        self._finish(fact)

    def _evaluate_ended(self, fact: facts.EvaluateEnded) -> None:
        if self._ended_and_met(fact).outcome:
            del self._tickets[fact.ticket]

    def _answer(self, fact: facts.Evaluated) -> None:
        self._tally.answers += 1
        self._tally.satisfaction += fact.satisfaction
        self._tally.solved += fact.solved

    # -- limits ---------------------------------------------------------------------------------------------------

    def _limit(self, fact: facts.LimitSet) -> None:
        ticket = self._tickets.get(fact.ticket) or self._find(fact)
        ticket.limits[fact.step] = fact.due

    def _met(self, fact: Any) -> None:
        ticket = self._tickets.get(fact.ticket)
        if ticket is None or not ticket.limits:
            return
        for name in MET_BY[type(fact)]:
            self._meet(ticket.limits, name, fact.t)

    def _meet(self, limits: dict[str, int], name: str, t: int) -> None:
        """A limit of a ticket, if it has it, is over at ``t``."""
        due = limits.pop(name, None)
        if due is not None:
            limit = self._limits[name]
            limit.due += 1
            limit.on_time += t <= due

    def _withdraw(self, ticket: BoardTicket, t: int, keep: str) -> None:
        """The limits of a ticket, but for one, have lost their object: late if passed, else held against nobody."""
        if not ticket.limits:
            return
        for name, due in ticket.limits.items():
            if due < t and name != keep:
                self._tally.limits[name].due += 1
        kept = ticket.limits.get(keep)
        ticket.limits = {} if kept is None else {keep: kept}

    # -- seats and systems ----------------------------------------------------------------------------------------

    def _operators(self, fact: facts.OperatorsChanged) -> None:
        self._tally.seats[fact.seat].change_shift(fact.t, fact.operators)

    def _task_started(self, fact: facts.TaskStarted) -> None:
        self._tasks[fact.seat, fact.operator] = (self._tally.seats[fact.seat], fact.t)

    def _task_ended(self, fact: facts.TaskEnded) -> None:
        self._end_task((fact.seat, fact.operator), fact.t)

    def _consult_started(self, fact: facts.ConsultStarted) -> None:
        self._tasks["consult", fact.ticket] = (self._tally.seats[fact.seat], fact.t)

    def _consult_ended(self, fact: facts.ConsultEnded) -> None:
        self._counts[facts.ConsultEnded] += 1
        self._end_task(("consult", fact.ticket), fact.t)

    def _end_task(self, key: tuple[str, int], t: int) -> None:
        task = self._tasks.pop(key, None)
        if task is not None:
            seat, begun = task
            seat.busy += t - begun
            seat.done += 1

    def _call_started(self, fact: facts.SystemCallStarted) -> None:
        self._tally.systems[fact.system].calls += 1

    def _call_ended(self, fact: facts.SystemCallEnded) -> None:
        system = self._tally.systems[fact.system]
        system.reads[fact.feed] += 1
        system.without_right += not fact.right
        system.flawed += not fact.good and fact.feed in ("real", "mock")

    def _went_down(self, fact: facts.SystemWentDown) -> None:
        system = self._tally.systems[fact.system]
        system.outages += 1
        system.down_since = fact.t

    def _came_up(self, fact: facts.SystemCameUp) -> None:
        system = self._tally.systems[fact.system]
        if system.down_since >= 0:
            system.down += fact.t - system.down_since
            system.down_since = -1

    def _table(self) -> Mapping[type[Fact], Handler]:
        handlers: dict[type[Fact], Handler] = {
            facts.DrillStarted: self._drill_started,
            facts.ContactArrived: self._arrived,
            facts.TicketOpened: self._opened,
            facts.AcceptStarted: self._accept_started,
            facts.AcceptEnded: self._accept_ended,
            facts.TransferEnded: self._ended_and_met,
            facts.Dispatched: self._dispatched,
            facts.Signed: self._met,
            facts.CallerContacted: self._met,
            facts.Returned: self._returned,
            facts.HandleEnded: self._ended,
            facts.FieldWorkEnded: self._field_ended,
            facts.FeedbackEnded: self._ended_and_met,
            facts.CloseEnded: self._closed,
            facts.EvaluateEnded: self._evaluate_ended,
            facts.Evaluated: self._answer,
            facts.RedoOrdered: self._redo,
            facts.WorkGivenBack: self._given_back,
            facts.WorkPassedOn: self._passed_on,
            facts.LimitSet: self._limit,
            facts.OperatorsChanged: self._operators,
            facts.TaskStarted: self._task_started,
            facts.TaskEnded: self._task_ended,
            facts.ConsultStarted: self._consult_started,
            facts.ConsultEnded: self._consult_ended,
            facts.SystemCallStarted: self._call_started,
            facts.SystemCallEnded: self._call_ended,
            facts.SystemWentDown: self._went_down,
            facts.SystemCameUp: self._came_up,
        }
        shared: tuple[tuple[Iterable[type[Fact]], Handler], ...] = (
            (STEP_OF, self._started),
            (OUTCOME_OF, self._finish),
            (COUNTED, self._count),
        )
        for kinds, handler in shared:
            for kind in kinds:
                handlers.setdefault(kind, handler)
        return handlers
