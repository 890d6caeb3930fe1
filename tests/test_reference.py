"""The engine beside the others: the reference workload gives the log that plain SimPy gives, to the last digit."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterator
from functools import partial
from typing import Any

import pytest
import simpy

from benchmarks import centre, reference
from benchmarks.peers import plain_simpy
from benchmarks.reference import Record, Table
from command_center.facts import Fact
from command_center.world.machine import DO, FREE, LEAD, PARK, TAKE, WAIT, Desk, Machine, Work


def log_of(table: Table) -> list[Record]:
    log: list[Record] = []
    centre.play(table, lambda facts: log.extend(centre.records(facts)))
    return log


@pytest.mark.slow
def test_ten_thousand_tickets_give_the_log_that_every_simulator_gives() -> None:
    assert reference.digest(log_of(Table(10_000))) == "800b799b396e8a03"


def test_plain_simpy_gives_the_same_log() -> None:
    table = Table(500)
    assert reference.digest(log_of(table)) == reference.digest(plain_simpy.play(table))


@pytest.mark.slow
def test_a_flood_of_thirty_thousand_gives_the_log_that_every_simulator_gives() -> None:
    assert reference.digest(log_of(Table(30_000, flood=True))) == "2835d9bff1eb2c27"


@pytest.mark.slow
def test_a_hundred_thousand_tickets_wait_as_long_as_in_every_simulator() -> None:
    table = Table(100_000)
    waits = reference.waits(_streamed(table), table)
    assert waits == pytest.approx((16_077.5, 25_593.2, 25_588.6), abs=0.1)


def _streamed(table: Table) -> Iterator[Record]:
    """The log in columns first: 1.4 million tuples would fill more memory than a small machine has to spare."""
    columns = [array("q") for _ in range(5)]

    def keep(facts: list[Fact]) -> None:
        for column, values in zip(columns, zip(*map(_whole, centre.records(facts)), strict=True), strict=True):
            column.extend(values)

    centre.play(table, keep)
    return ((ticket, step, phase, place, float(t)) for ticket, step, phase, place, t in zip(*columns, strict=True))


def _whole(record: Record) -> tuple[int, ...]:
    return tuple(map(int, record))


def test_a_ticket_makes_its_arrival_and_a_start_and_an_end_for_each_of_seven_steps() -> None:
    made: list[Fact] = []
    centre.play(Table(40), made.extend)
    assert [fact.n for fact in made] == list(range(40 * 15))
    causes = {fact.n: fact.cause for fact in made}
    assert all(cause < n for n, cause in causes.items())
    assert list(causes.values()).count(-1) == 40


# -- what the machine relies on in SimPy


class OnlyThis:
    """An event that notes what is read of it."""

    def __init__(self, rings: list[Any], ok: bool = True) -> None:
        self.read: set[str] = set()
        self.callbacks: Any = [rings.append]
        self._ok = ok
        self._value = None if ok else ValueError("it failed")

    def __getattribute__(self, name: str) -> Any:
        read = object.__getattribute__(self, "__dict__").get("read")
        if read is not None and not name.startswith("__") and name != "read":
            read.add(name)
        return object.__getattribute__(self, name)


def test_the_pinned_simpy_queues_an_event_in_a_tuple_of_time_priority_number_and_event() -> None:
    env = simpy.Environment()
    env.timeout(7)
    event = env.timeout(9)
    assert env._queue[1] == (9, 1, 1, event)
    assert next(env._eid) == 2


@pytest.mark.parametrize("own", [False, True], ids=["SimPy's loop", "the machine's loop"])
def test_the_pinned_simpy_takes_an_event_as_the_machine_does(own: bool) -> None:
    """If a later SimPy reads more of an event, or takes it otherwise, this fails before a drill does."""
    machine, rings = Machine(), list[Any]()
    env = machine.env if own else simpy.Environment()
    play = partial(machine.advance, 9) if own else env.run
    event, failed = OnlyThis(rings), OnlyThis(rings, ok=False)
    queue: list[Any] = env._queue
    queue.append((9, 1, next(env._eid), event))
    play()
    assert (env._now, rings, event.read, event.callbacks) == (9, [event], {"callbacks", "_ok"}, None)
    queue.append((9, 1, next(env._eid), failed))
    with pytest.raises(ValueError, match="it failed"):
        play()
    assert failed.read == {"callbacks", "_ok", "_defused", "_value"}
    failed._defused = True  # type: ignore[attr-defined] # as SimPy does when somebody handles the failure
    failed.callbacks = [rings.append]
    queue.append((9, 1, next(env._eid), failed))
    play()
    assert rings == [event, failed, failed]


@pytest.mark.parametrize("own", [False, True], ids=["SimPy's loop", "the machine's loop"])
def test_processes_of_simpy_run_as_in_simpy(own: bool) -> None:
    machine, log = Machine(), list[tuple[int, str]]()
    env = machine.env if own else simpy.Environment()
    desk = simpy.Resource(env)

    def worker(name: str) -> Generator[simpy.Event, Any, None]:
        with desk.request() as turn:
            yield turn
            log.append((int(env.now), name))
            try:
                yield env.timeout(10)
            except simpy.Interrupt:
                log.append((int(env.now), f"{name} was interrupted"))

    def director(first: simpy.Process) -> Generator[simpy.Event, Any, None]:
        yield env.timeout(4)
        first.interrupt()
        yield env.timeout(3) & env.timeout(5)
        log.append((int(env.now), "both"))
        try:
            yield env.process(failing())
        except ValueError:
            log.append((int(env.now), "somebody failed"))

    def failing() -> Generator[simpy.Event, Any, None]:
        yield env.timeout(1)
        raise ValueError

    env.process(director(env.process(worker("first"))))
    env.process(worker("second"))
    if own:
        for to in (0, 3, 4, 4, 9, 30):
            machine.advance(to)
    else:
        env.run(30)
    assert env.now == 30
    assert log == [
        (0, "first"), (4, "first was interrupted"), (4, "second"), (9, "both"), (10, "somebody failed"),
    ]  # fmt: skip


def test_events_of_one_time_come_by_priority_and_then_in_the_order_in_which_they_were_made() -> None:
    machine, rings = Machine(), list[str]()
    machine.finally_at(5, rings.append, "last")
    machine.at(5, rings.append, "first")
    machine.env.process(_process(machine.env, rings))
    machine.at(5, rings.append, "second")
    machine.advance(4)
    assert rings == []
    machine.advance(5)
    assert rings == ["first", "second", "a process of SimPy's own", "last"]


def _process(env: simpy.Environment, rings: list[str]) -> Generator[simpy.Event, Any, None]:
    yield env.timeout(5)
    rings.append("a process of SimPy's own")


# -- entries of the queue that have become stale


def test_work_given_back_in_hand_is_begun_again_and_its_old_event_does_nothing() -> None:
    """The event of the first turn comes up while the second is under way, and once at the very moment of its end."""
    for begun_again, end in ((60, 160), (100, 200), (101, 201)):
        machine, desk, log = Machine(), Desk("seat", 1), list[tuple[str, int]]()
        work = Work(1, _noted(machine, log), [desk] * 7, (100,), (1.0,))
        machine.start(work)
        machine.advance(50)
        machine.give_back(work, LEAD)
        machine.at(begun_again, _have_one, machine, desk)
        machine.advance(1_000)
        assert log == [("begun", 0), ("begun", begun_again), ("done", end)]


def test_parked_work_is_not_woken_by_an_event_it_no_longer_waits_for() -> None:
    machine, desk, log = Machine(), Desk("seat", 1), list[tuple[str, int]]()
    work = Work(1, (*_noted(machine, log), (DO, 0, lambda _work: PARK)), [desk] * 7, (100,), (1.0,))
    machine.start(work)
    machine.advance(50)
    machine.withdraw(work)
    work.pc = len(work.program) - 1
    machine.at(100, machine.start, work)
    machine.advance(1_000)
    assert log == [("begun", 0)]
    assert work.wake == -1


def test_a_halt_ends_the_advance_after_everything_of_its_moment_and_only_that_one() -> None:
    machine, log = Machine(), list[str]()
    machine.at(5, machine.halt)
    machine.at(5, machine.halt)
    machine.at(5, log.append, "the same moment")
    machine.at(6, log.append, "the next")
    machine.advance(10)
    assert (machine.now, log) == (5, ["the same moment"])
    machine.advance(10)
    assert (machine.now, log) == (10, ["the same moment", "the next"])


def _have_one(machine: Machine, desk: Desk) -> None:
    desk.idle = [1]
    machine.hand_out(desk)


def _noted(machine: Machine, log: list[tuple[str, int]]) -> tuple[Any, ...]:
    return (
        (TAKE, LEAD, 0),
        (DO, LEAD, lambda _work: log.append(("begun", machine.now))),
        (WAIT, LEAD, 0),
        (DO, LEAD, lambda _work: log.append(("done", machine.now))),
        (FREE, LEAD, 0),
        (DO, LEAD, lambda _work: PARK),
    )
