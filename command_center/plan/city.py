"""The five tiers of a city as a tree of places, made from ``city.yaml`` alone: no chance, always the same.

A place is named by its path: ``D2`` (district), ``D2.05`` (street), ``D2.05.011`` (community), ``D2.05.011.3``
(grid). Every tier is shared out to the districts by their weight of population (largest remainders, and each parent
gets at least one), and within a district evenly.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import accumulate
from math import fsum

from command_center.plan.base import Names
from command_center.plan.roster import City

TIERS = ("district", "street", "community", "grid")
"""The tiers below the city 市, from the top: 区、街道、社区、网格."""


def tier_of(path: str) -> str:
    """The tier of a place by its path; the empty path is the city."""
    return TIERS[path.count(".")] if path else "city"


def parent(path: str) -> str:
    """The place above; of a district it is the city, the empty path."""
    return path.rpartition(".")[0]


class Tree:
    """All places of a city. Paths stand in order: by district, then street, community, grid."""

    def __init__(self, city: City) -> None:
        self._city = city
        counts = city.tiers
        shares = [pool.share for pool in city.districts]
        self._children: dict[str, tuple[str, ...]] = {}
        self.districts = self._grow("", tuple(f"D{number}" for number in range(1, len(shares) + 1)))
        streets = share_out(counts.streets, shares, [1] * len(shares))
        communities = share_out(counts.communities, shares, streets)
        grids = share_out(counts.grids, shares, communities)
        for number, district in enumerate(self.districts):
            self._grow_district(district, streets[number], communities[number], grids[number])
        self.streets = self._below(self.districts)
        self.communities = self._below(self.streets)
        self.grids = self._below(self.communities)
        self._street_number = {path: number for number, path in enumerate(self.streets)}
        self._community_number = {path: number for number, path in enumerate(self.communities)}
        total = fsum(shares)
        self.weights: tuple[float, ...] = tuple(share / total for share in shares)
        """Share of the population by district; they sum to 1."""
        self._cumulated = tuple(accumulate(self.weights))
        self._grids_by_district = tuple(self.grids_of(district) for district in self.districts)

    def __contains__(self, path: object) -> bool:
        return path == "" or path in self._children or (isinstance(path, str) and path in self.children(parent(path)))

    def children(self, path: str) -> tuple[str, ...]:
        """The places one tier below; of the empty path the districts; of a grid or an unknown place none."""
        return self._children.get(path, ())

    def parent(self, path: str) -> str:
        """The place above; of a district it is the city, the empty path."""
        return parent(path)

    def grids_of(self, path: str) -> tuple[str, ...]:
        """All grids of a place, in order; a grid is its own."""
        places: tuple[str, ...] = (path,)
        for _ in range(len(TIERS) - (path.count(".") + 1 if path else 0)):
            places = self._below(places)
        return places

    def grid_at(self, index: int) -> str:
        """The grid with this number, counted from 0 over the whole city."""
        return self.grids[index]

    def grid_for(self, uniform: float) -> str:
        """The grid that a number in [0, 1) falls on when all people of the city stand in a row."""
        number = min(bisect.bisect_right(self._cumulated, uniform), len(self.weights) - 1)
        grids = self._grids_by_district[number]
        weight = self.weights[number]
        within = (uniform - self._cumulated[number] + weight) / weight
        return grids[min(max(int(within * len(grids)), 0), len(grids) - 1)]

    def weight(self, path: str) -> float:
        """The share of the city's population that lives at a place, even within its district."""
        if not path:
            return 1.0
        district = self.districts.index(path.split(".")[0])
        return self.weights[district] * len(self.grids_of(path)) / len(self._grids_by_district[district])

    def name(self, path: str) -> Names:
        """The name of a place in Chinese and English; KeyError where there is no such place."""
        tier = tier_of(path) if path in self else ""
        if tier == "city":
            return Names(zh=self._city.zh, en=self._city.en)
        if tier == "district":
            pool = self._city.districts[self.districts.index(path)]
            return Names(zh=pool.zh, en=pool.en)
        if tier == "street":
            return _numbered(self._city.street_names, self._street_number[path])
        if tier == "community":
            return _numbered(self._city.community_names, self._community_number[path])
        if tier == "grid":
            above, number = self.name(parent(path)), path.rpartition(".")[2]
            return Names(zh=f"{above.zh}第{number}网格", en=f"{above.en}, grid {number}")
        raise KeyError(path)

    def _grow(self, path: str, children: tuple[str, ...]) -> tuple[str, ...]:
        self._children[path] = children
        return children

    def _grow_district(self, district: str, streets: int, communities: int, grids: int) -> None:
        grids_each = iter(evenly(grids, communities))
        below = self._grow(district, tuple(f"{district}.{number:02}" for number in range(1, streets + 1)))
        for street, count in zip(below, evenly(communities, streets), strict=True):
            for community in self._grow(street, tuple(f"{street}.{number:03}" for number in range(1, count + 1))):
                self._grow(community, tuple(f"{community}.{number}" for number in range(1, next(grids_each) + 1)))

    def _below(self, places: Sequence[str]) -> tuple[str, ...]:
        return tuple(child for place in places for child in self._children.get(place, ()))


def tree(city: City) -> Tree:
    """The places of ``city``; some 3,600 grids take a few milliseconds."""
    return Tree(city)


def evenly(total: int, parts: int) -> list[int]:
    """``total`` in ``parts`` whole numbers that differ by one at most, the larger ones first."""
    each, rest = divmod(total, parts)
    return [each + 1] * rest + [each] * (parts - rest)


def share_out(total: int, shares: Sequence[float], least: Sequence[int]) -> list[int]:
    """``total`` in whole numbers by ``shares`` (largest remainders), none below its ``least``.

    Needs sum(least) <= total; ties go to the earlier one.
    """
    counts = list(least)
    free = list(range(len(shares)))
    while free:
        open_total = total - sum(counts[index] for index in range(len(shares)) if index not in free)
        weight = fsum(shares[index] for index in free)
        exact = {index: open_total * shares[index] / weight for index in free}
        short = [index for index in free if exact[index] < least[index]]
        if not short:
            return _with_remainders(counts, exact, open_total)
        free = [index for index in free if index not in short]
    return counts


def _with_remainders(counts: list[int], exact: dict[int, float], total: int) -> list[int]:
    for index, value in exact.items():
        counts[index] = int(value)
    rest = total - sum(int(value) for value in exact.values())
    for index in sorted(exact, key=lambda index: (int(exact[index]) - exact[index], index))[:rest]:
        counts[index] += 1
    return counts


def _numbered(names: Sequence[Names], number: int) -> Names:
    """The name for the ``number``-th place; after the last one they begin again, numbered from 2."""
    turn, index = divmod(number, len(names))
    base = names[index]
    return base if turn == 0 else Names(zh=f"{base.zh}{turn + 1}", en=f"{base.en} {turn + 1}")
