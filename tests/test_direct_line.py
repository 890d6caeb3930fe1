"""The direct line: for an emergency a unit leaves when the call is taken, and the steps document it."""

from __future__ import annotations

from typing import Any

from command_center.facts import UnitArrived
from command_center.folds.response import Response1315
from command_center.plan.roster import Roster
from command_center.plan.scenario import Starting
from command_center.plan.spans import MINUTE, Span
from tests.centre import contact, having, mini, only, story, told

LINE = {"talk": "1min", "turnout": "1min", "travel": "10min"}
CREW = ("unit_dispatched", "unit_arrived", "field_work_ended")


def with_line(*seats: str, **fields: Any) -> Roster:
    """The mini centre whose hazards (K1) have a direct line; their field work takes 30 minutes."""
    return having(mini(), "categories", "K1", direct_line=seats, **fields)


def test_a_unit_leaves_at_once_and_the_steps_go_on_beside_it() -> None:
    facts = story(contact(0, "K1"), roster=with_line("A4"), practice={"direct_line": LINE})
    assert told(facts, leave_out=["limit_set", "progress_noted"])[2:18] == [
        (1, "accept_ended", "A1"),
        (1, "ticket_opened", ""),
        (1, "transfer_started", "A2"),
        (2, "unit_dispatched", "A4-1"),
        (3, "transfer_ended", "A2"),
        (3, "dispatched", "A3 rule"),
        (4, "signed", "A3"),
        (4, "handle_started", "A3"),
        (4, "caller_contacted", "A3"),
        (12, "unit_arrived", "A4-1"),
        (14, "handle_ended", "A3"),
        (42, "field_work_ended", "A4-1"),
        (42, "feedback_started", "A3"),
        (47, "feedback_ended", "A3"),
        (47, "close_started", "A5"),
        (51, "close_ended", "A5"),
    ]
    fold = Response1315(urgencies=("E",))
    fold.extend(facts)
    clocks = [clock.figures() for clock in (fold.answer, fold.dispatch, fold.arrival)]
    assert [(clock.within, clock.count) for clock in clocks] == [(1, 1)] * 3


def test_without_it_no_unit_leaves_before_the_ticket_is_handled() -> None:
    facts = story(contact(0, "K1"), practice={"direct_line": LINE})
    assert only(facts, *CREW)[0] == (17, "unit_dispatched", "A3-1")


def test_handling_that_takes_longer_than_the_unit_sends_no_second_crew() -> None:
    facts = story(contact(0, "K1"), roster=with_line("A4", desk=Span(60 * MINUTE)), practice={"direct_line": LINE})
    assert only(facts, *CREW, "handle_ended", "feedback_started") == [
        (2, "unit_dispatched", "A4-1"),
        (12, "unit_arrived", "A4-1"),
        (42, "field_work_ended", "A4-1"),
        (64, "handle_ended", "A3"),
        (64, "feedback_started", "A3"),
    ]


def test_the_first_seat_with_a_free_unit_sends_it() -> None:
    roster = having(with_line("A4", "A3"), "seats", "A4", crews=1)
    facts = story(*(contact(k, "K1") for k in range(2)), roster=roster, practice={"direct_line": LINE})
    assert [unit for _, _, unit in only(facts, "unit_dispatched")] == ["A4-1", "A3-1"]


def test_a_seat_without_units_leaves_it_to_the_handling_seat() -> None:
    facts = story(contact(0, "K1"), roster=with_line("A6"), practice={"direct_line": LINE})
    assert [unit for _, _, unit in only(facts, "unit_dispatched")] == ["A3-1"]


def test_a_redo_sends_a_crew_of_the_handling_seat() -> None:
    practice = {"direct_line": LINE, "around": {"solved": 0, "call_back_share": 1}}
    facts = story(contact(0, "K1"), roster=with_line("A4"), practice=practice)
    assert [unit for _, _, unit in only(facts, "unit_dispatched")] == ["A4-1", "A3-1"]


def test_a_call_is_merged_while_the_unit_is_out_and_not_once_it_is_done() -> None:
    practice = {"direct_line": LINE, "around": {"duplicate_window": "2h"}}
    roster = with_line("A4", desk=Span(60 * MINUTE))
    facts = story(contact(0, "K1"), contact(20, "K1"), contact(45, "K1"), roster=roster, practice=practice)
    assert only(facts, "merged") == [(21, "merged", "1")]
    assert len([fact for fact in facts if isinstance(fact, UnitArrived)]) == 2


# -- the field work of the event ----------------------------------------------------------------------------------


def test_in_wartime_crews_of_the_event_make_safe_and_repair_later() -> None:
    roster = having(mini(), "categories", "K3", event_field=Span(40 * MINUTE))
    calls = (contact(0, "K3", event="storm"), contact(30, "K3"))
    for starting, took in ((Starting(mode="wartime"), [40, 360]), (Starting(), [360, 360])):
        facts = story(*calls, roster=roster, starting=starting)
        arrived, done = (dict(_by_unit(facts, kind)) for kind in ("unit_arrived", "field_work_ended"))
        assert [done[unit] - arrived[unit] for unit in sorted(arrived)] == took


def _by_unit(facts: list[Any], kind: str) -> list[tuple[str, float]]:
    return [(unit, minute) for minute, _, unit in only(facts, kind)]
