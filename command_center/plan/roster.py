"""The models of a roster folder: the centre with its seats, systems, categories, duties and city.

One class per row of a table. Counts, references and skills are checked by ``load_roster`` (see ``plan.loading``).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from command_center.plan.base import DateText, Names, Plan
from command_center.plan.practice import Practice
from command_center.plan.spans import SpanField

Urgency = Literal["E", "U", "G", "C"]
Profile = Literal["own", "stand_in", "responder", "empty"]
Feed = Literal["real", "mock", "missing", "link"]
STEPS = ("accept", "transfer", "handle", "feedback", "close", "evaluate")


Part = Annotated[str, BeforeValidator(lambda text: text.replace(".", "-") if isinstance(text, str) else text)]
"""What a seat does in each step; a dot means the same as a hyphen."""


class Seat(Plan):
    """A post of the centre.

    ``part`` is six letters for the six steps: L lead, S support, A approve, V verify, - or . none (a
    spreadsheet takes a cell that begins with - for a formula; write . there). ``half`` says how the seat is held with
    half staff: M own staff, H stand-in from the hotline, Q responder. ``covered_by`` takes over what the seat would
    lead while it is a responder. ``shift`` names its plan in shifts.csv; ``crews`` is how many field crews it commands.
    """

    id: str
    zh: str
    en: str
    tier_role: Literal["decide", "dispatch", "act", "support"]
    group: str
    part: Part = Field(pattern=r"^[LSAV-]{6}$")
    skills: tuple[str, ...]
    half: Literal["M", "H", "Q"]
    covered_by: str = ""
    shift: str
    crews: int = Field(ge=0)


class ShiftRow(Plan):
    """Operators of a shift plan between two clock times; ``days`` is workday, offday or all.

    The end may be 24:00. Times of a plan do not overlap; outside all rows the plan has no operator.
    """

    shift: str
    days: Literal["workday", "offday", "all"]
    begin_min: int = Field(ge=0, lt=1440)
    end_min: int = Field(gt=0, le=1440)
    operators: int = Field(ge=0)


class System(Plan):
    """A business system.

    ``data`` is ``feed`` (gives data), ``link`` (orders and states pass, no data) or ``slot`` (a vertical agency's
    blank slot); ``feed`` is what a read gets by default. ``capacity`` is how many uses at a time; ``delay`` the mean
    time of a use; ``up`` and ``down`` the mean times between outages and to repair.

    Carried for the record, no rule reads them: ``vertical`` (whether a higher level's agency owns it; what it shares
    says ``data``) and ``on_cloud`` (where it runs; what that means for a drill say ``up`` and ``down``).
    """

    id: str
    zh: str
    en: str
    owner: str
    vertical: Literal["no", "yes", "dual", "central"]
    data: Literal["feed", "link", "slot"]
    feed: Feed
    capacity: int = Field(ge=1)
    delay: SpanField
    up: SpanField
    down: SpanField
    on_cloud: bool
    quality: float = Field(ge=0, le=1)


class Category(Plan):
    """A ticket category.

    ``seats`` are the handling seats, lead first; ``limit`` replaces the urgency's handling limit (empty = none);
    ``share`` is its weight among transferred tickets in the base month, ``district_share`` the part that goes to the
    district's pool; ``desk`` is the mean desk work and ``field`` the mean field work of handling (0 = none); ``skills``
    are what the lead seat must have; ``systems`` are used while handling, the first one's data decides.
    ``event_field`` is the mean field work for a ticket bound to the event in wartime, when crews only make safe and
    repair later (empty = as ever); ``direct_line`` are the seats a unit of which leaves as soon as the call is taken:
    the first with a free one, else of the first (empty = no direct line).

    Carried for the record, no rule reads it: ``code``, its number in the hotline's own classification.
    """

    id: str
    zh: str
    en: str
    code: str
    seats: tuple[str, ...] = Field(min_length=1)
    urgency: Urgency
    limit: SpanField | None
    first_contact: SpanField | None
    share: float = Field(ge=0)
    winter_share: float = Field(ge=0)
    district_share: float = Field(ge=0, le=1)
    desk: SpanField
    field: SpanField
    systems: tuple[str, ...]
    skills: tuple[str, ...]
    event_field: SpanField | None = None
    direct_line: tuple[str, ...] = ()


class Duty(Plan):
    """A versioned rule 职责条目.

    ``when`` names the trigger (e.g. ``ticket.dispatched T06``, ``warning.orange``, ``depth.15``, ``mode.wartime``);
    ``action`` is what must be done and ``within`` by when; ``evidence`` the kind of fact that proves it.
    """

    id: str
    version: int = Field(ge=1)
    source: str
    zh: str
    en: str
    when: str
    seat: str
    action: str
    within: SpanField
    evidence: str
    valid_from: DateText
    valid_to: DateText = ""


class Resource(Plan):
    """A data resource of the catalogue 政务资源目录.

    ``provider`` is the system that gives it; ``personal`` data must be masked; ``mounted`` says whether it can be read
    at all.

    Carried for the record, no rule reads them: ``type`` (table, interface, stream or file), ``permission`` and
    ``publication``, as the catalogue has them. Who may read is said by the rights, what can be read by ``mounted``.
    """

    id: str
    zh: str
    en: str
    type: str
    provider: str
    permission: Literal["unconditional", "conditional", "not_shared"]
    publication: Literal["open", "internal", "none"]
    personal: bool
    mounted: bool


class Right(Plan):
    """A seat may read a resource, or with ``SYSnn/*`` all resources of that provider."""

    seat: str
    resource: str


class Staff(Plan):
    """One row of a user's own staffing plan: who holds a seat, and with how many operators (0 = as its shift says)."""

    seat: str
    profile: Profile
    operators: int = Field(default=0, ge=0)


class TierCounts(Plan):
    """How many districts, streets, communities and grids there are."""

    districts: int = Field(ge=1)
    streets: int = Field(ge=1)
    communities: int = Field(ge=1)
    grids: int = Field(ge=1)


class DistrictPool(Plan):
    """A district's handling pool behind the liaison seat: weight of its population, desk staff and crews."""

    zh: str
    en: str
    share: float = Field(gt=0)
    shift: str
    crews: int = Field(ge=0)


class LowPoint(Plan):
    """A place where water gathers.

    ``area_ha`` with ``runoff`` coefficient drains to it; its sewer carries rain of ``sewer_years`` return period;
    ``bowl`` gives the volume in m3 at which each depth in cm is reached, rising. The sewer was designed for a rain of
    ``design_minutes``; while water stands over the point its outfall is under water too and it carries only the share
    ``backed_up`` of that. ``cars_per_hour`` is the traffic of the road.
    """

    id: str
    zh: str
    en: str
    place: str
    kind: Literal["underpass", "road", "community"]
    area_ha: float = Field(gt=0)
    runoff: float = Field(gt=0, le=1)
    sewer_years: float = Field(gt=0)
    bowl: tuple[tuple[float, float], ...] = Field(min_length=2)
    cars_per_hour: float = Field(ge=0)
    design_minutes: float = Field(default=20, gt=0)
    backed_up: float = Field(default=0.3, gt=0, le=1)


class City(Plan):
    """The city behind the centre: name, zone, population, five tiers and low points.

    Carried for the record, no rule reads them: ``province_zh`` and ``province_en``.
    """

    zh: str
    en: str
    province_zh: str
    province_en: str
    zone: str
    population: int = Field(gt=0)
    tiers: TierCounts
    districts: tuple[DistrictPool, ...]
    street_names: tuple[Names, ...]
    community_names: tuple[Names, ...]
    low_points: tuple[LowPoint, ...] = ()


class Roster(Plan):
    """The centre as loaded: everything in a roster folder.

    ``holidays`` are the dates that do not go by Monday to Friday; for the dates ``holidays_from`` to ``holidays_until``
    they are complete (written there for a scenario's time by ``plan.calendar``), elsewhere only what holidays.csv says.
    """

    name: str
    names: Names
    city: City
    practice: Practice
    seats: tuple[Seat, ...]
    shifts: tuple[ShiftRow, ...]
    systems: tuple[System, ...]
    categories: tuple[Category, ...]
    duties: tuple[Duty, ...]
    catalogue: tuple[Resource, ...]
    rights: tuple[Right, ...]
    staffing: dict[str, tuple[Staff, ...]] = {}
    holidays: dict[str, Literal["workday", "offday"]] = {}
    holidays_from: str = ""
    holidays_until: str = ""
