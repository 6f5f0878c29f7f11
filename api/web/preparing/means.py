"""Her means and the merits as legal aid asks for them, with what they come to: opened for a purpose, shown once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look, show
from api.web.filters import day, pounds
from api.web.pages import Here, Visit, pages
from api.web.words import means as said
from api.web.words.options import OPTIONS
from states.means import PROCEEDINGS, Assessment, thresholds_on
from states.permissions import Place
from states.position import local_day
from states.vocabulary import OrderType
from workflow.legal_aid import FIELDS, LegalAid, open_legal_aid
from workflow.preparing import MEANS
from workflow.queries import CaseView

router = pages(Place.CASES, prefix="/cases")

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What was opened, in words. It has no readable repr."""

    means: Rows
    merits: Rows
    evidence: str | None
    limits: tuple[tuple[str, str, str, str], ...]
    sentences: tuple[str, ...]
    pays: Rows


@router.get("/{reference}/means")
def ask(here: Here, reference: Reference) -> Response:
    """Show what is clear of it, and ask whether to open the rest."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/means")) is not None:
        return answer
    return _page(here, view, None)


@router.post("/{reference}/means")
def open_them(here: Here, reference: Reference) -> Response:
    """Open what is held and assess it; where its entry cannot be written, nothing is shown."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/means")) is not None:
        return answer
    opened = open_legal_aid(here.db, view.reference, view.may_reveal, actor=here.actor, at=here.at)
    return _page(here, view, _opened(opened))


def _page(here: Visit, view: CaseView, opened: Opened | None) -> Response:
    facts = view.facts
    events = view.events
    return show(
        here,
        view,
        "means",
        known(here, view),
        opened=opened,
        opens=any(name in view.may_reveal for name in FIELDS),
        closed=MEANS in view.details and MEANS not in view.may_reveal,
        means_on=facts["means_on"],
        statement_on=facts["statement_on"],
        needs=facts.get("legal_aid_needed"),
        evidence=[OPTIONS["EvidenceKind"][kind] for kind in facts.get("evidence", ())],
        limits=thresholds_on(local_day(here.at)),
        codes=_codes(view),
        words=said,
        recording=events.get("record_means") == [],
        taking=events.get("record_statement") == [],
    )


def _codes(view: CaseView) -> tuple[tuple[str, str], ...]:
    """Return the codes of the orders that were sought, or all of them where none was yet."""
    sought = {PROCEEDINGS.get(OrderType(order.type)) for order in view.orders}
    return tuple(pair for pair in said.CODES if pair[0] in sought) or said.CODES


def _opened(held: LegalAid) -> Opened:
    assessment = held.assessment
    return Opened(
        means=tuple(_rows(held.means or {}, said.RECORDED)),
        merits=tuple(_rows(held.merits or {}, said.MERITS)),
        evidence=held.evidence,
        limits=tuple(_limits(assessment)) if assessment else (),
        sentences=tuple(_sentences(held, assessment)),
        pays=tuple(_pays(assessment)) if assessment else (),
    )


def _rows(values: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, label in words.items():
        if values.get(name) is not None:
            yield label, _written(name, values[name])


def _written(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name in said.SUMS:
        return pounds(value)
    if name == "benefit":
        return OPTIONS["Benefit"][value]
    if name == "chances":
        return OPTIONS["Chances"][value]
    return day(value) if name.endswith("_on") else str(value)


def _limits(assessment: Assessment) -> Iterator[tuple[str, str, str, str]]:
    for one in assessment.compared:
        stands = "Above it: waived for her" if one.over else "Within it"
        yield said.LIMITS[one.limit], pounds(one.amount), pounds(one.threshold), stands


def _sentences(held: LegalAid, assessment: Assessment | None) -> Iterator[str]:
    if assessment is None:
        if held.means is not None:
            yield said.NOT_ASSESSED
        return
    if assessment.passported:
        yield said.PASSPORTED
    yield said.WAIVED if assessment.waived else said.QUALIFIES
    yield said.PAYS if assessment.pays else said.PAYS_NOTHING
    yield said.HER_INCOME_ALONE
    yield said.DECIDES


def _pays(assessment: Assessment) -> Iterator[tuple[str, str]]:
    if assessment.income_contribution:
        yield "Of her income, a month", f"about {pounds(assessment.income_contribution)}"
    if assessment.capital_contribution:
        yield "Of her capital, once", f"at most {pounds(assessment.capital_contribution)}"
