"""The walk: every route, by every role and by nobody, to what is theirs, to what is another's, and to what is not there.

Who is let in is asked of `states.permissions` alone; whatever a page or the API does otherwise is found here.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api import v1
from api.web.route import PageRoute
from states.permissions import ENTERS, Place, Sight, sight
from states.vocabulary import Role
from tests.api.visiting import Visitor, multipart
from tests.api.world import FIRM, OTHER_FIRM, World
from workflow import people
from workflow.actors import Actor
from workflow.finding import load
from workflow.simulate.papers import pdf

# What it walks through is counted where it is tested by itself.
pytestmark = pytest.mark.no_cover

#: Where nobody has anything.
MISSING = "00000000"
#: Values of parameters that are no references, by the beginning of the address.
FILLED = {
    "/cases": {"event": "record_death", "document": "fl401", "section": "you"},
    "/orders": {"chart": "order", "event": "list_hearing"},
    "/offers": {"event": "withdraw"},
    "/notices": {"event": "cancel"},
    "/referrals": {"event": "add_incident"},
    "/audit": {"chart": "case", "seq": "1"},
    "/api/v1/cases": {"document": "c8"},
    "/api/v1/definitions": {"name": "case"},
    "/q": {"token": "nothing-behind-it"},
    "/admin/contacts": {"kind": "firm", "code": FIRM},
    "/lead/panel/firms": {"code": FIRM},
    "/admin/templates": {"name": "make_contact"},
    "/analysis": {"key": "contacted"},
    "/lead/dashboard": {"key": "contacted"},
    "/audit/dashboard": {"key": "contacted"},
    "/api/v1/forces": {"code": "cambridgeshire"},
}
#: What the reference in an address leads to; the longest beginning counts.
LEADS_TO = {
    "/cases": "case",
    "/orders": "order",
    "/offers": "offer",
    "/notices": "notice",
    "/referrals": "referral",
    "/refer": "referral",
    "/tasks": "task",
    "/audit/cases": "case",
    "/audit/notices": "notice",
    "/account/devices": "session",
    "/firm/conflicts": "conflict",
    "/admin/people": "person",
    "/absences": "absence",
    "/documents": "document",
    "/order-card/documents": "copy",
}
#: What programs send, so that what they ask is about the thing and not about its form.
BODIES: dict[str, Any] = {
    "/api/v1/cases/{reference}/approvals": {"event": "record_death", "version": 1},
    "/api/v1/cases/{reference}/pack": {"purpose": "to file it"},
    "/api/v1/cases/{reference}/pack/{document}": {"purpose": "to file it"},
    "/api/v1/cases/{reference}/reveal": {"fields": ["survivor.phone"], "purpose": "to call her"},
    "/api/v1/cases/{reference}/events": {"event": "add_note", "payload": {"note": "x"}},
    "/api/v1/cases/{reference}/offers": {"firm": FIRM},
    "/api/v1/offers/{reference}/events": {"event": "accept"},
    "/api/v1/orders/{reference}/events": {"event": "list_hearing", "payload": {"hearing_at": "2026-12-01"}},
    "/api/v1/notices/{reference}/events": {"event": "cancel", "payload": {}},
    "/api/v1/tasks/{reference}/hand": {"to": "P-00000000"},
    "/api/v1/documents/{reference}/content": {"purpose": "breach"},
    "/api/v1/documents/{reference}/void": {"reason": "twice"},
}
#: What brings a file: what it says beside, in the address or in its form.
UPLOADS = "/cases/{reference}/documents"
UPLOADED = {"kind": "letter"}
#: Pages that say the same of every reference.
BLIND = {
    "/tasks/{reference}/done",
    "/tasks/{reference}/hand",
    "/cases/{reference}/glass",
    "/order-card/documents/{reference}",
}
#: Pages that want something more than the reference, and find nothing without it.
ASKS_MORE = {"/cases/{reference}/words", "/cases/{reference}/written"}
#: What a page writes anew each time.
CHANGING = re.compile(r'name="_?key" value="[^"]*"')
#: Pages that fewer may open than may enter their place.
NARROWER = {"/referrals"}
#: Sights with which a thing is there for somebody who asks for it by its own reference.
THERE = {
    "referral": {Sight.STATUS, Sight.CASE},
    "case": {Sight.CASE, Sight.HISTORY},
    "order": {Sight.CASE},
    "offer": {Sight.CASE},
    "notice": {Sight.CASE, Sight.HISTORY},
    "task": {Sight.CASE},
    "document": {Sight.CASE, Sight.HISTORY},
}


class Asked(NamedTuple):
    """One route of pages or of the API."""

    method: str
    path: str
    place: Place | None

    def filled(self, reference: str) -> str:
        found = max((begins for begins in FILLED if self.path.startswith(begins)), key=len, default="")
        return self.path.format(reference=reference, **FILLED.get(found, {}))

    @property
    def kind(self) -> str | None:
        if "{reference}" not in self.path:
            return None
        path = self.path.removeprefix("/api/v1")
        return LEADS_TO[max((begins for begins in LEADS_TO if path.startswith(begins)), key=len)]


def routes(app: Any) -> Iterator[Asked]:
    """Every route of pages and of the API that asks who is there, from the application."""
    for route in app.state.pages:
        assert isinstance(route, PageRoute)
        for method in route.methods or ():
            yield Asked(method, route.path, route.place)
    for route in itertools.chain.from_iterable(router.routes for router in v1.ROUTERS):
        assert isinstance(route, APIRoute)
        if not route.path.startswith("/api/v1/receipts"):
            for method in route.methods or ():
                yield Asked(method, route.path, None)


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


class Walk:
    """Two cases with everything that hangs on them, and who looks at them."""

    def __init__(self, world: World, db: Any) -> None:
        self.world, self.db, self.at = world, db, world.clock()
        self.first = self._things(world, "officer", "caseworker", FIRM, "solicitor")
        self.second = self._things(world, "other_officer", "other_caseworker", OTHER_FIRM, "other_solicitor")
        world.move("other_lead", f"/cases/{self.second['case']}", "mark_sensitive", {"reason": "x"})
        # Nobody sees a case in which somebody close to them is a party, whatever their role.
        for who in ("lead", "auditor"):
            people.list_associates(db, self.actor(who).reference, [{"name": "Carla Hidden"}])
        self.actors = {name: self.actor(name) for name in world.tokens}

    def actor(self, name: str) -> Actor:
        found = people.authenticate(self.db, self.world.tokens[name], at=self.at)
        assert found is not None
        return found

    def _things(self, world: World, officer: str, owner: str, firm: str, solicitor: str) -> dict[str, str]:
        hidden = firm == OTHER_FIRM
        changed: dict[str, Any] = {"force": self.actor(officer).force}
        if hidden:
            changed["survivor"] = {
                "name": "Carla Hidden", "date_of_birth": "1991-01-01", "phone": "07700 900999", "language": "en",
                "interpreter": False,
            }  # fmt: skip
        referral = world.refer(officer, **changed)
        case = next(
            item["reference"]
            for item in world.get("lead", "/cases").json()["items"]
            if item["state"] == "received"
        )
        path = f"/cases/{case}"
        world.move(owner, path, "take")
        contact = {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}
        world.move(owner, path, "make_contact", contact)
        consent = {
            "privacy_notice_given": True,
            "has_capacity": True,
            "scope": ["instruct_firm", "tell_force", "survey"],
        }
        world.move(owner, path, "give_consent", consent)
        (offer,) = world.post(owner, f"{path}/offers", {"firm": firm}).json()["created"]
        world.move(solicitor, f"/offers/{offer}", "accept")
        order = {"type": "non_molestation", "court": "Cambridge", "applied_on": "2026-11-23"}
        payload = {"orders": [order], "confidential_address_protected": True}
        (order_of,) = world.move(solicitor, path, "seek_order", payload)["created"]
        notice = world.get(owner, f"{path}/notices").json()["items"][0]["reference"]
        with self.db.reading() as tx:
            (task,) = tx.connection.exec_driver_sql(
                "SELECT t.reference FROM tasks t JOIN cases c ON c.id = t.case_id "
                f"WHERE c.reference = '{case}' LIMIT 1"
            ).first() or ("",)
        return {
            "referral": referral,
            "case": case,
            "offer": offer,
            "order": order_of,
            "notice": notice,
            "task": task,
            "document": world.keep(solicitor, case, "letter"),
        }

    def seen(self, who: str, things: dict[str, str]) -> Sight:
        """How much somebody sees of a case, as the policy says."""
        with self.db.reading() as tx:
            facts = load(tx, things["case"]).position.facts
        conflict = things is self.second and who in ("lead", "auditor")
        return sight(self.actors[who], facts, conflict=conflict, at=self.at)

    def is_there(self, who: str, kind: str, things: dict[str, str]) -> bool:
        """Say whether a thing of that kind is there for somebody."""
        role = self.actors[who].role
        if role is Role.OFFICER and kind != "referral":
            return False
        if role is Role.AUDITOR and kind == "document":
            return False
        if role is Role.SOLICITOR and kind in ("notice", "referral", "task"):
            return False
        return self.seen(who, things) in THERE[kind]


class Walker:
    """Somebody who walks: with a browser over the pages, with a token over the API."""

    def __init__(self, walk: Walk, client: TestClient, who: str | None) -> None:
        self.walk, self.client, self.who = walk, client, who
        self.browser = Visitor(client, None if who is None else walk.world.tokens[who])

    def ask(self, asked: Asked, reference: str = "") -> Any:
        path = asked.filled(reference)
        if asked.place is not None:
            browser = Visitor(self.client)
            # Signing out, which is on the way, ends nothing for the next step.
            browser.cookie = self.browser.cookie
            if self.who is not None and (asked.method, asked.path) == ("POST", UPLOADS):
                upload, kind = multipart(UPLOADED, ("a.pdf", "application/pdf", pdf("A letter.")))
                return browser.once("POST", path, upload, **{"content-type": kind})
            return browser.once(asked.method, path)
        headers = {} if self.who is None else {"Authorization": f"Bearer {self.walk.world.tokens[self.who]}"}
        if (asked.method, asked.path) == ("POST", f"/api/v1{UPLOADS}"):
            headers["Content-Type"] = "application/pdf"
            return self.client.post(path, params=UPLOADED, content=pdf("A letter."), headers=headers)
        body = None if asked.method == "GET" else BODIES.get(asked.path, {})
        return self.client.request(asked.method, path, json=body, headers=headers)


@pytest.fixture
def walk(world: World, db: Any) -> Walk:
    return Walk(world, db)


@pytest.mark.no_cover  # Each page has tests of its own that count its lines.
def test_every_route_by_everybody_to_everything(walk, client, app):
    everything = sorted(routes(app), key=lambda asked: asked.path == "/sign-out")
    walked, faults = 0, []
    for who in (None, *walk.actors):
        walker = Walker(walk, client, who)
        for asked in everything:
            try:
                walked += _walks(walk, walker, asked)
            except AssertionError as fault:
                faults.append(str(fault)[:600])
    assert not faults, "\n".join(faults)
    print(f"{len(everything)} routes, {len(walk.actors) + 1} visitors, {walked} combinations")
    assert walked > 2000


def _walks(walk: Walk, walker: Walker, asked: Asked) -> int:
    """Ask one route for everything that there is; return how many combinations were asked."""
    here = f"{asked.method} {asked.path} by {walker.who}"
    if asked.place is Place.SURVEY:
        # Whoever is signed in is a stranger there too.
        answer = walker.ask(asked)
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False), here
        return 1
    if walker.who is None:
        _is_nobody(walker.ask(asked, f"C-{MISSING}"), asked, here)
        return 1
    if asked.place is not None and walk.actors[walker.who].role not in ENTERS[asked.place]:
        for things in (walk.first, {}):
            answer = walker.ask(asked, things.get(asked.kind or "", f"C-{MISSING}"))
            assert answer.status_code == 403, (here, answer.status_code)
        return 2
    if asked.kind is None:
        answer = walker.ask(asked)
        assert answer.status_code < 500, (here, answer.text)
        assert asked.place is None or answer.status_code != 403 or asked.path in NARROWER, here
        return 1
    return _asks_of_things(walk, walker, asked, here)


def _is_nobody(answer: Any, asked: Asked, here: str) -> None:
    """Without signing in, only what anybody may enter answers."""
    if asked.place is Place.ANYONE:
        assert answer.status_code in (200, 303, 404, 422), here
    elif asked.place is None:
        assert answer.status_code == 401, here
    else:
        assert (answer.status_code, answer.headers["location"][:13]) == (303, "/sign-in?next"), here


def _asks_of_things(walk: Walk, walker: Walker, asked: Asked, here: str) -> int:
    kind = asked.kind
    assert kind is not None
    letter = next(iter(walk.first.get(kind) or LETTERS[kind]))
    none = f"{letter}-{MISSING}"
    missing = walker.ask(asked, none)
    if missing.status_code == 303 and none in missing.headers["location"]:
        # Leads on without looking: who may see it, the page that it leads to says.
        assert missing.headers["location"].startswith(asked.filled(none).rpartition("/")[0]), here
        return 1
    # Some say that a thing is not for a role, or ask for more, without looking at it: of everything alike.
    blind = missing.status_code != 404
    assert not blind or asked.place is None or asked.path in BLIND, (here, missing.status_code)
    for things in (walk.second, walk.first):
        if kind not in THERE:
            continue
        answer = walker.ask(asked, things[kind])
        said = CHANGING.sub("", answer.text.replace(things[kind], none))
        assert answer.status_code < 500, (here, said[-500:])
        same = (answer.status_code, said) == (missing.status_code, CHANGING.sub("", missing.text))
        seen = walk.seen(walker.who or "", things)
        if blind or seen is Sight.NOTHING:
            assert same, (here, things[kind], answer.status_code, seen)
            assert sorted(answer.headers.items()) == sorted(missing.headers.items()), here
        elif walk.is_there(walker.who or "", kind, things) and asked.path not in ASKS_MORE:
            assert not same, (here, things[kind], seen)
    return 3 if kind in THERE else 1


#: What stands at the beginning of references of things that hang on no case.
LETTERS = {"session": "S", "conflict": "K", "person": "P", "absence": "L", "copy": "D"}
