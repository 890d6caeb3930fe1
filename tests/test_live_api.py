"""The interface as its own description has it: complete, with examples, and nothing it allows brings a fault."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from command_center.live import guard, needs
from command_center.live.access import HOUSE
from command_center.live.app import make_app
from command_center.live.problems import TYPE
from command_center.live.routes.orders import OF_ADAPTERS
from command_center.live.routes.session import ROUTES as SESSION_ROUTES
from command_center.live.words import TABLE, language
from command_center.orders import KINDS
from command_center.plan.spans import HOUR
from tests.live_room import Person, app_of, director, house_in, let_in, named, served, until


def described(folder: Path) -> dict[str, Any]:
    """The OpenAPI of the server."""
    told: dict[str, Any] = make_app(house_in(folder)).openapi()
    return told


def test_every_address_is_described_with_its_refusals(tmp_path: Path) -> None:
    told = described(tmp_path)
    for path, methods in told["paths"].items():
        for method, each in methods.items():
            where = f"{method} {path}"
            assert each["summary"], where
            assert each["description"], where
            answers = each["responses"]
            good = [status for status in answers if status.startswith("2")]
            assert len(good) == 1, where
            if good != ["204"]:
                assert answers[good[0]]["content"], where
            assert TYPE in answers["422"]["content"], where
            for parameter in each.get("parameters", ()):
                if parameter["in"] == "path":
                    assert parameter["schema"].get("examples") or parameter.get("examples"), (where, parameter["name"])


def test_every_order_of_people_is_described_with_its_fields(tmp_path: Path) -> None:
    body = described(tmp_path)["paths"]["/api/drills/{drill}/orders"]["post"]["requestBody"]
    forms = {form["title"]: form for form in body["content"]["application/json"]["schema"]["oneOf"]}
    assert set(forms) == {name for name, kind in KINDS.items() if kind not in OF_ADAPTERS}
    assert set(forms["transfer_ticket"]["properties"]) == {"order", "by", "key", "ticket", "seat"}
    assert all(form["description"] for form in forms.values())


def test_every_sentence_is_there_in_both_languages() -> None:
    for key, (zh, en) in TABLE.items():
        assert any("\u4e00" <= sign <= "\u9fff" for sign in zh) or "{" in zh, key
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in en), key


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,zh;q=0.5", "en"), ("fr, zh;q=0.2, en;q=0.1", "zh"),
        ("fr", "en"), ("zh;q=x", "en"), (",,;q=1", "en"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_browser(header: str, lang: str) -> None:
    assert language(header) == lang


def test_what_is_wrong_is_said_in_the_reader_s_language_with_what_would_be_right(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            person = Person(app, director(house))
            zh = {"accept-language": "zh-CN"}
            refused = await person.ask(
                "POST", f"/drills/{room.id}/orders", {"order": "skip_inject", "inject": "X9"}, **zh
            )
            assert refused.headers["content-type"] == TYPE
            assert refused.json() | {"t": 0} == {
                "type": "urn:command-center:problem:refused", "title": "Conflict", "status": 409, "code": "refused",
                "detail": "没有控制消息 X9", "number": 0, "t": 0,
            }  # fmt: skip
            pace = (await person.ask("POST", f"/drills/{room.id}/pace", {"action": "strt"})).json()
            assert pace["errors"] == [
                {
                    "where": "body.action", "wrong": "'strt' is not allowed",
                    "right": "write one of 'start', 'pause', 'speed', 'minute' or 'next_inject'",
                }
            ]  # fmt: skip
            unknown = (await person.ask("POST", f"/drills/{room.id}/orders", {"order": "fly"})).json()
            assert unknown["detail"].startswith("there is no order 'fly'; there are accept_ticket, add_inject,")
            form = (await person.ask("POST", f"/drills/{room.id}/orders", {"order": "set_feed", "system": 7})).json()
            assert "Expected `str`, got `int` - at `$.system`; its fields are: system, feed" in form["detail"]
            assert (await person.ask("PUT", "/session")).json()["code"] == "method"
            assert (await person.ask("GET", "/nothing")).json()["code"] == "no_path"
            staffed = (await person.ask("POST", "/drills", {"scenario": "mini-hotline", "staffing": "none"})).json()
            assert "staffing: unknown staffing none; it must be one of full, half" in staffed["detail"]
            new = (await person.ask("POST", "/drills", {"scenario": "/etc/passwd"}, **zh)).json()
            assert new["detail"].startswith("没有情景“/etc/passwd”；可用：")

    asyncio.run(check())


def test_a_key_that_was_used_for_another_order_is_told_so(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss, path = Person(app, director(house)), f"/drills/{room.id}/orders"
            order = {"order": "take_system_down", "system": "Y2", "key": "a"}
            first = await boss.ask("POST", path, order)
            other = await boss.ask("POST", path, {**order, "system": "Y3"}, **{"accept-language": "zh"})
            assert (other.status_code, other.json()["code"]) == (409, "key_used")
            assert other.json()["detail"] == "键“a”已用于另一条命令；请为每条命令另取一个键"
            assert (await boss.ask("POST", path, order)).json() == first.json()

    asyncio.run(check())


def test_ratings_are_durable_checked_and_bound_to_the_journal(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("city-waterlogging", horizon=HOUR)) as (house, app, room):
            path = f"/drills/{room.id}/ratings"
            boss, first = Person(app, director(house)), Person(app, let_in(house, room, "evaluator"))
            await room.set_pace("minute")
            await until(lambda: room.live.pace.state == "paused")
            task = next(iter((await first.ask("GET", f"/drills/{room.id}/evaluator")).json()["tasks"].values()))
            name = f"{task['inject']}/{task['seat']}/{task['action']}"
            rating = {"kind": "rating", "task": name, "rating": "S", "facts": [1]}
            assert (await first.ask("POST", path, rating)).status_code == 201
            override = {"kind": "override", "task": name, "rating": "P", "reason": "seen it", "facts": [1]}
            assert (await boss.ask("POST", path, override)).json()["automatic"] == ""
            for wrong in (
                {"kind": "rating", "task": "nothing", "rating": "S", "facts": [1]},
                {"kind": "rating", "task": name, "rating": "S", "facts": [10**6]},
                {"kind": "rating", "task": name, "rating": "X", "facts": [1]},
                {"kind": "rating", "task": name, "rating": "S"},
                {"kind": "observation", "seat": "S01"},
            ):
                assert (await first.ask("POST", path, wrong)).status_code == 422, wrong
            lines = (await boss.ask("GET", path)).json()["lines"]
            assert [(line["by"], line["rating"]) for line in lines] == [("evaluator 1", "S"), ("director", "P")]
            await boss.ask("POST", f"/drills/{room.id}/orders", {"order": "end_drill"})
            await until(lambda: room.over)
            await until(lambda: any(line.kind == "bound" for line in room.rated()))

    asyncio.run(check())


def test_a_fork_goes_on_from_its_moment_and_leaves_the_other_alone(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=2 * HOUR)) as (house, app, room):
            boss = Person(app, director(house))
            order = f"/drills/{room.id}/orders"
            await boss.ask("POST", order, {"order": "take_system_down", "system": "Y2"})
            await room.set_pace("minute")
            await until(lambda: room.live.pace.state == "paused")
            await boss.ask("POST", order, {"order": "bring_system_up", "system": "Y2"})
            before = list(room.facts())
            made = (await boss.ask("POST", f"/drills/{room.id}/fork", {"at": 30_000})).json()
            assert (made["now"], made["state"], made["parent"]) == (30_000, "paused", room.id)
            fork = await house.room(made["id"])
            facts = list(fork.facts())
            assert facts == before[: len(facts)]
            assert [given.order.number for given in fork.folder.given()] == [0]
            assert (await boss.ask("POST", f"/drills/{room.id}/fork", {"at": 61_000})).status_code == 422
            assert list(room.facts()) == before

    asyncio.run(check())


@pytest.mark.slow
def test_report_evidence_and_journal_are_there_after_the_end(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("sensor-to-grid")) as (house, app, room):
            boss = Person(app, director(house))
            drill = f"/drills/{room.id}"
            for what in ("report", "journal", "evidence.zip", "replay/picture?at=0"):
                answer = await boss.ask("GET", f"{drill}/{what}")
                assert (answer.status_code, answer.json()["code"]) == (409, "not_ended"), what
            room.live.pace.step(room.live.end)
            await room.set_pace("minute")
            await boss.ask("POST", f"{drill}/orders", {"order": "end_drill"})
            await until(lambda: room.over)
            report = await boss.ask("GET", f"{drill}/report?lang=zh")
            assert report.status_code == 200, report.text
            assert "sandbox" in report.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in report.headers["content-security-policy"]
            assert room.finished.root in report.text
            at = (await boss.ask("GET", f"{drill}/replay/picture?at=60000")).json()
            assert at["now"] == 60_000
            assert (await boss.ask("GET", f"{drill}/replay/picture?at={10**15}")).status_code == 422
            assert (await boss.ask("GET", f"{drill}/journal")).content == room.folder.journal.read_bytes()
            assert (await boss.ask("GET", f"{drill}/evidence.zip")).content.startswith(b"PK")
            assert (await boss.ask("GET", f"{drill}/scores")).json()["steps"]

    asyncio.run(check())


@pytest.mark.slow
def test_nothing_that_the_interface_allows_brings_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Schemathesis makes requests from the description; none of them may be answered with a fault of ours."""
    schemathesis = pytest.importorskip("schemathesis")
    for module in (guard, needs):
        monkeypatch.setattr(module, "RATE", 1e9)
        monkeypatch.setattr(module, "BURST", 1e9)
    with served(tmp_path, named("mini-hotline", horizon=HOUR)) as (base, house, _drill):
        schema = schemathesis.openapi.from_url(f"{base}/api/openapi.json")
        headers = {"authorization": f"Bearer {house.access.key(HOUSE)}"}
        checks = [schemathesis.checks.not_a_server_error]
        operations = sorted((each.ok() for each in schema.get_all_operations()), key=lambda each: "orders" in each.path)
        assert len(operations) > 20 + len(SESSION_ROUTES)
        for operation in operations:

            @settings(max_examples=20, database=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy())
            def ask(case: Any) -> None:
                if case.path_parameters and "drill" in case.path_parameters:
                    case.path_parameters["drill"] = "mini-hotline-1"
                case.call_and_validate(headers=headers, checks=checks, timeout=60)

            ask()


def test_an_order_is_given_under_the_grant_that_it_needs_and_its_key_is_that_grant_s(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            keys = {"a1": let_in(house, room, "seat", "A1"), "both": let_in(house, room, "seat", "A1", "A2")}
            named_of = {name: house.access.bearer(key).grants[0].id for name, key in keys.items()}
            path, note = f"/drills/{room.id}/orders", {"order": "write_note", "text": "x", "key": "k"}
            person = Person(app)
            for key in (director(house), keys["both"], keys["a1"]):
                await person.ask("POST", "/session", {"key": key})
            for seat in ("A1", "A2", "A3"):
                await person.ask("POST", path, {**note, "by": seat})
            await person.ask("POST", path, {"order": "take_system_down", "system": "Y2", "key": "d"})
            assert [(each.order.by, each.grant) for each in room.folder.given()] == [
                ("A1", named_of["a1"]), ("A2", named_of["both"]), ("A3", "house"), ("director", "house"),
            ]  # fmt: skip
            again = Person(app)  # the same grants, joined in another order, are the same giver
            for key in (keys["a1"], keys["both"], director(house)):
                await again.ask("POST", "/session", {"key": key})
            await again.ask("POST", path, {**note, "by": "A1"})
            assert len(room.folder.given()) == 4

    asyncio.run(check())
