"""Connections: how long one may take to say what it wants, and how many the system lets a server have."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import h11
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

HEAD = 20
"""Seconds in which the head of a request must have come, the first one and each further one.

The server itself counts them from an answer to the next letter, a connection everywhere else.
"""
FILES = 8_192
"""Files and connections that a server would like to have open at once, where the system allows it."""


class Connection(H11Protocol):
    """Closes a connection on which no whole head of a request comes: many such hold all places and cost nothing."""

    _patience: asyncio.TimerHandle | None = None

    # asyncio hands a stream's protocol a Transport, though its base class promises only a BaseTransport
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new connection."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Part of a request came."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._forget()
        super().connection_lost(exc)

    def _look(self) -> None:
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._forget()
        elif self._patience is None:
            self._patience = self.loop.call_later(HEAD, self.transport.close)

    def _forget(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


class Socket(WebSocketsSansIOProtocol):
    """Counts a handshake that was refused with an answer as done.

    Uvicorn 0.54 does so only once the connection is gone, and says until then that the handshake was forgotten: an
    error in the log for each socket that asks for what is not there.
    """

    async def send(self, message: ASGISendEvent) -> None:
        """Send what the app says."""
        await super().send(message)
        self.handshake_complete = self.handshake_complete or (self.initial_response is not None and self.close_sent)


def allow_many() -> None:
    """Let this process have as many files open as the system gives without asking, up to what is of use."""
    try:
        import resource
    except ImportError:  # a system that has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
