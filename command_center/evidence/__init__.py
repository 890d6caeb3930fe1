"""Evidence packs: the scores of drills with everything behind them in one file, and the check that they still hold.

A pack is a ZIP file. ``docs/scores.md`` says what lies in it. Its seal is the SHA-256 of its manifest, which holds the
SHA-256 of every other member; the check recomputes every number from the journals all the same, so a number that was
changed is found even where every digest was made to fit. A wholly new pack from other journals or another indicator
file holds by itself: what tells it from the one that was filed is the seal.
"""

from command_center.evidence.checking import Checked, check_pack
from command_center.evidence.container import PackError, read_roots, write_pack
from command_center.evidence.packing import Pack, Sources, build

__all__ = [
    "Checked",
    "Pack",
    "PackError",
    "Sources",
    "build",
    "check_pack",
    "read_roots",
    "write_pack",
]
