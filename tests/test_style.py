"""How the code is cut: short functions, files that are about one thing."""

from __future__ import annotations

import ast
import functools
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [*sorted((ROOT / "command_center").rglob("*.py")), ROOT / "scripts" / "docs", ROOT / "scripts" / "audit"]


@functools.cache
def functions() -> dict[str, int]:
    """Every function with its lines, from ``def`` to its end."""
    return {
        f"{path.name}:{node.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_function_is_over_60_lines() -> None:
    assert {name: lines for name, lines in functions().items() if lines > 60} == {}


def test_the_typical_function_is_short() -> None:
    assert statistics.median(functions().values()) <= 8


def test_no_file_is_over_450_lines_but_the_list_of_facts() -> None:
    lengths = {path.name: path.read_text("utf-8").count("\n") for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > 450 and name != "facts.py"} == {}


def test_the_door_is_thin() -> None:
    main = ROOT / "command_center" / "cli" / "__init__.py"
    assert main.read_text("utf-8").count("\n") < 25
