"""The model of ``practice.yaml``: how the centre usually works. All figures are proposals; a city edits them there.

A duration is a mean with a coefficient of variation ``cv`` (log-normal; ``cv: 0`` is a constant); those of callers may
be exponential instead. A limit is looked up by step and urgency; ``wartime`` holds only for tickets bound to the event.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from command_center.plan.base import Plan
from command_center.plan.spans import MINUTE, Span, SpanField

Share = float
ReportedStep = Literal["sign", "travel", "feedback"]


class Duration(Plan):
    """A random duration: mean and coefficient of variation."""

    mean: SpanField
    cv: float = Field(default=0.5, ge=0)


class CallerDuration(Duration):
    """How long a caller talks or waits; ``exponential`` puts an exponential time in place of the log-normal one.

    Patience is close to exponential in many call centres, and what is known in closed form of such queues (Erlang's
    formulas) holds for exponential times. ``cv`` means nothing then.
    """

    exponential: bool = False


class Limits(Plan):
    """Limits of one step by urgency (null = none), and in wartime for tickets bound to the event (null = as ever)."""

    G: SpanField | None = None
    C: SpanField | None = None
    U: SpanField | None = None
    E: SpanField | None = None
    wartime: SpanField | None = None


class CallAgain(Plan):
    """Callers who hang up call again about the same matter.

    Each time they hang up, ``share`` of them do so (``event_share`` of those whose matter is bound to an event)
    ``after`` a while, and each caller at most ``times`` times.
    """

    share: Share = Field(default=0, ge=0, le=1)
    event_share: Share = Field(default=0, ge=0, le=1)
    after: CallerDuration = CallerDuration(mean=Span(10 * MINUTE))
    times: int = Field(default=3, ge=0)


class Intake(Plan):
    """The call centre: which seat, how long it takes, how long people wait, what becomes of a contact.

    ``other_seats`` names the seats that take in a channel (``sensor``, ``superior`` ...) instead of the hotline.
    """

    seat: str
    conversation: CallerDuration
    message: Duration
    patience: CallerDuration
    again: CallAgain = CallAgain()
    direct: Share = Field(ge=0, le=1)
    not_accepted: Share = Field(ge=0, le=1)
    handed_over: dict[str, Share]
    natures: dict[str, Share]
    other_seats: dict[str, str] = {}


class Steps(Plan):
    """Seats and durations of the steps that are the same for every category.

    ``transfer_event`` is the mean of a transfer of the event's tickets in wartime (nothing = as ever).
    """

    transfer_seat: str
    liaison_seat: str
    close_seat: str
    consult_seat: str
    arbiters: tuple[str, ...] = Field(min_length=1)
    transfer: Duration
    sign: Duration
    feedback: Duration
    close: Duration
    evaluate_call: Duration
    evaluate_message: SpanField
    consult: Duration
    arbitrate: Duration
    desk_cv: float = Field(ge=0)
    field_cv: float = Field(ge=0)
    travel: Duration
    support: Duration
    transfer_event: SpanField | None = None


class DirectLine(Plan):
    """Emergencies of categories with a direct line: the call is taken by key questions in ``talk`` on average, and a
    unit leaves ``turnout`` after that, needing ``travel`` on average; the steps go on beside it and document it.
    """

    talk: SpanField = Span(MINUTE)
    turnout: SpanField = Span(MINUTE)
    travel: SpanField = Span(10 * MINUTE)


class Around(Plan):
    """What happens around the steps, as shares between 0 and 1 and spans."""

    wrong_seat: Share = Field(ge=0, le=1)
    return_unclear: Share = Field(ge=0, le=1)
    fixed_after: int = Field(ge=1)
    dispute: Share = Field(ge=0, le=1)
    consult_settles: Share = Field(ge=0, le=1)
    extension: Share = Field(ge=0, le=1)
    support: Share = Field(ge=0, le=1)
    duplicate_window: SpanField
    yellow_at: dict[str, Share]
    circular_after: SpanField
    progress_every: dict[str, SpanField]
    call_back_share: Share = Field(ge=0, le=1)
    call_back_after: SpanField
    message_answered: Share = Field(ge=0, le=1)
    message_lapses: SpanField
    redo_limit_share: Share = Field(ge=0, le=1)
    paper_signed: Share = Field(ge=0, le=1)
    unmasked: Share = Field(ge=0, le=1)
    solved: Share = Field(ge=0, le=1)
    satisfied_if_solved: dict[str, Share]
    satisfied_if_not: dict[str, Share]


class Staffing(Plan):
    """What a profile does to speed and skill, and who lends the stand-ins.

    ``reserve`` operators join the lender's shift ``reserve_after`` the action call_reserve, until peacetime is back.
    """

    lender: str
    standin_time: float = Field(ge=1)
    standin_skill: float = Field(gt=0, le=1)
    responder_time: float = Field(ge=1)
    silent: Share = Field(ge=0, le=1)
    reserve: int = Field(default=0, ge=0)
    reserve_after: SpanField = Span(60 * MINUTE)


class Tiers(Plan):
    """Commands down the tiers: acknowledge time (median), spread, loss by hop, repeat, evidence from the grid."""

    acknowledge: dict[str, SpanField]
    peacetime_factor: float = Field(ge=1)
    acknowledge_cv: float = Field(ge=0)
    loss: dict[str, Share]
    repeat_after: SpanField
    evidence: tuple[SpanField, SpanField]


class Commanding(Plan):
    """Desk time of a seat for a message, an action and a confirmation, and a commander's way to the seat."""

    read: Duration = Duration(mean=Span(MINUTE))
    act: Duration = Duration(mean=Span(3 * MINUTE))
    confirm: Duration = Duration(mean=Span(2 * MINUTE))
    commander: Duration = Duration(mean=Span(8 * MINUTE))


class Policies(Plan):
    """Policies by name: which seat gets a ticket, how an inbox is ordered, when lateness has consequences."""

    dispatch: Literal["by_category", "shortest_inbox"] = "by_category"
    ready: Literal["urgency_deadline_age", "deadline_age", "first_come"] = "urgency_deadline_age"
    escalation: Literal["emergencies_at_once", "all_at_once"] = "emergencies_at_once"


class Practice(Plan):
    """All of it; see the comments in the shipped ``practice.yaml`` for the source of each figure.

    ``emergency_clock`` says from when the closing limit of emergencies (E, and the event's tickets in wartime) counts.
    ``reported`` gives seats whose times are published as distributions: for a step, pairs of (share done, after).
    """

    intake: Intake
    steps: Steps
    around: Around
    staffing: Staffing
    tiers: Tiers
    limits: dict[str, Limits]
    required_for_mode: tuple[str, ...]
    sensor_delay: Duration
    commanding: Commanding = Commanding()
    direct_line: DirectLine = DirectLine()
    emergency_clock: Literal["acceptance", "first_call"] = "acceptance"
    policies: Policies = Policies()
    reported: dict[str, dict[ReportedStep, tuple[tuple[float, SpanField], ...]]] = {}
