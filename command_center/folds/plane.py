"""Plane geometry for the city map: cutting a polygon in two by area along a soft wavy line both sides share.

A polygon is a list of (x, y) without the first point repeated. Nothing is drawn by chance: waves come from a number
that stands for the city and the cut, so the same city always has the same map on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, ceil, cos, hypot, pi, sin

Point = tuple[float, float]
Polygon = list[Point]

_TURNS = (0.0, 0.2, -0.2, 0.45, -0.45, 0.8, -0.8, 1.2, -1.2, pi / 2)
"""Turns away from the best direction of a cut (rad), tried in this order."""
_STEP = 7.0  # a point of a wavy line about every so many units
_EXACT = 1e-4  # of the area that is cut
_SOFTER = (1.0, 0.55, 0.25, 0.0)
_MASK = (1 << 64) - 1


def noise(*numbers: int) -> float:
    """A number in [-1, 1) that depends on nothing but ``numbers`` (splitmix64)."""
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state / (1 << 63) - 1.0


def area(polygon: Sequence[Point]) -> float:
    """The area, positive for points that run clockwise on a screen (y downwards)."""
    total = 0.0
    x1, y1 = polygon[-1]
    for x2, y2 in polygon:
        total += x1 * y2 - x2 * y1
        x1, y1 = x2, y2
    return total / 2


def centroid(polygon: Sequence[Point]) -> Point:
    """The centre of gravity; of a concave polygon it may lie outside."""
    sum_x = sum_y = total = 0.0
    x1, y1 = polygon[-1]
    for x2, y2 in polygon:
        cross = x1 * y2 - x2 * y1
        sum_x += (x1 + x2) * cross
        sum_y += (y1 + y2) * cross
        total += cross
        x1, y1 = x2, y2
    return sum_x / (3 * total), sum_y / (3 * total)


def inside(point: Point, polygon: Sequence[Point]) -> bool:
    """Whether a point lies in the polygon."""
    x, y = point
    found = False
    x1, y1 = polygon[-1]
    for x2, y2 in polygon:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
        x1, y1 = x2, y2
    return found


def middle(polygon: Sequence[Point]) -> Point:
    """A point well inside: the middle of the widest of five lines across, as near the centroid as may be."""
    _x, y = centroid(polygon)
    ys = [each[1] for each in polygon]
    reach = min(y - min(ys), max(ys) - y)
    best = (-1.0, (0.0, 0.0))
    for share in (0.0, 0.15, -0.15, 0.3, -0.3):
        level = y + share * reach
        crossings = sorted(_crossings(polygon, level))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            wide = (right - left) * (1 - abs(share))
            if wide > best[0]:
                best = (wide, ((left + right) / 2, level))
    return best[1]


def _crossings(polygon: Sequence[Point], level: float) -> list[float]:
    found = []
    x1, y1 = polygon[-1]
    for x2, y2 in polygon:
        if (y1 > level) != (y2 > level):
            found.append(x1 + (level - y1) / (y2 - y1) * (x2 - x1))
        x1, y1 = x2, y2
    return found


def reach(point: Point, polygon: Sequence[Point]) -> float:
    """The distance from a point to the nearest side."""
    return min(_distance(point, polygon[at - 1], polygon[at]) for at in range(len(polygon)))


def _distance(point: Point, one: Point, two: Point) -> float:
    dx, dy = two[0] - one[0], two[1] - one[1]
    length = dx * dx + dy * dy
    share = ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(point[0] - one[0] - share * dx, point[1] - one[1] - share * dy)


def smooth(points: Sequence[Point], step: float, closed: bool) -> Polygon:
    """A soft curve through the points (Catmull-Rom), with a point about every ``step`` units."""
    count = len(points)
    line: Polygon = []
    for at in range(count if closed else count - 1):
        before = points[at - 1] if closed or at else points[at]
        one, two = points[at], points[(at + 1) % count]
        after = points[(at + 2) % count] if closed or at + 2 < count else two
        pieces = max(1, ceil(hypot(two[0] - one[0], two[1] - one[1]) / step))
        line += [_on_curve(before, one, two, after, piece / pieces) for piece in range(pieces)]
    return line if closed else [*line, points[-1]]


def _on_curve(before: Point, one: Point, two: Point, after: Point, u: float) -> Point:
    x, y = (
        0.5 * (2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u * u + (3 * b - a - 3 * c + d) * u * u * u)
        for a, b, c, d in zip(before, one, two, after, strict=True)
    )
    return x, y


def long_axis(polygon: Sequence[Point]) -> float:
    """The direction (rad) in which a polygon is longest."""
    cx, cy = centroid(polygon)
    xx = yy = xy = 0.0
    x1, y1 = polygon[-1][0] - cx, polygon[-1][1] - cy
    for px, py in polygon:
        x2, y2 = px - cx, py - cy
        cross = x1 * y2 - x2 * y1
        xx += cross * (x1 * x1 + x1 * x2 + x2 * x2)
        yy += cross * (y1 * y1 + y1 * y2 + y2 * y2)
        xy += cross * (2 * x1 * y1 + x1 * y2 + x2 * y1 + 2 * x2 * y2) / 2
        x1, y1 = x2, y2
    sign = 1.0 if xx + yy >= 0 else -1.0
    return 0.5 * atan2(2 * xy * sign, (xx - yy) * sign)


def cut(polygon: Polygon, share: float, key: tuple[int, ...], wave: float) -> tuple[Polygon, Polygon, Polygon]:
    """Cut off ``share`` of the area: (the part nearer the coast to the south-east, the rest, the line between them).

    ``wave`` is how far the line swings, as a share of its length. The cut runs across the longest direction, or turned
    a little where the polygon is so bent that this line would leave it.
    """
    axis = long_axis(polygon)
    if cos(axis) + sin(axis) < 0:
        axis += pi  # the part that is cut off lies to the south-east
    for turn in _TURNS:
        found = _cut_along(polygon, axis + turn, share, key, wave)
        if found is not None:
            return found
    raise ValueError("no straight cut divides this polygon in two parts")


def _cut_along(
    polygon: Polygon, angle: float, share: float, key: tuple[int, ...], wave: float
) -> tuple[Polygon, Polygon, Polygon] | None:
    """A cut by a line at right angles to ``angle``; None where that line leaves the polygon on its way."""
    c, s = cos(angle), sin(angle)
    turned = [(x * c + y * s, y * c - x * s) for x, y in polygon]
    level = _level(turned, 1.0 - share)
    sides = [u < level for u, _v in turned]
    edges = [at for at in range(len(turned)) if sides[at - 1] != sides[at]]
    if len(edges) != 2:
        return None
    enter, leave = edges if sides[edges[0] - 1] else edges[::-1]  # into the far part, out of it
    begin, end = _meet(turned[enter - 1], turned[enter], level), _meet(turned[leave - 1], turned[leave], level)
    line = _wavy(begin, end, level, turned, key, wave)
    far = [*_between(turned, enter, leave), (level, end), *reversed(line), (level, begin)]
    near = [*_between(turned, leave, enter), (level, begin), *line, (level, end)]
    whole = [(level, begin), *line, (level, end)]

    def back(points: Polygon) -> Polygon:
        return [(u * c - v * s, u * s + v * c) for u, v in points]

    return back(far), back(near), back(whole)


def _between(points: Polygon, first: int, last: int) -> Polygon:
    return points[first:last] if first < last else points[first:] + points[:last]


def _meet(one: Point, two: Point, level: float) -> float:
    """Where the side from ``one`` to ``two`` meets the line u = level."""
    return one[1] + (level - one[0]) / (two[0] - one[0]) * (two[1] - one[1])


def _below(points: Polygon, level: float) -> float:
    """The area where u < level: the integral of min(u, level) dv around the polygon."""
    total = 0.0
    u1, v1 = points[-1]
    for u2, v2 in points:
        if u1 <= level and u2 <= level:
            total += (u1 + u2) / 2 * (v2 - v1)
        elif u1 >= level and u2 >= level:
            total += level * (v2 - v1)
        else:
            part = (level - u1) / (u2 - u1)
            met = v1 + part * (v2 - v1)
            total += (u1 + level) / 2 * (met - v1) if u1 < level else level * (met - v1)
            total += (level + u2) / 2 * (v2 - met) if u2 < level else level * (v2 - met)
        u1, v1 = u2, v2
    return total


def _level(points: Polygon, share: float) -> float:
    """Where a line u = level leaves ``share`` of the area below it (regula falsi, Illinois)."""
    us = [u for u, _v in points]
    low, high = min(us), max(us)
    whole = _below(points, high + 1.0)
    at_low, at_high = -share, 1.0 - share
    level, before = low + share * (high - low), 0.0
    for _ in range(40):
        off = _below(points, level) / whole - share
        if abs(off) < _EXACT:
            break
        again = off * before > 0  # the same end moves twice: the other one counts half
        if off < 0:
            low, at_low, at_high = level, off, at_high / 2 if again else at_high
        else:
            high, at_high, at_low = level, off, at_low / 2 if again else at_low
        level, before = low - at_low * (high - low) / (at_high - at_low), off
    return level


def _wavy(begin: float, end: float, level: float, points: Polygon, key: tuple[int, ...], wave: float) -> Polygon:
    """The points between the ends of a cut: waves that give and take the same area, and cross no side."""
    length = abs(end - begin)
    pieces = max(2, round(length / _STEP))
    swings = _swings(pieces, key)
    near = _near(points, level, 2 * wave * length, min(begin, end), max(begin, end))
    for softer in _SOFTER:
        size = wave * length * softer
        line = [(level + size * swing, begin + (end - begin) * at / pieces) for at, swing in enumerate(swings, start=1)]
        if not size or not _crosses([(level, begin), *line, (level, end)], near):
            return line
    return []


def _swings(pieces: int, key: tuple[int, ...]) -> list[float]:
    """How far the points of a wavy line stand off, between about -1 and 1; their sum is 0."""
    waves = [(noise(*key, 2 * turn), noise(*key, 2 * turn + 1)) for turn in range(5)]
    swings = [
        sum(size / turn**0.8 * sin(pi * turn * at / pieces) * cos(shift) for turn, (size, shift) in enumerate(waves, 1))
        for at in range(1, pieces)
    ]
    bump = [sin(pi * at / pieces) for at in range(1, pieces)]
    excess = sum(swings) / sum(bump)
    return [swing - excess * lift for swing, lift in zip(swings, bump, strict=True)]


def _near(points: Polygon, level: float, wide: float, low: float, high: float) -> list[tuple[Point, Point]]:
    """The sides of a polygon that a wavy line could touch."""
    found = []
    one = points[-1]
    for two in points:
        along = min(one[1], two[1]) < high and max(one[1], two[1]) > low
        if along and min(one[0], two[0]) < level + wide and max(one[0], two[0]) > level - wide:
            found.append((one, two))
        one = two
    return found


def _crosses(line: Polygon, sides: list[tuple[Point, Point]]) -> bool:
    """Whether the line crosses a side anywhere but at its own ends."""
    last = len(line) - 2
    for at in range(len(line) - 1):
        one, two = line[at], line[at + 1]
        if at == 0:
            one = _toward(one, two)
        if at == last:
            two = _toward(two, one)
        if any(_cross(one, two, *side) for side in sides):
            return True
    return False


def _toward(one: Point, two: Point) -> Point:
    """A hair from ``one`` towards ``two``: the ends of a cut lie on a side."""
    return one[0] + (two[0] - one[0]) * 1e-6, one[1] + (two[1] - one[1]) * 1e-6


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = a, b, c, d
    if (cy < ay and dy < ay and cy < by and dy < by) or (cy > ay and dy > ay and cy > by and dy > by):
        return False  # nearly all pairs lie apart along the line
    apart = ((dx - cx) * (ay - cy) - (dy - cy) * (ax - cx) > 0) == ((dx - cx) * (by - cy) - (dy - cy) * (bx - cx) > 0)
    return not apart and (
        ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax) > 0) != ((bx - ax) * (dy - ay) - (by - ay) * (dx - ax) > 0)
    )
