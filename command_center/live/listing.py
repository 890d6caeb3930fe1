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
    started = any(line["kind"] == "pace" for line in lines)
    return brief(folder, "paused" if started else "ready", moments[-1] if moments else 0, "")
