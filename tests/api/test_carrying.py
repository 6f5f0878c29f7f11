"""Which carrier takes which channel: what is missing is named when a process starts, and never at a message."""

import uuid
from typing import Any

import pytest

from api.carrying import fault_of
from api.clock import now
from api.settings import PREFIX, Settings
from api.starting import carriers
from notifications.channels.file import FileCarrier
from notifications.channels.notify import NotifyCarrier
from notifications.channels.smtp import Security, SmtpCarrier
from notifications.channels.web import Timeouts
from notifications.channels.webhook import WebhookCarrier
from states.vocabulary import Channel
from workflow.faults import ConfigurationFault

SMS, EMAIL, OWN = (str(uuid.UUID(int=number)) for number in (1, 2, 3))
SERVICE, SECRET = str(uuid.UUID(int=4)), str(uuid.UUID(int=5))
NOTIFY = {
    "NOTIFY_API_KEY": f"rowan-{SERVICE}-{SECRET}",
    "NOTIFY_SMS_TEMPLATE": SMS,
    "NOTIFY_EMAIL_TEMPLATE": EMAIL,
}
SMTP = {"SMTP_HOST": "mail.example", "SMTP_SENDER": "Rowan <office@rowan.example>"}
BY_NOTIFY = "sms=notify,email=notify,webhook=webhook"
BY_SMTP = "sms=notify, email=smtp, webhook=webhook"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


@pytest.fixture
def settings(monkeypatch, tmp_path):
    def made(*groups: dict[str, str], **more: str) -> Settings:
        for name, value in {k: v for group in (*groups, more) for k, v in group.items()}.items():
            monkeypatch.setenv(f"{PREFIX}{name}", value)
        return Settings(home=tmp_path)

    return made


def test_by_default_every_message_becomes_a_file(settings, tmp_path):
    made = carriers(settings())
    assert set(made) == {Channel.SMS, Channel.EMAIL, Channel.WEBHOOK}
    assert {type(carrier) for carrier in made.values()} == {FileCarrier}
    assert len(set(map(id, made.values()))) == 1
    assert (tmp_path / "notices").is_dir()


def test_each_channel_may_have_a_carrier_of_its_own(settings):
    made = carriers(settings(NOTIFY, SMTP, CHANNELS=BY_SMTP), now)
    assert {channel: type(carrier) for channel, carrier in made.items()} == {
        Channel.SMS: NotifyCarrier,
        Channel.EMAIL: SmtpCarrier,
        Channel.WEBHOOK: WebhookCarrier,
    }


def test_what_carries_two_channels_is_one_and_keeps_one_gate(settings):
    made = carriers(settings(NOTIFY, CHANNELS=BY_NOTIFY))
    assert made[Channel.SMS] is made[Channel.EMAIL]


def test_an_account_is_made_of_its_settings(settings):
    told = settings(
        NOTIFY,
        CHANNELS="sms=notify,email=notify,webhook=file",
        NOTIFY_TEMPLATES=f'{{"close/firm.email": "{OWN}"}}',
        NOTIFY_URL="http://127.0.0.1:99",
        CONNECT_TIMEOUT="2",
        READ_TIMEOUT="3",
    )
    made: Any = carriers(told)[Channel.SMS]
    account = made._account
    assert account.api_key == NOTIFY["NOTIFY_API_KEY"]
    assert account.templates == {"sms": SMS, "email": EMAIL, "close/firm.email": OWN}
    assert (account.url, account.timeouts) == ("http://127.0.0.1:99", Timeouts(2, 3))


@pytest.mark.parametrize(
    ("said", "port"),
    [
        ({}, 587),
        ({"SMTP_SECURITY": "tls"}, 465),
        ({"SMTP_SECURITY": "none", "SMTP_HOST": "localhost"}, 25),
        ({"SMTP_PORT": "2525"}, 2525),
    ],
)
def test_a_mail_server_is_made_of_its_settings(settings, said, port):
    told = settings(SMTP, said, CHANNELS="sms=file,email=smtp,webhook=file")
    made: Any = carriers(told)[Channel.EMAIL]
    server = made._server
    assert (server.port, server.user, server.password) == (port, None, None)
    assert server.security is Security(said.get("SMTP_SECURITY", "starttls"))


def test_a_mail_server_may_ask_who_we_are(settings):
    told = settings(SMTP, CHANNELS=BY_SMTP, SMTP_USER="rowan", SMTP_PASSWORD="quiet", **NOTIFY)
    made: Any = carriers(told)[Channel.EMAIL]
    assert (made._server.user, made._server.password) == ("rowan", "quiet")


# What is refused, and by which name


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"CHANNELS": "email=file,webhook=file"}, "ROWAN_CHANNELS names nothing that carries sms: add sms=…"),
        ({"CHANNELS": "sms=file,email=file"}, "ROWAN_CHANNELS names nothing that carries webhook"),
        (
            {"CHANNELS": "sms=smtp,email=file,webhook=file"},
            "ROWAN_CHANNELS has sms carried by 'smtp': it may be",
        ),
        ({"CHANNELS": "pigeon"}, "ROWAN_CHANNELS knows no channel 'pigeon': `email` or `sms` or `webhook`"),
        ({"CHANNELS": "sms=file,email=file,webhook=file,phone=file"}, "knows no channel 'phone'"),
        ({"CHANNELS": BY_NOTIFY}, "ROWAN_NOTIFY_API_KEY must be set for what ROWAN_CHANNELS asks for"),
        ({"CHANNELS": BY_NOTIFY, **NOTIFY, "NOTIFY_API_KEY": SECRET}, "ROWAN_NOTIFY_API_KEY is no whole key"),
        (
            {"CHANNELS": BY_NOTIFY, **NOTIFY, "NOTIFY_URL": "http://notify.example"},
            "ROWAN_NOTIFY_URL is no https:// URL",
        ),
        (
            {"CHANNELS": BY_NOTIFY, **NOTIFY, "NOTIFY_EMAIL_TEMPLATE": ""},
            "ROWAN_NOTIFY_EMAIL_TEMPLATE must be set",
        ),
        (
            {"CHANNELS": BY_NOTIFY, **NOTIFY, "NOTIFY_TEMPLATES": f'{{"close/nobody": "{OWN}"}}'},
            "ROWAN_NOTIFY_TEMPLATES names no rule: 'close/nobody'",
        ),
        (
            {
                "CHANNELS": BY_NOTIFY,
                **NOTIFY,
                "NOTIFY_TEMPLATES": f'{{"assign_solicitor/survivor.sms": "{OWN}"}}',
            },
            "ROWAN_NOTIFY_TEMPLATES changes what she is sent",
        ),
        ({"CHANNELS": BY_SMTP, **NOTIFY}, "ROWAN_SMTP_HOST must be set"),
        ({"CHANNELS": BY_SMTP, **NOTIFY, "SMTP_HOST": "mail.example"}, "ROWAN_SMTP_SENDER must be set"),
        ({"CHANNELS": BY_SMTP, **NOTIFY, **SMTP, "SMTP_SENDER": "Rowan"}, "ROWAN_SMTP_SENDER is no e-mail"),
        ({"CHANNELS": BY_SMTP, **NOTIFY, **SMTP, "SMTP_USER": "rowan"}, "ROWAN_SMTP_PASSWORD must be set"),
        (
            {"CHANNELS": BY_SMTP, **NOTIFY, **SMTP, "SMTP_SECURITY": "none"},
            "ROWAN_SMTP_SECURITY may be `none` only for a mail server of this machine",
        ),
    ],
)
def test_what_does_not_fit_together_is_named_at_the_start(settings, said, message):
    told = settings(said)
    with pytest.raises(ConfigurationFault) as fault:
        carriers(told)
    assert message in str(fault.value)
    assert fault_of(told) == str(fault.value)
    assert SECRET not in str(fault.value)


def test_whoever_only_asks_what_is_wrong_makes_nothing(settings, tmp_path):
    assert fault_of(settings()) is None
    assert list(tmp_path.iterdir()) == []


def test_no_secret_is_in_a_repr(settings):
    told = settings(NOTIFY, SMTP, SMTP_PASSWORD="quiet", NOTIFY_CALLBACK_TOKEN="a token for receipts")
    for secret in (SECRET, "quiet", "a token for receipts"):
        assert secret not in repr(told)
