"""The door: languages, help, exit codes, one line a problem, never a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import string
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command_center import facts
from command_center.cli import main
from command_center.cli.app import command_tree
from command_center.cli.door import Door, clock
from command_center.cli.helping import option_key
from command_center.cli.language import UnknownLanguage, choose
from command_center.facts import ContactArrived, DrillEnded, DrillStarted, Fact, TicketOpened
from command_center.journal import JournalWriter
from command_center.library import names
from command_center.plan.loading import canonical
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.version import VERSION
from command_center.words import TABLE

ROOT = Path(__file__).resolve().parents[1]
DOOR = ROOT / "command_center" / "cli"


class Said:
    """What a command said, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def json(self) -> Any:
        return json.loads(self.out)


Say = Callable[..., Said]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Runs the program in an empty folder, in English unless told otherwise."""
    monkeypatch.chdir(tmp_path)
    for name in ("COMMAND_CENTER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object) -> Said:
        code = main([str(word) for word in words])
        heard = capsys.readouterr()
        assert "Traceback" not in heard.err
        return Said(code, heard.out, heard.err)

    return run


@pytest.fixture
def journal(tmp_path: Path, mini: tuple[Scenario, Roster]) -> Path:
    """A journal of two contacts, written by hand."""
    scenario, roster = mini
    texts = (canonical(scenario), canonical(roster))
    start = ("mini-hotline", "command-center", "recorded", 1, "full", "2026-07-21T08:00:00+08:00", "Asia/Shanghai")
    told: list[Fact] = [
        DrillStarted(0, 0, -1, *start, 60_000, 60_000, *texts),
        ContactArrived(1_000, 1, 0, 7, "calls", 1, "call", "help", "", "", "D1", "", ""),
        TicketOpened(2_000, 2, 1, 7, "", "G"),
        ContactArrived(3_000, 3, 0, 8, "calls", 2, "call", "help", "", "", "D1", "", ""),
        DrillEnded(60_000, 4, 0, "completed"),
    ]
    path = tmp_path / "journal.jsonl.zst"
    writer = JournalWriter(path)
    writer.extend(told)
    writer.close("completed")
    return path


# -- language -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8", "COMMAND_CENTER_LANG": "ZH"}, "zh"),
        (["--lang", "en"], {"COMMAND_CENTER_LANG": "zh"}, "en"),
        (["run", "x", "--lang=zh"], {}, "zh"),
    ],
)
def test_language_is_chosen_by_option_then_environment(
    arguments: list[str], environment: dict[str, str], lang: str
) -> None:
    chosen, rest = choose(arguments, environment)
    assert chosen == lang
    assert not any(word.startswith("--lang") for word in rest)


def test_what_stands_after_two_dashes_is_nobodys_option() -> None:
    assert choose(["check", "--", "--lang", "zh"], {}) == ("en", ["check", "--", "--lang", "zh"])


@pytest.mark.parametrize(
    ("arguments", "environment"), [(["--lang", "fr"], {}), (["--lang"], {}), ([], {"COMMAND_CENTER_LANG": "x"})]
)
def test_a_language_we_do_not_speak_is_refused(arguments: list[str], environment: dict[str, str]) -> None:
    with pytest.raises(UnknownLanguage):
        choose(arguments, environment)


def test_an_unknown_language_is_one_line_and_code_2(say: Say) -> None:
    said = say("--lang", "fr", "list", "rosters")
    assert (said.code, said.out) == (2, "")
    assert said.err == "--lang: 'fr' is not a language of this program; zh or en would be right\n"


def test_both_languages_are_complete_and_have_the_same_gaps() -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, pair in TABLE.items():
        assert all(text.strip() for text in pair), key
        assert gaps(pair[0]) == gaps(pair[1]), key
        english = pair[1].replace("演练", "")  # the exercise mark stands in both
        assert not re.search(r"[\u4e00-\u9fff]", english), key


def test_every_word_of_the_table_is_used_and_every_word_used_is_in_the_table() -> None:
    code = "".join(path.read_text("utf-8") for path in DOOR.rglob("*.py"))
    used = set(re.findall(r'say\(\s*"([a-z_.]+)"', code))
    assert used - set(TABLE) == set()
    spelt = set(re.findall(r'"([a-z_]+\.[a-z_.]+)"', code))
    families = (
        "help.",
        "example.",
        "list.",
        "programme.",
        "kind.",
        "policy.",
    )  # these keys are put together from parts
    assert [key for key in TABLE if key not in spelt | used and not key.startswith(families)] == []


def test_the_door_says_nothing_outside_the_table() -> None:
    """A text with a space given straight to out or note would be of one language only."""
    code = {path.name: path.read_text("utf-8") for path in DOOR.rglob("*.py")}
    loose = [
        f"{name}: {text}"
        for name, body in code.items()
        for text in re.findall(r'\.(?:out|note)\(f?"([^"{]*[a-z]+ [^"]*)"', body)
    ]
    assert loose == []


# -- help ---------------------------------------------------------------------------------------------------------


def every_path() -> list[list[str]]:
    def walk(command: Any, path: list[str]) -> list[list[str]]:
        below = getattr(command, "commands", {})
        return [path, *(found for name, each in below.items() for found in walk(each, [*path, name]))]

    return walk(command_tree(), [])


@pytest.mark.parametrize("path", every_path(), ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_verb_has_help_in_both_languages(say: Say, path: list[str], lang: str) -> None:
    said = say(*path, "--help", "--lang", lang)
    assert (said.code, said.err) == (0, "")
    key = f"help.{'.'.join(path) or 'program'}"
    assert "".join(TABLE[key][lang == "en"].split()) in "".join(said.out.split()), "wherever the lines are broken"
    assert ("用法：" if lang == "zh" else "Usage: ") + " ".join(["command-center", *path]) in said.out
    command = command_tree()
    for verb in path:
        command = command.commands[verb]
    for param in command.params:
        assert option_key(".".join(path) or "program", str(param.name)) in TABLE


def test_version(say: Say) -> None:
    assert say("--version").out == f"command-center {VERSION}\n"


def test_no_verb_at_all_shows_the_help(say: Say) -> None:
    said = say()
    assert said.code == 2
    assert "Verbs:" in said.out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["rn", "city-waterlogging"], "rn"),
        (["run"], "SCENARIO"),
        (["run", "x", "--sed", "1"], "--sed"),
        (["run", "x", "--seed", "many"], "--seed"),
        (["run", "x", "--seed", "-1"], "--seed"),
        (["show", "ticket", "x", "one"], "NUMBER"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_command_says_what_is_wrong_and_how_it_is_written(
    say: Say, words: list[str], hint: str, lang: str
) -> None:
    said = say(*words, "--lang", lang)
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert "--help" in said.err


@pytest.mark.slow
def test_help_comes_at_once() -> None:
    """Loads neither the engine nor the models; the figure itself (0.4 s) is measured in benchmarks, not here."""
    program = "import sys; from command_center.cli import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"pydantic", "simpy", "numpy", "msgspec", "yaml", "ruamel.yaml", "chinese_calendar"}
    assert heavy & set(done.stderr.split()) == set()


# -- lists, stories, journals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["scenarios", "rosters", "programmes", "mappings", "policies", "facts"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lists_are_tables_for_people_and_json_for_machines(say: Say, what: str, lang: str) -> None:
    assert say("list", what, "--lang", lang).out.strip()
    rows = say("list", what, "--json").json()
    assert rows
    assert all(isinstance(row, dict) for row in rows)


def test_the_list_of_facts_is_complete(say: Say) -> None:
    assert [row["fact"] for row in say("list", "facts", "--json").json()] == list(facts.KINDS)


def test_an_unknown_list_names_the_known_ones(say: Say) -> None:
    said = say("list", "seats")
    assert said.code == 2
    assert "scenarios, rosters, programmes, mappings, policies, facts" in said.err


def test_a_story_is_told_in_both_languages_and_as_json(say: Say, journal: Path) -> None:
    assert "contact arrived: ticket 7" in say("show", "ticket", journal, 7).out
    assert "诉求到达: 工单 7" in say("show", "ticket", journal, 7, "--lang", "zh").out
    lines = say("show", "fact", journal, 1, "--json").json()["lines"]
    assert [(line["n"], line["role"]) for line in lines] == [(0, "cause"), (1, "story"), (2, "effect")]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("ticket", "99"), "numbered 7 to 8"),
        (("fact", "99"), "0 to 4"),
        (("seat", "nobody"), "there is no seat nobody"),
    ],
)
def test_asking_for_what_is_not_there_says_what_is(say: Say, journal: Path, words: tuple[str, str], hint: str) -> None:
    said = say("show", words[0], journal, words[1])
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert said.err.count("\n") == 1


def test_verify_finds_a_changed_byte(say: Say, journal: Path) -> None:
    good = say("verify", journal, "--json").json()
    assert good["whole"]
    assert say("verify", journal, "--root", good["root"]).code == 0
    assert say("verify", journal, "--root", "0" * 64).code == 1
    data = bytearray(journal.read_bytes())
    data[len(data) // 2] ^= 1
    journal.write_bytes(bytes(data))
    said = say("verify", journal)
    assert said.code == 1
    assert "block 1" in said.out


def test_a_journal_made_from_records_cannot_be_replayed(say: Say, journal: Path) -> None:
    said = say("replay", journal, "--check")
    assert said.code == 2
    assert "nothing to replay" in said.err


@pytest.mark.parametrize("verb", [["verify"], ["replay"], ["show", "seat"]], ids=" ".join)
def test_a_missing_or_foreign_file_is_one_line_and_code_2(say: Say, verb: list[str], tmp_path: Path) -> None:
    rest = ["S01"] if verb[0] == "show" else []
    assert say(*verb, tmp_path / "none.zst", *rest).code == 2
    if verb != ["verify"]:
        (tmp_path / "foreign").write_text("hello", "utf-8")
        said = say(*verb, tmp_path / "foreign", *rest)
        assert (said.code, said.err.count("\n")) == (2, 1)


def test_check_shows_every_error_at_once(say: Say, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(
        "name: plan\ntitle: {zh: 一, en: one}\nabout: {zh: 一, en: one}\nseeds: {a: 1}\ndrills:\n"
        "  - {name: x, title: {zh: 一, en: one}, scenario: mini-hotline, seed: a}\n"
        "  - {name: X, title: {zh: 一, en: one}, scenario: mini-hotline, seed: b}\n",
        "utf-8",
    )
    said = say("check", "plan.yaml", "none.yaml")
    assert said.code == 2
    assert [line.split(": ")[0] for line in said.out.splitlines()] == ["none.yaml:1", "plan.yaml:7", "plan.yaml:7"]
    problems = say("check", "plan.yaml", "--json").json()["problems"]
    assert {problem["field"] for problem in problems} == {"drills[2].seed", "drills[2].name"}


@pytest.mark.slow
def test_what_ships_is_without_error(say: Say) -> None:
    said = say("check", ROOT / "scenarios", ROOT / "seats" / "mini", ROOT / "seats" / "d-city", "quarter")
    assert (said.code, said.out) == (0, "")


# -- drills -------------------------------------------------------------------------------------------------------


def test_a_drill_is_played_verified_and_replayed(say: Say, tmp_path: Path) -> None:
    report = say("run", "mini-hotline", "--seed", 3, "--out", "first", "--json").json()
    assert Path(report["journal"]) == Path("first/journal.jsonl.zst")
    assert say("verify", report["journal"], "--root", report["root"]).code == 0
    assert say("replay", report["journal"], "--check", "--json").json()["equal"]
    assert sorted(path.name for path in (tmp_path / "first").iterdir()) == ["journal.jsonl.zst"]


@pytest.mark.slow
@pytest.mark.parametrize("name", names("scenarios"))
def test_every_shipped_scenario_replays_equal(say: Say, name: str) -> None:
    """From the files once, from the texts in the journal once: what a file's order of keys says must not matter."""
    report = say("run", name, "--horizon", "PT2H", "--out", "first", "--json").json()
    assert say("replay", report["journal"], "--check", "--json").json()["first_difference"] is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_scoreboard_is_printed_in_both_languages(say: Say, lang: str) -> None:
    said = say("run", "mini-hotline", "--no-journal", "--lang", lang)
    assert said.code == 0
    assert "EXERCISE 演练" in said.out
    assert ("六个环节" if lang == "zh" else "Six steps") in said.out
    assert said.err == ""  # no progress bar where nobody watches


def test_the_folder_has_a_name_and_is_not_overwritten(say: Say) -> None:
    first = say("run", "mini-hotline", "--seed", 5, "--json").json()
    assert Path(first["journal"]) == Path("drills/mini-hotline-seed5/journal.jsonl.zst")
    refused = say("run", "mini-hotline", "--seed", 5)
    assert (refused.code, refused.out) == (2, "")
    assert "--force" in refused.err
    assert say("run", "mini-hotline", "--seed", 5, "--force", "--json").json()["root"] == first["root"]


def test_without_a_journal_nothing_is_written_and_the_root_is_the_same(say: Say, tmp_path: Path) -> None:
    without = say("run", "mini-hotline", "--no-journal", "--json").json()
    assert without["journal"] is None
    assert list(tmp_path.iterdir()) == []
    assert say("run", "mini-hotline", "--json").json()["root"] == without["root"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["nowhere"], "nowhere"),
        (["mini-hotline", "--roster", "nowhere"], "nowhere"),
        (["mini-hotline", "--staffing", "most"], "full, half"),
        (["mini-hotline", "--horizon", "8 hours"], "PT8H"),
        (["mini-hotline", "--horizon", "3wd"], "PT8H"),
    ],
)
def test_wrong_input_to_run_is_one_line_and_code_2(say: Say, words: list[str], hint: str, tmp_path: Path) -> None:
    said = say("run", *words)
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_programme_is_played_and_goes_on_where_it_stopped(say: Say, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(
        "name: two\ntitle: {zh: 两场, en: two}\nabout: {zh: 两场, en: two}\nseeds: {a: 1, b: 2}\ndrills:\n"
        "  - {name: one, title: {zh: 一, en: one}, scenario: mini-hotline, seed: a, horizon: 2h}\n"
        "  - {name: other, title: {zh: 二, en: two}, scenario: mini-hotline, seed: b, staffing: half}\n",
        "utf-8",
    )
    first = say("programme", "two.yaml", "--out", "out", "--json").json()["drills"]
    assert [drill["state"] for drill in first] == ["played", "played"]
    (tmp_path / "out" / "other" / "journal.jsonl.zst").unlink()
    again = say("programme", "two.yaml", "--out", "out", "--json").json()["drills"]
    assert [drill["state"] for drill in again] == ["kept", "played"]
    assert [drill["root"] for drill in again] == [drill["root"] for drill in first]
    assert [drill["scoreboard"] for drill in again] == [drill["scoreboard"] for drill in first]
    text = (tmp_path / "two.yaml").read_text("utf-8").replace("a: 1", "a: 9")
    (tmp_path / "two.yaml").write_text(text, "utf-8")
    other = say("programme", "two.yaml", "--out", "out")
    assert other.code == 2
    assert "another drill" in other.err


def test_ctrl_c_leaves_nothing_half_written(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(JournalWriter, "extend", interrupt)
    said = say("run", "mini-hotline", "--out", "first")
    assert said.code == 130
    assert said.err == TABLE["error.interrupted"][1] + "\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_a_real_ctrl_c_in_the_middle_of_a_drill(tmp_path: Path) -> None:
    # a shell that runs us in the background has SIGINT ignored, and the child would inherit that
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{listen}; import sys; from command_center.cli import main; sys.exit(main())"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COMMAND_CENTER_LANG": "en"}
    command = [sys.executable, "-c", program, "run", "hotline-month", "--out", "first"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=-1, stderr=-1, text=True) as running:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("first/*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (130, "", TABLE["error.interrupted"][1] + "\n")
    assert list(tmp_path.glob("first/*")) == []


def test_a_reader_that_leaves_is_no_error() -> None:
    program = "import sys; from command_center.cli import main; sys.exit(main())"
    command = f"{sys.executable} -c '{program}' list facts --json | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[\n", "")


# -- progress -----------------------------------------------------------------------------------------------------


def test_the_progress_bar_shows_the_drills_own_clock(
    monkeypatch: pytest.MonkeyPatch, mini: tuple[Scenario, Roster]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setitem(os.environ, "TERM", "xterm")
    scenario = mini[0]
    with Door("en").progress("a drill", scenario.start, scenario.zone) as told:
        assert told is not None
        told(90 * 60_000, 8 * 3_600_000)
    assert clock(scenario.start, scenario.zone, 90 * 60_000) in terminal.getvalue()


def test_the_clock_of_a_drill_is_local() -> None:
    from datetime import UTC, datetime

    assert clock(datetime(2026, 7, 21, 9, 0, tzinfo=UTC), "Asia/Shanghai", 35 * 60_000) == "2026-07-21 17:35"


def test_a_fault_of_the_program_is_one_line_and_a_file_never_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a wheel came off")

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("command_center.cli.lists.show_list", fail)
    code = main(["--lang", "en", "list", "rosters"])
    said = capsys.readouterr().err
    assert code == 70
    assert "a wheel came off" in said
    assert "Traceback" not in said
    (kept,) = tmp_path.glob("command-center-fault-*.txt")
    assert "Traceback" in kept.read_text("utf-8")


def test_drills_of_one_seed_lie_side_by_side_by_their_staffing(say: Say, tmp_path: Path) -> None:
    for words in ((), ("--staffing", "half")):
        assert say("run", "sensor-to-grid", "--seed", 3, *words).code == 0
    assert sorted(path.name for path in (tmp_path / "drills").iterdir()) == [
        "sensor-to-grid-half-seed3",
        "sensor-to-grid-seed3",
    ]
