"""What the scoreboard knows of one ticket."""

from __future__ import annotations

from command_center.folds.tally import SeatTally, StepTally


class BoardTicket:
    """A ticket while something may still befall it; forgotten when it is over, so memory stays flat."""

    __slots__ = ("begun", "desk", "handled", "inbox", "limits", "outcome", "queue", "ready", "running", "since")

    def __init__(self, ready: int, outcome: str = "") -> None:
        self.ready = ready  # since when it is ready for its next step
        self.since = ready  # since when it was ready for the step that runs
        self.begun = 0
        self.handled = -1  # when desk and field work of handling were over, until the next step begins
        self.outcome = outcome  # empty while open
        self.limits: dict[str, int] = {}
        self.running: StepTally | None = None
        self.desk: SeatTally | None = None
        self.queue: StepTally | None = None
        self.inbox: SeatTally | None = None
