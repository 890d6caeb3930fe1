"""Rosters as spreadsheets save them, and the slips of a Chinese keyboard: read where it is clear, else explained."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from command_center.library import shipped
from command_center.plan.loading import check, load, load_roster
from command_center.plan.problems import PlanError, Problem
from command_center.plan.programme import load_programme
from command_center.plan.roster import Roster


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """A copy of the mini roster."""
    return Path(shutil.copytree(shipped("seats") / "mini", tmp_path / "centre"))


def text(centre: Path, file: str) -> str:
    return (centre / file).read_text("utf-8")


def change(centre: Path, file: str, old: str, new: str) -> None:
    before = text(centre, file)
    assert old in before
    (centre / file).write_text(before.replace(old, new), "utf-8")


def only(centre: Path) -> Problem:
    (problem,) = check([centre])
    return problem


REWRITTEN: list[tuple[str, Callable[[str], bytes]]] = [
    ("seats.csv", lambda text: text.replace(",", ";").encode("utf-8-sig")),
    ("seats.csv", lambda text: text.replace(",", "\t").encode("utf-16")),
    ("seats.csv", lambda text: text.replace("--", "..").replace("-S", ".S").encode("gbk")),
    ("duties.csv", lambda text: text.replace("2024-01-01", "2024/1/1").encode("gbk")),
    ("shifts.csv", lambda text: text.replace("00:00,24:00", "0:00,24:00:00").encode()),
    ("systems.csv", lambda text: text.replace(",yes,1", ",TRUE,1").encode()),
]


@pytest.mark.parametrize(("file", "rewrite"), REWRITTEN)
def test_what_a_spreadsheet_makes_of_a_table_is_the_same_roster(
    centre: Path, file: str, rewrite: Callable[[str], bytes]
) -> None:
    before: Roster = load_roster(centre)
    data = rewrite(text(centre, file))
    assert data != text(centre, file).encode()
    (centre / file).write_bytes(data)
    assert load_roster(centre) == before


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_workbook_is_not_a_table(centre: Path, start: bytes) -> None:
    (centre / "seats.csv").write_bytes(start + bytes(range(256)))
    assert str(only(centre)).endswith("is a spreadsheet or packed file, not text; save it as CSV (UTF-8)")


def test_a_row_with_a_full_width_comma_is_one_problem_and_says_so(centre: Path) -> None:
    change(centre, "seats.csv", "HYD ENG,M,,desk,2", "HYD ENG,M,,desk，2")
    assert only(centre).text("zh").endswith("有 10 格，表头有 11 格；单元格之间请用半角逗号，不用全角“，”")


def test_a_table_without_rows_is_one_problem(centre: Path) -> None:
    (centre / "seats.csv").write_text(text(centre, "seats.csv").splitlines()[0] + "\n", "utf-8")
    assert only(centre).text("zh").endswith("seats.csv:1: 只有表头，没有内容；请至少写一行")


def test_a_full_width_colon_is_named_on_its_own_line(centre: Path) -> None:
    change(centre, "roster.yaml", "  seats: 6", "  seats：6")
    line = next(at for at, line in enumerate(text(centre, "roster.yaml").splitlines(), 1) if "：" in line)
    problem = only(centre)
    assert (problem.line, str(problem.wrong)) == (line, "the colon after the key is a full-width one")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("categories.csv", "U,24h", "U,24小时"),
        ("shifts.csv", "hotline,all,00:00", "hotline,all,零点"),
        ("systems.csv", "1000d,1h,yes,1", "1000d,1h,或许,1"),
        ("seats.csv", "desk,2", "desk,两"),
        ("practice.yaml", "repeat_after: 10min", "repeat_after: 十分钟"),
    ],
)
def test_what_would_be_right_is_said_in_chinese_too(centre: Path, file: str, old: str, new: str) -> None:
    change(centre, file, old, new)
    said = check([centre])[0].text("zh")
    assert "请" in said
    assert "write" not in said


# -- scenarios ----------------------------------------------------------------------------------------------------


@pytest.fixture
def scenario(tmp_path: Path, centre: Path) -> Path:
    """A copy of the small scenario beside the copy of its roster."""
    body = (
        (shipped("scenarios") / "mini-hotline.yaml")
        .read_text("utf-8")
        .replace("roster: mini", f"roster: {centre.name}")
    )
    (tmp_path / "drill.yaml").write_text(body, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: mini-hotline", "name: ../../away", "name: '../../away' cannot be the name of a folder"),
        ("name: mini-hotline", "name: 'a:b'", "name: 'a:b' cannot be the name of a folder"),
        ("horizon: PT8H", "horizon: 99999999999d", "horizon: horizon and tail are longer than ten years"),
        ("per_day: 150", "per_day: 1e12", "is out of bounds; it must be at most 1000000"),
        ("roster: centre", "roster: centr", "there is no roster centr; did you mean centre"),
        ("roster: centre\n", "", "roster: is missing; add roster: d-city"),
        ("zone: Asia/Shanghai\n", "", "zone: is missing; add zone: Asia/Shanghai"),
        ("about:\n", "about: 我的\nx:\n", "write a table of keys and values, e.g. {zh: 名称, en: name}"),
    ],
)  # fmt: skip
def test_a_slip_in_a_scenario_is_explained(scenario: Path, old: str, new: str, words: str) -> None:
    change(scenario, "drill.yaml", old, new)
    assert words in str(check([scenario / "drill.yaml"])[0])


def test_a_chinese_name_is_a_good_name(scenario: Path) -> None:
    change(scenario, "drill.yaml", "name: mini-hotline", "name: 我的演练")
    assert load(scenario / "drill.yaml")[0].name == "我的演练"


def test_unknown_holidays_of_many_years_are_one_problem(scenario: Path) -> None:
    change(scenario, "drill.yaml", "2025-07-01T", "2031-07-01T")
    change(scenario, "drill.yaml", "PT8H", "800d")
    with pytest.raises(PlanError, match=r"the public holidays of 2031 to 2033 are not known") as caught:
        load(scenario / "drill.yaml")
    assert len(caught.value.problems) == 1


def test_a_list_whose_only_entry_is_wrong_is_not_called_too_short(tmp_path: Path) -> None:
    plan = "name: p\ntitle: {zh: 甲, en: p}\nabout: {zh: 甲, en: p}\nseeds: {a: 1}\ndrills: [{name: one, seed: a}]\n"
    (tmp_path / "plan.yaml").write_text(plan, "utf-8")
    with pytest.raises(PlanError) as caught:
        load_programme(tmp_path / "plan.yaml")
    assert [problem.field for problem in caught.value.problems] == ["drills[1].title", "drills[1].scenario"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("repeat_after: 10min", "repeat_after: 0min", "tiers.repeat_after"),
        ("progress_every: {G: 3wd", "progress_every: {G: 1ms", "around.progress_every.G"),
    ],
)
def test_what_repeats_without_a_pause_would_never_end_and_is_refused(
    centre: Path, old: str, new: str, field: str
) -> None:
    change(centre, "practice.yaml", old, new)
    problem = only(centre)
    assert (problem.field, str(problem.right)) == (field, "write 1min or more")
