"""A room: one drill with all that people have of it. A house: every drill of a folder DIR, and who may enter."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from command_center.drill import Recipe, recipe
from command_center.facts import DrillStarted, Fact
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.seeking import Seeker
from command_center.folds.pictures.setting import setting
from command_center.journal import Journal, JournalError
from command_center.library import find_scenario
from command_center.live.access import Access, Grant
from command_center.live.answers import Answers
from command_center.live.conduct import Answer, Conductor
from command_center.live.hub import Draw, Hub, Moment
from command_center.live.kept import Kept
from command_center.live.lines import Log, LogDamage, read
from command_center.live.listing import brief, brief_of_closed
from command_center.live.pace import FASTEST
from command_center.live.problems import Trouble
from command_center.live.scoring import LiveScores
from command_center.live.storage import Data, Folder, Given, NotOurs, order_line
from command_center.orders import EndDrill, Order, SafetyStop
from command_center.plan.loading import canonical, load
from command_center.plan.maturity import MaturityPlan, load_maturity
from command_center.plan.problems import PlanError
from command_center.plan.ratings import Line, Pace
from command_center.play import inputs_of
from command_center.ratings import append_rating, bind_ratings, load_ratings, mend_ratings

log = logging.getLogger(__name__)

MOST_VIEWERS = 2_500
"""Sockets of a server at most."""
ENDING = (EndDrill, SafetyStop)
"""Orders that a fork does not take along, so that it may go on from where the other drill was ended."""
DAMAGE = (NotOurs, LogDamage, PlanError, JournalError, OSError)
"""Why a drill may not be opened; whatever else befalls is a fault of the program."""
ENDED_PACE = {"state": "ended", "speed": 1.0, "behind": False, "stepping": False}


class Room:
    """One drill that is open: running, or ended and read from its journal (then there is no conductor)."""

    def __init__(
        self, folder: Folder, access: Access, maturity: tuple[MaturityPlan, str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.id = folder.head.id
        self.maturity, self.maturity_digest = maturity
        self.wall = WallFold(self.maturity)
        self.setting: dict[str, Any] = {}  # as players may know it
        self.planned: dict[str, Any] = {}  # as the director and evaluators may
        self.conductor: Conductor | None = None
        self.journal: Journal | None = None
        self.hub = Hub(self.moment)
        self.access_log = Log(folder.access)
        self._access = access
        self._clock = clock
        self.scores = LiveScores(self.maturity, self.maturity_digest, self.facts)
        self.making = asyncio.Lock()  # held while a paper is made
        self._reading = asyncio.Lock()  # held while something reads all facts
        self._writing = asyncio.Lock()  # held while ratings are written
        self._answers: Answers | None = None  # of a drill that was opened after its end
        self._seeker: Seeker | None = None
        self._last = 0  # simulated ms of the latest fact
        self._tasks: list[asyncio.Task[None]] = []

    # -- opening and closing ------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Stand where the drill stands: at its last durable moment, paused, or at its end."""
        await asyncio.to_thread(mend_ratings, self.folder.ratings)
        if self.folder.journal.exists():
            self.journal = await asyncio.to_thread(self._read_journal)
            await self._ended(self.journal.root)  # an earlier process may have died before it came to that
        else:
            self.conductor = Conductor(self.folder, (self._eat,), self._clock)
            await self.conductor.open()
            self._tasks.append(asyncio.create_task(self._conduct(self.conductor)))
        self._tasks.append(asyncio.create_task(self.hub.run()))

    def _read_journal(self) -> Journal:
        journal = Journal.open(self.folder.journal)
        for block in journal.blocks():
            self._eat(block)
        return journal

    def _eat(self, facts: list[Fact]) -> None:
        if not self.setting:
            first = facts[0]
            assert isinstance(first, DrillStarted)
            self.setting = setting(first, self.maturity)
            self.planned = setting(first, self.maturity, planned=True)
        self.wall.extend(facts)
        self._last = facts[-1].t

    async def _conduct(self, conductor: Conductor) -> None:
        if not conductor.over:
            await conductor.run()
        if conductor.root:
            await self._ended(conductor.root)

    async def _ended(self, root: str) -> None:
        """Grants expire from now on and the ratings are of this journal; what was done before is not done again."""
        if not any(line["kind"] == "ended" for line in self.access_log.values):
            when = self.folder.journal.stat().st_mtime
            self._access.drill_ended(self.id, when)
            try:
                self._write([{"kind": "ended", "wall": when}])
            except Trouble:  # the next opening writes it
                log.exception("%s: the end could not be written", self.folder.access)
        try:
            async with self._writing:
                await asyncio.to_thread(bind_ratings, self.folder.ratings, root)
        except (OSError, PlanError):
            log.exception("%s: could not be bound to the journal", self.folder.ratings)

    async def close(self) -> None:
        """Everything durable, every task ended, every viewer let go."""
        if self.conductor is not None:
            await self.conductor.close()
            with _logged(self.folder):
                await self._tasks[0]
            with _logged(self.folder):
                await self.conductor.settle()
        await self.hub.close()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError), _logged(self.folder):
                await task
        with _logged(self.folder):
            self.access_log.close()

    def let_go(self) -> None:
        """Close the files of a drill that could not be opened."""
        with suppress(OSError):
            if self.conductor is not None:
                self.conductor.let_go()
        with suppress(OSError):
            self.access_log.close()

    # -- people -------------------------------------------------------------------------------------------------------

    def give(self, grant: Grant) -> None:
        """Let somebody in, durably."""
        self._write([{"kind": "grant", "grant": msgspec.to_builtins(grant)}])
        self._access.add(grant)

    def revoke(self, grant: Grant) -> None:
        """Let somebody in no more, durably; open sockets end with the next picture."""
        self._write([{"kind": "revoked", "grant": grant.id, "wall": time.time()}])
        self._access.revoke(grant.id)

    async def set_pace(self, action: str, speed: float | None = None, grant: str = "") -> None:
        """As of the conductor; beside the ratings it is written at which speed people play."""
        conductor = self.live
        conductor.set_pace(action, speed, grant)
        pace = conductor.pace
        if pace.state == "running":
            await self.rate(Pace(speed=FASTEST if pace.stepping else pace.speed, t=conductor.now))

    async def order(self, order: Order, key: str, grant: str) -> Answer:
        """As of the conductor; after the end, what was ordered before gets its first answer."""
        if self.conductor is not None:
            return await self.conductor.order(order, key, grant)
        if self._answers is None:
            try:
                self._answers = await self.tell(lambda: Answers(self.folder.given(), self.finished))
            except (NotOurs, LogDamage, JournalError, OSError) as error:
                raise Trouble(409, "damaged", drill=self.id, reason=str(error)) from error
        return self._answers.of(order, key, grant)

    async def rate(self, line: Line) -> None:
        """Write a line beside the journal, durably."""
        try:
            async with self._writing:
                await asyncio.to_thread(append_rating, self.folder.ratings, line)
        except OSError as error:
            raise Trouble(507, "disk", reason=error.strerror or str(error)) from error

    def rated(self) -> list[Line]:
        """Every line beside the journal, in the order of writing."""
        path = self.folder.ratings
        return [line for _, line in load_ratings(path).lines] if path.exists() else []

    def note(self, kind: str, **about: Any) -> None:
        """Write into the conduct log of a running drill who came and what they look at."""
        if self.conductor is not None and not self.conductor.root:
            try:
                self.conductor.note(kind, **about)
            except OSError as error:  # nothing is played from it, so nobody is turned away
                log.warning("%s: %s", self.folder.conduct, error)

    def _write(self, lines: list[dict[str, Any]]) -> None:
        try:
            self.access_log.add(lines)
        except OSError as error:
            raise Trouble(507, "disk", reason=error.strerror or str(error)) from error

    # -- reading ------------------------------------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether the drill has ended and its journal is written."""
        return self.conductor is None or bool(self.conductor.root)

    @property
    def live(self) -> Conductor:
        """The conductor; Trouble where the drill has ended."""
        if self.conductor is None:
            raise Trouble(409, "ended")
        return self.conductor

    @property
    def finished(self) -> Journal:
        """The journal; Trouble where the drill has not ended."""
        if self.journal is None:
            if not self.over:
                raise Trouble(409, "not_ended")
            self.journal = Journal.open(self.folder.journal)
        return self.journal

    def moment(self) -> Moment:
        """Where the drill stands."""
        conductor = self.conductor
        if conductor is None:
            journal = self.finished
            return Moment(self._last, journal.count, ENDED_PACE, journal.status, journal.root)
        return Moment(
            conductor.now, len(conductor.kept), conductor.pace.told(), conductor.status if conductor.root else "",
            conductor.root,
        )  # fmt: skip

    def seeker(self) -> Seeker:
        """Finds any moment of a drill that has ended."""
        journal = self.finished
        if self._seeker is None:
            self._seeker = Seeker(journal, self.maturity)
        return self._seeker

    def facts(self) -> Kept | Journal:
        """All facts so far; another thread may read them."""
        return self.finished if self.conductor is None else self.conductor.kept

    def has_seat(self, seat: str) -> bool:
        """Whether there is such a seat."""
        return seat in self.setting["seats"]

    def player(self, seat: str) -> str:
        """Who plays a seat: ``person``, ``program``, or nobody yet (empty)."""
        return self.wall.parts.tickets.desks[seat].player

    def draw(self, view: str) -> Draw:
        """What makes the pictures of a view; Trouble where there is none of that name."""
        seat = view.removeprefix("seat:")
        if seat != view:
            if not self.has_seat(seat):
                raise Trouble(404, "no_seat", seat=seat[:40])
            return lambda now: self.wall.seat_picture(seat, now)
        draws: dict[str, Draw] = {
            "wall": self.wall.picture,
            "director": self.wall.director_picture,
            "evaluator": self.wall.evaluator_picture,
        }
        if view not in draws:
            raise Trouble(404, "no_view", view=view[:40])
        return draws[view]

    async def tell(self, about: Callable[[], Any]) -> Any:
        """Something that reads all facts, in a thread and one at a time."""
        async with self._reading:
            return await asyncio.to_thread(about)

    def picture(self, view: str) -> bytes:
        """The picture of this moment as JSON."""
        return msgspec.json.encode(self.draw(view)(self.moment().now))

    def summary(self) -> dict[str, Any]:
        """What the list of drills says."""
        moment = self.moment()
        conductor = self.conductor
        state = str(moment.pace["state"])
        if conductor is not None and not conductor.started:
            state = "ready"
        if conductor is not None and conductor.fault:
            state = "damaged"
        return brief(self.folder, state, moment.now, moment.root)


@contextmanager
def _logged(folder: Folder) -> Iterator[None]:
    """What goes wrong while a drill is closed is written down and keeps nothing else from being closed."""
    try:
        yield
    except Exception:
        log.exception("%s: could not be closed as it should", folder.path)


class House:
    """Every drill of a server; ``base`` is the address under which people reach it."""

    def __init__(self, data: Data, clock: Callable[[], float] = time.monotonic) -> None:
        self.data = data
        self.access = Access(data.secret())
        self.base = ""
        self._clock = clock
        self._maturity = load_maturity()
        self._folders: dict[str, Folder] = {}
        self._rooms: dict[str, asyncio.Task[Room]] = {}
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
        try:
            room = Room(folder, self.access, self._maturity, self._clock)
            try:
                await room.open()
            except Exception:
                room.let_go()
                raise
        except Exception as error:
            log.error("%s: cannot be opened: %s", folder.path, error, exc_info=not isinstance(error, DAMAGE))
            raise
        return room

    async def summaries(self, wanted: Callable[[str], object]) -> list[dict[str, Any]]:
        """The drills whose ids are wanted, the latest first; those that are not open as far as their folders tell."""
        rooms = {room.id: room for room in self.rooms}
        folders = [folder for folder in self.folders() if wanted(folder.head.id)]
        closed = [folder for folder in folders if folder.head.id not in rooms]
        told = dict(await asyncio.to_thread(lambda: [(folder.head.id, brief_of_closed(folder)) for folder in closed]))
        return [told.get(folder.head.id) or rooms[folder.head.id].summary() for folder in folders]

    # -- new drills ---------------------------------------------------------------------------------------------------

    async def create(self, made_of: Recipe) -> Room:
        """A new drill, ready to start."""
        return await self._take_in(await asyncio.to_thread(self.data.new, made_of))

    def unfinished(self, made_of: Recipe) -> Folder | None:
        """The latest drill of the same recipe that has not ended, if there is one; forks are left alone."""
        wanted = (canonical(made_of.scenario), canonical(made_of.roster), made_of.seed, made_of.staffing)
        for folder in self.folders():
            head = folder.head
            same = wanted == (head.scenario_text, head.roster_text, head.seed, head.staffing)
            if same and head.horizon == made_of.horizon and not head.parent and not folder.journal.exists():
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


def recipe_named(
    scenario: str | Path, roster: str | None = None, seed: int = 1, staffing: str | None = None,
    horizon: int | None = None,
) -> Recipe:  # fmt: skip
    """The recipe of a new drill, its files read (a third of a second); PlanError or NotInLibrary say what is wrong."""
    loaded, centre = load(scenario, roster)
    inputs = inputs_of(loaded, find_scenario(scenario).parent)
    return recipe(loaded, centre, seed=seed, staffing=staffing, horizon=horizon, inputs=inputs)
