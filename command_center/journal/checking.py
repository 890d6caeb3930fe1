"""Checking a journal: is every byte the one that was written, and if not, in which part of the file?

Each frame is compared with what its own header says and with what the next frame says about it. Where two
neighbours contradict each other, the one whose own successor vouches for it is believed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from command_center.journal.form import (
    BLOCK,
    UNREADABLE,
    BlockHeader,
    DamageError,
    Foot,
    Frames,
    Root,
    divide,
    foot_frame,
    line_of,
    read_head,
)


def verify(path: str | Path, root: str | None = None) -> list[str]:
    """What is wrong with a journal; an empty list means it is whole.

    Each finding opens with the part it is about: ``head``, ``block 3``, ``foot``, or ``block 3 or foot`` where the
    bytes do not tell. With ``root`` (hex) the journal must also be the one that root was printed for.
    """
    try:
        with Frames(Path(path)) as frames:
            return _Check(frames).run(root)
    except OSError as error:
        return [f"head: the file cannot be read: {error.strerror}"]


class _Check:
    """One walk through a file, from head to foot."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._found: dict[str, str] = {}  # the first finding for each part
        self._root: Root | None = None
        self._next = 1  # number of the block expected next
        self._unreadable = 0  # frames since the last readable one that may or may not have been blocks
        self._last_count = BLOCK
        self._facts = 0
        self._before = ""  # hash of the frame before
        self._contradicted: list[int] = []  # blocks whose header records another frame before them
        self._foot_seen = False
        self._foot: Foot | None = None

    def run(self, root: str | None) -> list[str]:
        try:
            for offset, size in self._frames.spans():
                self._frame(self._frames.at(offset, size))
            self._end()
        except DamageError as problem:
            self._damaged(self._frames.at(problem.offset, 64), str(problem))
        self._settle_contradictions()
        if root is not None and not self._found and self._foot and self._foot.root != root.strip().lower():
            self._find("foot", f"its root is {self._foot.root}, not {root}: this is another journal")
        return [f"{part}: {what}" for part, what in self._found.items()]

    def _find(self, part: str, what: str) -> None:
        self._found.setdefault(part, what)

    def _frame(self, stored: bytes) -> None:
        if self._foot_seen:
            self._find("foot", "more follows it, perhaps a second journal")
            return
        try:
            self._text(stored, self._frames.plain(stored))
        except DamageError as problem:
            self._damaged(stored[:64], str(problem))
        self._before = self._frames.hash(stored)

    def _text(self, stored: bytes, plain: bytes) -> None:
        header, lines = divide(plain)
        if header.startswith(b'{"block":'):
            self._block(header, lines)
        elif header.startswith(b'{"foot":'):
            self._foot_frame(stored, plain)
        elif self._before:
            raise DamageError("is damaged: it begins with no header of a block")
        else:
            self._head(header, lines)

    def _damaged(self, opening: bytes, what: str) -> None:
        part = self._part(opening)
        self._find(part, what)
        if part == "foot":
            self._foot_seen = True
        elif part != "head":
            self._unreadable += 1

    def _part(self, opening: bytes) -> str:
        """Which part stands at an unreadable place, judged by how it opens: a foot is stored as it reads."""
        number = self._next + self._unreadable
        if self._foot_seen:
            return "foot"
        if not self._before:
            return "head"
        if self._last_count < BLOCK or b'"foot":' in opening[:40] or b'"status":' in opening[:48]:
            return "foot"
        return f"block {number}" if len(opening) > 48 else f"block {number} or foot"

    def _head(self, header: bytes, lines: bytes) -> None:
        read_head(header)
        if lines:
            raise DamageError("is damaged: more than one line stands in it")
        self._root = Root(header)

    def _block(self, header: bytes, lines: bytes) -> None:
        try:
            claim = msgspec.json.decode(header, type=BlockHeader)
        except UNREADABLE:
            raise DamageError("is damaged: its header cannot be read") from None
        part = f"block {claim.block}"
        if not self._in_order(claim):
            return
        digest = hashlib.sha256(lines)
        if digest.hexdigest() != claim.lines:
            self._find(part, "is damaged: its facts are not those its header records")
        elif line_of(claim) != header or (claim.first, claim.count) != ((claim.block - 1) * BLOCK, lines.count(b"\n")):
            self._find(part, "is damaged: its header does not fit its facts")
        if claim.before != self._before:
            self._contradicted.append(claim.block)
        self._count(claim, digest.digest(), lines.count(b"\n"))

    def _count(self, claim: BlockHeader, digest: bytes, count: int) -> None:
        if self._last_count != BLOCK and claim.block > 1:
            self._find(f"block {claim.block - 1}", f"is damaged: it holds {self._last_count} facts, not {BLOCK}")
        if self._root is not None:
            self._root.add(digest)
        self._facts += count
        self._next, self._unreadable = claim.block + 1, 0
        self._last_count = BLOCK if f"block {claim.block}" in self._found else count  # a damaged count tells nothing

    def _in_order(self, claim: BlockHeader) -> bool:
        """Whether the block is the next one; if not, what is missing or out of place is said."""
        expected = range(self._next, self._next + self._unreadable + 1)
        if not self._before:
            self._find("head", f"is missing: the file begins with block {claim.block}")
        if claim.block < self._next:
            self._find(f"block {claim.block}", f"is repeated or moved: it stands where block {self._next} should be")
            return False
        if claim.block in expected:
            return True
        last = claim.block - 1
        self._find(f"block {self._next}", f"is missing: block {claim.block} stands in its place")
        self._next, self._unreadable, self._last_count = last + 2, 0, BLOCK
        return False

    def _foot_frame(self, stored: bytes, plain: bytes) -> None:
        try:
            self._foot = claim = msgspec.json.decode(plain, type=Foot)
        except UNREADABLE:
            raise DamageError("is damaged: it cannot be read") from None
        self._foot_seen = True
        if not self._before:
            self._find("head", "is missing: the file begins with the foot")
        if foot_frame(claim, self._frames.compressed) != stored:
            self._find("foot", "is damaged: it is not stored in the one way a foot can be stored")
        if claim.before == self._before:
            self._compare(claim)
        elif claim.blocks >= self._next + self._unreadable:
            self._find(f"block {self._next + self._unreadable}", f"is missing: the foot counts {claim.blocks} blocks")
        else:
            self._contradicted.append(self._next)

    def _compare(self, claim: Foot) -> None:
        if self._found or self._contradicted:
            return  # what was found before explains every difference
        blocks = self._next - 1
        if self._root is None or claim.root != self._root.hex(claim.status, self._facts, blocks):
            self._find("foot", "is damaged: its root is not that of the facts before it")
        elif (claim.facts, claim.blocks) != (self._facts, blocks):
            self._find("foot", f"is damaged: it does not count {self._facts} facts in {blocks} blocks")

    def _end(self) -> None:
        if not self._before:
            self._find("head", "is missing: the file is empty")
        elif not self._foot_seen:
            after = f"block {self._next - 1}" if self._next > 1 else "the head"
            self._find("foot", f"is missing after {after}: the journal is unfinished or was cut off")

    def _settle_contradictions(self) -> None:
        """Name the frame whose bytes the next one does not know, unless that next one is itself contradicted."""
        for number in self._contradicted:
            if number + 1 in self._contradicted:
                continue
            part = f"block {number - 1}" if number > 1 else "head"
            if part not in self._found:
                by_foot = " or foot" if number == self._next and self._foot_seen else ""
                self._find(part + by_foot, "is damaged: the bytes stored are not those the next part records")
