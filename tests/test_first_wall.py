"""How soon there is something to see: from ``serve`` typed to the first wall in a browser that is open already."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.test_live_server import ROOT, link, started
from tests.wall_stage import chromium

HEAVY = ("polars", "docx", "openpyxl", "scipy", "matplotlib", "PIL", "httpx", "segno")
"""What a server needs only for what somebody may ask for later, or never."""
SOON = 5.0


def test_a_server_starts_without_what_it_may_never_need() -> None:
    modules = "command_center.cli.app, command_center.cli.serving, command_center.live.serving"
    code = f"import sys, {modules}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.browser
def test_the_first_wall_is_there_within_five_seconds(
    browser: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The best of three: whatever else the machine does is not our doing."""
    took = []
    for number in range(3):
        begun = time.monotonic()
        with started("city-waterlogging", data=tmp_path / str(number)) as (_, lines):
            told = time.monotonic() - begun
            base, key = link(lines, "Wall:")
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            page.goto(f"{base}/join#key={key}&to=/wall/city-waterlogging-1")
            page.locator("[data-seat]").first.wait_for(timeout=60_000)
            took.append((time.monotonic() - begun, told))
            page.close()
    whole, told = min(took)
    with capsys.disabled():
        sys.stdout.write(f"\n[first wall] {whole:.2f} s after serve was typed; its link was told after {told:.2f} s\n")
    assert whole < SOON
