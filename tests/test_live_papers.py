"""Papers of a drill that has ended: made of exactly the ratings that were acknowledged, whole or not at all."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from command_center.live import papers
from command_center.orders import EndDrill
from command_center.plan.spans import HOUR
from command_center.ratings import FILE
from tests.live_room import Person, app_of, director, named, until


async def ended(house: Any, room: Any) -> None:
    await room.set_pace("minute")
    await until(lambda: room.live.pace.state == "paused")
    await room.order(EndDrill(0, 0, "director"), "", "g")
    await until(lambda: any(line.kind == "bound" for line in room.rated()))


def said(pack: bytes) -> str:
    """The ratings in an evidence pack."""
    files = zipfile.ZipFile(io.BytesIO(pack))
    return files.read(next(name for name in files.namelist() if name.endswith(f"/{FILE}"))).decode()


async def observe(boss: Person, drill: str, text: str) -> None:
    answer = await boss.ask("POST", f"{drill}/ratings", {"kind": "observation", "text": text, "facts": [1]})
    assert answer.status_code == 201, answer.text


@pytest.mark.slow
def test_a_rating_written_while_a_paper_is_made_is_in_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss, drill = Person(app, director(house)), f"/drills/{room.id}"
            await ended(house, room)
            await observe(boss, drill, "before")
            run = papers._run

            async def slowly(*words: Any) -> None:
                made.append(words[1])
                if len(made) == 1:
                    await observe(boss, drill, "meanwhile")
                await run(*words)

            monkeypatch.setattr(papers, "_run", slowly)
            first, second, third = [(await boss.ask("GET", f"{drill}/evidence.zip")).content for _ in range(3)]
            assert "before" in said(first)
            assert "meanwhile" not in said(first), "it is of the ratings that it is named after"
            assert "meanwhile" in said(second)
            assert third == second
            assert made == ["evidence", "evidence"]

    asyncio.run(check())


def test_what_a_server_left_half_made_is_never_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss, drill = Person(app, director(house)), f"/drills/{room.id}"
            await ended(house, room)

            async def dies(_lang: str, _verb: str, _journal: str, _out: str, out: str, *_: str) -> None:
                Path(out).write_bytes(b"half")
                raise asyncio.CancelledError

            async def makes(_lang: str, _verb: str, _journal: str, _out: str, out: str, *_: str) -> None:
                assert not Path(out).exists()
                Path(out).write_bytes(b"whole")

            paper = await room.paper("en")
            monkeypatch.setattr(papers, "_run", dies)
            with pytest.raises(asyncio.CancelledError):
                await papers.evidence(paper)
            monkeypatch.setattr(papers, "_run", makes)
            assert (await boss.ask("GET", f"{drill}/evidence.zip")).content == b"whole"
            for number in range(6):
                await observe(boss, drill, f"{number}")
                assert (await boss.ask("GET", f"{drill}/evidence.zip")).content == b"whole"
            assert len(list((room.folder.path / "papers").iterdir())) == papers.KEPT

    asyncio.run(check())
