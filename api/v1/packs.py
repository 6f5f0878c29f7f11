"""The application to the court: how each of its paths stands, what the court's machine takes, and its documents."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from api.dependencies import Db, MaybeKey, Now, Reference, SignedIn, SignedInRoute
from api.errors import NOT_FOUND, NOT_PERMITTED, answers
from api.packs import PDF, sent
from api.v1.shapes import In, Out
from workflow.pack.contract import SECTIONS
from workflow.pack.making import Opened, make
from workflow.pack.standing import Standing

router = APIRouter(prefix="/api/v1/cases", tags=["Application"], route_class=SignedInRoute)

SEEN = answers(NOT_PERMITTED, NOT_FOUND)
PRINTED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
        "description": "The document.",
    }
}


class PackIn(In):
    """Why the application is opened."""

    purpose: Annotated[str, Field(min_length=1, max_length=500)]


class LeafOut(Out):
    """How one path of the form stands; never what it holds.

    `needed` says that the application waits for an answer, `asked_at` where it is asked, `why` what withholds it.
    """

    path: str
    type: str
    section: Annotated[str, Field(json_schema_extra={"enum": list(SECTIONS)})]
    asked_at: str
    standing: Standing
    needed: bool
    why: str | None


class PackOut(Out):
    """An application as it stands. `form` holds what is filled, as the court's machine takes it."""

    leaves: list[LeafOut]
    form: Annotated[dict[str, Any], Field(repr=False)]


@router.post("/{reference}/pack", responses=SEEN)
def make_pack(
    reference: Reference, body: PackIn, db: Db, actor: SignedIn, at: Now, _: MaybeKey = None
) -> PackOut:
    """Judge the application of a case. Each time leaves its own entry; what was shown is kept nowhere."""
    pack = make(db, reference, Opened.FORM, body.purpose, actor=actor, at=at)
    leaves = [
        LeafOut(
            path=leaf.path,
            type=leaf.type,
            section=leaf.section,
            asked_at=f"/cases/{reference}/application/{leaf.section}",
            standing=leaf.standing,
            needed=leaf.needed,
            why=leaf.why,
        )
        for leaf in pack.leaves
    ]
    return PackOut(leaves=leaves, form=pack.form)


@router.post("/{reference}/pack/{document}", response_class=Response, responses={**SEEN, **PRINTED})
def make_document(
    reference: Reference,
    document: Literal["fl401", "c8"],
    body: PackIn,
    db: Db,
    actor: SignedIn,
    at: Now,
    _: MaybeKey = None,
) -> Response:
    """Make the form, or the page for the court alone (C8), as a PDF. Each time leaves its own entry."""
    what = Opened(document)
    return sent(make(db, reference, what, body.purpose, actor=actor, at=at), what, reference, at)
