"""What is kept of a drill: live scores, and after its end journal, report, evidence pack, and the replay."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import Query
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from command_center.live import papers
from command_center.live.needs import DIRECT, RATE_TASKS, WALL, DrillId, TheRoom
from command_center.live.problems import Trouble, lang_of
from command_center.live.routes.table import Route, a_file, an_object, plain

REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-downloads allow-modals"
)
"""The report carries its own style and script. In a sandbox it is a stranger here: it reaches no cookie and no API."""

Format = Annotated[
    Literal["html", "docx", "pdf", "xlsx", "json", "md"], Query(alias="format", description="The form of the report.")
]
Language = Annotated[Literal["zh", "en"] | None, Query(description="Its language; else that of the request.")]
At = Annotated[int, Query(ge=0, le=2**53, description="The moment (ms of simulated time).", examples=[3_600_000])]


async def scores(room: TheRoom) -> Any:
    """Every score as of now."""
    return plain(await room.tell(room.scores.sheet))


async def report(
    request: Request,
    room: TheRoom,
    face: Format = "html",
    lang: Language = None,
) -> Response:
    """The evaluation report; the first time it is made, which takes seconds."""
    paper = await room.paper(lang or lang_of(request.headers))
    async with room.making:
        path = await papers.report(paper, face)
    headers = {"content-security-policy": REPORT_POLICY} if face == "html" else {}
    shown = "inline" if face in ("html", "pdf") else "attachment"
    return FileResponse(
        path, media_type=papers.FORMATS[face][1], filename=f"{room.id}-{path.name}", headers=headers,
        content_disposition_type=shown,
    )  # fmt: skip


async def journal(room: TheRoom) -> Response:
    """The journal, byte for byte."""
    return FileResponse(room.finished.path, media_type="application/zstd", filename=f"{room.id}.journal.jsonl.zst")


async def evidence(request: Request, room: TheRoom) -> Response:
    """The evidence pack: journal, ratings, scores and every case behind them; ``verify`` recomputes it."""
    paper = await room.paper(lang_of(request.headers))
    async with room.making:
        path = await papers.evidence(paper)
    return FileResponse(path, media_type="application/zip", filename=f"{room.id}-evidence.zip")


async def replay(room: TheRoom, drill: DrillId, at: At) -> Any:
    """The wall at a moment of a drill that has ended."""
    del drill
    room.finished  # noqa: B018 - Trouble where the drill has not ended
    most = room.folder.head.end
    if at > most:
        raise Trouble(422, "at", most=most)
    return plain(await room.tell(lambda: msgspec.json.encode(room.seeker().picture(at))))


_DRILL = "/api/drills/{drill}"
_GONE = (404, 409)
_FILES = ("text/html", "application/pdf", "application/json", "text/markdown")
ROUTES = (
    Route(
        "GET", _DRILL + "/scores", scores, RATE_TASKS, "Live scores", refusals=_GONE,
        answers=an_object("The score sheet: steps, 1315, three rates, indicators, maturity profile."),
    ),
    Route(
        "GET", _DRILL + "/report", report, RATE_TASKS, "The report", refusals=_GONE,
        answers=a_file("The report.", *_FILES),
    ),
    Route(
        "GET", _DRILL + "/journal", journal, DIRECT, "The journal", refusals=_GONE,
        answers=a_file("The journal.", "application/zstd"),
    ),
    Route(
        "GET", _DRILL + "/evidence.zip", evidence, DIRECT, "The evidence pack", refusals=_GONE,
        answers=a_file("The pack.", "application/zip"),
    ),
    Route(
        "GET", _DRILL + "/replay/picture", replay, WALL, "The wall at a moment", refusals=_GONE,
        answers=an_object("The wall."),
    ),
)  # fmt: skip
