"""The order card: what an officer must know of an order in force, asked for with a purpose and shown in place."""

from dataclasses import dataclass

from fastapi.responses import Response

from api.web.event_forms.moments import PARTS, Typed, Unfit, day_of
from api.web.forms import Form
from api.web.pages import Here, Visit, pages
from api.web.words.documents import COPY_PARTS, NOT_SENT, SENT_ELSEWHERE
from api.web.words.order_card import (
    COPIES,
    KINDS,
    PURPOSES,
    SERVERS,
    SERVICE,
    STATES,
    UNCODED,
    UNDERTAKING,
    WRONG,
    Kind,
    may_do,
)
from api.web.words.terms import TERMS
from states.errors import Malformed
from states.facts import COPIED, PROTECTING, SERVED
from states.permissions import Place
from states.vocabulary import OrderState
from workflow.order_cards import OrderCard, look_up
from workflow.order_search import Sought, Why

router = pages(Place.ORDER_CARD)

UNPROCESSABLE = 422
#: The controls of the form, in the order of the page, each with the one that an error leads to.
TARGETS = {"reference": "reference", "protected": "protected", "respondent": "respondent", "born": "born-day"}
TARGETS |= {"purpose": "purpose", "why": "why"}


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A card in words."""

    card: OrderCard
    kind: Kind
    state: str
    service: str
    served_by: str | None
    copy: str
    #: What he must or must not do, in words; empty where nobody coded it.
    terms: tuple[str, ...]
    uncoded: str
    may_do: tuple[str, ...]
    unserved: bool
    #: What may be downloaded of it: words and reference.
    holds: tuple[tuple[str, str], ...]
    unheld: str


@router.get("/order-card")
def ask(here: Here) -> Response:
    """Ask for an order and a purpose."""
    return _page(here, here.typed)


@router.post("/order-card")
def find(here: Here) -> Response:
    """Show the cards that are found, in answer to the form itself: no name is ever in an address."""
    form = here.form
    sought = Sought(form.get("reference"), form.get("protected"), form.get("respondent"), _born(form))
    why = Why(form.get("purpose"), form.get("why"))
    try:
        cards = look_up(here.db, sought, why, actor=here.actor, at=here.at)
    except Malformed as refusal:
        return _page(here, form, {problem.field: WRONG[problem.field] for problem in refusal.problems})
    return here.show("order_card/found.html", cards=[_shown(card) for card in cards], why=why)


def _born(form: Form) -> str:
    try:
        return day_of(Typed.of(form, "born")).isoformat()
    except Unfit:
        return ""


def _page(here: Visit, form: Form, errors: dict[str, str] | None = None) -> Response:
    wrong = errors or {}
    return here.show(
        "order_card/form.html",
        status=UNPROCESSABLE if wrong else 200,
        form=form,
        born={part: form.get(f"born-{part}") for part in PARTS},
        errors=wrong,
        summary=[{"text": wrong[name], "href": f"#{TARGETS[name]}"} for name in TARGETS if name in wrong],
        purposes=PURPOSES,
    )


def _shown(card: OrderCard) -> Shown:
    return Shown(
        card=card,
        kind=UNDERTAKING if card.state == OrderState.UNDERTAKING else KINDS[card.type],
        state=STATES[card.state],
        service=SERVICE[card.service],
        served_by=SERVERS[card.served_by] if card.served_by else None,
        copy=COPIES[card.copy],
        terms=tuple(TERMS[term] for term in card.terms or ()),
        uncoded="" if card.terms or card.other_terms else UNCODED,
        may_do=may_do(
            card.type,
            promised=card.state == OrderState.UNDERTAKING,
            attached=card.power_of_arrest,
            told=card.service in SERVED,
        ),
        unserved=card.state in PROTECTING and card.service not in SERVED,
        holds=tuple((COPY_PARTS[part], document) for part, document in card.holds),
        unheld=SENT_ELSEWHERE if card.copy in COPIED else NOT_SENT,
    )
