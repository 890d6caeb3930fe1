"""What else a person at a seat orders: tasks, commands down the tiers, mode and response level."""

from __future__ import annotations

import re
from typing import get_args

from command_center.orders import ConfirmMode, DoTask, SeatOrder, SendCommand, SetResponseLevel, SignOn
from command_center.plan.city import TIERS, tier_of
from command_center.plan.scenario import Mode, ResponseLevel
from command_center.refusals import refusal
from command_center.world.engine import Task
from command_center.world.persons import Persons
from command_center.world.playbooks import Occasion
from command_center.world.seat_orders import Carry

_ACTION = re.compile(r"[a-z][a-z0-9_]{0,59}")

WHOLE_CITY = ("decide", "dispatch")
"""Roles of seats that command every grid of the city at once."""


def _sign_on(persons: Persons, order: SignOn, cause: int) -> str:
    persons.sign_on(order.by, cause)
    return ""


def _do_task(persons: Persons, order: DoTask, cause: int) -> str:
    found = persons.fitting(order, order.task) if order.task < 0 else refusal("no_task", order.task)
    if isinstance(found, str):
        return found
    busy = persons.task_in_hand(order.by)
    if busy not in (0, order.task):
        return refusal("task_in_hand", busy)
    persons.end(found, order, cause)
    return ""


def _waiting(persons: Persons, seat: str, action: str, concerning: str = "") -> int:
    """The number of the seat's task to do this (about this, if given); 0 where there is none."""
    desk = persons.world.desks[seat]
    for number, work in persons.world.open.items():
        fits = isinstance(work, Task) and work.action == action and concerning in ("", work.concerning)
        if fits and work.roles[0] is desk:
            return number
    return 0


def _confirm(persons: Persons, order: ConfirmMode, cause: int) -> str:
    if order.mode not in get_args(Mode):
        return refusal("no_mode", repr(order.mode))
    task = _waiting(persons, order.by, "confirm_mode", order.mode)
    if not task:
        return refusal("no_confirmation", order.by, order.mode)
    return _do_task(persons, DoTask(order.t, order.number, order.by, task), cause)


def _set_level(persons: Persons, order: SetResponseLevel, cause: int) -> str:
    """Whoever a playbook asks to set levels does so, and every seat that decides; a task to do so is done by it."""
    world, level = persons.world, order.response_level
    if level not in get_args(ResponseLevel):
        return refusal("no_level", repr(level))
    if order.by not in _level_seats(persons):
        return refusal("not_level_seat", order.by)
    if level == world.response_level:
        return refusal("level_holds", level) if level else refusal("no_level_holds")
    task = _waiting(persons, order.by, f"set_level_{level}") if level else 0
    if task:
        return _do_task(persons, DoTask(order.t, order.number, order.by, task), cause)
    if level:
        persons.parts.playbooks.act(order.by, f"set_level_{level}", Occasion("order", "", "", -1), cause)
    else:
        persons.parts.playbooks.set_level("", order.by, cause)
    return ""


def _level_seats(persons: Persons) -> set[str]:
    world = persons.world
    deciding = {seat.id for seat in world.roster.seats if seat.tier_role == "decide"}
    orders = (order for playbook in world.scenario.playbooks for order in playbook.orders)
    asked = {order.seat for order in orders if order.action.startswith("set_level_")}
    return deciding | asked | {world.leader_of(seat) for seat in asked}


def _send_command(persons: Persons, order: SendCommand, cause: int) -> str:
    reason = _wrong_command(persons, order)
    if not reason:
        persons.parts.tiers.send(
            order.by, order.action, order.place, cause=cause, ticket=order.ticket, down_to=order.down_to
        )
    return reason


def _wrong_command(persons: Persons, order: SendCommand) -> str:
    world = persons.world
    if not _ACTION.fullmatch(order.action):
        return refusal("no_action", repr(order.action))
    if order.place and order.place not in world.tree:
        return refusal("no_place", order.place)
    if order.down_to not in TIERS:
        return refusal("no_tier", repr(order.down_to), ", ".join(TIERS))
    if order.place and TIERS.index(tier_of(order.place)) > TIERS.index(order.down_to):
        return refusal("tier_above", order.place, order.down_to)
    if not order.place and order.down_to == TIERS[-1] and world.seats[order.by].tier_role not in WHOLE_CITY:
        return refusal("whole_city", order.by)
    if order.ticket != -1 and not persons.concerns(order.by, order.ticket):
        return refusal("not_here", f"ticket {order.ticket}", order.by)
    return ""


CARRY: dict[type[SeatOrder], Carry] = {
    SignOn: _sign_on,
    DoTask: _do_task,
    ConfirmMode: _confirm,
    SetResponseLevel: _set_level,
    SendCommand: _send_command,
}
"""What carries out each kind of order about no ticket."""
