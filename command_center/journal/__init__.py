"""The journal: every fact of a drill, in blocks that prove they are whole.

A journal is a head (format, version, the fields of every kind of fact), blocks of exactly 1,000 facts (the last may be
shorter) and a foot (status, counts, root). ``docs/journal.md`` specifies it for readers in other languages. The chain
of hashes shows that a file is whole, not who wrote it; for that, compare its root with one from another source.
"""

from command_center.journal.checking import verify
from command_center.journal.form import BLOCK, FORMAT, VERSION, BlockHeader, Foot, Head, JournalError
from command_center.journal.inputs import read_input, store_input
from command_center.journal.reading import Journal, decode_facts, encode_facts
from command_center.journal.writing import JournalWriter

__all__ = [
    "BLOCK",
    "FORMAT",
    "VERSION",
    "BlockHeader",
    "Foot",
    "Head",
    "Journal",
    "JournalError",
    "JournalWriter",
    "decode_facts",
    "encode_facts",
    "read_input",
    "store_input",
    "verify",
]
