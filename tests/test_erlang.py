"""The formulas that the engine is later held to, held themselves to printed tables and to each other."""

from __future__ import annotations

import math

import pytest

from tests.erlang import Impatient, Waiting, erlang_b, erlang_c


@pytest.mark.parametrize(
    ("load", "servers", "lost"),
    [(0.0101, 1, 0.01), (1.36, 5, 0.01), (4.461, 10, 0.01), (12.03, 20, 0.01), (84.06, 100, 0.01), (6.216, 10, 0.05)],
)
def test_erlang_b_gives_the_loads_of_the_printed_traffic_tables(load: float, servers: int, lost: float) -> None:
    assert erlang_b(load, servers) == pytest.approx(lost, rel=4e-3)


def test_erlang_b_recursion_is_the_closed_formula() -> None:
    load, servers = 7.5, 9
    terms = [load**k / math.factorial(k) for k in range(servers + 1)]
    assert erlang_b(load, servers) == pytest.approx(terms[-1] / sum(terms), rel=1e-13)


def test_erlang_c_of_one_server_is_its_load_and_of_two_the_textbook_fraction() -> None:
    assert erlang_c(0.7, 1) == pytest.approx(0.7)
    assert erlang_c(1.5, 2) == pytest.approx(1.5**2 / (2 + 1.5))  # a^2 / (2 + a)
    assert erlang_c(3.0, 3) == 1.0


def test_one_server_waits_as_the_textbook_says() -> None:
    queue = Waiting(arrivals=0.8, service=1.0, servers=1)
    assert queue.mean_wait == pytest.approx(0.8 / 0.2)
    assert queue.over(3.0) == pytest.approx(0.8 * math.exp(-0.2 * 3.0))
    assert Waiting(arrivals=2.0, service=1.0, servers=2).mean_wait == math.inf


def test_fifty_operators_with_and_without_patience_as_in_mandelbaum_and_zeltyn() -> None:
    """48 calls a minute of one minute, 50 operators, patience 2 min: "Service engineering in action", 2007."""
    patient = Waiting(arrivals=48, service=1.0, servers=50)
    impatient = Impatient(arrivals=48, service=1.0, servers=50, patience=2.0)
    assert (round(60 * patient.mean_wait, 1), round(patient.queue)) == (20.8, 17)
    assert patient.over(58.1 / 60) == pytest.approx(0.10, abs=5e-4)
    assert (round(100 * impatient.abandoned, 1), round(60 * impatient.mean_wait, 1)) == (3.1, 3.7)
    assert (round(impatient.queue), round(100 * impatient.occupancy)) == (3, 93)
    assert impatient.over(12.5 / 60) == pytest.approx(0.10, abs=2e-3)


@pytest.mark.parametrize("servers", [1, 5, 12, 40])
@pytest.mark.parametrize("patience", [0.2, 1.0, 30.0])
@pytest.mark.parametrize("service", [0.25, 1.0, 4.0])
def test_two_ways_to_erlang_a_meet(servers: int, patience: float, service: float) -> None:
    """Birth and death process against the integral over the offered wait."""
    queue = Impatient(arrivals=10.0 / service, service=service, servers=servers, patience=patience * service)
    assert queue.offered_over(0.0) == pytest.approx(queue.delayed, rel=1e-7)


def test_patience_equal_to_service_is_a_house_with_endless_servers() -> None:
    """Then everybody leaves at one rate, and the number in the house is Poisson with mean a."""
    queue = Impatient(arrivals=6.0, service=1.0, servers=4, patience=1.0)
    poisson = [math.exp(-6.0) * 6.0**k / math.factorial(k) for k in range(30)]
    assert queue.states()[:30] == pytest.approx(poisson, rel=1e-12)


def test_endless_patience_is_erlang_c() -> None:
    patient = Waiting(arrivals=8.0, service=1.0, servers=10)
    queue = Impatient(arrivals=8.0, service=1.0, servers=10, patience=1e7)
    assert (queue.delayed, queue.mean_wait) == pytest.approx((patient.delayed, patient.mean_wait), rel=1e-5)
    assert queue.over(0.5) == pytest.approx(patient.over(0.5), rel=1e-5)
