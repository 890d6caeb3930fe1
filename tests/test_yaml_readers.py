"""The two readers of YAML: libyaml, which is fast, and ruamel.yaml, which has the last word, say the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center.plan.problems import PlanError
from command_center.plan.yaml_file import _quick, _thorough, parse_yaml

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted(path.relative_to(ROOT) for part in ("scenarios", "seats") for path in (ROOT / part).rglob("*.yaml"))
PIECES = (
    "a", "b", "key", "人", "12:30", "1.5", "-7", "~", "true", ".inf", "http://x.y/z", "a#b", "'it''s'", '"q\\u4e2d"',
    ": ", ":", "- ", "-", "? ", ", ", "[", "]", "{", "}", "\n", "\n  ", "\n    ", " # c", "&x ", "*x", "!t ", "|\n",
    ">-\n", "：", "\r\n", "\t", "\ufeff", "\u2028", "<<", "@", "\U0001f600",
)  # fmt: skip

pytestmark = pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML was built without libyaml")


@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_every_shipped_file_is_read_alike_by_both(path: Path) -> None:
    text = (ROOT / path).read_text("utf-8")
    quick, thorough = _quick(text, "f"), _thorough(text, "f")
    assert quick is not None
    assert (quick.data, quick.lines, quick.problems) == (thorough.data, thorough.lines, [])


@pytest.mark.slow
@given(text=st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=400)
def test_what_both_accept_is_the_same(text: str) -> None:
    quick, thorough = _quick(text, "f"), _thorough(text, "f")
    accepted = quick is not None and not any("well-formed" in problem.wrong for problem in thorough.problems)
    if accepted and isinstance(thorough.data, dict | list):  # a file that is one text has no meaning here
        assert quick is not None
        assert (quick.data, quick.lines, quick.problems) == (thorough.data, thorough.lines, thorough.problems)


@pytest.mark.parametrize(
    "text", ["a: b\u2028c\n", "a: x\n...\nb: y\n", "a: [1, 2\n", "a：1\nb: 2\n", "a: !t 1\nb: [\n", "a: \x07\n"]
)
def test_what_libyaml_refuses_is_judged_by_ruamel(text: str) -> None:
    assert _quick(text, "f") is None
    thorough = _thorough(text, "f")
    if thorough.problems:
        with pytest.raises(PlanError) as refused:
            parse_yaml(text, "f")
        assert list(refused.value.problems) == thorough.problems
    else:
        assert parse_yaml(text, "f").data == thorough.data


def test_without_libyaml_all_is_read_by_ruamel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert parse_yaml("a: [12:30, {b: 人}]\n", "f").data == {"a": ["12:30", {"b": "人"}]}


def test_ruamel_is_not_loaded_for_what_libyaml_reads() -> None:
    program = (
        "import sys; from command_center.plan.yaml_file import parse_yaml; parse_yaml('a: 1', 'f');"
        "print('ruamel.yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
