"""Offers that wait for the firm's answer: what it needs to know, and nothing by which anybody could know her."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi.responses import Response

from api.web.pages import Here, pages
from api.web.words.events import EVENTS
from api.web.words.options import LANGUAGES
from api.web.words.panel import CHILDREN, NOT_KNOWN
from states.permissions import Place
from states.vocabulary import Chart
from workflow import queries
from workflow.forces import FORCES
from workflow.queries import OfferView

router = pages(Place.FIRM, "/firm")


@dataclass(frozen=True, slots=True)
class OfferShown:
    """One offer: what it says, the answers that can be given, and why others cannot."""

    reference: str
    urgent: bool
    due_at: datetime | None
    says: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]


@router.get("/offers")
def list_offers(here: Here, cursor: str | None = None) -> Response:
    """List what is offered, the first due first."""
    page = queries.offers(here.db, here.actor, here.at, cursor=cursor, limit=20)
    offers = [present(offer) for offer in page.items]
    return here.show("firm/offers.html", offers=offers, next_cursor=page.next_cursor)


def present(offer: OfferView) -> OfferShown:
    """Write one offer for people."""
    allowed = [event for event, refusals in offer.events.items() if not refusals]
    words = EVENTS[Chart.OFFER]
    return OfferShown(
        offer.reference,
        bool(offer.summary["urgent"]),
        None if offer.due_at is None else datetime.fromisoformat(offer.due_at),
        tuple(_says(offer.summary)),
        tuple((f"/offers/{offer.reference}/{event}", words[event].title) for event in allowed),
        tuple(dict.fromkeys(why.reason for refusals in offer.events.values() for why in refusals)),
    )


def _says(summary: Any) -> list[tuple[str, str]]:
    language = LANGUAGES.get(summary["language"], summary["language"])
    interpreter = ", and needs an interpreter" if summary["interpreter"] else ""
    pending = ", ".join(kind.replace("_", " ") for kind in summary["orders_pending"])
    return [
        ("Police force", FORCES.get(summary["area"], summary["area"])),
        (
            "Where she lives",
            f"Postcodes that begin with {near}" if (near := summary.get("near")) else NOT_KNOWN,
        ),
        ("She speaks", f"{language}{interpreter}"),
        ("Children", CHILDREN[summary.get("children")]),
        ("Waiting for", summary["waiting"]),
        ("Hearing", "Within 14 days" if summary["hearing_soon"] else "None within 14 days"),
        *([("Applied for already", pending)] if pending else []),
    ]
