"""Makes a scenario and an as-recorded baseline out of a real ticket export."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from csv import writer as csv_writer
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from command_center import library
from command_center.journal import store_input
from command_center.plan.base import Names
from command_center.plan.city import Tree, tree
from command_center.plan.loading import load_roster
from command_center.plan.problems import PlanError, Problem, Said, did_you_mean
from command_center.plan.recorded_tickets import guard, write_tickets
from command_center.plan.roster import Roster
from command_center.plan.scenario import Recorded, Scenario
from command_center.plan.spans import Span
from command_center.plan.yaml_file import Document, read_yaml
from command_center.recorded.baseline import write_baseline
from command_center.recorded.folder import SUMMARY, fresh_folder, write_summary
from command_center.recorded.mapping import Mapping
from command_center.recorded.questions import PROBED, columns_missing, questions
from command_center.recorded.rows import Call, Grouping, Rejected, Row, RowReader, as_calls, grouped, grouping, repeated
from command_center.recorded.source import Record, Source, inspect, records
from command_center.recorded.times import RowError
from command_center.recorded.words import Interpreter, Unmapped, check_words

BESIDE_BYTES = 1_000_000
"""Recorded tickets over this size also lie in ``inputs/`` under their digest, beside the baseline."""

FOR_EXCEL = "utf-8-sig"
"""Encoding of the tables for people: by its mark Excel knows UTF-8."""

AS_CATEGORY = Said("as the category", "随类别")
"""What became of an urgency that the mapping does not name."""

BASELINE = "baseline.jsonl.zst"


NO_SECOND_CALLS: dict[str, object] = {"intake": {"again": {"share": 0, "event_share": 0}}}
"""Who called again stands in the record already."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did: ``kept`` and ``rejected`` rows sum to ``total``; ``calls`` is how many tickets they make.

    ``unmapped`` counts, by field and word, the rows whose word got the default; ``notes`` says in words what else is
    worth knowing. ``root`` is the root of the baseline. The paths lie in the folder of the import.
    """

    kept: int
    rejected: int
    total: int
    calls: int
    scenario: Path
    tickets: Path
    baseline: Path
    rejected_file: Path
    unmapped_file: Path
    root: str
    unmapped: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: tuple[Said, ...] = ()


class _Plan(NamedTuple):
    """Everything the rows are read with."""

    source: Source
    mapping: Mapping
    document: Document
    roster: Roster
    city: Tree
    lang: str


class _Read(NamedTuple):
    """The rows that could be read, the counts, and the words that were not mapped."""

    rows: list[Row]
    rejected: Rejected
    total: int
    unmapped: list[Unmapped]


def shipped_mappings() -> list[str]:
    """The names of the mappings that ship with the program, sorted."""
    return sorted(path.stem for path in (library.shipped("scenarios") / "mappings").glob("*.yaml"))


def load_mapping(name_or_path: str | Path) -> tuple[Mapping, Document]:
    """The mapping in a file, or a shipped one by its name, with its lines; PlanError with all its errors."""
    path, name = Path(name_or_path), str(name_or_path)
    if not path.is_file():
        if name not in shipped_mappings():
            wrong = Said(f"there is no mapping {name}", f"找不到映射 {name}")
            raise PlanError([Problem(name, 1, "", wrong, did_you_mean(name, shipped_mappings()))])
        path = library.shipped("scenarios") / "mappings" / f"{name}.yaml"
    document = read_yaml(path)
    problems: list[Problem] = []
    mapping = document.validate(Mapping, problems)
    if mapping is None:
        raise PlanError(problems)
    return mapping, document


def import_tickets(
    csv: Path,
    mapping: Path | str,
    out: Path,
    *,
    roster: Roster | str | Path = "d-city",
    progress: Callable[[float], None] | None = None,
    lang: str = "en",
) -> ImportResult:
    """Import the ticket export ``csv`` as ``mapping`` (a path or a shipped name) says, into the folder ``out``.

    ``roster`` is a shipped name, a path or a roster already loaded; the mapping's categories and places are its.
    ``progress`` is told the share of the export read so far, from 0 to 1. ``lang`` is the language (``en``, ``zh``) of
    what people read in ``rejected.csv`` and ``unmapped.csv``; it changes neither scenario nor baseline. PlanError says
    what is wrong with the mapping, the export or the folder; then the folder is as it was before.
    """
    rules, document = load_mapping(mapping)
    centre = roster if isinstance(roster, Roster) else load_roster(roster)
    city = tree(centre.city)
    problems = check_words(rules, document, centre, city)
    if problems:
        raise PlanError(problems)
    plan = _Plan(inspect(Path(csv), rules, document.file), rules, document, centre, city, lang)
    out = Path(out).resolve()
    with fresh_folder(out) as folder:
        read = _read(plan, folder, progress)
        return _write(plan, read, folder, out, _roster_name(roster, out))


def _roster_name(roster: Roster | str | Path, out: Path) -> str:
    """A shipped or loaded roster by its name, a user's own by its path from the new scenario."""
    if isinstance(roster, Roster):
        return roster.name
    own = Path(roster)
    return Path(os.path.relpath(own, out)).as_posix() if own.exists() else str(roster)


# -- reading ------------------------------------------------------------------------------------------------------


def _read(plan: _Plan, folder: Path, progress: Callable[[float], None] | None) -> _Read:
    with contextlib.closing(records(plan.source, plan.mapping, progress)) as stream:
        return _read_records(plan, stream, folder)


def _read_records(plan: _Plan, stream: Iterator[Record], folder: Path) -> _Read:
    head = _head(plan, stream)
    probe = list(islice(stream, PROBED))
    whole = [record.cells for record in probe if not record.fault and len(record.cells) == len(head)]
    asked = questions(plan.mapping, plan.document, head, whole)
    if asked:
        raise PlanError(asked)
    index = {name: number for number, name in enumerate(head)}
    interpreter = Interpreter(plan.mapping, index, plan.roster, plan.city)
    with (folder / "rejected.csv").open("w", encoding=FOR_EXCEL, newline="") as file:
        rejected = Rejected(file, plan.mapping, head, plan.lang)
        seen = _Counted(chain(probe, stream))
        rows = list(_readable(seen, RowReader(plan.mapping, head, interpreter), rejected))
    if not rows:
        raise PlanError([_nothing(plan.source.path, rejected)])
    return _Read(rows, rejected, seen.count, interpreter.unmapped())


def _head(plan: _Plan, stream: Iterator[Record]) -> list[str]:
    shown = plan.source.path.name
    first = next(stream, None)
    if first is None or first.fault:
        wrong = Said("is empty", "是空文件")
        if first:
            wrong = Said(f"its first line: {first.fault}", f"首行：{first.fault.zh}")
        right = Said("a first line with the names of the columns", "首行应为列名")
        raise PlanError([Problem(str(plan.source.path), 1, "", wrong, right)])
    head = [name.strip() for name in first.cells]
    missing = columns_missing(plan.mapping, plan.document, head, shown)
    if missing:
        raise PlanError(missing)
    return head


class _Counted:
    """The records one by one, counted on their way, so that the total does not come from what became of them."""

    def __init__(self, stream: Iterator[Record]) -> None:
        self._stream = stream
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._stream:
            self.count += 1
            yield record


def _readable(stream: Iterable[Record], read: RowReader, rejected: Rejected) -> Iterator[Row]:
    for record in stream:
        try:
            yield read(record)
        except RowError as error:
            rejected.add(record, error.said)


def _nothing(path: Path, rejected: Rejected) -> Problem:
    count = rejected.count
    none = Said("there is no row under the names of the columns", "列名之下没有任何一行")
    line, reason = rejected.first[0] if rejected.first else (1, none)
    en = f"kept 0, rejected {count}, total {count}; the first reason: {reason}"
    wrong = Said(en, f"保留 0 行，拒绝 {count} 行，共 {count} 行；首个原因：{reason.zh}")
    return Problem(str(path), line, "", wrong, Said("mend the mapping or the file", "请改正映射或文件"))


# -- writing ------------------------------------------------------------------------------------------------------


def _write(plan: _Plan, read: _Read, folder: Path, out: Path, roster: str) -> ImportResult:
    by_call = grouped(read.rows, plan.mapping)
    groups = grouping(by_call)
    start = _midnight(min(row.arrived for row in by_call[0]), plan.mapping.zone)
    calls = list(as_calls(by_call, plan.mapping, _since_1970(start)))
    name = f"recorded-{plan.mapping.name}"
    recorded = _write_tickets(folder, f"{name}.tickets.csv", calls)
    scenario = _scenario(plan.mapping, name, roster, start, calls[-1].ticket.t, recorded)
    (folder / f"{name}.yaml").write_text(_yaml(scenario, plan.source), encoding="utf-8")
    _write_unmapped(folder / "unmapped.csv", read.unmapped, plan.lang)
    root = write_baseline(folder / BASELINE, calls, scenario, plan.roster)
    result = ImportResult(
        len(read.rows), read.rejected.count, read.total, len(calls), out / f"{name}.yaml",
        out / recorded.file, out / BASELINE, out / "rejected.csv", out / "unmapped.csv", root,
        _counts(read.unmapped), tuple(_notes(plan, read, groups)),
    )  # fmt: skip
    write_summary(folder, _summary(plan, result, groups))
    return result


def _midnight(arrived: int, zone: str) -> datetime:
    """Local midnight before a moment given in ms since 1970, with its offset."""
    local = _at(arrived).astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return local.astimezone(UTC).astimezone(ZoneInfo(zone))  # where clocks skip midnight, the first moment of the day


def _at(ms: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


def _since_1970(moment: datetime) -> int:
    return (moment - _at(0)) // timedelta(milliseconds=1)


def _scenario(mapping: Mapping, name: str, roster: str, start: datetime, last: int, recorded: Recorded) -> Scenario:
    began = _since_1970(start)
    after = _midnight(began + last, mapping.zone)
    horizon = _since_1970(_midnight(_since_1970(after) + 30 * 3_600_000, mapping.zone)) - began
    offset = datetime.fromisoformat(start.isoformat())
    title = Names(zh=f"实录：{mapping.title.zh}", en=f"As recorded: {mapping.title.en}")
    return Scenario(
        name=name, version=mapping.version, title=title, about=mapping.about, roster=roster, start=offset,
        zone=mapping.zone, horizon=Span(horizon), tail=mapping.tail, recorded=recorded,
        practice=NO_SECOND_CALLS,
    )  # fmt: skip


def _write_tickets(folder: Path, name: str, calls: list[Call]) -> Recorded:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        write_tickets(file, (call.ticket for call in calls))
    data = path.read_bytes()
    if len(data) > BESIDE_BYTES:
        store_input(folder, data)
    return Recorded(file=name, sha256=hashlib.sha256(data).hexdigest(), rows=len(calls))


def _yaml(scenario: Scenario, source: Source) -> str:
    """The scenario as YAML: JSON texts are YAML too, so every value stands on one line and is read back as it was."""
    data = scenario.model_dump(mode="json", exclude_defaults=True)
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()]
    return "\n".join([f"# Made by an import of an export with SHA-256 {source.sha256}.", *lines]) + "\n"


def _write_unmapped(path: Path, unmapped: list[Unmapped], lang: str) -> None:
    with path.open("w", encoding=FOR_EXCEL, newline="") as file:
        writer = csv_writer(file, lineterminator="\n")
        writer.writerow(["field", "column", "value", "rows", "became"])
        for line in unmapped:
            became = line.became or (AS_CATEGORY.zh if lang == "zh" else AS_CATEGORY)
            value = "".join(letter if letter.isprintable() else "\ufffd" for letter in line.value)
            writer.writerow([line.field, guard(line.column), guard(value), line.rows, became])


def _counts(unmapped: list[Unmapped]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for line in unmapped:
        counts.setdefault(line.field, {})[line.value] = line.rows
    return counts


_FIELDS = {"category": "类别", "place": "地点", "channel": "渠道", "nature": "性质", "urgency": "紧急程度"}


def _notes(plan: _Plan, read: _Read, groups: Grouping) -> Iterator[Said]:
    yield Said(f"read as {plan.source.seen_as}", f"编码：{plan.source.seen_as.zh}")
    if plan.mapping.group_by:
        yield Said(
            f"{groups.rows} rows are {groups.calls} calls by {plan.mapping.group_by!r}; {groups.of_several} calls have "
            f"several rows, {groups.differing} of them rows that disagree (the first row holds)",
            f"{groups.rows} 行按 {plan.mapping.group_by!r} 合为 {groups.calls} 件；{groups.of_several} 件有多行，"
            f"其中 {groups.differing} 件各行不一致（以首行为准）",
        )
    elif again := repeated(read.rows):
        yield Said(f"{again} rows repeat a reference; each is kept", f"{again} 行编号重复，均予保留")
    for name, words in _counts(read.unmapped).items():
        count = sum(words.values())
        en = f"{count} rows have an unmapped {name} ({len(words)} different), see unmapped.csv"
        yield Said(en, f"{count} 行的{_FIELDS[name]}未映射（{len(words)} 种），见 unmapped.csv")


def _summary(plan: _Plan, result: ImportResult, groups: Grouping) -> dict[str, object]:
    with Path(plan.document.file).open("rb") as file:
        mapping = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "source": {"file": plan.source.path.name, "sha256": plan.source.sha256, "encoding": plan.source.encoding},
        "mapping": {"name": plan.mapping.name, "sha256": mapping},
        "kept": result.kept,
        "rejected": result.rejected,
        "total": result.total,
        "calls": groups._asdict(),
        "baseline_root": result.root,
        "notes": [str(note) for note in result.notes],
    }


__all__ = ["BASELINE", "SUMMARY", "ImportResult", "import_tickets", "load_mapping", "shipped_mappings"]
