"""The names of seats, systems, categories, districts, low points and duties, read from the roster inside a journal."""

from __future__ import annotations

import msgspec

from command_center.folds.names import Pair


class _Named(msgspec.Struct):
    id: str = ""
    zh: str = ""
    en: str = ""


class _Duty(_Named):
    action: str = ""


class _City(msgspec.Struct):
    districts: tuple[_Named, ...] = ()
    low_points: tuple[_Named, ...] = ()


class _Roster(msgspec.Struct):
    seats: tuple[_Named, ...] = ()
    systems: tuple[_Named, ...] = ()
    categories: tuple[_Named, ...] = ()
    catalogue: tuple[_Named, ...] = ()
    duties: tuple[_Duty, ...] = ()
    city: _City = msgspec.field(default_factory=_City)


_decoder = msgspec.json.Decoder(_Roster)


def roster_names(text: str) -> dict[str, Pair]:
    """Id -> (Chinese, English) for everything named in a roster's canonical JSON text; empty for an empty text.

    The action of a duty is named as the duty is.
    """
    if not text:
        return {}
    roster = _decoder.decode(text)
    named = (*roster.seats, *roster.systems, *roster.categories, *roster.catalogue, *roster.city.low_points)
    districts = {f"D{place}": (each.zh, each.en) for place, each in enumerate(roster.city.districts, start=1)}
    actions = {duty.action: (duty.zh, duty.en) for duty in roster.duties}
    return actions | districts | {each.id: (each.zh, each.en) for each in (*roster.duties, *named)}
