"""Seats played by persons: every order by hand, what happens when a seat changes hands, and what is refused and why."""

from __future__ import annotations

from typing import Any

import pytest

from command_center import orders as o
from command_center.facts import (
    PERSON,
    Fact,
    FirstActionTaken,
    OrderAccepted,
    OrderRefused,
    SeatSignedOn,
    TaskArrived,
    TaskStarted,
)
from command_center.orders import Order
from command_center.plan.spans import MINUTE
from tests.centre import contact, kinds, limits, only, story, told


class Script:
    """Orders at minutes, numbered in the order in which they are written down."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def at(self, minute: float, kind: type[Order], by: str, *fields: Any, **more: Any) -> Script:
        """One more order."""
        self.orders.append(kind(round(minute * MINUTE), len(self.orders), by, *fields, **more))
        return self

    def persons(self, *seats: str, minute: float = 0, colleagues: int = 0) -> Script:
        """These seats are played by persons."""
        for seat in seats:
            self.at(minute, o.PlaySeat, "director", seat, "person", colleagues)
        return self


def by_hand(*seats: str) -> Script:
    """A script in which persons play these seats from the start."""
    return Script().persons(*seats)


def refused(facts: list[Fact]) -> list[str]:
    """The reasons of all refusals."""
    return [fact.reason for fact in facts if isinstance(fact, OrderRefused)]


# -- a whole ticket by hand -----------------------------------------------------------------------------------------


def test_a_whole_ticket_by_hand_through_all_six_steps() -> None:
    day = 24 * 60
    script = (
        by_hand("A1", "A2", "A4", "A5")
        .at(0.5, o.TakeUp, "A1", 1)
        .at(2, o.AcceptTicket, "A1", 1, "ticket")
        .at(3, o.TransferTicket, "A2", 1, "A4")
        .at(4, o.SignTicket, "A4", 1)
        .at(5, o.HandleTicket, "A4", 1)
        .at(9, o.FinishHandling, "A4", 1)
        .at(500, o.FeedBack, "A4", 1, "补好了")
        .at(510, o.CloseTicket, "A5", 1)
        .at(510 + day + 1, o.TakeUp, "A5", 1)
        .at(510 + day + 3, o.EvaluateTicket, "A5", 1)
    )
    facts = story(contact(0.25, "K3"), orders=script.orders, practice={"around": {"call_back_share": 1}})
    assert refused(facts) == []
    assert told(facts) == [
        (0.25, "contact_arrived", ""),
        (0.25, "work_arrived", "A1 accept"),
        (0.5, "accept_started", f"A1 {PERSON}"),
        (2, "accept_ended", "A1"),
        (2, "ticket_opened", ""),
        (2, "work_arrived", "A2 transfer"),
        (3, "transfer_started", "A2"),
        (3, "transfer_ended", "A2"),
        (3, "dispatched", "A4 rule"),
        (3, "work_arrived", "A4 sign"),
        (4, "signed", "A4"),
        (4, "work_arrived", "A4 handle"),
        (5, "handle_started", "A4"),
        (5, "caller_contacted", "A4"),
        (9, "handle_ended", "A4"),
        (9, "unit_dispatched", "A4-1"),
        (24, "unit_arrived", "A4-1"),
        (384, "field_work_ended", "A4-1"),
        (384, "work_arrived", "A4 feedback"),
        (500, "note_written", "A4 补好了"),
        (500, "feedback_started", "A4"),
        (500, "feedback_ended", "A4"),
        (500, "work_arrived", "A5 close"),
        (510, "close_started", "A5"),
        (510, "close_ended", "A5"),
        (510 + day, "work_arrived", "A5 evaluate"),
        (511 + day, "evaluate_started", "A5"),
        (513 + day, "evaluated", "call 5"),
        (513 + day, "evaluate_ended", "A5"),
    ]


def test_the_first_order_after_sign_on_is_the_first_action() -> None:
    script = by_hand("A1").at(0.5, o.SignOn, "A1").at(2, o.AcceptTicket, "A1", 1, "answered")
    facts = story(contact(1, "K3"), orders=script.orders)
    moments = [(type(fact), fact.t / MINUTE) for fact in facts if isinstance(fact, SeatSignedOn | FirstActionTaken)]
    assert moments == [(SeatSignedOn, 0), (SeatSignedOn, 0.5), (FirstActionTaken, 2)]
    order = [fact for fact in facts if isinstance(fact, OrderAccepted)][-1]
    assert next(fact for fact in facts if isinstance(fact, FirstActionTaken)).cause == order.n


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        (("answered",), ("answered_directly", "")),
        (("not_accepted",), ("not_accepted", "")),
        (("handed_over", "119"), ("handed_over", "119")),
    ],
)
def test_what_else_a_person_at_the_hotline_makes_of_a_caller(fields: tuple[str, ...], end: tuple[str, str]) -> None:
    facts = story(contact(1, "K3"), orders=by_hand("A1").at(2, o.AcceptTicket, "A1", 1, *fields).orders)
    assert told(facts)[2:] == [(2, "accept_started", f"A1 {PERSON}"), (2, "accept_ended", "A1"), (2, *end)]


def test_a_person_puts_down_another_category_and_urgency() -> None:
    script = by_hand("A1").at(2, o.AcceptTicket, "A1", 1, "ticket", category="K2", urgency="E")
    facts = story(contact(1, "K3"), orders=script.orders)
    opened = next(fact for fact in facts if type(fact).__name__ == "TicketOpened")
    assert (opened.category, opened.urgency) == ("K2", "E")  # type: ignore[attr-defined]
    assert only(facts, "dispatched") == [(4, "dispatched", "A3 rule")]
    assert limits(facts) == [(2, 122)], "an emergency has two hours"


def test_a_contact_is_merged_by_hand() -> None:
    script = by_hand("A1").at(2, o.AcceptTicket, "A1", 1, "ticket").at(5, o.MergeTicket, "A1", 2, 1)
    facts = story(contact(1, "K3"), contact(4, "K3"), orders=script.orders)
    assert only(facts, "merged") == [(5, "merged", "1")]


def test_a_caller_hangs_up_where_nobody_takes_the_call() -> None:
    facts = story(contact(1, "K3"), contact(1, "K3"), orders=by_hand("A1").at(2.4, o.TakeUp, "A1", 2).orders)
    assert kinds(facts, 1) == ["contact_arrived", "work_arrived", "caller_hung_up"]
    assert kinds(facts, 2) == ["contact_arrived", "work_arrived", "accept_started"], "who is spoken to stays"


def test_colleagues_of_the_program_take_up_work_beside_a_person() -> None:
    script = Script().persons("A1", colleagues=1).at(2, o.AcceptTicket, "A1", 2, "answered")
    facts = story(contact(1, "K3"), contact(1, "K3"), orders=script.orders)
    assert only(facts, "operators_changed")[-1] == (0, "operators_changed", "A1 1")
    started = only(facts, "accept_started")
    assert started == [(1, "accept_started", "A1 1"), (2, "accept_started", f"A1 {PERSON}")]


# -- injects, surge, stop -------------------------------------------------------------------------------------------

MESSAGE = '{"zh": "消息", "en": "Message"}'


def inject(name: str, **fields: str) -> str:
    """The JSON text of an inject for A3 and A6."""
    more = "".join(f', "{key}": {value}' for key, value in fields.items())
    return f'{{"id": "{name}", "purpose": "ad_hoc", "title": {MESSAGE}, "message": {MESSAGE}, "to": ["A3"]{more}}}'


def test_an_inject_is_added_moved_read_and_acted_upon_by_hand() -> None:
    expected = '[{"seat": "A3", "action": "patrol", "within": "10min"}]'
    script = (
        by_hand("A3")
        .at(1, o.AddInject, "director", inject("N1", at='"30min"', expected=expected))
        .at(2, o.MoveInject, "director", "N1", 10 * MINUTE)
        .at(11, o.TakeUp, "A3", -1)
        .at(12, o.DoTask, "A3", -1)
        .at(15, o.DoTask, "A3", -2)
    )
    facts = story(orders=script.orders)
    assert refused(facts) == []
    assert only(
        facts, "inject_added", "inject_synchronized", "inject_released", "task_arrived", "task_started",
        "inject_shown", "action_taken", "inject_completed",
    ) == [
        (1, "inject_added", ""),
        (1, "inject_synchronized", ""),
        (2, "inject_synchronized", ""),
        (10, "inject_released", ""),
        (10, "task_arrived", "A3 read_inject N1"),
        (11, "task_started", "A3 N1"),
        (12, "inject_shown", "A3"),
        (12, "task_arrived", "A3 patrol N1"),
        (15, "task_started", "A3 N1"),
        (15, "action_taken", "A3"),
        (15, "inject_completed", ""),
    ]  # fmt: skip
    arrived = [fact.n for fact in facts if isinstance(fact, TaskArrived)]
    assert [fact.cause for fact in facts if isinstance(fact, TaskStarted)] == arrived


def test_a_safety_stop_ends_the_drill_and_says_why() -> None:
    facts = story(contact(1, "K3"), orders=Script().at(5, o.SafetyStop, "director", "real flood").orders)
    assert only(facts, "safety_stopped", "drill_ended") == [(5, "safety_stopped", ""), (5, "drill_ended", "")]
    assert facts[-1].status == "safety_stop"  # type: ignore[attr-defined]
