"""What lies behind a number: a second pass of the same functions over the same facts that lists every case.

``explain`` goes from an indicator to its cases and their facts; ``indicators_of`` the other way, from a fact to the
indicators that counted it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from command_center.facts import Fact
from command_center.folds.drill_record import Case, DrillRecord
from command_center.folds.indicators import Ratings, held, last_day, used_seats
from command_center.folds.indicators_institution import a5_lesson_fixed
from command_center.folds.scores import Scores
from command_center.plan.programme import Programme

Drills = Iterable[tuple[str, Iterable[Fact]]]
"""The root and the facts of each drill, to be read once more."""


def explain(
    indicator: str, drills: Drills, programme: Programme | None = None, ratings: Ratings | None = None
) -> list[Case]:
    """Every case of an indicator, drill by drill, in the order in which they were decided.

    C5 has those of the drills that people played at speed 1 by the ratings; without any ratings, of all drills.
    """
    cases: list[Case] = []

    def hear(case: Case) -> None:
        if case.indicator == indicator and (ratings is None or counts(case, ratings)):
            cases.append(case)

    records: list[DrillRecord] = []
    for root, facts in drills:
        records += Scores(listener=hear).named(root).extend(facts).named(root).records()
    if programme is not None:
        cases += of_programme(indicator, records, programme)
    return cases


def indicators_of(fact: int, facts: Iterable[Fact], root: str = "") -> list[Case]:
    """Every case of any indicator that rests on the fact with this number."""
    cases: list[Case] = []

    def hear(case: Case) -> None:
        if fact in case.facts:
            cases.append(case)

    Scores(listener=hear).named(root).extend(facts).named(root).records()
    return sorted(cases, key=lambda case: (case.indicator, case.subject))


def counts(case: Case, ratings: Ratings | None) -> bool:
    """Whether a case stands behind its indicator's number: C5 takes drills that people played at speed 1 only."""
    return case.indicator != "C5" or (ratings is not None and case.root in ratings.at_speed_one)


def of_programme(indicator: str, records: Sequence[DrillRecord], programme: Programme) -> list[Case]:
    """A4's drills and seats, A5's lessons: they come from the programme, so no fact stands behind them."""
    if indicator == "A4":
        used, seats = used_seats(records)
        done = held(records, programme).names
        drills = [
            (f"drill {drill.name}", drill.name in done) for drill in programme.drills if drill.regime() != "other"
        ]
        posts = [(f"seat {seat}", seat in used) for seat in sorted(seats)]
        return [_case("A4", about, counted) for about, counted in (*drills, *posts)]
    today = last_day(records)
    if indicator != "A5" or today is None:
        return []
    verdicts = [(f"improvement {lesson.id}", a5_lesson_fixed(lesson, today)) for lesson in programme.improvements]
    return [_case("A5", about, verdict) for about, verdict in verdicts if verdict is not None]


def _case(indicator: str, about: str, counted: bool) -> Case:
    return Case(indicator, "", about, counted, float(counted), (), ())
