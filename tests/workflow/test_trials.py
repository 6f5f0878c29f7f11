"""A message that somebody sends to themselves goes to them alone, and leaves an entry."""

from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pytest

from notifications.channels import Addressee, Result, accepted, failed
from notifications.channels.memory import MemoryCarrier
from notifications.preview import Preview, Wanted, previews
from notifications.rendering import Message
from states.errors import KeyReused, NotPermitted, Refused
from states.vocabulary import Channel, Recipient
from tests.workflow.cast import Cast
from workflow.people import add_person
from workflow.trials import TRIERS, Trial, send_trial


@dataclass
class Answering:
    """A carrier that answers what it is told to."""

    answer: Result | Exception
    addressed: bool = True
    sent: list[tuple[Message, Addressee, str]] = field(default_factory=list)

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        self.sent.append((message, to, reference))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def lookup(self, known) -> Result | None:
        return None


@pytest.fixture
def message() -> Preview:
    (found,) = previews(Wanted("make_contact", Recipient.REFERRER, Channel.EMAIL))
    return found


def trial(cast: Cast, carrier, message: Preview, actor=None, key: str | None = None) -> Trial:
    return send_trial(cast.db, carrier, message, actor=actor or cast.lead, at=cast.at, key=key)


def entries(cast: Cast) -> list[dict[str, Any]]:
    return [entry for entry in cast.rows("entries", stream="settings") if entry["event"] == "send_trial"]


def test_it_goes_to_the_address_of_whoever_asks_and_says_that_it_is_a_test(cast, message):
    carrier = Answering(accepted("there"))
    told = trial(cast, carrier, message)
    ((sent, to, reference),) = carrier.sent
    assert to.address == f"{cast.lead.reference.lower()}@example.org"
    assert to.recipient_ref == cast.lead.reference
    assert sent.subject == f"Test: {message.message.subject}"
    assert sent.body == message.message.body
    assert told == Trial(reference, "make_contact/referrer", "email", "en")
    (entry,) = entries(cast)
    assert (entry["actor"], entry["subject"]) == (cast.lead.reference, cast.lead.reference)
    assert orjson.loads(entry["body"]) == {"rule": "make_contact/referrer", "language": "en", "taken": True}
    assert cast.rows("notices") == []


def test_the_same_request_sends_one(cast, message):
    carrier = Answering(accepted())
    first = trial(cast, carrier, message, key="a")
    assert trial(cast, carrier, message, key="a") == first
    assert (len(carrier.sent), len(entries(cast))) == (1, 1)
    (other,) = previews(Wanted("make_contact", Recipient.REFERRER, Channel.EMAIL, "cy"))
    with pytest.raises(KeyReused):
        trial(cast, carrier, other, key="a")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (failed("its provider will not take it"), "its provider will not take it"),
        (ConnectionError("ada@example.org is no good"), "its carrier broke: ConnectionError"),
    ],
)
def test_a_carrier_that_does_not_take_it_is_told_of(cast, message, answer, reason, caplog):
    with pytest.raises(Refused) as refusal:
        trial(cast, Answering(answer), message)
    assert [found.reason for found in refusal.value.refusals] == [reason]
    assert orjson.loads(entries(cast)[0]["body"])["taken"] is False
    assert "ada@" not in caplog.text


def test_without_an_address_or_a_carrier_nothing_is_sent(cast, message):
    nameless = add_person(cast.db, name="Nobody", role="lead", at=cast.at)
    carrier = Answering(accepted())
    for given, actor, guard in (
        (None, cast.lead, "carrier_is_set_up"),
        (carrier, replace(cast.lead, reference=nameless), "address_is_known"),
    ):
        with pytest.raises(Refused) as refusal:
            trial(cast, given, message, actor)
        assert [found.guard for found in refusal.value.refusals] == [guard]
    assert carrier.sent == []


def test_a_carrier_that_needs_no_address_takes_it_without_one(cast, message):
    carrier = MemoryCarrier(addressed=False)
    assert trial(cast, carrier, message).reference in carrier.sent


def test_only_some_roles_try_messages(cast, message):
    carrier = Answering(accepted())
    for actor in cast.everybody:
        if actor.role not in TRIERS:
            with pytest.raises(NotPermitted):
                trial(cast, carrier, message, actor)
    assert carrier.sent == []
