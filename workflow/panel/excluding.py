"""Which firms are left out of a case's ranking, and why. Only what is known leaves a firm out."""

from collections.abc import Iterator

from workflow.panel.offering import Factor, Firm, Matter, Reason, Weighs


def exclusions(firm: Firm, matter: Matter) -> tuple[Reason, ...]:
    """Return why a firm is left out; nothing where it may be offered the case.

    Of a conflict of interest nothing is said but that the firm is not free to act, and nothing beside it.
    """
    if firm.conflict:
        return (_no(Factor.CONFLICT, "Not free to act in this case"),)
    return tuple(_reasons(firm, matter)) if _may_be_out(firm, matter) else ()


def _may_be_out(firm: Firm, matter: Matter) -> bool:
    """Tell most firms, of which nothing is known that could leave them out, from the rest at one look."""
    return (
        not firm.active
        or firm.on_duty is False
        or firm.legal_aid is False
        or firm.capacity is not None
        or firm.areas is not None
        or firm.code in matter.excluded
        or firm.code in matter.waiting
    )


def _reasons(firm: Firm, matter: Matter) -> Iterator[Reason]:
    if not firm.active:
        yield _no(Factor.ACTIVE, "Takes no cases now")
    if firm.code in matter.excluded:
        yield _no(Factor.EARLIER, "Declined this case, let its offer lapse, or acted in it before")
    if firm.code in matter.waiting:
        yield _no(Factor.WAITING, "Has an offer of this case already")
    if matter.urgent and firm.on_duty is False:
        yield _no(Factor.DUTY, "Off duty now, and the case is urgent")
    if firm.capacity is not None and firm.carries >= firm.capacity:
        yield _no(
            Factor.CAPACITY, f"Full: it carries {firm.carries} cases and takes {firm.capacity} at a time"
        )
    if firm.areas is not None and matter.origin is not None and not firm.areas & {*matter.origin}:
        yield _no(Factor.AREA, f"Does not take cases from {matter.origin.area}")
    if matter.needs_legal_aid and firm.legal_aid is False:
        yield _no(Factor.LEGAL_AID, "Has no legal aid contract, and she needs legal aid")


def _no(factor: Factor, says: str) -> Reason:
    return Reason(factor, Weighs.AGAINST, says)
