"""What a newcomer meets at the door: sentences in one language, output any terminal can take, nothing left behind."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from command_center.cli import main
from command_center.cli.findings import finding
from command_center.journal import Journal, JournalError, verify
from command_center.play import run

ROOT = Path(__file__).resolve().parents[1]
Say = Callable[..., tuple[int, str, str]]
ENGLISH = re.compile(r"\b[a-z]{2,} (?!--)[a-z]{2,} [a-z]{2,}\b")
"""Three English words in a row."""


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Runs the program in an empty folder: exit code, output, what is said beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMAND_CENTER_LANG", "en")

    def told(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        return (code, *capsys.readouterr())

    return told


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journal of a small drill."""
    journal = run("mini-hotline", out=tmp_path_factory.mktemp("drill")).journal
    assert journal is not None
    return journal


# -- wrong commands and paths -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["nosuch"], ["rn", "x"], ["list", "facts", "more"], ["run", "x", "--seed"], ["run", "x", "--json=1"],
        ["run", "x", "--seed", "-1"], ["run", "x", "--seed", "many"], ["run"], ["run", "nosuch"],
        ["verify", "."], ["verify", "none"], ["show", "seat", ".", "S01"], ["replay", "none"],
        ["run", "mini-hotline", "--roster", "nosuch"], ["run", "mini-hotline", "--horizon", "9999999d"],
        ["import", "tickets", ".", "--mapping", "taipei-1999", "--out", "x"],
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_chinese_alone(say: Say, words: list[str]) -> None:
    code, out, err = say(*words, "--lang", "zh")
    assert (code, out) == (2, "")
    assert re.search(r"[\u4e00-\u9fff]{2}", err)
    assert not ENGLISH.search(err), err


@pytest.mark.parametrize(("lang", "said"), [("zh", "应在 {} 至 {} 之间"), ("en", "must be between {} and {}")])
@pytest.mark.parametrize(
    ("option", "value", "least", "most"),
    [("--port", "99999", 0, 65535), ("--port", "-1", 0, 65535), ("--speed", "0", 1, 600), ("--speed", "fast", 1, 600)],
)
def test_a_number_out_of_range_is_told_its_range(
    say: Say, lang: str, said: str, option: str, value: str, least: int, most: int
) -> None:
    code, out, err = say("serve", "mini-hotline", option, value, "--lang", lang)
    assert (code, out) == (2, "")
    assert option in err.splitlines()[0]
    assert said.format(least, most) in err.splitlines()[0]


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有读写权限"), ("en", "is not permitted")])
def test_a_folder_that_may_not_be_read_is_said_in_either_language(
    say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str, said: str
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    monkeypatch.setattr(os, "access", lambda *_, **__: False)  # the superuser may read everything
    code, out, err = say("serve", "mini-hotline", "--data", locked, "--lang", lang)
    assert (code, out) == (2, "")
    assert str(locked) in err
    assert said in err.splitlines()[0]
    assert lang == "en" or not ENGLISH.search(err)


def test_the_help_names_the_folder_where_drills_are_kept(say: Say) -> None:
    assert "drills/live" in say("serve", "--help")[1]


def test_a_folder_where_a_file_should_be_and_the_other_way_round(say: Say, tmp_path: Path) -> None:
    assert "this is a folder; a file would be right" in say("verify", tmp_path)[2]
    (tmp_path / "taken").write_text("x", "utf-8")
    assert "this is a file; a folder would be right" in say("run", "mini-hotline", "--out", "taken")[2]


def test_a_wrong_roster_is_laid_to_the_option_not_to_the_scenario(say: Say) -> None:
    code, _, err = say("run", "mini-hotline", "--roster", "d-cty")
    assert code == 2
    assert "mini-hotline" not in err.replace("d-city", "")
    assert "d-city, mini" in err


# -- journals -----------------------------------------------------------------------------------------------------


def test_every_finding_about_a_damaged_journal_has_its_chinese(played: Path, tmp_path: Path) -> None:
    data, path = played.read_bytes(), tmp_path / "j"
    spots = range(0, len(data), max(len(data) // 60, 1))
    damaged = [b"", b"x", b'{"a":1}\n', data + b"x", data + data, data[1:], data[:-1]]
    damaged += [data[:spot] for spot in spots] + [data[:spot] + b"\x01" + data[spot + 1 :] for spot in spots]
    for broken in damaged:
        path.write_bytes(broken)
        said = verify(path)
        try:
            list(Journal.open(path))
        except JournalError as error:
            said.append(str(error))
        for text in said:
            chinese = finding(text, "zh")
            assert re.search(r"[\u4e00-\u9fff]{2}", chinese), text
            assert not ENGLISH.search(chinese), chinese
            assert finding(text, "en") == text


def test_parts_of_a_journal_are_named_in_chinese() -> None:
    said = "drill/block 3: x.zst: block 12 is damaged: it cannot be decompressed (why)"
    assert finding(said, "zh") == "drill/block 3: x.zst：第 12 块：已损坏：无法解压"
    assert finding("foot: is missing after block 2: the journal is unfinished or was cut off", "zh").startswith(
        "日志尾："
    )
    assert finding("a sentence nobody knows", "zh") == "a sentence nobody knows"


def test_a_root_that_is_none_is_wrong_input_not_another_journal(say: Say, played: Path) -> None:
    code, out, err = say("verify", played, "--root", "e6e9a68a")
    assert (code, out) == (2, "")
    assert "64 hexadecimal digits" in err


def test_a_scoreboard_can_be_read_again_off_its_journal(say: Say, played: Path) -> None:
    first = say("run", "mini-hotline", "--no-journal")[1]
    again = say("show", "scoreboard", played)[1]
    assert first.partition("\nJournal:")[0] == again.rstrip("\n")
    told = json.loads(say("show", "scoreboard", played, "--json")[1])
    assert told["scoreboard"]["contacts"]["arrived"] > 0
    assert told["root"] == Journal.open(played).root


def test_a_ticket_told_as_json_does_not_repeat_the_whole_recipe(say: Say, played: Path) -> None:
    told = json.loads(say("show", "ticket", played, 1, "--json")[1])
    recipe = next(line for line in told["lines"] if line["kind"] == "drill_started")
    assert re.fullmatch(r"\(\d+ characters\)", recipe["fields"]["roster"])
    asked_for = json.loads(say("show", "fact", played, 0, "--json")[1])["lines"][0]
    assert asked_for["fields"]["roster"].startswith("{")


def test_a_seat_is_found_by_its_name_and_a_district_by_its_id(say: Say, played: Path) -> None:
    assert say("show", "seat", played, "A1")[1] == say("show", "seat", played, "受理席")[1]
    assert say("show", "seat", played, "D1")[0] == 0


def test_what_to_try_next_is_a_ticket_that_was_closed(say: Say) -> None:
    out = say("run", "mini-hotline", "--out", "here")[1]
    number = re.search(r"show ticket \S+ (\d+)", out)
    assert number is not None
    assert "close ended" in say("show", "ticket", "here/journal.jsonl.zst", number[1])[1]


# -- lists and check ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["scenarios", "rosters", "programmes", "mappings"])
def test_whatever_ships_says_where_it_lies(say: Say, what: str) -> None:
    rows = json.loads(say("list", what, "--json")[1])
    assert all(Path(row["file"]).exists() for row in rows)
    assert "to copy" in say("list", what)[2]


def test_policies_are_told_in_chinese(say: Say) -> None:
    out = say("list", "policies", "--lang", "zh")[1]
    assert "主办席位" in out
    assert not ENGLISH.search(out)


def test_a_mapping_is_checked_as_a_mapping(say: Say, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("name: x\ncolumns: {arrived: day}\nclock: 25h\n", "utf-8")
    code, out, _ = say("check", "taipei-1999", "map.yaml")
    assert code == 2
    assert "map.yaml:3: clock:" in out
    assert "roster" not in out
    assert say("check", "taipei-1999")[0] == 0


# -- terminals and Ctrl-C -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
def test_no_encoding_of_the_output_stops_the_program(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(*words: str) -> bytes:
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
        assert main(["--lang", "zh", "list", "rosters", *words]) == 0
        return raw.getvalue()

    assert b"d-city" in written()
    assert json.loads(written("--json").decode("utf-8"))[0]["title"]


def test_a_terminal_of_ascii_is_no_error() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "command_center", "--lang", "zh", "list", "rosters"]
    table = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert b"d-city" in table.stdout


def test_a_drill_that_is_stopped_leaves_no_empty_folder(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        (tmp_path / "drills" / "mini-hotline-seed1").mkdir(parents=True)
        raise KeyboardInterrupt

    monkeypatch.setattr("command_center.cli.drills.run_drill", stop)
    assert say("run", "mini-hotline")[0] == 130
    assert not (tmp_path / "drills" / "mini-hotline-seed1").exists()


def test_a_stopped_programme_says_how_far_it_came(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    plan = "name: p\ntitle: {zh: 甲, en: p}\nabout: {zh: 甲, en: p}\nseeds: {a: 1}\n"
    plan += "drills: [{name: one, title: {zh: 甲, en: p}, scenario: mini-hotline, seed: a}]\n"
    (tmp_path / "plan.yaml").write_text(plan, "utf-8")
    monkeypatch.setattr("command_center.cli.drills.run_drill", stop)
    code, _, err = say("programme", "plan.yaml", "--out", "q")
    assert code == 130
    assert "0 of 1 drills are done; the same command goes on" in err


def test_why_the_system_refuses_is_said_in_chinese() -> None:
    assert finding("a/b: cannot be written: No space left on device", "zh") == "a/b：无法写入（磁盘已满）"
    assert finding("a/b: cannot be read: Stale file handle", "zh") == "a/b：无法读取（Stale file handle）"


def test_a_drill_s_folder_stands_for_its_journal(say: Say, played: Path) -> None:
    for words in (["verify"], ["replay"], ["show", "ticket"]):
        number = ["1"] if "ticket" in words else []
        by_folder, by_file = (say(*words, path, *number) for path in (played.parent, played))
        assert by_folder == by_file
        assert by_file[0] == 0
