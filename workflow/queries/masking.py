"""What of the facts each sight shows. Facts are clear already: this cuts what is no business of the actor's.

Sealed values never come here: of them only the names are known.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from states.due import is_urgent
from states.facts import hearing_within, is_in_force, is_pending, protected_at, unserved_since
from states.permissions import Sight, owes
from states.position import Facts, parsed
from states.vocabulary import Role
from workflow.actors import Actor
from workflow.db import Tx
from workflow.details import open_details
from workflow.finding import Case
from workflow.keys import Keys
from workflow.panel.matters import ADDRESS
from workflow.panel.places import origin_of
from workflow.prepared import Prepared
from workflow.queries.possible import of_order
from workflow.queries.views import OrderView
from workflow.tables import DetailRow

DETAILS = DetailRow.__table__

#: What has a place of its own in a view.
APART = frozenset({"orders", "offers", "clocks"})
#: What a firm must not learn of others: who declined, who was passed over, and how often.
OF_OTHER_FIRMS = frozenset({"excluded_firms", "declines"})
#: Where it is held whether there are children.
CHILDREN = "children"
#: A hearing this near is said to a firm that is asked to act.
SOON = timedelta(days=14)

SELECT_FIELDS = Prepared(
    select(DETAILS.c.field).where(DETAILS.c.case_id == bindparam("case_id")).order_by(DETAILS.c.field)
)


def held_details(tx: Tx, case: Case) -> tuple[str, ...]:
    """Name the sealed fields that are held of a case."""
    return tuple(name for (name,) in tx.rows(SELECT_FIELDS, case_id=case.id))


def masked_facts(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the facts that the actor's sight shows."""
    facts = case.position.facts
    match case.sight:
        case Sight.CASE | Sight.HISTORY:
            left_out = APART | OF_OTHER_FIRMS if actor.role is Role.SOLICITOR else APART
            return {name: value for name, value in facts.items() if name not in left_out}
        case Sight.SUMMARY:
            return summary(facts, at)
        case _:
            return {}


def summary(facts: Facts, at: datetime) -> dict[str, Any]:
    """Tell a firm what it needs to answer an offer, and nothing by which anybody could know her."""
    return {
        "area": facts["force"],
        "urgent": is_urgent(facts),
        "language": facts["language"],
        "interpreter": facts["interpreter"],
        "waiting": _waiting(facts, at),
        "orders_pending": sorted({o["type"] for o in facts["orders"].values() if is_pending(o)}),
        "hearing_soon": hearing_within(facts, at, SOON),
    }


def about_her(tx: Tx, keys: Keys, case: Case) -> dict[str, Any]:
    """Tell a firm that is asked about where she lives, and whether there are children: letters of a postcode, yes or no.

    Both are opened here and let go. None is not known.
    """
    if case.sight is not Sight.SUMMARY:
        return {}
    held = open_details(tx, keys, case, [ADDRESS, CHILDREN])
    origin = origin_of((held.get(ADDRESS) or {}).get("postcode"))
    children = held.get(CHILDREN)
    return {"near": origin.area if origin else None, "children": None if children is None else bool(children)}


def _waiting(facts: Facts, at: datetime) -> str:
    """Say about how long she has waited: the day itself might be known to somebody."""
    days = (at - parsed(facts["referred_at"])).days
    if days < 7:
        return "less than a week"
    return "one to four weeks" if days < 28 else "more than four weeks"


def order_views(case: Case, actor: Actor, at: datetime) -> tuple[OrderView, ...]:
    """Return the orders that the actor's sight shows: all of a case, or what the firm still owes."""
    orders = case.position.facts["orders"].items()
    shown = [(reference, order) for reference, order in orders if _shows(case, actor, order, at)]
    return tuple(_order(case, actor, at, reference, order) for reference, order in sorted(shown))


def _shows(case: Case, actor: Actor, order: Facts, at: datetime) -> bool:
    if case.sight is Sight.DUTIES:
        return actor.firm is not None and owes(order, actor.firm, at)
    return case.sight in (Sight.CASE, Sight.HISTORY)


def _order(case: Case, actor: Actor, at: datetime, reference: str, order: Facts) -> OrderView:
    days = ("applied_on", "made_on", "expires_on", "return_day", "hearing_at")
    clocks = case.position.facts["clocks"].items()
    return OrderView(
        reference=reference,
        case=case.reference,
        type=order["type"],
        court=order["court"],
        state=order["state"],
        service=order["service"],
        copy=order["copy"],
        firm=order["firm"],
        without_notice=order["without_notice"],
        **{day: order[day] for day in days},
        in_force=is_in_force(order, at),
        protected_at=protected_at(order, at),
        clocks={name.partition(":")[0]: clock for name, clock in clocks if name.endswith(f":{reference}")},
        events=of_order(case, actor, at, reference),
        terms=None if order.get("terms") is None else tuple(order["terms"]),
        power_of_arrest=order.get("power_of_arrest"),
        undertaking=order["undertaking"],
        unserved_since=unserved_since(order, at),
    )
