"""What a ranking asks of a case: her language, how urgent it is, and about where she lives.

Her postcode is opened here, cut to its outward code and let go; nothing of it is kept.
"""

from datetime import datetime

from states.due import is_urgent
from states.facts import live_offers
from workflow.db import Tx
from workflow.details import open_details
from workflow.finding import Case
from workflow.keys import Keys
from workflow.panel.offering import Matter
from workflow.panel.places import Origin, about, origin_of
from workflow.panel.ranking import Ranking, rank
from workflow.panel.standing import panel_for

ADDRESS = "survivor.address"


def ranking_for(tx: Tx, keys: Keys, case: Case, at: datetime, *, precise: bool) -> Ranking:
    """Rank the firms of the panel for a case. Only where `precise` do its words hold her outward code, else her area."""
    facts, origin = case.position.facts, origin_in(tx, keys, case)
    urgent = is_urgent(facts)
    firms, known = panel_for(tx, case.id, at, urgent=urgent)
    matter = Matter(
        origin,
        (origin.outward if precise else origin.area) if origin else None,
        about(origin, known),
        facts["language"],
        urgent,
        facts.get("legal_aid_needed"),
        frozenset(facts["excluded_firms"]),
        frozenset(facts["offers"][offer]["firm"] for offer in live_offers(facts)),
    )
    return rank(firms, matter)


def origin_in(tx: Tx, keys: Keys, case: Case) -> Origin | None:
    """Return what of her postcode may be worked with; None where she has none."""
    address = open_details(tx, keys, case, [ADDRESS]).get(ADDRESS) or {}
    return origin_of(address.get("postcode"))
