"""The hub: one picture for many; whoever is behind gets the picture of now, and nobody waits for anybody."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from command_center.folds.pictures.patch import apply_patch
from command_center.live import hub as hub_module
from command_center.live.access import NOBODY
from command_center.live.hub import Channel, Hub, Moment, Viewer
from tests.live_room import until

PACE = {"state": "running", "speed": 60.0}


def drawn(moments: list[int]) -> Any:
    """A picture that says how much has happened by a moment."""
    return lambda now: {"now": now, "count": {"all": sum(t <= now for t in moments)}}


class Page:
    """A viewer that keeps what it is sent; while ``closed`` it takes nothing."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.viewer = Viewer(NOBODY, ("g",), lambda: True, self.send)

    async def send(self, text: str) -> None:
        await self.open.wait()
        self.heard.append(json.loads(text))

    @property
    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.heard]

    @property
    def picture(self) -> dict[str, Any]:
        picture: dict[str, Any] = {}
        for message in self.heard:
            if message["kind"] == "full":
                picture = message["picture"]
            elif message["kind"] == "change":
                picture = apply_patch(picture, message["patch"])
        return picture


class Stage:
    """A hub over a drill that stands where the test puts it."""

    def __init__(self, *moments: int) -> None:
        self.moment = Moment(0, 0, PACE)
        self.hub = Hub(lambda: self.moment)
        self._draw = drawn(list(moments))
        self._tasks: list[asyncio.Task[None]] = []

    def joins(self) -> Page:
        page = Page()
        self._tasks.append(asyncio.create_task(self.hub.watch("wall", self._draw, page.viewer)))
        return page

    async def at(self, now: int, **changed: Any) -> None:
        self.moment = self.moment._replace(now=now, facts=now, **changed)
        await self.hub.tick()
        for _ in range(5):
            await asyncio.sleep(0)

    async def leave(self) -> None:
        await self.hub.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def test_a_page_is_sent_the_whole_once_and_then_what_changes() -> None:
    async def play() -> Page:
        stage = Stage(10, 30)
        page = stage.joins()
        for now in (0, 10, 20, 30):
            await stage.at(now)
        await stage.leave()
        return page

    page = asyncio.run(play())
    assert page.kinds == ["full", "change", "change"], "the clock alone is no change"
    assert [message.get("base") for message in page.heard] == [None, 0, 1]
    assert page.picture == {"now": 30, "count": {"all": 2}}


def test_a_slow_page_skips_and_ends_with_the_picture_of_now() -> None:
    async def play() -> tuple[Page, Page]:
        stage = Stage(*range(1, 100))
        slow, quick = stage.joins(), stage.joins()
        await stage.at(0)
        slow.open.clear()
        for now in range(1, 50):
            await stage.at(now)
        slow.open.set()
        await stage.at(50)
        await stage.leave()
        return slow, quick

    slow, quick = asyncio.run(play())
    assert quick.kinds == ["full", *["change"] * 50]
    assert len(slow.heard) < 6
    assert slow.picture == quick.picture == {"now": 50, "count": {"all": 50}}


def test_whoever_joins_later_is_sent_the_time_of_now_and_goes_on_with_changes() -> None:
    async def play() -> tuple[Page, Page]:
        stage = Stage(10, 30)
        first = stage.joins()
        for now in (0, 10, 20):
            await stage.at(now)
        late = stage.joins()
        await stage.at(20)
        await stage.at(30)
        await stage.leave()
        return first, late

    first, late = asyncio.run(play())
    assert late.heard[0]["picture"] == {"now": 20, "count": {"all": 1}}
    assert late.kinds == ["full", "change"]
    assert late.picture == first.picture


def test_the_end_is_told_once_after_the_last_picture() -> None:
    async def play() -> Page:
        stage = Stage(10)
        page = stage.joins()
        await stage.at(0)
        await stage.at(10, status="completed", root="abc")
        await stage.at(10)
        await stage.leave()
        return page

    page = asyncio.run(play())
    assert page.kinds[:3] == ["full", "change", "end"]
    assert page.kinds.count("end") == 1
    assert (page.heard[2]["status"], page.heard[2]["root"]) == ("completed", "abc")


def test_another_pace_is_told_at_once() -> None:
    async def play() -> Page:
        stage = Stage()
        page = stage.joins()
        await stage.at(0)
        await stage.at(0, pace={"state": "paused", "speed": 60.0})
        await stage.leave()
        return page

    page = asyncio.run(play())
    assert page.kinds == ["full", "beat"]
    assert page.heard[1]["pace"]["state"] == "paused"


def test_one_that_reads_nothing_is_let_go_and_so_is_one_whose_grant_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> tuple[Page, Page, Page]:
        stage = Stage(1, 2, 3)
        stalled, revoked, other = stage.joins(), stage.joins(), stage.joins()
        revoked.viewer.may = lambda: False
        stalled.open.clear()
        await stage.at(0)
        monkeypatch.setattr(hub_module, "STALLED", 0.02)
        await until(lambda: other.heard)
        await asyncio.sleep(0.05)
        for now in (1, 2):
            await stage.at(now)
        assert stage.hub.viewers == [other.viewer]
        await stage.leave()
        return stalled, revoked, other

    stalled, revoked, other = asyncio.run(play())
    assert (stalled.viewer.why, revoked.viewer.why) == ("slow", "revoked")
    assert other.kinds == ["full", "change", "change"]


def test_a_picture_that_cannot_be_made_is_written_down_and_harms_no_other_view(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def play() -> tuple[Page, Page]:
        stage, broken, page = Stage(1, 2), Page(), None
        page = stage.joins()

        def draw(now: int) -> dict[str, Any]:
            if now:
                raise KeyError("no such seat")
            return {"now": now}

        watching = asyncio.create_task(stage.hub.watch("seat:X", draw, broken.viewer))
        await stage.at(0)
        await stage.at(1)
        await stage.at(2)
        await asyncio.gather(watching, return_exceptions=True)
        await stage.leave()
        return broken, page

    broken, page = asyncio.run(play())
    assert broken.viewer.why == "broken"
    assert page.kinds == ["full", "change", "change"]
    assert "no picture could be made of seat:X" in caplog.text


def test_a_text_is_encoded_once_for_all() -> None:
    channel = Channel("wall", drawn([1]))
    channel.look(Moment(0, 0, PACE))
    channel.look(Moment(1, 1, PACE))
    assert channel.full() is channel.full()
    assert channel.change() is channel.change()
