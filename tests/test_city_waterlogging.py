"""The shipped flood, played as a whole through the one driver: its course, its injects, its duties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest

from command_center import facts as f
from command_center.drill import Drill, recipe
from command_center.folds.course import Course
from command_center.folds.response import Response1315
from command_center.orders import HoldInject, Order, ReleaseInject, SkipInject
from command_center.plan.loading import load
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.plan.spans import HOUR, MINUTE
from tests.paper_stage import of, told

pytestmark = pytest.mark.slow  # plays whole drills

City = tuple[Scenario, Roster]

T0 = 2 * HOUR
"""The first heavy rain, ms after the start."""


@dataclass(frozen=True)
class Played:
    """A drill and its facts."""

    drill: Drill
    facts: list[f.Fact]

    def after_t0(self, *kinds: type[f.Fact]) -> list[float]:
        """When facts of these kinds came, in minutes after T0."""
        return [(fact.t - T0) / MINUTE for fact in of(self.facts, *kinds)]

    def flood_duties(self, kind: type[f.DutyMet] | type[f.DutyMissed]) -> Counter[str]:
        """Duties of the flood and its orders by id, without those of tickets."""
        return Counter(
            fact.duty for fact in of(self.facts, kind) if not fact.about.isdigit() and not fact.duty.startswith("DA")
        )


def play(city: City, staffing: str, until: int | None = None, orders: Sequence[Order] = ()) -> Played:
    """The scenario from its start to its end, or only up to a time (ms)."""
    made: list[f.Fact] = []
    drill = Drill(recipe(*city, seed=1, staffing=staffing), made.extend)
    for order in orders:
        drill.apply(order)
    drill.advance(drill.end if until is None else until)
    return Played(drill, made)


@pytest.fixture(scope="module")
def city() -> City:
    return load("city-waterlogging")


@pytest.fixture(scope="module")
def full(city: City) -> Played:
    return play(city, "full")


@pytest.fixture(scope="module")
def half(city: City) -> Played:
    """With half staff, up to the horizon."""
    return play(city, "half", until=T0 + 6 * HOUR)


def test_what_happened_before_is_stated_at_the_start_and_caused_by_it(full: Played) -> None:
    earlier = [fact for fact in full.facts if fact.t == 0 and isinstance(fact, f.WarningIssued | f.ResponseLevelSet)]
    assert told(earlier, f.Fact) == [
        (0, "WarningIssued", "blue"),
        (0, "WarningIssued", "yellow"),
        (0, "ResponseLevelSet", "III", ""),
    ]
    assert {fact.cause for fact in earlier} == {0}
    assert isinstance(full.facts[0], f.DrillStarted)
    assert full.drill.recipe.horizon == T0 + 6 * HOUR


@pytest.mark.parametrize("staffing", ["full", "half"])
def test_the_water_keeps_to_its_window_with_the_default_orders(staffing: str, request: pytest.FixtureRequest) -> None:
    """The first point passes 15 cm between T0+40 and T0+60 min, and all are below it by T0+300."""
    played: Played = request.getfixturevalue(staffing)
    passed = [fact for fact in of(played.facts, f.DepthPassed) if fact.depth_cm == 15]
    rising = [(fact.t - T0) / MINUTE for fact in passed if fact.rising]
    falling = [(fact.t - T0) / MINUTE for fact in passed if not fact.rising]
    assert 40 <= rising[0] <= 60
    assert 200 <= falling[-1] <= 300
    assert len(rising) == len(falling) == len({fact.point for fact in passed}) == 20


def test_the_city_answers_and_steps_down(full: Played) -> None:
    assert [fact.mode for fact in of(full.facts, f.ModeSwitched)] == ["wartime", "peacetime"]
    assert [fact.response_level for fact in of(full.facts, f.ResponseLevelSet)] == ["III", "II", "I", ""]
    to_war, to_peace = full.after_t0(f.ModeSwitched)
    assert -60 < to_war < -40
    assert 300 < to_peace < 360
    assert {fact.seat for fact in of(full.facts, f.CommanderPresent)} == {"S01", "S02", "S03", "S05"}
    assert sum(fact.people for fact in of(full.facts, f.PeopleMoved)) == 1200
    trapped, freed = of(full.facts, f.CarTrapped), of(full.facts, f.PeopleFreed)
    assert 0 < sum(car.people for car in trapped) == sum(party.people for party in freed)
    cut = sum(fact.households for fact in of(full.facts, f.HouseholdsCut))
    assert cut == sum(fact.households for fact in of(full.facts, f.HouseholdsRestored)) >= 6000


def test_crews_stand_at_their_posts_before_the_rain(full: Played) -> None:
    storm = full.drill.recipe.scenario.hazards[0]
    assert len(full.after_t0(f.CrewPosted)) == getattr(storm, "posted_crews", None) == 12
    assert max(full.after_t0(f.CrewPosted)) < 0
    followed = Counter(fact.action for fact in of(full.facts, f.StandingOrderFollowed))
    assert followed == {"place_sign": 12, "close_road": 12}


@pytest.mark.parametrize("staffing", ["full", "half"])
def test_a_missed_flood_duty_is_the_exception(staffing: str, request: pytest.FixtureRequest) -> None:
    """Most duties of the flood are met; roads, signs and pumps are where it is tight, and none of them is hopeless."""
    played: Played = request.getfixturevalue(staffing)
    met, missed = played.flood_duties(f.DutyMet), played.flood_duties(f.DutyMissed)
    share = met.total() / (met.total() + missed.total())
    assert 0.8 <= share <= 0.95
    for duty in ("FL02@1", "FL03@1", "FL04@2"):
        assert met[duty] + missed[duty] == 20
        assert met[duty] >= 12


def test_half_staff_answers_fewer_callers_and_meets_fewer_duties(full: Played, half: Played) -> None:
    """Up to the horizon, on the same demand."""
    until = T0 + 6 * HOUR
    met = [sum(fact.t <= until for fact in of(played.facts, f.DutyMet)) for played in (full, half)]
    gone = [sum(fact.t <= until for fact in of(played.facts, f.CallerHungUp)) for played in (full, half)]
    assert met[1] < met[0]
    assert gone[1] > 2 * gone[0]


def test_who_hangs_up_calls_again_and_more_give_up_with_half_staff(full: Played, half: Played) -> None:
    gone = [len(of(played.facts, f.CallerHungUp)) for played in (full, half)]
    again = [len(of(played.facts, f.CalledAgain)) for played in (full, half)]
    assert all(0.7 * left < back < left for left, back in zip(gone, again, strict=True))
    assert gone[1] - again[1] > 2 * (gone[0] - again[0])


def test_most_emergencies_are_reached_in_15_minutes_and_fewer_with_half_staff(full: Played, half: Played) -> None:
    clocks = []
    for played in (full, half):
        response = Response1315(urgencies=("E",))
        response.extend(played.facts)
        clocks.append(response.arrival.figures())
    assert clocks[0].count > 20
    assert (clocks[0].share or 0) > 0.75 > (clocks[1].share or 0) > 0.4


def test_with_full_staff_the_desks_of_the_flood_are_busy_and_not_swamped(full: Played) -> None:
    """Operators' load in the heaviest hour: intake, dispatch, closing check."""
    loads = Course()
    loads.extend(full.facts)
    by_half_hour = loads.to_dict()["loads"]
    for seat in ("S46", "S47", "S48"):
        shares = [share or 0 for share in by_half_hour[seat]]
        heaviest = max((one + other) / 2 for one, other in pairwise(shares))
        assert 0.6 < heaviest < 0.99, seat


def test_every_duty_behind_a_dispatch_ends_once(full: Played) -> None:
    """Each dispatch that names a duty lets just that version fall due, for that ticket and seat."""
    named = [(fact.n, fact.duty, fact.seat, str(fact.ticket)) for fact in of(full.facts, f.Dispatched) if fact.duty]
    fallen = [
        (fact.cause, fact.duty, fact.seat, fact.about) for fact in of(full.facts, f.DutyFellDue) if fact.about.isdigit()
    ]
    assert len(named) > 150
    assert named == fallen
    endings = [fact for fact in full.facts if isinstance(fact, f.DutyMet | f.DutyMissed | f.DutyLifted)]
    ended = Counter((fact.duty, fact.seat, fact.about) for fact in endings)
    due = Counter((fact.duty, fact.seat, fact.about) for fact in of(full.facts, f.DutyFellDue))
    assert ended - due == Counter()
    still = {(fact.duty, fact.seat, fact.about) for fact in of(full.facts, f.DutyFellDue) if fact.due > full.drill.end}
    assert set(due - ended) <= still


def test_every_inject_is_released_in_its_time_and_completed(full: Played) -> None:
    plan = {inject.id: inject for inject in full.drill.recipe.scenario.injects}
    released = {fact.inject: fact.t for fact in of(full.facts, f.InjectReleased)}
    assert all(released[name] == inject.at.ms for name, inject in plan.items() if inject.at is not None)
    assert "A01" not in released  # ad hoc: nobody released it
    assert {fact.inject for fact in of(full.facts, f.InjectCompleted)} == set(released)
    assert {fact.inject for fact in of(full.facts, f.InjectSynchronized)} == set(plan) - {"A01"}


def test_orders_of_the_director_change_what_is_played(city: City) -> None:
    orders = (
        HoldInject(0, 0, "director", "I02"),
        SkipInject(0, 1, "director", "I03"),
        ReleaseInject(MINUTE, 2, "director", "A01"),
        ReleaseInject(MINUTE, 3, "director", "I03"),
        ReleaseInject(HOUR + 30 * MINUTE, 4, "director", "I02"),
    )
    played = play(city, "full", T0 + 20 * MINUTE, orders)
    assert told(played.facts, f.InjectDeferred) == [
        (0, "InjectDeferred", "I02", False),
        (0, "InjectDeferred", "I03", True),
    ]
    released = [(fact.inject, fact.t // MINUTE) for fact in of(played.facts, f.InjectReleased)]
    assert released[:3] == [("I01", 0), ("A01", 1), ("I02", 90)]
    assert "I03" not in dict(released)
    assert [fact.reason for fact in of(played.facts, f.OrderRefused)] == ["inject I03 was skipped for good"]
