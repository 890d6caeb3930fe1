"""What theory says of one queue: Erlang's formulas, computed apart from the engine so that tests can hold it to them.

Words: ``arrivals`` is the rate of arriving calls, ``service`` the mean time of one, ``patience`` the mean time after
which a waiting caller hangs up, all in one unit of time of the reader's choice; ``servers`` is the number of operators
and ``load = arrivals * service`` the offered work in erlangs. Arrivals are Poisson, the two times exponential.

Sources:

- A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
  exchanges", 1917 (loss and delay formulas B and C).
- C. Palm, "Research on telephone traffic carried by full availability groups", 1957 (A, with abandonment).
- O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers", Manufacturing & Service
  Operations Management 4, 2002.
- F. Baccelli, G. Hebuterne, "On queues with impatient customers", 1981, in the form of S. Zeltyn, A. Mandelbaum, "Call
  centers with impatient customers: many-server asymptotics of the M/M/n+G queue", Queueing Systems 51, 2005 (how long
  a caller would have to wait, as an integral).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy.integrate import quad


def erlang_b(load: float, servers: int) -> float:
    """The share of calls that find all servers busy and are lost: B(n) = a B(n-1) / (n + a B(n-1)), B(0) = 1."""
    lost = 1.0
    for count in range(1, servers + 1):
        lost = load * lost / (count + load * lost)
    return lost


def erlang_c(load: float, servers: int) -> float:
    """The share of calls that have to wait when nobody hangs up; 1 where the work is more than the servers can do."""
    if load >= servers:
        return 1.0
    lost = erlang_b(load, servers)
    return lost / (1.0 - load / servers * (1.0 - lost))


class Waiting(NamedTuple):
    """A queue without abandonment (M/M/n)."""

    arrivals: float
    service: float
    servers: int

    @property
    def delayed(self) -> float:
        """The share of calls that wait at all."""
        return erlang_c(self.arrivals * self.service, self.servers)

    @property
    def mean_wait(self) -> float:
        """Mean wait of all calls: C s / (n - a); infinite where the queue grows for ever."""
        spare = self.servers - self.arrivals * self.service
        return self.delayed * self.service / spare if spare > 0 else math.inf

    @property
    def queue(self) -> float:
        """Mean number of waiting calls (Little's law)."""
        return self.arrivals * self.mean_wait

    def over(self, time: float) -> float:
        """The share of calls that wait longer than ``time``: C exp(-(n - a) t / s)."""
        spare = self.servers - self.arrivals * self.service
        return self.delayed * math.exp(-spare * time / self.service) if spare > 0 else 1.0


class Impatient(NamedTuple):
    """A queue whose callers hang up (M/M/n+M, Erlang-A): steady state of its birth and death process."""

    arrivals: float
    service: float
    servers: int
    patience: float

    def states(self) -> list[float]:
        """The chance of each number of calls in the house; cut off where what is left is below 1e-16 of the whole."""
        weights, peak = [1.0], 1.0
        while len(weights) <= self.servers or weights[-1] > 1e-20 * peak:
            count = len(weights)
            leaving = min(count, self.servers) / self.service + max(count - self.servers, 0) / self.patience
            weights.append(weights[-1] * self.arrivals / leaving)
            peak = max(peak, weights[-1])
        whole = math.fsum(weights)
        return [weight / whole for weight in weights]

    @property
    def delayed(self) -> float:
        """The share of calls that wait at all (arrivals see the steady state)."""
        return math.fsum(self.states()[self.servers :])

    @property
    def queue(self) -> float:
        """Mean number of waiting calls."""
        return math.fsum(place * chance for place, chance in enumerate(self.states()[self.servers :]))

    @property
    def abandoned(self) -> float:
        """The share of all calls that hang up: rate of hanging up by rate of arriving."""
        return self.queue / self.patience / self.arrivals

    @property
    def mean_wait(self) -> float:
        """Mean time in the queue of all calls, those that hang up included (Little's law)."""
        return self.queue / self.arrivals

    @property
    def occupancy(self) -> float:
        """The share of the servers' time that is spent with callers."""
        return self.arrivals * (1.0 - self.abandoned) * self.service / self.servers

    def over(self, time: float) -> float:
        """The share of all calls that are in the queue longer than ``time``, whether answered or hung up after it."""
        return math.exp(-time / self.patience) * self.offered_over(time)

    def offered_over(self, time: float) -> float:
        """The share of calls that would have to wait longer than ``time`` had they endless patience.

        ``lambda J(t) / (E + lambda J(0))`` with ``J(t)`` the integral from t on of
        ``exp(lambda theta (1 - exp(-x / theta)) - n mu x)`` and ``1 / E`` = Erlang-B of n - 1 servers.
        """

        def density(x: float) -> float:
            lived = self.patience * -math.expm1(-x / self.patience)
            return math.exp(self.arrivals * lived - self.servers / self.service * x)

        load = self.arrivals * self.service
        empty = 1.0 / erlang_b(load, self.servers - 1)
        whole, rest = (quad(density, start, math.inf, limit=200)[0] for start in (0.0, time))
        return float(self.arrivals * rest / (empty + self.arrivals * whole))
