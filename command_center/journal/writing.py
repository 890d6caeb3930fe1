"""Writing a journal: the hot path of every drill that keeps one."""

from __future__ import annotations

import contextlib
import hashlib
import os
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
    head_line,
    hex_digest,
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
        self._pending: list[Fact] = []
        self._blocks = 0
        self._over = False
        self._before = ""  # hash of the frame before, as stored
        head = head_line()
        self._chain = Root(head)
        self._file = self._create()
        self._store(head)

    def extend(self, facts: list[Fact]) -> None:
        """Add facts; whole blocks leave at once, fewer than 1,000 wait for more. Exactly 1,000 a call is fastest."""
        if self._over:
            raise JournalError(f"{self._path}: the journal is closed; nothing can be added")
        if len(facts) == BLOCK and not self._pending:
            self._block(facts)  # exactly one block: nothing to copy or to cut
            return
        self._pending += facts
        if len(self._pending) >= BLOCK:
            self._cut()

    def close(self, status: str) -> str:
        """Write the rest and the foot, put the file in its place, and return the root (hex)."""
        if self._over:
            raise JournalError(f"{self._path}: the journal is already closed")
        if self._pending:
            self._block(self._pending)
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

    def _cut(self) -> None:
        pending = self._pending
        whole = len(pending) - len(pending) % BLOCK
        for start in range(0, whole, BLOCK):
            self._block(pending[start : start + BLOCK])
        del pending[:whole]

    def _block(self, facts: list[Fact]) -> None:
        lines = encoder.encode_lines(facts)
        digest = hashlib.sha256(lines)
        self._chain.add(digest.digest())
        self._blocks += 1
        if self._file is not None:
            self._store(
                line_of(BlockHeader(self._blocks, self.count, len(facts), self._before, digest.hexdigest())), lines
            )
        self.count += len(facts)

    def _store(self, header: bytes, lines: bytes = b"") -> None:
        if self._file is None:
            return
        text = header + lines
        if len(text) > LARGEST:
            self.abort()
            raise JournalError(f"{self._path}: block {self._blocks} has {len(text)} bytes; at most {LARGEST} fit")
        stored = text if self._compressor is None else self._compressor.compress(text)
        self._before = hex_digest(stored)
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
