"""Loaded before all tests: Python keeps its bytecode while they run, also where it is told to keep none.

Without it every process of a test run compiles the project, and rewrites the asserts of all tests, anew: that is more
work than the tests themselves. ``__pycache__`` is in .gitignore.
"""

from __future__ import annotations

import gc
import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end; a collector that does not walk through them each time saves a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
