"""The report as a document: every chapter is there or says why it is empty, opens its evidence; two languages."""

from __future__ import annotations

import ast
import re
import string
import sys
import time
from pathlib import Path

import pytest

from command_center import facts
from command_center.facts import DrillEnded, DrillStarted, Fact
from command_center.folds.actions import ACTIONS
from command_center.folds.course import Course
from command_center.folds.names import Lang
from command_center.folds.sheet import DepartmentScore
from command_center.library import names
from command_center.plan.loading import load
from command_center.plan.maturity import load_maturity
from command_center.report import charts
from command_center.report.circular import points, ranked
from command_center.report.compose import ANNEXES, CHAPTERS, compose
from command_center.report.dataset import build
from command_center.report.document import Empty, Figure, Table, Text, shown
from command_center.report.html import html
from command_center.report.judging import place, rating
from command_center.report.parts import Source, gather
from command_center.report.words import TABLE
from tests.reports import flood, flood_data, gathered

pytestmark = pytest.mark.slow  # plays whole drills

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
REPORT = Path(__file__).resolve().parents[1] / "command_center" / "report"
FIGURES = {
    "timeline-J1",
    "depth-J1",
    "heat-J1",
    "radar",
    "ladder",
    "funnel",
    "on-time",
    "queue-J1",
    "reach",
    "comparison",
}


# -- words --------------------------------------------------------------------------------------------------------


def test_every_word_stands_in_both_languages_with_the_same_gaps() -> None:
    wrong = []
    for key, (zh, en) in TABLE.items():
        gaps = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)]
        if not zh or not en or gaps[0] != gaps[1]:
            wrong.append(key)
    assert [key for key in wrong if key not in {"drill.started"}] == []


def test_every_word_a_chapter_says_is_there() -> None:
    said = set()
    for path in REPORT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    said.add(first.value)
    assert len(said) > 100
    assert said - set(TABLE) == set()


def test_every_action_of_the_shipped_plans_has_words() -> None:
    wanted: set[str] = set()
    for name in names("scenarios"):
        scenario, roster = load(name)
        wanted |= {expected.action for inject in scenario.injects for expected in inject.expected}
        wanted |= {order.action for playbook in scenario.playbooks for order in playbook.orders}
        wanted -= {duty.action for duty in roster.duties}  # these bring their own
    assert wanted - set(ACTIONS) == set()


def test_the_chinese_report_has_no_english_left_in_its_titles() -> None:
    document = flood("zh")
    titles = [section.title for section in document.sections] + [table.caption for table in document.tables()]
    heads = [column.title for table in document.tables() for column in table.columns]
    foreign = re.compile(r"[A-Za-z]{4,}")
    assert [text for text in titles + heads if foreign.search(text) and "HSEEP" not in text] == []


def test_the_english_report_has_no_chinese_but_its_mark() -> None:
    document = flood("en")
    told = html(document).decode().replace(document.mark, "")
    left = re.findall(r"[\u4e00-\u9fff]+", re.sub(r"'Noto[^>]*?'", "", told))
    assert left == []


# -- chapters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chapter_and_annex_is_there_and_none_is_blank(lang: Lang) -> None:
    document = flood(lang)
    keys = [section.key for section in document.sections]
    for key, parts in CHAPTERS:
        assert key in keys
        for name, _ in parts:
            assert not name or f"{key}-{name}" in keys
    assert {"evidence", *(key for key, _ in ANNEXES)} <= set(keys)
    below = {section.number.split(".")[0] for section in document.sections if section.depth == 2}
    blank = [s.key for s in document.sections if not s.blocks and s.number not in below and s.key != "evidence"]
    assert blank == []
    assert {figure.key for figure in document.figures()} == FIGURES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bare_journal_still_gives_every_chapter_which_says_why_it_is_empty(lang: Lang) -> None:
    start = ("nothing", "command-center", "recorded", 1, "full", "2026-07-21T08:00:00+08:00", "Asia/Shanghai")
    told: list[Fact] = [
        DrillStarted(0, 0, -1, *start, 60_000, 60_000, "", ""),
        DrillEnded(60_000, 1, 0, "completed"),
    ]
    document = compose(build([gather(Source("bare.jsonl", "ab" * 32, told))], load_maturity()), lang)
    plain = [section.key for section in document.sections if any(isinstance(block, Empty) for block in section.blocks)]
    assert {"overview-aims", "process-timeline", "process-water", "evaluation-by_aim", "evaluation-steps"} <= set(plain)
    assert {"circular", "comparison", "evaluation-duties", "evaluation-ratings"} <= set(plain)
    assert html(document)


def test_every_figure_and_table_is_linked_to_evidence_that_is_there() -> None:
    document = flood("zh")
    numbers = document.numbers()
    blocks: list[Table | Figure] = [*document.tables(), *document.figures()]
    for block in blocks:
        assert block.evidence, block.key
        assert set(block.evidence) <= set(numbers), block.key
    assert all(entry.commands for entry in document.evidence if entry.rows)
    assert sum(len(entry.rows) for entry in document.evidence) > 60


def test_evidence_names_facts_of_the_kind_it_says() -> None:
    data = flood_data()
    document = compose(data, "en")
    drill = data.drills[0]
    for entry in document.evidence:
        for _, kind, count, first, last in entry.rows:
            name = str(kind).rpartition(" ")[2]
            if name in facts.KINDS:
                assert (drill.kind(name).count, drill.kind(name).last) == (count, last)
                assert str(first).startswith(str(drill.kind(name).first[0]))


def test_commands_of_the_evidence_are_commands_of_the_program() -> None:
    for entry in flood("en").evidence:
        for command in entry.commands:
            assert re.match(r"command-center (show fact \S+ \d+|score \S+ --explain [A-D]\d)$", command), command


def test_the_root_of_every_journal_and_the_mark_are_printed() -> None:
    data = flood_data(compared=True)
    told = html(flood("en")).decode()
    assert all(drill.root in told for drill in data.compared)
    assert flood("en").mark == "EXERCISE 演练"


def test_no_operator_number_and_no_record_of_a_person_is_told() -> None:
    told = html(flood("zh")).decode()
    assert "taxpayer" not in told
    assert "declaration" not in told
    assert "坐席员" not in told


def test_several_journals_are_pooled() -> None:
    one, two = gathered("mini-hotline"), gathered("mini-hotline", seed=8, label="second/journal.jsonl.zst")
    both = build([one, two], load_maturity())
    each = [build([part], load_maturity()).sheet.contacts["arrived"] for part in (one, two)]
    assert both.sheet.contacts["arrived"] == sum(each)
    assert len(both.compared) == 2
    document = compose(both, "en")
    assert any(
        section.key == "comparison" and not isinstance(section.blocks[0], Empty) for section in document.sections
    )


def test_the_same_journals_give_the_same_page() -> None:
    again = compose(build([gathered("mini-hotline")], load_maturity()), "zh")
    assert html(again) == html(compose(build([gathered("mini-hotline")], load_maturity()), "zh"))


# -- findings and the plan ----------------------------------------------------------------------------------------


def test_every_problem_becomes_an_improvement_with_owner_due_date_indicator_and_retest() -> None:
    data = flood_data()
    assert len(data.improvements) == len(data.problems) > 0
    seats = {seat.id for seat in data.drills[0].seats}
    indicators = {row["id"] for row in data.maturity["indicators"]}
    for line in data.improvements:
        assert line.owner in seats
        assert line.due > data.drills[0].start_local[:10]
        assert line.finding.indicator in indicators
        assert (line.scenario, line.seed) == (data.drills[0].scenario.name, data.drills[0].seed)


def test_the_plan_has_no_empty_cell() -> None:
    table = next(table for table in flood("en").tables() if table.key == "plan")
    assert [row for row in table.rows if any(cell in ("", None) for cell in row)] == []


@pytest.mark.parametrize(
    ("states", "letter"),
    [
        (["met", "met"], "P"),
        (["met"] * 7 + ["late"] * 3, "S"),
        (["met", "missed"], "M"),
        (["late", "missed"], "M"),
        (["missed"], "U"),
        (["met", "not_tested"], "P"),
        (["not_tested"], ""),
    ],
)
def test_an_aim_is_rated_by_the_printed_rule(states: list[str], letter: str) -> None:
    assert rating(states) == letter


# -- circular -----------------------------------------------------------------------------------------------------


def department(name: str, due: int, on_time: int, returned: int, satisfied: float | None) -> DepartmentScore:
    answers = 0 if satisfied is None else 10
    shares = (due, on_time, on_time / due if due else None, 10, returned, returned / 10, answers)
    return DepartmentScore(name, *shares, 10 * (satisfied or 0), satisfied, ())


def test_points_are_the_weighted_mean_of_what_has_cases() -> None:
    # 50 x 0.8 + 20 x 0.9 + 30 x 0.5 = 40 + 18 + 15 = 73
    assert points(department("S1", 10, 8, 1, 0.5)) == pytest.approx(73)
    # without answers: (50 x 0.8 + 20 x 0.9) / 70 = 82.857...
    assert points(department("S1", 10, 8, 1, None)) == pytest.approx(100 * 58 / 70)


def test_equal_points_share_a_rank_and_few_cases_are_not_ranked() -> None:
    scores = [department("S1", 10, 8, 1, 0.5), department("S2", 10, 8, 1, 0.5), department("S3", 10, 9, 1, 0.5)]
    lines = ranked([*scores, department("S4", 4, 4, 0, 1.0), department("S5", 10, 1, 1, 0.5)], {}, ())
    assert [(line.id, line.rank) for line in lines] == [("S3", 1), ("S1", 2), ("S2", 2), ("S5", 4), ("S4", 0)]


# -- pictures -----------------------------------------------------------------------------------------------------


def test_a_value_stands_between_its_thresholds() -> None:
    more = {"zero": 0, "thresholds": [60, 80, 92, 98], "better": "more"}
    less = {"zero": 100, "thresholds": [50, 20, 5, 1], "better": "less"}
    assert [place(value, more) for value in (0, 30, 60, 70, 98, 100)] == [1, 1.5, 2, 2.5, 5, 5]
    assert [place(value, less) for value in (200, 75, 50, 35, 1, 0)] == [1, 1.5, 2, 2.5, 5, 5]


def test_what_a_chart_writes_cannot_break_out_of_it() -> None:
    svg = charts.funnel('<title>&"', [charts.Stage("<b>&", 3, "</svg>")])
    assert "&lt;b&gt;&amp;" in svg
    assert svg.count("</svg>") == 1


def test_queues_count_only_what_waited() -> None:
    start = ("x", "command-center", "simulated", 1, "full", "2026-07-21T08:00:00+08:00", "Asia/Shanghai")
    minute = 60_000
    told: list[Fact] = [
        DrillStarted(0, 0, -1, *start, 60 * minute, 60 * minute, "", ""),
        facts.ContactArrived(0, 1, 0, 1, "calls", 1, "call", "help", "", "", "", "", ""),
        facts.AcceptStarted(0, 2, 1, 1, "S46", 1),  # picked up at once: waited for nobody
        facts.ContactArrived(minute, 3, 0, 2, "calls", 2, "call", "help", "", "", "", "", ""),
        facts.ContactArrived(2 * minute, 4, 0, 3, "calls", 3, "call", "help", "", "", "", "", ""),
        facts.AcceptStarted(3 * minute, 5, 3, 2, "S46", 1),
        facts.CallerHungUp(10 * minute, 6, 4, 3),
        DrillEnded(60 * minute, 7, 0, "completed"),
    ]
    course = Course().extend(told).settle()
    fine = course.width // 6
    line = course.queues["accept"]
    assert max(line) == 2
    assert [waiting for at, waiting in enumerate(line) if at * fine >= 10 * minute] == [0] * (
        len(line) - 10 * minute // fine
    )


def test_cells_are_told_in_their_form() -> None:
    assert [shown(0.975, "share", "en"), shown(None, "share", "en"), shown(-1, "fact", "en")] == ["97.5 %", "–", "–"]
    assert [shown(1234567, "count", "en"), shown(65_000, "ms", "en")] == ["1,234,567", "1 min 5 s"]


def test_a_report_of_the_flood_drill_is_made_quickly(capsys: pytest.CaptureFixture[str]) -> None:
    gathered("mini-hotline")  # what is imported once
    from tests.reports import FLOOD, played

    root, told = played(FLOOD)
    begun = time.perf_counter()
    page = html(compose(build([gather(Source("flood.jsonl.zst", root, told))], load_maturity()), "zh"))
    took = time.perf_counter() - begun
    with capsys.disabled():
        sys.stdout.write(f"\n[report] HTML of {len(told):,} facts: {took:.2f} s, {len(page):,} bytes\n")
    assert took < 6  # the budget is 2 s; a busy machine gets three times that


def test_long_texts_are_paragraphs_and_tables_carry_their_width() -> None:
    for table in flood("en").tables():
        assert all(len(row) == len(table.columns) for row in table.rows), table.key
    assert any(isinstance(block, Text) for section in flood("en").sections for block in section.blocks)
    assert any(isinstance(block, Table) and block.wide for section in flood("en").sections for block in section.blocks)


@pytest.mark.parametrize("staffing", ["full", "half"])
def test_expected_actions_agree_with_the_score_sheet(staffing: str) -> None:
    from tests.reports import FLOOD

    data = build([gathered(FLOOD, staffing=staffing)], load_maturity())
    states = {(each.inject, each.seat, each.action): each.state for each in data.drills[0].expected}
    for score in data.sheet.expected_actions:
        state = states[score.inject, score.seat, score.action]
        assert getattr(score, state) == 1, score
