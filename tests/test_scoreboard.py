"""The scoreboard and the baselines' folds on facts small enough to reckon by hand."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center import facts as f
from command_center.facts import Fact
from command_center.folds.base import fold, fold_all
from command_center.folds.counts import CountsByDay, OnTime
from command_center.folds.names import Lang
from command_center.folds.response import Response1315
from command_center.folds.scoreboard import Scoreboard
from command_center.folds.tables import NONE, WORDS, duration
from command_center.plan.roster import STEPS as PLAN_STEPS

MIN = 60_000
HOUR = 60 * MIN
ROSTER = '{"seats":[{"id":"S01","zh":"受理席","en":"Intake"},{"id":"S02","zh":"转办席","en":"Transfer"}],"systems":[]}'
EMPTY: dict[str, Any] = {
    "str": "",
    "int": 0,
    "bool": True,
    "float": 0.0,
}


def facts_of(*rows: tuple[Any, ...]) -> list[Fact]:
    """Rows (t, kind, field=value...) made facts; fields not given are empty, zero or true."""
    made = []
    for n, (t, kind, given_fields) in enumerate(rows):
        filled = {name: EMPTY[str(kind.__annotations__[name])] for name in kind.__struct_fields__[3:]}
        made.append(kind(t, n, n - 1, **(filled | given_fields)))
    return made


def row(t: int, kind: type[Fact], **fields: Any) -> tuple[Any, ...]:
    """One row for ``facts_of``."""
    return (t, kind, fields)


def start(**fields: Any) -> tuple[Any, ...]:
    """The first fact of a small drill that begins at noon in Shanghai."""
    given_fields = {"start": "2026-07-20T12:00:00+08:00", "zone": "Asia/Shanghai", "roster": ROSTER} | fields
    return row(0, f.DrillStarted, **given_fields)


def step(ticket: int, name: str, seat: str, begin: int, end: int) -> list[tuple[Any, ...]]:
    """A step from begin to end at a seat."""
    kinds = {kind.__name__: kind for kind in f.KINDS.values()}
    who = {"ticket": ticket, "seat": seat, "operator": 1}
    return [row(begin, kinds[f"{name}Started"], **who), row(end, kinds[f"{name}Ended"], **who)]


def limit(t: int, ticket: int, name: str, due: int) -> tuple[Any, ...]:
    """A limit set."""
    return row(t, f.LimitSet, ticket=ticket, step=name, due=due)


def tiny_drill() -> list[Fact]:
    """Ticket 1 goes all the way and is redone, 2 hangs up, 3 is answered, 4 stays open, 5 is merged, 6 handed over."""
    rows = [
        start(),
        row(0, f.OperatorsChanged, seat="S01", operators=2),
        row(0, f.OperatorsChanged, seat="S03", operators=1),
        row(0, f.ContactArrived, ticket=1),
        limit(0, 1, "accept", 15_000),
        *step(1, "Accept", "S01", 10_000, 70_000),
        row(70_000, f.TicketOpened, ticket=1),
        limit(70_000, 1, "transfer", 100_000),
        *step(1, "Transfer", "S02", 80_000, 130_000),
        row(130_000, f.Dispatched, ticket=1, seat="S03", by="rule", round=1),
        limit(130_000, 1, "sign", 200_000),
        limit(130_000, 1, "handle", 10 * MIN),
        row(140_000, f.Signed, ticket=1, seat="S03"),
        *step(1, "Handle", "S03", 150_000, 180_000),
        row(180_000, f.UnitDispatched, ticket=1, seat="S03"),
        row(300_000, f.FieldWorkEnded, ticket=1, seat="S03"),
        *step(1, "Feedback", "S03", 300_000, 330_000),
        *step(1, "Close", "S02", 340_000, 350_000),
        row(400_000, f.ContactArrived, ticket=2),
        limit(400_000, 2, "accept", 415_000),
        row(430_000, f.CallerHungUp, ticket=2),
        row(500_000, f.ContactArrived, ticket=3),
        *step(3, "Accept", "S01", 500_000, 560_000),
        row(560_000, f.AnsweredDirectly, ticket=3),
        *step(1, "Evaluate", "S02", 600_000, 660_000),
        row(660_000, f.Evaluated, ticket=1, by="call", satisfaction=2, solved=False),
        row(660_000, f.RedoOrdered, ticket=1, seat="S03"),
        limit(660_000, 1, "handle", 15 * MIN),
        row(700_000, f.ContactArrived, ticket=4),
        limit(700_000, 4, "accept", 715_000),
        row(700_000, f.ContactArrived, ticket=5),
        row(710_000, f.Merged, ticket=5, into=1),
        row(720_000, f.ContactArrived, ticket=6),
        row(730_000, f.HandedOver, ticket=6, to="119"),
        row(740_000, f.HandleStarted, ticket=1, seat="S03", operator=1),
        row(20 * MIN, f.DrillEnded, status="completed"),
    ]
    return facts_of(*rows)


def figures_of_tiny() -> Any:
    return fold(tiny_drill(), Scoreboard()).figures()


def test_contacts_are_conserved() -> None:
    contacts = figures_of_tiny().contacts
    # 1 was closed, then reopened by the redo, so it is open again, as is 4: open 2
    assert (contacts.arrived, contacts.ends()) == (6, 6)
    assert (contacts.closed, contacts.open, contacts.hung_up) == (0, 2, 1)
    assert (contacts.answered_directly, contacts.merged, contacts.handed_over, contacts.not_accepted) == (1, 1, 1, 0)


def test_the_steps_take_from_ready_to_end() -> None:
    steps = {each.step: each for each in figures_of_tiny().steps}
    # accept: ticket 1 0 -> 70 s, ticket 3 500 -> 560 s; of 60, 70 the median has rank ceil(1), the 95th ceil(1.9) = 2
    assert (steps["accept"].started, steps["accept"].ended) == (2, 2)
    assert (steps["accept"].median_ms, steps["accept"].p95_ms) == (60_000, 70_000)
    assert steps["accept"].wait_median_ms == 0  # waits 10 s and 0 s: rank 1
    # transfer: ready 70 s, ended 130 s
    assert (steps["transfer"].median_ms, steps["transfer"].wait_median_ms) == (60_000, 10_000)
    # handle: ready 130 s, field work ended 300 s: 170 s; begun again after the redo, not ended
    assert (steps["handle"].started, steps["handle"].ended, steps["handle"].median_ms) == (2, 1, 170_000)
    # its waits: 130 -> 150 = 20 s and 660 -> 740 = 80 s
    assert (steps["handle"].wait_median_ms, steps["handle"].wait_p95_ms) == (20_000, 80_000)
    # feedback: ready when the field work ended, 300 -> 330; close 330 -> 350; evaluate 350 -> 660
    assert [steps[name].median_ms for name in ("feedback", "close", "evaluate")] == [30_000, 20_000, 310_000]


def test_limits_are_due_when_done_or_passed() -> None:
    limits = {each.limit: (each.due, each.on_time) for each in figures_of_tiny().limits}
    # accept: 1 met (10 <= 15), 2 hung up 15 s after its limit: late, 4 still waits and 715 s passed: late
    assert limits["accept"] == (3, 1)
    assert limits["transfer"] == (1, 0)  # 130 > 100
    assert limits["sign"] == (1, 1)  # 140 <= 200
    # handle: closed at 350 <= 600; the redo's limit of 900 passed before the end at 1,200
    assert limits["handle"] == (2, 1)


def test_limits_that_lost_their_object_are_held_against_nobody() -> None:
    rows = [
        start(),
        row(0, f.ContactArrived, ticket=1),
        limit(0, 1, "accept", 15_000),
        row(14_000, f.CallerHungUp, ticket=1),  # before its limit
        row(20_000, f.ContactArrived, ticket=2),
        row(20_000, f.Dispatched, ticket=2, seat="S03"),
        limit(20_000, 2, "sign", 50_000),
        limit(20_000, 2, "handle", 90_000),
        row(30_000, f.Returned, ticket=2, seat="S03", reason="wrong seat"),  # sign: no longer asked; handle: stays
        limit(40_000, 2, "handle", 200_000),  # an extension replaces the limit
        row(100_000, f.DrillEnded),
    ]
    assert fold(facts_of(*rows), Scoreboard()).figures().limits == ()


def test_a_limit_met_at_the_very_millisecond_is_on_time() -> None:
    rows = [start(), row(0, f.ContactArrived, ticket=1), limit(0, 1, "handle", 500), *step(1, "Close", "S02", 400, 500)]
    assert [(each.due, each.on_time) for each in fold(facts_of(*rows), Scoreboard()).figures().limits] == [(1, 1)]


def test_seats_by_load() -> None:
    seats = {each.seat: each for each in figures_of_tiny().seats}
    # S01: 2 operators x 1,200 s on shift; busy 60 + 60 s
    assert (seats["S01"].on_shift_ms, seats["S01"].busy_ms, seats["S01"].done) == (2_400_000, 120_000, 2)
    assert seats["S01"].load == pytest.approx(0.05)
    # S02 has no shift of its own: 50 + 10 + 60 s of transfer, close, evaluate
    assert (seats["S02"].busy_ms, seats["S02"].load, seats["S02"].done) == (120_000, None, 3)
    # S03: handle 30 s, feedback 30 s, and from 740 s on at work to the end at 1,200 s: 460 s
    assert (seats["S03"].busy_ms, seats["S03"].on_shift_ms) == (520_000, 1_200_000)
    assert [each.seat for each in figures_of_tiny().seats] == ["S03", "S01", "S02"]  # 43 %, 5 %, unknown


def test_counts_satisfaction_and_surge() -> None:
    figures = figures_of_tiny()
    assert figures.counts == {"redo_ordered": 1, "ticket_opened": 1}
    assert (figures.answers, figures.satisfaction, figures.solved_share) == (1, 2.0, 0.0)
    assert (figures.busiest_hour_contacts, figures.busiest_hour_start) == (6, "2026-07-20 12:00:00")
    # open at once: 1 until 350; 1 reopened at 660, then 4 and 5 at 700 make 3; 5 merged at 710, 6 makes 3 again
    assert figures.most_open == 3


def test_a_shift_change_and_work_given_back() -> None:
    rows = [
        start(),
        row(0, f.OperatorsChanged, seat="S03", operators=3),
        row(0, f.ContactArrived, ticket=1),
        row(0, f.Dispatched, ticket=1, seat="S03"),
        row(10_000, f.HandleStarted, ticket=1, seat="S03", operator=1),
        row(30_000, f.WorkGivenBack, ticket=1, seat="S03"),
        row(40_000, f.OperatorsChanged, seat="S03", operators=1),
        row(50_000, f.HandleStarted, ticket=1, seat="S03", operator=1),
        row(60_000, f.HandleEnded, ticket=1, seat="S03", operator=1),
        row(100_000, f.DrillEnded),
    ]
    figures = fold(facts_of(*rows), Scoreboard()).figures()
    # on shift 3 x 40 + 1 x 60 = 180 s; busy 20 + 10 s; handle 0 -> 60 s
    assert (figures.seats[0].on_shift_ms, figures.seats[0].busy_ms, figures.seats[0].longest_inbox) == (
        180_000,
        30_000,
        1,
    )
    assert (figures.steps[2].started, figures.steps[2].ended, figures.steps[2].median_ms) == (2, 1, 60_000)


def test_systems_by_calls_outages_and_origin() -> None:
    ended = {"ticket": 1, "system": "SYS01", "seat": "S03"}
    rows = [
        start(),
        row(0, f.SystemCallStarted, **ended),
        row(1_000, f.SystemCallEnded, **ended, feed="real"),
        row(2_000, f.SystemCallStarted, **ended),
        row(3_000, f.SystemCallEnded, **ended, feed="mock", good=False),
        row(4_000, f.SystemCallEnded, **ended, feed="missing", right=False, good=False),
        row(5_000, f.SystemWentDown, system="SYS01"),
        row(9_000, f.SystemCameUp, system="SYS01"),
        row(10_000, f.SystemWentDown, system="SYS01"),
        row(12_000, f.DrillEnded),
    ]
    system = fold(facts_of(*rows), Scoreboard()).figures().systems[0]
    assert (system.calls, system.real, system.mock, system.missing, system.link) == (2, 1, 1, 1, 0)
    assert (system.without_right, system.flawed) == (1, 1)  # a missing record is missing, not flawed
    assert (system.outages, system.down_ms) == (2, 6_000)  # 5 -> 9 s, and 10 s -> the end at 12 s


def test_consultations_and_tasks_keep_their_seat_busy() -> None:
    rows = [
        start(),
        row(0, f.ConsultStarted, ticket=1, seat="S10"),
        row(30_000, f.ConsultEnded, ticket=1, seat="S10"),
        row(40_000, f.ConsultStarted, ticket=2, seat="S10"),
        row(40_000, f.TaskStarted, seat="S11", operator=1, about="inject 1"),
        row(41_000, f.TaskStarted, seat="S11", operator=2, about="inject 1"),
        row(43_000, f.TaskEnded, seat="S11", operator=1, about="inject 1"),
        row(45_000, f.DrillEnded),
    ]
    seats = fold(facts_of(*rows), Scoreboard()).figures().seats
    assert seats[0].busy_ms == 35_000  # 30 s, and 5 s still under way
    assert (seats[1].busy_ms, seats[1].done) == (7_000, 1)  # 3 s of the first operator, 4 s so far of the second


def test_queues_know_their_longest() -> None:
    arrivals = [row(ticket, f.ContactArrived, ticket=ticket) for ticket in range(1, 6)]
    rows = [start(), *arrivals, row(6, f.CallerHungUp, ticket=5), *step(1, "Accept", "S01", 7, 8)]
    assert fold(facts_of(*rows), Scoreboard()).figures().steps[0].longest_queue == 5


def test_journals_may_follow_each_other() -> None:
    one = tiny_drill()
    assert fold(one + one, Scoreboard()).to_dict() == fold(one, Scoreboard()).merge(fold(one, Scoreboard())).to_dict()


def test_a_kind_of_a_later_version_is_skipped() -> None:
    class Unheard(Fact, frozen=True):
        pass

    assert fold([*tiny_drill(), Unheard(20 * MIN, 0, 0)], Scoreboard()).to_dict() == figures_of_tiny().to_dict()


def test_a_scoreboard_travels_between_processes() -> None:
    whole = tiny_drill()
    half = pickle.loads(pickle.dumps(fold(whole[:20], Scoreboard())))
    assert fold(whole[20:], half).to_dict() == figures_of_tiny().to_dict()


# -- laws ----------------------------------------------------------------------------------------------------------

KINDS = [kind for kind in f.KINDS.values() if kind is not f.DrillStarted]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "ticket": st.integers(1, 5),
    "into": st.integers(1, 5),
    "seat": st.sampled_from(["S01", "S02", ""]),
    "step": st.sampled_from(["accept", "transfer", "sign", "handle", "evaluate"]),
    "due": st.integers(0, 400),
    "feed": st.sampled_from(["real", "mock", "missing", "link"]),
    "operators": st.integers(0, 3),
    "satisfaction": st.integers(1, 5),
}
FOLDS = (Scoreboard, OnTime, CountsByDay, Response1315)


@st.composite
def drills(draw: st.DrawFn) -> list[Fact]:
    """Facts of any kind in any order: no engine would make them, and yet the laws hold."""
    rows = [start()]
    t = 0
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=40)):
        t += draw(st.integers(0, 30))
        rows.append(row(t, kind, **{name: draw(VALUES[name]) for name in kind.__struct_fields__ if name in VALUES}))
    return facts_of(*rows)


@settings(max_examples=40)
@given(drills(), st.integers(0, 41))
def test_a_fold_goes_on_where_it_stopped(drill: list[Fact], cut: int) -> None:
    for kind in FOLDS:
        halves = fold(drill[:cut], kind())
        halves.to_dict()  # looking never changes anything
        assert fold(drill[cut:], halves).to_dict() == fold(drill, kind()).to_dict()


@settings(max_examples=25)
@given(st.lists(drills(), min_size=3, max_size=3))
def test_drills_merge_in_any_order(three: list[list[Fact]]) -> None:
    for kind in FOLDS:
        a, b, c = (fold(drill, kind()) for drill in three)
        before = a.to_dict()
        merged = a.merge(b).merge(c).to_dict()  # type: ignore[arg-type]  # all three are of one kind
        assert merged == c.merge(a.merge(b)).to_dict() == b.merge(c).merge(a).to_dict()  # type: ignore[arg-type]  # as above
        assert a.to_dict() == before


@settings(max_examples=25)
@given(drills())
def test_one_pass_feeds_many_folds(drill: list[Fact]) -> None:
    board, on_time = Scoreboard(), OnTime()
    fold_all(drill, board, on_time)
    assert (board.to_dict(), on_time.to_dict()) == (
        fold(drill, Scoreboard()).to_dict(),
        fold(drill, OnTime()).to_dict(),
    )


# -- the baselines' folds ------------------------------------------------------------------------------------------


def calls() -> list[Fact]:
    """Three calls: 1 quick, 2 slow with two units, 3 without any unit on scene."""
    return facts_of(
        start(),
        row(0, f.ContactArrived, ticket=1, category="T01"),
        row(60_000, f.AcceptEnded, ticket=1),
        row(90_000, f.UnitDispatched, ticket=1),
        row(900_000, f.UnitArrived, ticket=1),
        row(1_000_000, f.ContactArrived, ticket=2, category="T02"),
        row(1_000_000, f.ContactArrived, ticket=3, category="T01"),
        row(1_061_000, f.AcceptEnded, ticket=2),
        row(1_100_000, f.AcceptEnded, ticket=3),
        row(1_240_000, f.UnitDispatched, ticket=2),
        row(1_300_000, f.UnitDispatched, ticket=2),
        row(1_400_000, f.UnitDispatched, ticket=3),
        row(1_950_000, f.UnitArrived, ticket=2),
        row(1_960_000, f.UnitArrived, ticket=2),
    )


def test_the_1315_clocks() -> None:
    figures = fold(calls(), Response1315()).to_dict()
    assert (figures["contacts"], figures["without_arrival"]) == (3, 1)
    assert (figures["answer"]["within"], figures["answer"]["count"]) == (1, 3)  # 60 s; 61 s and 100 s are late
    assert figures["answer"]["median_ms"] == 61_000
    assert (figures["dispatch"]["within"], figures["dispatch"]["count"]) == (1, 3)  # 90 s; 240 s and 400 s
    assert (figures["arrival"]["within"], figures["arrival"]["count"]) == (1, 2)  # 900 s; 950 s
    assert figures["arrival"]["share"] == 0.5


def test_the_dispatch_clock_may_run_from_the_answer() -> None:
    clock = fold(calls(), Response1315(base="answer")).to_dict()["dispatch"]
    assert (clock["within"], clock["count"]) == (2, 3)  # 30 s, 1,240 - 1,061 = 179 s; 300 s
    assert fold(calls(), Response1315(categories=["T02"])).contacts == 1
    with pytest.raises(ValueError, match="same base"):
        Response1315().merge(Response1315(base="answer"))


def test_cases_on_time_and_late() -> None:
    rows: list[tuple[Any, ...]] = [start(), *(row(0, f.ContactArrived, ticket=ticket) for ticket in range(1, 7))]
    rows += [limit(0, ticket, "handle", due) for ticket, due in ((1, 50), (2, 50), (3, 50), (4, 500))]
    rows += [limit(10, 2, "handle", 60)]  # extended
    rows += [row(t, f.CloseEnded, ticket=ticket) for t, ticket in ((51, 1), (60, 2), (70, 5))]
    rows += [row(100, f.DrillEnded)]
    cases = fold(facts_of(*rows), OnTime())
    # 1 closed 51 > 50, 2 closed 60 <= 60, 3 open past 50, 4 open until 500, 5 closed and 6 open without a limit
    assert cases.to_dict() == {
        "on_time": 4,
        "late": 2,
        "within": 1,
        "without_limit": 2,
        "late_closed": 1,
        "late_open": 1,
        "not_due": 1,
    }


def test_days_are_local() -> None:
    rows = [
        start(start="2017-06-01T00:00:00+08:00", zone="Asia/Taipei"),
        row(24 * HOUR - 1, f.ContactArrived, ticket=1, category="T06"),
        row(24 * HOUR, f.ContactArrived, ticket=2, category="T06"),
        row(24 * HOUR + 1, f.ContactArrived, ticket=3, category="T01"),
    ]
    counts = fold(facts_of(*rows), CountsByDay())
    assert counts.to_dict() == {"2017-06-01": {"T06": 1}, "2017-06-02": {"T01": 1, "T06": 1}}
    assert (counts.of("T06"), counts.of("T06", "2017-06-02"), counts.of()) == (2, 1, 3)


def test_days_follow_the_clock_change() -> None:
    rows = [
        start(start="2011-11-05T00:00:00-04:00", zone="America/New_York"),
        row(48 * HOUR + 30 * MIN, f.ContactArrived, ticket=1),  # 25 hours on 6 November: still that day
    ]
    assert list(fold(facts_of(*rows), CountsByDay()).to_dict()) == ["2011-11-06"]


# -- tables --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tables_are_plain_and_square(lang: Lang) -> None:
    drawn = {table.key: table for table in fold(tiny_drill(), Scoreboard()).rows(lang)}
    assert list(drawn) == ["steps", "contacts", "limits", "around", "seats", "systems"]
    assert all(len(line) == len(table.columns) for table in drawn.values() for line in table.rows)
    assert drawn["seats"].rows[1][1] == {"zh": "受理席", "en": "Intake"}[lang]
    assert drawn["steps"].rows[0][4:7] == ("33.3 %", duration(60_000, lang), duration(70_000, lang))


def test_every_word_is_in_two_languages() -> None:
    assert all(zh.strip() and en.strip() and zh != en for zh, en in WORDS.values())


def test_durations_for_people() -> None:
    spans: Sequence[tuple[int | None, str]] = (
        (None, NONE),
        (4_250, "4.2 s"),
        (59_999, "59.9 s"),
        (725_000, "12 min 5 s"),
        (11_045_000, "3 h 4 min"),
        (183_840_000, "2 d 3 h"),
    )
    assert [duration(ms, "en") for ms, _ in spans] == [text for _, text in spans]
    assert [duration(ms, "zh") for ms in (4_250, 725_000, 183_840_000)] == ["4.2 秒", "12 分 5 秒", "2 天 3 小时"]


def test_the_six_steps_are_the_plan_s() -> None:
    assert tuple(each.step for each in Scoreboard().figures().steps) == PLAN_STEPS
