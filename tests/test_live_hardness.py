"""Whoever wants to wear the server out: slow and endless requests, guessed codes, and what grows without end."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from command_center.live import connections, guard, lines, papers, serving
from command_center.live import house as house_module
from command_center.live.access import Access, Grant
from command_center.live.limits import Buckets, neighbourhood
from command_center.live.listing import brief_of_closed
from command_center.live.routes import grants
from command_center.live.storage import Folder
from command_center.orders import EndDrill
from command_center.plan.spans import HOUR
from tests.live_room import Person, app_of, director, let_in, named, served, until
from tests.test_live_server import watch


def heard(base: str, *parts: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """What the server says to raw bytes until it closes, and after how many seconds."""
    host, _, port = base.removeprefix("http://").partition(":")
    said, begun = b"", time.monotonic()
    with socket.create_connection((host, int(port)), timeout=15) as line:
        with suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
        with suppress(ConnectionResetError):
            while data := line.recv(65536):
                said += data
    return said, time.monotonic() - begun


@pytest.mark.slow
def test_a_connection_that_says_no_whole_sentence_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD", 1)
    whole = b"GET /api/session HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with served(tmp_path, named("mini-hotline", horizon=HOUR)) as (base, house, drill):
        for parts in ((), (b"GET /api/session HTTP/1.1\r\nHost: ",), (whole,), (whole, whole[:20])):
            said, seconds = heard(base, *parts)
            assert said.count(b"HTTP/1.1 401") == parts.count(whole)
            assert 0.9 < seconds < 5
        trickled, seconds = heard(base, *(b"GET / HTTP/1.1\r\n", *(b"X-A: b\r\n",) * 20), pause=0.1)
        assert (trickled, seconds < 5) == (b"", True), "a letter now and then is no sentence either"
        with watch(base, drill, director(house)) as viewer:
            time.sleep(2)
            assert [viewer.recv(timeout=5) for _ in range(3)], "a socket is not waited for in this way"


@pytest.mark.slow
@pytest.mark.parametrize("path", ["session", "drills/mini-hotline-1/orders"])
def test_a_body_that_does_not_come_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(guard, "BODY", 0.5)
    with served(tmp_path, named("mini-hotline", horizon=HOUR)) as (base, house, _):
        head = f"POST /api/{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {director(house)}\r\n"
        for size in ("Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"):
            said, seconds = heard(base, f"{head}{size}Content-Type: application/json\r\n\r\n".encode(), b"1\r\n{\r\n")
            assert said.startswith(b"HTTP/1.1 408"), said[:300]
            assert b'"code":"slow"' in said
            assert seconds < 5


def test_a_body_that_grows_too_large_is_told_so_by_every_route(tmp_path: Path) -> None:
    async def flood() -> Any:
        for _ in range(100):
            yield b"x" * 10_000

    async def check() -> list[tuple[int, str]]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            client = Person(app, director(house)).client
            paths = ("session", "drills", f"drills/{room.id}/orders", f"drills/{room.id}/ratings")
            kind = {"content-type": "application/json"}
            answers = [await client.post(f"/api/{path}", content=flood(), headers=kind) for path in paths]
            return [(answer.status_code, answer.json()["code"]) for answer in answers]

    assert set(asyncio.run(check())) == {(413, "too_large")}


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix", "unix"),
        ("", ""),
    ],
)
def test_who_has_many_addresses_has_one_limit(address: str, whose: str) -> None:
    assert neighbourhood(address) == whose


def test_a_code_is_found_as_quickly_among_ten_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    access = Access(b"secret")
    for number in range(10_000):
        access.add(Grant(f"{number}", "d-1", "observer"))
    right, code = access.code("9999"), access.code
    made: list[str] = []

    def counted(grant: str) -> str:
        made.append(grant)
        return code(grant)

    monkeypatch.setattr(access, "code", counted)
    assert access.by_code(right) == Grant("9999", "d-1", "observer")
    assert access.by_code("AAAAAAAA") is None
    access.new_id()
    assert len(made) == 1, "only for the new one"
    access.revoke("9999")
    assert access.by_code(right) is None


def test_a_drill_has_so_many_grants_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grants, "MOST", 3)

    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss, path = Person(app, director(house)), f"/drills/{room.id}/grants"
            made = [await boss.ask("POST", path, {"role": "observer"}) for _ in range(4)]
            assert [answer.status_code for answer in made] == [201, 201, 201, 409]
            assert made[3].json()["code"] == "too_many_grants"
            await boss.ask("DELETE", f"{path}/{made[0].json()['id']}")
            assert (await boss.ask("POST", path, {"role": "observer"})).status_code == 201

    asyncio.run(check())


def test_a_number_that_no_program_reads_is_turned_away_before_it_is_written_down(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss = Person(app, director(house))
            order = {"order": "write_note", "by": "A1", "text": "x", "ticket": 10**400}
            answer = await boss.ask("POST", f"/drills/{room.id}/orders", order)
            assert (answer.status_code, answer.json()["code"]) == (422, "order_number")
            assert room.folder.given() == []

    asyncio.run(check())


def test_the_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "LOG_BYTES", 10_000)
    path = tmp_path / serving.LOG
    logger = logging.getLogger("uvicorn.error")
    before = (logger.handlers, logger.level, logger.propagate)
    try:
        serving._write_down(path)
        for _ in range(2_000):
            logger.warning("Invalid HTTP request received.")
        assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= 20_000
        assert len(list(tmp_path.iterdir())) == 2
    finally:
        for name in ("command_center.live", "uvicorn.error"):
            other = logging.getLogger(name)
            for handler in other.handlers:
                handler.close()
            other.handlers, other.level, other.propagate = before[0][:0], before[1], True


def test_what_reads_every_fact_counts_as_several_requests(tmp_path: Path) -> None:
    async def check() -> list[list[int]]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            told = []
            for path in (f"/drills/{room.id}/facts/1", f"/drills/{room.id}/setting"):
                viewer = Person(app, let_in(house, room, "observer"))
                told.append([(await viewer.ask("GET", path)).status_code for _ in range(60)])
            return told

    story, setting = asyncio.run(check())
    assert story[:20] == [200] * 20
    assert 429 in story
    assert set(setting) == {200}


def test_many_sessions_of_one_key_read_no_more_than_their_grant_may(tmp_path: Path) -> None:
    async def check() -> tuple[list[int], int, int]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            app.state.readings = Buckets(0.0, 60.0)
            key, path, told = let_in(house, room, "observer"), f"/drills/{room.id}/facts/1", []
            person = Person(app)
            for _ in range(5):
                person.client.cookies.clear()
                await person.ask("POST", "/session", {"key": key})
                told += [(await person.ask("GET", path)).status_code for _ in range(3)]
            cheap = (await person.ask("GET", f"/drills/{room.id}/setting")).status_code
            other = (await Person(app, let_in(house, room, "observer")).ask("GET", path)).status_code
            return told, cheap, other

    assert asyncio.run(check()) == ([200] * 12 + [429] * 3, 200, 200)


def test_the_list_of_drills_reads_again_only_what_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(folder: Folder) -> dict[str, Any]:
        read.append(folder.head.id)
        return brief_of_closed(folder)

    monkeypatch.setattr(house_module, "brief_of_closed", counted)

    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss = Person(app, director(house))
            await room.set_pace("minute")
            await until(lambda: room.live.pace.state == "paused")
            await house.close_idle(0)
            told = [(await boss.ask("GET", "/drills")).json() for _ in range(3)]
            assert [(each[0]["state"], each[0]["now"]) for each in told] == [("paused", 60_000)] * 3
            assert read == ["mini-hotline-1"]
            again = await house.room("mini-hotline-1")
            await again.set_pace("minute")
            await until(lambda: again.live.pace.state == "paused")
            await house.close_idle(0)
            assert (await boss.ask("GET", "/drills")).json()[0]["now"] == 120_000
            assert read == ["mini-hotline-1"] * 2

    asyncio.run(check())


def test_coming_again_and_again_does_not_fill_the_disk(tmp_path: Path) -> None:
    async def check() -> int:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            key = let_in(house, room, "observer")
            for _ in range(150):
                assert (await Person(app).ask("POST", "/session", {"key": key})).status_code == 200
            await house.close_idle(0)
            return sum(line["kind"] == "joined" for line in lines.read(room.folder.conduct).values)

    assert 100 <= asyncio.run(check()) < 120


def test_a_paper_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "LONGEST", 0.05)

    async def check() -> Any:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            await room.order(EndDrill(0, 0, "director"), "", "house")
            await until(lambda: any(line.kind == "bound" for line in room.rated()) or room.over)
            return await Person(app, director(house)).ask("GET", f"/drills/{room.id}/report")

    answer = asyncio.run(check())
    assert (answer.status_code, answer.json()["code"]) == (500, "paper_slow")
