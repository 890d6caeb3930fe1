"""The wall 大屏: the whole centre at a glance. Four views of the page are layouts of this one picture.

Everything with an id is an object by that id, and nothing is ever null, so that the merge patch between two moments
is small. Times are ms of simulated time since the drill's start; names come with the setting.
"""

from __future__ import annotations

from typing import Any

from command_center.folds.pictures.chain import System
from command_center.folds.pictures.headline import headline
from command_center.folds.pictures.parts import Parts
from command_center.folds.pictures.recipe import Recipe
from command_center.folds.pictures.ticket import Ticket
from command_center.folds.pictures.tickets import FUNNEL, Tickets
from command_center.folds.pictures.water import Point

SHOWN_INCIDENTS = 60
"""Urgent open tickets on the map; the newest count."""
SHOWN_CREWS = 120


def picture(parts: Parts, latest: int, now: int) -> dict[str, Any]:
    """The wall at ``now``; ``latest`` is the time of the latest fact."""
    tickets, staging = parts.tickets, parts.staging
    desks = tickets.desks
    pools = set(parts.recipe.districts)
    return {
        "now": now,
        "clock": parts.clock.local(now).isoformat(timespec="seconds") if parts.clock else "",
        "status": staging.status,
        "tail": staging.tail,
        "mode": staging.mode,
        "switching": _switching(parts),
        "response_level": staging.response_level,
        "seats": {
            name: desk.to_dict(now, latest) | {"answered": desk.answered > 0}
            for name, desk in desks.items()
            if name not in pools
        },
        "pools": {name: desks[name].to_dict(now, latest) for name in parts.recipe.districts if name in desks},
        "systems": {name: _system(system) for name, system in parts.chain.systems.items()},
        "steps": {step: _step(tickets, step, now) for step in FUNNEL},
        "headline": headline(tickets, parts.scores, staging.duty_counts, parts.thresholds, now),
        "weather": {"warning": parts.water.warning, "mm": parts.water.rain[1], "total_mm": parts.water.rain[2]},
        "points": {name: _point(point, parts.recipe) for name, point in parts.water.points.items()},
        "places": _places(tickets, now),
        "incidents": _incidents(parts, now),
        "crews": _crews(parts),
        "injects": _injects(parts),
        "ticker": {str(fact.n): parts.line(fact) for fact in staging.ticker},
        "alarms": parts.staff.alarms.at(now)._asdict(),
        "tiers": parts.chain.tiers(),
        "duties": dict(staging.duty_counts),
        "people": _people(parts),
        "scores": parts.scores.to_dict(parts.maturity, parts.chain.reached()),
    }


def _switching(parts: Parts) -> dict[str, Any]:
    """The switch of mode that is under way: to what, and how many of the required seats have confirmed."""
    staging = parts.staging
    if not staging.ordered_mode:
        return {}
    required = parts.recipe.practice("required_for_mode") or []
    confirmed = sum(seat in staging.confirmed for seat in required)
    return {"to": staging.ordered_mode, "confirmed": confirmed, "required": len(required)}


def _system(system: System) -> dict[str, Any]:
    return {
        "up": system.up, "feed": system.feed, "calls": system.calls, "failed": system.failed,
        "running": system.running, "last": system.last, "since": system.since,
    }  # fmt: skip


def _step(tickets: Tickets, step: str, now: int) -> dict[str, int]:
    due, on_time = tickets.limits.shown(step, now)
    return {"open": tickets.waiting[step], "done": tickets.done[step], "due": due, "on_time": on_time}


def _point(point: Point, recipe: Recipe) -> dict[str, Any]:
    return {
        "depth_cm": point.depth, "state": _depth_state(point.depth, recipe.closing_cm), "road": point.road,
        "sign": point.sign, "pumps": point.pumps, "pumps_coming": point.pumps_coming, "crews": point.crews,
        "cars": len(point.trapped), "people": sum(point.trapped),
    }  # fmt: skip


def _depth_state(depth: float, closing: float) -> str:
    """dry below 5 cm, watch below 15, flooded below the closing depth, closing below 50, then deep."""
    for limit, state in ((50, "deep"), (closing, "closing"), (15, "flooded"), (5, "watch")):
        if depth >= limit:
            return state
    return "dry"


def _places(tickets: Tickets, now: int) -> dict[str, dict[str, int]]:
    """Open tickets by district and street; places without any are left out."""
    found: dict[str, list[int]] = {}
    for ticket in tickets.open.values():
        if ticket.opened < 0:
            continue
        counts = (1, ticket.urgency in ("E", "U"), 0 < ticket.limit < now)
        place = ticket.place
        street = place[:5] if "." in place else ""
        for path in (place.partition(".")[0], street):
            if path:
                sums = found.get(path)
                if sums is None:
                    found[path] = list(counts)
                else:
                    for at, count in enumerate(counts):
                        sums[at] += count
    return {place: {"open": a, "urgent": b, "overdue": c} for place, (a, b, c) in found.items()}


def _incidents(parts: Parts, now: int) -> dict[str, dict[str, Any]]:
    """The newest emergencies, then the newest urgent tickets."""
    opened = [ticket for ticket in parts.tickets.open.values() if ticket.opened >= 0]
    urgent = [ticket for rank in ("U", "E") for ticket in opened if ticket.urgency == rank]
    point = parts.recipe.point
    return {str(ticket.number): _incident(ticket, now) | point(ticket.place) for ticket in urgent[-SHOWN_INCIDENTS:]}


def _incident(ticket: Ticket, now: int) -> dict[str, Any]:
    return {
        "place": ticket.place, "category": ticket.category, "urgency": ticket.urgency, "stage": ticket.stage,
        "seat": ticket.district or ticket.lead or ticket.seat, "due": ticket.limit, "opened": ticket.opened,
        "overdue": 0 < ticket.limit < now, "light": ticket.light, "event": ticket.event != "", "merged": ticket.merged,
    }  # fmt: skip


def _crews(parts: Parts) -> dict[str, dict[str, Any]]:
    out = list(parts.tickets.crews.items())[-SHOWN_CREWS:]
    return {
        unit: {"ticket": number, "place": place, "state": state, "since": since} | parts.recipe.point(place)
        for unit, (number, place, state, since) in out
    }


def _injects(parts: Parts) -> dict[str, dict[str, Any]]:
    """The injects that were released; what is still to come is not for everybody's eyes."""
    rows = parts.staging.rows
    return {
        name: {
            "state": inject.state, "at": inject.released, "shown": len(inject.shown),
            "zh": rows[name].title.zh if name in rows else name, "en": rows[name].title.en if name in rows else name,
        }
        for name, inject in parts.staging.injects.items()
        if inject.released >= 0
    }  # fmt: skip


def _people(parts: Parts) -> dict[str, int]:
    water = parts.water
    return {
        "trapped": sum(sum(point.trapped) for point in water.points.values()),
        "freed": water.freed,
        "cars": water.cars,
        "moved": water.moved,
        "households": sum(water.households.values()),
    }
