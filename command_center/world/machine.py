"""The machine that moves work through desks: the hot loop of every drill.

The rules of this file:

1. A piece of work is data, not a generator: it holds its place (``pc``) in a table of instructions, and is itself
   an entry of SimPy's queue, so that ordinary SimPy processes run beside it. ``Machine.advance`` takes the entries:
   SimPy's as SimPy does (a test holds the pinned version to that), its own without what only SimPy's need.
2. Events only where time passes: an idle operator is taken, and a freed one handed on, without an event.
3. Nothing is ever searched for. Work that left a queue, or was interrupted, leaves a stale entry behind, known by
   its number (``entry``) or by its time (``wake``, -1 while no event is awaited), and skipped when it comes up.
4. Nothing is formatted, logged or counted here; facts are made and appended, no more.

The instructions (operation, role, what):

====== ====================================================================================================
TAKE   an operator of the desk in this role; waits in its ready-heap while none is idle
FACT   states a fact of class ``what`` about this work, that desk and that operator
WAIT   lets mean[what] x factor[what] x the desk's pace pass, rounded to whole milliseconds here and nowhere else
FREE   gives the operator to the most urgent work waiting, or back to the idle ones
DO     calls ``what(work)``: None goes on, a number jumps there, PARK leaves the work to whoever wakes it
====== ====================================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

import simpy

from command_center.facts import Fact

TAKE, FACT, WAIT, FREE, DO = range(5)
PARK = -1
NORMAL, CLOSING, LAST = 1, 8, 9
"""Priorities in SimPy's queue: what happens; what ends it, after all else; a halt behind both."""

INTAKE, DISPATCH, LEAD, QUALITY, SYSTEM, CREW, NOBODY = range(7)
"""The roles a desk can have for a piece of work."""

Instruction = tuple[int, int, Any]
Program = Sequence[Instruction]


class Desk:
    """Operators (or crews, or slots of a system) and the work that waits for them.

    ``idle`` are the free operators' numbers, ``ready`` the heap of (order, entry, work). ``wanted`` is how many
    operators there should be: a busy one above it goes home when free, until then it is in ``lingering``. ``pace``
    multiplies every duration here (1.0 = own staff), ``skill`` is 0 to 1.
    """

    __slots__ = ("seat", "idle", "ready", "wanted", "lingering", "pace", "skill", "profile", "player")

    def __init__(self, seat: str, operators: int = 0) -> None:
        self.seat = seat
        self.idle = list(range(operators, 0, -1))
        self.ready: list[tuple[int, int, Work]] = []
        self.wanted = operators
        self.lingering: set[int] = set()
        self.pace = 1.0
        self.skill = 1.0
        self.profile = "own"
        self.player = "program"

    def resize(self, operators: int) -> None:
        """Have ``operators`` from now on; busy ones above that finish what they hold first."""
        before, self.wanted = self.wanted, operators
        if operators < before:
            idle = set(self.idle)
            self.lingering.update(number for number in range(operators + 1, before + 1) if number not in idle)
            self.idle = [number for number in self.idle if number <= operators]
            return
        for number in range(operators, before, -1):
            if number in self.lingering:
                self.lingering.remove(number)
            else:
                self.idle.append(number)


_WORK, _TIMER = object(), object()
"""What ``callbacks`` of this file's own events are: the marks by which ``advance`` tells them from SimPy's."""


class Timer:
    """An event that calls ``what(*about)`` once; whoever is called checks whether it still matters."""

    __slots__ = ("what", "about")
    callbacks = _TIMER

    def __init__(self, what: Callable[..., None], about: tuple[Any, ...]) -> None:
        self.what = what
        self.about = about


def _hand_on(desk: Desk, operator: int) -> Work | None:
    """Who goes on with a freed operator: the most urgent work that waits; None if the operator idles or goes home."""
    if operator > desk.wanted:
        desk.lingering.discard(operator)
        return None
    ready = desk.ready
    while ready:
        _, entry, waiter = heappop(ready)
        if waiter.entry == entry:
            waiter.entry = 0
            waiter.held[waiter.role] = operator
            return waiter
    desk.idle.append(operator)
    return None


class Work:
    """A piece of work: a ticket, or a task of a seat.

    ``number`` is the ticket's (tasks have none: negative), ``last`` the number of its latest fact, ``order`` its rank
    in a ready-heap (urgency, then deadline), ``means`` and ``factors`` its durations by column.
    """

    __slots__ = (
        "program", "pc", "wake", "entry", "role", "order",
        "number", "last", "roles", "held", "means", "factors",
    )  # fmt: skip
    callbacks = _WORK

    def __init__(self, number: int, program: Program, roles: list[Desk], means: Any, factors: Any) -> None:
        self.number = number
        self.program = program
        self.pc = self.entry = self.role = self.order = 0
        self.wake = self.last = -1
        self.roles = roles
        self.held = [0, 0, 0, 0, 0, 0, 0]
        self.means = means
        self.factors = factors


class Machine:
    """Runs work on a SimPy environment and makes facts.

    ``facts`` is the buffer that the driver empties, always the same list; ``number`` is the next fact's number.
    """

    def __init__(self) -> None:
        self.env = simpy.Environment(initial_time=0)
        self._queue: list[Any] = self.env._queue
        self._eid = self.env._eid.__next__
        self.facts: list[Fact] = []
        self.number = count().__next__
        self._entry = count(1).__next__
        self._advance = 0
        self._halted = False
        self._ears: dict[type[Fact], list[Callable[[Any], None]]] = {}
        self._run: Callable[[Work], None] = self._build()

    @property
    def now(self) -> int:
        """Milliseconds since the scenario's start."""
        return int(self.env._now)

    def listen(self, kind: type[Fact], ear: Callable[[Any], None]) -> None:
        """Call ``ear(fact)`` whenever a fact of that class is made; it may look and use ``soon``, not make facts."""
        self._ears.setdefault(kind, []).append(ear)

    def _tell(self, fact: Fact) -> None:
        for ear in self._ears[type(fact)]:
            ear(fact)

    def emit(self, kind: type[Fact], cause: int, *fields: Any) -> int:
        """State a fact now; returns its number."""
        n = self.number()
        now: Any = self.env._now
        fact = kind(now, n, cause, *fields)
        self.facts.append(fact)
        if kind in self._ears:
            self._tell(fact)
        return n

    def put_in(self, place: int, fact: Fact) -> None:
        """State a fact whose number was taken before, at that place in the buffer; it is heard now."""
        self.facts.insert(place, fact)
        if type(fact) in self._ears:
            self._tell(fact)

    def at(self, when: int, what: Callable[..., None], *about: Any) -> None:
        """Call ``what(*about)`` at the time ``when`` (ms), or now if that has passed."""
        now: Any = self.env._now
        heappush(self._queue, (when if when > now else now, NORMAL, self._eid(), Timer(what, about)))

    def finally_at(self, when: int, what: Callable[..., None], *about: Any) -> None:
        """Call ``what(*about)`` at the time ``when`` (ms), after everything else of that time."""
        heappush(self._queue, (when, CLOSING, self._eid(), Timer(what, about)))

    def soon(self, what: Callable[..., None], *about: Any) -> None:
        """Call ``what(*about)`` after everything that is going on at this moment."""
        self.at(self.now, what, *about)

    def start(self, work: Work) -> None:
        """Let new or parked work run from its place."""
        now: Any = self.env._now
        work.wake = now
        self._run(work)

    def withdraw(self, work: Work) -> None:
        """Take work out of whatever it waits for; its stale entries are skipped when they come up."""
        work.entry = 0
        work.wake = -1

    def pass_time(self, work: Work, role: int, column: int) -> None:
        """What WAIT does, for a DO that then parks the work: a table for persons asks first who waits."""
        now: Any = self.env._now
        work.wake = now + int(work.means[column] * work.factors[column] * work.roles[role].pace + 0.5)
        heappush(self._queue, (work.wake, NORMAL, self._eid(), work))

    def take_out(self, work: Work, role: int, operator: int) -> None:
        """Let an operator take this work out of its desk's inbox; what is stale there is thrown away."""
        desk = work.roles[role]
        work.entry, work.held[role] = 0, operator
        desk.ready[:] = [entry for entry in desk.ready if entry[2].entry == entry[1]]
        heapify(desk.ready)

    def resize(self, desk: Desk, operators: int) -> None:
        """Change how many operators a desk has, and hand new ones to the work that waits."""
        desk.resize(operators)
        self.hand_out(desk)

    def hand_out(self, desk: Desk) -> None:
        """Give idle operators to waiting work, most urgent first."""
        while desk.idle and desk.ready:
            _, entry, waiter = heappop(desk.ready)
            if waiter.entry == entry:
                waiter.entry = 0
                waiter.held[waiter.role] = desk.idle.pop()
                self.start(waiter)

    def role_held(self, work: Work, desk: Desk) -> int:
        """The role in which work holds an operator of this desk right now, or -1."""
        for role, holder in enumerate(work.roles):
            if holder is desk and work.held[role]:
                return role
        return -1

    def give_back(self, work: Work, role: int) -> None:
        """Interrupt work at a desk: it goes back to the head of that desk's inbox and is begun again later.

        Whatever else it held (a slot of a system) is freed. The operator is not: the seat is about to change hands.
        """
        self.withdraw(work)
        for other, held in enumerate(work.held):
            if held:
                work.held[other] = 0
                if other != role:
                    work.roles[other].idle.append(held)
                    self.hand_out(work.roles[other])
        pc = work.pc
        while work.program[pc][:2] != (TAKE, role):
            pc -= 1
        work.pc, work.role, work.entry = pc + 1, role, self._entry()
        heappush(work.roles[role].ready, (-1, work.entry, work))

    def wait_elsewhere(self, work: Work, desk: Desk, order: int) -> None:
        """Let work that waits for an operator wait at another desk, at this rank; the entry it leaves is stale."""
        work.roles[work.role], work.entry = desk, self._entry()
        heappush(desk.ready, (order, work.entry, work))

    def advance(self, to: int) -> None:
        """Play every event with time <= ``to``; called again with the same time it changes nothing.

        For SimPy's events this does what ``Environment.step`` does; the machine's own need none of that.
        """
        env, queue, run = self.env, self._queue, self._run
        self._advance += 1
        self._halted = False
        while queue and queue[0][0] <= to and not self._halted:
            env._now, _, _, event = heappop(queue)
            callbacks = event.callbacks
            if callbacks is _WORK:
                run(event)
            elif callbacks is _TIMER:
                event.what(*event.about)
            else:
                event.callbacks = None
                for callback in callbacks:
                    callback(event)
                if not event._ok and not hasattr(event, "_defused"):
                    raise event._value
        if not self._halted:
            env._now = max(to, env._now)

    def halt(self) -> None:
        """Have ``advance`` return once everything of this moment has been played."""
        heappush(self._queue, (self.now, LAST, self._eid(), Timer(self._stop, (self._advance,))))

    def _stop(self, advance: int) -> None:
        """End the ``advance`` that asked for it; the stop of one that was halted before is out of date."""
        self._halted = advance == self._advance

    def _build(self) -> Callable[[Work], None]:  # noqa: C901, PLR0915 - one closure is what makes it fast
        """The interpreter as one closure: local names are what makes it fast."""
        env, number, entries = self.env, self.number, self._entry
        append, ears, tell = self.facts.append, self._ears, self._tell
        queue, eid = self._queue, self._eid
        runnable: list[Work] = []

        def run(work: Work) -> None:  # noqa: C901, PLR0915 - a call per instruction would halve the speed
            now: Any = env._now
            if work.wake != now:
                return
            work.wake = -1
            while True:
                program, pc, roles, held = work.program, work.pc, work.roles, work.held
                while True:
                    op, role, what = program[pc]
                    pc += 1
                    if op == FACT:
                        n = number()
                        fact = what(now, n, work.last, work.number, roles[role].seat, held[role])
                        append(fact)
                        work.last = n
                        if ears and what in ears:
                            tell(fact)
                    elif op == WAIT:
                        work.pc = pc
                        work.wake = later = now + int(work.means[what] * work.factors[what] * roles[role].pace + 0.5)
                        heappush(queue, (later, NORMAL, eid(), work))
                        break
                    elif op == TAKE:
                        desk = roles[role]
                        if desk.idle:
                            held[role] = desk.idle.pop()
                        else:
                            work.pc, work.role, work.entry = pc, role, entries()
                            heappush(desk.ready, (work.order, work.entry, work))
                            break
                    elif op == FREE:
                        desk, operator = roles[role], held[role]
                        held[role] = 0
                        waiter = _hand_on(desk, operator)
                        if waiter is not None:
                            runnable.append(waiter)
                    else:
                        work.pc = pc
                        to = what(work)
                        if to is None:
                            continue
                        if to < 0:
                            break
                        pc = to
                if not runnable:
                    return
                work = runnable.pop()

        return run
