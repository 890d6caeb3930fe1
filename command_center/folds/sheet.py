"""The score sheet: every score of one drill or many, as plain values for ``--json``, reports and evidence.

Shares lie between 0 and 1 and are None where nothing was due; times are whole milliseconds unless the name says
minutes. An indicator's value stands in the unit of its row in the maturity plan (%, min, s, per 10,000).
"""

from __future__ import annotations

from typing import Any

import msgspec

from command_center.folds.names import Pair


class _Part(msgspec.Struct, frozen=True):
    """A part of the sheet; plain values only."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


class DrillLine(_Part, frozen=True):
    """One drill that was scored: its journal's root (empty where there is no journal) and its recipe in short.

    ``start`` is the local start, ``families`` the scenario's families, ``status`` that of its last fact (empty while
    it runs), ``facts`` how many facts were read, ``mock_reads`` and ``reads`` those of its systems.
    """

    root: str
    scenario: str
    seed: int
    staffing: str
    start: str
    origin: str
    families: tuple[str, ...]
    status: str
    facts: int
    reads: int
    mock_reads: int


class IndicatorValue(_Part, frozen=True):
    """One indicator over all drills.

    ``value`` is the estimate, ``low`` and ``high`` its 95 % interval (equal to it for point values). The level and
    the score come from the end of the interval that is worse (``assessed``). ``numerator`` and ``denominator`` are
    the cases counted and all cases (for a median or percentile both are the number of values; D5 counts half
    satisfied as 0.5; C1 counts minutes). Not rated: ``level`` 0, ``score`` None, and ``reason`` says why
    (Chinese, English); ``note`` says what else a reader should know, e.g. that the interval covers less than 95 %.
    """

    id: str
    value: float | None
    low: float | None
    high: float | None
    assessed: float | None
    level: int
    score: float | None
    numerator: float
    denominator: float
    minimum: int
    reason: Pair | None = None
    note: Pair | None = None

    @property
    def rated(self) -> bool:
        """Whether there were enough cases."""
        return self.level > 0


class GateResult(_Part, frozen=True):
    """A gate: ``passed`` is None where it could not be judged, and ``reasons`` say what was missing."""

    level: int
    passed: bool | None
    reasons: tuple[Pair, ...]


class ElementResult(_Part, frozen=True):
    """One element: ``level`` after gate and mock rule, ``by_indicators`` before them (0 = not rated).

    ``met_shares`` are the weighted shares of rated indicators that meet levels 2 to 5, ``ratings`` the same in the
    letters N, P, L, F. ``gate`` is the highest level the gates let through. ``short_boards`` are the ids of the
    indicators with the lowest score, ``largest_gap`` the one whose way to level 5 weighs most.
    """

    id: str
    level: int
    by_indicators: int
    score: float | None
    gate: int
    mock_share: float | None
    mock_capped: bool
    met_shares: tuple[float, ...]
    ratings: tuple[str, ...]
    rated: int
    short_boards: tuple[str, ...]
    largest_gap: str


class WeightBand(_Part, frozen=True):
    """What becomes of the result when each indicator's weight in turn is changed by ``change`` up and down."""

    change: float
    city_level: tuple[int, int]
    city_score: tuple[float, float] | None
    elements: dict[str, tuple[int, int]]


class Profile(_Part, frozen=True):
    """The maturity profile 画像.

    ``city_level`` is that of the weakest element (0 = not every element could be rated), ``city_score`` the mean of
    the elements' scores. ``target`` is the target line in ``year``; ``gap`` score minus target; ``equivalent_year``
    the year in which the line passes the score; ``yearly_gain`` what is needed a year to reach 5 in the last target
    year. ``worst_to_mean`` compares the worst district with the mean of all (B2, D5).
    """

    indicators: tuple[IndicatorValue, ...]
    elements: tuple[ElementResult, ...]
    gates: tuple[GateResult, ...]
    city_level: int
    city_score: float | None
    weakest: str
    year: int
    target: float
    gap: float | None
    equivalent_year: float | None
    yearly_gain: float | None
    weight_band: WeightBand
    worst_to_mean: dict[str, float | None]

    def indicator(self, name: str) -> IndicatorValue:
        """The value of the indicator with this id; KeyError where there is none."""
        for indicator in self.indicators:
            if indicator.id == name:
                return indicator
        raise KeyError(name)

    def element(self, name: str) -> ElementResult:
        """The result of the element with this id; KeyError where there is none."""
        for element in self.elements:
            if element.id == name:
                return element
        raise KeyError(name)


class StepScore(_Part, frozen=True):
    """One of the six steps: times from ready to done and from ready to start, limits due and met, longest queue."""

    step: str
    started: int
    ended: int
    due: int
    on_time: int
    on_time_share: float | None
    median_ms: int | None
    p90_ms: int | None
    p95_ms: int | None
    wait_median_ms: int | None
    wait_p95_ms: int | None
    longest_queue: int


class ClockScore(_Part, frozen=True):
    """One clock of 1315: cases that have it, those within its limit, median."""

    clock: str
    limit_ms: int
    count: int
    within: int
    share: float | None
    median_ms: int | None


class ResponseScore(_Part, frozen=True):
    """1315 over emergency contacts; ``base`` says where the clock of dispatch starts (``arrival`` or ``answer``)."""

    base: str
    contacts: int
    without_arrival: int
    clocks: tuple[ClockScore, ...]


class ThreeRates(_Part, frozen=True):
    """三率: 响应率 contacted in 24 h, 解决率 solved, 满意率 satisfied (3 to 5); ``combined`` weighs them."""

    contacted: int
    to_contact: int
    response: float | None
    answers: int
    solved: int
    solution: float | None
    satisfied: int
    satisfaction: float | None
    combined: float | None


class Around(_Part, frozen=True):
    """What happened around the steps; shares are of dispatched tickets, repeats of arrived contacts."""

    dispatched: int
    returned: int
    return_share: float | None
    disputed: int
    dispute_share: float | None
    extended: int
    extension_share: float | None
    redone: int
    redo_share: float | None
    supervised: int
    supervision_share: float | None
    merged: int
    repeat_share: float | None
    overridden: int
    override_share: float | None
    paper_signed: int


class SeatScore(_Part, frozen=True):
    """One seat: operator-ms busy and on shift, load and idle share, work done, longest inbox, used in the drill."""

    seat: str
    busy_ms: int
    on_shift_ms: int
    load: float | None
    idle: float | None
    done: int
    longest_inbox: int
    used: bool


class DepartmentScore(_Part, frozen=True):
    """A handling seat or district: cases due and on time, dispatches and returns, answers and how satisfied.

    ``satisfied`` counts 4 and 5 fully and 3 by half. ``worst`` are its three worst tickets as (drill root, ticket,
    ms late), the latest first.
    """

    department: str
    due: int
    on_time: int
    on_time_share: float | None
    dispatched: int
    returned: int
    return_share: float | None
    answers: int
    satisfied: float
    satisfied_share: float | None
    worst: tuple[tuple[str, int, int], ...]


class SystemScore(_Part, frozen=True):
    """One business system: uses by who answered, availability within the horizon, flawed and unlawful reads."""

    system: str
    calls: int
    real: int
    mock: int
    missing: int
    link: int
    decisive: int
    decisive_mock: int
    outages: int
    down_ms: int
    availability: float | None
    without_right: int
    flawed: int


class TierScore(_Part, frozen=True):
    """One hop down the tiers: sent the first time, lost and repeated, acknowledged, and within 30 min of the command.

    ``pass_rate`` is the share of hops that came through at the first attempt or a later one (acknowledged / sent);
    ``loss_rate`` the share of attempts that were lost.
    """

    tier: str
    sent: int
    attempts: int
    lost: int
    acknowledged: int
    within: int
    pass_rate: float | None
    loss_rate: float | None
    reach: float | None


class ModeSwitch(_Part, frozen=True):
    """One switch of mode: ordered and (None = never within the drill) completed, simulated ms; in which drill."""

    root: str
    scenario: str
    mode: str
    ordered: int
    switched: int | None
    minutes: float | None


class ExpectedScore(_Part, frozen=True):
    """One expected action of an inject, over all drills that have it."""

    scenario: str
    inject: str
    seat: str
    action: str
    within_ms: int
    met: int
    late: int
    missed: int
    not_tested: int


class DutyScore(_Part, frozen=True):
    """One duty version: how often it fell due, was met, was missed; what is still open is neither."""

    duty: str
    due: int
    met: int
    missed: int
    share: float | None


class FloodScore(_Part, frozen=True):
    """The damage of floods: depth x time over all points, minutes at 15 cm and more (with the road open: apart).

    ``households`` is the most that were cut off in one drill, summed over drills; ``household_minutes`` over time.
    """

    drills: int
    depth_minutes: float
    flooded_minutes: float
    flooded_open_minutes: float
    deepest_cm: float
    cars_trapped: int
    people_trapped: int
    people_freed: int
    people_moved: int
    households: int
    household_minutes: float


class Conversion(_Part, frozen=True):
    """T_conv 制度—效能转化周期 of a scenario: median minutes from the ticket's opening to closed and evaluated."""

    scenario: str
    tickets: int
    median_minutes: float | None


class HumanRating(_Part, frozen=True):
    """What somebody rated (P, S, M, U) and said of it, bound to facts, an inject, a ticket or a seat."""

    by: str
    at: str
    rating: str
    text: str
    facts: tuple[int, ...]
    inject: str
    ticket: int | None
    seat: str


class RatedTask(_Part, frozen=True):
    """A critical task of one drill: the automatic rating and those of people, side by side.

    ``kind`` is ``action``, ``aim`` or ``duty``; ``task`` what ratings call it; ``names`` an aim's title; ``states``
    how often its actions were met, late, missed, not tested, and ``facts`` the numbers of the facts behind that.
    ``automatic`` is empty where nothing was tested. ``override`` takes its place in ``settled``, its text is the
    reason, and ``automatic_then`` what the automatic rating was when it was written.
    """

    root: str
    kind: str
    task: str
    objective: str
    names: Pair
    states: dict[str, int]
    facts: tuple[int, ...]
    automatic: str
    human: tuple[HumanRating, ...] = ()
    override: HumanRating | None = None
    automatic_then: str = ""
    settled: str = ""


class ObservationLine(_Part, frozen=True):
    """What somebody saw, when (simulated ms, None = not said), and what it is bound to."""

    root: str
    by: str
    at: str
    t: int | None
    text: str
    facts: tuple[int, ...]
    inject: str
    ticket: int | None
    seat: str


class ScoreSheet(_Part, frozen=True):
    """Everything. ``names`` gives seats, systems, categories and districts in words; ``maturity`` is the digest."""

    drills: tuple[DrillLine, ...]
    contacts: dict[str, int]
    steps: tuple[StepScore, ...]
    response_1315: ResponseScore
    three_rates: ThreeRates
    around: Around
    seats: tuple[SeatScore, ...]
    departments: tuple[DepartmentScore, ...]
    systems: tuple[SystemScore, ...]
    tiers: tuple[TierScore, ...]
    mode_switches: tuple[ModeSwitch, ...]
    expected_actions: tuple[ExpectedScore, ...]
    duties: tuple[DutyScore, ...]
    flood: FloodScore
    t_conv: tuple[Conversion, ...]
    profile: Profile
    names: dict[str, Pair]
    maturity: str = ""
    critical_tasks: tuple[RatedTask, ...] = ()
    observations: tuple[ObservationLine, ...] = ()
