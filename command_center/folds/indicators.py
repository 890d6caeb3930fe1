"""The 20 indicators over the records of one drill or many: value, interval, level, score, or why it is not rated.

How the cases of each are found stands in ``indicators_institution`` (A), ``indicators_operation`` (B),
``indicators_technology`` (C) and ``indicators_data`` (D); here they are pooled. With four drills or more that have
cases, an interval over drills, which are what is independent, is drawn as well and the wider one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from command_center.folds.drill_record import DrillRecord
from command_center.folds.indicators_data import SATISFIED
from command_center.folds.indicators_institution import a4_drill_regime, a5_lesson_fixed
from command_center.folds.names import Pair
from command_center.folds.sheet import IndicatorValue
from command_center.folds.statistics import (
    Dice,
    Range,
    bootstrap_mean,
    bootstrap_percentile,
    bootstrap_ratio,
    flawless_cases,
    level_of,
    order_interval,
    resample_drills,
    score_of,
    wider,
    wilson,
)
from command_center.plan.maturity import Indicator, MaturityPlan
from command_center.plan.programme import Programme, ProgrammeDrill
from command_center.plan.ratings import RatingsFile

PERCENT = {"B3": 50, "B4": 50, "C2": 95, "C5": 50}
"""Which percentile of its times an indicator is."""

FROM_PROGRAMME = ("A4", "A5")
ENOUGH_DRILLS = 4
MINUTE = 60_000

NO_PROGRAMME: Pair = ("需要演练计划与改进清单（--programme）", "needs the programme and its improvements (--programme)")
NO_PERSON: Pair = ("没有真人参演", "no person played")
NO_PACE: Pair = ("没有一倍速真人演练的记录", "no drill with people is known to have run at speed 1")


class Ratings(NamedTuple):
    """What people who ran and watched the drills add: the roots of drills that people played at speed 1, and what
    they wrote, by the root of the journal it is bound to."""

    at_speed_one: frozenset[str] = frozenset()
    files: Mapping[str, RatingsFile] = {}


def ratings_of(files: Iterable[RatingsFile]) -> Ratings:
    """The ratings in files that are bound to a journal."""
    by_root = {file.root: file for file in files if file.root}
    return Ratings(frozenset(root for root, file in by_root.items() if file.at_speed_one), by_root)


class Evidence(NamedTuple):
    """An indicator's cases, pooled: estimate and interval in raw units (share, ms), numerator and denominator."""

    numerator: float
    denominator: float
    estimate: float = 0.0
    interval: Range | None = None
    reason: Pair | None = None


def all_values(
    records: Sequence[DrillRecord], plan: MaturityPlan, programme: Programme | None, ratings: Ratings | None
) -> tuple[IndicatorValue, ...]:
    """Every indicator of the plan over the drills."""
    dice_key = [f"{record.root} {record.key()}" for record in records]
    values = []
    for indicator in plan.indicators:
        evidence = _evidence(indicator, records, programme, ratings, dice_key)
        values.append(_value(indicator, evidence))
    return tuple(values)


def _evidence(
    indicator: Indicator, records: Sequence[DrillRecord], programme: Programme | None, ratings: Ratings | None,
    key: list[str],
) -> Evidence:  # fmt: skip
    name = indicator.id
    if name in FROM_PROGRAMME:
        return _of_programme(name, records, programme)
    if name in PERCENT:
        played = _played(records, ratings) if name == "C5" else records
        evidence = _of_times(name, played, indicator.minimum, key)
        return evidence._replace(reason=_no_person(records)) if name == "C5" and not evidence.denominator else evidence
    if name == "C1":
        return _point(*(part / MINUTE for part in pooled(name, records)))
    if indicator.interval == "point":
        return _point(*pooled(name, records))
    if name == "D5":
        return _of_answers(records, indicator.minimum, key)
    return _of_share(name, records, indicator.minimum, key)


def pooled(name: str, records: Sequence[DrillRecord]) -> tuple[float, float]:
    """Numerator and denominator over all drills."""
    shares = [record.shares[name] for record in records if name in record.shares]
    return sum(share[0] for share in shares), sum(share[1] for share in shares)


def _point(numerator: float, denominator: float) -> Evidence:
    share = numerator / denominator if denominator else 0.0
    return Evidence(numerator, denominator, share, Range(share, share, 1.0))


def _of_share(name: str, records: Sequence[DrillRecord], minimum: int, key: list[str]) -> Evidence:
    numerator, denominator = pooled(name, records)
    if not denominator or denominator < minimum:
        return Evidence(numerator, denominator)
    interval = wider(wilson(numerator, denominator), _over_drills(name, records, key))
    return Evidence(numerator, denominator, numerator / denominator, interval)


def _over_drills(name: str, records: Sequence[DrillRecord], key: list[str]) -> Range | None:
    some = [record for record in records if name in record.shares and record.shares[name][1]]
    if len(some) < ENOUGH_DRILLS:
        return None
    draws = resample_drills([record.scenario for record in some], Dice("drills", name, *key))
    hits, counts = ([record.shares[name][part] for record in some] for part in (0, 1))
    return bootstrap_ratio(hits, counts, draws)


def _of_answers(records: Sequence[DrillRecord], minimum: int, key: list[str]) -> Evidence:
    """D5: every published indicator opens its events (``--explain``), so that share is one."""
    grades = sorted(SATISFIED)
    counts = [sum(record.answers[grade] for record in records) for grade in grades]
    weights = [SATISFIED[grade] for grade in grades]
    numerator = sum(weight * count for weight, count in zip(weights, counts, strict=True))
    denominator = sum(counts)
    if not denominator or denominator < minimum:
        return Evidence(numerator, denominator)
    cases = _of_grades(tuple(weights), tuple(counts), tuple(key))
    return Evidence(numerator, denominator, numerator / denominator, wider(cases, _over_drills("D5", records, key)))


@lru_cache(maxsize=16)
def _of_grades(weights: tuple[float, ...], counts: tuple[int, ...], key: tuple[str, ...]) -> Range:
    """The interval of D5 over its cases; of a month of the hotline it takes a quarter of a second, so it is kept."""
    return bootstrap_mean(weights, counts, Dice("cases", "D5", *key))


def _of_times(name: str, records: Sequence[DrillRecord], minimum: int, key: list[str]) -> Evidence:
    some = [record for record in records if name in record.samples and len(record.samples[name])]
    count = sum(len(record.samples[name]) for record in some)
    if not count or count < minimum:
        return Evidence(count, count)
    import numpy

    groups = [record.samples[name].values() for record in some]
    estimate, interval = order_interval(numpy.concatenate(groups), PERCENT[name])
    if len(some) >= ENOUGH_DRILLS:
        draws = resample_drills([record.scenario for record in some], Dice("drills", name, *key))
        interval = wider(interval, bootstrap_percentile(groups, PERCENT[name], draws))
    return Evidence(count, count, estimate, interval)


def _played(records: Sequence[DrillRecord], ratings: Ratings | None) -> list[DrillRecord]:
    known = ratings.at_speed_one if ratings else frozenset()
    return [record for record in records if record.root and record.root in known]


def _no_person(records: Sequence[DrillRecord]) -> Pair:
    return NO_PACE if any(len(record.samples["C5"]) for record in records if "C5" in record.samples) else NO_PERSON


# -- from the programme ---------------------------------------------------------------------------------------------


class Held(NamedTuple):
    """Drills of the programme that were held to their end, the quarterly ones planned, and the names of those held."""

    quarterly: int
    monthly: int
    planned_quarterly: int
    names: frozenset[str]


def held(records: Sequence[DrillRecord], programme: Programme) -> Held:
    """Which drills of the programme were held: same scenario and seed, same staffing where it names one."""
    left, done = list(programme.drills), list[ProgrammeDrill]()
    for record in records:
        drill = next((drill for drill in left if _is(drill, record, programme)), None)
        if drill is not None:
            left.remove(drill)
            done.append(drill)
    regimes = [drill.regime() for drill in done]
    planned = [drill.regime() for drill in programme.drills].count("quarterly")
    names = frozenset(drill.name for drill in done)
    return Held(regimes.count("quarterly"), regimes.count("monthly"), planned, names)


def _is(drill: ProgrammeDrill, record: DrillRecord, programme: Programme) -> bool:
    start = record.started
    if start is None or record.status != "completed" or drill.staffing not in ("", start.staffing):
        return False
    return drill.scenario == start.scenario_name and programme.seeds[drill.seed] == start.seed


def used_seats(records: Sequence[DrillRecord]) -> tuple[frozenset[str], frozenset[str]]:
    """The seats used over all drills (they answered a roll call and did at least one action), and all seats."""
    nobody = frozenset[str]()
    seats = nobody.union(*(record.parts.seats for record in records))
    answered = nobody.union(*(record.answered for record in records))
    acted = nobody.union(*(record.acted for record in records))
    return seats & answered & acted, seats


def last_day(records: Sequence[DrillRecord]) -> date | None:
    """The day on which the latest drill began."""
    days = [record.started.start[:10] for record in records if record.started and record.started.start]
    return date.fromisoformat(max(days)) if days else None


def _of_programme(name: str, records: Sequence[DrillRecord], programme: Programme | None) -> Evidence:
    today = last_day(records)
    if programme is None or today is None:
        return Evidence(0, 0, reason=NO_PROGRAMME)
    if name == "A4":
        drills, (used, seats) = held(records, programme), used_seats(records)
        counts = (drills.quarterly, drills.planned_quarterly, drills.monthly, len(used), len(seats))
        return _point(a4_drill_regime(*counts), 1)
    verdicts = [a5_lesson_fixed(lesson, today) for lesson in programme.improvements]
    count = sum(verdict is not None for verdict in verdicts)
    numerator = sum(verdict is True for verdict in verdicts)
    return Evidence(numerator, count, numerator / count, wilson(numerator, count)) if count else Evidence(0, 0)


# -- level and score ------------------------------------------------------------------------------------------------


def _value(indicator: Indicator, evidence: Evidence) -> IndicatorValue:
    numerator, denominator = evidence.numerator, evidence.denominator
    counts = (numerator, denominator, indicator.minimum)
    if evidence.interval is None or denominator < indicator.minimum:
        reason = evidence.reason or _too_few(denominator, indicator.minimum)
        return IndicatorValue(indicator.id, None, None, None, None, 0, None, *counts, reason=reason)
    scale, more = indicator.scale, indicator.better == "more"
    # ten decimals: 0.85 * 100 is to be 85 and not a hair less
    value, low, high = (round(x * scale, 10) for x in (evidence.estimate, *evidence.interval[:2]))
    assessed = low if more else high
    return IndicatorValue(
        indicator.id, value, low, high, assessed,
        level_of(assessed, indicator.thresholds, more),
        score_of(assessed, indicator.thresholds, indicator.zero, more),
        *counts, note=_joined(_short_of_coverage(evidence.interval), _held_down(indicator, evidence, assessed)),
    )  # fmt: skip


def _too_few(count: float, minimum: int) -> Pair:
    return (f"样本不足：{count:g} < {minimum}", f"too few cases: {count:g} of {minimum}")


def _joined(*notes: Pair | None) -> Pair | None:
    said = [note for note in notes if note]
    return ("；".join(zh for zh, _ in said), "; ".join(en for _, en in said)) if said else None


def _short_of_coverage(interval: Range) -> Pair | None:
    if interval.coverage >= 0.95 - 1e-9:
        return None
    percent = f"{100 * interval.coverage:.0f}"
    return (f"样本小，区间只覆盖 {percent}%", f"a small sample: the interval covers {percent} % only")


def _held_down(indicator: Indicator, evidence: Evidence, assessed: float) -> Pair | None:
    """A share without a single bad case that the width of its interval holds below level 5: how many cases it wants."""
    more, count = indicator.better == "more", evidence.denominator
    level = level_of(assessed, indicator.thresholds, more)
    if not indicator.interval.startswith("wilson") or level == 5 or evidence.estimate != (1.0 if more else 0.0):
        return None
    wanted = indicator.thresholds[level - 1]
    needed = flawless_cases(wanted / indicator.scale if not more else 1 - wanted / indicator.scale)
    said = _ALL_GOOD if more else _NONE_BAD
    gaps = {"count": f"{count:g}", "bound": f"{assessed:.4g}", "next": level + 1, "wanted": f"{wanted:g}"}
    gaps |= {"needed": f"{needed:,}"}
    zh, en = (
        text.format(unit=unit, **gaps) for text, unit in zip(said, (indicator.unit.zh, indicator.unit.en), strict=True)
    )
    return zh, en


_ALL_GOOD: Pair = (
    "{count} 例全部达标：区间下限为 {bound} {unit}，{next} 级要求不低于 {wanted}；至少须有 {needed} 例且全部达标",
    "{count} of {count}: the lower bound of the interval is {bound} {unit}, level {next} wants {wanted} or more; at "
    "least {needed} cases, all of them good, are needed",
)
_NONE_BAD: Pair = (
    "{count} 例中为 0：区间上限为 {bound} {unit}，{next} 级要求不高于 {wanted}；至少须有 {needed} 例且均为 0",
    "0 of {count}: the upper bound of the interval is {bound} {unit}, level {next} wants {wanted} or less; at least "
    "{needed} cases without one are needed",
)
