"""Large inputs of a drill lie beside its journal, each under its own SHA-256."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from command_center.journal.form import JournalError, hex_digest


def store_input(folder: Path, data: bytes) -> str:
    """Put ``data`` into ``folder/inputs/`` under its SHA-256, whole or not at all, and return that name (hex)."""
    digest = hex_digest(data)
    target = folder / "inputs" / digest
    part = target.with_name(digest + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise JournalError(f"{target}: cannot be written: {error.strerror}") from error
    return digest


def read_input(folder: Path, digest: str) -> bytes:
    """The input stored under ``digest``; JournalError where it is absent or no longer the same bytes."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise JournalError(f"{digest!r:.80} names no input; 64 hexadecimal digits would be right")
    path = folder / "inputs" / digest
    try:
        data = path.read_bytes()
    except OSError as error:
        raise JournalError(f"{path}: this input of the drill cannot be read: {error.strerror}") from error
    if hex_digest(data) != digest:
        raise JournalError(f"{path}: this input was changed: its SHA-256 is {hex_digest(data)}")
    return data
