"""``python -m command_center`` is the program ``command-center``."""

from __future__ import annotations

import sys

from command_center.cli import main

if __name__ == "__main__":
    sys.exit(main())
