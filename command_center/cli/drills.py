"""The verb ``run``, and how a drill is played and its scoreboard shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from command_center.adapters import adapter_named
from command_center.cli.batch import quiet_collector
from command_center.cli.door import Door, WrongInput
from command_center.drill import Adapter, Sink
from command_center.facts import CloseEnded, Fact
from command_center.folds.tables import Table
from command_center.library import find_roster, find_scenario
from command_center.plan.asked import check_asked
from command_center.plan.loading import load
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.plan.spans import parse_span
from command_center.play import Result
from command_center.play import run as run_drill

DRILLS = Path("drills")
"""Where drills go when nobody says where."""
SEATS_SHOWN = 20
"""Rows of the longest table on the printed scoreboard."""


class Wish(NamedTuple):
    """What somebody asked to be played, as they wrote it."""

    scenario: str
    roster: str | None
    seed: int
    staffing: str | None
    horizon: str | None
    adapters: tuple[str, ...] = ()


class Play(NamedTuple):
    """A wish made good: everything that a drill is played from; recorded tickets lie in ``folder``."""

    scenario: Scenario
    roster: Roster
    seed: int
    staffing: str
    horizon: int
    folder: Path
    adapters: dict[str, Adapter]


def prepare(door: Door, wish: Wish) -> Play:
    """Read the files of a wish; PlanError, NotInLibrary or WrongInput say what is wrong."""
    if wish.roster is not None:
        find_roster(wish.roster)  # so that an error names the option, not the scenario
    scenario, roster = load(wish.scenario, wish.roster)
    staffing = scenario.staffing if wish.staffing is None else wish.staffing
    horizon = _horizon(door, wish.horizon, scenario)
    check_asked(scenario, roster, seed=wish.seed, staffing=staffing, horizon=horizon)
    adapters = _adapters(door, wish.adapters, roster)
    return Play(scenario, roster, wish.seed, staffing, horizon, find_scenario(wish.scenario).parent, adapters)


def _adapters(door: Door, wishes: tuple[str, ...], roster: Roster) -> dict[str, Adapter]:
    """Adapters by system, from texts such as ``SYS26=csv:customs.csv``."""
    systems = {system.id for system in roster.systems if system.data != "link"}
    adapters: dict[str, Adapter] = {}
    for text in wishes:
        system, equals, rest = text.partition("=")
        name, colon, argument = rest.partition(":")
        if not equals or not colon or system not in systems:
            known = ", ".join(sorted(systems))
            raise WrongInput(door.say("error.adapter", text=text, roster=roster.name, known=known))
        adapters[system] = adapter_named(name, argument)
    return adapters


def _horizon(door: Door, text: str | None, scenario: Scenario) -> int:
    if text is None:
        return scenario.horizon.ms
    try:
        span = parse_span(text)
    except ValueError:
        span = None
    if span is None or span.workdays or not span.ms:
        raise WrongInput(door.say("error.horizon", text=text))
    return span.ms


def play(door: Door, wish: Wish, out: Path | None, journal: bool, force: bool, as_json: bool) -> int:
    """Play a drill and print what it came to."""
    ready = prepare(door, wish)
    folder = (out or DRILLS / _folder_name(ready)) if journal else None
    telling = _Telling()
    result = play_into(door, ready, folder, force, (telling.watch,))
    if as_json:
        door.json(report(ready, result))
    else:
        _print(door, ready, result, telling)
    return 0


def _folder_name(ready: Play) -> str:
    """Where a drill lies by default: full and other staffing of the same scenario and seed lie side by side."""
    staffing = "" if ready.staffing == "full" else f"-{ready.staffing}"
    return f"{ready.scenario.name}{staffing}-seed{ready.seed}"


def play_into(
    door: Door, ready: Play, folder: Path | None, force: bool = False, watchers: Sequence[Sink] = ()
) -> Result:
    """Play a drill into ``folder`` (None: without a journal), with a progress bar where somebody watches.

    A journal that is there is replaced only with ``force``.
    """
    scenario = ready.scenario
    title = scenario.title.zh if door.lang == "zh" else scenario.title.en
    made = folder is not None and not folder.exists()
    try:
        return _played(door, ready, folder, title, force, watchers)
    except BaseException:
        if made and folder is not None and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()  # stopped in the middle, the drill leaves no empty folder either
        raise


def _played(door: Door, ready: Play, folder: Path | None, title: str, force: bool, watchers: Sequence[Sink]) -> Result:
    scenario = ready.scenario
    with door.progress(title, scenario.start, scenario.zone) as told, quiet_collector():
        return run_drill(
            scenario,
            roster=ready.roster,
            seed=ready.seed,
            staffing=ready.staffing,
            horizon=ready.horizon,
            out=folder,
            journal=folder is not None,
            progress=told,
            adapters=ready.adapters,
            folder=ready.folder,
            overwrite=force,
            watchers=watchers,
        )


def report(ready: Play, result: Result) -> dict[str, Any]:
    """What a drill came to, as plain values for JSON."""
    return {
        "scenario": ready.scenario.name,
        "roster": ready.roster.name,
        "staffing": ready.staffing,
        "seed": ready.seed,
        "facts": result.facts,
        "root": result.root,
        "journal": str(result.journal) if result.journal else None,
        "scoreboard": result.scoreboard.to_dict(),
    }


class _Telling:
    """Looks out for a ticket worth telling of: the first that was closed, else the first that came."""

    def __init__(self) -> None:
        self._closed = 0

    def watch(self, facts: list[Fact]) -> None:
        """Take facts as they are made; once a ticket was closed they are not looked at."""
        if not self._closed:
            self._closed = next((fact.ticket for fact in facts if isinstance(fact, CloseEnded)), 0)

    @property
    def ticket(self) -> int:
        """Its number; contacts are numbered from 1 as they come."""
        return self._closed or 1


def _print(door: Door, ready: Play, result: Result, telling: _Telling) -> None:
    say, scenario = door.say, ready.scenario
    title = scenario.title.zh if door.lang == "zh" else scenario.title.en
    names = {"name": scenario.name, "roster": ready.roster.name, "staffing": ready.staffing, "seed": ready.seed}
    door.out(say("run.heading", title=title, **names))
    print_scoreboard(door, result.scoreboard.rows(door.lang))
    door.out(say("run.facts", facts=f"{result.facts:,}"))
    door.out(say("run.root", root=result.root))
    door.out(say("run.journal", path=result.journal) if result.journal else say("run.no_journal"))
    if result.journal:
        door.out(say("run.next", path=result.journal, ticket=telling.ticket))


def print_scoreboard(door: Door, tables: Iterable[Table]) -> None:
    """Draw the tables of a scoreboard that say anything; of the seats only the busiest."""
    for table in filter(lambda table: table.rows, tables):
        rows = table.rows[:SEATS_SHOWN] if table.key == "seats" else table.rows
        left_out = len(rows) < len(table.rows)
        note = door.say("run.seats_left_out", shown=len(rows), count=len(table.rows)) if left_out else ""
        door.table(table.title, table.columns, rows, table.text_columns, note)
