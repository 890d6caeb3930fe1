"""Stories of one ticket, one seat and one fact, with causes and effects both ways, in two languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from command_center import facts as f
from command_center.facts import Fact
from command_center.folds.clock import Clock
from command_center.folds.names import (
    FIELD_NAMES,
    KIND_NAMES,
    NATURE_NAMES,
    STAFFING_NAMES,
    URGENCY_NAMES,
    VALUE_NAMES,
    Lang,
    word,
)
from command_center.folds.pictures.told import told
from command_center.folds.stories import Story, fact_story, seat_story, ticket_story
from command_center.folds.values import coded
from command_center.library import names
from command_center.plan.loading import effective_practice, load
from command_center.plan.recorded_tickets import CHANNELS, NATURES
from command_center.plan.scenario import Colour

ROOT = Path(__file__).resolve().parents[1]
ROSTER = (
    '{"seats":[{"id":"S01","zh":"受理席","en":"Intake"},{"id":"S67","zh":"消防席","en":"Fire"}],'
    '"city":{"districts":[{"zh":"东区","en":"East"}],'
    '"low_points":[{"id":"P1","zh":"一号涵洞","en":"First underpass"}]}}'
)
START = ("rain", "1.0", "simulated", 1, "full", "2026-07-20T12:00:00+08:00", "Asia/Shanghai", 0, 0, "{}", ROSTER)


def flood() -> list[Fact]:
    """A trapped car becomes ticket 7, a command goes out for it, the road is closed; ticket 8 is another matter."""
    return [
        f.DrillStarted(0, 0, -1, *START),
        f.DepthPassed(1_000, 1, 0, "P1", 27, True),
        f.CarTrapped(2_000, 2, 1, "P1", 2),
        f.ContactArrived(3_500, 3, 2, 7, "flood", 1, "call", "help", "T24", "E", "D1", "rain", ""),
        f.ContactArrived(4_000, 4, 0, 8, "calls", 1, "call", "help", "T01", "G", "D1", "", ""),
        f.AcceptStarted(5_000, 5, 3, 7, "S01", 1),
        f.AcceptStarted(5_000, 6, 4, 8, "S01", 2),
        f.LimitSet(5_000, 7, 5, 7, "handle", "S67", 60_000),
        f.CommandIssued(6_000, 8, 5, 3, "S67", 7, "rescue", "D1", "Q1 v2"),
        f.CommandSent(6_000, 9, 8, 3, "D1", "district", 1),
        f.CommandSent(6_000, 10, 4, 4, "D1", "district", 1),
        f.RoadClosed(9_000, 11, 9, "P1"),
        f.RoadOpened(9_500, 12, 11, "P1"),
    ]


def numbers(story: Story, role: str) -> list[int]:
    """The facts of a story that play a role."""
    return [line.n for line in story.lines if line.role == role]


def test_a_ticket_with_what_led_to_it_and_what_it_set_off() -> None:
    story = ticket_story(flood, 7)
    assert numbers(story, "story") == [3, 5, 7, 8, 9]  # its command belongs to it, the command of ticket 8 does not
    assert numbers(story, "cause") == [2]
    assert numbers(story, "effect") == [11]


def test_a_seat_s_story() -> None:
    story = seat_story(flood, "S01")
    assert numbers(story, "story") == [5, 6]
    assert numbers(story, "cause") == [3, 4]
    assert numbers(story, "effect") == [7, 8]


def test_a_fact_with_its_chain_and_all_that_followed() -> None:
    story = fact_story(flood, 5)
    assert [(line.n, line.role, line.depth) for line in story.lines] == [
        (0, "cause", 0),
        (1, "cause", 1),
        (2, "cause", 2),
        (3, "cause", 3),
        (5, "story", 4),
        (7, "effect", 5),
        (8, "effect", 5),
        (9, "effect", 6),
        (11, "effect", 7),
        (12, "effect", 8),
    ]


def test_what_the_journal_does_not_know_has_no_lines() -> None:
    assert ticket_story(flood, 99).lines == seat_story(flood, "S99").lines == ()
    assert fact_story(flood, 13).lines == fact_story(flood, -1).lines == ()


def test_the_text_reads_in_both_languages() -> None:
    text = {lang: ticket_story(flood, 7).text(lang) for lang in ("zh", "en")}
    assert text["en"][1] == (
        "        3  2026-07-20 12:00:03.500  contact arrived: ticket 7, source flood, key 1, channel call,"
        " nature request for help, category T24, urgency E emergency, place D1, event rain [<- 2]"
    )
    assert text["en"][3] == (
        "        7  2026-07-20 12:00:05  limit set: ticket 7, step handle, seat S67 Fire,"
        " due 2026-07-20 12:01:00 [<- 5]"
    )
    assert text["zh"][2] == "        5  2026-07-20 12:00:05  受理开始: 工单 7, 席位 S01 受理席, 坐席员 1 [<- 3]"
    assert text["zh"][0].startswith("<       2  2026-07-20 12:00:02  车辆被困: 积水点 P1 一号涵洞")
    assert text["en"][-1].startswith(">      11  ")


def test_codes_are_told_in_words_and_what_is_about_no_ticket_names_none() -> None:
    roster = ROSTER[:-1] + ',"duties":[{"id":"FL19","zh":"召开会商会","en":"Hold the flood meeting","action":"meet"}]}'
    facts: list[Fact] = [
        f.DrillStarted(0, 0, -1, *START[:-1], roster),
        f.WarningIssued(0, 1, 0, "orange"),
        f.DutyFellDue(0, 2, 1, "warning.orange/set_level_II", "S01", "orange", 60_000),
        f.DutyFellDue(0, 3, 1, "FL19@1", "S01", "II", 60_000),
        f.ActionTaken(0, 4, 3, "S01", "meet", "II", ""),
        f.CommandIssued(0, 5, 4, 1, "S01", -1, "clear_inlets", "D1", ""),
        f.SeatStaffed(0, 6, 0, "S01", "own", "program"),
    ]
    zh = [line[32:] for line in fact_story(lambda: facts, 1).text("zh")[1:]]
    assert zh == [
        "  气象预警: 颜色 橙色 [<- 0]",
        "    职责触发: 职责条目 预警 橙色: 启动二级响应, 席位 S01 受理席, 关于 橙色, 截止 2026-07-20 12:01:00 [<- 1]",
        "    职责触发: 职责条目 FL19@1 召开会商会, 席位 S01 受理席, 关于 II 级, 截止 2026-07-20 12:01:00 [<- 1]",
        "      席位处置: 席位 S01 受理席, 动作 召开会商会, 关于 II 级 [<- 3]",
        "        指令发出: 指令 1, 席位 S01 受理席, 动作 清理雨水口, 地点 D1 [<- 4]",
    ]
    assert "played by program" in fact_story(lambda: facts, 6).text("en")[1]


def test_merged_duplicates_and_answers_of_adapters_belong_to_the_ticket() -> None:
    facts: list[Fact] = [
        f.ContactArrived(0, 0, -1, 1, "", 1, "call", "help", "T01", "G", "D1", "", ""),
        f.Merged(1, 1, 0, 2, 1),
        f.DataRequested(2, 2, 0, 5, 1, "SYS1", "R1", "S01"),
        f.DataAnswered(3, 3, 2, 5, "SYS1", "adapter csv", "x" * 500),
        f.DutyMet(4, 4, -1, "Q1 v2", "S01", "ticket 1"),
    ]
    story = ticket_story(lambda: facts, 1)
    assert numbers(story, "story") == [0, 1, 2, 3, 4]
    assert "(500 characters)" in story.text("en")[3]
    assert story.to_dict()["lines"][1]["fields"] == {"ticket": 2, "into": 1}


@pytest.mark.parametrize("table", [KIND_NAMES, FIELD_NAMES, VALUE_NAMES])
def test_names_are_in_two_languages(table: dict[str, tuple[str, str]]) -> None:
    assert all(zh.strip() and en.strip() and zh != en for zh, en in table.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_call_channels_natures_urgencies_and_staffing_by_the_same_names(lang: Lang) -> None:
    folder = ROOT / "web" / "src" / "words"
    text = "".join((folder / name).read_text("utf-8") for name in (f"pages-{lang}.ts", f"{lang}.ts"))
    known = {"nature": NATURE_NAMES, "urgency": URGENCY_NAMES, "staffing": STAFFING_NAMES, "channel": VALUE_NAMES}
    written = re.findall(r'"(?:choice\.)?(nature|urgency|staffing|channel)\.(\w+)": "(.*)",', text)
    said = {(field, code): name for field, code, name in written if code != "inject"}
    assert {field for field, _ in said} == set(known)
    for (field, code), name in said.items():
        assert name == word(known[field][code], lang), (field, code)
    assert all((field, code) in said for field in ("nature", "urgency", "staffing") for code in known[field])
    assert all(("channel", code) in said for code in CHANNELS)


def shipped_codes() -> set[tuple[str, str]]:
    """Field and code of every nature, urgency, channel and colour that shipped scenarios and rosters may bring."""
    codes = {("colour", colour) for colour in (*get_args(Colour), "none")}
    codes |= {("channel", channel) for channel in CHANNELS} | {("nature", nature) for nature in NATURES}
    for name in names("scenarios"):
        scenario, roster = load(name)
        intake = effective_practice(scenario, roster).intake
        codes |= {("nature", nature) for nature in intake.natures}
        codes |= {("channel", row.channel) for row in scenario.arrivals}
        codes |= {("channel", channel) for channel in intake.other_seats}
        codes |= {("urgency", category.urgency) for category in roster.categories}
    return codes


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_of_what_ships_has_a_name(lang: Lang) -> None:
    codes = shipped_codes()
    assert {field for field, _ in codes} == {"nature", "urgency", "channel", "colour"}
    assert [pair for pair in sorted(codes) if coded(*pair, lang) is None] == []
    assert {code for _, code in codes} - set(VALUE_NAMES) == {"none"}  # a log line may hold it without its field


def test_a_line_of_a_log_calls_a_code_by_its_field() -> None:
    arrived = f.ContactArrived(1, 1, 0, 7, "calls", 1, "app", "consult", "", "U", "", "", "")
    assert told(arrived, {}, None) == (
        "诉求到达：工单7 客户端 咨询 U 加急",
        "contact arrived: ticket 7, app, consultation, U urgent",
    )
    assert told(f.WarningIssued(1, 1, 0, "none"), {}, None) == ("气象预警：解除", "warning issued: lifted")
    assert told(f.WarningIssued(1, 1, 0, "red"), {}, None) == ("气象预警：红色", "warning issued: red")


def test_what_somebody_wrote_stands_in_a_log_as_written() -> None:
    note = f.NoteWritten(1, 1, 0, -1, "S01", "C")
    assert told(note, {}, None) == ("席位记事：S01 C", "note written: S01, C")


def test_a_line_of_a_log_tells_a_limit_as_local_time() -> None:
    clock = Clock(f.DrillStarted(0, 0, -1, *START))  # twelve o'clock on 20 July
    due = f.DutyFellDue(1_000, 1, 0, "Q1", "S01", "orange", 780_000)
    names = {"S01": ("受理席", "Intake")}
    assert told(due, names, clock) == ("职责触发：S01 受理席 限 12:13:00", "duty fell due: S01 Intake, by 12:13:00")
    later = f.LimitSet(1_000, 1, 0, 7, "handle", "S01", 86_400_000)
    assert told(later, names, clock)[1] == "limit set: ticket 7, handle, S01 Intake, by 07-21 12:00:00"
    waiting = f.InjectSynchronized(1_000, 1, 0, "I1", -1)
    assert told(waiting, {}, clock)[1] == "inject synchronized: I1"


def test_every_kind_and_field_has_a_name() -> None:
    assert set(KIND_NAMES) == set(f.KINDS)
    assert set(FIELD_NAMES) == {field for kind in f.KINDS.values() for field in f.fields_of(kind)}
    assert len({zh for zh, _ in KIND_NAMES.values()}) == len({en for _, en in KIND_NAMES.values()}) == len(KIND_NAMES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_fact_is_not_spelt_out(lang: Lang) -> None:
    started = f.DrillStarted(0, 0, -1, *START[:9], "x" * 5_000, "")
    line = fact_story(lambda: [started], 0).text(lang)[0]
    assert "5000" in line
    assert len(line) < 400
