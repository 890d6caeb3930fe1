"""The checks of the loader for a scenario and a roster that come whole, such as those in a journal somebody edited."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from command_center.plan.known import known_of_roster
from command_center.plan.loading import effective_practice
from command_center.plan.problems import PlanError
from command_center.plan.roster import Roster
from command_center.plan.roster_checks import check_roster, practice_words
from command_center.plan.roster_files import HolidayRow, RosterFile, RosterFiles
from command_center.plan.scenario import Scenario
from command_center.plan.scenario_checks import check_scenario
from command_center.plan.tables import Table
from command_center.plan.yaml_file import Document


def check_loaded(scenario: Scenario, roster: Roster) -> None:
    """PlanError with every error across the two; lines count a table's rows, and no recorded file is asked for."""
    files = _as_files(roster)
    check_roster(files)
    known = known_of_roster(roster)
    told = scenario.model_copy(update={"recorded": None})
    document = Document("scenario", scenario.model_dump(mode="json"), {})
    problems = [*files.problems, *check_scenario(told, document, known)]
    if not problems:
        seats = {seat.id: seat for seat in roster.seats}
        words = practice_words(effective_practice(scenario, roster), known, seats)
        problems += [document.problem(("practice", *place), *said) for place, said in words]
    if problems:
        raise PlanError(problems)


def _as_files(roster: Roster) -> RosterFiles:
    """The roster as if its folder had just been read without a problem of form."""
    holidays = [HolidayRow(date=date, kind=kind) for date, kind in roster.holidays.items()]
    tables: dict[str, Any] = {
        name: _table(name, getattr(roster, name))
        for name in ("seats", "shifts", "systems", "categories", "duties", "catalogue", "rights")
    }
    staffing = {name: _table(name, rows) for name, rows in roster.staffing.items()}
    return RosterFiles(
        Path(), **tables, holidays=_table("holidays", holidays), staffing=staffing,
        about=RosterFile(name=roster.name, names=roster.names), about_file=Document("roster", {}, {}),
        city=roster.city, city_file=Document("city", {}, {}),
        practice=roster.practice, practice_file=Document("practice", {}, {}),
    )  # fmt: skip


def _table(name: str, rows: Iterable[BaseModel]) -> Table[Any]:
    rows = tuple(rows)
    return Table(name, rows, tuple(range(1, len(rows) + 1)), whole=True)
