"""The one driver: a recipe in, facts out. Live or in seconds, first time or again, it is always this loop.

The rules of this file:

1. A drill is a recipe: scenario, roster, seed, staffing, horizon, orders. The same recipe makes the same facts.
2. ``advance(to)`` plays every event with time <= ``to``; called again it changes nothing. An order comes after all
   events of its time, and orders of one time keep their number.
3. There is no saved state. To resume, rewind or fork, play the recipe again up to a moment.
4. The outside enters only as orders: an adapter is asked here, outside simulated time, and its answer is an order.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from command_center.facts import DataRequested, DrillEnded, DrillStarted, Fact, OrderAccepted, OrderRefused
from command_center.journal import Journal, JournalError, JournalWriter, read_input, store_input
from command_center.orders import AnswerData, AttachAdapter, EndDrill, Order, from_text
from command_center.plan.asked import WrongArgument, check_asked
from command_center.plan.calendar import calendar_for, with_holidays
from command_center.plan.city import tree
from command_center.plan.known import unknown
from command_center.plan.loaded import check_loaded
from command_center.plan.loading import canonical, effective_practice, roster_from_text, scenario_from_text
from command_center.plan.problems import PlanError
from command_center.plan.recorded_tickets import RecordedTicket, parse_tickets
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.version import VERSION
from command_center.world.assembly import Setting, apply, build, open_centre

SLICE = 15 * 60_000
"""Simulated time (ms) that a batch run plays before it hands its facts on; it has no effect on them."""

SMALL = 1 << 20
"""Inputs up to this many bytes go into the journal, larger ones beside it."""

JOURNAL = "journal.jsonl.zst"
Sink = Callable[[list[Fact]], object]
Progress = Callable[[int, int], None]


class Adapter(Protocol):
    """Answers data requests for a system in place of a blank slot; it may do I/O, it runs outside simulated time."""

    def __call__(self, request: DataRequested, /) -> str:
        """The record as JSON text; the empty text where it has none."""


@dataclass(frozen=True)
class Recipe:
    """What a drill is played from.

    ``horizon`` and ``seed`` as in the scenario and on the command line; ``orders`` in the order in which they are
    given, by time; ``inputs`` are the recorded files by SHA-256.
    """

    scenario: Scenario
    roster: Roster
    seed: int = 1
    staffing: str = "full"
    horizon: int = 0
    orders: tuple[Order, ...] = ()
    inputs: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """When the tail ends (ms)."""
        return self.horizon + self.scenario.tail.ms


def recipe(
    scenario: Scenario, roster: Roster, *, seed: int = 1, staffing: str | None = None, horizon: int | None = None,
    orders: Sequence[Order] = (), inputs: Mapping[str, bytes] | None = None,
) -> Recipe:  # fmt: skip
    """A recipe with all that is left out taken from the scenario; orders of one time go by their number.

    WrongArgument (a ValueError) for a seed, staffing or horizon that cannot be, PlanError for a year without known
    holidays.
    """
    until = scenario.horizon.ms if horizon is None else horizon
    plan = scenario.staffing if staffing is None else staffing
    check_asked(scenario, roster, seed=seed, staffing=plan, horizon=until)
    return Recipe(
        scenario, with_holidays(scenario, roster, until), seed, plan, until,
        tuple(sorted(orders, key=lambda order: (order.t, order.number))), dict(inputs or {}),
    )  # fmt: skip


class Drill:
    """A recipe being played: facts go to ``sink`` as they are made; ``now`` and ``end`` are ms since the start."""

    def __init__(self, made_of: Recipe, sink: Sink) -> None:
        self.recipe = made_of
        self.end = made_of.end
        self._sink = sink
        self._centre = build(_setting(made_of))
        self._world = self._centre.world
        started = self._world.emit(DrillStarted, -1, *_started(made_of))
        open_centre(self._centre, self.end, started)

    @property
    def now(self) -> int:
        """The simulated time that has been played."""
        return self._world.now

    @property
    def over(self) -> bool:
        """Whether the last fact has been stated."""
        return self._world.ended

    def advance(self, to: int) -> None:
        """Play every event with time <= ``to`` (ms)."""
        if not self._world.ended and to >= self._world.now:
            self._world.advance(min(to, self.end))
        self._hand_on()

    def apply(self, order: Order) -> bool:
        """Play up to the order's time, then carry it out or refuse it; returns which. ValueError if that has passed."""
        if order.t < self.now:
            raise ValueError(f"the order is for {order.t} ms, but the drill stands at {self.now} ms")
        self.advance(order.t)
        if self._world.ended:
            return False
        done = apply(self._centre, order)
        self._hand_on()
        return done

    def finish(self, progress: Progress | None = None, slice_ms: int = SLICE) -> None:
        """Play on to the end."""
        while not self.over:
            self.advance(min(self.now + slice_ms, self.end))
            if progress is not None:
                progress(self.now, self.end)

    def stop_when_asked(self) -> None:
        """Have ``advance`` return early whenever an adapter is asked, so that the answer is of the same moment."""
        self._world.listen(DataRequested, lambda _fact: self._world.halt())

    def stop_at(self, kind: type[Fact], wanted: Callable[[], bool]) -> None:
        """Have ``advance`` return early at a fact of a kind where ``wanted()`` is true; the facts stay the same."""
        self._world.listen(kind, lambda _fact: self._world.halt() if wanted() else None)

    def _hand_on(self) -> None:
        facts = self._world.facts
        if facts:
            self._sink(facts)
            facts.clear()


def _setting(made_of: Recipe) -> Setting:
    scenario, roster = made_of.scenario, made_of.roster
    return Setting(
        scenario, roster, effective_practice(scenario, roster), tree(roster.city),
        calendar_for(scenario, roster, made_of.horizon), made_of.seed, made_of.staffing, made_of.horizon, made_of.end,
        _recorded(made_of),
    )  # fmt: skip


def _recorded(made_of: Recipe) -> list[RecordedTicket]:
    recorded = made_of.scenario.recorded
    if recorded is None:
        return []
    if recorded.sha256 not in made_of.inputs:
        raise WrongArgument("inputs", *unknown("recorded file", recorded.file, ()))
    return parse_tickets(made_of.inputs[recorded.sha256], recorded.file)


def _started(made_of: Recipe) -> tuple[object, ...]:
    """The fields of the first fact: the recipe without its orders."""
    scenario = made_of.scenario
    small = {digest: data.decode() for digest, data in sorted(made_of.inputs.items()) if len(data) <= SMALL}
    return (
        scenario.name, VERSION, "simulated", made_of.seed, made_of.staffing,
        calendar_for(scenario, made_of.roster, made_of.horizon).local(0).isoformat(), scenario.zone,
        made_of.horizon, made_of.end, canonical(scenario), canonical(made_of.roster),
        json.dumps(small, ensure_ascii=False, separators=(",", ":")) if small else "",
    )  # fmt: skip


# -- playing a whole recipe


def play(
    made_of: Recipe, sink: Sink, progress: Progress | None = None, adapters: Mapping[str, Adapter] | None = None
) -> None:
    """Play a recipe to its end; ``adapters`` answer for systems, by system id, and their answers become orders."""
    asked: list[DataRequested] = []
    adapters = adapters or {}

    def look(facts: list[Fact]) -> None:
        asked.extend(fact for fact in facts if isinstance(fact, DataRequested))
        sink(facts)

    drill = Drill(made_of, look if adapters else sink)
    numbers = itertools.count(len(made_of.orders))
    if adapters:
        drill.stop_when_asked()
        for system, adapter in sorted(adapters.items()):
            drill.apply(AttachAdapter(0, next(numbers), "director", system, _name(adapter)))
    for order in made_of.orders:
        _until(drill, order.t, asked, adapters, numbers, progress)
        drill.apply(order)
    _until(drill, drill.end, asked, adapters, numbers, progress)
    drill.advance(drill.end)  # also where there was no time to pass: the last fact is stated at the end


def _until(
    drill: Drill, to: int, asked: list[DataRequested], adapters: Mapping[str, Adapter], numbers: Iterator[int],
    progress: Progress | None,
) -> None:  # fmt: skip
    """Play up to ``to``, answering what is asked on the way."""
    while not drill.over and (drill.now < to or asked):
        while asked:
            request = asked.pop(0)
            adapter = adapters[request.system]
            name = _name(adapter)
            by, record = f"adapter {name}", adapter(request)
            drill.apply(AnswerData(drill.now, next(numbers), by, request.request, by, record))
        drill.advance(min(drill.now + SLICE, to))
        if progress is not None:
            progress(drill.now, drill.end)


def _name(adapter: Adapter) -> str:
    return str(getattr(adapter, "name", type(adapter).__name__))


def record(
    made_of: Recipe, folder: Path | None, *, compress: bool = True, watchers: Sequence[Sink] = (),
    progress: Progress | None = None, adapters: Mapping[str, Adapter] | None = None,
) -> tuple[str, Path | None, int]:  # fmt: skip
    """Play a recipe into ``folder/journal.jsonl.zst``; returns root, path and how many facts.

    Without a folder nothing is written and the root is known all the same. If it fails or is broken off, nothing
    half-written stays behind.
    """
    path = None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        path = journal_in(folder, compress)
        for data in made_of.inputs.values():
            if len(data) > SMALL:
                store_input(folder, data)
    writer = JournalWriter(path, compress=compress)

    def sink(facts: list[Fact]) -> None:
        writer.extend(facts)
        for watcher in watchers:
            watcher(facts)
        last[0] = facts[-1]

    last: list[Fact] = [DrillEnded(0, 0, 0, "completed")]
    try:
        play(made_of, sink, progress, adapters)
        root = writer.close(getattr(last[0], "status", "completed"))
    except BaseException:
        writer.abort()
        raise
    return root, path, writer.count


class JournalExistsError(JournalError):
    """A journal lies where one should be written, and nobody said that it may be replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path}: a journal is already there; choose another folder, or say overwrite=True")


def journal_in(folder: Path, compress: bool = True) -> Path:
    """Where a drill's journal lies in its folder."""
    return folder / (JOURNAL if compress else JOURNAL.removesuffix(".zst"))


# -- again


class Difference(NamedTuple):
    """The first fact in which a replay differs: its number, and the fact on either side (None = there is none)."""

    number: int
    journal: Fact | None
    replayed: Fact | None


def recipe_of(journal: Journal) -> Recipe:
    """The recipe that stands in a journal.

    JournalError where it is none for this program, or where an input beside it is missing or changed.
    """
    started = journal.started
    try:
        scenario, roster = scenario_from_text(started.scenario), roster_from_text(started.roster)
        check_loaded(scenario, roster)
        made_of = recipe(
            scenario, roster, seed=started.seed, staffing=started.staffing, horizon=started.horizon,
            inputs=_inputs_of(started),
        )  # fmt: skip
        made_of = replace(made_of, orders=_in_order(orders_of(journal)))
    except (ValueError, PlanError) as error:
        said = str(error).partition("\n")[0]
        raise JournalError(f"{journal.path}: block 1: its recipe is none that this program can play: {said}") from None
    recorded = scenario.recorded
    if recorded is not None and recorded.sha256 not in made_of.inputs:
        data = read_input(journal.path.parent, recorded.sha256)
        made_of = replace(made_of, inputs={**made_of.inputs, recorded.sha256: data})
    return made_of


def _inputs_of(started: DrillStarted) -> dict[str, bytes]:
    inputs = msgspec.json.decode(started.inputs or "{}", type=dict[str, str])
    return {digest: text.encode() for digest, text in inputs.items()}


def _in_order(orders: Iterable[Order]) -> tuple[Order, ...]:
    """The orders as a journal has them; ValueError where one is for a time before the one before it."""
    told = tuple(orders)
    for before, order in itertools.pairwise((EndDrill(0, 0, ""), *told)):
        if order.t < before.t:
            raise ValueError(f"an order for {order.t} ms stands behind one for {before.t} ms")
    return told


def orders_of(facts: Iterable[Fact]) -> Iterator[Order]:
    """The orders in a journal, accepted or refused, in their order."""
    for fact in facts:
        if isinstance(fact, OrderAccepted | OrderRefused):
            yield from_text(fact.order)


def replay(path: Path, progress: Progress | None = None, made_of: Recipe | None = None) -> Difference | None:
    """Play the recipe in a journal again; None if every fact is equal, else the first that differs.

    ``made_of`` is that recipe where it is known already. JournalError as for ``recipe_of``.
    """
    journal = Journal.open(path)
    recorded = iter(journal)
    found: list[Difference] = []

    def compare(facts: list[Fact]) -> None:
        for fact in facts:
            before = next(recorded, None)
            if fact != before:
                found.append(Difference(fact.n, before, fact))
                raise _Differs

    try:
        play(made_of or recipe_of(journal), compare, progress)
    except _Differs:
        return found[0]
    left = next(recorded, None)
    return None if left is None else Difference(left.n, left, None)


class _Differs(Exception):
    """Ends a replay at the first difference."""
