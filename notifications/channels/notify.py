"""GOV.UK Notify: texts and e-mails. https://docs.notifications.service.gov.uk/rest-api.html.

Notify has no idempotency key: what may have reached it is never sent again before it was asked,
by our reference. Its words are never logged and never kept: they may quote a number.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn

import requests
from notifications_python_client.errors import APIError, HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from notifications.channels import (
    Addressee,
    Known,
    Result,
    Unanswered,
    accepted,
    failed,
    in_doubt,
    not_arrived,
)
from notifications.channels.gate import SETUP_PAUSE, Gate, asked_pause
from notifications.channels.notify_answers import (
    best_of,
    errors_of,
    headers_of,
    id_of,
    is_unreachable,
    said,
    status_of,
)
from notifications.channels.web import TIMEOUTS, PerThread, Timeouts, never_left, tune
from notifications.rendering import Message
from states.vocabulary import Channel

#: Where Notify is. Source: its REST API documentation.
URL = "https://api.notifications.service.gov.uk"
#: The pause after a 429 that names none: its rate limit counts by the minute. Source: its documentation.
RATE_PAUSE = timedelta(minutes=1)
#: The pause after the day's limit is reached, which ends at midnight (I).
LIMIT_PAUSE = timedelta(hours=1)
#: The name that Notify gives to the error of the day's limit.
DAY_LIMIT = "TooManyRequestsError"
#: Answers that say that it is us whom Notify will not hear, or that nobody of that name lives there.
REFUSING = frozenset({*range(300, 400), 401, 403, 404, 405, 407})
#: Answers after which the same request may come again.
ONCE_MORE = frozenset({408, 425})

log = logging.getLogger(__name__)
# The client's own logger quotes Notify's answers, and those may quote a number.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Account:
    """Our account at Notify. `templates` are ids by rule, or by rule and channel, or by channel alone.

    A channel's own is passed through: its body is `((body))`, and an e-mail's subject `((subject))`.
    """

    api_key: str = field(repr=False)
    templates: Mapping[str, str]
    url: str = URL
    timeouts: Timeouts = TIMEOUTS

    def template(self, message: Message) -> str:
        """Return the id of the template that carries a message."""
        channel = message.channel.value
        names = (f"{message.template}.{channel}", message.template, channel)
        return next(self.templates[name] for name in names if name in self.templates)


class NotifyCarrier:
    """Sends by one account at GOV.UK Notify."""

    addressed = True

    def __init__(self, account: Account, clock: Callable[[], datetime]) -> None:
        self._account, self._clock = account, clock
        self._clients = PerThread(self._client)
        self._gate = Gate(clock)

    def _client(self) -> Any:
        limits = (self._account.timeouts.connect, self._account.timeouts.read)
        made: Callable[..., Any] = NotificationsAPIClient
        client = made(self._account.api_key, self._account.url, limits)
        tune(client.request_session, self._account.url)
        return client

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        """Have Notify send one message under our reference."""
        until = self._gate.shut_until()
        if until is not None:
            return not_arrived("its provider asked for a pause", not_before=until)
        try:
            answer = self._create(message, to.address or "", reference)
        except InvalidResponse:
            return in_doubt("the provider's answer could not be read")
        except HTTPError as error:
            return self._not_taken(error)
        provider_ref = id_of(answer)
        if provider_ref is None:
            return in_doubt("the provider's answer names no message")
        return accepted(provider_ref, receipts=True)

    def _create(self, message: Message, address: str, reference: str) -> Any:
        client, template = self._clients.get(), self._account.template(message)
        if message.channel is Channel.SMS:
            return client.send_sms_notification(address, template, {"body": message.body}, reference)
        words = {"subject": message.subject, "body": message.body}
        return client.send_email_notification(address, template, words, reference)

    def _not_taken(self, error: HTTPError) -> Result:
        status = status_of(error)
        if status is None:
            if never_left(error.__cause__):
                return not_arrived("its provider could not be reached")
            return in_doubt("its provider was not heard to the end")
        until = self._pause(error, status)
        if status >= requests.codes.server_error:
            return in_doubt(f"its provider failed ({status})")
        if until is not None or status in ONCE_MORE:
            return not_arrived(f"its provider takes nothing just now ({status})", not_before=until)
        return failed(f"its provider will not take it ({status})", bounced=is_unreachable(error))

    def _pause(self, error: HTTPError, status: int) -> datetime | None:
        """Shut the gate for as long as Notify asks, or a fault of our set-up may last; return until when."""
        now = self._clock()
        until = asked_pause(headers_of(error), now)
        if status == requests.codes.too_many_requests:
            limit = LIMIT_PAUSE if DAY_LIMIT in {name for name, _ in errors_of(error)} else RATE_PAUSE
            until = until or now + limit
        elif status in REFUSING:
            log.error(
                "GOV.UK Notify refuses us (%s): check ROWAN_NOTIFY_API_KEY and ROWAN_NOTIFY_URL", status
            )
            until = now + SETUP_PAUSE
        if until is not None:
            self._gate.shut(until)
        return until

    def lookup(self, known: Known) -> Result | None:
        """Ask Notify what became of one message: by its own reference, else by ours."""
        if self._gate.shut_until() is not None:
            raise Unanswered("its provider asked for a pause")
        try:
            return best_of([said(each["status"], id_of(each)) for each in self._found(known)])
        except HTTPError as error:
            self._unheard(error)
        except (APIError, KeyError, TypeError):
            raise Unanswered("the provider's answer could not be read") from None

    def _found(self, known: Known) -> list[Any]:
        client = self._clients.get()
        if known.provider_ref is None:
            listed = client.get_all_notifications(reference=known.reference)["notifications"]
            return [each for each in listed if each["reference"] == known.reference]
        try:
            return [client.get_notification_by_id(known.provider_ref)]
        except HTTPError as error:
            if status_of(error) == requests.codes.not_found:
                return []
            raise

    def _unheard(self, error: HTTPError) -> NoReturn:
        status = status_of(error)
        if status is not None:
            self._pause(error, status)
        raise Unanswered(f"its provider gave no answer ({status})") from None
