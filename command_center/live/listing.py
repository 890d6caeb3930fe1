"""A drill as the list of drills tells it, also where it is not open."""

from __future__ import annotations

from typing import Any

from command_center.journal import Journal, JournalError
from command_center.live.lines import LogDamage, read
from command_center.live.storage import Folder


def brief(folder: Folder, state: str, now: int, root: str) -> dict[str, Any]:
    """A drill in a list."""
    head = folder.head
    return {
        "id": head.id, "title": head.title, "scenario": head.scenario, "roster": head.roster, "seed": head.seed,
        "staffing": head.staffing, "state": state, "now": now, "end": head.end, "root": root, "parent": head.parent,
    }  # fmt: skip


def brief_of_closed(folder: Folder) -> dict[str, Any]:
    """A drill that is not open, as far as its folder tells."""
    if folder.journal.exists():
        try:
            return brief(folder, "ended", folder.head.end, Journal.open(folder.journal).root)
        except JournalError:
            return brief(folder, "damaged", 0, "")
    try:
        lines = read(folder.conduct).values
    except LogDamage:
        return brief(folder, "damaged", 0, "")
    moments = [line["t"] for line in lines if line["kind"] == "moment"]
    ordered = folder.orders.exists() and folder.orders.stat().st_size > 0
    return brief(folder, "paused" if has_begun(lines, ordered) else "ready", moments[-1] if moments else 0, "")


def has_begun(conduct: list[dict[str, Any]], ordered: bool) -> bool:
    """Whether a drill with this conduct log was ever set going, was ordered something or stands anywhere but at 0."""
    paced = any(line["kind"] == "pace" and line["action"] != "speed" for line in conduct)
    return ordered or paced or any(line["kind"] == "moment" and line["t"] > 0 for line in conduct)
