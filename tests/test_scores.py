"""All scores of a drill small enough to reckon by hand, and the laws of the fold."""

from __future__ import annotations

import json
import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center import facts as f
from command_center.facts import Fact
from command_center.folds.explain import explain, indicators_of
from command_center.folds.scores import Scores
from command_center.folds.sheet import ScoreSheet
from command_center.plan.maturity import load_maturity
from tests.score_facts import HOUR, MIN, SCENARIO, Story, easy_plan

pytestmark = pytest.mark.slow  # plays whole drills

# -- a drill by hand ------------------------------------------------------------------------------------------------


def tickets(story: Story) -> None:
    """Twelve tickets: eight good ones, one late, one returned twice, one disputed and redone, one open and late."""
    for number in range(8):
        story.ticket(number, begin=number * MIN, satisfaction=(5, 4, 3, 5, None, 5, 4, 5)[number])
    story.ticket(8, due=20, close=30, satisfaction=2, solved=False, duty="H1@1", place="D2.01")
    story.ticket(9, seat="S5", satisfaction=1, solved=False, duty="", district="D1")
    for minute in (7.2, 7.4):
        story.add(minute * MIN, f.Returned, ticket=9, seat="S4", reason="not ours")
    story.add(7.5 * MIN, f.Dispatched, ticket=9, seat="S3", by="operator", round=2)
    story.ticket(10, seat="S5", satisfaction=1, solved=False)
    story.add(7.1 * MIN, f.Disputed, ticket=10, seat="S5")
    story.add(96 * MIN, f.RedoOrdered, ticket=10, seat="S5")
    story.add(96 * MIN, f.LimitSet, ticket=10, step="handle", seat="S5", due=120 * MIN)
    story.add(110 * MIN, f.CloseEnded, ticket=10, seat="S4", operator=1)
    story.add(170 * MIN, f.EvaluateEnded, ticket=10, operator=1)
    story.ticket(11, close=None)
    story.add(50 * MIN, f.ExtensionGranted, ticket=11, seat="S4")
    story.add(50 * MIN, f.PaperSigned, ticket=11, seat="S3")
    story.add(50 * MIN, f.LimitSet, ticket=11, step="handle", seat="S3", due=120 * MIN)
    story.add(130 * MIN, f.LimitSet, ticket=11, step="handle", seat="S3", due=40 * HOUR)  # after the limit: too late


def centre(story: Story) -> None:
    """The roll call, a switch of mode, a command to two grids, duties, injects, systems, an alarm."""
    for seat in ("S1", "S2", "S3", "S5"):
        story.add(0, f.SeatAnswered, seat=seat)
    story.add(3 * HOUR, f.ModeOrdered, mode="wartime", seat="S1")
    story.add(3 * HOUR + 12 * MIN, f.ModeSwitched, mode="wartime")
    story.ticket(20, begin=4 * HOUR)
    story.add(5 * HOUR, f.CommandIssued, command=1, seat="S3", ticket=-1, action="watch", place="D1", duty="H1@2")
    for node, after in (("D1.01.001.1", 20), ("D1.01.001.2", 45)):
        story.add(5 * HOUR + MIN, f.CommandSent, command=1, node=node, tier="grid", attempt=1)
        story.add(5 * HOUR + after * MIN, f.CommandAcknowledged, command=1, node=node, tier="grid")
    story.add(5 * HOUR + 10 * MIN, f.CommandLost, command=1, node="D1.01.001.2", tier="grid")
    story.add(5 * HOUR + 10 * MIN, f.CommandSent, command=1, node="D1.01.001.2", tier="grid", attempt=2)
    for about, kind in (("a", f.DutyMet), ("b", f.DutyMet), ("c", f.DutyMissed)):
        story.add(6 * HOUR, f.DutyFellDue, duty="H1@2", seat="S3", about=about, due=6 * HOUR + 30 * MIN)
        story.add(6 * HOUR + 30 * MIN, kind, duty="H1@2", seat="S3", about=about)
    for number, took in ((1, 5), (2, 25), (3, None)):
        story.add(6 * HOUR, f.InjectShown, inject=f"I{number}", seat="S3")
        if took:
            story.add(6 * HOUR + took * MIN, f.ActionTaken, seat="S3", action="act", about=f"I{number}")
    story.add(7 * HOUR, f.SystemWentDown, system="Y1")
    story.add(9 * HOUR, f.SystemCameUp, system="Y1")
    story.add(8 * HOUR, f.SensorAlarmed, sensor="Q", system="Y2", name="alarm")
    story.add(8 * HOUR + 50_000, f.AlarmShown, sensor="Q", seat="S3", because="alarm")
    for number, (feed, good, right, masked, took) in enumerate(READS):
        story.add(6 * HOUR, f.SystemCallStarted, ticket=100 + number, system="Y2", seat="S3")
        story.add(
            6 * HOUR + took * MIN, f.SystemCallEnded, ticket=100 + number, system="Y2", seat="S3", feed=feed,
            good=good, right=right, masked=masked, decisive=True,
        )  # fmt: skip


READS = (
    ("real", True, True, True, 1), ("real", True, True, True, 1), ("real", False, True, True, 1),
    ("real", True, True, False, 20), ("mock", True, True, True, 1), ("missing", False, False, True, 1),
    ("link", True, True, True, 1),
)  # fmt: skip


def flood(story: Story) -> None:
    """One point: 20 cm for 10 min, then 30 cm for 10 min; flooded 30 min, open for 12 of them; a car with 2 people."""
    for minute, depth in ((0, 20.0), (10, 30.0), (20, 0.0)):
        story.add(5 * HOUR + minute * MIN, f.DepthMeasured, point="P", depth_cm=depth)
    story.add(5 * HOUR, f.DepthPassed, point="P", depth_cm=15, rising=True)
    story.add(5 * HOUR + 12 * MIN, f.RoadClosed, point="P")
    story.add(5 * HOUR + 30 * MIN, f.DepthPassed, point="P", depth_cm=15, rising=False)
    story.add(5 * HOUR + 5 * MIN, f.CarTrapped, point="P", people=2)
    story.add(5 * HOUR + 25 * MIN, f.PeopleFreed, point="P", people=2)
    story.add(5 * HOUR, f.HouseholdsCut, place="D1", households=100)
    story.add(6 * HOUR, f.HouseholdsRestored, place="D1", households=100)
    story.add(6 * HOUR, f.PeopleMoved, place="D1", people=40)


def by_hand(scenario: Any = SCENARIO) -> Story:
    story = Story(scenario=scenario)
    tickets(story)
    centre(story)
    flood(story)
    return story.end()


@pytest.fixture(scope="module")
def sheet() -> ScoreSheet:
    return by_hand().scores().sheet(easy_plan())


INDICATORS = {
    # numerator, denominator and value of each
    # A1: dispatches: 8 good + nr 10, 11, 20 name H1@2 = 11 of 14 (8 has the old version, 9 none twice);
    #     tasks 3 of 3; command 1 of 1 -> 15 of 18
    "A1": (15, 18, 100 * 15 / 18),
    # A2: 13 tickets; 9 was returned twice, 10 disputed -> 11 of 13 (11 is open, but its limit passed)
    "A2": (11, 13, 100 * 11 / 13),
    # A3: two of three duties
    "A3": (2, 3, 200 / 3),
    # B1: all six steps: 13 tickets less nr 11 -> 12 of 13
    "B1": (12, 13, 100 * 12 / 13),
    # B2: 13 cases and one redo = 14; late are 8 and 11 -> 12 of 14
    "B2": (12, 14, 100 * 12 / 14),
    # B3: one switch in 12 min
    "B3": (1, 1, 12),
    # B4: in wartime only ticket 20 was sent: 1 min
    "B4": (1, 1, 1),
    # B5: one of two grids within 30 min
    "B5": (1, 2, 50),
    # C1: 2 systems x 10 h; one was down for 2 h -> 18 h of 20 h = 1080 of 1200 min
    "C1": (1080, 1200, 90),
    # C2: one alarm after 50 s
    "C2": (1, 1, 50),
    # C3: one extension, signed on paper again
    "C3": (1, 1, 100),
    # C4: closed tickets 8 + 8, 9, 10 + 20 = 12; nr 9 went from (S5, D1) to S3 -> 11 of 12
    "C4": (11, 12, 100 * 11 / 12),
    # D1: 9 of 10 resources
    "D1": (9, 10, 90),
    # D2: of 6 requests (the link is none) four were real, one of those after 20 min -> 3 of 6
    "D2": (3, 6, 50),
    # D3: of 4 real records three good
    "D3": (3, 4, 75),
    # D4: of 4 real reads one unmasked = 2,500 per 10,000; the refused read showed nothing
    "D4": (1, 4, 2500),
    # D5: answers: 5 4 3 5 5 4 5 | 2 1 1 | 5 (nr 20): 5 x 5, 2 x 4, one 3 -> 7.5 of 11
    "D5": (7.5, 11, 100 * 7.5 / 11),
}


@pytest.mark.parametrize("name", INDICATORS)
def test_every_indicator_by_hand(sheet: ScoreSheet, name: str) -> None:
    value = sheet.profile.indicator(name)
    assert (value.numerator, value.denominator) == INDICATORS[name][:2]
    assert value.value == pytest.approx(INDICATORS[name][2])
    assert value.low is not None
    assert value.high is not None
    assert value.low <= INDICATORS[name][2] + 1e-9
    assert value.high >= INDICATORS[name][2] - 1e-9


def test_what_is_not_rated_says_why(sheet: ScoreSheet) -> None:
    reasons = {value.id: value.reason for value in sheet.profile.indicators if not value.rated}
    assert set(reasons) == {"A4", "A5", "C5"}
    assert reasons["C5"] == ("没有真人参演", "no person played")
    plan, _ = load_maturity()
    strict = by_hand().scores().sheet(plan).profile.indicator("B2")
    assert (strict.level, strict.value, strict.reason) == (0, None, ("样本不足：14 < 30", "too few cases: 14 of 30"))


def test_the_three_rates_by_hand(sheet: ScoreSheet) -> None:
    rates = sheet.three_rates
    # 13 callers were spoken with, 5 min after opening; 11 answers, 8 of them solved and 8 at 3 or better
    assert (rates.contacted, rates.to_contact, rates.answers, rates.solved, rates.satisfied) == (13, 13, 11, 8, 8)
    # 0.2 x 1 + 0.4 x 8/11 + 0.4 x 8/11
    assert rates.combined == pytest.approx(0.2 + 0.8 * 8 / 11)


def test_what_is_around_the_steps_by_hand(sheet: ScoreSheet) -> None:
    around = sheet.around
    assert (around.dispatched, around.returned, around.disputed, around.extended) == (13, 2, 1, 1)
    assert (around.redone, around.overridden, around.paper_signed) == (1, 1, 1)
    assert around.return_share == pytest.approx(2 / 13)


def test_the_steps_by_hand(sheet: ScoreSheet) -> None:
    steps = {step.step: step for step in sheet.steps}
    assert (steps["accept"].ended, steps["accept"].median_ms) == (13, 4 * MIN)
    # the board takes the last limit that was set, so that of nr 11 is still to come there: 13 due, not 14
    assert (steps["close"].ended, steps["handle"].due, steps["handle"].on_time) == (13, 13, 12)


def test_the_departments_by_hand(sheet: ScoreSheet) -> None:
    found = {each.department: each for each in sheet.departments}
    # S3: 8 good, 8 (late), 9 (in the end), 11 (open, late) and 20 -> 10 of 12
    assert (found["S3"].due, found["S3"].on_time) == (12, 10)
    # the worst is nr 11: its limit was 2 h, the drill ended at 20 h; nr 8 was 10 min late
    assert found["S3"].worst == (("aa", 11, 18 * HOUR), ("aa", 8, 10 * MIN))
    # S5: nr 10 and its redo; D1 was sent nr 9 first and returned it
    assert (found["S5"].due, found["S5"].on_time, found["D1"].returned) == (2, 2, 2)


def test_tiers_modes_duties_and_injects_by_hand(sheet: ScoreSheet) -> None:
    grid = sheet.tiers[-1]
    assert (grid.sent, grid.attempts, grid.lost, grid.acknowledged, grid.within) == (2, 3, 1, 2, 1)
    assert [(switch.mode, switch.minutes) for switch in sheet.mode_switches] == [("wartime", 12.0)]
    assert [(duty.duty, duty.due, duty.met, duty.missed) for duty in sheet.duties] == [("H1@2", 3, 2, 1)]
    outcomes = [(each.inject, each.met, each.late, each.missed, each.not_tested) for each in sheet.expected_actions]
    # I1 after 5 of 10 min, I2 after 25, I3 never, I4 was never shown
    assert outcomes == [("I1", 1, 0, 0, 0), ("I2", 0, 1, 0, 0), ("I3", 0, 0, 1, 0), ("I4", 0, 0, 0, 1)]


def test_the_flood_by_hand(sheet: ScoreSheet) -> None:
    flood = sheet.flood
    assert flood.depth_minutes == pytest.approx(20 * 10 + 30 * 10)
    assert (flood.flooded_minutes, flood.flooded_open_minutes, flood.deepest_cm) == (30, 12, 30)
    assert (flood.cars_trapped, flood.people_trapped, flood.people_freed, flood.people_moved) == (1, 2, 2, 40)
    assert (flood.households, flood.household_minutes) == (100, 100 * 60)


def test_systems_seats_and_conversion_by_hand(sheet: ScoreSheet) -> None:
    systems = {each.system: each for each in sheet.systems}
    assert (systems["Y1"].availability, systems["Y1"].outages) == (0.8, 1)
    reads = systems["Y2"]
    assert (reads.real, reads.mock, reads.missing, reads.link, reads.decisive_mock) == (4, 1, 1, 1, 1)
    # of five decisive reads with an answer one was mock: 20 %, under the 25 % of the mock rule
    assert sheet.profile.element("D").mock_share == pytest.approx(0.2)
    assert not sheet.profile.element("D").mock_capped
    assert [seat.seat for seat in sheet.seats if seat.used] == ["S1", "S2", "S3", "S5"]  # S4 never answered the call
    # T_conv: opened at minute 4, evaluated 65 min after closing at 30: 91 min; the redo was not answered
    assert [(each.tickets, each.median_minutes) for each in sheet.t_conv] == [(11, 91.0)]


def test_a_sheet_is_plain_values(sheet: ScoreSheet) -> None:
    plain = sheet.to_dict()
    assert json.loads(json.dumps(plain)) == json.loads(json.dumps(plain))
    assert plain["profile"]["city_level"] == sheet.profile.city_level


# -- explain --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INDICATORS)
def test_the_cases_behind_a_number_are_the_number(name: str) -> None:
    cases = explain(name, [("aa", by_hand().facts())])
    numerator, denominator, _ = INDICATORS[name]
    if name == "C1":  # by system
        assert [(case.subject, case.value) for case in cases] == [("system Y1", 0.8), ("system Y2", 1.0)]
    else:
        assert len(cases) == denominator
        assert name in "B3 B4 C2" or sum(case.value for case in cases) == numerator
    assert {case.root for case in cases} == {"aa"}


def test_a_case_names_its_ticket_times_and_facts() -> None:
    facts = by_hand().facts()
    late = [case for case in explain("B2", [("aa", facts)]) if not case.counted]
    assert [case.subject for case in late] == ["ticket 8", "ticket 11"]
    assert late[0].times == (20 * MIN, 30 * MIN)
    assert [type(facts[n]) for n in late[0].facts] == [f.LimitSet, f.CloseEnded]
    assert [type(facts[n]) for n in late[1].facts] == [f.LimitSet]


def test_a_fact_leads_to_the_indicators_that_counted_it() -> None:
    facts = by_hand().facts()
    closed = next(fact for fact in facts if isinstance(fact, f.CloseEnded) and fact.ticket == 8)
    assert [(case.indicator, case.subject) for case in indicators_of(closed.n, facts)] == [
        (name, "ticket 8") for name in ("A2", "B1", "B2", "C4")
    ]


# -- remarks --------------------------------------------------------------------------------------------------------


def test_a_flawless_share_says_how_many_cases_its_level_wants() -> None:
    story = Story()
    for number in range(40):
        story.add(HOUR, f.SystemCallStarted, ticket=number, system="Y2", seat="S3")
        story.add(HOUR + MIN, f.SystemCallEnded, ticket=number, system="Y2", seat="S3", feed="real")
    sheet = story.end().scores().sheet(easy_plan())
    # D4: Wilson's upper end of 0 of 40 is 3.8415 / 43.8415 = 876.2 per 10,000; 50 wants n = 3.8415 x 199 = 764.4
    security = sheet.profile.indicator("D4")
    assert security.level == 1
    assert security.note == (
        "40 例中为 0：区间上限为 876.2 每万次，2 级要求不高于 50；至少须有 765 例且均为 0",
        "0 of 40: the upper bound of the interval is 876.2 per 10,000, level 2 wants 50 or less; at least 765 cases "
        "without one are needed",
    )
    # D3: all 40 good; the lower end is 40 / 43.8415 = 91.24 %; level 4 wants 96 %: n = 3.8415 x 0.96 / 0.04 = 92.2
    quality = sheet.profile.indicator("D3").note
    assert quality is not None
    assert quality[1] == (
        "40 of 40: the lower bound of the interval is 91.24 %, level 4 wants 96 or more; at least 93 cases, all of "
        "them good, are needed"
    )


# -- laws -----------------------------------------------------------------------------------------------------------


FACTS = by_hand().facts()
PLAN = easy_plan()


def plain(scores: Scores) -> object:
    return scores.sheet(PLAN).to_dict()


@given(st.lists(st.integers(0, len(FACTS)), max_size=4))
@settings(max_examples=15)
def test_folding_may_be_cut_anywhere(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(FACTS)]
    scores = Scores()
    for begin, end in pairwise(edges):
        scores.extend(FACTS[begin:end])
        if end:
            plain(scores)  # looking changes nothing
    assert plain(scores.named("aa")) == plain(Scores().extend(FACTS).named("aa"))


def test_two_halves_of_the_work_make_the_whole() -> None:
    board, books = (
        pickle.loads(pickle.dumps(Scores(half=half).extend(FACTS).named("aa"))) for half in ("board", "books")
    )
    assert plain(board.joined(books)) == plain(Scores().extend(FACTS).named("aa"))
    other = Scores().extend(drills()[0]).named("bb")
    assert plain(board.joined(books).merge(other)) == plain(other.merge(Scores().extend(FACTS).named("aa")))


def test_fact_by_fact_is_the_same_as_all_at_once() -> None:
    slow = Scores()
    for fact in FACTS:
        slow.apply(fact)
    assert plain(slow.named("aa")) == plain(Scores().extend(FACTS).named("aa"))


def drills() -> list[list[Fact]]:
    made = []
    for seed in range(4):
        story = Story(seed=seed)
        for number in range(6):
            story.ticket(number, begin=number * MIN, due=60 if number % (seed + 2) else 20, satisfaction=1 + number % 5)
        made.append(story.end().facts())
    return made


DRILLS = drills()


@given(st.permutations(range(4)), st.integers(1, 3))
@settings(max_examples=10)
def test_drills_merge_in_any_order_and_grouping(order: list[int], cut: int) -> None:
    parts = [Scores().extend(DRILLS[place]).named(f"root{place}") for place in order]
    left, right = parts[0], parts[cut]
    for part in parts[1:cut]:
        left = left.merge(part)
    for part in parts[cut + 1 :]:
        right = right.merge(part)
    assert plain(left.merge(right)) == plain(MERGED)


def merged() -> Scores:
    first, *rest = (Scores().extend(facts).named(f"root{place}") for place, facts in enumerate(DRILLS))
    for part in rest:
        first = first.merge(part)
    return first


MERGED = merged()


def test_journals_may_follow_each_other_in_one_stream() -> None:
    scores = Scores()
    for place, facts in enumerate(DRILLS):
        scores.extend(facts).named(f"root{place}")
    assert plain(scores) == plain(MERGED)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.integers(1, 400))
@settings(max_examples=15, deadline=None)
def test_a_portion_may_hold_the_beginnings_of_several_drills(order: list[int], size: int) -> None:
    """Also of the same drill again, whose first fact is equal to the one before."""
    row = [fact for place in order for fact in DRILLS[place]]
    one_by_one = Scores()
    for fact in row:
        one_by_one.apply(fact)
    portions = Scores()
    for begin in range(0, len(row), size):
        portions.extend(row[begin : begin + size])
    assert plain(portions) == plain(one_by_one) == plain(Scores().extend(row)) == plain(Scores().extend(iter(row)))
    assert [record.facts for record in portions.records()] == sorted(len(DRILLS[place]) for place in order)


def test_scores_travel_between_processes() -> None:
    scores = Scores().extend(FACTS[:60])
    assert plain(pickle.loads(pickle.dumps(scores)).extend(FACTS[60:])) == plain(Scores().extend(FACTS))


def test_the_fold_of_nothing_is_a_sheet_of_nothing() -> None:
    sheet = Scores().sheet(PLAN)
    assert (sheet.drills, sheet.profile.city_level, sheet.profile.city_score) == ((), 0, None)


# -- the door -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from command_center.play import run

    out = tmp_path_factory.mktemp("drill")
    run("mini-hotline", seed=3, horizon=6 * HOUR, out=out)
    return next(out.glob("*.jsonl*"))


def door(*words: object, lang: str = "en") -> int:
    from command_center.cli.app import run

    return run(["--lang", lang, *map(str, words)])


def test_score_prints_the_profile_in_both_languages(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert door("score", journal) == 0
    english = capsys.readouterr().out
    assert "Maturity profile" in english
    assert door("score", journal.parent, lang="zh") == 0
    chinese = capsys.readouterr().out
    assert "成熟度画像" in chinese
    assert "按时办结率" in chinese


def test_score_gives_json_with_every_part_of_an_indicator(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert door("score", journal, "--json") == 0
    once = json.loads(capsys.readouterr().out)
    parts = {"id", "value", "low", "high", "level", "numerator", "denominator"}
    assert len(once["indicators"]) == 20
    assert all(parts <= set(row) for row in once["indicators"])
    assert door("score", journal, journal.parent, "--json") == 0  # the same drill twice counts once
    assert json.loads(capsys.readouterr().out) == once


def test_score_explains_and_refuses_what_it_does_not_know(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert door("score", journal, "--explain", "b2", "--json") == 0
    cases = json.loads(capsys.readouterr().out)["cases"]
    assert door("score", journal, "--json") == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)["indicators"]}
    assert len(cases) == rows["B2"]["denominator"]
    assert door("score", journal, "--explain", "B2", lang="zh") == 0
    assert door("score", journal, "--explain", "B9") == 2
    assert door("score", journal, "--base", "never") == 2
    assert door("score", journal.parent / "nothing") == 2
    assert "B9" in capsys.readouterr().err
