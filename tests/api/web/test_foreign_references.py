"""References in fields and queries: what is not theirs to see answers as what is not there, word for word.

The walk (`tests/api/test_walk.py`) does the same for references in addresses.
"""

from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from tests.api.test_walk import CHANGING, MISSING, Walk
from tests.api.visiting import Visitor
from workflow import people


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
