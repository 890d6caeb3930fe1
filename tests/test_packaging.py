"""What is shipped: the lock names no host and fits pyproject.toml, scripts can be started, versions agree."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from command_center.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
SCRIPTS = ("scripts/demo", "scripts/test", "scripts/docs", "scripts/lock", "scripts/audit", ".ci/run")


def locked() -> dict[str, list[str]]:
    """Name -> the versions locked for it (several where they differ by Python version)."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, flags=re.M):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def test_no_lock_names_a_registry() -> None:
    locks = [path for path in ROOT.glob("*.lock") if path.name != "uv.lock"]
    assert [path.name for path in locks if "://" in path.read_text("utf-8")] == []
    assert "requirements-node.lock" in {path.name for path in locks}
    assert "uv.lock" in (ROOT / ".gitignore").read_text("utf-8").split()


def test_everything_in_the_lock_has_its_hash() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())
    assert len(entries) > 30
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("group", ["core", "report", "dev", "bench"])
def test_the_lock_fits_what_the_project_asks_for(group: str) -> None:
    asked = PROJECT["dependencies"] if group == "core" else PROJECT["optional-dependencies"][group]
    versions = locked()
    for line in asked:
        wanted = Requirement(line)
        if wanted.name == PROJECT["name"]:  # an extra that takes in another one
            continue
        found = versions.get(canonicalize_name(wanted.name), [])
        assert found, f"{wanted.name} is not locked; run scripts/lock"
        assert all(wanted.specifier.contains(version) for version in found), line


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lists = re.findall(r"^(?:dependencies|report|dev|bench) = \[\n(.*?)^\]", text, flags=re.M | re.S)
    lines = [line for part in lists for line in part.splitlines()]
    assert len(lines) > 15
    assert [line for line in lines if not re.search(r'",\s+# \S', line)] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_can_be_started(script: str) -> None:
    path = ROOT / script
    assert os.access(path, os.X_OK)
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("#!/usr/bin/env ")
    if first.endswith("bash"):
        subprocess.run(["bash", "-n", str(path)], check=True)


def test_the_changelog_knows_this_version() -> None:
    assert f"\n## {VERSION} " in (ROOT / "CHANGELOG.md").read_text("utf-8")
