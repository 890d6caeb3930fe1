"""What a drill's first fact tells: scenario and roster as far as a report names them, in both languages."""

from __future__ import annotations

from typing import Any

import msgspec

from command_center.facts import DrillStarted
from command_center.folds.names import Pair


class Named(msgspec.Struct, frozen=True):
    """Anything with an id and a name in both languages."""

    id: str = ""
    zh: str = ""
    en: str = ""

    @property
    def pair(self) -> Pair:
        """The name as (Chinese, English)."""
        return (self.zh, self.en)


class Words(msgspec.Struct, frozen=True):
    """A text in both languages."""

    zh: str = ""
    en: str = ""

    @property
    def pair(self) -> Pair:
        """The text as (Chinese, English)."""
        return (self.zh, self.en)


class Expected(msgspec.Struct, frozen=True):
    """What a seat should do after an inject, and by when."""

    seat: str
    action: str
    within: str


class Inject(msgspec.Struct, frozen=True):
    """An inject of the scenario; ``at`` is its planned time (empty where it comes on a condition)."""

    id: str
    purpose: str = ""
    title: Words = Words()
    at: str | None = None
    expected: tuple[Expected, ...] = ()
    objective: str = ""


class Objective(msgspec.Struct, frozen=True):
    """What the drill is to show."""

    id: str
    title: Words = Words()


class Hazard(msgspec.Struct, frozen=True):
    """As much of a hazard as a chart needs."""

    kind: str = ""
    id: str = ""
    closure_cm: float | None = None


class Scenario(msgspec.Struct, frozen=True):
    """As much of a scenario as a report tells."""

    name: str = ""
    version: int = 0
    title: Words = Words()
    about: Words = Words()
    injects: tuple[Inject, ...] = ()
    objectives: tuple[Objective, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    families: tuple[str, ...] = ()

    def inject(self, name: str) -> Inject:
        """The inject of that id; one without a title where the scenario has none (an ad-hoc one of a director)."""
        return next((inject for inject in self.injects if inject.id == name), Inject(name))

    def closure_cm(self) -> float | None:
        """The depth at which roads are to be closed; None without a storm."""
        return next((hazard.closure_cm for hazard in self.hazards if hazard.closure_cm is not None), None)


class Seat(Named, frozen=True):
    """A seat of the roster."""

    tier_role: str = ""
    group: str = ""
    covered_by: str = ""
    skills: tuple[str, ...] = ()


class System(Named, frozen=True):
    """A business system of the roster."""

    owner: str = ""
    vertical: str = ""
    data: str = ""
    feed: str = ""


class Duty(Named, frozen=True):
    """A duty of the roster."""

    version: int = 0
    source: str = ""
    seat: str = ""
    action: str = ""
    within: Any = ""


class City(msgspec.Struct, frozen=True):
    """The city behind the centre."""

    zh: str = ""
    en: str = ""
    population: int = 0
    districts: tuple[Named, ...] = ()
    low_points: tuple[Named, ...] = ()


class Roster(msgspec.Struct, frozen=True):
    """As much of a roster as a report tells."""

    name: str = ""
    names: Words = Words()
    city: City = City()
    seats: tuple[Seat, ...] = ()
    systems: tuple[System, ...] = ()
    duties: tuple[Duty, ...] = ()


_scenarios = msgspec.json.Decoder(Scenario)
_rosters = msgspec.json.Decoder(Roster)


def scenario_of(started: DrillStarted) -> Scenario:
    """The scenario of a drill; a bare one with its name where the text is empty."""
    return _scenarios.decode(started.scenario) if started.scenario else Scenario(started.scenario_name)


def roster_of(started: DrillStarted) -> Roster:
    """The roster of a drill; an empty one where the text is empty."""
    return _rosters.decode(started.roster) if started.roster else Roster()
