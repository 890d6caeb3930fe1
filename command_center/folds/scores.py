"""All scores of one drill or many in one pass over their facts: the fold behind ``score``, reports and the wall.

Two laws hold and are tested: within a drill ``fold(a + b)`` equals going on with ``b`` after ``a``; folds of different
drills merge in any order to the same sheet. A fold keeps sums, sorted runs of about two bytes a time, and the tickets
that are not over; it may be asked for its sheet at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Fold, Handler
from command_center.folds.book import Book
from command_center.folds.centre_book import CentreBook
from command_center.folds.drill_record import DrillRecord, Listener
from command_center.folds.flood_book import FloodBook
from command_center.folds.maturity import Ratings, profile_of
from command_center.folds.response import Base, Response1315
from command_center.folds.scoreboard import Scoreboard
from command_center.folds.sheet import Profile, ScoreSheet
from command_center.folds.sheet_parts import sheet_of
from command_center.folds.ticket_book import TicketBook
from command_center.plan.maturity import MaturityPlan
from command_center.plan.programme import Programme

_CHUNK = 4096  # facts taken at a time

EMERGENCY = ("E",)
"""1315 holds for contacts of this urgency."""


Half = Literal["", "board", "books"]
"""Half of the work: the scoreboard, which takes about half of the time, or everything else; empty for all of it."""


class Scores(Fold):
    """The fold. ``base`` says where the clock of 1315's dispatch starts; a listener is told every counted case.

    A fold of one ``half`` of the work is no good by itself: ``joined`` makes a whole of two over the same facts.
    """

    def __init__(self, base: Base = "arrival", listener: Listener | None = None, half: Half = "") -> None:
        self._half = half
        self.board = Scoreboard()
        self.response = Response1315(base, urgencies=EMERGENCY)
        self._books: tuple[Book, ...] = (TicketBook(listener), CentreBook(listener), FloodBook(listener))
        self._past: list[DrillRecord] = []
        self._rows: list[Fact] = []  # that are being taken,
        self._counted = 0  # how many of them were counted,
        self._searched = 0  # and up to where a drill's first fact was found
        self._record = DrillRecord()
        super().__init__()

    # -- folding --------------------------------------------------------------------------------------------------

    def _table(self) -> Mapping[type[Fact], Handler]:
        """One table for all parts, so that a fact is looked up once."""
        books = [self.response.handlers(), *(book.table() for book in self._books)]
        parts = [*([] if self._half == "books" else [self.board.handlers()]), *([] if self._half == "board" else books)]
        kinds = {kind for part in parts for kind in part}
        table = {kind: _chain([part[kind] for part in parts if kind in part]) for kind in kinds}
        return table | {facts.DrillStarted: self._started, facts.DrillEnded: self._ended}

    def _started(self, fact: facts.DrillStarted) -> None:
        place = self._rows.index(fact, self._searched)
        self._counted_up_to(place)
        self._searched = place + 1
        self._close_record()
        self.board.now = self.now
        for part in (self.board, self.response):
            part.apply(fact)
        fresh = self._record.started is None and not self._record.facts
        root = self._record.root if fresh else ""
        self._record = DrillRecord(fact)
        self._record.root = root
        for book in self._books:
            book.open(self._record)

    def _ended(self, fact: facts.DrillEnded) -> None:
        self._record.status = fact.status

    def apply(self, fact: Fact) -> None:
        """Take one fact, in the order of the journal."""
        self._take([fact])

    def extend(self, facts: Iterable[Fact]) -> Scores:
        """Take many facts; the same as ``apply`` on each, faster. A list is best: it is taken as it is."""
        if isinstance(facts, list):
            self._take(facts)
            return self
        rows = iter(facts)
        while chunk := list(islice(rows, _CHUNK)):
            self._take(chunk)
        return self

    def _take(self, rows: list[Fact]) -> None:
        """Take facts. They are counted, and the clock is set, all at once: only a drill's first fact looks at both."""
        self._rows, self._counted, self._searched = rows, 0, 0
        find = self._handlers.get
        for fact in rows:
            handler = find(type(fact))
            if handler is not None:
                handler(fact)
        self._counted_up_to(len(rows))
        self._rows = []

    def _counted_up_to(self, place: int) -> None:
        """The facts before a place have been taken."""
        if place > self._counted:
            self.now = self._rows[place - 1].t
            self._record.facts += place - self._counted
            self._counted = place

    def named(self, root: str) -> Scores:
        """Say the root of the journal whose facts were folded last, or, before any fact, of the one to come."""
        self._record.root = root
        return self

    # -- reading --------------------------------------------------------------------------------------------------

    def _close_record(self) -> None:
        if self._record.started is not None or self._record.facts:
            self._past.append(self._settled())

    def _settled(self) -> DrillRecord:
        """A copy of the running drill's record with everything open counted as of the latest fact."""
        live = self._record
        settled = live.copy()
        settled.end = self.now
        for book in self._books:
            book.record = settled
            book.settle(self.now)
            book.record = live
        return settled

    def records(self) -> list[DrillRecord]:
        """The records of all drills, settled, in an order that does not depend on that of folding."""
        running = self._record.started is not None or self._record.facts
        return sorted([*self._past, *([self._settled()] if running else [])], key=DrillRecord.key)

    def merge(self, other: Scores) -> Scores:
        """A new fold over the drills of both, with the books of both closed; neither is changed."""
        both = Scores(self.response.base)
        self.board.now, other.board.now = self.now, other.now
        both.board = self.board.merge(other.board)
        both.response = self.response.merge(other.response)
        both._past = [*self.records(), *other.records()]
        both._handlers = both._table()
        return both

    def joined(self, books: Scores) -> Scores:
        """The whole of two halves over the same drill: the board of this one, everything else of the other."""
        whole = Scores(books.response.base)
        self.board.now = self.now
        whole.board, whole.response, whole._past, whole.now = self.board, books.response, books.records(), books.now
        whole._handlers = whole._table()
        return whole

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_handlers"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._handlers = self._table()

    def sheet(
        self, plan: MaturityPlan, programme: Programme | None = None, ratings: Ratings | None = None, digest: str = ""
    ) -> ScoreSheet:
        """All scores as of the latest fact.

        Without the programme A4, A5 and the gates that read it are not rated; ``ratings`` says which drills people
        played at speed 1, without which C5 is not rated, and what they rated. ``digest`` is that of the maturity file.
        """
        self.board.now = self.now
        records = self.records()
        profile = profile_of(records, plan, programme, ratings)
        return sheet_of(records, self.board, self.response, plan, profile, digest, ratings)

    def profile(
        self, plan: MaturityPlan, programme: Programme | None = None, ratings: Ratings | None = None
    ) -> Profile:
        """The maturity profile of the sheet as of the latest fact: of the two halves the books are enough for it."""
        return profile_of(self.records(), plan, programme, ratings)

    def to_dict(self) -> dict[str, Any]:
        """The sums of all drills as plain values (the sheet wants a maturity plan)."""
        return {"drills": [_plain(record) for record in self.records()]}


def _plain(record: DrillRecord) -> dict[str, Any]:
    return {
        "root": record.root,
        "scenario": record.scenario,
        "facts": record.facts,
        "shares": {name: list(share) for name, share in sorted(record.shares.items())},
        "times": {name: samples.percentiles(50, 95) for name, samples in sorted(record.samples.items())},
    }


def _chain(handlers: Sequence[Handler]) -> Handler:
    """One handler that calls them all, in their order."""
    first, *others = handlers
    if not others:
        return first
    rest = _chain(others)

    def call(fact: Any) -> None:
        first(fact)
        rest(fact)

    return call
