"""Who may see and do what: every route and every socket, every role, own and foreign things.

The routes come from the app's own table: a route that nobody has classified here fails the test.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from starlette.routing import WebSocketRoute

from command_center.facts import DrillStarted, InjectAdded, OrderAccepted, OrderRefused
from command_center.folds import stories
from command_center.live import needs
from command_center.live.access import CODE, HOUSE, LETTERS, Access, Grant, Who
from command_center.live.app import NOUNS
from command_center.live.house import House
from command_center.live.limits import Buckets
from command_center.live.needs import NEEDS, need_of_view
from command_center.live.problems import Trouble
from command_center.live.room import Room
from command_center.orders import AddInject, EndDrill
from command_center.plan.spans import HOUR
from tests.live_room import Person, app_of, director, let_in, named, until

OWN, OTHER = "A1", "A2"
OF_INJECTS = (InjectAdded, OrderAccepted, OrderRefused)
DRILL = "/api/drills/{drill}"

EVERYBODY = {"nobody", "house", "director", "evaluator", "seat", "other_seat", "observer", "foreign"}
WITH_SESSION = EVERYBODY - {"nobody"}
INSIDE = {"house", "director", "evaluator", "seat", "other_seat", "observer"}
WALL = {"house", "director", "evaluator", "observer"}
DIRECTORS = {"house", "director"}
RATERS = {"house", "director", "evaluator"}
ORDERERS = {"house", "director", "seat", "other_seat"}

MAY: dict[tuple[str, str], set[str]] = {
    ("GET", "/api/session"): WITH_SESSION,
    ("POST", "/api/session"): EVERYBODY,
    ("DELETE", "/api/session"): EVERYBODY,
    ("GET", "/api/scenarios"): {"house"},
    ("GET", "/api/rosters"): {"house"},
    ("GET", "/api/drills"): WITH_SESSION,  # each sees its own, see below
    ("POST", "/api/drills"): {"house"},
    ("GET", DRILL): INSIDE,
    ("GET", DRILL + "/setting"): INSIDE,  # without what is planned for those who play, see below
    ("POST", DRILL + "/pace"): DIRECTORS,
    ("POST", DRILL + "/fork"): {"house"},
    ("GET", DRILL + "/picture"): WALL,
    ("GET", DRILL + "/course"): WALL,  # what is planned to directors and evaluators only, see test_live_course
    ("GET", DRILL + "/seats/{seat}/picture"): DIRECTORS | {"seat"},
    ("GET", DRILL + "/director"): DIRECTORS,
    ("GET", DRILL + "/evaluator"): RATERS,
    ("GET", DRILL + "/tickets/{ticket}"): INSIDE,  # a seat those it was shown, see below
    ("GET", DRILL + "/seats/{seat}/story"): WALL | {"seat"},
    ("GET", DRILL + "/systems/{system}/story"): WALL,
    ("GET", DRILL + "/places/{place:path}/story"): WALL,
    ("GET", DRILL + "/facts/{number}"): WALL,
    ("POST", DRILL + "/orders"): ORDERERS,  # a seat its own, see below
    ("GET", DRILL + "/grants"): DIRECTORS,
    ("POST", DRILL + "/grants"): DIRECTORS,
    ("DELETE", DRILL + "/grants/{grant}"): DIRECTORS,
    ("GET", DRILL + "/grants/{grant}/qr.svg"): DIRECTORS,
    ("GET", DRILL + "/ratings"): RATERS,
    ("POST", DRILL + "/ratings"): RATERS,
    ("GET", DRILL + "/scores"): RATERS,
    ("GET", DRILL + "/report"): RATERS,
    ("GET", DRILL + "/journal"): DIRECTORS,
    ("GET", DRILL + "/evidence.zip"): DIRECTORS,
    ("GET", DRILL + "/replay/picture"): WALL,
    ("GET", "/api/docs"): EVERYBODY,
    ("GET", "/api/openapi.json"): EVERYBODY,
    ("GET", "/{path:path}"): EVERYBODY,
}
"""Every route -> who may, where the seat that an address names is the caller's own."""

VIEWS: dict[str, set[str]] = {
    "wall": WALL,
    f"seat:{OWN}": DIRECTORS | {"seat"},
    f"seat:{OTHER}": DIRECTORS | {"other_seat"},
    "director": DIRECTORS,
    "evaluator": RATERS,
}
"""Every kind of socket -> who may."""


class World(NamedTuple):
    """A house with two drills, and somebody in every role; ``foreign`` is a director of the other drill."""

    house: House
    app: FastAPI
    room: Room
    keys: dict[str, str]


def people(house: House, room: Room, other: Room) -> dict[str, str]:
    return {
        "nobody": "",
        "house": director(house),
        "director": let_in(house, room, "director"),
        "evaluator": let_in(house, room, "evaluator"),
        "seat": let_in(house, room, "seat", OWN),
        "other_seat": let_in(house, room, "seat", OTHER),
        "observer": let_in(house, room, "observer"),
        "foreign": let_in(house, other, "director"),
    }


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    found = set()
    for route in app.routes:
        for method in getattr(route, "methods", None) or ():
            if method != "HEAD":
                found.add((method, str(getattr(route, "path", ""))))
    return found


def body_of(method: str, path: str) -> Any:
    """Something harmless that would do."""
    bodies: dict[tuple[str, str], Any] = {
        ("POST", "/api/session"): {"key": "x"},
        ("POST", "/api/drills"): {"scenario": "nothing-of-that-name"},
        ("POST", DRILL + "/pace"): {"action": "pause"},
        ("POST", DRILL + "/fork"): {"at": 10**12},
        ("POST", DRILL + "/orders"): {"order": "write_note", "text": "x"},
        ("POST", DRILL + "/grants"): {"role": "seat"},
        ("POST", DRILL + "/ratings"): {"kind": "observation"},
    }
    return bodies.get((method, path))


def address(path: str, drill: str, seat: str = OWN) -> str:
    filled = path.replace("{drill}", drill).replace("{seat}", seat).replace("{place:path}", "D1")
    for name, value in (("{ticket}", "999999"), ("{system}", "Y2"), ("{number}", "0"), ("{grant}", "nobody")):
        filled = filled.replace(name, value)
    return filled.replace("/{path:path}", "/")


def test_every_route_is_classified(tmp_path: Path) -> None:
    async def look() -> tuple[set[tuple[str, str]], list[str]]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (_, app, _room):
            sockets = [route.path for route in app.routes if isinstance(route, WebSocketRoute) or "watch" in str(route)]
            return routes_of(app), sockets

    routes, sockets = asyncio.run(look())
    assert routes == set(MAY)
    assert sockets == [DRILL + "/watch"]


def test_every_route_names_one_need() -> None:
    for noun in NOUNS:
        for route in noun.ROUTES:
            assert route.need in NEEDS.values(), route.path


def test_every_route_lets_in_whom_it_should_and_nobody_else(tmp_path: Path) -> None:
    wrong: list[str] = []

    async def ask(world: World, who: str, method: str, path: str, drill: str, seat: str) -> int:
        person = Person(world.app, world.keys[who])
        url = address(path, drill, seat)
        answer = await person.client.request(method, url, json=body_of(method, path))
        assert answer.status_code < 500 or url == "/", (method, url, answer.text)
        return answer.status_code

    async def check() -> None:
        recipe = named("mini-hotline", horizon=HOUR)
        async with app_of(tmp_path, recipe) as (house, app, room):
            world = World(house, app, room, people(house, room, await house.create(recipe)))
            for (method, path), may in MAY.items():
                for who in sorted(EVERYBODY):
                    status = await ask(world, who, method, path, room.id, OWN)
                    let = status not in (401, 403) or (method, path) == ("POST", "/api/session")
                    if path.endswith("/tickets/{ticket}") and who in ("seat", "other_seat"):
                        let = True  # 403: no such ticket was shown to it, which is tested by itself
                    if path.endswith("/orders") and who in ("seat", "other_seat"):
                        let = status != 401
                    if let != (who in may):
                        wrong.append(f"{who} {method} {path}: {status}")
                    if status in (401, 403) and who not in may:
                        assert status == (401 if who == "nobody" else 403), (who, method, path)

    asyncio.run(check())
    assert wrong == []


def test_a_seat_s_things_are_not_another_seat_s(tmp_path: Path) -> None:
    async def check() -> None:
        recipe = named("mini-hotline", horizon=HOUR)
        async with app_of(tmp_path, recipe) as (house, app, room):
            keys = people(house, room, await house.create(recipe))
            seat = Person(app, keys["seat"])
            for what in ("picture", "story"):
                assert (await seat.ask("GET", f"/drills/{room.id}/seats/{OWN}/{what}")).status_code in (200, 404)
                assert (await seat.ask("GET", f"/drills/{room.id}/seats/{OTHER}/{what}")).status_code == 403
            order = {"order": "write_note", "text": "x"}
            for by, status in ((OTHER, 403), ("director", 403), ("Z9", 403), (OWN, 409), (None, 409)):
                body = order if by is None else {**order, "by": by}
                answer = await seat.ask("POST", f"/drills/{room.id}/orders", body)
                assert answer.status_code == status, (by, answer.text)
            answer = await seat.ask("POST", f"/drills/{room.id}/orders", {"order": "end_drill"})
            assert (answer.status_code, answer.json()["code"]) == (403, "order_director")
            assert all(given.order.by == OWN for given in room.folder.given())

    asyncio.run(check())


def test_a_seat_is_told_of_tickets_it_was_shown_and_of_no_other(tmp_path: Path) -> None:
    async def told_of(room: Room, seat: Person, number: int) -> bool:
        answer = await seat.ask("GET", f"/drills/{room.id}/tickets/{number}")
        assert answer.status_code in (200, 403)
        if answer.status_code == 200:
            assert {line["role"] for line in answer.json()["lines"]} == {"story"}
        return answer.status_code == 200

    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=2 * HOUR)) as (house, app, room):
            room.live.pace.step(2 * HOUR)
            await room.set_pace("speed", 600)
            await until(lambda: room.live.pace.state == "paused")
            numbers = {number for fact in room.facts() if (number := getattr(fact, "ticket", -1)) > 0}
            for name in ("A2", "A3", "A4"):
                seat = Person(app, let_in(house, room, "seat", name))
                told = {number for number in sorted(numbers)[:12] if await told_of(room, seat, number)}
                lines = stories.seat_story(room.facts, name).lines
                shown = {line.fields["ticket"] for line in lines if line.role == "story" and "ticket" in line.fields}
                assert told == shown & set(sorted(numbers)[:12])
                assert told < numbers

    asyncio.run(check())


def test_the_list_of_drills_is_one_s_own_and_players_are_not_told_what_is_planned(tmp_path: Path) -> None:
    async def check() -> None:
        recipe = named("city-waterlogging", horizon=HOUR)
        async with app_of(tmp_path, recipe) as (house, app, room):
            other = await house.create(recipe)
            keys = {
                "house": director(house), "seat": let_in(house, room, "seat", "S01"),
                "evaluator": let_in(house, room, "evaluator"), "observer": let_in(house, room, "observer"),
            }  # fmt: skip
            listed, planned = {}, {}
            for who, key in keys.items():
                person = Person(app, key)
                listed[who] = {drill["id"] for drill in (await person.ask("GET", "/drills")).json()}
                planned[who] = bool((await person.ask("GET", f"/drills/{room.id}/setting")).json().get("injects"))
            assert listed.pop("house") == {room.id, other.id}
            assert set(map(frozenset, listed.values())) == {frozenset({room.id})}
            assert planned == {"house": True, "evaluator": True, "seat": False, "observer": False}

    asyncio.run(check())


SECRET = "what nobody who plays may know"
INJECT = {"id": "N1", "title": {"zh": SECRET, "en": SECRET}, "message": {"zh": SECRET, "en": SECRET}, "to": ["A1"]}


def test_no_story_tells_players_and_observers_what_is_planned(tmp_path: Path) -> None:
    async def check() -> None:
        recipe = named("city-waterlogging", horizon=HOUR)
        inject = {**INJECT, "purpose": "ad_hoc", "to": [recipe.roster.seats[0].id]}
        planned = [SECRET, *(each.message.zh for each in recipe.scenario.injects)]
        async with app_of(tmp_path, recipe) as (house, app, room):
            await room.live.order(AddInject(0, 0, "director", json.dumps(inject)), "", "g")
            await room.live.order(AddInject(0, 0, "director", json.dumps({**inject, "purpose": "none"})), "", "g")
            kinds = {fact.n: type(fact) for fact in room.facts() if type(fact) in (DrillStarted, *OF_INJECTS)}
            assert set(kinds.values()) == {DrillStarted, *OF_INJECTS}
            for role, told in (("director", True), ("evaluator", True), ("observer", False)):
                person = Person(app, let_in(house, room, role))  # type: ignore[arg-type]
                answers = [await person.ask("GET", f"/drills/{room.id}/facts/{number}") for number in kinds]
                assert {answer.status_code for answer in answers} == {200}
                shown = msgspec.json.encode([answer.json()["lines"] for answer in answers]).decode()
                assert [each for each in planned if (each in shown) != told] == []

    asyncio.run(check())


def may_watch(who: Who, drill: str, view: str) -> int:
    """The status with which a socket is refused, 0 where it is not."""
    need, seat = need_of_view(view)
    try:
        need.check(who, drill, seat)
    except Trouble as trouble:
        return trouble.status
    return 0


def test_every_role_of_a_session_counts_not_only_the_strongest() -> None:
    seat, observer = Grant("a", "d-1", "seat", (OWN,)), Grant("b", "d-1", "observer")
    both, foreign = Who("s", (seat, observer)), Who("s", (seat, Grant("c", "d-2", "observer")))
    assert both.role("d-1") == "seat"
    for view in ("wall", f"seat:{OWN}"):
        assert may_watch(both, "d-1", view) == 0
    for view in ("director", "evaluator", f"seat:{OTHER}"):
        assert may_watch(both, "d-1", view) == 403
    assert may_watch(foreign, "d-1", "wall") == 403
    assert NEEDS["story"].met(both, "d-1", OTHER)
    assert not NEEDS["story"].met(foreign, "d-1", OTHER)


@pytest.mark.parametrize("view", VIEWS)
def test_every_socket_lets_in_whom_it_should(tmp_path: Path, view: str) -> None:
    async def check() -> set[str]:
        recipe = named("mini-hotline", horizon=HOUR)
        async with app_of(tmp_path, recipe) as (house, _app, room):
            let = set()
            for who, key in people(house, room, await house.create(recipe)).items():
                status = may_watch(house.access.bearer(key), room.id, view)
                assert status in (0, 401 if who == "nobody" else 403)
                if not status:
                    let.add(who)
            return let

    assert asyncio.run(check()) == VIEWS[view]


# -- grants, keys, codes


def test_a_grant_that_is_revoked_expired_or_a_day_past_its_drill_is_worth_nothing() -> None:
    now = [1000.0]
    access = Access(b"secret", lambda: now[0])
    access.add(Grant("a", "d-1", "observer"))
    access.add(Grant("b", "d-1", "observer", expires=1060.0))
    access.add(Grant("c", "d-1", "seat", ("A1",)))
    keys = {name: access.key(name) for name in "abc"}
    assert all(access.by_key(key) for key in keys.values())
    access.revoke("a")
    now[0] = 1061.0
    assert [bool(access.by_key(keys[name])) for name in "abc"] == [False, False, True]
    access.drill_ended("d-1", 2000.0)
    now[0] = 2000.0 + 23 * 3600
    assert access.by_key(keys["c"])
    now[0] = 2000.0 + 25 * 3600
    assert access.by_key(keys["c"]) is None
    assert access.by_key(access.key(HOUSE))


def test_keys_and_codes_of_another_secret_and_made_up_ones_are_worth_nothing() -> None:
    ours, theirs = Access(b"ours"), Access(b"theirs")
    for access in (ours, theirs):
        access.add(Grant("a", "d-1", "observer"))
    key, code = ours.key("a"), ours.code("a")
    assert ours.by_key(key)
    assert theirs.by_key(key) is None
    assert theirs.by_code(code) is None
    for spoilt in (key[:-1], key + "x", key.replace(".", ""), "", "a", "{}", key.split(".")[0]):
        assert ours.by_key(spoilt) is None
    session = ours.session(ours.bearer(key), Grant("a", "d-1", "observer"))
    assert ours.by_key(session) is None, "a session is no key"
    assert ours.who(key).grants == (), "a key is no session"


def test_a_code_has_eight_letters_that_look_like_nothing_else_and_is_read_kindly() -> None:
    access = Access(b"secret")
    access.add(Grant("a", "d-1", "observer"))
    code = access.code("a")
    assert len(code) == CODE
    assert set(code) <= set(LETTERS)
    assert not set("0O1IL") & set(LETTERS)
    for written in (code, code.lower(), f"{code[:4]}-{code[4:]}", f" {code[:4]} {code[4:]} "):
        assert access.by_code(written) == Grant("a", "d-1", "observer")
    assert access.by_code(access.code(HOUSE)) is None, "the house has no code that could be guessed"


def test_wrong_codes_are_slowed_down_and_right_ones_are_not(tmp_path: Path) -> None:
    async def check() -> list[int]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            key = let_in(house, room, "observer")
            person = Person(app)
            right = [(await person.ask("POST", "/session", {"key": key})).status_code for _ in range(12)]
            assert set(right) == {200}
            tried = [(await person.ask("POST", "/session", {"code": "AAAAAAAA"})).status_code for _ in range(15)]
            assert (await person.ask("POST", "/session", {"key": key})).status_code == 200, "links go on working"
            return tried

    tried = asyncio.run(check())
    assert tried[:10] == [401] * 10
    assert set(tried[10:]) == {429}


def test_a_session_holds_several_grants_and_is_left_for_good(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            person = Person(app)
            joined = await person.ask("POST", "/session", {"key": director(house)})
            cookie = joined.headers["set-cookie"]
            assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/"))
            seat = let_in(house, room, "seat", OWN)
            await person.ask("POST", "/session", {"key": seat})
            told = (await person.ask("GET", "/session")).json()
            assert (told["role"], told["seats"], told["drill"]) == ("director", [OWN], room.id)
            before = person.client.cookies["session"]
            await person.ask("DELETE", "/session")
            person.client.cookies.set("session", before)
            assert (await person.ask("GET", "/session")).status_code == 401

    asyncio.run(check())


def test_grants_outlive_the_server_and_so_does_their_end(tmp_path: Path) -> None:
    recipe = named("mini-hotline", horizon=HOUR)

    async def first() -> tuple[str, str]:
        async with app_of(tmp_path, recipe) as (house, app, room):
            person = Person(app, director(house))
            kept, lost = [
                (await person.ask("POST", f"/drills/{room.id}/grants", {"role": "observer"})).json() for _ in range(2)
            ]
            await person.ask("DELETE", f"/drills/{room.id}/grants/{lost['id']}")
            return kept["link"].partition("#key=")[2], lost["link"].partition("#key=")[2]

    async def second(kept: str, lost: str) -> list[int]:
        async with app_of(tmp_path, recipe) as (_house, app, _room):
            return [(await Person(app, key).ask("GET", "/session")).status_code for key in (kept, lost)]

    assert asyncio.run(second(*asyncio.run(first()))) == [200, 401]
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name not in ("secret", "lock"):
            assert "#key=" not in path.read_text("utf-8", "replace")


# -- the guard


GUARDED: tuple[tuple[dict[str, str], int], ...] = (
    ({}, 200),
    ({"host": "localhost:8000"}, 200),
    ({"host": "192.168.1.7:8000"}, 200),
    ({"host": "[::1]:8000"}, 200),
    ({"host": "drill.attacker.example"}, 421),
    ({"host": "localhost.attacker.example"}, 421),
    ({"host": "[:::"}, 421),
    ({"origin": "http://localhost"}, 200),
    ({"origin": "http://attacker.example"}, 403),
    ({"origin": "null"}, 403),
    ({"origin": "http://localhost:9999"}, 403),
    ({"content-length": str(10**9)}, 413),
    ({"content-length": "-5"}, 413),
)
"""Headers of a request -> its status."""


def test_the_guard_lets_in_what_comes_from_us_and_fits(tmp_path: Path) -> None:
    async def check() -> list[httpx.Response]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss, path = Person(app, director(house)), f"/drills/{room.id}/pace"
            return [await boss.ask("POST", path, {"action": "pause"}, **headers) for headers, _ in GUARDED]

    answers = asyncio.run(check())
    assert [answer.status_code for answer in answers] == [status for _, status in GUARDED]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        if answer.status_code != 200:
            assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_grows_on_the_way_is_stopped(tmp_path: Path) -> None:
    async def flood() -> Any:
        for _ in range(100):
            yield b"x" * 10_000

    async def check() -> int:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            person = Person(app, director(house))
            return (await person.client.post(f"/api/drills/{room.id}/orders", content=flood())).status_code

    assert asyncio.run(check()) == 413


def test_one_session_cannot_take_all_the_server_s_time(tmp_path: Path) -> None:
    async def check() -> tuple[set[int], int]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            app.state.buckets = Buckets(0.0, needs.BURST)  # nothing flows back while a slow machine asks
            greedy, other = Person(app, let_in(house, room, "observer")), Person(app, director(house))
            asked = {(await greedy.ask("GET", "/session")).status_code for _ in range(200)}
            return asked, (await other.ask("GET", "/session")).status_code

    assert asyncio.run(check()) == ({200, 429}, 200)


def test_after_the_end_grants_expire_and_orders_are_turned_away(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            key = let_in(house, room, "seat", OWN)
            await room.live.order(EndDrill(0, 0, "director"), "", "g")
            await until(lambda: house.access.expires(house.access.bearer(key).grants[0]))
            told = (await Person(app, key).ask("GET", "/session")).json()
            assert abs(told["expires"] - time.time() - 24 * 3600) < 60
            answer = await Person(app, key).ask(
                "POST", f"/drills/{room.id}/orders", {"order": "write_note", "text": "x"}
            )
            assert (answer.status_code, answer.json()["code"]) == (409, "ended")

    asyncio.run(check())
