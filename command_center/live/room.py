"""A room: one drill with all that people have of it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import msgspec

from command_center.facts import DrillStarted, Fact
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.seeking import Seeker
from command_center.folds.pictures.setting import setting, without_plan
from command_center.journal import Journal, JournalError
from command_center.live.access import Access, Grant
from command_center.live.answers import Answers
from command_center.live.conduct import Answer, Conductor
from command_center.live.course import LiveCourse
from command_center.live.hub import Draw, Hub, Moment
from command_center.live.kept import Kept
from command_center.live.limits import Buckets
from command_center.live.lines import Log, LogDamage
from command_center.live.listing import brief
from command_center.live.pace import FASTEST
from command_center.live.papers import Paper
from command_center.live.pen import Pen, Writer
from command_center.live.problems import Trouble
from command_center.live.scoring import LiveScores
from command_center.live.storage import Folder, NotOurs
from command_center.live.words import Lang
from command_center.orders import Order
from command_center.plan.maturity import MaturityPlan
from command_center.plan.problems import PlanError
from command_center.plan.ratings import Line, Pace
from command_center.ratings import append_rating, bind_ratings, load_ratings, mend_ratings

log = logging.getLogger(__name__)

NOTES, NOTES_AT_ONCE = 0.5, 100.0
"""Lines a second, and at once, that the coming and going of one grant writes into the conduct log."""
MOST_VIEWERS = 2_500
"""Sockets of a server at most."""
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
        self.setting: dict[str, Any] = {}  # what does not change, as players may know it
        self.told: dict[bool, bytes] = {}  # the same as JSON; True: with what is planned, for director and evaluators
        self.conductor: Conductor | None = None
        self.journal: Journal | None = None
        self.hub = Hub(self.moment)
        access_log = Log(folder.access)
        self._known_end = any(line["kind"] == "ended" for line in access_log.values)
        access_log.values = []
        self._access_pen = Pen(access_log)
        self._access = access
        self._clock = clock
        self.scores = LiveScores(self.maturity, self.maturity_digest, self.facts)
        self.course = LiveCourse(self.maturity, self.facts)
        self.making = asyncio.Lock()  # held while a paper is made
        self._reading = asyncio.Lock()  # held while something reads all facts
        self._ratings = Writer(folder.ratings.name)  # writes them, and reads them where all are wanted
        self._answers: Answers | None = None  # of a drill that was opened after its end
        self._seeker: Seeker | None = None
        self._last = 0  # simulated ms of the latest fact
        self._tasks: list[asyncio.Task[None]] = []
        self._notes = Buckets(NOTES, NOTES_AT_ONCE)
        self._users = 0  # requests and sockets that are about this drill now
        self._left = clock()  # when the last of them went

    # -- opening and closing ------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Stand where the drill stands: at its last durable moment, paused, or at its end."""
        await self._ratings.do(mend_ratings, self.folder.ratings)
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
            planned = setting(first, self.maturity, planned=True)
            self.setting = without_plan(planned)
            self.told = {True: msgspec.json.encode(planned), False: msgspec.json.encode(self.setting)}
        self.wall.extend(facts)
        self._last = facts[-1].t

    async def _conduct(self, conductor: Conductor) -> None:
        if not conductor.over:
            await conductor.run()
        if conductor.root:
            with _logged(self.folder):
                await self._ended(conductor.root)

    async def _ended(self, root: str) -> None:
        """Grants expire from now on and the ratings are of this journal; what was done before is not done again."""
        if self.journal is None:
            with _logged(self.folder):  # whoever asks for it tries again
                self.journal = await asyncio.to_thread(Journal.open, self.folder.journal)
        if not self._known_end:
            when = self.folder.journal.stat().st_mtime
            self._access.drill_ended(self.id, when)
            try:
                await self._write([{"kind": "ended", "wall": when}])
            except Trouble:  # the next opening writes it
                log.exception("%s: the end could not be written", self.folder.access)
        try:
            await self._ratings.do(bind_ratings, self.folder.ratings, root)
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
        for writer in (self._access_pen, self._ratings):
            with _logged(self.folder):
                await asyncio.to_thread(writer.put_down)

    def let_go(self) -> None:
        """Close the files of a drill that could not be opened."""
        with suppress(OSError):
            if self.conductor is not None:
                self.conductor.let_go()
        with suppress(OSError):
            self._access_pen.put_down()
        self._ratings.put_down()

    @contextmanager
    def used(self) -> Iterator[None]:
        """While somebody does something with this drill it stays open."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            self._left = self._clock()

    def is_idle(self, since: float) -> bool:
        """Whether nobody has had to do with it since then and nothing goes on: it may be closed and opened again."""
        rests = self.conductor is None or self.conductor.rests
        return rests and not self._users and self._left <= since

    @property
    def is_watched(self) -> bool:
        """Whether somebody would notice if it stood still for a moment."""
        runs = self.conductor is not None and self.conductor.pace.state == "running"
        return runs and bool(self.hub.viewers)

    # -- people -------------------------------------------------------------------------------------------------------

    async def give(self, grant: Grant) -> None:
        """Let somebody in, durably."""
        await self._write([{"kind": "grant", "grant": msgspec.to_builtins(grant)}])
        self._access.add(grant)

    async def revoke(self, grant: Grant) -> None:
        """Let somebody in no more, durably; open sockets end at once."""
        await self._write([{"kind": "revoked", "grant": grant.id, "wall": time.time()}])
        self._access.revoke(grant.id)
        self.hub.weed()

    async def set_pace(self, action: str, speed: float | None = None, grant: str = "") -> None:
        """As of the conductor; beside the ratings it is written at which speed people play."""
        conductor = self.live
        await conductor.set_pace(action, speed, grant)
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
            await self._ratings.do(append_rating, self.folder.ratings, line)
        except OSError as error:
            raise Trouble(507, "disk", reason=error.strerror or str(error)) from error

    async def paper(self, lang: Lang) -> Paper:
        """What a paper of this moment is made of: every rating that was acknowledged is in it."""
        root = self.finished.root
        path = self.folder.ratings
        ratings = await self._ratings.do(lambda: path.read_bytes() if path.exists() else b"")
        return Paper(self.folder, root, ratings, lang)

    def rated(self) -> list[Line]:
        """Every line beside the journal, in the order of writing."""
        path = self.folder.ratings
        return [line for _, line in load_ratings(path).lines] if path.exists() else []

    def note(self, kind: str, **about: Any) -> None:
        """Write into the conduct log of a running drill who came and what they look at."""
        running = self.conductor is not None and not self.conductor.root
        if running and self.conductor and self._notes.take(about.get("grant")):
            self.conductor.note(kind, **about)  # nothing is played from it, so nobody waits for the disk

    async def _write(self, lines: list[dict[str, Any]]) -> None:
        try:
            await self._access_pen.add(lines)
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

    def awaits(self, seat: str) -> int:
        """A seat that a person plays and where nobody has signed on yet: the fact that gave it to them; else -1."""
        desk = self.wall.parts.tickets.desks[seat]
        return desk.staffed if desk.player == "person" and not desk.signed_on and not self.over else -1

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
    """What goes wrong while a drill ends or is closed is written down and keeps nothing else from being done."""
    try:
        yield
    except Exception:
        log.exception("%s: could not be closed as it should", folder.path)
