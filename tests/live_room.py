"""What tests of the live drill share: a house in a temporary folder, a clock by hand, a client, a real server."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from command_center.drill import Recipe
from command_center.journal import Journal
from command_center.live.access import HOUSE, Grant, Role
from command_center.live.app import make_app
from command_center.live.conduct import Conductor
from command_center.live.house import House, recipe_named
from command_center.live.room import Room
from command_center.live.serving import bind, config_of
from command_center.live.storage import Data, Folder


class Clock:
    """A wall clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@cache
def named(scenario: str, seed: int = 1, horizon: int | None = None) -> Recipe:
    """A shipped scenario's recipe; loaded once."""
    return recipe_named(scenario, seed=seed, horizon=horizon)


def house_in(folder: Path, clock: Callable[[], float] = time.monotonic) -> House:
    """A house on a folder, as a server that starts finds it."""
    house = House(Data(folder), clock)
    house.base = "http://localhost"
    return house


@asynccontextmanager
async def running(conductor: Conductor) -> AsyncIterator[Conductor]:
    """A conductor that is open and plays; closed as a server that is told to stop closes it."""
    await conductor.open()
    task = asyncio.create_task(conductor.run())
    try:
        yield conductor
    finally:
        await conductor.close()
        await task
        await conductor.settle()


@asynccontextmanager
async def killed(conductor: Conductor) -> AsyncIterator[Conductor]:
    """A conductor that plays and then is gone in the middle of it, as after kill -9: nothing is closed or settled."""
    await conductor.open()
    task = asyncio.create_task(conductor.run())
    try:
        yield conductor
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something is so; AssertionError where it takes too long."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        await asyncio.sleep(0.005)


def journal_of(folder: Folder) -> bytes:
    """The journal of a drill that has ended, as it lies there; it opens."""
    Journal.open(folder.journal)
    return folder.journal.read_bytes()


class Person:
    """Somebody with a key: asks the app by itself, without a network."""

    def __init__(self, app: Any, key: str = "") -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://localhost", headers=headers
        )

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """One request under /api."""
        return await self.client.request(method, f"/api{path}", json=body, headers=headers)


def let_in(house: House, room: Room, role: Role, *seats: str, expires: float = 0.0) -> str:
    """A key for somebody in a role."""
    grant = Grant(house.access.new_id(), room.id, role, seats, "", time.time(), expires)
    house.access.add(grant)
    return house.access.key(grant.id)


@asynccontextmanager
async def app_of(folder: Path, recipe: Recipe, clock: Callable[[], float] = time.monotonic) -> AsyncIterator[Any]:
    """A house with one drill, its app and its room: what most tests of routes want."""
    house = house_in(folder, clock)
    room = await house.create(recipe)
    try:
        yield house, make_app(house), room
    finally:
        await house.close()


def director(house: House) -> str:
    """The key of whoever started the server."""
    return house.access.key(HOUSE)


@contextmanager
def served(folder: Path, recipe: Recipe, *proxies: str) -> Iterator[tuple[str, House, str]]:
    """A real server in a thread, on a port of its own: its address, its house and the drill's id."""
    listener = bind("127.0.0.1", 0)
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    house = house_in(folder)
    server = uvicorn.Server(config_of(make_app(house), proxies))
    drill: list[str] = []

    async def run() -> None:
        drill.append((await house.create(recipe)).id)
        await server.serve([listener])

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < end
        time.sleep(0.01)
    try:
        yield base, house, drill[0]
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
