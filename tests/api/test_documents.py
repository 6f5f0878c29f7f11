"""Documents over the API: stored as they are, listed, and handed out as files that no browser shows."""

import hashlib

import pytest

from api.limits import LARGEST_UPLOAD, UPLOADS
from api.web.route import PageRoute
from workflow.documents import MOST
from workflow.simulate.papers import pdf

PAGE = pdf("A page of a test.")


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def made(world) -> tuple[str, str]:
    """A case with an order that is made."""
    case, order = world.sought()
    world.move("solicitor", f"/orders/{order}", "make_order", {"made_on": "2026-11-23"})
    return case, order


def send(world, case, content=PAGE, *, who="solicitor", media="application/pdf", key=None, **said: str):
    headers = world._headers(who) | {"Content-Type": media} | ({"Idempotency-Key": key} if key else {})
    params = {"kind": "letter"} | said
    return world.client.post(
        f"/api/v1/cases/{case}/documents", params=params, content=content, headers=headers
    )


def take(world, document, *, who="solicitor", **body: str):
    return world.post(who, f"/documents/{document}/content", body or {"purpose": "to read it"})


def test_a_document_is_stored_listed_and_handed_out_as_a_file(world, made):
    case, order = made
    answer = send(world, case, kind="order", order=order)
    assert answer.status_code == 201
    document = answer.json()["document"]
    (shown,) = world.get("caseworker", f"/cases/{case}/documents").json()["items"]
    assert (shown["reference"], shown["kind"], shown["order"]) == (document, "order", order)
    assert (shown["media"], shown["size"], shown["may_open"]) == ("application/pdf", len(PAGE), True)
    file = take(world, document)
    assert (file.status_code, hashlib.sha256(file.content).digest()) == (200, hashlib.sha256(PAGE).digest())
    assert file.headers["content-disposition"] == f'attachment; filename="{document}.pdf"'
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["cache-control"] == "no-store"
    assert file.headers["content-security-policy"].endswith("; sandbox")
    assert "content-encoding" not in file.headers


def test_the_same_upload_under_one_key_is_stored_once(world, made):
    case, _ = made
    first, second = (send(world, case, key="one").json() for _ in range(2))
    assert first == second
    assert send(world, case, pdf("Another."), key="one").status_code == 409
    assert len(world.get("solicitor", f"/cases/{case}/documents").json()["items"]) == 1


@pytest.mark.parametrize(
    ("content", "kind", "status", "field"),
    [
        (PAGE, "text/plain", 422, "content-type"),
        (PAGE, "application/json", 422, "content-type"),
        (PAGE, "image/png", 422, "file"),
        (b"", "application/pdf", 422, "file"),
        (PAGE[:-30], "application/pdf", 422, "file"),
        (b"Dear court", "application/pdf", 422, "file"),
        (PAGE + b"<script>", "application/pdf", 422, "file"),
    ],
)
def test_what_is_no_document_is_refused_with_what_to_do(world, made, content, kind, status, field):
    answer = send(world, made[0], content, media=kind)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    (problem,) = answer.json()["problems"]
    assert problem["field"] == field
    assert not world.get("solicitor", f"/cases/{made[0]}/documents").json()["items"]


def test_ten_megabytes_and_one_byte_are_too_large_however_they_come(world, made):
    case, _ = made
    path = f"/api/v1/cases/{case}/documents"
    headers = world._headers("solicitor") | {"Content-Type": "application/pdf"}
    large = PAGE + b"\n" * (MOST + 1 - len(PAGE))
    assert (
        world.client.post(path, params={"kind": "letter"}, content=large[:-1], headers=headers).status_code
        == 201
    )
    pieces = (large[place : place + 100_000] for place in range(0, len(large), 100_000))
    for content in (large, pieces):
        answer = world.client.post(path, params={"kind": "letter"}, content=content, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
        assert "10 MB" in answer.json()["detail"]


def test_an_unknown_kind_of_document_and_a_foreign_order_are_refused(world, made):
    assert send(world, made[0], kind="photo").status_code == 422
    assert send(world, made[0], kind="order").status_code == 422


def test_a_document_that_was_stored_by_mistake_is_handed_out_no_more(world, made):
    document = send(world, made[0]).json()["document"]
    assert world.post("solicitor", f"/documents/{document}/void", {"reason": "twice"}).status_code == 204
    assert take(world, document).status_code == 409
    (shown,) = world.get("auditor", f"/cases/{made[0]}/documents").json()["items"]
    assert shown["voided_at"] is not None
    assert not shown["may_open"]


def test_a_list_of_documents_is_turned_page_by_page(world, made):
    sent = [send(world, made[0]).json()["document"] for _ in range(3)]
    first = world.get("solicitor", f"/cases/{made[0]}/documents", limit=2).json()
    rest = world.get("solicitor", f"/cases/{made[0]}/documents", limit=2, cursor=first["next"]).json()
    assert [one["reference"] for one in first["items"] + rest["items"]] == sent[::-1]
    assert rest["next"] is None


def test_who_learns_only_what_became_of_it_is_told_of_no_documents(world, made):
    referral = world.refer()
    assert world.get("officer", f"/cases/{referral}/documents").status_code == 403
    _, offer = world.offered()
    assert world.get("solicitor", f"/cases/{offer}/documents").status_code == 403
    assert world.get("other_solicitor", f"/cases/{made[0]}/documents").status_code == 404


def test_an_officer_is_handed_what_the_police_were_sent_and_nothing_else(world, made):
    case, order = made
    letter = send(world, case).json()["document"]
    world.move(
        "solicitor",
        f"/orders/{order}",
        "serve",
        {"served_on": "2026-11-23", "served_by": "police", "proof": "On file."},
    )
    sealed = world.keep("solicitor", case, "order", order)
    assert take(world, sealed, who="officer", purpose="breach").status_code == 404
    refused = world.post("solicitor", f"/orders/{order}/events", {"event": "send", "payload": {}})
    assert [one["guard"] for one in refused.json()["refusals"]] == ["proof_is_stored"]
    (shown,) = world.get("caseworker", f"/cases/{case}").json()["orders"]
    copy = shown["events"]["police_copy"]["send"]
    assert [one["guard"] for one in copy["refusals"]] == ["proof_is_stored"]
    proof = world.keep("solicitor", case, "proof_of_service", order)
    (shown,) = world.get("caseworker", f"/cases/{case}").json()["orders"]
    assert shown["events"]["police_copy"]["send"]["allowed"]
    world.post("solicitor", f"/orders/{order}/events", {"event": "send", "payload": {}})
    for document in (sealed, proof):
        # An officer of another force, who never referred her.
        assert take(world, document, who="other_officer", purpose="breach").content == PAGE
    assert take(world, sealed, who="officer", purpose="curious").status_code == 422
    assert take(world, sealed, who="officer", purpose="other").status_code == 422
    assert take(world, letter, who="officer", purpose="breach").status_code == 404
    assert take(world, "D-00000000", who="officer", purpose="breach").status_code == 404
    world.post("solicitor", f"/orders/{order}/events", {"event": "bounce", "payload": {}})
    assert take(world, sealed, who="officer", purpose="breach").status_code == 404


def test_only_addresses_of_uploads_read_as_much_as_a_document(app):
    taking = {route.path for route in app.state.pages if isinstance(route, PageRoute) and route.takes_file}
    programs = {path for path in app.openapi()["paths"] if path.endswith("/documents")}
    for path in taking | programs:
        assert UPLOADS.fullmatch(path.format(reference="C-00000000")), path
    assert (len(taking), len(programs)) == (1, 1)
    assert LARGEST_UPLOAD > MOST
