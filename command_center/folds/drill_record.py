"""The record of one drill: the sums all scores are computed from. It stays small however many tickets there were."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from copy import deepcopy
from typing import NamedTuple

from command_center.facts import DrillStarted
from command_center.folds.percentiles import Samples
from command_center.folds.recipe_parts import Expectation, Outcome, RecipeParts, recipe_parts

MINUTE = 60_000


class Case(NamedTuple):
    """One case that an indicator counted: what it is about, whether it is in the numerator, and its facts.

    ``subject`` is ``ticket 12``, ``command 3 D1.01.002.1``, ``system SYS09`` ...; ``value`` is 1 or 0 for a share (0.5
    for half satisfied), ms for a time. ``times`` (ms) and ``facts`` are those of the facts behind it; none for
    what comes from the roster or the programme.
    """

    indicator: str
    root: str
    subject: str
    counted: bool
    value: float
    times: tuple[int, ...]
    facts: tuple[int, ...]


Listener = Callable[[Case], None]


class Department:
    """What a handling seat or a district came to."""

    __slots__ = ("answers", "dispatched", "due", "on_time", "returned", "satisfied", "worst")

    def __init__(self) -> None:
        self.due = 0
        self.on_time = 0
        self.dispatched = 0
        self.returned = 0
        self.answers = 0
        self.satisfied = 0.0
        self.worst: list[tuple[int, int]] = []
        """(ms late, ticket), at most three."""

    def late(self, ms: int, ticket: int) -> None:
        """Remember a late ticket if it is among the three worst."""
        if len(self.worst) < 3 or ms > self.worst[-1][0]:
            self.worst = sorted([*self.worst, (ms, ticket)], key=lambda each: (-each[0], each[1]))[:3]


class Flood:
    """The damage of a flood, integrated over time."""

    def __init__(self) -> None:
        self.seen = False
        self.depth_ms = 0.0
        self.flooded_ms = 0
        self.open_ms = 0
        self.deepest = 0.0
        self.cars = 0
        self.trapped = 0
        self.freed = 0
        self.moved = 0
        self.most_households = 0
        self.household_ms = 0


def _nothing() -> list[float]:
    return [0, 0]


class DrillRecord:
    """Everything counted in one drill. ``shares`` are [numerator, denominator] by indicator, ``samples`` its times."""

    def __init__(self, started: DrillStarted | None = None) -> None:
        self.root = ""
        self.status = ""
        self.facts = 0
        self.end = 0
        self.started = started
        self.parts: RecipeParts = recipe_parts(started) if started else RecipeParts((), (), {}, (), None, (), ())
        self.shares: defaultdict[str, list[float]] = defaultdict(_nothing)
        self.samples: defaultdict[str, Samples] = defaultdict(Samples)
        self.answers: Counter[int] = Counter()
        self.solved = 0
        self.counts: Counter[str] = Counter()
        self.contacts_due = [0, 0]
        """Tickets whose caller was contacted in time, and all that were due."""
        self.answered: set[str] = set()
        self.acted: set[str] = set()
        self.reads: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.down: Counter[str] = Counter()
        """ms without link within the horizon, by system."""
        self.tiers: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.switches: list[tuple[str, int, int | None]] = []
        self.expected: dict[Expectation, Outcome] = {}
        self.duties: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.departments: defaultdict[str, Department] = defaultdict(Department)
        self.districts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.flood = Flood()

    @property
    def scenario(self) -> str:
        """The scenario's name."""
        return self.started.scenario_name if self.started else ""

    def horizon(self) -> int:
        """Up to when systems are required and duties of the drill run: the horizon, or the latest fact before it."""
        return min(self.end, self.started.horizon) if self.started else self.end

    def copy(self) -> DrillRecord:
        """An own copy; the sorted runs of samples and the recipe are shared, they never change."""
        memo: dict[int, object] = {id(self.parts): self.parts, id(self.started): self.started}
        memo |= {id(samples): samples.copy() for samples in self.samples.values()}
        return deepcopy(self, memo)

    def key(self) -> tuple[object, ...]:
        """What orders drills, so that merging in any order gives the same."""
        start = self.started
        recipe = (start.scenario_name, start.staffing, start.seed, start.start) if start else ("", "", 0, "")
        return (*recipe, self.root, self.facts)
