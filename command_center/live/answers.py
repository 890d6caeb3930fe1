"""What became of the orders of a drill that has ended: read from its order log and its journal.

Whoever got no answer asks again with the same key, and may do so after the end and after a restart; the answer is the
one that was given, or would have been, at the time.
"""

from __future__ import annotations

from collections.abc import Iterable

from command_center.facts import Fact, OrderAccepted, OrderRefused
from command_center.live.conduct import TOO_LATE, Answer
from command_center.live.problems import Trouble
from command_center.live.storage import Given, bare
from command_center.orders import Order, to_text


class Answers:
    """The first answer to every order that has a key. ``facts`` are those of the whole drill."""

    def __init__(self, given: Iterable[Given], facts: Iterable[Fact]) -> None:
        # a fact holds the order with its time and number, so its text is that of no other order
        reasons = {fact.order: _reason(fact) for fact in facts if isinstance(fact, OrderAccepted | OrderRefused)}
        self._answers = {
            (grant, key): (bare(order), Answer(order.number, order.t, reasons.get(to_text(order), TOO_LATE)))
            for order, key, grant in given
            if key
        }

    def of(self, order: Order, key: str, grant: str) -> Answer:
        """The answer to an order that was given; Trouble for any other, since the drill has ended."""
        first = self._answers.get((grant, key))
        if first is None:
            raise Trouble(409, "ended")
        if first[0] != bare(order):
            raise Trouble(409, "key_used", key=key)
        return first[1]


def _reason(fact: OrderAccepted | OrderRefused) -> str:
    return fact.reason if isinstance(fact, OrderRefused) else ""
