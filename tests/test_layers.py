"""The floors: which module may import which, and what importing may not do."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "command_center"

LOW = {"facts", "orders", "refusals", "library", "ratings", "version", "words", "beside"}
PLAY = {"journal", "plan", "world", "folds", "drill", "recorded"}
ALLOWED: dict[str, set[str]] = {
    "facts": set(),
    "orders": set(),
    "refusals": set(),
    "library": set(),
    "version": set(),
    "words": {"score_words", "serve_words"},
    "score_words": set(),
    "serve_words": set(),
    "ratings": {"plan"},
    "journal": {"facts"},
    "plan": {"facts", "orders", "library"},
    "world": {"facts", "orders", "refusals", "plan"},
    "folds": {"facts", "orders", "refusals", "plan"},
    "beside": set(),
    "folding": {"beside", "facts", "folds", "journal"},
    "report": {"facts", "folds", "plan"},
    "evidence": {"facts", "folding", "folds", "journal", "plan"},
    "adapters": {"facts", "plan"},
    "recorded": {"facts", "plan", "journal", "library", "version"},
    "drill": {"facts", "orders", "journal", "plan", "world", "version"},
    "play": {"facts", "orders", "library", "plan", "drill", "folds"},
    "live": LOW | PLAY | {"play", "evidence", "report"},
    "cli": LOW | PLAY | {"play", "adapters", "evidence", "folding", "live", "report"},
    "__main__": {"cli"},
    "__init__": LOW | PLAY | {"play"},
}
"""By module or subpackage of command_center: what it may import besides itself. The table, not merely downwards."""


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(path.read_text("utf-8"))
    return found


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every node of every module, walked once, where it may matter here: imports and attributes."""
    kinds = ast.Import | ast.ImportFrom | ast.Attribute
    return tuple((name, node) for name, tree in sources().items() for node in ast.walk(tree) if isinstance(node, kinds))


@cache
def attributes() -> tuple[tuple[str, ast.Attribute], ...]:
    """Every ``a.b`` with the module it stands in."""
    return tuple((name, node) for name, node in nodes() if isinstance(node, ast.Attribute))


@cache
def imports() -> dict[str, tuple[ast.AST, ...]]:
    """The import statements of each module, wherever they stand."""
    found: dict[str, list[ast.AST]] = {name: [] for name in sources()}
    for name, node in nodes():
        if not isinstance(node, ast.Attribute):
            found[name].append(node)
    return {name: tuple(some) for name, some in found.items()}


def floor_of(module: str) -> str:
    """The part of the package that a module belongs to; the package itself is ``__init__``."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


@cache
def imports_of(module: str) -> frozenset[str]:
    """Every module that is imported anywhere in it, for types only or not; of the package as full names."""
    found: set[str] = set()
    for node in imports()[module]:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & set(sources())
            found |= inner if inner and len(inner) == len(node.names) else inner | {node.module}
    return frozenset(found)


def test_imports_keep_to_the_table() -> None:
    wrong = []
    for module in sources():
        floor = floor_of(module)
        for name in imports_of(module):
            target = floor_of(name)
            if name.split(".")[0] == "command_center" and target not in {floor, *ALLOWED.get(floor, set())}:
                wrong.append(f"{module} imports {name}")
    assert wrong == []


def test_only_the_program_sets_the_garbage_collector() -> None:
    assert [module for module in sources() if "gc" in imports_of(module)] == ["command_center.cli.batch"]


def test_every_module_stands_in_the_table() -> None:
    assert {floor_of(module) for module in sources()} - set(ALLOWED) == set()


def test_there_is_no_import_loop_even_for_types() -> None:
    open_: list[str] = []
    done: set[str] = set()
    loops: list[str] = []

    def visit(module: str) -> None:
        if module in open_:
            loops.append(" -> ".join([*open_[open_.index(module) :], module]))
        elif module not in done:
            open_.append(module)
            for name in sorted(imports_of(module) & set(sources())):
                visit(name)
            done.add(open_.pop())

    for module in sources():
        visit(module)
    assert loops == []


def test_only_the_world_knows_simpy_and_its_policies_do_not() -> None:
    users = {module for module in sources() if any(name.split(".")[0] == "simpy" for name in imports_of(module))}
    assert {floor_of(module) for module in users} <= {"world"}
    assert "command_center.world.policies" not in users


def test_chance_comes_from_named_streams_only() -> None:
    users = {module for module in sources() if {"random", "secrets", "uuid"} & imports_of(module)}
    assert users == set()
    legacy = {"seed", "rand", "randn", "randint", "random", "choice", "shuffle", "permutation", "normal", "exponential"}
    calls = [
        f"{module}:{node.lineno}"
        for module, node in attributes()
        if node.attr in legacy and ast.unparse(node.value).endswith("np.random")
    ]
    assert calls == []


def test_what_reaches_the_journal_asks_no_wall_clock() -> None:
    floors = {"facts", "orders", "plan", "world", "folds"}
    clocks = ("time.time", "time.monotonic", "time.perf_counter", "datetime.now", "datetime.utcnow", "date.today")
    last_names = {name.rpartition(".")[2] for name in clocks}
    calls = [
        f"{module}:{node.lineno}"
        for module, node in attributes()
        if node.attr in last_names and floor_of(module) in floors and ast.unparse(node).endswith(clocks)
    ]
    assert calls == []


WATCH = """
import importlib, sys
import chinese_calendar, msgspec, numpy, pydantic, rich.console, rich.progress, rich.table, simpy, typer, yaml
import zoneinfo, zstandard, concurrent.futures, importlib.metadata, hashlib, tempfile, multiprocessing, gzip, csv
pydantic.create_model("Warm", x=(int, 1))
seen = []
def hook(event, args):
    if event == "open":
        path, mode = str(args[0]), str(args[1] or "r")
        if not path.endswith((".py", ".pyc", ".so", ".pyd")) or set(mode) & set("wax+"):
            seen.append(f"{event} {path} {mode}")
    elif event.split(".")[0] in ("socket", "subprocess", "urllib", "os") and event not in ("os.listdir", "os.scandir"):
        seen.append(f"{event} {args}")
sys.addaudithook(hook)
for name in sys.argv[1:]:
    importlib.import_module(name)
    if seen:
        print(name, seen)
        break
"""


@pytest.mark.slow
def test_importing_does_nothing() -> None:
    modules = [module for module in sources() if not module.endswith("__main__")]
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, *modules], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("", "")
