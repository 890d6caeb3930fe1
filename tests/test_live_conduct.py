"""The conduct of a live drill: live equals batch, no acknowledged order is lost or doubled, nobody waits for it."""

from __future__ import annotations

import asyncio
import errno
import os
import random
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

from command_center.drill import record
from command_center.facts import Fact, OrderAccepted, OrderRefused
from command_center.folds.pictures.fold import WallFold
from command_center.live import conduct as conduct_module
from command_center.live.access import Grant
from command_center.live.conduct import Answer, Conductor
from command_center.live.lines import read
from command_center.live.problems import Trouble
from command_center.live.room import Room
from command_center.live.storage import Data, Folder, NotOurs
from command_center.orders import (
    AcceptTicket,
    EndDrill,
    HoldInject,
    MoveInject,
    Order,
    PlaySeat,
    ReleaseInject,
    SkipInject,
    StaffSeat,
    TakeSystemDown,
)
from command_center.plan.ratings import Pace
from command_center.plan.spans import HOUR, MINUTE
from tests.live_room import Clock, house_in, journal_of, killed, named, running, until

SHORT = 2 * HOUR


def drill_in(folder: Path, scenario: str = "mini-hotline", horizon: int | None = SHORT) -> Folder:
    return Data(folder).new(named(scenario, horizon=horizon))


def again(folder: Folder) -> Folder:
    """The same folder as another process finds it."""
    return Folder(folder.path)


def conductor_of(folder: Folder, clock: Clock | None = None) -> Conductor:
    return Conductor(folder, (), clock or time.monotonic)


def batch(folder: Folder, out: Path) -> bytes:
    """The journal that the recipe and the orders of a live drill make when they are played in one go."""
    from dataclasses import replace

    orders = tuple(given.order for given in folder.given())
    _, path, _ = record(replace(folder.recipe(), orders=orders), out)
    assert path is not None
    return path.read_bytes()


ORDERS: tuple[Order, ...] = (
    TakeSystemDown(0, 0, "director", "Y2"),
    StaffSeat(0, 0, "director", "A2", "empty"),
    HoldInject(0, 0, "director", "nothing-of-that-name"),
    PlaySeat(0, 0, "director", "A1", "person"),
    StaffSeat(0, 0, "director", "A2", "own"),
)


def test_live_equals_batch_with_pauses_speeds_and_orders(tmp_path: Path) -> None:
    folder = drill_in(tmp_path / "live")

    async def conduct() -> None:
        async with running(conductor_of(folder)) as conductor:
            dice = random.Random(4)
            for number, order in enumerate(ORDERS):
                await conductor.set_pace("start", float(dice.choice((60, 300, 600))))
                await asyncio.sleep(dice.random() / 10)
                await conductor.order(order, f"key {number}", "g")
                await conductor.set_pace(dice.choice(("pause", "minute", "next_inject")))
                await asyncio.sleep(dice.random() / 20)
            await conductor.set_pace("start", 600)
            while not conductor.over:
                await conductor.set_pace("minute")
                await until(lambda: conductor.pace.state != "running")
                if conductor.now > 3 * HOUR:
                    await conductor.order(EndDrill(0, 0, "director"), "end", "g")
            await until(lambda: conductor.root)

    asyncio.run(conduct())
    assert journal_of(folder) == batch(folder, tmp_path / "batch")
    assert len(folder.given()) == len(ORDERS) + 1


def test_what_people_at_a_seat_do_live_is_the_same_in_one_go(tmp_path: Path) -> None:
    folder, wall = drill_in(tmp_path / "live"), WallFold()

    async def conduct() -> int:
        done = 0
        async with running(Conductor(folder, (wall.extend,))) as conductor:
            await conductor.order(PlaySeat(0, 0, "director", "A1", "person"), "play", "g")
            for minute in range(40):
                await conductor.set_pace("minute")
                await until(lambda: conductor.pace.state == "paused")
                for number in wall.seat_picture("A1")["inbox"]:
                    order = AcceptTicket(0, 0, "A1", int(number), "answered")
                    done += not (await conductor.order(order, f"{minute} {number}", "seat")).reason
            await conductor.order(EndDrill(0, 0, "director"), "end", "g")
            await until(lambda: conductor.root)
        return done

    assert asyncio.run(conduct()) > 0
    assert journal_of(folder) == batch(folder, tmp_path / "batch")


def test_every_order_is_carried_out_after_the_events_of_its_time_in_its_turn(tmp_path: Path) -> None:
    folder = drill_in(tmp_path)

    async def conduct() -> list[Answer]:
        async with running(conductor_of(folder)) as conductor:
            await conductor.set_pace("minute")
            await until(lambda: conductor.pace.state == "paused")
            return await asyncio.gather(*(conductor.order(order, "", "g") for order in ORDERS))

    answers = asyncio.run(conduct())
    assert [answer.number for answer in answers] == [0, 1, 2, 3, 4]
    assert {answer.t for answer in answers} == {MINUTE}
    assert [bool(answer.reason) for answer in answers] == [False, False, True, False, False]


# -- durable before acknowledged


def test_after_a_kill_the_drill_stands_paused_with_every_acknowledged_order(tmp_path: Path) -> None:
    folder = drill_in(tmp_path / "live")
    seen: list[Fact] = []

    async def first() -> tuple[int, list[Answer]]:
        async with killed(Conductor(folder, (seen.extend,))) as conductor:
            await conductor.set_pace("start", 600)
            answers = []
            for number, order in enumerate(ORDERS):
                await asyncio.sleep(0.05)
                answers.append(await conductor.order(order, f"key {number}", "g"))
            await asyncio.sleep(0.6)
            return conductor.now, answers

    async def second(answers: list[Answer]) -> tuple[int, list[Fact]]:
        facts: list[Fact] = []
        async with running(Conductor(again(folder), (facts.extend,))) as conductor:
            assert conductor.pace.state == "paused"
            repeated = [await conductor.order(order, f"key {n}", "g") for n, order in enumerate(ORDERS)]
            assert repeated == answers
            return conductor.now, facts

    killed_at, answers = asyncio.run(first())
    now, facts = asyncio.run(second(answers))
    assert answers[-1].t <= now <= killed_at
    assert killed_at - now <= 600 * 1_500  # at most about a second of wall time
    assert facts == seen[: len(facts)]
    given = [fact for fact in facts if isinstance(fact, OrderAccepted | OrderRefused)]
    assert len(given) == len(ORDERS)


@pytest.mark.parametrize("log", ["orders.jsonl", "conduct.jsonl"])
@pytest.mark.parametrize("kept", [1, 9, 40])
def test_a_torn_last_line_costs_only_what_was_never_acknowledged(tmp_path: Path, log: str, kept: int) -> None:
    folder = drill_in(tmp_path)

    async def first() -> Answer:
        async with killed(conductor_of(folder)) as conductor:
            return await conductor.order(ORDERS[0], "a", "g")

    async def second() -> Answer:
        async with running(conductor_of(again(folder))) as conductor:
            return await conductor.order(ORDERS[0], "a", "g")

    answer = asyncio.run(first())
    path = folder.path / log
    path.write_bytes(path.read_bytes() + (path.read_bytes() or b'{"kind":"moment","t":5,"wall":123456789}')[:kept])
    assert asyncio.run(second()) == answer
    notes = [line for line in read(folder.conduct).values if line["kind"] == "opened"]
    assert [note["torn"] for note in notes] == [0, kept]
    assert len(folder.given()) == 1


def test_an_order_that_was_logged_but_not_answered_is_not_doubled(tmp_path: Path) -> None:
    folder = drill_in(tmp_path)

    async def first() -> None:
        async with killed(conductor_of(folder)) as conductor:
            asking = asyncio.create_task(conductor.order(ORDERS[0], "a", "g"))
            await until(lambda: folder.given())
            asking.cancel()

    async def second() -> Answer:
        async with running(conductor_of(again(folder))) as conductor:
            return await conductor.order(ORDERS[0], "a", "g")

    asyncio.run(first())
    assert asyncio.run(second()) == Answer(0, 0, "")
    assert len(folder.given()) == 1


def test_one_key_is_one_order_of_one_grant(tmp_path: Path) -> None:
    folder = drill_in(tmp_path)

    async def conduct() -> None:
        async with running(conductor_of(folder)) as conductor:
            both = await asyncio.gather(*(conductor.order(ORDERS[0], "a", "g") for _ in range(5)))
            assert len(set(both)) == 1
            with pytest.raises(Trouble, match="key_used"):
                await conductor.order(ORDERS[1], "a", "g")
            assert (await conductor.order(ORDERS[1], "a", "another")).number == 1

    asyncio.run(conduct())
    assert len(folder.given()) == 2


def test_a_full_disk_refuses_the_order_and_carries_nothing_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drill_in(tmp_path)
    seen: list[Fact] = []

    async def conduct() -> None:
        async with running(Conductor(folder, (seen.extend,))) as conductor:

            def full(_values: object) -> None:
                raise OSError(28, "No space left on device")

            monkeypatch.setattr(conductor._orders._log, "write", full)
            with pytest.raises(Trouble, match="disk"):
                await conductor.order(ORDERS[0], "a", "g")
            monkeypatch.undo()
            assert (await conductor.order(ORDERS[0], "a", "g")).reason == ""

    asyncio.run(conduct())
    assert [order.order.number for order in folder.given()] == [0]
    assert sum(isinstance(fact, OrderAccepted) for fact in seen) == 1


def failing(path: Path, monkeypatch: pytest.MonkeyPatch, *calls: str) -> None:
    """From here on these calls fail for this file."""

    def fails(call: Callable[..., Any]) -> Callable[..., Any]:
        def failed(file: int, *more: Any) -> Any:
            if os.path.samestat(os.fstat(file), path.stat()):
                raise OSError(errno.EIO, "Input/output error")
            return call(file, *more)

        return failed

    for call in calls:
        monkeypatch.setattr(os, call, fails(getattr(os, call)))


def test_an_order_whose_line_is_not_durable_is_refused_and_taken_out_of_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drill_in(tmp_path)

    async def first() -> Answer:
        async with running(conductor_of(folder)) as conductor:
            await conductor.order(ORDERS[0], "a", "g")
            failing(folder.orders, monkeypatch, "fsync")
            with pytest.raises(Trouble, match="disk"):
                await conductor.order(ORDERS[1], "b", "g")
            assert len(folder.given()) == 1
            monkeypatch.undo()
            return await conductor.order(ORDERS[1], "b", "g")

    async def second() -> Answer:
        async with running(conductor_of(again(folder))) as conductor:
            return await conductor.order(ORDERS[1], "b", "g")

    assert asyncio.run(first()).number == 1
    assert asyncio.run(second()).number == 1
    assert [given.order.number for given in folder.given()] == [0, 1]


def test_where_a_refused_order_cannot_be_taken_out_the_drill_takes_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drill_in(tmp_path)

    async def conduct() -> None:
        async with running(conductor_of(folder)) as conductor:
            failing(folder.orders, monkeypatch, "fsync", "ftruncate")
            for key in ("a", "b"):
                with pytest.raises(Trouble, match="500 broken"):
                    await conductor.order(ORDERS[0], key, "g")
                await until(lambda: conductor.fault)
            monkeypatch.undo()

    asyncio.run(conduct())
    assert len(folder.given()) == 1


def test_a_fault_of_the_program_in_an_order_leaves_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drill_in(tmp_path)

    async def conduct() -> list[Answer | BaseException]:
        async with running(conductor_of(folder)) as conductor:
            apply = conductor._drill.apply

            def faulty(order: Order) -> bool:
                if order.number == 1:
                    raise ZeroDivisionError("division by zero")
                return apply(order)

            monkeypatch.setattr(conductor._drill, "apply", faulty)
            asked = (conductor.order(order, f"{n}", "g") for n, order in enumerate(ORDERS[:3]))
            async with asyncio.timeout(10):
                answers = await asyncio.gather(*asked, return_exceptions=True)
            assert await conductor.order(ORDERS[0], "0", "g") == answers[0], "what was answered stays answered"
            return answers

    first, *others = asyncio.run(conduct())
    assert first == Answer(0, 0, "")
    for trouble in others:
        assert isinstance(trouble, Trouble)
        assert (trouble.status, trouble.code) == (500, "broken")
        assert "ZeroDivisionError: division by zero" in trouble.detail("en")


def faulty(*_: object) -> None:
    """A fault of the program."""
    raise KeyError("nothing")


def stands(room: Room) -> bool:
    return room.live.pace.state == "paused"


def open_files() -> int:
    """How many files this process has open, where the system tells."""
    told = Path("/proc/self/fd")
    return len(list(told.iterdir())) if told.is_dir() else 0


def test_a_drill_that_a_fault_keeps_shut_is_said_to_be_damaged_and_tried_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = drill_in(tmp_path)

    async def check() -> None:
        house = house_in(tmp_path)
        before = open_files()
        with monkeypatch.context() as patch:
            patch.setattr(Conductor, "_compare", faulty)
            for _ in range(2):
                with pytest.raises(Trouble) as damaged:
                    await house.room(folder.head.id)
                assert (damaged.value.status, damaged.value.code) == (409, "damaged")
                assert "KeyError: 'nothing'" in damaged.value.detail("en")
        assert open_files() == before
        assert (await house.room(folder.head.id)).live.pace.state == "paused"
        await house.close()

    asyncio.run(check())
    assert caplog.text.count("cannot be opened: 'nothing'") == 2


def test_a_disk_that_takes_no_moments_pauses_the_drill_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = drill_in(tmp_path)
    monkeypatch.setattr(conduct_module, "RETRY", 0.02)

    def moments() -> list[int]:
        return [line["t"] for line in read(folder.conduct).values if line["kind"] == "moment"]

    async def conduct() -> None:
        async with running(conductor_of(folder)) as conductor:
            await conductor.set_pace("start", 600)
            with monkeypatch.context() as patch:
                failing(folder.conduct, patch, "write", "fsync")
                await until(lambda: conductor.pace.state == "paused")
                stands = conductor.now
                with pytest.raises(Trouble, match="507 disk"):
                    await conductor.set_pace("start", 300)
                assert (conductor.pace.state, conductor.pace.speed) == ("paused", 600)
                await conductor.set_pace("pause")
                await asyncio.sleep(0.1)
            assert moments() == []
            await until(moments)
            assert moments() == [stands]
            assert conductor.fault == ""
            await conductor.set_pace("minute")
            await until(lambda: conductor.pace.state == "paused")
            assert conductor.now == stands + MINUTE

    asyncio.run(conduct())
    assert caplog.text.count("the drill is paused") == 1


def test_another_program_that_plays_it_otherwise_is_refused(tmp_path: Path) -> None:
    folder = drill_in(tmp_path)

    async def first() -> None:
        async with running(conductor_of(folder)) as conductor:
            await conductor.set_pace("minute")
            await until(lambda: conductor.pace.state == "paused")

    asyncio.run(first())
    recipe = folder.path / "recipe.json"
    head = msgspec.json.decode(recipe.read_bytes())
    recipe.write_bytes(msgspec.json.encode({**head, "seed": 99, "program": "0.0.9"}))
    with pytest.raises(NotOurs, match=r"are not those that were; it was begun with version 0\.0\.9"):
        asyncio.run(conductor_of(again(folder)).open())


# -- the end


@pytest.mark.parametrize("died", ["before the end was written", "before the ratings were bound", "in a rating"])
def test_whatever_was_left_undone_at_the_end_is_done_when_the_drill_is_opened_again(tmp_path: Path, died: str) -> None:
    folder = drill_in(tmp_path)

    async def first() -> str:
        house = house_in(tmp_path)
        room = await house.room(folder.head.id)
        await room.rate(Pace(speed=1))
        before = folder.ratings.read_bytes()
        await room.live.order(EndDrill(0, 0, "director"), "", "g")
        await until(lambda: any(line.kind == "bound" for line in room.rated()))
        root = room.live.root
        await house.close()
        if died != "before the ratings were bound":
            folder.access.unlink()
        folder.ratings.write_bytes(before + (b'{"kind":"rat' if died == "in a rating" else b""))
        return root

    async def second(root: str) -> None:
        house = house_in(tmp_path)
        house.access.add(Grant("a", folder.head.id, "observer"))
        room = await house.room(folder.head.id)
        assert [line.kind for line in room.rated()] == ["pace", "bound"]
        assert room.rated()[-1].root == root  # type: ignore[union-attr]
        assert abs(house.access.expires(Grant("a", folder.head.id, "observer")) - time.time() - 24 * 3600) < 60
        await house.close()

    root = asyncio.run(first())
    for _ in range(2):
        asyncio.run(second(root))
    assert [line["kind"] for line in read(folder.access).values] == ["ended"]


def test_after_the_end_a_key_gets_its_first_answer_also_after_a_restart(tmp_path: Path) -> None:
    folder = drill_in(tmp_path)
    asked = [*ORDERS, EndDrill(0, 0, "director"), ORDERS[0]]

    async def ask(ending: bool) -> list[Answer]:
        house = house_in(tmp_path)
        room = await house.room(folder.head.id)
        answers = await asyncio.gather(*(room.order(order, f"{n}", "g") for n, order in enumerate(asked)))
        await until(lambda: room.over)
        assert (room.conductor is not None) == ending
        for order, key, code in ((ORDERS[0], "new", "ended"), (ORDERS[0], "", "ended"), (ORDERS[1], "0", "key_used")):
            with pytest.raises(Trouble, match=f"409 {code}"):
                await room.order(order, key, "g")
        assert answers == [await room.order(order, f"{n}", "g") for n, order in enumerate(asked)]
        await house.close()
        return answers

    first, second = asyncio.run(ask(True)), asyncio.run(ask(False))
    assert first == second
    assert [bool(answer.reason) for answer in first] == [False, False, True, False, False, False, True]


def test_a_drill_that_cannot_be_closed_keeps_no_other_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folders = [drill_in(tmp_path) for _ in range(2)]

    async def check() -> None:
        house = house_in(tmp_path)
        rooms = [await house.room(folder.head.id) for folder in folders]
        for room in rooms:
            await room.set_pace("minute")
            await until(partial(stands, room))
        monkeypatch.setattr(rooms[0].live, "settle", faulty)
        await house.close()

    asyncio.run(check())
    assert "could not be closed" in caplog.text
    assert [line["t"] for line in read(folders[1].conduct).values if line["kind"] == "moment"][-1] == MINUTE


# -- pause x inject


@pytest.mark.parametrize(
    ("pace", "order"),
    list(
        product(
            ("never started", "paused", "running", "stepping"),
            (
                ReleaseInject(0, 0, "director", ""),
                SkipInject(0, 0, "director", ""),
                HoldInject(0, 0, "director", ""),
                MoveInject(0, 0, "director", "", 90 * MINUTE),
            ),
        )
    ),
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_injects_are_ordered_in_every_state_of_pace(tmp_path: Path, pace: str, order: Order) -> None:
    folder = drill_in(tmp_path / "live", "city-waterlogging", 3 * HOUR)
    inject = max(
        (each for each in folder.recipe().scenario.injects if each.at is not None),
        key=lambda each: each.at.ms if each.at and each.at.ms < 3 * HOUR else 0,
    )
    wanted = msgspec.structs.replace(order, inject=inject.id)

    async def conduct() -> Answer:
        async with running(conductor_of(folder)) as conductor:
            if pace != "never started":
                await conductor.set_pace("minute")
                await until(lambda: conductor.pace.state == "paused")
            if pace == "running":
                await conductor.set_pace("start", 60)
            elif pace == "stepping":
                await conductor.set_pace("minute")
            answer = await conductor.order(wanted, "a", "g")
            await conductor.set_pace("start", 600)
            await asyncio.sleep(0.05)
            await conductor.order(EndDrill(0, 0, "director"), "end", "g")
            await until(lambda: conductor.root)
            return answer

    assert asyncio.run(conduct()).reason == ""
    assert journal_of(folder) == batch(folder, tmp_path / "batch")


def test_on_to_the_next_inject_stops_at_its_very_moment(tmp_path: Path) -> None:
    folder = drill_in(tmp_path, "city-waterlogging", 3 * HOUR)
    first = min(each.at.ms for each in folder.recipe().scenario.injects if each.at and each.at.ms)

    async def conduct() -> int:
        async with running(conductor_of(folder)) as conductor:
            await conductor.set_pace("next_inject")
            await until(lambda: conductor.pace.state == "paused")
            return conductor.now

    assert asyncio.run(conduct()) == first


def test_another_speed_on_the_way_to_the_next_inject_stops_there_all_the_same(tmp_path: Path) -> None:
    folder = drill_in(tmp_path, "city-waterlogging", 3 * HOUR)
    first = min(each.at.ms for each in folder.recipe().scenario.injects if each.at and each.at.ms)

    async def conduct() -> tuple[int, float]:
        async with running(conductor_of(folder)) as conductor:
            await conductor.set_pace("next_inject")
            await conductor.set_pace("speed", 60)
            await until(lambda: conductor.pace.state == "paused")
            return conductor.now, conductor.pace.speed

    assert asyncio.run(conduct()) == (first, 60)


# -- nobody waits for the engine


@pytest.mark.slow
@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("action", ["start", "next_inject"])
def test_the_engine_never_holds_the_loop_at_600_times(tmp_path: Path, action: str) -> None:
    """The flood at its fastest: whatever else wants the loop gets it; measured in processor time of this thread.

    The collector is set as the server sets it: otherwise it looks at all that other tests have left, in this thread.
    """
    folder = drill_in(tmp_path, "city-waterlogging", None)
    held: list[float] = []

    async def watch() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)
            held.append(time.thread_time() - before)

    async def conduct() -> None:
        async with running(conductor_of(folder)) as conductor:
            watching = asyncio.create_task(watch())
            end = time.monotonic() + 4
            while time.monotonic() < end and conductor.now < conductor.horizon:
                if conductor.pace.state == "paused":
                    await conductor.set_pace(action, 600)
                await asyncio.sleep(0.05)
            watching.cancel()

    asyncio.run(conduct())
    assert max(held) < 0.05


def test_a_machine_that_cannot_keep_up_says_so_and_stands_where_it_stands(tmp_path: Path) -> None:
    folder, clock = drill_in(tmp_path), Clock()

    async def conduct() -> None:
        async with running(conductor_of(folder, clock)) as conductor:
            await conductor.set_pace("start", 600)
            play = conductor._drill.advance

            def slow(to: int) -> None:
                clock.seconds += 60  # a minute passes on the wall while the drill is moved by a second
                play(min(to, conductor.now + 1_000))

            conductor._drill.advance = slow  # type: ignore[method-assign]
            clock.seconds += 1
            await until(lambda: conductor.pace.behind)
            del conductor._drill.advance
            conductor.pace.reached(conductor.now)
            assert conductor.pace.goal(conductor.now) - conductor.now <= 600_000  # a second of the wall, no more
            await conductor.set_pace("pause")

    asyncio.run(conduct())
