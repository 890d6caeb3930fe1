"""The verb ``report``: one data set made from journals, written in the faces that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from command_center.cli.door import Door, WrongInput
from command_center.cli.rated import ratings_for
from command_center.cli.scoring import journals
from command_center.journal import Journal
from command_center.plan.maturity import load_maturity
from command_center.plan.programme import load_programme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_center.report.dataset import DataSet
    from command_center.report.document import Document
    from command_center.report.parts import Gathered

NEEDS = {
    "html": (),
    "json": (),
    "md": (),
    "docx": ("docx", "typst", "pylopdf_fonts_zh_cn"),
    "pdf": ("typst", "pylopdf_fonts_zh_cn"),
    "xlsx": ("openpyxl",),
}
"""Format -> the modules of the ``report`` extra that it wants."""


class Asked(NamedTuple):
    """What somebody asked ``report`` for, as they wrote it."""

    paths: Sequence[Path]
    formats: str
    earlier: Sequence[Path]
    maturity: Path | None
    programme: str | None
    out: Path
    ratings: Sequence[Path] = ()


def report(door: Door, asked: Asked, as_json: bool) -> int:
    """Write the report of the journals; the formats are checked before anything is read."""
    formats = wanted(door, asked.formats)
    maturity = load_maturity(asked.maturity)
    programme = load_programme(asked.programme) if asked.programme else None
    files = journals(door, asked.paths)
    earlier = [file for file in journals(door, asked.earlier) if file not in files]
    ratings = ratings_for(door, [*files, *earlier], asked.ratings)
    from command_center.report.compose import compose
    from command_center.report.dataset import build

    with _telling(door, [*files, *earlier]) as told:
        drills = [_gather(file, told) for file in files]
        before = [_gather(file, told) for file in earlier]
        data = build(drills, maturity, before, programme, ratings)
        document = compose(data, door.lang)
        asked.out.mkdir(parents=True, exist_ok=True)
        written = [path for name in formats for path in _write(asked.out, name, data, document)]
        told(0)
    if as_json:
        door.json({"files": [str(path) for path in written], "roots": {each.label: each.root for each in drills}})
        return 0
    for each in drills:
        door.out(door.say("report.root", label=each.label, root=each.root))
    for path in written:
        if path.parent == asked.out:  # pictures beside the Markdown page are told by it
            door.out(door.say("report.file", path=path))
    return 0


def wanted(door: Door, formats: str) -> list[str]:
    """The formats that were named, each once; WrongInput for an unknown one and for one whose packages are missing."""
    names = list(dict.fromkeys(name.strip().lower() for name in formats.split(",") if name.strip()))
    for name in names:
        if name not in NEEDS:
            raise WrongInput(door.say("error.format", name=name, known=", ".join(NEEDS)))
    lacking = [name for name in names if any(find_spec(module) is None for module in NEEDS[name])]
    if lacking or not names:
        said = "error.extra" if lacking else "error.no_format"
        raise WrongInput(door.say(said, names=", ".join(lacking), known=", ".join(NEEDS)))
    return names


def label_of(path: Path) -> str:
    """What a report calls a journal: the path as it was given, but only its folder and name where it is absolute."""
    return str(Path(path.parent.name) / path.name if path.is_absolute() else path)


def _gather(path: Path, told: Callable[[int], None]) -> Gathered:
    from command_center.report.parts import Source, gather

    journal = Journal.open(path)
    journal.started  # noqa: B018 - JournalError here names the file where the first fact is no drill
    return gather(Source(label_of(path), journal.root, journal), told)


@contextmanager
def _telling(door: Door, files: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """A progress bar over all facts; the facts of a journal count from one again, and 0 says that all is done."""
    total = sum(len(Journal.open(file)) for file in files) or 1
    done = last = 0
    with door.share(door.say("report.title")) as bar:

        def told(count: int) -> None:
            nonlocal done, last
            if count < last:
                done += last
            last = count
            if bar:
                bar(min((done + count) / total, 1.0) if count else 1.0)

        yield told


def _write(folder: Path, name: str, data: DataSet, document: Document) -> list[Path]:
    """Make one face and write its files; the main one comes first."""
    files = _faces()[name](data, document)
    return [_put(folder / file, content) for file, content in files.items()]


def _put(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


Face = Callable[["DataSet", "Document"], dict[str, bytes]]


def _html(_data: DataSet, document: Document) -> dict[str, bytes]:
    from command_center.report.html import html

    return {f"report-{document.lang}.html": html(document)}


def _docx(_data: DataSet, document: Document) -> dict[str, bytes]:
    from command_center.report.docx import docx

    return {f"report-{document.lang}.docx": docx(document)}


def _pdf(_data: DataSet, document: Document) -> dict[str, bytes]:
    from command_center.report.pdf import pdf

    return {f"report-{document.lang}.pdf": pdf(document)}


def _xlsx(_data: DataSet, document: Document) -> dict[str, bytes]:
    from command_center.report.sheets import xlsx

    return {f"report-{document.lang}.xlsx": xlsx(document)}


def _json(data: DataSet, _document: Document) -> dict[str, bytes]:
    import msgspec

    return {"report.json": msgspec.json.format(msgspec.json.encode(data.to_dict()), indent=1)}


def _md(_data: DataSet, document: Document) -> dict[str, bytes]:
    from command_center.report.markdown import markdown, pictures

    return {f"report-{document.lang}.md": markdown(document), **pictures(document)}


def _faces() -> dict[str, Face]:
    return {"html": _html, "docx": _docx, "pdf": _pdf, "xlsx": _xlsx, "json": _json, "md": _md}
