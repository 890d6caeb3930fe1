"""The names that other files may refer to, and how a reference to an unknown one is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from command_center.plan.city import Tree
from command_center.plan.city import tree as tree_of
from command_center.plan.problems import Said, did_you_mean
from command_center.plan.roster import City, Roster
from command_center.plan.roster_files import RosterFiles
from command_center.plan.tables import Table

Words = tuple[Said, Said]

BUILT_IN_STAFFING = ("full", "half")
"""Staffing plans that every roster has by itself."""

_KINDS = {
    "seat": "席位",
    "system": "业务系统",
    "category": "类别",
    "duty": "职责条目",
    "resource": "数据资源",
    "shift": "班次",
    "place": "地点",
    "staffing": "席位配置",
    "objective": "演练目标",
    "inject": "控制消息",
    "hazard": "灾害",
    "provider": "数据提供方",
    "kind of fact": "事实种类",
    "field": "字段",
    "count": "计数项",
    "source": "来源",
    "recorded file": "记录文件",
}


def unknown(kind: str, name: str, known: Iterable[str]) -> Words:
    """The words for a reference to something that does not exist."""
    return Said(f"unknown {kind} {name}", f"没有{_KINDS[kind]} {name}"), did_you_mean(name, known)


@dataclass(frozen=True)
class Known:
    """Names by kind; None where the file that lists them could not be read, so that nothing is said of it."""

    names: dict[str, frozenset[str] | None]
    tree: Tree | None

    @classmethod
    def nothing(cls) -> Known:
        """Where no roster could be read: nothing is refused."""
        return cls({}, None)

    def missing(self, kind: str, name: str) -> Words | None:
        """The words of refusal if there is no such thing of this kind, else None."""
        if kind == "place":
            return self._missing_place(name)
        names = self.names.get(kind)
        return None if names is None or name in names else unknown(kind, name, names)

    def _missing_place(self, path: str) -> Words | None:
        if self.tree is None or path in self.tree:
            return None
        above = path
        while above and above not in self.tree:
            above = self.tree.parent(above)
        nearest = self.tree.children(above)
        en = f"{above or 'the city'} has {nearest[0]} to {nearest[-1]}" if nearest else "it must be a path such as D1"
        zh = f"{above or '全市'} 下有 {nearest[0]} 至 {nearest[-1]}" if nearest else "应写如 D1 的路径"
        return Said(f"unknown place {path}", f"没有地点 {path}"), Said(en, zh)


def known_of(files: RosterFiles) -> Known:
    """What a roster folder lists, rows that could not be read included."""
    names = {
        "seat": _ids(files.seats, (row.id for row in files.seats.rows)),
        "system": _ids(files.systems, (row.id for row in files.systems.rows)),
        "category": _ids(files.categories, (row.id for row in files.categories.rows)),
        "duty": _ids(files.duties, (row.id for row in files.duties.rows)),
        "resource": _ids(files.catalogue, (row.id for row in files.catalogue.rows)),
        "provider": _ids(files.catalogue, (row.provider for row in files.catalogue.rows)),
        "shift": _ids(files.shifts, (row.shift for row in files.shifts.rows)),
        "staffing": frozenset({*BUILT_IN_STAFFING, *files.staffing}),
    }
    return Known(names, usable_tree(files.city))


def known_of_roster(roster: Roster) -> Known:
    """What a roster that is already loaded lists."""
    names: dict[str, frozenset[str] | None] = {
        "seat": frozenset(row.id for row in roster.seats),
        "system": frozenset(row.id for row in roster.systems),
        "category": frozenset(row.id for row in roster.categories),
        "duty": frozenset(row.id for row in roster.duties),
        "resource": frozenset(row.id for row in roster.catalogue),
        "staffing": frozenset({*BUILT_IN_STAFFING, *roster.staffing}),
    }
    return Known(names, usable_tree(roster.city))


def _ids(table: Table[Any], names: Iterable[str]) -> frozenset[str] | None:
    return frozenset(names) | table.broken if table.whole else None


def usable_tree(city: City | None) -> Tree | None:
    """The city's tree, or None where its counts allow none."""
    return tree_of(city) if city is not None and tiers_fit(city) else None


def tiers_fit(city: City) -> bool:
    """Whether every tier has at least as many places as the one above, and the districts are all there."""
    counts = city.tiers
    rising = counts.districts <= counts.streets <= counts.communities <= counts.grids
    return rising and counts.districts == len(city.districts)
