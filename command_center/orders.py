"""Every order somebody may give to a drill: the words for what was asked for.

An order is imperative, is accepted or refused, and is part of the recipe either way. ``number`` orders those of one
time; ``t`` is the simulated time in ms at which it applies (after all events of that time); ``by`` says who gave it
(``director``, ``adapter NAME``, a seat id).
"""

from __future__ import annotations

import functools
import operator
import re

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


KINDS: dict[str, type[Order]] = {str(cls.__struct_config__.tag): cls for cls in Order.__subclasses__()}
"""Every kind of order by its name."""

_decoder = msgspec.json.Decoder(functools.reduce(operator.or_, KINDS.values()))
_encoder = msgspec.json.Encoder()


def to_text(order: Order) -> str:
    """The canonical JSON text of an order, as facts carry it."""
    return _encoder.encode(order).decode()


def from_text(text: str) -> Order:
    """The order written in ``text``; ValueError says what is wrong with it."""
    order: Order = _decoder.decode(text)
    return order
