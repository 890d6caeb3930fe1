"""Playbooks 预案 at work: a trigger sets off orders and duties; seats act; response level and mode follow.

Nothing here decides for a seat. A trigger (a warning, a level, a depth on the screen) gives tasks to seats; when a
seat has done one, that is an ActionTaken, and the world answers it if it knows the action: the table of answers at the
foot of this file and those that other parts add. Who is not there does nothing, and the duty is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple

from command_center.facts import (
    ActionTaken,
    CommanderPresent,
    ModeConfirmed,
    ModeOrdered,
    ModeSwitched,
    ResponseLevelSet,
    StandingOrderFollowed,
    SystemWentDown,
    WarningIssued,
)
from command_center.plan.scenario import PlaybookOrder
from command_center.plan.spans import MINUTE, Span
from command_center.world.duties import Duties, PendingDuty, version
from command_center.world.stage import Stage
from command_center.world.tiers import Tiers, target_of

Standing = Callable[[str], bool]
"""Whether somebody at what an action is about has standing orders for it, and needs no word from the desk."""

Answer = Callable[[str, str, int], None]
"""What the world does when a seat acts: (what or where it is about, the seat, the number of ActionTaken)."""


class Occasion(NamedTuple):
    """What set orders off: its name, what it is about, where, and the ticket bound to it (-1 = none)."""

    name: str
    about: str
    place: str
    ticket: int


class Task(NamedTuple):
    """One thing a seat is to do, and the duty behind it."""

    seat: str
    action: str
    within: Span
    duty: str
    evidence: str
    command: tuple[str, ...]


class Playbooks:
    """Triggers, response level and mode.

    By action, ``answers`` is what the world does when a seat acts, ``standing`` where it need not.
    """

    def __init__(self, world: Stage, tiers: Tiers) -> None:
        self._world = world
        self._tiers = tiers
        self.answers: dict[str, Answer] = _answers(self)
        self.standing: dict[str, Standing] = {}
        self.duties = Duties(world, ("action_taken",))
        self._orders: dict[str, list[PlaybookOrder]] = {}
        for playbook in world.scenario.playbooks:
            self._orders.setdefault(playbook.on, []).extend(playbook.orders)
        self._ordered_mode = world.mode
        self._mode_order = 0
        self._unconfirmed: list[str] = []
        self._coming: list[tuple[str, str]] = []  # seat and response level
        self._present: list[tuple[str, str]] = []
        world.listen("system_went_down", self._system_down)

    def begin(self, cause: int) -> None:
        """State what is the case when the drill begins; what it set off was done before."""
        starting = self._world.scenario.starting
        for colour in starting.warnings:
            self._world.emit(WarningIssued, cause, colour)
        if starting.response_level:
            self._world.emit(ResponseLevelSet, cause, starting.response_level, "")
        if starting.mode == "wartime":
            self._world.emit(ModeSwitched, cause, starting.mode)

    # -- triggers -------------------------------------------------------------------------------------------------

    def trigger(self, name: str, about: str, cause: int, *, place: str = "", ticket: int = -1) -> None:
        """Something happened that playbooks and duties may speak of: their seats get their tasks."""
        occasion = Occasion(name, about, place, ticket)
        for task in self._tasks(name):
            self._assign(task, occasion, cause)

    def _system_down(self, fact: SystemWentDown) -> None:
        self._world.soon(self.trigger, "system.down", fact.system, fact.n)

    def _tasks(self, name: str) -> list[Task]:
        """The playbook's orders, each with the duty behind it, then the duties no order speaks of."""
        duties = {(duty.seat, duty.action): duty for duty in self.duties.of(name)}
        tasks = []
        for order in self._orders.get(name, []):
            duty = duties.pop((order.seat, order.action), None) or self.duties.named(order.duty)
            if duty:
                duties.pop((duty.seat, duty.action), None)
            label = version(duty) if duty else f"{name}/{order.action}"
            evidence = duty.evidence if duty else "action_taken"
            tasks.append(Task(order.seat, order.action, order.within, label, evidence, order.command))
        for duty in duties.values():
            tasks.append(Task(duty.seat, duty.action, duty.within, version(duty), duty.evidence, ()))
        return tasks

    def _assign(self, task: Task, occasion: Occasion, cause: int) -> None:
        world = self._world
        seat = world.leader_of(task.seat)
        due = world.calendar.due(world.now, task.within)
        pending = PendingDuty(task.duty, seat, task.action, occasion.about, task.evidence, due)
        number = self.duties.bind(pending, cause).number
        if task.evidence == "mode_confirmed" and seat in world.practice.required_for_mode:
            return  # the order of the mode itself asks the seat
        standing = self.standing.get(task.action)
        if standing and standing(occasion.about):
            followed = world.emit(StandingOrderFollowed, number, seat, task.action, occasion.about)
            self.answers[task.action](occasion.about, seat, followed)
            return

        def done(cause: int) -> None:
            self._send(task, seat, occasion, self.act(seat, task.action, occasion, cause))

        minutes = self.action_minutes(seat, task.seat)
        world.task(
            seat, minutes, done, cause=number, stream="playbooks", about=task.action,
            concerning=occasion.about,
        )  # fmt: skip

    def action_minutes(self, seat: str, meant: str) -> float:
        """Mean desk time (min) of an action meant for a seat; who covers that seat is as slow at it as a stand-in."""
        practice = self._world.practice
        factor = 1.0 if seat == meant else practice.staffing.standin_time
        return practice.commanding.act.mean.ms / MINUTE * factor

    def act(self, seat: str, action: str, occasion: Occasion, cause: int) -> int:
        """A seat does something: that is a fact, and the world answers where it can. Returns the fact's number."""
        n = self._world.emit(ActionTaken, cause, seat, action, occasion.about, occasion.place)
        answer = self.answers.get(action)
        if answer:
            answer(occasion.about, seat, n)
        return n

    def _send(self, task: Task, seat: str, occasion: Occasion, cause: int) -> None:
        for target in task.command:
            place, down_to = target_of(target, occasion.place)
            self._tiers.send(
                seat, task.action, place, cause=cause, ticket=occasion.ticket, duty=task.duty, down_to=down_to
            )

    # -- warnings, response level, commanders ---------------------------------------------------------------------

    def warn(self, colour: str, cause: int) -> None:
        """The weather office issues a warning (``none`` lifts it)."""
        n = self._world.emit(WarningIssued, cause, colour)
        self.trigger(f"warning.{colour}", colour, n)

    def set_level(self, level: str, seat: str, cause: int) -> None:
        """Set the response level (I to IV, or empty: it ends); setting what holds already changes nothing."""
        world = self._world
        if level == world.response_level:
            return
        world.response_level = level
        n = world.emit(ResponseLevelSet, cause, level, seat)
        if level:
            self.trigger(f"response_level.{level}", level, n)
        self._switch_if_ready(n)

    def take_seat(self, _about: str, seat: str, cause: int) -> None:
        """A commander was called and comes to the seat; who is there already says so at once."""
        level = self._world.response_level
        if (seat, level) in self._present:
            self._world.emit(CommanderPresent, cause, seat, level)
        elif (seat, level) not in self._coming:
            self._coming.append((seat, level))
            self._world.env.process(self._come(seat, level, cause))

    def _come(self, seat: str, level: str, cause: int) -> Generator[Any, Any, None]:
        way = self._world.practice.commanding.commander
        yield self._world.env.timeout(round(self._world.stream("commanders").lognormal(way.mean.ms, way.cv)))
        self._present.append((seat, level))
        self._world.emit(CommanderPresent, cause, seat, level)

    # -- mode -----------------------------------------------------------------------------------------------------

    def set_mode(self, mode: str, seat: str, cause: int) -> None:
        """Order the switch 平战转换; it holds once every required seat confirmed and the response level fits."""
        world = self._world
        if mode == self._ordered_mode:
            return
        self._ordered_mode = mode
        self._mode_order = world.emit(ModeOrdered, cause, mode, seat)
        self._unconfirmed = list(world.practice.required_for_mode)
        self.trigger(f"mode.{mode}", mode, self._mode_order)
        for required in world.practice.required_for_mode:
            self._ask(required, mode, self._mode_order)

    def _ask(self, seat: str, mode: str, order: int) -> None:
        def done(cause: int) -> None:
            confirmed = self._world.emit(ModeConfirmed, cause, mode, seat)
            if order == self._mode_order:
                self._unconfirmed.remove(seat)
                self._switch_if_ready(confirmed)

        time = self._world.practice.commanding.confirm
        self._world.task(
            seat, time.mean.ms / MINUTE, done, cause=order, stream="mode", about="confirm_mode", cv=time.cv,
            concerning=mode,
        )  # fmt: skip

    def _switch_if_ready(self, cause: int) -> None:
        world = self._world
        level_fits = bool(world.response_level) == (self._ordered_mode == "wartime")
        if world.mode != self._ordered_mode and not self._unconfirmed and level_fits:
            world.mode = self._ordered_mode
            world.emit(ModeSwitched, cause, world.mode)

    def stand_down(self, about: str, seat: str, cause: int) -> None:
        """End the response level, order peacetime again, and give power back to whoever lost it."""
        self.set_level("", seat, cause)
        self.set_mode("peacetime", seat, cause)
        restore = self.answers.get("restore_power")
        if restore:
            restore(about, seat, cause)


def _answers(playbooks: Playbooks) -> dict[str, Answer]:
    return {
        "commander_present": playbooks.take_seat,
        "set_level_IV": lambda _about, seat, cause: playbooks.set_level("IV", seat, cause),
        "set_level_III": lambda _about, seat, cause: playbooks.set_level("III", seat, cause),
        "set_level_II": lambda _about, seat, cause: playbooks.set_level("II", seat, cause),
        "set_level_I": lambda _about, seat, cause: playbooks.set_level("I", seat, cause),
        "order_wartime": lambda _about, seat, cause: playbooks.set_mode("wartime", seat, cause),
        "order_peacetime": lambda _about, seat, cause: playbooks.set_mode("peacetime", seat, cause),
        "stand_down": playbooks.stand_down,
        "lift_warning": lambda _about, _seat, cause: playbooks.warn("none", cause),
    }
