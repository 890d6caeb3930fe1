"""Which orders a seat may give about a ticket, by where the ticket stands and what the seat is to it."""

from __future__ import annotations

from command_center.folds.pictures.tickets import Ticket

ALLOWED: dict[str, tuple[str, ...]] = {
    "accept": ("take_up", "accept_ticket", "merge_ticket", "note_progress"),
    "transfer": ("take_up", "transfer_ticket", "merge_ticket"),
    "consult": ("consult",),
    "arbitrate": ("arbitrate",),
    "sign": ("sign_ticket", "return_ticket"),
    "handle": ("handle_ticket", "finish_handling", "ask_system", "ask_assistance", "ask_extension", "note_progress"),
    "field": ("ask_assistance", "ask_extension", "note_progress"),
    "feedback": ("take_up", "feed_back", "note_progress"),
    "close": ("take_up", "close_ticket", "supervise"),
    "evaluate": ("take_up", "evaluate_ticket", "redo_ticket"),
}
"""By stage, for the seat the ticket is at."""

LEADING = ("ask_system", "ask_assistance", "ask_extension", "note_progress")
"""For the seat that leads a ticket which is elsewhere just now (a crew, a district, the closing check)."""

_IN_HAND_ONLY = frozenset({"finish_handling", "ask_system"})
_BEFORE_ONLY = frozenset({"take_up", "handle_ticket"})
_WHILE_HANDLING = frozenset({"handle", "field"})


def allowed(ticket: Ticket, seat: str) -> tuple[str, ...]:
    """The kinds of order that the seat may give about the ticket now."""
    if ticket.seat == seat:
        kinds = ALLOWED.get(ticket.stage, ())
        left_out = _BEFORE_ONLY if ticket.when == "in_hand" else _IN_HAND_ONLY
        return tuple(kind for kind in kinds if kind not in left_out)
    if ticket.lead == seat and ticket.stage in _WHILE_HANDLING:
        return LEADING
    return ()
