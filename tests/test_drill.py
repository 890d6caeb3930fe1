"""The one driver: the same recipe makes the same bytes, however it is sliced, wherever it is played, and again."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center.drill import Drill, Recipe, play, recipe, recipe_of, record, replay
from command_center.facts import ContactArrived, DrillEnded, DrillStarted, Fact, OrderAccepted, OrderRefused
from command_center.journal import Journal, JournalWriter, verify
from command_center.orders import BringSystemUp, EndDrill, Order, SetFeed, StaffSeat, TakeSystemDown
from command_center.plan.loading import load
from command_center.plan.spans import HOUR, MINUTE
from tests.centre import contact, drill, only, played

ROOT = Path(__file__).resolve().parents[1]


_mini = functools.cache(lambda: load("mini-hotline"))


@functools.cache
def whole() -> list[Fact]:
    """The facts of ``hotline()``."""
    return played(hotline())


def hotline(seed: int = 1, orders: Sequence[Order] = (), staffing: str = "full", hours: int = 3) -> Recipe:
    """Some hours of the mini hotline, with its chance."""
    scenario, roster = _mini()
    return recipe(scenario, roster, seed=seed, orders=orders, staffing=staffing, horizon=hours * HOUR)


def some_orders() -> list[Order]:
    """Orders of all sorts, two of one time and some that must be refused."""
    return [
        TakeSystemDown(HOUR, 0, "director", "Y1"),
        StaffSeat(HOUR, 1, "director", "A4", "stand_in"),
        StaffSeat(HOUR + 1, 2, "director", "A7", "own"),
        SetFeed(2 * HOUR, 3, "director", "Y4", "missing"),
        BringSystemUp(3 * HOUR, 4, "director", "Y1"),
        BringSystemUp(3 * HOUR, 5, "director", "Y1"),
    ]


# -- the same bytes -----------------------------------------------------------------------------------------------

PLAY = """
import sys
from command_center.drill import recipe, record
from command_center.orders import StaffSeat, TakeSystemDown
from command_center.plan.loading import load
from pathlib import Path
scenario, roster = load("mini-hotline")
orders = [TakeSystemDown(3600000, 0, "director", "Y1"), StaffSeat(3600000, 1, "director", "A4", "stand_in")]
made_of = recipe(scenario, roster, seed=7, staffing="half", orders=orders)
print(record(made_of, Path(sys.argv[1]), compress=False)[0])
"""


def played_by(python: str, folder: Path, hash_seed: str) -> tuple[str, bytes]:
    """Root and journal of a drill played by another interpreter."""
    environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [python, "-c", PLAY, str(folder)], cwd=folder.parent, env=environment, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip(), (folder / "journal.jsonl").read_bytes()


@pytest.mark.slow
def test_two_processes_with_different_hash_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    first = played_by(sys.executable, tmp_path / "a", "1")
    assert first == played_by(sys.executable, tmp_path / "b", "4242")
    assert len(first[0]) == 64


def other_pythons() -> list[str]:
    """Interpreters of other versions at hand: pyenv's, and those on the path."""
    versions = [f"3.{minor}" for minor in range(11, 16) if minor != sys.version_info.minor]
    places = [Path.home() / ".pyenv" / "versions", Path("/usr/bin"), Path("/usr/local/bin")]
    found = []
    for version in versions:
        paths = [*places[0].glob(f"{version}.*/bin/python"), *(place / f"python{version}" for place in places[1:])]
        found += [str(path) for path in paths if path.exists()][:1]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("python", other_pythons() or ["none"])
def test_every_python_at_hand_writes_the_same_bytes(python: str, tmp_path: Path) -> None:
    if python == "none":
        pytest.skip("no other Python from 3.11 on is at hand")
    venv = tmp_path / "venv"
    subprocess.run([python, "-m", "venv", str(venv)], check=True, capture_output=True, timeout=120)
    other = str(venv / "bin" / "python")
    lock = ["-r", str(ROOT / "requirements.lock")] if (ROOT / "requirements.lock").exists() else [str(ROOT)]
    install = [other, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", *lock]
    done = subprocess.run(install, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        pytest.skip(f"{python}: the packages cannot be installed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    assert played_by(other, tmp_path / "other", "0") == played_by(sys.executable, tmp_path / "own", "0")


def test_another_seed_is_another_drill() -> None:
    assert played(hotline(1))[30:] != played(hotline(2))[30:]


# -- slices -------------------------------------------------------------------------------------------------------


@given(cuts=st.lists(st.integers(0, 5 * 24 * HOUR), max_size=30))
@settings(max_examples=15)
def test_however_advance_is_sliced_the_facts_are_the_same(cuts: list[int]) -> None:
    sliced: list[Fact] = []
    one = Drill(hotline(), sliced.extend)
    for cut in sorted(cuts):
        one.advance(cut)
    one.finish()
    assert sliced == whole()


@given(cuts=st.lists(st.integers(0, 4 * HOUR), max_size=12))
@settings(max_examples=10)
def test_orders_fall_after_all_events_of_their_time_however_it_is_sliced(cuts: list[int]) -> None:
    orders = some_orders()
    sliced: list[Fact] = []
    one = Drill(hotline(), sliced.extend)
    for time, order in sorted([*((cut, None) for cut in cuts), *((order.t, order) for order in orders)], key=_when):
        if order is None:
            one.advance(time)
        else:
            one.apply(order)
    one.finish()
    assert sliced == played(hotline(orders=orders))


def _when(step: tuple[int, Order | None]) -> tuple[int, int]:
    return step[0], -1 if step[1] is None else step[1].number


def test_advancing_twice_changes_nothing() -> None:
    facts: list[Fact] = []
    one = Drill(hotline(), facts.extend)
    one.advance(HOUR)
    before = list(facts)
    one.advance(HOUR)
    one.advance(HOUR // 2)
    assert facts == before
    assert one.now == HOUR
    one.finish()
    after = list(facts)
    one.advance(one.end)
    one.finish()
    assert facts == after == whole()


# -- orders -------------------------------------------------------------------------------------------------------


def test_orders_of_one_time_keep_their_number() -> None:
    orders = some_orders()
    facts = played(hotline(orders=list(reversed(orders))))
    told = [json.loads(fact.order)["number"] for fact in facts if isinstance(fact, OrderAccepted | OrderRefused)]
    assert told == [0, 1, 2, 3, 4, 5]
    assert [type(fact) for fact in facts if isinstance(fact, OrderAccepted | OrderRefused)] == [
        OrderAccepted,
        OrderAccepted,
        OrderRefused,
        OrderAccepted,
        OrderAccepted,
        OrderRefused,
    ]


def test_an_order_comes_after_all_events_of_its_time() -> None:
    made_of = drill(contact(5, "K3"), orders=[TakeSystemDown(5 * MINUTE, 0, "director", "Y1")])
    facts = only(played(made_of), "accept_started", "order_accepted", "system_went_down")
    assert [kind for _, kind, _ in facts] == ["accept_started", "order_accepted", "system_went_down"]


def test_an_order_for_the_past_is_no_order() -> None:
    one = Drill(hotline(), lambda facts: None)
    one.advance(HOUR)
    with pytest.raises(ValueError, match="the drill stands at 3600000 ms"):
        one.apply(TakeSystemDown(HOUR - 1, 0, "director", "Y1"))


def test_a_drill_may_be_ended_by_order() -> None:
    facts = played(hotline(orders=[EndDrill(HOUR, 0, "director"), TakeSystemDown(2 * HOUR, 1, "director", "Y1")]))
    last = facts[-1]
    assert isinstance(last, DrillEnded)
    assert (last.t, last.status) == (HOUR, "stopped")
    assert len([fact for fact in facts if isinstance(fact, OrderAccepted)]) == 1


# -- journal and replay -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("staffing", ["full", "half"])
def test_a_replay_is_equal(staffing: str, tmp_path: Path) -> None:
    made_of = hotline(orders=some_orders(), staffing=staffing)
    root, path, count = record(made_of, tmp_path)
    assert path is not None
    assert verify(path, root) == []
    assert replay(path) is None
    journal = Journal.open(path)
    assert (journal.root, journal.count, journal.status) == (root, count, "completed")
    again = recipe_of(journal)
    assert list(again.orders) == some_orders()
    assert record(again, None)[0] == root


def test_recorded_tickets_stand_in_the_journal(tmp_path: Path) -> None:
    _, path, _ = record(drill(contact(0, "K3"), contact(7, "K2")), tmp_path)
    assert path is not None
    assert replay(path) is None


def _write(facts: Sequence[Fact], path: Path) -> Path:
    writer = JournalWriter(path)
    writer.extend(list(facts))
    writer.close("completed")
    return path


def test_a_replay_names_the_first_fact_that_differs(tmp_path: Path) -> None:
    facts = whole()
    place = next(fact.n for fact in facts if isinstance(fact, ContactArrived) and fact.n > 100)
    wrong: Any = facts[place]
    changed = msgspec.structs.replace(wrong, reference="not so")
    path = _write([*facts[:place], changed, *facts[place + 1 :]], tmp_path / "changed.jsonl.zst")
    assert replay(path) == (place, changed, facts[place])


def test_a_replay_notices_facts_too_few_or_too_many(tmp_path: Path) -> None:
    facts = whole()
    short = _write(facts[:-1], tmp_path / "short.jsonl.zst")
    assert replay(short) == (facts[-1].n, None, facts[-1])
    extra = DrillEnded(facts[-1].t, facts[-1].n + 1, 0, "completed")
    long = _write([*facts, extra], tmp_path / "long.jsonl.zst")
    assert replay(long) == (extra.n, extra, None)


def test_a_journal_of_another_recipe_differs_from_its_facts(tmp_path: Path) -> None:
    facts = played(hotline(seed=1))
    started = facts[0]
    assert isinstance(started, DrillStarted)
    path = _write([msgspec.structs.replace(started, seed=2), *facts[1:]], tmp_path / "other.jsonl.zst")
    difference = replay(path)
    assert difference is not None
    assert difference.number > 0


@pytest.mark.parametrize("after", [0, 3, 40])
def test_a_run_that_is_broken_off_leaves_nothing_half_written(after: int, tmp_path: Path) -> None:
    seen = []

    def stop(now: int, end: int) -> None:
        seen.append(now)
        if len(seen) > after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(hotline(), tmp_path / "drill", progress=stop)
    assert list((tmp_path / "drill").iterdir()) == []


def test_an_earlier_journal_survives_a_run_that_is_broken_off(tmp_path: Path) -> None:
    _, path, _ = record(hotline(), tmp_path)
    assert path is not None
    before = path.read_bytes()

    def stop(facts: list[Fact]) -> None:
        raise RuntimeError("a watcher failed")

    with pytest.raises(RuntimeError):
        record(hotline(seed=2), tmp_path, watchers=[stop])
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_without_a_folder_the_root_is_known_all_the_same(tmp_path: Path) -> None:
    assert record(hotline(), None)[::2] == record(hotline(), tmp_path)[::2]


# -- the same city ------------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 2**31), staffing=st.sampled_from(["half", "full"]))
@settings(max_examples=10)
def test_the_staffing_does_not_change_what_befalls_the_city(seed: int, staffing: str) -> None:
    orders = [StaffSeat(HOUR, 0, "director", "A2", "empty"), TakeSystemDown(HOUR, 1, "director", "Y1")]
    mine = arrivals(hotline(seed=seed))
    assert mine == arrivals(hotline(seed=seed, staffing=staffing, orders=orders))
    assert len(mine) > 5


def arrivals(made_of: Recipe) -> list[tuple[object, ...]]:
    """Who turned to the centre when, about what: all but the number of the fact."""
    facts = played(replace(made_of))
    return [
        (fact.t, *(getattr(fact, name) for name in fact.__struct_fields__[3:]))
        for fact in facts
        if isinstance(fact, ContactArrived)
    ]


def test_the_driver_may_be_watched_without_being_changed() -> None:
    seen: list[tuple[int, int]] = []
    facts: list[Fact] = []
    play(hotline(), facts.extend, lambda now, end: seen.append((now, end)))
    assert facts == whole()
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]
