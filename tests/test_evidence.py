"""Evidence packs: what is in them, that they hold, and that nothing in them can be changed unseen."""

from __future__ import annotations

import json
import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center.cli import main
from command_center.evidence import Checked, PackError, check_pack, container
from command_center.evidence.form import MANIFEST, manifest_of, text_of
from command_center.facts import Fact
from command_center.journal import Journal, JournalWriter
from command_center.library import shipped
from command_center.ratings import Pace, Rating, append_rating, bind_ratings
from tests.score_facts import SCENARIO, Story
from tests.test_scores import by_hand

_TINY: dict[str, Any] = dict(SCENARIO)
AIMED: dict[str, Any] = {
    **_TINY,
    "objectives": [{"id": "act", "title": {"zh": "及时行动", "en": "Act in time"}}],
    "injects": [{**inject, "objective": "act"} for inject in _TINY["injects"]],
}
PROGRAMME = """name: own
title: {zh: 本市计划, en: Our programme}
about: {zh: 一场, en: one}
seeds: {first: 0}
drills:
  - {name: only, title: {zh: 一, en: One}, scenario: tiny, staffing: full, seed: first}
improvements:
  - {id: L1, title: {zh: 一, en: One}, accepted: 2026-01-05, rule: H1@2, rule_from: 2026-02-01}
"""
Members = dict[str, bytes]

pytestmark = pytest.mark.slow  # checks hundreds of packs


def write_journal(path: Path, facts: list[Fact]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = JournalWriter(path, compress=path.suffix == ".zst")
    writer.extend(facts)
    writer.close("completed")
    return Journal.open(path).root


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small drills, one of them rated, the city's own indicator file and programme."""
    home = tmp_path_factory.mktemp("evidence")
    root = write_journal(home / "one" / "journal.jsonl.zst", by_hand(AIMED).facts())
    append_rating(home / "one" / "ratings.jsonl", Pace(speed=1))
    append_rating(home / "one" / "ratings.jsonl", Rating(by="evaluator 1", task="act", rating="S", facts=(3,)))
    bind_ratings(home / "one" / "ratings.jsonl", root)
    write_journal(home / "two" / "journal.jsonl", Story(seed=2).ticket(3).ticket(4, close=None).end().facts())
    text = (shipped("seats") / "maturity.yaml").read_text("utf-8")
    (home / "ours.yaml").write_text(re.sub(r"minimum: \d+", "minimum: 1", text), "utf-8")
    (home / "programme.yaml").write_text(PROGRAMME, "utf-8")
    return home


def pack(folder: Path, out: Path, *words: str) -> Path:
    options = ["--indicators", f"{folder}/ours.yaml", "--programme", f"{folder}/programme.yaml", "--out", str(out)]
    assert main(["evidence", f"{folder}/one", f"{folder}/two", *options, *words]) == 0
    return out


@pytest.fixture(scope="module")
def good(folder: Path) -> Path:
    return pack(folder, folder / "good.zip")


@pytest.fixture(scope="module")
def members(good: Path) -> Members:
    with zipfile.ZipFile(good) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, members: Members) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def resealed(members: Members) -> Members:
    """The members with a manifest that fits them again."""
    return {**members, MANIFEST: text_of(manifest_of(members, "command-center test"))}


def english(path: Path, beside: dict[str, Path] | None = None) -> list[str]:
    return [str(said) for said in check_pack(path, beside or {}).findings]


# -- a pack that holds ----------------------------------------------------------------------------------------------


def test_a_pack_holds_and_says_what_was_recomputed(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(good), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "recomputed from 2 journals, all 20 indicators" in said
    assert "not the one that ships" in said
    assert check_pack(good, {}).findings == ()


def test_equal_inputs_give_equal_bytes_in_any_order(folder: Path, good: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    paths = [f"{folder}/two/journal.jsonl", f"{folder}/one/journal.jsonl.zst"]
    options = ["--maturity", f"{folder}/ours.yaml", "--programme", f"{folder}/programme.yaml", "--out", str(again)]
    assert main(["evidence", *paths, *options]) == 0
    assert again.read_bytes() == good.read_bytes()


def test_any_tool_opens_it_and_every_page_is_marked_as_an_exercise(good: Path, members: Members) -> None:
    with zipfile.ZipFile(good) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert all("EXERCISE 演练" in members[name].decode() for name in ("README.md", MANIFEST, "evidence.json"))
    assert "证据包" in members["README.md"].decode()
    assert "command-center verify" in members["README.md"].decode()


def test_every_number_names_its_threshold_file_and_facts(folder: Path, members: Members) -> None:
    evidence = json.loads(members["evidence.json"])
    late = evidence["indicators"]["B2"]
    # twelve tickets by hand (12 of 14 on time, see test_scores), and two more of which one is open and late
    assert (late["numerator"], late["denominator"], late["thresholds"]["3"]) == (13, 16, 88)
    cases = [json.loads(line) for line in members["cases/B2.jsonl"].splitlines()]
    assert late["cases"]["count"] == len(cases) == 16
    assert sum(case["value"] for case in cases) == 13
    root = Journal.open(folder / "one" / "journal.jsonl.zst").root
    assert {"root": root[:12], "subject": "ticket 8"}.items() <= next(
        c for c in cases if c["subject"] == "ticket 8"
    ).items()
    assert members["indicators.yaml"] == (folder / "ours.yaml").read_bytes()
    assert members[f"journals/{root}/ratings.jsonl"] == (folder / "one" / "ratings.jsonl").read_bytes()


def test_the_cases_of_every_share_add_up_to_its_number(members: Members) -> None:
    for name, value in json.loads(members["evidence.json"])["indicators"].items():
        cases = [json.loads(line) for line in members[f"cases/{name}.jsonl"].splitlines()]
        if name in "A1 A2 A3 A5 B1 B2 B5 C3 C4 D1 D2 D3 D4 D5":
            assert (sum(case["value"] for case in cases), len(cases)) == (value["numerator"], value["denominator"]), (
                name
            )


def test_a_pack_unzipped_is_scored_like_the_drills_themselves(good: Path, tmp_path: Path, capsys: Any) -> None:
    with zipfile.ZipFile(good) as archive:
        archive.extractall(tmp_path)
    options = ["--maturity", f"{tmp_path}/indicators.yaml", "--programme", f"{tmp_path}/programme.yaml", "--json"]
    assert main(["score", f"{tmp_path}/journals", *options]) == 0
    scored = json.loads(capsys.readouterr().out)
    del scored["indicators"]
    assert scored == json.loads((tmp_path / "sheet.json").read_text("utf-8"))


# -- changes --------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # hypothesis prints the pack it was given
@settings(max_examples=30)
@given(which=st.integers(0, 10**6), at=st.integers(0, 10**6), bits=st.integers(1, 255))
def test_any_changed_byte_of_a_member_is_found_and_the_member_named(
    which: int, at: int, bits: int, members: Members, tmp_path_factory: pytest.TempPathFactory
) -> None:
    full = [name for name, content in members.items() if content]
    name = full[which % len(full)]
    content = bytearray(members[name])
    content[at % len(content)] ^= bits
    path = zipped(tmp_path_factory.mktemp("flip") / "bad.zip", {**members, name: bytes(content)})
    assert any(name in said for said in english(path)), name


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=30)
@given(at=st.integers(0, 10**6), bits=st.integers(1, 255))
def test_a_changed_byte_of_the_file_is_found_or_changes_no_member(
    at: int, bits: int, good: Path, members: Members, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(good.read_bytes())
    content[at % len(content)] ^= bits
    path = tmp_path_factory.mktemp("flip") / "bad.zip"
    path.write_bytes(content)
    try:
        holds = not english(path)
    except PackError:
        return
    if holds:  # a bit that says nothing: a time, or padding behind the last bit of a deflated text
        with zipfile.ZipFile(path) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == members


def edited(name: str, old: str, new: str) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        text = members[name].decode()
        assert old in text, (name, old)
        return {**members, name: text.replace(old, new, 1).encode()}

    return change


def evidence_with(*place: str, value: Any) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        evidence = json.loads(members["evidence.json"])
        at = evidence
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] = value
        return {**members, "evidence.json": text_of(evidence)}

    return change


def sheet_with_fewer_answers(members: Members) -> Members:
    sheet = json.loads(members["sheet.json"])
    sheet["three_rates"]["answers"] -= 1
    return {**members, "sheet.json": text_of(sheet)}


def without(name: str) -> Callable[[Members], Members]:
    return lambda members: {each: content for each, content in members.items() if each != name}


B2_LINE = "thresholds: [75, 88, 95, 98]"
CHANGES: tuple[tuple[str, Callable[[Members], Members], str], ...] = (
    (
        "value",
        evidence_with("indicators", "B2", "value", value=99.9),
        "indicator B2: value: the pack says 99.9, recomp",
    ),
    (
        "interval",
        evidence_with("indicators", "C4", "low", value=1.0),
        "indicator C4: lower end of the interval: the pa",
    ),
    (
        "level",
        evidence_with("indicators", "A3", "level", value=5),
        "indicator A3: level: the pack says 5, recomputed 1",
    ),
    (
        "threshold",
        evidence_with("indicators", "B2", "thresholds", "3", value=60.0),
        "indicator B2: threshold for level 3: the pack says 60.0, the indicator file (SHA-256 ",
    ),
    (
        "weight",
        evidence_with("indicators", "B2", "weight", value=9.0),
        "indicator B2: weight: the pack says 9.0, the in",
    ),
    (
        "threshold in the file",
        edited("indicators.yaml", B2_LINE, "thresholds: [10, 20, 95, 98]"),
        "indicator B2: threshold for level 2: the pack says 75.0, the indicator file (SHA-256 ",
    ),
    ("city level", evidence_with("city", "city_level", value=5), "city: level: the pack says 5, recomputed 1"),
    (
        "gate",
        evidence_with("gates", "G5", "passed", value=True),
        "gate G5: passed: the pack says true, recomputed false",
    ),
    ("element", evidence_with("elements", "A", "score", value=4.2), "element A: score: the pack says 4.2, recomputed"),
    ("another figure", sheet_with_fewer_answers, "sheet.json: three_rates.answers: the pack says 11, recomputed 12"),
    ("case", edited("cases/B2.jsonl", '"counted":false', '"counted":true'), "cases/B2.jsonl: line"),
    ("page", edited("README.md", "level of the city", "level of our city"), "README.md: does not say what"),
    ("root", evidence_with("drills", value=[]), "drills.1: the pack says –, recomputed"),
    (
        "programme",
        edited("programme.yaml", "2026-02-01", "2027-02-01"),
        "indicator A5: value: the pack says 100.0, reco",
    ),
    ("no cases", without("cases/B2.jsonl"), "cases/B2.jsonl: is missing"),
    ("no sheet", without("sheet.json"), "sheet.json: is missing"),
    ("no evidence", without("evidence.json"), "evidence.json: is missing"),
    ("base", evidence_with("base_of_1315", value="never"), "evidence.json: base_of_1315"),
)


@pytest.mark.parametrize(("change", "said"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES])
def test_a_change_is_found_and_named_even_where_every_digest_fits(
    members: Members, tmp_path: Path, change: Callable[[Members], Members], said: str, capsys: Any
) -> None:
    if said.startswith("README"):
        change = edited("README.md", "Level of the city: **", "Level of the city: **5")
    path = zipped(tmp_path / "bad.zip", resealed(change(members)))
    assert [each for each in english(path) if said in each], english(path)
    assert main(["verify", str(path), "--lang", "zh"]) == 1
    heard = capsys.readouterr()
    assert "不成立" in heard.out
    assert "Traceback" not in heard.err


def named(members: Members, end: str) -> str:
    return next(name for name in members if name.endswith(end))


def test_a_changed_journal_is_found_and_its_block_named(members: Members, tmp_path: Path) -> None:
    name = named(members, "journal.jsonl")
    changed = members[name].replace(b'"help"', b'"hulp"', 1).replace(b'"S3"', b'"S5"', 1)
    assert changed != members[name]
    found = english(zipped(tmp_path / "bad.zip", resealed({**members, name: changed})))
    assert any(each.startswith(f"{name}: block 1: is damaged") for each in found)


def test_another_whole_journal_in_its_place_is_found(members: Members, tmp_path: Path) -> None:
    name = named(members, "journal.jsonl")
    write_journal(tmp_path / "journal.jsonl", Story(seed=2).ticket(3).ticket(4).end().facts())
    forged = {**members, name: (tmp_path / "journal.jsonl").read_bytes()}
    found = english(zipped(tmp_path / "bad.zip", resealed(forged)))
    assert any(each.startswith(f"{name}: foot: its root is") for each in found)


def test_a_changed_or_foreign_rating_is_found(members: Members, tmp_path: Path) -> None:
    name = named(members, "ratings.jsonl")
    better = {**members, name: members[name].replace(b'"rating":"S"', b'"rating":"P"')}
    found = english(zipped(tmp_path / "bad.zip", resealed(better)))
    assert any("sheet.json: critical_tasks" in each for each in found)
    other = {**members, name: members[name].replace(b'"root":"', b'"root":"0')[:-4] + b'"}\n'}
    found = english(zipped(tmp_path / "worse.zip", resealed(other)))
    assert any(name in each for each in found)


def test_the_seal_tells_another_pack_that_holds_by_itself(
    folder: Path, good: Path, tmp_path: Path, capsys: Any
) -> None:
    seal = check_pack(good, {}).seal
    text = (folder / "ours.yaml").read_text("utf-8")
    (tmp_path / "mild.yaml").write_text(text.replace(B2_LINE, "thresholds: [10, 20, 30, 40]"), "utf-8")
    mild = tmp_path / "mild.zip"
    assert main(["evidence", f"{folder}/one", "--indicators", f"{tmp_path}/mild.yaml", "--out", str(mild)]) == 0
    assert main(["verify", str(mild), "--root", seal]) == 1
    assert main(["verify", str(good), "--root", seal]) == 0
    assert "another pack" in capsys.readouterr().out


# -- without journals -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def roots_only(folder: Path) -> Path:
    return pack(folder, folder / "roots.zip", "--without-journals")


def test_without_journals_they_are_wanted_by_root(folder: Path, roots_only: Path, capsys: Any) -> None:
    assert not any("journal.jsonl" in name for name in zipfile.ZipFile(roots_only).namelist())
    assert main(["verify", str(roots_only)]) == 2
    assert Journal.open(folder / "one" / "journal.jsonl.zst").root[:12] in capsys.readouterr().err
    assert main(["verify", str(roots_only), str(folder)]) == 0
    assert main(["verify", str(roots_only), f"{folder}/one"]) == 1
    assert "there is no journal with this root" in capsys.readouterr().out


def test_a_journal_of_another_drill_is_refused(roots_only: Path, tmp_path: Path, capsys: Any) -> None:
    root = write_journal(tmp_path / "journal.jsonl", Story(seed=9).end().facts())
    assert main(["verify", str(roots_only), f"{tmp_path}/journal.jsonl"]) == 2
    assert root[:12] in capsys.readouterr().err


def test_a_changed_journal_beside_the_pack_is_found(folder: Path, roots_only: Path, tmp_path: Path) -> None:
    data = bytearray((folder / "one" / "journal.jsonl.zst").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "journal.jsonl.zst").write_bytes(data)
    roots = {Journal.open(path).root: path for path in sorted(folder.glob("*/journal.jsonl*"))}
    beside = {root: tmp_path / path.name if path.parent.name == "one" else path for root, path in roots.items()}
    assert any("block 1" in each for each in english(roots_only, beside))
    assert english(roots_only, roots) == []


# -- files that are no packs ----------------------------------------------------------------------------------------


def symlink(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def spoilt(path: Path, members: Members, extra: list[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    zipped(path, members)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in extra:
            archive.writestr(name, data)
    return path


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (("../evil", b""), "would leave its folder"),
        (("/etc/evil", b""), "would leave its folder"),
        (("journals\\..\\..\\evil", b""), "would leave its folder"),
        (("C:/evil", b""), "would leave its folder"),
        (("README.md", b"twice"), "is there twice"),
        (("notes.txt", b""), "is none of a pack's"),
        (("journals/", b""), "is none of a pack's"),
        (("cases/B9.jsonl", b"\0" * 9_000_000), "grows more than"),
        ((symlink("cases/B9.jsonl"), b"/etc/passwd"), "is no plain file"),
    ],
)
def test_what_no_pack_has_is_refused(members: Members, tmp_path: Path, extra: Any, said: str, capsys: Any) -> None:
    path = spoilt(tmp_path / "bad.zip", members, [extra])
    assert main(["verify", str(path), "--lang", "en"]) == 2
    heard = capsys.readouterr()
    assert said in heard.err
    assert heard.err.count("\n") == 1


def test_what_is_too_large_is_refused_before_it_is_unpacked(
    good: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for limit, value in (("LARGEST_MEMBER", 100), ("LARGEST", 100), ("MOST_MEMBERS", 3)):
        with monkeypatch.context() as patch:
            patch.setattr(container, limit, value)
            with pytest.raises(PackError):
                check_pack(good, {})


@pytest.mark.parametrize("kind", ["before", "after", "cut", "text", "empty", "none"])
def test_a_file_that_is_no_pack_is_said_to_be_none(
    good: Path, members: Members, tmp_path: Path, kind: str, capsys: Any
) -> None:
    whole = good.read_bytes()
    path = tmp_path / "bad.zip"
    files = {"before": b"PK\x03\x04" + whole, "after": whole + b"more", "cut": whole[: len(whole) // 2]}
    if kind in files:
        path.write_bytes(files[kind])
    elif kind == "text":
        path.write_text("hello")
    elif kind == "empty":
        zipped(path, {})
    else:
        zipped(path, without(MANIFEST)(members))
    code = main(["verify", str(path), "--lang", "en"])
    heard = capsys.readouterr()
    assert code == (1 if kind == "text" else 2)
    assert "Traceback" not in heard.err


def test_a_member_that_says_less_than_it_holds_is_damaged(members: Members, tmp_path: Path) -> None:
    path = zipped(tmp_path / "bad.zip", members)
    data = bytearray(path.read_bytes())
    place = data.rindex(b"sheet.json") - 46 + 24  # the size in its entry of the directory
    data[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    assert any("sheet.json" in each for each in english(path))


def test_a_pack_goes_into_a_zip_file_only(folder: Path, capsys: Any) -> None:
    journal = folder / "one" / "journal.jsonl.zst"
    before = journal.read_bytes()
    assert main(["evidence", str(journal), "--out", str(journal)]) == 2
    assert "does not end in .zip" in capsys.readouterr().err
    assert journal.read_bytes() == before


def test_what_was_checked_is_told_in_json(good: Path, members: Members, tmp_path: Path, capsys: Any) -> None:
    assert main(["verify", str(good), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["findings"]) == (True, [])
    assert isinstance(check_pack(good, {}), Checked)
    bad = zipped(tmp_path / "bad.zip", resealed(CHANGES[0][1](members)))
    assert main(["verify", str(bad), "--json"]) == 1
    assert not json.loads(capsys.readouterr().out)["holds"]
