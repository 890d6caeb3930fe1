"""Hard use of the live server, for scripts/soak and, shorter, for the tests: kill -9 under load, and many viewers.

Servers run as processes of their own, forked from one that has imported everything, so that a start takes half a
second and two hundred kills a few minutes.
"""

from __future__ import annotations

import asyncio
import base64
import multiprocessing
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from command_center.drill import record
from command_center.journal import verify
from command_center.live.house import recipe_named
from command_center.live.serving import Opened, Options, serve
from command_center.live.storage import Folder

_PROCESSES = multiprocessing.get_context("forkserver")
START = 120.0
"""Seconds that a start may take."""


def _serve(data: Path, scenario: str, speed: float, pipe: Connection) -> None:
    serve(Options(data, port=0, speed=speed), recipe_named(scenario), pipe.send)


class Server:
    """A server process; ``opened`` is what it told when it answered."""

    def __init__(self, data: Path, scenario: str, speed: float = 60.0) -> None:
        _PROCESSES.set_forkserver_preload(["tests.soak"])
        here, there = _PROCESSES.Pipe()
        self.process = _PROCESSES.Process(target=_serve, args=(data, scenario, speed, there), daemon=True)
        self.process.start()
        there.close()
        self._pipe = here
        self._opened: Opened | None = None

    @property
    def opened(self) -> Opened:
        """Waits until the server answers; AssertionError where it does not."""
        if self._opened is None:
            assert self._pipe.poll(START), "the server did not answer"
            told = self._pipe.recv()
            assert isinstance(told, Opened)
            self._opened = told
        return self._opened

    @property
    def key(self) -> str:
        """The key of whoever started it."""
        return self.opened.director.partition("#key=")[2].partition("&")[0]

    def client(self) -> httpx.Client:
        """Asks its interface as the director."""
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.Client(base_url=f"{self.opened.base}/api", headers=headers, timeout=30)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.join(30)

    @property
    def memory(self) -> int:
        """Bytes of memory that it holds."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


# -- kill -9


@dataclass
class Crashes:
    """What the kills came to. ``lost`` is the wall time (s) by which a restart stood back, at most."""

    kills: int = 0
    orders: int = 0
    in_flight: int = 0
    unfinished_starts: int = 0
    torn: int = 0
    lost: float = 0.0
    drills: int = 0
    facts: int = 0
    faults: list[str] = field(default_factory=list)

    def told(self) -> str:
        """One line."""
        return (
            f"{self.kills} kills ({self.unfinished_starts} during a start), {self.orders} orders acknowledged, "
            f"{self.in_flight} on their way when killed, {self.torn} torn lines, at most {self.lost:.2f} s lost, "
            f"{self.drills} drills of {self.facts} facts equal to a batch play, {len(self.faults)} faults"
        )


class Given(NamedTuple):
    """An acknowledged order: its number, its time and whether it was accepted."""

    number: int
    t: int
    accepted: bool


class Crowd:
    """Senders of orders and a watcher of the clock, until the server is gone."""

    def __init__(self, server: Server, dice: random.Random, keys: Iterator[int]) -> None:
        self.acknowledged: dict[str, Given] = {}
        self.asked: dict[str, dict[str, Any]] = {}
        self.seen: tuple[int, float, float] = (0, time.monotonic(), 0.0)  # simulated ms, wall s, speed
        self._server = server
        self._dice = random.Random(dice.random())
        self._keys = keys
        self.first = threading.Event()  # an order was acknowledged
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._send, daemon=True) for _ in range(3)]
        self._threads.append(threading.Thread(target=self._look, daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def _send(self) -> None:
        drill = self._server.opened.drill
        with self._server.client() as client, suppress(httpx.HTTPError):
            while not self._stop.is_set():
                key = f"order {next(self._keys)}"
                body = {**an_order(self._dice), "key": key}
                self.asked[key] = body
                answer = client.post(f"/drills/{drill}/orders", json=body)
                given = given_in(answer)
                if given is not None:
                    self.acknowledged[key] = given
                    self.first.set()
                else:
                    del self.asked[key]
                    time.sleep(0.2)

    def _look(self) -> None:
        drill = self._server.opened.drill
        with self._server.client() as client, suppress(httpx.HTTPError):
            while not self._stop.is_set():
                pace = client.post(
                    f"/drills/{drill}/pace", json={"action": "speed", "speed": self._dice.choice(SPEEDS)}
                )
                if pace.status_code == 200:
                    self.seen = (pace.json()["now"], time.monotonic(), pace.json()["speed"])
                time.sleep(0.1)


SPEEDS = (1, 60, 300, 600)
BUSY = 2 * 3_600_000
"""Simulated ms by which the flood is in full swing."""
SEATS, SYSTEMS = ("A1", "A2", "A3", "A4", "A5", "A6"), ("Y1", "Y2", "Y3")


def an_order(dice: random.Random) -> dict[str, Any]:
    """An order that is carried out or refused, as chance will have it."""
    seat, system = dice.choice(SEATS), dice.choice(SYSTEMS)
    return dice.choice(
        (
            {"order": "take_system_down", "system": system},
            {"order": "bring_system_up", "system": system},
            {"order": "staff_seat", "seat": seat, "profile": dice.choice(("own", "empty", "responder"))},
            {"order": "play_seat", "seat": seat, "player": dice.choice(("person", "program"))},
            {"order": "write_note", "by": seat, "text": f"note {dice.randrange(100)}"},
            {"order": "skip_inject", "inject": "none of that name"},
        )
    )


def given_in(answer: httpx.Response) -> Given | None:
    """An acknowledged order; None where the server said that it is none (too many at once, the drill is over)."""
    told = answer.json()
    if answer.status_code == 200:
        return Given(told["number"], told["t"], True)
    if answer.status_code == 409 and told["code"] == "refused":
        return Given(told["number"], told["t"], False)
    assert answer.status_code == 429 or told["code"] == "ended", answer.text
    return None


class Soak:
    """One drill after another, killed again and again."""

    def __init__(self, data: Path, scenario: str, seed: int) -> None:
        self.found = Crashes()
        self._data = data
        self._scenario = scenario
        self._dice = random.Random(seed)
        self._keys = count(1)
        self._acknowledged: dict[str, Given] = {}
        self._drill = ""

    def kill_once(self) -> None:
        """Start, run under load, kill at a random moment, start again and compare."""
        server = Server(self._data, self._scenario)
        if self._dice.random() < 0.15:
            time.sleep(self._dice.random() * 0.6)
            server.kill()
            self.found.unfinished_starts += 1
            self.found.kills += 1
            return
        self._drill = server.opened.drill
        with server.client() as client:
            client.post(f"/drills/{self._drill}/pace", json={"action": "start", "speed": self._dice.choice(SPEEDS)})
        crowd = Crowd(server, self._dice, self._keys)
        crowd.first.wait(START)  # however slow the machine is, it is killed under load
        time.sleep(self._dice.uniform(0.0, 1.2))
        server.kill()
        died = time.monotonic()
        crowd.stop()
        self.found.kills += 1
        self._acknowledged |= crowd.acknowledged
        self._compare(crowd, died)

    def _compare(self, crowd: Crowd, died: float) -> None:
        """Start again; everything must stand as it stood."""
        server = Server(self._data, self._scenario)
        try:
            with server.client() as client:
                now = client.get(f"/drills/{self._drill}").json()
                self._check(now["state"] in ("paused", "ready", "ended"), f"it is {now['state']} after a restart")
                self._check_orders()
                self._check_time(now["now"], crowd, died)
                self._ask_again(client, crowd)
                if now["end"] - now["now"] < 3_600_000 or now["state"] == "ended":
                    self._end(client)
        finally:
            server.kill()

    def _check(self, good: bool, fault: str) -> None:
        if not good:
            self.found.faults.append(f"kill {self.found.kills}: {fault}")

    def _check_orders(self) -> None:
        given = [(each.key, each.order) for each in self._folder().given()]
        by_key = dict(given)
        self._check(len(by_key) == len(given), "an order stands twice in the log")
        for key, answer in self._acknowledged.items():
            order = by_key.get(key)
            whole = order is not None and (order.number, order.t) == answer[:2]
            self._check(whole, f"{key} was acknowledged as {answer} and stands as {order}")
        self.found.orders = max(self.found.orders, len(self._acknowledged))

    def _check_time(self, now: int, crowd: Crowd, died: float) -> None:
        seen, when, speed = crowd.seen
        latest = max((given.t for given in crowd.acknowledged.values()), default=0)
        self._check(now >= latest, f"it stands at {now}, before an acknowledged order at {latest}")
        if now < seen and speed:
            self.found.lost = max(self.found.lost, (seen - now) / 1000 / speed + (died - when))

    def _ask_again(self, client: httpx.Client, crowd: Crowd) -> None:
        """What was on its way is sent again, and some of what was answered: the first answer must come again."""
        on_its_way = [key for key in crowd.asked if key not in crowd.acknowledged]
        self.found.in_flight += len(on_its_way)
        for key in [*on_its_way, *list(crowd.acknowledged)[-5:]]:
            given = given_in(client.post(f"/drills/{self._drill}/orders", json=crowd.asked[key]))
            if given is not None:
                self._check(self._acknowledged.setdefault(key, given) == given, f"{key} got another answer")

    def _folder(self) -> Folder:
        return Folder(self._data / "drills" / self._drill)

    def finish(self) -> Crashes:
        """End the drill and compare its journal with a batch play of the same recipe."""
        server = Server(self._data, self._scenario)
        try:
            self._drill = server.opened.drill
            with server.client() as client:
                self._end(client)
        finally:
            server.kill()
        self.found.torn = self._torn()
        return self.found

    def _end(self, client: httpx.Client) -> None:
        client.post(f"/drills/{self._drill}/orders", json={"order": "end_drill"})
        end = time.monotonic() + START
        while client.get(f"/drills/{self._drill}").json()["state"] != "ended":
            assert time.monotonic() < end
            time.sleep(0.05)
        folder = self._folder()
        orders = tuple(each.order for each in folder.given())
        batch = folder.path / "batch"
        root, path, facts = record(replace(folder.recipe(), orders=orders), batch)
        assert path is not None
        self._check(path.read_bytes() == folder.journal.read_bytes(), "its journal is not that of a batch play")
        self._check(verify(folder.journal, root) == [], "its journal does not hold")
        self.found.drills += 1
        self.found.facts += facts
        self._acknowledged.clear()

    def _torn(self) -> int:
        paths = self._data.glob("drills/*")
        lines = [line for path in paths for line in Folder(path).conducted().values]
        return sum(bool(line.get("torn")) for line in lines if line["kind"] == "opened")


def crash(
    data: Path, kills: int, minutes: float, scenario: str = "mini-hotline", seed: int = 1,
    told: Callable[[str], object] = lambda text: None,
) -> Crashes:  # fmt: skip
    """Kill a server so many times, or for so long."""
    soak, end = Soak(data, scenario, seed), time.monotonic() + minutes * 60
    for number in range(1, kills + 1):
        soak.kill_once()
        if number % 10 == 0:
            told(soak.found.told())
        if time.monotonic() > end:
            break
    return soak.finish()


# -- many viewers


class Viewer(asyncio.Protocol):
    """A viewer that costs next to nothing: it reads frames, notes how old each picture is, and forgets it."""

    def __init__(self, request: bytes, ages: list[float]) -> None:
        self.seq = -1
        self.messages = 0
        self.gaps = 0
        self.open = False
        self._request = request
        self._ages = ages
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.open:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            assert self._buffer.startswith(b"HTTP/1.1 101"), bytes(self._buffer[:200])
            del self._buffer[: end + 4]
            self.open = True
        while self._frame():
            pass

    def _frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        size, start = buffer[1], 2
        if size == 126:
            size, start = int.from_bytes(buffer[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < start + size:
            return False
        if buffer[0] & 15 == 1:
            self._message(bytes(buffer[start : start + min(size, 200)]))
        elif buffer[0] & 15 == 9:
            self.transport.write(b"\x8a" + bytes([128 | size]) + bytes(4) + bytes(buffer[start : start + size]))
        del buffer[: start + size]
        return True

    def _message(self, head: bytes) -> None:
        kind = head[9:13]  # {"kind":"full"
        if kind not in (b"full", b"chan"):
            return
        seq = _number(head, b'"seq":')
        if kind == b"chan" and seq != self.seq + 1:
            self.gaps += 1
        self.seq = seq
        self.messages += 1
        self._ages.append(time.time() * 1000 - _number(head, b'"wall":'))


def _number(text: bytes, name: bytes) -> int:
    start = text.index(name) + len(name)
    end = start
    while text[end : end + 1].isdigit():
        end += 1
    return int(text[start:end])


def _handshake(base: str, drill: str, view: str, key: str) -> bytes:
    nonce = base64.b64encode(os.urandom(16)).decode()
    lines = (
        f"GET /api/drills/{drill}/watch?view={view} HTTP/1.1", f"Host: {urlsplit(base).netloc}", "Upgrade: websocket",
        "Connection: Upgrade", f"Sec-WebSocket-Key: {nonce}", "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: bearer.{key}", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


@dataclass
class Load:
    """What many viewers came to: ages of pictures in ms when they arrived, memory in MB."""

    viewers: int
    seats: int
    pictures: int = 0
    median: float = 0.0
    p99: float = 0.0
    worst: float = 0.0
    gaps: int = 0
    left_behind: int = 0
    lost: int = 0
    stalled_gone: bool = False
    memory: tuple[float, float] = (0.0, 0.0)

    def told(self) -> str:
        """One line."""
        return (
            f"{self.viewers} viewers and {self.seats} seats: {self.pictures} pictures, age on arrival median "
            f"{self.median:.0f} ms, p99 {self.p99:.0f} ms, worst {self.worst:.0f} ms; {self.gaps} gaps, "
            f"{self.lost} lost, {self.left_behind} without the last picture; stalled reader let go: "
            f"{self.stalled_gone}; memory {self.memory[0]:.1f} -> {self.memory[1]:.1f} MB"
        )


def fan_out(data: Path, viewers: int, seats: int, seconds: float, scenario: str = "city-waterlogging") -> Load:
    """So many viewers of the wall and so many of seats' pages at 60 times, one of them stalled, for so long."""
    with _served(data, scenario) as server:
        return asyncio.run(_fan_out(server, Load(viewers, seats), seconds))


@contextmanager
def _served(data: Path, scenario: str) -> Iterator[Server]:
    server = Server(data, scenario, 60.0)
    try:
        server.opened  # noqa: B018 - wait until it answers
        yield server
    finally:
        server.kill()


async def _fan_out(server: Server, load: Load, seconds: float) -> Load:
    drill, base = server.opened.drill, server.opened.base
    with server.client() as client:
        _to_the_rain(client, drill)
        names = list(client.get(f"/drills/{drill}/setting").json()["seats"])[: load.seats]
        grant = client.post(f"/drills/{drill}/grants", json={"role": "observer", "label": "stalled"}).json()
        views = ["wall"] * load.viewers + [f"seat:{name}" for name in names]
        ages: list[float] = []
        joined = [await _join(base, drill, view, server.key, ages) for view in views]
        stalled = _stalled(base, drill, grant["link"].partition("#key=")[2])
        await asyncio.sleep(2)
        ages.clear()
        first = server.memory
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(1)
            with suppress(OSError):
                stalled.send(_RESYNC)
        load.memory = (first / 1e6, server.memory / 1e6)
        _measure(load, ages)
        await asyncio.to_thread(client.post, f"/drills/{drill}/pace", json={"action": "pause"})
        await asyncio.sleep(1.5)
        grants = (await asyncio.to_thread(client.get, f"/drills/{drill}/grants")).json()
        load.stalled_gone = not any(each["connected"] for each in grants if each["id"] == grant["id"])
    _settle(load, joined, views)
    stalled.close()
    for viewer in joined:
        viewer.transport.abort()
    return load


def _to_the_rain(client: httpx.Client, drill: str) -> None:
    """On to where most happens, then at 60 times."""
    while client.post(f"/drills/{drill}/pace", json={"action": "next_inject"}).json()["now"] < BUSY:
        while client.get(f"/drills/{drill}").json()["state"] == "running":
            time.sleep(0.05)
    client.post(f"/drills/{drill}/pace", json={"action": "start", "speed": 60})


_RESYNC = b"\x81\x91\0\0\0\0" + b'{"kind":"resync"}'
"""A resync as a client's frame, masked with zeros."""


async def _join(base: str, drill: str, view: str, key: str, ages: list[float]) -> Viewer:
    parts, request = urlsplit(base), _handshake(base, drill, view, key)
    loop = asyncio.get_running_loop()
    _, viewer = await loop.create_connection(lambda: Viewer(request, ages), str(parts.hostname), parts.port or 80)
    while not viewer.open:
        await asyncio.sleep(0.002)
    return viewer


def _stalled(base: str, drill: str, key: str) -> socket.socket:
    """A viewer that asks for pictures and never reads one."""
    parts = urlsplit(base)
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect((parts.hostname, parts.port))
    reader.sendall(_handshake(base, drill, "wall", key))
    return reader


def _measure(load: Load, ages: list[float]) -> None:
    ages.sort()
    load.pictures = len(ages)
    load.median, load.p99, load.worst = ages[len(ages) // 2], ages[int(len(ages) * 0.99)], ages[-1]


def _settle(load: Load, joined: list[Viewer], views: list[str]) -> None:
    last: dict[str, int] = {}
    for viewer, view in zip(joined, views, strict=True):
        last[view] = max(last.get(view, -1), viewer.seq)
    load.gaps = sum(viewer.gaps for viewer in joined)
    load.lost = sum(not viewer.open for viewer in joined)
    load.left_behind = sum(viewer.seq != last[view] for viewer, view in zip(joined, views, strict=True))
