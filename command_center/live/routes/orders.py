"""Orders: what a seat or the director wants done. Durable before they are answered, and never doubled."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import Depends
from pydantic import Field
from starlette.requests import Request

from command_center.live.access import Who
from command_center.live.needs import ORDER, DrillId, TheRoom
from command_center.live.problems import Trouble
from command_center.live.routes.table import JSON, Route, Told
from command_center.orders import KINDS, AnswerData, AttachAdapter, Order, SeatOrder, from_text
from command_center.refusals import in_language

OF_ADAPTERS = (AnswerData, AttachAdapter)
"""Orders that only the program itself gives."""
OPENING = ("t", "number", "by")
LONGEST_KEY = 200
LONGEST_TEXT = 600
LONGEST_INJECT = 20_000
"""Characters of a client's key, of a text in an order, of an inject that is added."""
LARGEST = 2**53
"""The largest number that every program reads alike."""


class OrderAnswered(Told):
    """An order that was carried out: its number and its simulated time (ms)."""

    accepted: bool = Field(examples=[True])
    number: int = Field(examples=[12])
    t: int = Field(examples=[3_600_000])


def fields(kind: type[Order]) -> tuple[str, ...]:
    """The fields of an order that its giver writes."""
    return tuple(name for name in kind.__struct_fields__ if name not in OPENING)


def by_people() -> dict[str, type[Order]]:
    """The orders that people give, by name."""
    return {name: kind for name, kind in KINDS.items() if kind not in OF_ADAPTERS}


async def give_order(
    request: Request, room: TheRoom, drill: DrillId, who: Annotated[Who, Depends(ORDER)]
) -> OrderAnswered:
    """Give an order. With the same ``key`` it may be sent again at any time, also after a crash of the server."""
    told = _body(await request.body())
    key = told.pop("key", "")
    if not isinstance(key, str) or len(key) > LONGEST_KEY:
        raise Trouble(422, "order_key", most=LONGEST_KEY)
    order = _order(told, who, drill)
    author = who.behind(drill, order.by) if isinstance(order, SeatOrder) else who.name(drill)
    answer = await room.order(order, key, author)
    if answer.reason:
        raise Trouble(
            409, "refused", {"number": answer.number, "t": answer.t}, reason=partial(in_language, answer.reason)
        )
    return OrderAnswered(accepted=True, number=answer.number, t=answer.t)


def _body(text: bytes) -> dict[str, Any]:
    try:
        told: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Trouble(422, "order_form", reason=str(error), fields="order, by, key") from None
    return told


def _order(told: dict[str, Any], who: Who, drill: str) -> Order:
    """The order that was written, given by whom the caller may speak for."""
    name = told.get("order")
    kind = by_people().get(name) if isinstance(name, str) else None
    if kind is None:
        raise Trouble(422, "no_order", order=str(name)[:40], known=", ".join(sorted(by_people())))
    _check_sizes(told)
    told["by"] = _giver(told, kind, who, drill)
    try:
        return from_text(msgspec.json.encode({**told, "t": 0, "number": 0}).decode())
    except (ValueError, RecursionError) as error:
        raise Trouble(422, "order_form", reason=str(error), fields=", ".join(fields(kind)) or "-") from None


def _giver(told: dict[str, Any], kind: type[Order], who: Who, drill: str) -> str:
    """Who gives the order: the director, or the seat named by ``by`` (or by ``seat`` where that is no field of it)."""
    seats, directs = who.seats(drill), who.role(drill) == "director"
    if not issubclass(kind, SeatOrder):
        if not directs:
            raise Trouble(403, "order_director")
        if told.pop("by", "director") != "director":
            raise Trouble(422, "order_no_seat")
        return "director"
    giver = told.pop("by", "") or ("" if "seat" in fields(kind) else told.pop("seat", ""))
    if not giver and len(seats) == 1:
        giver = seats[0]
    if not giver or not isinstance(giver, str):
        raise Trouble(422, "order_seat")
    if not directs and giver not in seats:
        raise Trouble(403, "order_not_yours", seat=giver[:40])
    return giver


def _check_sizes(told: dict[str, Any]) -> None:
    """A refused order stays in the journal whole, so what is far too long is turned away here."""
    for name, value in told.items():
        most = LONGEST_INJECT if (told["order"], name) == ("add_inject", "inject") else LONGEST_TEXT
        if isinstance(value, str) and len(value) > most:
            raise Trouble(422, "order_long", field=name[:40], most=most)
        if isinstance(value, int) and abs(value) > LARGEST:
            raise Trouble(422, "order_number", field=name[:40])


def _schema() -> dict[str, Any]:
    """The body, for the manual: one form for each kind of order."""
    return {"required": True, "content": {JSON: {"schema": {"oneOf": [_form(*each) for each in by_people().items()]}}}}


def _form(name: str, kind: type[Order]) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.schema(kind)["$defs"][kind.__name__]
    own = {field: told["properties"][field] for field in fields(kind)}
    more = {
        "order": {"const": name},
        "by": {"type": "string", "description": "The seat that gives it; the director's orders need none."},
        "key": {"type": "string", "maxLength": LONGEST_KEY, "description": "Sent again, it is the same order."},
    }
    required = [field for field in told["required"] if field in own]
    about = str(kind.__doc__ or "").partition("\n")[0]
    return {
        "type": "object", "title": name, "description": about, "properties": {**more, **own},
        "required": ["order", *required], "additionalProperties": False,
    }  # fmt: skip


ROUTES = (
    Route(
        "POST", "/api/drills/{drill}/orders", give_order, ORDER, "Give an order", model=OrderAnswered,
        refusals=(404, 409, 507), body=_schema(),
    ),
)  # fmt: skip
