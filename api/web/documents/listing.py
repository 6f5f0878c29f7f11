"""The documents of a case: the list, and the form that uploads one more. A firm that only owes something sees its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi.responses import Response

from api import errors
from api.dependencies import Reference
from api.web.case_page.frame import WHOLE, known, look, show
from api.web.documents.told import Line, line
from api.web.forms import Form
from api.web.pages import Here, Visit, pages
from api.web.uploads import Sent
from api.web.words.documents import FIELDS, KINDS, TOO_BIG, UNCHOSEN
from api.web.words.options import OPTIONS
from states.errors import Malformed, NotPermitted
from states.papers import OF_AN_ORDER
from states.permissions import Place, Sight
from workflow.documents import Upload, store
from workflow.queries import CaseView
from workflow.queries.documents import documents

router = pages(Place.CASES, prefix="/cases")
uploads = pages(Place.CASES, prefix="/cases", takes_file=True)

#: The field that makes a second press of the button do nothing again.
KEY = "_key"


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """The form as it is drawn: what was chosen, and what is wrong with each field."""

    form: Form = field(default_factory=Form)
    wrong: Mapping[str, str] = field(default_factory=dict)
    status: int = errors.DONE


@router.get("/{reference}/documents")
def list_documents(here: Here, reference: Reference, cursor: str | None = None) -> Response:
    """List the documents of a case, the newest first, with the form for another."""
    asked = here.request.query_params
    chosen = Form((name, asked[name]) for name in ("kind", "order") if name in asked)
    return _page(here, look(here, reference), Sheet(here.typed or chosen), cursor)


@uploads.post("/{reference}/documents")
def upload(here: Here, reference: Reference) -> Response:
    """Store a document. What is wrong with it is said beside its field, and what was chosen beside it comes back."""
    view, sent = look(here, reference), _sent(here)
    form = sent.form
    if sent.too_big:
        return _page(here, view, Sheet(form, {"file": TOO_BIG}, errors.TOO_LARGE.status))
    chosen = Upload(form.get("kind"), sent.content or b"", form.get("order") or None, sent.sent_as)
    if sent.content is None:
        return _page(here, view, Sheet(form, {"file": UNCHOSEN}, errors.MALFORMED.status))
    try:
        store(here.db, reference, chosen, actor=here.actor, at=here.at, key=form.get(KEY) or None)
    except Malformed as refusal:
        wrong = {problem.field: problem.message for problem in refusal.problems}
        return _page(here, view, Sheet(form, wrong, errors.MALFORMED.status))
    return here.go(f"/cases/{reference}/documents", done="document_stored")


def _sent(here: Visit) -> Sent:
    sent: Sent = here.request.state.upload
    return sent


def _page(here: Visit, view: CaseView, sheet: Sheet, cursor: str | None = None) -> Response:
    if view.sight not in (WHOLE, Sight.DUTIES):
        raise NotPermitted("documents are for those who work on the case")
    listed = documents(here.db, view.reference, here.actor, here.at, cursor=cursor, limit=25)
    people = known(here, view, *(one.stored_by for one in listed.items)) if view.sight == WHOLE else {}
    lines: list[Line] = [line(one, people) for one in listed.items]
    kinds = KINDS if view.sight == WHOLE else {kind: KINDS[kind] for kind in KINDS if kind in OF_AN_ORDER}
    orders = {
        one.reference: f"{OPTIONS['OrderType'][one.type]}, {one.court} ({one.reference})"
        for one in view.orders
    }
    only = next(iter(orders)) if len(orders) == 1 else ""
    context: dict[str, Any] = {
        "status": sheet.status,
        "reference": view.reference,
        "lines": lines,
        "next_cursor": listed.next_cursor,
        "later": cursor is not None,
        "kinds": kinds,
        "orders": orders,
        "kind": sheet.form.get("kind"),
        "order": sheet.form.get("order") or ("" if sheet.form else only),
        "key": uuid4().hex,
        "wrong": sheet.wrong,
        "summary": [
            {"text": f"{FIELDS[name]}: {words}", "href": f"#{name}"} for name, words in sheet.wrong.items()
        ],
    }
    if view.sight == WHOLE:
        return show(here, view, "documents", people, **context)
    return here.show("case/documents_owed.html", **context)
