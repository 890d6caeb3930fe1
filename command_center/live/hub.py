"""The hub: one picture for many viewers, made and encoded once a tick for each kind of viewer.

A viewer holds a cursor, the number of the picture it got last, and nothing else: whoever is one picture back gets the
change, whoever is further back the whole picture of now. So a slow viewer skips pictures and harms nobody, and memory
does not grow with it. One that takes nothing for ``STALLED`` seconds is let go.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from command_center.folds.pictures.patch import merge_patch
from command_center.live.access import Who

TICK = 0.25
"""Seconds between two pictures."""
BEAT = 0.8
"""Seconds after which a viewer that got nothing gets a beat with the next tick: at least one a second."""
STALLED = 10.0
"""Seconds that one message may take before its viewer is let go."""
HOLD = 0.01
"""Seconds of making pictures after which the hub gives way."""
CLOCKS = frozenset({"now", "clock"})
"""Members of a picture that change all the time: alone they are no change, since every message tells the time."""

log = logging.getLogger(__name__)
Draw = Callable[[int], dict[str, Any]]
Send = Callable[[str], Awaitable[None]]


class Moment(NamedTuple):
    """Where a drill stands: simulated ms, facts so far, the pace, and once it has ended status and root."""

    now: int
    facts: int
    pace: Mapping[str, Any]
    status: str = ""
    root: str = ""


class Viewer:
    """One socket: who it is, whether they may still look at this view, how to reach it, and its cursor."""

    def __init__(self, who: Who, grants: tuple[str, ...], may: Callable[[], bool], send: Send) -> None:
        self.who = who
        self.grants = grants
        self.may = may
        self.have = -1
        self.beats = 0
        self.told_end = False
        self.since = 0.0  # when the message on its way was begun; 0 = none is
        self.wake = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self.why = ""  # why it is let go
        self._send = send

    async def serve(self, channel: Channel) -> None:
        """Send what the channel has for it, until cancelled."""
        while True:
            text = channel.next_for(self)
            if not text:
                await self.wake.wait()
                self.wake.clear()
                continue
            self.since = time.monotonic()
            await self._send(text)
            self.since = 0.0

    def let_go(self, why: str) -> None:
        """Stop serving it, for a reason."""
        self.why = self.why or why
        if self.task is not None:
            self.task.cancel()


class Channel:
    """One kind of picture and everybody who looks at it."""

    def __init__(self, view: str, draw: Draw) -> None:
        self.view = view
        self.viewers: set[Viewer] = set()
        self.seq = -1
        self.beats = 0
        self._draw = draw
        self._moment = Moment(-1, -1, {})
        self._picture: dict[str, Any] = {}  # of the latest change
        self._latest: dict[str, Any] = {}  # the same, but for its clocks
        self._patch: dict[str, Any] = {}
        self._sent = 0.0
        self._wall = 0
        self._change = self._full = self._beat = self._end = ""

    def look(self, moment: Moment) -> None:
        """A new picture of this moment, where there is one; wakes whoever should get something."""
        before, self._moment = self._moment, moment
        if (before.now, before.facts) != (moment.now, moment.facts) or self.seq < 0:
            self._redraw(moment)
        clock = time.monotonic()
        if before.pace != moment.pace or (before.root != moment.root) or clock - self._sent >= BEAT:
            self.beats += 1
            self._beat = self._end = ""
            self._wake(clock)

    def _redraw(self, moment: Moment) -> None:
        picture = self._draw(moment.now)
        patch = merge_patch(self._picture, picture) or {}
        self._latest, self._full = picture, ""
        if self.seq >= 0 and not set(patch) - CLOCKS:
            return
        self._picture, self._patch = picture, patch
        self.seq += 1
        self._change = ""
        self._wall = time.time_ns() // 1_000_000
        self._wake(time.monotonic())

    def _wake(self, clock: float) -> None:
        self._sent = clock
        for viewer in self.viewers:
            viewer.wake.set()

    def next_for(self, viewer: Viewer) -> str:
        """What a viewer is to get next; empty where it has everything. Its cursor moves."""
        have, viewer.have = viewer.have, self.seq
        if have < self.seq:
            viewer.beats = self.beats
            return self.change() if have == self.seq - 1 and self.seq > 0 else self.full()
        if self._moment.root and not viewer.told_end:
            viewer.told_end = True
            return self.end()
        if viewer.beats < self.beats:
            viewer.beats = self.beats
            return self.beat()
        return ""

    def full(self) -> str:
        """The whole picture, encoded once."""
        if not self._full:
            self._full = self._text("full", {"seq": self.seq}, {"picture": self._latest}, self._wall)
        return self._full

    def change(self) -> str:
        """The change from the picture before, encoded once."""
        if not self._change:
            numbers = {"seq": self.seq, "base": self.seq - 1}
            self._change = self._text("change", numbers, {"patch": self._patch}, self._wall)
        return self._change

    def beat(self) -> str:
        """A sign of life with the time and the pace."""
        if not self._beat:
            self._beat = self._text("beat", {}, {}, time.time_ns() // 1_000_000)
        return self._beat

    def end(self) -> str:
        """The drill has ended."""
        if not self._end:
            told = {"status": self._moment.status, "root": self._moment.root}
            self._end = self._text("end", told, {}, time.time_ns() // 1_000_000)
        return self._end

    def _text(self, kind: str, first: Mapping[str, Any], last: Mapping[str, Any], wall: int) -> str:
        """``wall`` is when the picture was made, so that a client knows how old it is."""
        times = {"now": self._moment.now, "wall": wall, "pace": self._moment.pace}
        return msgspec.json.encode({"kind": kind, **first, **times, **last}).decode()


class Hub:
    """The channels of one drill. ``look`` tells where it stands."""

    def __init__(self, look: Callable[[], Moment]) -> None:
        self._look = look
        self._channels: dict[str, Channel] = {}

    @property
    def viewers(self) -> list[Viewer]:
        """Everybody who looks on."""
        return [viewer for channel in self._channels.values() for viewer in channel.viewers]

    async def watch(self, view: str, draw: Draw, viewer: Viewer) -> None:
        """Serve a viewer until it is let go or its socket breaks."""
        channel = self._channels.get(view)
        if channel is None:
            channel = self._channels[view] = Channel(view, draw)
        viewer.task = asyncio.current_task()
        try:
            if not channel.viewers:
                channel.look(self._look())
            channel.viewers.add(viewer)
            if not viewer.may():  # the grant may have gone while the socket was being opened
                viewer.why = "revoked"
                return
            await viewer.serve(channel)
        finally:
            channel.viewers.discard(viewer)
            if not channel.viewers:
                del self._channels[view]

    async def run(self) -> None:
        """Make pictures until cancelled; a fault is written down, and the next picture is tried."""
        while True:
            began = time.monotonic()
            try:
                await self.tick()
            except Exception:
                log.exception("a tick of the pictures failed")
            await asyncio.sleep(max(TICK - (time.monotonic() - began), 0.02))

    async def tick(self) -> None:
        """One picture for each kind of viewer; lets go of whoever reads nothing or may not look any more."""
        held = time.monotonic()
        for channel in list(self._channels.values()):
            try:
                channel.look(self._look())
            except Exception:
                log.exception("no picture could be made of %s", channel.view)
                for viewer in channel.viewers:
                    viewer.let_go("broken")
            self._weed(channel)
            if time.monotonic() - held > HOLD:
                await asyncio.sleep(0)
                held = time.monotonic()

    def weed(self) -> None:
        """Let go of whoever reads nothing or may not look any more."""
        for channel in self._channels.values():
            self._weed(channel)

    def _weed(self, channel: Channel) -> None:
        now = time.monotonic()
        for viewer in channel.viewers:
            if viewer.since and now - viewer.since > STALLED:
                viewer.let_go("slow")
            elif not viewer.may():
                viewer.let_go("revoked")

    async def close(self) -> None:
        """Let everybody go; the server is stopping."""
        tasks = []
        for viewer in self.viewers:
            viewer.let_go("stopping")
            if viewer.task is not None:
                tasks.append(viewer.task)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await asyncio.gather(*tasks, return_exceptions=True)
