"""Token buckets: so many things a second, and a few more at once."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

NETWORK = 64
"""Bits of an IPv6 address that somebody is given at least; the rest they choose."""
REMEMBERED = 10_000
"""Buckets that are remembered; the one that was unused for longest is forgotten first."""


def neighbourhood(address: str) -> str:
    """Whose limits count for an address: its own; for an IPv6 address its network's, which has as many as it likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), NETWORK), strict=False))


class Buckets:
    """One bucket for each name: it takes ``burst`` at once and refills by ``rate`` a second."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, name: Hashable, count: float = 1.0) -> bool:
        """Take ``count`` out of a bucket; False where it does not hold as much."""
        left = self.left(name)
        if left < count:
            return False
        self._left[name] = (left - count, self._clock())
        self._left.move_to_end(name)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return True

    def left(self, name: Hashable) -> float:
        """How much a bucket holds now."""
        left, when = self._left.get(name, (self._burst, self._clock()))
        return min(self._burst, left + (self._clock() - when) * self._rate)
