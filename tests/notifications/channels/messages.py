"""Messages and people for the tests of carriers."""

from notifications.channels import Addressee, Known
from notifications.rendering import Message, render
from states.vocabulary import Channel, Recipient

PHONE, EMAIL = "07700 900123", "ada@rowan.example"
HER = Addressee(Recipient.SURVIVOR, "", PHONE)
ADA = Addressee(Recipient.CASEWORKER, "P-ADA", EMAIL)
TEXT = render("assign_solicitor/survivor", Channel.SMS, "en", {"call_back_number": "020 7946 0000"})
LETTER = render("close/caseworker", Channel.EMAIL, "en", {"reference": "C-1"})


def hers(reference: str, provider_ref: str | None = None) -> Known:
    """A text to her that a carrier is asked about."""
    return Known(reference, Recipient.SURVIVOR, Channel.SMS, provider_ref)


def letter(subject: str, body: str, language: str = "en") -> Message:
    """An e-mail of those words."""
    return Message(Channel.EMAIL, subject, body, "digest", "close/caseworker", language)
