"""The verb ``programme``: many drills, one after another."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from command_center.cli.door import Door, WrongInput
from command_center.cli.drills import Play, Wish, play_into, prepare
from command_center.cli.findings import finding
from command_center.cli.paths import JOURNAL
from command_center.drill import recipe
from command_center.folds.base import fold
from command_center.folds.scoreboard import Scoreboard
from command_center.journal import Journal, verify
from command_center.plan.loading import canonical
from command_center.plan.programme import ProgrammeDrill, load_programme

COLUMNS = ("drill", "scenario", "staffing", "seed", "tickets", "closed", "open", "root", "state")


class Outcome(NamedTuple):
    """What became of one drill of a programme: ``state`` is ``played`` or ``kept``."""

    drill: ProgrammeDrill
    ready: Play
    root: str
    state: str
    scoreboard: dict[str, Any]


def play(door: Door, plan: str, out: Path, as_json: bool) -> int:
    """Play a programme into ``out``, one folder a drill; drills that are there already are verified and kept."""
    programme = load_programme(plan)
    # all files are read before the first drill is played, so that an error in the last one shows at once
    readies = [prepare(door, _wish(drill, programme.seeds)) for drill in programme.drills]
    kept = [_is_there(door, ready, out / drill.name) for drill, ready in zip(programme.drills, readies, strict=True)]
    title = programme.title.zh if door.lang == "zh" else programme.title.en
    door.note(door.say("programme.heading", title=title, name=programme.name))
    outcomes: list[Outcome] = []
    for drill, ready, there in zip(programme.drills, readies, kept, strict=True):
        try:
            outcome = _keep(drill, ready, out) if there else _play(door, drill, ready, out)
        except KeyboardInterrupt:
            door.note(door.say("programme.stopped", done=len(outcomes), count=len(readies)))
            raise
        door.note(f"  {drill.name}: {door.say(f'programme.{outcome.state}')}")
        outcomes.append(outcome)
    _print(door, outcomes, out, as_json)
    return 0


def _wish(drill: ProgrammeDrill, seeds: dict[str, int]) -> Wish:
    horizon = str(drill.horizon) if drill.horizon is not None else None
    return Wish(drill.scenario, drill.roster or None, seeds[drill.seed], drill.staffing or None, horizon)


def _is_there(door: Door, ready: Play, folder: Path) -> bool:
    """Whether the drill was played before; WrongInput where something else lies in its place."""
    path = folder / JOURNAL
    if not path.exists():
        return False
    findings = verify(path)
    if findings:
        raise WrongInput(door.say("error.damaged_drill", path=path, finding=finding(findings[0], door.lang)))
    journal = Journal.open(path)
    started = journal.started
    there = (started.scenario, started.roster, started.seed, started.staffing, started.horizon, journal.status)
    centre = recipe(ready.scenario, ready.roster, horizon=ready.horizon).roster  # with the holidays of its time
    wanted = (canonical(ready.scenario), canonical(centre), ready.seed, ready.staffing, ready.horizon, "completed")
    if there != wanted:
        raise WrongInput(door.say("error.other_drill", path=path))
    return True


def _keep(drill: ProgrammeDrill, ready: Play, out: Path) -> Outcome:
    journal = Journal.open(out / drill.name / JOURNAL)
    return Outcome(drill, ready, journal.root, "kept", fold(journal, Scoreboard()).to_dict())


def _play(door: Door, drill: ProgrammeDrill, ready: Play, out: Path) -> Outcome:
    result = play_into(door, ready, out / drill.name)
    return Outcome(drill, ready, result.root, "played", result.scoreboard.to_dict())


def _print(door: Door, outcomes: list[Outcome], out: Path, as_json: bool) -> None:
    if as_json:
        door.json({"folder": str(out), "drills": [_as_dict(outcome) for outcome in outcomes]})
        return
    header = [door.say(f"programme.{column}") for column in COLUMNS]
    door.table("", header, [_row(door, outcome) for outcome in outcomes], text_columns=3)
    door.out(door.say("programme.out", path=out))


def _as_dict(outcome: Outcome) -> dict[str, Any]:
    return {
        "drill": outcome.drill.name,
        "scenario": outcome.ready.scenario.name,
        "roster": outcome.ready.roster.name,
        "staffing": outcome.ready.staffing,
        "seed": outcome.ready.seed,
        "root": outcome.root,
        "state": outcome.state,
        "scoreboard": outcome.scoreboard,
    }


def _row(door: Door, outcome: Outcome) -> tuple[object, ...]:
    ready, contacts = outcome.ready, outcome.scoreboard["contacts"]
    state = door.say(f"programme.state.{outcome.state}")
    counts = (contacts["arrived"], contacts["closed"], contacts["open"])
    return (outcome.drill.name, ready.scenario.name, ready.staffing, ready.seed, *counts, outcome.root[:8], state)
