"""The verb ``score``: every score of the drills in one or more journals, and what lies behind a number."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

from command_center.beside import cores
from command_center.cli.batch import quiet_collector
from command_center.cli.door import Door, WrongInput
from command_center.cli.rated import ratings_for
from command_center.facts import Fact
from command_center.folding import fold_journals
from command_center.folds.drill_record import Case
from command_center.folds.explain import explain
from command_center.folds.indicators import Ratings
from command_center.folds.response import Base
from command_center.folds.score_tables import case_table, score_tables
from command_center.folds.scores import Scores
from command_center.folds.sheet import ScoreSheet
from command_center.journal import Journal
from command_center.plan.maturity import MaturityPlan, load_maturity
from command_center.plan.problems import did_you_mean
from command_center.plan.programme import Programme, load_programme

JOURNALS = "*.jsonl*"
CASES_SHOWN = 200
"""Rows of cases printed; ``--json`` gives them all."""


class Asked(NamedTuple):
    """What somebody asked ``score`` for, as they wrote it."""

    paths: Sequence[Path]
    indicator: str | None
    maturity: Path | None
    programme: str | None
    base: str
    ratings: Sequence[Path] = ()


def score(door: Door, asked: Asked, as_json: bool) -> int:
    """Score the journals, or list the cases behind one indicator."""
    plan, digest = load_maturity(asked.maturity)
    programme = load_programme(asked.programme) if asked.programme else None
    base = base_of(door, asked.base)
    files = journals(door, asked.paths)
    ratings = ratings_for(door, files, asked.ratings)
    if asked.indicator is not None:
        return _explain(door, plan, Sources(files, programme, ratings), asked.indicator.upper(), as_json)
    with quiet_collector():
        # what the profile finds out is kept, so the sheet need not
        profile = partial(Scores.profile, plan=plan, programme=programme, ratings=ratings)
        scores = fold_journals(files, base, meanwhile=profile, processes=cores())
    sheet = scores.sheet(plan, programme, ratings, digest)
    if as_json:
        door.json({**sheet.to_dict(), "indicators": _indicators(sheet, plan)})
        return 0
    for table in score_tables(sheet, plan, door.lang):
        door.table(table.title, table.columns, table.rows, table.text_columns)
    door.out(door.say("score.digest", digest=digest))
    return 0


def base_of(door: Door, base: str) -> Base:
    """Where 1315's clock of dispatch starts; WrongInput for a word that is none of ours."""
    if base in get_args(Base):
        return cast("Base", base)
    raise WrongInput(door.say("error.base", base=base))


def _indicators(sheet: ScoreSheet, plan: MaturityPlan) -> list[dict[str, Any]]:
    """Each indicator with its row of the plan, so that a reader of the JSON needs no other file."""
    rows = []
    for value in sheet.profile.indicators:
        row = plan.indicator(value.id)
        rows.append({**value.to_dict(), "names": row.names.model_dump(), "unit": row.unit.model_dump()})
    return rows


def journals(door: Door, paths: Sequence[Path]) -> list[Path]:
    """The journals at the paths, those of folders by name; each drill once, whichever files hold it."""
    files: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        found = sorted(filter(_is_meant, path.rglob(JOURNALS))) if path.is_dir() else [path]
        if not found:
            raise WrongInput(door.say("error.no_journals", path=path))
        for file in found:
            files.setdefault(Journal.open(file).root, file)
    return list(files.values())


def _is_meant(path: Path) -> bool:
    """Whether a file in a folder is meant to be a journal: ratings and other lists of lines lie beside it."""
    if path.name.endswith(".part") or not path.is_file():
        return False
    if path.suffix != ".jsonl" or path.name == "journal.jsonl":
        return True
    with path.open("rb") as file:
        return file.read(64).startswith(b'{"format":"command-center journal"')


# -- explain --------------------------------------------------------------------------------------------------------


class Sources(NamedTuple):
    """What a number may rest on."""

    files: Sequence[Path]
    programme: Programme | None
    ratings: Ratings


def _explain(door: Door, plan: MaturityPlan, sources: Sources, name: str, as_json: bool) -> int:
    known = [indicator.id for indicator in plan.indicators]
    if name not in known:
        said = did_you_mean(name, known)
        right = getattr(said, door.lang, said)
        raise WrongInput(door.say("error.no_indicator", name=name, right=right))
    cases = explain(name, _again(sources.files), sources.programme, sources.ratings)
    if as_json:
        door.json({"indicator": name, "cases": [_as_dict(case) for case in cases]})
        return 0
    row = plan.indicator(name)
    names, formula = (part.zh if door.lang == "zh" else part.en for part in (row.names, row.formula))
    door.out(f"{name} {names}: {formula}")
    table = case_table(cases[:CASES_SHOWN], door.lang)
    door.table(table.title, table.columns, table.rows, table.text_columns)
    counted = sum(case.counted for case in cases)
    door.out(door.say("score.cases", counted=f"{counted:,}", total=f"{len(cases):,}"))
    if len(cases) > CASES_SHOWN:
        door.note(door.say("score.more", shown=CASES_SHOWN))
    known_facts = [case for case in cases if case.facts]
    if known_facts:
        paths = {Journal.open(file).root: file for file in sources.files}
        first = known_facts[0]
        door.note(door.say("score.next", path=paths[first.root], number=first.facts[-1]))
    return 0


def _again(files: Sequence[Path]) -> Iterator[tuple[str, Iterator[Fact]]]:
    for file in files:
        journal = Journal.open(file)
        yield journal.root, iter(journal)


def _as_dict(case: Case) -> dict[str, Any]:
    return {
        "drill": case.root,
        "subject": case.subject,
        "counted": case.counted,
        "value": case.value,
        "times_ms": list(case.times),
        "facts": list(case.facts),
    }
