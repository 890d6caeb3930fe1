"""The score sheet made of the records of drills: every score that is not the maturity profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from command_center.folds.critical_tasks import observations, rated_tasks
from command_center.folds.drill_record import MINUTE, Department, DrillRecord, Flood
from command_center.folds.figures import StepFigures, figures_of, share
from command_center.folds.indicators import Ratings, used_seats
from command_center.folds.percentiles import Samples
from command_center.folds.response import Response1315
from command_center.folds.scoreboard import Scoreboard
from command_center.folds.sheet import (
    Around,
    ClockScore,
    Conversion,
    DepartmentScore,
    DrillLine,
    DutyScore,
    ExpectedScore,
    FloodScore,
    ModeSwitch,
    Profile,
    ResponseScore,
    ScoreSheet,
    SeatScore,
    StepScore,
    SystemScore,
    ThreeRates,
    TierScore,
)
from command_center.folds.tally import Tally
from command_center.plan.maturity import MaturityPlan, Rates

TIERS = ("district", "street", "community", "grid")
SATISFIED_FROM = 3
"""满意率 counts 基本满意 as satisfied."""


def sheet_of(
    records: Sequence[DrillRecord], board: Scoreboard, response: Response1315, plan: MaturityPlan, profile: Profile,
    digest: str, ratings: Ratings | None = None,
) -> ScoreSheet:  # fmt: skip
    """The whole sheet."""
    tally = board.settled()
    figures = figures_of(tally)
    contacts = figures.to_dict()["contacts"]
    files = ratings.files if ratings else {}
    return ScoreSheet(
        drills=tuple(_drill(record) for record in records),
        contacts=contacts,
        steps=_steps(tally),
        response_1315=_response(response),
        three_rates=_rates(records, plan.three_rates),
        around=_around(records, tally),
        seats=_seats(records, tally),
        departments=_departments(records),
        systems=_systems(records, tally),
        tiers=_tiers(records),
        mode_switches=tuple(_switches(records)),
        expected_actions=_expected(records),
        duties=_duties(records),
        flood=_flood([record.flood for record in records]),
        t_conv=_conversions(records),
        profile=profile,
        names=tally.names,
        maturity=digest,
        critical_tasks=rated_tasks(records, files),
        observations=observations(records, files),
    )


def _drill(record: DrillRecord) -> DrillLine:
    start = record.started
    reads: Counter[str] = sum(record.reads.values(), Counter())
    return DrillLine(
        root=record.root,
        scenario=record.scenario,
        seed=start.seed if start else 0,
        staffing=start.staffing if start else "",
        start=start.start if start else "",
        origin=start.origin if start else "",
        families=record.parts.families,
        status=record.status,
        facts=record.facts,
        reads=reads["real"] + reads["mock"] + reads["missing"],
        mock_reads=reads["mock"],
    )


def _steps(tally: Tally) -> tuple[StepScore, ...]:
    return tuple(_step(figures, tally) for figures in figures_of(tally).steps)


def _step(figures: StepFigures, tally: Tally) -> StepScore:
    return StepScore(
        step=figures.step,
        started=figures.started,
        ended=figures.ended,
        due=figures.due,
        on_time=figures.on_time,
        on_time_share=figures.on_time_share,
        median_ms=figures.median_ms,
        p90_ms=tally.steps[figures.step].elapsed.percentiles(90)[0],
        p95_ms=figures.p95_ms,
        wait_median_ms=figures.wait_median_ms,
        wait_p95_ms=figures.wait_p95_ms,
        longest_queue=figures.longest_queue,
    )


def _response(response: Response1315) -> ResponseScore:
    clocks = {"answer": response.answer, "dispatch": response.dispatch, "arrival": response.arrival}
    figures = {name: clock.figures() for name, clock in clocks.items()}
    return ResponseScore(
        base=response.base,
        contacts=response.contacts,
        without_arrival=response.without_arrival,
        clocks=tuple(
            ClockScore(name, each.limit_ms, each.count, each.within, each.share, each.median_ms)
            for name, each in figures.items()
        ),
    )


def _rates(records: Sequence[DrillRecord], weights: Rates) -> ThreeRates:
    contacted, due = (sum(record.contacts_due[place] for record in records) for place in (0, 1))
    grades: Counter[int] = sum((record.answers for record in records), Counter())
    answers, solved = grades.total(), sum(record.solved for record in records)
    satisfied = sum(count for grade, count in grades.items() if grade >= SATISFIED_FROM)
    rates = (share(contacted, due), share(solved, answers), share(satisfied, answers))
    parts = (weights.response, weights.solution, weights.satisfaction)
    known = [(rate, weight) for rate, weight in zip(rates, parts, strict=True) if rate is not None]
    whole = sum(weight for _, weight in known)
    combined = sum(rate * weight for rate, weight in known) / whole if len(known) == len(rates) and whole else None
    return ThreeRates(contacted, due, rates[0], answers, solved, rates[1], satisfied, rates[2], combined)


def _around(records: Sequence[DrillRecord], tally: Tally) -> Around:
    counts: Counter[str] = sum((record.counts for record in records), Counter())
    dispatched = counts["dispatched"]

    def of(name: str) -> tuple[int, float | None]:
        return tally.counts[name], share(tally.counts[name], dispatched)

    merged = tally.ended["merged"]
    return Around(
        dispatched, *of("returned"), *of("disputed"), *of("extension_granted"), *of("redo_ordered"),
        *of("supervision_ordered"), merged, share(merged, tally.arrived),
        counts["overridden"], share(counts["overridden"], dispatched), tally.counts["paper_signed"],
    )  # fmt: skip


def _seats(records: Sequence[DrillRecord], tally: Tally) -> tuple[SeatScore, ...]:
    used, seats = used_seats(records)
    scores = []
    for seat in sorted(seats | set(tally.seats)):
        each = tally.seats.get(seat)
        busy, on_shift = (each.busy, each.on_shift) if each else (0, 0)
        load = share(busy, on_shift)
        idle = None if load is None else max(0.0, 1 - load)
        done, inbox = (each.done, each.longest_inbox) if each else (0, 0)
        scores.append(SeatScore(seat, busy, on_shift, load, idle, done, inbox, seat in used))
    return tuple(scores)


def _departments(records: Sequence[DrillRecord]) -> tuple[DepartmentScore, ...]:
    names = sorted({name for record in records for name in record.departments if name})
    return tuple(_department(name, records) for name in names)


def _department(name: str, records: Sequence[DrillRecord]) -> DepartmentScore:
    both, worst = Department(), []
    for record in records:
        each = record.departments.get(name)
        if each is None:
            continue
        both.due += each.due
        both.on_time += each.on_time
        both.dispatched += each.dispatched
        both.returned += each.returned
        both.answers += each.answers
        both.satisfied += each.satisfied
        worst += [(record.root, ticket, late) for late, ticket in each.worst]
    worst.sort(key=lambda case: (-case[2], case[0], case[1]))
    return DepartmentScore(
        name, both.due, both.on_time, share(both.on_time, both.due),
        both.dispatched, both.returned, share(both.returned, both.dispatched),
        both.answers, both.satisfied, share(both.satisfied, both.answers), tuple(worst[:3]),
    )  # fmt: skip


def _systems(records: Sequence[DrillRecord], tally: Tally) -> tuple[SystemScore, ...]:
    known = set(tally.systems).union(*(record.parts.systems for record in records))
    return tuple(_system(system, records, tally) for system in sorted(known))


def _system(system: str, records: Sequence[DrillRecord], tally: Tally) -> SystemScore:
    reads: Counter[str] = sum((record.reads[system] for record in records if system in record.reads), Counter())
    down = sum(record.down[system] for record in records)
    required = sum(record.horizon() for record in records if system in record.parts.systems)
    each = tally.systems.get(system)
    decisive = sum(count for name, count in reads.items() if name.startswith("decisive"))
    return SystemScore(
        system, each.calls if each else 0, reads["real"], reads["mock"], reads["missing"], reads["link"],
        decisive, reads["decisive mock"], each.outages if each else 0, down,
        None if not required else 1 - down / required,
        each.without_right if each else 0, each.flawed if each else 0,
    )  # fmt: skip


def _tiers(records: Sequence[DrillRecord]) -> tuple[TierScore, ...]:
    scores = []
    for tier in TIERS:
        sums: Counter[str] = sum((record.tiers[tier] for record in records if tier in record.tiers), Counter())
        sent, attempts, acknowledged = sums["sent"], sums["attempts"], sums["acknowledged"]
        rates = (share(acknowledged, sent), share(sums["lost"], attempts), share(sums["within"], sent))
        scores.append(TierScore(tier, sent, attempts, sums["lost"], acknowledged, sums["within"], *rates))
    return tuple(scores)


def _switches(records: Sequence[DrillRecord]) -> list[ModeSwitch]:
    switches = []
    for record in records:
        for mode, ordered, switched in record.switches:
            minutes = None if switched is None else (switched - ordered) / MINUTE
            switches.append(ModeSwitch(record.root, record.scenario, mode, ordered, switched, minutes))
    return switches


def _expected(records: Sequence[DrillRecord]) -> tuple[ExpectedScore, ...]:
    counts: dict[tuple[str, str, str, str, int], Counter[str]] = {}
    for record in records:
        for each, outcome in record.expected.items():
            key = (record.scenario, each.inject, each.seat, each.action, each.within)
            counts.setdefault(key, Counter())[outcome.state] += 1
    return tuple(
        ExpectedScore(*key, each["met"], each["late"], each["missed"], each["not_tested"])
        for key, each in sorted(counts.items())
    )


def _duties(records: Sequence[DrillRecord]) -> tuple[DutyScore, ...]:
    sums: dict[str, Counter[str]] = {}
    for record in records:
        for duty, each in record.duties.items():
            sums.setdefault(duty, Counter()).update(each)
    return tuple(
        DutyScore(duty, each.total(), each["met"], each["missed"], share(each["met"], each.total()))
        for duty, each in sorted(sums.items())
    )


def _flood(floods: Sequence[Flood]) -> FloodScore:
    return FloodScore(
        drills=sum(flood.seen for flood in floods),
        depth_minutes=sum(flood.depth_ms for flood in floods) / MINUTE,
        flooded_minutes=sum(flood.flooded_ms for flood in floods) / MINUTE,
        flooded_open_minutes=sum(flood.open_ms for flood in floods) / MINUTE,
        deepest_cm=max((flood.deepest for flood in floods), default=0.0),
        cars_trapped=sum(flood.cars for flood in floods),
        people_trapped=sum(flood.trapped for flood in floods),
        people_freed=sum(flood.freed for flood in floods),
        people_moved=sum(flood.moved for flood in floods),
        households=sum(flood.most_households for flood in floods),
        household_minutes=sum(flood.household_ms for flood in floods) / MINUTE,
    )


def _conversions(records: Sequence[DrillRecord]) -> tuple[Conversion, ...]:
    samples: dict[str, Samples] = {}
    for record in records:
        if "T_conv" in record.samples:
            known = samples.get(record.scenario, Samples())
            samples[record.scenario] = known.merged(record.samples["T_conv"])
    found = []
    for scenario, each in sorted(samples.items()):
        median = each.percentiles(50)[0]
        found.append(Conversion(scenario, len(each), None if median is None else median / MINUTE))
    return tuple(found)
