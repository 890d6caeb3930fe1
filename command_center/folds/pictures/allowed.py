"""Which orders a person at a seat may give now about a piece of work; the tables are those of ``orders``."""

from __future__ import annotations

from command_center.folds.pictures.desks import Desk
from command_center.folds.pictures.ticket import Ticket
from command_center.orders import ALLOWED_AT, ALLOWED_IN_HAND, ALLOWED_TO_LEADER, ALLOWED_TO_SUPERVISION

_LED = frozenset({"handle", "field"})
"""Stages from signing to feedback, in which the leading seat may note, ask for help and for time."""


def allowed(ticket: Ticket, desk: Desk, supervision: str) -> list[str]:
    """The kinds of order that fit; none where no person plays the seat. ``supervision`` is the seat that supervises."""
    if desk.player != "person":
        return []
    kinds: list[str] = []
    if ticket.number in desk.arrived:
        kinds += ALLOWED_AT.get(ticket.stage, ())
    elif ticket.seat == desk.id and ticket.when == "in_hand" and ticket.by_person and not ticket.asking:
        kinds += ALLOWED_IN_HAND.get(ticket.stage, ())
    if ticket.number in desk.asked:
        kinds += ALLOWED_AT["extension"]
    if desk.id == ticket.lead and not ticket.district and ticket.stage in _LED:
        kinds += ALLOWED_TO_LEADER
    if desk.id == supervision and ticket.opened >= 0:
        kinds += ALLOWED_TO_SUPERVISION
    return kinds


def allowed_task(in_hand: bool) -> list[str]:
    """The kinds of order that fit a task."""
    return list((ALLOWED_IN_HAND if in_hand else ALLOWED_AT)["task"])
