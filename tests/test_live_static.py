"""The files of the web view: packed where the browser takes that, for ever where their names say what is in them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from command_center.live.app import make_app
from command_center.live.routes import pages
from tests.live_room import Person, house_in

SCRIPT = b"let depth = 0;\n" * 500
PICTURE = bytes(range(256)) * 10


@pytest.fixture
def view(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A web view of three files."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(b"<!doctype html><title>EXERCISE</title>")
    (folder / "assets" / "index-abc.js").write_bytes(SCRIPT)
    (folder / "assets" / "mark-abc.png").write_bytes(PICTURE)
    (tmp_path / "secret.js").write_bytes(b"not ours to give")
    monkeypatch.setattr(pages, "web_view", lambda: folder)
    return folder


def asked(folder: Path, *paths: str, encoding: str) -> list[Any]:
    async def ask() -> list[Any]:
        client = Person(make_app(house_in(folder / "data"))).client
        return [await client.get(path, headers={"accept-encoding": encoding}) for path in paths]

    return asyncio.run(ask())


@pytest.mark.parametrize(("encoding", "packed"), [("gzip, deflate, br", "gzip"), ("identity", None), ("", None)])
def test_a_script_is_packed_for_whoever_takes_it(view: Path, encoding: str, packed: str | None) -> None:
    script, picture, page = asked(
        view, "/assets/index-abc.js", "/assets/mark-abc.png", "/wall/drill-1", encoding=encoding
    )
    assert [script.headers.get("content-encoding"), page.headers.get("content-encoding")] == [packed] * 2
    assert "content-encoding" not in picture.headers
    assert (script.content, picture.content) == (SCRIPT, PICTURE)
    assert script.headers["vary"] == "accept-encoding"
    assert "javascript" in script.headers["content-type"]
    assert (int(script.headers["content-length"]) < 500) == (packed is not None)
    assert "immutable" in script.headers["cache-control"]
    assert page.headers["cache-control"] == "no-cache"
    assert page.text.endswith("EXERCISE</title>")
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_a_file_that_was_built_anew_is_sent_anew(view: Path) -> None:
    first = asked(view, "/", encoding="gzip")[0].text
    (view / "index.html").write_bytes(b"<!doctype html><title>another</title>")
    assert first != asked(view, "/", encoding="gzip")[0].text == "<!doctype html><title>another</title>"


@pytest.mark.parametrize("path", ["/../secret.js", "/%2e%2e/secret.js", "/assets/..%2f..%2fsecret.js", "/nothing.js"])
def test_nothing_but_the_web_view_is_given_out(view: Path, path: str) -> None:
    assert [answer.status_code for answer in asked(view, path, encoding="gzip")] == [404]
