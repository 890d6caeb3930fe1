"""What the figures mean: good practice, problems in four classes, and the improvement plan. Plain rules, no opinion.

A finding names its kind and carries values; the words for it stand in ``phrases.py``. The classes are the elements of
the maturity plan: A rules, B mechanism, C technology, D data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from command_center.folds.sheet import DutyScore, IndicatorValue, ScoreSheet
from command_center.plan.maturity import MaturityPlan
from command_center.report.material import Roster, Seat
from command_center.report.parts import DrillPart, ExpectedPart

CLASSES = {"A": "rule", "B": "mechanism", "C": "technology", "D": "data"}
"""Element -> class of problem."""

GOOD_SHARE, GOOD_CASES = 0.95, 5
"""A step or duty is good practice from this share on, with at least so many cases."""

DAYS = {"A": 90, "B": 30, "C": 60, "D": 90}
"""Days from the drill's date to an improvement's due date, by element: rules and data take longest."""

SKILLS = {"A": "LAW", "B": "DIS", "C": "COM", "D": "DAT"}
"""The skill of the seat that owns an improvement which no seat of the drill owns by itself."""

_RANKS = ("dispatch", "support", "act", "decide")


class Finding(msgspec.Struct, frozen=True):
    """Something a drill showed.

    ``kind`` names the rule that found it, ``subject`` what it is about (an indicator, seat, step, system or duty),
    ``values`` fill the words, ``indicator`` is the one it bears on, ``owner`` the seat behind it (empty = by skill),
    ``facts`` are (drill label, fact number).
    """

    kind: str
    element: str
    subject: str
    values: dict[str, Any]
    indicator: str
    owner: str = ""
    facts: tuple[tuple[str, int], ...] = ()
    objective: str = ""


class Improvement(msgspec.Struct, frozen=True):
    """A line of the improvement plan 改进项: the finding, its owner, due date, and the recipe that retests it."""

    number: str
    finding: Finding
    owner: str
    due: str
    scenario: str
    seed: int
    staffing: str


# -- good practice ------------------------------------------------------------------------------------------------


def goods(sheet: ScoreSheet, drills: Sequence[DrillPart], plan: MaturityPlan) -> tuple[Finding, ...]:
    """What went well, in order of element."""
    found = [*_high_indicators(sheet, plan), *_met_actions(drills), *_kept_duties(sheet), *_steps_on_time(sheet)]
    found += _full_roll_call(drills)
    return tuple(sorted(found, key=lambda finding: finding.element))


def _high_indicators(sheet: ScoreSheet, plan: MaturityPlan) -> Iterator[Finding]:
    for value in sheet.profile.indicators:
        if value.level >= 4:
            yield _of_indicator("good_indicator", value, plan)


def _met_actions(drills: Sequence[DrillPart]) -> Iterator[Finding]:
    for drill in drills:
        tested = [each for each in drill.expected if each.state != "not_tested"]
        for inject in dict.fromkeys(each.inject for each in tested):
            own = [each for each in tested if each.inject == inject]
            if all(each.state == "met" for each in own):
                facts = tuple((drill.label, each.done_n) for each in own)
                seats = [each.seat for each in own]
                values = {"inject": inject, "count": len(own), "seats": seats, "drill": drill.label}
                yield Finding("good_actions", "B", inject, values, "A3", own[0].seat, facts, own[0].objective)


def _kept_duties(sheet: ScoreSheet) -> Iterator[Finding]:
    for duty in sheet.duties:
        if duty.share is not None and duty.share >= GOOD_SHARE and duty.due >= GOOD_CASES:
            yield Finding("good_duty", "A", duty.duty, {"duty": duty.duty, "due": duty.due, "met": duty.met}, "A3")


def _steps_on_time(sheet: ScoreSheet) -> Iterator[Finding]:
    for step in sheet.steps:
        if step.on_time_share is not None and step.on_time_share >= GOOD_SHARE and step.due >= GOOD_CASES:
            values = {"step": step.step, "share": step.on_time_share, "due": step.due}
            yield Finding("good_step", "B", step.step, values, "B2")


def _full_roll_call(drills: Sequence[DrillPart]) -> Iterator[Finding]:
    for drill in drills:
        answered = [seat for seat in drill.seats if seat.answered >= 0]
        if answered and not any(seat.silent >= 0 for seat in drill.seats):
            facts = tuple((drill.label, seat.answered) for seat in answered[:3])
            values = {"drill": drill.label, "count": len(answered)}
            yield Finding("good_roll_call", "A", drill.label, values, "A4", "", facts)


# -- problems -----------------------------------------------------------------------------------------------------


def problems(sheet: ScoreSheet, drills: Sequence[DrillPart], roster: Roster, plan: MaturityPlan) -> tuple[Finding, ...]:
    """What is to be mended, by class: short boards, missed and late actions, duties, steps, systems, data."""
    found = [
        *_short_boards(sheet, plan),
        *_missed_actions(drills),
        *_missed_duties(sheet, roster),
        *_late_steps(sheet),
        *_systems_down(sheet, drills, roster),
        *_data(sheet),
        *_silent_seats(drills),
    ]
    return tuple(sorted(found, key=lambda finding: finding.element))


def _of_indicator(kind: str, value: IndicatorValue, plan: MaturityPlan) -> Finding:
    row = plan.indicator(value.id)
    wanted = row.thresholds[min(value.level, 4) - 1] if value.level else None
    values = {"value": value.value, "level": value.level, "next": wanted, "numerator": value.numerator}
    values["denominator"] = value.denominator
    return Finding(kind, row.element, value.id, values, value.id)


def _short_boards(sheet: ScoreSheet, plan: MaturityPlan) -> Iterator[Finding]:
    for element in sheet.profile.elements:
        for name in element.short_boards:
            value = sheet.profile.indicator(name)
            if 0 < value.level < 4:
                yield _of_indicator("short_board", value, plan)


def _missed_actions(drills: Sequence[DrillPart]) -> Iterator[Finding]:
    """One finding an inject, seat and action, over all drills that missed it."""
    bad = [(drill, each) for drill in drills for each in drill.expected if each.state in ("missed", "late")]
    groups: dict[tuple[str, str, str, str], list[tuple[DrillPart, ExpectedPart]]] = {}
    for drill, each in bad:
        groups.setdefault((drill.scenario.name, each.inject, each.seat, each.action), []).append((drill, each))
    for (_, inject, seat, action), cases in groups.items():
        missed = sum(each.state == "missed" for _, each in cases)
        over = max((each.done - each.shown - each.within_ms for _, each in cases if each.done >= 0), default=0)
        values = {"inject": inject, "seat": seat, "action": action, "within": cases[0][1].within, "over": over}
        values |= {"missed": missed, "late": len(cases) - missed, "drill": cases[0][0].label}
        facts = tuple((drill.label, each.done_n if each.done_n >= 0 else each.shown_n) for drill, each in cases)
        kind = "missed_action" if missed else "late_action"
        yield Finding(kind, "B", action, values, "A3", seat, facts, cases[0][1].objective)


def _missed_duties(sheet: ScoreSheet, roster: Roster) -> Iterator[Finding]:
    owners = {f"{duty.id}@{duty.version}": duty.seat for duty in roster.duties}
    bad = [duty for duty in sheet.duties if duty.missed]
    for duty in sorted(bad, key=_by_missed)[:6]:
        values = {"duty": duty.duty, "due": duty.due, "missed": duty.missed}
        yield Finding("missed_duty", "A", duty.duty, values, "A3", owners.get(duty.duty, ""))


def _by_missed(duty: DutyScore) -> tuple[int, str]:
    return (-duty.missed, duty.duty)


def _late_steps(sheet: ScoreSheet) -> Iterator[Finding]:
    for step in sheet.steps:
        if step.on_time_share is not None and step.on_time_share < GOOD_SHARE and step.due >= GOOD_CASES:
            values = {"step": step.step, "share": step.on_time_share, "due": step.due, "late": step.due - step.on_time}
            yield Finding("late_step", "B", step.step, values, "B2")


def _systems_down(sheet: ScoreSheet, drills: Sequence[DrillPart], roster: Roster) -> Iterator[Finding]:
    owners = {system.id: system.owner for system in roster.systems}
    for system in sheet.systems:
        if system.outages:
            values = {"system": system.system, "outages": system.outages, "down": system.down_ms}
            downs = tuple(
                (drill.label, moment.n)
                for drill in drills
                for moment in drill.moments
                if moment.what == "system_went_down" and moment.about == system.system
            )
            yield Finding("outage", "C", system.system, values, "C1", owners.get(system.system, ""), downs)


def _data(sheet: ScoreSheet) -> Iterator[Finding]:
    for system in sheet.systems:
        gap = system.mock + system.missing
        if gap:
            values = {"system": system.system, "mock": system.mock, "missing": system.missing, "real": system.real}
            yield Finding("gap", "D", system.system, values, "D2")
    flawed = sum(system.flawed for system in sheet.systems)
    reads = sum(system.real + system.mock for system in sheet.systems)
    if flawed:
        yield Finding("flawed", "D", "flawed", {"flawed": flawed, "reads": reads}, "D3")
    without = sum(system.without_right for system in sheet.systems)
    if without:
        yield Finding("without_right", "D", "without_right", {"count": without, "reads": reads}, "D4")


def _silent_seats(drills: Sequence[DrillPart]) -> Iterator[Finding]:
    silent = [(drill.label, seat) for drill in drills for seat in drill.seats if seat.silent >= 0]
    if silent:
        seats = list(dict.fromkeys(seat.id for _, seat in silent))
        facts = tuple((label, seat.silent) for label, seat in silent)
        yield Finding("silent", "A", "roll_call", {"seats": seats, "count": len(silent)}, "A4", "", facts)


# -- the plan -----------------------------------------------------------------------------------------------------


def improvements(
    found: Sequence[Finding], sheet: ScoreSheet, drills: Sequence[DrillPart], roster: Roster
) -> tuple[Improvement, ...]:
    """One line a problem; the weakest element first, retested by the recipe of the drill that showed it."""
    scores = {element.id: element.score or 0.0 for element in sheet.profile.elements}
    order = sorted(found, key=lambda finding: scores.get(finding.element, 9.0))
    lines = []
    for number, finding in enumerate(order, 1):
        drill = _drill_of(finding, drills)
        day = date.fromisoformat(drill.start_local[:10]) + timedelta(days=DAYS[finding.element])
        owner = finding.owner or _owner(finding.element, roster)
        recipe = (drill.scenario.name, drill.seed, drill.staffing)
        lines.append(Improvement(f"G{number:02d}", finding, owner, day.isoformat(), *recipe))
    return tuple(lines)


def _drill_of(finding: Finding, drills: Sequence[DrillPart]) -> DrillPart:
    labels = [label for label, _ in finding.facts]
    return next((drill for drill in drills if drill.label in labels), drills[0])


def _owner(element: str, roster: Roster) -> str:
    """The seat with the element's skill that has fewest others; a dispatching one before one that only supports."""
    skilled = [seat for seat in roster.seats if SKILLS[element] in seat.skills] or list(roster.seats)
    return min(skilled, key=_narrowest).id if skilled else ""


def _narrowest(seat: Seat) -> tuple[int, int, str]:
    rank = _RANKS.index(seat.tier_role) if seat.tier_role in _RANKS else len(_RANKS)
    return (len(seat.skills), rank, seat.id)
