"""Every fact a journal can hold: the words for what happened.

The rules of this file:

1. A fact is past tense, flat and frozen: JSON scalars or tuples of them, nothing else.
2. Every fact opens with ``t`` (milliseconds of simulated time since the scenario's start), ``n`` (its number in
   the journal, from 0) and ``cause`` (the number of the fact that led to it; -1 only for the first).
3. One meaning a class. When a score lacks something, a fact is added here; no field is ever given a second meaning.
4. No wall-clock time, path, host or library version is ever put into a fact.

A seat, a system or a category is named by its roster id; a ticket by the number its contact got on arrival; a place
by its path of tiers, ``D2``, ``D2.05``, ``D2.05.011``, ``D2.05.011.3`` (district, street, community, grid). An
operator is the number of the person at a seat, from 1; ``PERSON`` is whoever plays the seat, who may have several
pieces of work in hand. The empty string means "does not apply".
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

PERSON = 1000
"""The operator number of the person who plays a seat."""


def _kind(class_name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()


class Fact(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=_kind):
    """What all facts share: time in ms since the start, own number, number of the causing fact."""

    t: int
    n: int
    cause: int


# -- the drill itself ---------------------------------------------------------------------------------------------


class DrillStarted(Fact, frozen=True):
    """The recipe: scenario and roster as loaded (canonical JSON text), so that the journal stands alone.

    ``start`` is the ISO date and time with offset of t = 0, ``zone`` its IANA name; ``horizon`` and ``end`` are ms:
    nothing new befalls the city after the horizon, and the tail ends at ``end``. ``inputs`` holds small input files
    as JSON text by their SHA-256; those over 1 MB lie beside the journal. ``origin`` is ``simulated`` (played
    by the engine) or ``recorded`` (made by the importer from real data, no engine).
    """

    scenario_name: str
    program: str
    origin: str
    seed: int
    staffing: str
    start: str
    zone: str
    horizon: int
    end: int
    scenario: str
    roster: str
    inputs: str = ""


class RollCalled(Fact, frozen=True):
    """The roll call 点名 that opens every drill."""

    seats: int


class SeatAnswered(Fact, frozen=True):
    """A seat answered the roll call."""

    seat: str


class SeatStayedSilent(Fact, frozen=True):
    """A seat did not answer the roll call."""

    seat: str


class HorizonPassed(Fact, frozen=True):
    """From here on nothing new befalls the city; what is open is still handled."""


class DrillEnded(Fact, frozen=True):
    """The last fact; ``status`` is ``completed``, ``stopped`` (ended early by an order) or ``safety_stop``."""

    status: str


class SafetyStopped(Fact, frozen=True):
    """The drill was stopped because something real happened 真实事件."""

    reason: str


class OrderAccepted(Fact, frozen=True):
    """Somebody's order was carried out; ``order`` is its canonical JSON text and part of the recipe."""

    order: str


class OrderRefused(Fact, frozen=True):
    """Somebody's order was refused, with the reason; the order is part of the recipe all the same."""

    order: str
    reason: str


# -- seats --------------------------------------------------------------------------------------------------------


class SeatStaffed(Fact, frozen=True):
    """Who holds a seat from now on.

    ``profile`` is ``own``, ``stand_in``, ``responder`` or ``empty``; ``player`` is ``program`` or ``person``.
    """

    seat: str
    profile: str
    player: str


class OperatorsChanged(Fact, frozen=True):
    """How many operators a seat has from now on (shift change, stand-ins lent to other seats)."""

    seat: str
    operators: int


class WorkGivenBack(Fact, frozen=True):
    """Work in hand went back to the head of a seat's inbox because the seat changed hands (ticket 0: a task)."""

    ticket: int
    seat: str


class WorkPassedOn(Fact, frozen=True):
    """A ticket that waited at a seat waits at ``to`` now, which covers it: the seat leads nothing any more."""

    ticket: int
    seat: str
    to: str


class SeatSignedOn(Fact, frozen=True):
    """The person who plays a seat signed on at its page; stated once for each time that the seat changed hands."""

    seat: str


class FirstActionTaken(Fact, frozen=True):
    """The first valid action of a seat after sign-on."""

    seat: str


class WorkArrived(Fact, frozen=True):
    """Work came into the inbox of a seat that a person plays, and waits there for an order.

    ``step`` is ``accept``, ``transfer``, ``sign``, ``consult``, ``arbitrate``, ``handle``, ``feedback``, ``close``,
    ``evaluate``, ``redo`` (a dissatisfied citizen: redo or not) or ``extension`` (more time: grant or refuse).
    """

    ticket: int
    seat: str
    step: str


class WorkTakenUp(Fact, frozen=True):
    """A colleague of the program beside a person took up a ticket to sign for it or to rule about it."""

    ticket: int
    seat: str
    operator: int


class TaskArrived(Fact, frozen=True):
    """A task came into the inbox of a seat that a person plays; ``task`` is its number there, a negative one.

    ``action`` is ``read_inject``, ``confirm_mode``, ``assist`` or what an inject or playbook asks for; ``about``
    names the inject, the mode, the ticket or the place it is about. TaskStarted follows it as its cause.
    """

    task: int
    seat: str
    action: str
    about: str


class NoteWritten(Fact, frozen=True):
    """Whoever plays a seat wrote a note (ticket -1: about no ticket)."""

    ticket: int
    seat: str
    text: str


class TaskStarted(Fact, frozen=True):
    """An operator began a task of the seat that is not a step of a ticket (reading an inject, an action, a meeting)."""

    seat: str
    operator: int
    about: str


class TaskEnded(Fact, frozen=True):
    """The task was done."""

    seat: str
    operator: int
    about: str


# -- contacts and the six steps -----------------------------------------------------------------------------------


class ContactArrived(Fact, frozen=True):
    """Somebody or something turned to the centre; the number stays with the ticket it may become.

    ``source`` and ``key`` say which stream it came from and its own count there; ``channel`` is ``call``, ``app``,
    ``web``, ``terminal``, ``sensor``, ``grid_worker`` or ``superior``; ``nature`` is ``consult``, ``help``,
    ``complaint``, ``suggestion``, ``report`` or ``other``; ``event`` binds it to a hazard; ``reference`` is the
    number it had in a recorded export.
    """

    ticket: int
    source: str
    key: int
    channel: str
    nature: str
    category: str
    urgency: str
    place: str
    event: str
    reference: str


class LimitSet(Fact, frozen=True):
    """A limit began to run: ``step`` of the ticket is to be done by ``due`` (ms). A later one replaces it."""

    ticket: int
    step: str
    seat: str
    due: int


class CallerHungUp(Fact, frozen=True):
    """The caller lost patience before an operator was free."""

    ticket: int


class CalledAgain(Fact, frozen=True):
    """The contact is no new matter: the caller had hung up as ``earlier`` and calls for the ``attempt``-th time."""

    ticket: int
    earlier: int
    attempt: int


class AcceptStarted(Fact, frozen=True):
    """Step 1, 受理: an operator picked up."""

    ticket: int
    seat: str
    operator: int


class AcceptEnded(Fact, frozen=True):
    """Step 1, 受理: the conversation or the intake of a message was over."""

    ticket: int
    seat: str
    operator: int


class AnsweredDirectly(Fact, frozen=True):
    """The question was answered on the spot; the contact is closed without a transfer."""

    ticket: int


class HandedOver(Fact, frozen=True):
    """Passed on to an emergency line (``110``, ``119``, ``120``); it ends here for the centre."""

    ticket: int
    to: str


class NotAccepted(Fact, frozen=True):
    """Not within the hotline's remit; the caller was told why."""

    ticket: int
    reason: str


class TicketOpened(Fact, frozen=True):
    """The contact became a ticket 工单 with its category and urgency (E, U, G or C)."""

    ticket: int
    category: str
    urgency: str


class TransferStarted(Fact, frozen=True):
    """Step 2, 转办: a dispatcher took the ticket up."""

    ticket: int
    seat: str
    operator: int


class TransferEnded(Fact, frozen=True):
    """Step 2, 转办: the dispatcher let go of the ticket."""

    ticket: int
    seat: str
    operator: int


class Dispatched(Fact, frozen=True):
    """The ticket was sent to a lead seat, or through the liaison seat to a district (``district`` is then set).

    ``by`` is ``rule`` (category table), ``operator`` (changed by hand) or ``fixed`` (designated, may not be returned);
    ``round`` counts the dispatches of this ticket from 1; ``duty`` is the duty version behind the choice, if any.
    """

    ticket: int
    seat: str
    district: str
    by: str
    round: int
    duty: str


class Signed(Fact, frozen=True):
    """The receiving seat signed for the ticket 签收."""

    ticket: int
    seat: str
    operator: int


class Returned(Fact, frozen=True):
    """The receiving seat returned the ticket 退单, with its reason."""

    ticket: int
    seat: str
    reason: str


class Reassigned(Fact, frozen=True):
    """After a return the dispatcher chose another seat 改派."""

    ticket: int
    seat: str
    to: str


class DispatchFixed(Fact, frozen=True):
    """After repeated returns the hotline designated the handler, who may not return it again."""

    ticket: int
    seat: str


class Disputed(Fact, frozen=True):
    """A seat disputed that the ticket is its duty 争议."""

    ticket: int
    seat: str


class ConsultStarted(Fact, frozen=True):
    """Consultation 会商 about a disputed ticket began at the arbiter's seat."""

    ticket: int
    seat: str


class ConsultEnded(Fact, frozen=True):
    """Consultation ended; ``settled`` says whether the seats agreed on ``to``."""

    ticket: int
    seat: str
    settled: bool
    to: str


class Arbitrated(Fact, frozen=True):
    """A commander ruled 裁定 that ``to`` handles the ticket."""

    ticket: int
    seat: str
    to: str


class CallerContacted(Fact, frozen=True):
    """The handling side spoke with the caller for the first time (response 响应)."""

    ticket: int
    seat: str


class HandleStarted(Fact, frozen=True):
    """Step 3, 办理: an operator of the handling seat or district took the ticket up."""

    ticket: int
    seat: str
    operator: int


class HandleEnded(Fact, frozen=True):
    """Step 3, 办理: the desk work of handling was over."""

    ticket: int
    seat: str
    operator: int


class SupportAsked(Fact, frozen=True):
    """The lead seat asked a supporting seat 协办 to help."""

    ticket: int
    seat: str


class SupportGiven(Fact, frozen=True):
    """The supporting seat did its part."""

    ticket: int
    seat: str
    operator: int


class UnitDispatched(Fact, frozen=True):
    """A crew of the seat (or district) left for the place."""

    ticket: int
    seat: str
    unit: str


class UnitArrived(Fact, frozen=True):
    """The crew was on scene."""

    ticket: int
    seat: str
    unit: str


class FieldWorkEnded(Fact, frozen=True):
    """The crew's work at the place was done."""

    ticket: int
    seat: str
    unit: str


class ProgressNoted(Fact, frozen=True):
    """A progress note on a ticket that is not yet done."""

    ticket: int
    seat: str


class FeedbackStarted(Fact, frozen=True):
    """Step 4, 反馈: writing back to the hotline began."""

    ticket: int
    seat: str
    operator: int


class FeedbackEnded(Fact, frozen=True):
    """Step 4, 反馈: the handling side had fed back its result."""

    ticket: int
    seat: str
    operator: int


class CloseStarted(Fact, frozen=True):
    """Step 5, 办结: the closing check began."""

    ticket: int
    seat: str
    operator: int


class CloseEnded(Fact, frozen=True):
    """Step 5, 办结: the ticket was closed."""

    ticket: int
    seat: str
    operator: int


class EvaluateStarted(Fact, frozen=True):
    """Step 6, 评价: the call-back began or the message went out (seat empty where nobody holds it)."""

    ticket: int
    seat: str
    operator: int


class EvaluateEnded(Fact, frozen=True):
    """Step 6, 评价: the step was over, with an answer or without."""

    ticket: int
    seat: str
    operator: int


class Evaluated(Fact, frozen=True):
    """The citizen's answer: ``by`` is ``call`` or ``message``, satisfaction 1 (worst) to 5, solved or not."""

    ticket: int
    by: str
    satisfaction: int
    solved: bool


class EvaluationLapsed(Fact, frozen=True):
    """No answer came in time; satisfaction does not count this ticket."""

    ticket: int


class ExtensionAsked(Fact, frozen=True):
    """The handling seat asked for more time 延期 before the limit."""

    ticket: int
    seat: str


class ExtensionGranted(Fact, frozen=True):
    """More time was granted; the new limit follows as LimitSet."""

    ticket: int
    seat: str


class ExtensionRefused(Fact, frozen=True):
    """More time was refused, with the reason."""

    ticket: int
    seat: str
    reason: str


class LightTurnedYellow(Fact, frozen=True):
    """Supervision 督办: most of the time to the limit is used."""

    ticket: int
    seat: str


class LightTurnedRed(Fact, frozen=True):
    """Supervision 督办: the limit passed."""

    ticket: int
    seat: str


class SupervisionOrdered(Fact, frozen=True):
    """A supervision order went to the seat whose ticket is overdue."""

    ticket: int
    seat: str


class CircularIssued(Fact, frozen=True):
    """A circular 通报 named the seat for a ticket long overdue."""

    ticket: int
    seat: str


class Merged(Fact, frozen=True):
    """A duplicate was merged 并单 into an open ticket of the same place and category."""

    ticket: int
    into: int


class RedoOrdered(Fact, frozen=True):
    """After an unsatisfied call-back the ticket goes back to its seat once 重办."""

    ticket: int
    seat: str


class RedoWaived(Fact, frozen=True):
    """After an unsatisfied call-back the supervision seat left the ticket closed."""

    ticket: int
    seat: str


class PaperSigned(Fact, frozen=True):
    """An approval already given on line was signed again on paper (digital formalism)."""

    ticket: int
    seat: str


# -- systems and data ---------------------------------------------------------------------------------------------


class SystemCallStarted(Fact, frozen=True):
    """A seat began to use a business system for a ticket."""

    ticket: int
    system: str
    seat: str


class SystemCallEnded(Fact, frozen=True):
    """The use ended.

    ``feed`` is ``real``, ``mock`` or ``missing`` for a read and ``link`` for a system that passes no data; ``origin``
    says who answered (``simulated``, ``mock``, ``adapter NAME``, ``recorded``, or empty for nobody); ``resource`` is
    the catalogue entry read; ``good`` says whether the record was complete, valid and fresh; ``right`` whether the
    seat holds the right to it; ``masked`` whether a person's identity was masked; ``decisive`` whether the step waited.
    """

    ticket: int
    system: str
    seat: str
    resource: str
    feed: str
    origin: str
    good: bool
    right: bool
    masked: bool
    decisive: bool


class SystemCallBrokenOff(Fact, frozen=True):
    """The use was broken off because the seat changed hands; whoever goes on begins it anew."""

    ticket: int
    system: str
    seat: str


class DataRequested(Fact, frozen=True):
    """Data was asked of an adapter outside the simulation; the answer comes back as an order."""

    request: int
    ticket: int
    system: str
    resource: str
    seat: str


class DataAnswered(Fact, frozen=True):
    """An adapter's answer: the record as JSON text, with its origin; an empty record means it had none."""

    request: int
    system: str
    origin: str
    record: str


class DataTimedOut(Fact, frozen=True):
    """Nobody answered a data request in time: whoever waited goes on without, and a later answer is refused."""

    request: int
    system: str


class MockRecordShown(Fact, frozen=True):
    """A labelled mock record stood in for data that its owner does not share."""

    ticket: int
    system: str
    record: str


class SystemWentDown(Fact, frozen=True):
    """A business system lost its link."""

    system: str


class OutageHeld(Fact, frozen=True):
    """An outage that had come by itself is kept up by order: no repair ends it, only an order or an inject does."""

    system: str


class SystemCameUp(Fact, frozen=True):
    """A business system's link was restored."""

    system: str


class FeedSet(Fact, frozen=True):
    """What a system's feed is from now on: ``real``, ``mock`` or ``missing``."""

    system: str
    feed: str


# -- commands down the tiers, duties ------------------------------------------------------------------------------


class CommandIssued(Fact, frozen=True):
    """A seat sent a command 指令 down the tiers to ``place``; ``duty`` names the duty version behind it."""

    command: int
    seat: str
    ticket: int
    action: str
    place: str
    duty: str


class CommandSent(Fact, frozen=True):
    """One hop: the command went to ``node`` of ``tier`` (district, street, community, grid); ``attempt`` from 1."""

    command: int
    node: str
    tier: str
    attempt: int


class CommandLost(Fact, frozen=True):
    """The hop failed: nobody at ``node`` saw the command; it will be repeated."""

    command: int
    node: str
    tier: str


class CommandAcknowledged(Fact, frozen=True):
    """``node`` acknowledged the command."""

    command: int
    node: str
    tier: str


class EvidenceSent(Fact, frozen=True):
    """The grid worker sent evidence (``photo``, ``depth``, ``head_count``) from the place."""

    command: int
    node: str
    evidence: str


class EvidenceShown(Fact, frozen=True):
    """The evidence was on the seat's screen."""

    command: int
    seat: str
    evidence: str


class DutyFellDue(Fact, frozen=True):
    """A duty 职责条目 began to bind a seat: to be met by ``due``; ``about`` names ticket, command or event."""

    duty: str
    seat: str
    about: str
    due: int


class DutyMet(Fact, frozen=True):
    """The duty was met in time."""

    duty: str
    seat: str
    about: str


class DutyMissed(Fact, frozen=True):
    """The duty's time passed before it was met."""

    duty: str
    seat: str
    about: str


class DutyLifted(Fact, frozen=True):
    """The duty no longer binds the seat: the ticket it was about was sent back before its time passed."""

    duty: str
    seat: str
    about: str


class StandingOrderFollowed(Fact, frozen=True):
    """A crew posted in advance did by itself what the seat had ordered for this case; no desk time was needed."""

    seat: str
    action: str
    about: str


class CrewPosted(Fact, frozen=True):
    """A crew with barriers took its post at a low point in advance."""

    point: str


# -- mode, response level, injects --------------------------------------------------------------------------------


class ModeOrdered(Fact, frozen=True):
    """The switch to ``wartime`` or ``peacetime`` was ordered; seats must confirm."""

    mode: str
    seat: str


class ModeConfirmed(Fact, frozen=True):
    """A required seat confirmed the new mode."""

    mode: str
    seat: str


class ModeSwitched(Fact, frozen=True):
    """All required seats had confirmed: the mode holds."""

    mode: str


class ResponseLevelSet(Fact, frozen=True):
    """The response level 响应等级 was set: I, II, III, IV, or empty when it ended."""

    response_level: str
    seat: str


class CommanderPresent(Fact, frozen=True):
    """A commander took the seat as the response level asks."""

    seat: str
    response_level: str


class InjectSynchronized(Fact, frozen=True):
    """An approved inject was set into the drill: it comes at ``due`` (ms), or on its condition (-1).

    A later one replaces it: the control group moved the inject.
    """

    inject: str
    due: int


class InjectAdded(Fact, frozen=True):
    """The control group added an inject on the way; ``plan`` is its canonical JSON text, as in the recipe."""

    inject: str
    purpose: str
    plan: str


class InjectReleased(Fact, frozen=True):
    """The control group released a control message 控制消息.

    ``purpose`` is ``informational``, ``expected_action``, ``contingency`` or ``ad_hoc``.
    """

    inject: str
    purpose: str


class InjectShown(Fact, frozen=True):
    """The cue of an inject was shown to a seat; clocks of expected actions start here."""

    inject: str
    seat: str


class InjectCompleted(Fact, frozen=True):
    """Everything that was expected after an inject has been done; one that expects nothing is complete at once."""

    inject: str


class InjectDeferred(Fact, frozen=True):
    """The control group held an inject back; ``for_good`` where it decided never to release it."""

    inject: str
    for_good: bool


class ActionTaken(Fact, frozen=True):
    """A seat did what an inject, playbook or duty asked; ``about`` names it."""

    seat: str
    action: str
    about: str
    place: str


# -- sensors, rain and flood --------------------------------------------------------------------------------------


class SensorAlarmed(Fact, frozen=True):
    """A sensor passed its alarm value at ``place``."""

    sensor: str
    system: str
    place: str
    value: float


class AlarmShown(Fact, frozen=True):
    """The alarm was on the centre's screen."""

    sensor: str
    seat: str


class RainMeasured(Fact, frozen=True):
    """Rain of the last step and since the storm's beginning, in mm."""

    mm: float
    total_mm: float


class WarningIssued(Fact, frozen=True):
    """The weather office issued a warning: ``blue``, ``yellow``, ``orange``, ``red``, or ``none`` when lifted."""

    colour: str


class DepthPassed(Fact, frozen=True):
    """Water at a low point passed a threshold in cm, rising or falling."""

    point: str
    depth_cm: int
    rising: bool


class DepthMeasured(Fact, frozen=True):
    """Water depth at a low point, in cm to one decimal, while there is any."""

    point: str
    depth_cm: float


class PumpOrdered(Fact, frozen=True):
    """A pump unit was ordered to a low point."""

    point: str
    pump: str


class PumpArrived(Fact, frozen=True):
    """The pump unit began to pump."""

    point: str
    pump: str


class PumpLeft(Fact, frozen=True):
    """The pump unit left the point."""

    point: str
    pump: str


class WarningSignPlaced(Fact, frozen=True):
    """A warning sign stood at a low point."""

    point: str


class RoadClosed(Fact, frozen=True):
    """The road at a low point was closed both ways."""

    point: str


class RoadOpened(Fact, frozen=True):
    """The road at a low point was opened again."""

    point: str


class CarTrapped(Fact, frozen=True):
    """A car was trapped where the road was still open."""

    point: str
    people: int


class PeopleFreed(Fact, frozen=True):
    """Trapped people were brought out."""

    point: str
    people: int


class PeopleMoved(Fact, frozen=True):
    """People were moved to shelter from ``place``."""

    place: str
    people: int


class HouseholdsCut(Fact, frozen=True):
    """Households lost power."""

    place: str
    households: int


class HouseholdsRestored(Fact, frozen=True):
    """Households had power again."""

    place: str
    households: int


def _facts() -> dict[str, type[Fact]]:
    return {str(cls.__struct_config__.tag): cls for cls in Fact.__subclasses__()}


KINDS: dict[str, type[Fact]] = _facts()
"""Every kind of fact by its name in the journal, e.g. ``accept_started``."""

AnyFact = Any  # a union of all classes in KINDS, made at run time for the decoder


def kind_of(fact: Fact) -> str:
    """The name of a fact's kind as the journal writes it."""
    return str(type(fact).__struct_config__.tag)


def fields_of(cls: type[Fact]) -> tuple[str, ...]:
    """The field names of a kind, in the order of its line, after the kind itself."""
    return cls.__struct_fields__
