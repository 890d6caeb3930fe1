"""The manual cannot lag: what the code knows is found in the pages, in both languages, and the pages are up to date."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typer.core import TyperGroup

from command_center import facts, orders
from command_center.cli.app import command_tree
from command_center.plan import practice, programme, ratings, roster, scenario
from command_center.plan.base import Plan

ROOT = Path(__file__).resolve().parents[1]
MODULES = (practice, programme, ratings, roster, scenario)


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def verbs(command: Any, path: str = "command-center") -> Iterator[tuple[str, Any]]:
    yield path, command
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from verbs(below, f"{path} {name}")


def models() -> Iterator[type[BaseModel]]:
    for module in MODULES:
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Plan) and thing not in (Plan, ratings.Written):
                yield thing


def test_the_reference_pages_are_as_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/docs", "--check"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_fact_is_in_the_manual_with_its_fields() -> None:
    text = page("facts.md")
    for kind, cls in facts.KINDS.items():
        section = text.partition(f"### `{kind}` ")[2].partition("\n### ")[0]
        assert section, f"{kind} is not in docs/facts.md"
        missing = [name for name in facts.fields_of(cls)[3:] if f"`{name}`" not in section]
        assert missing == [], kind


def test_every_fact_and_order_says_what_it_means() -> None:
    silent = [kind for table in (facts.KINDS, orders.KINDS) for kind, cls in table.items() if not cls.__doc__]
    assert silent == []


def test_every_order_is_in_the_manual() -> None:
    text = page("orders.md")
    assert [kind for kind in orders.KINDS if f"### `{kind}`" not in text] == []


def test_every_field_of_every_plan_file_is_in_the_manual() -> None:
    text = page("scenario.md") + page("roster.md") + page("ratings.md")
    missing = [
        f"{model.__name__}.{name}"
        for model in models()
        for name in model.model_fields
        if f"| `{name}` |" not in text.partition(f"### {model.__name__}\n")[2].partition("\n### ")[0]
    ]
    assert missing == []


def test_every_verb_and_option_is_in_the_manual() -> None:
    text = page("cli.md")
    for path, command in verbs(command_tree()):
        if isinstance(command, TyperGroup):
            continue
        section = text.partition(f"### `{path}`\n")[2].partition("\n### ")[0]
        assert section, f"{path} is not in docs/cli.md"
        options = [
            name for param in command.params for name in param.opts if name.startswith("--") and name != "--help"
        ]
        assert [name for name in options if f"`{name}" not in section] == []


@pytest.mark.parametrize("path", ["README.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))])
def test_links_between_pages_lead_somewhere(path: str) -> None:
    file = ROOT / path
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", file.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (file.parent / link).exists()] == []


@pytest.mark.parametrize("path", ["README.md", "docs/handbook.md", "docs/handbook.zh.md"])
def test_the_commands_that_people_copy_are_commands_of_the_program(path: str) -> None:
    known = dict(verbs(command_tree()))
    text = (ROOT / path).read_text("utf-8")
    for line in re.findall(r"^command-center [^\n]*", text, flags=re.M):
        words = line.partition("#")[0].split()
        path = max((verb for verb in known if " ".join(words).startswith(verb)), key=len)
        options = {name for param in known[path].params for name in param.opts}
        assert {word for word in words if word.startswith("--")} <= {*options, "--lang"}, line


def test_both_handbooks_teach_the_same_commands() -> None:
    """Comments and the language asked for differ; chapters and commands do not."""
    shapes = []
    for name in ("handbook.md", "handbook.zh.md"):
        blocks = re.findall(r"```sh\n(.*?)```", page(name), flags=re.S)
        lines = [
            line.partition("  #")[0].partition(" # ")[0].strip() for block in blocks for line in block.splitlines()
        ]
        said = [re.sub(r"(--lang |LANG=)(zh|en)", r"\1..", line) for line in lines]
        shapes.append(
            (said, len(re.findall("^## ", page(name), flags=re.M)), len(re.findall("^### ", page(name), flags=re.M)))
        )
    assert shapes[0] == shapes[1]
    assert len(shapes[0][0]) > 15
