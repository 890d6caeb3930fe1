"""What must hold in a scenario file, alone and against its roster."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from command_center import facts
from command_center.plan.calendar import LONGEST, TOO_LONG
from command_center.plan.city import TIERS
from command_center.plan.known import Known, Words, unknown
from command_center.plan.problems import Problem, Said, did_you_mean
from command_center.plan.roster_checks import is_zone, zone_words
from command_center.plan.scenario import (
    Condition,
    Effect,
    Inject,
    Playbook,
    PlaybookOrder,
    Rainstorm,
    Scenario,
    SensorAlarm,
)
from command_center.plan.spans import Span
from command_center.plan.yaml_file import Document, Place

Placed = Iterator[tuple[Place, Words]]


def check_scenario(scenario: Scenario, document: Document, known: Known) -> list[Problem]:
    """Every problem of the scenario, with the line of its key."""
    return [document.problem(place, *words) for check in _CHECKS for place, words in check(scenario, document, known)]


def with_zone(start: datetime, zone: str) -> datetime:
    """The start as an instant with a fixed offset; one without offset is local time in ``zone``."""
    local = start if start.tzinfo else start.replace(tzinfo=ZoneInfo(zone))
    offset = local.utcoffset()
    return local.replace(tzinfo=timezone(offset) if offset is not None else UTC)


# -- time ---------------------------------------------------------------------------------------------------------


def _start(scenario: Scenario, document: Document, _: Known) -> Placed:
    if not isinstance(document.data.get("start"), str):
        wrong = Said("is a bare number, not a date and time", "是数字而不是日期时间")
        yield ("start",), (wrong, Said("write e.g. 2026-07-21T14:00:00+08:00", "请写如 2026-07-21T14:00:00+08:00"))
    elif not is_zone(scenario.zone):
        yield ("zone",), zone_words(scenario.zone)
    else:
        yield from _offset(scenario.start, scenario.zone)


def _offset(start: datetime, zone: str) -> Placed:
    aware = with_zone(start, zone)
    there = aware.astimezone(UTC).astimezone(ZoneInfo(zone))
    if aware.replace(tzinfo=None) != there.replace(tzinfo=None):
        right = there.isoformat()
        wrong = Said(f"{start.isoformat()} does not exist so in {zone}", f"{zone} 没有这样的时刻 {start.isoformat()}")
        yield ("start",), (wrong, Said(f"that moment is {right} there", f"该时刻在当地为 {right}"))


def _lengths(scenario: Scenario, _: Document, __: Known) -> Placed:
    for place, span in _plain_spans(scenario):
        if span.workdays:
            wrong = Said(f"{span} counts working days", f"{span} 是工作日")
            yield place, (wrong, Said("write a plain span, e.g. PT8H or 2d", "请写普通时长，如 PT8H 或 2d"))
    if scenario.horizon.ms <= 0 and not scenario.horizon.workdays:
        wrong = Said("the horizon is not longer than nothing", "推演时长为零")
        yield ("horizon",), (wrong, Said("write e.g. PT8H or 30d", "请写如 PT8H 或 30d"))

    if scenario.horizon.ms + scenario.tail.ms > LONGEST:
        yield ("horizon",), TOO_LONG


def _name(scenario: Scenario, _: Document, __: Known) -> Placed:
    """The name is also that of a folder, so it may not lead elsewhere or be one that some system cannot write."""
    if not _FOLDER.fullmatch(scenario.name):
        wrong = Said(f"{scenario.name!r} cannot be the name of a folder", f"{scenario.name!r} 不能作文件夹名")
        signs = '/ \\ : * ? " < > |'
        right = Said(f"write letters, digits and hyphens, none of {signs}", f"请用文字、数字和连字符，不用 {signs}")
        yield ("name",), (wrong, right)


_FOLDER = re.compile(r'(?![.\s])[^/\\:*?"<>|\x00-\x1f]{1,80}(?<![.\s])')


def _plain_spans(scenario: Scenario) -> Iterator[tuple[Place, Span]]:
    yield ("horizon",), scenario.horizon
    yield ("tail",), scenario.tail
    for number, hazard in enumerate(scenario.hazards):
        key = "at" if isinstance(hazard, SensorAlarm) else "begin"
        yield ("hazards", number, key), getattr(hazard, key)
    for number, inject in enumerate(scenario.injects):
        if inject.at is not None:
            yield ("injects", number, "at"), inject.at
    for number, arrivals in enumerate(scenario.arrivals):
        for turn, surge in enumerate(arrivals.surge):
            yield ("arrivals", number, "surge", turn, "begin"), surge.begin
            yield ("arrivals", number, "surge", turn, "end"), surge.end


def _staffing(scenario: Scenario, _: Document, known: Known) -> Placed:
    yield from _refer(("staffing",), "staffing", (scenario.staffing,), known)


# -- arrivals, recorded tickets and hazards -----------------------------------------------------------------------


def _arrivals(scenario: Scenario, _: Document, known: Known) -> Placed:
    hazards = {hazard.id for hazard in scenario.hazards}
    yield from _unique(("arrivals",), "source", [arrivals.source for arrivals in scenario.arrivals])
    for number, arrivals in enumerate(scenario.arrivals):
        place: Place = ("arrivals", number)
        for key, count in (("hours", 24), ("weekdays", 7), ("months", 12)):
            yield from _profile((*place, key), getattr(arrivals, key), count)
        yield from _weights((*place, "categories"), arrivals.categories, known)
        if arrivals.direct is not None and not 0 <= arrivals.direct <= 1:
            outside = Said(f"{arrivals.direct} is no share", f"{arrivals.direct} 不是占比")
            yield (*place, "direct"), (outside, Said("write 0 to 1", "应在 0 到 1 之间"))
        if arrivals.event and arrivals.event not in hazards:
            yield (*place, "event"), unknown("hazard", arrivals.event, hazards)
        for turn, surge in enumerate(arrivals.surge):
            if surge.end.ms <= surge.begin.ms:
                wrong = Said("ends before it begins", "结束早于开始")
                yield (*place, "surge", turn, "end"), (wrong, Said("write a later end", "请写更晚的结束时间"))


def _weights(place: Place, weights: Mapping[str, float], known: Known) -> Placed:
    for name, weight in weights.items():
        yield from _refer((*place, name), "category", (name,), known)
        if weight < 0:
            wrong = Said(f"weight {weight} is below 0", f"权重 {weight} 为负")
            yield (*place, name), (wrong, Said("write 0 or more", "应不小于 0"))


def _profile(place: Place, values: Sequence[float], count: int) -> Placed:
    if values and len(values) != count:
        wrong = Said(f"has {len(values)} entries", f"有 {len(values)} 个")
        yield place, (wrong, Said(f"give {count}, or leave it out", f"应有 {count} 个，或不写"))
    if values and (min(values) < 0 or not sum(values) > 0):
        wrong = Said("needs weights of 0 or more, not all 0", "权重应不为负且不全为 0")
        yield place, (wrong, Said("mend the weights", "请改正权重"))


def _recorded(scenario: Scenario, document: Document, _: Known) -> Placed:
    if scenario.recorded is None:
        return
    file = scenario.recorded.file
    path = Path(document.file).parent / file
    if Path(file).is_absolute() or ".." in Path(file).parts or not path.is_file():
        wrong = Said(f"there is no file {file} beside the scenario", f"情景旁没有文件 {file}")
        yield ("recorded", "file"), (wrong, Said("put it into the same folder", "请放在同一文件夹"))
        return
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != scenario.recorded.sha256.lower():
        wrong = Said(f"{file} has another digest", f"{file} 的摘要不符")
        right = Said(f"it is {found}; import again if it changed", f"实为 {found}；如有改动请重新导入")
        yield ("recorded", "sha256"), (wrong, right)


def _hazards(scenario: Scenario, _: Document, known: Known) -> Placed:
    yield from _unique(("hazards",), "id", [hazard.id for hazard in scenario.hazards])
    for number, hazard in enumerate(scenario.hazards):
        place: Place = ("hazards", number)
        if isinstance(hazard, SensorAlarm):
            for kind in ("system", "place", "seat", "category"):
                yield from _refer((*place, kind), kind, (getattr(hazard, kind),), known)
        else:
            yield from _storm(place, hazard, known)


def _storm(place: Place, storm: Rainstorm, known: Known) -> Placed:
    for key, kind in (("rescue_category", "category"), ("sensor_system", "system"), ("sensor_seat", "seat")):
        yield from _refer((*place, key), kind, (getattr(storm, key),), known)
    yield from _weights((*place, "call_categories"), storm.call_categories, known)
    yield from _unique((*place, "pumps"), "id", [pump.id for pump in storm.pumps])
    for number, pump in enumerate(storm.pumps):
        yield from _refer((*place, "pumps", number, "depot"), "place", (pump.depot,), known)


# -- injects and playbooks ----------------------------------------------------------------------------------------


def _injects(scenario: Scenario, _: Document, known: Known) -> Placed:
    ids = [inject.id for inject in scenario.injects]
    yield from _unique(("injects",), "id", ids)
    yield from _unique(("objectives",), "id", [objective.id for objective in scenario.objectives])
    for number in range(len(ids)):
        yield from _each_inject(scenario, known, number)


def _each_inject(scenario: Scenario, known: Known, number: int) -> Placed:
    place: Place = ("injects", number)
    inject = scenario.injects[number]
    yield from _moment(place, inject)
    if inject.when is not None:
        yield from _condition((*place, "when"), inject.when, [each.id for each in scenario.injects], known)
    for turn, seat in enumerate(inject.to):
        yield from _refer((*place, "to", turn), "seat", (seat,), known)
    for turn, expected in enumerate(inject.expected):
        yield from _refer((*place, "expected", turn, "seat"), "seat", (expected.seat,), known)
    for turn, effect in enumerate(inject.effects):
        yield from _effect((*place, "effects", turn), effect, scenario, known)
    objectives = {objective.id for objective in scenario.objectives}
    if inject.objective and inject.objective not in objectives:
        yield (*place, "objective"), unknown("objective", inject.objective, objectives)


_INJECT_ID = re.compile(r"[\w.-]{1,40}")


def check_inject(inject: Inject, scenario: Scenario, known: Known) -> Iterator[tuple[str, Words]]:
    """What is wrong with an inject added to this scenario: the field, then what is wrong and what would be right."""
    injects = (*(each for each in scenario.injects if each.id != inject.id), inject)
    whole = scenario.model_copy(update={"injects": injects})
    if not _INJECT_ID.fullmatch(inject.id):
        wrong = Said(f"{inject.id[:40]!r} is no id", f"{inject.id[:40]!r} 不能作编号")
        yield "id", (wrong, Said("write up to 40 letters, digits and hyphens", "请用最多 40 个字母、数字和连字符"))
    if inject.at is not None and inject.at.workdays:
        wrong = Said(f"{inject.at} counts working days", f"{inject.at} 是工作日")
        yield "at", (wrong, Said("write a plain span, e.g. PT8H or 2d", "请写普通时长，如 PT8H 或 2d"))
    for place, words in _each_inject(whole, known, len(injects) - 1):
        yield ".".join(map(str, place[2:])) or "moment", words


def _moment(place: Place, inject: Inject) -> Placed:
    right = Said("give exactly one: at: 30min, or when: {fact: ...}", "at 与 when 应恰有其一")
    if inject.at is not None and inject.when is not None:
        yield (*place, "when"), (Said(f"{inject.id} has both at and when", f"{inject.id} 同时有 at 和 when"), right)
    elif inject.at is None and inject.when is None and inject.purpose != "ad_hoc":
        yield place, (Said(f"{inject.id} has neither at nor when", f"{inject.id} 既无 at 也无 when"), right)


def _condition(place: Place, condition: Condition, injects: Sequence[str], known: Known) -> Placed:
    kind = facts.KINDS.get(condition.fact)
    if kind is None:
        yield (*place, "fact"), unknown("kind of fact", condition.fact, facts.KINDS)
        return
    fields = facts.fields_of(kind)
    for name, value in condition.where.items():
        if name not in fields:
            yield (*place, "where", name), unknown("field", name, fields)
        elif name in ("seat", "system", "category") and value:
            yield from _refer((*place, "where", name), name, (str(value),), known)
    if condition.since and condition.since not in injects:
        yield (*place, "since"), unknown("inject", condition.since, injects)
    if condition.absent_after is not None and not condition.since:
        wrong = Said("absent_after needs an inject to count from", "absent_after 需要一条控制消息作起点")
        yield (*place, "absent_after"), (wrong, Said("add since: ID", "请补上 since: 编号"))


_EFFECT_VALUES = {
    "feed": ("real", "mock", "missing"),
    "set_mode": ("peacetime", "wartime"),
    "set_level": ("I", "II", "III", "IV", ""),
    "warning": ("blue", "yellow", "orange", "red", "none"),
}


_EFFECT_TARGETS = {
    "system_down": "system",
    "system_up": "system",
    "feed": "system",
    "set_mode": "seat",
    "set_level": "seat",
    "households": "place",
    "move_people": "place",
    "ticket": "category",
}
"""What the target of an effect must be."""

_NO_SEAT = ("set_mode", "set_level")
"""Effects whose target may be left out: then no seat is named as having given the order."""


def _effect(place: Place, effect: Effect, scenario: Scenario, known: Known) -> Placed:
    if effect.kind in _EFFECT_TARGETS and not effect.target and effect.kind not in _NO_SEAT:
        wrong = Said(f"{effect.kind} needs a target", f"{effect.kind} 需要 target")
        kind = _EFFECT_TARGETS[effect.kind]
        yield place, (wrong, Said(f"add target: the id or path of a {kind}", "请补上 target：编号或地点路径"))
    elif effect.target and effect.kind in _EFFECT_TARGETS:
        yield from _refer((*place, "target"), _EFFECT_TARGETS[effect.kind], (effect.target,), known)
    if effect.kind == "ticket":
        yield from _refer((*place, "value"), "place", (effect.value,), known)
    if effect.kind in ("households", "move_people") and not (effect.value.isascii() and effect.value.isdigit()):
        wrong = Said(f"{effect.value!r} is no whole number", f"{effect.value!r} 不是整数")
        yield (*place, "value"), (wrong, Said('write e.g. "1200"', '请写如 "1200"'))
    if effect.kind == "surge":
        yield from _surge(place, effect, scenario)
    yield from _effect_word(place, effect)


def _surge(place: Place, effect: Effect, scenario: Scenario) -> Placed:
    if not _is_factor(effect.value):
        wrong = Said(f"{effect.value!r} is no factor", f"{effect.value!r} 不是倍数")
        yield (*place, "value"), (wrong, Said('write 0 or more, e.g. "2.5"', '应不小于 0，如 "2.5"'))
    if effect.target:
        sources = {arrivals.source for arrivals in scenario.arrivals}
        if effect.target not in sources:
            yield (*place, "target"), unknown("source", effect.target, sources)


def _is_factor(text: str) -> bool:
    try:
        return 0 <= float(text) < math.inf
    except ValueError:
        return False


def _effect_word(place: Place, effect: Effect) -> Placed:
    allowed = _EFFECT_VALUES.get(effect.kind)
    if allowed and effect.value not in allowed:
        shown, names = repr(effect.value), ", ".join(filter(None, allowed))
        wrong = Said(f"{shown} is not allowed", f"{shown} 不可用")
        yield (*place, "value"), (wrong, Said(f"write one of {names}", f"应为：{names}"))


_TRIGGERS = {
    "warning": ("blue", "yellow", "orange", "red", "none"),
    "response_level": ("I", "II", "III", "IV"),
    "mode": ("peacetime", "wartime"),
    "car": ("trapped",),
    "system": ("down",),
    "event": ("over",),
}


def _playbooks(scenario: Scenario, _: Document, known: Known) -> Placed:
    sensors = {hazard.sensor for hazard in scenario.hazards if isinstance(hazard, SensorAlarm)}
    for number, playbook in enumerate(scenario.playbooks):
        place: Place = ("playbooks", number)
        yield from _trigger((*place, "on"), playbook, sensors)
        for turn, order in enumerate(playbook.orders):
            yield from _order((*place, "orders", turn), order, known)


def _trigger(place: Place, playbook: Playbook, sensors: Iterable[str]) -> Placed:
    subject, _, value = playbook.on.partition(".")
    if subject == "depth":
        good, allowed = value.isdigit(), ["depth.15"]
    elif subject == "sensor":
        good, allowed = value in sensors, [f"sensor.{sensor}" for sensor in sorted(sensors)]
    else:
        good = value in _TRIGGERS.get(subject, ())
        subjects = [subject] if subject in _TRIGGERS else list(_TRIGGERS)
        allowed = [f"{one}.{value}" for one in subjects for value in _TRIGGERS[one]]
    if not good:
        wrong = Said(f"{playbook.on} never happens", f"{playbook.on} 不会发生")
        names = ", ".join(allowed) or "a trigger that a hazard of this scenario has"
        yield place, (wrong, Said(f"write e.g. {names}", f"请写如 {names}"))


def _order(place: Place, order: PlaybookOrder, known: Known) -> Placed:
    yield from _refer((*place, "seat"), "seat", (order.seat,), known)
    if order.duty:
        yield from _refer((*place, "duty"), "duty", (order.duty,), known)
    for number, target in enumerate(order.command):
        where, _, tier = target.partition(":")
        if where not in ("city", "here"):
            yield from _refer((*place, "command", number), "place", (where,), known)
        if tier and tier not in TIERS:
            wrong = Said(f"unknown tier {tier}", f"没有层级 {tier}")
            yield (*place, "command", number), (wrong, did_you_mean(tier, TIERS))


# -- helpers ------------------------------------------------------------------------------------------------------


def _refer(place: Place, kind: str, names: Iterable[str], known: Known) -> Placed:
    for name in names:
        words = known.missing(kind, name)
        if words:
            yield place, words


def _unique(place: Place, key: str, names: Sequence[Any]) -> Placed:
    seen: set[Any] = set()
    for number, name in enumerate(names):
        if name in seen:
            wrong = Said(f"{name} stands here again", f"{name} 重复")
            yield (*place, number, key), (wrong, Said("make it unique", "请改为唯一"))
        seen.add(name)


_CHECKS: tuple[Callable[[Scenario, Document, Known], Placed], ...] = (
    _name,
    _start,
    _lengths,
    _staffing,
    _arrivals,
    _recorded,
    _hazards,
    _injects,
    _playbooks,
)
