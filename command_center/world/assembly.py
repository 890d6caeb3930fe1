"""Puts a world together from a scenario and a roster, opens it, and carries out orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from command_center.facts import DrillEnded, HorizonPassed, OrderAccepted, OrderRefused
from command_center.orders import (
    AnswerData,
    AttachAdapter,
    BringSystemUp,
    EndDrill,
    Order,
    ReleaseInject,
    SetFeed,
    SkipInject,
    StaffSeat,
    TakeSystemDown,
    to_text,
)
from command_center.plan.calendar import WorkCalendar
from command_center.plan.city import Tree
from command_center.plan.practice import Practice
from command_center.plan.recorded_tickets import RecordedTicket
from command_center.plan.roster import Profile, Roster
from command_center.plan.scenario import Scenario
from command_center.world import flood, injects, playbooks, tiers
from command_center.world.engine import World
from command_center.world.loop import Tickets
from command_center.world.sources import Sources
from command_center.world.staffing import Staffing
from command_center.world.systems import Systems


class Setting(NamedTuple):
    """Everything a world is made of, already loaded: the world itself does no I/O."""

    scenario: Scenario
    roster: Roster
    practice: Practice
    tree: Tree
    calendar: WorkCalendar
    seed: int
    staffing: str
    horizon: int
    end: int
    recorded: Sequence[RecordedTicket] = ()


def build(setting: Setting) -> World:
    """A world at its first moment; nothing has happened yet."""
    world = World(setting.scenario, setting.roster, setting.practice, setting.tree, setting.calendar, setting.seed)
    world.horizon = setting.horizon
    world.staffing = Staffing(world, setting.staffing)
    world.systems = Systems(world)
    world.sources = Sources(world, setting.recorded)
    world.tickets = Tickets(world)
    for part in (tiers, playbooks, injects, flood):
        part.install(world)
    return world


def open_world(world: World, end: int, cause: int) -> None:
    """Staff the seats, call the roll, and let the city live until the horizon and the tail until ``end`` (ms)."""
    world.staffing.open(cause)
    world.systems.open(cause)
    world.sources.open(cause)
    world.at(world.horizon, _pass_horizon, world, cause)
    world.at(end, close_world, world, "completed", cause)


def _pass_horizon(world: World, cause: int) -> None:
    if not world.ended:
        world.emit(HorizonPassed, cause)


def close_world(world: World, status: str, cause: int) -> None:
    """The last fact; nothing is stated after it."""
    if not world.ended:
        world.emit(DrillEnded, cause, status)
        world.ended = True


# -- orders: each is carried out or refused; an empty text means carried out

_Carry = Callable[[World, Any, int], str]


def _staff(world: World, order: StaffSeat, cause: int) -> str:
    profiles: tuple[Profile, ...] = ("own", "stand_in", "responder", "empty")
    if order.profile not in profiles:
        return f"{order.profile!r} is no profile; write one of {', '.join(profiles)}"
    return str(world.staffing.staff(order.seat, order.profile, cause))


def _answer(world: World, order: AnswerData, cause: int) -> str:
    return str(world.systems.answer(order.request, order.origin, order.record, cause))


def _end(world: World, order: EndDrill, cause: int) -> str:
    world.soon(close_world, world, "stopped", cause)
    return ""


CARRY: dict[type[Order], _Carry] = {
    StaffSeat: _staff,
    TakeSystemDown: lambda world, order, cause: world.systems.take_down(order.system, cause),
    BringSystemUp: lambda world, order, cause: world.systems.bring_up(order.system, cause),
    SetFeed: lambda world, order, cause: world.systems.set_feed(order.system, order.feed, cause),
    AttachAdapter: lambda world, order, cause: world.systems.attach(order.system, order.adapter, cause),
    ReleaseInject: lambda world, order, cause: str(world.injects.release(order.inject, cause)),
    SkipInject: lambda world, order, cause: str(world.injects.skip(order.inject, cause)),
    AnswerData: _answer,
    EndDrill: _end,
}
"""What carries out each kind of order."""


def apply(world: World, order: Order) -> bool:
    """Carry out an order now, or refuse it; both are facts. Returns whether it was carried out."""
    text, place = to_text(order), len(world.facts)
    number = world.emit(OrderAccepted, 0, text)
    reason = CARRY[type(order)](world, order, number)
    if reason:
        # Whoever refuses has done nothing yet, so the refusal takes the number of the acceptance.
        world.facts[place] = OrderRefused(world.now, number, 0, text, reason)
    return not reason
