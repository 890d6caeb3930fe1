"""The model of a mapping file: how to read one kind of ticket export and what its words mean here."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from command_center.plan.base import Names, Plan
from command_center.plan.spans import DAY, Span, SpanField
from command_center.recorded.encodings import usable

Channel = Literal["call", "app", "web", "terminal", "sensor", "grid_worker", "superior"]
Nature = Literal["consult", "help", "complaint", "suggestion", "report", "other"]
Urgency = Literal["E", "U", "G", "C"]
DateOrder = Literal["ymd", "mdy", "dmy"]
Clock = Literal["12h", "24h"]


class TextColumn(Plan):
    """A column of text; with ``take`` only so many characters from its beginning are looked at and kept."""

    column: str
    take: int = Field(default=0, ge=0)


class TimeColumn(Plan):
    """Where a moment stands: in one ``column``, or in a ``date`` and a ``time`` column.

    A column that holds dates alone must say with ``date_only`` whether the ``start`` or the ``end`` of the day is
    meant. Of the rows of one call the earliest moment counts; ``of_call: last`` takes the latest, and only where
    every row of the call has one.
    """

    column: str = ""
    date: str = ""
    time: str = ""
    date_only: Literal["start", "end"] | None = None
    of_call: Literal["first", "last"] = "first"

    @model_validator(mode="after")
    def _one_way(self) -> TimeColumn:
        if bool(self.column) == bool(self.date) or (self.time and not self.date):
            raise ValueError("give either `column`, or `date` with `time`")
        return self

    def names(self) -> tuple[str, ...]:
        """The columns of the export that this moment is read from."""
        return tuple(name for name in (self.column, self.date, self.time) if name)


class Columns(Plan):
    """Which column of the export is what; only ``arrived`` must be there.

    ``unit`` names the unit of a row, ``address`` only steers the spread over grids and is never written anywhere.
    """

    arrived: TimeColumn
    reference: TextColumn | None = None
    entered: TimeColumn | None = None
    dispatched: TimeColumn | None = None
    arrived_on_scene: TimeColumn | None = None
    closed: TimeColumn | None = None
    due: TimeColumn | None = None
    category: TextColumn | None = None
    place: TextColumn | None = None
    address: TextColumn | None = None
    channel: TextColumn | None = None
    urgency: TextColumn | None = None
    nature: TextColumn | None = None
    unit: TextColumn | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"column": value} if isinstance(value, str) else value

    def names(self) -> dict[str, str]:
        """Every column of the export that is named, with the field of the mapping that names it."""
        found: dict[str, str] = {}
        for field in type(self).model_fields:
            part = getattr(self, field)
            names = part.names() if isinstance(part, TimeColumn) else (part.column,) if part else ()
            found.update(dict.fromkeys(names, f"columns.{field}"))
        return found


class Mapping(Plan):
    """A mapping file. What it leaves out and the export does not show is asked for with an error, never guessed.

    ``categories``, ``places``, ``channels``, ``natures`` and ``urgencies`` translate the export's words; a word that
    is not among them gets the default and is listed. ``place_default: spread`` strews such tickets over all grids by
    the digest of their address; ``place_spread: grid`` does the same inside the mapped place. ``urgency_default``
    empty means the category's own urgency.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    version: int = Field(default=1, ge=1)
    title: Names
    about: Names
    zone: str = ""
    encoding: str = ""
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    date_order: DateOrder | None = None
    clock: Clock | None = None
    ambiguous: Literal["first", "second", "reject"] = "reject"
    nonexistent: Literal["forward", "reject"] = "reject"
    columns: Columns
    group_by: str = ""
    categories: dict[str, str] = {}
    category_default: str
    places: dict[str, str] = {}
    place_default: str
    place_spread: Literal["none", "grid"] = "none"
    channels: dict[str, Channel] = {}
    channel_default: Channel = "call"
    natures: dict[str, Nature] = {}
    nature_default: Nature = "report"
    urgencies: dict[str, Urgency] = {}
    urgency_default: Urgency | Literal[""] = ""
    tail: SpanField = Span(2 * DAY)
    cell_limit: int = Field(default=32_767, ge=1, le=131_072)
    size_limit: int = Field(default=2_000_000_000, ge=1)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            if value:
                ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no IANA time zone; write e.g. Asia/Shanghai") from error
        return value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        if value and not usable(value):
            raise ValueError(f"{value!r} is no encoding known here; write e.g. gb18030, big5, utf-16-le or shift_jis")
        return value

    @model_validator(mode="after")
    def _columns_of_calls(self) -> Mapping:
        if self.columns.unit and not self.group_by:
            raise ValueError("`columns.unit` needs `group_by`, the column that is the same on all rows of a call")
        return self

    def needed(self) -> dict[str, str]:
        """Every column of the export that is named, with the field that names it."""
        return {**self.columns.names(), **({self.group_by: "group_by"} if self.group_by else {})}
