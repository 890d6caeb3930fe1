"""What a fact means for the scoreboard: the step it bounds, the limits it meets, how a contact ended, what counts."""

from __future__ import annotations

from command_center import facts
from command_center.facts import Fact

STEP_OF: dict[type[Fact], str] = {
    facts.AcceptStarted: "accept",
    facts.AcceptEnded: "accept",
    facts.TransferStarted: "transfer",
    facts.TransferEnded: "transfer",
    facts.HandleStarted: "handle",
    facts.HandleEnded: "handle",
    facts.FeedbackStarted: "feedback",
    facts.FeedbackEnded: "feedback",
    facts.CloseStarted: "close",
    facts.CloseEnded: "close",
    facts.EvaluateStarted: "evaluate",
    facts.EvaluateEnded: "evaluate",
}
"""The facts that begin and end a step."""

MET_BY: dict[type[Fact], tuple[str, ...]] = {
    facts.AcceptStarted: ("accept",),
    facts.AcceptEnded: ("accept",),  # where a record lacks the pick-up
    facts.TransferEnded: ("transfer",),
    facts.Signed: ("sign",),
    facts.CallerContacted: ("contact",),
    facts.FeedbackEnded: ("feedback",),
    facts.CloseEnded: ("handle", "close"),
    facts.EvaluateEnded: ("evaluate",),
}
"""Which limits a fact meets."""

OUTCOME_OF: dict[type[Fact], str] = {
    facts.AnsweredDirectly: "answered_directly",
    facts.CloseEnded: "closed",
    facts.Merged: "merged",
    facts.NotAccepted: "not_accepted",
    facts.HandedOver: "handed_over",
    facts.CallerHungUp: "hung_up",
}
"""How a contact ended, by the fact that says so."""

COUNTED: tuple[type[Fact], ...] = (
    facts.CalledAgain,
    facts.TicketOpened,
    facts.Returned,
    facts.Reassigned,
    facts.DispatchFixed,
    facts.Disputed,
    facts.ConsultEnded,
    facts.Arbitrated,
    facts.ExtensionAsked,
    facts.ExtensionGranted,
    facts.ExtensionRefused,
    facts.LightTurnedYellow,
    facts.LightTurnedRed,
    facts.SupervisionOrdered,
    facts.CircularIssued,
    facts.RedoOrdered,
    facts.SupportGiven,
    facts.ProgressNoted,
    facts.EvaluationLapsed,
    facts.PaperSigned,
    facts.WorkGivenBack,
    facts.WorkPassedOn,
    facts.OrderAccepted,
    facts.OrderRefused,
)
"""What is counted around the steps; each is shown under its own name."""
