"""What every chapter writes with: the data set, one language, names, local times, and evidence gathered on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from command_center.folds.actions import ACTIONS
from command_center.folds.names import KIND_NAMES, VALUE_NAMES, Lang, Pair, kind_name, word
from command_center.folds.tables import NONE, duration
from command_center.report.dataset import DataSet
from command_center.report.document import Cell, Column, Evidence, Form
from command_center.report.parts import DrillPart
from command_center.report.words import say

PROGRAM = "command-center"


class Writer:
    """One report in one language while it is written."""

    def __init__(self, data: DataSet, lang: Lang) -> None:
        self.data = data
        self.lang: Lang = lang
        self._evidence: dict[str, Evidence] = {}
        self._zones = {drill.label: _zone(drill) for drill in data.drills}
        self._names: dict[str, Pair] = dict(data.sheet.names)
        for drill in data.drills:
            self._names.update({seat.id: seat.name for seat in drill.seats})
            self._names.update({point.id: point.name for point in drill.points})
        self._names.update({system.id: system.pair for system in data.roster.systems})
        self._of_duties = {duty.action: duty.pair for duty in data.roster.duties}
        self._duties = {f"{duty.id}@{duty.version}": duty for duty in data.roster.duties}

    # -- words ----------------------------------------------------------------------------------------------------

    def say(self, key: str, **gaps: object) -> str:
        """A sentence or word of the report."""
        return say(key, self.lang, **gaps)

    def pair(self, pair: Pair) -> str:
        """A name in the report's language."""
        return word(pair, self.lang)

    def name(self, subject: str) -> str:
        """A seat, system, category, district or point by name; its id where it has none."""
        return self.pair(self._names.get(subject, (subject, subject))) or subject

    def both(self, subject: str) -> str:
        """Id and name, e.g. ``S23 市公安交警支队席``."""
        name = self.name(subject)
        return subject if name == subject else f"{subject} {name}"

    def value(self, code: str) -> str:
        """A coded value of a fact, such as ``stand_in`` or ``wartime``."""
        return self.pair(VALUE_NAMES.get(code, (code, code)))

    def kind(self, kind: str) -> str:
        """A kind of fact in words."""
        return kind_name(kind, self.lang)

    def action(self, action: str) -> str:
        """What a seat does, in words."""
        plain = action.replace("_", " ")
        return self.pair(ACTIONS.get(action) or self._of_duties.get(action, (plain, plain)))

    def duty(self, duty: str) -> str:
        """A duty in words; one that a playbook set off is told by its trigger and action."""
        known = self._duties.get(duty)
        if known is not None:
            return f"{duty} {self.pair(known.pair)}"
        trigger, _, action = duty.rpartition("/")
        return f"{trigger}: {self.action(action)}" if trigger else duty

    def inject(self, inject: str) -> str:
        """An inject by id and title."""
        for drill in self.data.drills:
            title = self.pair(drill.scenario.inject(inject).title.pair)
            if title:
                return f"{inject} {title}"
        return inject

    def objective(self, objective: str) -> str:
        """An aim of the drill in words."""
        for drill in self.data.drills:
            for each in drill.scenario.objectives:
                if each.id == objective:
                    return self.pair(each.title.pair)
        return objective

    def indicator(self, name: str) -> str:
        """An indicator by id and name."""
        row = next(row for row in self.data.maturity["indicators"] if row["id"] == name)
        return f"{name} {row['names'][self.lang]}"

    def element(self, name: str) -> str:
        """An element by name."""
        row = next(row for row in self.data.maturity["elements"] if row["id"] == name)
        return str(row["names"][self.lang])

    def level(self, level: int) -> str:
        """A maturity level by number and name; 0 is not rated."""
        if not level:
            return self.say("not_rated")
        row = next(row for row in self.data.maturity["levels"] if row["level"] == level)
        return self.say("level.named", level=level, name=row["names"][self.lang])

    def sentence(self, items: Iterable[str]) -> str:
        """Things one after another as a sentence of their own."""
        return self.listed(items) + ("。" if self.lang == "zh" else ".")

    def listed(self, items: Iterable[str]) -> str:
        """Things one after another in a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(items)

    # -- time -----------------------------------------------------------------------------------------------------

    def moment(self, drill: DrillPart, t: int) -> str:
        """Local date and time to the minute, ``07-24 13:05``; a dash for never."""
        return NONE if t < 0 else f"{self._local(drill, t):%m-%d %H:%M}"

    def hour(self, drill: DrillPart, t: int) -> str:
        """What stands at an axis: the clock, and the date where the axis is longer than two days."""
        local = self._local(drill, t)
        return f"{local:%m-%d}" if drill.span_ms > 172_800_000 else f"{local:%H:%M}"

    def span(self, ms: int | None) -> str:
        """A span of time for people."""
        return duration(ms, self.lang)

    def _local(self, drill: DrillPart, t: int) -> datetime:
        zone = self._zones[drill.label]
        start = datetime.fromisoformat(drill.start)
        moment = start.astimezone(UTC) if start.tzinfo else start
        moment += timedelta(milliseconds=t)
        return moment.astimezone(zone) if zone and moment.tzinfo else moment

    def staffing(self, plan: str) -> str:
        """A staffing plan in words."""
        return self.say(f"staffing.{plan}") if plan in ("full", "half") else plan

    # -- drills ---------------------------------------------------------------------------------------------------

    def code(self, label: str) -> str:
        """The short name of a drill in this report, ``J1``."""
        return next((f"J{number}" for number, each in enumerate(self.data.drills, 1) if each.label == label), label)

    def of(self, drill: DrillPart) -> str:
        """What a caption adds where the report has several drills."""
        return f" · {self.code(drill.label)}" if len(self.data.drills) > 1 else ""

    # -- columns and evidence -------------------------------------------------------------------------------------

    def columns(self, *told: tuple[str, Form] | tuple[str, Form, float]) -> tuple[Column, ...]:
        """Columns by the key of their words, their form, and their room."""
        return tuple(Column(self.say(each[0]), each[1], each[2] if len(each) > 2 else 1.0) for each in told)

    def evidence(
        self, key: str, title: str, kinds: Sequence[str] = (), facts: Sequence[tuple[str, int]] = (), explain: str = ""
    ) -> tuple[str, ...]:
        """An entry of the evidence annex: kinds of facts, single facts (drill, number), or an indicator's cases."""
        if key not in self._evidence:
            rows = [row for drill in self.data.drills for row in self._kind_rows(drill, kinds)]
            rows += [self._fact_row(label, n) for label, n in facts if n >= 0]
            commands = [self._opens(row) for row in rows if row[5] != -1][:3]
            if explain:
                labels = " ".join(drill.label for drill in self.data.drills)
                commands.insert(0, f"{PROGRAM} score {labels} --explain {explain}")
            number = f"E{len(self._evidence) + 1}"
            entry = Evidence(key, number, title, tuple(row[:5] for row in rows), tuple(dict.fromkeys(commands)))
            self._evidence[key] = entry
        return (key,)

    def entries(self) -> tuple[Evidence, ...]:
        """All entries so far, in the order in which the report refers to them."""
        return tuple(self._evidence.values())

    def _kind_rows(self, drill: DrillPart, kinds: Sequence[str]) -> list[tuple[Cell, ...]]:
        rows: list[tuple[Cell, ...]] = []
        for name in kinds:
            kind = drill.kind(name)
            if kind.count:
                first = ", ".join(str(n) for n in kind.first) + (" …" if kind.count > len(kind.first) else "")
                told = f"{self.kind(name)} {name}"
                rows.append((self.code(drill.label), told, kind.count, first, kind.last, kind.first[0]))
        return rows

    def _fact_row(self, label: str, n: int) -> tuple[Cell, ...]:
        return (self.code(label), self.say("single_fact"), 1, str(n), n, n)

    def _opens(self, row: tuple[Cell, ...]) -> str:
        place = int(str(row[0])[1:]) - 1
        return f"{PROGRAM} show fact {self.data.drills[place].label} {row[5]}"


def _zone(drill: DrillPart) -> ZoneInfo | None:
    try:
        return ZoneInfo(drill.zone) if drill.zone else None
    except (KeyError, ValueError):
        return None  # a machine without that zone: the offset of the start holds


def known_kinds(kinds: Iterable[str]) -> list[str]:
    """Those that are kinds of facts, for a check of the evidence's own words."""
    return [kind for kind in kinds if kind in KIND_NAMES]
