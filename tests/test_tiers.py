"""Commands down the five tiers, and the whole chain from a sensor to the grid worker and back."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from command_center import facts as f
from command_center.plan.loading import load
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario, Starting
from command_center.plan.spans import MINUTE
from command_center.world.tiers import target_of
from tests.paper_stage import of, paper_stage, told

Mini = tuple[Scenario, Roster]


def quiet(mini: Mini, **changes: object) -> Mini:
    """The mini centre with nothing befalling it, in wartime."""
    scenario, roster = mini
    quiet = {"arrivals": (), "practice": {}, "starting": Starting(mode="wartime")}
    return scenario.model_copy(update=quiet | changes), roster


def test_from_sensor_to_grid_worker() -> None:
    """从传感器到网格员: alarm, screen, ticket, duty, order, four hops, evidence, screen; each fact led to the next."""
    world, _parts = paper_stage(*load("sensor-to-grid"))
    world.advance(60 * MINUTE)
    assert told(world.facts, f.Fact) == [
        (0, "ModeSwitched", "wartime"),
        (10, "SensorAlarmed", "LP1.level", "Y2", "D1.01.001.1", 16.0),
        (11, "AlarmShown", "LP1.level", "A3"),
        (11, "ContactArrived", 1, "sensor.alarm", 0, "sensor", "report", "K1", "E", "D1.01.001.1", "alarm", ""),
        (11, "DutyFellDue", "sensor.LP1.level/watch_point", "A3", "LP1.level", 41 * MINUTE),
        (11, "TaskStarted", "A3", 1, "watch_point"),
        (14, "TaskEnded", "A3", 1, "watch_point"),
        (14, "ActionTaken", "A3", "watch_point", "LP1.level", "D1.01.001.1"),
        (14, "CommandIssued", 1, "A3", 1, "watch_point", "D1.01.001.1", "sensor.LP1.level/watch_point"),
        (14, "CommandSent", 1, "D1", "district", 1),
        (14, "DutyMet", "sensor.LP1.level/watch_point", "A3", "LP1.level"),
        (16, "CommandAcknowledged", 1, "D1", "district"),
        (16, "CommandSent", 1, "D1.01", "street", 1),
        (19, "CommandAcknowledged", 1, "D1.01", "street"),
        (19, "CommandSent", 1, "D1.01.001", "community", 1),
        (24, "CommandAcknowledged", 1, "D1.01.001", "community"),
        (24, "CommandSent", 1, "D1.01.001.1", "grid", 1),
        (32, "CommandAcknowledged", 1, "D1.01.001.1", "grid"),
        (37, "EvidenceSent", 1, "D1.01.001.1", "depth"),
        (38, "EvidenceShown", 1, "A3", "depth"),
    ]
    chain = [fact for fact in world.facts if not isinstance(fact, f.DutyMet | f.ContactArrived | f.ModeSwitched)]
    assert all(later.cause == before.n for before, later in pairwise(chain))


def test_a_command_to_the_city_reaches_every_grid(mini: Mini) -> None:
    world, parts = paper_stage(*quiet(mini))
    parts.tiers.send("A6", "call_and_confirm", "", cause=0)
    world.advance(40 * MINUTE)
    reached = Counter(fact.tier for fact in of(world.facts, f.CommandAcknowledged))
    assert reached == {"district": 3, "street": 9, "community": 27, "grid": 81}
    assert len(of(world.facts, f.EvidenceShown)) == 81


def test_a_command_may_stop_at_a_tier(mini: Mini) -> None:
    world, parts = paper_stage(*quiet(mini))
    parts.tiers.send("A6", "call_and_confirm", "D2", cause=0, down_to="street")
    world.advance(60 * MINUTE)
    assert [fact.node for fact in of(world.facts, f.CommandAcknowledged)] == ["D2", "D2.01", "D2.02", "D2.03"]
    assert of(world.facts, f.EvidenceSent) == []


def test_in_peacetime_each_hop_takes_six_times_as_long(mini: Mini) -> None:
    world, parts = paper_stage(*quiet(mini, starting=Starting()))
    parts.tiers.send("A6", "call_and_confirm", "D1", cause=0, down_to="district")
    world.advance(60 * MINUTE)
    assert told(world.facts, f.CommandAcknowledged) == [(12, "CommandAcknowledged", 1, "D1", "district")]


def test_a_lost_command_is_noticed_and_repeated(mini: Mini) -> None:
    scenario, roster = quiet(mini, practice={"tiers": {"loss": {"district": 0.5}}})
    world, parts = paper_stage(scenario, roster)
    for _ in range(20):
        parts.tiers.send("A6", "call_and_confirm", "D1", cause=0, down_to="district")
    world.advance(600 * MINUTE)
    lost, sent = of(world.facts, f.CommandLost), of(world.facts, f.CommandSent)
    assert 0 < len(lost) == len(sent) - 20
    assert len(of(world.facts, f.CommandAcknowledged)) == 20
    by_number = {fact.n: fact for fact in world.facts}
    repeats = [fact for fact in sent if fact.attempt > 1]
    assert all(isinstance(by_number[fact.cause], f.CommandLost) for fact in repeats)


def test_evidence_is_told_to_whoever_asked(mini: Mini) -> None:
    heard: list[str] = []
    world, parts = paper_stage(*quiet(mini))
    parts.tiers.send("A6", "count_people", "D1.01.001", cause=0, on_evidence=lambda grid, _: heard.append(grid))
    world.advance(60 * MINUTE)
    assert sorted(heard) == ["D1.01.001.1", "D1.01.001.2", "D1.01.001.3"]
    assert {fact.evidence for fact in of(world.facts, f.EvidenceShown)} == {"head_count"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("city", ("", "grid")),
        ("city:street", ("", "street")),
        ("here", ("D1.02", "grid")),
        ("D2.01:community", ("D2.01", "community")),
        ("here:district", ("D1.02", "street")),  # a place below the tier: no further down than itself
    ],
)
def test_targets_of_playbooks(text: str, meant: tuple[str, str]) -> None:
    assert target_of(text, "D1.02") == meant
