"""Finds the scenarios, rosters and pages that ship with the program, and the user's own, which always win.

In a wheel they lie inside the package (``_shipped``, ``_web``), in a checkout or an editable install beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Kind = Literal["scenarios", "seats"]

_PACKAGE = Path(__file__).resolve().parent


class NotInLibrary(LookupError):
    """Neither a path of the user's nor a shipped name; ``known`` are the shipped names, and rosters near by."""

    def __init__(self, kind: Kind, name: str, known: list[str]) -> None:
        super().__init__(f"there is neither a path nor a name {name!r} among {kind}; there are {', '.join(known)}")
        self.kind = kind
        self.name = name
        self.known = known


def shipped(kind: Kind) -> Path:
    """The folder of what ships with the program."""
    inside = _PACKAGE / "_shipped" / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind


def web_view() -> Path | None:
    """The folder of the built pages: in the wheel, else in the checkout; None where they are not built.

    A checkout builds them by ``python hatch_build.py`` or ``npm ci && npm run build`` in ``web/``.
    """
    for folder in (_PACKAGE / "_web", _PACKAGE.parent / "web" / "dist"):
        if (folder / "index.html").is_file():
            return folder
    return None


def names(kind: Kind) -> list[str]:
    """The shipped names, sorted: scenarios without ``.yaml``, rosters as their folders are called."""
    folder = shipped(kind)
    if kind == "scenarios":
        return sorted(path.stem for path in folder.glob("*.yaml"))
    return sorted(path.parent.name for path in folder.glob("*/roster.yaml"))


def find_scenario(name_or_path: str | Path) -> Path:
    """The scenario file: the user's own file (or a folder with a ``scenario.yaml``), else the shipped one."""
    name = str(name_or_path)
    own = _scenario_at(Path(name))
    if own is not None:
        return own
    ours = shipped("scenarios") / f"{name}.yaml"
    if _is_plain(name) and ours.is_file():
        return ours
    raise NotInLibrary("scenarios", name, names("scenarios"))


def find_roster(name_or_path: str | Path, beside: Path | None = None) -> Path:
    """The roster folder: the user's own (from the folder ``beside``, then from here), else the shipped one."""
    name = str(name_or_path)
    for base in (beside, Path()):
        own = _roster_at(base / name) if base is not None else None
        if own is not None:
            return own
    ours = _roster_at(shipped("seats") / name)
    if _is_plain(name) and ours is not None:
        return ours
    near = [path.parent.name for base in (beside, Path()) if base is not None for path in base.glob("*/roster.yaml")]
    raise NotInLibrary("seats", name, sorted({*names("seats"), *near}))


def _is_plain(name: str) -> bool:
    return bool(name) and not {"/", "\\"} & set(name) and name not in (".", "..")


def _scenario_at(path: Path) -> Path | None:
    if path.is_dir() and (path / "scenario.yaml").is_file():
        return path / "scenario.yaml"
    return path if path.is_file() else None


def _roster_at(path: Path) -> Path | None:
    if path.name == "roster.yaml" and path.is_file():
        return path.parent
    return path if (path / "roster.yaml").is_file() else None
