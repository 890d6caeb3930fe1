"""Wrong input is refused at the edge: every error at once, with file, line and what would be right."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center import library
from command_center.plan.loading import (
    canonical,
    check,
    effective_practice,
    load,
    load_roster,
    load_scenario,
    roster_from_text,
    scenario_from_text,
)
from command_center.plan.problems import PlanError, Problem
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.plan.spans import MINUTE, Span
from command_center.plan.yaml_file import parse_yaml
from tests.conftest import ROOT, Edit

Mini = tuple[Scenario, Roster]


def problems_of(folder: Path, roster: Roster | None = None) -> list[Problem]:
    """What is wrong with the own centre and the scenario beside it, or with the scenario against ``roster``."""
    with pytest.raises(PlanError) as caught:
        load(folder.parent / "drill.yaml", roster)
    return list(caught.value.problems)


def roster_problems_of(folder: Path) -> list[Problem]:
    """What is wrong with the own centre alone."""
    with pytest.raises(PlanError) as caught:
        load_roster(folder)
    return list(caught.value.problems)


def one(folder: Path, roster: Roster | None = None) -> tuple[str, int, str, str]:
    """The only problem: file name, line, field, and both halves of the sentence."""
    problems = problems_of(folder, roster)
    assert len(problems) == 1, [str(problem) for problem in problems]
    problem = problems[0]
    return Path(problem.file).name, problem.line, problem.field, f"{problem.wrong}; {problem.right}"


# -- what is good -------------------------------------------------------------------------------------------------


def test_a_scenario_brings_its_roster(mini: Mini) -> None:
    scenario, roster = mini
    assert (scenario.name, roster.name) == ("mini-hotline", "mini")
    assert scenario.start.isoformat() == "2025-07-01T09:00:00+08:00"
    assert roster.holidays_from == "2025-07-01"


def test_the_canonical_text_gives_the_same_back(mini: Mini) -> None:
    scenario, roster = mini
    assert scenario_from_text(canonical(scenario)) == scenario
    assert roster_from_text(canonical(roster)) == roster
    assert canonical(roster_from_text(canonical(roster))) == canonical(roster)
    assert canonical(scenario).startswith('{"name":"mini-hotline","version":1,')
    assert "小城" in canonical(scenario)


def test_a_start_without_offset_is_local_time(centre: Path, edit: Edit) -> None:
    edit("drill.yaml", "2025-07-01T09:00:00+08:00", "2025-07-01T09:00:00")
    assert load(centre.parent / "drill.yaml")[0].start.isoformat() == "2025-07-01T09:00:00+08:00"


def test_a_scenario_lays_its_own_practice_over_the_rosters(mini: Mini) -> None:
    practice = effective_practice(*mini)
    assert practice.intake.direct == 0.6
    assert practice.intake.message == mini[1].practice.intake.message
    assert effective_practice(mini[0].model_copy(update={"practice": {}}), mini[1]) is mini[1].practice


def test_the_users_own_roster_wins_over_the_shipped_one(centre: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    centre.rename(centre.parent / "mini")
    monkeypatch.chdir(centre.parent)
    assert library.find_roster("mini") == Path("mini")
    assert library.find_scenario("drill.yaml") == Path("drill.yaml")
    assert library.find_scenario("mini-hotline") == ROOT / "scenarios" / "mini-hotline.yaml"


def test_the_library_lists_what_ships() -> None:
    assert {"mini-hotline", "hotline-month"} <= set(library.names("scenarios"))
    assert {"mini", "d-city"} <= set(library.names("seats"))


def test_the_built_pages_are_found_in_a_wheel_in_a_checkout_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_PACKAGE", tmp_path / "command_center")
    assert library.web_view() is None
    for folder in (tmp_path / "web" / "dist", tmp_path / "command_center" / "_web"):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text("<!doctype html>", "utf-8")
        assert library.web_view() == folder


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030"])
def test_tables_as_excel_saves_them_are_read_alike(centre: Path, encoding: str) -> None:
    before = load_roster(centre)
    for path in centre.glob("*.csv"):
        path.write_bytes(path.read_text("utf-8").replace("\n", "\r\n").encode(encoding))
    assert load_roster(centre) == before


def test_blank_rows_and_empty_last_columns_do_no_harm(centre: Path) -> None:
    path = centre / "shifts.csv"
    before = load_roster(centre)
    path.write_text("".join(f"{line},,\n,,,,,,\n" for line in path.read_text("utf-8").splitlines()), "utf-8")
    assert load_roster(centre) == before


def test_a_given_roster_is_taken_instead_of_the_named_one(mini: Mini, centre: Path, edit: Edit) -> None:
    edit("drill.yaml", "roster: centre", "roster: nowhere")
    assert load_scenario(centre.parent / "drill.yaml", mini[1]).roster == "nowhere"
    assert load(centre.parent / "drill.yaml", centre)[1].name == "mini"


def test_own_holidays_and_staffing_are_part_of_the_roster(centre: Path) -> None:
    (centre / "holidays.csv").write_text("date,kind\n2025/7/4,offday\n", "utf-8")
    (centre / "staffing").mkdir()
    (centre / "staffing" / "night.csv").write_text("seat,profile,operators\nA3,stand_in,2\nA2,own,\n", "utf-8")
    roster = load(centre.parent / "drill.yaml")[1]
    assert roster.holidays["2025-07-04"] == "offday"
    assert [(staff.seat, staff.operators) for staff in roster.staffing["night"]] == [("A3", 2), ("A2", 0)]


# -- tables -------------------------------------------------------------------------------------------------------

TABLE_ERRORS = [
    ("seats.csv", "hotline,0", "hotline,-1", "crews", "-1 is out of bounds; it must be at least 0"),
    ("seats.csv", "decide,Command", "rules,Command", "tier_role", "'rules' is not allowed; write one of 'dec"),
    ("seats.csv", "-AA-AA", "-AA-A", "part", "'-AA-A' does not have the right form; it must match"),
    ("seats.csv", "Q,A3", "Q,", "covered_by", "A4 is a responder (Q) but leads steps; name the M or H seat"),
    ("seats.csv", "Q,A3", "Q,A9", "covered_by", "unknown seat A9; it must be one of A1, A2"),
    ("seats.csv", "Q,A3", "Q,A4", "covered_by", "A4 covers itself; name another seat"),
    ("seats.csv", "DIS,M,,desk", "DIS,M,,disk", "shift", "unknown shift disk; did you mean desk?"),
    ("shifts.csv", "24:00,3", "25:00,3", "end", "'25:00' is not a clock time; write HH:MM, e.g. 08:30"),
    ("shifts.csv", "00:00,24:00,3", "20:00,08:00,3", "end", "ends before it begins; write two rows"),
    ("systems.csv", "yes,1\nY2", "maybe,1\nY2", "on_cloud", "'maybe' is neither yes nor no; write yes or no"),
    (
        "systems.csv",
        "2s,1000d,1h,yes,1\nY2",
        "2,1000d,1h,yes,1\nY2",
        "delay",
        "'2' is not a span of time; write",
    ),
    ("systems.csv", "link,link", "link,real", "feed", "data link does not go with feed real; link goes with"),
    ("systems.csv", "no,feed,real", ",feed,real", "vertical", "the cell is empty; write a value, e.g. no"),
    ("categories.csv", "A3,U,24h", "A5,U,24h", "seats", "lead seat A5 may not handle"),
    ("categories.csv", "Y2,HYD", "Y2,MED", "skills", "lead seat A3 lacks skill MED; it has HYD ENG"),
    ("categories.csv", "Y3 Y4,", "Y3 Y5,", "systems", "unknown system Y5; it must be one of Y1, Y2"),
    ("categories.csv", "5wd,,40", "5wd,,nan", "share", "'nan' is not a number; write a number, e.g. 0.5"),
    ("duties.csv", "5min,signed", "5min,signs", "evidence", "unknown kind of fact signs; did you mean signed"),
    ("duties.csv", "dispatched K2,A3", "dispatched K9,A3", "when", "unknown category K9; it must be one of K1"),
    ("duties.csv", "2020-01-01,2023", "2020-01-01,2019", "valid_to", "ends on 2019-12-31 before it begins"),
    ("rights.csv", "A1,Y1/*", "A1,Y7/*", "resource", "unknown provider Y7; it must be one of Y1"),
    ("rights.csv", "A1,Y1/*", "A1,R9999", "resource", "unknown resource R9999; it must be one of R01"),
]


@pytest.mark.parametrize(("file", "old", "new", "field", "words"), TABLE_ERRORS)
def test_a_wrong_cell_is_named_with_its_row(
    centre: Path, edit: Edit, file: str, old: str, new: str, field: str, words: str
) -> None:
    line = edit(file, old, new)
    found = [problem for problem in roster_problems_of(centre) if problem.file.endswith(file)]
    assert [(problem.line, problem.field) for problem in found] == [(line, field)]
    assert f"{found[0].wrong}; {found[0].right}".startswith(words)


def test_a_repeated_id_names_the_line_of_the_first(centre: Path, edit: Edit) -> None:
    edit("rights.csv", "A2,Y1/*", "A1,Y1/*")
    assert one(centre) == ("rights.csv", 3, "resource", "A1 Y1/* stands here again (first in line 2); make it unique")


def test_shifts_must_not_overlap(centre: Path, edit: Edit) -> None:
    edit("shifts.csv", "desk,all,00:00,24:00,1\n", "desk,all,00:00,12:00,1\ndesk,offday,11:00,24:00,1\n")
    assert one(centre)[:3] == ("shifts.csv", 4, "begin")


def test_rows_are_counted_over_cells_of_several_lines(centre: Path, edit: Edit) -> None:
    edit("seats.csv", "受理席,Intake", '"受理\n席","Int\nake"')
    line = edit("seats.csv", "HYD ENG,M", "HYD ENG,X")
    file, row, field, _ = one(centre)
    assert (file, row, field) == ("seats.csv", line, "half")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("shift,day,begin,end,operators", "missing columns: days; the header is shift,days,begin,end,operators"),
        ("shift,days,begin,end,operators,colour", "unknown column 'colour'; it must be one of"),
        ("shift,days,begin,end,operators,end", "column 'end' stands twice; keep one of them"),
        ("shift，days，begin，end，operators", "the columns are separated by full-width commas; write , between them"),
        ("shift,days,begin,end,operators", "has a header and no rows; write one row at least"),
        ("", "is empty; write the header shift,days,begin,end,operators"),
    ],
)
def test_a_wrong_header_is_explained(centre: Path, header: str, words: str) -> None:
    (centre / "shifts.csv").write_text(header + "\n", "utf-8")
    problems = roster_problems_of(centre)
    first = problems[0]
    assert (Path(first.file).name, first.line) == ("shifts.csv", 1)
    assert f"{first.wrong}; {first.right}".startswith(words)
    assert {Path(problem.file).name for problem in problems} == {"shifts.csv"}, "no error follows from it"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"seat,resource\nA1\n", "has 1 cells, the header 2"),
        (b"seat,resource\nA1,Y1/*,more\n", "has 3 cells, the header 2"),
        (b'seat,resource\nA1,"Y1/*\n', "is not well-formed CSV"),
        (b"s\x00e\x00a\x00t\x00", "is neither UTF-8 nor GBK text"),
        (b"seat,resource\n\xff\xff,A\n", "is neither UTF-8 nor GBK text"),
    ],
)
def test_a_table_that_is_none_is_refused(centre: Path, content: bytes, words: str) -> None:
    (centre / "rights.csv").write_bytes(content)
    assert str(roster_problems_of(centre)[0].wrong).startswith(words)


def test_a_missing_table_is_one_problem_only(centre: Path) -> None:
    (centre / "seats.csv").unlink()
    assert one(centre)[:2] == ("seats.csv", 1)


def test_all_errors_of_all_files_come_at_once(centre: Path, edit: Edit) -> None:
    edit("seats.csv", "M,,hotline", "X,,hotline")
    edit("categories.csv", "K2,停水,Water cut,010201,A3", "K2,停水,Water cut,010201,A8")
    edit("city.yaml", "population: 60000", "population: many")
    edit("practice.yaml", "close_seat: A5", "close_seat: A3")
    edit("drill.yaml", "channel: app,", "channel: fax,")
    files = [Path(problem.file).name for problem in problems_of(centre)]
    assert sorted(files) == ["categories.csv", "city.yaml", "drill.yaml", "practice.yaml", "seats.csv"]


# -- roster in YAML -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "words"),
    [
        ("roster.yaml", "seats: 6", "seats: 7", "expect.seats", "there are 6 seats, 7 are declared; mend"),
        ("roster.yaml", "seats: 6", "saets: 6", "expect.saets", "unknown count saets; did you mean seats"),
        ("city.yaml", "Asia/Shanghai", "Asia/Nowhere", "zone", "'Asia/Nowhere' is not a time zone; write e.g."),
        ("city.yaml", "streets: 9", "streets: 2", "tiers", "the tiers are 3, 2, 27, 81 with 3 districts listed"),
        (
            "city.yaml",
            "place: D2.01",
            "place: D2.04",
            "low_points[2].place",
            "unknown place D2.04; D2 has D2.01 to D2.03",
        ),
        ("city.yaml", "[27, 700]", "[27, 200]", "low_points[2].bowl", "the bowl does not rise"),
        (
            "city.yaml",
            "shift: pool, crews: 2}",
            "shift: pond, crews: 2}",
            "districts[1].shift",
            "unknown shift pond; it must",
        ),
        ("practice.yaml", "  seat: A1", "  seat: A3", "intake.seat", "seat A3 does not lead the step accept; its part"),
        (
            "practice.yaml",
            "arbiters: [A6]",
            "arbiters: [A66]",
            "steps.arbiters[1]",
            "unknown seat A66; did you mean A6",
        ),
        ("practice.yaml", '{"110": 0}', '{"110": 1.5}', "intake.handed_over", "direct, not_accepted and handed_over"),
        ("practice.yaml", "{mean: 4min, cv: 0}", "{mean: 4, cv: 0}", "intake.conversation.mean", "4 is not a span of"),
    ],
)
def test_a_wrong_key_is_named_with_its_line(
    centre: Path, edit: Edit, file: str, old: str, new: str, field: str, words: str
) -> None:
    line = edit(file, old, new)
    found = [problem for problem in roster_problems_of(centre) if problem.field == field]
    assert [(Path(problem.file).name, problem.line) for problem in found] == [(file, line)]
    assert f"{found[0].wrong}; {found[0].right}".startswith(words)


def test_full_and_half_are_no_names_for_an_own_plan(centre: Path) -> None:
    (centre / "staffing").mkdir()
    (centre / "staffing" / "half.csv").write_text("seat,profile\nA1,own\n", "utf-8")
    assert one(centre)[3] == "half is built in; give the file another name"


# -- scenario -----------------------------------------------------------------------------------------------------

INJECT = """
injects:
  - id: I1
    purpose: informational
    title: {zh: 通知, en: Notice}
    message: {zh: 通知, en: Notice}
    at: 30min
    to: [A1]
"""


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("horizon: PT8H\n", "", "horizon", "is missing; add horizon: 30min"),
        (
            "tail: P3D",
            "tail: P3D\nstafing: full",
            "stafing",
            "unknown key 'stafing'; did you mean staffing or starting?",
        ),
        ("horizon: PT8H", "horizon: 0s", "horizon", "the horizon is not longer than nothing; write e.g. PT8H"),
        ("horizon: PT8H", "horizon: 5wd", "horizon", "5wd counts working days; write a plain span"),
        ("09:00:00+08:00", "09:00:00+09:00", "start", "2025-07-01T09:00:00+09:00 does not exist so in Asia/Shanghai"),
        ("2025-07-01T09:00:00+08:00", "2025", "start", "is a bare number, not a date and time; write e.g."),
        ("2025-07-01T09:00:00+08:00", "soon", "start", "'soon' is not a date and time"),
        ("zone: Asia/Shanghai", "zone: Mars", "zone", "'Mars' is not a time zone; write e.g. Asia/Shanghai"),
        ("families:", "staffing: night\nfamilies:", "staffing", "unknown staffing night; it must be one of full, half"),
        (
            "per_day: 150}",
            "per_day: 150, hours: [1, 2]}",
            "arrivals[1].hours",
            "has 2 entries; give 24, or leave it out",
        ),
        ("per_day: 150}", "per_day: 150, categories: {K8: 1}}", "arrivals[1].categories.K8", "unknown category K8"),
        ("per_day: 150}", "per_day: 150, event: storm}", "arrivals[1].event", "unknown hazard storm; there is none"),
        ("source: app", "source: calls", "arrivals[2].source", "calls stands here again; make it unique"),
        ("direct: 0.6", "direct: 6", "practice.intake.direct", "6 is out of bounds; it must be at most 1"),
        ("desk_cv: 0.4", "desk_vc: 0.4", "practice.steps.desk_vc", "unknown key 'desk_vc'; did you mean desk_cv"),
        ("version: 1", "version: one", "version", "'one' is not a whole number; write a whole number, e.g. 3"),
        (
            "families: [hotline]",
            "families: hotline",
            "families",
            "'hotline' is not a list; write a list, e.g. [S01, S02]",
        ),
        ("families:", "hazards: [{id: H1}]\nfamilies:", "hazards[1]", "has no kind; add kind: ..."),
    ],
)
def test_a_wrong_scenario_is_explained(
    mini: Mini, centre: Path, edit: Edit, old: str, new: str, field: str, words: str
) -> None:
    line = edit("drill.yaml", old, new)
    found = problems_of(centre, mini[1])
    assert [(Path(problem.file).name, problem.field) for problem in found] == [("drill.yaml", field)]
    assert found[0].line in ((line, line + new.count("\n")) if new else (2,))
    assert f"{found[0].wrong}; {found[0].right}".startswith(words)


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("    at: 30min\n", "", "injects[1]", "I1 has neither at nor when; give exactly one"),
        ("at: 30min", "at: 30min\n    when: {fact: signed}", "injects[1].when", "I1 has both at and when"),
        ("at: 30min", "when: {fact: sined}", "injects[1].when.fact", "unknown kind of fact sined; did you mean signed"),
        (
            "at: 30min", "when: {fact: signed, where: {seet: A1}}", "injects[1].when.where.seet",
            "unknown field seet; did you mean seat",
        ),
        (
            "at: 30min", "when: {fact: signed, where: {seat: A9}}", "injects[1].when.where.seat",
            "unknown seat A9",
        ),
        ("at: 30min", "when: {fact: signed, since: I7}", "injects[1].when.since", "unknown inject I7; it must be"),
        ("to: [A1]", "to: [A1, B1]", "injects[1].to[2]", "unknown seat B1"),
        (
            "to: [A1]", "to: [A1]\n    effects: [{kind: feed, target: Y9, value: real}]",
            "injects[1].effects[1].target", "unknown system Y9",
        ),
        (
            "to: [A1]", "to: [A1]\n    effects: [{kind: set_level, value: V}]", "injects[1].effects[1].value",
            "'V' is not allowed; write one of I, II, III, IV",
        ),
        ("to: [A1]", "to: [A1]\n    objective: speed", "injects[1].objective", "unknown objective speed; it must be"),
        (
            "    to: [A1]\n", "    to: [A1]\nplaybooks: [{on: warning.pink, orders: []}]\n", "playbooks[1].on",
            "warning.pink never happens; write e.g. warning.blue",
        ),
        (
            "    to: [A1]\n",
            "    to: [A1]\nplaybooks: [{on: depth.15, orders: [{seat: A1, action: x, within: 1h, command: [D9]}]}]\n",
            "playbooks[1].orders[1].command[1]",
            "unknown place D9; the city has D1 to D3",
        ),
    ],
)  # fmt: skip
def test_a_wrong_inject_or_playbook_is_explained(
    mini: Mini, centre: Path, edit: Edit, old: str, new: str, field: str, words: str
) -> None:
    path = centre.parent / "drill.yaml"
    path.write_text(path.read_text("utf-8") + INJECT, "utf-8")
    edit("drill.yaml", old, new)
    file, _, where, said = one(centre, mini[1])
    assert (file, where) == ("drill.yaml", field)
    assert said.startswith(words)


def test_an_inject_that_is_right_is_loaded(mini: Mini, centre: Path) -> None:
    path = centre.parent / "drill.yaml"
    path.write_text(path.read_text("utf-8") + INJECT, "utf-8")
    assert load(path, mini[1])[0].injects[0].at == Span(30 * MINUTE)


def test_recorded_tickets_must_lie_beside_with_the_right_digest(centre: Path) -> None:
    path = centre.parent / "drill.yaml"
    digest = hashlib.sha256(b"rows").hexdigest()
    path.write_text(path.read_text("utf-8") + f"recorded: {{file: t.csv, sha256: '{digest}', rows: 1}}\n", "utf-8")
    assert one(centre)[2:] == (
        "recorded.file",
        "there is no file t.csv beside the scenario; put it into the same folder",
    )
    (centre.parent / "t.csv").write_bytes(b"rows")
    assert load(path)[0].recorded is not None
    (centre.parent / "t.csv").write_bytes(b"other")
    assert one(centre)[2] == "recorded.sha256"


def test_unknown_names_of_files_are_explained(centre: Path, edit: Edit) -> None:
    with pytest.raises(PlanError, match="there is no scenario mini-hotlin; did you mean mini-hotline"):
        load("mini-hotlin")
    with pytest.raises(PlanError, match="there is no roster d-cty; did you mean d-city"):
        load_roster("d-cty")
    line = edit("drill.yaml", "roster: centre", "roster: centr")
    assert one(centre)[:3] == ("drill.yaml", line, "roster")


# -- YAML itself --------------------------------------------------------------------------------------------------


def test_yaml_is_plain_data_of_version_1_2() -> None:
    text = "a: 12:30\nb: no\nc: 2025-07-01\nd: 0755\ne: [1, 2.5, true, null, ~, '1', .5, 1e3]\n110: x\nf:\n"
    assert parse_yaml(text, "x").data == {
        "a": "12:30", "b": "no", "c": "2025-07-01", "d": 755,
        "e": [1, 2.5, True, None, None, "1", 0.5, 1000.0], "110": "x", "f": None,
    }  # fmt: skip


def test_every_key_has_its_line() -> None:
    document = parse_yaml("a:\n  - b: 1\n    c: {d: 2,\n      e: 3}\n  - 4\n", "x")
    assert [document.line(*place) for place in ((), ("a",), ("a", 0), ("a", 0, "c", "e"), ("a", 1), ("a", 9))] == [
        1, 1, 2, 4, 5, 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "key 'a' repeats line 1; keep one of them"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "tag"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "is not well-formed YAML"),
        ("a: 1\n\tb: 2\n", 2, "is not well-formed YAML"),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins here; remove ---"),
        ("a: &x [*x]\n", 1, "*x cannot be used here"),
        ("a: *x\n", 1, "*x cannot be used here"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key must be plain text"),
        ("a: .nan\n", 1, ".nan is no finite number"),
        ("a: \x01\n", 1, "is not well-formed YAML"),
        ("", 1, "is empty"),
        ("# only a comment\n", 1, "is empty"),
        ("[" * 60, 1, "is nested more than 40 deep"),
    ],
)
def test_yaml_that_is_more_or_less_than_data_is_refused(text: str, line: int, words: str) -> None:
    with pytest.raises(PlanError) as caught:
        parse_yaml(text, "x.yaml")
    first = caught.value.problems[0]
    assert str(first).startswith(f"x.yaml:{line}: ")
    assert words in str(first)


def test_aliases_are_good_but_no_bomb() -> None:
    assert parse_yaml("a: &x {b: 1}\nc: *x\n", "x").data == {"a": {"b": 1}, "c": {"b": 1}}
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 9))
    with pytest.raises(PlanError, match="grows beyond 300000 entries; use fewer aliases"):
        parse_yaml("l0: &l0 [x]\n" + levels, "x")


def test_a_huge_file_is_not_even_read(centre: Path) -> None:
    os.truncate(centre / "rights.csv", 6_000_000)
    assert one(centre)[3] == "is larger than 5 MB; split it"


@settings(max_examples=40)
@given(st.text(max_size=60) | st.text(alphabet="ab:- \n[]{},&*!#'\"|>?%@1.", max_size=60))
def test_whatever_is_written_gives_data_or_problems(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        parse_yaml(text, "x")
    except PlanError as error:
        problems = error.problems
    assert all(str(problem).startswith("x:") for problem in problems)


# -- check and languages ------------------------------------------------------------------------------------------


def test_check_lists_everything_and_raises_nothing(centre: Path, edit: Edit) -> None:
    assert check([centre, centre.parent / "drill.yaml", "mini", "mini-hotline"]) == []
    edit("rights.csv", "A1,Y1/*", "A9,Y1/*")
    edit("drill.yaml", "channel: app,", "channel: fax,")
    wrong = ["rights.csv", "drill.yaml"]
    assert [
        Path(problem.file).name for problem in check([centre / "rights.csv", centre.parent / "drill.yaml"])
    ] == wrong
    assert sorted(Path(problem.file).name for problem in check([centre.parent])) == sorted(wrong)
    assert "there is no scenario nowhere.yaml" in str(check(["nowhere.yaml"])[0])


def test_a_problem_is_said_in_chinese_too(centre: Path, edit: Edit) -> None:
    edit("rights.csv", "A1,Y1/*", "A9,Y1/*")
    problem = problems_of(centre)[0]
    assert problem.text("zh").endswith("rights.csv:2: seat: 没有席位 A9；应为其中之一：A1、A2、A3、A4、A5、A6")
    assert str(problem).endswith("rights.csv:2: seat: unknown seat A9; it must be one of A1, A2, A3, A4, A5, A6")


def test_a_direct_line_names_seats_of_the_roster(centre: Path) -> None:
    path = centre / "categories.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{head},direct_line", f"{rows[0]},A3 A9", *(f"{row}," for row in rows[1:])]), "utf-8")
    (problem,) = problems_of(centre)
    assert str(problem).endswith(
        "categories.csv:2: direct_line: unknown seat A9; it must be one of A1, A2, A3, A4, A5, A6"
    )
