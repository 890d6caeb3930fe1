"""The conduct of one drill: the only task that touches its engine, its order log and its clock.

The rules of this file:

1. One task owns the engine. It plays in slices and gives way after each, so nobody waits for it more than 50 ms.
2. An order's time and number are fixed when it is logged; it is on the disk before it is carried out, and carried out
   before it is answered. The same key from the same grant is the same order: asked twice, it gets the first answer.
3. The moment reached is on the disk at least once a second. A restart plays recipe and orders up to the last durable
   moment or the last order, whichever is later, compares what it plays with what was there, and stands paused.
4. Nothing here reaches the journal but orders: live or batch, the same recipe gives the same bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from command_center.drill import Drill
from command_center.facts import DrillEnded, Fact, InjectReleased, OrderRefused
from command_center.journal import JournalWriter
from command_center.live.kept import Kept
from command_center.live.lines import Log
from command_center.live.listing import has_begun
from command_center.live.pace import Pace, checked
from command_center.live.pen import Pen
from command_center.live.problems import Trouble
from command_center.live.storage import Folder, Given, NotOurs, bare, order_line
from command_center.orders import Order
from command_center.version import VERSION

TICK = 0.04
"""Seconds between two looks at the clock while a drill runs."""
SLICE = 0.004
"""Seconds that a slice of the engine should take."""
STRETCH = 0.1
"""Seconds of slices after which orders and the clock are looked at again."""
MARK = 0.5
"""Seconds of wall time between two durable moments."""
RETRY = 2.0
"""Seconds after which a disk that took no more is tried again."""
LONGEST_SLICE = 15 * 60_000
"""Simulated ms of a slice at most."""
TOO_LATE = "the drill has ended"
"""Why an order is refused that came in with the one that ended the drill, after it."""

log = logging.getLogger(__name__)
Eater = Callable[[list[Fact]], object]


class Answer(NamedTuple):
    """What became of an order: its number and time (ms), and why it was refused (empty = carried out)."""

    number: int
    t: int
    reason: str


@dataclass(slots=True)
class Asked:
    """An order on its way: as it was asked (time and number still 0), and who waits for the answer."""

    given: Given
    answer: asyncio.Future[Answer]


class Conductor:
    """Plays one drill by the wall clock. ``eaters`` are handed the facts as they are made."""

    def __init__(self, folder: Folder, eaters: Sequence[Eater], clock: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self.pace = Pace(clock=clock)
        self.kept = Kept()
        self.root = ""
        self.status = ""
        self.fault = ""
        self.started = False
        self._eaters = eaters
        self._clock = clock
        self._drill: Drill
        self._orders: Pen
        self._conduct: Pen
        self._held = contextlib.ExitStack()  # the logs, once they are open
        self._asked: list[Asked] = []
        self._answers: dict[tuple[str, str], tuple[Order, asyncio.Future[Answer]]] = {}
        self._number = 0
        self._slice = 1_000
        self._reason = ""
        self._torn = 0
        self._pacing = asyncio.Lock()  # held while a change of pace is written and takes effect
        self._pauses = 0  # how often somebody has asked for a pause
        self._to_inject = False
        self._wake = asyncio.Event()
        self._closing = False
        self._marked = (-1, 0.0)
        self._unmarked = False  # the disk did not take the last moment
        self._untold: list[dict[str, Any]] = []  # nor the line that says when the drill was opened

    @property
    def now(self) -> int:
        """The simulated time that has been played (ms)."""
        return self._drill.now

    @property
    def end(self) -> int:
        """When the drill ends by itself (ms)."""
        return self._drill.end

    @property
    def horizon(self) -> int:
        """From here on nothing new befalls the city (ms)."""
        return self._drill.recipe.horizon

    @property
    def over(self) -> bool:
        """Whether the last fact has been stated."""
        return self._drill.over

    @property
    def rests(self) -> bool:
        """Whether it stands still and nothing would be lost with it: it may be closed and opened again."""
        return bool(self.root) or (self.pace.state == "paused" and not self.fault and not self._unmarked)

    # -- opening: from the first moment, or from where an earlier process stood ---------------------------------------

    async def open(self) -> None:
        """Build the engine and play it up to where the drill stands; it is paused then.

        PlanError, JournalError, LogDamage or NotOurs say why the drill cannot be opened.
        """
        given, moment = await asyncio.to_thread(self._load)
        for each in given:
            await self._play_to(each.order.t)
            self._remember(each, self._apply(each.order))
        self._number = 1 + max((each.order.number for each in given), default=-1)
        await self._play_to(moment.get("t", 0))
        self._compare(moment)
        await self._tell_opened(_line("opened", t=self.now, program=VERSION, torn=self._torn))
        if self.over:
            await self._finish()

    async def _tell_opened(self, line: dict[str, Any]) -> None:
        """Where the disk takes no more, a drill can be looked at all the same; the line waits for the next moment."""
        self._marked = (self.now, self._clock())
        try:
            await self._conduct.write([line])
        except OSError as error:
            self._not_marked(error)
            self._untold = [line]

    def _load(self) -> tuple[list[Given], dict[str, Any]]:
        """Read everything from the disk and build the engine (a quarter of a second, so in a thread)."""
        self._drill = Drill(self.folder.recipe(), self._take)
        self._drill.stop_at(InjectReleased, self._at_inject)
        self._drill.advance(0)
        given = self.folder.given()
        orders, self._orders = self._take_up(self.folder.orders)
        conduct, self._conduct = self._take_up(self.folder.conduct)
        self.started = has_begun(conduct.values, bool(given))
        moments = [line for line in conduct.values if line["kind"] == "moment"]
        speeds = [line["speed"] for line in conduct.values if line["kind"] == "pace"]
        self.pace.speed = speeds[-1] if speeds else self.pace.speed
        self._torn = orders.torn + conduct.torn
        orders.values = conduct.values = []
        return given, moments[-1] if moments else {}

    def _take_up(self, path: Path) -> tuple[Log, Pen]:
        """A log, and the pen that has it from here on."""
        pen = Pen(found := Log(path))
        self._held.callback(pen.put_down)
        return found, pen

    def _compare(self, moment: dict[str, Any]) -> None:
        """NotOurs where what was played now is not what was there before."""
        count = moment.get("facts", 0)
        if count > len(self.kept) or self.kept.digest(count) != moment.get("digest", self.kept.digest(0)):
            program = f"it was begun with version {self.folder.head.program}, this is {VERSION}"
            raise NotOurs(
                f"{self.folder.path}: played again, its first {count} facts are not those that were; {program}"
            )

    def _remember(self, given: Given, answer: Answer) -> None:
        if given.key:
            done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            done.set_result(answer)
            self._answers[given.grant, given.key] = (bare(given.order), done)

    # -- orders -------------------------------------------------------------------------------------------------------

    async def order(self, order: Order, key: str, grant: str) -> Answer:
        """Log an order, carry it out or have it refused, and say which.

        Trouble where the drill is over or broken, the key was used for another order, or the disk takes no more.
        """
        order = bare(order)
        before = self._answers.get((grant, key)) if key else None
        if before is not None:
            if before[0] != order:
                raise Trouble(409, "key_used", key=key)
            return await asyncio.shield(before[1])
        self._must_live()
        asked = Asked(Given(order, key, grant), asyncio.get_running_loop().create_future())
        if key:
            self._answers[grant, key] = (order, asked.answer)
        self._asked.append(asked)
        self._wake.set()
        return await asyncio.shield(asked.answer)

    def _must_live(self) -> None:
        if self.fault:
            raise Trouble(500, "broken", reason=self.fault)
        if self.over or self._closing:
            raise Trouble(409, "ended")

    async def _carry_out(self) -> None:
        """Everything that was asked so far: fix its time, make it durable with one wait, carry it out, answer."""
        batch, self._asked = self._asked, []
        if self.over:
            return self._fail(batch, Trouble(409, "ended"))
        try:
            return await self._log_and_apply(batch)
        except Exception as error:  # whatever is in the log by now: nobody plays on from here
            self._fail(batch, Trouble(500, "broken", reason=f"{type(error).__name__}: {error}"))
            raise

    async def _log_and_apply(self, batch: list[Asked]) -> None:
        for number, asked in enumerate(batch, self._number):
            order = msgspec.structs.replace(asked.given.order, t=self.now, number=number)
            asked.given = asked.given._replace(order=order)
        try:
            await self._orders.add([order_line(asked.given) for asked in batch])
        except OSError as error:
            self.pace.pause(self.now)
            log.error("%s: %s", self.folder.orders, error)
            return self._fail(batch, Trouble(507, "disk", reason=error.strerror or str(error)))
        self._number += len(batch)
        for asked in batch:
            answer = self._apply(asked.given.order)
            if not asked.answer.done():
                asked.answer.set_result(answer)
        return None

    def _fail(self, batch: list[Asked], trouble: Trouble) -> None:
        """Tell everybody in the batch who has no answer yet."""
        for asked in batch:
            if not asked.answer.done():
                self._answers.pop((asked.given.grant, asked.given.key), None)
                asked.answer.set_exception(trouble)
                asked.answer.exception()  # whoever asked may have gone; then nobody else looks at it

    def _apply(self, order: Order) -> Answer:
        self._reason = ""
        done = self._drill.apply(order)
        self._drill.advance(self.now)  # what it sets off at this very moment happens now, also in a pause
        return Answer(order.number, order.t, "" if done else self._reason or TOO_LATE)

    def _take(self, facts: list[Fact]) -> None:
        for fact in facts:
            if type(fact) is OrderRefused:
                self._reason = fact.reason
        last = facts[-1]
        if isinstance(last, DrillEnded):
            self.status = last.status
        self.kept.extend(facts)
        for eat in self._eaters:
            eat(facts)

    # -- pace ---------------------------------------------------------------------------------------------------------

    async def set_pace(self, action: str, speed: float | None = None, grant: str = "") -> None:
        """Start, pause, change the speed, or step; Trouble where the drill is over or the disk takes no more.

        A pause counts in any case and at once: nobody has to wait for a disk to stop a drill. What was asked before it
        and still waited for the disk is written down and sets the drill going no more.
        """
        self._must_live()
        if action == "next_inject" and self.now >= self.horizon:
            raise Trouble(409, "no_inject")
        wanted = self.pace.speed if speed is None else checked(speed)
        if action == "pause":
            self._pauses += 1
            self._at_pace(action, None)
        pauses = self._pauses
        async with self._pacing:
            await self._note_pace(action, wanted, grant)
            self._must_live()
            self._at_pace(action if pauses == self._pauses else "speed", speed)

    def _at_pace(self, action: str, speed: float | None) -> None:
        self._to_inject = self._to_inject and action == "speed"  # another speed leaves a step as it is
        if speed is not None:
            self.pace.at_speed(speed, self.now)
        if action == "start":
            self.pace.start(self.now)
        elif action == "pause":
            self.pace.pause(self.now)
        elif action == "minute":
            self.pace.step(min(self.now + 60_000, self.end))
        elif action == "next_inject":
            self._to_inject = True
            self.pace.step(self.horizon)
        self.started = self.started or action != "speed"
        self._wake.set()

    async def _note_pace(self, action: str, speed: float, grant: str) -> None:
        try:
            await self._conduct.write([_line("pace", action=action, speed=speed, t=self.now, grant=grant)])
        except OSError as error:
            log.error("%s: %s", self.folder.conduct, error)
            if action != "pause":
                raise Trouble(507, "disk", reason=error.strerror or str(error)) from error

    def _at_inject(self) -> bool:
        """An inject was released: whether the engine should stop there."""
        if self._to_inject:
            self._to_inject = False
            self.pace.step(self.now)
            return True
        return False

    # -- the task -----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Play until the drill is over or ``close`` is called."""
        try:
            while not self._closing and not self.over:
                await self._next_look()
                await self._play_on()
                if self._asked:
                    await self._carry_out()
                await self._mark()
            if self.over and not self.root:
                await self._finish()
        except Exception as error:
            self.fault = f"{type(error).__name__}: {error}"
            self.pace.pause(self.now)
            log.exception("the drill %s cannot go on", self.folder.head.id)
        self._fail(self._asked, Trouble(500, "broken", reason=self.fault) if self.fault else Trouble(409, "ended"))

    async def _next_look(self) -> None:
        wait = TICK if self.pace.state == "running" else RETRY if self._unmarked else None
        if self.pace.stepping or self.pace.behind:
            wait = 0.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)
        self._wake.clear()

    async def _play_on(self) -> None:
        goal = self.pace.goal(self.now)
        if goal > self.now:
            await self._play_to(min(goal, self.end), STRETCH)
        self.pace.reached(self.now)

    async def _play_to(self, to: int, stretch: float = math.inf) -> None:
        """Play up to ``to`` in slices; with a ``stretch`` (s) no longer than that and no further than the pace says."""
        until = time.perf_counter() + stretch
        while self.now < to and not self.over and not self._closing:
            began = time.perf_counter()
            self._drill.advance(min(self.now + self._slice, to))
            spent = time.perf_counter() - began
            fit = min(max(SLICE / max(spent, 1e-6), 0.1), 2.0)
            self._slice = min(max(int(self._slice * fit), 1), LONGEST_SLICE)
            await asyncio.sleep(0)
            if began + spent > until or (stretch < math.inf and self.pace.goal(self.now) <= self.now):
                return

    async def _mark(self) -> None:
        """Make the moment reached durable, where that was not done within the last half second.

        A disk that takes no more pauses the drill; it is tried again every ``RETRY`` seconds.
        """
        t, when = self._marked
        if self.now == t or (self._clock() - when < MARK and self.pace.state == "running" and not self.over):
            return
        self._marked = (self.now, self._clock())
        count = len(self.kept)
        try:
            moment = _line("moment", t=self.now, facts=count, digest=self.kept.digest(count))
            await self._conduct.add([*self._untold, moment])
        except OSError as error:
            self._not_marked(error)
        else:
            self._unmarked = False
            self._untold = []

    def _not_marked(self, error: OSError) -> None:
        if not self._unmarked:
            log.error("%s: %s; the drill is paused", self.folder.conduct, error)
        self.pace.pause(self.now)
        self._marked = (-1, self._clock())
        self._unmarked = True

    async def _finish(self) -> None:
        """Write the journal, in a thread; only then the drill counts as ended."""
        self.pace.end()
        self.root = await asyncio.to_thread(self._write_journal)
        await self._conduct.add([_line("ended", t=self.now, status=self.status, root=self.root)])

    def _write_journal(self) -> str:
        with JournalWriter(self.folder.journal) as writer:
            for block in self.kept.blocks():
                writer.extend(block)
            return writer.close(self.status)

    def note(self, kind: str, **about: Any) -> None:
        """Add a line to the conduct log, for which nobody waits; it is durable with the next moment at the latest."""
        self._conduct.soon([_line(kind, **about)])

    async def close(self) -> None:
        """Stop playing; everything is durable afterwards."""
        self._closing = True
        self._wake.set()

    async def settle(self) -> None:
        """After the task has ended: make the moment durable and let go of the files."""
        try:
            if not self.over:
                self.pace.pause(self.now)
                self._marked = (-1, 0.0)
                await self._mark()
        finally:
            await asyncio.to_thread(self.let_go)

    def let_go(self) -> None:
        """Close the files, as far as they are open; waits for the disk."""
        self._held.close()


def _line(kind: str, **about: Any) -> dict[str, Any]:
    """A line of the conduct log."""
    return {"kind": kind, "wall": round(time.time(), 3), **about}
