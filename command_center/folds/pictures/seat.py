"""A seat's own picture: its inbox, its work in hand, the tickets it answers for, what it was shown. Nothing else.

What a seat may see: tickets that are at its desk, that it leads or supports; injects whose cue it was shown; its own
commands with the evidence that came back; answers of systems to its tickets, each with its origin. A caller who waits
on the line has not said anything yet, so neither place nor category is shown before the call is taken.
"""

from __future__ import annotations

import json
from heapq import nsmallest
from typing import Any

from command_center.facts import PERSON
from command_center.folds.names import VALUE_NAMES
from command_center.folds.pictures.allowed import allowed, allowed_task
from command_center.folds.pictures.chain import Command
from command_center.folds.pictures.desks import Desk
from command_center.folds.pictures.parts import Parts
from command_center.folds.pictures.recipe import span_ms
from command_center.folds.pictures.ticket import Ticket

SHOWN_INBOX = 100
SHOWN_OPEN = 100
_RANK = {"E": 0, "U": 1, "G": 2, "C": 3}
_LATE = 1 << 60


def picture(parts: Parts, name: str, latest: int, now: int) -> dict[str, Any]:
    """The picture of seat ``name`` at ``now``; KeyError where there is no such seat."""
    desk, staging = parts.tickets.desks[name], parts.staging
    supervision = parts.tickets.supervision()
    here = _here(parts, desk)
    shown = nsmallest(SHOWN_INBOX, here, key=_order) if len(here) > SHOWN_INBOX else here
    here_too = {ticket.number for ticket in shown}
    leads = [parts.tickets.open[number] for number in desk.leads if number in parts.tickets.open]
    return {
        "now": now,
        "clock": parts.clock.local(now).isoformat(timespec="seconds") if parts.clock else "",
        "seat": name,
        "status": staging.status,
        "tail": staging.tail,
        "mode": staging.mode,
        "mode_asked": _mode_asked(parts, name),
        "response_level": staging.response_level,
        "profile": desk.profile,
        "player": desk.player,
        "desk": desk.to_dict(now, latest),
        "inbox": {str(ticket.number): _item(parts, ticket, desk, supervision, now) for ticket in shown},
        "held": {str(who): _work(*what) for who, what in desk.busy.items()},
        "later": len(desk.later),
        "tasks": _tasks(parts, desk, now),
        "duties": _duties(desk, now),
        "open": {
            str(ticket.number): _item(parts, ticket, desk, supervision, now)
            for ticket in leads[-SHOWN_OPEN:]
            if ticket.number not in here_too
        },
        "open_count": len(leads),
        "commands": {str(number): _command(parts.chain.commands[number]) for number in desk.commands},
        "injects": {inject: _inject(parts, inject, name, t) for inject, t in desk.injects.items()},
        "notes": {str(fact.n): _note(fact) for fact in desk.notes},
        "log": {str(fact.n): parts.line(fact) for fact in desk.log},
    }


def _here(parts: Parts, desk: Desk) -> list[Ticket]:
    held = [number for number, _about, _since in desk.busy.values() if number > 0]
    numbers = dict.fromkeys((*held, *desk.inbox, *desk.supports, *desk.asked))
    open_ = parts.tickets.open
    return [open_[number] for number in numbers if number in open_]


def _order(ticket: Ticket) -> tuple[int, int, int]:
    """What is in hand first, then urgency, deadline, age."""
    return (-1 if ticket.when == "in_hand" else _RANK.get(ticket.urgency, 4)), ticket.due or _LATE, ticket.arrived


def _item(parts: Parts, ticket: Ticket, desk: Desk, supervision: str, now: int) -> dict[str, Any]:
    at_desk = ticket.seat == desk.id
    item: dict[str, Any] = {
        "stage": "extension" if ticket.number in desk.asked else ticket.stage,
        "role": _role(ticket, desk),
        "in_hand": at_desk and ticket.when == "in_hand",
        "channel": ticket.channel,
        "urgency": ticket.urgency,
        "since": ticket.since,
        "arrived": ticket.arrived,
        "due": ticket.due or ticket.limit,
        "overdue": 0 < (ticket.due or ticket.limit) < now,
        "actions": allowed(ticket, desk, supervision),
    }
    if ticket.stage == "accept" and ticket.channel == "call" and ticket.when != "in_hand":
        item["urgency"] = ""  # nobody has spoken with the caller yet
        return item
    if ticket.asking:
        item["asking"] = ticket.asking
    item |= {
        "category": ticket.category, "nature": ticket.nature, "place": ticket.place, "event": ticket.event,
        "limit": ticket.limit, "light": ticket.light, "district": ticket.district, "lead": ticket.lead,
        "supporter": ticket.supporter, "unit": ticket.unit, "returns": ticket.returns, "merged": ticket.merged,
        "fixed": ticket.fixed, "extended": ticket.extended,
    }  # fmt: skip
    if ticket.unit and ticket.unit in parts.tickets.crews:
        item["crew"] = parts.tickets.crews[ticket.unit][2]
    if ticket.answers:
        item["answers"] = {system: _answer(*answer) for system, answer in ticket.answers.items()}
    return item


def _role(ticket: Ticket, desk: Desk) -> str:
    if ticket.number in desk.asked:
        return "supervision"
    if ticket.number in desk.supports or ticket.supporter == desk.id != ticket.seat:
        return "support"
    return "lead" if ticket.lead == desk.id else "desk"


def _answer(t: int, feed: str, origin: str, resource: str, good: bool, right: bool, record: str) -> dict[str, Any]:
    zh, en = VALUE_NAMES.get(feed, (feed, feed))
    answer: dict[str, Any] = {
        "t": t, "feed": feed, "origin": origin, "resource": resource, "good": good, "right": right, "zh": zh, "en": en,
    }  # fmt: skip
    if record:
        answer["record"] = _plain(record)
    return answer


def _plain(record: str) -> dict[str, str]:
    """A record as texts by field; what is no JSON object is shown as it stands."""
    try:
        found = json.loads(record)
    except ValueError:
        return {"record": record}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {"record": record}


def _work(number: int, about: str, since: int) -> dict[str, Any]:
    return {"ticket": number, "about": about, "since": since}


def _tasks(parts: Parts, desk: Desk, now: int) -> dict[str, dict[str, Any]]:
    """What waits for the person besides tickets, and what of it is in hand."""
    rows = {task: (action, about, since, False) for task, (action, about, since, _n) in desk.tasks.items()}
    for who, (number, what, since) in desk.busy.items():
        if number < 0 and who == PERSON:
            action, _, about = what.partition(" ")
            rows[number] = (action, about, since, True)
    return {str(task): _task(parts, desk, *row, now) for task, row in rows.items()}


def _task(parts: Parts, desk: Desk, action: str, about: str, since: int, in_hand: bool, now: int) -> dict[str, Any]:
    due = _task_due(parts, desk, action, about)
    return {
        "action": action, "about": about, "since": since, "due": due, "overdue": 0 < due < now, "in_hand": in_hand,
        "actions": allowed_task(in_hand) if desk.player == "person" else [],
    }  # fmt: skip


def _task_due(parts: Parts, desk: Desk, action: str, about: str) -> int:
    """By when a task is to be done: as its inject expects, or the nearest duty about the same thing; 0 = no limit."""
    row = parts.staging.rows.get(about)
    shown = desk.injects.get(about, -1)
    if row is not None and shown >= 0:
        return min((shown + span_ms(each.within) for each in row.expected if each.action == action), default=0)
    return min((due for _duty, what, _t, due, _n in desk.duties.values() if what == about), default=0)


def _duties(desk: Desk, now: int) -> dict[str, dict[str, Any]]:
    """The duties that bind the seat now."""
    return {
        key: {"duty": duty, "about": about, "since": t, "due": due, "overdue": due < now}
        for key, (duty, about, t, due, _n) in desk.duties.items()
    }


def _mode_asked(parts: Parts, seat: str) -> str:
    """The mode that the seat is asked to confirm; empty where it is not asked."""
    staging = parts.staging
    required = parts.recipe.practice("required_for_mode") or []
    asked = staging.ordered_mode and seat in required and seat not in staging.confirmed
    return staging.ordered_mode if asked else ""


def _command(command: Command) -> dict[str, Any]:
    return {
        "action": command.action, "place": command.place, "ticket": command.ticket, "t": command.t,
        "duty": command.duty,
        "tiers": {
            tier: {"sent": sent, "acknowledged": acknowledged, "lost": lost}
            for tier, (sent, acknowledged, lost, _reached) in command.hops.items()
            if sent
        },
        "evidence": dict(command.evidence), "last": command.last,
    }  # fmt: skip


def _inject(parts: Parts, name: str, seat: str, t: int) -> dict[str, Any]:
    row, staging = parts.staging.rows.get(name), parts.staging
    shown: dict[str, Any] = {"t": t, "zh": name, "en": name, "expected": {}}
    if row is None:
        return shown
    shown |= {
        "zh": row.title.zh, "en": row.title.en, "message_zh": row.message.zh, "message_en": row.message.en,
        "purpose": row.purpose,
    }  # fmt: skip
    for each in row.expected:
        if parts.tickets.leader_of(each.seat) == seat:
            done = staging.actions.get((name, seat, each.action), (-1, -1))[0]
            shown["expected"][each.action] = {"due": t + span_ms(each.within), "done": done}
    return shown


def _note(fact: Any) -> dict[str, Any]:
    return {"t": fact.t, "ticket": fact.ticket, "text": fact.text}
