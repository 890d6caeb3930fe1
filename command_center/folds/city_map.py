"""A drawable map of the fictional city: coast, river, districts, streets, and where every place lies.

The rules of this file:

1. The map is made from ``city.yaml`` alone (name, districts with their population, how many streets): no chance, no
   files, the same on every machine.
2. A district's area is its share of the population, a street's its share of the district's grids. Districts tile the
   land, streets tile their district: neighbours share one wavy border.
3. Everything lies in a frame of ``WIDTH`` x ``HEIGHT`` units, y downwards, with the sea to the south-east.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, fsum, hypot, pi, sin, sqrt
from typing import Any
from zlib import crc32

from command_center.folds.plane import Point, Polygon, area, cut, middle, noise, reach, smooth
from command_center.plan.city import Tree
from command_center.plan.roster import City

WIDTH, HEIGHT = 1000, 700

_INLAND: Sequence[Point] = (
    (300, 668), (190, 610), (120, 530), (70, 420), (38, 300), (58, 180), (120, 92), (235, 50), (380, 62), (520, 38),
    (660, 58), (800, 40),
)  # fmt: skip
"""The border to the land around, from the south-west to the north-east."""
_COAST: Sequence[Point] = (
    (905, 82), (948, 150), (918, 228), (944, 300), (902, 356), (836, 372), (788, 410), (806, 470), (856, 512),
    (838, 568), (762, 590), (690, 572), (628, 604), (560, 652), (460, 676), (380, 662),
)  # fmt: skip
"""The shore, on from the north-east to the south-west; the bay lies at its seventh point."""
_MOUTH = 6
_SHORE_NORTH: Sequence[Point] = ((WIDTH + 60, -40), (985, 8), (940, 52))
_SHORE_WEST: Sequence[Point] = ((342, 676), (318, 702), (300, HEIGHT + 60))
"""How the shore goes on beyond the city's land."""
_RIVER: Sequence[Point] = (
    (120, -30), (190, 60), (250, 150), (330, 190), (392, 268), (480, 286), (560, 340), (660, 348), (730, 396),
)  # fmt: skip
_ISLETS = ((930, 430, 17), (962, 462, 9), (906, 470, 7), (700, 648, 12), (738, 662, 6), (972, 236, 8))
_LAKES: Sequence[Point] = ((262, 404), (420, 470), (180, 300), (330, 560))
"""Where the reservoir may lie; it takes the place that is farthest from the names of the districts."""
_GOLDEN = pi * (3 - sqrt(5))
_STREET_WAVE, _DISTRICT_WAVE = 0.045, 0.06


class CityMap:
    """The map of one city. ``to_dict`` is the drawing, ``where`` finds the point of a place."""

    def __init__(self, city: City, places: Tree) -> None:
        self._places = places
        self._key = crc32(f"{city.zh} {city.en}".encode())
        self._cuts = 0
        shore = [self._moved(point, at) for at, point in enumerate(_COAST)]
        border = [self._moved(point, at + 100) for at, point in enumerate(_INLAND)]
        self.outline = self._outline(border, shore)
        self._mouth = shore[_MOUTH]
        self._weights = {place: places.weight(place) for place in (*places.districts, *places.streets)}
        self.districts: dict[str, Polygon] = {}
        self.streets: dict[str, Polygon] = {}
        self.borders: list[Polygon] = []
        self._divide(self.outline, list(places.districts), self.districts, _DISTRICT_WAVE, self.borders)
        for district in places.districts:
            streets = list(places.children(district))
            self._divide(self.districts[district], streets, self.streets, _STREET_WAVE, [])
        self._centres = {path: middle(polygon) for path, polygon in self.streets.items()}
        self._reaches: dict[str, float] = {}
        self._known: dict[str, Point] = {}

    def _moved(self, point: Point, at: int) -> Point:
        """Each city's coast is its own: the corners of the frame's shape stand a little elsewhere."""
        return point[0] + 12 * noise(self._key, at, 1), point[1] + 10 * noise(self._key, at, 2)

    def _outline(self, border: list[Point], shore: list[Point]) -> Polygon:
        line = smooth([*border, *shore], 11.0, closed=True)
        shore = [(x - 5, y - 5) for x, y in shore]  # a little inland, so that no gap shows
        self._shore = smooth([*_SHORE_NORTH, *shore, *_SHORE_WEST], 11.0, closed=False)
        key = self._key
        rough = [(x + 1.6 * noise(key, at, 3), y + 1.6 * noise(key, at, 4)) for at, (x, y) in enumerate(line)]
        return rough if area(rough) > 0 else rough[::-1]

    # -- dividing the land ----------------------------------------------------------------------------------------

    def _divide(
        self, land: Polygon, places: list[str], found: dict[str, Polygon], wave: float, lines: list[Polygon]
    ) -> None:
        """Give each place its share of the land: cut it in two, and each part again, as long as there are more."""
        if len(places) == 1:
            found[places[0]] = land
            return
        weights = [self._weights[place] for place in places]
        at = _half(weights)
        self._cuts += 1
        near, far, line = cut(land, fsum(weights[:at]) / fsum(weights), (self._key, self._cuts), wave)
        lines.append(line)
        self._divide(near, places[:at], found, wave, lines)
        self._divide(far, places[at:], found, wave, lines)

    # -- reading --------------------------------------------------------------------------------------------------

    def where(self, place: str) -> Point:
        """The point of a place: of a street its middle, of its communities and grids points around that.

        The empty path is the city; KeyError for a place that is none.
        """
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = self._find(place)
        return found

    def _find(self, place: str) -> Point:
        if not place:
            return middle(self.outline)
        parts = place.split(".")
        if len(parts) == 1:
            return middle(self.districts[place])
        street = ".".join(parts[:2])
        x, y = self._centres[street]
        if len(parts) == 2:
            return x, y
        siblings = self._places.children(street)
        room = 0.85 * self._reach(street)
        number = siblings.index(".".join(parts[:3]))
        x, y = _around(x, y, number, len(siblings), room)
        if len(parts) == 3:
            return x, y
        return _around(x, y, int(parts[3]) - 1, 6, 0.3 * room / sqrt(len(siblings)))

    def spread(self, places: Sequence[str]) -> list[Point]:
        """Points for several things, each within its place; those of one place stand apart from each other."""
        found = []
        for at, place in enumerate(places):
            twins = [other for other, path in enumerate(places) if path == place]
            x, y = self.where(place)
            if len(twins) > 1 and place in self.streets:
                x, y = _around(x, y, twins.index(at), len(twins), 0.8 * self._reach(place))
            found.append((x, y))
        return found

    def _reach(self, street: str) -> float:
        found = self._reaches.get(street)
        if found is None:
            found = self._reaches[street] = reach(self._centres[street], self.streets[street])
        return found

    def to_dict(self) -> dict[str, Any]:
        """The drawing: SVG paths by place, and the water around and through the land."""
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "outline": path_of(self.outline),
            "water": [
                {"kind": "sea", "path": path_of(self._sea())},
                {"kind": "river", "path": path_of(self._river(), closed=False), "width": 7},
                {"kind": "lake", "path": path_of(self._blob(*self._lake(), 30, 900, flat=0.6))},
            ],
            "islets": [path_of(self._blob(x, y, size, 1000 + at)) for at, (x, y, size) in enumerate(_ISLETS)],
            "districts": {
                name: {"path": path_of(land), "label": _rounded(middle(land)), "area": round(area(land))}
                for name, land in self.districts.items()
            },
            "borders": [path_of(line, closed=False) for line in self.borders],
            "streets": {name: self._street(name, land) for name, land in self.streets.items()},
        }

    def _street(self, name: str, land: Polygon) -> dict[str, Any]:
        names = self._places.name(name)
        return {"zh": names.zh, "en": names.en, "path": path_of(land), "centre": _rounded(self._centres[name])}

    def _sea(self) -> Polygon:
        """From the shore, which goes on along the neighbours' land, to the frame's corner; drawn below the land."""
        return [*self._shore, (WIDTH + 60, HEIGHT + 60)]

    def _lake(self) -> Point:
        labels = [middle(land) for land in self.districts.values()]
        return max(_LAKES, key=lambda lake: min(hypot(lake[0] - x, lake[1] - y) for x, y in labels))

    def _river(self) -> Polygon:
        bends = [self._moved(point, at + 200) for at, point in enumerate(_RIVER)]
        return smooth([*bends, self._mouth], 8.0, closed=False)

    def _blob(self, x: float, y: float, size: float, at: int, flat: float = 1.0) -> Polygon:
        turns = (2 * pi * corner / 9 for corner in range(9))
        sizes = (size * (1 + 0.28 * noise(self._key, at, corner)) for corner in range(9))
        corners = [(x + far * cos(turn), y + flat * far * sin(turn)) for turn, far in zip(turns, sizes, strict=True)]
        return smooth(corners, 5.0, closed=True)


def city_map(city: City, places: Tree) -> dict[str, Any]:
    """The drawing of a city; some 90 streets take well under a tenth of a second."""
    return CityMap(city, places).to_dict()


def _half(weights: Sequence[float]) -> int:
    """Where to cut a row of places so that the two parts weigh as much the same as may be."""
    whole = fsum(weights)
    return min(range(1, len(weights)), key=lambda at: (abs(fsum(weights[:at]) - whole / 2), at))


def _around(x: float, y: float, number: int, count: int, room: float) -> Point:
    """The ``number``-th of ``count`` points spread evenly in a circle, as seeds in a sunflower."""
    far, turn = room * sqrt((number + 0.5) / max(count, number + 1)), number * _GOLDEN
    return x + far * cos(turn), y + far * sin(turn)


def _rounded(point: Point) -> list[float]:
    return [round(point[0], 1), round(point[1], 1)]


def path_of(points: Sequence[Point], closed: bool = True) -> str:
    """An SVG path of straight pieces, to a tenth of a unit."""
    text = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{text}Z" if closed else f"M{text}"
