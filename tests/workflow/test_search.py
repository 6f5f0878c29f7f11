"""A search finds what its reader may see by exactly what identifies it, and writes down that it was made, never for what."""

import sys
from typing import Any

import orjson
import pytest

from states.errors import Malformed, NotPermitted
from states.vocabulary import Event
from tests.workflow.cast import AT, EMAIL, FORCE, HIS_NAME, NAME, PHONE, RESPONDENT, ROWE, SURVIVOR, Cast
from workflow import matching, people
from workflow.blind import POSTCODE, Kind, blind_indexes, postcode_index
from workflow.details import indexes_of
from workflow.queries.search import MOST, By, kind_of, search

ADDRESS = {"lines": ["1 High Street"], "postcode": "CB1 1AA"}
HERS = {**SURVIVOR, "address": ADDRESS}


def found(cast: Cast, text: str, actor=None) -> list[str]:
    return [item.reference for item in search(cast.db, text, actor or cast.caseworker, cast.at).items]


def searches(cast: Cast) -> list[tuple[str, str | None, dict[str, Any]]]:
    rows = cast.rows("entries", stream="access", event="search")
    return [(row["actor"], row["subject"], orjson.loads(row["body"])) for row in rows]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("C-7KQ29MXD", By.REFERENCE),
        (" c 7kq29mxd ", By.REFERENCE),
        ("n-7kq29mxd", By.REFERENCE),
        ("ada@example.org", By.EMAIL),
        ("cb11aa", By.POSTCODE),
        ("CB1 1AA", By.POSTCODE),
        ("+44 7700 900123", By.PHONE),
        ("Ada O'Fictional", By.NAME),
        ("Chen", By.NAME),
        ("C-7KQ29MX", By.NAME),
    ],
)
def test_a_text_is_taken_for_what_it_looks_like(text, by):
    assert kind_of(text) is by


def test_each_way_leads_to_the_case_and_leaves_its_entry_without_what_was_typed(cast: Cast):
    case = cast.case(survivor=HERS)
    other = cast.case(survivor={"name": "Una Other"}, respondent={"name": "Otto Other"})
    for text in (NAME.upper(), "+44 7700 900 123", EMAIL, "cb11aa", HIS_NAME):
        assert found(cast, text) == [case]
    assert found(cast, "Nobody Known") == []
    by = ("name", "phone", "email", "postcode", "name", "name")
    counted = (1, 1, 1, 1, 1, 0)
    assert searches(cast) == [
        (cast.caseworker.reference, None, {"what": what, "found": number})
        for what, number in zip(by, counted, strict=True)
    ]
    assert found(cast, "Una Other") == [other]


def test_every_reference_leads_to_its_case(cast: Cast):
    case = cast.case("order_sought")
    row = cast.found(case).id
    known = [case.lower().replace("-", " ")]
    known += [
        cast.rows(table, case_id=row)[0]["reference"]
        for table in ("referrals", "orders", "offers", "notices")
    ]
    for reference in known:
        assert found(cast, reference) == [case]
    assert found(cast, "C-00000000") == []
    assert searches(cast)[0] == (cast.caseworker.reference, case, {"what": "reference", "found": 1})
    assert searches(cast)[-1] == (cast.caseworker.reference, "C-00000000", {"what": "reference", "found": 0})


def test_a_result_says_whose_it_was_and_nothing_that_is_sealed(cast: Cast):
    case = cast.case("taken", survivor=HERS, urgent=True)
    (item,) = search(cast.db, PHONE, cast.lead, cast.at).items
    assert (item.reference, item.party, item.state, item.queue) == (case, "survivor", "received", FORCE)
    assert (item.owner, item.urgent, item.created_at) == (cast.caseworker.reference, True, AT)
    (his,) = search(cast.db, HIS_NAME, cast.lead, cast.at).items
    assert his.party == "respondent"
    both = cast.case(survivor={"name": HIS_NAME}, respondent={"name": HIS_NAME})
    assert [(item.reference, item.party) for item in search(cast.db, HIS_NAME, cast.lead, cast.at).items] == [
        (both, "survivor"),
        (case, "respondent"),
    ]


def test_whoever_may_not_see_a_case_does_not_find_it(cast: Cast):
    case = cast.case("taken")
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    assert found(cast, NAME, cast.colleague) == found(cast, case, cast.colleague) == []
    assert found(cast, NAME, cast.caseworker) == found(cast, NAME, cast.lead) == [case]
    people.list_associates(cast.db, cast.lead.reference, [dict(RESPONDENT)])
    watched = cast.again(cast.lead)
    assert found(cast, NAME, watched) == found(cast, case, watched) == []
    for actor in (cast.administrator, cast.analyst, cast.survivor):
        for text in (case, NAME):
            with pytest.raises(NotPermitted):
                found(cast, text, actor)
    # Whoever searches by reference alone cannot try out whose number it is.
    for actor in (cast.officer, cast.auditor):
        with pytest.raises(NotPermitted):
            found(cast, PHONE, actor)
    assert found(cast, case, cast.auditor) == [case]


def test_a_firm_finds_whom_it_acts_for_and_of_others_only_what_it_was_given(cast: Cast):
    case = cast.case("offered")
    (offer,) = cast.facts(case)["offers"]
    assert found(cast, NAME, cast.solicitor) == found(cast, case, cast.solicitor) == []
    assert found(cast, offer, cast.solicitor) == [offer]
    assert found(cast, offer, cast.rival) == []
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": ROWE})
    other = next(ref for ref in cast.facts(case)["offers"] if ref != offer)
    # Both are asked, and neither finds out about the other.
    assert found(cast, other, cast.rival) == [other]
    assert found(cast, offer, cast.rival) == found(cast, other, cast.solicitor) == []
    cast.accept(case)
    cast.do(cast.solicitor, case, Event.SEEK_ORDER)
    assert found(cast, NAME, cast.solicitor) == [case]
    assert search(cast.db, NAME, cast.solicitor, cast.at).items[0].owner is None
    order = cast.order(case)
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT)
    # It still owes the court an answer, and nothing else is left to it.
    assert found(cast, NAME, cast.solicitor) == found(cast, case, cast.solicitor) == []
    assert found(cast, order, cast.solicitor) == [order]


def test_a_referrer_finds_their_referral_and_never_the_case(cast: Cast):
    case = cast.case()
    referral = cast.row("referrals", case_id=cast.found(case).id)["reference"]
    assert found(cast, referral, cast.officer) == [referral]
    assert found(cast, case, cast.officer) == []
    assert found(cast, referral, cast.other_officer) == []


def test_what_says_nothing_finds_nothing_and_what_is_no_text_is_malformed(cast: Cast):
    cast.case()
    assert found(cast, "...") == []
    for text in ("", "  ", "x" * 201, "a\0b"):
        with pytest.raises(Malformed):
            found(cast, text)


def test_a_search_shows_so_many_and_says_that_there_are_more(cast: Cast, monkeypatch):
    monkeypatch.setattr(sys.modules[search.__module__], "MOST", 2)
    cases = [cast.case() for _ in range(3)]
    results = search(cast.db, NAME, cast.lead, cast.at)
    assert ([item.reference for item in results.items], results.more) == (cases[:0:-1], True)
    assert MOST == 20


def test_a_postcode_alone_hides_no_case_and_joins_none(cast: Cast):
    case = cast.case(survivor=HERS, respondent={"name": HIS_NAME, "address": ADDRESS})
    kinds = {(row["party"], row["kind"]) for row in cast.rows("blind_indexes", case_id=cast.found(case).id)}
    assert {("survivor", POSTCODE), ("respondent", POSTCODE)} <= kinds
    neighbour = {"postcode": "CB1 1AA"}
    assert blind_indexes(cast.db.keys, neighbour) == {}
    assert POSTCODE not in {*Kind}
    people.list_associates(cast.db, cast.lead.reference, [neighbour, {"name": "Nigel", **neighbour}])
    assert found(cast, "CB1 1AA", cast.again(cast.lead)) == [case]
    assert POSTCODE not in {row["kind"] for row in cast.rows("associates")}
    assert POSTCODE not in {kind for _, kind in matching.ALIKE} | {*matching.THE_SAME}
    indexes = indexes_of(cast.db.keys, {"address": ADDRESS}, {"address": ADDRESS})
    assert {index.kind for index in indexes} == {POSTCODE}
    with cast.db.transaction() as tx:
        assert matching.find_matches(tx, indexes, FORCE) == matching.Matches()
    assert postcode_index(cast.db.keys, None) is None


def test_a_changed_address_is_found_by_its_new_postcode_alone(cast: Cast):
    case = cast.case("taken", survivor=HERS)
    moved = {"address": {"lines": ["2 Low Road"], "postcode": "PE1 1AA"}}
    cast.do(cast.caseworker, case, Event.UPDATE_DETAILS, {"survivor": moved})
    assert found(cast, "PE1 1AA") == [case]
    assert found(cast, "CB1 1AA") == []
