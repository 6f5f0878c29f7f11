"""Where teams, firms and forces are written to: checked, on the settings stream without the address, one secret a hook."""

import pytest

from states.errors import Malformed, NotFound
from states.vocabulary import Channel, Recipient
from tests.workflow.cast import FORCE, HAWTHORN, Cast
from workflow.contacts import Contact, contacts, remove_contact, set_contact, signing_secret, way_to

DESK = Contact(Recipient.FORCE, FORCE, Channel.EMAIL, "desk.of@example.org", "en")
HOOK = Contact(Recipient.FIRM, HAWTHORN, Channel.WEBHOOK, "https://hawthorn.example.org/in", "cy")


def given(cast: Cast, contact: Contact) -> str | None:
    return set_contact(cast.db, contact, by=cast.administrator, at=cast.at)


def way(cast: Cast, recipient: Recipient, code: str):
    with cast.db.reading() as tx:
        return way_to(tx, recipient, code)


def test_contacts_are_listed_by_kind_and_code_and_the_last_word_counts(cast: Cast):
    given(cast, DESK)
    given(cast, HOOK)
    moved = Contact(Recipient.FORCE, FORCE, Channel.EMAIL, "other@example.org", "cy")
    given(cast, moved)
    assert contacts(cast.db) == (HOOK, moved)
    assert way(cast, Recipient.FORCE, FORCE).address == "other@example.org"


def test_a_contact_that_is_removed_is_gone_and_cannot_be_removed_again(cast: Cast):
    given(cast, DESK)
    remove_contact(cast.db, Recipient.FORCE, FORCE, by=cast.administrator, at=cast.at)
    assert contacts(cast.db) == ()
    assert way(cast, Recipient.FORCE, FORCE) is None
    with pytest.raises(NotFound):
        remove_contact(cast.db, Recipient.FORCE, FORCE, by=cast.administrator, at=cast.at)


def test_each_change_is_on_the_settings_stream_without_the_address(cast: Cast):
    given(cast, DESK)
    remove_contact(cast.db, Recipient.FORCE, FORCE, by=cast.administrator, at=cast.at)
    entries = cast.rows("entries", stream="settings")[-2:]
    assert [entry["event"] for entry in entries] == ["set_contact", "remove_contact"]
    assert {entry["actor"] for entry in entries} == {cast.administrator.reference}
    assert "desk.of" not in str(entries) + repr(DESK)


def test_a_webhook_gets_a_secret_once_and_never_the_same_again(cast: Cast):
    first, second = given(cast, HOOK), given(cast, HOOK)
    remove_contact(cast.db, HOOK.kind, HOOK.code, by=cast.administrator, at=cast.at)
    third = given(cast, HOOK)
    assert len({first, second, third} - {None}) == 3
    number = way(cast, Recipient.FIRM, HAWTHORN).secret_no
    assert signing_secret(cast.db.keys, Recipient.FIRM, HAWTHORN, number).decode() == third
    assert str(third) not in str(cast.rows("contacts"))


def test_an_inbox_has_no_secret(cast: Cast):
    assert given(cast, DESK) is None
    assert way(cast, Recipient.FORCE, FORCE).secret_no == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": Recipient.SURVIVOR}, "kind"),
        ({"kind": Recipient.REFERRER}, "kind"),
        ({"code": "two words"}, "code"),
        ({"channel": Channel.SMS}, "channel"),
        ({"language": "fr"}, "language"),
        ({"address": "nowhere"}, "address"),
        ({"channel": Channel.WEBHOOK, "address": "http://hawthorn.example.org"}, "address"),
        ({"channel": Channel.WEBHOOK, "address": "https://user:pass@hawthorn.example.org"}, "address"),
        ({"channel": Channel.WEBHOOK, "address": "https:///in"}, "address"),
        ({"channel": Channel.WEBHOOK, "address": "https://[bad"}, "address"),
        ({"channel": Channel.WEBHOOK, "address": "https://a b.example.org"}, "address"),
    ],
)
def test_what_could_not_be_written_to_is_refused_naming_the_field_alone(cast: Cast, wrong, field):
    asked = {name: getattr(DESK, name) for name in ("kind", "code", "channel", "address", "language")}
    with pytest.raises(Malformed) as refusal:
        given(cast, Contact(**(asked | wrong)))
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert "example.org" not in str(refusal.value.problems)
    assert contacts(cast.db) == ()


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/in", "http://localhost/in", "http://[::1]/in"])
def test_words_go_without_tls_only_to_this_machine(cast: Cast, address):
    assert given(cast, Contact(Recipient.FORCE, FORCE, Channel.WEBHOOK, address, "en"))


def test_a_person_is_reached_by_their_own_address_in_their_own_language(cast: Cast):
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(
            f"UPDATE people SET language = 'cy' WHERE id = {cast.caseworker.person_id}"
        )
    found = way(cast, Recipient.CASEWORKER, cast.caseworker.reference)
    assert (found.channel, found.language) == (Channel.EMAIL, "cy")
    assert found.address not in repr(found)


@pytest.mark.parametrize("change", ["active = false", "email = NULL"])
def test_who_left_or_has_no_address_is_not_reached(cast: Cast, change):
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE people SET {change} WHERE id = {cast.officer.person_id}")
    assert way(cast, Recipient.REFERRER, cast.officer.reference) is None
