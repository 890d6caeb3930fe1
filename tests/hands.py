"""Persons who order at random: what fits their inboxes, now and then what does not, at any moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from command_center import orders as o
from command_center.drill import Drill, Recipe
from command_center.facts import Fact, OrderAccepted, OrderRefused
from command_center.folds.inbox import Inboxes
from command_center.orders import KINDS, SEAT_KINDS, Order
from command_center.plan.spans import HOUR, MINUTE

SEATS = ("A1", "A2", "A3", "A4", "A5", "A6")

_seats = (*SEATS, *SEATS, "", "A9")
_texts = ("好", "reason", "seen it", "", "x" * 501, "a\nb")
_MESSAGE = '{"zh": "消息", "en": "Message"}'
_EXPECTED = '[{"seat": "A4", "action": "patrol", "within": "10min"}]'
_INJECT = (
    f'{{"id": "%s", "purpose": "ad_hoc", "title": {_MESSAGE}, "message": {_MESSAGE}, "to": ["%s"], '
    f'"expected": {_EXPECTED}, "effects": [{{"kind": "set_mode", "value": "wartime"}}]}}'
)
FIELDS: dict[str, tuple[Any, ...]] = {
    "outcome": ("ticket", "ticket", "ticket", "ticket", "answered", "not_accepted", "handed_over", "gone"),
    "line": ("119", ""),
    "category": ("", "", "K1", "K2", "K3", "K4", "K9"),
    "urgency": ("", "", "E", "U", "G", "C", "X"),
    "into": (0, 1, 2, 3, 4, 5),
    "seat": _seats,
    "reason": _texts,
    "text": _texts,
    "dispute": (True, False),
    "system": ("Y1", "Y2", "Y3", "Y4", "Y9"),
    "action": ("patrol", "close_road", ""),
    "place": ("", "D1", "D1.01.001.1", "D9"),
    "down_to": ("district", "grid", "moon"),
    "mode": ("wartime", "wartime", "peacetime", ""),
    "response_level": ("", "I", "IV", "V"),
    "profile": ("own", "stand_in", "responder", "empty"),
    "player": ("person", "person", "program"),
    "colleagues": (0, 0, 1, 2, -1),
    "feed": ("real", "mock", "missing"),
    "source": ("calls", "none"),
    "factor": (0.5, 3.0),
    "to": (0, HOUR, 2 * HOUR, 3 * HOUR, 12 * HOUR),
    "task": tuple(range(-6, 1)),
    "ticket": tuple(range(-6, 12)),
    "adapter": ("elsewhere",),
    "request": (1, 2, 3),
    "origin": ("adapter elsewhere", ""),
    "record": ("", "{}"),
    "inject": ("N1", "N2", "N3"),
}
"""Values for the fields of orders, right ones and wrong ones."""

OF_DIRECTOR = (
    *["play_seat"] * 4, "staff_seat", "add_inject", "add_inject", "move_inject", "hold_inject", "skip_inject",
    "release_inject", "release_inject", "surge", "take_system_down", "bring_system_up", "set_feed", "attach_adapter",
    "answer_data",
)  # fmt: skip


def an_order(chance: Random, kind: str, t: int, number: int, by: str, **fixed: Any) -> Order:
    """An order of this kind with any fields but those that are fixed."""
    cls = KINDS[kind]
    fields = {name: chance.choice(FIELDS[name]) for name in cls.__struct_fields__[3:] if name not in fixed}
    if kind == "add_inject":
        fields["inject"] = _INJECT % (chance.choice(("N1", "N2", "N3")), chance.choice(SEATS))
    return cls(t, number, by, **fields, **fixed)


def fitting(inboxes: Inboxes) -> Iterator[tuple[str, str, int]]:
    """(seat, kind, number) of every order that fits what lies in an inbox or is led now."""
    for seat, player in inboxes.players.items():
        if player == "person":
            for number in {item.number for item in inboxes.items(seat)} | inboxes.led(seat):
                for kind in inboxes.allowed(seat, number):
                    yield seat, kind, number


def next_order(chance: Random, fits: list[tuple[str, str, int]], t: int, number: int) -> Order:
    """Mostly one that fits; else any order of anybody."""
    which = chance.random()
    if fits and which < 0.85:
        seat, kind, about = chance.choice(fits)
        return an_order(chance, kind, t, number, seat, **{"task" if kind == "do_task" else "ticket": about})
    if which < 0.93:
        return an_order(chance, chance.choice(OF_DIRECTOR), t, number, "director")
    return an_order(chance, chance.choice(SEAT_KINDS), t, number, chance.choice((*SEATS, "A9")))


NEVER_OF_WHAT_FITS = re.compile(
    r".*(is not in the inbox|there is no task|which .* does not fit|in hand already|begin to "
    r"handle|played by the program|is not led by).*"
)
"""Reasons for which no order is refused that fits what an inbox shows."""


def check_fitting(order: Order, facts: list[Fact], fits: list[tuple[str, str, int]]) -> None:
    """What the inbox says fits is not refused because it is elsewhere."""
    last = next(fact for fact in reversed(facts) if isinstance(fact, OrderAccepted | OrderRefused))
    about: Any = getattr(order, "ticket", getattr(order, "task", None))
    if isinstance(last, OrderRefused) and (order.by, kind_name(order), about) in fits:
        assert not NEVER_OF_WHAT_FITS.fullmatch(last.reason), last


def kind_name(order: Order) -> str:
    """The name of the order's kind."""
    return str(order.__struct_config__.tag)


def play_at_random(chance: Random, made_of: Recipe) -> tuple[list[Fact], list[Order]]:
    """Play a recipe by the hands of persons who order at random; its facts and the orders that were given."""
    facts: list[Fact] = []
    inboxes = Inboxes()

    def sink(new: list[Fact]) -> None:
        facts.extend(new)
        inboxes.extend(new)

    persons = chance.sample(SEATS, chance.randint(1, len(SEATS)))
    given: list[Order] = [o.PlaySeat(0, k, "director", seat, "person", 0) for k, seat in enumerate(persons)]
    pauses = chance.choice(((0, 1, 7_000, MINUTE), (MINUTE, 5 * MINUTE), (10_000, HOUR)))
    drill = Drill(made_of, sink)
    for order in given:
        drill.apply(order)
    for _ in range(chance.randint(0, 250)):
        drill.advance(drill.now + chance.choice(pauses))
        if drill.over:
            break
        fits = sorted(fitting(inboxes))
        given.append(next_order(chance, fits, drill.now, len(given)))
        drill.apply(given[-1])
        check_fitting(given[-1], facts, fits)
    while not drill.over:
        drill.advance(drill.now + chance.choice((MINUTE, HOUR, 24 * HOUR)) * 7)
    return facts, given
