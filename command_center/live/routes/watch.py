"""The socket: pictures as they change. A client says ``{"kind": "resync"}`` or nothing."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from command_center.live.hub import Viewer
from command_center.live.limits import Buckets
from command_center.live.needs import BEARER, house_of, need_of_view, who_of
from command_center.live.problems import Trouble, lang_of
from command_center.live.room import MOST_VIEWERS, Room
from command_center.live.words import Lang, say
from command_center.orders import SignOn

log = logging.getLogger(__name__)

PATH = "/api/drills/{drill}/watch"
GONE = (WebSocketDisconnect, WebSocketDisconnected, OSError)
"""How a socket that has broken ends."""
RESYNC, RESYNCS = 1.0, 5.0
"""Resyncs a second of one socket, and at once."""
ATTEND = 0.5
"""Seconds between two looks whether a seat whose page is open was handed to a person."""
CODES = {"revoked": 1008, "message": 1008, "broken": 1011, "stopping": 1012, "slow": 1013}
"""Why a viewer is let go -> close code."""


async def watch(socket: WebSocket) -> None:
    """Serve one socket from its handshake to its end."""
    lang = lang_of(socket.headers)
    drill, view = str(socket.path_params["drill"]), socket.query_params.get("view", "wall")
    try:
        room, viewer = await _enter(socket, drill, view)
    except Trouble as trouble:
        await socket.send_denial_response(trouble.answer(lang))
        return
    with room.used():
        await socket.accept(_subprotocol(socket))
        if house_of(socket).viewers >= MOST_VIEWERS:
            await socket.close(1013, say(lang, "too_many_viewers", most=MOST_VIEWERS))
            return
        room.note("watching", view=view, grant=viewer.who.name(drill))
        await _serve(socket, room, view, viewer, lang)


async def _attend(room: Room, view: str, viewer: Viewer) -> None:
    """Whoever has the page of the seat they play open signs on there, once each time that it is handed to a person."""
    seat = view.removeprefix("seat:")
    if seat == view or seat not in viewer.who.seats(room.id):
        return
    while True:
        handed = room.awaits(seat)
        if handed >= 0:
            with suppress(Trouble):  # a drill that has just ended, or a full disk, is told with the picture
                author = viewer.who.behind(room.id, seat)
                await room.order(SignOn(0, 0, seat), f"sign-on {seat} {handed}", author)
        await asyncio.sleep(ATTEND)


async def _enter(socket: WebSocket, drill: str, view: str) -> tuple[Room, Viewer]:
    who = who_of(socket)
    need, seat = need_of_view(view)
    need.check(who, drill, seat)
    house = house_of(socket)
    room = await house.room(drill)
    room.draw(view)
    grants = tuple(grant.id for grant in who.of(drill))
    # asked anew with every picture: of several grants the one that this view needs may be gone
    return room, Viewer(who, grants, lambda: need.met(house.access.still(who), drill, seat), socket.send_text)


def _subprotocol(socket: WebSocket) -> str | None:
    """A browser that offered a key as subprotocol wants it taken up."""
    return next((each for each in socket.scope["subprotocols"] if each.startswith(BEARER)), None)


async def _serve(socket: WebSocket, room: Room, view: str, viewer: Viewer, lang: Lang) -> None:
    sender = asyncio.create_task(room.hub.watch(view, room.draw(view), viewer))
    reader = asyncio.create_task(_read(socket, viewer))
    attendant = asyncio.create_task(_attend(room, view, viewer))
    tasks = (sender, reader, attendant)
    try:
        await asyncio.wait((sender, reader), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        for error in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(error, Exception) and not isinstance(error, GONE):
                log.error("a socket ended: %s", type(error).__name__, exc_info=error)
                viewer.why = "broken"
    if viewer.why:
        with suppress(Exception):  # it may be gone, or take nothing any more
            async with asyncio.timeout(1.0):
                await socket.close(CODES[viewer.why], say(lang, f"close.{viewer.why}"))


async def _read(socket: WebSocket, viewer: Viewer) -> None:
    """Listen until the socket closes; anything but a resync ends it."""
    bucket = Buckets(RESYNC, RESYNCS)
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if not _is_resync(message.get("text")) or not bucket.take(""):
            viewer.why = "message"
            return
        viewer.have = -1
        viewer.wake.set()


def _is_resync(text: str | None) -> bool:
    try:
        return text is not None and msgspec.json.decode(text) == {"kind": "resync"}
    except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):
        return False
