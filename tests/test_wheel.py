"""The wheel: built, installed into a fresh environment, and used from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from command_center.version import VERSION

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


def command(*words: str | Path, cwd: Path) -> str:
    """Standard output of a command that must succeed, away from this checkout."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "COMMAND_CENTER_LANG")}
    clean["COMMAND_CENTER_WEB"] = "skip"  # the web view has tests of its own, see test_web_build.py
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=clean, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # without isolation: the build backend of the lock builds, nothing is downloaded
    command(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of the installed wheel, in a new environment that borrows the libraries of this one."""
    home = tmp_path_factory.mktemp("environment")
    command(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = home / scripts / "python"
    site = Path(command(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    command(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel, cwd=home)
    # the folder is named as a path, not executed as a site folder: .pth files in it (this checkout's own) stay unread
    libraries = {str(Path(module.__file__ or "").parents[1]) for module in (pytest, __import__("pydantic"))}
    (site / "libraries.pth").write_text("\n".join(sorted(libraries)) + "\n", encoding="utf-8")
    return home / scripts / "command-center"


def test_the_wheel_carries_scenarios_and_rosters_and_nothing_of_the_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "command_center/_shipped/scenarios/mini-hotline.yaml" in names
    assert "command_center/_shipped/seats/d-city/seats.csv" in names
    assert [name for name in names if name.startswith(("tests/", "scripts/", "docs/")) or "__pycache__" in name] == []


def test_the_installed_program_runs_a_drill_from_another_folder(program: Path, tmp_path: Path) -> None:
    assert command(program, "--version", cwd=tmp_path).split() == ["command-center", VERSION]
    scenarios = json.loads(command(program, "list", "scenarios", "--json", cwd=tmp_path))
    assert "mini-hotline" in {row["name"] for row in scenarios}
    report = json.loads(command(program, "run", "mini-hotline", "--out", "first", "--json", cwd=tmp_path))
    assert Path(report["journal"]) == Path("first/journal.jsonl.zst")
    whole = json.loads(command(program, "verify", report["journal"], "--root", report["root"], "--json", cwd=tmp_path))
    assert whole["whole"]
    again = json.loads(command(program, "replay", report["journal"], "--check", "--json", cwd=tmp_path))
    assert again["equal"]


def test_the_installed_program_is_the_one_of_the_wheel(program: Path, tmp_path: Path) -> None:
    where = command(
        program.parent / "python", "-c", "import command_center; print(command_center.__file__)", cwd=tmp_path
    )
    assert str(ROOT / "command_center") not in where
