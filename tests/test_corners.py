"""Corners where two things meet: a seat changes hands while work waits, a ticket comes back, a file says nonsense."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from command_center.drill import Drill, recipe, replay
from command_center.facts import DrillStarted, ExtensionGranted, Fact, LimitSet
from command_center.journal import JournalError, JournalWriter
from command_center.orders import AnswerData, AttachAdapter, SetFeed, StaffSeat
from command_center.plan.asked import WrongArgument
from command_center.plan.loading import load, load_roster
from command_center.plan.practice import Policies
from command_center.plan.problems import PlanError
from command_center.plan.recorded_tickets import COLUMNS, parse_tickets
from command_center.plan.scenario import Starting
from command_center.plan.spans import DAY, HOUR, MINUTE, Span
from command_center.world.engine import Task
from command_center.world.policies import POLICIES
from tests.centre import contact, drill, having, limits, mini, only, played, story
from tests.conftest import Edit


def staff(minute: int, seat: str, profile: str) -> StaffSeat:
    """An order that hands a seat over."""
    return StaffSeat(minute * MINUTE, 0, "director", seat, profile)


# -- a seat changes hands -----------------------------------------------------------------------------------------


def test_an_answer_to_a_use_that_was_given_up_is_noted_and_changes_nothing() -> None:
    roster = having(mini(), "categories", "K3", systems=("Y4",), district_share=0)
    orders = [
        AttachAdapter(0, 0, "director", "Y4", "elsewhere"),
        StaffSeat(round(7.5 * MINUTE), 0, "director", "A4", "own"),
        SetFeed(round(7.5 * MINUTE), 1, "director", "Y4", "mock"),
        AnswerData(round(7.9 * MINUTE), 0, "adapter elsewhere", 1, "adapter elsewhere", "{}"),
    ]
    facts = story(contact(0, "K3"), roster=roster, orders=orders)
    calls = only(facts, "system_call_started", "system_call_broken_off", "system_call_ended", "data_answered")
    assert [who for _, _, who in calls] == ["Y4", "A4 Y4", "Y4", "Y4 mock mock", "adapter elsewhere {}"]


def test_an_adapter_without_a_name_is_refused() -> None:
    facts = played(drill(orders=[AttachAdapter(0, 0, "director", "Y4", "")]))
    assert only(facts, "order_refused", "feed_set") == [(0, "order_refused", "an adapter needs a name")]


def test_nobody_asks_an_empty_seat_for_support() -> None:
    facts = story(contact(0, "K3"), practice={"around": {"support": 1}}, orders=[staff(0, "A3", "empty")])
    assert only(facts, "support_asked") == []
    assert only(facts, "close_ended") == [(411, "close_ended", "A5")]


def test_whoever_covers_an_empty_seat_takes_in_its_messages() -> None:
    practice = {"intake": {"other_seats": {"sensor": "A4"}}}
    facts = story(contact(1, "K3", channel="sensor"), practice=practice, orders=[staff(0, "A4", "empty")])
    assert only(facts, "accept_started") == [(1, "accept_started", "A3 1")]


def test_whoever_covers_an_empty_seat_checks_and_calls_back() -> None:
    roster = having(mini(), "seats", "A5", covered_by="A2")
    facts = story(contact(0, "K1"), roster=roster, orders=[staff(5, "A5", "empty")])
    assert [(kind, who) for _, kind, who in only(facts, "close_started", "evaluate_started")] == [
        ("close_started", "A2"),
        ("evaluate_started", "A2"),
    ]


def test_a_seat_that_stands_in_for_the_wrong_one_is_not_wrong() -> None:
    # With half staff A3 leads for A4: between the two there is no wrong choice left.
    facts = story(contact(0, "K2"), staffing="half", practice={"around": {"wrong_seat": 1}})
    assert only(facts, "dispatched", "returned") == [(6, "dispatched", "A3 rule")]


def test_the_lender_of_stand_ins_is_not_held_by_one() -> None:
    facts = played(drill(orders=[staff(0, "A1", "stand_in")]))
    assert only(facts, "order_refused") == [(0, "order_refused", "A1 lends the stand-ins, so none can hold it")]


# -- a ticket comes back ------------------------------------------------------------------------------------------


def test_a_ticket_that_was_returned_gets_its_progress_notes_too() -> None:
    roster = having(mini(), "categories", "K3", field=Span(12 * DAY))
    facts = story(contact(0, "K3"), roster=roster, practice={"around": {"wrong_seat": 1}})
    assert len(only(facts, "returned")) == 1
    assert [minute for minute, _, _ in only(facts, "progress_noted")] == [4 + 3 * 1440, 4 + 8 * 1440]


def test_reported_times_stay_with_the_seat_that_reports_them() -> None:
    practice = {
        "around": {"wrong_seat": 1},
        "reported": {"A3": {"sign": [[1, "30min"]], "feedback": [[1, "8h"]]}},
    }
    facts = story(contact(0, "K3"), practice=practice)
    ((sent, _, _),) = [line for line in only(facts, "dispatched") if line[2] == "A4 operator"]
    ((signed, _, _),) = only(facts, "signed")
    ((begun, _, _),), ((ended, _, _),) = only(facts, "feedback_started"), only(facts, "feedback_ended")
    assert (signed - sent, ended - begun) == pytest.approx((1, 5))


def test_a_redo_takes_as_long_as_its_seat_reports() -> None:
    practice = {
        "around": {"solved": 0, "call_back_share": 1, "satisfied_if_not": {"1": 1}},
        "reported": {"A4": {"feedback": [[0.0001, "60min"], [1, "60min"]]}},
    }
    facts = story(contact(0, "K3"), practice=practice)
    begun = [minute for minute, _, _ in only(facts, "feedback_started")]
    ended = [minute for minute, _, _ in only(facts, "feedback_ended")]
    assert len(only(facts, "redo_ordered")) == 1
    assert [round(end - begin) for begin, end in zip(begun, ended, strict=True)] == [60, 60]


def test_an_urgent_report_is_not_lost_in_a_less_urgent_ticket() -> None:
    practice = {"around": {"duplicate_window": "60min"}}
    facts = story(contact(0, "K3", "G"), contact(10, "K3", "E"), contact(20, "K3", "G"), practice=practice)
    assert only(facts, "merged") == [(24, "merged", "2")]


def test_the_longer_limit_is_caused_by_the_extension() -> None:
    roster = having(mini(), "categories", "K3", limit=Span(2 * HOUR), field=Span(5 * HOUR))
    facts = story(contact(0, "K3"), roster=roster, practice={"around": {"extension": 1}})
    (granted,) = [fact for fact in facts if isinstance(fact, ExtensionGranted)]
    (longer,) = [fact for fact in facts if isinstance(fact, LimitSet) and fact.t == granted.t]
    assert longer.cause == granted.n


def test_an_emergency_in_wartime_never_gets_more_than_two_hours() -> None:
    facts = story(
        contact(0, "K1", event="storm"), practice={"limits": {"handle": {"wartime": "6h"}}},
        starting=Starting(mode="wartime"),
    )  # fmt: skip
    assert limits(facts) == [(4, 124)]


# -- support ------------------------------------------------------------------------------------------------------


def test_support_stands_in_the_inbox_like_the_ticket_it_is_for() -> None:
    # A3 is at a water cut; an emergency and then the support for a broken road come to its inbox meanwhile.
    practice = {"around": {"support": 1}}
    crowd = having(mini(), "shifts", "hotline", operators=4)
    crowd = having(crowd, "categories", "K2", seats=("A3",), desk=Span(60 * MINUTE))
    facts = story(contact(0, "K2"), contact(1, "K3"), contact(20, "K1"), roster=crowd, practice=practice)
    first = [(kind, who) for _, kind, who in only(facts, "signed", "task_started") if who.startswith("A3")]
    assert first == [("signed", "A3"), ("signed", "A3"), ("task_started", "A3 ticket 2")]


def test_a_task_that_is_done_leaves_nothing_behind() -> None:
    made_of = drill(contact(0, "K3"), practice={"around": {"support": 1}})
    gc.collect()
    gc.disable()
    try:
        facts = played(made_of)
        left = sum(isinstance(thing, Task) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert len(only(facts, "task_ended")) == 1
    assert left == 0


# -- a file says nonsense -----------------------------------------------------------------------------------------


def test_a_drill_of_no_time_to_speak_of_begins_and_ends() -> None:
    facts = played(drill(horizon=1, tail=0))
    assert [kind for _, kind, _ in only(facts, "drill_started", "horizon_passed", "drill_ended")] == [
        "drill_started",
        "horizon_passed",
        "drill_ended",
    ]


def test_a_staffing_that_does_not_exist_is_refused_before_anything_is_played() -> None:
    with pytest.raises(WrongArgument, match="staffing: unknown staffing holidays; it must be one of full, half"):
        drill(staffing="holidays")


@pytest.mark.parametrize("field", ["scenario", "roster", "inputs"])
def test_a_journal_whose_recipe_is_none_says_so(field: str, tmp_path: Path) -> None:
    facts: list[Fact] = []
    Drill(recipe(*load("mini-hotline"), horizon=1), facts.extend).finish()
    started = facts[0]
    assert isinstance(started, DrillStarted)
    values: dict[str, Any] = {name: getattr(started, name) for name in started.__struct_fields__}
    writer = JournalWriter(tmp_path / "journal.jsonl.zst")
    writer.extend([DrillStarted(**{**values, field: "{]"}), *facts[1:]])
    writer.close("completed")
    with pytest.raises(JournalError, match="block 1: its recipe is none that this program can play"):
        replay(tmp_path / "journal.jsonl.zst")


def test_a_recorded_cell_beyond_all_measure_is_a_problem_of_its_line() -> None:
    data = ",".join(COLUMNS) + "\n0," + "x" * 200_000 + "\n"
    with pytest.raises(PlanError, match=r"t\.csv:2: is not readable as CSV"):
        parse_tickets(data.encode(), "t.csv")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  accept_message:", "  acept_message:", "limits.acept_message: there is no acept_message"),
        ("dispatch: by_category", "dispatch: by_chance", "policies.dispatch"),
        ("progress_every: {G: 3wd", "progress_every: {X: 3wd", "around.progress_every.X: there is no X"),
        ("arbiters: [A6]", "arbiters: []", "steps.arbiters"),
        ("intake:\n", "intake:\n  other_seats: {sensor: A9}\n", "intake.other_seats.sensor: unknown seat A9"),
        ("intake:\n", "intake:\n  other_seats: {smoke: A1}\n", "intake.other_seats.smoke: there is no smoke"),
        ("policies:\n", "reported: {A9: {sign: [[1, 30s]]}}\npolicies:\n", "reported.A9: unknown seat A9"),
    ],
)
def test_a_name_in_practice_that_does_not_exist_is_refused(
    centre: Path, edit: Edit, old: str, new: str, said: str
) -> None:
    edit("practice.yaml", old, new)
    with pytest.raises(PlanError) as caught:
        load_roster(centre)
    assert [said in str(problem) for problem in caught.value.problems] == [True], caught.value


def test_a_roster_whose_lender_would_be_lent_is_refused(centre: Path, edit: Edit) -> None:
    edit("seats.csv", "L--S-S,NEG,M,", "L--S-S,NEG,H,")
    (centre / "staffing").mkdir()
    (centre / "staffing" / "thin.csv").write_text("seat,profile,operators\nA1,stand_in,0\n", "utf-8")
    with pytest.raises(PlanError) as caught:
        load_roster(centre)
    found = [(Path(one.file).name, one.line, one.field) for one in caught.value.problems if "lends" in one.wrong]
    assert found == [("seats.csv", 2, "half"), ("thin.csv", 2, "profile")]


def test_the_policies_of_the_plan_are_those_of_the_world() -> None:
    fields = {name: set(get_args(field.annotation)) for name, field in Policies.model_fields.items()}
    assert fields == {decides: set(choices) for decides, choices in POLICIES.items()}
    usual = json.loads(Policies().model_dump_json())
    assert usual == {decides: next(iter(choices)) for decides, choices in POLICIES.items()}
