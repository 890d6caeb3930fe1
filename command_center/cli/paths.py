"""What lies at a path, said as the system itself would: no such file, a folder where a file should be."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def a_file(path: Path) -> Path:
    """The path of a file; FileNotFoundError or IsADirectoryError for anything else."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return path
