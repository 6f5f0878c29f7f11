import pytest
from jinja2 import DictLoader

from notifications import rendering
from notifications.rendering import Unrenderable, digest_of, render, septets
from states.vocabulary import Channel

NUMBER = {"call_back_number": "020 7946 0000"}
HER_TEXT = "assign_solicitor/survivor"


@pytest.fixture
def templates(monkeypatch):
    """Templates of the test's own, by path, in the place of the real ones."""
    found: dict[str, str] = {}
    loader = DictLoader(found)
    monkeypatch.setattr(rendering, "_loader", loader)
    monkeypatch.setattr(rendering._environment, "loader", loader)
    monkeypatch.setattr(rendering, "digest_of", lambda name: name)
    return found


def test_a_text_is_written_with_its_values():
    message = render(HER_TEXT, Channel.SMS, "en", NUMBER)
    assert message.body == "Hello. Please call us back on 020 7946 0000 when you have a moment. Thank you."
    assert message.subject is None
    assert message.channel is Channel.SMS
    assert (message.template, message.language) == (HER_TEXT, "en")


def test_a_text_is_written_in_her_language():
    message = render(HER_TEXT, Channel.SMS, "cy", NUMBER)
    assert message.body == "Helo. Ffoniwch ni ar 020 7946 0000 pan fydd gennych funud. Diolch."
    assert (message.template, message.language) == (HER_TEXT, "cy")


def test_an_email_is_parted_into_its_subject_and_its_body():
    message = render("close/caseworker", Channel.EMAIL, "en", {"reference": "C-1"})
    assert message.subject == "C-1: closed"
    assert message.body.startswith("C-1 is closed.\n\nSign in")


def test_a_webhook_is_sent_what_an_inbox_would_get():
    mailed, hooked = (
        render("close/caseworker", channel, "cy", {"reference": "C-1"})
        for channel in (Channel.EMAIL, Channel.WEBHOOK)
    )
    assert (hooked.subject, hooked.body, hooked.digest) == (mailed.subject, mailed.body, mailed.digest)
    assert hooked.channel is Channel.WEBHOOK


def test_a_day_is_written_in_the_language_of_its_message():
    values = {"reference": "C-1", "order": "O-1", "expires_on": "2027-05-02"}
    english, welsh = (
        render("order.warn/firm", Channel.EMAIL, language, values).body for language in ("en", "cy")
    )
    assert "Expiry: 2 May 2027." in english
    assert "Dyddiad dod i ben: 2 Mai 2027." in welsh


@pytest.mark.parametrize("day", ["soon", "2 May 2027", "2027-13-01"])
def test_what_is_no_day_is_an_error_that_quotes_nothing(day):
    values = {"reference": "C-1", "order": "O-1", "expires_on": day}
    with pytest.raises(Unrenderable, match="ValueError") as caught:
        render("order.warn/firm", Channel.EMAIL, "en", values)
    assert day not in str(caught.value)


def test_a_placeholder_that_nobody_fills_in_is_an_error_that_quotes_nothing():
    with pytest.raises(
        Unrenderable, match=r"en/assign_solicitor/survivor\.sms\.txt .*UndefinedError"
    ) as caught:
        render(HER_TEXT, Channel.SMS, "en", {"secret": "hush"})
    assert caught.value.__cause__ is None
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(("channel", "language"), [(Channel.PHONE, "en"), (Channel.SMS, "fr")])
def test_a_template_that_is_missing_is_an_error(channel, language):
    with pytest.raises(Unrenderable, match="TemplateNotFound"):
        render(HER_TEXT, channel, language, NUMBER)


@pytest.mark.parametrize("words", ["x" * 161, "x" * 159 + "€", "Ring us — soon", ""])
def test_a_text_that_is_not_one_segment_is_an_error(templates, words):
    templates["en/a/b.sms.txt"] = words
    with pytest.raises(Unrenderable, match="does not fit one text message"):
        render("a/b", Channel.SMS, "en", {})


def test_a_text_may_fill_its_segment(templates):
    templates["en/a/b.sms.txt"] = "x" * 158 + "€"
    assert render("a/b", Channel.SMS, "en", {}).body.endswith("€")


@pytest.mark.parametrize("words", ["Hello", "Subject: \n\nHello", "Subject: Hello\nHello", "Subject: Hello"])
def test_an_email_without_a_subject_and_a_body_is_an_error(templates, words):
    templates["en/a/b.email.txt"] = words
    with pytest.raises(Unrenderable, match="does not begin with a subject line"):
        render("a/b", Channel.EMAIL, "en", {})


def test_a_value_is_written_as_it_is(templates):
    templates["en/a/b.sms.txt"] = "{{ name }}"
    assert render("a/b", Channel.SMS, "en", {"name": "Oak & Elm <LLP>"}).body == "Oak & Elm <LLP>"


def test_septets_are_counted_as_the_air_counts_them():
    assert septets("Hello") == 5
    assert septets("[é€") == 5
    assert septets("ŵ") is None


def test_the_digest_says_which_wording_was_sent_whatever_was_filled_in():
    one, other = (render(HER_TEXT, Channel.SMS, "en", {"call_back_number": number}) for number in ("1", "2"))
    assert one.body != other.body
    assert one.digest == other.digest == digest_of("en/assign_solicitor/survivor.sms.txt")
    assert len(one.digest) == 64


def test_the_digest_covers_the_wording_of_included_templates():
    shared = digest_of("en/shared/call_back.sms.txt")
    assert digest_of("en/assign_solicitor/survivor.sms.txt") not in (
        shared,
        digest_of("en/give_consent/survivor.sms.txt"),
    )
