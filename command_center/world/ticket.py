"""A ticket as the world holds it, and the random numbers it carries from birth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from command_center.plan.practice import CallAgain, Practice
from command_center.plan.roster import Category
from command_center.world.chance import Column
from command_center.world.machine import CREW, LEAD, Desk, Program, Work

(
    CONVERSATION, TRANSFER, SIGN, SYSTEM_USE, DESK_WORK, TRAVEL, FIELD_WORK, FEEDBACK, CLOSE, EVALUATE, PATIENCE,
    CONSULT, ARBITRATE, SUPPORT_WORK,
) = range(14)  # fmt: skip
"""Columns of a ticket's durations: a mean of its category and desk times a factor of its own."""

(
    FATE, CATEGORY, PLACE, NATURE, WRONG, WRONG_SEAT, UNCLEAR, DISPUTE, SETTLED, SUPPORT, EXTENSION, PAPER, CALL_BACK,
    ANSWER, ANSWER_AFTER, SOLVED, SATISFIED, GOOD, UNMASKED, DISTRICT, SIGN_SHARE, TRAVEL_SHARE, FEEDBACK_SHARE,
    RESOURCE,
) = range(14, 38)  # fmt: skip
"""Columns of a ticket's decisions: a number between 0 and 1 each."""


def columns(practice: Practice) -> tuple[Column, ...]:
    """The columns of a ticket's random numbers, in the order of the names above."""
    steps, intake = practice.steps, practice.intake
    spreads = (
        intake.conversation.cv, steps.transfer.cv, steps.sign.cv, 1.0, steps.desk_cv, steps.travel.cv, steps.field_cv,
        steps.feedback.cv, steps.close.cv, steps.evaluate_call.cv, intake.patience.cv, steps.consult.cv,
        steps.arbitrate.cv, steps.support.cv,
    )  # fmt: skip
    durations = [Column("lognormal", cv) for cv in spreads]
    for column, duration in ((CONVERSATION, intake.conversation), (PATIENCE, intake.patience)):
        if duration.exponential:
            durations[column] = Column("exponential")
    return (*durations, *(Column("uniform") for _ in range(24)))


class Ticket(Work):
    """A contact and the ticket it may become.

    ``birth`` are the random numbers it was born with, ``draws`` those of this round (a return or a redo begins a new
    round from the same key); ``sure`` says that it cannot be refused or passed on, only answered or opened; ``due`` is
    its closing limit in ms (0 = none yet) and ``given`` the span that was given; ``watch`` is raised when a limit
    changes, so that old timers know; ``patient_until`` (ms) is when a waiting caller hangs up. ``called`` is when the
    caller first called, ``tries`` counts the calls before this one, ``again`` is the rule by which the caller calls
    again and ``still`` asks whether there is a reason to; ``direct_unit`` says how far the unit that left at once is.
    """

    __slots__ = (
        "source", "key", "round", "channel", "nature", "category", "urgency", "place", "event", "draws", "direct",
        "sure", "seat", "district", "wrong", "fixed", "dispatches", "disputed", "extended", "redone", "closed",
        "contacted", "birth", "opened", "sent", "systems_left", "support_open", "request",
        "due", "given", "watch", "supporter", "unit", "skill", "ended", "arrived", "stage",
        "patient_until", "again", "still", "called", "tries", "direct_unit",
    )  # fmt: skip

    def __init__(self, number: int, program: Program, roles: list[Desk], means: Any, draws: Any) -> None:
        super().__init__(number, program, roles, means, draws)
        self.draws = self.birth = draws
        self.category: Category
        self.source = self.channel = self.nature = self.urgency = self.place = self.event = ""
        self.seat = self.district = self.supporter = self.unit = self.stage = ""
        self.key = self.round = self.dispatches = self.due = self.given = self.watch = 0
        self.arrived = self.called = self.opened = self.sent = self.tries = self.patient_until = 0
        self.again: CallAgain
        self.still: Callable[[], bool] | None = None
        self.direct_unit: Literal["", "out", "done"] = ""
        self.systems_left: tuple[str, ...] = ()
        self.support_open = False
        self.request = -1
        self.wrong = self.fixed = self.disputed = self.extended = self.redone = False
        self.closed = self.contacted = self.ended = False
        self.direct = 0.0
        self.sure = False
        self.skill = 1.0

    def led_by(self, desk: Desk, crews: Desk) -> None:
        """From now on this desk leads the handling, and sends its own crews where none is out already."""
        self.seat, self.roles[LEAD] = desk.seat, desk
        if not self.held[CREW]:
            self.roles[CREW] = crews
