"""Making an evidence pack: one pass over each journal gives the scores and every case behind an indicator."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from command_center.evidence.form import (
    EVIDENCE,
    FORMAT,
    INDICATORS,
    JOURNAL_NAMES,
    MANIFEST,
    MARK,
    PROGRAMME,
    README,
    SHEET,
    VERSION,
    Content,
    cases_name,
    folder_of,
    manifest_of,
    seal_of,
    text_of,
)
from command_center.evidence.readme import readme
from command_center.folding import fold_journals
from command_center.folds.critical_tasks import check_ratings
from command_center.folds.drill_record import Case
from command_center.folds.explain import counts, of_programme
from command_center.folds.indicators import FROM_PROGRAMME, Ratings, ratings_of
from command_center.folds.response import Base
from command_center.folds.scores import Scores
from command_center.folds.sheet import ScoreSheet
from command_center.journal import Journal, read_input
from command_center.plan.maturity import MaturityPlan, load_maturity, shipped_maturity
from command_center.plan.programme import find_programme, load_programme
from command_center.plan.ratings import FILE, RatingsFile

SHORT = 12
"""Digits of a root in a case, as in every table of the program."""

Cases = dict[str, bytes]
"""The lines of every indicator's cases."""


class Sources(NamedTuple):
    """What a pack is made of: journals by root, the indicator file, the programme, ratings, and how it is reckoned.

    ``maturity`` is the indicator file, None the shipped one; ``inputs`` says whether recorded inputs are packed too.
    """

    journals: Mapping[str, Path]
    maturity: Path | None = None
    programme: str | Path | None = None
    ratings: Sequence[RatingsFile] = ()
    base: Base = "arrival"
    with_journals: bool = True


class Pack(NamedTuple):
    """A pack that is not written yet: its members by name, its seal, its evidence, how many cases it lists."""

    members: dict[str, Content]
    seal: str
    evidence: dict[str, Any]
    cases: int


class _CaseLine(msgspec.Struct, omit_defaults=True):
    """A case as it is written."""

    root: str
    subject: str
    counted: bool
    value: float
    times_ms: tuple[int, ...] = ()
    facts: tuple[int, ...] = ()


def build(sources: Sources, program: str, processes: int = 1) -> Pack:
    """The pack, made by so many processes at most; JournalError, PlanError and OSError for what cannot be read."""
    plan, digest = load_maturity(sources.maturity)
    programme = load_programme(sources.programme) if sources.programme else None
    ratings = ratings_of(sources.ratings)
    heard: defaultdict[str, list[Case]] = defaultdict(list)
    scores = _folded(sources, ratings, heard, processes)
    if programme is not None:
        for name in FROM_PROGRAMME:
            heard[name] += of_programme(name, scores.records(), programme)
    sheet = scores.sheet(plan, programme, ratings, digest)
    cases = {row.id: _lines(sheet, heard[row.id]) for row in plan.indicators}
    members = _inputs(sources, ratings)
    evidence = _evidence(sheet, plan, cases, sources, members)
    members |= {cases_name(name): lines for name, lines in cases.items()}
    members |= {EVIDENCE: text_of(evidence), SHEET: text_of(sheet.to_dict())}
    members[README] = readme(evidence).encode()
    manifest = text_of(manifest_of(members, program))
    return Pack({**members, MANIFEST: manifest}, seal_of(manifest), evidence, sum(map(_count, cases.values())))


def _folded(sources: Sources, ratings: Ratings, heard: Mapping[str, list[Case]], processes: int) -> Scores:
    """The scores of all drills, with every case that stands behind an indicator told once."""

    def hear(case: Case) -> None:
        if counts(case, ratings):
            heard[case.indicator].append(case)

    paths = [sources.journals[root] for root in sorted(sources.journals)]
    for path in paths:
        journal = Journal.open(path)
        if journal.root in ratings.files:
            check_ratings(ratings.files[journal.root], journal)
    told = fold_journals(paths, sources.base, hear, processes=processes)
    return Scores(sources.base).merge(told)  # so that what is open is told once, however often the sheet is asked for


def _lines(sheet: ScoreSheet, cases: Sequence[Case]) -> bytes:
    """The cases in the order of the drills, each drill's in the order in which they were decided."""
    places = {drill.root: place for place, drill in enumerate(sheet.drills)}
    ordered = sorted(cases, key=lambda case: places.get(case.root, -1))
    encode = msgspec.json.Encoder().encode
    lines = (
        encode(_CaseLine(case.root[:SHORT], case.subject, case.counted, case.value, case.times, case.facts))
        for case in ordered
    )
    return b"".join(line + b"\n" for line in lines)


def _count(lines: bytes) -> int:
    return lines.count(b"\n")


# -- what the figures rest on ---------------------------------------------------------------------------------------


def _inputs(sources: Sources, ratings: Ratings) -> dict[str, Content]:
    """The indicator file, the programme, ratings, and unless they are left out the journals with recorded inputs."""
    maturity = sources.maturity or shipped_maturity()
    members: dict[str, Content] = {INDICATORS: maturity.read_bytes()}
    if sources.programme:
        members[PROGRAMME] = find_programme(sources.programme).read_bytes()
    for root, file in ratings.files.items():
        members[f"{folder_of(root)}/{FILE}"] = Path(file.file).read_bytes()
    for root, path in sources.journals.items() if sources.with_journals else ():
        members[f"{folder_of(root)}/{_journal_name(path)}"] = path
        for digest, data in _recorded(path).items():
            members[f"{folder_of(root)}/inputs/{digest}"] = data
    return members


def _journal_name(path: Path) -> str:
    """What a journal is called in the pack: its name says in which variant it is stored."""
    with path.open("rb") as file:
        return JOURNAL_NAMES[file.read(1) == b"{"]


def _recorded(path: Path) -> dict[str, bytes]:
    """Recorded tickets that the drill was played with and that lie beside its journal, by their SHA-256."""
    started = Journal.open(path).started
    within = json.loads(started.inputs or "{}")
    scenario = json.loads(started.scenario or "{}")
    digest = (scenario.get("recorded") or {}).get("sha256", "")
    if not digest or digest in within or started.origin != "simulated":
        return {}
    return {digest: read_input(path.parent, digest)}


# -- what it says ---------------------------------------------------------------------------------------------------


def _evidence(
    sheet: ScoreSheet, plan: MaturityPlan, cases: Cases, sources: Sources, members: Mapping[str, Content]
) -> dict[str, Any]:
    """Every number of the maturity profile, with what it rests on."""
    profile = sheet.profile.to_dict()
    values = {value.pop("id"): value for value in profile.pop("indicators")}
    elements = {element.pop("id"): element for element in profile.pop("elements")}
    gates = {f"G{gate.pop('level')}": gate for gate in profile.pop("gates")}
    programme = members.get(PROGRAMME)
    return {
        "mark": MARK,
        "format": FORMAT,
        "version": VERSION,
        "base_of_1315": sources.base,
        "journals_inside": sources.with_journals,
        "indicator_file": {"member": INDICATORS, "sha256": sheet.maturity},
        "programme": {"member": PROGRAMME, "sha256": _digest(programme)} if programme is not None else None,
        "drills": [_drill(drill.to_dict(), members) for drill in sheet.drills],
        "city": profile,
        "elements": elements,
        "gates": gates,
        "mock_rule": plan.mock_rule.model_dump(mode="json"),
        "gate_rules": {f"G{gate.level}": gate.model_dump(mode="json", exclude={"level"}) for gate in plan.gates},
        "indicators": {row.id: _indicator(plan, row.id, values[row.id], cases[row.id]) for row in plan.indicators},
    }


def _drill(drill: dict[str, Any], members: Mapping[str, Content]) -> dict[str, Any]:
    folder = folder_of(drill["root"])
    ratings = members.get(f"{folder}/{FILE}")
    return {**drill, "folder": folder, "ratings_sha256": None if ratings is None else _digest(ratings)}


def _indicator(plan: MaturityPlan, name: str, value: dict[str, Any], lines: bytes) -> dict[str, Any]:
    row = plan.indicator(name).model_dump(mode="json")
    thresholds = dict(zip("2345", row.pop("thresholds"), strict=True))
    kept = ("names", "formula", "unit", "better", "interval", "zero", "weight")
    listed = {"member": cases_name(name), "count": _count(lines), "sha256": hashlib.sha256(lines).hexdigest()}
    return {**{key: row[key] for key in kept}, "thresholds": thresholds, **value, "cases": listed}


def _digest(content: Content) -> str:
    data = content if isinstance(content, bytes) else content.read_bytes()
    return hashlib.sha256(data).hexdigest()
