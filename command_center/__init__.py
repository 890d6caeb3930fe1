"""A drill simulator for city command centres: play a recipe into a journal of facts, and fold the journal.

>>> from command_center import load, run, Journal          # doctest: +SKIP
>>> scenario, roster = load("mini-hotline")                # doctest: +SKIP
>>> result = run(scenario, roster=roster, out="drills/x")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from command_center import version

if TYPE_CHECKING:
    from command_center.journal import Journal as Journal
    from command_center.plan.loading import load as load
    from command_center.play import Result as Result
    from command_center.play import run as run

__version__ = version.VERSION
__all__ = ["Journal", "Result", "__version__", "load", "run"]

_WHERE = {
    "Journal": "command_center.journal",
    "Result": "command_center.play",
    "load": "command_center.plan.loading",
    "run": "command_center.play",
}


def __getattr__(name: str) -> Any:
    """The face is put on when it is first looked at, so that importing the package costs nothing."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)
