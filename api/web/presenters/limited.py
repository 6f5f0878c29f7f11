"""A case for a firm that does not act in it: what it still owes the court, or what it is asked."""

from dataclasses import dataclass
from datetime import datetime

from api.web.firm.offers import OfferShown, present
from api.web.presenters.order_list import OrderShown, order
from workflow.queries import CaseView


@dataclass(frozen=True, slots=True)
class Limited:
    """What a firm sees of a case that is not its own; nothing by which anybody could know her."""

    reference: str
    orders: tuple[OrderShown, ...]
    offers: tuple[OfferShown, ...]


def limited(view: CaseView, at: datetime) -> Limited:
    """Show what is owed or asked."""
    return Limited(
        view.reference,
        tuple(order(one, {}, at) for one in view.orders),
        tuple(present(offer) for offer in view.offers if offer.summary),
    )
