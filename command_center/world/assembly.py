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
    HoldInject,
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
from command_center.world import hazards
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


class Centre(NamedTuple):
    """A world with everybody in it."""

    world: World
    staffing: Staffing
    systems: Systems
    sources: Sources
    parts: hazards.Parts


def build(setting: Setting) -> Centre:
    """A centre at its first moment; nothing has happened yet."""
    world = World(setting.scenario, setting.roster, setting.practice, setting.tree, setting.calendar, setting.seed)
    world.horizon = setting.horizon
    staffing = Staffing(world, setting.staffing)
    world.systems = systems = Systems(world)
    world.sources = sources = Sources(world, setting.recorded)
    tickets = Tickets(world, systems)
    world.way_in, world.give_ticket_back = tickets.contact, tickets.give_back
    parts = hazards.install(world)
    world.bind_ticket = parts.playbooks.duties.bind_ticket
    return Centre(world, staffing, systems, sources, parts)


def open_centre(centre: Centre, end: int, cause: int) -> None:
    """Staff the seats, call the roll, and let the city live until the horizon and the tail until ``end`` (ms)."""
    world = centre.world
    hazards.begin(centre.parts, cause)
    centre.staffing.open(cause)
    centre.systems.open(cause)
    centre.sources.open(cause)
    world.at(world.horizon, _pass_horizon, world, cause)
    world.finally_at(end, close_world, world, "completed", cause)


def _pass_horizon(world: World, cause: int) -> None:
    if not world.ended:
        world.emit(HorizonPassed, cause)


def close_world(world: World, status: str, cause: int) -> None:
    """The last fact, after everything else of its time; the world stands still from here."""
    if not world.ended:
        world.emit(DrillEnded, cause, status)
        world.ended = True
        world.halt()


# -- orders: each is carried out or refused; an empty text means carried out

_Carry = Callable[[Centre, Any, int], str]


def _staff(centre: Centre, order: StaffSeat, cause: int) -> str:
    profiles: tuple[Profile, ...] = ("own", "stand_in", "responder", "empty")
    if order.profile not in profiles:
        return f"{order.profile!r} is no profile; write one of {', '.join(profiles)}"
    return centre.staffing.staff(order.seat, order.profile, cause)


def _end(centre: Centre, _order: EndDrill, cause: int) -> str:
    centre.world.finally_at(centre.world.now, close_world, centre.world, "stopped", cause)
    return ""


CARRY: dict[type[Order], _Carry] = {
    StaffSeat: _staff,
    TakeSystemDown: lambda centre, order, cause: centre.systems.take_down(order.system, cause),
    BringSystemUp: lambda centre, order, cause: centre.systems.bring_up(order.system, cause),
    SetFeed: lambda centre, order, cause: centre.systems.set_feed(order.system, order.feed, cause),
    AttachAdapter: lambda centre, order, cause: centre.systems.attach(order.system, order.adapter, cause),
    AnswerData: lambda centre, order, cause: centre.systems.answer(order.request, order.origin, order.record, cause),
    ReleaseInject: lambda centre, order, cause: centre.parts.injects.release(order.inject, cause),
    HoldInject: lambda centre, order, cause: centre.parts.injects.hold(order.inject, cause),
    SkipInject: lambda centre, order, cause: centre.parts.injects.skip(order.inject, cause),
    EndDrill: _end,
}
"""What carries out each kind of order."""


def apply(centre: Centre, order: Order) -> bool:
    """Carry out an order now, or refuse it; both are facts. Returns whether it was carried out."""
    world, text = centre.world, to_text(order)
    # Its number and its place are before all that it causes; what it is, whoever listens hears once it is known.
    place, number = len(world.facts), world.number()
    reason = CARRY[type(order)](centre, order, number)
    if not reason:
        world.put_in(place, OrderAccepted(world.now, number, 0, text))
    elif len(world.facts) > place:
        raise RuntimeError(f"{order} was refused ({reason}) after it had been carried out in part")
    else:
        world.put_in(place, OrderRefused(world.now, number, 0, text, reason))
    return not reason
