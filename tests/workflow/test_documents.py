"""Documents are kept sealed, and whoever is handed one is on the trail before they hold it."""

from datetime import timedelta
from typing import Any

import pytest

from states.errors import Conflict, KeyReused, Malformed, NotFound, NotPermitted, Refused
from states.papers import leads_to_her, may_handle
from states.permissions import Sight, Viewer
from states.vocabulary import Chart, DocumentKind, Role
from tests.states.building import sent
from tests.workflow.cast import Cast
from workflow.documents import Opened, Upload, open_copy, open_document, store, void
from workflow.documents.checking import Media
from workflow.documents.whole import torn
from workflow.faults import Unreadable
from workflow.order_cards import look_up
from workflow.order_search import Sought, Why
from workflow.queries.documents import document
from workflow.rotation import rotate
from workflow.simulate.papers import pdf
from workflow.tables import METADATA

PAGE = pdf("A page of a test.")
ORDER, PROOF, STATEMENT, LETTER = (kind.value for kind in DocumentKind)


@pytest.fixture
def cast(sqlite_database) -> Cast:
    return Cast(sqlite_database)


def made(cast: Cast) -> tuple[str, str]:
    """Return a case with an order that is made, and the order."""
    case = cast.case("order_sought")
    cast.move(cast.solicitor, "make_order", cast.order(case))
    return case, cast.order(case)


def keep(cast: Cast, case: str, kind: str = ORDER, order: str | None = None, **more: Any) -> str:
    actor, key = more.pop("actor", cast.solicitor), more.pop("key", None)
    upload = Upload(kind, more.pop("content", PAGE), order, **more)
    return store(cast.db, case, upload, actor=actor, at=cast.at, key=key)


def take(cast: Cast, document: str, actor=None) -> Opened:
    return open_document(cast.db, document, "to read it", actor=actor or cast.solicitor, at=cast.at)


def last(cast: Cast, case: str) -> dict[str, Any]:
    return cast.entries(case)[-1]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_is_handed_out_is_what_was_stored_and_both_are_on_the_trail(engine, request):
    cast = Cast(request.getfixturevalue(f"{engine.replace('postgresql', 'postgres')}_database"))
    case, order = made(cast)
    version = cast.version(case)
    document = keep(cast, case, ORDER, order, sent_as="application/pdf")
    assert last(cast, case)["event"] == "store_document"
    handed = take(cast, document)
    assert handed == Opened(f"{document}.pdf", Media.PDF, PAGE)
    assert (last(cast, case)["event"], last(cast, case)["actor"]) == (
        "open_document",
        cast.solicitor.reference,
    )
    assert cast.version(case) == version, "a document makes no screen stale"
    assert repr(handed) == object.__repr__(handed), "what is handed out is printed nowhere"


def test_a_document_lies_in_the_database_as_nobody_can_read_it(cast, sqlite_file):
    case, order = made(cast)
    document = keep(cast, case, ORDER, order)
    take(cast, document)
    held = b"".join(path.read_bytes() for path in sqlite_file.parent.glob(f"{sqlite_file.name}*"))
    assert document.encode() in held
    assert b"A page of a test" not in held
    assert b"to read it" not in held


def test_a_rotation_of_keys_leaves_documents_readable(cast):
    case, order = made(cast)
    document = keep(cast, case, ORDER, order)
    before = cast.row("document_contents")["sealed"]
    cast.db.keys = type(cast.db.keys).renew(cast.db.keys._path)
    rotate(cast.db)
    assert cast.row("document_contents")["sealed"] == before
    assert take(cast, document).content == PAGE


def test_a_document_of_another_case_does_not_open_in_its_place(cast):
    (case, order), (other, of_other) = made(cast), made(cast)
    one, two = keep(cast, case, ORDER, order), keep(cast, other, ORDER, of_other)
    contents = METADATA.tables["document_contents"]
    sealed = cast.row("document_contents", reference=two)["sealed"]
    with cast.db.transaction() as tx:
        tx.connection.execute(contents.update().where(contents.c.reference == one).values(sealed=sealed))
    with pytest.raises(Unreadable):
        take(cast, one)


def test_a_document_that_was_sealed_anew_is_not_what_the_trail_says(cast):
    case, order = made(cast)
    document = keep(cast, case, ORDER, order)
    forged = cast.found(case).key(cast.db.keys).seal(f"document.{document}", pdf("Another page."))
    contents = METADATA.tables["document_contents"]
    with cast.db.transaction() as tx:
        tx.connection.execute(contents.update().values(sealed=forged))
    with pytest.raises(Unreadable, match="not what was stored"):
        take(cast, document)
    assert last(cast, case)["event"] == "store_document", "what was not handed out was not opened"


def test_what_was_erased_is_not_there(cast):
    case, order = made(cast)
    document = keep(cast, case, ORDER, order)
    with cast.db.transaction() as tx:
        tx.connection.execute(METADATA.tables["document_contents"].delete())
    with pytest.raises(NotFound):
        take(cast, document)


def test_the_same_upload_under_one_key_is_stored_once(cast):
    case, order = made(cast)
    first = keep(cast, case, ORDER, order, key="k")
    assert keep(cast, case, ORDER, order, key="k") == first
    assert len(cast.rows("documents")) == 1
    with pytest.raises(KeyReused):
        keep(cast, case, ORDER, order, key="k", content=pdf("Another."))
    assert keep(cast, case, ORDER, order) != first


@pytest.mark.parametrize(
    ("kind", "order", "field"),
    [("photo", None, "kind"), (ORDER, None, "order"), (PROOF, None, "order"), (ORDER, "O-00000000", "order")],
)
def test_a_document_says_what_it_is_and_of_which_order(cast, kind, order, field):
    case, _ = made(cast)
    with pytest.raises(Malformed) as refused:
        keep(cast, case, kind, order)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not cast.rows("documents")


def test_an_order_of_another_case_is_not_of_this_one(cast):
    (case, _), (_, other) = made(cast), made(cast)
    with pytest.raises(Malformed):
        keep(cast, case, ORDER, other)


def test_who_does_not_work_on_the_case_stores_and_opens_nothing(cast):
    case, order = made(cast)
    document = keep(cast, case, ORDER, order)
    for actor, error in (
        (cast.rival, NotFound),
        (cast.officer, NotFound),
        (cast.analyst, NotFound),
        (cast.administrator, NotFound),
        (cast.auditor, NotPermitted),
    ):
        with pytest.raises(error):
            keep(cast, case, ORDER, order, actor=actor)
        with pytest.raises(error):
            take(cast, document, actor)
        with pytest.raises(error):
            void(cast.db, document, "mine", actor=actor, at=cast.at)
    assert {row["event"] for row in cast.rows("entries", stream="access")} >= {"not_found", "not_permitted"}
    assert take(cast, document, cast.colleague).content == PAGE


def test_what_may_say_where_she_is_opens_to_the_owner_and_the_firm_alone(cast):
    case, _ = made(cast)
    document = keep(cast, case, STATEMENT)
    for actor in (cast.caseworker, cast.solicitor):
        assert take(cast, document, actor).content == PAGE
    for actor in (cast.colleague, cast.lead):
        with pytest.raises(NotPermitted, match="owner"):
            take(cast, document, actor)


def test_a_firm_that_only_owes_something_handles_its_order_and_its_proof(cast):
    case, order = made(cast)
    letter, paper = keep(cast, case, LETTER), keep(cast, case, ORDER, order)
    cast.do(cast.lead, case, "release_firm")
    assert take(cast, paper).content == PAGE
    assert take(cast, keep(cast, case, PROOF, order)).content == PAGE
    with pytest.raises(NotFound):
        take(cast, letter)
    with pytest.raises(NotPermitted):
        keep(cast, case, LETTER)
    cast.move(cast.lead, "serve", order, chart=Chart.SERVICE)
    with pytest.raises(NotFound):
        take(cast, paper)


@pytest.mark.parametrize("purpose", ["", "  ", "x" * 501])
def test_nothing_is_opened_without_a_purpose(cast, purpose):
    case, order = made(cast)
    document = keep(cast, case, ORDER, order)
    with pytest.raises(Malformed):
        open_document(cast.db, document, purpose, actor=cast.solicitor, at=cast.at)
    assert last(cast, case)["event"] == "store_document"


def test_a_document_is_never_deleted_but_one_stored_by_mistake_is_handed_out_no_more(cast):
    case, order = made(cast)
    document = keep(cast, case, ORDER, order)
    void(cast.db, document, "the wrong scan", actor=cast.solicitor, at=cast.at)
    void(cast.db, document, "again", actor=cast.solicitor, at=cast.at)
    assert [row["event"] for row in cast.entries(case)].count("void_document") == 1
    with pytest.raises(Conflict):
        take(cast, document)
    with pytest.raises(Malformed):
        void(cast.db, document, " ", actor=cast.solicitor, at=cast.at)
    assert cast.row("document_contents", reference=document), "it stays"


def test_the_police_are_sent_no_copy_without_the_sealed_order_and_its_proof(cast):
    case, order = made(cast)
    cast.move(cast.solicitor, "serve", order, chart=Chart.SERVICE)

    def send() -> None:
        cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY, papers=False)

    with pytest.raises(Refused) as refused:
        send()
    assert [found.guard for found in refused.value.refusals] == ["sealed_order_is_stored", "proof_is_stored"]
    assert "Upload" in refused.value.refusals[0].remedy
    sealed = keep(cast, case, ORDER, order)
    with pytest.raises(Refused) as refused:
        send()
    assert [found.guard for found in refused.value.refusals] == ["proof_is_stored"]
    proof = keep(cast, case, PROOF, order)
    send()
    assert cast.facts(case)["orders"][order]["copy_holds"] == {"order": sealed, "proof": proof}
    assert f'"copy":{{"order":"{sealed}","proof":"{proof}"}}' in last(cast, case)["body"]


def test_a_copy_of_an_order_that_needed_no_service_carries_no_proof(cast):
    case, order = made(cast)
    sealed = keep(cast, case, ORDER, order)
    cast.move(cast.solicitor, "dispense", order, chart=Chart.SERVICE)
    cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY, papers=False)
    assert cast.facts(case)["orders"][order]["copy_holds"] == {"order": sealed, "proof": None}


def test_what_was_stored_before_the_order_was_made_again_is_not_sent_any_more(cast):
    case, order = made(cast)
    for kind in (ORDER, PROOF):
        keep(cast, case, kind, order)
    cast.move(cast.solicitor, "vary", order, {})
    cast.move(cast.solicitor, "serve", order, chart=Chart.SERVICE)
    with pytest.raises(Refused) as refused:
        cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY, papers=False)
    assert len(refused.value.refusals) == 2


def test_a_void_document_is_not_sent(cast):
    case, order = made(cast)
    cast.move(cast.solicitor, "dispense", order, chart=Chart.SERVICE)
    first = keep(cast, case, ORDER, order)
    cast.at += timedelta(minutes=1)
    void(cast.db, keep(cast, case, ORDER, order), "twice", actor=cast.solicitor, at=cast.at)
    cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY, papers=False)
    assert cast.facts(case)["orders"][order]["copy_holds"]["order"] == first


def test_a_service_names_the_document_that_proves_it(cast):
    case, order = made(cast)
    proof, other = keep(cast, case, PROOF, order), keep(cast, case, ORDER, order)
    served = {name: value for name, value in sent("service", "serve").items() if name != "proof"}
    with pytest.raises(Malformed):
        cast.move(cast.solicitor, "serve", order, served, chart=Chart.SERVICE)
    for wrong in (other, "D-00000000"):
        with pytest.raises(Refused) as refused:
            cast.move(cast.solicitor, "serve", order, served | {"document": wrong}, chart=Chart.SERVICE)
        assert [found.guard for found in refused.value.refusals] == ["proof_is_of_this_order"]
    cast.move(cast.solicitor, "serve", order, served | {"document": proof}, chart=Chart.SERVICE)
    later = keep(cast, case, PROOF, order)
    cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY, papers=False)
    held = cast.facts(case)["orders"][order]
    assert (held["proof"], held["copy_holds"]) == (proof, {"order": other, "proof": proof})
    assert later != proof


def test_a_case_on_the_first_version_sends_its_copy_as_it_began(cast):
    case = cast.case("order_sought", definition="1")
    order = cast.order(case)
    cast.move(cast.solicitor, "make_order", order)
    cast.move(cast.solicitor, "serve", order, chart=Chart.SERVICE)
    cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY, papers=False)
    assert "copy_holds" not in cast.facts(case)["orders"][order]


def test_a_firm_without_a_code_owes_nothing(cast):
    case, order = made(cast)
    held = cast.facts(case)["orders"][order]
    stranger = Viewer("P-00000000", Role.SOLICITOR)
    assert not may_handle(stranger, Sight.DUTIES, ORDER, held, cast.at)
    assert not may_handle(cast.solicitor, Sight.DUTIES, ORDER, None, cast.at)


def test_no_copy_is_sent_of_an_order_that_no_court_made(cast):
    case = cast.case("order_sought")
    with pytest.raises(Refused) as refused:
        cast.move(cast.solicitor, "send", cast.order(case), chart=Chart.POLICE_COPY, papers=False)
    assert [found.guard for found in refused.value.refusals] == ["state_allows_it"]


def test_the_reference_of_a_case_is_that_of_no_document(cast):
    case, _ = made(cast)
    with pytest.raises(NotFound, match="document"):
        take(cast, case)
    with pytest.raises(NotFound, match="document"):
        document(cast.db, case, cast.solicitor, cast.at)


def test_the_copy_is_handed_out_as_long_as_the_card_shows_its_order(cast):
    case, order = made(cast)
    cast.move(cast.solicitor, "dispense", order, chart=Chart.SERVICE)
    paper = keep(cast, case, ORDER, order)
    cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY, papers=False)
    assert open_copy(cast.db, paper, Why("breach"), actor=cast.officer, at=cast.at).content == PAGE
    expired = cast.at + timedelta(days=5 * 366)
    with pytest.raises(NotFound, match="document"):
        open_copy(cast.db, paper, Why("breach"), actor=cast.officer, at=expired)


def test_a_card_offers_no_document_that_is_void(cast):
    case, order = made(cast)
    paper = keep(cast, case, ORDER, order)
    cast.move(cast.solicitor, "serve", order, chart=Chart.SERVICE)
    proof = keep(cast, case, PROOF, order)
    cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY, papers=False)

    def offered() -> dict[str, str]:
        (card,) = look_up(cast.db, Sought(order), Why("breach"), actor=cast.officer, at=cast.at)
        return dict(card.holds)

    assert offered() == {"order": paper, "proof": proof}
    void(cast.db, proof, "of another order", actor=cast.solicitor, at=cast.at)
    assert offered() == {"order": paper}


def test_what_nobody_thought_of_leads_to_her():
    assert [leads_to_her(kind) for kind in (ORDER, PROOF)] == [False, False]
    assert all(leads_to_her(kind) for kind in (STATEMENT, LETTER, "a kind to come"))


def test_only_officers_are_handed_the_copy_by_the_order_card(cast):
    case, order = made(cast)
    paper = keep(cast, case, ORDER, order)
    with pytest.raises(NotPermitted):
        open_copy(cast.db, paper, Why("breach"), actor=cast.solicitor, at=cast.at)
    with pytest.raises(Malformed):
        open_copy(cast.db, paper, Why(""), actor=cast.officer, at=cast.at)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_the_doctor_names_documents_that_are_not_whole(engine, request):
    cast = Cast(request.getfixturevalue(f"{engine}_database"))
    case, order = made(cast)
    whole, lost, unsaid = (keep(cast, case, ORDER, order) for _ in range(3))
    with cast.db.transaction() as tx:
        assert torn(tx, 10) == (3, 0, ())
        contents, documents = METADATA.tables["document_contents"], METADATA.tables["documents"]
        tx.connection.execute(contents.delete().where(contents.c.reference == lost))
        tx.connection.execute(documents.update().where(documents.c.reference == unsaid).values(seq=1))
        assert torn(tx, 10) == (3, 2, tuple(sorted((lost, unsaid))))
        assert torn(tx, 1)[2] == (min(lost, unsaid),)
    assert whole not in (lost, unsaid)
