"""Papers of a drill that has ended: report and evidence pack, made by the program itself in a process of its own.

Making them takes seconds of processor time, which a server does not have while others look on. What the program needs
lies in the drill's folder, journal and ratings side by side, just as if somebody typed the command there.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from command_center.live.problems import Trouble
from command_center.live.storage import Folder
from command_center.live.words import Lang

FORMATS = {
    "html": ("report-{lang}.html", "text/html; charset=utf-8"),
    "docx": ("report-{lang}.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("report-{lang}.pdf", "application/pdf"),
    "xlsx": ("report-{lang}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("report.json", "application/json"),
    "md": ("report-{lang}.md", "text/markdown; charset=utf-8"),
}
"""Format of a report -> name of its main file, media type."""
EVIDENCE = "evidence.zip"
LONGEST = 600.0
"""Seconds that a paper may take."""


async def report(folder: Folder, name: str, lang: Lang) -> Path:
    """The report's file in one format; made where it is not there yet, or where people have rated since."""
    file, _ = FORMATS[name]
    path = folder.path / "report" / file.format(lang=lang)
    if not _is_fresh(path, folder):
        await _run(lang, "report", str(folder.journal), "--format", name, "--out", str(path.parent))
    return path


async def evidence(folder: Folder, lang: Lang) -> Path:
    """The evidence pack's file; made where it is not there yet, or where people have rated since."""
    path = folder.path / EVIDENCE
    if not _is_fresh(path, folder):
        await _run(lang, "evidence", str(folder.journal), "--out", str(path))
    return path


def _is_fresh(path: Path, folder: Folder) -> bool:
    sources = [source for source in (folder.journal, folder.ratings) if source.exists()]
    return path.exists() and path.stat().st_mtime >= max(source.stat().st_mtime for source in sources)


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
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise Trouble(500, "paper", reason=said.decode("utf-8", "replace").strip()[-500:])
