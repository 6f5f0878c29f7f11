"""What legal aid asks of a case: opened for those who may, each time with its entry, and assessed by dated thresholds."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BeforeValidator

from api.dependencies import Db, MaybeKey, Now, Reference, SignedIn, SignedInRoute
from api.errors import NOT_FOUND, NOT_PERMITTED, answers
from api.v1.shapes import Out
from workflow.legal_aid import open_legal_aid
from workflow.queries import case_view

router = APIRouter(prefix="/api/v1/cases", tags=["Cases"], route_class=SignedInRoute)

#: Pounds as a text, so that no program rounds a penny.
Pounds = Annotated[str, BeforeValidator(lambda amount: str(Decimal(amount)))]


class ThresholdsOut(Out):
    """The limits that count, in pounds, and since when they are in force; incomes a month."""

    since: date
    gross: Pounds
    gross_per_child: Pounds
    disposable: Pounds
    capital: Pounds
    pays_above: Pounds
    pays_capital_above: Pounds


class ComparedOut(Out):
    """One sum beside its limit."""

    limit: str
    amount: Pounds
    threshold: Pounds
    over: bool


class AssessmentOut(Out):
    """What her means come to. `waived` limits do not count for her; contributions are to be expected all the same."""

    thresholds: ThresholdsOut
    compared: list[ComparedOut]
    passported: bool
    waived: list[str]
    income_contribution: Pounds
    capital_contribution: Pounds


class LegalAidOut(Out):
    """What was opened; null where nothing is held of it, or no thresholds are known for the day."""

    means: dict[str, Any] | None
    merits: dict[str, Any] | None
    evidence: str | None
    assessed_on: str
    assessment: AssessmentOut | None


@router.post("/{reference}/legal-aid", responses=answers(NOT_PERMITTED, NOT_FOUND))
def open_for_legal_aid(
    reference: Reference, db: Db, actor: SignedIn, at: Now, _: MaybeKey = None
) -> LegalAidOut:
    """Open her means, merits and evidence as far as this person may, and assess them."""
    view = case_view(db, reference, actor, at)
    opened = open_legal_aid(db, view.reference, view.may_reveal, actor=actor, at=at)
    return LegalAidOut.model_validate(opened)
