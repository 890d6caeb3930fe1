"""Logs of lines that outlive a crash: each line proves itself whole, and a torn last line is recognised and named.

A line is one JSON object whose last member ``crc`` is the CRC-32 (eight hexadecimal digits) of the bytes before it.
A process that dies while it writes leaves at most one torn line, at the end; it was never acknowledged, so it is cut
off. A bad line anywhere else is damage, and nobody plays on from a damaged log.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

_SEAL = b',"crc":"'
_SEALED = len(_SEAL) + 8 + len(b'"}')

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(dict[str, Any])


class LogDamage(Exception):
    """A line in the middle of a log is not as it was written; the text names file and line."""


class Lines(NamedTuple):
    """What stands in a log: its whole lines, how many bytes they take, and how many bytes of a torn line follow."""

    values: list[dict[str, Any]]
    size: int
    torn: int


def sealed(value: dict[str, Any]) -> bytes:
    """A line: the object as JSON with its checksum, and a newline."""
    body = _encoder.encode(value)[:-1]
    return b"%b%b%08x" % (body, _SEAL, zlib.crc32(body)) + b'"}\n'


def opened(line: bytes) -> dict[str, Any] | None:
    """The object of a line without its newline; None where the line is not as it was written."""
    body, seal = line[:-_SEALED], line[-_SEALED:]
    if seal != b'%b%08x"}' % (_SEAL, zlib.crc32(body)):
        return None
    try:
        return _decoder.decode(body + b"}")
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def read(path: Path) -> Lines:
    """Every whole line of a log, which need not exist; LogDamage where a line before the last is none."""
    data = path.read_bytes() if path.exists() else b""
    values: list[dict[str, Any]] = []
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        value = None if end < 0 else opened(data[start:end])
        if value is None:
            return Lines(values, start, _torn(path, data, start, end, len(values) + 1))
        values.append(value)
        start = end + 1
    return Lines(values, start, 0)


def _torn(path: Path, data: bytes, start: int, end: int, number: int) -> int:
    """How many bytes a torn last line has; LogDamage where whole lines follow it."""
    rest = data[start:] if end < 0 else data[end + 1 :]
    if end >= 0 and any(opened(line) is not None for line in rest.split(b"\n")):
        raise LogDamage(f"{path}: line {number} is damaged; a copy of the file from before would be right")
    return len(data) - start


class Log:
    """A log to be added to; what an earlier process left torn at its end is cut off when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        found = read(path)
        self.values = found.values
        self.torn = found.torn
        new = not path.exists()
        self._size = found.size
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.ftruncate(self._file, found.size)
        os.lseek(self._file, found.size, os.SEEK_SET)
        if new:
            sync_folder(path.parent)

    def write(self, values: Sequence[dict[str, Any]]) -> None:
        """Add lines, whole or not at all; they are durable after ``sync``. OSError where the disk takes no more.

        LogDamage where what was written of them cannot be taken back.
        """
        data = b"".join(sealed(value) for value in values)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._file, left) :]
        except OSError:
            self._cut(self._size)
            raise
        self._size += len(data)

    def add(self, values: Sequence[dict[str, Any]]) -> None:
        """Add lines and wait until they are on the disk; OSError and LogDamage as of ``write``: then none stands there.

        Whoever is told that it failed may ask again, so a line that is in the file but not durable has to go.
        """
        before = self._size
        self.write(values)
        try:
            self.sync()
        except OSError:
            self._cut(before)
            raise

    def _cut(self, size: int) -> None:
        try:
            os.ftruncate(self._file, size)
            os.lseek(self._file, size, os.SEEK_SET)
        except OSError as error:
            raise LogDamage(f"{self.path}: lines that were refused cannot be taken back: {error.strerror}") from error
        self._size = size
        with suppress(OSError):  # the disk may still be in trouble; a later sync makes the cut durable
            os.fsync(self._file)

    def keep(self, wanted: Callable[[dict[str, Any]], object]) -> None:
        """Leave out every line that is not wanted any more, durably; OSError where the disk takes no more."""
        data = b"".join(sealed(value) for value in read(self.path).values if wanted(value))
        put(self.path, data)
        os.close(self._file)
        self._file = -1  # should the next line fail, nothing is written to the file that was replaced
        self._file = os.open(self.path, os.O_WRONLY)
        self._size = os.lseek(self._file, 0, os.SEEK_END)

    def sync(self) -> None:
        """Wait until everything written is on the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        """Make what was written durable and let go of the file."""
        if self._file >= 0:
            file, self._file = self._file, -1
            try:
                os.fsync(file)
            finally:
                os.close(file)


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file durably, whole or not at all."""
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
