"""The figures of the scoreboard as plain values, for ``--json``, reports and tests."""

from __future__ import annotations

from typing import Any

import msgspec

from command_center.folds.tally import LIMITS, OUTCOMES, STEPS, LimitTally, SeatTally, StepTally, SystemTally, Tally


class StepFigures(msgspec.Struct, frozen=True):
    """One of the six steps.

    Times are ms by nearest rank, None where there is none; ``due`` counts its limits that fell due, ``on_time`` those
    met, ``on_time_share`` their quotient. ``longest_queue`` is the most tickets that ever waited for it (not kept for
    feedback and evaluate, whose start is nobody's inbox).
    """

    step: str
    started: int
    ended: int
    due: int
    on_time: int
    on_time_share: float | None
    median_ms: int | None
    p95_ms: int | None
    wait_median_ms: int | None
    wait_p95_ms: int | None
    longest_queue: int


class LimitFigures(msgspec.Struct, frozen=True):
    """The limits of one name: how many fell due, how many were met."""

    limit: str
    due: int
    on_time: int
    on_time_share: float | None


class ContactFigures(msgspec.Struct, frozen=True):
    """How the contacts ended; ``arrived`` is the sum of all the others."""

    arrived: int
    answered_directly: int
    closed: int
    open: int
    merged: int
    not_accepted: int
    handed_over: int
    hung_up: int

    def ends(self) -> int:
        """The sum of all ends and of what is open; equals ``arrived`` in every sound journal."""
        ended: int = sum(getattr(self, outcome) for outcome in OUTCOMES)
        return self.open + ended


class SeatFigures(msgspec.Struct, frozen=True):
    """One seat: operator-ms busy and on shift, their quotient, pieces of work done, longest inbox."""

    seat: str
    busy_ms: int
    on_shift_ms: int
    load: float | None
    done: int
    longest_inbox: int


class SystemFigures(msgspec.Struct, frozen=True):
    """One business system: calls begun, outages, downtime, ended calls by feed, without right, of bad quality."""

    system: str
    calls: int
    outages: int
    down_ms: int
    real: int
    mock: int
    missing: int
    link: int
    without_right: int
    flawed: int


class Figures(msgspec.Struct, frozen=True):
    """Everything on the scoreboard.

    ``counts`` counts facts around the steps by kind; ``satisfaction`` is the mean of the answers from 1 to 5,
    ``solved_share`` the share of answers that say solved; ``busiest_hour_start`` is local time.
    """

    drills: int
    contacts: ContactFigures
    steps: tuple[StepFigures, ...]
    limits: tuple[LimitFigures, ...]
    seats: tuple[SeatFigures, ...]
    systems: tuple[SystemFigures, ...]
    counts: dict[str, int]
    answers: int
    satisfaction: float | None
    solved_share: float | None
    busiest_hour_contacts: int
    busiest_hour_start: str
    most_open: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def share(part: float, whole: float) -> float | None:
    """``part / whole``; None when there is no whole."""
    return part / whole if whole else None


def figures_of(tally: Tally) -> Figures:
    """The figures of a tally whose books are closed."""
    count, start = tally.busiest_hour
    return Figures(
        drills=tally.drills,
        contacts=_contacts(tally),
        steps=tuple(_step(name, tally.steps[name], tally.limits.get(name, LimitTally())) for name in STEPS),
        limits=tuple(_limit(name, tally.limits[name]) for name in LIMITS if name in tally.limits),
        seats=tuple(sorted((_seat(seat, each) for seat, each in tally.seats.items()), key=_by_load)),
        systems=tuple(_system(system, each) for system, each in sorted(tally.systems.items())),
        counts=dict(sorted(tally.counts.items())),
        answers=tally.answers,
        satisfaction=share(tally.satisfaction, tally.answers),
        solved_share=share(tally.solved, tally.answers),
        busiest_hour_contacts=count,
        busiest_hour_start=start,
        most_open=tally.most_open,
    )


def _contacts(tally: Tally) -> ContactFigures:
    ends = {outcome: tally.ended[outcome] for outcome in OUTCOMES}
    return ContactFigures(arrived=tally.arrived, open=tally.open, **ends)


def _step(name: str, step: StepTally, limit: LimitTally) -> StepFigures:
    median, p95 = step.elapsed.percentiles(50, 95)
    wait_median, wait_p95 = step.waits.percentiles(50, 95)
    return StepFigures(
        name,
        step.started,
        step.ended,
        limit.due,
        limit.on_time,
        share(limit.on_time, limit.due),
        median,
        p95,
        wait_median,
        wait_p95,
        step.longest_queue,
    )


def _limit(name: str, limit: LimitTally) -> LimitFigures:
    return LimitFigures(name, limit.due, limit.on_time, share(limit.on_time, limit.due))


def _seat(seat: str, tally: SeatTally) -> SeatFigures:
    load = share(tally.busy, tally.on_shift)
    return SeatFigures(seat, tally.busy, tally.on_shift, load, tally.done, tally.longest_inbox)


def _by_load(seat: SeatFigures) -> tuple[float, str]:
    return (-(seat.load or 0.0), seat.seat)


def _system(system: str, tally: SystemTally) -> SystemFigures:
    reads = (tally.reads["real"], tally.reads["mock"], tally.reads["missing"], tally.reads["link"])
    return SystemFigures(system, tally.calls, tally.outages, tally.down, *reads, tally.without_right, tally.flawed)
