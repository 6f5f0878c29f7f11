"""A letter: one e-mail as it goes over the wire, in plain words and again as HTML that says no more.

Nothing in it is fetched when it is read: no image, no link, nothing that says when or where. No
header names anybody but sender and recipient, and the subject is the message's own.
"""

import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape

from notifications.rendering import Message

#: What an address is made of; no quoted, routed or listed ones.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def plain_address(text: str) -> str | None:
    """Return an address as every mail server takes it; None if it cannot be one."""
    local, _, domain = text.strip().rpartition("@")
    try:
        found = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
    return found if ADDRESS.fullmatch(found) else None


def domain_of(sender: str) -> str:
    """Return the domain of `Name <address>`."""
    return parseaddr(sender)[1].rpartition("@")[2]


def written(message: Message, sender: str, to: str, reference: str, at: datetime) -> bytes:
    """Write one letter, in lines that end as SMTP wants them and hold nothing but ASCII.

    Its `Message-ID` is made of the notice's reference: where it came twice, mail systems can tell.
    """
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = to
    letter["Subject"] = message.subject or ""
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{reference}@{domain_of(sender)}>"
    # No automatic answer, such as "I am away", comes back.
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.body, cte="quoted-printable")
    letter.add_alternative(_html(message), subtype="html", cte="quoted-printable")
    # Only now: before, it would have become the first part's.
    letter["Content-Language"] = message.language
    return letter.as_bytes()


def _html(message: Message) -> str:
    paragraphs = (escape(part).replace("\n", "<br>\n") for part in re.split(r"\n{2,}", message.body.strip()))
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html>\n<html lang="{message.language}">\n<head><meta charset="utf-8">'
        f"<title>{escape(message.subject or '')}</title></head>\n<body>\n{body}\n</body>\n</html>\n"
    )
