"""Reads a roster folder file by file, as far as it can be read, so that all its errors come out at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel

from command_center.plan.base import Names, Plan, iso_date
from command_center.plan.practice import Practice
from command_center.plan.problems import PlanError, Problem, Said
from command_center.plan.roster import (
    Category,
    City,
    Duty,
    Resource,
    Right,
    Roster,
    Seat,
    ShiftRow,
    Staff,
    System,
)
from command_center.plan.tables import Table, read_table
from command_center.plan.yaml_file import Document, read_yaml

Row = TypeVar("Row", bound=BaseModel)


class RosterFile(Plan):
    """``roster.yaml``: the roster's name, and how many of each thing there are to be (checked by the loader)."""

    name: str
    names: Names
    expect: dict[str, int] = {}


class HolidayRow(Plan):
    """A row of ``holidays.csv``: a date that does not go by Monday to Friday, or overrides the library."""

    date: str
    kind: Literal["workday", "offday"]


@dataclass
class RosterFiles:
    """A roster folder as read: what could not be read is missing here and stands in ``problems``."""

    folder: Path
    seats: Table[Seat]
    shifts: Table[ShiftRow]
    systems: Table[System]
    categories: Table[Category]
    duties: Table[Duty]
    catalogue: Table[Resource]
    rights: Table[Right]
    holidays: Table[HolidayRow]
    staffing: dict[str, Table[Staff]]
    about: RosterFile | None = None
    about_file: Document | None = None
    city: City | None = None
    city_file: Document | None = None
    practice: Practice | None = None
    practice_file: Document | None = None
    problems: list[Problem] = field(default_factory=list)

    def roster(self) -> Roster:
        """The whole roster; PlanError with all problems where there are any."""
        if self.problems or self.about is None or self.city is None or self.practice is None:
            raise PlanError(self.problems)
        return Roster(
            name=self.about.name,
            names=self.about.names,
            city=self.city,
            practice=self.practice,
            seats=self.seats.rows,
            shifts=self.shifts.rows,
            systems=self.systems.rows,
            categories=self.categories.rows,
            duties=self.duties.rows,
            catalogue=self.catalogue.rows,
            rights=self.rights.rows,
            staffing={name: table.rows for name, table in self.staffing.items()},
            holidays={iso_date(row.date): row.kind for row in self.holidays.rows},
        )


def read_roster_files(folder: Path) -> RosterFiles:
    """Everything in the roster folder, with the problems of form; references are not looked at here."""
    problems: list[Problem] = []
    files = RosterFiles(
        folder,
        read_table(folder / "seats.csv", Seat, problems, rows=True),
        read_table(
            folder / "shifts.csv", ShiftRow, problems, clocks={"begin": "begin_min", "end": "end_min"}, rows=True
        ),
        read_table(folder / "systems.csv", System, problems),
        read_table(folder / "categories.csv", Category, problems, rows=True),
        read_table(folder / "duties.csv", Duty, problems),
        read_table(folder / "catalogue.csv", Resource, problems),
        read_table(folder / "rights.csv", Right, problems),
        _holidays(folder / "holidays.csv", problems),
        {path.stem: read_table(path, Staff, problems) for path in sorted(folder.glob("staffing/*.csv"))},
        problems=problems,
    )
    files.about_file, files.about = _read_model(folder / "roster.yaml", RosterFile, problems)
    files.city_file, files.city = _read_model(folder / "city.yaml", City, problems)
    files.practice_file, files.practice = _read_model(folder / "practice.yaml", Practice, problems)
    return files


def _read_model(path: Path, model: type[Row], problems: list[Problem]) -> tuple[Document | None, Row | None]:
    try:
        document = read_yaml(path)
    except PlanError as error:
        problems.extend(error.problems)
        return None, None
    return document, document.validate(model, problems)


def _holidays(path: Path, problems: list[Problem]) -> Table[HolidayRow]:
    """The roster's own holidays, if it has any."""
    if not path.exists():
        return Table(str(path), whole=True)
    table = read_table(path, HolidayRow, problems)
    for index, row in table.located():
        if not is_date(iso_date(row.date)):
            wrong = Said(f"{row.date!r} is not a date", f"{row.date!r} 不是日期")
            problems.append(table.problem(index, "date", wrong, Said("write e.g. 2027-02-06", "请写如 2027-02-06")))
    return table


def is_date(text: str) -> bool:
    """Whether the text is an ISO date."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
