"""The logs of a live drill: durable lines, a torn last one recognised and named, damage never played on."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center.live.kept import Kept
from command_center.live.lines import Log, LogDamage, opened, read, sealed


@settings(max_examples=40)
@given(st.dictionaries(st.text(), st.integers(-(2**53), 2**53) | st.text() | st.booleans(), min_size=1))
def test_a_line_is_read_as_it_was_written(value: dict[str, Any]) -> None:
    assert opened(sealed(value)[:-1]) == value


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_is_found(data: st.DataObject) -> None:
    line = bytearray(sealed({"kind": "moment", "t": 12_345})[:-1])
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] ^= data.draw(st.integers(1, 255))
    assert opened(bytes(line)) is None


@pytest.mark.parametrize("kept", range(1, 30))
def test_a_torn_last_line_is_cut_off_and_counted(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "log.jsonl"
    whole, torn = sealed({"n": 1}), sealed({"n": 2, "x": "y" * 10})
    path.write_bytes(whole + torn[:kept])
    assert read(path) == ([{"n": 1}], len(whole), kept)
    log = Log(path)
    assert (log.torn, log.values) == (kept, [{"n": 1}])
    log.write([{"n": 3}])
    log.close()
    assert read(path).values == [{"n": 1}, {"n": 3}]


def test_damage_before_the_end_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(sealed({"n": 1}) + b"\0" * 20 + b"\n" + sealed({"n": 2}))
    with pytest.raises(LogDamage, match=r"log\.jsonl: line 2 is damaged"):
        read(path)


def test_zeros_after_a_power_failure_are_a_torn_end(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(sealed({"n": 1}) + b"\0" * 4096)
    assert read(path).values == [{"n": 1}]


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(tmp_path / "log.jsonl")
    log.write([{"n": 1}])
    write = os.write

    def full(file: int, data: Any) -> int:
        write(file, bytes(data)[:5])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        log.write([{"n": 2}])
    monkeypatch.undo()
    log.write([{"n": 3}])
    log.close()
    assert read(log.path).values == [{"n": 1}, {"n": 3}]


def test_facts_are_not_counted_while_a_block_of_them_is_packed() -> None:
    kept = Kept()
    with ThreadPoolExecutor(1) as thread:
        with kept._lock:
            counted = thread.submit(len, kept)
            with pytest.raises(TimeoutError):
                counted.result(0.05)
        assert counted.result(5) == 0
