"""From settings to carriers: what is missing or does not fit is refused at the start, never at a message."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from email.utils import parseaddr
from typing import NoReturn
from urllib.parse import urlsplit

from api.clock import now
from api.settings import PREFIX, Settings
from notifications.channels import Carrier
from notifications.channels.file import FileCarrier
from notifications.channels.letter import plain_address
from notifications.channels.notify import Account, NotifyCarrier
from notifications.channels.smtp import MailServer, Security, SmtpCarrier
from notifications.channels.web import LOOPBACK, Timeouts
from notifications.channels.webhook import WebhookCarrier
from notifications.rules import BY_NAME
from states.vocabulary import Channel, Recipient
from workflow.faults import ConfigurationFault

Clock = Callable[[], datetime]

#: What may carry each channel.
MAY_CARRY: Mapping[Channel, frozenset[str]] = {
    Channel.SMS: frozenset({"file", "notify"}),
    Channel.EMAIL: frozenset({"file", "notify", "smtp"}),
    Channel.WEBHOOK: frozenset({"file", "webhook"}),
}
#: A key as Notify writes it: its name, the service and the secret.
NOTIFY_KEY = re.compile(r".+-[0-9a-f-]{36}-[0-9a-f-]{36}")
#: The usual ports of mail servers. Source: RFC 8314, RFC 6409, RFC 5321.
PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


def carriers(settings: Settings, clock: Clock) -> Mapping[Channel, Carrier]:
    """Return what takes notices out, by channel. Raises ConfigurationFault, naming the setting."""
    chosen = _chosen(settings.channels)
    made = {name: _make(name, settings, clock, chosen) for name in sorted(set(chosen.values()))}
    return {channel: made[name] for channel, name in chosen.items()}


def fault_of(settings: Settings) -> str | None:
    """Say what is wrong with the settings of carriers, if anything is. Makes nothing and calls nobody."""
    try:
        chosen = _chosen(settings.channels)
        for name in set(chosen.values()) - {"file"}:
            _make(name, settings, now, chosen)
    except ConfigurationFault as fault:
        return str(fault)
    return None


def _chosen(text: str) -> Mapping[Channel, str]:
    """Read `ROWAN_CHANNELS`: a name for each channel that machines may use."""
    if text.strip() == "file":
        return dict.fromkeys(MAY_CARRY, "file")
    named = dict(_pair(part) for part in text.split(","))
    if unknown := sorted(set(named) - set(MAY_CARRY)):
        _refuse("channels", f"knows no channel {unknown[0]!r}: {_all(MAY_CARRY)}")
    for channel, allowed in MAY_CARRY.items():
        if channel not in named:
            _refuse("channels", f"names nothing that carries {channel}: add {channel}=…, {_all(allowed)}")
        if named[channel] not in allowed:
            _refuse("channels", f"has {channel} carried by {named[channel]!r}: it may be {_all(allowed)}")
    return {channel: named[channel] for channel in MAY_CARRY}


def _pair(text: str) -> tuple[str, str]:
    channel, _, name = text.partition("=")
    return channel.strip(), name.strip()


def _make(name: str, settings: Settings, clock: Clock, chosen: Mapping[Channel, str]) -> Carrier:
    if name == "notify":
        wanted = [channel for channel, carried in chosen.items() if carried == name]
        return NotifyCarrier(_account(settings, wanted), clock)
    if name == "smtp":
        return SmtpCarrier(_mail_server(settings), clock)
    if name == "webhook":
        return WebhookCarrier(clock, _timeouts(settings))
    return FileCarrier(settings.notices)


def _account(settings: Settings, wanted: list[Channel]) -> Account:
    key = _secret(settings, "notify_api_key")
    if not NOTIFY_KEY.fullmatch(key):
        _refuse("notify_api_key", "is no whole key of GOV.UK Notify")
    parts = urlsplit(settings.notify_url)
    if not parts.hostname or not (parts.scheme == "https" or parts.hostname in LOOPBACK):
        _refuse("notify_url", "is no https:// URL")
    templates = {name: str(found) for name, found in settings.notify_templates.items()}
    for name in templates:
        rule = BY_NAME.get(name.removesuffix(".sms").removesuffix(".email"))
        if rule is None:
            _refuse("notify_templates", f"names no rule: {name!r}")
        # What she reads is what was judged, counted and sealed, and nothing around it.
        if rule.recipient is Recipient.SURVIVOR:
            _refuse("notify_templates", f"changes what she is sent: {name!r}")
    for channel in wanted:
        templates[channel.value] = _named(settings, f"notify_{channel}_template")
    return Account(key, templates, settings.notify_url, _timeouts(settings))


def _mail_server(settings: Settings) -> MailServer:
    host, sender = _named(settings, "smtp_host"), _named(settings, "smtp_sender")
    if plain_address(parseaddr(sender)[1]) is None:
        _refuse("smtp_sender", "is no e-mail address")
    if settings.smtp_security is Security.NONE and host not in LOOPBACK:
        _refuse("smtp_security", "may be `none` only for a mail server of this machine")
    return MailServer(
        host,
        settings.smtp_port or PORTS[settings.smtp_security],
        sender,
        settings.smtp_security,
        settings.smtp_user,
        _secret(settings, "smtp_password") if settings.smtp_user else None,
        _timeouts(settings),
    )


def _timeouts(settings: Settings) -> Timeouts:
    return Timeouts(settings.connect_timeout, settings.read_timeout)


def _named(settings: Settings, name: str) -> str:
    found = getattr(settings, name)
    if found is None:
        _refuse(name, "must be set for what ROWAN_CHANNELS asks for")
    return str(found)


def _secret(settings: Settings, name: str) -> str:
    _named(settings, name)
    found: str = getattr(settings, name).get_secret_value()
    return found


def _all(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in sorted(names))


def _refuse(setting: str, why: str) -> NoReturn:
    message = f"{PREFIX}{setting.upper()} {why}"
    raise ConfigurationFault(message)
