"""An auditor follows every step of a life through the pages, finds what they look for, and changes nothing."""

import re
from typing import Any

import pytest
from fastapi.routing import APIRoute

from api.web.audit import search
from api.web.audit.telling import shown
from api.web.words.audit import plain
from states.definitions import CURRENT, DEFINITIONS
from states.vocabulary import Chart
from tests.api.visiting import Page, Visitor
from tests.api.world import World, referral
from tests.states.second_version import SECOND, second_version
from workflow import people
from workflow.queries import chains
from workflow.trail import ACCESS, Recorded, entries

#: What leads to a person, or tells of one. None of it may stand on a page of an auditor.
CANARIES = (
    "Canary Survivor",
    "07700 900941",
    "7700900941",
    "Canary Summary",
    "Canary Respondent",
    "canary purpose",
)


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def auditor(client, tokens) -> Visitor:
    return Visitor(client, tokens["auditor"])


def canary() -> dict[str, Any]:
    sent = referral()
    sent["survivor"] |= {"name": CANARIES[0], "phone": CANARIES[1]}
    sent["respondent"]["name"] = CANARIES[4]
    sent["incident"]["summary"] = CANARIES[3]
    return {name: sent[name] for name in ("survivor", "respondent", "incident")}


@pytest.fixture
def life(world: World) -> str:
    """A case before the court, in which something was refused and something opened."""
    case, order = world.sought(**canary())
    world.clock.on(minutes=10)
    assert (
        world.post("caseworker", f"/cases/{case}/events", {"event": "take", "payload": {}}).status_code == 409
    )
    opened = {"fields": ["survivor.name"], "purpose": CANARIES[5]}
    assert world.post("caseworker", f"/cases/{case}/reveal", opened).status_code == 200
    made = {"made_on": "2026-11-23", "expires_on": "2027-11-23"}
    world.move("solicitor", f"/orders/{order}", "make_order", made)
    return case


def access(db) -> list[tuple[str, str, str | None]]:
    """What the access stream holds: event, what, and of what."""
    with db.reading() as tx:
        return [
            (one.entry.event, one.entry.body["what"], one.entry.subject)
            for one in entries(tx, ACCESS, most=500)
        ]


def trail(db, case: str) -> list[Recorded]:
    with db.reading() as tx:
        number = tx.connection.exec_driver_sql(f"SELECT id FROM cases WHERE reference = '{case}'").scalar()
        return entries(tx, f"case:{number}", most=500)


def whole_history(auditor: Visitor, case: str) -> list[Page]:
    pages = [auditor.get(f"/audit/cases/{case}/history")]
    while "Next page" in pages[-1].links:
        pages.append(pages[-1].follow("Next page"))
    return pages


def test_every_entry_of_a_life_is_told_and_can_be_opened(auditor, life, db, monkeypatch):
    monkeypatch.setattr("api.web.audit.cases.ROWS", 6)
    # Messages go out meanwhile, so that there may be more by now.
    written, pages = trail(db, life), whole_history(auditor, life)
    told = [int(seq) for page in pages for seq in re.findall(r'id="entry-(\d+)"', page.html)]
    assert told[: len(written)] == [one.seq for one in written]
    assert told == sorted(set(told))
    for one in written:
        page = auditor.get(f"/audit/cases/{life}/entries/{one.seq}")
        assert page.status == 200
        assert one.hash.hex() in page.html
        assert one.entry.actor in page.text or one.entry.actor == one.entry.role
        then = auditor.get(f"/audit/cases/{life}/at?entry={one.seq}")
        assert f"After entry {one.seq} of " in then.text


def test_what_changed_is_told_before_and_after_with_the_messages_it_caused(auditor, life):
    text = " ".join(page.text for page in whole_history(auditor, life))
    for said in (
        "Consent: scope",
        "Order sought",
        "Applied",
        "Exact words of",
        "Clock: preparation",
        "2026-11-23T10:10:00Z",
    ):
        assert said in text, said


def test_a_refusal_shows_each_condition_and_what_it_looked_at(auditor, life, db):
    (refused,) = (one.seq for one in trail(db, life) if "refused" in one.entry.body)
    page = auditor.get(f"/audit/cases/{life}/entries/{refused}")
    assert "it is not waiting in a queue of theirs" in page.text
    assert "Failed" in page.text
    assert "Fact, owner: P-" in page.text
    took = next(one.seq for one in trail(db, life) if one.entry.event == "take")
    taken = auditor.get(f"/audit/cases/{life}/entries/{took}")
    assert "Passed" in taken.text
    assert "Fact, owner: none" in taken.text


def test_nothing_that_is_sealed_is_on_any_page_of_a_case(auditor, life, db):
    paths = [f"/audit/cases/{life}{part}" for part in ("", "/history", "/at", "/path", "/chronology")]
    paths += [f"/audit/cases/{life}/entries/{one.seq}" for one in trail(db, life)]
    paths += ["/audit", f"/audit?case={life}", "/audit/chain", "/audit/chain/check"]
    for path in paths:
        page = auditor.get(path)
        assert page.status == 200, path
        assert not [word for word in CANARIES if word in page.html], path
        assert 'style="' not in page.html
        assert page.html.count("<h1") == 1, path
    text = " ".join(page.text for page in whole_history(auditor, life))
    assert "Sealed, and not shown here: purpose" in text


def test_the_case_is_shown_at_a_moment_of_the_london_clock(auditor, life):
    page = auditor.get(f"/audit/cases/{life}/at?at=2026-11-23T10:00")
    assert "Order sought" in page.text
    for typed in ("2020-01-01T00:00", "never"):
        page = auditor.get(f"/audit/cases/{life}/at?at={typed}")
        assert page.status == 422
        assert "There is a problem" in page.text
    assert auditor.get(f"/audit/cases/{life}/at?entry=99").status == 422
    assert auditor.get(f"/audit/cases/{life}/entries/99").status == 422


def test_the_path_is_drawn_into_the_chart_and_told_in_words(auditor, life):
    page = auditor.get(f"/audit/cases/{life}/path")
    assert re.search(r'class="edge taken">\s*<title>contacted&#45;&gt;consented', page.html)
    assert not re.search(r'class="edge taken">\s*<title>contacted&#45;&gt;outcome', page.html)
    assert "She was reached, caseworker" in page.text


def test_a_case_at_a_glance_says_that_its_trail_is_whole(auditor, life, db):
    page = auditor.get(f"/audit/cases/{life}")
    assert "Whole" in page.text
    assert "exactly what its entries give" in page.text
    found = page.follow("Show refused")
    assert "it is not waiting in a queue of theirs" in found.text


def test_no_word_of_the_code_stands_where_there_are_words_of_people(auditor, life):
    text = auditor.get(f"/audit/cases/{life}").text
    for said in (
        r"Owner [^,]+, caseworker P-\w{8} ",
        "Queue Cambridgeshire Constabulary Force Cambridgeshire Constabulary",
        "Firm Hart and Co",
        "Grade Medium",
    ):
        assert re.search(said, text), said
    offered = auditor.get("/audit").html.partition('<select class="govuk-select" id="event"')[2]
    events = dict(re.findall(r'<option value="([a-z_]+)"[^>]*>([^<]*)<', offered.partition("</select>")[0]))
    assert events["take"] == "The case was taken"
    assert events["accept"] == "A firm accepted, or: a provider took a message"
    assert not [event for event, words in events.items() if words == plain(event)]
    assert any("The case was taken" in words for words in auditor.get("/audit?event=take").links)


def test_a_broken_chain_is_said_loudly(auditor, life, db, monkeypatch):
    monkeypatch.setattr("workflow.trail_check.chained", lambda *_: bytes(32))
    page = auditor.get(f"/audit/cases/{life}")
    assert "Not whole" in page.text
    assert "Entry 1 is not what was written" in page.text
    checked = auditor.get("/audit/chain/check")
    assert f"{life} : entry 1 is not what was written" in checked.text


def test_the_chronology_names_nobody(auditor, life, tokens, db):
    page = auditor.get(f"/audit/cases/{life}/chronology")
    _, body = page.text.split("Entries", 1)
    assert f"Case {life}, printed 23 November 2026 at 10:10am" in body
    assert not re.search(r"\b(caseworker|lead|solicitor|officer), P-", body)
    assert "Caseworker P-" in body
    assert "A message went out" not in body
    whole = auditor.get(f"/audit/cases/{life}/chronology?deliveries=yes")
    assert whole.text.count("A message went out") > 1


def test_the_exact_words_of_a_message_are_shown_and_that_is_on_the_trail(auditor, life, db):
    page = whole_history(auditor, life)[0]
    href = next(href for words, href in page.links.items() if words.startswith("Exact words"))
    said = auditor.get(href)
    assert said.status == 200
    assert ("read", "words", href.rpartition("/")[2]) in access(db)


def test_entries_are_found_by_what_who_role_case_and_day(auditor, life, tokens, db):
    page = auditor.get("/audit?kind=refused")
    assert page.html.count("<tr") == 2
    assert "Attempts that were refused" in page.text
    who = next(one.entry.actor for one in trail(db, life) if one.entry.event == "take")
    for query in (
        f"who={who}",
        "role=caseworker",
        f"case={life}",
        "event=take",
        "since=2026-11-23&until=2026-11-23",
    ):
        assert "Take this case" in auditor.get(f"/audit?{query}").text, query
    assert "No entry says that" in auditor.get("/audit?since=2030-01-01").text
    # The calendar has a first day and a last one.
    assert "Take this case" in auditor.get("/audit?kind=refused&since=0001-01-01&until=9999-12-31").text
    sent = auditor.get("/audit").submit("Find entries", kind="reveals")
    assert "Sealed details were opened" in sent.text


def test_pages_of_entries_follow_each_other(auditor, life, monkeypatch):
    monkeypatch.setattr(search, "ROWS", 5)
    page = auditor.get("/audit?role=caseworker")
    seen = page.html.count("<tr") - 1
    while "Next page" in page.links:
        page = page.follow("Next page")
        seen += page.html.count("<tr") - 1
        assert "First page" in page.links
    monkeypatch.undo()
    assert auditor.get("/audit?role=caseworker").html.count("<tr") - 1 == seen


@pytest.mark.parametrize(
    "query",
    ["who=Ada+Smith", "case=Ada+Smith", "role=queen", "kind=x", "event=DROP", "since=Ada+Smith", "until=x"],
)
def test_what_is_no_reference_is_given_back_to_nobody(auditor, query, db):
    page = auditor.get(f"/audit?{query}")
    assert page.status == 422
    assert "There is a problem" in page.text
    assert "Ada" not in page.html
    assert "Error: Trail" in page.html
    assert access(db) == []


def test_whatever_an_auditor_reads_is_on_the_trail(auditor, life, db):
    for path in ("", "/history", "/entries/1", "/at", "/path", "/chronology"):
        before = len(access(db))
        auditor.get(f"/audit/cases/{life}{path}")
        assert len(access(db)) == before + 1, path
        assert access(db)[-1][::2] == ("read", life)
    for path in ("/audit", "/audit/chain", "/audit/chain/check"):
        before = len(access(db))
        auditor.get(path)
        assert len(access(db)) == before + 1, path


def test_nobody_else_enters_and_what_is_hidden_does_not_exist(client, tokens, life, db, auditor):
    paths = [
        "/audit",
        "/audit/chain",
        "/audit/chain/check",
        "/audit/definitions",
        "/audit/definitions/case",
        f"/audit/cases/{life}",
        f"/audit/cases/{life}/history",
    ]
    for who in ("officer", "caseworker", "lead", "solicitor", "administrator", "analyst"):
        visitor = Visitor(client, tokens[who])
        assert {visitor.get(path).status for path in paths} == {403}, who
    person = people.authenticate(db, tokens["auditor"], at=client.app.state.doors.clock())
    assert person is not None
    people.list_associates(db, person.reference, [{"phone": CANARIES[1]}])
    watched = Visitor(client, tokens["auditor"])
    bodies = {
        re.sub(r"C-\w{8}", "C-", watched.get(f"/audit/cases/{case}").html) for case in (life, "C-00000000")
    }
    assert len(bodies) == 1
    assert life not in watched.get("/audit").html
    assert auditor.get(f"/audit?case={life}").status == 404


def test_no_page_of_an_auditor_changes_anything(app):
    from api.web.audit import ROUTERS

    methods: set[str] = set()
    for route in (route for router in ROUTERS for route in router.routes):
        assert isinstance(route, APIRoute)
        assert route.methods is not None
        methods |= route.methods
    assert methods == {"GET"}


def test_chains_are_checked_part_by_part_and_the_last_time_is_said(auditor, life, monkeypatch):
    monkeypatch.setattr("workflow.trail_check.PAGE", 4)
    monkeypatch.setattr(chains, "MOST_WALKED", 8)
    assert "Nobody has checked all of them" in auditor.get("/audit/chain").text
    page = auditor.get("/audit/chain").submit("Check all chains")
    parts = 1
    while "checked so far" in page.text:
        page = page.submit("Go on")
        parts += 1
    assert parts > 1
    assert "All chains checked" in page.text
    assert "Last checked to the end 23 November 2026 at 10:10am" in auditor.get("/audit/chain").text
    monkeypatch.undo()
    assert "Access checked" in auditor.get("/audit/chain/check?stream=access").text
    assert auditor.get("/audit/chain/check?stream=case:1").status == 422


def test_definitions_are_shown_with_their_diagrams_and_compared(auditor, monkeypatch):
    page = auditor.get("/audit/definitions")
    assert all(f"/audit/definitions/{chart}" in page.html for chart in Chart)
    drawn = [auditor.get(f"/audit/definitions/{chart}") for chart in Chart]
    for one in drawn:
        assert one.status == 200
        assert "<svg" in one.html
    for path in ("/nothing", "/case?version=9", "/case?against=9"):
        assert auditor.get(f"/audit/definitions{path}").status == 404
    for version in DEFINITIONS.keys() - {CURRENT}:
        monkeypatch.delitem(DEFINITIONS, version)
    assert "the only version" in auditor.get("/audit/definitions/case").text


def test_a_later_version_is_compared_with_the_one_before(auditor, monkeypatch):
    monkeypatch.setitem(DEFINITIONS, SECOND, second_version())
    page = auditor.get("/audit/definitions/case").follow(f"version {SECOND}")
    assert "Nobody owns the case" not in page.text
    compared = auditor.get(f"/audit/definitions/case?version={SECOND}&against={CURRENT}")
    assert f"What differs from version {CURRENT}" in compared.text
    assert "Guard added: somebody_owns_it for give_consent from contacted to consented" in compared.text
    assert "what differs" in page.text
    unchanged = auditor.get(f"/audit/definitions/order?version={SECOND}&against={CURRENT}")
    assert "Nothing in this chart" in unchanged.text


def test_a_value_is_written_out_whatever_it_is():
    assert shown(None) == shown([]) == "none"
    assert shown({"scope": ["instruct_firm"], "free": True}) == "Scope: instruct firm; Free: yes"
    assert shown("2026-07-01T10:00:00Z") == "1 July 2026 at 11am"
    assert shown("2026-07-01") == "1 July 2026"
    assert (shown(3), shown("P-7KQ29MXD"), shown(False)) == ("3", "P-7KQ29MXD", "no")
