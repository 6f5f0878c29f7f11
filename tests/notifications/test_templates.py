"""Every template, found from the rules; every rule, found from the templates; in every language."""

import pytest
from jinja2 import DictLoader

from notifications import rendering
from notifications.rendering import LANGUAGES
from notifications.rules import Need
from states.vocabulary import Channel, Recipient
from tests.notifications import wording
from tests.notifications.telling import forms, lost_terms, told_by
from tests.notifications.templates import HERS, TEMPLATES, THEIRS, sources
from tests.notifications.wording import CHECKS, faults

ENGLISH, WELSH = LANGUAGES


def test_there_is_a_template_for_every_rule_and_channel_in_every_language_and_none_beside():
    assert wording.unwritten(sources()) == []


def test_every_shared_part_is_used_and_no_other_language_is_included():
    assert wording.unused(sources()) == []


def test_no_template_and_no_shared_part_reads_the_same_in_two_languages():
    assert wording.untranslated(sources()) == []


@pytest.mark.no_cover
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_template_keeps(check):
    assert faults(check) == {}


def test_what_she_reads_never_shows_which_turn_her_case_took():
    for language in LANGUAGES:
        for channel in (Channel.SMS, Channel.EMAIL):
            # That she is asked how it went says that weeks have passed, and she agreed to be asked.
            told = [one for one in HERS if one.rule.needs is not Need.SURVEY]
            hers = [one for one in told if (one.channel, one.language) == (channel, language)]
            assert len({one.words for one in hers}) <= 2


def test_every_end_of_a_referral_reads_the_same_to_its_referrer():
    for language in LANGUAGES:
        ends = [
            one.words
            for one in THEIRS
            if one.rule.recipient is Recipient.REFERRER
            and one.rule.reason.startswith("a referrer always")
            and one.language == language
        ]
        assert len(ends) == 10
        assert len(set(ends)) == 1


def test_a_receipt_reads_the_same_whether_or_not_the_referral_joined_a_case():
    receipts = {
        one.words
        for one in THEIRS
        if one.rule.name in ("receive_referral/referrer", "join_referral/referrer")
    }
    assert len(receipts) == len(LANGUAGES)


def test_an_offer_tells_a_firm_of_nobody():
    for offered in (one for one in TEMPLATES if one.rule.name == "make_offer/firm"):
        assert offered.rule.values == ("reference",)
        assert "F-1" in offered.message(reference="F-1").body


# What would a check be worth that cannot fail?

HER_TEXT = "cy/assign_solicitor/survivor.sms.txt"
HER_EMAIL = "en/assign_solicitor/survivor.email.txt"
THEIR_EMAIL = "cy/order.warn/firm.email.txt"
CALL_BACK = "cy/shared/call_back.sms.txt"


@pytest.fixture
def spoilt(monkeypatch):
    """The real templates in memory, to be spoilt."""
    found = sources()
    loader = DictLoader(found)
    monkeypatch.setattr(rendering, "_loader", loader)
    monkeypatch.setattr(rendering._environment, "loader", loader)
    monkeypatch.setattr(rendering, "digest_of", lambda name: name)
    return found


def test_a_template_that_is_missing_or_left_over_is_found(spoilt):
    spoilt["cy/never/lead.email.txt"] = spoilt.pop(THEIR_EMAIL)
    assert wording.unwritten(sources()) == sorted(["cy/never/lead.email.txt", THEIR_EMAIL])


def test_a_shared_part_that_nobody_uses_or_of_another_language_is_found(spoilt):
    spoilt["cy/shared/forgotten.txt"] = "Helo"
    spoilt[HER_TEXT] = spoilt[HER_TEXT].replace("cy/", "en/")
    assert wording.unused(sources()) == ["cy/shared/forgotten.txt", "en/shared/call_back.sms.txt"]


@pytest.mark.parametrize("name", [THEIR_EMAIL, CALL_BACK, "cy/shared/sign_in.txt"])
def test_welsh_that_is_english_is_found_in_a_template_and_in_a_shared_part(spoilt, name):
    spoilt[name] = spoilt[name.replace("cy/", "en/")].replace("en/", "cy/")
    assert wording.untranslated(sources()) == [name]


SPOILT = [
    (wording.left_in_another_language, THEIR_EMAIL, "Please decide whether it is to be extended."),
    (wording.left_in_another_language, THEIR_EMAIL, "Please act."),
    (wording.left_in_another_language, "en/close/firm.email.txt", "Mae wedi."),
    (wording.lost, "en/close/firm.email.txt", "The police hold it."),
    (wording.wrong_placeholders, THEIR_EMAIL, "{{ call_back_number }}"),
    (wording.unknown_placeholders, THEIR_EMAIL, "{{ name }}"),
    (wording.differing_placeholders, HER_TEXT, "{{ reference }}"),
    (wording.left_open, THEIR_EMAIL, "\n\n\nx"),
    (wording.links, THEIR_EMAIL, "https://rowan.example"),
    (wording.links, HER_EMAIL, "rowan.example"),
    (wording.links, HER_TEXT, "help@example"),
    (wording.telling, HER_TEXT, "o'r llys"),
    (wording.telling, HER_TEXT, "i lys"),
    (wording.telling, HER_EMAIL, "about your order"),
    (wording.telling, HER_EMAIL, "about your gorchymyn"),
    (wording.naming, HER_EMAIL, "Ada"),
    (wording.naming, HER_TEXT, "Tomos"),
    (wording.naming, HER_TEXT, "am 10"),
    (wording.too_long, HER_TEXT, "x" * 100),
    (wording.too_long, HER_TEXT, "yn ôl"),
    (wording.personal, THEIR_EMAIL, "Mae hi yno."),
    (wording.personal, "en/close/firm.email.txt", "She is there."),
]


@pytest.mark.parametrize(("check", "name", "more"), SPOILT)
def test_a_spoilt_template_is_found(spoilt, check, name, more):
    spoilt[name] = f"{spoilt[name].rstrip()}\n{more}\n"
    assert faults(check, [one for one in TEMPLATES if one.name[3:] == name[3:]])


@pytest.mark.parametrize("added", ["{{ expires_on | day }}", "{{ expires_on }}"])
def test_a_subject_that_says_more_than_references_is_found(spoilt, added):
    spoilt[THEIR_EMAIL] = spoilt[THEIR_EMAIL].replace("\n", f" {added}\n", 1)
    assert list(faults(wording.too_much_in_a_subject)) == [THEIR_EMAIL]


def test_a_number_in_her_subject_is_found(spoilt):
    name = "en/shared/call_back.email.txt"
    spoilt[name] = spoilt[name].replace("\n", " {{ call_back_number }}\n", 1)
    assert "en/assign_solicitor/survivor.email.txt" in faults(wording.too_much_in_a_subject)


def test_a_subject_that_an_inbox_would_cut_is_found(spoilt):
    spoilt[THEIR_EMAIL] = spoilt[THEIR_EMAIL].replace("\n", f" {'x' * 60}\n", 1)
    assert list(faults(wording.too_long)) == [THEIR_EMAIL]


def test_a_template_that_cannot_be_written_is_found_by_every_check_that_writes_it(spoilt):
    spoilt[THEIR_EMAIL] = "Mae'r llys"
    assert THEIR_EMAIL in faults(wording.links)
    assert THEIR_EMAIL in faults(wording.not_the_same_by_webhook)


def test_every_check_is_shown_to_fail():
    elsewhere = {wording.too_much_in_a_subject, wording.not_the_same_by_webhook}
    assert {check for check, _, _ in SPOILT} | elsewhere == set(CHECKS)


def test_a_welsh_word_is_known_by_every_form_of_its_beginning():
    assert set(forms("gorchymyn", "cy")) == {"gorchymyn", "orchymyn", "ngorchymyn"}
    assert set(forms("cyfreith", "cy")) == {"cyfreith", "gyfreith", "nghyfreith", "chyfreith"}
    assert set(forms("llys", "cy")) == {"llys", "lys"}
    assert set(forms("heddlu", "cy")) == {"heddlu"}
    assert set(forms("order", "en")) == {"order"}
    assert told_by("Daeth i lys.", "cy") == ["lys: says that a court or the law is asked"]


def test_a_term_of_the_courts_is_kept_in_a_translation():
    assert lost_terms("The court made an order.", "Gwnaeth y llys orchymyn.") == []
    assert lost_terms("The court made an order.", "Gwnaeth y llys rywbeth.") == ["orders?"]
