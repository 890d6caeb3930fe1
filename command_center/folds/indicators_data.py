"""Element D 数据治理: one plain function an indicator, from one case to its verdict (see indicators_institution)."""

from __future__ import annotations

ANSWER_MS = 15 * 60_000
"""How soon a data request is to be answered (ad hoc, wartime)."""

SATISFIED = {5: 1.0, 4: 1.0, 3: 0.5, 2: 0.0, 1: 0.0}
"""How much of a satisfied citizen an answer is; 3, basically satisfied, is half of one."""


def d1_mounted(mounted: bool) -> bool:
    """D1: a catalogued resource is mounted and can be called."""
    return mounted


def d2_real_data(feed: str, asked: int, answered: int, now: int) -> bool | None:
    """D2: a request was answered in time by a real source; None for a link without data, or while it still waits."""
    if feed == "link":
        return None
    if answered < 0:
        return False if now - asked > ANSWER_MS else None
    return feed == "real" and answered - asked <= ANSWER_MS


def d3_good_record(feed: str, good: bool) -> bool | None:
    """D3: a real record was complete, valid and fresh."""
    return good if feed == "real" else None


def d4_unlawful_read(feed: str, right: bool, masked: bool) -> bool | None:
    """D4: a real record was read without the right to it, or showed an identity; a refused read shows nothing."""
    return not (right and masked) if feed == "real" else None


def d5_satisfied(satisfaction: int) -> float:
    """D5: how much of a satisfied citizen an answer from 1 to 5 is."""
    return SATISFIED[satisfaction]
