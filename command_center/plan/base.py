"""What the models of all plan files share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Plan(BaseModel):
    """A part of a plan file: frozen, and nothing unknown is let through."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Names(Plan):
    """The name of a thing in Chinese and English."""

    zh: str
    en: str
