"""What scores need of a drill's recipe, read from its first fact: seats, systems, current rules, catalogue, injects."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import msgspec

from command_center.facts import DrillStarted, InjectAdded
from command_center.folds.names import Pair
from command_center.plan.spans import parse_span


class Expectation(NamedTuple):
    """An expected action of an inject: who, what, and within how many ms of the cue (working days count as days).

    ``objective`` is the aim of the scenario that the inject serves, empty for none.
    """

    inject: str
    seat: str
    action: str
    within: int
    objective: str = ""

    @property
    def task(self) -> str:
        """How ratings name it: ``INJECT/SEAT/ACTION``."""
        return f"{self.inject}/{self.seat}/{self.action}"


class Outcome(NamedTuple):
    """What became of an expected action: ``met``, ``late``, ``missed`` or ``not_tested``, and its facts.

    ``shown`` and ``done`` are ms, ``shown_n`` and ``done_n`` the numbers of the facts, -1 = never.
    """

    state: str
    shown: int
    shown_n: int
    done: int
    done_n: int

    @property
    def facts(self) -> tuple[int, ...]:
        """The numbers of the facts behind it."""
        return tuple(n for n in (self.shown_n, self.done_n) if n >= 0)


class RecipeParts(NamedTuple):
    """The parts; all empty where the first fact carries no texts."""

    families: tuple[str, ...]
    seats: tuple[str, ...]
    covered_by: dict[str, str]
    systems: tuple[str, ...]
    rules: frozenset[tuple[str, int]] | None
    """Id and version of every duty in force on the day of the drill; None where the roster is unknown."""
    catalogue: tuple[tuple[str, bool], ...]
    """Id of every catalogued resource and whether it is mounted."""
    expected: tuple[Expectation, ...]
    objectives: tuple[tuple[str, Pair], ...] = ()
    """Id and name of every aim of the scenario."""


class _Seat(msgspec.Struct):
    id: str
    covered_by: str = ""


class _System(msgspec.Struct):
    id: str


class _Duty(msgspec.Struct):
    id: str
    version: int = 1
    valid_from: str = ""
    valid_to: str = ""


class _Resource(msgspec.Struct):
    id: str
    mounted: bool = False


class _Roster(msgspec.Struct):
    seats: tuple[_Seat, ...] = ()
    systems: tuple[_System, ...] = ()
    duties: tuple[_Duty, ...] = ()
    catalogue: tuple[_Resource, ...] = ()


class _Expected(msgspec.Struct):
    seat: str
    action: str
    within: str


class _Inject(msgspec.Struct):
    id: str
    state: str = "approved"
    expected: tuple[_Expected, ...] = ()
    objective: str = ""


class _Names(msgspec.Struct):
    zh: str = ""
    en: str = ""


class _Objective(msgspec.Struct):
    id: str
    title: _Names = msgspec.field(default_factory=_Names)


class _Scenario(msgspec.Struct):
    families: tuple[str, ...] = ()
    injects: tuple[_Inject, ...] = ()
    objectives: tuple[_Objective, ...] = ()


_DAY = 86_400_000
_rosters = msgspec.json.Decoder(_Roster)
_scenarios = msgspec.json.Decoder(_Scenario)
_injects = msgspec.json.Decoder(_Inject)


@lru_cache(maxsize=4)
def _roster(text: str) -> _Roster:
    return _rosters.decode(text) if text else _Roster()


def recipe_parts(started: DrillStarted) -> RecipeParts:
    """The parts of a drill's recipe."""
    roster = _roster(started.roster)
    scenario = _scenarios.decode(started.scenario) if started.scenario else _Scenario()
    day = started.start[:10]
    in_force = (
        each for each in roster.duties if each.valid_from <= day and (not each.valid_to or day <= each.valid_to)
    )
    return RecipeParts(
        families=scenario.families,
        seats=tuple(seat.id for seat in roster.seats),
        covered_by={seat.id: seat.covered_by for seat in roster.seats if seat.covered_by},
        systems=tuple(system.id for system in roster.systems),
        rules=frozenset((each.id, each.version) for each in in_force) if started.roster else None,
        catalogue=tuple((each.id, each.mounted) for each in roster.catalogue),
        expected=tuple(each for inject in scenario.injects for each in _expectations(inject)),
        objectives=tuple((each.id, (each.title.zh, each.title.en)) for each in scenario.objectives),
    )


def _expectations(inject: _Inject) -> list[Expectation]:
    approved = inject.expected if inject.state == "approved" else ()
    return [Expectation(inject.id, each.seat, each.action, _ms(each.within), inject.objective) for each in approved]


def with_inject(parts: RecipeParts, added: InjectAdded) -> RecipeParts:
    """The parts with what an inject expects that was added on the way."""
    return parts._replace(expected=(*parts.expected, *_expectations(_injects.decode(added.plan))))


def _ms(text: str) -> int:
    span = parse_span(text)
    return span.ms + span.workdays * _DAY


@lru_cache(maxsize=4096)
def rule_of(label: str) -> tuple[str, int] | None:
    """Id and version of the duty a fact names (``FL04@2`` or ``FL04/2``); None where it names none."""
    for mark in ("@", "/"):
        name, found, version = label.rpartition(mark)
        if found and version.isdigit():
            return name, int(version)
    return None
