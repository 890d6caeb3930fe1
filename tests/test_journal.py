"""The journal: written once, whole or not at all; read by anyone; every changed byte is found and its part named."""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import io
import itertools
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center import facts as words
from command_center.facts import Fact
from command_center.journal import BLOCK, Journal, JournalError, JournalWriter, read_input, store_input, verify

BOTH = pytest.mark.parametrize("compress", [True, False], ids=["compressed", "plain"])


@functools.cache
def story(count: int) -> list[Fact]:
    """A drill's first fact, then a ticket's steps over and over."""
    recipe = ("mini-hotline", "1.0", "simulated", 7, "full", "2025-06-01T08:00:00+08:00", "Asia/Shanghai", 1, 2)
    opening = words.DrillStarted(0, 0, -1, *recipe, '{"名":"一"}', "{}")
    steps = (words.AcceptStarted, words.AcceptEnded, words.TransferStarted, words.TransferEnded)
    later: list[Fact] = [steps[n % 4](n * 137, n, n - 1, n // 4, f"S{n % 69:02}", n % 5) for n in range(1, count)]
    return [opening, *later][:count]


def write(path: Path, facts: list[Fact], *, compress: bool = True, slices: int = 700) -> str:
    with JournalWriter(path, compress=compress) as writer:
        for start in range(0, len(facts), slices):
            writer.extend(facts[start : start + slices])
        return writer.close("completed")


def frames_of(data: bytes) -> list[bytes]:
    """The stored frames, cut without the project's code."""
    if data[:1] == b"{":
        return [piece + b"\n" for piece in re.split(rb"\n(?={)", data[:-1])]
    frames = []
    while data:
        unpacking = zstandard.ZstdDecompressor().decompressobj()
        unpacking.decompress(data)
        frames.append(data[: len(data) - len(unpacking.unused_data)])
        data = unpacking.unused_data
    return frames


def part_names(frames: list[bytes]) -> list[str]:
    return ["head", *(f"block {number}" for number in range(1, len(frames) - 1)), "foot"]


def named(findings: list[str]) -> set[str]:
    return {part for finding in findings for part in finding.split(":")[0].split(" or ")}


@pytest.fixture(params=[True, False], ids=["compressed", "plain"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "journal"
    write(path, story(3_400), compress=request.param)
    return path


# -- writing and reading ------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("count", [1, 999, 1_000, 1_001, 2_500])
def test_what_is_written_is_read_again(tmp_path: Path, count: int, compress: bool) -> None:
    path = tmp_path / "journal"
    facts = story(count)
    root = write(path, facts, compress=compress)
    journal = Journal.open(path)
    assert list(journal) == facts
    assert journal.started == facts[0]
    assert (journal.root, journal.count, len(journal), journal.status) == (root, count, count, "completed")
    assert [len(block) for block in journal.blocks()] == [BLOCK] * (count // BLOCK) + [count % BLOCK] * (
        count % BLOCK > 0
    )
    assert journal.head.kinds["accept_started"] == ["t", "n", "cause", "ticket", "seat", "operator"]
    assert verify(path, root) == []
    assert list(tmp_path.iterdir()) == [path]


@BOTH
def test_a_drill_without_facts_is_still_a_journal(tmp_path: Path, compress: bool) -> None:
    path = tmp_path / "journal"
    root = write(path, [], compress=compress)
    assert verify(path, root) == []
    assert list(Journal.open(path)) == []
    with pytest.raises(JournalError, match="first fact"):
        _ = Journal.open(path).started


def test_a_range_of_facts_is_found_by_its_blocks(journal: Path) -> None:
    facts = story(3_400)
    opened = Journal.open(journal)
    for first, last in [(0, 1), (999, 1_001), (1_000, 2_000), (2_990, 9_999), (5, 5), (3_400, 3_500), (-5, 3)]:
        assert list(opened.facts(first, last)) == facts[max(first, 0) : last]


def test_the_root_is_the_same_compressed_plain_or_unwritten(tmp_path: Path) -> None:
    facts = story(2_345)
    unwritten = JournalWriter(None)
    unwritten.extend(facts)
    roots = {write(tmp_path / "a", facts), write(tmp_path / "b", facts, compress=False), unwritten.close("completed")}
    assert len(roots) == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_another_status_is_another_root() -> None:
    assert JournalWriter(None).close("completed") != JournalWriter(None).close("stopped")


@BOTH
@given(cuts=st.lists(st.integers(0, 2_600) | st.sampled_from([1_000, 2_000]), max_size=6))
@settings(max_examples=15)
def test_any_slicing_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], compress: bool
) -> None:
    folder = tmp_path_factory.mktemp("slices")
    facts = story(2_600)
    write(folder / "whole", facts, compress=compress, slices=2_600)
    edges = sorted([0, *cuts, 2_600])
    with JournalWriter(folder / "cut", compress=compress) as writer:
        for start, stop in itertools.pairwise(edges):
            writer.extend(facts[start:stop])
        writer.close("completed")
    assert (folder / "cut").read_bytes() == (folder / "whole").read_bytes()


def test_the_compressed_journal_unpacks_to_lines_that_hold_the_same_facts(tmp_path: Path) -> None:
    write(tmp_path / "a", story(1_500))
    write(tmp_path / "b", story(1_500), compress=False)
    reader = zstandard.ZstdDecompressor().stream_reader((tmp_path / "a").read_bytes(), read_across_frames=True)
    packed, plain = reader.read().splitlines(), (tmp_path / "b").read_bytes().splitlines()
    assert [line for line in packed if line[:1] == b"["] == [line for line in plain if line[:1] == b"["]
    assert packed[-1].startswith(b'{"foot":true,"status":"completed","facts":1500,"blocks":2,')


def test_a_reader_in_another_language_needs_only_the_specification(journal: Path) -> None:
    """Nothing of the project is used here: zstd, JSON and SHA-256 are enough to prove a journal."""

    def sha(data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    def text(value: dict[str, Any]) -> bytes:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"

    stored = frames_of(journal.read_bytes())
    packed = stored[0][:1] != b"{"
    plain = [zstandard.ZstdDecompressor().decompress(frame) if packed else frame for frame in stored]
    assert text(json.loads(plain[0])) == plain[0]
    known = [sha(frame if packed else frame[: frame.index(b"\n") + 1]).hex() for frame in stored]
    chain, count = sha(plain[0]), 0
    for number, frame in enumerate(plain[1:-1], 1):
        header, lines = frame.split(b"\n", 1)
        facts = [json.loads(line) for line in lines.splitlines()]
        claim = json.loads(header)
        assert claim == {
            "block": number,
            "first": count,
            "count": len(facts),
            "before": known[number - 1],
            "lines": sha(lines).hex(),
        }
        assert [fact[2] for fact in facts] == list(range(count, count + len(facts)))
        chain = sha(chain + sha(lines))
        count += len(facts)
    foot = json.loads(plain[-1])
    assert (foot["facts"], foot["blocks"], foot["before"]) == (count, len(plain) - 2, known[-2])
    assert (
        foot["root"] == sha(chain + sha(text({key: foot[key] for key in ("foot", "status", "facts", "blocks")}))).hex()
    )


# -- nothing half-written -----------------------------------------------------------------------------------------


@BOTH
def test_abort_leaves_nothing_behind(tmp_path: Path, compress: bool) -> None:
    writer = JournalWriter(tmp_path / "journal", compress=compress)
    writer.extend(story(1_200))
    assert [path.name for path in tmp_path.iterdir()] == ["journal.part"]
    writer.abort()
    writer.abort()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(JournalError, match="closed"):
        writer.extend([])
    with pytest.raises(JournalError, match="closed"):
        writer.close("completed")


def test_an_exception_keeps_the_journal_of_before(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    root = write(path, story(10))
    with contextlib.suppress(KeyboardInterrupt), JournalWriter(path) as writer:
        writer.extend(story(1_200))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == [path]
    assert verify(path, root) == []


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="cannot be written: No such file"):
        JournalWriter(tmp_path / "nowhere" / "journal")


class FullDisk(io.BytesIO):
    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: Any) -> int:
        self.room -= len(data)
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(data)


@pytest.mark.parametrize("part", ["head", "block 1", "block 3", "foot"])
def test_a_full_disk_ends_in_one_clear_error_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    write(tmp_path / "journal", story(2_500), compress=False)
    (room,) = [end - 1 for _, end, name in places((tmp_path / "journal").read_bytes()) if name == part]
    (tmp_path / "journal").unlink()

    def create(path: Path, _mode: str) -> FullDisk:
        path.touch()
        return FullDisk(room)

    monkeypatch.setattr(Path, "open", create)
    with pytest.raises(JournalError, match="No space left"):
        write(tmp_path / "journal", story(2_500), compress=False)
    assert list(tmp_path.iterdir()) == []


def test_a_block_too_large_to_read_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("command_center.journal.writing.LARGEST", 20_000)
    with pytest.raises(JournalError, match=r"block 1 has \d+ bytes"):
        write(tmp_path / "journal", story(1_000))
    assert list(tmp_path.iterdir()) == []


# -- every change is found ----------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=2)
def places(data: bytes) -> list[tuple[int, int, str]]:
    """Where each part begins and ends."""
    found, offset = [], 0
    frames = frames_of(data)
    for part, frame in zip(part_names(frames), frames, strict=True):
        found.append((offset, offset + len(frame), part))
        offset += len(frame)
    return found


def flip(data: bytes, at: int, chance: random.Random) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def replace(data: bytes, at: int, chance: random.Random) -> bytes:
    return data[:at] + bytes([(data[at] + chance.randrange(1, 256)) % 256]) + data[at + 1 :]


def drop(data: bytes, at: int, _chance: random.Random) -> bytes:
    return data[:at] + data[at + 1 :]


def insert(data: bytes, at: int, chance: random.Random) -> bytes:
    return data[:at] + bytes([chance.randrange(256)]) + data[at:]


CHANGES: tuple[Callable[[bytes, int, random.Random], bytes], ...] = (flip, replace, drop, insert)


def check_change(path: Path, data: bytes, at: int, change: Callable[..., bytes], chance: random.Random) -> None:
    """The change is found, and the part it lies in (or, at a seam, the neighbour) is among those named."""
    changed = change(data, at, chance)
    path.write_bytes(changed)
    findings = verify(path)
    near = {part for start, end, part in places(data) if start - 1 <= at <= end}
    assert findings, (change.__name__, at)
    assert named(findings) & near, (change.__name__, at, near, findings)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_any_byte_changed_dropped_or_added_is_found_and_its_part_named(journal: Path, change: Any) -> None:
    data, chance = journal.read_bytes(), random.Random(20)
    spots = [spot for start, end, _ in places(data) for spot in (*range(start, start + 13), end - 1, end - 2)]
    spots += [chance.randrange(len(data)) for _ in range(20)]
    for at in spots:
        check_change(journal, data, at, change, chance)


@pytest.mark.slow
def test_every_byte_of_a_small_journal_is_guarded(tmp_path: Path) -> None:
    for compress in (True, False):
        path = tmp_path / "small"
        write(path, story(4), compress=compress)
        data, chance = path.read_bytes(), random.Random(21)
        start = places(data)[1][0]
        for at in [*range(0, start, 397), *range(start, len(data))]:
            check_change(path, data, at, chance.choice(CHANGES), chance)


def test_a_journal_cut_off_anywhere_is_found(journal: Path) -> None:
    data, chance = journal.read_bytes(), random.Random(22)
    parts = places(data)
    seams = [seam + off for _, seam, _ in parts for off in (-40, -1, 0, 1, 5, 30)]
    for end in [0, 1, *seams, *(chance.randrange(len(data)) for _ in range(30))]:
        if not 0 <= end < len(data):
            continue
        journal.write_bytes(data[:end])
        near = {part for start, stop, part in parts if start < end < stop} or {"foot", "head"}
        assert named(verify(journal)) & near, (end, near, verify(journal))
        with pytest.raises(JournalError):
            list(Journal.open(journal))


def rearranged(frames: list[bytes]) -> list[tuple[str, list[bytes], set[str]]]:
    head, one, two, three, four, foot = frames
    return [
        ("drop head", frames[1:], {"head"}),
        ("drop first", [head, two, three, four, foot], {"block 1"}),
        ("drop middle", [head, one, three, four, foot], {"block 2"}),
        ("drop two", [head, one, four, foot], {"block 2"}),
        ("drop last", [head, one, two, three, foot], {"block 4"}),
        ("drop foot", frames[:-1], {"foot"}),
        ("repeat head", [head, *frames], {"block 1"}),
        ("repeat block", [head, one, two, two, three, four, foot], {"block 2"}),
        ("repeat last", [head, one, two, three, four, four, foot], {"block 4"}),
        ("repeat foot", [*frames, foot], {"foot"}),
        ("swap", [head, one, three, two, four, foot], {"block 2"}),
        ("foot early", [head, one, two, foot, three, four], {"foot"}),
        ("two journals", frames + frames, {"foot"}),
        ("blocks after", [*frames, four], {"foot"}),
        ("only foot", [foot], {"head"}),
        ("only head and foot", [head, foot], {"block 1"}),
        ("an empty frame", [head, one, zstandard.compress(b""), two, three, four, foot], {"block 2", "block 1"}),
    ]


def test_parts_dropped_repeated_or_moved_are_named(journal: Path) -> None:
    frames = frames_of(journal.read_bytes())
    for what, changed, expected in rearranged(frames):
        journal.write_bytes(b"".join(changed))
        assert named(verify(journal)) & expected, (what, verify(journal))


def test_frames_of_another_journal_are_found(journal: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    facts = story(3_400)
    facts[1_500] = words.CallerHungUp(1, 1_500, 0, 9)
    write(other, facts, compress=journal.read_bytes()[:1] != b"{")
    mine, theirs = frames_of(journal.read_bytes()), frames_of(other.read_bytes())
    for number, part in enumerate(part_names(mine)):
        if mine[number] != theirs[number]:
            journal.write_bytes(b"".join([*mine[:number], theirs[number], *mine[number + 1 :]]))
            assert part in named(verify(journal)), (part, verify(journal))


def test_the_same_lines_packed_anew_are_not_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, story(3_400))
    frames = frames_of(path.read_bytes())
    for number, part in enumerate(part_names(frames)):
        again = zstandard.compress(zstandard.decompress(frames[number]), 19)
        path.write_bytes(b"".join([*frames[:number], again, *frames[number + 1 :]]))
        assert part in named(verify(path)), (part, verify(path))


def test_a_block_that_cannot_be_unpacked_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, story(3_400))
    frames = frames_of(path.read_bytes())
    frames[2] = frames[2][:40] + bytes(60) + frames[2][100:]
    path.write_bytes(b"".join(frames))
    assert [finding for finding in verify(path) if finding.startswith("block 2: is damaged")]
    journal = Journal.open(path)
    assert len(list(journal.facts(0, 1_000))) == 1_000
    with pytest.raises(JournalError, match="block 2 is damaged"):
        list(journal)


def test_a_changed_fact_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, story(2_000), compress=False)
    path.write_bytes(path.read_bytes().replace(b'["accept_started",164400,1200,', b'["accept_started",164401,1200,'))
    assert verify(path) == ["block 2: is damaged: its facts are not those its header records"]
    with pytest.raises(JournalError, match="block 2 is damaged"):
        list(Journal.open(path))


def rebuilt(data: bytes, old: bytes, new: bytes) -> bytes:
    """A plain journal with another text in it, whose block headers record the changed lines as theirs."""
    frames = [frame.replace(old, new) for frame in frames_of(data)]
    for number, frame in enumerate(frames[1:-1], 1):
        header, lines = frame.split(b"\n", 1)
        told = json.loads(header) | {"lines": hashlib.sha256(lines).hexdigest()}
        frames[number] = json.dumps(told, separators=(",", ":")).encode() + b"\n" + lines
    return b"".join(frames)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (b'["accept_started",164400,1200,', b'["accept_started",164401,1200,', "block 2"),
        (b'["accept_started",301400,2200,', b'["accept_started",301401,2200,', "block 3"),
        (b'"status":"completed"', b'"status":"stopped"', "foot"),
        (b'"kinds":{', b'"kinds":{"a":[],', "head"),
        (b'"root":"', b'"root":"0', "foot"),
    ],
)
def test_whoever_reads_a_damaged_journal_to_its_end_is_told(tmp_path: Path, old: bytes, new: bytes, part: str) -> None:
    path = tmp_path / "journal"
    write(path, story(2_500), compress=False)
    path.write_bytes(rebuilt(path.read_bytes(), old, new))
    (finding,) = verify(path)
    assert finding.startswith(part)
    for read in (list, lambda journal: list(journal.blocks())):
        with pytest.raises(JournalError, match=f"journal: {re.escape(finding)}"):
            read(Journal.open(path))


def test_a_reader_finds_whatever_verify_finds(journal: Path) -> None:
    data = journal.read_bytes()
    chance = random.Random(7)
    for spot in sorted(chance.sample(range(len(data)), 40)):
        journal.write_bytes(data[:spot] + bytes([data[spot] ^ 1]) + data[spot + 1 :])
        with pytest.raises(JournalError):
            list(Journal.open(journal))


def test_a_whole_journal_of_another_drill_has_another_root(journal: Path) -> None:
    root = Journal.open(journal).root
    assert verify(journal, f" {root.upper()}\n") == []
    (finding,) = verify(journal, "00" * 32)
    assert finding.startswith(f"foot: its root is {root}, not 0000")


# -- garbage ------------------------------------------------------------------------------------------------------


BOMB = zstandard.ZstdCompressor().compress(bytes(100_000_000))
GARBAGE = {
    "empty": b"",
    "text": b"hello\n",
    "json": b'{"a":1}\n',
    "list": b"[1,2]\n",
    "nested": b'{"format":' + b"[" * 200_000 + b"\n",
    "magic": b"\x28\xb5\x2f\xfd",
    "skippable": b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd",
    "gzip": b"\x1f\x8b\x08\x00" + bytes(30),
    "bomb": BOMB,
    "unsized": zstandard.ZstdCompressor(write_content_size=False).compress(b'{"format":"x"}\n'),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_journal_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(GARBAGE[name])
    assert named(verify(path)) >= {"head"}
    with pytest.raises(JournalError, match="not a command-center journal"):
        Journal.open(path)


@given(
    data=st.binary(max_size=300), prefix=st.sampled_from([b"", b"{", b"\x28\xb5\x2f\xfd", b'{"block":', b'{"foot":'])
)
@settings(max_examples=80)
def test_garbage_never_crashes_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes, prefix: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise"
    path.write_bytes(prefix + data)
    assert verify(path)
    with pytest.raises(JournalError):
        Journal.open(path)


def test_a_bomb_between_the_blocks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, story(2_000))
    frames = frames_of(path.read_bytes())
    path.write_bytes(b"".join([*frames[:2], BOMB, *frames[2:]]))
    assert verify(path)[0].startswith("block 2: is damaged: it names no size, or one over")
    with pytest.raises(JournalError, match="unfinished or damaged"):
        Journal.open(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert verify(tmp_path / "none") == ["head: the file cannot be read: No such file or directory"]
    assert verify(tmp_path) == ["head: the file cannot be read: Is a directory"]
    with pytest.raises(JournalError, match="No such file"):
        Journal.open(tmp_path / "none")


def test_an_unfinished_journal_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, story(1_500))
    path.write_bytes(b"".join(frames_of(path.read_bytes())[:-1]))
    assert verify(path) == ["foot: is missing after block 2: the journal is unfinished or was cut off"]
    with pytest.raises(JournalError, match="unfinished"):
        Journal.open(path)


def test_a_newer_journal_is_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, story(3), compress=False)
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2', 1))
    assert verify(path)[0] == "head: the journal is of version 2; this program reads up to 1"
    with pytest.raises(JournalError, match="version 2; this program reads up to 1"):
        Journal.open(path)


def test_a_kind_of_fact_from_elsewhere_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    unheard_of: Any = msgspec.defstruct("UnheardOf", [], bases=(words.CallerHungUp,), frozen=True, tag="unheard_of")
    root = write(path, [*story(1_100), unheard_of(5, 1_100, 0, 1)])
    assert verify(path, root) == []
    with pytest.raises(JournalError, match="block 2 has an unknown kind of fact, 'unheard_of'"):
        list(Journal.open(path))


def test_a_kind_whose_fields_have_changed_is_not_read_by_position(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, story(3), compress=False)
    path.write_bytes(path.read_bytes().replace(b'"caller_hung_up":["t","n","cause"', b'"caller_hung_up":["t","n"', 1))
    with pytest.raises(JournalError, match="caller_hung_up has other fields"):
        list(Journal.open(path))


def test_a_line_that_does_not_fit_its_kind_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path, [*story(2), words.CallerHungUp(1, 2, 0, "three")])  # type: ignore[arg-type]  # the fault under test
    with pytest.raises(JournalError, match="block 1 line 3: Expected `int`"):
        list(Journal.open(path))


# -- inputs beside the journal ------------------------------------------------------------------------------------


def test_an_input_is_kept_under_its_digest(tmp_path: Path) -> None:
    digest = store_input(tmp_path, b"many rows")
    assert digest == store_input(tmp_path, b"many rows") == hashlib.sha256(b"many rows").hexdigest()
    assert read_input(tmp_path, digest) == b"many rows"
    assert [path.name for path in (tmp_path / "inputs").iterdir()] == [digest]


def test_an_input_that_was_changed_lost_or_misnamed_is_refused(tmp_path: Path) -> None:
    digest = store_input(tmp_path, b"many rows")
    (tmp_path / "inputs" / digest).write_bytes(b"few rows")
    with pytest.raises(JournalError, match="was changed"):
        read_input(tmp_path, digest)
    with pytest.raises(JournalError, match="cannot be read"):
        read_input(tmp_path, "0" * 64)
    with pytest.raises(JournalError, match="names no input"):
        read_input(tmp_path, "../../secret")
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="cannot be written"):
        store_input(tmp_path / "file", b"")
