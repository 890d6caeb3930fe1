"""What holds in every drill whatever its figures: nobody is lost, nothing is done twice, no operator is two people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command_center.drill import Recipe, recipe
from command_center.facts import ContactArrived, Fact, HandleStarted, ProgressNoted, SeatAnswered
from command_center.orders import BringSystemUp, Order, SetFeed, StaffSeat, TakeSystemDown
from command_center.plan.loading import load
from command_center.plan.roster import Roster
from command_center.plan.scenario import Arrivals
from command_center.plan.spans import DAY, HOUR, MINUTE, Span
from tests.centre import check_facts, contact, drill, mini, played, story

SEATS = ("A1", "A2", "A3", "A4", "A5", "A6")
SYSTEMS = ("Y1", "Y2", "Y3", "Y4")

shares = st.sampled_from((0.0, 0.1, 0.5, 1.0))
minutes = st.sampled_from(("10s", "1min", "5min", "40min"))
spreads = st.sampled_from((0, 0.5, 1.5))


@st.composite
def practices(draw: st.DrawFn) -> dict[str, Any]:
    """Any way to run the centre."""
    duration = st.builds(lambda mean, cv: {"mean": mean, "cv": cv}, minutes, spreads)
    names = ("wrong_seat", "return_unclear", "dispute", "consult_settles", "extension", "support", "call_back_share",
             "message_answered", "solved", "redo_limit_share", "paper_signed", "unmasked")  # fmt: skip
    steps = ("transfer", "sign", "feedback", "close", "evaluate_call", "consult", "arbitrate", "travel", "support")
    return {
        "intake": {
            "conversation": draw(duration), "message": draw(duration), "patience": draw(duration),
            "direct": draw(shares) / 2, "not_accepted": draw(shares) / 5,
            "handed_over": {"110": draw(shares) / 5, "119": 0.05},
            "again": {"share": draw(shares), "event_share": draw(shares), "after": draw(duration), "times": 2},
        },
        "emergency_clock": draw(st.sampled_from(("acceptance", "first_call"))),
        "steps": {step: draw(duration) for step in draw(st.sets(st.sampled_from(steps), max_size=4))},
        "around": {name: draw(shares) for name in names} | {
            "fixed_after": draw(st.integers(1, 4)), "duplicate_window": draw(minutes),
            "satisfied_if_not": {"1": 1, "3": 1},
        },
        "limits": {"handle": {urgency: draw(st.sampled_from(("30min", "1d", "5wd"))) for urgency in "GCUE"}},
    }  # fmt: skip


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """The mini centre with any number of people, crews and slots, and links that fail often."""
    base = mini()
    categories = tuple(
        category.model_copy(update={
            "systems": tuple(draw(st.lists(st.sampled_from(SYSTEMS), max_size=2, unique=True))),
            "district_share": draw(shares), "field": Span(draw(st.sampled_from((0, 20 * MINUTE, 5 * HOUR)))),
            "event_field": draw(st.sampled_from((None, Span(0), Span(MINUTE)))),
            "direct_line": draw(st.sampled_from(((), ("A3",), ("A4", "A3")))),
        })
        for category in base.categories
    )  # fmt: skip
    systems = tuple(
        system.model_copy(update={
            "capacity": draw(st.integers(1, 3)), "down": Span(30 * MINUTE),
            "up": Span(draw(st.sampled_from((0, HOUR)))), "delay": Span(draw(st.sampled_from((0, 2000, 10 * MINUTE)))),
        })
        for system in base.systems
    )  # fmt: skip
    seats = tuple(seat.model_copy(update={"crews": draw(st.integers(0, 2))}) for seat in base.seats)
    rows = tuple(
        row.model_copy(update={"begin_min": begin, "end_min": end, "operators": draw(st.integers(not begin, 3))})
        for row in base.shifts
        for begin, end in ((0, 600), (600, 780), (780, 1440))
    )
    return base.model_copy(update={"categories": categories, "systems": systems, "seats": seats, "shifts": rows})


@st.composite
def orders(draw: st.DrawFn) -> list[Order]:
    """Any orders in the first hours."""
    found: list[Order] = []
    for number in range(draw(st.integers(0, 5))):
        t = draw(st.integers(0, 8 * HOUR))
        kind = draw(st.integers(0, 3))
        system = draw(st.sampled_from(SYSTEMS))
        if kind == 0:
            profile = draw(st.sampled_from(("own", "stand_in", "responder", "empty")))
            found.append(StaffSeat(t, number, "director", draw(st.sampled_from(SEATS)), profile))
        elif kind == 1:
            found.append(SetFeed(t, number, "director", system, draw(st.sampled_from(("real", "mock", "missing")))))
        else:
            found.append((TakeSystemDown, BringSystemUp)[kind - 2](t, number, "director", system))
    return found


@st.composite
def drills(draw: st.DrawFn) -> Recipe:
    """A whole small drill."""
    per_day = st.sampled_from((30, 150, 400))
    streams = [
        Arrivals(source="calls", channel="call", per_day=draw(per_day)),
        Arrivals(source="app", channel="app", per_day=draw(per_day)),
        Arrivals(source="sensors", channel="sensor", per_day=draw(per_day), event="storm"),
    ]
    return drill(
        contact(5, "K1", event="storm"), contact(5, "K3"), contact(5, "K3"),
        roster=draw(rosters()), practice=draw(practices()), arrivals=streams, orders=draw(orders()),
        staffing=draw(st.sampled_from(("full", "half"))), seed=draw(st.integers(0, 2**31)),
        horizon=4 * HOUR, tail=draw(st.sampled_from((HOUR, 3 * DAY))),
    )  # fmt: skip


@pytest.mark.slow
@given(made_of=drills())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_figures_nobody_is_lost(made_of: Recipe) -> None:
    became = check_facts(played(made_of))
    assert sum(became.values()) >= 3


@pytest.mark.slow
@given(made_of=drills())
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_whatever_the_figures_nobody_is_lost_at_length(made_of: Recipe) -> None:
    check_facts(played(made_of))


def test_with_time_enough_everything_is_closed_and_evaluated() -> None:
    stream = Arrivals(source="calls", channel="call", per_day=100)
    became = check_facts(story(arrivals=[stream], horizon=8 * HOUR))
    assert set(became) == {"evaluate_ended"}


def test_the_checker_objects() -> None:
    """What always holds is really looked at: each of these spoils a good drill in one place."""
    facts = story(contact(0, "K3"), contact(1, "K3"))
    arrived = next(fact for fact in facts if isinstance(fact, ContactArrived))
    *_, answered = (fact for fact in facts if isinstance(fact, SeatAnswered))
    handled = next(fact for fact in facts if isinstance(fact, HandleStarted))
    for spoilt in (
        facts[:5] + facts[6:],
        _with(facts, arrived, ContactArrived(arrived.t, arrived.n, arrived.n, *_rest(arrived))),
        _with(facts, answered, SeatAnswered(0, answered.n, answered.cause, answered.seat)),
        _with(facts, handled, HandleStarted(handled.t, handled.n, handled.cause, handled.ticket, handled.seat, 2)),
        _with(facts, handled, ProgressNoted(handled.t, handled.n, handled.cause, handled.ticket, handled.seat)),
    ):
        with pytest.raises(AssertionError):
            check_facts(spoilt)


def _with(facts: list[Fact], old: Fact, new: Fact) -> list[Fact]:
    return [new if fact is old else fact for fact in facts]


def _rest(fact: ContactArrived) -> list[Any]:
    return [getattr(fact, name) for name in fact.__struct_fields__[3:]]


@pytest.mark.slow
@pytest.mark.parametrize("staffing", ["full", "half"])
def test_the_first_days_of_a_hotline_month(staffing: str) -> None:
    scenario, roster = load("hotline-month")
    became = check_facts(played(recipe(scenario, roster, horizon=3 * DAY, staffing=staffing)))
    assert sum(became.values()) == pytest.approx(3 * 1050, rel=0.25)
    assert became["answered_directly"] > became["evaluate_ended"] > 0
