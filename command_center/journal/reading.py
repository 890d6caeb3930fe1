"""Reading a finished journal, block by block.

What is read is checked on the way: a block's lines against its header, its header against the frame before it, and
whoever reads all blocks gets no end but that of a whole journal, since count and root of the foot must fit. Only where
something does not, ``verify`` walks through the file to name the part.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from command_center.facts import KINDS, DrillStarted, Fact, fields_of
from command_center.journal.checking import verify
from command_center.journal.form import (
    BLOCK,
    UNREADABLE,
    BlockHeader,
    DamageError,
    Foot,
    Frames,
    JournalError,
    Root,
    divide,
    encoder,
    foot_frame,
    hex_digest,
    line_of,
    read_head,
)


class Journal:
    """A finished journal, read block by block: memory stays flat however long it is."""

    def __init__(self, path: Path, opening: bytes, foot: Foot, spans: list[tuple[int, int]]) -> None:
        self.path = path
        self.head = read_head(opening)
        self.status = foot.status
        self.root = foot.root
        self.count = foot.facts
        self._opening = opening
        self._foot = foot
        self._spans = spans  # of the head, then of each block

    @classmethod
    def open(cls, path: str | Path) -> Journal:
        """Find head, foot and the places of the blocks; JournalError for what is no finished journal."""
        path = Path(path)
        try:
            with Frames(path) as frames:
                return cls._read(path, frames)
        except OSError as error:
            raise JournalError(f"{path}: cannot be read: {error.strerror}") from error
        except DamageError as problem:
            raise JournalError(f"{path}: {problem}") from None

    @classmethod
    def _read(cls, path: Path, frames: Frames) -> Journal:
        spans = frames.spans()
        try:
            first = next(spans)
            opening = frames.plain(frames.at(*first))
        except (DamageError, StopIteration):
            raise DamageError("this is not a command-center journal") from None
        read_head(opening)
        try:
            index = list(spans)
            stored = frames.at(*index[-1])
            foot = msgspec.json.decode(frames.plain(stored), type=Foot)
        except (DamageError, IndexError, *UNREADABLE):
            raise DamageError("the journal is unfinished or damaged: it has no foot") from None
        if not foot.blocks == -(-foot.facts // BLOCK) == len(index) - 1:
            raise DamageError(f"the foot counts {foot.blocks} blocks, the file has {len(index) - 1}; verify says more")
        if foot_frame(foot, frames.compressed) != stored:
            raise DamageError("foot: is damaged: it is not stored in the one way a foot can be stored")
        return cls(path, opening, foot, [first, *index[:-1]])

    @functools.cached_property
    def started(self) -> DrillStarted:
        """The first fact: the recipe."""
        first = next(self.facts(0, 1), None)
        if not isinstance(first, DrillStarted):
            raise JournalError(f"{self.path}: block 1: the first fact is not drill_started")
        return first

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Fact]:
        return self.facts()

    def facts(self, first: int = 0, last: int | None = None) -> Iterator[Fact]:
        """The facts numbered ``first`` up to, not including, ``last``; only their blocks are read."""
        last = self.count if last is None else min(last, self.count)
        if first >= last:
            return
        start = max(first, 0)
        for number, block in enumerate(self._blocks(start // BLOCK, -(-last // BLOCK)), start // BLOCK):
            origin = number * BLOCK
            yield from block[max(start - origin, 0) : last - origin]

    def blocks(self) -> Iterator[list[Fact]]:
        """The facts block by block, 1,000 at a time."""
        return self._blocks(0, self._foot.blocks)

    def _blocks(self, first: int, last: int) -> Iterator[list[Fact]]:
        self._check_fields()
        with Frames(self.path) as frames:
            before = frames.hash(frames.at(*self._spans[first]))  # of the head, or of the block before
            root = Root(self._opening)
            for index in range(first, last):
                stored = frames.at(*self._spans[index + 1])
                try:
                    header, facts = self._decode(frames.plain(stored), index)
                except DamageError as problem:
                    raise JournalError(f"{self.path}: block {index + 1} {problem}") from None
                self._hold(header.before == before)
                root.add(bytes.fromhex(header.lines))
                before = frames.hash(stored)
                yield facts
        if last == self._foot.blocks:
            self._hold(self._foot.before == before)
            self._hold(first > 0 or self.root == root.hex(self.status, self.count, last))

    def _hold(self, fits: bool) -> None:
        """JournalError naming the damaged part, where two parts of the journal do not fit."""
        if not fits:
            found = [*verify(self.path), "the journal is damaged: its parts do not fit"]
            raise JournalError(f"{self.path}: {found[0]}")

    def _decode(self, plain: bytes, index: int) -> tuple[BlockHeader, list[Fact]]:
        header_line, lines = divide(plain)
        try:
            header = msgspec.json.decode(header_line, type=BlockHeader)
        except UNREADABLE:
            raise DamageError("is damaged: its header cannot be read") from None
        if (header.block, header.first) != (index + 1, index * BLOCK) or header.lines != hex_digest(lines):
            raise DamageError("is damaged: it does not hold what its header records")
        if line_of(header) != header_line:
            raise DamageError("is damaged: its header does not fit its facts")
        try:
            facts = decode_facts(lines)
        except UNREADABLE:
            raise DamageError(_first_strange(lines)) from None
        if not len(facts) == header.count == min(BLOCK, self.count - header.first):
            raise DamageError("is damaged: it does not hold as many facts as head and foot record")
        return header, facts

    def _check_fields(self) -> None:
        """An array is read by position, so a kind that this program knows must have its fields in this order."""
        for kind, fields in self.head.kinds.items():
            if kind in KINDS and tuple(fields) != fields_of(KINDS[kind]):
                raise JournalError(
                    f"{self.path}: head: {kind} has other fields here than in this version of the program"
                )


def decode_facts(lines: bytes) -> list[Fact]:
    """The facts in lines as a journal keeps them, one array a line; msgspec's errors for what is none."""
    facts: list[Fact] = _decoder().decode_lines(lines)
    return facts


def encode_facts(facts: list[Fact]) -> bytes:
    """Facts as lines, the way a journal keeps them; ``decode_facts`` reads them again."""
    return encoder.encode_lines(facts)


@functools.cache
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(functools.reduce(operator.or_, KINDS.values()))


def _first_strange(lines: bytes) -> str:
    """Why a block's facts cannot be decoded: the first line that does not fit."""
    for number, line in enumerate(lines.split(b"\n"), 1):
        try:
            _decoder().decode(line)
        except UNREADABLE as error:
            kind = line[2:].split(b'"', 1)[0].decode(errors="replace")
            return f"has an unknown kind of fact, {kind!r:.60}" if kind not in KINDS else f"line {number}: {error}"
    return "has lines that are no facts"
