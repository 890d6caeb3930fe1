"""What every request passes before anything looks at it: whose host it names, where it comes from, how much, how often.

A page of another site can make a browser send requests here. Two things stop it: the name in ``Host`` must be one of
ours (so that a foreign name that is made to point here, DNS rebinding, opens nothing), and whatever changes something,
and every socket, must come from our own pages (``Origin``) or from no page at all.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from command_center.live.limits import Buckets, neighbourhood
from command_center.live.problems import Trouble, lang_of

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
"""Bytes of a request's body at most."""
BODY = 20.0
"""Seconds in which a request's body must have come."""
RATE, BURST = 200.0, 2_000.0
"""Requests under /api a second from one address, and at once: hundreds of people may sit behind one."""

PAGES = (
    "default-src 'none'; script-src 'self'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": PAGES,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""What every answer carries unless it says otherwise itself."""


class Guard:
    """The outermost layer. ``names`` are the host names by which we may be called, besides addresses and localhost.

    A fault of ours is answered here and nowhere further out, so it too has our headers and says what it is; people are
    told that it stands in ``log_name``.
    """

    def __init__(
        self, app: ASGIApp, names: Iterable[str] = (), secure: bool = False, log_name: str = "server.log"
    ) -> None:
        self._app = app
        self._log_name = log_name
        self._names = {"localhost", *(name.lower() for name in names)}
        self._buckets = Buckets(RATE, BURST)
        self._scheme = "https" if secure else "http"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        trouble = self._trouble(scope, headers)
        if trouble is None:
            return await self._pass_on(scope, receive, _dressed(scope, send), headers)
        answer = trouble.answer(lang_of(headers))
        return await answer(scope, receive, _dressed(scope, send))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, _counted(scope, receive), watched)
        except Exception as error:
            log.error("%s %s: %s", scope.get("method", "socket"), scope["path"], type(error).__name__, exc_info=error)
            if begun:
                raise  # half an answer cannot be mended: the connection breaks off
            answer = Trouble(500, "fault", log=self._log_name).answer(lang_of(headers))
            await answer(scope, receive, send)

    def _trouble(self, scope: Scope, headers: Headers) -> Trouble | None:
        host = headers.get("host", "")
        if not self._ours(host):
            return Trouble(421, "host", host=host[:80])
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changes and not self._from_us(headers, host):
            return Trouble(403, "origin")
        if scope["path"].startswith("/api") and not self._buckets.take(
            neighbourhood((scope.get("client") or ("",))[0])
        ):
            return Trouble(429, "too_many")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return Trouble(413, "too_large", most=MOST_BYTES)
        return None

    def _ours(self, host: str) -> bool:
        """Whether a ``Host`` is a name of ours or a bare address, which nobody can make point elsewhere."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _from_us(self, headers: Headers, host: str) -> bool:
        """Whether the page behind a request is ours; a program sends no ``Origin``, and says so with its key."""
        origin = headers.get("origin")
        if origin is None:
            return "cookie" not in headers or headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        return origin.lower() in {f"{self._scheme}://{host}".lower(), f"https://{host}".lower()}


def _counted(scope: Scope, receive: Receive) -> Receive:
    """``receive`` that refuses a body which grows too large on the way or does not come in time."""
    if scope["type"] != "http":
        return receive
    read, more, loop = 0, True, asyncio.get_running_loop()
    end = loop.time() + BODY

    async def counted() -> Message:
        nonlocal read, more
        if not more:
            return await receive()
        try:
            async with asyncio.timeout_at(end):
                message = await receive()
        except TimeoutError:
            raise Trouble(408, "slow", seconds=f"{BODY:g}") from None
        more = bool(message.get("more_body", False))
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            raise Trouble(413, "too_large", most=MOST_BYTES)
        return message

    return counted


def _dressed(scope: Scope, send: Send) -> Send:
    """``send`` that adds our headers where an answer has none of its own."""

    async def dressed(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers: list[Any] = list(message.get("headers", ()))
            told = {name.lower() for name, _ in headers}
            headers += [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in told]
            if scope["path"].startswith("/api") and b"cache-control" not in told:
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await send(message)

    return dressed
