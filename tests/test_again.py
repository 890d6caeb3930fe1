"""Callers who hung up call again about the same matter: paired, counted, never more often than the practice says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from command_center import facts as f
from command_center.folds.response import Response1315
from command_center.plan.scenario import Arrivals, Starting
from command_center.plan.spans import HOUR, MINUTE
from tests.centre import contact, kinds, limits, only, story, told

ALWAYS = {"share": 1, "event_share": 1, "after": {"mean": "5min", "cv": 0}, "times": 3}


def again(**changes: object) -> dict[str, Any]:
    """The mini practice with callers who call again after five minutes, each time, three times at most."""
    return {"intake": {"again": ALWAYS | changes}}


def full_house(minute: float = 0, count: int = 3) -> list[Any]:
    """Calls that keep all three operators of the hotline busy for four minutes."""
    return [contact(minute + k / 1000, "K2") for k in range(count)]


def calls(facts: list[f.Fact]) -> list[tuple[float, str, int]]:
    """Contacts by minute, source and key, the full house left out."""
    return [(x.t / MINUTE, x.source, x.key) for x in facts if isinstance(x, f.ContactArrived) and x.category != "K2"]


def test_who_hung_up_calls_again_and_gets_through() -> None:
    facts = story(*full_house(), contact(1, "K3"), practice=again())
    assert calls(facts) == [(1, "recorded", 3), (7.5, "recorded/again", 3)]
    assert kinds(facts, ticket=4) == ["contact_arrived", "caller_hung_up"]
    assert told(facts, ticket=5)[:3] == [
        (7.5, "contact_arrived", ""),
        (7.5, "called_again", ""),
        (7.5, "accept_started", "A1 3"),
    ]
    (hung_up,) = [x for x in facts if isinstance(x, f.CallerHungUp)]
    first, second = [x for x in facts if isinstance(x, f.ContactArrived) and x.category == "K3"]
    (called,) = [x for x in facts if isinstance(x, f.CalledAgain)]
    assert (called.ticket, called.earlier, called.attempt) == (second.ticket, first.ticket, 2)
    assert (second.cause, called.cause) == (hung_up.n, second.n)
    assert (first.place, first.nature, first.urgency) == (second.place, second.nature, second.urgency)


def test_nobody_calls_again_where_the_practice_does_not_say_so() -> None:
    assert only(story(*full_house(), contact(1, "K3")), "called_again") == []


def test_after_so_many_times_a_caller_gives_up() -> None:
    crowd = [call for k in range(1, 12) for call in full_house(k * 4)]
    facts = story(*full_house(), contact(1, "K3"), *crowd, practice=again(times=2, after={"mean": "4min", "cv": 0}))
    mine = [x for x in facts if isinstance(x, f.CalledAgain) and x.earlier > 3]
    assert max(x.attempt for x in mine) == 3, "the first call and two more"


def test_callers_of_the_event_call_again_by_their_own_share() -> None:
    crowd, how = full_house(), again(share=0, event_share=1)
    facts = story(*crowd, contact(1, "K3"), contact(1, "K3", event="storm"), practice=how)
    assert [x.earlier for x in facts if isinstance(x, f.CalledAgain)] == [5]


@pytest.mark.slow
def test_demand_is_the_same_whoever_answers_and_so_is_what_each_caller_does() -> None:
    stream = Arrivals(source="calls", channel="call", per_day=1500)
    practice = again(share=0.6, after={"mean": "10min", "cv": 0.7}) | {"steps": {"transfer": {"mean": "10s"}}}
    how: dict[str, Any] = {"arrivals": [stream], "practice": practice, "horizon": 6 * HOUR}
    full, half = (story(staffing=name, **how) for name in ("full", "half"))
    first = [[call for call in calls(facts) if "again" not in call[1]] for facts in (full, half)]
    assert first[0] == first[1]
    tries = [Counter((x.source, x.key) for x in facts if isinstance(x, f.ContactArrived)) for facts in (full, half)]
    assert sum(tries[0].values()) < sum(tries[1].values())
    # Whoever called again in both waited as long before the second call, counted from hanging up.
    pauses = [_pauses(facts) for facts in (full, half)]
    both = pauses[0].keys() & pauses[1].keys()
    assert len(both) > 5
    assert {key: pauses[0][key] for key in both} == {key: pauses[1][key] for key in both}


def _pauses(facts: list[f.Fact]) -> dict[int, int]:
    """By key of the caller: ms from hanging up the first call to the second."""
    keys = {x.ticket: x.key for x in facts if isinstance(x, f.ContactArrived)}
    left = {x.ticket: x.t for x in facts if isinstance(x, f.CallerHungUp)}
    return {keys[x.ticket]: x.t - left[x.earlier] for x in facts if isinstance(x, f.CalledAgain) and x.attempt == 2}


# -- what the clocks make of it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("clock", "due"), [("acceptance", 11.5 + 120), ("first_call", 1 + 120)])
def test_the_limit_of_an_emergency_may_count_from_the_first_call(clock: str, due: float) -> None:
    facts = story(*full_house(), contact(1, "K1"), practice=again() | {"emergency_clock": clock})
    assert limits(facts, ticket=5) == [(11.5, due)]


def test_so_may_that_of_the_events_tickets_in_wartime_only() -> None:
    practice = {"emergency_clock": "first_call"}
    war = story(contact(0, "K3", event="storm"), practice=practice, starting=Starting(mode="wartime"))
    assert limits(war) == [(4, 120)]
    assert limits(story(contact(0, "K3", event="storm"), practice=practice)) == [(4, 4 + 7 * 24 * 60)]


def test_who_got_through_too_late_is_late_from_the_start() -> None:
    practice = again(after={"mean": "3h", "cv": 0}) | {"emergency_clock": "first_call"}
    ((begun, due),) = limits(story(*full_house(), contact(1, "K1"), practice=practice), ticket=5)
    assert begun == due == 2.5 + 180 + 4


def test_1315_takes_all_calls_of_a_caller_for_one_from_the_first_on() -> None:
    facts = story(*full_house(), contact(1, "K1"), practice=again())
    fold = Response1315(urgencies=("E",))
    fold.extend(facts)
    assert fold.contacts == 1
    assert fold.answer.figures().median_ms == 10.5 * MINUTE
