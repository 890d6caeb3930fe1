"""The disk: what is acknowledged is durable, in the order of asking, and the event loop waits for no disk."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from command_center.live import conduct
from command_center.live.lines import Log, LogDamage, read
from command_center.live.pen import Pen
from command_center.orders import TakeSystemDown
from command_center.plan.spans import HOUR
from tests.live_room import Person, app_of, director, let_in, named, until
from tests.test_live_conduct import conductor_of, drill_in, failing, open_files

CALLS = ("fsync", "ftruncate")


def test_nothing_waits_for_the_disk_on_the_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole life of a drill; ``synced`` is how often the disk was waited for in a thread, ``held`` on the loop."""
    held: list[str] = []
    synced: list[str] = []

    def seen(name: str, call: Any) -> Any:
        def done(file: int, *more: Any) -> Any:
            on_loop = threading.current_thread() is threading.main_thread()
            (held if on_loop else synced).append(f"{name} {Path(f'/proc/self/fd/{file}').readlink().name}")
            return call(file, *more)

        return done

    async def life() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            for name in CALLS:
                monkeypatch.setattr(os, name, seen(name, getattr(os, name)))
            boss, person = Person(app, director(house)), Person(app)
            drill = f"/drills/{room.id}"
            grant = (await boss.ask("POST", f"{drill}/grants", {"role": "observer"})).json()
            await person.ask("POST", "/session", {"code": grant["code"]})
            await person.ask("DELETE", "/session")
            await boss.ask("DELETE", f"{drill}/grants/{grant['id']}")
            await boss.ask("POST", f"{drill}/pace", {"action": "minute"})
            await until(lambda: room.live.pace.state == "paused")
            await boss.ask("POST", f"{drill}/orders", {"order": "take_system_down", "system": "Y2"})
            await boss.ask("POST", f"{drill}/ratings", {"kind": "observation", "text": "calm", "facts": [1]})
            fork = (await boss.ask("POST", f"{drill}/fork", {"at": 0})).json()
            await boss.ask("POST", f"{drill}/orders", {"order": "end_drill"})
            await until(lambda: any(line.kind == "bound" for line in room.rated()))
            assert (await boss.ask("GET", f"/drills/{fork['id']}")).status_code == 200

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not tell which file is waited for")
    asyncio.run(life())
    assert held == []
    names = {each.split()[1] for each in synced}
    assert names >= {"left.jsonl", "access.jsonl", "conduct.jsonl", "orders.jsonl", "ratings.jsonl"}, names


def test_a_slow_disk_holds_only_whoever_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def slow(file: int) -> None:
        time.sleep(1.0)
        fsync(file)

    async def check() -> tuple[float, float]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss = Person(app, director(house))
            await boss.ask("GET", "/session")
            with monkeypatch.context() as patch:
                patch.setattr(os, "fsync", slow)
                began = time.monotonic()
                giving = asyncio.create_task(boss.ask("POST", f"/drills/{room.id}/grants", {"role": "observer"}))
                waits = [0.0]
                while not giving.done():
                    before = time.monotonic()
                    await asyncio.sleep(0)
                    waits.append(time.monotonic() - before)
                return max(waits), time.monotonic() - began

    longest, whole = asyncio.run(check())
    assert whole >= 1.0, "it is answered when it is on the disk, not before"
    assert longest < 0.7


def test_a_pen_writes_in_the_order_of_asking_and_everything_before_it_is_put_down(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"

    async def check() -> None:
        pen = Pen(Log(path))
        for number in range(0, 60, 3):
            pen.soon([{"n": number}])
            await asyncio.gather(pen.write([{"n": number + 1}]), pen.add([{"n": number + 2}]))
        pen.soon([{"n": 60}])
        await asyncio.to_thread(pen.put_down)
        pen.soon([{"n": 61}])
        with pytest.raises(OSError, match="the log is closed"):
            await pen.add([{"n": 62}])

    asyncio.run(check())
    assert [line["n"] for line in read(path).values] == list(range(61))


def test_a_pause_waits_for_no_disk_and_nothing_that_was_asked_before_it_starts_the_drill_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write

    def slow(file: int, data: Any) -> int:
        time.sleep(0.1)
        return write(file, data)

    async def check() -> tuple[set[str], list[str], float]:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (_house, _app, room):
            await room.set_pace("start", 1)
            states = set()
            with monkeypatch.context() as patch:
                patch.setattr(os, "write", slow)
                actions = [("start", 20.0), ("minute", None), ("next_inject", None), ("pause", None)]
                asked = [asyncio.create_task(room.set_pace(*each)) for each in actions]
                await asyncio.sleep(0.02)
                while not all(each.done() for each in asked):
                    states.add(room.live.pace.state)
                    await asyncio.sleep(0.001)
                await asyncio.gather(*asked)
                states.add(room.live.pace.state)
            written = [line["action"] for line in read(room.folder.conduct).values if line["kind"] == "pace"]
            await room.set_pace("start")
            assert room.live.pace.state == "running"
            return states, written, room.live.pace.speed

    states, written, speed = asyncio.run(check())
    assert states == {"paused"}
    assert written == ["start", "start", "minute", "next_inject", "pause"]
    assert speed == 20, "another speed is not undone by a pause"


def test_what_a_full_disk_did_not_take_is_kept_open_and_can_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conduct, "RETRY", 0.02)

    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            path = room.folder.conduct
            with monkeypatch.context() as patch:
                failing(path, patch, "fsync")
                await room.set_pace("minute")
                await until(lambda: room.live._unmarked)
                await house.close_idle(0)
                assert house.rooms == [room], "what was played would be gone"
            await until(lambda: room.live.rests)
            await house.close_idle(0)
            assert house.rooms == []
            with monkeypatch.context() as patch:
                failing(path, patch, "write", "fsync")
                person = Person(app, let_in(house, room, "observer"))
                answer = await person.ask("GET", f"/drills/{room.id}/picture")
                assert (answer.status_code, answer.json()["now"]) == (200, 60_000)
                again = await house.room(room.id)
                await asyncio.sleep(0.1)
                assert not again.live.rests
            await until(lambda: again.live.rests)
            told = [(line["kind"], line["t"]) for line in read(path).values if line["kind"] in ("moment", "opened")]
            assert (told[0], told[-2:]) == (("opened", 0), [("opened", 60_000), ("moment", 60_000)])

    asyncio.run(check())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system does not tell which files are open")
def test_a_log_that_is_damaged_while_a_drill_is_closed_leaves_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drill_in(tmp_path)
    before = open_files()

    async def check() -> None:
        conductor = conductor_of(folder)
        await conductor.open()
        assert open_files() != before
        with monkeypatch.context() as patch:
            failing(folder.conduct, patch, "write", "ftruncate")
            with pytest.raises(LogDamage, match="cannot be taken back"):
                await conductor.settle()

    asyncio.run(check())
    assert open_files() == before


def test_whatever_is_read_meanwhile_keeps_no_order_and_no_rating_waiting(tmp_path: Path) -> None:
    reading = threading.Event()

    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (_house, _app, room):
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
            told = asyncio.create_task(room.tell(reading.wait))
            try:
                async with asyncio.timeout(10):
                    await asyncio.sleep(0.01)
                    assert (await room.order(TakeSystemDown(0, 0, "director", "Y2"), "k", "house")).reason == ""
                    await room.set_pace("start", 60)
                assert not told.done()
                assert [given.key for given in room.folder.given()] == ["k"]
                assert [line.kind for line in room.rated()] == ["pace"]
            finally:
                reading.set()
                await told

    asyncio.run(check())
