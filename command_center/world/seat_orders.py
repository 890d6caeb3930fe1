"""Orders of seats about tickets: the six steps and what surrounds them, by the hand of a person.

Each function carries one kind of order out, or says why not; the table is at the foot. What fits which step stands
in ``orders.ALLOWED_AT``; here is only what depends on the ticket.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from command_center.facts import ExtensionRefused, NoteWritten, ProgressNoted, SupervisionOrdered
from command_center.orders import (
    AcceptTicket,
    Arbitrate,
    AskAssistance,
    AskExtension,
    AskSystem,
    CloseTicket,
    Consult,
    EvaluateTicket,
    FeedBack,
    FinishHandling,
    GrantExtension,
    HandleTicket,
    MergeTicket,
    NoteProgress,
    RedoTicket,
    RefuseExtension,
    ReturnTicket,
    SeatOrder,
    SignTicket,
    Supervise,
    TakeUp,
    TicketOrder,
    TransferTicket,
    WriteNote,
)
from command_center.refusals import refusal
from command_center.world.attended import ENDINGS
from command_center.world.persons import Found, Persons
from command_center.world.policies import RANK
from command_center.world.ticket import Ticket

LONGEST_TEXT = 500
EMERGENCY_LINES = ("110", "119", "120")

Carry = Callable[[Persons, Any, int], str]
"""Carries an order out (the number of its OrderAccepted is the cause); an empty text, or why not."""


def wrong_text(text: str, what: str, needed: bool = False) -> str:
    """Why a text that a person wrote is not taken; empty where it is."""
    if needed and not text.strip():
        return refusal("text_empty", what)
    if len(text) > LONGEST_TEXT:
        return refusal("text_long", what, len(text), LONGEST_TEXT)
    shown = all(unicodedata.category(sign) not in _HIDDEN and sign not in _TURNS for sign in text)
    return "" if shown else refusal("text_signs", what)


_HIDDEN = ("Cc", "Cs", "Zl", "Zp")
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the direction of what follows."""


# -- steps: the order ends what is in hand, or takes it up and ends it ---------------------------------------------

Check = Callable[[Persons, Any, Any], str]
"""What else must hold of an order and its ticket; an empty text, or why it is refused."""


def _ending(check: Check | None = None) -> Carry:
    """Carries out an order that ends a step, if the check finds nothing."""

    def carry(persons: Persons, order: TicketOrder, cause: int) -> str:
        found = persons.fitting(order, order.ticket)
        if isinstance(found, str):
            return found
        reason = check(persons, order, found.work) if check else ""
        if not reason:
            persons.end(found, order, cause)
        return reason

    return carry


def _take_up(persons: Persons, order: TakeUp, cause: int) -> str:
    found = persons.fitting(order, order.ticket)
    if isinstance(found, str):
        return found
    return take(persons, found, cause)


def take(persons: Persons, found: Found, cause: int) -> str:
    """Take work in hand; a person does one task at a time."""
    busy = persons.task_in_hand(found.work.roles[found.role].seat) if found.step == "task" else 0
    if busy:
        return refusal("task_in_hand", busy)
    persons.take_up(found, cause)
    return ""


def _outcome(persons: Persons, order: AcceptTicket, _ticket: Ticket) -> str:
    lines = sorted({*EMERGENCY_LINES, *persons.world.practice.intake.handed_over})
    if order.outcome not in ENDINGS:
        return refusal("no_outcome", repr(order.outcome), ", ".join(ENDINGS))
    if order.outcome == "handed_over" and order.line not in lines:
        return refusal("no_line", repr(order.line), ", ".join(lines))
    if order.category and order.category not in persons.world.categories:
        return refusal("no_category", order.category)
    return refusal("no_urgency", order.urgency, ", ".join(RANK)) if order.urgency not in ("", *RANK) else ""


def _merge(persons: Persons, order: MergeTicket, ticket: Ticket) -> str:
    if order.into == ticket.number:
        return refusal("self", f"ticket {order.into}")
    return "" if persons.knows(order.by, order.into, ticket) else refusal("no_merge", order.into, order.by)


def _is_open(ticket: Ticket) -> bool:
    return ticket.stage != "intake" and not ticket.closed


def _seat(persons: Persons, order: TransferTicket | Arbitrate, _ticket: Ticket) -> str:
    return "" if order.seat in ("", *persons.world.seats) else refusal("no_seat", order.seat)


def _returnable(persons: Persons, order: ReturnTicket, ticket: Ticket) -> str:
    if ticket.fixed:
        return refusal("fixed", ticket.number)
    if persons.tickets.dispatching.too_late_to_return(ticket):
        return refusal("late_return", ticket.number)
    if order.dispute and ticket.disputed:
        return refusal("disputed", ticket.number)
    return wrong_text(order.reason, "reason", needed=True)


def _feed_back(persons: Persons, order: FeedBack, cause: int) -> str:
    found = persons.fitting(order, order.ticket)
    reason = found if isinstance(found, str) else wrong_text(order.text, "text")
    if isinstance(found, str) or reason:
        return reason
    _note(persons, order.by, order.ticket, order.text, cause)
    persons.end(found, order, cause)
    return ""


def _note(persons: Persons, seat: str, ticket: int, text: str, cause: int) -> None:
    if text:
        persons.world.emit(NoteWritten, cause, ticket, seat, text)


# -- while it is handled --------------------------------------------------------------------------------------------


def _ask_system(persons: Persons, order: AskSystem, cause: int) -> str:
    found = persons.fitting(order, order.ticket)
    if isinstance(found, str):
        return found
    ticket = persons.world.open[order.ticket]
    known = isinstance(ticket, Ticket) and persons.tickets.handling.ask(ticket, order.system, cause)
    return "" if known else refusal("no_system", order.system)


def _ask_assistance(persons: Persons, order: AskAssistance, cause: int) -> str:
    ticket = persons.led(order.by, order.ticket)
    if isinstance(ticket, str):
        return ticket
    if order.seat not in persons.world.seats:
        return refusal("no_seat", order.seat)
    if order.seat == order.by:
        return refusal("own_help", order.by)
    if ticket.support_open:
        return refusal("helped", ticket.number)
    if not persons.tickets.handling.held(order.seat):
        return refusal("nobody_there", order.seat)
    persons.tickets.handling.ask_support(ticket, order.seat, cause)
    return ""


def _note_progress(persons: Persons, order: NoteProgress, cause: int) -> str:
    ticket = persons.led(order.by, order.ticket)
    reason = ticket if isinstance(ticket, str) else wrong_text(order.text, "text")
    if not reason:
        noted = persons.world.emit(ProgressNoted, cause, order.ticket, order.by)
        _note(persons, order.by, order.ticket, order.text, noted)
    return reason


def _write_note(persons: Persons, order: WriteNote, cause: int) -> str:
    if order.ticket != -1 and not persons.concerns(order.by, order.ticket):
        return refusal("not_here", f"ticket {order.ticket}", order.by)
    reason = wrong_text(order.text, "text", needed=True)
    if not reason:
        _note(persons, order.by, order.ticket, order.text, cause)
    return reason


# -- more time, supervision, redo -------------------------------------------------------------------------------------


def _ask_extension(persons: Persons, order: AskExtension, cause: int) -> str:
    ticket = persons.led(order.by, order.ticket)
    if isinstance(ticket, str):
        return ticket
    if ticket.extended:
        return refusal("extended", ticket.number)
    if ticket.urgency == "E":
        return refusal("emergency", ticket.number)
    if persons.world.now > ticket.due:
        return refusal("limit_passed", ticket.number)
    reason = wrong_text(order.reason, "reason", needed=True)
    if not reason:
        _note(persons, order.by, order.ticket, order.reason, cause)
        persons.clock.ask_extension(ticket, cause)
    return reason


def _asked(persons: Persons, order: GrantExtension | RefuseExtension) -> Ticket | str:
    """The ticket whose extension the supervision seat decides about, or why not."""
    if order.by != persons.supervision:
        return refusal("not_supervision", order.by)
    ticket = persons.clock.asked.get(order.ticket)
    if ticket is None or ticket.closed or ticket.ended:
        return refusal("not_asked", order.ticket)
    return ticket


def _grant_extension(persons: Persons, order: GrantExtension, cause: int) -> str:
    ticket = _asked(persons, order)
    if isinstance(ticket, str):
        return ticket
    if persons.world.now > ticket.due:
        return refusal("limit_passed", ticket.number)
    del persons.clock.asked[ticket.number]
    persons.clock.grant_extension(ticket, cause)
    return ""


def _refuse_extension(persons: Persons, order: RefuseExtension, cause: int) -> str:
    ticket = _asked(persons, order)
    reason = ticket if isinstance(ticket, str) else wrong_text(order.reason, "reason", needed=True)
    if not reason:
        del persons.clock.asked[order.ticket]
        persons.world.emit(ExtensionRefused, cause, order.ticket, order.by, order.reason)
    return reason


def _supervise(persons: Persons, order: Supervise, cause: int) -> str:
    ticket = persons.world.open.get(order.ticket)
    if order.by != persons.supervision:
        return refusal("not_supervision", order.by)
    if not isinstance(ticket, Ticket) or not _is_open(ticket):
        return refusal("not_opened", order.ticket)
    persons.world.emit(SupervisionOrdered, cause, ticket.number, ticket.seat)
    return ""


def _redo(persons: Persons, order: RedoTicket, cause: int) -> str:
    ticket = _dissatisfied(persons, order)
    reason = ticket if isinstance(ticket, str) else wrong_text(order.reason, "reason")
    if isinstance(ticket, str) or reason:
        return reason
    _note(persons, order.by, order.ticket, order.reason, cause)
    ticket.last = cause
    persons.attended.redo(ticket)
    return ""


def _dissatisfied(persons: Persons, order: SeatOrder) -> Ticket | str:
    """The ticket that waits for a decision about its redo, or why not."""
    number = getattr(order, "ticket", -1)
    ticket = persons.attended.redos.get(number)
    if ticket is None:
        found = persons.find(order.by, number)
        kind = str(order.__struct_config__.tag)
        return found if isinstance(found, str) else refusal("not_at", found.name, found.step, kind)
    return ticket if order.by == persons.supervision else refusal("not_here", f"ticket {number}", order.by)


def _close(persons: Persons, order: CloseTicket, cause: int) -> str:
    """Close what lies at the closing check, or leave closed what a citizen is dissatisfied with."""
    if order.ticket not in persons.attended.redos:
        return _END(persons, order, cause)
    ticket = _dissatisfied(persons, order)
    if isinstance(ticket, str):
        return ticket
    ticket.last = cause
    persons.attended.leave_closed(ticket)
    return ""


_END = _ending()

CARRY: dict[type[SeatOrder], Carry] = {
    TakeUp: _take_up,
    AcceptTicket: _ending(_outcome),
    MergeTicket: _ending(_merge),
    TransferTicket: _ending(_seat),
    SignTicket: _END,
    ReturnTicket: _ending(_returnable),
    HandleTicket: _take_up,
    FinishHandling: _END,
    AskSystem: _ask_system,
    AskAssistance: _ask_assistance,
    Consult: _END,
    Arbitrate: _ending(_seat),
    AskExtension: _ask_extension,
    GrantExtension: _grant_extension,
    RefuseExtension: _refuse_extension,
    Supervise: _supervise,
    NoteProgress: _note_progress,
    FeedBack: _feed_back,
    CloseTicket: _close,
    EvaluateTicket: _END,
    RedoTicket: _redo,
    WriteNote: _write_note,
}
"""What carries out each kind of order about a ticket."""
