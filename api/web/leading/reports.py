"""Reports of many things asked at once, in words: what was done, and of the rest why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.reports import Outcome, Report

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.DONE: "Done",
    Outcome.REFUSED: "Not possible",
    Outcome.NOT_FOUND: "Not found",
    Outcome.NOT_PERMITTED: "Not yours to do",
    Outcome.MALFORMED: "Not understood",
    Outcome.CONFLICT: "Changed meanwhile",
    Outcome.NOT_TRIED: "Not tried",
}
#: What each of those asks of who reads it, where the refusal itself says nothing.
THEN: Mapping[Outcome, str] = {
    Outcome.DONE: "",
    Outcome.REFUSED: "",
    Outcome.NOT_FOUND: "There is no such thing, or it is not yours to see.",
    Outcome.NOT_PERMITTED: "Somebody else has to do it.",
    Outcome.MALFORMED: "What was sent does not fit.",
    Outcome.CONFLICT: "Somebody was quicker: look at it, and choose it again if it still holds.",
    Outcome.NOT_TRIED: "The database could not be reached. Send the same again: nothing happens twice.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing with what became of it."""

    reference: str
    done: bool
    says: str
    why: str


def presented(report: Report) -> Line:
    """Write the report of one thing as a line."""
    reasons = [f"{found.reason[:1].upper()}{found.reason[1:]}. {found.remedy}." for found in report.refusals]
    why = " ".join(reasons) or THEN[report.outcome]
    return Line(report.reference, report.outcome is Outcome.DONE, OUTCOMES[report.outcome], why)
