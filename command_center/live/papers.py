"""Papers of a drill that has ended: report and evidence pack, made by the program itself in a process of its own.

Making them takes seconds of processor time, which a server does not have while others look on. People may rate
meanwhile. So a paper is made of a copy of the ratings and stands on a shelf that is named after them: whoever asks
after the next rating gets another one, and no paper is half of one and half of the other.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from command_center.live.lines import put
from command_center.live.problems import Trouble
from command_center.live.storage import Folder
from command_center.live.words import Lang
from command_center.ratings import FILE, bind_ratings
from command_center.version import VERSION

FORMATS = {
    "html": ("report-{lang}.html", "text/html; charset=utf-8"),
    "docx": ("report-{lang}.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("report-{lang}.pdf", "application/pdf"),
    "xlsx": ("report-{lang}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("report.json", "application/json"),
    "md": ("report-{lang}.md", "text/markdown; charset=utf-8"),
}
"""Format of a report -> name of its main file, media type."""
OUT = "where it is made"
"""Stands in a command for the place, which is known when it is run."""
LONGEST = 600.0
"""Seconds that a paper may take."""
KEPT = 3
"""Shelves that are kept: somebody may still be sent what the ratings before made."""


class Paper(NamedTuple):
    """What a paper is made of: the drill's folder and root, what people rated (the bytes of the file), the language."""

    folder: Folder
    root: str
    ratings: bytes
    lang: Lang

    @property
    def journal(self) -> Path:
        """The journal."""
        return self.folder.journal

    @property
    def shelf(self) -> Path:
        """Where papers of this journal, these ratings and this program stand."""
        made_of = hashlib.sha256("\n".join((VERSION, self.root, "")).encode() + self.ratings)
        return self.folder.path / "papers" / made_of.hexdigest()[:16]


async def report(paper: Paper, name: str) -> Path:
    """The report's file in one format; made where it is not there yet, or where people have rated since."""
    file, _ = FORMATS[name]
    made = paper.shelf / f"report-{name}-{paper.lang}"
    if not made.exists():
        await _make(paper, made, "report", str(paper.journal), "--format", name, "--out", OUT)
    return made / file.format(lang=paper.lang)


async def evidence(paper: Paper) -> Path:
    """The evidence pack's file; made where it is not there yet, or where people have rated since."""
    made = paper.shelf / f"evidence-{paper.lang}.zip"
    if not made.exists():
        await _make(paper, made, "evidence", str(paper.journal), "--out", OUT)
    return made


async def _make(paper: Paper, made: Path, *words: str) -> None:
    """Make a paper of exactly the ratings that it is named after, whole or not at all."""
    part = await asyncio.to_thread(_prepare, paper, made)
    rated = ("--ratings", str(paper.shelf / FILE)) if paper.ratings else ()
    await _run(paper.lang, *(str(part) if word is OUT else word for word in words), *rated)
    await asyncio.to_thread(_settle, paper, part, made)


def _prepare(paper: Paper, made: Path) -> Path:
    paper.shelf.mkdir(parents=True, exist_ok=True)
    if paper.ratings:
        snapshot = paper.shelf / FILE
        put(snapshot, paper.ratings)
        bind_ratings(snapshot, paper.root)
    part = paper.shelf / f"part-{made.name}"
    _clear(part)  # of a server that died while it made one
    return part


def _settle(paper: Paper, part: Path, made: Path) -> None:
    part.rename(made)
    shelves = sorted(paper.shelf.parent.iterdir(), key=lambda shelf: shelf.stat().st_mtime)
    for shelf in shelves[:-KEPT]:
        if shelf != paper.shelf:
            _clear(shelf)


def _clear(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


async def _run(lang: Lang, *words: str) -> None:
    """Run the program; Trouble with what it said where it could not do it."""
    command = (sys.executable, "-m", "command_center", *words, "--lang", lang)
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )
    try:
        async with asyncio.timeout(LONGEST):
            _, said = await process.communicate()
    except TimeoutError:
        raise Trouble(500, "paper_slow", minutes=round(LONGEST / 60)) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise Trouble(500, "paper", reason=said.decode("utf-8", "replace").strip()[-500:])
