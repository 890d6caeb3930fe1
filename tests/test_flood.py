"""Rain, water at the low points, and what the city does about it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center import facts as f
from command_center.plan.roster import LowPoint, Roster
from command_center.plan.scenario import Rainstorm, Scenario
from command_center.plan.spans import MINUTE
from command_center.world.rain import blocks, intensity
from command_center.world.water import Basin, depth_of
from tests.paper_stage import of, paper_stage, told

Mini = tuple[Scenario, Roster]

BOWL = ((0.0, 0.0), (5.0, 20.0), (15.0, 120.0), (50.0, 800.0))
POINT = LowPoint(
    id="P",
    zh="点",
    en="Point",
    place="D1",
    kind="road",
    area_ha=6,
    runoff=0.9,
    sewer_years=2,
    bowl=BOWL,
    cars_per_hour=0,
)


def storm(**changes: object) -> Rainstorm:
    """A storm like that of city-waterlogging, at the start; sensors and categories are the mini centre's."""
    values = {
        "kind": "rainstorm", "id": "storm", "begin": "0min", "minutes": 120, "years": 50, "peak": 0.4,
        "a": 1221, "c": 0.668, "b": 7, "n": 0.605, "calls_per_hour": 0, "calls_factor": 0,
        "rescue_category": "K1", "sensor_system": "Y2", "sensor_seat": "A3",
    }  # fmt: skip
    return Rainstorm.model_validate(values | changes)


def flooded(mini: Mini, **changes: object) -> Mini:
    """The mini centre under such a storm."""
    scenario, roster = mini
    return scenario.model_copy(update={"arrivals": (), "practice": {}, "hazards": (storm(**changes),)}), roster


# -- rain ---------------------------------------------------------------------------------------------------------


def test_the_storm_of_the_shipped_flood() -> None:
    fallen = blocks(storm())
    assert len(fallen) == 24
    assert sum(fallen) == pytest.approx(99.94456, abs=1e-9)
    assert (max(fallen), fallen.index(max(fallen))) == (16.886595, 9)


@pytest.mark.parametrize(("years", "depth"), [(2, 56), (5, 69), (20, 88), (50, 100)])
def test_two_hour_depths_by_return_period(years: int, depth: int) -> None:
    assert round(sum(blocks(storm(years=years)))) == depth


@settings(max_examples=20)
@given(
    minutes=st.integers(1, 36).map(lambda fives: 5 * fives),
    years=st.floats(1, 200),
    peak=st.floats(0.05, 0.95),
    b=st.floats(1, 20),
    n=st.floats(0.3, 0.95),
)
def test_blocks_hold_exactly_the_depth_of_the_formula(
    minutes: int, years: float, peak: float, b: float, n: float
) -> None:
    rain = storm(minutes=minutes, years=years, peak=peak, b=b, n=n)
    assert min(blocks(rain)) >= 0
    assert sum(blocks(rain)) == pytest.approx(intensity(rain, years, minutes) * minutes, abs=1e-3)


# -- water --------------------------------------------------------------------------------------------------------


def test_depth_is_read_off_the_bowl_by_straight_lines() -> None:
    assert [depth_of(BOWL, volume) for volume in (0, 10, 20, 70, 800, 9000)] == [0, 2.5, 5, 10, 50, 50]


@given(rain=st.lists(st.floats(0, 5), max_size=60), pumping=st.floats(0, 3000))
def test_water_is_conserved_and_never_negative(rain: list[float], pumping: float) -> None:
    basin = Basin(POINT, 1.0)
    basin.pumping = pumping
    fallen = 0.0
    for mm in rain:
        before = basin.volume
        basin.step(mm)
        fallen += mm * 54
        assert 0 <= basin.volume <= before + mm * 54
    assert basin.volume <= fallen


def test_standing_water_drowns_the_sewer_and_clear_inlets_help() -> None:
    dry, wet, cleared = (Basin(POINT, 1.0) for _ in range(3))
    wet.volume = cleared.volume = 500.0
    cleared.cleared = True
    for basin in (dry, wet, cleared):
        basin.step(1.0)  # 54 m3 run in; the sewer carries 54 when free, 30 % of it when water stands
    assert dry.volume == 0
    assert wet.volume == pytest.approx(500 + 54 - 0.3 * 54)
    assert cleared.volume == pytest.approx(500 + 54 - 1.15 * 0.3 * 54)


# -- the city's answers -------------------------------------------------------------------------------------------


def test_water_raises_an_alarm_and_the_seat_orders_a_pump(mini: Mini) -> None:
    scenario, roster = flooded(mini, pumps=[{"id": "PT1", "m3h": 3000, "depot": "D1"}])
    one_point = roster.model_copy(
        update={"city": roster.city.model_copy(update={"low_points": roster.city.low_points[:1]})}
    )
    world, _parts = paper_stage(scenario, one_point)
    world.advance(240 * MINUTE)
    names = [
        type(fact).__name__
        for fact in world.facts
        if isinstance(fact, f.PumpOrdered | f.PumpArrived | f.PumpLeft | f.RoadClosed | f.RoadOpened)
    ]
    assert names == ["PumpOrdered", "RoadClosed", "PumpArrived", "PumpLeft", "RoadOpened"] or names == [
        "PumpOrdered",
        "PumpArrived",
        "RoadClosed",
        "PumpLeft",
        "RoadOpened",
    ]
    by_number = {fact.n: fact for fact in world.facts}
    fact: f.Fact = of(world.facts, f.PumpArrived)[0]
    story = []
    while fact.cause != fact.n and fact.cause in by_number and not isinstance(fact, f.RainMeasured):
        story.append(type(fact).__name__)
        fact = by_number[fact.cause]
    assert story == [
        "PumpArrived", "PumpOrdered", "ActionTaken", "TaskEnded", "TaskStarted", "DutyFellDue",
        "AlarmShown", "SensorAlarmed", "DepthPassed",
    ]  # fmt: skip
    assert told(world.facts, f.DutyMet)[0][1:] == ("DutyMet", "M4@1", "A3", "LP1")


def last_deep(world_facts: list[f.Fact], point: str) -> int:
    """When the water at a point fell below 15 cm for good (ms)."""
    falling = [
        fact.t
        for fact in of(world_facts, f.DepthPassed)
        if fact.point == point and (fact.depth_cm, fact.rising) == (15, False)
    ]
    return falling[-1]


def test_pumps_shorten_the_flood(mini: Mini) -> None:
    pump = [{"id": "PT1", "m3h": 1500, "depot": "D1"}]
    ends = []
    for pumps in ([], pump):
        world, _parts = paper_stage(*flooded(mini, pumps=pumps))
        world.advance(600 * MINUTE)
        ends.append(last_deep(world.facts, "LP1"))
    assert ends[1] < ends[0] - 30 * MINUTE


def test_a_road_nobody_closes_traps_cars_and_each_is_freed_once(mini: Mini) -> None:
    world, _parts = paper_stage(*flooded(mini, trapped_share=0.05))
    world.desks["A4"].idle.clear()  # nobody sits at the roads seat
    world.advance(600 * MINUTE)
    trapped, freed = of(world.facts, f.CarTrapped), of(world.facts, f.PeopleFreed)
    assert len(trapped) > 5
    assert sum(car.people for car in trapped) == sum(party.people for party in freed)
    assert (
        len(freed) == len(trapped) == len([call for call in of(world.facts, f.ContactArrived) if call.urgency == "E"])
    )
    assert of(world.facts, f.RoadClosed) == []
    assert {fact.seat for fact in of(world.facts, f.DutyMissed)} == {"A4"} | {"A3"}


def test_a_closed_road_traps_nobody(mini: Mini) -> None:
    world, _parts = paper_stage(*flooded(mini, trapped_share=0.05))
    world.advance(600 * MINUTE)
    closed = {fact.point: fact.t for fact in of(world.facts, f.RoadClosed)}
    assert set(closed) == {"LP1", "LP2"}
    assert all(car.t <= closed[car.point] for car in of(world.facts, f.CarTrapped))


def test_a_posted_crew_closes_first_and_reports_then(mini: Mini) -> None:
    """With a crew at one point in advance, that point needs no word from the desk; the other one waits for it."""
    world, parts = paper_stage(*flooded(mini, posted_crews=1))
    parts.flood.relief.post_crews("", "A4", 0)  # type: ignore[union-attr]  # the scenario has a storm
    world.advance(600 * MINUTE)
    (posted,) = of(world.facts, f.CrewPosted)
    (followed,) = of(world.facts, f.StandingOrderFollowed)
    (acted,) = [fact for fact in of(world.facts, f.ActionTaken) if fact.action == "close_road"]
    closed = {fact.point: fact.t for fact in of(world.facts, f.RoadClosed)}
    due = {fact.about: fact.t for fact in of(world.facts, f.DutyFellDue) if fact.duty == "M5@1"}
    assert (followed.seat, followed.action, followed.about) == ("A4", "close_road", posted.point)
    assert acted.about != posted.point
    assert closed[posted.point] - due[posted.point] < closed[acted.about] - due[acted.about]


def test_an_alarm_waits_while_its_system_is_down(mini: Mini) -> None:
    world, _parts = paper_stage(*flooded(mini))
    world.systems.take_down("Y2", 0)

    def bring_up() -> None:
        world.systems.bring_up("Y2", 0)

    world.at(90 * MINUTE, bring_up)
    world.advance(120 * MINUTE)
    assert of(world.facts, f.SensorAlarmed)[0].t < 50 * MINUTE
    assert of(world.facts, f.AlarmShown)[0].t >= 90 * MINUTE


def test_calls_rise_with_the_water(mini: Mini) -> None:
    world, _parts = paper_stage(*flooded(mini, calls_per_hour=60, calls_factor=9, call_categories={"K3": 1}))
    world.advance(120 * MINUTE)
    calls = [call.t for call in of(world.facts, f.ContactArrived) if call.source == "storm"]
    before, after = sum(t < 40 * MINUTE for t in calls), sum(t >= 80 * MINUTE for t in calls)
    assert 20 < before < 65  # 40 expected
    assert 340 < after < 460  # 400 expected: both points under water
    keys = [call.key for call in of(world.facts, f.ContactArrived) if call.source == "storm"]
    assert keys == list(range(len(keys)))
