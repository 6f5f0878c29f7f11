"""An officer reads the card of an order in force, on the trail, and learns nothing else."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from states.errors import Malformed, NotPermitted, Refused
from states.vocabulary import Chart, CopyEvent, Event, OrderEvent, ServiceEvent
from tests.workflow.cast import BORN, HIS_NAME, NAME, RESPONDENT, Cast, dump
from workflow import order_cards, people
from workflow.faults import StorageUnavailable
from workflow.finding import load
from workflow.order_cards import look_up
from workflow.order_search import Sought, Why, regular_reference
from workflow.prepared import Prepared
from workflow.queries.history import history
from workflow.tables import METADATA
from workflow.trail import sealed_payload
from workflow.vault import SealedPayload, open_payload

WHY = Why("breach", "Bert was seen at Ada's door")
MADE = {"made_on": "2026-11-23", "expires_on": "2027-11-22"}
NAMES = Sought(protected=NAME.upper(), respondent=HIS_NAME, born=BORN)


def looked(cast: Cast, sought: Sought, why: Why = WHY, actor=None):
    # An officer of another force, who never referred her.
    return look_up(cast.db, sought, why, actor=actor or cast.other_officer, at=cast.at)


def in_force(cast: Cast, **days: str) -> tuple[str, str]:
    """A case with an order in force."""
    case = cast.case("order_sought")
    order = cast.order(case)
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, order, MADE | days)
    return case, order


def access(cast: Cast) -> list[tuple[str, str | None, dict[str, Any]]]:
    return [
        (row["event"], row["subject"], orjson.loads(row["body"]))
        for row in cast.rows("entries", stream="access")
    ]


def test_the_card_says_what_an_officer_must_know_and_names_nobody(cast: Cast):
    case, order = in_force(cast)
    (card,) = looked(cast, Sought(reference=order))
    assert (card.reference, card.type, card.expires_on) == (order, "non_molestation", "2027-11-22")
    assert (card.service, card.served_on, card.served_by, card.proof) == ("due", None, None, None)
    served = {"served_on": "2026-11-23", "served_by": "process_server", "proof": "FL415 in the file"}
    cast.move(cast.solicitor, ServiceEvent.SERVE, order, served, chart=Chart.SERVICE)
    cast.move(cast.solicitor, CopyEvent.SEND, order, chart=Chart.POLICE_COPY)
    (card,) = looked(cast, NAMES)
    assert (card.service, card.served_on, card.served_by) == ("served", "2026-11-23", "process_server")
    assert (card.proof, card.copy) == ("FL415 in the file", "sent")
    assert card.copied_at
    assert card.protected_at
    assert "Fictional" not in repr(card)
    assert case not in {getattr(card, name) for name in card.__slots__}


def test_the_card_says_what_he_must_do_in_the_last_words_of_the_court(cast: Cast):
    case = cast.case("order_sought")
    order = cast.order(case)
    interim = MADE | {
        "return_day": "2026-12-05",
        "terms": ["not_to_contact"],
        "other_terms": "Nor by her aunt.",
    }
    cast.move(cast.solicitor, OrderEvent.GRANT_INTERIM, order, MADE | {"return_day": "2026-12-05"})
    (card,) = looked(cast, Sought(reference=order))
    assert (card.terms, card.other_terms) == (None, None)
    cast.move(cast.solicitor, OrderEvent.GRANT_INTERIM, order, interim)
    (card,) = looked(cast, Sought(reference=order))
    assert (card.terms, card.other_terms, card.power_of_arrest) == (
        ("not_to_contact",),
        "Nor by her aunt.",
        None,
    )
    # A final order is whole: what the interim one said binds him no more.
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, order, MADE)
    (card,) = looked(cast, Sought(reference=order))
    assert (card.terms, card.other_terms) == (None, None)
    said = {"terms": ["not_to_harass", "not_to_come_near_home"], "other_terms": "Not within 100 metres."}
    cast.move(cast.solicitor, OrderEvent.VARY, order, said)
    # What a variation does not say stays as it was, and what was refused says nothing.
    cast.move(cast.solicitor, OrderEvent.EXTEND, order, {"expires_on": "2027-12-22"})
    with pytest.raises(Refused):
        cast.move(
            cast.solicitor, OrderEvent.VARY, order, {"power_of_arrest": True, "other_terms": "Nothing."}
        )
    (card,) = looked(cast, Sought(reference=order))
    assert card.terms == ("not_to_harass", "not_to_come_near_home")
    assert card.other_terms == "Not within 100 metres."
    assert card.expires_on == "2027-12-22"
    # A place is never clear: it stands in no row that is not sealed.
    assert not [row for rows in dump(cast.db).values() for row in rows if "100 metres" in row]


def test_the_entry_stands_in_the_case_with_its_purpose_and_seals_the_words(cast: Cast):
    case, order = in_force(cast)
    looked(cast, NAMES)
    entry = cast.entries(case)[-1]
    assert (entry["event"], entry["actor"]) == ("show_orders", cast.other_officer.reference)
    assert orjson.loads(entry["body"]) == {"orders": [order], "purpose": "breach"}
    with cast.db.reading() as tx:
        found = load(tx, case)
        sealed = sealed_payload(tx, found.head.stream, entry["seq"])
    assert sealed is not None
    said = open_payload(found.key(cast.db.keys), entry["seq"], SealedPayload(entry["digest"], sealed))
    assert orjson.loads(said) == {"why": WHY.words}
    assert access(cast) == []
    looked(cast, Sought(protected="Nobody Known", respondent=HIS_NAME, born=BORN))
    for rows in dump(cast.db).values():
        assert not [row for row in rows if "Bert was seen" in row or "Nobody Known" in row]


def test_a_firm_never_reads_who_looked(cast: Cast):
    case, _ = in_force(cast)
    looked(cast, NAMES)
    told = {item.event for item in history(cast.db, case, cast.solicitor, cast.at).items}
    assert "seek_order" in told
    assert "show_orders" not in told
    assert "show_orders" in {item.event for item in history(cast.db, case, cast.auditor, cast.at).items}


def test_what_is_not_there_not_in_force_or_in_conflict_is_answered_alike(cast: Cast):
    pending = cast.order(cast.case("order_sought", respondent={**RESPONDENT, "name": "Other Person"}))
    case, order = in_force(cast)
    people.list_associates(
        cast.db, cast.other_officer.reference, [{"name": HIS_NAME, "phone": "07700 900999"}]
    )
    close = cast.again(cast.other_officer)
    before = cast.entries(case)
    for sought in (
        Sought(reference="O-00000000"),
        Sought(reference=pending),
        Sought(protected="Nobody Known", respondent=HIS_NAME, born=BORN),
        Sought(protected=NAME, respondent=HIS_NAME, born="1990-02-04"),
        Sought(protected=HIS_NAME, respondent=NAME, born=BORN),
    ):
        assert looked(cast, sought) == ()
    assert looked(cast, Sought(reference=order), actor=close) == ()
    assert looked(cast, NAMES, actor=close) == ()
    assert cast.entries(case) == before
    said = {"what": "order_card breach"}
    subjects = ["O-00000000", pending, None, None, None, order, None]
    assert access(cast) == [("not_found", subject, said) for subject in subjects]


def test_an_order_past_its_last_day_has_no_card(cast: Cast):
    _, order = in_force(cast)
    cast.at += timedelta(days=365)
    assert looked(cast, Sought(reference=order)) == ()
    assert looked(cast, NAMES) == ()


def test_his_birth_date_finds_the_order_as_hers_does(cast: Cast):
    case = cast.case("order_sought", respondent={"name": HIS_NAME, "date_of_birth": "1988-01-02"})
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, cast.order(case), MADE)
    assert looked(cast, Sought(protected=NAME, respondent=HIS_NAME, born="1988-01-02"))


def test_proof_that_was_erased_is_no_longer_shown(cast: Cast):
    case, order = in_force(cast)
    cast.move(cast.solicitor, ServiceEvent.SERVE, order, chart=Chart.SERVICE)
    seq = cast.entries(case)[-1]["seq"]
    payloads = METADATA.tables["sealed_payloads"]
    with cast.db.transaction() as tx:
        tx.run(Prepared(payloads.delete().where(payloads.c.seq == seq)))
    (card,) = looked(cast, Sought(reference=order))
    assert (card.served_by, card.proof) == ("process_server", None)


def test_a_card_is_for_officers(cast: Cast):
    _, order = in_force(cast)
    for actor in (cast.caseworker, cast.lead, cast.solicitor, cast.auditor, cast.administrator):
        with pytest.raises(NotPermitted):
            looked(cast, Sought(reference=order), actor=actor)
    assert {event for event, *_ in access(cast)} == {"not_permitted"}


@pytest.mark.parametrize(
    ("sought", "why", "wrong"),
    [
        (Sought(), WHY, ["protected", "respondent", "born"]),
        (Sought(reference="Ada"), WHY, ["reference"]),
        (
            Sought(protected="?", respondent="x" * 201, born="1990-02-30"),
            WHY,
            ["protected", "respondent", "born"],
        ),
        (NAMES, Why("curious"), ["purpose"]),
        (NAMES, Why("other", " "), ["why"]),
        (NAMES, Why("breach", "x" * 501), ["why"]),
    ],
)
def test_a_look_up_says_what_and_why(cast: Cast, sought, why, wrong):
    with pytest.raises(Malformed) as refusal:
        looked(cast, sought, why)
    assert [problem.field for problem in refusal.value.problems] == wrong


def test_nothing_is_shown_that_could_not_be_written(cast: Cast, monkeypatch):
    _, order = in_force(cast)

    def fail(*_: object, **__: object):
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr(order_cards, "note", fail)
    with pytest.raises(StorageUnavailable):
        looked(cast, Sought(reference=order))


@pytest.mark.parametrize("typed", ["O-7KQ29MXD", "o 7kq2 9mxd", "7KQ29MXD", "0-7kq29mxd", " O7KQ29MXD"])
def test_a_reference_is_read_however_it_is_typed(typed):
    assert regular_reference(typed) == "O-7KQ29MXD"


def test_a_letter_that_reads_like_a_digit_is_one():
    assert regular_reference("O-OIL29MXD") == "O-01129MXD"
    assert regular_reference("C-7KQ29MXD") == regular_reference("O-7KQ29MXDA") == regular_reference("") == ""


def test_a_case_keeps_what_the_look_up_needs(cast: Cast):
    case, order = in_force(cast)
    version = cast.version(case)
    looked(cast, Sought(reference=order))
    assert cast.version(case) == version
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT)
    assert looked(cast, Sought(reference=order))
