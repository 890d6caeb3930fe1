"""The verb ``show``: the story of a ticket, a seat or a fact, read off a journal."""

from __future__ import annotations

from pathlib import Path

from command_center.cli.chains import tell_chain
from command_center.cli.door import Door, WrongInput
from command_center.cli.drills import print_scoreboard
from command_center.cli.paths import a_journal
from command_center.facts import ContactArrived
from command_center.folds.base import fold
from command_center.folds.rule_chain import Chain, rule_chain
from command_center.folds.scoreboard import Scoreboard
from command_center.folds.stories import Story, fact_story, seat_story, ticket_story
from command_center.journal import Journal
from command_center.plan.loading import roster_from_text, scenario_from_text
from command_center.plan.problems import did_you_mean

LONG = 1000
"""Characters of a text in the JSON of a story, but in the facts that were asked for."""


def show_scoreboard(door: Door, path: Path, as_json: bool) -> int:
    """Read the scoreboard off a journal, of a drill or of real records."""
    journal = Journal.open(a_journal(path))
    started, board = journal.started, fold(journal, Scoreboard())
    names = {"scenario": started.scenario_name, "staffing": started.staffing, "seed": started.seed}
    if as_json:
        door.json({**names, "facts": len(journal), "root": journal.root, "scoreboard": board.to_dict()})
        return 0
    if started.origin == "simulated":
        roster = roster_from_text(started.roster).name
        title = getattr(scenario_from_text(started.scenario).title, door.lang)
        names["name"] = names.pop("scenario")
        door.out(door.say("run.heading", title=title, roster=roster, **names))
    else:
        door.out(door.say("show.recorded", name=started.scenario_name))
    print_scoreboard(door, board.rows(door.lang))
    door.out(door.say("run.facts", facts=f"{len(journal):,}"))
    door.out(door.say("run.root", root=journal.root))
    return 0


def show_ticket(door: Door, path: Path, number: int, as_json: bool) -> int:
    """Tell the story of a ticket."""
    journal = Journal.open(a_journal(path))
    story = ticket_story(lambda: journal, number)
    if not story.lines:
        raise WrongInput(_no_ticket(door, journal, number))
    return _tell(door, story, as_json)


def show_seat(door: Door, path: Path, seat: str, as_json: bool) -> int:
    """Tell the story of a seat."""
    journal = Journal.open(a_journal(path))
    roster = roster_from_text(journal.started.roster)
    districts = [f"D{place}" for place in range(1, len(roster.city.districts) + 1)]  # they stand on the board as seats
    known = [*(each.id for each in roster.seats), *districts]
    seat = next((each.id for each in roster.seats if seat in (each.zh, each.en)), seat)
    if seat not in known:
        right = did_you_mean(seat, known)
        raise WrongInput(door.say("error.no_seat", path=path, seat=seat, right=getattr(right, door.lang, right)))
    return _tell(door, seat_story(lambda: journal, seat), as_json)


def show_fact(door: Door, path: Path, number: int, as_json: bool) -> int:
    """Tell what led to a fact and what it led to."""
    journal = Journal.open(a_journal(path))
    story = fact_story(lambda: journal, number)
    if not story.lines:
        raise WrongInput(door.say("error.no_fact", path=path, number=number, last=len(journal) - 1))
    chain = rule_chain(lambda: journal, number)
    assert chain is not None
    if as_json:
        return _tell(door, story, as_json, chain)
    _tell(door, story, as_json)
    tell_chain(door, chain, path)
    return 0


def _no_ticket(door: Door, journal: Journal, number: int) -> str:
    numbers = [fact.ticket for fact in journal if isinstance(fact, ContactArrived)]
    if not numbers:
        return door.say("error.no_contacts", path=journal.path)
    gaps = {"count": len(numbers), "first": min(numbers), "last": max(numbers)}
    return door.say("error.no_ticket", path=journal.path, number=number, **gaps)


def _tell(door: Door, story: Story, as_json: bool, chain: Chain | None = None) -> int:
    if as_json:
        told = story.to_dict()
        for line in told["lines"]:
            if line["role"] != "story":
                line["fields"] = {name: _short(door, value) for name, value in line["fields"].items()}
        door.json(told if chain is None else {**told, "chain": chain.to_dict()})
        return 0
    for line in story.text(door.lang):
        door.out(line)
    door.note(door.say("show.marks"))
    return 0


def _short(door: Door, value: object) -> object:
    """A value as told beside the story: the recipe that causes everything need not be told again each time."""
    is_long = isinstance(value, str) and len(value) > LONG
    return door.say("show.characters", count=len(str(value))) if is_long else value
