"""Webhooks: notices for the systems of forces and others who work on a case, as signed JSON.

Never hers. The receiver checks `Rowan-Signature` with the secret that was shown once, looks at
`Rowan-Timestamp`, and knows a notice that came twice by `Rowan-Notice`: what is in doubt may be
sent again.
"""

import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import requests

from notifications.channels import Addressee, Known, Result, accepted, failed, in_doubt, not_arrived
from notifications.channels.gate import SETUP_PAUSE, Gate, asked_pause
from notifications.channels.web import LOOPBACK, TIMEOUTS, PerThread, Timeouts, never_left, unnamed_session
from notifications.rendering import Message

#: The pause after a 429 that names none (I).
PAUSE = timedelta(minutes=1)
#: Answers of a system that does not know us, or not our new secret yet: somebody has to mend that.
REFUSING = frozenset({401, 403})
#: Answers after which the same request may come again.
ONCE_MORE = frozenset({408, 425})


class WebhookCarrier:
    """Posts each notice to the URL that its recipient gave."""

    addressed = True

    def __init__(self, clock: Callable[[], datetime], timeouts: Timeouts = TIMEOUTS) -> None:
        self._clock, self._timeouts = clock, timeouts
        self._sessions = PerThread(unnamed_session)
        self._gate = Gate(clock)

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        """Post one notice."""
        url = to.address or ""
        if not is_allowed(url):
            return failed("its address is no https:// URL")
        if to.secret is None:
            return failed("there is no secret to sign it with")
        theirs = f"{to.recipient}/{to.recipient_ref}"
        until = self._gate.shut_until(theirs)
        if until is not None:
            return not_arrived("its receiver asked for a pause", not_before=until)
        body = _body(message, reference)
        headers = signed(body, to.secret, reference, self._clock())
        limits = (self._timeouts.connect, self._timeouts.read)
        try:
            # Only the status is read: nobody can keep us busy with a long answer.
            with self._sessions.get().post(
                url, data=body, headers=headers, timeout=limits, allow_redirects=False, stream=True
            ) as answer:
                return self._result(answer, theirs)
        except requests.RequestException as error:
            if never_left(error):
                return not_arrived("its receiver could not be reached")
            return in_doubt("its receiver was not heard to the end")

    def lookup(self, known: Known) -> Result | None:  # noqa: ARG002 - a webhook cannot be asked.
        """Say nothing."""
        return None

    def _result(self, answer: requests.Response, theirs: str) -> Result:
        status, now = answer.status_code, self._clock()
        until = self._pause(status, asked_pause(answer.headers, now), now)
        if until is not None:
            self._gate.shut(until, theirs)
        if 200 <= status < 300:
            return accepted(delivered=True)
        if status >= 500:
            return in_doubt(f"its receiver failed ({status})")
        if until is not None or status in ONCE_MORE:
            return not_arrived(f"its receiver takes nothing just now ({status})", not_before=until)
        return failed(f"its receiver does not take it ({status})")

    def _pause(self, status: int, asked: datetime | None, now: datetime) -> datetime | None:
        if status == requests.codes.too_many_requests:
            return asked or now + PAUSE
        return now + SETUP_PAUSE if status in REFUSING else asked


def is_allowed(url: str) -> bool:
    """Say whether a notice may be posted there: over TLS, or to this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def signed(body: bytes, secret: bytes, reference: str, at: datetime) -> dict[str, str]:
    """Return the headers of one post: the signature is over time and body, so that neither can be replaced."""
    timestamp = str(int(at.timestamp()))
    signature = hmac.new(secret, f"{timestamp}.".encode() + body, sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Rowan",
        "Rowan-Notice": reference,
        "Rowan-Timestamp": timestamp,
        "Rowan-Signature": f"v1={signature}",
    }


def _body(message: Message, reference: str) -> bytes:
    said = {
        "notice": reference,
        "rule": message.template,
        "language": message.language,
        "subject": message.subject,
        "body": message.body,
    }
    return json.dumps(said, ensure_ascii=False).encode()
