"""SMTP: e-mails by a mail server of one's own, over TLS.

Until the end of a message is said, nothing has arrived (RFC 5321, 4.1.1.4): every failure before
is certain. From then until the answer nobody can know. A mail server sends no receipts, and
cannot be asked.
"""

import contextlib
import logging
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum

from notifications.channels import Addressee, Known, Result, accepted, failed, in_doubt, not_arrived
from notifications.channels.gate import SETUP_PAUSE, Gate
from notifications.channels.letter import domain_of, plain_address, written
from notifications.channels.web import LOOPBACK, TIMEOUTS, Timeouts
from notifications.rendering import Message

#: What says that our own set-up is at fault, or the server not the one that it says it is.
SHUT_OUT = (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError)

log = logging.getLogger(__name__)


class Security(StrEnum):
    """How a line to the mail server is sealed. `none` is for a server of this machine alone."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server and what it knows us by. `sender` is an address, perhaps with a neutral name."""

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    timeouts: Timeouts = TIMEOUTS
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)


class SmtpCarrier:
    """Sends each e-mail over a line of its own."""

    addressed = True

    def __init__(self, server: MailServer, clock: Callable[[], datetime]) -> None:
        if server.security is Security.NONE and server.host not in LOOPBACK:
            message = "mail leaves this machine over TLS alone"
            raise ValueError(message)
        self._server, self._clock = server, clock
        self._gate = Gate(clock)

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        """Hand one e-mail to the mail server."""
        until = self._gate.shut_until()
        if until is not None:
            return not_arrived("the mail server does not let us in", not_before=until)
        address = plain_address(to.address or "")
        if address is None:
            return failed("its address is none that a mail server takes", bounced=True)
        letter = written(message, self._server.sender, address, reference, self._clock())
        try:
            line = self._connected()
        except SHUT_OUT as error:
            return self._shut_out(error)
        except (OSError, smtplib.SMTPException) as error:
            return not_arrived(f"the mail server could not be reached: {type(error).__name__}")
        try:
            return self._handed_over(line, address, letter)
        finally:
            _hang_up(line)

    def lookup(self, known: Known) -> Result | None:  # noqa: ARG002 - no mail server can be asked.
        """Say nothing."""
        return None

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        named, wait = domain_of(server.sender), server.timeouts.connect
        line = (
            smtplib.SMTP_SSL(server.host, server.port, named, timeout=wait, context=server.trusted)
            if server.security is Security.TLS
            else smtplib.SMTP(server.host, server.port, named, timeout=wait)
        )
        try:
            self._sign_in(line)
        except BaseException:
            line.close()
            raise
        return line

    def _sign_in(self, line: smtplib.SMTP) -> None:
        server = self._server
        if line.sock is not None:
            line.sock.settimeout(server.timeouts.read)
        if server.security is Security.STARTTLS:
            line.starttls(context=server.trusted)
        if server.user is not None:
            line.login(server.user, server.password or "")
        line.ehlo_or_helo_if_needed()

    def _shut_out(self, error: Exception) -> Result:
        log.error("the mail server does not let us in (%s): check ROWAN_SMTP_…", type(error).__name__)
        until = self._clock() + SETUP_PAUSE
        self._gate.shut(until)
        return not_arrived("the mail server does not let us in", not_before=until)

    def _handed_over(self, line: smtplib.SMTP, address: str, letter: bytes) -> Result:
        try:
            refused = self._announced(line, address)
            if refused is not None:
                return refused
            # A line that begins with a dot gets another; a dot alone is the end, and is not said yet.
            line.send(re.sub(rb"(?m)^\.", b"..", letter))
        except (OSError, smtplib.SMTPException) as error:
            return not_arrived(
                f"the mail server was lost before the end of the message: {type(error).__name__}"
            )
        return _ended(line)

    def _announced(self, line: smtplib.SMTP, address: str) -> Result | None:
        """Say from whom and to whom; return why it will not be taken, or None."""
        code, _ = line.mail(parseaddr(self._server.sender)[1])
        if code >= 500:
            return not_arrived(
                f"the mail server refuses our sender ({code})", not_before=self._clock() + SETUP_PAUSE
            )
        if code >= 400:
            return not_arrived(f"the mail server takes nothing just now ({code})")
        code, words = line.rcpt(address)
        if code >= 500:
            return failed(f"the mail server refuses its recipient ({code})", bounced=_is_bounce(code, words))
        if code >= 400:
            return not_arrived(f"the mail server does not take its recipient just now ({code})")
        code, _ = line.docmd("DATA")
        if code >= 500:
            return failed(f"the mail server refuses the message ({code})")
        return None if code == 354 else not_arrived(f"the mail server takes no message just now ({code})")


def _is_bounce(code: int, words: bytes) -> bool:
    """Say whether it is the address that is refused, and not us: by policy (5.7.x) or unidentified (530)."""
    return code != 530 and not words.startswith(b"5.7.")


def _ended(line: smtplib.SMTP) -> Result:
    """Say the end of the message, and hear what becomes of it."""
    try:
        code, _ = line.docmd(".")
    except (OSError, smtplib.SMTPException) as error:
        return in_doubt(f"the mail server was lost at the end of the message: {type(error).__name__}")
    if 200 <= code < 300:
        return accepted()
    if code >= 500:
        return failed(f"the mail server refuses the message ({code})")
    if code >= 400:
        return not_arrived(f"the mail server did not take the message ({code})")
    return in_doubt("the mail server's answer could not be understood")


def _hang_up(line: smtplib.SMTP) -> None:
    # What became of the message is known by now, whatever happens to the line.
    with contextlib.suppress(OSError, smtplib.SMTPException):
        if line.sock is not None:
            line.docmd("QUIT")
    line.close()
