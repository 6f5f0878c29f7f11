"""Those outside, as real servers: GOV.UK Notify, a mail server, a force's own system; and all that they were shown."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from tests.journeys.kept import Place
from tests.provider import force, mail, notify
from tests.provider.force import Force
from tests.provider.mail import HOST, PASSWORD, USER, MailServer
from tests.provider.notify import ADDRESS, Provider
from tests.provider.plan import Plan
from tests.provider.wire import Asked

#: What the provider shows when it speaks by itself.
CALLBACK_TOKEN = "what-the-provider-was-given"
#: Where receipts and replies go.
CALLBACKS = "/api/v1/receipts/notify"
SENDER = "Rowan <office@rowan.example>"


@dataclass
class Outside:
    """The servers, and what they heard. A message's own address may stand where it is addressed, and nowhere else."""

    notify: Provider
    mail: MailServer
    force: Force
    folder: Path
    #: Requests as they came, by whom they were for.
    heard: list[tuple[str, Asked]] = field(default_factory=list)

    def environment(self, email: str) -> dict[str, str]:
        """The settings of a process that sends by them all; `email` says which of two carries e-mail."""
        return {
            "ROWAN_CHANNELS": f"sms=notify,email={email},webhook=webhook",
            "ROWAN_NOTIFY_URL": self.notify.url,
            "ROWAN_NOTIFY_API_KEY": self.notify.api_key,
            "ROWAN_NOTIFY_SMS_TEMPLATE": str(uuid4()),
            "ROWAN_NOTIFY_EMAIL_TEMPLATE": str(uuid4()),
            "ROWAN_NOTIFY_CALLBACK_TOKEN": CALLBACK_TOKEN,
            "ROWAN_SMTP_HOST": HOST,
            "ROWAN_SMTP_PORT": str(self.mail.port),
            "ROWAN_SMTP_USER": USER,
            "ROWAN_SMTP_PASSWORD": PASSWORD,
            "ROWAN_SMTP_SENDER": SENDER,
            # The mail server's certificate is of this run.
            "SSL_CERT_FILE": str(self.folder / "certificate.pem"),
        }

    @property
    def secrets(self) -> set[bytes]:
        """What only the two sides of a line may know."""
        said = (self.notify.account.secret, PASSWORD, CALLBACK_TOKEN)
        return {secret.encode() for secret in said} | {self.force.secret}

    def shown(self) -> Iterator[Place]:
        """Everything that they were shown, without the address that each message is for."""
        for who, asked in list(self.heard):
            # A force's own URL is the address of its notices.
            path = "" if who == "a force" else asked.path
            lines = [asked.method, path, *(f"{name}: {value}" for name, value in asked.headers.items())]
            yield Place(f"a request to {who}", "\n".join([*lines, str(asked.query)]).encode())
            yield Place(f"what was posted to {who}", _unaddressed(asked))
        for taken in list(self.mail.taken):
            letter = taken.letter
            assert letter["To"] in taken.to, "it went to somebody else"
            del letter["To"]
            yield Place("an e-mail", f"{taken.sender} {letter['Subject']}\n".encode() + letter.as_bytes())
            for part in letter.iter_parts():
                yield Place("a part of an e-mail", part.get_content().encode())


def _unaddressed(asked: Asked) -> bytes:
    said = asked.json()
    if not isinstance(said, dict):
        return asked.body
    return json.dumps({name: value for name, value in said.items() if name not in ADDRESS.values()}).encode()


@contextmanager
def reached(folder: Path, plan: Plan) -> Iterator[Outside]:
    """Run them all in threads of this process. The force's secret is told it when there is one."""
    folder.mkdir()
    with ExitStack() as stack:
        provider = stack.enter_context(notify.running(plan))
        letters = stack.enter_context(mail.running(folder, secret=PASSWORD))
        system = stack.enter_context(force.running(b"none yet"))
        made = Outside(provider, letters, system, folder)
        provider.server.listener = lambda asked: made.heard.append(("Notify", asked))
        system.server.listener = lambda asked: made.heard.append(("a force", asked))
        yield made
