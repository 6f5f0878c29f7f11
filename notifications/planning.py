"""From one step to the notices that it causes. Pure: the outbox rows are written by the command.

It must never plan anything for a survivor whose case is closed or who has died, and nothing
for anybody after that but by the step that closes, records the death or reopens.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notifications.rendering import LANGUAGES
from notifications.rules import BY_EVENT, Facts, Rule, Scene
from notifications.safety import MACHINE_CHANNELS, Contact, Ruling, may_send
from states.position import Step
from states.timetable import RECEIVE
from states.vocabulary import Channel, Chart, Event, Recipient, Role

#: Whoever of them is told together, as a queue.
TEAMS = frozenset({Recipient.CASEWORKER, Recipient.LEAD})
#: Events of a case of which professionals are told even after her death.
STILL_TOLD = frozenset({Event.CLOSE.value, Event.REOPEN.value})


class Named(StrEnum):
    """Whose reference the placeholder `reference` is; the outbox knows it, a step does not.

    `REFERRAL`: for a referrer the newest referral of theirs to this case, for a force the first
    of the case, because whoever sent a referral never learns the case's own reference.
    """

    CASE = "case"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Planned:
    """One notice to write into the outbox, in the transaction of its step.

    `recipient_ref` is a person's reference, else the code of a queue (the caseworkers or leads of
    it), a firm or a force; for the survivor it is "". `channels` are the ways to try, best first.
    `values` are clear placeholders; where `reference_of` is given, the outbox adds `reference`.
    `to_team`: `recipient_ref` is a queue, and the outbox finds out who of it is to be told.
    """

    rule: str
    recipient: Recipient
    recipient_ref: str
    channels: tuple[Channel, ...]
    template: str
    language: str
    values: Mapping[str, str]
    reference_of: Named | None
    route_version: int
    not_before: datetime
    to_team: bool = False

    @property
    def channel(self) -> Channel:
        """The way to try first."""
        return self.channels[0]


def notices_for(step: Step, after: Facts, before: Facts) -> tuple[Planned, ...]:
    """Return the notices of one step, at most one for a rule and recipient.

    `before` and `after` are the facts of the case around this step alone, coupled steps apart;
    for a referral that opens a case, `before` are blank facts.
    """
    rules = BY_EVENT.get((step.chart, str(step.event)), ())
    if not rules or _is_silent(step, before):
        return ()
    scene, contact = Scene(step, after, before), Contact.of(after)
    return tuple(
        _plan(rule, scene, contact, reference)
        for rule in rules
        if _applies(rule, scene, contact)
        for reference in dict.fromkeys(ADDRESSEES[rule.recipient](scene))
    )


def _is_silent(step: Step, before: Facts) -> bool:
    if before["closed_at"] is not None:
        return True
    return before["deceased"] is not False and not (step.chart is Chart.CASE and step.event in STILL_TOLD)


def _applies(rule: Rule, scene: Scene, contact: Contact) -> bool:
    if rule.when is not None and not rule.when.holds(scene):
        return False
    if rule.recipient is Recipient.SURVIVOR:
        # Without her consent the news becomes a call task, when it is claimed.
        return not contact.is_over
    return contact.meets(rule.needs)


def _plan(rule: Rule, scene: Scene, contact: Contact, recipient_ref: str) -> Planned:
    hers = rule.recipient is Recipient.SURVIVOR
    language = scene.after["language"] if hers else LANGUAGES[0]
    values = {name: write(scene) for name, write in VALUES.items() if name in rule.values}
    known = _known_reference(rule, scene)
    if known is not None:
        values["reference"] = known
    wanted = "reference" in rule.values and known is None
    return Planned(
        rule=rule.name,
        recipient=rule.recipient,
        recipient_ref=recipient_ref,
        channels=_channels_to_her(contact, scene.step.at) if hers else (Channel.EMAIL,),
        template=rule.name,
        language=language if language in LANGUAGES else LANGUAGES[0],
        values=values,
        reference_of=REFERENCES[rule.recipient] if wanted else None,
        route_version=scene.after["route_version"],
        not_before=scene.step.at,
        to_team=rule.recipient in TEAMS and recipient_ref == scene.after["queue"],
    )


def _channels_to_her(contact: Contact, at: datetime) -> tuple[Channel, ...]:
    """Return the machine channels that may be used now, else the way that is left to a person."""
    verdicts = {channel: may_send(contact, channel, at=at) for channel in MACHINE_CHANNELS}
    free = tuple(channel for channel, verdict in verdicts.items() if verdict.ruling is Ruling.SEND)
    by_hand = (verdict.by for verdict in verdicts.values() if verdict.by is not None)
    return free or (next(by_hand, Channel.THROUGH_OFFICER),)


# Who is meant


def _referrers(scene: Scene) -> Iterable[str]:
    # A receipt goes to whoever sent the referral, though they know.
    if scene.step.event == RECEIVE:
        return tuple(scene.after["referrers"])
    if scene.step.event == Event.JOIN_REFERRAL:
        return (scene.step.payload["referrer"],)
    return _others(scene, scene.after["referrers"])


def _caseworkers(scene: Scene) -> Iterable[str]:
    return _others(scene, (scene.before["owner"], scene.after["owner"] or scene.after["queue"]))


def _leads(scene: Scene) -> Iterable[str]:
    return _others(scene, (scene.after["queue"],))


def _firms(scene: Scene) -> Iterable[str]:
    offer = _offer(scene)
    if offer is not None:
        return (scene.after["offers"][offer]["firm"],)
    if scene.step.by is Role.SOLICITOR:
        return ()
    if scene.step.subject in scene.after["orders"]:
        return _others(scene, (scene.after["orders"][scene.step.subject]["firm"],))
    return _others(scene, (scene.after["firm"] or scene.before["firm"],))


def _forces(scene: Scene) -> Iterable[str]:
    return _others(scene, (scene.before["force"], scene.after["force"]))


def _others(scene: Scene, references: Iterable[str | None]) -> Iterator[str]:
    """Leave out nobody, and whoever did it: they know."""
    return (reference for reference in references if reference and reference != scene.step.actor)


def _known_reference(rule: Rule, scene: Scene) -> str | None:
    """Return what the placeholder `reference` stands for, where the step itself says it."""
    if rule.recipient is Recipient.FIRM:
        return _offer(scene)
    if rule.recipient is Recipient.REFERRER and scene.step.event == Event.JOIN_REFERRAL:
        return str(scene.step.payload["referral"])
    return None


def _offer(scene: Scene) -> str | None:
    """Return the offer that the step is about, or that it made."""
    if scene.step.chart is Chart.OFFER:
        return scene.step.subject
    if scene.step.event == Event.MAKE_OFFER:
        return str(scene.step.found["offer"])
    return None


ADDRESSEES: Mapping[Recipient, Callable[[Scene], Iterable[str]]] = {
    Recipient.SURVIVOR: lambda _: ("",),
    Recipient.REFERRER: _referrers,
    Recipient.CASEWORKER: _caseworkers,
    Recipient.LEAD: _leads,
    Recipient.FIRM: _firms,
    Recipient.FORCE: _forces,
    Recipient.ORDER_DESK: _forces,
}

REFERENCES: Mapping[Recipient, Named] = {
    Recipient.REFERRER: Named.REFERRAL,
    Recipient.FORCE: Named.REFERRAL,
    Recipient.CASEWORKER: Named.CASE,
    Recipient.LEAD: Named.CASE,
    Recipient.FIRM: Named.CASE,
}


# What the step itself can say


def _order(scene: Scene) -> str:
    reference = scene.step.subject or scene.step.payload.get("order")
    return str(reference)


def _expiry(scene: Scene) -> str:
    # A day is written when its language is known.
    return str(scene.order.get("expires_on") or "")


VALUES: Mapping[str, Callable[[Scene], str]] = {"order": _order, "expires_on": _expiry}
