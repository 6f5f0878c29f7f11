"""GOV.UK Notify as far as Rowan speaks to it: sends, look-ups, receipts by callback; and faults on demand.

Read from its REST API documentation: paths, bodies, statuses and errors are Notify's own. What is under
`/control` is the tests': the plan, the record, and being gone for a while.
"""

import asyncio
import contextlib
import math
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import phonenumbers
import requests
from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

from tests.provider.book import Book, Kept, settling
from tests.provider.plan import KEPT, Fault, Plan
from tests.provider.wire import Answer, Asked, Server, serving

SENDS = {"/v2/notifications/sms": "sms", "/v2/notifications/email": "email"}
ADDRESS = {"sms": "phone_number", "email": "email_address"}
PLACEHOLDERS = {"sms": ("body",), "email": ("subject", "body")}
ENDS = {
    Fault.BOUNCED: "permanent-failure",
    Fault.EXPIRED: "temporary-failure",
    Fault.FAULTY: "technical-failure",
}
MOST_LISTED = 250


class Wrong(Exception):
    """A request that Notify refuses."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.answer = refusal(status, error, message)


def refusal(status: int, error: str, message: str, **headers: str) -> Answer:
    content = {"status_code": status, "errors": [{"error": error, "message": message}]}
    return Answer(status, content, {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class Account:
    """One service and its key, as Notify writes keys: name, service, secret."""

    service: str = field(default_factory=lambda: str(uuid4()))
    secret: str = field(default_factory=lambda: str(uuid4()))

    @property
    def key(self) -> str:
        return f"tests-{self.service}-{self.secret}"

    def check(self, asked: Asked) -> None:
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        try:
            if scheme != "Bearer" or get_token_issuer(token) != self.service:
                raise Wrong(403, "AuthError", "Invalid token: service not found")
            decode_jwt_token(token, self.secret)
        except TokenError:
            raise Wrong(403, "AuthError", "Invalid token: signature, api token not found") from None


@dataclass
class Callback:
    """Where receipts go, and the bearer token that shows whose they are."""

    url: str
    token: str


class Provider:
    """One stand-in: its account, its plan, its book. Use it through `running()` or `python -m tests.provider`."""

    def __init__(
        self,
        plan: Plan | None = None,
        callback: Callback | None = None,
        port: int = 0,
        account: Account | None = None,
    ) -> None:
        self.plan, self.callback = plan or Plan(), callback
        self.account, self.book = account or Account(), Book()
        self.server = Server(self._handle, port)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def api_key(self) -> str:
        return self.account.key

    def tell(self, *faults: Fault, **changed: Any) -> None:
        """Have the next requests to send meet these faults; `changed` are fields of the plan."""
        self.plan.told.extend(faults)
        for name, value in changed.items():
            setattr(self.plan, name, value)

    async def _handle(self, asked: Asked) -> Answer:
        if asked.path.startswith("/control/"):
            return self._control(asked)
        try:
            self.account.check(asked)
            self.book.note_haste()
            if asked.method == "POST" and asked.path in SENDS:
                return await self._send(asked, SENDS[asked.path])
            if asked.method == "GET" and asked.path.startswith("/v2/notifications"):
                return self._look_up(asked)
            return refusal(404, "NoResultFound", "No result found")
        except Wrong as wrong:
            return wrong.answer

    async def _send(self, asked: Asked, kind: str) -> Answer:
        said = asked.json()
        reference = str(said.get("reference", ""))
        if self.book.rest():
            return self._throttle(reference, self.book.rest())
        _check(said, kind)
        fault = self.plan.draw(reference, self.book.attempts[reference])
        self.book.note(reference, fault)
        if fault is Fault.TARDY:
            await asyncio.sleep(self.plan.slow)
        kept = self._keep(said, kind, reference, fault) if fault in KEPT else None
        return await self._answer(fault, kept, said)

    def _throttle(self, reference: str, rest: float) -> Answer:
        self.book.note(reference, Fault.THROTTLED)
        return refusal(
            429,
            "RateLimitError",
            "Exceeded rate limit for key type LIVE",
            Retry_After=str(math.ceil(rest)),
        )

    def _keep(self, said: Mapping[str, Any], kind: str, reference: str, fault: Fault) -> Kept:
        wait = self.plan.late if fault is Fault.LATE else self.plan.settles
        kept = Kept(
            kind,
            reference,
            said[ADDRESS[kind]],
            said.get("personalisation", {}),
            said["template_id"],
            ENDS.get(fault, "delivered"),
            settling(wait),
        )
        if self.callback is not None:
            self._begin(self._call_back(kept, wait, self.callback))
        return self.book.keep(kept)

    async def _answer(self, fault: Fault, kept: Kept | None, said: Mapping[str, Any]) -> Answer:
        if fault is Fault.SLOW:
            await asyncio.sleep(self.plan.slow)
        if fault in {Fault.HUNG, Fault.HUNG_KEPT}:
            await asyncio.sleep(self.plan.hung)
        if fault is Fault.THROTTLED:
            self.book.shut(math.ceil(self.plan.retry_after))
        answers = {
            Fault.DROPPED: Answer(cut=True),
            Fault.LOST: Answer(cut=True),
            Fault.HUNG: Answer(504),
            Fault.HUNG_KEPT: Answer(504),
            Fault.BROKEN: refusal(500, "Exception", "Internal server error"),
            Fault.BROKEN_KEPT: refusal(503, "Exception", "Service unavailable"),
            Fault.GARBLED: Answer(201, ["not", "what", "was", "expected"]),
            Fault.THROTTLED: refusal(
                429,
                "RateLimitError",
                "Exceeded rate limit",
                Retry_After=str(math.ceil(self.plan.retry_after)),
            ),
            Fault.DAY_LIMIT: refusal(429, "TooManyRequestsError", "Exceeded send limits (50) for today"),
            Fault.REFUSED: refusal(403, "AuthError", "Invalid token: API key not found"),
            Fault.MALFORMED: refusal(400, "BadRequestError", "Missing personalisation: body"),
            # Notify's own words quote what was sent.
            Fault.UNREACHABLE: refusal(
                400, "ValidationError", f"phone_number Not a UK number: {_address(said)}"
            ),
        }
        return answers[fault] if kept is None or fault in answers else Answer(201, _created(kept, self.url))

    def _look_up(self, asked: Asked) -> Answer:
        self.book.lookups += 1
        wanted = asked.path.removeprefix("/v2/notifications").strip("/")
        if not wanted:
            reference = asked.query.get("reference")
            found = self.book.kept if reference is None else self.book.by_reference.get(reference, [])
            listed = [_shown(kept) for kept in reversed(found[-MOST_LISTED:])]
            return Answer(200, {"notifications": listed, "links": {"current": f"{self.url}{asked.path}"}})
        _check_uuid("id", wanted)
        if wanted not in self.book.by_id:
            raise Wrong(404, "NoResultFound", "No result found")
        return Answer(200, _shown(self.book.by_id[wanted]))

    async def _call_back(self, kept: Kept, wait: float, callback: Callback) -> None:
        await asyncio.sleep(wait)
        heads = {"Authorization": f"Bearer {callback.token}"}
        post = partial(requests.post, callback.url, json=_receipt(kept), headers=heads, timeout=5)
        with contextlib.suppress(requests.RequestException):
            await asyncio.get_running_loop().run_in_executor(None, post)

    def _control(self, asked: Asked) -> Answer:
        name = asked.path.removeprefix("/control/")
        if asked.method == "POST":
            orders = {"plan": self._replan, "callback": self._redirect, "refuse": self._vanish}
            orders[name](asked.json())
            return Answer(204)
        records = {"summary": self.book.summary, "kept": self._kept, "asked": lambda: self.book.asked}
        return Answer(200, records[name]())

    def _replan(self, said: Mapping[str, Any]) -> None:
        self.plan = Plan.of({**self.plan.said(), **said})

    def _redirect(self, said: Mapping[str, Any]) -> None:
        self.callback = Callback(said["url"], said["token"])

    def _vanish(self, said: Mapping[str, Any]) -> None:
        self._begin(self.server.refuse(float(said["seconds"])))

    def _kept(self) -> list[dict[str, Any]]:
        return [{**_receipt(kept), "words": kept.words} for kept in self.book.kept]

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        # The loop itself holds its tasks only weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _check(said: Mapping[str, Any], kind: str) -> None:
    name = ADDRESS[kind]
    if name not in said:
        raise Wrong(400, "ValidationError", f"{name} is a required property")
    _check_uuid("template_id", str(said.get("template_id")))
    if kind == "email" and "@" not in said[name]:
        raise Wrong(400, "ValidationError", f"email_address {said[name]} is not an email address")
    if kind == "sms" and not _is_number(said[name]):
        raise Wrong(400, "ValidationError", f"phone_number {said[name]} has not enough digits")
    missing = [each for each in PLACEHOLDERS[kind] if each not in said.get("personalisation", {})]
    if missing:
        raise Wrong(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")


def _is_number(text: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, "GB"))
    except phonenumbers.NumberParseException:
        return False


def _check_uuid(name: str, text: str) -> None:
    try:
        UUID(text)
    except ValueError:
        raise Wrong(400, "ValidationError", f"{name} is not a valid UUID") from None


def _address(said: Mapping[str, Any]) -> str:
    return str(said.get("phone_number") or said.get("email_address"))


def _created(kept: Kept, url: str) -> dict[str, Any]:
    return {
        "id": kept.id,
        "reference": kept.reference,
        "content": {"body": kept.words.get("body", "")},
        "uri": f"{url}/v2/notifications/{kept.id}",
        "template": {"id": kept.template, "version": 1, "uri": f"{url}/v2/template/{kept.template}"},
        "scheduled_for": None,
    }


def _shown(kept: Kept) -> dict[str, Any]:
    return {
        **_receipt(kept),
        "type": kept.kind,
        "phone_number": kept.to if kept.kind == "sms" else None,
        "email_address": kept.to if kept.kind == "email" else None,
        "body": kept.words.get("body", ""),
        "subject": kept.words.get("subject"),
        "template": {"id": kept.template, "version": 1},
    }


def _receipt(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "reference": kept.reference,
        "to": kept.to,
        "status": kept.status,
        "created_at": kept.at.isoformat(),
        "completed_at": kept.settles_at.isoformat(),
        "sent_at": kept.at.isoformat(),
        "notification_type": kept.kind,
        "template_id": kept.template,
        "template_version": 1,
    }


@contextlib.contextmanager
def running(plan: Plan | None = None, callback: Callback | None = None) -> Iterator[Provider]:
    """Run a stand-in in a thread of this process."""
    provider = Provider(plan, callback)
    with serving(provider.server):
        yield provider
