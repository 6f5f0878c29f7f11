"""What GOV.UK Notify answers, read: its statuses, its errors, its names for messages.

Of its words only their beginning is ever compared; none is kept, for they may quote a number.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from notifications_python_client.errors import APIError

from notifications.channels import Result, accepted, arrived, failed
from states.vocabulary import NoticeEvent

#: Statuses of an end, but delivery: why, and whether nothing would reach this person this way.
#: Source: its REST API documentation, "Status".
ENDS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "permanent-failure": ("its recipient cannot be reached", True),
        "temporary-failure": ("it could not be delivered in time", False),
        "technical-failure": ("its provider could not send it", False),
        "validation-failed": ("its provider could not send it", False),
        "virus-scan-failed": ("its provider could not send it", False),
        "cancelled": ("its provider did not send it", False),
    }
)
#: How its words about a recipient that it will never take begin.
UNREACHABLE = ("phone_number ", "email_address ", "Cannot send to international")
#: Which of several answers tells most: a message that arrived did, whatever became of another.
WEIGHTS = (NoticeEvent.FAIL, NoticeEvent.ACCEPT, NoticeEvent.DELIVER)


def said(status: str, provider_ref: str | None) -> Result:
    """Return what a status of Notify's means, whether it was asked for or sent.

    Any that is neither an end nor known says that Notify has it, and goes on.
    """
    if status == "delivered":
        return arrived(provider_ref)
    if status in ENDS:
        reason, bounced = ENDS[status]
        return failed(reason, bounced=bounced, provider_ref=provider_ref)
    return accepted(provider_ref, receipts=True)


def best_of(results: list[Result]) -> Result | None:
    """Return what tells most of several answers about one notice; None of none."""
    return max(results, key=lambda result: WEIGHTS.index(result.event), default=None)


def id_of(answer: Any) -> str | None:
    """Return Notify's own name for a message, which becomes part of URLs; None if the answer has none."""
    try:
        return str(UUID(answer["id"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def status_of(error: APIError) -> int | None:
    """Return the status of an answer that is an error; None if no answer came."""
    # The client makes a 503 of it, and an answer that is an error is false by itself.
    return None if error.response is None else error.response.status_code


def headers_of(error: APIError) -> Mapping[str, str]:
    """Return the headers of an answer that is an error; none if no answer came."""
    return {} if error.response is None else error.response.headers


def errors_of(error: APIError) -> list[tuple[str, str]]:
    """Return the names and words of the errors that an answer lists."""
    listed: Any = error.message
    if not isinstance(listed, list):
        return []
    return [(str(each.get("error")), str(each.get("message"))) for each in listed if isinstance(each, dict)]


def is_unreachable(error: APIError) -> bool:
    """Say whether Notify will never take this recipient, whatever the message."""
    return any(words.startswith(UNREACHABLE) for _, words in errors_of(error))
