"""Translates the export's words into the roster's: categories, places, channels, natures, urgencies."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Table
from typing import NamedTuple

from command_center.plan.city import Tree
from command_center.plan.problems import Problem, Said, did_you_mean
from command_center.plan.roster import Roster
from command_center.plan.yaml_file import Document
from command_center.recorded.mapping import Mapping, TextColumn

SPREAD = "spread"
Text = Callable[[Sequence[str]], str]
_DIGIT = re.compile(r"\d")
_SHOWN = 40


class Meaning(NamedTuple):
    """What one row's words mean here."""

    channel: str
    nature: str
    category: str
    urgency: str
    place: str


class Unmapped(NamedTuple):
    """A word of the export that the mapping does not name: where it stands, in how many rows, what it became.

    An empty ``became`` means that the category's own holds.
    """

    field: str
    column: str
    value: str
    rows: int
    became: str


def text_of(spec: TextColumn | None, index: Table[str, int]) -> Text | None:
    """A function from a row's cells to the text of a column, without blanks around; None where none is named."""
    if spec is None:
        return None
    at, take = index[spec.column], spec.take or None
    return lambda cells: cells[at].strip()[:take]


class _Field:
    """One field: its column, the table of words and the default."""

    def __init__(
        self, name: str, spec: TextColumn | None, index: Table[str, int], table: Table[str, str], default: str
    ) -> None:
        self.name, self.column = name, spec.column if spec else ""
        self.read, self.table, self.default = text_of(spec, index), table, default
        self.unmapped: Counter[str] = Counter()

    def __call__(self, cells: Sequence[str]) -> str:
        if self.read is None:
            return self.default
        value = self.read(cells)
        found = self.table.get(value)
        if found is None:
            self.unmapped[value] += 1
            return self.default
        return found


class Interpreter:
    """Says of each row what its words mean here, and remembers the words that the mapping does not name."""

    def __init__(self, mapping: Mapping, index: Table[str, int], roster: Roster, city: Tree) -> None:
        columns = mapping.columns
        self._category = _Field("category", columns.category, index, mapping.categories, mapping.category_default)
        self._place = _Field("place", columns.place, index, mapping.places, mapping.place_default)
        self._channel = _Field("channel", columns.channel, index, mapping.channels, mapping.channel_default)
        self._nature = _Field("nature", columns.nature, index, mapping.natures, mapping.nature_default)
        self._urgency = _Field("urgency", columns.urgency, index, mapping.urgencies, mapping.urgency_default)
        self._address = text_of(columns.address, index) or self._place.read
        self._urgency_of = {category.id: str(category.urgency) for category in roster.categories}
        self._to_grid = mapping.place_spread == "grid"
        self._city, self._grids = city, {"": city.grids}

    def __call__(self, cells: Sequence[str], reference: str) -> Meaning:
        """The meaning of a row; ``reference`` steers the spread of rows without an address."""
        category = self._category(cells)
        urgency = self._urgency(cells) or self._urgency_of[category]
        return Meaning(self._channel(cells), self._nature(cells), category, urgency, self._where(cells, reference))

    def _where(self, cells: Sequence[str], reference: str) -> str:
        place = self._place(cells)
        if place != SPREAD and not self._to_grid:
            return place
        key = (self._address(cells) if self._address else "") or reference
        return self._spread("" if place == SPREAD else place, key)

    def _spread(self, place: str, key: str) -> str:
        """The grid of ``place`` that the digest of ``key`` falls on: the same key always gives the same grid."""
        grids = self._grids.get(place)
        if grids is None:
            grids = self._grids[place] = self._city.grids_of(place)
        return grids[int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % len(grids)]

    def unmapped(self) -> list[Unmapped]:
        """The words that got the default, the most frequent first within each field."""
        fields = (self._category, self._place, self._channel, self._nature, self._urgency)
        return [line for field in fields for line in _lines(field)]


def _lines(field: _Field) -> Iterator[Unmapped]:
    counts: Counter[str] = Counter()
    for value, count in field.unmapped.items():
        counts[_without_numbers(value) if field.name == "place" else value[:_SHOWN]] += count
    for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield Unmapped(field.name, field.column, value, count, field.default)


def _without_numbers(value: str) -> str:
    """A place as it may be shown: an address loses its numbers, so that nobody's door is named."""
    return _DIGIT.sub("#", value)[:_SHOWN]


def check_words(mapping: Mapping, document: Document, roster: Roster, city: Tree) -> list[Problem]:
    """Every category and place of the mapping that the roster does not have, with its line."""
    known = {category.id for category in roster.categories}
    categories = [*_entries("categories", mapping.categories), (("category_default",), mapping.category_default)]
    places = [*_entries("places", mapping.places), (("place_default",), mapping.place_default)]
    problems = [
        document.problem(at, Said(f"the roster has no category {name}", f"没有类别 {name}"), did_you_mean(name, known))
        for at, name in categories
        if name not in known
    ]
    example = f"{city.districts[-1]} or {city.grids[0]}"
    right = Said(f"write a place such as {example}", f"请写如 {example.replace(' or ', ' 或 ')}")
    problems += [
        document.problem(at, Said(f"the roster's city has no place {place!r}", f"名册的城市没有地点 {place!r}"), right)
        for at, place in places
        if place not in city and (at, place) != (("place_default",), SPREAD)
    ]
    return problems


def _entries(field: str, table: Table[str, str]) -> list[tuple[tuple[str, ...], str]]:
    return [((field, word), meaning) for word, meaning in table.items()]
