"""The safe-contact policy: may this message go out, by this channel, at this moment?

It fails closed: what is blank, unknown or unreadable is a no, and what must not be sent
becomes a call task for a person. It must never answer `SEND` for a survivor whose safety is
not safe or restricted, by a channel she did not name, where any window is set, outside the
hours of texts, on a route that changed since the notice was planned, after a message came back
or she asked for no more, or later than an hour after it was planned.

A text is never queued overnight. Providers retry for hours and networks for days, so a text
planned at night does not wait for the morning: it becomes a call task that is due then, and
whoever finds the text still wanted releases it, to be judged afresh.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from notifications.hours import Hours, every_day, is_open, next_open, read
from notifications.rules import BY_NAME, Need
from states.contact import CALLING
from states.vocabulary import Channel, Recipient, Safety, Scope

#: Channels by which a machine sends, the better one first; every other channel needs a person.
MACHINE_CHANNELS = (Channel.SMS, Channel.EMAIL)
#: When people call and when texts leave where she named no window: 08:00 to 21:00 and 08:00 to
#: 19:00 by the London clock, since providers retry for hours. Source: docs/sources.md#design.
CALLING_HOURS = every_day(CALLING)
TEXTING_HOURS = every_day((8 * 60, 19 * 60))
#: Channels by which a person speaks with her, the better one first.
SPOKEN = (Channel.PHONE, Channel.IN_PERSON)
#: How long after it was planned, or released by a person, a message to her may still leave (I).
#: Later, what it says and how safe she is may have changed: a person tells her instead.
STALE_AFTER = timedelta(hours=1)
#: The route that a channel needs; a visit and an officer need none of hers.
ROUTES = {Channel.SMS: "phone", Channel.PHONE: "phone", Channel.EMAIL: "email"}


class Ruling(StrEnum):
    """What the policy says about one notice."""

    SEND = "send"
    CALL = "call"
    WAIT = "wait"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ruling and its reason, which never holds personal data.

    `CALL`: `by` is how a person may reach her and `when` the earliest time for it. `by` None means
    that no safe way is known and a person has to find one. Where only the hour was wrong, or too late,
    and she named no other way, `by` is the notice's own channel: a person releases it then. `WAIT`: until `when`.
    """

    ruling: Ruling
    reason: str
    by: Channel | None = None
    when: datetime | None = None


OVER = Verdict(Ruling.CANCEL, "nothing goes to her once the case is closed or she has died")


@dataclass(frozen=True, slots=True)
class Contact:
    """What the facts of a case say about contact with her. None is a blank, and a blank is never a yes."""

    safety: str | None = None
    channels: frozenset[str] = frozenset()
    windows: tuple[Any, ...] | None = None
    routes: frozenset[str] = frozenset()
    route_version: int | None = None
    consent: frozenset[str] | None = None
    tell_force: bool | None = None
    deceased: bool | None = None
    closed: bool | None = None
    stopped: bool | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Contact":
        """Read the facts of a case. A missing or misshapen fact is a blank."""
        windows, routes = facts.get("windows"), facts.get("routes")
        consent = facts.get("consent")
        return cls(
            safety=facts.get("safety"),
            channels=_words(facts.get("channels")),
            windows=tuple(windows) if isinstance(windows, (list, tuple)) else None,
            routes=frozenset(name for name, leads in routes.items() if leads is True)
            if isinstance(routes, Mapping)
            else frozenset(),
            route_version=facts.get("route_version"),
            consent=_words(consent.get("scope")) if isinstance(consent, Mapping) else None,
            tell_force=facts.get("tell_force"),
            deceased=facts.get("deceased"),
            closed=_is_set(facts, "closed_at"),
            stopped=_is_set(facts, "messages_stopped"),
        )

    @property
    def is_over(self) -> bool:
        """True unless it is known that the case is not closed and that she lives."""
        return not (self.deceased is False and self.closed is False)

    @property
    def is_safe(self) -> bool:
        """True if her own channels may be used at all."""
        return self.safety in (Safety.SAFE, Safety.RESTRICTED)

    def reaches(self, channel: Channel) -> bool:
        """Say whether she named the channel and it leads to her; never when contact is not safe."""
        named = self.is_safe and channel in self.channels
        return named and (channel not in ROUTES or ROUTES[channel] in self.routes)

    def meets(self, need: Need) -> bool:
        """Say whether the word of hers that a notice needs is given at this moment."""
        if need is Need.NOTHING:
            return True
        if need is Need.TELL_FORCE:
            return self.tell_force is True
        if self.consent is None or need is Need.CONSENT:
            return self.consent is not None
        return (Scope.SURVEY if need is Need.SURVEY else Scope.INSTRUCT_FIRM) in self.consent


class Judged(Protocol):
    """The notice that is judged: its row as it was planned."""

    @property
    def rule(self) -> str:
        """The rule that planned it."""

    @property
    def recipient(self) -> Recipient:
        """Who it is for."""

    @property
    def channel(self) -> Channel:
        """By which channel it would go."""

    @property
    def route_version(self) -> int:
        """The version of her routes when it was planned."""

    @property
    def not_before(self) -> datetime:
        """When it may go at the earliest."""

    @property
    def planned_at(self) -> datetime:
        """When its step planned it, or a person had it sent after all."""


def judge(contact: Contact, notice: Judged, at: datetime) -> Verdict:
    """Judge one planned notice: called inside its claim, on facts read in the same transaction."""
    rule = BY_NAME.get(notice.rule)
    hers = notice.recipient is Recipient.SURVIVOR
    if hers and contact.is_over:
        return OVER
    if at < notice.not_before:
        return Verdict(Ruling.WAIT, "it is not to go yet", when=notice.not_before)
    if rule is None:
        return by_hand(contact, "no rule of that name is known any more", at)
    if hers:
        return _judge_hers(contact, notice, rule.needs, at)
    if contact.meets(rule.needs):
        return Verdict(Ruling.SEND, "a professional may be told")
    return Verdict(Ruling.CANCEL, "she no longer agrees that they are told")


def _judge_hers(contact: Contact, notice: Judged, need: Need, at: datetime) -> Verdict:
    if need is Need.SURVEY and not (contact.is_safe and contact.meets(need)):
        # Nobody calls her to ask what she no longer agreed to be asked.
        return Verdict(Ruling.CANCEL, "she may not be asked how it went any more")
    if not contact.meets(need):
        return by_hand(contact, "her consent is not in force", at)
    if contact.route_version != notice.route_version:
        return by_hand(contact, "the way to her has changed since it was planned", at)
    verdict = may_send(contact, notice.channel, at=at)
    if verdict.ruling is Ruling.SEND and at - notice.planned_at > STALE_AFTER:
        return too_late(contact, notice.channel, at)
    return verdict


def too_late(contact: Contact, channel: Channel, at: datetime) -> Verdict:
    """Return what a person does about a message that should have reached her by now."""
    return _sooner(contact, "it is too late for a message that was to reach her at once", channel, at)


def may_send(contact: Contact, channel: Channel, *, at: datetime) -> Verdict:
    """Say whether a machine may send to her by that channel at that moment. Never `WAIT`."""
    if contact.is_over:
        return OVER
    obstacles = (
        (not contact.is_safe, "it is not known to be safe to contact her"),
        (channel not in MACHINE_CHANNELS, "only a person can use that channel"),
        (not contact.reaches(channel), "she did not name that channel, or it does not lead to her"),
        (contact.windows != (), "she named hours for contact, and no machine keeps to hours"),
        (contact.stopped is not False, "a message to her came back, or she asked for no more"),
    )
    reason = next((reason for stands, reason in obstacles if stands), None)
    if reason is not None:
        return by_hand(contact, reason, at)
    if is_open(TEXTING_HOURS, at):
        return Verdict(Ruling.SEND, "she named this channel, and the hour is right")
    return _sooner(contact, "nothing is sent to her at night", channel, at)


def _sooner(contact: Contact, reason: str, channel: Channel, at: datetime) -> Verdict:
    """Have a person speak with her; where she named no way to speak, release it when texts leave."""
    spoken = by_hand(contact, reason, at)
    if spoken.by in SPOKEN:
        return spoken
    return Verdict(Ruling.CALL, reason, channel, next_open(TEXTING_HOURS, at))


def next_call_time(contact: Contact, at: datetime) -> datetime | None:
    """Return when a person may next phone her, in UTC: `at` itself if now; None if not at all."""
    return next_open(_calling_hours(contact), at) if contact.reaches(Channel.PHONE) else None


def _calling_hours(contact: Contact) -> tuple[Hours, ...]:
    if contact.windows is None:
        return ()
    return read(contact.windows) if contact.windows else CALLING_HOURS


def by_hand(contact: Contact, reason: str, at: datetime) -> Verdict:
    """Return the call that a person makes instead: by the best way that a person may use, at the first time for it."""
    hours = next_open(_calling_hours(contact), at)
    if hours:
        for way in SPOKEN:
            if contact.reaches(way):
                return Verdict(Ruling.CALL, reason, way, hours)
    # Asking the referrer is no contact with her: it is all that is left where contact is not safe.
    asks = not contact.is_safe or contact.reaches(Channel.THROUGH_OFFICER)
    return Verdict(Ruling.CALL, reason, Channel.THROUGH_OFFICER if asks else None, at.astimezone(UTC))


def _is_set(facts: Mapping[str, Any], name: str) -> bool | None:
    return facts[name] is not None if name in facts else None


def _words(value: Any) -> frozenset[str]:
    return frozenset(value) if isinstance(value, (list, tuple, set, frozenset)) else frozenset()
