"""How the garbage collector works: it belongs to the whole process, so only the program sets it, never a library."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


def end_at_once() -> None:
    """When the process ends, leave what there is to the system; the collector would take a tenth of a drill over it."""
    atexit.register(gc.freeze)


@contextmanager
def quiet_collector() -> Iterator[None]:
    """Facts and tickets make no cycles: let the garbage collector look less often while a batch runs.

    The collector belongs to the whole process. So only the program does this, never the driver or the folds.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def collector_off() -> Iterator[None]:
    """While a server starts: all that is loaded stays, and looking through it again and again takes a tenth of that."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def swept_collector() -> None:
    """For a server that has let go of much: look at everything once, also at what was to stay, and let that stay."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def settled_collector() -> None:
    """For a server once it answers: what was loaded stays, and the collector neither looks at it nor often.

    Nothing is collected first: people wait for the first wall, and it would hold the event loop for 80 ms. A look takes
    about 1 ms for each thousand objects, whichever thread set it off, and all others wait. So it looks at a thousand
    young ones, then at ten such heaps, and hardly ever at everything: a house does that when nobody is there.
    """
    gc.freeze()
    gc.set_threshold(1_000, 10, 1_000)
    gc.enable()
