"""What lies at a path, said as the system itself would: no such file, a folder where a file should be.

A drill's folder stands for its journal, as ``run`` and ``programme`` write it.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

JOURNAL = "journal.jsonl.zst"
"""What a journal is called in its drill's folder."""


def a_file(path: Path) -> Path:
    """The path of a file; FileNotFoundError or IsADirectoryError for anything else."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return path


def a_journal(path: Path) -> Path:
    """The path of a journal, or that of the journal in a drill's folder; errors as ``a_file``."""
    inside = path / JOURNAL
    return inside if inside.is_file() else a_file(path)
