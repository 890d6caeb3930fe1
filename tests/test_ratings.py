"""Ratings by people: the file, the writer of the live desk, and how they stand beside the automatic ones."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from command_center import facts as f
from command_center.cli import main
from command_center.folds.critical_tasks import automatic_rating, check_ratings
from command_center.folds.indicators import ratings_of
from command_center.folds.maturity import profile_of
from command_center.folds.scores import Scores
from command_center.folds.sheet import RatedTask
from command_center.plan.problems import PlanError
from command_center.ratings import (
    FILE,
    Bound,
    Line,
    Observation,
    Override,
    Pace,
    Rating,
    RatingsFile,
    append_rating,
    bind_ratings,
    load_ratings,
    read_ratings,
)
from command_center.report.compose import compose
from command_center.report.dataset import build
from command_center.report.document import Table
from command_center.report.parts import Source, gather
from tests.score_facts import HOUR, MIN, Story, easy_plan
from tests.test_evidence import AIMED, write_journal
from tests.test_scores import by_hand

ROOT = "ab" * 32
TASK = "I1/S3/act"


def written(path: Path, *lines: Line) -> RatingsFile:
    for line in lines:
        append_rating(path, line)
    return load_ratings(path)


# -- the file -------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    lines: list[Line] = [
        Pace(speed=1),
        Observation(by="evaluator 1", at="2026-07-21T14:00:00+08:00", t=5, text="slow 迟缓", facts=(3, 4), seat="S3"),
        Rating(by="evaluator 1", task=TASK, rating="S", facts=(7,)),
        Override(by="chief", task=TASK, automatic="", rating="M", reason="two calls unanswered", inject="I1"),
        Bound(root=ROOT),
    ]
    file = written(tmp_path / FILE, *lines)
    assert [line for _, line in file.lines] == lines
    assert [number for number, _ in file.lines] == [1, 2, 3, 4, 5]
    assert (file.root, file.at_speed_one) == (ROOT, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is no line of JSON"),
        ('{"kind":"rating","facts":[NaN]}', "is no line of JSON"),
        ('{"kind":"verdict"}', "kind 'verdict' is none"),
        ('{"kind":"rating","by":"e","task":"a","rating":"X","facts":[1]}', "rating: 'X' is not allowed; write one of"),
        ('{"kind":"rating","by":"e","task":"a","rating":"P"}', "is bound to nothing; name facts"),
        ('{"kind":"rating","by":"","task":"a","rating":"P","facts":[1]}', "by: "),
        ('{"kind":"observation","by":"e","facts":[1]}', "text: is missing"),
        ('{"kind":"observation","by":"e","text":"x","facts":[1],"at":"noon"}', "at: is no date and time"),
        ('{"kind":"override","by":"e","task":"a","automatic":"P","rating":"S","facts":[1]}', "reason: is missing"),
        ('{"kind":"bound","root":"ab"}', "root: 'ab' does not have the right form"),
        ('{"kind":"pace","speed":0}', "speed: 0 is out of bounds"),
        ('{"kind":"rating","by":"e","task":"a","rating":"P","facts":[1],"who":"me"}', "who: unknown key"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line: str, said: str) -> None:
    good = json.dumps({"kind": "pace", "speed": 1})
    with pytest.raises(PlanError) as error:
        read_ratings(f"{good}\n\n{line}\n".encode(), "r.jsonl")
    assert str(error.value).startswith("r.jsonl:3: ")
    assert said in str(error.value)
    assert all(problem.text("zh") for problem in error.value.problems)


def test_a_file_is_about_one_journal(tmp_path: Path) -> None:
    path = tmp_path / FILE
    bind_ratings(path, ROOT)
    bind_ratings(path, ROOT)
    assert len(load_ratings(path).lines) == 1
    with pytest.raises(PlanError, match="is bound to the journal abab"):
        bind_ratings(path, "cd" * 32)
    append_rating(path, Bound(root="cd" * 32))
    with pytest.raises(PlanError, match=r":2: root: binds to a second root"):
        load_ratings(path)


def test_a_line_is_on_the_disk_when_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bytes] = []
    real = os.fsync

    def watch(handle: int) -> None:
        real(handle)
        synced.append(path.read_bytes())

    path = tmp_path / FILE
    monkeypatch.setattr(os, "fsync", watch)
    append_rating(path, Pace(speed=2))
    append_rating(path, Pace(speed=1))
    assert synced[-1] == path.read_bytes()
    assert len(synced) == 3  # two lines, and once the folder that got a new name


@pytest.mark.parametrize("cut", range(1, 28))
def test_a_torn_line_is_cut_off_before_the_next(tmp_path: Path, cut: int) -> None:
    path = tmp_path / FILE
    whole = written(path, Pace(speed=2), Pace(speed=4))
    data = path.read_bytes()
    path.write_bytes(data[:-cut])
    file = written(path, Pace(speed=8))
    kept = [line.speed for line in file.of(Pace)]
    assert kept in ([2, 4, 8], [2, 8])
    assert kept == [2, 4, 8] or cut > 1  # only its line's end was missing, or the line was torn
    assert [line for _, line in whole.lines][:1] == [line for _, line in file.lines][:1]


def test_speed_one_means_throughout() -> None:
    def at(*speeds: float) -> bool:
        text = "\n".join(json.dumps({"kind": "pace", "speed": speed}) for speed in speeds)
        return read_ratings(text.encode(), "r").at_speed_one

    assert [at(1), at(1, 1.0), at(), at(1, 4)] == [True, True, False, False]


# -- automatic ratings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("met", "late", "missed", "letter"),
    [(3, 0, 0, "P"), (7, 3, 0, "S"), (7, 0, 3, "S"), (6, 0, 4, "M"), (0, 1, 5, "M"), (0, 0, 2, "U"), (0, 0, 0, "")],
)
def test_the_rule_of_automatic_ratings(met: int, late: int, missed: int, letter: str) -> None:
    assert automatic_rating({"met": met, "late": late, "missed": missed, "not_tested": 9}) == letter


def rated(*lines: Line, scenario: Any = AIMED) -> dict[str, RatedTask]:
    text = b"".join(line.model_dump_json().encode() + b"\n" for line in (Bound(root=ROOT), *lines))
    sheet = by_hand(scenario).scores(ROOT).sheet(easy_plan(), ratings=ratings_of([read_ratings(text, "r")]))
    return {task.task: task for task in sheet.critical_tasks}


def test_tasks_are_rated_from_facts_and_name_them() -> None:
    tasks = rated()
    # by hand (test_scores): I1 after 5 of 10 min, I2 after 25, I3 never, I4 was never shown
    assert {name: task.automatic for name, task in tasks.items()} == {
        "act": "M", "I1/S3/act": "P", "I2/S3/act": "M", "I3/S3/act": "U", "I4/S3/act": "",
    }  # fmt: skip
    assert tasks["act"].states == {"met": 1, "late": 1, "missed": 1, "not_tested": 1}
    facts = by_hand(AIMED).facts()
    assert [type(facts[n]) for n in tasks["I1/S3/act"].facts] == [f.InjectShown, f.ActionTaken]
    assert [type(facts[n]) for n in tasks["I3/S3/act"].facts] == [f.InjectShown]


def test_human_and_automatic_values_stand_side_by_side() -> None:
    task = rated(
        Rating(by="evaluator 1", task=TASK, rating="M", facts=(1,)),
        Rating(by="evaluator 2", task=TASK, rating="P", facts=(1,)),
        Rating(by="evaluator 1", task=TASK, rating="S", facts=(1,)),
    )[TASK]
    assert [(each.by, each.rating) for each in task.human] == [("evaluator 1", "S"), ("evaluator 2", "P")]
    assert (task.automatic, task.settled, task.override) == ("P", "P", None)


def test_an_override_takes_its_place_and_keeps_both_and_the_reason() -> None:
    task = rated(Override(by="chief", task=TASK, automatic="", rating="S", reason="wrong street", facts=(1,)))[TASK]
    assert task.override is not None
    assert (task.automatic, task.automatic_then, task.settled, task.override.text) == ("P", "", "S", "wrong street")


def test_a_duty_may_be_rated_too() -> None:
    task = rated(Rating(by="evaluator 1", task="H1@2", rating="S", seat="S3"))["H1@2"]
    assert (task.kind, task.automatic, task.states) == ("duty", "M", {"met": 2, "missed": 1})


def test_first_mile_is_rated_only_for_people_at_speed_one() -> None:
    story = Story()
    for number in range(3):
        story.add(number * HOUR, f.SeatStaffed, seat=f"S{number}", player="person")
        story.add(number * HOUR, f.SeatSignedOn, seat=f"S{number}")
        story.add(number * HOUR + MIN, f.FirstActionTaken, seat=f"S{number}")
    records = story.end().scores(ROOT).records()

    def c5(*speeds: float) -> Any:
        text = "".join(json.dumps(each) + "\n" for each in [{"kind": "pace", "speed": speed} for speed in speeds])
        bound = json.dumps({"kind": "bound", "root": ROOT})
        return profile_of(
            records, easy_plan(), None, ratings_of([read_ratings((text + bound).encode(), "r")])
        ).indicator("C5")

    assert (c5(1).value, c5(1).denominator) == (60, 3)
    assert c5(2).reason == ("没有一倍速真人演练的记录", "no drill with people is known to have run at speed 1")


# -- with their journal ---------------------------------------------------------------------------------------------


@pytest.fixture
def drill(tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "drill" / "journal.jsonl.zst"
    return path, write_journal(path, by_hand(AIMED).facts())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            Rating(by="e", task="I1/S3/dance", rating="P", facts=(1,)),
            "task: there is no task 'I1/S3/dance' in this drill",
        ),
        (Rating(by="e", task="H1@9", rating="P", facts=(1,)), "task: there is no task 'H1@9'"),
        (Observation(by="e", text="x", facts=(1, 99_999)), "facts: there is no fact 99999; they are numbered 0 to"),
        (Observation(by="e", text="x", ticket=77), "ticket: there is no ticket 77"),
        (Observation(by="e", text="x", inject="I9"), "inject: there is no inject 'I9'"),
        (Observation(by="e", text="x", seat="S9"), "seat: there is no seat 'S9'"),
    ],
)
def test_what_is_named_must_be_in_the_journal(tmp_path: Path, line: Line, said: str) -> None:
    file = written(tmp_path / FILE, Bound(root=ROOT), line)
    with pytest.raises(PlanError) as error:
        check_ratings(file, by_hand(AIMED).facts())
    assert said in str(error.value)
    assert f"{FILE}:2: " in str(error.value)


def test_the_file_beside_a_journal_is_picked_up(drill: tuple[Path, str], capsys: Any) -> None:
    path, root = drill
    written(path.parent / FILE, Bound(root=root), Rating(by="evaluator 1", task=TASK, rating="S", facts=(1,)))
    assert main(["score", str(path.parent), "--json"]) == 0
    heard = capsys.readouterr()
    task = next(each for each in json.loads(heard.out)["critical_tasks"] if each["task"] == TASK)
    assert (task["automatic"], task["human"][0]["rating"]) == ("P", "S")
    assert FILE in heard.err
    assert main(["score", str(path), "--lang", "en"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if TASK in line)
    assert row.split()[1:] == [TASK, "P", "evaluator", "1:", "S", "P"]


def test_a_file_of_another_journal_is_an_error_that_says_so(
    drill: tuple[Path, str], tmp_path: Path, capsys: Any
) -> None:
    path, root = drill
    beside = path.parent / FILE
    written(beside, Bound(root=ROOT))
    for words in (["score", str(path)], ["report", str(path)], ["evidence", str(path), "--out", "x.zip"]):
        assert main([*words, "--lang", "en"]) == 2
        assert f"it is bound to the journal with root {ROOT[:12]}" in capsys.readouterr().err
    own = tmp_path / "mine.jsonl"
    written(own, Bound(root=root))
    assert main(["score", str(path), "--ratings", str(own)]) == 0
    capsys.readouterr()
    assert main(["score", str(path), "--ratings", str(own), "--ratings", str(own), "--lang", "en"]) == 2
    assert "bound to the same journal" in capsys.readouterr().err


def test_a_file_that_is_not_bound_yet_says_what_to_add(drill: tuple[Path, str], capsys: Any) -> None:
    path, root = drill
    written(path.parent / FILE, Pace(speed=1))
    assert main(["score", str(path), "--lang", "zh"]) == 2
    assert root in capsys.readouterr().err


def test_ratings_beside_are_no_journals(drill: tuple[Path, str], capsys: Any) -> None:
    path, root = drill
    bind_ratings(path.parent / FILE, root)
    assert main(["score", str(path.parent), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["drills"]) == 1


# -- in the report --------------------------------------------------------------------------------------------------


def test_the_report_has_the_table_of_critical_tasks_and_the_observations() -> None:
    facts = by_hand(AIMED).facts()
    lines: tuple[Line, ...] = (
        Bound(root=ROOT),
        Rating(by="evaluator 1", task=TASK, rating="S", facts=(1,), text="asked twice"),
        Override(by="chief", task="act", automatic="M", rating="S", reason="the third was not needed", facts=(2,)),
        Observation(by="evaluator 2", t=HOUR, text="the phone rang out", facts=(3,), ticket=8, inject="I1"),
    )
    text = b"".join(line.model_dump_json().encode() + b"\n" for line in lines)
    ratings = ratings_of([read_ratings(text, "r")])
    data = build([gather(Source("one", ROOT, facts))], (easy_plan(), "0" * 64), ratings=ratings)
    section = next(each for each in compose(data, "en").sections if each.key == "evaluation-ratings")
    tasks, seen = (block for block in section.blocks if isinstance(block, Table))
    assert tasks.rows[0][4:8] == ("M", "", "chief overrides it to S: the third was not needed", "S")
    assert tasks.rows[1][4:6] == ("P", "evaluator 1: S (asked twice)")
    assert seen.rows[0][2:5] == ("evaluator 2", "the phone rang out", "I1, ticket 8, facts 3")
    conduct = next(each for each in compose(data, "zh").sections if each.key == "organisation-conduct")
    assert any("chief、evaluator 1、evaluator 2" in str(block) for block in conduct.blocks)


def test_without_ratings_the_report_says_so() -> None:
    data = build([gather(Source("one", ROOT, by_hand(AIMED).facts()))], (easy_plan(), "0" * 64))
    section = next(each for each in compose(data, "en").sections if each.key == "evaluation-ratings")
    assert any("No evaluator rated anything" in str(block) for block in section.blocks)


def test_ratings_change_no_score_of_the_fold() -> None:
    facts = by_hand(AIMED).facts()
    plain = Scores().extend(facts).named(ROOT).sheet(easy_plan())
    text = Rating(by="e", task=TASK, rating="U", facts=(1,)).model_dump_json().encode() + b"\n"
    file = read_ratings(text + Bound(root=ROOT).model_dump_json().encode(), "r")
    with_people = Scores().extend(facts).named(ROOT).sheet(easy_plan(), ratings=ratings_of([file]))
    assert plain.profile == with_people.profile
