"""What is known of the persons of a case now, sealed, and how they are found again."""

from typing import Any

import pytest

from states.vocabulary import Event
from tests.workflow.cast import PHONE, SURVIVOR, Cast
from tests.workflow.referred import PERSONAL
from workflow.asking import ask
from workflow.blind import Kind, blind_indexes
from workflow.details import FIELDS, NAMES, PAIR, indexes_of, leads_to_her, open_details, routes_in


def opened(cast: Cast, case: str) -> dict[str, Any]:
    with cast.db.reading() as tx:
        return open_details(tx, cast.db.keys, cast.found(case), FIELDS)


def indexes(cast: Cast, case: str) -> set[tuple[str, str, bytes]]:
    rows = cast.rows("blind_indexes", case_id=cast.found(case).id)
    return {(row["party"], row["kind"], bytes(row["value"])) for row in rows}


def update(cast: Cast, case: str, **parties: Any):
    return cast.do(cast.caseworker, case, Event.UPDATE_DETAILS, parties)


def test_what_was_referred_is_opened_again(cast: Cast):
    case = cast.case()
    assert opened(cast, case)["survivor.phone"] == PHONE


def test_what_is_not_known_is_left_out(cast: Cast):
    case = cast.case(survivor={"name": "Ada Fictional"}, respondent={})
    with cast.db.reading() as tx:
        wanted = ["survivor.name", "survivor.phone"]
        assert open_details(tx, cast.db.keys, cast.found(case), wanted) == {"survivor.name": "Ada Fictional"}


def test_a_change_replaces_what_it_names_and_nothing_else(cast: Cast):
    case = cast.case()
    before = opened(cast, case)
    update(cast, case, survivor={"phone": "07700 900001"}, respondent={"date_of_birth": "1980-01-01"})
    changes = {"survivor.phone": "07700 900001", "respondent.date_of_birth": "1980-01-01"}
    assert opened(cast, case) == before | changes


def test_a_field_that_is_sent_as_nothing_is_forgotten_with_its_index(cast: Cast):
    case = cast.case()
    update(cast, case, survivor={"phone": None})
    assert "survivor.phone" not in opened(cast, case)
    assert not {kind for party, kind, _ in indexes(cast, case) if (party, kind) == ("survivor", "phone")}
    assert cast.facts(case)["routes"]["phone"] is False


def test_a_change_of_one_field_renews_every_index_that_it_is_part_of(cast: Cast):
    case = cast.case()
    update(cast, case, survivor={"name": "Ada Newname"}, respondent={"date_of_birth": "1980-01-01"})
    held = opened(cast, case)
    persons = [
        {name: held.get(f"{party}.{name}") for name in ("name", "date_of_birth", "phone", "email")}
        for party in ("survivor", "respondent")
    ]
    assert indexes(cast, case) == {tuple(index) for index in indexes_of(cast.db.keys, *persons)}
    newly = blind_indexes(cast.db.keys, {"name": "ada newname", "date_of_birth": SURVIVOR["date_of_birth"]})
    assert ("survivor", "name_dob", newly[Kind.NAME_DOB]) in indexes(cast, case)


def test_safety_brings_the_code_word_and_instructions(cast: Cast):
    case = cast.case()
    rules = {"safety": "unsafe", "channels": [], "windows": [], "voicemail": False, "withheld_number": True}
    words = {"code_word": "marmalade", "instructions": "ask for the library book"}
    cast.do(cast.caseworker, case, Event.SET_SAFETY, rules | words)
    cast.do(cast.caseworker, case, Event.SET_SAFETY, rules | {"code_word": "quince"})
    held = opened(cast, case)
    assert held["safe_contact.code_word"] == "quince"
    assert held["safe_contact.instructions"] == "ask for the library book"


def test_other_steps_and_charts_change_no_details(cast: Cast):
    case = cast.case("order_sought")
    before = opened(cast, case), indexes(cast, case)
    cast.do(cast.caseworker, case, Event.ADD_NOTE, {"note": "nothing new"})
    cast.do(cast.caseworker, case, Event.UPDATE_DETAILS, {"language": "pl"})
    cast.move(cast.solicitor, "send_back", cast.order(case), {"reason": "a page was missing"})
    assert (opened(cast, case), indexes(cast, case)) == before


def test_a_change_completes_the_task_that_asked_for_it(cast: Cast):
    case = cast.case()
    with cast.db.transaction() as tx:
        ask(tx, cast.found(case), ["survivor.email", "respondent.name", "risk", "safe_contact"], at=cast.at)
    update(cast, case, survivor={"email": "ada@rowan.example"}, respondent={"name": None})
    cast.do(cast.caseworker, case, Event.ASSESS_RISK)
    tasks = {task["subject"]: task["done_at"] is not None for task in cast.rows("tasks", kind="ask")}
    assert tasks == {"survivor.email": True, "respondent.name": False, "risk": True, "safe_contact": False}
    done_by = {task["done_by"] for task in cast.rows("tasks", kind="ask") if task["done_at"] is not None}
    assert done_by == {cast.caseworker.person_id}


@pytest.mark.parametrize(
    ("given", "changed", "kinds"),
    [
        ({}, {}, []),
        ({"name": "Ada"}, {}, []),
        ({"phone": "+44 7700 900123"}, {"phone": True}, ["phone"]),
        ({"phone": "her mother's"}, {"phone": False}, []),
        ({"phone": None, "email": None}, {"phone": False, "email": False}, []),
        ({"email": "Ada@Rowan.example"}, {"email": True}, ["email"]),
        ({"address": None}, {"in_person": False}, []),
        ({"address": {"lines": [], "postcode": None}}, {"in_person": False}, []),
        ({"address": {"lines": ["1 Acorn Row"]}}, {"in_person": True}, []),
        ({"address": {"lines": [], "postcode": "ZZ1 1AA"}}, {"in_person": True}, []),
    ],
)
def test_a_change_says_which_routes_it_opens_and_shuts(keys, given, changed, kinds):
    routes = routes_in(keys, given)
    assert routes.changed == changed
    assert [kind for kind, _ in routes.indexes] == kinds


def test_a_number_is_one_number_however_it_is_written(keys):
    written = ("07700 900123", "+447700900123", "0044 (0)7700-900-123")
    assert len({tuple(routes_in(keys, {"phone": phone}).indexes) for phone in written}) == 1


def test_nothing_leads_to_her_that_is_not_there():
    assert not any(leads_to_her(field, None) for field in ("phone", "email", "address"))


def test_two_names_are_found_together_only_where_both_are_known(keys):
    both = indexes_of(keys, {"name": "Ada Fictional"}, {"name": "Bert Fictional"})
    assert [index.kind for index in both if index.party == PAIR] == [NAMES]
    assert PAIR not in {index.party for index in indexes_of(keys, {"name": "Ada Fictional"}, {})}
    other = indexes_of(keys, {"name": "Bert Fictional"}, {"name": "Ada Fictional"})
    assert both[-1].value != other[-1].value


def test_no_detail_is_readable_in_its_row(cast: Cast):
    case = cast.case(survivor={"name": "Jane Heronlight", "phone": "07700 900123"})
    rows = cast.rows("details", case_id=cast.found(case).id) + cast.rows("blind_indexes")
    assert not [word for word in PERSONAL if word in repr(rows) or word.encode().hex() in repr(rows)]
