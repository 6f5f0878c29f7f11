"""The same people at a browser: they search, refer, read and write through pages, well-formed and not.

How they come in is told in `doors`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from httpx2 import Response

from tests.api.visiting import Visitor
from tests.journeys.asking import Asker
from tests.journeys.canaries import found_in
from tests.journeys.kept import BODY, HEAD, Place
from tests.journeys.setting import Setting
from workflow import sessions
from workflow.details import FIELDS

ADDRESSES = re.compile(r'(?:href|src|action|formaction)="([^"]*)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
#: Pages that each role opens, `{}` being a case.
READ = {
    "officer": ("/refer", "/referrals", "/order-card", "/account"),
    "caseworker": ("/queue", "/tasks", *(f"/cases/{{}}{part}" for part in ("", "/people", "/contact", "/notices", "/history"))),
    "lead": ("/lead/sign-offs", "/lead/workload", "/lead/overdue", "/lead/stuck", "/lead/panel", "/cases/{}/people"),
    "solicitor": ("/firm/offers", "/firm/cases", "/firm/conflicts"),
    "auditor": ("/audit", "/audit/cases/{}", "/audit/cases/{}/history", "/audit/cases/{}/chronology"),
    "administrator": ("/admin/people", "/admin/forces", "/admin/firms", "/admin/delivery"),
}  # fmt: skip


class Browser(Visitor):
    """A browser whose answers are kept apart: heads, addresses and titles, and of what was only looked at the page too.

    What somebody has just typed is theirs to see again: the body of an answer to a form is left out.
    """

    def __init__(self, client: Any, who: str, said: list[Place], cookie: str | None = None) -> None:
        super().__init__(client)
        self.who, self.said, self.cookie = who, said, cookie

    def once(self, method: str, path: str, body: str | bytes = "", **headers: str) -> Response:
        answer = super().once(method, path, body, **headers)
        lines = [f"{name}: {value}" for name, value in answer.headers.items()]
        shown = [*TITLE.findall(answer.text), *ADDRESSES.findall(answer.text)]
        route = path.partition("?")[0] if not found_in(path.encode()) else "an address with a name"
        here = f"{method} {route} by {self.who}"
        self.said.append(Place(f"{HEAD} of {here}", "\n".join([*lines, *shown]).encode()))
        if method == "GET":
            self.said.append(Place(f"{BODY} of {here}", answer.content))
        assert answer.status_code < 500, here
        return answer


def works_at_pages(setting: Setting, asker: Asker) -> None:
    """A day at pages: everything that people type there is a canary."""
    with _browsers(setting, asker) as at:
        known = {item["reference"] for item in asker.get("lead", "/cases", limit=200).json()["items"]}
        _refers(at["officer"], asker)
        listed = asker.get("lead", "/cases", limit=200).json()["items"]
        (case,) = {item["reference"] for item in listed} - known
        _works(at["caseworker"], asker, case)
        _others(at, asker, case)
        for who, paths in READ.items():
            for path in paths:
                assert at[who].get(path.format(case)).status == 200, (who, path)
        _asks_wrongly(at, asker, case)


@contextmanager
def _browsers(setting: Setting, asker: Asker) -> Iterator[dict[str, Browser]]:
    now, at = datetime.now(UTC), {}
    with setting.opened() as db:
        for who in READ:
            token = sessions.begin(db, setting.people[who], device="Chrome on Linux", at=now)
            setting.secrets.add(token.encode())
            at[who] = Browser(asker.client, who, setting.said, token)
        yield at


def _refers(officer: Browser, asker: Asker) -> None:
    word, phone = asker.canaries.word, asker.canaries.phone
    needed = {
        "survivor.name": asker.canaries.named("a name on a page"),
        "survivor.phone": phone("a number on a page"),
        "survivor.email": f"{word('an address on a page')}@rowan.example",
        "safe_contact.safety": "safe",
        "safe_contact.channels": ["phone", "sms"],
        "risk.grade": "high",
        "consent.to_referral": "yes",
        "incident.summary": word("an account on a page"),
    }
    wrong = {"survivor.phone": word("no number"), "survivor.email": word("no address")}
    assert officer.get("/refer").submit("Check your answers", fields=needed | wrong).status == 422
    page = officer.get("/refer").submit("Check your answers", fields=needed)
    page = page.submit("Send the referral")
    assert page.path.startswith("/refer/sent/R-"), page.text


def _works(caseworker: Browser, asker: Asker, case: str) -> None:
    word, named, phone = asker.canaries.word, asker.canaries.named, asker.canaries.phone
    asker.do("caseworker", case, "take")
    hers = asker.canaries.referral()
    found = asker.post("caseworker", "/referrals", hers).json()["case"]
    for words in (hers["survivor"]["name"], hers["survivor"]["phone"], hers["survivor"]["email"]):
        assert found in caseworker.post("/search", {"words": words}).text
    for words in (named("a search"), phone("a search"), f"{word('a search')}@rowan.example", word("x") * 60):
        caseworker.post("/search", {"words": words})
    asked = [("field", field) for field in FIELDS]
    for because in (word("why it is opened"), "", word("too long a reason") * 60):
        page = caseworker.post(f"/cases/{case}/reveal", [*asked, ("purpose", "other"), ("because", because)])
        assert page.status == (200 if 0 < len(because) < 500 else 422)
    page = caseworker.get(f"/cases/{case}/events/add_note").submit(
        f"/cases/{case}/events/add_note", note=word("a note on a page")
    )
    assert page.status == 200, page.text
    caseworker.post(f"/cases/{case}/events/add_note", {"note": word("a note") * 1000})
    (task, *_) = asker.get("caseworker", f"/cases/{case}").json()["tasks"]
    caseworker.post(f"/tasks/{task['reference']}/done", {"note": word("a note of a task")})


def _others(at: dict[str, Browser], asker: Asker, case: str) -> None:
    word, named, phone = asker.canaries.word, asker.canaries.named, asker.canaries.phone
    card = {
        "protected": named("an order card"),
        "respondent": named("an order card"),
        "born-day": "1",
        "born-month": "2",
    }
    card |= {"born-year": "1903", "purpose": "other", "why": word("why an order is looked up")}
    assert at["officer"].post("/order-card", card).status == 200
    at["officer"].post("/order-card", {"reference": word("an order"), "purpose": word("a purpose")})
    glass = at["lead"].post(f"/cases/{case}/glass", {"reason": word("why the glass is broken")})
    assert glass.status == 200, glass.text
    gone = {"case": f"{case} 2", "to": asker_of(at), "reason": word("why it is given away")}
    at["lead"].post("/lead/reassign", gone)
    person = {"name": named("a conflict"), "phone": phone("a conflict"), "matter": "2026/1"}
    at["solicitor"].post("/firm/conflicts", person)
    at["solicitor"].post("/firm/conflicts", person | {"matter": named("no matter")})
    colleague = {"name": asker.canaries.named("a colleague's name"), "role": "auditor"}
    colleague["email"] = word("a colleague's e-mail") + "@rowan.example"
    assert at["administrator"].post("/admin/people/add", colleague).status == 200
    at["administrator"].post(
        "/admin/people/add", colleague | {"role": word("a role"), "email": word("an e-mail")}
    )


def asker_of(at: dict[str, Browser]) -> str:
    """Somebody who may be given a case, from the page that offers them."""
    offered = re.findall(r'value="(P-[0-9A-Z]{8})"', at["lead"].get("/lead/reassign").html)
    return str(offered[0])


def _asks_wrongly(at: dict[str, Browser], asker: Asker, case: str) -> None:
    """Names in every part of an address, and in headers."""
    for who, browser in at.items():
        name = quote(asker.canaries.named("an address"))
        query = urlencode(
            [
                (field, asker.canaries.named("a query"))
                for field in ("next", "done", "owner", "case", "who", "cursor", "field", "at")
            ]
        )
        for path in (
            *READ[who],
            "/sign-in",
            "/search",
            f"/{name}",
            f"/cases/{name}",
            f"/referrals/{name}/{name}",
        ):
            headers = {"referer": f"http://x/{name}", "user-agent": name}
            browser.once("GET", f"{path.format(case)}?{query}", **headers)
