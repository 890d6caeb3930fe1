"""The program's own version. It stands here alone: the package, the program and every journal take it from here."""

from __future__ import annotations

VERSION = "0.1.0"
