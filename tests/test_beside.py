"""Work on several cores: what comes back, and that nothing stays behind whatever goes wrong.

Each story is a program of its own: one of a single thread forks its helpers, as the command line does.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from command_center import beside
from command_center.beside import side_by_side

OPENING = """
import os, signal, time
from functools import partial
from command_center import beside
from command_center.beside import HelperLost, side_by_side

def nobody_left():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False

def fails():
    raise ValueError("the half that was given away")

def is_killed():
    os.kill(os.getpid(), signal.SIGKILL)
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="helpers are forked on Linux")


def told(story: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", OPENING + story], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    return done.stdout.strip()


@linux
def test_the_first_piece_is_done_here_and_each_other_by_a_fork() -> None:
    story = """
before = os.getpid()
here, *others = side_by_side([os.getpid, os.getpid, os.getpid])
print(here == before, before not in others, len(set(others)), beside._method(), nobody_left())
"""
    assert told(story) == "True True 2 fork True"


@linux
def test_much_may_be_given_back() -> None:
    assert told("print(len(side_by_side([str, partial(bytes, 30_000_000)])[1]))") == "30000000"


@linux
def test_a_program_of_several_threads_does_not_fork() -> None:
    story = """
import threading
end = threading.Event()
thread = threading.Thread(target=end.wait)
thread.start()
print(beside._method())
end.set()
thread.join()
print(beside._method())
"""
    assert told(story) == "spawn\nfork"


def test_a_helper_that_is_started_afresh_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_method", lambda: "spawn")
    assert side_by_side([partial(sum, (1, 2)), partial(sum, (3, 4))]) == [3, 7]


@linux
def test_an_error_of_a_helper_is_raised_here() -> None:
    story = """
try:
    side_by_side([str, fails])
except ValueError as error:
    print(error, nobody_left())
"""
    assert told(story) == "the half that was given away True"


@linux
def test_an_error_that_cannot_travel_is_told_in_words_and_says_where_it_arose() -> None:
    story = """
class Odd(Exception):
    def __init__(self, file, line):
        super().__init__(f"{file}:{line}")

def odd():
    raise Odd("seats.csv", 3)

def here():
    return 1

for work in (odd, fails, lambda: (lambda: 1)):
    try:
        side_by_side([here, work])
    except Exception as error:
        notes = "".join(getattr(error, "__notes__", []))
        print(type(error).__name__, str(error)[:20], "in fails" in notes, nobody_left())
"""
    odd, fault, unpicklable = told(story).splitlines()
    assert odd == "RuntimeError Odd: seats.csv:3 False True"
    assert fault == "ValueError the half that was gi True True"
    assert unpicklable.startswith("RuntimeError ")
    assert unpicklable.endswith(" False True")


@linux
def test_an_error_here_ends_the_helpers_at_once() -> None:
    story = """
begun = time.monotonic()
try:
    side_by_side([fails, partial(time.sleep, 50)])
except ValueError:
    print(nobody_left(), time.monotonic() - begun < 20)
"""
    assert told(story) == "True True"


@linux
def test_a_helper_that_is_killed_is_told() -> None:
    story = """
try:
    side_by_side([str, is_killed])
except HelperLost as lost:
    print(lost.code, nobody_left())
"""
    assert told(story) == "-9 True"


@linux
def test_ctrl_c_ends_all_and_no_helper_says_a_word(tmp_path: Path) -> None:
    mark = tmp_path / "helper"
    story = f"""
def works():
    with open({str(mark)!r}, "w") as file:
        file.write(str(os.getpid()))
    time.sleep(50)

try:
    side_by_side([partial(time.sleep, 50), works])
except KeyboardInterrupt:
    print(nobody_left())
"""
    with subprocess.Popen(
        [sys.executable, "-c", OPENING + story],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as program:  # fmt: skip
        helper = the_helper(mark)
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does
        assert program.communicate(timeout=30) == ("True\n", "")
    with pytest.raises(ProcessLookupError):
        os.kill(helper, 0)


@linux
def test_a_helper_whose_program_is_gone_ends(tmp_path: Path) -> None:
    mark = tmp_path / "helper"
    story = f"""
def works():
    with open({str(mark)!r}, "w") as file:
        file.write(str(os.getpid()))
    while os.getppid() == {{parent}}:
        time.sleep(0.01)
    return bytes(10_000_000)  # far more than a pipe holds

side_by_side([partial(time.sleep, 50), works])
"""
    story = story.replace("{parent}", "parent").replace("\ndef works", "\nparent = os.getpid()\ndef works", 1)
    with subprocess.Popen([sys.executable, "-c", OPENING + story], stderr=subprocess.PIPE) as program:
        helper = the_helper(mark)
        program.kill()
    for _ in range(1000):
        if not Path(f"/proc/{helper}/cmdline").exists() or not Path(f"/proc/{helper}/cmdline").read_bytes():
            return  # gone, or only waiting to be taken off the list by the system
        time.sleep(0.02)
    pytest.fail("the helper still runs")


def the_helper(mark: Path) -> int:
    """The number of the helper's process, once it works."""
    for _ in range(3000):
        if mark.exists() and mark.read_text():
            return int(mark.read_text())
        time.sleep(0.01)
    pytest.fail("no helper began to work")
