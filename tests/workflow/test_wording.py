"""The exact words: written in the claim, in the recipient's language now, and sealed in the notice's row."""

import pytest

from notifications.delivery import deliver
from notifications.rendering import digest_of
from states.vocabulary import Channel, Event, Recipient
from tests.workflow.cast import HAWTHORN, PHONE, SAID, Cast
from tests.workflow.test_desk import Watching, by, desk, events, hers, row, theirs
from workflow.contacts import Contact, set_contact
from workflow.desk import OutboxDesk
from workflow.faults import Unreadable
from workflow.vault import DataKey
from workflow.wording import Words, open_words

__all__ = ["desk", "hers", "theirs"]


def words(cast: Cast, notice: str) -> Words:
    return open_words(cast.found(notice).key(cast.db.keys), notice, row(cast, notice)["sealed"])


def change(cast: Cast, person: int | None, language: str) -> None:
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE people SET language = '{language}' WHERE id = {person}")


def test_what_is_sent_is_what_is_sealed(cast, desk, hers):
    carried = []

    class Carrier(Watching):
        def send(self, message, to, reference):
            carried.append(message)
            return super().send(message, to, reference)

    deliver(desk, by(Carrier(cast)), hers, cast.at)
    (message,) = carried
    held = words(cast, hers)
    assert (held.channel, held.language, held.subject, held.body) == (
        Channel.SMS,
        "en",
        None,
        message.body,
    )
    assert row(cast, hers)["digest"] == message.digest == digest_of(f"en/{message.template}.sms.txt")
    assert message.body not in str(row(cast, hers)) + repr(held)


def test_the_wording_is_named_on_the_trail(cast, desk, hers):
    desk.claim(hers, cast.at)
    (entry,) = [entry for entry in cast.rows("entries", subject=hers) if entry["event"] == "claim"]
    assert row(cast, hers)["digest"] in entry["body"]


def test_sealed_words_open_with_the_key_of_their_case_and_as_that_notice_alone(cast, desk, hers):
    desk.claim(hers, cast.at)
    sealed = row(cast, hers)["sealed"]
    key = cast.found(hers).key(cast.db.keys)
    for wrong, notice in ((key, "N-00000000"), (DataKey("C-00000000", bytes(32)), hers)):
        with pytest.raises(Unreadable):
            open_words(wrong, notice, sealed)


@pytest.mark.parametrize(("language", "written"), [("cy", "cy"), ("pl", "en")])
def test_she_is_written_to_in_the_language_that_she_speaks_now(cast, desk, hers, language, written):
    cast.do(cast.caseworker, cast.found(hers).reference, Event.UPDATE_DETAILS, {"language": language})
    claimed = desk.claim(hers, cast.at)
    assert claimed.message.language == row(cast, hers)["language"] == written
    assert PHONE not in claimed.message.body


def test_a_professional_is_written_to_in_their_own_language(cast, desk):
    cast.case("contacted")
    notice = cast.row("notices", rule="make_contact/referrer")["reference"]
    change(cast, cast.officer.person_id, "cy")
    assert desk.claim(notice, cast.at).message.language == "cy"


def test_a_firm_is_told_as_its_contact_says_whatever_was_planned(cast, desk, theirs):
    hook = Contact(Recipient.FIRM, HAWTHORN, Channel.WEBHOOK, "https://hawthorn.example.org/in", "cy")
    secret = set_contact(cast.db, hook, by=cast.administrator, at=cast.at)
    claimed = desk.claim(theirs, cast.at)
    assert (claimed.channel, claimed.message.channel, claimed.message.language) == (
        Channel.WEBHOOK,
        Channel.WEBHOOK,
        "cy",
    )
    assert claimed.message.subject
    assert row(cast, theirs)["channel"] == words(cast, theirs).channel == "webhook"
    to = desk.address(claimed)
    assert (to.address, to.secret) == (hook.address, str(secret).encode())
    assert hook.address not in repr(to)


def test_a_contact_that_changed_its_channel_since_the_claim_is_not_sent_the_wrong_words(cast, desk, theirs):
    inbox = Contact(Recipient.FIRM, HAWTHORN, Channel.EMAIL, "team@example.org", "en")
    set_contact(cast.db, inbox, by=cast.administrator, at=cast.at)
    claimed = desk.claim(theirs, cast.at)
    assert desk.address(claimed).address == inbox.address
    hook = Contact(Recipient.FIRM, HAWTHORN, Channel.WEBHOOK, "https://hawthorn.example.org/in", "en")
    set_contact(cast.db, hook, by=cast.administrator, at=cast.at)
    assert desk.address(claimed) is None


def test_no_address_is_opened_for_what_somebody_else_settled_meanwhile(cast, desk, hers):
    other = cast.found(cast.case("contacted")).id
    notice = cast.row("notices", rule="make_contact/referrer", case_id=other)["reference"]
    both = [desk.claim(one, cast.at) for one in (hers, notice)]
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'in_doubt'")
    assert [desk.address(claimed) for claimed in both] == [None, None]
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'planned', claimed_at = NULL")
    assert [desk.address(claimed) for claimed in both] == [None, None]


@pytest.mark.parametrize("whose", ["hers", "theirs"])
def test_words_that_cannot_be_written_fail_their_notice_in_its_claim(cast, hers, theirs, whose):
    notice = {"hers": hers, "theirs": theirs}[whose]
    desk = OutboxDesk(cast.db, {} if whose == "hers" else SAID)
    if whose == "theirs":
        with cast.db.transaction() as tx:
            tx.connection.exec_driver_sql("UPDATE notices SET \"values\" = '{}'")
    assert desk.claim(notice, cast.at) is None
    held = row(cast, notice)
    assert (held["state"], held["sealed"]) == ("failed", None)
    assert events(cast, notice) == ["claim", "fail"]
    tasks = [task["kind"] for task in cast.rows("tasks", subject=notice)]
    assert tasks == (["call_her"] if whose == "hers" else [])
