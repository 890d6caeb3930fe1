"""The web view's way into the wheel: built when its sources changed, left out when asked, clear words when it fails."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A small web folder with a view that was built from it."""
    folder = tmp_path / "web"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.ts").write_text("export {}", "utf-8")
    (folder / "dist").mkdir()
    (folder / "dist" / "stamp.txt").write_text(hatch_build.sources_hash(folder), "utf-8")
    return folder


def test_a_view_is_fresh_until_one_of_its_sources_changes(web: Path) -> None:
    assert hatch_build.is_fresh(web)
    (web / "tests").mkdir()
    (web / "tests" / "a.test.ts").write_text("", "utf-8")
    (web / "dist" / "index.html").write_text("", "utf-8")
    assert hatch_build.is_fresh(web)
    (web / "src" / "main.ts").rename(web / "src" / "start.ts")
    assert not hatch_build.is_fresh(web)


def test_a_view_that_was_never_built_is_not_fresh(web: Path) -> None:
    (web / "dist" / "stamp.txt").unlink()
    assert not hatch_build.is_fresh(web)


def test_the_switch_knows_three_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMAND_CENTER_WEB", raising=False)
    assert hatch_build.mode() == "auto"
    monkeypatch.setenv("COMMAND_CENTER_WEB", "never")
    with pytest.raises(hatch_build.NotBuilt, match="auto, skip or force"):
        hatch_build.mode()


def test_an_old_node_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, told in (("node", "v18.20.4"), ("npm", "9.2.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {told}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hatch_build.own_node() is None
    (tmp_path / "node").write_text("#!/bin/sh\necho v24.1.0\n", "utf-8")
    assert hatch_build.own_node() == tmp_path / "node"


def test_the_web_lock_names_no_registry_and_every_version_is_pinned() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') > 50
    packages = (ROOT / "web" / "package.json").read_text("utf-8")
    asked = re.findall(r'": "([\^~><=*]?)\d+\.\d+\.\d+"', packages.split('"dependencies"')[1])
    assert len(asked) >= 8
    assert set(asked) == {""}


# -- real builds --------------------------------------------------------------------------------------------------


def build(target: str, source: Path, out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "build", f"--{target}", "--no-isolation", "--outdir", str(out), str(source)]
    clean = {name: value for name, value in os.environ.items() if name != "COMMAND_CENTER_WEB"}
    return subprocess.run(
        words, env=clean | environment, cwd=out, capture_output=True, text=True, check=False, timeout=900
    )


@pytest.fixture(scope="module")
def needs_node() -> None:
    if hatch_build.own_node() is None and hatch_build.packaged_node() is None:
        if os.environ.get("CI"):
            pytest.fail("no Node.js here, and CI is set")
        pytest.skip("no Node.js on this machine: the web view is not built")


@pytest.mark.slow
@pytest.mark.usefixtures("needs_node")
def test_the_sdist_carries_the_view_and_a_wheel_of_it_needs_no_node(tmp_path: Path) -> None:
    done = build("sdist", ROOT, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert not (source / "web" / "node_modules").exists()
    bare = tmp_path / "no-node"
    bare.mkdir()
    done = build("wheel", source, tmp_path, PATH=str(bare))
    assert done.returncode == 0, done.stdout + done.stderr
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert "command_center/_web/index.html" in names
    assert [name for name in names if re.fullmatch(r"command_center/_web/assets/index-.+\.js", name)]
    assert [name for name in names if name.startswith("web/") or "node_modules" in name] == []


@pytest.mark.slow
@pytest.mark.usefixtures("needs_node")
def test_where_no_registry_answers_the_build_says_how_to_go_on_without_the_view(tmp_path: Path) -> None:
    source = tmp_path / "source"
    skipped = shutil.ignore_patterns("node_modules", "dist", ".git", ".venv", "drills", ".*_cache", "__pycache__")
    shutil.copytree(ROOT, source, ignore=skipped)
    quick = {"npm_config_fetch_retries": "0", "npm_config_cache": str(tmp_path / "cache")}
    done = build("wheel", source, tmp_path, npm_config_registry="http://127.0.0.1:9/", **quick)
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert "COMMAND_CENTER_WEB=skip installs the program without it" in told
    assert "Traceback" not in told.split("npm ci")[-1]
    done = build("wheel", source, tmp_path, COMMAND_CENTER_WEB="skip")
    assert done.returncode == 0, done.stderr
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert [name for name in names if "_web" in name] == []
