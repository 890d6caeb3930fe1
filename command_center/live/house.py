"""A house: every drill of a folder DIR, open or not, and who may enter."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from command_center.drill import Recipe, recipe
from command_center.journal import JournalError
from command_center.library import find_scenario
from command_center.live.access import SESSION, Access, Grant, Who
from command_center.live.limits import Buckets
from command_center.live.lines import Log, LogDamage, read
from command_center.live.listing import brief_of_closed
from command_center.live.pen import Pen
from command_center.live.problems import Trouble
from command_center.live.room import Room
from command_center.live.storage import Data, Folder, Given, NotOurs, order_line
from command_center.orders import EndDrill, SafetyStop
from command_center.plan.loading import canonical, load
from command_center.plan.maturity import load_maturity
from command_center.plan.problems import PlanError
from command_center.play import inputs_of

log = logging.getLogger(__name__)

IDLE = 300.0
"""Seconds after which a drill that stands still, and with which nobody has to do, is closed."""
TIDY = 20.0
"""Seconds between two looks for such drills."""
LEAVES, LEAVES_AT_ONCE = 0.05, 200.0
"""Sessions with the same grant that may be left a second, and at once."""
MANY = 1_000
"""Lines of the sessions that were left that may be too old before they go out of the file."""
ENDING = (EndDrill, SafetyStop)
"""Orders that a fork does not take along, so that it may go on from where the other drill was ended."""
DAMAGE = (NotOurs, LogDamage, PlanError, JournalError, OSError)
"""Why a drill may not be opened; whatever else befalls is a fault of the program."""


class House:
    """Every drill of a server; ``base`` is the address under which people reach it."""

    def __init__(self, data: Data, clock: Callable[[], float] = time.monotonic) -> None:
        self.data = data
        self.access = Access(data.secret())
        self.base = ""
        self.sweep: Callable[[], object] = lambda: None  # clears away what closed drills left, which goes in circles
        self._clock = clock
        self._maturity = load_maturity()
        self._folders: dict[str, Folder] = {}
        self._rooms: dict[str, asyncio.Task[Room]] = {}
        self._closing: dict[str, asyncio.Task[None]] = {}
        self._briefs: dict[str, tuple[object, dict[str, Any]]] = {}  # of drills that are not open, by their stamps
        self._litter = False  # whether rooms were closed since it was swept
        left = Log(data.left)
        for line in left.values:
            self.access.leave(line["session"], line["wall"])
        left.values = []
        self._left = Pen(left)
        self._leaving = Buckets(LEAVES, LEAVES_AT_ONCE)
        self._too_old = MANY  # lines of it that may go; so the first look tidies up what an earlier process left
        self._read()

    def _read(self) -> None:
        for path in self.data:
            try:
                folder = Folder(path)
                self._know(folder)
            except (NotOurs, LogDamage) as error:
                log.error("%s", error)

    def _know(self, folder: Folder) -> None:
        self._folders[folder.head.id] = folder
        for line in read(folder.access).values:
            if line["kind"] == "grant":
                self.access.add(msgspec.convert(line["grant"], Grant))
            elif line["kind"] == "revoked":
                self.access.revoke(line["grant"])
            elif line["kind"] == "ended":
                self.access.drill_ended(folder.head.id, line["wall"])

    def __contains__(self, drill: str) -> bool:
        return drill in self._folders

    def folders(self) -> Iterator[Folder]:
        """Every drill, the latest first."""
        return iter(sorted(self._folders.values(), key=lambda folder: folder.head.made, reverse=True))

    @property
    def rooms(self) -> list[Room]:
        """The drills that are open."""
        tasks = [task for task in self._rooms.values() if task.done() and not task.cancelled()]
        return [task.result() for task in tasks if task.exception() is None]

    @property
    def viewers(self) -> int:
        """Sockets at the moment."""
        return sum(len(room.hub.viewers) for room in self.rooms)

    async def room(self, drill: str) -> Room:
        """A drill, opened if need be; Trouble where there is none or it cannot be opened."""
        if drill not in self._folders:
            raise Trouble(404, "no_drill", drill=drill[:80])
        task = self._rooms.get(drill)
        if task is None:
            task = self._rooms[drill] = asyncio.create_task(self._open(self._folders[drill]))
        try:
            return await asyncio.shield(task)
        except Exception as error:
            if self._rooms.get(drill) is task:
                del self._rooms[drill]
            reason = str(error) if isinstance(error, DAMAGE) else f"{type(error).__name__}: {error}"
            raise Trouble(409, "damaged", drill=drill, reason=reason) from error

    async def _open(self, folder: Folder) -> Room:
        if folder.head.id in self._closing:
            await asyncio.shield(self._closing[folder.head.id])
        try:
            room = await asyncio.to_thread(Room, folder, self.access, self._maturity, self._clock)
            try:
                await room.open()
            except Exception:
                await asyncio.to_thread(room.let_go)
                raise
        except Exception as error:
            log.error("%s: cannot be opened: %s", folder.path, error, exc_info=not isinstance(error, DAMAGE))
            raise
        return room

    # -- closing what nobody has to do with

    async def tidy(self) -> None:
        """Close idle drills until cancelled, so that memory does not grow with the drills that were ever open."""
        while True:
            await asyncio.sleep(TIDY)
            try:
                await self.close_idle(IDLE)
                await self.forget()
            except Exception:
                log.exception("idle drills could not be closed")

    async def close_idle(self, seconds: float) -> None:
        """Close drills that stand still and with which nobody had to do for so long; asked for, they open again.

        Sweeping takes a tenth of a second of the event loop, so it waits until nobody looks at a drill that moves.
        """
        since = self._clock() - seconds
        await asyncio.gather(*(self._put_away(task, since) for task in self._rooms.values()))
        if self._litter and not any(room.is_watched for room in self.rooms):
            self._litter = False
            self.sweep()

    async def _put_away(self, task: asyncio.Task[Room], since: float) -> None:
        if not task.done() or task.cancelled() or task.exception() is not None or not task.result().is_idle(since):
            return
        room = task.result()
        del self._rooms[room.id]
        closing = self._closing[room.id] = asyncio.create_task(room.close())
        closing.add_done_callback(lambda _: self._closing.pop(room.id, None))
        self._litter = True
        await asyncio.shield(closing)

    async def summaries(self, wanted: Callable[[str], object]) -> list[dict[str, Any]]:
        """The drills whose ids are wanted, the latest first; those that are not open as far as their folders tell."""
        rooms = {room.id: room for room in self.rooms}
        folders = [folder for folder in self.folders() if wanted(folder.head.id)]
        closed = [folder for folder in folders if folder.head.id not in rooms]
        told = dict(await asyncio.to_thread(lambda: [(folder.head.id, self._brief(folder)) for folder in closed]))
        return [told.get(folder.head.id) or rooms[folder.head.id].summary() for folder in folders]

    def _brief(self, folder: Folder) -> dict[str, Any]:
        """A drill that is not open, in short; its files are read again only where they have changed."""
        stamp, name = folder.stamp(), folder.head.id
        known = self._briefs.get(name)
        if known is None or known[0] != stamp:
            known = self._briefs[name] = (stamp, brief_of_closed(folder))
        return known[1]

    async def leave(self, who: Who) -> None:
        """End a session, durably; its open sockets end at once. Trouble where the disk takes no more.

        Trouble also where others with the same grants left too often just now: for each a line is kept for weeks. A
        session without a living grant is worth nothing as it is.
        """
        if not who.session or not who.grants:
            return
        if not all(self._leaving.take(grant.id) for grant in who.grants):
            raise Trouble(429, "too_many")
        now = time.time()
        try:
            await self._left.add([{"session": who.session, "wall": now}])
        except OSError as error:
            raise Trouble(507, "disk", reason=error.strerror or str(error)) from error
        self.access.leave(who.session, now)
        for room in self.rooms:
            room.hub.weed()

    async def forget(self) -> None:
        """Forget sessions that were left and whose cookies are too old anyhow, and many at once in the file too."""
        self._too_old += self.access.forget()
        if self._too_old >= MANY:
            oldest = time.time() - SESSION
            await self._left.keep(lambda line: line["wall"] > oldest)
            self._too_old = 0

    # -- new drills ---------------------------------------------------------------------------------------------------

    async def create(self, made_of: Recipe) -> Room:
        """A new drill, ready to start."""
        return await self._take_in(await asyncio.to_thread(self.data.new, made_of))

    def unfinished(self, made_of: Recipe) -> Folder | None:
        """The latest drill of the same recipe that has not ended, if there is one; forks are left alone."""
        scenario, roster = made_of.scenario, made_of.roster
        wanted = (scenario.name, roster.name, made_of.seed, made_of.staffing, made_of.horizon)
        texts = (canonical(scenario), canonical(roster))
        for folder in self.folders():
            head = folder.head
            same = wanted == (head.scenario, head.roster, head.seed, head.staffing, head.horizon)
            if same and not head.parent and not folder.journal.exists() and folder.texts() == texts:
                return folder
        return None

    async def _take_in(self, folder: Folder) -> Room:
        self._know(folder)
        return await self.room(folder.head.id)

    async def fork(self, room: Room, at: int) -> Room:
        """A new drill that is the other one up to the moment ``at`` (ms), and paused there."""
        most = room.moment().now
        if not 0 <= at <= most:
            raise Trouble(422, "at", most=most)
        return await self._take_in(await asyncio.to_thread(self._forked, room.folder, at))

    def _forked(self, folder: Folder, at: int) -> Folder:
        new = self.data.new(folder.recipe(), parent=folder.head.id, at=at)
        orders, conduct = Log(new.orders), Log(new.conduct)
        kept = [given for given in folder.given() if given.order.t <= at and not isinstance(given.order, ENDING)]
        orders.write([order_line(Given(given.order, "", given.grant)) for given in kept])
        conduct.write([{"kind": "moment", "wall": time.time(), "t": at}])
        orders.close()
        conduct.close()
        return new

    async def close(self) -> None:
        """Close every drill."""
        for room in self.rooms:
            await room.close()
        await asyncio.gather(*self._closing.values(), return_exceptions=True)
        await asyncio.to_thread(self._left.put_down)


def recipe_named(
    scenario: str | Path, roster: str | None = None, seed: int = 1, staffing: str | None = None,
    horizon: int | None = None,
) -> Recipe:  # fmt: skip
    """The recipe of a new drill, its files read (a third of a second); PlanError or NotInLibrary say what is wrong."""
    loaded, centre = load(scenario, roster)
    inputs = inputs_of(loaded, find_scenario(scenario).parent)
    return recipe(loaded, centre, seed=seed, staffing=staffing, horizon=horizon, inputs=inputs)
