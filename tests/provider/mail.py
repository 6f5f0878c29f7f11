"""A mail server, with TLS and a password, that can be told to fail at any point of a message."""

import asyncio
import contextlib
import logging
import ssl
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.provider.wire import serving

USER, PASSWORD = "mailbox-7", "correct horse"
#: The name that its certificate bears; the address alone is another.
HOST = "localhost"
# It warns of its own attributes, and logs what it is sent.
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)


class Fault(StrEnum):
    """What becomes of one connection."""

    NONE = "none"
    BUSY = "busy"  # 421 instead of a greeting
    SILENT = "silent"  # no greeting
    SENDER_LATER = "sender_later"  # 451 to MAIL
    SENDER_NEVER = "sender_never"  # 550 to MAIL
    LATER = "later"  # 450 to RCPT: the mailbox is busy
    UNKNOWN = "unknown"  # 550 5.1.1 to RCPT
    POLICY = "policy"  # 550 5.7.1 to RCPT: relaying denied
    NO_DATA = "no_data"  # 451 to DATA
    NEVER_DATA = "never_data"  # 554 to DATA
    CUT_INSIDE = "cut_inside"  # cut while the message comes
    REFUSED = "refused"  # 554 after its end
    DEFERRED = "deferred"  # 451 after its end
    ODD = "odd"  # kept, and answered with what is no answer
    LOST = "lost"  # kept, then cut without a word
    HUNG = "hung"  # kept, then silent
    CUT_AFTER = "cut_after"  # kept, answered, and cut before QUIT


#: What is answered to which command. Some quote the address that they were told, as mail servers do.
ANSWERS = {
    Fault.SENDER_LATER: ("MAIL", "451 4.3.0 Try again later"),
    Fault.SENDER_NEVER: ("MAIL", "550 5.7.1 Sender refused"),
    Fault.LATER: ("RCPT", "450 4.2.1 Mailbox busy"),
    Fault.UNKNOWN: ("RCPT", "550 5.1.1 No such mailbox: {}"),
    Fault.POLICY: ("RCPT", "550 5.7.1 Relaying denied"),
    Fault.REFUSED: ("END", "554 5.6.0 Message to {} refused"),
    Fault.DEFERRED: ("END", "451 4.3.0 Not taken"),
    Fault.ODD: ("END", "354 Go on"),
}


@dataclass
class Taken:
    """One message that was taken."""

    sender: str
    to: list[str]
    content: bytes
    sealed: bool
    user: str | None

    @property
    def letter(self) -> EmailMessage:
        read: Any = message_from_bytes(self.content, policy=default)
        found: EmailMessage = read
        return found


class Line(SMTP):
    """One connection."""

    fault: Fault = Fault.NONE
    greeted = False

    async def push(self, status: Any) -> None:
        greets, self.greeted = not self.greeted, True
        if greets and self.fault is Fault.SILENT:
            await asyncio.sleep(3600)
        await super().push("421 4.3.2 Too busy" if greets and self.fault is Fault.BUSY else status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library calls it so.
        if self.fault is Fault.NO_DATA:
            await self.push("451 4.3.0 Not now")
        elif self.fault is Fault.NEVER_DATA:
            await self.push("554 5.5.0 Never")
        elif self.fault is Fault.CUT_INSIDE:
            await self.push("354 Go on")
            self.cut()
        else:
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 - as above.
        if self.fault is Fault.CUT_AFTER:
            self.cut()
        else:
            await super().smtp_QUIT(arg)

    def cut(self) -> None:
        for transport in (self.transport, self._original_transport):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()


class MailServer:
    """The server; `handle_…` are called by its lines."""

    def __init__(
        self, folder: Path, *, starttls: bool = True, tls: bool = False, secret: str | None = None
    ) -> None:
        self.certificate, self._context = certified(folder)
        self._starttls, self._tls, self._secret = starttls, tls, secret
        self.told: deque[Fault] = deque()
        self.taken: list[Taken] = []
        self._lines: list[Line] = []
        self.port = 0
        self._server: asyncio.Server | None = None

    def tell(self, *faults: Fault) -> None:
        """Have the next connections meet these faults."""
        self.told.extend(faults)

    def trusting(self) -> ssl.SSLContext:
        """Return a context that trusts this server."""
        return ssl.create_default_context(cadata=self.certificate)

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        context = self._context if self._tls else None
        self._server = await loop.create_server(self._line, "127.0.0.1", self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in self._lines:
            line.cut()

    def _line(self) -> Line:
        wanted = self._secret is not None
        line = Line(
            self,
            hostname=HOST,
            tls_context=self._context if self._starttls and not self._tls else None,
            require_starttls=self._starttls and not self._tls,
            authenticator=self._authenticate if wanted else None,
            auth_required=wanted,
            auth_exclude_mechanism=["CRAM-MD5"],
            loop=asyncio.get_running_loop(),
        )
        self._lines.append(line)
        line.fault = self.told.popleft() if self.told else Fault.NONE
        return line

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: Any
    ) -> AuthResult:
        right = isinstance(said, LoginPassword) and said == LoginPassword(
            USER.encode(), (self._secret or "").encode()
        )
        return AuthResult(success=right, handled=False, auth_data=USER)

    async def handle_MAIL(  # noqa: N802 - the library calls it so.
        self, line: Line, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return _answer(line.fault, "MAIL", address)

    async def handle_RCPT(  # noqa: N802 - as above.
        self, line: Line, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return _answer(line.fault, "RCPT", address)

    async def handle_DATA(self, line: Line, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above.
        answer = _answer(line.fault, "END", ", ".join(envelope.rcpt_tos))
        if answer.startswith(("250", "354")):
            self._keep(session, envelope)
        if line.fault is Fault.LOST:
            line.cut()
        if line.fault in {Fault.LOST, Fault.HUNG}:
            await asyncio.sleep(3600)
        return answer

    def _keep(self, session: Session, envelope: Envelope) -> None:
        sender, content = envelope.mail_from, envelope.original_content
        assert sender is not None
        assert content is not None
        user = session.auth_data if session.authenticated else None
        sealed = session.ssl is not None or self._tls
        self.taken.append(Taken(sender, list(envelope.rcpt_tos), content, sealed, user))


def _answer(fault: Fault, command: str, address: str) -> str:
    at, words = ANSWERS.get(fault, ("", ""))
    return words.format(address) if at == command else "250 2.0.0 Good"


def certified(folder: Path) -> tuple[str, ssl.SSLContext]:
    """Make a certificate of this machine for this run; nothing of it is kept."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files = folder / "certificate.pem", folder / "key.pem"
    for file, content in zip(files, (pem, secret), strict=True):
        file.write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return pem.decode(), context


@contextlib.contextmanager
def running(folder: Path, **options: Any) -> Iterator[MailServer]:
    """Run a mail server in a thread of this process."""
    server = MailServer(folder, **options)
    with serving(server):
        yield server
