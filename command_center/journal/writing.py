"""Writing a journal: the hot path of every drill that keeps one."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import zstandard

from command_center.facts import Fact
from command_center.journal.form import (
    BLOCK,
    LARGEST,
    BlockHeader,
    Foot,
    JournalError,
    Root,
    encoder,
    foot_frame,
    frame_hash,
    head_line,
    line_of,
)

_PACKING = zstandard.ZstdCompressionParameters(
    # What level 1 is for a block of facts, but for min_match: repeats in such lines are long, and looking for none
    # under seven bytes takes a sixth less time and makes the file smaller. Higher levels take many times as long.
    window_log=17, hash_log=13, chain_log=12, search_log=1, min_match=7, target_length=0,
    strategy=zstandard.STRATEGY_FAST, write_checksum=False, write_content_size=True,
)  # fmt: skip


class JournalWriter:
    """Writes facts as they come to ``NAME.part`` and gives the file its name when it is closed.

    With ``path`` None nothing is written and only the root is made. As a context manager it removes the
    unfinished file unless ``close`` was reached.
    """

    def __init__(self, path: Path | None, *, compress: bool = True) -> None:
        self.count = 0
        self.root = ""
        self._path = path
        self._part = None if path is None else path.with_name(path.name + ".part")
        self._compressor = self._new_compressor() if compress and path is not None else None
        self._blocks = 0
        self._held = 0  # facts of the block that is being filled
        self._lines: list[bytes] = []  # their lines
        self._digest = hashlib.sha256()  # of those lines
        self._over = False
        self._before = ""  # hash of the frame before
        head = head_line()
        self._chain = Root(head)
        self._file = self._create()
        self._store(head)

    def extend(self, facts: list[Fact]) -> None:
        """Add facts: they become lines at once, while they are fresh in the processor; whole blocks leave."""
        if self._over:
            raise JournalError(f"{self._path}: the journal is closed; nothing can be added")
        start = 0
        while start < len(facts):
            some = facts[start : start + BLOCK - self._held]
            start += len(some)
            self._add(some)

    def close(self, status: str) -> str:
        """Write the rest and the foot, put the file in its place, and return the root (hex)."""
        if self._over:
            raise JournalError(f"{self._path}: the journal is already closed")
        if self._held:
            self._end_block()
        self.root = self._chain.hex(status, self.count, self._blocks)
        if self._file is not None:
            foot = Foot(True, status, self.count, self._blocks, self._before, self.root)
            self._write(foot_frame(foot, self._compressor is not None))
            self._put_in_place()
        self._over = True
        return self.root

    def abort(self) -> None:
        """Leave nothing behind; after ``close`` this does nothing."""
        if self._over:
            return
        self._over = True
        if self._file is not None:
            with contextlib.suppress(OSError):  # a full disk refuses the buffered rest once more
                self._file.close()
        if self._part is not None:
            self._part.unlink(missing_ok=True)

    def __enter__(self) -> JournalWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

    @staticmethod
    def _new_compressor() -> zstandard.ZstdCompressor:
        return zstandard.ZstdCompressor(compression_params=_PACKING)

    def _create(self) -> BinaryIO | None:
        try:
            return None if self._part is None else self._part.open("wb")
        except OSError as error:
            raise JournalError(f"{self._path}: cannot be written: {error.strerror}") from error

    def _add(self, facts: list[Fact]) -> None:
        """Add facts that fit into the block."""
        lines = encoder.encode_lines(facts)
        self._lines.append(lines)
        self._digest.update(lines)
        self._held += len(facts)
        self.count += len(facts)
        if self._held == BLOCK:
            self._end_block()

    def _end_block(self) -> None:
        self._blocks += 1
        self._chain.add(self._digest.digest())
        if self._file is not None:
            first, digest = self.count - self._held, self._digest.hexdigest()
            self._store(line_of(BlockHeader(self._blocks, first, self._held, self._before, digest)), self._lines)
        self._held, self._lines, self._digest = 0, [], hashlib.sha256()

    def _store(self, first_line: bytes, lines: Sequence[bytes] = ()) -> None:
        if self._file is None:
            return
        text = b"".join((first_line, *lines))
        if len(text) > LARGEST:
            self.abort()
            raise JournalError(f"{self._path}: block {self._blocks} has {len(text)} bytes; at most {LARGEST} fit")
        stored = text if self._compressor is None else self._compressor.compress(text)
        self._before = frame_hash(stored, first_line, self._compressor is not None)
        self._write(stored)

    def _write(self, stored: bytes) -> None:
        assert self._file is not None
        try:
            self._file.write(stored)
        except OSError as error:
            self._fail(error)

    def _put_in_place(self) -> None:
        assert self._file is not None
        assert self._part is not None
        assert self._path is not None
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._path)
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        self.abort()
        raise JournalError(f"{self._path}: cannot be written: {error.strerror}") from error
