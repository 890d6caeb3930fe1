"""The scores of a drill while it goes on: only facts that are new since the last question are folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from command_center.facts import Fact
from command_center.folds.scores import Scores
from command_center.plan.maturity import MaturityPlan


class Pages(Protocol):
    """Facts by number, only those asked for being read."""

    def __len__(self) -> int:
        """How many facts there are."""

    def facts(self, first: int = 0, last: int | None = None) -> Iterable[Fact]:
        """The facts numbered ``first`` up to, not including, ``last``."""


class LiveScores:
    """Scores that follow a drill. Ask from one thread at a time."""

    def __init__(self, maturity: MaturityPlan, digest: str, pages: Callable[[], Pages]) -> None:
        self._maturity = maturity
        self._digest = digest
        self._pages = pages
        self._scores = Scores()
        self._eaten = 0
        self._told = b""

    def sheet(self) -> bytes:
        """The score sheet as JSON, as of the latest fact."""
        pages = self._pages()
        count = len(pages)
        if count != self._eaten or not self._told:
            self._scores.extend(pages.facts(self._eaten, count))
            self._eaten = count
            self._told = msgspec.json.encode(self._scores.sheet(self._maturity, digest=self._digest))
        return self._told
