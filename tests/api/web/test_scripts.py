"""Script in every text of every form and in every part of every address: always words, never run, never reckoned.

The forms of events have tests of their own (`event_forms`); here is whatever else is typed, and what others then see.
"""

import html
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from states.permissions import Place
from states.vocabulary import Role
from tests.api.visiting import Page
from tests.api.web.crawling import Crawl, Demonstration, Looker, Seen, Sheet
from tests.browser.finding import BESIDE
from tests.journeys.canaries import Canaries
from workflow import people
from workflow.actors import Actor
from workflow.command import Command
from workflow.commands import perform
from workflow.details import FIELDS
from workflow.intake import take_referral

# What it walks through is counted where it is tested by itself.
pytestmark = pytest.mark.no_cover

#: What would run in a text, in an attribute or in a template; the marks tell whether anything was reckoned.
MARK = "qzq"
SCRIPT = (
    f'"><script>alert(1)</script>{MARK}{{{{7*7}}}}{MARK}</textarea></title></option><svg onload=alert(1)>'
    f"' onfocus=alert(1) x='${{7*7}}"
)
#: What would run, or lead away, as an address.
ADDRESS, FOREIGN = "javascript:alert(1)//", "//evil.example/x"
TEXTS = frozenset({"text", "search", "email", "tel", "password", "url", "number", "date", "textarea"})
#: Names that pages look for in an address without declaring them.
LOOKED_FOR = {
    "done",
    "next",
    "kept",
    "why",
    "owner",
    "field",
    "channel",
    "result",
    "who",
    "role",
    "kind",
    "order",
    "event",
}
LOOKED_FOR |= {"case", "since", "until", "view", "state", "force", "urgent", "overdue", "v"}
#: Pages that do.
LOOKS = {
    "/sign-in",
    "/enter",
    "/queue",
    "/audit",
    "/lead/reassign",
    "/lead/stuck",
    "/cases/{reference}/reveal",
}
LOOKS |= {"/cases/{reference}/events/{event}", "/cases/{reference}/documents"}
#: Names of fields of the steps that stand behind a right password or code.
BEHIND = ("ticket", "code", "login", "password", "again", "current", "next", "kept")
#: What no calendar and no counter takes.
ODD = (
    ADDRESS,
    "9999-12-31",
    "0001-01-01",
    "9999-12-31T23:59:59-14:00",
    "-1",
    "9" * 40,
    "%00",
    "\ud7ff",
    "[]",
)


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


class Scripted(Canaries):
    """Canaries that would run."""

    def word(self, place: str) -> str:
        return SCRIPT

    named = word


@pytest.fixture
def planted(scanned: Demonstration, db: Any, clock: Any) -> Demonstration:
    """A demonstration in which whatever people write is script: names of colleagues and firms, and a whole referral."""
    at, force = clock(), "cambridgeshire"
    people.add_firm(db, "script", SCRIPT)
    for role in Role.OFFICER, Role.CASEWORKER:
        scanned.people[role.value] = people.add_person(
            db, name=SCRIPT, role=role, force=force if role is Role.OFFICER else None, at=at
        )
    officer, caseworker = (_actor(db, scanned.people[role], at) for role in ("officer", "caseworker"))
    canaries = Scripted()
    taken = take_referral(db, canaries.referral(force=force), actor=officer, key="script", at=at)
    with db.reading() as tx:
        rows = tx.connection.exec_driver_sql("SELECT reference FROM cases ORDER BY id DESC LIMIT 1")
        scanned.case = rows.scalar_one()
    scanned.referral = taken.reference
    said: dict[str, dict[str, Any]] = {
        "take": {},
        "request_information": {"questions": [SCRIPT]},
        "add_note": {"note": SCRIPT, "hand_over": True},
    }
    for event, payload in said.items():
        perform(db, Command(scanned.case, event, payload), actor=caseworker, at=at)
    return scanned


def _actor(db: Any, person: str, at: Any) -> Actor:
    found = people.authenticate(db, people.issue_token(db, person, at=at), at=at)
    assert found is not None
    return found


def faults_of(page: Page) -> Iterator[str]:
    """Say what of a page would run, was reckoned, or leads away."""
    yield from Looker(page.html).faults
    if page.status >= 500:
        yield f"a fault of ours: {page.status}"
    if "<script>alert" in page.html or "<svg onload" in page.html:
        yield "not escaped"
    if f"{MARK}49" in page.html:
        yield "reckoned"


def filled(sheet: Sheet, payload: str, *, everything: bool) -> list[tuple[str, str]]:
    """Fill a form: each text with the payload and the rest as it stands, or all of it with the payload."""
    chosen: dict[str, str] = {}
    sent: list[tuple[str, str]] = []
    for control in sheet.controls:
        if everything or control.kind in TEXTS:
            sent.append((control.name, payload))
        elif control.kind in ("radio", "checkbox", "option"):
            chosen.setdefault(control.name, control.value)
        else:
            sent.append((control.name, control.value))
    pressed = [(name, value) for name, value in sheet.buttons[:1] if name]
    return [*sent, *chosen.items(), *pressed]


@pytest.mark.no_cover  # Each page has tests of its own that count its lines.
def test_script_in_every_form_is_words_to_everybody_who_reads_it(planted):
    found = list(_forms(planted))
    faults = [fault for one in found for fault in _sent(planted, *one)]
    faults += [fault for path in _steps(planted) for fault in _guessed(planted, path)]
    shown = set()
    for role in planted.roles:
        for seen in Crawl(planted, role).seen(*BESIDE.get(role, ()), enough=1):
            faults += [f"{seen.name} by {role}: {fault}" for fault in faults_of(seen.page)]
            shown |= {seen.name} if SCRIPT in html.unescape(seen.page.html) else set()
    for seen_by, page in _opened(planted):
        faults += [f"{seen_by}: {fault}" for fault in faults_of(page)]
        assert SCRIPT in html.unescape(page.html), seen_by
    assert not faults, "\n".join(sorted(set(faults)))
    fields = sum(control.kind in TEXTS for _, sheet in found for control in sheet.controls)
    print(f"{len(found)} forms with {fields} text fields, three times each; shown on {len(shown)} pages")
    assert len(found) > 20
    assert shown >= {"/account", "/admin/people", "/admin/firms", "/lead/panel", "/queue", "/lead/workload"}


def _sent(planted: Demonstration, seen: Seen, sheet: Sheet) -> Iterator[str]:
    """Send one form: with script in its texts, with script in all of it, and with an address elsewhere in all of it."""
    for payload, everything in ((SCRIPT, False), (SCRIPT, True), (FOREIGN, True)):
        path, fields = sheet.action or seen.path, filled(sheet, payload, everything=everything)
        page = planted.visitor(seen.role).post(path, fields)
        yield from (f"{path} on {seen.name} by {seen.role or 'nobody'}: {fault}" for fault in faults_of(page))


def _guessed(planted: Demonstration, path: str) -> Iterator[str]:
    for payload in (SCRIPT, FOREIGN):
        page = planted.visitor("lead").post(path, [(name, payload) for name in BEHIND])
        yield from (f"{path}: {fault}" for fault in faults_of(page))


def _forms(planted: Demonstration) -> Iterator[tuple[Seen, Sheet]]:
    """Every form with a text to fill but those of events, once for each role that it is offered to."""
    met = set()
    for role in planted.roles:
        crawl = Crawl(planted, role)
        for seen in crawl.seen(*BESIDE.get(role, ()), enough=1):
            for sheet in seen.look.sheets:
                route, _ = crawl.route_of(sheet.action or seen.path, "POST")
                name = (role, route, *sorted({control.name for control in sheet.controls}))
                texts = any(control.kind in TEXTS for control in sheet.controls)
                if sheet.method == "post" and texts and name not in met and not route.endswith("{event}"):
                    met.add(name)
                    yield seen, sheet


def _steps(planted: Demonstration) -> Iterator[str]:
    """The addresses of everybody's own forms, of which some are reached only by a right password or code."""
    app: Any = planted.client.app
    for route in app.state.pages:
        if "POST" in route.methods and route.place in (Place.ANYONE, Place.ACCOUNT) and "{" not in route.path:
            yield route.path


def _opened(planted: Demonstration) -> Iterator[tuple[str, Page]]:
    """What is shown only to who asks for it by a form: all of a case, and the questions about it."""
    asked = [("field", field) for field in FIELDS] + [("purpose", "other"), ("because", SCRIPT)]
    yield "reveal", planted.visitor("caseworker").post(f"/cases/{planted.case}/reveal", asked)
    yield "questions", planted.visitor("officer").post(f"/referrals/{planted.referral}/questions")
    worker = planted.visitor("caseworker")
    written = [
        form
        for form in worker.get(f"/cases/{planted.case}/history").forms
        if form.action.endswith("/written")
    ]
    assert written
    yield from (("what was written", worker.post(form.action, form.fields)) for form in written)
    yield "search", planted.visitor("caseworker").post("/search", [("words", SCRIPT)])


@pytest.mark.whole
@pytest.mark.no_cover
def test_script_in_every_part_of_an_address_is_nothing(scanned):
    app: Any = scanned.client.app
    declared = {param.name for route in app.state.pages for param in route.dependant.query_params}
    names = sorted(declared | LOOKED_FOR)
    faults, met, asked = [], set(), 0
    for role in scanned.roles:
        crawl = Crawl(scanned, role)
        for seen in crawl.seen(*BESIDE.get(role, ()), enough=1):
            route, _ = crawl.route_of(seen.page.path)
            if route in met:
                continue
            met.add(route)
            asks = route in LOOKS or any(
                one.path == route and one.dependant.query_params for one in app.state.pages
            )
            for address, referer in _turned(urlsplit(seen.page.path).path, names, odd=ODD if asks else ()):
                answer = crawl.browser.once("GET", address, referer=referer)
                faults += [f"{address[:99]} by {role}: {fault}" for fault in _answered(answer)]
                # Who could have words of theirs packed beside others' could guess those by the length of the answer.
                if role and MARK in answer.text:
                    faults.append(f"{address[:99]} by {role}: it repeats what the address says")
                asked += 1
    assert not faults, "\n".join(faults)
    print(f"{asked} addresses of {len(met)} pages, with {len(names)} names of parameters")
    assert len(met) > 60


def _turned(path: str, names: list[str], *, odd: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield an address with each payload as every parameter and as where one came from, and in each of its parts."""
    for value in (SCRIPT, FOREIGN, *odd):
        query = urlencode([(name, value) for name in names])
        yield f"{path}?{query}", f"http://x/{quote(value)}"
    parts = path.split("/")
    for place in range(1, len(parts)):
        yield "/".join([*parts[:place], quote(SCRIPT, safe=""), *parts[place + 1 :]]), ADDRESS


def _answered(answer: Any) -> Iterator[str]:
    where = answer.headers.get("location", "/")
    if not where.startswith("/") or where.startswith(("//", "/\\")):
        yield f"leads to {where!r}"
    yield from faults_of(Page(None, answer, ""))  # type: ignore[arg-type]
