"""Serving: the address, the process, its start and its end."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import NamedTuple
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from command_center.drill import Recipe
from command_center.live import connections
from command_center.live.access import HOUSE, Grant
from command_center.live.app import make_app
from command_center.live.house import House
from command_center.live.room import Room
from command_center.live.storage import Data

LOG = "server.log"
LOG_BYTES = 5_000_000
"""Bytes of it at most; the one before is kept."""
FAREWELL = 0.1
"""Seconds in which sockets are told why they are closed."""
GRACE = 3
"""Seconds that requests have to end once the server is told to stop."""
SWITCH = 0.0005
"""Seconds that a thread which tells a story may keep the processor from the pictures, each time."""
SENDING = 64 * 1024
"""Bytes that the system may hold for one viewer: a slow one is to skip pictures, not to be sent old ones."""
UNREAD = 30_000
"""Milliseconds after which the system gives up a connection whose other end takes nothing."""
WALL = "wall"
"""The label of the grant behind the wall's link."""


class Options(NamedTuple):
    """How to serve; ``public`` is the address people use where another server stands before this one.

    ``proxies`` are the addresses and networks of such servers: what they say about who asks is believed, nobody else.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public: str = ""
    speed: float = 1.0
    paused: bool = False
    proxies: tuple[str, ...] = ()


class Opened(NamedTuple):
    """What is told once the server answers: links (empty = there is none) and where the drill stands."""

    base: str
    director: str
    wall: str
    drill: str
    resumed: bool
    now: int
    only_here: bool


def bind(host: str, port: int) -> socket.socket:
    """The socket to serve on; OSError where the address is taken or is none of this machine."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENDING)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def is_only_here(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    return host == "localhost" or host.startswith("127.") or host == "::1"


def is_everywhere(host: str) -> bool:
    """Whether an address stands for every address of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def base_of(options: Options, port: int) -> str:
    """The address that links begin with."""
    if options.public:
        return options.public.rstrip("/")
    host = _outward() if is_everywhere(options.host) else options.host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _outward() -> str:
    """The address of this machine that others see; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


class _Server(uvicorn.Server):
    """Ctrl-C ends it as something wanted, and sockets are told before they are closed."""

    house: House

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the form of a signal handler
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for room in self.house.rooms:
            await room.hub.close()
        await asyncio.sleep(FAREWELL)
        await super().shutdown(sockets)


def config_of(app: FastAPI, proxies: Sequence[str] = ()) -> uvicorn.Config:
    """How uvicorn serves the app; ``proxies`` are believed about who asks."""
    return uvicorn.Config(
        app, http=connections.Connection, ws=connections.Socket, ws_max_size=4096,
        ws_per_message_deflate=False, log_config=None, access_log=False, proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies), server_header=False, timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=connections.HEAD,
    )  # fmt: skip


def serve(
    options: Options, made_of: Recipe | None, told: Callable[[Opened], None], sweep: Callable[[], object] | None = None
) -> None:
    """Serve until Ctrl-C or SIGTERM. ``told`` is called once, when the server answers, ``sweep`` after drills closed.

    OSError where the address is taken; BlockingIOError where another server uses the folder; what is wrong with the
    drill that is to go on is raised as by ``House.room``.
    """
    data = Data(options.data)
    data.take()
    try:
        with bind(options.host, options.port) as listener:
            _write_down(options.data / LOG)
            connections.allow_many()
            house = House(data)
            house.sweep = sweep or house.sweep
            asyncio.run(_serve(options, house, made_of, listener, told))
    finally:
        data.release()


async def _serve(
    options: Options, house: House, made_of: Recipe | None, listener: socket.socket, told: Callable[[Opened], None]
) -> None:
    house.base = base_of(options, listener.getsockname()[1])
    public = urlsplit(house.base)
    names = {options.host, socket.gethostname(), public.hostname or ""} - {""}
    app = make_app(house, names=names, secure=public.scheme == "https", log_name=str(options.data / LOG))
    server = _Server(config_of(app, options.proxies))
    server.house = house
    opened = await _open(house, options, made_of)
    sys.setswitchinterval(SWITCH)
    task = asyncio.create_task(server.serve([listener]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    if server.started:
        told(opened)
    await task


async def _open(house: House, options: Options, made_of: Recipe | None) -> Opened:
    director = f"{house.base}/join#key={house.access.key(HOUSE)}"
    here = is_only_here(options.host)
    if made_of is None:
        return Opened(house.base, director, "", "", False, 0, here)
    before = house.unfinished(made_of)
    room = await (house.create(made_of) if before is None else house.room(before.head.id))
    if before is None:
        await room.set_pace("pause" if options.paused else "start", options.speed)
    director += f"&to=/director/{room.id}"
    return Opened(
        house.base, director, await _wall(house, room), room.id, before is not None, room.moment().now, here
    )  # fmt: skip


async def _wall(house: House, room: Room) -> str:
    """The wall's link, under the same grant each time."""
    grants = [grant for grant in house.access.of_drill(room.id) if grant.label == WALL and grant.role == "observer"]
    if not grants:
        grants = [Grant(house.access.new_id(), room.id, "observer", label=WALL)]
        await room.give(grants[0])
    return f"{house.base}/join#key={house.access.key(grants[0].id)}&to=/wall/{room.id}"


def _write_down(path: Path) -> None:
    """Faults go into a file beside the drills; requests are written down nowhere, so no key is either.

    Anybody who reaches the port can send what is no request, which is written down: so the file does not grow for ever.
    """
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name in ("command_center.live", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
        logger.handlers = [handler]
