"""The verb ``replay``: the recipe of a journal is played again and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from command_center.cli.batch import quiet_collector
from command_center.cli.door import Door, WrongInput
from command_center.cli.paths import a_journal
from command_center.drill import recipe_of
from command_center.drill import replay as replay_drill
from command_center.facts import Fact, fields_of, kind_of
from command_center.folds.names import field_name, kind_name
from command_center.journal import Journal


def replay(door: Door, path: Path, as_json: bool) -> int:
    """Play the recipe of a journal again; 1 where a fact differs."""
    path = a_journal(path)
    journal = Journal.open(path)
    started = journal.started
    if started.origin != "simulated":
        raise WrongInput(door.say("error.not_played", path=path))
    made_of = recipe_of(journal)
    title, scenario = door.say("replay.title", name=started.scenario_name), made_of.scenario
    with door.progress(title, scenario.start, scenario.zone) as told, quiet_collector():
        difference = replay_drill(path, told, made_of)
    if as_json:
        first = None if difference is None else {
            "number": difference.number,
            "journal": fact_as_dict(difference.journal),
            "replayed": fact_as_dict(difference.replayed),
        }  # fmt: skip
        door.json({"equal": difference is None, "facts": len(journal), "root": journal.root, "first_difference": first})
    elif difference is None:
        door.out(door.say("replay.equal", facts=f"{len(journal):,}"))
    else:
        door.out(door.say("replay.differs", n=difference.number))
        door.out(door.say("replay.journal", fact=fact_as_line(door, difference.journal)))
        door.out(door.say("replay.again", fact=fact_as_line(door, difference.replayed)))
    return 0 if difference is None else 1


def fact_as_dict(fact: Fact | None) -> dict[str, Any] | None:
    """A fact with its kind and the names of its fields."""
    if fact is None:
        return None
    return {"fact": kind_of(fact)} | {name: getattr(fact, name) for name in fields_of(type(fact))}


def fact_as_line(door: Door, fact: Fact | None) -> str:
    """A fact on one line in the door's language."""
    if fact is None:
        return door.say("replay.nothing")
    fields = ", ".join(f"{field_name(name, door.lang)}={getattr(fact, name)}" for name in fields_of(type(fact)))
    return f"{kind_name(kind_of(fact), door.lang)}: {fields[:300]}"
