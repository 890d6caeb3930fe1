"""The five tiers: exact counts, fair shares, names that are always the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_center.plan.city import Tree, evenly, parent, share_out, tier_of, tree
from command_center.plan.loading import load_roster
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario


@pytest.fixture(scope="module")
def small(mini: tuple[Scenario, Roster]) -> Tree:
    return tree(mini[1].city)


@pytest.fixture(scope="module")
def d_city() -> Tree:
    return tree(load_roster("d-city").city)


def counts(places: Tree) -> tuple[int, int, int, int]:
    return len(places.districts), len(places.streets), len(places.communities), len(places.grids)


def test_both_cities_have_exactly_the_places_they_declare(small: Tree, d_city: Tree) -> None:
    assert counts(small) == (3, 9, 27, 81)
    assert counts(d_city) == (7, 88, 900, 3600)


def test_every_place_is_listed_once_and_hangs_on_its_parent(d_city: Tree) -> None:
    for above, below in (("", d_city.districts), *((path, d_city.children(path)) for path in d_city.communities)):
        assert below == d_city.children(above)
        assert {d_city.parent(path) for path in below} == {above}
    assert len(set(d_city.grids)) == 3600
    assert sum((d_city.grids_of(district) for district in d_city.districts), ()) == d_city.grids


def test_paths_read_from_district_to_grid(small: Tree) -> None:
    assert small.grids[0] == "D1.01.001.1"
    assert [tier_of(path) for path in ("", "D1", "D1.01", "D1.01.001", "D1.01.001.1")] == [
        "city", "district", "street", "community", "grid",
    ]  # fmt: skip
    assert parent("D1.01.001.1") == "D1.01.001"
    assert "D3.03.003.3" in small
    assert "D3.03.003.4" not in small
    assert "" in small
    assert small.children("D9") == ()


def test_shares_of_places_follow_the_shares_of_people(d_city: Tree) -> None:
    assert sum(d_city.weights) == pytest.approx(1)
    for district, weight in zip(d_city.districts, d_city.weights, strict=True):
        assert len(d_city.grids_of(district)) == pytest.approx(3600 * weight, abs=1)
        assert d_city.weight(district) == pytest.approx(weight)
    assert sum(d_city.weight(street) for street in d_city.streets) == pytest.approx(1)


def test_names_begin_again_with_a_number_when_they_run_out(small: Tree) -> None:
    assert small.name("D1.01").zh == "甲街道"
    assert small.name("D2.01").en == "First Subdistrict 2"
    assert small.name("D1.01.001.2").zh == "春园社区第2网格"
    assert small.name("").en == "Mini city"
    with pytest.raises(KeyError):
        small.name("D9.01")


def test_no_two_places_of_d_city_share_a_name(d_city: Tree) -> None:
    names = [d_city.name(path).zh for path in (*d_city.districts, *d_city.streets, *d_city.communities)]
    assert len(set(names)) == 7 + 88 + 900


@given(st.floats(0, 1, exclude_max=True))
def test_a_number_falls_on_a_grid_of_the_district_it_belongs_to(uniform: float) -> None:
    places = _small()
    grid = places.grid_for(uniform)
    district = places.districts.index(grid.split(".")[0])
    assert sum(places.weights[:district]) <= uniform + 1e-9
    assert uniform <= sum(places.weights[: district + 1]) + 1e-9


def _small() -> Tree:
    if not _cache:
        _cache.append(tree(load_roster("mini").city))
    return _cache[0]


_cache: list[Tree] = []


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=8), st.integers(0, 500))
def test_sharing_out_loses_nothing_and_leaves_nobody_empty(shares: list[float], more: int) -> None:
    total = len(shares) + more
    counted = share_out(total, shares, [1] * len(shares))
    assert sum(counted) == total
    assert min(counted) >= 1


@given(st.integers(0, 1000), st.integers(1, 50))
def test_even_parts_differ_by_one_at_most(total: int, parts: int) -> None:
    found = evenly(total, parts)
    assert sum(found) == total
    assert max(found) - min(found) <= 1


def test_the_tree_of_d_city_takes_a_few_milliseconds() -> None:
    city = load_roster("d-city").city
    spent = []
    for _ in range(3):
        begin = time.process_time()
        tree(city)
        spent.append(time.process_time() - begin)
    assert min(spent) < 0.1  # usually 0.01 s; a busy machine gets time
