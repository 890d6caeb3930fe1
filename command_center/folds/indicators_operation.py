"""Element B 运行机制: one plain function an indicator, from one case to its verdict (see indicators_institution)."""

from __future__ import annotations

ALL_STEPS = 6

REACH_MS = 30 * 60_000
"""How soon the target grid is to acknowledge."""


def b1_closed_loop(steps_in_order: int, over: bool, limit_passed: bool) -> bool | None:
    """B1: a ticket went through all six steps in order; None while it is open and no limit of it has passed."""
    if over:
        return steps_in_order == ALL_STEPS
    return False if limit_passed else None


def b2_on_time(due: int, closed: int, now: int) -> bool | None:
    """B2: a case was closed by its limit; None without a limit or while it still runs.

    ``due`` is the limit that held when it passed: one that was set after the limit before it had passed does not
    count. ``closed`` and ``due`` are -1 for none; the very millisecond is still on time.
    """
    if due < 0:
        return None
    if closed >= 0:
        return closed <= due
    return False if due < now else None


def b3_switch_time(mode: str, ordered: int, switched: int) -> int | None:
    """B3: ms from the order of wartime to its taking hold; one that never did has lasted until ``switched``."""
    return switched - ordered if mode == "wartime" else None


def b4_hand_over(sent: int, signed: int, wartime: bool) -> int | None:
    """B4: ms from an order sent in wartime to the signature of the department."""
    return signed - sent if wartime else None


def b5_reach(issued: int, acknowledged: int, now: int) -> bool | None:
    """B5: the grid acknowledged within 30 min of the command's issue; None while these still run (-1: not yet)."""
    if acknowledged >= 0:
        return acknowledged - issued <= REACH_MS
    return False if now - issued > REACH_MS else None
