"""Whom a message is for and which way it goes, as pages say it."""

from collections.abc import Mapping

from states.vocabulary import Channel, Recipient

RECIPIENTS: Mapping[str, str] = {
    Recipient.SURVIVOR: "Her",
    Recipient.REFERRER: "The officer who referred her",
    Recipient.CASEWORKER: "The caseworker",
    Recipient.LEAD: "The leads",
    Recipient.FIRM: "The firm",
    Recipient.FORCE: "The force",
    Recipient.ORDER_DESK: "The order desk of the police",
}
WAYS: Mapping[str, str] = {
    Channel.PHONE: "by a call",
    Channel.SMS: "by text message",
    Channel.EMAIL: "by e-mail",
    Channel.THROUGH_OFFICER: "through the officer",
    Channel.IN_PERSON: "in person",
    Channel.WEBHOOK: "into the systems of the force",
}


def recipient(name: str) -> str:
    """Say whom a message is for."""
    return RECIPIENTS[name]


def way(channel: str) -> str:
    """Say which way a message goes."""
    return WAYS[channel]
