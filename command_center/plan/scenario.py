"""The model of a scenario file: what befalls the city. One YAML file; data only, nothing is executed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from command_center.plan.base import Names, Plan
from command_center.plan.practice import Duration
from command_center.plan.spans import MINUTE, Span, SpanField


class Arrivals(Plan):
    """A stream of contacts: so many a day, by hour, weekday and month, on one channel.

    ``hours`` are 24 weights from 00:00, ``weekdays`` 7 factors from Monday, ``months`` 12 factors from January (empty =
    even). ``categories`` weighs the ticket categories (empty = the roster's shares); ``surge`` multiplies the stream
    between two times after the start. ``event`` binds its tickets to a hazard.
    """

    source: str
    channel: Literal["call", "app", "web", "terminal", "sensor", "grid_worker", "superior"]
    per_day: float = Field(ge=0, le=1_000_000)
    hours: tuple[float, ...] = ()
    weekdays: tuple[float, ...] = ()
    months: tuple[float, ...] = ()
    categories: dict[str, float] = {}
    direct: float | None = None
    event: str = ""
    surge: tuple[Surge, ...] = ()


class Surge(Plan):
    """A stream runs at ``factor`` times its rate from ``begin`` to ``end`` after the start."""

    begin: SpanField
    end: SpanField
    factor: float = Field(ge=0)


class Recorded(Plan):
    """Real tickets, imported: the file lies beside the scenario with this ``sha256`` and so many ``rows``."""

    file: str
    sha256: str
    rows: int = Field(ge=0)


class PumpUnit(Plan):
    """A mobile pump: it moves ``m3h`` cubic metres an hour and waits at the place ``depot``."""

    id: str
    m3h: float = Field(gt=0)
    depot: str


class Rainstorm(Plan):
    """A storm over the city: an example rainstorm formula, shaped as a Chicago hyetograph.

    q = 167·A1·(1 + C·lg P)/(t + b)^n in L/(s·ha) is given by ``a`` (= 167·A1), ``c``, ``b``, ``n``; ``years`` is the
    return period P, ``minutes`` the duration, ``peak`` the place of the peak between 0 and 1.

    Calls: ``calls_per_hour`` while it rains, times 1 + ``calls_factor`` x (share of low points at 15 cm or more); their
    categories are weighed by ``call_categories``. Where the water reaches ``closure_cm`` and the road is open, the
    share ``trapped_share`` of its traffic stays in the water, each car an emergency of ``rescue_category``. Depths are
    seen by ``sensor_system`` and shown to ``sensor_seat``. ``pumps`` may be ordered; from their depot they take
    ``pump_travel``, placed in advance ``pump_travel_placed``; other crews ``crew_travel``. ``posted_crews`` are there
    to be posted at points in advance, underpasses and busy roads first; a posted crew puts up the sign and closes the
    road by itself when the alarm of its point comes, ``crew_travel_posted`` later.
    """

    kind: Literal["rainstorm"]
    id: str
    begin: SpanField
    minutes: int = Field(gt=0, multiple_of=5)
    years: float = Field(gt=0)
    peak: float = Field(gt=0, lt=1)
    a: float = Field(gt=0)
    c: float
    b: float
    n: float = Field(gt=0)
    calls_per_hour: float = Field(ge=0)
    calls_factor: float = Field(ge=0)
    closure_cm: float = Field(default=27, gt=0)
    call_categories: dict[str, float] = {}
    trapped_share: float = Field(default=0.02, ge=0, le=1)
    rescue_category: str = "T24"
    sensor_system: str = "SYS09"
    sensor_seat: str = "S54"
    pumps: tuple[PumpUnit, ...] = ()
    pump_travel: Duration = Duration(mean=Span(18 * MINUTE), cv=0.4)
    pump_travel_placed: Duration = Duration(mean=Span(9 * MINUTE), cv=0.4)
    crew_travel: Duration = Duration(mean=Span(7 * MINUTE), cv=0.4)
    crew_travel_posted: Duration = Duration(mean=Span(2 * MINUTE), cv=0.4)
    posted_crews: int = Field(default=0, ge=0)


class SensorAlarm(Plan):
    """One sensor alarm at a place, e.g. for a story from sensor to grid worker."""

    kind: Literal["sensor_alarm"]
    id: str
    at: SpanField
    sensor: str
    system: str
    place: str
    value: float
    seat: str
    category: str


Hazard = Annotated[Rainstorm | SensorAlarm, Field(discriminator="kind")]


class Condition(Plan):
    """A pattern over facts: ``count`` facts of ``kind`` whose fields equal ``where``, within ``window`` (empty = ever).

    With ``absent_after`` it holds when that span passed since the inject ``since`` was released without the pattern.
    """

    fact: str
    where: dict[str, str | int | float | bool] = {}
    count: int = Field(default=1, ge=1)
    window: SpanField | None = None
    since: str = ""
    absent_after: SpanField | None = None


class Expected(Plan):
    """What a seat should do after an inject, and by when after the cue was shown to it."""

    seat: str
    action: str
    within: SpanField


class Effect(Plan):
    """What an inject does to the world besides its message."""

    kind: Literal[
        "system_down",
        "system_up",
        "feed",
        "set_mode",
        "set_level",
        "households",
        "move_people",
        "surge",
        "ticket",
        "warning",
    ]
    target: str = ""
    value: str = ""


InjectPurpose = Literal["informational", "expected_action", "contingency", "ad_hoc"]
"""信息告知、预期行动、备用、临机."""

PlannedState = Literal["draft", "submitted", "approved", "obsolete"]
"""The states 草稿、已提交、已批准、已作废 that an inject can have before the drill."""


class Inject(Plan):
    """A control message 控制消息: released at a time after the start, or when its condition holds.

    ``state`` is how far its planning has come. Only an approved one is played: one with a time or a condition by
    itself, one with neither (``ad_hoc``) when somebody releases it.
    """

    id: str
    purpose: InjectPurpose
    state: PlannedState = "approved"
    title: Names
    message: Names
    at: SpanField | None = None
    when: Condition | None = None
    to: tuple[str, ...]
    expected: tuple[Expected, ...] = ()
    effects: tuple[Effect, ...] = ()
    objective: str = ""


class PlaybookOrder(Plan):
    """What a trigger sets off: a seat takes an action; ``command`` sends it down the tiers to places.

    A place is a path (``D2.05``), ``city``, or ``here`` for the place of what triggered it; ``PLACE:street`` stops
    at that tier, otherwise the command goes down to the grids. ``duty`` is the id of the duty behind the order; a
    duty of the roster with the same trigger, seat and action stands behind it by itself.
    """

    seat: str
    action: str
    within: SpanField
    duty: str = ""
    command: tuple[str, ...] = ()


class Playbook(Plan):
    """Orders set off by ``on``.

    ``warning.COLOUR``, ``response_level.II``, ``mode.wartime``, ``depth.CM`` (shown on the sensor's screen),
    ``car.trapped``, ``sensor.ID`` (a sensor alarm was shown), ``system.down``, ``event.over`` (rain over, all points
    under 15 cm for 60 min, nobody trapped).
    """

    on: str
    orders: tuple[PlaybookOrder, ...]


class Objective(Plan):
    """What the drill is to show."""

    id: str
    title: Names


Mode = Literal["peacetime", "wartime"]
Colour = Literal["blue", "yellow", "orange", "red"]
ResponseLevel = Literal["", "IV", "III", "II", "I"]


class Starting(Plan):
    """What is the case when the drill begins, because it happened before.

    ``warnings`` were issued, in this order; ``response_level`` holds (empty = none), and so does ``mode``. Each is
    stated as a fact at the start; no playbook answers it, for its orders were carried out before.
    """

    warnings: tuple[Colour, ...] = ()
    response_level: ResponseLevel = ""
    mode: Mode = "peacetime"


class Scenario(Plan):
    """One scenario file as loaded."""

    name: str
    version: int = Field(ge=1)
    title: Names
    about: Names
    roster: str
    start: datetime
    zone: str
    horizon: SpanField
    tail: SpanField
    staffing: str = "full"
    starting: Starting = Starting()
    practice: dict[str, object] = {}
    arrivals: tuple[Arrivals, ...] = ()
    recorded: Recorded | None = None
    hazards: tuple[Hazard, ...] = ()
    injects: tuple[Inject, ...] = ()
    playbooks: tuple[Playbook, ...] = ()
    objectives: tuple[Objective, ...] = ()
    families: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_storm(self) -> Self:
        storms = [hazard.id for hazard in self.hazards if hazard.kind == "rainstorm"]
        if len(storms) > 1:
            raise ValueError(f"{len(storms)} rainstorms ({', '.join(storms)}); a scenario has one at most")
        return self
