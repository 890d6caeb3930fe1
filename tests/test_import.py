"""Real ticket exports become scenarios and baselines: small made-up exports of each shape tell how."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command_center import facts
from command_center.facts import Fact
from command_center.folds.counts import CountsByDay, OnTime
from command_center.folds.response import Response1315
from command_center.journal import Journal, read_input, verify
from command_center.plan.loading import load
from command_center.plan.problems import PlanError
from command_center.plan.recorded_tickets import parse_tickets, read_tickets
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.recorded import ImportResult, import_tickets, load_mapping, shipped_mappings

HEAD = """\
name: small
title: {zh: 小例, en: small example}
about: {zh: 虚构, en: made up}
category_default: K2
place_default: D1
"""

HOTLINE = (
    HEAD
    + """\
zone: Asia/Taipei
date_order: ymd
clock: 24h
columns:
  reference: 編號
  arrived: {date: 日期, time: 時間}
  category: 項目
  place: {column: 地址, take: 2}
categories: {淹水: K1, 坑洞: K3}
places: {東區: D1, 西區: D3}
"""
)
HOTLINE_CSV = """\
編號,項目,地址,日期,時間
0601,淹水,東區某路12號,20170601,070000
0602,坑洞,西區某街3號,20170602,113000
0603,狗,南區某巷,20170602,235959
"""

REQUESTS = (
    HEAD
    + """\
zone: America/New_York
columns:
  reference: id
  arrived: opened
  due: target
  closed: closed
  category: kind
  channel: source
categories: {Pothole: K3}
channels: {Phone: call, App: app}
"""
)
REQUESTS_CSV = """\
id,opened,target,closed,kind,source
1,2011-07-01 01:00:00,2011-07-02 01:00:00,2011-07-01 05:00:00,Pothole,Phone
2,2011-07-01 02:00:00,2011-07-02 02:00:00,2011-07-03 05:00:00,Pothole,App
3,2011-07-01 03:00:00,2011-07-01 09:00:00,,Pothole,Fax
4,2011-07-01 04:00:00,,,Pothole,Phone
"""

CALLS = (
    HEAD
    + """\
zone: America/Los_Angeles
date_order: mdy
clock: 12h
group_by: Call
columns:
  reference: Call
  arrived: Received
  entered: Entry
  dispatched: Dispatch
  arrived_on_scene: On Scene
  closed: {column: Free, of_call: last}
  unit: Unit
"""
)
CALLS_CSV = """\
Call,Unit,Received,Entry,Dispatch,On Scene,Free
7,E1,04/07/2020 11:59:00 PM,04/07/2020 11:59:50 PM,04/08/2020 12:00:10 AM,04/08/2020 12:04:00 AM,04/08/2020 12:30:00 AM
7,M2,04/07/2020 11:59:00 PM,04/07/2020 11:59:50 PM,04/08/2020 12:00:20 AM,04/08/2020 12:03:00 AM,04/08/2020 12:40:00 AM
8,E1,04/08/2020 12:50:00 PM,04/08/2020 12:52:00 PM,04/08/2020 12:56:00 PM,,
"""


class Desk:
    """Imports small exports into fresh folders."""

    def __init__(self, folder: Path, roster: Roster) -> None:
        self.folder, self.roster = folder, roster

    def __call__(self, data: str | bytes, mapping: str, out: str = "out", lang: str = "en") -> ImportResult:
        export, rules = self.folder / "export.csv", self.folder / "map.yaml"
        export.write_bytes(data.encode() if isinstance(data, str) else data)
        rules.write_text(mapping, "utf-8")
        return import_tickets(export, rules, self.folder / out, roster=self.roster, lang=lang)

    def refusal(self, data: str | bytes, mapping: str) -> str:
        with pytest.raises(PlanError) as error:
            self(data, mapping)
        assert not (self.folder / "out").exists()
        return str(error.value)


@pytest.fixture
def desk(tmp_path: Path, mini: tuple[Scenario, Roster]) -> Desk:
    return Desk(tmp_path, mini[1])


def test_a_roster_may_be_a_shipped_name_or_a_folder(centre: Path, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text(HOTLINE_CSV, "utf-8")
    (tmp_path / "map.yaml").write_text(HOTLINE, "utf-8")
    for roster in ("mini", centre):
        result = import_tickets(tmp_path / "export.csv", tmp_path / "map.yaml", tmp_path / "out", roster=roster)
        assert load(result.scenario)[1].name == "mini"


def told(result: ImportResult) -> list[Fact]:
    """All facts of the baseline after the recipe."""
    assert verify(result.baseline, result.root) == []
    return list(Journal.open(result.baseline))[1:]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def hm(hours: int, minutes: int = 0, seconds: int = 0) -> int:
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


# -- the three shapes ---------------------------------------------------------------------------------------------


def test_hotline_cases_become_contacts_and_tickets(desk: Desk) -> None:
    result = desk(HOTLINE_CSV, HOTLINE)
    assert (result.kept, result.rejected, result.total, result.calls) == (3, 0, 3, 3)
    day = hm(24)
    assert told(result) == [
        facts.ContactArrived(hm(7), 1, 0, 1, "recorded", 1, "call", "report", "K1", "E", "D1", "", "0601"),
        facts.TicketOpened(hm(7), 2, 1, 1, "K1", "E"),
        facts.ContactArrived(day + hm(11, 30), 3, 0, 2, "recorded", 2, "call", "report", "K3", "G", "D3", "", "0602"),
        facts.TicketOpened(day + hm(11, 30), 4, 3, 2, "K3", "G"),
        facts.ContactArrived(
            day + hm(23, 59, 59), 5, 0, 3, "recorded", 3, "call", "report", "K2", "U", "D1", "", "0603"
        ),
        facts.TicketOpened(day + hm(23, 59, 59), 6, 5, 3, "K2", "U"),
        facts.DrillEnded(2 * day, 7, 0, "completed"),
    ]


def test_the_recipe_of_a_baseline_says_that_it_is_recorded(desk: Desk) -> None:
    started = Journal.open(desk(HOTLINE_CSV, HOTLINE).baseline).started
    assert (started.origin, started.scenario_name, started.start) == (
        "recorded",
        "recorded-small",
        "2017-06-01T00:00:00+08:00",
    )
    assert json.loads(started.scenario)["recorded"]["rows"] == 3


def test_requests_with_targets_are_on_time_or_late_by_their_dates(desk: Desk) -> None:
    result = desk(REQUESTS_CSV, REQUESTS)
    on_time = OnTime().extend(Journal.open(result.baseline))
    assert on_time.parts() == {"within": 1, "without_limit": 1, "late_closed": 1, "late_open": 1, "not_due": 0}
    assert told(result)[-1] == facts.DrillEnded(2 * hm(24) + hm(5), 14, 0, "completed")
    assert result.unmapped["channel"] == {"Fax": 1}


def test_calls_of_several_units_are_one_ticket_with_all_its_units(desk: Desk) -> None:
    result = desk(CALLS_CSV, CALLS)
    assert (result.kept, result.total, result.calls) == (3, 3, 2)
    assert any("3 rows are 2 calls" in note for note in result.notes)
    received, midnight = hm(23, 59), hm(24)
    assert [fact for fact in told(result) if getattr(fact, "ticket", 0) == 1] == [
        facts.ContactArrived(received, 1, 0, 1, "recorded", 1, "call", "report", "K2", "U", "D1", "", "7"),
        facts.AcceptStarted(received + 50_000, 2, 1, 1, "", 0),
        facts.AcceptEnded(received + 50_000, 3, 2, 1, "", 0),
        facts.TicketOpened(received + 50_000, 4, 3, 1, "K2", "U"),
        facts.UnitDispatched(midnight + 10_000, 5, 4, 1, "", "E1"),
        facts.UnitDispatched(midnight + 20_000, 6, 4, 1, "", "M2"),
        facts.UnitArrived(midnight + hm(0, 3), 7, 6, 1, "", "M2"),
        facts.UnitArrived(midnight + hm(0, 4), 8, 5, 1, "", "E1"),
        facts.CloseEnded(midnight + hm(0, 40), 9, 8, 1, "", 0),
    ]


def test_the_fold_of_1315_scores_recorded_calls(desk: Desk) -> None:
    clocks = Response1315("answer").extend(Journal.open(desk(CALLS_CSV, CALLS).baseline))
    assert (clocks.contacts, clocks.without_arrival) == (2, 1)
    assert (clocks.answer.within, clocks.dispatch.within, clocks.arrival.within) == (1, 1, 1)


def test_a_call_whose_unit_never_came_free_is_not_closed(desk: Desk) -> None:
    tickets = read_tickets(desk(CALLS_CSV, CALLS).tickets)
    assert [ticket.closed is None for ticket in tickets] == [False, True]
    assert tickets[0].arrived == hm(24, 3)


def test_rows_with_the_same_reference_stay_apart_without_group_by(desk: Desk) -> None:
    result = desk(HOTLINE_CSV + HOTLINE_CSV.splitlines()[1] + "\n", HOTLINE)
    assert (result.kept, result.calls) == (4, 4)
    assert any("1 rows repeat a reference" in note for note in result.notes)


# -- what lies in the folder --------------------------------------------------------------------------------------


def test_the_scenario_loads_and_finds_its_tickets_by_digest(desk: Desk) -> None:
    result = desk(HOTLINE_CSV, HOTLINE)
    scenario, _ = load(result.scenario)
    assert scenario.recorded is not None
    assert (scenario.horizon.ms, str(scenario.tail), scenario.roster) == (2 * hm(24), "2d", "mini")
    tickets = read_tickets(result.tickets, scenario.recorded.sha256)
    assert [ticket.reference for ticket in tickets] == ["0601", "0602", "0603"]
    with pytest.raises(PlanError, match="as the scenario says"):
        read_tickets(result.tickets, "0" * 64)


def test_no_address_is_kept_anywhere(desk: Desk) -> None:
    result = desk(HOTLINE_CSV + "0604,淹水,東區密路9號,20170601,99\n", HOTLINE)
    assert result.rejected == 1
    texts = [path.read_text("utf-8") for path in result.scenario.parent.iterdir() if path.suffix != ".zst"]
    assert not any("某" in text or "密路" in text for text in texts)
    assert not any("某" in str(fact) for fact in told(result))


def test_what_was_not_mapped_is_listed(desk: Desk) -> None:
    rows = table(desk(HOTLINE_CSV, HOTLINE).unmapped_file)
    assert [tuple(row.values()) for row in rows] == [
        ("category", "項目", "狗", "1", "K2"),
        ("place", "地址", "南區", "1", "D1"),
    ]


def test_unmapped_places_are_listed_without_house_numbers(desk: Desk) -> None:
    result = desk(HOTLINE_CSV, HOTLINE.replace("{column: 地址, take: 2}", "地址"))
    assert "東區某路##號" in result.unmapped["place"]


def test_spread_gives_an_address_the_same_grid_each_time(desk: Desk) -> None:
    rules = HOTLINE.replace("place_default: D1", "place_default: spread\nplace_spread: grid")
    first, again = desk(HOTLINE_CSV, rules), desk(HOTLINE_CSV, rules, "again")
    places = [ticket.place for ticket in read_tickets(first.tickets)]
    assert first.root == again.root
    assert [place.count(".") for place in places] == [3, 3, 3]
    assert (places[0][:2], places[1][:2]) == ("D1", "D3")


@pytest.mark.slow
def test_tickets_over_a_megabyte_lie_beside_the_baseline_by_digest(desk: Desk) -> None:
    row = "{n:0100},淹水,東區,20170601,070000\n"
    result = desk(HOTLINE_CSV + "".join(row.format(n=n) for n in range(9_000)), HOTLINE)
    data = result.tickets.read_bytes()
    assert read_input(result.scenario.parent, hashlib.sha256(data).hexdigest()) == data


def test_an_import_replaces_an_earlier_one_but_nothing_else(desk: Desk) -> None:
    desk(HOTLINE_CSV, HOTLINE)
    result = desk(REQUESTS_CSV, REQUESTS)
    assert result.calls == 4
    (result.scenario.parent / "diary.txt").write_text("mine", "utf-8")
    with pytest.raises(PlanError, match="holds other files"):
        desk(HOTLINE_CSV, HOTLINE)
    assert sorted(path.name for path in desk.folder.iterdir()) == ["export.csv", "map.yaml", "out"]


def test_references_that_look_like_formulas_are_made_harmless_and_read_back(desk: Desk) -> None:
    data = (
        HOTLINE_CSV.replace("\n0601,", "\n=1+1,")
        .replace("\n0602,", "\n'x,")
        .replace("\n0603,", "\n-3,")
        .replace("235959", "x")
    )
    result = desk(data, HOTLINE)
    assert [ticket.reference for ticket in read_tickets(result.tickets)] == ["=1+1", "'x"]
    assert ",'=1+1," in result.tickets.read_text("utf-8")
    assert table(result.rejected_file)[0]["編號"] == "'-3"


# -- encodings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "utf-16-le", "utf-16-be", "utf-16", "shift_jis"])
def test_a_named_encoding_is_read(desk: Desk, encoding: str) -> None:
    plain = desk(HOTLINE_CSV, HOTLINE)
    result = desk(HOTLINE_CSV.encode(encoding), HOTLINE + f"encoding: {encoding}\n", "named")
    assert (result.kept, result.rejected) == (3, 0)
    assert result.tickets.read_bytes() == plain.tickets.read_bytes()


def test_utf16_of_plain_letters_is_not_taken_for_utf8(desk: Desk) -> None:
    data = REQUESTS_CSV.encode("utf-16-le")
    assert "encoding: utf-16-le would read 「id,opened,target,closed," in desk.refusal(data, REQUESTS)
    assert desk(data, REQUESTS + "encoding: utf-16-le\n").kept == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mark_or_valid_utf8_needs_no_name(desk: Desk, encoding: str) -> None:
    assert desk(HOTLINE_CSV.encode(encoding), HOTLINE).kept == 3


def test_gzip_is_recognised_by_its_bytes(desk: Desk) -> None:
    assert desk(gzip.compress(HOTLINE_CSV.encode()), HOTLINE).kept == 3


def test_an_unknown_encoding_is_asked_for_with_samples(desk: Desk) -> None:
    refusal = desk.refusal(HOTLINE_CSV.encode("big5"), HOTLINE)
    assert "map.yaml:1: encoding: export.csv is not UTF-8" in refusal
    assert "encoding: big5 would read 「編號,項目,地址,日期,時間" in refusal
    assert all(f"encoding: {name} would read" in refusal for name in ("gb18030", "utf-16-le", "shift_jis", "cp1252"))


def test_bytes_that_are_not_in_the_encoding_cost_only_their_row(desk: Desk) -> None:
    data = HOTLINE_CSV.encode("big5").replace("坑".encode("big5"), b"\xff\xff")
    result = desk(data, HOTLINE + "encoding: big5\n")
    assert (result.kept, result.rejected) == (2, 1)
    assert table(result.rejected_file)[0]["row"] == "2"


# -- dates, clocks, zones -----------------------------------------------------------------------------------------


def test_what_the_mapping_leaves_out_is_asked_for_with_samples(desk: Desk) -> None:
    bare = CALLS.replace("zone: America/Los_Angeles\ndate_order: mdy\nclock: 12h\n", "")
    refusal = desk.refusal(CALLS_CSV, bare)
    assert "date_order: mdy would read 07 April 2020; date_order: dmy would read 04 July 2020" in refusal
    assert "clock: is not named, and '04/07/2020 11:59:00 PM' has AM or PM" in refusal
    assert "zone: America/New_York would read" in refusal


def test_dates_without_a_time_lead_to_the_column_that_has_it(desk: Desk) -> None:
    refusal = desk.refusal(HOTLINE_CSV, HOTLINE.replace("{date: 日期, time: 時間}", "日期"))
    assert "{date: 日期, time: 時間} would read 20170601 070000" in refusal
    assert "date_only: start" in refusal


def test_a_year_in_front_needs_no_date_order(desk: Desk) -> None:
    assert desk(REQUESTS_CSV, REQUESTS).rejected == 0


def times_of(desk: Desk, cells: list[str], rules: str) -> tuple[list[int], list[str]]:
    mapping = HEAD + f"columns: {{arrived: at}}\n{rules}"
    result = desk("at\n" + "".join(f"{cell}\n" for cell in cells), mapping)
    return [ticket.t for ticket in read_tickets(result.tickets)], [row["reason"] for row in table(result.rejected_file)]


def test_many_ways_to_write_a_time_are_one_time(desk: Desk) -> None:
    cells = [
        "2020-04-07 13:05:09",
        "2020/4/7 13:05:09.000",
        "20200407130509",
        "2020年4月7日 13时05分09秒",
        "2020-04-07T05:05:09Z",
    ]
    assert times_of(desk, cells, "zone: Asia/Shanghai\n") == ([hm(13, 5, 9)] * 5, [])


def test_clocks_of_twelve_hours(desk: Desk) -> None:
    cells = [
        "2020-04-07 12:30 AM",
        "2020-04-07 上午 1:00",
        "2020-04-07 12:30 p.m.",
        "2020-04-07 11:59pm",
        "2020-04-07 13:00 PM",
    ]
    times, reasons = times_of(desk, [*cells, "2020-04-07 13:00"], "zone: Asia/Shanghai\nclock: 12h\n")
    assert times == [hm(0, 30), hm(1), hm(12, 30), hm(23, 59)]
    assert ["not on a clock of 12 hours" in reasons[0], "lacks AM or PM" in reasons[1]] == [True, True]


@pytest.mark.parametrize(("rule", "hours"), [("first", [0, 1.5]), ("second", [0, 2.5]), ("reject", [0])])
def test_a_time_that_happened_twice(desk: Desk, rule: str, hours: list[float]) -> None:
    cells = ["2011-11-06 00:00:00", "2011-11-06 01:30:00"]
    times, reasons = times_of(desk, cells, f"zone: America/New_York\nambiguous: {rule}\n")
    assert [time / hm(1) for time in times] == hours
    assert ["happened twice" in reason for reason in reasons] == [True] * (2 - len(hours))


@pytest.mark.parametrize(("rule", "hours"), [("forward", [0, 2.5]), ("reject", [0])])
def test_a_time_that_never_was(desk: Desk, rule: str, hours: list[float]) -> None:
    cells = ["2011-03-13 00:00:00", "2011-03-13 02:30:00"]
    times, reasons = times_of(desk, cells, f"zone: America/New_York\nnonexistent: {rule}\n")
    assert [time / hm(1) for time in times] == hours
    assert ["does not exist" in reason for reason in reasons] == [True] * (2 - len(hours))


# -- rows that cannot be read -------------------------------------------------------------------------------------


BAD = [
    "9,2011-02-30 01:00:00,,,x,y",
    "9,yesterday,,,x,y",
    "9,,,,x,y",
    "9,2011-07-01 01:00:00",
    "9,2011-07-05 01:00:00,,2011-07-01 01:00:00,x,y",
    "",
    "9,2011-07-01 01:00:00,,,a\0b,y",
    f"9,2011-07-01 01:00:00,,,{'a' * 40_000},y",
    f"9,2011-07-01 01:00:00,,,{'a' * 200_000},y",
]
"""Rows that cannot be read, each for a reason of its own."""


def test_the_tables_of_an_import_are_in_the_language_asked_for_and_open_in_excel(desk: Desk) -> None:
    result = desk(REQUESTS_CSV + "\n".join(BAD) + "\n", REQUESTS, lang="zh")
    for file in (result.rejected_file, result.unmapped_file):
        assert file.read_bytes().startswith(codecs.BOM_UTF8)
    reasons = [row["reason"] for row in table(result.rejected_file)]
    assert reasons == [
        "按日期顺序 ymd，没有 '2011-02-30' 这一天",
        "''yesterday' 不是日期",  # guarded against spreadsheets
        "没有到达时间",
        "有 2 格，首行有 6 列",
        "办结比到达早 345600 秒",
        "空行",
        "含有空字节",
        "有一格超过 32767 个字符",
        "无法按 CSV 读取",
    ]


def test_every_rejected_row_has_its_number_line_and_reason(desk: Desk) -> None:
    result = desk(REQUESTS_CSV + "\n".join(BAD) + "\n", REQUESTS)
    rows = table(result.rejected_file)
    assert (result.kept, result.rejected, result.total) == (4, 9, 13)
    assert [(row["row"], row["line"]) for row in rows] == [(str(n), str(n + 1)) for n in range(5, 14)]
    wanted = (
        "no such day",
        "not a date",
        "no time of arrival",
        "has 2 cells",
        "closed lies 345600 s before",
        "empty row",
    )
    for row, reason in zip(rows, (*wanted, "NUL byte", "longer than 32767", "field larger than"), strict=True):
        assert reason in row["reason"]


def test_a_line_without_end_is_rejected_and_reading_goes_on(desk: Desk) -> None:
    result = desk(REQUESTS_CSV + "a" * 3_000_000 + "\n" + REQUESTS_CSV.splitlines()[1], REQUESTS)
    assert (result.kept, result.rejected, result.total) == (5, 1, 6)


def test_a_bomb_is_refused_before_it_is_unpacked(desk: Desk) -> None:
    assert "is over 100,000 bytes when unpacked" in desk.refusal(
        gzip.compress(b"\n" * 10_000_000), REQUESTS + "size_limit: 100000\n"
    )


def test_an_export_without_one_readable_row_is_refused_with_the_counts(desk: Desk) -> None:
    refusal = desk.refusal("id,opened,target,closed,kind,source\n1,x,,,,\n", REQUESTS)
    assert "kept 0, rejected 1, total 1; the first reason: 'x' is not a date" in refusal


@pytest.mark.parametrize("data", [b"", b"\x1f\x8bnot gzip at all", b"\n\n"])
def test_files_that_are_no_table_are_refused(desk: Desk, data: bytes) -> None:
    assert "export.csv:1: " in desk.refusal(data, REQUESTS)


GARBAGE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(str.encode),
    st.text('",\n2017-6 :\0', max_size=200).map(str.encode),
)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(garbage=GARBAGE)
def test_kept_and_rejected_are_the_total_whatever_the_file_holds(desk: Desk, garbage: bytes) -> None:
    result = desk(REQUESTS_CSV.encode("gb18030") + garbage, REQUESTS + "encoding: gb18030\n")
    assert result.kept + result.rejected == result.total
    assert result.kept >= 3
    assert len(table(result.rejected_file)) == result.rejected


@settings(max_examples=60)
@given(data=st.binary(max_size=300))
def test_a_file_that_no_import_wrote_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(PlanError) as error:
        parse_tickets(data, "file.csv")
    assert error.value.problems[0].line >= 1


# -- mappings -----------------------------------------------------------------------------------------------------


def test_every_error_of_a_mapping_has_its_line(desk: Desk) -> None:
    refusal = desk.refusal(REQUESTS_CSV, REQUESTS.replace("Pothole: K3", "Pothole: K9"))
    assert "map.yaml:14: categories.Pothole: the roster has no category K9" in refusal
    assert "no columns named 'shut'" in desk.refusal(REQUESTS_CSV, REQUESTS.replace("closed: closed", "closed: shut"))
    assert "no IANA time zone" in desk.refusal(REQUESTS_CSV, REQUESTS.replace("America/New_York", "Mars/Crater"))
    assert "no encoding known" in desk.refusal(REQUESTS_CSV, REQUESTS + "encoding: klingon\n")
    assert "the roster's city has no place 'D9'" in desk.refusal(REQUESTS_CSV, REQUESTS + "places: {x: D9}\n")


def test_the_shipped_mappings_fit_the_shipped_roster() -> None:
    assert shipped_mappings() == ["boston-311", "san-francisco-fire", "taipei-1999"]
    assert [load_mapping(name)[0].name for name in shipped_mappings()] == shipped_mappings()
    with pytest.raises(PlanError, match="did you mean taipei-1999"):
        load_mapping("taipei-1998")


# -- real exports -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_june_2017_of_taipei(shared_data: Path, tmp_path: Path) -> None:
    export = shared_data / "taipei-1999-2017" / "tickets_201706.csv.gz"
    result = import_tickets(export, "taipei-1999", tmp_path / "out")
    assert (result.kept, result.rejected, result.total) == (14_996, 0, 14_996)
    days = CountsByDay().extend(Journal.open(result.baseline))
    assert (days.of("T06"), days.of("T06", "2017-06-02")) == (132, 86)


@pytest.mark.slow
def test_a_quarter_of_boston(shared_data: Path, tmp_path: Path) -> None:
    export = shared_data / "boston-311-2011-q3" / "cases_2011_q3.csv.gz"
    result = import_tickets(export, "boston-311", tmp_path / "out")
    assert (result.kept, result.rejected, result.total) == (31_828, 0, 31_828)
    on_time = OnTime().extend(Journal.open(result.baseline))
    assert (on_time.on_time, on_time.late) == (25_369, 6_459)
    parts = {"within": 20_356, "without_limit": 5_013, "late_closed": 4_827, "late_open": 1_632, "not_due": 0}
    assert on_time.parts() == parts


@pytest.mark.slow
def test_fire_calls_of_san_francisco(shared_data: Path, tmp_path: Path) -> None:
    export = shared_data / "sf-fire-2020-04" / "fire_calls_2020-04-07_20.csv.gz"
    result = import_tickets(export, "san-francisco-fire", tmp_path / "out")
    assert (result.kept, result.rejected, result.calls) == (10_410, 0, 5_292)
    clocks = Response1315("answer").extend(Journal.open(result.baseline))
    shares = [
        round(100 * clock.within / len(clock.times), 1) for clock in (clocks.answer, clocks.dispatch, clocks.arrival)
    ]
    assert (shares, clocks.without_arrival) == ([43.7, 99.2, 85.0], 174)
