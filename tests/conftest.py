"""What tests share: the mini centre, a copy of it to spoil, and the folder of real data where there is one."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from command_center import library
from command_center.cli.batch import settled_collector
from command_center.plan.loading import load
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]

# how long one example takes says something about the machine's other work, not about a property
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

Edit = Callable[[str, str, str], int]
"""In file FILE replaces text OLD, which must be there, by NEW; returns the line where it stood."""


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports beside the repository; the test is skipped where it is not there."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real data here: the folder ../shared/data is absent")
    return folder


@pytest.fixture
def settled() -> Iterator[None]:
    """The garbage collector as a server sets it once it answers."""
    before = gc.get_threshold()
    gc.collect()
    settled_collector()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture(scope="session")
def mini() -> tuple[Scenario, Roster]:
    """The mini hotline and its roster."""
    return load("mini-hotline")


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """A user's own copy of the mini roster, in a folder that may be spoilt; ``drill.yaml`` lies beside it."""
    folder = tmp_path / "centre"
    shutil.copytree(library.find_roster("mini"), folder)
    text = library.find_scenario("mini-hotline").read_text("utf-8")
    (tmp_path / "drill.yaml").write_text(text.replace("roster: mini", "roster: centre"), "utf-8")
    return folder


@pytest.fixture
def edit(centre: Path) -> Edit:
    """Spoils a file of the own centre; ``drill.yaml`` is the scenario beside it."""

    def change(file: str, old: str, new: str) -> int:
        path = centre / file if (centre / file).exists() else centre.parent / file
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    return change
