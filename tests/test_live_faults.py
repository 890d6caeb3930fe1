"""Faults of the program itself: they are written down, said in a line, and harm nobody but whoever met them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import StreamingResponse
from websockets.exceptions import InvalidStatus

from command_center.live import guard
from command_center.live.hub import Hub, Moment
from command_center.live.room import Room
from command_center.plan.spans import HOUR
from tests.live_room import Person, app_of, director, named, served
from tests.test_live_hub import PACE, Page, Stage, drawn
from tests.test_live_server import watch


def broken(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("division by zero")


@pytest.mark.parametrize("where", ["in a dependency", "in an endpoint"])
def test_a_fault_is_said_as_any_other_trouble_with_every_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    async def check() -> Any:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            target, name = (house, "room") if where == "in a dependency" else (Room, "summary")
            monkeypatch.setattr(target, name, broken)
            zh = {"accept-language": "zh"}
            answer = await Person(app, director(house)).ask("GET", f"/drills/{room.id}", **zh)
            monkeypatch.undo()
            return answer

    answer = asyncio.run(check())
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["detail"] == "程序出错；已记入 server.log"
    assert {name: answer.headers.get(name) for name in guard.HEADERS} == guard.HEADERS
    assert answer.headers["cache-control"] == "no-store"
    assert caplog.text.count("GET /api/drills/mini-hotline-1: ZeroDivisionError") == 1


def test_a_fault_in_the_middle_of_an_answer_breaks_it_off(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def half() -> Any:
        yield b"a beginning"
        raise ZeroDivisionError("division by zero")

    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, _room):
            app.router.routes.insert(0, type(app.router.routes[-1])("/half", lambda: StreamingResponse(half())))
            client = Person(app, director(house)).client
            client._transport.raise_app_exceptions = True  # type: ignore[attr-defined]
            with pytest.raises(ZeroDivisionError):
                await client.get("/half")

    asyncio.run(check())
    assert "GET /half: ZeroDivisionError" in caplog.text


def test_a_fault_before_a_socket_is_open_refuses_it_as_any_other_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(tmp_path, named("mini-hotline", horizon=HOUR)) as (base, house, drill):
        monkeypatch.setattr(Room, "draw", broken)
        with pytest.raises(InvalidStatus) as refused:
            watch(base, drill, director(house))
    assert refused.value.response.status_code == 500
    assert json.loads(refused.value.response.body or b"")["code"] == "fault"


def test_a_socket_that_is_refused_is_no_fault_of_ours(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with served(tmp_path, named("mini-hotline", horizon=HOUR)) as (base, house, _drill):
        with pytest.raises(InvalidStatus) as unknown:
            watch(base, "nothing-1", director(house))
        with pytest.raises(InvalidStatus) as nobody:
            watch(base, "nothing-1", "")
    for refused, status, code in ((unknown, 404, "no_drill"), (nobody, 401, "no_session")):
        assert refused.value.response.status_code == status
        assert json.loads(refused.value.response.body or b"")["code"] == code
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_view_whose_first_picture_cannot_be_made_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        hub, page = Hub(lambda: Moment(0, 0, PACE)), Page()
        with pytest.raises(ZeroDivisionError):
            await hub.watch("seat:X", broken, page.viewer)
        assert hub.viewers == []
        await hub.tick()
        other = Page()
        watching = asyncio.create_task(hub.watch("seat:X", drawn([]), other.viewer))
        while not other.heard:
            await asyncio.sleep(0)
        watching.cancel()

    asyncio.run(play())
    assert caplog.text == "", "nothing was drawn for nobody"


def test_one_tick_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> Page:
        stage = Stage(1)
        page = stage.joins()
        await stage.at(0)
        with monkeypatch.context() as patch:
            patch.setattr(stage.hub, "_weed", broken)
            running = asyncio.create_task(stage.hub.run())
            await asyncio.sleep(0.05)
        stage.moment = stage.moment._replace(now=1, facts=1)
        while len(page.heard) < 2:
            await asyncio.sleep(0.01)
        running.cancel()
        await stage.leave()
        return page

    assert asyncio.run(play()).kinds == ["full", "change"]
    assert "a tick of the pictures failed" in caplog.text
