"""Where live drills are kept: one folder a drill, and nothing else.

DIR/secret                        what keys and sessions are signed with (readable by its owner only)
DIR/left.jsonl                    sessions that people have left, so that their cookies stay void
DIR/drills/ID/recipe.json         scenario and roster as loaded, seed, staffing, horizon
DIR/drills/ID/inputs/             recorded files, each under its SHA-256
DIR/drills/ID/orders.jsonl        every order, durable before it was answered
DIR/drills/ID/conduct.jsonl       pace, joins, and the moment reached
DIR/drills/ID/access.jsonl        grants and their revocation; no key and no code stands there
DIR/drills/ID/ratings.jsonl       what evaluators rated
DIR/drills/ID/journal.jsonl.zst   the journal, once the drill has ended
"""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from command_center.drill import JOURNAL, Recipe
from command_center.journal import read_input, store_input
from command_center.live.lines import Lines, put, read, sync_folder
from command_center.orders import Order, from_text
from command_center.plan.loading import canonical, roster_from_text, scenario_from_text
from command_center.version import VERSION

FORMAT = "command-center live drill"
ID = r"^[a-z0-9][a-z0-9-]{0,80}$"
"""What the name of a drill looks like."""


class NotOurs(Exception):
    """A folder that should hold a live drill does not; the text says why."""


class Head(msgspec.Struct, frozen=True):
    """What a drill is played from in short; ``made`` is wall time (s), ``parent`` and ``at`` tell a fork."""

    format: str
    version: int
    program: str
    id: str
    made: float
    scenario: str
    title: dict[str, str]
    roster: str
    seed: int
    staffing: str
    horizon: int
    end: int
    inputs: list[str]
    parent: str = ""
    at: int = 0


class _Whole(Head, frozen=True, kw_only=True):
    """The same with the texts of scenario and roster: hundreds of kilobytes, read only where they are wanted."""

    scenario_text: str
    roster_text: str


class Given(NamedTuple):
    """An order as it stands in the log: what was ordered, the client's own key for it, and the grant behind it."""

    order: Order
    key: str
    grant: str


def bare(order: Order) -> Order:
    """An order without time and number, to compare what was asked."""
    return msgspec.structs.replace(order, t=0, number=0)


class Folder:
    """The folder of one drill."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.orders = path / "orders.jsonl"
        self.conduct = path / "conduct.jsonl"
        self.access = path / "access.jsonl"
        self.ratings = path / "ratings.jsonl"
        self.journal = path / JOURNAL
        self.head = _read_head(path / "recipe.json", Head)

    def recipe(self) -> Recipe:
        """The recipe without its orders; NotOurs where this program cannot play it, JournalError for a lost input."""
        head, texts = self.head, self.texts()
        try:
            scenario, roster = scenario_from_text(texts[0]), roster_from_text(texts[1])
        except ValueError as error:
            raise NotOurs(f"{self.path / 'recipe.json'}: none that this program can play: {error}") from None
        inputs = {digest: read_input(self.path, digest) for digest in head.inputs}
        return Recipe(scenario, roster, head.seed, head.staffing, head.horizon, (), inputs)

    def texts(self) -> tuple[str, str]:
        """The scenario and the roster as they were loaded; NotOurs where they cannot be read."""
        whole = _read_head(self.path / "recipe.json", _Whole)
        return whole.scenario_text, whole.roster_text

    def given(self) -> list[Given]:
        """Every order of the log; LogDamage or NotOurs where it cannot be read."""
        return [self._given(number, line) for number, line in enumerate(read(self.orders).values, 1)]

    def _given(self, number: int, line: dict[str, Any]) -> Given:
        try:
            return Given(from_text(msgspec.json.encode(line["order"]).decode()), str(line["key"]), str(line["grant"]))
        except (KeyError, ValueError) as error:
            raise NotOurs(f"{self.orders}: line {number} is no order that this program knows: {error}") from None

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """What changes when the drill goes on: time and size of its files (0 where one is absent)."""
        files = (path.stat() if path.exists() else None for path in (self.orders, self.conduct, self.journal))
        return tuple((0, 0) if each is None else (each.st_mtime_ns, each.st_size) for each in files)

    def conducted(self) -> Lines:
        """The conduct log."""
        return read(self.conduct)


H = TypeVar("H", bound=Head)


def _read_head(path: Path, kind: type[H]) -> H:
    try:
        head = msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise NotOurs(f"{path}: cannot be read: {error.strerror}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotOurs(f"{path}: no recipe of a live drill: {error}") from None
    if head.format != FORMAT or head.version > 1:
        raise NotOurs(f"{path}: no recipe of a live drill that this version of the program reads")
    return head


def order_line(given: Given) -> dict[str, Any]:
    """An order as a line of the log."""
    return {"order": msgspec.to_builtins(given.order), "key": given.key, "grant": given.grant}


class Data:
    """The folder DIR; only one server may use it at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.drills = path / "drills"
        self.left = path / "left.jsonl"
        self.drills.mkdir(parents=True, exist_ok=True)
        self._lock = -1

    def __iter__(self) -> Iterator[Path]:
        """The folders of all drills, the newest name last."""
        return iter(sorted(path for path in self.drills.iterdir() if (path / "recipe.json").is_file()))

    def take(self) -> None:
        """Take the folder for this process; BlockingIOError where another server has it."""
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass  # no such locks on this system
        except OSError as error:
            os.close(handle)
            raise BlockingIOError(errno.EWOULDBLOCK, "another server uses it", str(self.path)) from error
        self._lock = handle

    def release(self) -> None:
        """Let another server have the folder."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def secret(self) -> bytes:
        """What keys are signed with; made when first asked for. Deleting the file makes every key and session void."""
        path = self.path / "secret"
        if not path.exists():
            put(path, os.urandom(32).hex().encode())
        return path.read_bytes().strip()

    def new(self, made_of: Recipe, *, parent: str = "", at: int = 0) -> Folder:
        """A folder for a new drill; large or small, its inputs go into it."""
        path = self._free(made_of.scenario.name)
        path.mkdir(mode=0o700)
        for data in made_of.inputs.values():
            store_input(path, data)
        scenario, roster = made_of.scenario, made_of.roster
        head = _Whole(
            FORMAT, 1, VERSION, path.name, time.time(), scenario.name, scenario.title.model_dump(), roster.name,
            made_of.seed, made_of.staffing, made_of.horizon, made_of.end, sorted(made_of.inputs), parent, at,
            scenario_text=canonical(scenario), roster_text=canonical(roster),
        )  # fmt: skip
        put(path / "recipe.json", msgspec.json.encode(head))
        sync_folder(self.drills)
        return Folder(path)

    def _free(self, name: str) -> Path:
        """``scenario-1``, ``scenario-2`` and so on: the first that nobody has taken."""
        stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "drill"
        number = 1
        while (self.drills / f"{stem}-{number}").exists():
            number += 1
        return self.drills / f"{stem}-{number}"
