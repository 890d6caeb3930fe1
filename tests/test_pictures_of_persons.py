"""Whatever persons order: their pages show the work and the orders that the inboxes of persons have, and no more."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from command_center.facts import Fact
from command_center.folds.inbox import Inboxes
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.patch import apply_patch, merge_patch
from command_center.orders import ALLOWED_TO_SUPERVISION
from command_center.plan.scenario import Arrivals
from command_center.plan.spans import DAY, HOUR
from tests.centre import contact, drill, having, mini
from tests.hands import play_at_random

Orders = dict[int, set[str]]
SEEDS = (*range(12), 51, 82, 86, 125, 138, 154, 172, 204)


def shown(picture: dict[str, Any]) -> Orders:
    """The orders that a seat's page offers, by ticket or task; but for those that wait for nothing there."""
    items = picture["inbox"] | picture["open"] | picture["tasks"]
    return {int(number): set(item["actions"]) - {*ALLOWED_TO_SUPERVISION} for number, item in items.items()}


def fitting(inboxes: Inboxes, seat: str) -> Orders:
    """The same by the fold of inboxes."""
    numbers = {item.number for item in inboxes.items(seat)} | inboxes.led(seat)
    return {number: set(inboxes.allowed(seat, number)) for number in numbers}


PRACTICE = {
    "around": {
        "wrong_seat": 0.3, "dispute": 0.5, "consult_settles": 0.5, "support": 0.7, "extension": 0.7, "fixed_after": 3,
        "call_back_share": 0.8, "satisfied_if_solved": {"5": 0.5, "1": 0.5}, "redo_limit_share": 0.5,
    },
    "steps": {"desk_cv": 0.5, "field_cv": 0.5},
}  # fmt: skip


@cache
def played(seed: int) -> list[Fact]:
    """The facts of a small drill with something for every seat to do, played by persons who order at random."""
    contacts = (contact(0.5, "K3"), contact(1, "K1"), contact(1, "K4", channel="app"), contact(2, "K2"))
    roster = having(having(mini(), "categories", "K2", systems=("Y2", "Y4")), "categories", "K3", systems=("Y1",))
    streams = [Arrivals(source="calls", channel="call", per_day=(30, 200)[seed % 2])]
    made_of = drill(
        *contacts, roster=roster, practice=PRACTICE, arrivals=streams, staffing=("full", "half")[seed // 2 % 2],
        seed=seed, horizon=4 * HOUR, tail=3 * DAY,
    )  # fmt: skip
    return play_at_random(Random(seed), made_of)[0]


def quiet(facts: list[Fact]) -> list[bool]:
    """After which facts time moves on: in between, what belongs together is half told."""
    return [*(one.t != two.t for one, two in pairwise(facts)), True]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_persons_page_offers_what_fits_and_nothing_else(seed: int) -> None:
    facts = played(seed)
    eaten, inboxes = WallFold(), Inboxes()
    for fact, whole in zip(facts, quiet(facts), strict=True):
        eaten.eat(fact)
        inboxes.apply(fact)
        if not whole:
            continue
        for seat, player in inboxes.players.items():
            if player == "person":
                offered = shown(eaten.seat_picture(seat))
                fits = fitting(inboxes, seat)
                assert {number: kinds for number, kinds in offered.items() if kinds} == fits, (fact, seat)


@pytest.mark.parametrize("seed", SEEDS)
def test_desks_and_funnel_hold_what_is_open_and_nothing_else(seed: int) -> None:
    facts = played(seed)
    eaten = WallFold()
    before = eaten.picture()
    for number, fact in enumerate(facts):
        eaten.eat(fact)
        if number % 40 == 0:
            after = eaten.picture()
            assert apply_patch(before, merge_patch(before, after) or {}) == after
            before = after
    tickets = eaten.parts.tickets
    assert sum(tickets.waiting.values()) == len(tickets.open)
    assert min(tickets.waiting.values()) >= 0
    desks = tickets.desks.values()
    assert all(number in tickets.open for desk in desks for number in (*desk.inbox, *desk.later, *desk.leads))
    assert all(number in tickets.open for desk in desks for _due, number in desk.agenda.entries)
    assert "null" not in json.dumps(eaten.picture())
