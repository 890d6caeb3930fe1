"""The course of a drill over time: the wall's own figures at fixed moments, however it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from command_center.facts import ContactArrived, DepthMeasured, DrillStarted, Fact, ModeSwitched, ResponseLevelSet
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.over_time import MOST, MOST_OF_TAIL, OverTime, moments
from command_center.plan.maturity import load_maturity
from command_center.plan.spans import DAY, HOUR, MINUTE
from tests.reports import FLOOD, played

PLAN = load_maturity()[0]


def flood() -> list[Fact]:
    return list(played(FLOOD)[1])


def course(facts: list[Fact], now: int, planned: bool = False) -> dict[str, Any]:
    taken = OverTime(PLAN).extend(fact for fact in facts if fact.t <= now)
    return taken.picture(now, planned)


@pytest.mark.slow
def test_every_value_is_what_the_wall_shows_at_that_moment() -> None:
    facts, now = flood(), 200 * MINUTE
    told = course(facts, now)
    for place in range(0, len(told["at"]), 7):
        t = told["at"][place]
        wall = WallFold(PLAN).extend(fact for fact in facts if fact.t <= t).picture(t)
        assert {step: column[place] for step, column in told["open"].items()} == {
            step: each["open"] for step, each in wall["steps"].items()
        }
        handle = wall["steps"]["handle"]
        assert (told["due"][place], told["on_time"][place]) == (handle["due"], handle["on_time"])
        scores = {name: column[place] for name, column in told["scores"].items() if column[place] is not None}
        assert scores == {name: score["value"] for name, score in wall["scores"].items()}
    assert told["at"][-1] == told["now"] == now
    assert told["arrived"] == sorted(told["arrived"])
    assert told["arrived"][-1] == sum(isinstance(fact, ContactArrived) and fact.t <= now for fact in facts)


def test_asking_in_between_changes_nothing() -> None:
    facts = flood()
    asked = OverTime(PLAN)
    for place, fact in enumerate(facts):
        asked.apply(fact)
        if place % 5_000 == 0:
            asked.picture(fact.t)
    assert asked.picture(asked.now) == OverTime(PLAN).extend(facts).to_dict()


def test_the_greatest_depth_between_two_moments_is_kept() -> None:
    facts = flood()
    told = course(facts, facts[-1].t)
    for point, column in told["depth"].items():
        deepest = max(fact.depth_cm for fact in facts if isinstance(fact, DepthMeasured) and fact.point == point)
        assert max(column) >= deepest, point
    assert told["depth"]


def test_bands_and_injects_are_told_as_they_came_and_plans_only_to_those_who_may_know() -> None:
    facts, now = flood(), 100 * MINUTE
    told, planned = course(facts, now), course(facts, now, planned=True)
    changes = [fact.t for fact in facts if isinstance(fact, ModeSwitched | ResponseLevelSet) and fact.t <= now]
    assert [band["t"] for band in told["bands"]] == [0, *changes]
    assert told["bands"][0]["mode"] == "peacetime"
    assert told["bands"][-1]["mode"] == "wartime"
    assert all(0 <= inject["released"] <= now for inject in told["injects"].values())
    assert {inject["planned"] for inject in told["injects"].values()} == {-1}
    assert set(told["injects"]) < set(planned["injects"])
    assert any(inject["planned"] > now for inject in planned["injects"].values())


@pytest.mark.parametrize(
    ("horizon", "end"),
    [(MINUTE, MINUTE), (8 * HOUR, 56 * HOUR), (31 * DAY, 61 * DAY), (40 * 365 * DAY, 41 * 365 * DAY)],
)
def test_the_moments_are_bounded_in_order_and_never_behind_the_end(horizon: int, end: int) -> None:
    span, found = moments(horizon, end)
    assert found == sorted(set(found))
    assert found[0] == 0
    assert found[-1] <= end
    assert span <= end
    assert len(found) <= MOST + MOST_OF_TAIL + 1


def test_before_the_first_fact_there_is_nothing_and_right_after_it_one_moment() -> None:
    assert OverTime(PLAN).picture(0)["at"] == []
    started = flood()[0]
    assert isinstance(started, DrillStarted)
    assert OverTime(PLAN).extend([started]).picture(0)["at"] == [0]
