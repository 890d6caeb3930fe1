"""Who sits where: full and half staff, a user's own plan, shifts, and seats that change hands in the middle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from command_center.facts import Fact, HandleStarted, OperatorsChanged, SeatStaffed, WorkGivenBack, WorkPassedOn
from command_center.orders import AnswerData, AttachAdapter, StaffSeat
from command_center.plan.loading import load
from command_center.plan.roster import Roster, ShiftRow, Staff
from command_center.plan.scenario import Arrivals, Playbook, SensorAlarm, Starting
from command_center.plan.spans import DAY, HOUR, MINUTE, Span
from tests.centre import Told, contact, drill, having, mini, only, played, story, told


def held(facts: list[Fact]) -> dict[str, str]:
    """Who held each seat when the drill began."""
    return {fact.seat: fact.profile for fact in facts if isinstance(fact, SeatStaffed) and fact.t == 0}


def operators(facts: list[Fact], seat: str) -> list[tuple[float, int]]:
    """How many operators a seat had, from which minute."""
    changes = [fact for fact in facts if isinstance(fact, OperatorsChanged) and fact.seat == seat]
    return [(fact.t / MINUTE, fact.operators) for fact in changes]


def shifts(*rows: tuple[str, str, float, float, int], roster: Roster | None = None) -> Roster:
    """The mini roster with other rows (shift, days, from hour, to hour, operators) for the shifts that they name."""
    new = [
        ShiftRow.model_validate(
            {
                "shift": shift,
                "days": days,
                "begin_min": round(begin * 60),
                "end_min": round(end * 60),
                "operators": count,
            }
        )
        for shift, days, begin, end, count in rows
    ]
    roster = roster or mini()
    kept = [row for row in roster.shifts if row.shift not in {row.shift for row in new}]
    return roster.model_copy(update={"shifts": (*kept, *new)})


def staff(minute: float, seat: str, profile: str, number: int = 0) -> StaffSeat:
    return StaffSeat(round(minute * MINUTE), number, "director", seat, profile)


# -- full, half, own plan -----------------------------------------------------------------------------------------


def test_with_full_staff_every_seat_has_its_own() -> None:
    facts = story()
    assert set(held(facts).values()) == {"own"}
    assert {seat: operators(facts, seat) for seat in ("A1", "A5")} == {"A1": [(0, 3)], "A5": [(0, 1)]}


def test_with_half_staff_the_stand_ins_come_out_of_the_hotlines_shift() -> None:
    facts = story(staffing="half")
    assert held(facts) == {"A1": "own", "A2": "own", "A3": "own", "A4": "responder", "A5": "stand_in", "A6": "own"}
    assert [operators(facts, seat) for seat in ("A1", "A4", "A5")] == [[(0, 2)], [(0, 1)], [(0, 1)]]


def test_a_stand_in_takes_1_4_times_as_long() -> None:
    closing: list[list[Told]] = [
        only(story(contact(0, "K2"), staffing=name), "close_started", "close_ended") for name in ("full", "half")
    ]
    (begin, *_), (end, *_) = closing[0]
    assert end - begin == 4
    (begin, *_), (end, *_) = closing[1]
    assert end - begin == pytest.approx(4 * 1.4)


def test_a_responder_leads_nothing_and_the_covering_seat_does() -> None:
    facts = story(contact(0, "K3"), staffing="half", practice={"around": {"call_back_share": 1}})
    assert told(facts)[6:12] == [
        (6, "dispatched", "A3 rule"),
        (7, "signed", "A3"),
        (7, "handle_started", "A3"),
        (7, "caller_contacted", "A3"),
        (27, "handle_ended", "A3"),
        (27, "unit_dispatched", "A3-1"),
    ]


def test_a_responder_asked_to_help_takes_twice_as_long() -> None:
    facts = story(contact(0, "K1"), staffing="half", practice={"around": {"support": 1}})
    assert only(facts, "support_asked", "support_given") == [(7, "support_asked", "A4"), (47, "support_given", "A4")]


def test_cover_has_a_stand_ins_skill() -> None:
    # K4 is A4's alone; A3 covers for it with a skill of 0.6, which solves 0.8 of what own staff would.
    here = having(mini(), "categories", "K4", district_share=0)
    contacts = [contact(60 * k, "K4") for k in range(100)]
    how: dict[str, Any] = {"roster": here, "horizon": 5 * DAY, "practice": {"around": {"call_back_share": 1}}}
    full, half = (only(story(*contacts, staffing=name, **how), "evaluated") for name in ("full", "half"))
    solved = [sum(line[2] == "call 5" for line in lines) / len(lines) for lines in (full, half)]
    assert solved[0] == 1
    assert 0.6 < solved[1] < 0.95


def test_callers_wait_longer_with_half_staff_because_fewer_answer() -> None:
    stream = Arrivals(source="calls", channel="call", per_day=900)
    how: dict[str, Any] = {"arrivals": [stream], "practice": {"intake": {"direct": 1}}, "tail": DAY}
    full, half = (story(staffing=name, horizon=12 * HOUR, **how) for name in ("full", "half"))
    hung_up = [len(only(facts, "caller_hung_up")) for facts in (full, half)]
    assert hung_up[0] < hung_up[1]
    assert only(full, "contact_arrived") == only(half, "contact_arrived")


def test_a_users_own_plan_is_a_file_in_the_roster(centre: Path, tmp_path: Path) -> None:
    folder = centre / "staffing"
    folder.mkdir()
    (folder / "night.csv").write_text("seat,profile,operators\nA1,own,2\nA4,empty,\nA5,stand_in,\n", "utf-8")
    _, roster = load(tmp_path / "drill.yaml")
    assert roster.staffing["night"][0] == Staff(seat="A1", profile="own", operators=2)
    facts = story(contact(0, "K3"), staffing="night", roster=mini().model_copy(update={"staffing": roster.staffing}))
    assert held(facts) == {"A1": "own", "A2": "own", "A3": "own", "A4": "empty", "A5": "stand_in", "A6": "own"}
    assert [operators(facts, seat) for seat in ("A1", "A4", "A5")] == [[(0, 1)], [(0, 0)], [(0, 1)]]
    assert only(facts, "dispatched") == [(6, "dispatched", "A3 rule")], "A3 covers the empty seat"
    assert only(facts, "seat_stayed_silent") == [(2, "seat_stayed_silent", "A4")]


# -- shifts -------------------------------------------------------------------------------------------------------


def test_operators_change_with_the_shift_and_the_kind_of_day() -> None:
    plan = [("hotline", "workday", 8, 18, 3), ("hotline", "workday", 18, 24, 1), ("hotline", "offday", 0, 24, 2)]
    facts = story(start="2025-07-04T09:00:00+08:00", roster=shifts(*plan), tail=3 * DAY)  # a Friday
    hours = [(minute / 60, count) for minute, count in operators(facts, "A1")]
    assert hours == [(0, 3), (9, 1), (15, 2), (15 + 48, 0), (15 + 48 + 8, 3), (9 + 72, 1)]


def test_a_busy_operator_finishes_and_then_leaves() -> None:
    # Three operators until 10:00, one from then on; three calls at 9:58 keep all three busy until 10:02.
    roster = shifts(("hotline", "all", 0, 10, 3), ("hotline", "all", 10, 24, 1))
    calls = [contact(58 + k / 10, "K3") for k in range(3)]
    facts = story(*calls, contact(61.5, "K3"), contact(62.5, "K3"), roster=roster)
    assert operators(facts, "A1")[:2] == [(0, 3), (60, 1)]
    assert only(facts, "accept_ended")[:3] == [(62 + k / 10, "accept_ended", "A1") for k in range(3)]
    assert only(facts, "accept_started")[3:] == [(62, "accept_started", "A1 1")], "only the one who stays picks up"
    assert only(facts, "caller_hung_up") == [(64, "caller_hung_up", "")]


def test_a_new_shift_takes_up_what_waits() -> None:
    roster = shifts(("desk", "all", 10, 24, 1))
    facts = story(contact(0, "K3"), roster=roster)
    assert only(facts, "transfer_started", "signed") == [(60, "transfer_started", "A2"), (63, "signed", "A4")]


def test_stand_ins_are_lent_in_office_hours_only() -> None:
    roster = shifts(("desk", "all", 0, 10, 1), ("desk", "all", 10, 17, 2), ("desk", "all", 17, 24, 1))
    facts = story(roster=roster, staffing="half", tail=HOUR)
    assert operators(facts, "A5") == [(0, 0), (60, 1), (480, 0)]
    assert operators(facts, "A1") == [(0, 3), (60, 2), (480, 3)]


def test_shifts_keep_to_the_local_clock_on_the_days_on_which_it_is_changed() -> None:
    """In Berlin 26 October 2025 has the hour from 02:00 twice, and 30 March lacks it."""
    plan = shifts(("hotline", "all", 0, 2, 1), ("hotline", "all", 2, 3, 2), ("hotline", "all", 3, 24, 3))
    how: dict[str, Any] = {"zone": "Europe/Berlin", "roster": plan, "horizon": 6 * HOUR, "tail": HOUR}
    autumn = story(start="2025-10-26T00:30:00+02:00", **how)
    assert operators(autumn, "A1") == [(0, 1), (90, 2), (90 + 120, 3)]
    spring = story(start="2025-03-30T00:30:00+01:00", **how)
    assert operators(spring, "A1") == [(0, 1), (90, 3)]
    early = shifts(("hotline", "all", 0, 2, 1), ("hotline", "all", 2, 2.5, 2), ("hotline", "all", 2.5, 24, 3))
    twice = story(start="2025-10-26T00:30:00+02:00", **how | {"roster": early})
    assert operators(twice, "A1") == [(0, 1), (90, 2), (120, 3), (150, 2), (180, 3)], "02:00 comes again"


def test_the_reserve_is_called_in_by_a_seat_and_goes_home_with_peacetime() -> None:
    """A6 hears of it at 10 and acts for 3 minutes; the reserve sits down an hour later, until the mode changes."""
    orders = [{"seat": "A6", "action": "call_reserve", "within": "30min"}]
    switch = {"seat": "A6", "action": "order_peacetime", "within": "30min"}
    scenario: dict[str, Any] = {
        "starting": Starting(mode="wartime"),
        "playbooks": (
            Playbook.model_validate({"on": "sensor.Q", "orders": orders}),
            Playbook.model_validate({"on": "sensor.R", "orders": [switch]}),
        ),
        "hazards": tuple(
            SensorAlarm.model_validate(
                {"kind": "sensor_alarm", "id": name, "at": at, "sensor": name, "system": "Y2",
                 "place": "D1.01.001.1", "value": 1.0, "seat": "A3", "category": "K1"}
            )
            for name, at in (("Q", "9min"), ("R", "200min"))
        ),
    }  # fmt: skip
    practice = {"staffing": {"reserve": 2, "reserve_after": "60min"}}
    for staffing, own in (("full", 3), ("half", 2)):
        facts = story(practice=practice, staffing=staffing, **scenario)
        (switched,) = [minute for minute, _, mode in only(facts, "mode_switched") if minute]
        assert operators(facts, "A1") == [(0, own), (73, own + 2), (switched, own)]


# -- takeover -----------------------------------------------------------------------------------------------------


def test_on_a_takeover_work_in_hand_goes_back_and_is_begun_again() -> None:
    facts = story(contact(0, "K3"), orders=[staff(15, "A4", "stand_in")])
    assert told(facts)[8:16] == [
        (7, "handle_started", "A4"),
        (7, "caller_contacted", "A4"),
        (15, "work_given_back", "A4"),
        (15, "handle_started", "A4"),
        (43, "handle_ended", "A4"),
        (43, "unit_dispatched", "A4-1"),
        (58, "unit_arrived", "A4-1"),
        (418, "field_work_ended", "A4-1"),
    ]
    given = next(fact for fact in facts if isinstance(fact, WorkGivenBack))
    again = [fact for fact in facts if isinstance(fact, HandleStarted)][1]
    assert again.cause == given.n
    assert only(facts, "seat_staffed")[-1] == (15, "seat_staffed", "A4 stand_in")


def test_work_given_back_comes_before_what_waits() -> None:
    # A4 handles the first from 7 to 27; the second has been dispatched at 8 and waits to be signed.
    facts = story(contact(0, "K3"), contact(0.5, "K3"), orders=[staff(15, "A4", "own")])
    assert only(facts, "signed", "handle_started", "work_given_back") == [
        (7, "signed", "A4"),
        (7, "handle_started", "A4"),
        (15, "work_given_back", "A4"),
        (15, "handle_started", "A4"),
        (36, "signed", "A4"),
        (36, "handle_started", "A4"),
    ]


def test_a_seat_left_empty_keeps_its_work_waiting_where_nobody_covers_it() -> None:
    facts = story(contact(0, "K2"), orders=[staff(15, "A3", "empty"), staff(100, "A3", "own")])
    assert only(facts, "handle_started", "handle_ended") == [
        (7, "handle_started", "A3"),
        (100, "handle_started", "A3"),
        (115, "handle_ended", "A3"),
    ]


@pytest.mark.parametrize("profile", ["empty", "responder"])
def test_what_waits_at_a_seat_that_leads_nothing_any_more_goes_to_the_seat_that_covers_it(profile: str) -> None:
    # A4 handles the first from 7 on; the second waits there from 8 on to be signed.
    facts = story(contact(0, "K3"), contact(0.5, "K3"), orders=[staff(15, "A4", profile)])
    wanted = ("signed", "work_given_back", "work_passed_on", "handle_started", "handle_ended", "unit_dispatched")
    assert only(facts, *wanted) == [
        (7, "signed", "A4"),
        (7, "handle_started", "A4"),
        (15, "work_given_back", "A4"),
        (15, "work_passed_on", "A4"),
        (15, "work_passed_on", "A4"),
        (15, "handle_started", "A3"),
        (35, "handle_ended", "A3"),
        (35, "unit_dispatched", "A3-1"),
        (36, "signed", "A3"),
        (36, "handle_started", "A3"),
        (56, "handle_ended", "A3"),
        (56, "unit_dispatched", "A3-2"),
    ]
    assert {fact.to for fact in facts if isinstance(fact, WorkPassedOn)} == {"A3"}
    assert {seat for _, _, seat in only(facts, "feedback_started")} == {"A3"}


def test_work_in_the_field_is_fed_back_by_the_seat_that_covers_it_then() -> None:
    # The crew of A4 is out from 27 to 402.
    facts = story(contact(0, "K3"), orders=[staff(100, "A4", "empty")])
    assert only(facts, "field_work_ended", "feedback_started") == [
        (402, "field_work_ended", "A4-1"),
        (402, "feedback_started", "A3"),
    ]


def test_a_redo_goes_to_the_seat_that_covers_the_one_that_handled_it() -> None:
    practice = {"around": {"call_back_share": 1, "solved": 0}}
    facts = story(contact(0, "K3"), practice=practice, orders=[staff(1000, "A4", "responder")])
    assert only(facts, "redo_ordered", "handle_started") == [
        (7, "handle_started", "A4"),
        (1854, "redo_ordered", "A3"),
        (1854, "handle_started", "A3"),
    ]


def test_who_covers_the_supervision_seat_grants_extensions() -> None:
    roster = having(having(mini(), "categories", "K3", limit=Span(2 * HOUR)), "seats", "A5", covered_by="A6")
    facts = story(
        contact(0, "K3"), roster=roster, practice={"around": {"extension": 1}}, orders=[staff(1, "A5", "empty")]
    )
    assert only(facts, "extension_granted") == [(100, "extension_granted", "A6")]


def test_the_shortest_inbox_is_looked_for_among_seats_that_may_lead() -> None:
    practice = {"policies": {"dispatch": "shortest_inbox"}, "around": {"support": 0}}
    calls = [contact(k / 10, "K3") for k in range(3)]
    both = story(*calls, practice=practice)
    assert {who for _, _, who in only(both, "dispatched")} == {"A4 rule", "A3 rule"}
    for fields in ({"part": "--S---"}, {"skills": ("HYD",)}):
        alone = story(*calls, practice=practice, roster=having(mini(), "seats", "A3", **fields))
        assert {who for _, _, who in only(alone, "dispatched")} == {"A4 rule"}


def test_taking_over_the_hotline_interrupts_the_conversation() -> None:
    facts = story(contact(0, "K3"), orders=[staff(1, "A1", "own")])
    assert told(facts)[:6] == [
        (0, "contact_arrived", ""),
        (0, "accept_started", "A1 1"),
        (1, "work_given_back", "A1"),
        (1, "accept_started", "A1 1"),
        (5, "accept_ended", "A1"),
        (5, "ticket_opened", ""),
    ]


def test_a_caller_who_was_interrupted_waits_anew_as_long_as_they_are_patient() -> None:
    # One operator, conversations of 4 minutes, 2 minutes of patience; the second caller has used up one of theirs.
    how: dict[str, Any] = {
        "practice": {"intake": {"patience": {"mean": "2min", "cv": 0}}},
        "roster": shifts(("hotline", "all", 0, 24, 1)),
    }
    calls = [contact(3, "K3"), contact(6, "K3")]
    facts = story(*calls, **how, orders=[staff(7.5, "A1", "empty"), staff(100, "A1", "own", 1)])
    assert only(facts, "work_given_back", "caller_hung_up") == [
        (7.5, "work_given_back", "A1"),
        (9.5, "caller_hung_up", ""),
    ]
    facts = story(*calls, **how, orders=[staff(7.5, "A1", "empty"), staff(9, "A1", "own", 1)])
    assert [line[:2] for line in told(facts, ticket=2)[:5]] == [
        (6, "contact_arrived"),
        (7, "accept_started"),
        (7.5, "work_given_back"),
        (9, "accept_started"),
        (13, "accept_ended"),
    ]


def test_a_caller_who_is_passed_on_to_another_seat_waits_no_longer_for_it() -> None:
    roster = having(shifts(("hotline", "all", 0, 24, 1)), "seats", "A1", covered_by="A2")
    roster = having(roster, "shifts", "desk", operators=0)
    facts = story(contact(3, "K3"), contact(4, "K3"), roster=roster, orders=[staff(5, "A1", "responder")])
    assert only(facts, "work_passed_on", "caller_hung_up") == [
        (5, "work_passed_on", "A1"),
        (5, "work_passed_on", "A1"),
        (5.5, "caller_hung_up", ""),
        (6.5, "caller_hung_up", ""),
    ]


def test_a_caller_who_never_had_to_wait_may_lose_patience_too() -> None:
    facts = story(contact(0, "K3"), orders=[staff(1, "A1", "empty")])
    assert only(facts, "work_given_back", "caller_hung_up") == [
        (1, "work_given_back", "A1"),
        (2.5, "caller_hung_up", ""),
    ]


@pytest.mark.parametrize("minute", range(0, 60, 4))
def test_a_takeover_at_any_moment_breaks_nothing(minute: int) -> None:
    practice = {"around": {"wrong_seat": 1, "dispute": 1, "support": 1, "consult_settles": 0, "call_back_share": 1}}
    changes = {"A1": "own", "A2": "responder", "A3": "stand_in", "A4": "own", "A5": "responder", "A6": "responder"}
    orders = [staff(minute, seat, profile, number) for number, (seat, profile) in enumerate(changes.items())]
    facts = story(contact(0, "K3"), contact(2, "K1"), practice=practice, orders=orders)
    assert {line[1] for line in only(facts, "evaluate_ended", "evaluated")} == {"evaluated", "evaluate_ended"}
    assert len(only(facts, "evaluate_ended")) == 2


def test_a_late_answer_for_interrupted_work_is_left_aside() -> None:
    roster = having(mini(), "categories", "K2", systems=("Y2",))
    orders = [
        AttachAdapter(0, 0, "director", "Y2", "elsewhere"),
        staff(7.5, "A3", "empty"),
        AnswerData(round(7.8 * MINUTE), 0, "adapter elsewhere", 1, "adapter elsewhere", "{}"),
        staff(12, "A3", "own"),
        AnswerData(round(12.8 * MINUTE), 0, "adapter elsewhere", 2, "adapter elsewhere", "{}"),
    ]
    facts = story(contact(0, "K2"), roster=roster, orders=orders)
    calls = only(facts, "system_call_started", "system_call_ended", "handle_started", "handle_ended")
    assert [(round(minute), kind) for minute, kind, _ in calls] == [
        (7, "handle_started"),
        (7, "system_call_started"),
        (12, "handle_started"),
        (12, "system_call_started"),
        (13, "system_call_ended"),
        (28, "handle_ended"),
    ]


def test_orders_that_cannot_be_carried_out_are_refused_and_that_is_a_fact() -> None:
    orders = [staff(1, "A9", "own"), staff(1, "A4", "holiday", 1)]
    facts = played(drill(orders=orders))
    assert only(facts, "order_refused", "order_accepted") == [
        (1, "order_refused", "there is no seat A9"),
        (1, "order_refused", "'holiday' is no profile; write one of own, stand_in, responder, empty"),
    ]


# -- the roll call ------------------------------------------------------------------------------------------------


def test_every_drill_opens_with_a_roll_call() -> None:
    facts = story()
    assert len(only(facts, "roll_called")) == 1
    answers = only(facts, "seat_answered")
    assert sorted(seat for _, _, seat in answers) == ["A1", "A2", "A3", "A4", "A5", "A6"]
    assert all(0 <= minute <= 2 for minute, _, _ in answers)


def test_seats_that_do_not_answer_are_noted() -> None:
    facts = story(practice={"staffing": {"silent": 1}})
    assert only(facts, "seat_answered") == []
    assert {minute for minute, _, _ in only(facts, "seat_stayed_silent")} == {2}
