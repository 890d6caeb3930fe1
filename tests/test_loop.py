"""The six steps and all that happens around them, told on the tiny centre: one story a test, asserted fact by fact."""

from __future__ import annotations

from typing import Any

import pytest

from command_center.facts import (
    AcceptStarted,
    Dispatched,
    Fact,
    LightTurnedRed,
    SupportGiven,
    TaskStarted,
    TransferStarted,
)
from command_center.plan.scenario import Arrivals, Starting
from command_center.plan.spans import DAY, HOUR, MINUTE, Span
from tests.centre import Told, contact, drill, having, kinds, limits, mini, only, played, story, told

INTAKE: list[Told] = [
    (0, "contact_arrived", ""),
    (0, "accept_started", "A1 1"),
    (4, "accept_ended", "A1"),
    (4, "ticket_opened", ""),
    (4, "transfer_started", "A2"),
    (6, "transfer_ended", "A2"),
]
"""How every story of a caller begins: four minutes of conversation, two at the dispatcher."""

HANDLING: list[Told] = [
    (0, "signed", "A4"),
    (0, "handle_started", "A4"),
    (0, "caller_contacted", "A4"),
    (20, "handle_ended", "A4"),
    (20, "unit_dispatched", "A4-1"),
    (35, "unit_arrived", "A4-1"),
    (395, "field_work_ended", "A4-1"),
    (395, "feedback_started", "A4"),
    (400, "feedback_ended", "A4"),
    (400, "close_started", "A5"),
    (404, "close_ended", "A5"),
]
"""What follows when A4 signs for a broken road, in minutes from there."""


def after(minute: float, lines: list[Told]) -> list[Told]:
    """The lines so many minutes later."""
    return [(minute + at, kind, who) for at, kind, who in lines]


def around(**shares: object) -> dict[str, Any]:
    """A practice in which something happens around the steps."""
    return {"around": shares}


def short_handed() -> Any:
    """The tiny centre with one operator at the hotline."""
    return having(mini(), "shifts", "hotline", operators=1)


def slow(category: str, **fields: object) -> Any:
    """The tiny centre with other figures for one category."""
    return having(mini(), "categories", category, **fields)


# -- straight through ---------------------------------------------------------------------------------------------


def test_six_steps_straight_through() -> None:
    facts = story(contact(0, "K3"), practice=around(call_back_share=1))
    assert told(facts) == [
        *INTAKE,
        (6, "dispatched", "A4 rule"),
        *after(7, HANDLING),
        (411 + 1440, "evaluate_started", "A5"),
        (1854, "evaluated", "call 5"),
        (1854, "evaluate_ended", "A5"),
    ]


def test_every_step_has_its_limit() -> None:
    facts = story(contact(0, "K3"))
    day = 24 * 60
    assert {step: limits(facts, step) for step in ("accept", "transfer", "sign", "contact", "handle", "feedback")} == {
        "accept": [(0, 0.25)],
        "transfer": [(4, 34)],
        "sign": [(6, 6 + day)],
        "contact": [(6, 6 + day)],
        "handle": [(4, 4 + 7 * day)],
        "feedback": [(402, 402 + day)],
    }


def test_a_message_is_answered_before_it_lapses() -> None:
    facts = story(contact(0, "K3"))
    assert kinds(facts)[-4:] == ["close_ended", "evaluate_started", "evaluated", "evaluate_ended"]
    ((minute, _, answer),) = only(facts, "evaluated")
    assert 412 <= minute <= 412 + 3 * 1440
    assert answer == "message 5"


def test_a_message_nobody_answers_lapses_after_three_days() -> None:
    facts = story(contact(0, "K3"), practice=around(message_answered=0))
    assert told(facts)[-3:] == [
        (411, "evaluate_started", ""),
        (412 + 3 * 1440, "evaluation_lapsed", ""),
        (412 + 3 * 1440, "evaluate_ended", ""),
    ]


@pytest.mark.parametrize("category", ["K1", "K2"])
def test_emergencies_and_urgent_tickets_are_always_called_back(category: str) -> None:
    assert [line[2] for line in only(story(contact(0, category)), "evaluated")] == ["call 5"]


def test_the_journal_says_which_duty_is_behind_a_dispatch() -> None:
    facts = story(contact(0, "K2"), contact(20, "K4"))
    assert [fact.duty for fact in facts if isinstance(fact, Dispatched)] == ["M2@2", ""]


# -- at the hotline -----------------------------------------------------------------------------------------------


def at_the_hotline(**intake: object) -> list[Fact]:
    """Half an hour of callers at a hotline whose people do only one thing with them."""
    stream = Arrivals(source="calls", channel="call", per_day=240)
    facts = story(arrivals=[stream], horizon=HOUR // 2, tail=2 * DAY, practice={"intake": intake})
    assert len(only(facts, "contact_arrived")) >= 2
    return facts


@pytest.mark.parametrize(
    ("intake", "end"),
    [
        ({"direct": 1}, ("answered_directly", "")),
        ({"not_accepted": 1}, ("not_accepted", "")),
        ({"handed_over": {"110": 1}}, ("handed_over", "110")),
        ({"handed_over": {"110": 0, "119": 1}}, ("handed_over", "119")),
    ],
)
def test_what_else_may_become_of_a_caller(intake: dict[str, object], end: tuple[str, str]) -> None:
    facts = at_the_hotline(**intake)
    begin = only(facts, "contact_arrived")[0][0]
    assert [(round(at - begin, 2), *rest) for at, *rest in told(facts)] == [
        (0, "contact_arrived", ""),
        (0, "accept_started", "A1 1"),
        (4, "accept_ended", "A1"),
        (4, *end),
    ]
    assert only(facts, "ticket_opened") == []


def test_a_caller_who_waits_too_long_hangs_up() -> None:
    facts = story(contact(0, "K3"), contact(1, "K3"), roster=short_handed())
    assert told(facts, 2) == [(1, "contact_arrived", ""), (2.5, "caller_hung_up", "")]


def test_a_caller_who_is_answered_in_time_does_not_hang_up() -> None:
    facts = story(contact(0, "K3"), contact(3, "K3"), roster=short_handed())
    assert told(facts, 2)[:3] == [(3, "contact_arrived", ""), (4, "accept_started", "A1 1"), (8, "accept_ended", "A1")]


def test_messages_wait_behind_callers() -> None:
    facts = story(contact(0, "K3"), contact(1, "K3", channel="app"), contact(3, "K3"), roster=short_handed())
    picked_up = [(fact.t / MINUTE, fact.ticket) for fact in facts if isinstance(fact, AcceptStarted)]
    assert picked_up == [(0, 1), (4, 3), (8, 2)]
    assert limits(facts, "accept", 2) == [(1, 121)]


def test_a_duplicate_is_merged_into_the_open_ticket() -> None:
    elsewhere = "D1.01.002.1"
    facts = story(
        contact(0, "K3"), contact(10, "K3"), contact(20, "K3", place=elsewhere), contact(30, "K2"),
        contact(200, "K3"), practice=around(duplicate_window="60min"),
    )  # fmt: skip
    assert told(facts, 2)[2:] == [(14, "accept_ended", "A1"), (14, "merged", "1")]
    assert only(facts, "merged") == [(14, "merged", "1")]


# -- dispatch -----------------------------------------------------------------------------------------------------


def test_a_wrong_seat_returns_the_ticket_and_it_is_reassigned() -> None:
    facts = story(contact(0, "K3"), practice=around(wrong_seat=1))
    assert told(facts)[6:] == [
        (6, "dispatched", "A3 rule"),
        (7, "returned", "A3 not this seat's duty"),
        (7, "transfer_started", "A2"),
        (9, "transfer_ended", "A2"),
        (9, "reassigned", "A4"),
        (9, "dispatched", "A4 operator"),
        *after(10, HANDLING),
        *told(facts)[-3:],
    ]


def test_the_third_dispatch_is_fixed_and_cannot_be_returned() -> None:
    facts = story(contact(0, "K3"), practice=around(return_unclear=1))
    assert told(facts)[6:14] == [
        (6, "dispatched", "A4 rule"),
        (7, "returned", "A4 unclear"),
        (7, "transfer_started", "A2"),
        (9, "transfer_ended", "A2"),
        (9, "dispatched", "A4 operator"),
        (10, "returned", "A4 unclear"),
        (10, "transfer_started", "A2"),
        (12, "transfer_ended", "A2"),
    ]
    assert told(facts)[14:-3] == [
        (12, "dispatch_fixed", "A4"),
        (12, "dispatched", "A4 fixed"),
        *after(13, HANDLING),
    ]


def test_after_the_time_for_returns_a_seat_has_to_sign() -> None:
    # A3 is at the desk for a water cut from 13 to 53; an emergency may be returned for ten minutes only.
    roster, practice = slow("K2", desk=Span(40 * MINUTE)), around(return_unclear=1)
    facts = story(contact(0, "K2"), contact(10, "K1"), roster=roster, practice=practice)
    assert told(facts, 2)[6:9] == [
        (16, "dispatched", "A3 rule"),
        (54, "signed", "A3"),
        (54, "handle_started", "A3"),
    ]


def test_a_dispute_is_settled_in_consultation() -> None:
    facts = story(contact(0, "K3"), practice=around(wrong_seat=1, dispute=1))
    assert told(facts)[6:-3] == [
        (6, "dispatched", "A3 rule"),
        (7, "returned", "A3 not this seat's duty"),
        (7, "disputed", "A3"),
        (7, "consult_started", "A2"),
        (37, "consult_ended", "True A4"),
        (37, "dispatched", "A4 fixed"),
        *after(38, HANDLING),
    ]


def test_where_consultation_fails_the_commander_rules() -> None:
    facts = story(contact(0, "K3"), practice=around(wrong_seat=1, dispute=1, consult_settles=0))
    assert told(facts)[6:-3] == [
        (6, "dispatched", "A3 rule"),
        (7, "returned", "A3 not this seat's duty"),
        (7, "disputed", "A3"),
        (7, "consult_started", "A2"),
        (37, "consult_ended", "False"),
        (47, "arbitrated", "A6 A4"),
        (47, "dispatched", "A4 fixed"),
        *after(48, HANDLING),
    ]


def test_a_district_is_reached_through_the_liaison_seat() -> None:
    facts = story(contact(0, "K4", place="D2.03.005.1"), practice=around(call_back_share=1))
    assert told(facts) == [
        *INTAKE,
        (6, "dispatched", "A2 D2 rule"),
        (7, "signed", "A2"),
        (7, "handle_started", "D2"),
        (7, "caller_contacted", "D2"),
        (37, "handle_ended", "D2"),
        (37, "feedback_started", "D2"),
        (42, "feedback_ended", "D2"),
        (42, "close_started", "A5"),
        (46, "close_ended", "A5"),
        (1486, "evaluate_started", "A5"),
        (1489, "evaluated", "call 5"),
        (1489, "evaluate_ended", "A5"),
    ]


def test_the_most_urgent_ticket_is_taken_up_first() -> None:
    # The dispatcher has the first from 4 to 6; three more wait by then: general, urgent, emergency.
    crowd = having(mini(), "shifts", "hotline", operators=4)
    facts = story(*(contact(k / 10, category) for k, category in enumerate(("K3", "K3", "K2", "K1"))), roster=crowd)
    assert [fact.ticket for fact in facts if isinstance(fact, TransferStarted)] == [1, 4, 3, 2]


# -- handling -----------------------------------------------------------------------------------------------------


def test_a_supporting_seat_is_asked_and_helps() -> None:
    facts = story(contact(0, "K3"), practice=around(support=1))
    assert only(facts, "support_asked", "support_given") == [(7, "support_asked", "A3"), (27, "support_given", "A3")]
    assert only(facts, "task_started") == [(7, "task_started", "A3 ticket 1")]


def test_feedback_waits_for_the_supporting_seat() -> None:
    practice = {"around": {"support": 1}, "steps": {"support": {"mean": "2h", "cv": 0}}}
    facts = story(contact(0, "K1"), practice=practice)
    assert only(facts, "field_work_ended", "support_given", "feedback_started") == [
        (62, "field_work_ended", "A3-1"),
        (127, "support_given", "A4"),
        (127, "feedback_started", "A3"),
    ]


def test_the_supporting_operator_is_the_one_who_did_it() -> None:
    roster = having(mini(), "shifts", "desk", operators=2)
    facts = story(contact(0, "K2"), contact(1, "K3"), roster=roster, practice=around(support=1))
    (task,) = [fact for fact in facts if isinstance(fact, TaskStarted)]
    (given,) = [fact for fact in facts if isinstance(fact, SupportGiven)]
    assert (task.operator, given.operator) == (2, 2)


def test_without_crews_a_contractor_does_the_field_work() -> None:
    facts = story(contact(0, "K3"), roster=having(mini(), "seats", "A4", crews=0))
    assert told(facts)[10:13] == [
        (27, "handle_ended", "A4"),
        (387, "feedback_started", "A4"),
        (392, "feedback_ended", "A4"),
    ]


def test_a_third_job_waits_for_a_crew() -> None:
    facts = story(*(contact(minute, "K3") for minute in (0, 30, 60)))
    assert only(facts, "unit_dispatched") == [
        (27, "unit_dispatched", "A4-1"),
        (57, "unit_dispatched", "A4-2"),
        (402, "unit_dispatched", "A4-1"),
    ]


# -- what time does -----------------------------------------------------------------------------------------------

LONG = 12 * DAY


def test_lights_supervision_circular_and_progress_notes() -> None:
    roster = slow("K3", limit=Span(HOUR), field=Span(LONG))
    facts = story(contact(0, "K3"), roster=roster)
    day = 24 * 60
    lines = only(
        facts, "light_turned_yellow", "light_turned_red", "supervision_ordered", "circular_issued", "progress_noted"
    )
    assert lines == [
        (52, "light_turned_yellow", "A4"),
        (64, "light_turned_red", "A4"),
        (64 + day, "supervision_ordered", "A4"),
        (4 + 3 * day, "progress_noted", "A4"),
        (64 + 7 * day, "circular_issued", "A4"),
        (4 + 8 * day, "progress_noted", "A4"),
    ]
    (red,) = [fact for fact in facts if isinstance(fact, LightTurnedRed)]
    assert red.t == 64 * MINUTE + 1, "a ticket closed at its limit is in time; red is after it"


def test_no_light_after_the_ticket_is_closed() -> None:
    assert [kind for kind in kinds(story(contact(0, "K3"))) if "light" in kind or "supervision" in kind] == []


def test_an_extension_is_asked_once_before_the_limit_and_gives_as_long_again() -> None:
    roster = slow("K3", limit=Span(2 * HOUR), field=Span(LONG))
    facts = story(contact(0, "K3"), roster=roster, practice=around(extension=1, paper_signed=1))
    kinds = ("light_turned_yellow", "light_turned_red", "extension_asked", "extension_granted", "paper_signed")
    assert only(facts, *kinds) == [
        (100, "light_turned_yellow", "A4"),
        (100, "extension_asked", "A4"),
        (100, "extension_granted", "A5"),
        (100, "paper_signed", "A4"),
        (215.2, "light_turned_yellow", "A4"),
        (244, "light_turned_red", "A4"),
    ]
    assert limits(facts) == [(4, 124), (100, 244)]


def test_an_emergency_is_never_extended_and_is_supervised_at_once() -> None:
    facts = story(contact(0, "K1"), roster=slow("K1", field=Span(3 * HOUR)), practice=around(extension=1))
    assert only(facts, "light_turned_yellow", "light_turned_red", "extension_asked", "supervision_ordered") == [
        (64, "light_turned_yellow", "A3"),
        (124, "light_turned_red", "A3"),
        (124, "supervision_ordered", "A3"),
    ]


@pytest.mark.parametrize("limit", [None, Span(24 * HOUR), Span(0, 5)])
def test_an_emergency_never_gets_more_than_two_hours(limit: Span | None) -> None:
    facts = story(contact(0, "K1"), roster=slow("K1", limit=limit))
    assert limits(facts) == [(4, 124)]


def test_an_emergency_may_get_less_than_two_hours() -> None:
    assert limits(story(contact(0, "K1"), roster=slow("K1", limit=Span(HOUR)))) == [(4, 64)]


def test_wartime_limits_bind_only_tickets_of_the_event() -> None:
    facts = story(contact(0, "K3", event="storm"), contact(20, "K3"), starting=Starting(mode="wartime"))
    assert limits(facts, "handle", 1) == [(4, 124)]
    assert limits(facts, "handle", 2) == [(24, 24 + 7 * 24 * 60)]
    assert limits(story(contact(0, "K3", event="storm")), "handle") == [(4, 4 + 7 * 24 * 60)]


def test_working_days_go_around_weekend_holidays_and_make_up_workdays() -> None:
    # Friday 26 September 2025; Sunday 28 is worked, 1 to 8 October is National Day, Saturday 11 October is worked.
    facts = story(contact(0, "K3"), start="2025-09-26T09:00:00+08:00")
    assert limits(facts) == [(4, 4 + 14 * 24 * 60)]  # Fri, Sun, Mon, Tue, Thu 9 October: due on Friday 10 at 09:04


def test_a_limit_that_begins_on_a_holiday_counts_from_the_next_working_day() -> None:
    facts = story(contact(0, "K3"), start="2025-10-04T09:00:00+08:00")
    assert limits(facts) == [(4, (10 * 24 + 15) * 60)]  # Thu 9, Fri 10, Sat 11, Mon 13, Tue 14: to its midnight


# -- the citizen's answer -----------------------------------------------------------------------------------------


def test_an_unsatisfied_citizen_has_it_done_again_once_with_half_the_limit() -> None:
    facts = story(contact(0, "K3"), practice=around(call_back_share=1, solved=0))
    assert told(facts)[18:] == [
        (1851, "evaluate_started", "A5"),
        (1854, "evaluated", "call 1"),
        (1854, "evaluate_ended", "A5"),
        (1854, "redo_ordered", "A4"),
        (1854, "handle_started", "A4"),
        *after(1854, HANDLING[3:]),
        (2258 + 1440, "evaluate_started", "A5"),
        (3701, "evaluated", "call 1"),
        (3701, "evaluate_ended", "A5"),
    ]
    week = 7 * 24 * 60
    # Half of 5 working days from Wednesday at 15:54: to Friday at 15:54 and 12 h on, past the weekend to Monday 03:54.
    assert limits(facts) == [(4, 4 + week), (1854, 1854 + 4.5 * 24 * 60)]


def test_an_unsatisfied_message_brings_no_redo() -> None:
    assert "redo_ordered" not in kinds(story(contact(0, "K3"), practice=around(solved=0)))


def test_what_is_open_at_the_end_stays_open() -> None:
    facts = played(drill(contact(0, "K3"), horizon=HOUR, tail=HOUR))
    assert kinds(facts)[-1] == "unit_arrived"
    assert only(facts, "horizon_passed", "drill_ended") == [(60, "horizon_passed", ""), (120, "drill_ended", "")]
