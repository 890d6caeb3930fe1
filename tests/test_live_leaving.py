"""Whoever has left, and whoever was let in no more, is out at once and for good: also after kill -9."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from command_center.live import house as house_module
from command_center.live.access import SESSION, Access, Grant
from command_center.live.app import make_app
from command_center.live.limits import Buckets
from command_center.live.lines import read, sealed
from command_center.plan.spans import HOUR
from tests.live_room import Person, app_of, director, house_in, let_in, named, served
from tests.test_live_server import end_of, watch


@pytest.mark.slow
def test_leaving_ends_the_session_s_own_sockets_and_no_other(tmp_path: Path) -> None:
    with served(tmp_path, named("mini-hotline", horizon=HOUR)) as (base, house, drill):
        address = f"{base.replace('http', 'ws')}/api/drills/{drill}/watch?view=wall"
        with httpx.Client(base_url=f"{base}/api") as person:
            person.post("/session", json={"key": director(house)})
            cookie = {"cookie": f"session={person.cookies['session']}"}
            with connect(address, additional_headers=cookie) as theirs, watch(base, drill, director(house)) as other:
                theirs.recv(timeout=10)
                assert person.delete("/session").status_code == 204
                began = time.monotonic()
                assert end_of(theirs) == (1008, "the grant was revoked or has expired")
                assert time.monotonic() - began < 2
                while json.loads(other.recv(timeout=10))["kind"] != "beat":
                    pass


def test_a_bare_key_has_no_session_to_leave(tmp_path: Path) -> None:
    async def check() -> list[int]:
        house = house_in(tmp_path)
        boss = Person(make_app(house), director(house))
        return [(await boss.ask(method, "/session")).status_code for method in ("GET", "DELETE", "GET")]

    assert asyncio.run(check()) == [200, 204, 200]


def test_after_a_kill_what_was_left_or_revoked_is_still_worth_nothing(tmp_path: Path) -> None:
    async def first() -> tuple[str, str]:
        house = house_in(tmp_path)
        room = await house.create(named("mini-hotline", horizon=HOUR))
        person, boss = Person(make_app(house)), Person(make_app(house), director(house))
        grants = f"/drills/{room.id}/grants"
        lost = (await boss.ask("POST", grants, {"role": "observer"})).json()
        await person.ask("POST", "/session", {"key": director(house)})
        cookie = person.client.cookies["session"]
        assert (await boss.ask("DELETE", f"{grants}/{lost['id']}")).status_code == 204
        assert (await person.ask("DELETE", "/session")).status_code == 204
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()  # gone in the middle of it: nothing is closed
        return cookie, lost["link"].partition("#key=")[2]

    async def second(cookie: str, key: str) -> list[int]:
        house = house_in(tmp_path)
        app = make_app(house)
        person = Person(app)
        person.client.cookies.set("session", cookie)
        asked = [(await each.ask("GET", "/session")).status_code for each in (person, Person(app, key))]
        joined = await Person(app).ask("POST", "/session", {"key": key})
        await house.close()
        return [*asked, joined.status_code]

    assert asyncio.run(second(*asyncio.run(first()))) == [401, 401, 401]


def test_a_session_that_was_left_is_forgotten_once_its_cookie_is_too_old() -> None:
    now = [1e9]
    access = Access(b"secret", lambda: now[0])
    grant = Grant("a", "d-1", "observer")
    access.add(grant)
    who = access.who(access.session(access.bearer(access.key("a")), grant))
    access.leave(who.session, now[0])
    assert access.still(who).grants == ()
    now[0] += SESSION + 1
    assert (access.forget(), access.forget()) == (1, 0)
    assert access.still(who).grants == (grant,), "nobody can show its cookie any more"


def test_sessions_that_were_left_long_ago_go_out_of_the_file_while_the_server_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, now = tmp_path / "left.jsonl", time.time()
    ages = {"old": SESSION + 9, "soon": SESSION - 0.5, "new": 9}
    path.write_bytes(b"".join(sealed({"session": name, "wall": now - age}) for name, age in ages.items()))

    def lines() -> list[str]:
        return [line["session"] for line in read(path).values]

    async def check() -> None:
        house = house_in(tmp_path)
        monkeypatch.setattr(house_module, "MANY", 1)
        await house.forget()
        assert lines() == ["soon", "new"]
        await asyncio.sleep(0.6)
        await house.forget()
        assert lines() == ["new"]
        person = Person(make_app(house))
        await person.ask("POST", "/session", {"key": director(house)})
        cookie = person.client.cookies["session"]
        assert (await person.ask("DELETE", "/session")).status_code == 204
        await house.close()
        assert len(lines()) == 2
        again = house_in(tmp_path)
        assert again.access.who(cookie).grants == (), "it stands in the file that replaced the other"
        await again.close()

    asyncio.run(check())


def test_coming_and_leaving_again_and_again_is_limited_by_grant(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            house._leaving = Buckets(0.0, 3.0)
            told = []
            for key in [let_in(house, room, "observer")] * 5 + [let_in(house, room, "observer")]:
                person = Person(app)
                await person.ask("POST", "/session", {"key": key})
                answers = [(await person.ask(method, "/session")).status_code for method in ("DELETE", "GET")]
                told.append(tuple(answers))
            assert told == [(204, 401)] * 3 + [(429, 200)] * 2 + [(204, 401)]
            assert len(read(tmp_path / "left.jsonl").values) == 4

    asyncio.run(check())


def test_whoever_was_let_in_no_more_leaves_no_line(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            person, key = Person(app), let_in(house, room, "observer")
            await person.ask("POST", "/session", {"key": key})
            house.access.revoke(house.access.by_key(key).id)
            assert (await person.ask("DELETE", "/session")).status_code == 204
            assert read(tmp_path / "left.jsonl").values == []

    asyncio.run(check())
