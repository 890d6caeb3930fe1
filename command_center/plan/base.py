"""What the models of all plan files share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def iso_date(text: str) -> str:
    """A date as Excel likes to rewrite it (2027/2/6) in ISO form; anything else as it is."""
    parts = str(text).replace("/", "-").split("-")
    return "-".join(part.zfill(2) for part in parts) if len(parts) > 1 else text


DateText = Annotated[str, BeforeValidator(iso_date)]
"""A date 2027-02-06, also written 2027/2/6; whether it is one is checked with the file."""


class Plan(BaseModel):
    """A part of a plan file: frozen, and nothing unknown is let through."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Names(Plan):
    """The name of a thing in Chinese and English."""

    zh: str
    en: str
