"""References in fields, queries and pages: what is not theirs to see answers as what is not there, word for word.

No page names it either, however it came about. The walk (`tests/api/test_walk.py`) does the same for references in addresses.
"""

from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from states.permissions import Sight
from tests.api.test_walk import CHANGING, MISSING, Walk
from tests.api.visiting import Visitor
from tests.api.web.crawling import Crawl
from workflow import people, timers

# What it walks through is counted where it is tested by itself.
pytestmark = pytest.mark.no_cover


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


class Asked(NamedTuple):
    """One request that names a thing elsewhere than in its address. `{case}` is a case that its asker works on."""

    who: str
    method: str
    path: str
    kind: str
    #: Each field; `{}` is the reference.
    fields: dict[str, str]


BREACH = {"occurred_at": "2026-11-23T09:00:00Z"}
HIDDEN = {
    "name": "Carla Hidden",
    "date_of_birth": "1991-01-01",
    "phone": "07700 900999",
    "language": "en",
    "interpreter": False,
}
WHY = {"to": "P-00000000", "reason": "She moved", "_key": "one"}
EVERY = ("case", "referral", "order", "offer", "notice", "task")
ASKED = [
    *(Asked(who, "POST", "/search", kind, {"words": "{}"})
      for who in ("officer", "caseworker", "lead", "solicitor", "auditor") for kind in EVERY),
    *(Asked("auditor", "GET", "/audit", kind, {"case": "{}"}) for kind in EVERY),
    *(Asked("auditor", "GET", "/audit", "case", {"case": "{}", "kind": kind}) for kind in ("refused", "readings")),
    Asked("lead", "POST", "/lead/reassign", "case", {"case": "{} 3", **WHY}),
    *(Asked("lead", "POST", "/lead/stuck", "notice", {"notice": "{}", "event": event, "_key": "two"})
      for event in ("release", "retry", "cancel")),
    *(Asked(who, "POST", "/cases/{case}/words", "notice", {"notice": "{}"}) for who in ("caseworker", "lead")),
    Asked("lead", "POST", "/cases/{case}/events/mark_duplicate", "case", {"case": "{}", "_version": "{version}", "_do": "sure"}),
    Asked("officer", "POST", "/order-card", "order", {"reference": "{}", "purpose": "breach", "why": "At the door"}),
]  # fmt: skip


@pytest.mark.no_cover  # Each page has tests of its own that count its lines.
def test_a_hidden_thing_in_a_field_is_as_none(walk, client):
    faults = []
    for asked in ASKED:
        hidden = walk.second[asked.kind]
        none = f"{hidden[0]}-{MISSING}"
        said = [_answer(walk, client, asked, reference).replace(hidden, none) for reference in (hidden, none)]
        if said[0] != said[1]:
            faults.append(f"{asked}: {said[0][:200]} | {said[1][:200]}")
        if asked.who != "officer" and asked.path == "/search" and asked.kind != "task":
            shown = _answer(walk, client, asked, walk.first[asked.kind])
            assert asked.who == "solicitor" or shown != said[1], asked
    assert not faults, "\n".join(faults)
    assert len(ASKED) > 40


@pytest.fixture
def walk(world, db, clock) -> Walk:
    made = Walk(world, db)
    # From an officer a conflict of interest hides even an order in force.
    people.list_associates(db, made.actor("officer").reference, [{"name": "Carla Hidden"}])
    made.actors = {name: made.actor(name) for name in world.tokens}
    return made


def _answer(walk: Walk, client: Any, asked: Asked, reference: str) -> str:
    """What is answered, without what is written anew each time."""
    version = str(walk.world.get("lead", f"/cases/{walk.first['case']}").json()["version"])
    fields = {
        name: value.replace("{}", reference).replace("{version}", version)
        for name, value in asked.fields.items()
    }
    path, browser = asked.path.format(case=walk.first["case"]), Visitor(client, walk.world.tokens[asked.who])
    sent = urlencode(fields)
    answer = (
        browser.once("GET", f"{path}?{sent}") if asked.method == "GET" else browser.once("POST", path, sent)
    )
    assert answer.status_code < 500, asked
    return f"{answer.status_code} {answer.headers.get('location')}\n{CHANGING.sub('', answer.text)}"


@pytest.mark.no_cover
def test_no_page_names_what_its_reader_may_not_know_of(walk, client, world):
    _stir(walk, client, world)
    faults, pages = [], 0
    for who in world.tokens:
        hidden = [things for things in (walk.first, walk.second) if walk.seen(who, things) is Sight.NOTHING]
        if not hidden:
            continue
        crawl = Crawl(Others(client, world.tokens), who)  # type: ignore[arg-type]
        for seen in crawl.seen():
            pages += 1
            told = {name for things in hidden for name in things.values() if name in seen.page.html}
            faults += [f"{seen.path} tells {who} of {sorted(told)}"] if told else []
    assert not faults, "\n".join(faults)
    assert pages > 150
    print(f"{pages} pages")


class Others:
    """The people of the walk, for a crawl."""

    def __init__(self, client: Any, tokens: dict[str, str]) -> None:
        self.client, self._tokens = client, tokens

    def visitor(self, who: str) -> Visitor:
        return Visitor(self.client, self._tokens[who])


def _stir(walk: Walk, client: Any, world: Any) -> None:
    """Have both cases named wherever one may be: asked for in vain, late, in doubt, to be approved, compared."""
    for who in ("lead", "caseworker", "other_caseworker", "solicitor", "officer", "auditor"):
        browser = Visitor(client, world.tokens[who])
        for things in (walk.first, walk.second):
            for name in things.values():
                browser.once("POST", "/search", urlencode({"words": name}))
            browser.once("GET", f"/cases/{things['case']}")
            browser.once("GET", f"/referrals/{things['referral']}")
    for who, things in (("caseworker", walk.first), ("other_caseworker", walk.second)):
        # Of the lead whom nothing ties to anybody: the other one is to answer.
        browser = Visitor(client, world.tokens["other_lead"])
        case = things["case"]
        version = world.get(who, f"/cases/{case}").json()["version"]
        asked = {"_do": "ask", "ask": "see_notes", "_version": str(version), "_key": f"ask {case}"}
        assert browser.once("POST", f"/cases/{case}/approve/record_death", urlencode(asked)).status_code < 400
        world.move(who, f"/cases/{case}", "report_breach", BREACH)
    # The same two people once more: who may see one case is asked to compare it with the other.
    world.case(survivor=HIDDEN)
    world.clock.on(days=9)
    timers.sweep(walk.db, world.clock(), 1000)
