"""What must hold across the files of a roster: unique ids, references, skills, tiers, shifts, declared counts."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from command_center import facts
from command_center.plan.city import TIERS
from command_center.plan.known import BUILT_IN_STAFFING, Known, Words, known_of, tiers_fit, unknown
from command_center.plan.practice import Practice
from command_center.plan.problems import Problem, Said, did_you_mean
from command_center.plan.recorded_tickets import CHANNELS, URGENCIES
from command_center.plan.roster import STEPS, Seat, ShiftRow
from command_center.plan.roster_files import RosterFiles, is_date
from command_center.plan.spans import MINUTE, Span
from command_center.plan.tables import Table
from command_center.plan.yaml_file import Document

Found = Iterator[Problem]


def check_roster(files: RosterFiles) -> Known:
    """Adds every problem across the files to ``files.problems``; returns the names that scenarios may use."""
    known = known_of(files)
    for check in _CHECKS:
        files.problems.extend(check(files, known))
    return known


def _twice(table: Table[Any], field: str, keys: Iterable[object]) -> Found:
    first: dict[object, int] = {}
    for index, key in enumerate(keys):
        if key in first:
            shown = " ".join(map(str, key)) if isinstance(key, tuple) else key
            line = table.lines[first[key]]
            wrong = Said(f"{shown} stands here again (first in line {line})", f"{shown} 重复（首次在第 {line} 行）")
            yield table.problem(index, field, wrong, Said("make it unique", "请改为唯一"))
        first.setdefault(key, index)


def _unique(files: RosterFiles, _: Known) -> Found:
    tables: tuple[Table[Any], ...] = (files.seats, files.systems, files.categories, files.catalogue)
    for table in tables:
        yield from _twice(table, "id", (row.id for row in table.rows))
    yield from _twice(files.duties, "id", ((row.id, row.version) for row in files.duties.rows))
    yield from _twice(files.rights, "resource", ((row.seat, row.resource) for row in files.rights.rows))
    yield from _twice(files.holidays, "date", (row.date for row in files.holidays.rows))
    for staff in files.staffing.values():
        yield from _twice(staff, "seat", (row.seat for row in staff.rows))


def _references(files: RosterFiles, known: Known) -> Found:
    """Every column that names something in another table."""
    of_seats: tuple[Table[Any], ...] = (files.duties, files.rights, *files.staffing.values())
    columns: list[tuple[Table[Any], str, str]] = [
        (files.seats, "shift", "shift"),
        (files.categories, "seats", "seat"),
        (files.categories, "systems", "system"),
        (files.categories, "direct_line", "seat"),
        *((table, "seat", "seat") for table in of_seats),
    ]
    for table, field, kind in columns:
        for index, row in table.located():
            value = getattr(row, field)
            for name in value if isinstance(value, tuple) else (value,):
                words = known.missing(kind, name)
                if words:
                    yield table.problem(index, field, *words)


def _staffing_names(files: RosterFiles, _: Known) -> Found:
    for name in (name for name in BUILT_IN_STAFFING if name in files.staffing):
        wrong = Said(f"{name} is built in", f"{name} 是内置配置")
        yield Problem(files.staffing[name].file, 1, "", wrong, Said("give the file another name", "请换一个文件名"))


def _lender(files: RosterFiles, _: Known) -> Found:
    """The seat that lends the stand-ins cannot be held by one of them."""
    lender = files.practice.staffing.lender if files.practice else ""
    held: list[tuple[Table[Any], int, str]] = [
        *((files.seats, index, "half") for index, row in files.seats.located() if (row.id, row.half) == (lender, "H")),
        *(
            (table, index, "profile")
            for table in files.staffing.values()
            for index, row in table.located()
            if (row.seat, row.profile) == (lender, "stand_in")
        ),
    ]
    for table, index, field in held:
        wrong = Said(f"{lender} lends the stand-ins, so none can hold it", f"{lender} 出借替岗人员，不能由其替岗")
        yield table.problem(index, field, wrong, Said("give it its own staff", "请配本席人员"))


def _rights(files: RosterFiles, known: Known) -> Found:
    systems, providers = known.names["system"], known.names["provider"]
    for index, row in files.rights.located():
        owner, star, _ = row.resource.partition("/*")
        if not star:
            words = known.missing("resource", owner)
        elif systems is None or providers is None or owner in systems | providers:
            words = None
        else:
            words = unknown("provider", owner, systems | providers)
        if words:
            yield files.rights.problem(index, "resource", *words)


# -- seats and skills ---------------------------------------------------------------------------------------------


def _covers(files: RosterFiles, known: Known) -> Found:
    seats = {seat.id: seat for seat in files.seats.rows}
    for index, seat in files.seats.located():
        words = _cover_words(seat, seats, known)
        if words:
            yield files.seats.problem(index, "covered_by", *words)


def _cover_words(seat: Seat, seats: dict[str, Seat], known: Known) -> Words | None:
    if not seat.covered_by:
        if seat.half != "Q" or "L" not in seat.part:
            return None
        return (
            Said(f"{seat.id} is a responder (Q) but leads steps", f"{seat.id} 半编时为应答席（Q），却主办环节"),
            Said("name the M or H seat that takes them over", "请填写接替的 M 或 H 席位"),
        )
    if seat.covered_by == seat.id:
        return Said(f"{seat.id} covers itself", f"{seat.id} 由自己接替"), Said("name another seat", "请填写其他席位")
    cover = seats.get(seat.covered_by)
    if cover is not None and cover.half == "Q":
        wrong = Said(f"{cover.id} is itself a responder (Q)", f"{cover.id} 半编时也是应答席（Q）")
        return wrong, Said("name a seat with half M or H", "请填写 half 为 M 或 H 的席位")
    return known.missing("seat", seat.covered_by)


def _category_leads(files: RosterFiles, _: Known) -> Found:
    seats = {seat.id: seat for seat in files.seats.rows}
    for index, category in files.categories.located():
        lead = seats.get(category.seats[0])
        if lead is None:
            continue
        if lead.part[2] != "L":
            leaders = ", ".join(sorted(seat.id for seat in seats.values() if seat.part[2] == "L")[:8])
            wrong = Said(
                f"lead seat {lead.id} may not handle (its part is {lead.part})",
                f"主办席位 {lead.id} 无权办理（其六步分工为 {lead.part}）",
            )
            right = Said(f"put a seat first that leads it, e.g. {leaders}", f"首位应为主办办理的席位，如 {leaders}")
            yield files.categories.problem(index, "seats", wrong, right)
            continue
        lacking = [skill for skill in category.skills if skill not in lead.skills]
        if lacking:
            shown, has = " ".join(lacking), " ".join(lead.skills) or "none"
            wrong = Said(f"lead seat {lead.id} lacks skill {shown}", f"主办席位 {lead.id} 缺少技能 {shown}")
            right = Said(f"it has {has}; choose another seat or skill", f"它有 {has}；请换席位或技能")
            yield files.categories.problem(index, "skills", wrong, right)


def _weights(files: RosterFiles, _: Known) -> Found:
    rows = files.categories.rows
    if rows and not sum(row.share for row in rows) > 0:
        wrong = Said("the shares of all categories are 0", "所有类别的占比都是 0")
        yield files.categories.problem(0, "share", wrong, Said("give shares", "请填写占比"))


def _systems(files: RosterFiles, _: Known) -> Found:
    for index, row in files.systems.located():
        if (row.data == "link") != (row.feed == "link"):
            pair = row.data, row.feed
            wrong = Said("data {} does not go with feed {}".format(*pair), "data {} 与 feed {} 不符".format(*pair))
            right = Said(
                "link goes with link; feed and slot with real, mock or missing",
                "link 配 link；feed、slot 配 real、mock 或 missing",
            )
            yield files.systems.problem(index, "feed", wrong, right)


def _duties(files: RosterFiles, known: Known) -> Found:
    for index, row in files.duties.located():
        if row.evidence not in facts.KINDS:
            yield files.duties.problem(index, "evidence", *unknown("kind of fact", row.evidence, facts.KINDS))
        trigger, _, about = row.when.partition(" ")
        words = known.missing("category", about) if about and trigger.startswith("ticket.") else None
        if words:
            yield files.duties.problem(index, "when", *words)
        yield from _validity(files, index, row.valid_from, row.valid_to)


def _validity(files: RosterFiles, index: int, begin: str, end: str) -> Found:
    good = True
    for field, text in (("valid_from", begin), ("valid_to", end)):
        if not is_date(text) and (text or field == "valid_from"):
            good = False
            wrong = Said(f"{text!r} is not a date", f"{text!r} 不是日期")
            yield files.duties.problem(index, field, wrong, Said("write e.g. 2026-01-01", "请写如 2026-01-01"))
    if good and end and end < begin:
        wrong = Said(f"ends on {end} before it begins on {begin}", f"失效日期 {end} 早于生效日期 {begin}")
        yield files.duties.problem(index, "valid_to", wrong, Said("write a later date", "请写更晚的日期"))


# -- shifts -------------------------------------------------------------------------------------------------------


def _shifts(files: RosterFiles, _: Known) -> Found:
    table = files.shifts
    for index, row in table.located():
        if row.end_min <= row.begin_min:
            wrong = Said("ends before it begins", "结束早于开始")
            right = Said("write two rows around midnight, e.g. 20:00-24:00 and 00:00-08:00", "跨零点请分两行填写")
            yield table.problem(index, "end", wrong, right)
        for other in range(index):
            if _overlap(table.rows[other], row):
                line = table.lines[other]
                wrong = Said(f"overlaps with line {line} of the same shift", f"与同一班次第 {line} 行重叠")
                yield table.problem(index, "begin", wrong, Said("let it begin where the other ends", "请首尾相接"))
                break


def _overlap(one: ShiftRow, other: ShiftRow) -> bool:
    same = one.shift == other.shift and (one.days == other.days or "all" in (one.days, other.days))
    return same and one.begin_min < other.end_min and other.begin_min < one.end_min


# -- city ---------------------------------------------------------------------------------------------------------


def _city(files: RosterFiles, known: Known) -> Found:
    city, document = files.city, files.city_file
    if city is None or document is None:
        return
    if not is_zone(city.zone):
        yield document.problem(("zone",), *zone_words(city.zone))
    if not tiers_fit(city):
        counts = city.tiers
        shown = f"{counts.districts}, {counts.streets}, {counts.communities}, {counts.grids}"
        count = len(city.districts)
        wrong = Said(f"the tiers are {shown} with {count} districts listed", f"层级数为 {shown}，列出 {count} 个区")
        right = Said(
            "each tier needs at least as many as the one above, and every district a row",
            "下级不得少于上级，且每区一行",
        )
        yield document.problem(("tiers",), wrong, right)
    for key in ("street_names", "community_names"):
        if not getattr(city, key):
            yield document.problem((key,), Said("has no name", "没有名称"), Said("give at least one", "请至少给出一个"))
    for number, pool in enumerate(city.districts):
        words = known.missing("shift", pool.shift)
        if words:
            yield document.problem(("districts", number, "shift"), *words)
    yield from _low_points(files, document, known)


def _low_points(files: RosterFiles, document: Document, known: Known) -> Found:
    points = files.city.low_points if files.city else ()
    counted = Counter(point.id for point in points)
    for number, point in enumerate(points):
        place = ("low_points", number)
        if counted[point.id] > 1:
            wrong = Said(f"{point.id} stands {counted[point.id]} times", f"{point.id} 出现 {counted[point.id]} 次")
            yield document.problem((*place, "id"), wrong, Said("make it unique", "请改为唯一"))
        words = known.missing("place", point.place)
        if words:
            yield document.problem((*place, "place"), *words)
        if any(low >= high for below, above in _steps(point.bowl) for low, high in zip(below, above, strict=True)):
            wrong = Said("the bowl does not rise", "容积曲线不递增")
            right = Said("depth and volume must both rise from pair to pair", "水深与容积应逐对递增")
            yield document.problem((*place, "bowl"), wrong, right)


def _steps(bowl: Sequence[tuple[float, float]]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    return itertools.pairwise(bowl)


def is_zone(zone: str) -> bool:
    """Whether there is such an IANA time zone."""
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        return False
    return True


def zone_words(zone: str) -> Words:
    """The words for a zone that does not exist."""
    wrong = Said(f"{zone!r} is not a time zone", f"{zone!r} 不是时区")
    return wrong, Said("write e.g. Asia/Shanghai", "请写如 Asia/Shanghai")


# -- practice -----------------------------------------------------------------------------------------------------


def _practice(files: RosterFiles, known: Known) -> Found:
    if files.practice is not None and files.practice_file is not None:
        seats = {seat.id: seat for seat in files.seats.rows}
        for place, words in practice_words(files.practice, known, seats):
            yield files.practice_file.problem(place, *words)


Placed = tuple[tuple[str | int, ...], Words]


def practice_words(practice: Practice, known: Known, seats: dict[str, Seat]) -> Iterator[Placed]:
    """What is wrong in a practice, by the place of its key; a scenario's own practice is checked with it too."""
    yield from _practice_seats(practice, known, seats)
    yield from _practice_keys(practice)
    yield from _practice_rounds(practice)
    intake = practice.intake
    total = intake.direct + intake.not_accepted + sum(intake.handed_over.values())
    if total > 1 + 1e-9 or min(intake.handed_over.values(), default=0) < 0:
        wrong = Said(f"direct, not_accepted and handed_over come to {total:.3f}", f"三项占比合计 {total:.3f}")
        right = Said("together they are at most 1, none below 0", "合计不得超过 1，且不为负")
        yield ("intake", "handed_over"), (wrong, right)
    if min(intake.natures.values(), default=0) < 0 or not sum(intake.natures.values()) > 0:
        yield (
            ("intake", "natures"),
            (Said("the weights do not come to more than 0", "权重合计不大于 0"), Said("give weights", "请填写权重")),
        )
    for key in ("acknowledge", "loss"):
        given = getattr(practice.tiers, key)
        for name in sorted(set(TIERS) ^ set(given)):
            en, zh = ("missing", "缺少") if name in TIERS else ("unknown", "没有")
            wrong = Said(f"{en} tier {name}", f"{zh}层级 {name}")
            yield ("tiers", key), (wrong, Said("give " + ", ".join(TIERS), "应给出 " + "、".join(TIERS)))


def _practice_seats(practice: Practice, known: Known, seats: dict[str, Seat]) -> Iterator[Placed]:
    steps = practice.steps
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("intake", "seat"), practice.intake.seat),
        (("steps", "transfer_seat"), steps.transfer_seat),
        (("steps", "close_seat"), steps.close_seat),
        (("steps", "liaison_seat"), steps.liaison_seat),
        (("steps", "consult_seat"), steps.consult_seat),
        (("staffing", "lender"), practice.staffing.lender),
        *((("steps", "arbiters", number), seat) for number, seat in enumerate(steps.arbiters)),
        *((("required_for_mode", number), seat) for number, seat in enumerate(practice.required_for_mode)),
        *((("intake", "other_seats", channel), seat) for channel, seat in practice.intake.other_seats.items()),
        *((("reported", seat), seat) for seat in practice.reported),
    ]
    for place, name in named:
        words = known.missing("seat", name)
        if words:
            yield place, words
    for (place, name), step in zip(named[:3], ("accept", "transfer", "close"), strict=True):
        seat = seats.get(name)
        if seat is not None and seat.part[STEPS.index(step)] != "L":
            wrong = Said(f"seat {name} does not lead the step {step}", f"席位 {name} 不主办环节 {step}")
            right = Said(f"its part is {seat.part}; name a seat with L there", f"其分工为 {seat.part}；该步应为 L")
            yield place, (wrong, right)


def _practice_rounds(practice: Practice) -> Iterator[Placed]:
    """What comes again and again must leave time in between, or the drill never gets on."""
    rounds: list[tuple[tuple[str | int, ...], Span]] = [
        (("tiers", "repeat_after"), practice.tiers.repeat_after),
        *((("around", "progress_every", urgency), span) for urgency, span in practice.around.progress_every.items()),
    ]
    for place, span in rounds:
        if span.ms < MINUTE and not span.workdays:
            wrong = Said(f"{span} is too short for what comes again and again", f"{span} 作为重复间隔太短")
            yield place, (wrong, Said("write 1min or more", "请写 1min 或更长"))


LIMITED = ("accept", "accept_message", "transfer", "sign", "contact", "handle", "feedback", "return", "evaluate")
"""What a limit can be given for."""

GRADES = ("5", "4", "3", "2", "1")
"""The citizen's answers, best first."""


def _practice_keys(practice: Practice) -> Iterator[Placed]:
    """Tables by step, urgency, grade or channel: a name that does not exist would do nothing, or stop a drill."""
    around = practice.around
    tables: tuple[tuple[tuple[str, ...], Iterable[str], tuple[str, ...]], ...] = (
        (("limits",), practice.limits, LIMITED),
        (("around", "yellow_at"), around.yellow_at, URGENCIES),
        (("around", "progress_every"), around.progress_every, URGENCIES),
        (("around", "satisfied_if_solved"), around.satisfied_if_solved, GRADES),
        (("around", "satisfied_if_not"), around.satisfied_if_not, GRADES),
        (("intake", "other_seats"), practice.intake.other_seats, CHANNELS),
    )
    for place, names, known in tables:
        for name in names:
            if name not in known:
                yield (*place, name), (Said(f"there is no {name}", f"没有 {name}"), did_you_mean(name, known))


# -- declared counts ----------------------------------------------------------------------------------------------

COUNTS: dict[str, Callable[[RosterFiles], int | None]] = {
    "seats": lambda files: _count(files.seats),
    "own": lambda files: _count(files.seats, lambda seat: seat.half == "M"),
    "stand_ins": lambda files: _count(files.seats, lambda seat: seat.half == "H"),
    "responders": lambda files: _count(files.seats, lambda seat: seat.half == "Q"),
    "systems": lambda files: _count(files.systems),
    "feeds": lambda files: _count(files.systems, lambda system: system.data == "feed"),
    "links": lambda files: _count(files.systems, lambda system: system.data == "link"),
    "slots": lambda files: _count(files.systems, lambda system: system.data == "slot"),
    "categories": lambda files: _count(files.categories),
    "duties": lambda files: _count(files.duties),
    "resources": lambda files: _count(files.catalogue),
    "mounted": lambda files: _count(files.catalogue, lambda resource: resource.mounted),
    "rights": lambda files: _count(files.rights),
    "districts": lambda files: files.city.tiers.districts if files.city else None,
    "streets": lambda files: files.city.tiers.streets if files.city else None,
    "communities": lambda files: files.city.tiers.communities if files.city else None,
    "grids": lambda files: files.city.tiers.grids if files.city else None,
    "low_points": lambda files: len(files.city.low_points) if files.city else None,
}
"""What ``expect`` in roster.yaml may declare, and how it is counted (None where a file could not be read)."""


def _count(table: Table[Any], wanted: Callable[[Any], bool] = lambda _: True) -> int | None:
    return sum(map(wanted, table.rows)) if table.whole and not table.broken else None


def _expected(files: RosterFiles, _: Known) -> Found:
    if files.about is None or files.about_file is None:
        return
    for key, wanted in files.about.expect.items():
        if key not in COUNTS:
            yield files.about_file.problem(("expect", key), *unknown("count", key, COUNTS))
            continue
        found = COUNTS[key](files)
        if found is not None and found != wanted:
            wrong = Said(f"there are {found} {key}, {wanted} are declared", f"{key} 实有 {found}，声明为 {wanted}")
            right = Said("mend the table or the count", "请改正表格或此数")
            yield files.about_file.problem(("expect", key), wrong, right)


_CHECKS: tuple[Callable[[RosterFiles, Known], Found], ...] = (
    _unique,
    _references,
    _staffing_names,
    _lender,
    _rights,
    _covers,
    _category_leads,
    _weights,
    _systems,
    _duties,
    _shifts,
    _city,
    _practice,
    _expected,
)
