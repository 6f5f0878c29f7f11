"""Dashboards made up for pages: whole, and with numbers that are not shown."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from workflow.dashboard.model import Cell, Cohort, Dashboard, Figure, Series, Split, Unit, Why

#: How many came how far.
STEPS = {
    "accepted": 1405, "contacted": 870, "consented": 420, "assigned": 395, "filed": 230, "made": 140, "served": 120,
    "protected": 115,
}  # fmt: skip
OF = {
    "contacted": "accepted", "contact_24h": "accepted", "consented": "contacted", "assigned": "consented",
    "filed": "consented", "served": "made", "protected": "made", "final": "made", "repeat": "accepted",
    "made_of_filed": "filed", "made_of_consented": "consented", "made_of_accepted": "accepted",
    "without_notice": "filed", "undertaking": "filed", "refused": "filed",
}  # fmt: skip
TAKEN = {
    **STEPS,
    "contact_24h": 755,
    "final": 95,
    "repeat": 120,
    "without_notice": 190,
    "undertaking": 25,
    "refused": 40,
}
HOURS = {
    "contact_median": 6.0, "contact_p90": 24.0, "assign_median": 8.0, "assign_p90": 48.0, "serve_median": 24.0,
    "serve_p90": 96.0,
}  # fmt: skip
COUNTS = {"accepted": 1405, "referrals": 1480, "officers_registered": 640, "officers_referring": 210}
SURVEY = {"abuse_since": 85, "felt_safety": 90, "told": 70, "service": 95, "solicitor": 60}
MONTHS = ("2025-11", "2025-12", *(f"2026-{month:02}" for month in range(1, 11)))
EXITS = {
    "unable_to_contact": 410,
    "declined": 250,
    "advice_given": 120,
    "order_made": 140,
    "lost_contact": 60,
}


def cell(value: int | None, why: Why = Why.PROTECTS) -> Cell:
    return Cell(value) if value is not None else Cell(None, why)


def rate(key: str, taken: int | None, base: int | None) -> Figure:
    if taken is None or not base:
        return Figure(key, Unit.RATE, None, cell(taken), cell(base), why=Why.PROTECTS)
    share = taken / base
    return Figure(key, Unit.RATE, share, Cell(taken), Cell(base), max(0, share - 0.05), min(1, share + 0.05))


def figures() -> tuple[Figure, ...]:
    taken = {key: TAKEN["made" if key.startswith("made_of_") else key] for key in OF}
    return (
        *(Figure(key, Unit.COUNT, value) for key, value in COUNTS.items()),
        Figure("unserved_48h", Unit.COUNT, None, why=Why.SMALL),
        *(rate(key, taken[key], TAKEN[base]) for key, base in OF.items()),
        *(Figure(key, Unit.HOURS, value, None, Cell(870)) for key, value in HOURS.items()),
        Figure("survey_invited", Unit.COUNT, 300),
        rate("survey_response", 120, 300),
        *(rate(f"survey_{item}", good, 120) for item, good in SURVEY.items()),
    )


def dashboard(**changed: Any) -> Dashboard:
    """A published dashboard of a large force; `changed` are fields of it."""
    cohorts = tuple(
        Cohort(month, 30 * (len(MONTHS) - number), number < 9, cohort(number))
        for number, month in enumerate(MONTHS)
    )
    fields: dict[str, Any] = {
        "scope": "force",
        "code": "cambridgeshire",
        "name": "Cambridgeshire Constabulary",
        "as_at": datetime(2026, 11, 1, 3, tzinfo=UTC),
        "first": MONTHS[0],
        "last": MONTHS[-1],
        "live": False,
        "figures": figures(),
        "series": (Series("referrals", {month: cell(95 + 5 * at if at != 6 else None, Why.SMALL) for at, month in enumerate(MONTHS)}),),
        "splits": (
            Split("states", {"received": Cell(140), "contacted": Cell(90), "consented": Cell(60), "solicitor_assigned": cell(None), "order_sought": Cell(None, Why.SMALL), "outcome": Cell(200), "closed": Cell(800)}),
            Split("exits", {**{key: Cell(value) for key, value in EXITS.items()}, "deceased": Cell(None, Why.SMALL)}),
            Split("order_types", {"non_molestation": Cell(125), "occupation": Cell(15), "other": Cell(None, Why.SMALL)}),
        ),
        "cohorts": cohorts,
        "month": "2026-10",
    }  # fmt: skip
    return Dashboard(**{**fields, **changed})


def cohort(number: int) -> Mapping[str, Cell]:
    sizes = {"accepted": 110, "contacted": 70, "contact_24h": 60, "consented": 35, "filed": 20, "made": 10}
    # The youngest have not come far.
    cells = {key: cell(size if number < 10 or size > 50 else None, Why.SMALL) for key, size in sizes.items()}
    return {**cells, "protected": Cell(10) if number < 2 else Cell(None, Why.SMALL)}
