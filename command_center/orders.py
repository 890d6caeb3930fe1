"""Every order somebody may give to a drill: the words for what was asked for.

An order is imperative, is accepted or refused, and is part of the recipe either way. ``number`` orders those of one
time; ``t`` is the simulated time in ms at which it applies (after all events of that time); ``by`` says who gave it
(``director``, ``adapter NAME``, a seat id).

Orders of seats are given by whoever plays the seat ``by``, and only about what lies in that seat's inbox, is in its
hands, or is led or supervised by it. Work in an inbox is a ticket (its number) or a task of the seat (a negative
number: reading an inject, an action, a confirmation, help for another seat). ``ALLOWED_AT`` says which orders fit.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterator

import msgspec


def _kind(class_name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()


class Order(msgspec.Struct, frozen=True, tag_field="order", tag=_kind, forbid_unknown_fields=True):
    """What all orders share."""

    t: int
    number: int
    by: str


class StaffSeat(Order, frozen=True):
    """Hand a seat to ``own``, ``stand_in``, ``responder`` or ``empty`` staff."""

    seat: str
    profile: str


class TakeSystemDown(Order, frozen=True):
    """Cut the link of a business system until somebody brings it up, also where it has just failed by itself."""

    system: str


class BringSystemUp(Order, frozen=True):
    """Restore the link of a business system."""

    system: str


class SetFeed(Order, frozen=True):
    """Switch what a system's feed is: ``real``, ``mock`` or ``missing``."""

    system: str
    feed: str


class ReleaseInject(Order, frozen=True):
    """Release an inject now."""

    inject: str


class HoldInject(Order, frozen=True):
    """Hold an inject back: its time or condition releases it no more, an order may."""

    inject: str


class SkipInject(Order, frozen=True):
    """Never release an inject."""

    inject: str


class AnswerData(Order, frozen=True):
    """The answer of an adapter to a data request; the outside enters a drill only this way."""

    request: int
    origin: str
    record: str


class AttachAdapter(Order, frozen=True):
    """From now on reads of a system are asked of an adapter outside the simulation; its answers are orders too."""

    system: str
    adapter: str


class EndDrill(Order, frozen=True):
    """End the drill now; its status will be ``stopped``."""


class MoveInject(Order, frozen=True):
    """Let an inject come at another time: ``to`` (ms), whatever it waited for before."""

    inject: str
    to: int


class AddInject(Order, frozen=True):
    """Add an inject to the drill: ``inject`` is the JSON text of one, with the keys it has in a scenario file."""

    inject: str


class Surge(Order, frozen=True):
    """Let a stream of contacts run at ``factor`` (more than 1, at most 100) times its rate from now on."""

    source: str
    factor: float


class PlaySeat(Order, frozen=True):
    """Have a seat played by a ``person`` or by the ``program`` again.

    Beside a person so many of the seat's operators (``colleagues``) stay, played by the program; the others go home.
    """

    seat: str
    player: str
    colleagues: int = 0


class SafetyStop(Order, frozen=True):
    """Stop the drill at once because something real happened 真实事件; its status will be ``safety_stop``."""

    reason: str


# -- orders of seats ----------------------------------------------------------------------------------------------


class SeatOrder(Order, frozen=True):
    """An order of whoever plays the seat ``by``."""


class TicketOrder(SeatOrder, frozen=True):
    """An order about one ticket, or with a negative number about a task of the seat."""

    ticket: int


class SignOn(SeatOrder, frozen=True):
    """Somebody opened the seat's page: the time to the first action counts from here.

    Only the first time counts until the seat changes hands; after that it is accepted and changes nothing.
    """


class TakeUp(TicketOrder, frozen=True):
    """Take work from the inbox in hand; optional, the order that ends it takes it up by itself."""


class AcceptTicket(TicketOrder, frozen=True):
    """End the conversation 受理: ``outcome`` is ``ticket``, ``answered``, ``not_accepted`` or ``handed_over``.

    ``line`` is the emergency line it is handed over to; ``category`` and ``urgency`` those of the ticket (empty = as
    reported).
    """

    outcome: str
    line: str = ""
    category: str = ""
    urgency: str = ""


class MergeTicket(TicketOrder, frozen=True):
    """End the conversation by merging the contact 并单 into an open ticket.

    It must be one that the seat took in or has to do with, or one of the same category and community.
    """

    into: int


class TransferTicket(TicketOrder, frozen=True):
    """Send the ticket to a seat 转办; an empty ``seat`` follows the table of categories."""

    seat: str = ""


class SignTicket(TicketOrder, frozen=True):
    """Sign for the ticket 签收; its handling then lies in the inbox."""


class ReturnTicket(TicketOrder, frozen=True):
    """Send the ticket back 退单 with a reason; ``dispute`` says that the duty itself is disputed 争议."""

    reason: str
    dispute: bool = False


class HandleTicket(TicketOrder, frozen=True):
    """Begin to handle the ticket 办理."""


class FinishHandling(TicketOrder, frozen=True):
    """End the desk work of handling; crews and supporting seats then go by themselves."""


class AskSystem(TicketOrder, frozen=True):
    """Use a business system for the ticket in hand; the answer is a fact that says real, mock or missing."""

    system: str


class AskAssistance(TicketOrder, frozen=True):
    """Ask another seat to help 协办; feedback waits for it."""

    seat: str


class Consult(TicketOrder, frozen=True):
    """End the consultation 会商 about a disputed ticket; whether the seats agree is theirs to say."""


class Arbitrate(TicketOrder, frozen=True):
    """Rule 裁定 which seat handles a disputed ticket; an empty ``seat`` follows the table of categories."""

    seat: str = ""


class AskExtension(TicketOrder, frozen=True):
    """Ask for more time 延期, once and before the limit."""

    reason: str


class GrantExtension(TicketOrder, frozen=True):
    """Grant the time that was asked for (the supervision seat)."""


class RefuseExtension(TicketOrder, frozen=True):
    """Refuse the time that was asked for (the supervision seat)."""

    reason: str


class Supervise(TicketOrder, frozen=True):
    """Send a supervision order 督办 to the seat that has the ticket (the supervision seat)."""


class NoteProgress(TicketOrder, frozen=True):
    """Note how far a ticket is that the seat handles."""

    text: str = ""


class FeedBack(TicketOrder, frozen=True):
    """Write the result back 反馈."""

    text: str = ""


class CloseTicket(TicketOrder, frozen=True):
    """Close the ticket 办结; after a dissatisfied answer: leave it closed, with no redo."""


class EvaluateTicket(TicketOrder, frozen=True):
    """End the call-back 评价; the answer is the citizen's."""


class RedoTicket(TicketOrder, frozen=True):
    """After a dissatisfied answer send the ticket back to its seat 重办."""

    reason: str = ""


class DoTask(SeatOrder, frozen=True):
    """Do a task of the seat: ``task`` is its negative number."""

    task: int


class SendCommand(SeatOrder, frozen=True):
    """Send a command 指令 down the tiers to ``place`` (a path; empty = the whole city) as far as ``down_to``."""

    action: str
    place: str
    down_to: str = "grid"
    ticket: int = -1


class ConfirmMode(SeatOrder, frozen=True):
    """Confirm the mode that was ordered: ``wartime`` or ``peacetime``."""

    mode: str


class SetResponseLevel(SeatOrder, frozen=True):
    """Set the response level 响应等级: I, II, III, IV, or empty to end it."""

    response_level: str


class WriteNote(SeatOrder, frozen=True):
    """Write a note, about a ticket (-1 = none)."""

    text: str
    ticket: int = -1


# -- what may be ordered when -------------------------------------------------------------------------------------

ALLOWED_AT: dict[str, tuple[str, ...]] = {
    "accept": ("take_up", "accept_ticket", "merge_ticket"),
    "transfer": ("take_up", "transfer_ticket"),
    "sign": ("sign_ticket", "return_ticket"),
    "consult": ("take_up", "consult"),
    "arbitrate": ("arbitrate",),
    "handle": ("take_up", "handle_ticket", "finish_handling"),
    "feedback": ("take_up", "feed_back"),
    "close": ("take_up", "close_ticket"),
    "evaluate": ("take_up", "evaluate_ticket"),
    "redo": ("redo_ticket", "close_ticket"),
    "extension": ("grant_extension", "refuse_extension"),
    "task": ("take_up", "do_task"),
}
"""The orders that fit work in an inbox, by the step it waits for; ``work_arrived`` names the step."""

ALLOWED_IN_HAND: dict[str, tuple[str, ...]] = {
    "accept": ("accept_ticket", "merge_ticket"),
    "transfer": ("transfer_ticket",),
    "consult": ("consult",),
    "handle": ("finish_handling", "ask_system"),
    "feedback": ("feed_back",),
    "close": ("close_ticket",),
    "evaluate": ("evaluate_ticket",),
    "task": ("do_task",),
}
"""The orders that fit work in hand, by its step."""

ALLOWED_TO_LEADER = ("note_progress", "ask_assistance", "ask_extension")
"""Besides, for the seat that leads a ticket, from signing to feedback."""

ALLOWED_TO_SUPERVISION = ("supervise",)
"""Besides, for the supervision seat, about every ticket that is open."""

ALLOWED_EVER = ("send_command", "confirm_mode", "set_response_level", "write_note", "sign_on")
"""Orders of seats that wait for no ticket."""


def _leaves(cls: type[Order]) -> Iterator[type[Order]]:
    below = cls.__subclasses__()
    if not below:
        yield cls
    for each in below:
        yield from _leaves(each)


KINDS: dict[str, type[Order]] = {str(cls.__struct_config__.tag): cls for cls in _leaves(Order)}
"""Every kind of order by its name."""

SEAT_KINDS = tuple(kind for kind, cls in KINDS.items() if issubclass(cls, SeatOrder))
"""The kinds of orders that seats give; all others are the director's, or an adapter's."""

_decoder = msgspec.json.Decoder(functools.reduce(operator.or_, KINDS.values()))
_encoder = msgspec.json.Encoder()


def to_text(order: Order) -> str:
    """The canonical JSON text of an order, as facts carry it."""
    return _encoder.encode(order).decode()


def from_text(text: str) -> Order:
    """The order written in ``text``; ValueError says what is wrong with it."""
    order: Order = _decoder.decode(text)
    return order
