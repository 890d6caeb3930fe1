"""Labelled mock records that stand in for what vertical agencies do not share: customs, tax, border, maritime.

A record is plausible, drawn from the seeded stream it is given, and says of itself that it is a mock. It holds no
personal data. Generators are looked up by system; a system without one gets the plain record.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from command_center.world.chance import Stream

LABEL = "MOCK 模拟数据"
Fields = dict[str, str | int | float]

_GOODS = ("grain", "timber", "coal", "seafood", "machine parts", "textiles", "chemicals", "fruit")
_SHIPS = ("bulk carrier", "container ship", "tanker", "fishing vessel", "tug", "ferry")


def _one_of(names: tuple[str, ...], chance: Stream) -> str:
    return names[int(chance.uniform() * len(names))]


def customs(chance: Stream) -> Fields:
    """A declaration: goods, weight, and how long its release took."""
    return {
        "declaration": f"D{int(chance.uniform() * 1e8):08d}",
        "goods": _one_of(_GOODS, chance),
        "tonnes": round(chance.lognormal(24.0, 0.8), 1),
        "release_hours": round(chance.lognormal(6.0, 0.9), 1),
    }


def tax(chance: Stream) -> Fields:
    """A taxpayer's state and the invoice index of the month against the year before."""
    states = ("in order", "in order", "in order", "late return", "under review")
    return {
        "taxpayer": f"T{int(chance.uniform() * 1e8):08d}",
        "state": _one_of(states, chance),
        "invoice_index": round(60 + 80 * chance.uniform(), 1),
    }


def border(chance: Stream) -> Fields:
    """Passengers through the checkpoint in the last hour, and the longest wait."""
    return {
        "passengers_in": round(chance.lognormal(180.0, 0.5)),
        "passengers_out": round(chance.lognormal(170.0, 0.5)),
        "longest_wait_minutes": round(chance.lognormal(14.0, 0.6)),
    }


def maritime(chance: Stream) -> Fields:
    """A ship's position off the coast."""
    return {
        "ship": f"S{int(chance.uniform() * 1e6):06d}",
        "kind": _one_of(_SHIPS, chance),
        "miles_off": round(30 * chance.uniform(), 1),
        "knots": round(14 * chance.uniform(), 1),
        "course": int(360 * chance.uniform()),
    }


GENERATORS: dict[str, Callable[[Stream], Fields]] = {
    "SYS26": customs,
    "SYS27": tax,
    "SYS28": border,
    "SYS29": maritime,
}
"""The generators of D city's four blank slots."""


def plain(chance: Stream) -> Fields:
    """A record for a slot without a generator of its own."""
    return {"record": f"X{int(chance.uniform() * 1e6):06d}"}


def mock_record(system: str, chance: Stream) -> str:
    """One labelled record as JSON text."""
    fields: Fields = {"label": LABEL, "system": system}
    fields.update(GENERATORS.get(system, plain)(chance))
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
