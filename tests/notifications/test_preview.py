"""Any message can be read before anybody gets it, in every language, with what is given and with samples."""

import pytest

from notifications.preview import Wanted, channels_of, previews
from notifications.rendering import LANGUAGES, PLACEHOLDERS, Unrenderable
from notifications.rules import BY_NAME, RULES
from states.vocabulary import Channel, Recipient


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_can_be_shown_in_every_language(language):
    shown = previews(Wanted(language=language))
    assert {preview.rule.name for preview in shown} == set(BY_NAME)
    assert all(preview.message.body and preview.message.language == language for preview in shown)
    assert all(set(preview.samples) == set(preview.rule.values) for preview in shown)


def test_hers_are_shown_by_both_channels_and_others_by_e_mail():
    for preview in previews(Wanted()):
        hers = preview.rule.recipient is Recipient.SURVIVOR
        assert preview.message.channel in ({Channel.SMS, Channel.EMAIL} if hers else {Channel.EMAIL})
    assert {
        preview.message.channel for preview in previews(Wanted("assign_solicitor", Recipient.SURVIVOR))
    } == {
        Channel.SMS,
        Channel.EMAIL,
    }


def test_what_a_force_s_system_is_sent_is_shown_where_it_is_asked_for():
    by_mail, by_hook = (
        previews(Wanted("report_breach", Recipient.FORCE, channel))
        for channel in (Channel.EMAIL, Channel.WEBHOOK)
    )
    assert by_hook[0].message.channel is Channel.WEBHOOK
    assert by_hook[0].message.body == by_mail[0].message.body
    assert previews(Wanted(recipient=Recipient.SURVIVOR, channel=Channel.WEBHOOK)) == ()
    assert Channel.WEBHOOK not in channels_of(BY_NAME["assign_solicitor/survivor"])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted("make_contact"), {"make_contact/referrer"}),
        (Wanted("order.make_order", Recipient.FORCE), {"order.make_order/force"}),
        (Wanted("make_contact", Recipient.SURVIVOR), set()),
        (Wanted("make_order"), set()),
        (Wanted(channel=Channel.PHONE), set()),
        (Wanted("no_such_event"), set()),
    ],
)
def test_only_what_is_wanted_is_shown(wanted, found):
    assert {preview.rule.name for preview in previews(wanted)} == found


def test_what_is_given_stands_in_the_message_and_the_rest_is_sampled():
    (shown,) = previews(Wanted("order.make_order", Recipient.FORCE), lambda _: {"order": "O-12345678"})
    assert "O-12345678" in shown.message.body
    assert shown.samples == ("expires_on",)
    assert "30 September 2027" in shown.message.body


def test_a_value_that_its_rule_does_not_use_is_in_no_message():
    for shown in previews(Wanted(), lambda _: {"order": "O-12345678", "name": "Zelda Seeded"}):
        assert ("O-12345678" in shown.message.body) <= ("order" in shown.rule.values)
        assert "Seeded" not in shown.message.body


def test_a_value_that_does_not_fit_is_refused_without_being_quoted():
    with pytest.raises(Unrenderable) as error:
        previews(Wanted("order.make_order", Recipient.FORCE), lambda _: {"expires_on": "Zelda Seeded"})
    assert "Seeded" not in str(error.value)


def test_they_come_in_the_order_of_the_rules():
    names = list(dict.fromkeys(preview.rule.name for preview in previews(Wanted())))
    assert names == [rule.name for rule in RULES]
    assert set(PLACEHOLDERS) >= {name for rule in RULES for name in rule.values}
