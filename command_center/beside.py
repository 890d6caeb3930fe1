"""Work on several cores at once: a piece here, the others in processes that leave nothing behind.

1. A helper is forked where that is safe: on Linux, while the program has a single thread, C libraries included. Else it
   is started afresh, which takes half a second.
2. Whatever ends the work here (an error, Ctrl-C) ends the helpers as well. They ignore Ctrl-C themselves; one whose
   program is gone finds nobody to tell its result and ends.
3. An error of a helper is raised here, with a note of where it arose; one that ended without a word raises
   ``HelperLost``.
"""

from __future__ import annotations

import os
import pickle  # nosec B403
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


class HelperLost(Exception):
    """A process that did a part of the work ended before it was done; ``code`` is how, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"a helper process ended early ({code})")
        self.code = code


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def side_by_side(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each piece of work gives, in their order: the first is done here, each other by a helper.

    All but the first must be picklable, and so must what they give.
    """
    here, *others = works
    helpers: list[_Helper] = []
    try:
        helpers += map(_Helper, others)
        mine = here()
        return [mine, *(helper.result() for helper in helpers)]
    finally:
        for helper in helpers:
            helper.end()


class _Helper:
    """A process and the end of the pipe on which it tells its result."""

    def __init__(self, work: Callable[[], Any]) -> None:
        from multiprocessing import get_context

        context: Any = get_context(_method())
        self._told, tell = context.Pipe(duplex=False)
        self._process = context.Process(target=_do, args=(work, self._told, tell), daemon=True)
        with _interrupts_wait():
            self._process.start()
        tell.close()

    def result(self) -> Any:
        """What the work gave; its error is raised."""
        try:
            done, value = self._told.recv()
        except (EOFError, OSError):
            self._process.join()
            raise HelperLost(self._process.exitcode) from None
        if not done:
            raise value
        return value

    def end(self) -> None:
        """End the process if it still runs, and wait until it is gone."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._told.close()


def _method() -> str:
    try:
        alone = sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        alone = False
    return "fork" if alone else "spawn"


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Hold Ctrl-C back: a helper is not to meet it before it ignores it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _do(work: Callable[[], Any], told: Any, tell: Any) -> None:
    """What a helper does. It closes the end that the program reads from, so as to notice when the program is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    told.close()
    try:
        answer = (True, work())
    except Exception as error:
        error.add_note(traceback.format_exc())  # where it was raised is not pickled with it
        answer = (False, error)
    with suppress(OSError):
        tell.send_bytes(_packed(*answer))


def _packed(done: bool, value: Any) -> bytes:
    """A result or an error as bytes that can be read again; else an error that says what could not.

    Only a process and its own child write and read them. An error's class may pickle and yet not come back.
    """
    try:
        packed = pickle.dumps((done, value))
        if not done:
            pickle.loads(packed)  # nosec B301
    except Exception as error:
        said = value if not done else error
        return pickle.dumps((False, RuntimeError(f"{type(said).__name__}: {said}")))
    return packed
