"""Writing off the event loop: one thread for each log, so lines stand in the order in which they were asked for.

A disk may take a second for what it does in a millisecond otherwise; nobody but whoever asked for a line waits for it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from command_center.live.lines import Log

log = logging.getLogger(__name__)

MOST_WAITING = 1_000
"""Lines that nobody waits for, on their way at most; further ones are left out."""

Values = Sequence[dict[str, Any]]
T = TypeVar("T")


class Writer:
    """A thread for one file: it does one thing after the other, in the order of asking, until it is put down."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._down = False

    async def do(self, what: Callable[..., T], *about: Any) -> T:
        """Do something in the thread and wait for what comes of it; OSError once it is put down."""
        if self._down:
            raise OSError(errno.EBADF, "the log is closed")
        return await asyncio.get_running_loop().run_in_executor(self._thread, what, *about)

    def put_down(self) -> None:
        """Finish what was asked for; waits for the disk."""
        self._down = True
        self._thread.shutdown()


class Pen(Writer):
    """Writes a log. Only the pen may touch it from here on, until it is put down."""

    def __init__(self, log: Log) -> None:
        super().__init__(log.path.name)
        self._log = log
        self._waiting = 0

    async def add(self, values: Values) -> None:
        """Add lines and wait until they are on the disk; OSError and LogDamage as of ``Log.add``."""
        await self.do(self._log.add, values)

    async def write(self, values: Values) -> None:
        """Add lines and wait until the system has them; they are durable with the next ``add``."""
        await self.do(self._log.write, values)

    async def keep(self, wanted: Callable[[dict[str, Any]], object]) -> None:
        """Leave out every line that is not wanted any more; OSError and LogDamage as of ``Log.keep``."""
        await self.do(self._log.keep, wanted)

    def soon(self, values: Values) -> None:
        """Add lines that nobody waits for; what goes wrong is written down."""
        if self._down or self._waiting >= MOST_WAITING:
            return
        self._waiting += 1
        self._thread.submit(self._log.write, values).add_done_callback(self._wrote)

    def _wrote(self, done: Future[None]) -> None:
        self._waiting -= 1  # in the pen's thread; one too few or too many does no harm
        if not done.cancelled() and (error := done.exception()) is not None:
            log.warning("%s: %s", self._log.path, error)

    def put_down(self) -> None:
        """Write what was asked for, make it durable and let go of the log; waits for the disk."""
        super().put_down()
        self._log.close()
