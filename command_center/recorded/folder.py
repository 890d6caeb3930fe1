"""The folder of an import: it appears whole or not at all, and nothing but an earlier import is ever replaced."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from command_center.plan.problems import PlanError, Problem, Said

SUMMARY = "import.json"
MADE_BY = "command-center import tickets"


@contextlib.contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """A folder to write into; it becomes ``out`` when the block ends well, and is gone when it does not."""
    _check(out)
    part = out.parent / f".{out.name}.{os.getpid()}.part"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
    except OSError as error:
        raise _refused(out, error) from error
    try:
        yield part
        _put_in_place(part, out)
    except OSError as error:
        raise _refused(out, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put_in_place(part: Path, out: Path) -> None:
    old = part.with_suffix(".old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    try:
        part.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_summary(folder: Path, summary: dict[str, Any]) -> None:
    """Write ``import.json``: what was imported, and the names of all files of the import."""
    files = sorted(str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file())
    text = json.dumps({"made_by": MADE_BY, **summary, "files": [*files, SUMMARY]}, ensure_ascii=False, indent=2)
    (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")


def _check(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        wrong = Said("is not a folder", "不是文件夹")
        raise PlanError([Problem(str(out), 1, "", wrong, Said("name a new folder", "请给出新文件夹"))])
    if out.is_dir() and any(out.iterdir()) and not _earlier_import(out):
        wrong = Said("holds other files, which an import would replace", "已有其他文件，导入会将其覆盖")
        raise PlanError([Problem(str(out), 1, "", wrong, Said("name a new or empty folder", "请给出新的或空的文件夹"))])


def _earlier_import(out: Path) -> bool:
    """Whether the folder holds an import and nothing beside it."""
    try:
        summary = json.loads((out / SUMMARY).read_text(encoding="utf-8"))
        files = {str(path.relative_to(out).as_posix()) for path in out.rglob("*") if not path.is_dir()}
        return bool(summary["made_by"] == MADE_BY and files <= set(summary["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _refused(out: Path, error: OSError) -> PlanError:
    wrong = Said(f"cannot be written ({error.strerror})", f"无法写入（{error.strerror}）")
    return PlanError([Problem(str(out), 1, "", wrong, Said("check name, rights and space", "请检查名称、权限与空间"))])
