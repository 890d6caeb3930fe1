"""Injects 控制消息: what the control group releases, by the clock, on a condition, or by order of the director.

An inject stands in one of eight states, and moves only as the table ``MOVES`` allows. The first ones belong to its
planning and are written in the scenario file; the drill takes what is approved from there. A condition is a pattern
over facts, held by one listener; it never looks at a score. What was released is shown to each of its seats when
somebody there has read it: a seat that nobody holds never sees it, and a task whose cue never came is not tested. What
is expected of a seat it then does in its own time; when all of it is done, the inject is complete.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from command_center.facts import (
    InjectAdded,
    InjectCompleted,
    InjectDeferred,
    InjectReleased,
    InjectShown,
    InjectSynchronized,
)
from command_center.plan.scenario import Condition, Effect, Expected, Inject
from command_center.plan.spans import MINUTE
from command_center.refusals import refusal
from command_center.world.people import People
from command_center.world.playbooks import Occasion, Playbooks
from command_center.world.stage import Stage

MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("submitted", "obsolete"),  # 草稿: being written
    "submitted": ("draft", "approved", "obsolete"),  # 已提交: handed in for approval
    "approved": ("synchronized", "released", "deferred", "obsolete"),  # 已批准: may be played
    "synchronized": ("released", "deferred", "synchronized"),  # 已排定: its time or condition is set in the drill
    "released": ("complete",),  # 已发布: the seats are being told
    "complete": (),  # 已完成: everything expected was done
    "deferred": ("released", "deferred", "synchronized"),  # 已搁置: held back, or skipped; may yet be skipped or moved
    "obsolete": (),  # 已作废: no longer wanted
}
"""The eight states of an inject and where each may lead."""


class Watch:
    """The pattern one inject waits for, and the times of the facts that fit it (those in the window)."""

    __slots__ = ("condition", "inject", "since", "times")

    def __init__(self, inject: str, condition: Condition) -> None:
        self.inject = inject
        self.condition = condition
        self.times: deque[int] = deque()
        self.since = 0 if not condition.since else -1  # ms; -1 = its clock has not begun

    def fits(self, fact: Any) -> bool:
        """Whether the fact is one of those the condition counts."""
        return self.since >= 0 and all(
            getattr(fact, field, None) == value for field, value in self.condition.where.items()
        )

    def count(self, t: int) -> bool:
        """Count one more fact at ``t``; True when there are enough of them."""
        self.times.append(t)
        window = self.condition.window
        while window and self.times[0] <= t - window.ms:
            self.times.popleft()
        return len(self.times) >= self.condition.count


class Injects:
    """The injects of a scenario. ``states`` says where each stands; ``event`` binds their tickets to a hazard."""

    def __init__(self, world: Stage, playbooks: Playbooks, people: People, event: str) -> None:
        self._world = world
        self._playbooks = playbooks
        self._people = people
        self._event = event
        self._injects = {inject.id: inject for inject in world.scenario.injects}
        self.states: dict[str, str] = {inject.id: inject.state for inject in world.scenario.injects}
        self._times = {inject.id: inject.at.ms for inject in world.scenario.injects if inject.at is not None}
        self._watches = [Watch(inject.id, inject.when) for inject in world.scenario.injects if inject.when]
        self._kinds = {watch.condition.fact for watch in self._watches}
        self._awaited = {inject.id: len(inject.expected) for inject in world.scenario.injects}
        self._skipped: set[str] = set()
        self._tickets = 0
        self._effects = _effects(self)
        for kind in sorted(self._kinds):
            world.listen(kind, self._heard)
        for inject in world.scenario.injects:
            if inject.at is not None:
                world.at(inject.at.ms, self._due, inject.id)
        for watch in self._watches:
            if not watch.condition.since:
                self._begin(watch)

    def begin(self, cause: int) -> None:
        """The drill begins: what is approved and has a time or a condition is set into it."""
        for inject in self._injects.values():
            self._set_in(inject, cause)

    def _set_in(self, inject: Inject, cause: int) -> None:
        if inject.state == "approved" and (inject.at is not None or inject.when is not None):
            self.states[inject.id] = "synchronized"
            self._world.emit(InjectSynchronized, cause, inject.id, -1 if inject.at is None else inject.at.ms)

    # -- orders ---------------------------------------------------------------------------------------------------

    def release(self, name: str, cause: int) -> str:
        """Release an inject now; the reason where that cannot be, else empty."""
        reason = self._refused(name, "released")
        if not reason:
            self._release(self._injects[name], cause)
        return reason

    def hold(self, name: str, cause: int) -> str:
        """Hold an inject back until somebody releases it; the reason where that cannot be, else empty."""
        held = self.states.get(name) == "deferred"
        reason = refusal("inject_held", name) if held else self._refused(name, "deferred")
        if not reason:
            self._defer(name, False, cause)
        return reason

    def skip(self, name: str, cause: int) -> str:
        """Never release an inject; the reason where that cannot be, else empty."""
        reason = self._refused(name, "deferred")
        if not reason:
            self._skipped.add(name)
            self._defer(name, True, cause)
        return reason

    def move(self, name: str, to: int, cause: int) -> str:
        """Let an inject come at ``to`` (ms), whatever it waited for; the reason where that cannot be, else empty."""
        reason = self._refused(name, "synchronized") or self._no_time(to)
        if not reason:
            self._times[name] = to
            self._watches = [watch for watch in self._watches if watch.inject != name]
            self.states[name] = "synchronized"
            self._world.emit(InjectSynchronized, cause, name, to)
            self._world.at(to, self._due, name)
        return reason

    def _no_time(self, to: int) -> str:
        """Why an inject cannot come at this time any more; empty where it can."""
        world = self._world
        if to < world.now:
            return refusal("inject_past", to, world.now)
        return refusal("inject_late", to, world.horizon) if to >= world.horizon else ""

    def add(self, inject: Inject, cause: int) -> str:
        """Put one more inject into the drill; the reason where that cannot be, else empty."""
        world = self._world
        reason = refusal("inject_known", inject.id) if inject.id in self._injects else ""
        if inject.at is not None and not reason:
            reason = self._no_time(inject.at.ms)
        if reason:
            return reason
        self._injects[inject.id], self.states[inject.id] = inject, inject.state
        self._awaited[inject.id] = len(inject.expected)
        cause = world.emit(InjectAdded, cause, inject.id, inject.purpose, inject.model_dump_json())
        self._set_in(inject, cause)
        if inject.at is not None:
            self._times[inject.id] = inject.at.ms
            world.at(inject.at.ms, self._due, inject.id)
        if inject.when is not None:
            self._watch(Watch(inject.id, inject.when))
        return ""

    def _watch(self, watch: Watch) -> None:
        """Hold one more pattern; what it counts from a release that has been counts from now."""
        self._watches.append(watch)
        if watch.condition.fact not in self._kinds:
            self._kinds.add(watch.condition.fact)
            self._world.listen(watch.condition.fact, self._heard)
        if not watch.condition.since or self.states[watch.condition.since] in ("released", "complete"):
            self._begin(watch)

    def known(self) -> list[Inject]:
        """Every inject so far."""
        return list(self._injects.values())

    def _defer(self, name: str, for_good: bool, cause: int) -> None:
        self.states[name] = "deferred"
        self._world.emit(InjectDeferred, cause, name, for_good)

    def _refused(self, name: str, to: str) -> str:
        """Why an inject cannot become ``to``; empty where it can."""
        state = self.states.get(name)
        if state is None:
            return refusal("no_inject", name)
        if name in self._skipped:
            return refusal("inject_skipped", name)
        return "" if to in MOVES[state] else refusal("inject_state", name, state, to)

    # -- release by clock and by condition --------------------------------------------------------------------------

    def _waits(self, name: str) -> bool:
        return self.states[name] == "synchronized" and self._world.now < self._world.horizon

    def _due(self, name: str) -> None:
        """Its time came, if it was not moved to another meanwhile."""
        if self._waits(name) and self._times[name] == self._world.now:
            self._release(self._injects[name], 0)

    def _heard(self, fact: Any) -> None:
        kind = str(fact.__struct_config__.tag)
        for watch in self._watches:
            enough = watch.condition.fact == kind and watch.fits(fact) and watch.count(fact.t)
            if enough and watch.condition.absent_after is None:
                self._world.soon(self._condition_held, watch.inject, fact.n)

    def _condition_held(self, name: str, cause: int) -> None:
        if self._waits(name):
            self._release(self._injects[name], cause)

    def _begin(self, watch: Watch, cause: int = 0) -> None:
        """The clock of a condition begins: at the start, or at the release of the inject it names in ``since``."""
        watch.since = self._world.now
        absent_after = watch.condition.absent_after
        if absent_after:
            self._world.at(self._world.now + absent_after.ms, self._still_absent, watch, cause)

    def _still_absent(self, watch: Watch, cause: int) -> None:
        """The time is up: a contingency is released if what was hoped for did not happen."""
        if len(watch.times) < watch.condition.count:
            self._condition_held(watch.inject, cause)

    def _release(self, inject: Inject, cause: int) -> None:
        world = self._world
        self.states[inject.id] = "released"
        n = world.emit(InjectReleased, cause, inject.id, inject.purpose)
        for effect in inject.effects:
            self._effects[effect.kind](effect, n)
        for watch in self._watches:
            if watch.condition.since == inject.id:
                self._begin(watch, n)
        expecting = [expected.seat for expected in inject.expected]
        for seat in dict.fromkeys((*inject.to, *expecting)):
            self._show(inject, seat, [expected for expected in inject.expected if expected.seat == seat], n)
        self._complete_if_done(inject, n)

    def _complete_if_done(self, inject: Inject, cause: int) -> None:
        if not self._awaited[inject.id]:
            self.states[inject.id] = "complete"
            self._world.emit(InjectCompleted, cause, inject.id)

    # -- seats ----------------------------------------------------------------------------------------------------

    def _show(self, inject: Inject, seat: str, expected: list[Expected], cause: int) -> None:
        """The seat reads it. A responder reads too, but what it should lead goes on to the seat that covers it."""
        world = self._world

        def read(cause: int) -> None:
            shown = world.emit(InjectShown, cause, inject.id, seat)
            leader = world.leader_of(seat)
            if expected and leader != seat:
                self._show(inject, leader, expected, shown)
                return
            for one in expected:
                self._expect(inject, seat, one.action, shown)

        time = world.practice.commanding.read
        world.task(
            seat, time.mean.ms / MINUTE, read, cause=cause, stream="injects", about=inject.id, cv=time.cv,
            action="read_inject",
        )  # fmt: skip

    def _expect(self, inject: Inject, seat: str, action: str, cause: int) -> None:
        world = self._world
        occasion = Occasion("inject", inject.id, _place_of(inject), -1)

        def done(cause: int) -> None:
            acted = self._playbooks.act(seat, action, occasion, cause)
            self._awaited[inject.id] -= 1
            self._complete_if_done(inject, acted)

        minutes = world.practice.commanding.act.mean.ms / MINUTE
        world.task(seat, minutes, done, cause=cause, stream="injects", about=inject.id, action=action)

    # -- effects --------------------------------------------------------------------------------------------------

    def system_down(self, effect: Effect, cause: int) -> None:
        """A business system goes down; the playbooks on ``system.down`` follow."""
        self._world.systems.take_down(effect.target, cause)

    def system_up(self, effect: Effect, cause: int) -> None:
        """A business system comes up."""
        self._world.systems.bring_up(effect.target, cause)

    def feed(self, effect: Effect, cause: int) -> None:
        """A system's feed becomes ``value``: real, mock or missing."""
        self._world.systems.set_feed(effect.target, effect.value, cause)

    def set_mode(self, effect: Effect, cause: int) -> None:
        """The switch to mode ``value`` is ordered by the seat ``target``."""
        self._playbooks.set_mode(effect.value, effect.target, cause)

    def set_level(self, effect: Effect, cause: int) -> None:
        """The seat ``target`` sets the response level ``value``."""
        self._playbooks.set_level(effect.value, effect.target, cause)

    def households(self, effect: Effect, cause: int) -> None:
        """So many households at ``target`` lose power."""
        self._people.cut_households(effect.target, int(effect.value), cause)

    def move_people(self, effect: Effect, _cause: int) -> None:
        """So many people are to leave ``target``."""
        self._people.ask_to_move(effect.target, int(effect.value))

    def surge(self, effect: Effect, cause: int) -> None:
        """The stream ``target`` of contacts (empty: every stream) runs at ``value`` times its rate from now on."""
        every = [arrivals.source for arrivals in self._world.scenario.arrivals]
        for source in [effect.target] if effect.target else every:
            self._world.sources.surge(source, float(effect.value), cause)

    def ticket(self, effect: Effect, cause: int) -> None:
        """A ticket of category ``target`` comes from the superior level, for the place ``value``."""
        category = next(category for category in self._world.roster.categories if category.id == effect.target)
        self._world.contact(
            source="inject",
            key=self._tickets,
            channel="superior",
            nature="help",
            category=category.id,
            urgency=category.urgency,
            place=effect.value,
            event=self._event,
            cause=cause,
        )
        self._tickets += 1

    def warning(self, effect: Effect, cause: int) -> None:
        """The weather office issues a warning of colour ``value``."""
        self._playbooks.warn(effect.value, cause)


def _place_of(inject: Inject) -> str:
    """The place an inject speaks of: that of its first effect on households or people."""
    return next((effect.target for effect in inject.effects if effect.kind in ("households", "move_people")), "")


def _effects(injects: Injects) -> dict[str, Callable[[Effect, int], None]]:
    return {
        "system_down": injects.system_down,
        "system_up": injects.system_up,
        "feed": injects.feed,
        "set_mode": injects.set_mode,
        "set_level": injects.set_level,
        "households": injects.households,
        "move_people": injects.move_people,
        "surge": injects.surge,
        "ticket": injects.ticket,
        "warning": injects.warning,
    }
