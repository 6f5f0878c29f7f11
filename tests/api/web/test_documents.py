"""Documents on pages: uploaded by a form that loses nothing, downloaded for a purpose, and never shown."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from api.limits import LARGEST_UPLOAD
from api.web.documents.told import size
from tests.api.visiting import Page, Visitor, multipart
from workflow.documents import MOST
from workflow.simulate.papers import pdf

PAGE = pdf("A page of a test.")
FILE = ("Ada Fictional order.pdf", "application/pdf", PAGE)


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def made(world) -> tuple[str, str]:
    case, order = world.sought()
    world.move("solicitor", f"/orders/{order}", "make_order", {"made_on": "2026-11-23"})
    return case, order


@pytest.fixture
def firm(client, tokens) -> Visitor:
    return Visitor(client, tokens["solicitor"])


def upload(visitor: Visitor, case: str, *files: tuple[str, str, bytes], **fields: str) -> Page:
    return visitor.upload(f"/cases/{case}/documents", fields, *files)


def kept(world, case) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = world.get("caseworker", f"/cases/{case}/documents").json()["items"]
    return items


def test_a_document_is_uploaded_and_downloaded_for_a_purpose(firm, world, made):
    case, order = made
    page = firm.get(f"/cases/{case}/documents")
    assert "No document is stored" in page.text
    form = page.form("Upload")
    assert {"kind", "order", "file", "_key"} <= form.names
    assert dict(form.fields)["order"] == order, "the only order is chosen beforehand"
    sent = {"kind": "order", "order": order, "_key": dict(form.fields)["_key"]}
    page = upload(firm, case, FILE, **sent)
    assert (page.status, page.path) == (200, f"/cases/{case}/documents?done=document_stored")
    assert "Court order" in page.text
    assert upload(firm, case, FILE, **sent).status == 200
    assert len(kept(world, case)) == 1, "a second press stores nothing again"
    (document,) = (one["reference"] for one in kept(world, case))
    shown = firm.get(f"/documents/{document}")
    assert order in shown.text
    refused = shown.submit("Download")
    assert (refused.status, "Say why you open it" in refused.text) == (422, True)
    file = firm.once("POST", f"/documents/{document}/content", "purpose=act")
    assert (file.content, file.headers["content-disposition"]) == (
        PAGE,
        f'attachment; filename="{document}.pdf"',
    )
    assert (
        firm.once("POST", f"/documents/{document}/content", "purpose=other&because=a+judge+asks").status_code
        == 200
    )
    for path in ("content", "void"):
        assert firm.get(f"/documents/{document}/{path}").path == f"/documents/{document}"


def test_what_a_file_was_called_is_kept_nowhere(firm, made, db):
    upload(firm, made[0], FILE, kind="letter")
    with db.reading() as tx:
        path = tx.connection.exec_driver_sql("PRAGMA database_list").first()[2]
    held = b"".join(Path(f"{path}{end}").read_bytes() for end in ("", "-wal"))
    assert b"Ada Fictional order" not in held
    assert b"A page of a test" not in held


@pytest.mark.parametrize(
    ("files", "fields", "says"),
    [
        ((), {"kind": "letter"}, "Choose the file"),
        ((("", "application/octet-stream", b""),), {"kind": "letter"}, "Choose the file"),
        ((("a.pdf", "application/pdf", b""),), {"kind": "letter"}, "Is empty"),
        ((("a.txt", "text/plain", b"Dear court"),), {"kind": "letter"}, "Must be a PDF"),
        ((("a.png", "image/png", PAGE),), {"kind": "letter"}, "Is not of the kind"),
        ((FILE,), {}, "Say what the document is"),
        ((FILE,), {"kind": "order", "order": ""}, "Say which order it belongs to"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_else_is_lost(
    firm, world, made, files, fields, says
):
    page = upload(firm, made[0], *files, **fields)
    assert page.status == 422
    assert says in page.text
    assert "There is a problem" in page.text
    chosen = dict(page.form("Upload").fields)
    assert chosen.get("kind", "") == fields.get("kind", "")
    assert not kept(world, made[0])


def test_a_file_that_is_too_large_is_said_so_on_the_page_and_the_rest_comes_back(firm, world, made):
    large = ("a.pdf", "application/pdf", PAGE + b"\n" * (MOST + 1 - len(PAGE)))
    page = upload(firm, made[0], large, kind="proof_of_service", order=made[1])
    assert page.status == 413
    assert "larger than 10 MB" in page.text
    chosen = dict(page.form("Upload").fields)
    assert (chosen["kind"], chosen["order"]) == ("proof_of_service", made[1])
    assert not kept(world, made[0])
    exact = ("a.pdf", "application/pdf", PAGE + b"\n" * (MOST - len(PAGE)))
    assert upload(firm, made[0], exact, kind="letter").status == 200
    assert kept(world, made[0])[0]["size"] == MOST


def test_what_is_larger_than_anybody_reads_is_told_so(firm, made):
    sent = firm.once(
        "POST",
        f"/cases/{made[0]}/documents",
        b"x",
        **{"content-type": "multipart/form-data; boundary=b", "content-length": str(LARGEST_UPLOAD + 1)},
    )
    assert sent.status_code == 413
    assert "larger than what is read" in sent.text


def test_nothing_that_is_uploaded_touches_a_disk_unsealed(firm, made, monkeypatch):
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a file was made")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp", "_mkstemp_inner"):
        monkeypatch.setattr(tempfile, name, never)
    large = ("a.pdf", "application/pdf", PAGE + b"\n" * (MOST - len(PAGE)))
    assert upload(firm, made[0], large, kind="letter").status == 200


BOUNDED = {"content-type": "multipart/form-data; boundary=a-boundary"}
WHOLE = multipart({"kind": "letter"}, FILE)[0]
LINE = b"--a-boundary\r\nContent-Disposition: "


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"kind=letter", {}),
        (WHOLE, {"content-type": "multipart/form-data"}),
        (b"no form at all", BOUNDED),
        (WHOLE[:-40], BOUNDED),
        (LINE + b'form-data; name="kind"\r\n\r\n\xff\r\n--a-boundary--\r\n', BOUNDED),
        (LINE + b'form-data; name="kind"\r\n\r\na\0b\r\n--a-boundary--\r\n', BOUNDED),
        (LINE + b"form-data\r\n\r\nx\r\n--a-boundary--\r\n", BOUNDED),
        (LINE + b'attachment; name="kind"\r\n\r\nx\r\n--a-boundary--\r\n', BOUNDED),
        (LINE + b'form-data; name="kind"\r\n\r\n' + b"x" * 4001 + b"\r\n--a-boundary--\r\n", BOUNDED),
        (LINE + b'form-data; name="' + b"x" * 2500 + b'"\r\n\r\nx\r\n--a-boundary--\r\n', BOUNDED),
        (multipart({f"f{number}": "x" for number in range(21)}, FILE)[0], BOUNDED),
        (multipart({"kind": "letter"}, FILE, FILE)[0], BOUNDED),
    ],
)
def test_a_form_that_cannot_be_read_stores_nothing(firm, world, made, body, headers):
    answer = firm.once("POST", f"/cases/{made[0]}/documents", body, **headers)
    assert answer.status_code == 422
    assert not kept(world, made[0])


def test_no_other_page_takes_a_file(firm, made):
    body, kind = multipart({"reason": "x"}, FILE)
    answer = firm.once("POST", f"/cases/{made[0]}/events/add_note", body, **{"content-type": kind})
    assert answer.status_code == 422


def test_who_is_signed_out_keeps_what_they_chose_but_not_the_file(client, made):
    body, kind = multipart({"kind": "letter"}, FILE)
    path = f"/cases/{made[0]}/documents"
    answer = Visitor(client).once("POST", path, body, **{"content-type": kind})
    assert answer.status_code == 401
    assert PAGE[:20] not in answer.content
    assert Visitor(client).once("POST", path, "nonsense").status_code == 303


def test_who_may_not_enter_is_told_so_whatever_they_send(client, tokens, made):
    officer = Visitor(client, tokens["officer"])
    assert upload(officer, made[0], FILE, kind="letter").status == 403
    assert officer.once("POST", f"/cases/{made[0]}/documents", "nonsense").status_code == 403


def test_a_firm_that_parted_from_the_case_still_uploads_what_it_owes(firm, client, tokens, world, made):
    case, order = made
    upload(firm, case, FILE, kind="letter")
    world.move("lead", f"/cases/{case}", "release_firm", {"reason": "conflict"})
    page = firm.get(f"/cases/{case}").follow("Documents")
    assert "You see the orders that you still owe" in page.text
    assert "Letter" not in page.text
    assert upload(firm, case, FILE, kind="letter").status == 403
    assert upload(firm, case, FILE, kind="proof_of_service", order=order).status == 200
    assert "Proof of service" in firm.get(f"/cases/{case}/documents").text


def test_a_firm_that_parted_from_the_case_is_not_told_who_works_on_it_now(firm, client, tokens, world, made):
    case, order = made
    owner = Visitor(client, tokens["caseworker"])
    upload(owner, case, FILE, kind="order", order=order)
    (document,) = (one["reference"] for one in kept(world, case))
    page = f"/documents/{document}"
    assert "By caseworker" in firm.get(page).text
    world.move("lead", f"/cases/{case}", "release_firm", {"reason": "conflict"})
    assert "By Somebody" in firm.get(page).text
    assert "Somebody" in firm.get(f"/cases/{case}/documents").text


def test_a_statement_opens_to_its_owner_alone_and_one_stored_by_mistake_to_nobody(
    firm, client, tokens, world, made
):
    upload(firm, made[0], FILE, kind="statement")
    (document,) = (one["reference"] for one in kept(world, made[0]))
    other = Visitor(client, tokens["lead"]).get(f"/documents/{document}")
    assert "opens to the owner of the case" in other.text
    owner = Visitor(client, tokens["caseworker"]).get(f"/documents/{document}")
    refused = owner.submit("Mark as not valid")
    assert (refused.status, "Say why it is not valid" in refused.text) == (422, True)
    listed = owner.submit("Mark as not valid", reason="another woman's")
    assert "Not valid" in listed.text
    assert "It was marked as not valid" in firm.get(f"/documents/{document}").text
    assert firm.get("/documents/D-00000000").status == 404


def test_the_copy_asks_for_what_it_lacks_with_a_link_to_the_upload(firm, world, made):
    case, order = made
    served = {"served_on": "2026-11-23", "served_by": "police", "proof": "On file."}
    world.move("solicitor", f"/orders/{order}", "serve", served)
    page = firm.get(f"/orders/{order}/police_copy/send")
    assert "The sealed order, as the court last made it, is not among the documents" in page.text
    assert f"/cases/{case}/documents?kind=order#upload" in page.html
    chosen = firm.get(f"/cases/{case}/documents?kind=order&order={order}").form("Upload")
    assert (dict(chosen.fields)["kind"], dict(chosen.fields)["order"]) == ("order", order)


def test_a_service_is_recorded_with_a_document_chosen_from_those_stored(firm, world, made):
    case, order = made
    upload(firm, case, FILE, kind="proof_of_service", order=order)
    (document,) = (one["reference"] for one in kept(world, case))
    form = firm.get(f"/orders/{order}/service/serve")
    assert document in form.text
    day = {"served_on-day": "23", "served_on-month": "11", "served_on-year": "2026"}
    done = form.submit("Record the service", fields={**day, "served_by": "police", "document": document})
    assert done.status == 200, done.text
    (shown,) = world.get("solicitor", f"/cases/{case}/orders").json()["items"]
    assert shown["service"] == "served"


def test_an_officer_downloads_the_copy_from_the_card(client, tokens, world, made):
    case, order = made
    officer = Visitor(client, tokens["other_officer"])
    card = officer.get("/order-card").submit("Look up", reference=order, purpose="breach")
    assert "it cannot be downloaded here" in card.text
    served = {"served_on": "2026-11-23", "served_by": "police", "proof": "On file."}
    world.move("solicitor", f"/orders/{order}", "serve", served)
    world.move("solicitor", f"/orders/{order}", "send")
    card = officer.get("/order-card").submit("Look up", reference=order, purpose="other", why="a court asks")
    form = next(form for form in card.forms if f"Download: sealed order of {order}" in form.buttons)
    assert dict(form.fields) == {"purpose": "other", "why": "a court asks"}
    file = officer.once("POST", form.action, "purpose=other&why=a+court+asks")
    assert file.content == PAGE
    assert officer.get(form.action).path == "/order-card"
    history = world.get("auditor", f"/cases/{case}/history", limit=200).json()["items"]
    (opened,) = (entry for entry in history if entry["event"] == "open_copy")
    assert opened["payload"]["purpose"] == "other"
    assert "court" not in str(opened)
    told = world.get("solicitor", f"/cases/{case}/history", limit=200).json()["items"]
    assert "open_copy" not in {entry["event"] for entry in told}


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 kB"), (1024, "1 kB"), (700_000, "684 kB"), (MOST, "10.0 MB")]
)
def test_sizes_read_as_people_say_them(number, words):
    assert size(number) == words


def test_a_firm_that_is_only_asked_is_told_of_no_documents(firm, world):
    case, _ = world.offered()
    assert firm.get(f"/cases/{case}/documents").status == 403
