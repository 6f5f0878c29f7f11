"""Conditions on offering a case, on the firm that takes it, and on what it asks the court for."""

from states.facts import accepted_offer, bound, is_high_risk, is_pending, live_offers
from states.guarding import guard
from states.position import Asked
from states.vocabulary import OfferState

#: Offers that may wait at the same time. Source: docs/sources.md#design.
MOST_LIVE_OFFERS = 3


@guard(
    "she is at high risk and nobody has accepted the hand-over",
    remedy="Hand her over to a service that accepts",
    told=True,
)
def handed_over_if_high_risk(asked: Asked) -> bool:
    return not is_high_risk(asked.facts) or (asked.payload["hand_over"] or {}).get("accepted") is True


@guard(
    "the receiving service has not accepted",
    remedy="Wait until the service accepts, then record it",
    told=True,
)
def service_accepts(asked: Asked) -> bool:
    return asked.payload["accepted"] is True


@guard("an order is pending or in force", remedy="Record how the order ended", who="solicitor")
def no_order_binds(asked: Asked) -> bool:
    return not bound(asked.facts, asked.at)


@guard("this firm may not be offered this case", remedy="Choose another firm", told=True)
def firm_is_eligible(asked: Asked) -> bool:
    known = asked.found.get("firm_active") is True
    return known and asked.payload["firm"] not in asked.facts["excluded_firms"]


@guard(
    "this firm may not be offered this case because it is not free to act",
    remedy="Choose another firm",
    told=True,
)
def firm_has_no_conflict(asked: Asked) -> bool:
    return asked.found.get("firm_conflict") is False


@guard("this firm has an offer for this case already", remedy="Wait for its answer", told=True)
def firm_is_not_waiting(asked: Asked) -> bool:
    offers = asked.facts["offers"].values()
    return all(o["firm"] != asked.payload["firm"] for o in offers if o["state"] == OfferState.OFFERED)


@guard("three offers are waiting for an answer", remedy="Wait for an answer, or withdraw an offer")
def offers_leave_room(asked: Asked) -> bool:
    return len(list(live_offers(asked.facts))) < MOST_LIVE_OFFERS


@guard("no firm has accepted an offer", remedy="Offer the case to a firm")
def offer_is_accepted(asked: Asked) -> bool:
    return accepted_offer(asked.facts) is not None


@guard(
    "no order is applied for and none is pending",
    remedy="Name at least one order: its type, court and date",
    who="solicitor",
    told=True,
)
def an_order_is_sought(asked: Asked) -> bool:
    return bool(asked.payload["orders"]) or any(map(is_pending, asked.facts["orders"].values()))


@guard(
    "an application without notice gives no grounds",
    remedy="Give the grounds of section 45",
    who="solicitor",
    told=True,
)
def grounds_are_given(asked: Asked) -> bool:
    return all(o["without_notice_grounds"] for o in asked.payload["orders"] if o["without_notice"])


@guard(
    "her confidential address is not protected",
    remedy="Put it on form C8 and nowhere else",
    who="solicitor",
    told=True,
)
def address_is_protected(asked: Asked) -> bool:
    return asked.payload["confidential_address_protected"] is True


@guard("no order was sought", remedy="Record the exit that applies instead")
def an_order_was_sought(asked: Asked) -> bool:
    return bool(asked.facts["orders"])


@guard("an order is still before the court", remedy="Record what the court decided", who="solicitor")
def every_order_is_resolved(asked: Asked) -> bool:
    return not any(map(is_pending, asked.facts["orders"].values()))
