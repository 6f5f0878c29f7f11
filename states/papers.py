"""Who may store and open which documents of a case: pure functions, as in `permissions`. Deny by default.

An auditor sees that a document is there, and opens none. Officers are handed what the police were sent, by the
order card alone.
"""

from datetime import datetime

from states.permissions import Sight, Viewer, owes
from states.position import Facts
from states.vocabulary import Role
from states.vocabulary.papers import OF_AN_ORDER

__all__ = ["OF_AN_ORDER", "leads_to_her", "may_handle", "may_list"]

#: Who works with documents.
HANDLERS = frozenset({Role.CASEWORKER, Role.LEAD, Role.SOLICITOR})
#: Who is told which documents there are.
LISTING = frozenset({Sight.CASE, Sight.HISTORY, Sight.DUTIES})


def may_list(seen: Sight) -> bool:
    """Say whether somebody who sees that much is told which documents there are, as far as they concern them."""
    return seen in LISTING


def may_handle(viewer: Viewer, seen: Sight, kind: str, order: Facts | None, at: datetime) -> bool:
    """Say whether somebody may store and open documents of that kind: of this order, where they belong to one.

    A firm that only owes something still handles the order itself and its proof of service.
    """
    if viewer.role not in HANDLERS:
        return False
    if seen is Sight.CASE:
        return True
    owed = order is not None and viewer.firm is not None and owes(order, viewer.firm, at)
    return seen is Sight.DUTIES and owed and kind in OF_AN_ORDER


def leads_to_her(kind: str) -> bool:
    """Say whether a document of that kind is only for who may open contact details.

    An order and its proof go to others as they are; anything else may say where she lives or how she is reached.
    """
    return kind not in OF_AN_ORDER
