"""The scores of journals on several cores are those on one, whoever reads which part of which journal."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center import folding
from command_center.folding import fold_journals
from command_center.folds.drill_record import Case
from command_center.folds.scores import Scores
from command_center.folds.sheet import Profile
from command_center.journal import Journal, JournalWriter
from command_center.plan.maturity import load_maturity
from tests.score_facts import HOUR, MIN, Story, easy_plan

PLAN = easy_plan()


def sheet(scores: Scores) -> object:
    return scores.sheet(PLAN).to_dict()


def in_turn(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What processes side by side give, one after the other."""
    here, *others = works
    given = [pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(work))())) for work in others]
    return [here(), *given]


@pytest.fixture(scope="module")
def drills(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five drills of different length."""
    folder = tmp_path_factory.mktemp("drills")
    paths = []
    for seed in range(5):
        story = Story(seed=seed)
        for number in range(3 + 4 * seed):
            due = 60 if number % (seed + 2) else 20
            story.ticket(number, begin=number * MIN, due=due, satisfaction=1 + number % 5)
        paths.append(folder / f"{seed}.jsonl.zst")
        with JournalWriter(paths[-1]) as writer:
            writer.extend(story.end().facts())
            writer.close("completed")
    return paths


@given(order=st.permutations(range(5)), many=st.integers(1, 5), cores=st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_any_number_of_cores_gives_the_same(drills: list[Path], order: list[int], many: int, cores: int) -> None:
    paths = [drills[place] for place in order[:many]]
    first, *rest = (Scores().extend(Journal.open(path)).named(Journal.open(path).root) for path in paths)
    for scores in rest:
        first = first.merge(scores)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "LONG", 1)
        patch.setattr(folding, "side_by_side", in_turn)
        assert sheet(fold_journals(paths, processes=cores)) == sheet(first)


def test_the_profile_is_there_before_the_other_half_is(drills: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "LONG", 1)
    monkeypatch.setattr(folding, "side_by_side", in_turn)
    seen: list[Profile] = []
    scores = fold_journals(drills[4:], meanwhile=lambda books: seen.append(books.profile(PLAN)), processes=2)
    assert seen == [scores.sheet(PLAN).profile] == [scores.profile(PLAN)]
    # one part of many is not all
    fold_journals(drills, meanwhile=lambda books: seen.append(books.profile(PLAN)), processes=2)
    assert len(seen) == 1


@pytest.mark.parametrize("cores", [1, 2])
def test_who_listens_is_told_the_same_cases(drills: list[Path], monkeypatch: pytest.MonkeyPatch, cores: int) -> None:
    expected: list[Case] = []
    for path in drills:
        root = Journal.open(path).root
        Scores(listener=expected.append).named(root).extend(Journal.open(path)).named(root).records()
    monkeypatch.setattr(folding, "LONG", 1)
    monkeypatch.setattr(folding, "side_by_side", in_turn)
    heard: list[Case] = []
    fold_journals(drills, listener=heard.append, processes=cores).records()
    for path in drills:
        root = Journal.open(path).root
        assert [case for case in heard if case.root == root] == [case for case in expected if case.root == root]


def test_a_long_journal_is_halved_and_many_are_dealt_out() -> None:
    a, b, c = Path("a"), Path("b"), Path("c")
    dealt = partial(folding._dealt, many=2)
    assert dealt([(a, 1_000_000)], False) == [[(a, "books")], [(a, "board")]]
    assert dealt([(a, 400_000), (b, 400_000)], False) in ([[(a, "")], [(b, "")]], [[(b, "")], [(a, "")]])
    assert {part for parts in dealt([(a, 900_000), (b, 50_000), (c, 60_000)], False) for part in parts} == {
        (a, "board"), (a, "books"), (b, ""), (c, ""),
    }  # fmt: skip
    assert dealt([(a, 50_000), (b, 60_000)], False) == [[(a, ""), (b, "")]]
    assert dealt([(a, 900_000), (b, 1)], True) == [[(a, "books"), (b, "books")], [(a, "board"), (b, "board")]]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["mini-hotline", "sensor-to-grid", "city-waterlogging"])
def test_two_processes_give_the_sheet_of_one_for_shipped_scenarios(
    scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from command_center.play import run

    run(scenario, seed=3, out=tmp_path)
    files = sorted(tmp_path.glob("*.jsonl*"))
    plan, digest = load_maturity()
    alone = fold_journals(files).sheet(plan, digest=digest).to_dict()
    monkeypatch.setattr(folding, "LONG", 1)
    assert fold_journals(files, processes=2).sheet(plan, digest=digest).to_dict() == alone


# -- the door -------------------------------------------------------------------------------------------------------

PROGRAM = """
import sys
from command_center import beside, folding
folding.LONG, beside.cores = 1, lambda: 2
{more}
from command_center.cli.app import run
sys.exit(run(sys.argv[1:]))
"""

DIES = """
import os
done = folding._fold
def _fold(parts, *more):
    return done(parts, *more) if parts[0].half == "books" else os._exit(9)
folding._fold = _fold
"""


def program(*words: object, more: str = "") -> subprocess.CompletedProcess[str]:
    code = PROGRAM.replace("{more}", more)
    return subprocess.run(
        [sys.executable, "-c", code, "--lang", "en", *map(str, words)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from command_center.play import run

    out = tmp_path_factory.mktemp("drill")
    run("mini-hotline", seed=3, horizon=6 * HOUR, out=out)
    return next(out.glob("*.jsonl*"))


@pytest.mark.slow
def test_score_in_two_processes_prints_what_one_prints(journal: Path) -> None:
    alone = subprocess.run(
        [sys.executable, "-m", "command_center", "--lang", "en", "score", str(journal), "--json"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    both = program("score", journal, "--json")
    assert (both.returncode, both.stdout) == (0, alone.stdout)


def test_a_damaged_journal_ends_in_one_line(journal: Path, tmp_path: Path) -> None:
    data = bytearray(journal.read_bytes())
    data[len(data) // 2] ^= 1
    damaged = tmp_path / journal.name
    damaged.write_bytes(data)
    done = program("score", damaged)
    assert (done.returncode, done.stdout) == (2, "")
    assert "damaged" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="helpers are forked on Linux")
def test_a_process_that_ends_early_is_told_in_one_line(journal: Path) -> None:
    done = program("score", journal, more=DIES)
    assert (done.returncode, done.stdout) == (70, "")
    assert "ended early (exit code 9)" in done.stderr
    assert len(done.stderr.splitlines()) == 1
