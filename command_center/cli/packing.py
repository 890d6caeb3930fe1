"""The verb ``evidence``, and what ``verify`` does with its packs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from command_center.beside import cores
from command_center.cli.batch import quiet_collector
from command_center.cli.door import Door, WrongInput
from command_center.cli.rated import SHORT, ratings_for
from command_center.cli.scoring import base_of, journals
from command_center.evidence import Checked, PackError, Sources, build, check_pack, read_roots, write_pack
from command_center.journal import Journal
from command_center.plan.maturity import load_maturity
from command_center.version import VERSION

PROGRAM = f"command-center {VERSION}"
SHOWN = 20
"""Findings printed; ``--json`` gives them all."""


class Asked(NamedTuple):
    """What somebody asked ``evidence`` for, as they wrote it."""

    paths: Sequence[Path]
    out: Path
    with_journals: bool
    maturity: Path | None
    programme: str | None
    ratings: Sequence[Path]
    base: str


def evidence(door: Door, asked: Asked, as_json: bool) -> int:
    """Write the evidence pack of the journals."""
    if asked.out.suffix.lower() != ".zip":
        raise WrongInput(door.say("error.pack_name", path=asked.out, right=asked.out.with_suffix(".zip")))
    base = base_of(door, asked.base)
    files = journals(door, asked.paths)
    ratings = ratings_for(door, files, asked.ratings)
    by_root = {Journal.open(file).root: file for file in files}
    rated = tuple(ratings.files.values())
    sources = Sources(by_root, asked.maturity, asked.programme, rated, base, asked.with_journals)
    with quiet_collector():
        pack = build(sources, PROGRAM, cores())
        write_pack(asked.out, pack.members)
    city = pack.evidence["city"]
    digest = pack.evidence["indicator_file"]["sha256"]
    if as_json:
        figures = {"cases": pack.cases, "city_level": city["city_level"], "city_score": city["city_score"]}
        door.json(
            {"pack": str(asked.out), "seal": pack.seal, "roots": sorted(by_root), "indicators": digest, **figures}
        )
        return 0
    door.out(door.say("evidence.written", path=asked.out, size=f"{asked.out.stat().st_size:,}"))
    door.out(_level(door, city["city_level"], digest))
    door.out(door.say("evidence.seal", seal=pack.seal))
    beside = "" if asked.with_journals else " " + " ".join(map(str, asked.paths))
    door.note(door.say("evidence.next", path=asked.out, journals=beside))
    return 0


def _level(door: Door, level: int, digest: str) -> str:
    shipped = load_maturity()[1]
    whose = door.say("evidence.shipped" if digest == shipped else "evidence.own")
    return door.say("evidence.level", level=level or "–", digest=digest, whose=whose)


# -- verify ---------------------------------------------------------------------------------------------------------


def verify_pack(door: Door, path: Path, beside: Sequence[Path], seal: str | None, as_json: bool) -> int:
    """Check that a pack holds; 1 where it does not, WrongInput where the file is no pack or its journals are absent."""
    try:
        with quiet_collector():
            checked = check_pack(path, _beside(door, path, beside), cores())
    except PackError as error:
        raise WrongInput(door.say("error.pack", path=path, why=getattr(error.said, door.lang, error.said))) from None
    findings = [str(getattr(said, door.lang, said)) for said in checked.findings]
    if seal is not None and checked.seal != seal.lower():
        findings.append(door.say("evidence.other_seal", seal=checked.seal, wanted=seal.lower()))
    if as_json:
        door.json({"pack": str(path), "holds": not findings, "seal": checked.seal, "findings": findings})
    else:
        _tell(door, path, checked, findings)
    return 1 if findings else 0


def _beside(door: Door, pack: Path, given: Sequence[Path]) -> dict[str, Path]:
    """The journals that were named after the pack, by root; WrongInput where a pack without journals gets none."""
    roots, inside = read_roots(pack)
    known = ", ".join(root[:SHORT] for root in roots)
    if not given:
        if not inside:
            raise WrongInput(door.say("error.pack_journals", path=pack, roots=known))
        return {}
    by_root = {Journal.open(file).root: file for file in journals(door, given)}
    for root, file in by_root.items():
        if roots and root not in roots and file in given:
            raise WrongInput(door.say("error.pack_other", path=file, root=root[:SHORT], known=known))
    return by_root


def _tell(door: Door, path: Path, checked: Checked, findings: Sequence[str]) -> None:
    if findings:
        door.out(door.say("evidence.fails", path=path))
        for said in findings[:SHOWN]:
            door.out(f"  {said}")
        if len(findings) > SHOWN:
            door.out("  " + door.say("evidence.more", count=len(findings) - SHOWN))
    elif checked.evidence is not None:
        again = checked.evidence
        counts = {"drills": len(again["drills"]), "indicators": len(again["indicators"]), "cases": f"{checked.cases:,}"}
        door.out(door.say("evidence.holds", path=path, **counts))
        door.out(_level(door, again["city"]["city_level"], again["indicator_file"]["sha256"]))
    door.out(door.say("evidence.seal", seal=checked.seal))
