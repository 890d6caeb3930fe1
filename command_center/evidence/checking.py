"""Does a pack hold? Its bytes against its manifest, its journals against their roots, its numbers against the facts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

import msgspec

from command_center.evidence.comparing import compare_cases, compare_json
from command_center.evidence.container import Claim, unpack
from command_center.evidence.form import (
    EVIDENCE,
    FORMAT,
    INDICATORS,
    JOURNAL_NAMES,
    MANIFEST,
    PROGRAMME,
    README,
    SHEET,
    VERSION,
    Manifest,
    cases_name,
    folder_of,
    in_order,
    manifest_of,
    seal_of,
    text_of,
)
from command_center.evidence.packing import Pack, Sources, build
from command_center.folds.response import Base
from command_center.journal import JournalError, verify
from command_center.plan.problems import PlanError, Said
from command_center.plan.ratings import FILE, RatingsFile, read_ratings

UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


class Checked(NamedTuple):
    """What a check found: nothing where the pack holds. ``evidence`` is the recomputed one, None where none could be.

    ``findings`` each name the member, or the indicator and its part; ``cases`` counts the cases that were compared.
    """

    findings: tuple[Said, ...]
    seal: str
    evidence: dict[str, Any] | None
    cases: int


def check_pack(path: Path, beside: Mapping[str, Path], processes: int = 1) -> Checked:
    """Check a pack with so many processes at most; PackError for what is no safe pack.

    ``beside`` are journals by root for a pack without its own.
    """
    with tempfile.TemporaryDirectory(prefix="command-center-") as folder:
        members, damaged = unpack(path, Path(folder))
        return _Check(Path(folder), members, damaged, processes).run(beside)


class _Check:
    """One check of an unpacked pack."""

    def __init__(self, folder: Path, members: dict[str, Path], damaged: list[Said], processes: int) -> None:
        self._folder = folder
        self._processes = processes
        self._members = members
        self._found = list(damaged)
        self._manifest = members[MANIFEST].read_bytes()

    def run(self, beside: Mapping[str, Path]) -> Checked:
        made_by = self._check_manifest()
        claim = self._claim()
        journals = self._journals(claim, beside) if claim else None
        pack = None if journals is None or claim is None else self._again(claim, journals, made_by)
        if pack is not None:
            self._compare(pack)
        found = tuple(dict.fromkeys(self._found))
        return Checked(found, seal_of(self._manifest), pack.evidence if pack else None, pack.cases if pack else 0)

    def _find(self, en: str, zh: str) -> None:
        self._found.append(Said(en, zh))

    # -- bytes ------------------------------------------------------------------------------------------------------

    def _check_manifest(self) -> str:
        """Compare every member with the manifest; the program that made the pack."""
        try:
            said = msgspec.json.decode(self._manifest, type=Manifest)
        except UNREADABLE as error:
            self._find(f"{MANIFEST}: cannot be read ({error})", f"{MANIFEST}：无法读取（{error}）")
            return ""
        if (said.format, said.version) != (FORMAT, VERSION):
            known = f"{FORMAT} {VERSION}"
            self._find(
                f"{MANIFEST}: is of {said.format} {said.version}; this program reads {known}",
                f"{MANIFEST}：格式为 {said.format} {said.version}，本程序读取 {known}",
            )
        true = manifest_of(self._members, said.program)
        for name in in_order({**said.members, **true.members}):
            self._compare_member(name, said, true)
        if said.members == true.members and text_of(true) != self._manifest:
            self._find(f"{MANIFEST}: is not written as it should be", f"{MANIFEST}：写法与应有的不同")
        return said.program

    def _compare_member(self, name: str, said: Manifest, true: Manifest) -> None:
        listed, there = said.members.get(name), true.members.get(name)
        if there is None:
            self._find(f"{name}: is missing, {MANIFEST} lists it", f"{name}：缺失，{MANIFEST} 列有此项")
        elif listed is None:
            self._find(f"{name}: {MANIFEST} does not list it", f"{name}：{MANIFEST} 未列此项")
        elif listed != there:
            self._find(
                f"{name}: was changed: its SHA-256 is {there.sha256} ({there.bytes:,} bytes), {MANIFEST} says "
                f"{listed.sha256:.80} ({listed.bytes:,} bytes)",
                f"{name}：已被改动：SHA-256 为 {there.sha256}（{there.bytes:,} 字节），{MANIFEST} 记为 "
                f"{listed.sha256:.80}（{listed.bytes:,} 字节）",
            )

    # -- what to reckon from ----------------------------------------------------------------------------------------

    def _claim(self) -> Claim | None:
        for name in (EVIDENCE, SHEET, INDICATORS, README):
            if name not in self._members:
                self._find(f"{name}: is missing", f"{name}：缺失")
        try:
            claim = msgspec.json.decode(self._members[EVIDENCE].read_bytes(), type=Claim)
        except KeyError:
            return None
        except UNREADABLE as error:
            self._find(f"{EVIDENCE}: cannot be read ({error})", f"{EVIDENCE}：无法读取（{error}）")
            return None
        if claim.base_of_1315 not in get_args(Base) or INDICATORS not in self._members:
            self._find(f"{EVIDENCE}: base_of_1315 is none that there is", f"{EVIDENCE}：base_of_1315 的值不对")
            return None
        return claim

    def _journals(self, claim: Claim, beside: Mapping[str, Path]) -> dict[str, Path] | None:
        """The journals by root, each whole and with the root it should have; None where one is not."""
        inside = {
            name.split("/")[1]: path for name, path in self._members.items() if name.rpartition("/")[2] in JOURNAL_NAMES
        }
        wanted = list(inside) if claim.journals_inside else [drill.root for drill in claim.drills]
        good = {root: inside.get(root) or beside.get(root) for root in wanted}
        whole = True
        for root, path in good.items():
            whole &= self._is_whole(root, path)
        if not good:
            self._find(f"{EVIDENCE}: names no journal that is there", f"{EVIDENCE}：没有写明任何在场的日志")
        return {root: path for root, path in good.items() if path} if whole and good else None

    def _is_whole(self, root: str, path: Path | None) -> bool:
        if path is None:
            self._find(f"{folder_of(root)}: there is no journal with this root", f"{folder_of(root)}：没有此根值的日志")
            return False
        findings = verify(path, root)
        name = self._named(path)
        for said in findings:
            self._find(f"{name}: {said}", f"{name}：{said}")
        return not findings

    def _named(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix() if path.is_relative_to(self._folder) else str(path)

    # -- numbers ----------------------------------------------------------------------------------------------------

    def _again(self, claim: Claim, journals: dict[str, Path], made_by: str) -> Pack | None:
        """The pack made anew from the journals and the other inputs."""
        try:
            ratings = tuple(self._ratings(name) for name in self._members if name.endswith(f"/{FILE}"))
            base = cast("Base", claim.base_of_1315)
            programme = self._members.get(PROGRAMME)
            sources = Sources(journals, self._members[INDICATORS], programme, ratings, base, claim.journals_inside)
            return build(sources, made_by, self._processes)
        except PlanError as error:
            for problem in error.problems:
                named = problem._replace(file=self._named(Path(problem.file)))
                self._find(named.text("en"), named.text("zh"))
        except (JournalError, OSError) as error:
            text = str(error).replace(f"{self._folder}/", "")
            self._find(text, text)
        return None

    def _ratings(self, name: str) -> RatingsFile:
        file = read_ratings(self._members[name].read_bytes(), str(self._members[name]))
        if file.root != name.split("/")[1]:
            self._find(f"{name}: is bound to another journal, {file.root}", f"{name}：绑定到另一份日志 {file.root}")
        return file

    def _compare(self, pack: Pack) -> None:
        digest = pack.evidence["indicator_file"]["sha256"]
        for name in (EVIDENCE, SHEET):
            if name in self._members:
                self._found += compare_json(name, self._members[name].read_bytes(), pack.members[name], digest)
        for indicator in pack.evidence["indicators"]:
            name = cases_name(indicator)
            if name in self._members:
                self._found += compare_cases(indicator, self._members[name].read_bytes(), pack.members[name])
        self._compare_rest(pack)

    def _compare_rest(self, pack: Pack) -> None:
        """The page for people, and that the pack has the members that it should have, all of them and no more."""
        shown = self._members.get(README)
        if shown is not None and shown.read_bytes() != pack.members[README]:
            self._find(f"{README}: does not say what the evidence says", f"{README}：与证据所说不符")
        for name in in_order({**self._members, **pack.members}):
            if name not in self._members:
                self._find(f"{name}: is missing", f"{name}：缺失")
            elif name not in pack.members:
                self._find(f"{name}: belongs to nothing in this pack", f"{name}：在此证据包中没有用处")
