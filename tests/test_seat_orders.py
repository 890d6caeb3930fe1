"""Seats played by persons: every order by hand, what happens when a seat changes hands, and what is refused and why."""

from __future__ import annotations

from typing import Any

import pytest

from command_center import orders as o
from command_center.facts import (
    PERSON,
    CommandAcknowledged,
    EvidenceShown,
    Fact,
    FirstActionTaken,
    OrderAccepted,
    OrderRefused,
    SeatSignedOn,
    SeatStaffed,
    TaskArrived,
    TaskStarted,
)
from command_center.folds.inbox import Inboxes
from command_center.folds.scores import Scores
from command_center.orders import ALLOWED_AT, ALLOWED_IN_HAND, ALLOWED_TO_LEADER, Order
from command_center.plan.scenario import Arrivals
from command_center.plan.spans import DAY, MINUTE, Span
from command_center.refusals import REASONS, in_language, refusal
from tests.centre import contact, having, kinds, limits, mini, only, story, told


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
    assert moments == [(SeatSignedOn, 0.5), (FirstActionTaken, 2)], "handing the seat over brought nobody there"
    order = [fact for fact in facts if isinstance(fact, OrderAccepted)][-1]
    assert next(fact for fact in facts if isinstance(fact, FirstActionTaken)).cause == order.n


def test_only_the_first_sign_on_counts_until_the_seat_changes_hands() -> None:
    """Who signs on and acts again and again is one sample; who comes after a change of hands is another."""
    script = by_hand("A1").at(1, o.SignOn, "A1").at(1, o.SignOn, "A1").at(3, o.WriteNote, "A1", "here")
    script.at(5, o.SignOn, "A1").at(5, o.WriteNote, "A1", "again")
    script.at(7, o.PlaySeat, "director", "A1", "person", 2).at(8, o.SignOn, "A1")  # another colleague: the same hands
    for minute, player in ((10, "program"), (11, "person")):
        script.at(minute, o.PlaySeat, "director", "A1", player, 0)
    script.at(12, o.WriteNote, "A1", "nobody signed on")
    script.at(20, o.SignOn, "A1").at(21, o.StaffSeat, "director", "A1", "own")
    script.at(22, o.PlaySeat, "director", "A1", "person", 0).at(23, o.WriteNote, "A1", "somebody else")
    script.at(30, o.SignOn, "A1").at(32, o.WriteNote, "A1", "here")
    facts = story(orders=script.orders)
    moments = [(type(fact), fact.t // MINUTE) for fact in facts if isinstance(fact, SeatSignedOn | FirstActionTaken)]
    assert moments == [
        (SeatSignedOn, 1), (FirstActionTaken, 3), (SeatSignedOn, 20), (SeatSignedOn, 30), (FirstActionTaken, 32),
    ]  # fmt: skip
    (record,) = Scores().extend(facts).records()
    assert (len(record.samples["C5"]), record.samples["C5"].total) == (2, 4 * MINUTE)


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


def test_a_moved_inject_comes_at_its_new_time_only_and_a_held_one_comes_after_all() -> None:
    script = (
        Script()
        .at(1, o.AddInject, "director", inject("N1", at='"30min"'))
        .at(2, o.HoldInject, "director", "N1")
        .at(3, o.MoveInject, "director", "N1", 40 * MINUTE)
        .at(4, o.MoveInject, "director", "N1", 20 * MINUTE)
        .at(21, o.MoveInject, "director", "N1", 50 * MINUTE)
        .at(22, o.MoveInject, "director", "N9", 50 * MINUTE)
        .at(23, o.AddInject, "director", inject("N2", at='"5min"'))
    )
    facts = story(orders=script.orders)
    assert only(facts, "inject_released") == [(20, "inject_released", "")]
    assert refused(facts) == [
        "inject N1 is complete and cannot become synchronized",
        "there is no inject N9",
        "300000 ms has passed; the drill stands at 1380000 ms",
    ]


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("{", "the inject is no JSON object", "控制消息不是 JSON 对象"),
        ("7", "the inject is no JSON object", "控制消息不是 JSON 对象"),
        (inject("N1", to='["A9"]'), "the inject's to.0: unknown seat A9; it must be", "控制消息的 to.0：没有席位 A9"),
        (inject("N1", colour='"red"'), "the inject's colour: unknown key", "控制消息的 colour：没有名为"),
        (inject("N1", at='"soon"'), "the inject's at: ", "控制消息的 at："),
        (inject("N 1"), "the inject's id: 'N 1' is no id", "控制消息的 id：'N 1' 不能作编号"),
        (inject("N1", at='"11h"'), "39600000 ms is not before the horizon", "39600000 毫秒不早于"),
        (inject("N1", when='{"fact": "rained"}'), "the inject's when.fact: unknown kind", "控制消息的 when.fact："),
        (" " * 20_001, "the inject has 20001 characters", "控制消息有 20001 个字符"),
    ],
)
def test_an_inject_that_is_wrong_is_refused_and_the_field_is_named(text: str, english: str, chinese: str) -> None:
    (reason,) = refused(story(orders=Script().at(1, o.AddInject, "director", text).orders))
    assert reason.startswith(english)
    assert in_language(reason, "en").startswith(english)
    assert in_language(reason, "zh").startswith(chinese)


def test_a_stream_surges_by_order_within_bounds() -> None:
    stream = Arrivals(source="calls", channel="call", per_day=240)
    script = Script().at(0, o.Surge, "director", "calls", 5.0).at(1, o.Surge, "director", "calls", 1e9)
    facts = story(arrivals=[stream], orders=script.at(1, o.Surge, "director", "rain", 2.0).orders, tail=DAY)
    calm = story(arrivals=[stream], tail=DAY)
    arrived = [len(only(each, "contact_arrived")) for each in (facts, calm)]
    assert arrived[0] > 3 * arrived[1]
    assert refused(facts) == [
        "a surge multiplies by more than 1 and at most 100, not 1e+09",
        "there is no stream rain",
    ]


# -- around the steps -----------------------------------------------------------------------------------------------


def test_a_ticket_sent_to_the_wrong_seat_by_hand_comes_back_from_the_program() -> None:
    script = by_hand("A2").at(6, o.TransferTicket, "A2", 1, "A5").at(9, o.TransferTicket, "A2", 1)
    assert told(story(contact(0.5, "K3"), orders=script.orders))[4:14] == [
        (4.5, "work_arrived", "A2 transfer"),
        (6, "transfer_started", "A2"),
        (6, "transfer_ended", "A2"),
        (6, "dispatched", "A5 operator"),
        (7, "returned", "A5 not this seat's duty"),
        (7, "work_arrived", "A2 transfer"),
        (9, "transfer_started", "A2"),
        (9, "transfer_ended", "A2"),
        (9, "reassigned", "A4"),
        (9, "dispatched", "A4 operator"),
    ]


def test_return_dispute_consultation_and_ruling_by_hand() -> None:
    script = (
        by_hand("A2", "A4", "A6")
        .at(6, o.TransferTicket, "A2", 1)
        .at(7, o.ReturnTicket, "A4", 1, "not ours", dispute=True)
        .at(8, o.TakeUp, "A2", 1)
        .at(20, o.Consult, "A2", 1)
        .at(30, o.Arbitrate, "A6", 1, "A3")
    )
    practice = {"around": {"consult_settles": 0}}
    facts = story(contact(0.5, "K3"), orders=script.orders, practice=practice)
    assert refused(facts) == []
    assert told(facts)[8:19] == [
        (6, "work_arrived", "A4 sign"),
        (7, "returned", "A4 not ours"),
        (7, "disputed", "A4"),
        (7, "work_arrived", "A2 consult"),
        (8, "consult_started", "A2"),
        (20, "consult_ended", "False"),
        (20, "work_arrived", "A6 arbitrate"),
        (30, "arbitrated", "A6 A3"),
        (30, "dispatched", "A3 fixed"),
        (31, "signed", "A3"),
        (31, "handle_started", "A3"),
    ]


def test_a_designated_ticket_and_a_late_return_are_refused() -> None:
    script = (
        by_hand("A4")
        .at(8, o.ReturnTicket, "A4", 1, " ")
        .at(9, o.ReturnTicket, "A4", 1, "not ours")
        .at(20, o.ReturnTicket, "A4", 1, "still not ours")
    )
    facts = story(contact(0.5, "K3"), orders=script.orders, practice={"around": {"fixed_after": 2}})
    assert refused(facts) == ["the reason is empty; write one", "ticket 1 was designated and may not be returned"]
    late = by_hand("A4").at(5 * 24 * 60, o.ReturnTicket, "A4", 1, "not ours")
    assert refused(story(contact(0.5, "K3"), orders=late.orders)) == ["the time to return ticket 1 has passed"]


def test_systems_are_asked_by_hand_and_the_answer_says_what_it_is() -> None:
    script = (
        by_hand("A3")
        .at(8, o.SignTicket, "A3", 1)
        .at(9, o.AskSystem, "A3", 1, "Y4")
        .at(9, o.HandleTicket, "A3", 1)
        .at(10, o.AskSystem, "A3", 1, "Y4")
        .at(10.05, o.FinishHandling, "A3", 1)
        .at(11, o.AskSystem, "A3", 1, "Y2")
        .at(12, o.AskSystem, "A3", 1, "Y3")
        .at(13, o.AskSystem, "A3", 1, "Y9")
        .at(14, o.FinishHandling, "A3", 1)
    )
    facts = story(contact(0.5, "K2"), orders=script.orders)
    assert [line[2] for line in only(facts, "system_call_ended")] == [
        "Y4 mock mock",
        "Y2 real simulated",
        "Y3 link simulated",
    ]
    assert refused(facts) == [
        "ticket 1 is not in hand; begin to handle it first",
        "ticket 1 waits for a system's answer",
        "there is no system Y9",
    ]
    assert only(facts, "handle_ended") == [(14, "handle_ended", "A3")]


def test_another_seat_is_asked_to_help_and_a_person_helps() -> None:
    script = (
        by_hand("A3", "A4")
        .at(8, o.SignTicket, "A3", 1)
        .at(9, o.HandleTicket, "A3", 1)
        .at(10, o.AskAssistance, "A3", 1, "A3")
        .at(10, o.AskAssistance, "A3", 1, "A4")
        .at(11, o.AskAssistance, "A3", 1, "A5")
        .at(12, o.FinishHandling, "A3", 1)
        .at(30, o.DoTask, "A4", -1)
    )
    facts = story(contact(0.5, "K1"), orders=script.orders, roster=having(mini(), "categories", "K1", field=Span(0)))
    assert only(facts, "support_asked", "task_arrived", "support_given") == [
        (10, "support_asked", "A4"),
        (10, "task_arrived", "A4 assist ticket 1"),
        (30, "support_given", "A4"),
    ]
    assert (30, "work_arrived", "A3 feedback") in told(facts)
    assert refused(facts) == ["A3 leads the ticket itself; name another seat", "ticket 1 has help under way"]


def extension(*decisions: tuple[float, type[Order], Any], persons: tuple[str, ...] = ("A4", "A5")) -> list[Fact]:
    """A ticket of A4's whose extension is asked for at minute 10, and what A5 does about it."""
    script = by_hand(*persons).at(8, o.SignTicket, "A4", 1).at(10, o.AskExtension, "A4", 1, "parts are missing")
    for minute, kind, *fields in decisions:
        script.at(minute, kind, "A5", 1, *fields)
    return story(contact(0.5, "K3"), orders=script.at(99, o.AskExtension, "A4", 1, "again").orders)


def test_more_time_is_asked_for_and_granted_by_hand() -> None:
    facts = extension((20, o.GrantExtension))  # type: ignore[arg-type]
    assert only(facts, "extension_asked", "extension_granted") == [
        (10, "extension_asked", "A4"),
        (20, "extension_granted", "A5"),
    ]
    assert (10, "work_arrived", "A5 extension") in told(facts)
    assert len(limits(facts)) == 2
    assert refused(facts) == ["an extension of ticket 1 was asked for already"]


def test_more_time_is_refused_by_hand_and_granted_by_the_program() -> None:
    facts = extension((20, o.RefuseExtension, "no"), (30, o.GrantExtension))  # type: ignore[arg-type]
    assert only(facts, "extension_granted", "extension_refused") == [(20, "extension_refused", "A5 no")]
    assert refused(facts)[0] == "no extension of ticket 1 is asked for"
    program = extension(persons=("A4",))
    assert only(program, "extension_granted") == [(10, "extension_granted", "A5")]


def test_what_waits_for_the_supervision_seat_is_the_programs_when_it_takes_over() -> None:
    script = by_hand("A4", "A5").at(8, o.SignTicket, "A4", 1).at(10, o.AskExtension, "A4", 1, "parts")
    facts = story(contact(0.5, "K3"), orders=script.at(15, o.PlaySeat, "director", "A5", "program").orders)
    assert only(facts, "extension_granted") == [(15, "extension_granted", "A5")]


def test_supervision_by_hand_only_by_the_supervision_seat() -> None:
    script = by_hand("A4", "A5").at(8, o.Supervise, "A5", 1).at(9, o.Supervise, "A4", 1).at(9, o.Supervise, "A5", 2)
    facts = story(contact(0.5, "K3"), orders=script.orders)
    assert only(facts, "supervision_ordered") == [(8, "supervision_ordered", "A4")], "nothing happens by itself"
    assert refused(facts) == ["A4 is not the supervision seat", "ticket 2 is not open"]


def dissatisfied(*decision: Any) -> list[Fact]:
    """A ticket whose citizen is dissatisfied at the call-back by hand, and what A5 decides an hour later."""
    day = 24 * 60
    script = (
        Script()
        .persons("A5", minute=500)
        .at(500 + day, o.EvaluateTicket, "A5", 1)
        .at(560 + day, decision[0], "A5", 1, *decision[1:])
    )
    around = {"call_back_share": 1, "solved": 0, "satisfied_if_not": {"1": 1}}
    return story(contact(0, "K3"), orders=script.orders, practice={"around": around})


def test_a_redo_is_decided_by_hand() -> None:
    facts = dissatisfied(o.RedoTicket, "not solved")
    assert refused(facts) == []
    lines = [line[1:] for line in told(facts)]
    begin = lines.index(("work_arrived", "A5 redo"))
    assert lines[begin : begin + 4] == [
        ("work_arrived", "A5 redo"),
        ("note_written", "A5 not solved"),
        ("redo_ordered", "A4"),
        ("handle_started", "A4"),
    ]


def test_a_ticket_is_left_closed_by_hand() -> None:
    facts = dissatisfied(o.CloseTicket)
    assert refused(facts) == []
    assert kinds(facts)[-2:] == ["work_arrived", "redo_waived"]
    assert only(facts, "redo_ordered") == []


# -- commands, mode, level, notes -----------------------------------------------------------------------------------


def test_a_command_goes_down_the_tiers_and_evidence_comes_back() -> None:
    script = (
        by_hand("A3", "A6")
        .at(1, o.SendCommand, "A3", "watch_point", "D1.01.001.1")
        .at(2, o.SendCommand, "A3", "patrol", "")
        .at(2, o.SendCommand, "A3", "patrol", "D7")
        .at(2, o.SendCommand, "A3", "rm -rf", "D1")
        .at(2, o.SendCommand, "A3", "patrol", "D1", "moon")
        .at(2, o.SendCommand, "A3", "patrol", "D1.01", "district")
        .at(3, o.SendCommand, "A6", "patrol", "", "street")
    )
    facts = story(orders=script.orders)
    assert refused(facts) == [
        "only a seat that decides or dispatches commands every grid of the city, not A3",
        "there is no place D7",
        "'rm -rf' is no action; write small letters, digits and _",
        "'moon' is no tier; write one of district, street, community, grid",
        "D1.01 lies below the tier district",
    ]
    sent = [fact.tier for fact in facts if isinstance(fact, CommandAcknowledged) and fact.command == 1]
    assert sent == ["district", "street", "community", "grid"]
    assert [fact.seat for fact in facts if isinstance(fact, EvidenceShown)] == ["A3"]
    assert {fact.tier for fact in facts if isinstance(fact, CommandAcknowledged) and fact.command == 2} == {
        "district",
        "street",
    }


def test_a_mode_is_confirmed_and_a_level_set_by_hand() -> None:
    effects = '[{"kind": "set_mode", "value": "wartime", "target": "A6"}]'
    script = (
        by_hand("A3", "A6")
        .at(1, o.AddInject, "director", inject("N1", effects=effects))
        .at(2, o.ConfirmMode, "A6", "wartime")
        .at(3, o.ReleaseInject, "director", "N1")
        .at(4, o.ConfirmMode, "A6", "peacetime")
        .at(5, o.ConfirmMode, "A6", "wartime")
        .at(6, o.SetResponseLevel, "A3", "II")
        .at(7, o.SetResponseLevel, "A6", "II")
        .at(8, o.SetResponseLevel, "A6", "II")
        .at(9, o.SetResponseLevel, "A6", "")
    )
    required = {"required_for_mode": ["A6"]}
    facts = story(orders=script.orders, practice=required)
    assert only(facts, "mode_confirmed", "mode_switched", "response_level_set") == [
        (5, "mode_confirmed", "A6"),
        (7, "response_level_set", "A6"),
        (7, "mode_switched", ""),
        (9, "response_level_set", "A6"),
    ]
    assert refused(facts) == [
        "nobody asks A6 to confirm wartime",
        "nobody asks A6 to confirm peacetime",
        "A3 does not set the response level",
        "response level II holds already",
    ]


def test_notes_are_kept_and_checked() -> None:
    script = (
        by_hand("A3", "A4")
        .at(8, o.SignTicket, "A4", 1)
        .at(9, o.NoteProgress, "A4", 1, "半小时后到")
        .at(9, o.NoteProgress, "A3", 1, "mine?")
        .at(9, o.WriteNote, "A3", "quiet so far")
        .at(9, o.WriteNote, "A3", "whose?", 1)
        .at(9, o.WriteNote, "A4", "x" * 501, 1)
        .at(9, o.WriteNote, "A4", "a\x07b", 1)
        .at(9, o.WriteNote, "A4", "")
    )
    facts = story(contact(0.5, "K3"), orders=script.orders)
    assert only(facts, "note_written") == [(9, "note_written", "A4 半小时后到"), (9, "note_written", "A3 quiet so far")]
    assert only(facts, "progress_noted") == [(9, "progress_noted", "A4")], "nobody notes by itself"
    assert refused(facts) == [
        "ticket 1 is not led by A3 now",
        "ticket 1 is not in the inbox of A3",
        "the text has 501 characters, at most 500 are taken",
        "the text holds a sign that cannot be shown",
        "the text is empty; write one",
    ]


# -- seats that change hands ----------------------------------------------------------------------------------------


def test_from_the_program_to_a_person_in_the_middle_of_work_and_back() -> None:
    script = (
        Script()
        .persons("A4", minute=15)
        .at(20, o.HandleTicket, "A4", 1)
        .at(25, o.PlaySeat, "director", "A4", "program")
    )
    facts = story(contact(0, "K3"), orders=script.orders)
    assert [line for line in told(facts) if 7 <= line[0] <= 45] == [
        (7, "signed", "A4"),
        (7, "handle_started", "A4"),
        (7, "caller_contacted", "A4"),
        (15, "work_given_back", "A4"),
        (15, "work_arrived", "A4 handle"),
        (20, "handle_started", "A4"),
        (25, "work_given_back", "A4"),
        (25, "handle_started", "A4"),
        (45, "handle_ended", "A4"),
        (45, "unit_dispatched", "A4-1"),
    ]
    assert [
        (fact.player, fact.t / MINUTE) for fact in facts if isinstance(fact, SeatStaffed) and fact.seat == "A4"
    ] == [
        ("program", 0),
        ("person", 15),
        ("program", 25),
    ]


def test_staffing_a_seat_hands_it_to_the_program() -> None:
    script = by_hand("A4").at(10, o.StaffSeat, "director", "A4", "own").at(11, o.SignTicket, "A4", 1)
    facts = story(contact(0.5, "K3"), orders=script.orders)
    assert only(facts, "signed") == [(11, "signed", "A4")]
    assert refused(facts) == ["seat A4 is played by the program"]


def test_tickets_of_a_seat_left_empty_come_to_the_person_who_covers_it() -> None:
    script = by_hand("A3", "A4").at(8, o.StaffSeat, "director", "A4", "empty").at(9, o.SignTicket, "A3", 1)
    facts = story(contact(0.5, "K3"), orders=script.orders)
    assert [line for line in told(facts) if 8 <= line[0] <= 9] == [
        (8, "work_passed_on", "A4"),
        (8, "work_arrived", "A3 sign"),
        (9, "signed", "A3"),
        (9, "work_arrived", "A3 handle"),
    ]


def test_the_shift_of_a_seat_that_a_person_plays_brings_no_operators() -> None:
    roster = having(mini(), "shifts", "desk", begin_min=600)
    facts = story(contact(0.5, "K3"), orders=Script().persons("A4", minute=1, colleagues=0).orders, roster=roster)
    assert [line for line in only(facts, "operators_changed") if line[2].startswith("A4")] == [
        (0, "operators_changed", "A4 0"),
        (1, "operators_changed", "A4 0"),
    ]


# -- who may order what ---------------------------------------------------------------------------------------------


def test_a_seat_orders_only_what_lies_with_it() -> None:
    script = (
        by_hand("A1", "A3", "A4")
        .at(1, o.AcceptTicket, "A4", 1, "ticket")
        .at(1, o.AcceptTicket, "A2", 1, "ticket")
        .at(1, o.AcceptTicket, "director", 1, "ticket")
        .at(1, o.EndDrill, "A1")
        .at(1, o.PlaySeat, "evaluator", "A1", "program")
        .at(1, o.TransferTicket, "A1", 1)
        .at(1, o.TakeUp, "A1", 7)
        .at(1, o.AcceptTicket, "A1", 1, "done")
        .at(1, o.AcceptTicket, "A1", 1, "handed_over")
        .at(1, o.AcceptTicket, "A1", 1, "ticket", "", "K9")
        .at(1, o.AcceptTicket, "A1", 1, "ticket", "", "", "Z")
        .at(1, o.MergeTicket, "A1", 1, 1)
        .at(1, o.DoTask, "A1", 1)
        .at(1.1, o.TakeUp, "A1", 1)
        .at(1.1, o.TakeUp, "A1", 1)
    )
    reasons = refused(story(contact(0.5, "K3"), orders=script.orders))
    assert reasons == [
        "ticket 1 is not in the inbox of A4",
        "seat A2 is played by the program",
        "only a seat gives this order, and director is none",
        "only the director gives this order, not A1",
        "only the director gives this order, not evaluator",
        "ticket 1 is at accept, which transfer_ticket does not fit",
        "ticket 7 is not in the inbox of A1",
        "'done' is no outcome; write one of ticket, answered, not_accepted, handed_over",
        "'' is no emergency line; write one of 110, 119, 120",
        "there is no category K9",
        "Z is no urgency; write one of E, U, G, C",
        "ticket 1 cannot be merged into itself",
        "there is no task 1",
        "ticket 1 is in hand already",
    ]
    assert in_language(reasons[0], "zh") == "工单 1 不在 A4 的收件箱中"
    assert in_language(reasons[5], "zh") == "工单 1 处于受理环节，不能执行转办"


UNKNOWN = 999
ABOUT_A_TICKET: tuple[tuple[type[o.Order], tuple[object, ...]], ...] = (
    (o.TakeUp, ()), (o.AcceptTicket, ("ticket",)), (o.TransferTicket, ()), (o.SignTicket, ()),
    (o.ReturnTicket, ("not ours",)), (o.HandleTicket, ()), (o.FinishHandling, ()), (o.AskSystem, ("Y2",)),
    (o.AskAssistance, ("A3",)), (o.Consult, ()), (o.Arbitrate, ()), (o.AskExtension, ("rain",)),
    (o.NoteProgress, ("x",)), (o.FeedBack, ("x",)), (o.CloseTicket, ()), (o.EvaluateTicket, ()),
    (o.RedoTicket, ("x",)),
)  # fmt: skip
"""Kinds of orders about one ticket, and what they want besides its number."""


@pytest.mark.parametrize(("kind", "more"), ABOUT_A_TICKET, ids=lambda value: getattr(value, "__name__", ""))
def test_a_refusal_does_not_tell_whether_there_is_such_a_ticket(kind: Any, more: tuple[object, ...]) -> None:
    """Ticket 1 waits at A1, the task -1 at A3, nothing else is there; A5 asks about all of them."""
    script = by_hand("A1", "A3", "A5")
    for number in (1, UNKNOWN):
        script.at(1, kind, "A5", number, *more)
    for number in (1, UNKNOWN):
        script.at(1, o.WriteNote, "A5", "x", number)
    theirs, unknown, *notes = refused(story(contact(0.5, "K3"), orders=script.orders))
    assert theirs.replace("1", "N") == unknown.replace(str(UNKNOWN), "N")
    assert notes[0].replace("ticket 1", "") == notes[1].replace(f"ticket {UNKNOWN}", "")


def test_a_contact_is_merged_into_what_its_seat_knows_and_a_refusal_tells_nothing_else() -> None:
    """A2 took in 1 and 2; the call 3 at A1 is like 1, not like 2. A1 takes in 4, which is the like of nothing."""
    near, far = "D1.01.001.2", "D2.01.001.1"
    contacts = (
        contact(0, "K3", channel="app"), contact(0, "K4", channel="app"), contact(30, "K3", place=near),
        contact(40, "K2", place=far), contact(50, "K4", place=near),
    )  # fmt: skip
    script = by_hand("A1")
    for into in (2, UNKNOWN, 1):
        script.at(31, o.MergeTicket, "A1", 3, into)
    script.at(41, o.AcceptTicket, "A1", 4, "ticket").at(51, o.MergeTicket, "A1", 5, 4)
    facts = story(*contacts, orders=script.orders, practice={"intake": {"other_seats": {"app": "A2"}}})
    assert only(facts, "merged") == [(31, "merged", "1"), (51, "merged", "4")]
    theirs, unknown = refused(facts)
    assert theirs.startswith("ticket 2 is none to merge into: an open one that A1 took in")
    assert theirs.replace("ticket 2", "") == unknown.replace(f"ticket {UNKNOWN}", "")


def test_every_reason_is_found_again_in_both_languages() -> None:
    for name, (english, chinese) in REASONS.items():
        values = [f"v{k}" for k in range(english.count("{"))]
        reason = refusal(name, *values)
        assert in_language(reason, "zh") == chinese.format(*values), name
        assert in_language(reason, "en") == reason.partition(" [")[0]
    assert in_language("a reason of a later version", "zh") == "a reason of a later version"


# -- what folds make of it ------------------------------------------------------------------------------------------


def test_the_inbox_says_which_orders_fit() -> None:
    script = (
        by_hand("A1", "A4", "A5")
        .at(1, o.TakeUp, "A1", 1)
        .at(2, o.AcceptTicket, "A1", 1, "ticket")
        .at(6, o.SignTicket, "A4", 1)
        .at(7, o.HandleTicket, "A4", 1)
        .at(8, o.AskExtension, "A4", 1, "parts")
    )
    expected = {
        0.75: ("A1", "accept", ("take_up", "accept_ticket", "merge_ticket")),
        1.5: ("A1", "accept", ("accept_ticket", "merge_ticket")),
        5: ("A4", "sign", ("sign_ticket", "return_ticket")),
        6.5: ("A4", "handle", (*ALLOWED_AT["handle"], *ALLOWED_TO_LEADER)),
        7.5: ("A4", "handle", (*ALLOWED_IN_HAND["handle"], *ALLOWED_TO_LEADER)),
        8.5: ("A5", "extension", ("grant_extension", "refuse_extension")),
    }
    facts = story(contact(0.5, "K3"), orders=script.orders)
    for minute, (seat, step, orders) in expected.items():
        inboxes = Inboxes().extend(fact for fact in facts if fact.t <= minute * MINUTE)
        assert [item.step for item in inboxes.items(seat)] == [step], minute
        assert inboxes.allowed(seat, 1) == orders, minute
    assert Inboxes().extend(facts).allowed("A2", 1) == ()


def test_the_first_action_and_what_an_added_inject_expects_are_scored() -> None:
    expected = '[{"seat": "A3", "action": "patrol", "within": "10min"}]'
    script = (
        by_hand("A3")
        .at(0, o.SignOn, "A3")
        .at(1, o.AddInject, "director", inject("N1", at='"2min"', expected=expected))
        .at(4, o.DoTask, "A3", -1)
        .at(5, o.DoTask, "A3", -2)
    )
    scores = Scores().extend(story(orders=script.orders))
    (record,) = scores.records()
    assert (len(record.samples["C5"]), record.samples["C5"].total) == (1, 4 * MINUTE)
    outcomes = {each[:3]: getattr(outcome, "state", outcome) for each, outcome in record.expected.items()}
    assert outcomes == {("N1", "A3", "patrol"): "met"}
