"""The facts of a running drill, kept small: packed by the thousand, read again block by block.

A drill of hours has a hundred thousand facts; pages ask for the story of one ticket among them. Packed, a fact takes
about 15 bytes of memory. Blocks are only ever added, so another thread may read while the drill goes on.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator

import zstandard

from command_center.facts import Fact
from command_center.journal import BLOCK, decode_facts, encode_facts


class Kept:
    """All facts of a drill so far."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._chain: list[bytes] = [b""]  # running digest before block 0, 1, ...
        self._tail: list[Fact] = []
        self._packer = zstandard.ZstdCompressor(level=1)
        self._lock = threading.Lock()  # held where blocks and tail change or are looked at together

    def __len__(self) -> int:
        with self._lock:
            return len(self._blocks) * BLOCK + len(self._tail)

    def extend(self, facts: list[Fact]) -> None:
        """Add facts, which the caller may forget."""
        with self._lock:
            self._tail += facts
            while len(self._tail) >= BLOCK:
                self._pack()

    def _pack(self) -> None:
        lines = encode_facts(self._tail[:BLOCK])
        self._chain.append(hashlib.sha256(self._chain[-1] + hashlib.sha256(lines).digest()).digest())
        self._blocks.append(self._packer.compress(lines))
        self._tail = self._tail[BLOCK:]

    def blocks(self) -> Iterator[list[Fact]]:
        """The facts so far, 1,000 at a time."""
        with self._lock:
            blocks, tail = self._blocks[:], self._tail[:]
        unpack = zstandard.ZstdDecompressor().decompress
        for block in blocks:
            yield decode_facts(unpack(block))
        if tail:
            yield tail

    def __iter__(self) -> Iterator[Fact]:
        for block in self.blocks():
            yield from block

    def facts(self, first: int = 0, last: int | None = None) -> Iterator[Fact]:
        """The facts numbered ``first`` up to, not including, ``last``; only their blocks are unpacked."""
        with self._lock:
            blocks, tail = self._blocks[:], self._tail[:]
        last = len(blocks) * BLOCK + len(tail) if last is None else last
        unpack = zstandard.ZstdDecompressor().decompress
        for number in range(first // BLOCK, -(-last // BLOCK)):
            block = decode_facts(unpack(blocks[number])) if number < len(blocks) else tail
            origin = number * BLOCK
            yield from block[max(first - origin, 0) : last - origin]

    def digest(self, count: int) -> str:
        """The identity of the first ``count`` facts (hex); ValueError where there are fewer."""
        if count > len(self):
            raise ValueError(f"there are {len(self)} facts, not {count}")
        whole, part = divmod(count, BLOCK)
        rest = self._tail
        if whole < len(self._blocks) and part:
            rest = decode_facts(zstandard.ZstdDecompressor().decompress(self._blocks[whole]))
        lines = encode_facts(rest[:part]) if part else b""
        return hashlib.sha256(self._chain[whole] + hashlib.sha256(lines).digest()).hexdigest()
