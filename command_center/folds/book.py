"""What the books of scores share: they write one drill's record, and say each counted case to who listens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.drill_record import Case, DrillRecord, Listener


class Book:
    """Base of the books. ``record`` is the drill's; with a listener every case is told besides being counted."""

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self.record = DrillRecord()

    def open(self, record: DrillRecord) -> None:
        """A drill begins."""
        self.record = record

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        raise NotImplementedError

    def settle(self, now: int) -> None:
        """Count into the record what is still open at ``now``; nothing but the record changes."""

    def judge(
        self, name: str, verdict: float | None, subject: Any, times: tuple[int, ...], facts: tuple[int, ...]
    ) -> None:
        """A case of a share: count it unless the verdict is None.

        ``subject`` is a ticket's number, or the words of its name, which are put together only for who listens.
        """
        self.count(name, verdict)
        if self._listener is not None and verdict is not None:
            self._tell(name, verdict > 0, float(verdict), subject, times, facts)

    def count(self, name: str, verdict: float | None) -> None:
        """Count a case without telling it: where nobody listens, what ``judge`` would tell need not be put together."""
        if verdict is not None:
            share = self.record.shares[name]
            share[0] += verdict
            share[1] += 1

    def measure(self, name: str, ms: int | None, subject: Any, times: tuple[int, ...], facts: tuple[int, ...]) -> None:
        """A time: keep it unless it is None."""
        if ms is None:
            return
        self.record.samples[name].add(ms)
        if self._listener is not None:
            self._tell(name, True, float(ms), subject, times, facts)

    def _tell(
        self, name: str, counted: bool, value: float, subject: Any, times: tuple[int, ...], facts: tuple[int, ...]
    ) -> None:
        assert self._listener is not None
        about = f"ticket {subject}" if isinstance(subject, int) else " ".join(map(str, subject))
        self._listener(Case(name, self.record.root, about, counted, value, times, facts))
