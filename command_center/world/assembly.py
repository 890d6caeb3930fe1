"""Puts a world together from a scenario and a roster, opens it, and carries out orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from command_center.facts import DrillEnded, HorizonPassed, OrderAccepted, OrderRefused
from command_center.orders import (
    AddInject,
    AnswerData,
    AttachAdapter,
    BringSystemUp,
    EndDrill,
    HoldInject,
    MoveInject,
    Order,
    PlaySeat,
    ReleaseInject,
    SafetyStop,
    SeatOrder,
    SetFeed,
    SignOn,
    SkipInject,
    StaffSeat,
    Surge,
    TakeSystemDown,
    to_text,
)
from command_center.plan.calendar import WorkCalendar
from command_center.plan.city import Tree
from command_center.plan.practice import Practice
from command_center.plan.recorded_tickets import RecordedTicket
from command_center.plan.roster import Profile, Roster
from command_center.plan.scenario import Scenario
from command_center.refusals import refusal
from command_center.world import director_orders, hazards, seat_acts, seat_orders
from command_center.world.engine import World
from command_center.world.loop import Tickets
from command_center.world.persons import Persons
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
    persons: Persons


def build(setting: Setting) -> Centre:
    """A centre at its first moment; nothing has happened yet."""
    world = World(setting.scenario, setting.roster, setting.practice, setting.tree, setting.calendar, setting.seed)
    world.horizon = setting.horizon
    staffing = Staffing(world, setting.staffing)
    world.systems = systems = Systems(world)
    world.sources = sources = Sources(world, setting.recorded)
    tickets = Tickets(world, systems)
    world.contact, world.give_ticket_back = tickets.contact, tickets.give_back
    parts = hazards.install(world)
    parts.playbooks.answers.update(staffing.answers())
    world.bind_ticket = parts.playbooks.duties.bind_ticket
    persons = Persons(world, tickets, staffing, parts)
    world.tell_person = persons.tell
    return Centre(world, staffing, systems, sources, parts, persons)


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
        return refusal("no_profile", repr(order.profile), ", ".join(profiles))
    reason = centre.staffing.staff(order.seat, order.profile, cause)
    if not reason:
        centre.persons.settle(cause)
    return reason


def _end(centre: Centre, _order: EndDrill, cause: int) -> str:
    centre.world.finally_at(centre.world.now, close_world, centre.world, "stopped", cause)
    return ""


def _safety_stop(centre: Centre, order: SafetyStop, cause: int) -> str:
    reason = director_orders.safety_stop(centre.world, order, cause)
    if not reason:
        centre.world.finally_at(centre.world.now, close_world, centre.world, "safety_stop", cause)
    return reason


def _of_seat(carry: seat_orders.Carry) -> _Carry:
    return lambda centre, order, cause: carry(centre.persons, order, cause)


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
    MoveInject: lambda centre, order, cause: centre.parts.injects.move(order.inject, order.to, cause),
    AddInject: lambda centre, order, cause: director_orders.add_inject(
        centre.world, centre.parts.injects, order, cause
    ),
    Surge: lambda centre, order, cause: director_orders.surge(centre.world, order, cause),
    PlaySeat: lambda centre, order, cause: centre.persons.play(order, cause),
    SafetyStop: _safety_stop,
    EndDrill: _end,
    **{kind: _of_seat(carry) for kind, carry in (seat_orders.CARRY | seat_acts.CARRY).items()},
}
"""What carries out each kind of order."""


def apply(centre: Centre, order: Order) -> bool:
    """Carry out an order now, or refuse it; both are facts. Returns whether it was carried out."""
    world, text = centre.world, to_text(order)
    # Its number and its place are before all that it causes; what it is, whoever listens hears once it is known.
    place, number = len(world.facts), world.number()
    reason = centre.persons.refused(order) or CARRY[type(order)](centre, order, number)
    if not reason:
        if isinstance(order, SeatOrder) and not isinstance(order, SignOn):
            centre.persons.acted(order.by, number)
        world.put_in(place, OrderAccepted(world.now, number, 0, text))
    elif len(world.facts) > place:
        raise RuntimeError(f"{order} was refused ({reason}) after it had been carried out in part")
    else:
        world.put_in(place, OrderRefused(world.now, number, 0, text, reason))
    return not reason
