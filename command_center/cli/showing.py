"""The verb ``show``: the story of a ticket, a seat or a fact, read off a journal."""

from __future__ import annotations

from pathlib import Path

from command_center.cli.door import Door, WrongInput
from command_center.facts import ContactArrived
from command_center.folds.stories import Story, fact_story, seat_story, ticket_story
from command_center.journal import Journal
from command_center.plan.loading import roster_from_text


def show_ticket(door: Door, path: Path, number: int, as_json: bool) -> int:
    """Tell the story of a ticket."""
    journal = Journal.open(path)
    story = ticket_story(lambda: journal, number)
    if not story.lines:
        raise WrongInput(_no_ticket(door, journal, number))
    return _tell(door, story, as_json)


def show_seat(door: Door, path: Path, seat: str, as_json: bool) -> int:
    """Tell the story of a seat."""
    journal = Journal.open(path)
    known = [each.id for each in roster_from_text(journal.started.roster).seats]
    if seat not in known:
        raise WrongInput(door.say("error.no_seat", path=path, seat=seat, known=", ".join(known)))
    return _tell(door, seat_story(lambda: journal, seat), as_json)


def show_fact(door: Door, path: Path, number: int, as_json: bool) -> int:
    """Tell what led to a fact and what it led to."""
    journal = Journal.open(path)
    story = fact_story(lambda: journal, number)
    if not story.lines:
        raise WrongInput(door.say("error.no_fact", path=path, number=number, last=len(journal) - 1))
    return _tell(door, story, as_json)


def _no_ticket(door: Door, journal: Journal, number: int) -> str:
    numbers = [fact.ticket for fact in journal if isinstance(fact, ContactArrived)]
    if not numbers:
        return door.say("error.no_contacts", path=journal.path)
    gaps = {"count": len(numbers), "first": min(numbers), "last": max(numbers)}
    return door.say("error.no_ticket", path=journal.path, number=number, **gaps)


def _tell(door: Door, story: Story, as_json: bool) -> int:
    if as_json:
        door.json(story.to_dict())
    else:
        for line in story.text(door.lang):
            door.out(line)
    return 0
