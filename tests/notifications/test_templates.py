"""Every template, found from the rules; every rule, found from the templates."""

import re
from pathlib import Path

import pytest

import notifications
from notifications.rendering import (
    LANGUAGES,
    ONE_SEGMENT,
    PLACEHOLDERS,
    file_name,
    placeholders,
    render,
    septets,
)
from notifications.rules import RULES
from notifications.safety import MACHINE_CHANNELS
from states.vocabulary import Channel, Recipient

ROOT = Path(notifications.__file__).parent / "templates"

#: Words that tell whoever reads her phone what it is about, by their beginnings.
TELLING = (
    "abus|advice|advocat|arrest|assault|barrister|bail|breach|case|charge|consent|court|"
    "crim|danger|domestic|enforce|evidence|expir|firm|force|harass|harm|hearing|help|"
    "hurt|injunct|judge|lawyer|legal|molest|occupation|offence|officer|order|partner|perpetrator|"
    "police|protect|refer|refuge|respondent|risk|rowan|safe|serve|service|shelter|solicitor|"
    "statement|support|survivor|threat|undertaking|urgent|victim|violen|violent|warning|witness|women"
)

HERS = [
    (rule, channel, language)
    for rule in RULES
    if rule.recipient is Recipient.SURVIVOR
    for channel in MACHINE_CHANNELS
    for language in LANGUAGES
]
THEIRS = [
    (rule, Channel.EMAIL, language)
    for rule in RULES
    if rule.recipient is not Recipient.SURVIVOR
    for language in LANGUAGES
]
ALL = HERS + THEIRS


def named(case):
    rule, channel, language = case
    return file_name(rule.name, channel, language)


def rendered(case):
    rule, channel, language = case
    return render(rule.name, channel, language, {name: PLACEHOLDERS[name] for name in rule.values})


def words_of(case):
    message = rendered(case)
    return f"{message.subject or ''}\n{message.body}"


def test_there_is_a_template_for_every_rule_and_none_beside():
    files = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()}
    assert {name for name in files if "/shared/" not in name} == {named(case) for case in ALL}


def test_every_shared_template_is_used():
    used = {
        part for case in ALL for part in re.findall(r'include "([^"]+)"', (ROOT / named(case)).read_text())
    }
    shared = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/shared/*")}
    nested = {part for path in shared for part in re.findall(r'include "([^"]+)"', (ROOT / path).read_text())}
    assert used | nested == shared


@pytest.mark.parametrize("case", ALL, ids=named)
def test_a_template_uses_exactly_the_placeholders_that_its_rule_declares(case):
    assert placeholders(named(case)) == set(case[0].values)


@pytest.mark.parametrize("case", ALL, ids=named)
def test_a_template_renders_with_the_longest_values_and_leaves_nothing_open(case):
    text = words_of(case)
    assert not re.search(r"[{}]|\b(None|Undefined)\b", text)
    assert "\n\n\n" not in text
    assert text.strip() == text.lstrip()


@pytest.mark.parametrize("case", ALL, ids=named)
def test_no_message_holds_a_link_or_an_address(case):
    assert not re.search(r"https?:|www\.|@|\w\.\w", words_of(case))


@pytest.mark.parametrize("case", HERS, ids=named)
def test_no_word_to_her_tells_what_it_is_about(case):
    assert re.findall(rf"\b(?:{TELLING})", words_of(case).lower()) == []


@pytest.mark.parametrize("case", HERS, ids=named)
def test_no_word_to_her_is_a_name_a_reference_or_a_date(case):
    text = words_of(case).replace(PLACEHOLDERS["call_back_number"], "")
    capitals = set(re.findall(r"\b[A-Z]\w*", text))
    assert capitals <= {"Hello", "Please", "Thank", "You"}
    assert not re.search(r"\d", text)


@pytest.mark.parametrize("case", HERS, ids=named)
def test_a_text_to_her_is_one_segment_with_the_longest_number(case):
    if case[1] is not Channel.SMS:
        assert rendered(case).subject
        return
    length = septets(rendered(case).body)
    assert length is not None
    assert length <= ONE_SEGMENT


def test_what_she_reads_never_shows_which_turn_her_case_took():
    assert len({words_of(case) for case in HERS if case[1] is Channel.SMS}) <= 2
    assert len({words_of(case) for case in HERS if case[1] is Channel.EMAIL}) <= 2


@pytest.mark.parametrize("case", THEIRS, ids=named)
def test_a_message_to_a_professional_says_nothing_personal_and_where_to_read_more(case):
    text = words_of(case)
    for name in case[0].values:
        text = text.replace(PLACEHOLDERS[name], "")
    assert "Sign in to Rowan" in text
    # Neither she nor the respondent is given a sex, let alone a name.
    assert not re.search(
        r"\b(she|her|hers|he|him|his)\b|\d{4}", text.replace("24 hours", "").replace("999", "")
    )
    subject = rendered(case).subject
    assert subject is not None
    assert len(subject) <= 90


def test_every_end_of_a_referral_reads_the_same_to_its_referrer():
    ends = [
        words_of(case)
        for case in THEIRS
        if case[0].recipient is Recipient.REFERRER and case[0].reason.startswith("a referrer always")
    ]
    assert len(ends) == 10
    assert len(set(ends)) == 1


def test_a_receipt_reads_the_same_whether_or_not_the_referral_joined_a_case():
    receipts = {
        words_of(case)
        for case in THEIRS
        if case[0].name in ("receive_referral/referrer", "join_referral/referrer")
    }
    assert len(receipts) == 1


def test_an_offer_tells_a_firm_of_nobody():
    offered = next(case for case in THEIRS if case[0].name == "make_offer/firm")
    assert offered[0].values == ("reference",)
    assert PLACEHOLDERS["reference"] in words_of(offered)
