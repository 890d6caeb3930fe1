"""The world: one city, one centre and one clock, as everything in this folder sees it.

The world holds what is the case now, makes facts, and does no I/O. It keeps no statistics: whoever wants a number
folds the facts. Its parts are put in by ``world.assembly``; here stand only what they share and what each may be asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from command_center.facts import KINDS, Fact, TaskEnded, TaskStarted
from command_center.plan.calendar import WorkCalendar
from command_center.plan.city import Tree
from command_center.plan.practice import Practice
from command_center.plan.roster import Category, Duty, Roster, Seat
from command_center.plan.scenario import Scenario
from command_center.plan.spans import MINUTE
from command_center.world.chance import Stream
from command_center.world.machine import DO, FREE, LEAD, PARK, TAKE, WAIT, Desk, Machine, Program, Work
from command_center.world.stage import Sources, Systems


class World(Machine):
    """Everything that is the case now."""

    systems: Systems
    sources: Sources
    contact: Callable[..., int]
    """The way into the six steps: ``world.loop.Tickets.contact``."""
    give_ticket_back: Callable[[Any, int], None]
    """Gives a ticket back to the inbox of a seat that changes hands: ``world.loop.Tickets.give_back``."""
    tell_person: Callable[[Work], None]
    """Tells a person of work that another seat passed on to theirs: ``world.persons.Persons.tell``."""
    bind_ticket: Callable[[Duty, str, str, int, int], None]
    """Lets a duty bind whoever a ticket was sent to: ``world.duties.Duties.bind_ticket``."""

    def __init__(
        self, scenario: Scenario, roster: Roster, practice: Practice, tree: Tree, calendar: WorkCalendar, seed: int
    ) -> None:
        super().__init__()
        self.scenario, self.roster, self.practice = scenario, roster, practice
        self.tree, self.calendar, self.seed = tree, calendar, seed
        self.horizon = scenario.horizon.ms
        self.mode: str = scenario.starting.mode
        self.response_level: str = scenario.starting.response_level
        self.seats: dict[str, Seat] = {seat.id: seat for seat in roster.seats}
        self.categories: dict[str, Category] = {category.id: category for category in roster.categories}
        self.desks: dict[str, Desk] = {}
        self.crews: dict[str, Desk] = {}
        self.nobody = Desk("")
        self.open: dict[int, Work] = {}
        self.ended = False
        self._streams: dict[str, Stream] = {}
        self._tasks = 0
        self.task_table: Program = TASK

    def stream(self, name: str) -> Stream:
        """The random stream of that name; the same one each time."""
        stream = self._streams.get(name)
        if stream is None:
            stream = self._streams[name] = Stream(self.seed, name)
        return stream

    def listen(self, kind: str | type[Fact], ear: Callable[[Any], None]) -> None:
        """Call ``ear(fact)`` for each fact of a kind, by its class or by its name in the journal."""
        super().listen(KINDS[kind] if isinstance(kind, str) else kind, ear)

    def leader_of(self, seat: str) -> str:
        """Who leads what this seat would lead: the seat itself, or along the cover chain the first that can.

        Where nobody along the chain can, it stays with the seat itself and waits there.
        """
        passed: list[str] = []
        name = seat
        while name and name not in passed:
            if self.desks[name].profile not in ("responder", "empty"):
                return name
            passed.append(name)
            name = self.seats[name].covered_by
        return seat

    def by_person(self, seat: str) -> bool:
        """Whether a person plays the seat (a district's pool never is)."""
        return self.desks[seat].player == "person"

    def task(
        self, seat: str, minutes_mean: float, done: Callable[[int], None], *, cause: int, stream: str, about: str = "",
        cv: float | None = None, order: int = 0, action: str = "", concerning: str = "",
    ) -> Task:  # fmt: skip
        """The seat's next free operator does something, then ``done(number of the last fact)``.

        Its time is drawn from ``stream`` with the spread ``cv`` (None = that of an action); with an empty stream it
        takes exactly as long as given. ``order`` is its rank in the inbox (0 = before every ticket). What a person
        who plays the seat is told: to do ``action`` (empty = as ``about``) ``concerning`` something (the same).
        """
        self._tasks += 1
        spread = self.practice.commanding.act.cv if cv is None else cv
        factor = self.stream(stream).lognormal(1.0, spread) if stream else 1.0
        task = Task(self, -self._tasks, seat, minutes_mean * MINUTE, factor, about, done)
        task.last, task.order, task.action, task.concerning = cause, order, action or about, concerning or about
        self.open[task.number] = task
        self.start(task)
        return task


class Task(Work):
    """Something a seat does that is no step of a ticket; ``operator`` is who did it, once it is done."""

    __slots__ = ("about", "action", "concerning", "done", "operator", "world")

    def __init__(
        self, world: World, number: int, seat: str, mean: float, factor: float, about: str, done: Callable[[int], None]
    ) -> None:
        desk = world.desks[seat]
        super().__init__(number, world.task_table, [desk] * 7, (mean,), (factor,))
        self.world, self.about, self.done = world, about, done
        self.action = self.concerning = ""
        self.operator = 0


def _begun(task: Any) -> None:
    task.last = task.world.emit(TaskStarted, task.last, task.roles[LEAD].seat, task.held[LEAD], task.about)


def _ended(task: Any) -> None:
    task.operator = task.held[LEAD]
    task.last = task.world.emit(TaskEnded, task.last, task.roles[LEAD].seat, task.held[LEAD], task.about)


def _done(task: Any) -> int:
    del task.world.open[task.number]
    done = task.done
    del task.done  # it may know the task, and a circle of the two would stay until the collector comes
    done(task.last)
    return PARK


TASK = ((TAKE, LEAD, 0), (DO, LEAD, _begun), (WAIT, LEAD, 0), (DO, LEAD, _ended), (FREE, LEAD, 0), (DO, LEAD, _done))
