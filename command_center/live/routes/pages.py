"""The pages that people see: the built web view, and the manual of the addresses."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from functools import lru_cache
from html import escape
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from command_center.library import web_view
from command_center.live.needs import OPEN
from command_center.live.problems import Trouble
from command_center.live.routes.table import Route, plain
from command_center.live.routes.watch import PATH as SOCKET

OURS = ("", "wall", "seat", "director", "evaluator", "join", "replay")
"""What the first part of a page's address may be; the page itself finds its way from there."""

PACKED = frozenset({".css", ".html", ".js", ".json", ".svg"})
"""Kinds of files that are worth packing."""

NOT_BUILT = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>EXERCISE 演练</title></head><body>
<h1>EXERCISE 演练 · command-center</h1>
<p>网页尚未生成。请在源码目录的 web 文件夹中运行 <code>npm ci</code>，再运行 <code>npm run build</code>，
然后刷新此页；或用 <code>pip install .</code> 安装，会自动生成。接口不受影响：<a href="/api/docs">/api/docs</a></p>
<p>The web view is not built. In the folder web of the source run <code>npm ci</code>, then <code>npm run build</code>,
and load this page again; or install with <code>pip install .</code>, which builds it. The interface works without it:
<a href="/api/docs">/api/docs</a></p></body></html>"""


async def page(request: Request) -> Response:
    """A file of the web view, or the page that finds its own way."""
    path = request.path_params["path"]
    if path == "api" or path.startswith("api/"):
        raise Trouble(404, "no_path")
    view = web_view()
    file = _file(view, path) if view is not None else None
    if file is not None:
        lasting = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
        return await _sent(request, file, lasting)
    if path.partition("/")[0] not in OURS:
        raise Trouble(404, "no_path")
    if view is None:
        return HTMLResponse(NOT_BUILT, 503)
    return await _sent(request, view / "index.html", "no-cache")


async def _sent(request: Request, file: Path, lasting: str) -> Response:
    """A file of the web view, packed where the browser takes that: a third of the bytes on a phone's way."""
    headers = {"cache-control": lasting, "vary": "accept-encoding"}
    if file.suffix not in PACKED or "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(file, headers=headers)
    data = await asyncio.to_thread(_packed, file, file.stat().st_mtime_ns)
    return Response(data, headers={**headers, "content-encoding": "gzip"}, media_type=guess_type(file.name)[0])


@lru_cache(maxsize=200)
def _packed(file: Path, _changed: int) -> bytes:
    """The bytes of a file, packed; kept until it changes."""
    return gzip.compress(file.read_bytes(), 6, mtime=0)


def _file(view: Path, path: str) -> Path | None:
    """The file at a path inside the web view, if there is one there."""
    try:
        file = (view / path).resolve()
        return file if file.is_file() and file.is_relative_to(view.resolve()) else None
    except (OSError, ValueError):
        return None


async def described(request: Request) -> Response:
    """The interface as OpenAPI; describing it takes a tenth of a second, so in a thread, and once."""
    app = request.app
    if app.state.described is None:
        app.state.described = await asyncio.to_thread(lambda: msgspec.json.encode(app.openapi()))
    return plain(app.state.described)


async def manual(request: Request) -> Response:
    """Every address with what it is for; the whole of it is in /api/openapi.json."""
    return HTMLResponse(await asyncio.to_thread(_manual, request.app.openapi))


def _manual(openapi: Callable[[], dict[str, Any]]) -> str:
    told = openapi()
    rows = [
        f"<tr><td>{method.upper()} <code>{escape(path)}</code></td><td>{escape(each['summary'])}</td></tr>"
        for path, methods in told["paths"].items()
        for method, each in methods.items()
    ]
    table = f"<table><tbody>{''.join(rows)}</tbody></table>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>EXERCISE 演练 · API</title></head><body>'
        '<h1>EXERCISE 演练 · command-center</h1><p><a href="/api/openapi.json">/api/openapi.json</a></p>'
        f"{table}<p>WebSocket <code>{escape(SOCKET)}?view=wall|seat:ID|director|evaluator</code></p></body></html>"
    )


ROUTES = (
    Route("GET", "/api/openapi.json", described, OPEN, "The interface as OpenAPI", in_manual=False),
    Route("GET", "/api/docs", manual, OPEN, "Every address", in_manual=False),
    Route("GET", "/{path:path}", page, OPEN, "The pages", in_manual=False),
)
