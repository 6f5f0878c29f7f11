"""Documents of a case: stored as they are sent, listed, and handed out for a purpose. Nothing is deleted."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.attachments import attachment
from api.bodies import media_type, read_file
from api.dependencies import REFERENCE, Db, MaybeKey, Now, Reference, SignedIn, SignedInRoute
from api.errors import (
    CONFLICT,
    CREATED,
    DONE,
    NOT_FOUND,
    NOT_PERMITTED,
    NOTHING,
    TOO_LARGE,
    answers,
)
from api.v1.incoming import OpenDocumentIn, Paging, VoidDocumentIn
from api.v1.outgoing import DocumentOut, PageOut, StoredOut
from states.permissions import Place, may_enter
from states.vocabulary import DocumentKind
from workflow.documents import Media, Upload, open_copy, open_document, store, void
from workflow.order_search import Why
from workflow.queries.documents import documents

router = APIRouter(prefix="/api/v1", tags=["Documents"], route_class=SignedInRoute)

SEEN = answers(NOT_PERMITTED, NOT_FOUND)
#: What is sent and handed out, to whoever reads the description.
FILE: dict[str, Any] = {media.value: {"schema": {"type": "string", "format": "binary"}} for media in Media}


async def _sent(request: Request) -> bytes:
    return await read_file(request)


@router.get("/cases/{reference}/documents", responses=SEEN)
def list_documents(
    reference: Reference, wanted: Annotated[Paging, Query()], db: Db, actor: SignedIn, at: Now
) -> PageOut[DocumentOut]:
    """List the documents of a case, the newest first; a firm that only owes something, those of the orders it owes."""
    page = documents(db, reference, actor, at, **wanted.model_dump())
    return PageOut[DocumentOut].model_validate(page)


@router.post(
    "/cases/{reference}/documents",
    status_code=CREATED,
    responses=answers(NOT_PERMITTED, NOT_FOUND, CONFLICT, TOO_LARGE),
    openapi_extra={"requestBody": {"required": True, "content": FILE}},
)
def store_document(  # noqa: PLR0913, PLR0917 - each is one part of the request.
    request: Request,
    reference: Reference,
    kind: DocumentKind,
    content: Annotated[bytes, Depends(_sent)],
    db: Db,
    actor: SignedIn,
    at: Now,
    order: Annotated[
        str | None,
        Query(pattern=REFERENCE, description="The order that it belongs to; required of orders and proofs."),
    ] = None,
    key: MaybeKey = None,
) -> StoredOut:
    """Store a document: a PDF, JPEG or PNG of at most 10 MB, as the body itself."""
    upload = Upload(kind.value, content, order, media_type(request))
    return StoredOut(document=store(db, reference, upload, actor=actor, at=at, key=key))


@router.post(
    "/documents/{reference}/content",
    responses={**answers(NOT_PERMITTED, NOT_FOUND, CONFLICT), DONE: {"content": FILE}},
    response_class=Response,
)
def open_content(
    reference: Reference, body: OpenDocumentIn, db: Db, actor: SignedIn, at: Now, _: MaybeKey = None
) -> Response:
    """Hand out a document for a purpose. To an officer, what the police were sent of an order, as the order card does."""
    if may_enter(actor, Place.ORDER_CARD):
        return attachment(open_copy(db, reference, Why(body.purpose, body.why), actor=actor, at=at))
    return attachment(open_document(db, reference, body.purpose, actor=actor, at=at))


@router.post("/documents/{reference}/void", status_code=NOTHING, responses=SEEN, response_class=Response)
def void_document(
    reference: Reference, body: VoidDocumentIn, db: Db, actor: SignedIn, at: Now, _: MaybeKey = None
) -> Response:
    """Mark a document that was stored by mistake. It stays, and is handed out no more."""
    void(db, reference, body.reason, actor=actor, at=at)
    return Response(status_code=NOTHING)
