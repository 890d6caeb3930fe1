"""What lies in the inboxes and hands of seats that persons play, and which orders fit it now.

The world says of everything that comes to such a seat that it came (``WorkArrived``, ``TaskArrived``), so this fold
guesses nothing. It says what fits the step; an order may be refused all the same for what only the ticket knows
(a time to return that has passed, an extension asked before).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from command_center import facts
from command_center.facts import PERSON, Fact
from command_center.folds.base import Fold, Handler
from command_center.orders import ALLOWED_AT, ALLOWED_IN_HAND, ALLOWED_TO_LEADER

STARTED: dict[type[Fact], str] = {
    facts.AcceptStarted: "accept", facts.TransferStarted: "transfer", facts.HandleStarted: "handle",
    facts.FeedbackStarted: "feedback", facts.CloseStarted: "close", facts.EvaluateStarted: "evaluate",
}  # fmt: skip
"""Facts by which an operator takes work in hand."""

OVER: tuple[type[Fact], ...] = (
    facts.CallerHungUp, facts.AcceptEnded, facts.TransferEnded, facts.Signed, facts.Returned, facts.ConsultEnded,
    facts.Arbitrated, facts.HandleEnded, facts.FeedbackEnded, facts.CloseEnded, facts.EvaluateEnded,
    facts.RedoOrdered, facts.RedoWaived, facts.WorkTakenUp, facts.WorkGivenBack, facts.WorkPassedOn,
)  # fmt: skip
"""Facts after which a ticket no longer lies where it lay."""


@dataclass
class Item:
    """One piece of work at a seat: ``number`` of the ticket, or the negative one of a task; ``since`` is in ms.

    ``held`` says that the person has it in hand, ``asking`` that it waits for a system's answer; ``action`` and
    ``about`` are those of a task.
    """

    seat: str
    number: int
    step: str
    since: int
    held: bool = False
    asking: bool = False
    action: str = ""
    about: str = ""

    @property
    def orders(self) -> tuple[str, ...]:
        """The kinds of orders that fit it now."""
        if self.asking:
            return ()
        return ALLOWED_IN_HAND[self.step] if self.held else ALLOWED_AT[self.step]


class Inboxes(Fold):
    """The work at every seat that a person plays, and who leads which ticket."""

    def __init__(self) -> None:
        super().__init__()
        self.players: dict[str, str] = {}
        self._items: dict[tuple[int, bool], Item] = {}
        """By number, and whether it is the request for more time; a ticket lies at one seat besides."""
        self._tasks: dict[int, int] = {}
        self._sent: dict[int, str] = {}
        self._leads: dict[int, str] = {}
        self._ordered = -1

    def items(self, seat: str) -> list[Item]:
        """What lies at a seat, in the order in which it came."""
        return [item for item in self._items.values() if item.seat == seat]

    def led(self, seat: str) -> set[int]:
        """The tickets whose handling a seat leads now."""
        return {number for number, leader in self._leads.items() if leader == seat}

    def allowed(self, seat: str, number: int) -> tuple[str, ...]:
        """The kinds of orders of this seat that fit a ticket or task now, but for those of the supervision seat."""
        found = [kind for item in self.items(seat) if item.number == number for kind in item.orders]
        if self.players.get(seat) == "person" and self._leads.get(number) == seat:
            found += ALLOWED_TO_LEADER
        return tuple(dict.fromkeys(found))

    # -- what comes and goes ----------------------------------------------------------------------------------------

    def _staffed(self, fact: facts.SeatStaffed) -> None:
        self.players[fact.seat] = fact.player
        self._items = {key: item for key, item in self._items.items() if item.seat != fact.seat}

    def _arrived(self, fact: facts.WorkArrived) -> None:
        more_time = fact.step == "extension"
        self._items.pop((fact.ticket, more_time), None)
        self._items[fact.ticket, more_time] = Item(fact.seat, fact.ticket, fact.step, fact.t)
        if fact.step == "feedback":
            self._leads.pop(fact.ticket, None)

    def _task_arrived(self, fact: facts.TaskArrived) -> None:
        self._tasks[fact.n] = fact.task
        self._items[fact.task, False] = Item(
            fact.seat, fact.task, "task", fact.t, action=fact.action, about=fact.about
        )  # fmt: skip

    def _task_started(self, fact: facts.TaskStarted) -> None:
        number = self._tasks.pop(fact.cause, 0)
        if number:
            self._tasks[fact.n] = number
            self._take((number, False), fact.operator == PERSON)

    def _task_ended(self, fact: facts.TaskEnded) -> None:
        number = self._tasks.pop(fact.cause, 0)
        self._items.pop((number, False), None)

    def _started(self, fact: Any) -> None:
        self._take((fact.ticket, False), fact.operator == PERSON)

    def _consulting(self, fact: facts.ConsultStarted) -> None:
        self._take((fact.ticket, False), fact.cause == self._ordered)

    def _take(self, key: tuple[int, bool], by_person: bool) -> None:
        item = self._items.get(key)
        if item is not None and by_person:
            item.held = True
        elif item is not None:
            del self._items[key]

    def _over(self, fact: Any) -> None:
        self._items.pop((fact.ticket, False), None)

    def _decided(self, fact: Any) -> None:
        self._items.pop((fact.ticket, True), None)

    def _closed(self, fact: facts.CloseEnded) -> None:
        self._over(fact)
        self._decided(fact)

    def _asking(self, fact: facts.SystemCallStarted) -> None:
        item = self._items.get((fact.ticket, False))
        if item is not None and item.held:
            item.asking = True

    def _answered(self, fact: facts.SystemCallEnded) -> None:
        item = self._items.get((fact.ticket, False))
        if item is not None:
            item.asking = False

    def _order(self, fact: facts.OrderAccepted) -> None:
        self._ordered = fact.n

    # -- who leads --------------------------------------------------------------------------------------------------

    def _dispatched(self, fact: facts.Dispatched) -> None:
        self._sent[fact.ticket] = "" if fact.district else fact.seat

    def _signed(self, fact: facts.Signed) -> None:
        self._over(fact)
        if self._sent.get(fact.ticket):
            self._leads[fact.ticket] = fact.seat

    def _fed_back(self, fact: facts.FeedbackStarted) -> None:
        self._started(fact)
        self._leads.pop(fact.ticket, None)

    def _limit(self, fact: facts.LimitSet) -> None:
        if fact.step == "feedback":
            self._leads.pop(fact.ticket, None)

    def _redo(self, fact: facts.RedoOrdered) -> None:
        self._over(fact)
        if self._sent.get(fact.ticket):
            self._leads[fact.ticket] = fact.seat

    def _passed_on(self, fact: facts.WorkPassedOn) -> None:
        self._over(fact)
        if self._leads.get(fact.ticket) == fact.seat:
            self._leads[fact.ticket] = fact.to

    def _table(self) -> Mapping[type[Fact], Handler]:
        handlers: dict[type[Fact], Handler] = dict.fromkeys(STARTED, self._started)
        return handlers | dict.fromkeys(OVER, self._over) | {
            facts.SeatStaffed: self._staffed,
            facts.WorkArrived: self._arrived,
            facts.TaskArrived: self._task_arrived,
            facts.TaskStarted: self._task_started,
            facts.TaskEnded: self._task_ended,
            facts.ConsultStarted: self._consulting,
            facts.ExtensionGranted: self._decided,
            facts.ExtensionRefused: self._decided,
            facts.CloseEnded: self._closed,
            facts.SystemCallStarted: self._asking,
            facts.SystemCallEnded: self._answered,
            facts.SystemCallBrokenOff: self._answered,
            facts.OrderAccepted: self._order,
            facts.Dispatched: self._dispatched,
            facts.Signed: self._signed,
            facts.FeedbackStarted: self._fed_back,
            facts.LimitSet: self._limit,
            facts.RedoOrdered: self._redo,
            facts.WorkPassedOn: self._passed_on,
        }  # fmt: skip
