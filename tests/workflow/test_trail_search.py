from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from states.errors import Malformed, NotFound, NotPermitted, Refused
from states.vocabulary import Event, OfferEvent, Role
from tests.workflow.cast import AT, HAWTHORN, SURVIVOR, Cast
from workflow import people, queries
from workflow.approvals import approve
from workflow.queries import veins
from workflow.queries.found_entries import FoundEntry
from workflow.queries.hidden import without_hidden
from workflow.queries.trail_search import EVENTS, Kind, Sought, known_events, search_trail
from workflow.reveals import reveal
from workflow.tables.trail import REFUSED


def found(cast: Cast, actor=None, **wanted: Any) -> list[FoundEntry]:
    """Everything that a search finds, a few entries a page, as its pages follow each other."""
    items: list[FoundEntry] = []
    cursor: str | None = None
    while True:
        page = search_trail(cast.db, Sought(**wanted), actor or cast.auditor, cast.at, cursor=cursor, limit=3)
        items += page.items
        cursor = page.next_cursor
        if cursor is None:
            return items


def told(items: list[FoundEntry]) -> list[tuple[str | None, str, str]]:
    return [(item.case, item.event, item.actor) for item in items]


@pytest.fixture
def lived(cast: Cast) -> dict[str, str]:
    """Two cases: one with a firm, in which something was refused and opened; one that nobody touched."""
    first, second = cast.case("offered"), cast.case("received")
    with pytest.raises(Refused):
        cast.do(cast.caseworker, first, Event.TAKE)
    reveal(cast.db, first, ["survivor.name"], "to call her", actor=cast.caseworker, at=cast.at)
    approve(cast.db, first, Event.RECORD_DEATH, cast.version(first), actor=cast.lead, at=cast.at)
    with pytest.raises(NotFound):
        queries.case_view(cast.db, second, cast.rival, cast.at)
    with pytest.raises(NotPermitted):
        cast.do(cast.officer, second, Event.CLOSE)
    return {"first": first, "second": second}


def test_without_a_word_everything_is_found_newest_first_and_each_entry_once(cast: Cast, lived):
    whole = sorted(((row["at"], row["stream"], row["seq"]) for row in cast.rows("entries")), reverse=True)
    page = search_trail(cast.db, Sought(), cast.auditor, cast.at, limit=200)
    assert [(int(item.at.timestamp() * 1_000_000), item.stream, item.seq) for item in page.items] == whole
    assert page.next_cursor is None
    assert all((item.case is None) is not item.stream.startswith("case:") for item in page.items)


def test_a_trail_without_an_entry_has_nothing_to_find(cast: Cast):
    assert search_trail(cast.db, Sought(), cast.auditor, cast.at).items == ()
    assert search_trail(cast.db, Sought(), cast.auditor, cast.at).items[0].event == "search"


def test_what_somebody_did_is_found_by_who(cast: Cast, lived):
    items = found(cast, who=cast.caseworker.reference)
    assert [item.event for item in items] == [
        "reveal",
        "take",
        "make_offer",
        "give_consent",
        "make_contact",
        "take",
    ]
    assert {item.name for item in items} == {"Somebody caseworker"}
    assert [item.event for item in found(cast, who=cast.caseworker.reference, event="take")] == ["take"] * 2


def test_by_who_and_what_the_index_of_the_person_is_gone_down_and_no_other(cast: Cast, lived):
    heard: list[str] = []

    def hear(_: object, __: object, statement: str, *___: object):
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        search_trail(cast.db, Sought(who=cast.caseworker.reference, event="take"), cast.auditor, cast.at)
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert any("event ||" in statement and "actor IN" in statement for statement in heard)


def test_what_a_role_did_is_found_whether_few_have_it_or_many(cast: Cast, lived, monkeypatch):
    few = told(found(cast, role=Role.LEAD))
    assert few == [(lived["first"], "approve", cast.lead.reference)]
    monkeypatch.setattr("workflow.queries.trail_search.FEW", 2)
    assert told(found(cast, role=Role.LEAD)) == few
    assert {item.role for item in found(cast, role=Role.SURVIVOR)} == set()
    assert {item.role for item in found(cast, role=Role.SYSTEM)} == {
        row["role"] for row in cast.rows("entries", role="system")
    }


@pytest.mark.parametrize(
    ("kind", "events"),
    [
        (Kind.REFUSED, ["take"]),
        (Kind.REVEALS, ["reveal"]),
        (Kind.APPROVALS, ["approve"]),
        (Kind.NOT_FOUND, ["not_found"]),
        (Kind.NOT_PERMITTED, ["not_permitted"]),
        (Kind.READINGS, []),
        (Kind.SIGN_INS, []),
    ],
)
def test_each_kind_of_thing_is_found(cast: Cast, lived, kind, events):
    assert [item.event for item in found(cast, kind=kind)] == events


def test_steps_are_found_as_a_kind_and_are_exactly_what_moved_a_case(cast: Cast, lived):
    items = found(cast, kind=Kind.STEPS)
    moved = [row for row in cast.rows("entries") if '"steps":' in row["body"]]
    assert sorted((item.stream, item.seq) for item in items) == [(row["stream"], row["seq"]) for row in moved]
    assert all(item.moved and not item.refused for item in items)


def test_a_refused_attempt_says_which_guards_refused(cast: Cast, lived):
    (refused,) = found(cast, kind=Kind.REFUSED)
    assert (refused.case, refused.actor) == (lived["first"], cast.caseworker.reference)
    assert [guard["guard"] for guard in refused.refused] == ["unowned"]
    for more in ({"who": cast.caseworker.reference}, {"role": Role.CASEWORKER}, {"event": "take"}):
        assert found(cast, kind=Kind.REFUSED, **more) == [refused]
    assert found(cast, kind=Kind.REFUSED, who=cast.lead.reference) == []


def test_the_entry_of_a_refusal_is_the_only_kind_that_its_index_holds(cast: Cast, lived):
    found(cast)
    with cast.db.reading() as tx:
        held = tx.connection.execute(text(f"SELECT stream, seq FROM entries WHERE {REFUSED}")).all()
    refused = [(row["stream"], row["seq"]) for row in cast.rows("entries") if '"refused":' in row["body"]]
    assert held == refused != []


def test_a_case_is_found_from_its_end_and_by_any_reference_that_leads_to_it(cast: Cast, lived):
    items = found(cast, case=lived["first"])
    assert [item.seq for item in items] == list(range(len(cast.entries(lived["first"])), 0, -1))
    (offer,) = cast.facts(lived["first"])["offers"]
    assert found(cast, case=offer) == items
    assert found(cast, case=lived["first"], kind=Kind.REVEALS)[0].event == "reveal"
    assert [item.event for item in found(cast, case=lived["first"], event="take")] == ["take", "take"]


def test_who_asked_for_a_case_is_found_on_the_access_stream(cast: Cast, lived):
    denied = found(cast, case=lived["second"], kind=Kind.NOT_FOUND)
    assert told(denied) == [(None, "not_found", cast.rival.reference)]
    assert denied[0].said == {"what": "case"}
    assert found(cast, case=lived["first"], kind=Kind.NOT_FOUND) == []
    assert [item.said["what"] for item in found(cast, case=lived["second"], kind=Kind.READINGS)][:1] == [
        "trail"
    ]


def test_what_happened_is_found_by_when(cast: Cast, lived):
    day = timedelta(days=1)
    assert found(cast, since=AT + day) == []
    assert found(cast, until=AT - day) == []
    first = found(cast, until=AT)
    assert {item.event for item in first} == {"receive_referral"}
    assert len(found(cast, since=AT, until=AT)) == len(first)
    assert [item.event for item in found(cast, case=lived["first"], until=AT)] == ["receive_referral"]


def test_many_entries_of_one_moment_are_all_found(cast: Cast):
    references = [cast.case(referred=False) for _ in range(8)]
    items = found(cast, event="receive_referral")
    assert Counter(item.case for item in items) == Counter(references)


def test_a_page_looks_at_so_many_entries_and_no_more(cast: Cast, lived, monkeypatch):
    whole = told(found(cast, event="take", role=Role.CASEWORKER))
    monkeypatch.setattr(veins, "MOST_SIFTED", 1)
    page = search_trail(cast.db, Sought(event="take", role=Role.LEAD), cast.auditor, cast.at)
    assert (page.items, page.next_cursor is not None) == ((), True)
    assert told(found(cast, event="take", role=Role.CASEWORKER)) == whole


def test_a_case_in_conflict_is_in_no_answer_and_nothing_that_names_it(cast: Cast, lived):
    people.list_associates(cast.db, cast.auditor.reference, [SURVIVOR])
    watched = cast.again(cast.auditor)
    both = set(lived.values())
    # Both cases are about the same person: only what belongs to no case is left.
    seen = found(cast, watched)
    assert {item.case for item in seen} == {None}
    assert not {item.subject for item in seen} & both
    assert not any(reference in repr(item) for item in seen for reference in both)
    for case in both:
        with pytest.raises(NotFound):
            search_trail(cast.db, Sought(case=case), watched, cast.at)
    assert any(item.subject == lived["second"] for item in found(cast))
    said = {"orders": [lived["first"], 3, cast.lead.reference], "case": lived["second"]}
    with cast.db.reading() as tx:
        assert without_hidden(tx, said, cast.auditor) == said
        left = without_hidden(tx, said, watched)
    assert left == {"orders": [None, 3, cast.lead.reference], "case": None}


def test_only_an_auditor_searches_and_each_search_is_on_the_trail(cast: Cast, lived):
    for actor in cast.everybody:
        if actor.role is not Role.AUDITOR:
            with pytest.raises(NotPermitted):
                search_trail(cast.db, Sought(), actor, cast.at)
    search_trail(cast.db, Sought(case=lived["first"]), cast.auditor, cast.at)
    last = cast.rows("entries", stream="access")[-1]
    assert (last["event"], last["actor"], last["subject"]) == (
        "search",
        cast.auditor.reference,
        lived["first"],
    )
    assert '"what":"trail"' in last["body"]


def test_what_is_no_page_of_this_list_is_refused(cast: Cast):
    with pytest.raises(Malformed):
        search_trail(cast.db, Sought(), cast.auditor, cast.at, cursor="e30")
    with pytest.raises(Malformed):
        search_trail(cast.db, Sought(), cast.auditor, cast.at, limit=0)


def test_every_event_that_the_trail_tells_of_can_be_chosen(cast: Cast, lived):
    assert known_events(cast.db) == tuple(sorted({row["event"] for row in cast.rows("entries")}))
    assert OfferEvent.ACCEPT not in known_events(cast.db)
    assert HAWTHORN not in known_events(cast.db)
    assert len({event for events in EVENTS.values() for event in events}) == sum(map(len, EVENTS.values()))
