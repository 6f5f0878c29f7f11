"""What the case knows already of what the court asks: nobody is asked twice, and what changes there changes here.

None of it is written into what is held of the application. Where that says something itself, it goes before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from states.facts import is_pending
from states.payloads.application_options import ApplicantAge, CourtOrder
from states.position import Facts, local_day
from states.vocabulary import OrderType
from workflow.details import APPLICATION, merged
from workflow.languages import LANGUAGES

#: What the court's machine is told about where an application comes from.
ORIGIN = "Rowan"
#: The sealed fields that say something of an application.
READ = (
    "survivor.name",
    "survivor.date_of_birth",
    "survivor.phone",
    "survivor.email",
    "survivor.address",
    "respondent.name",
    "respondent.date_of_birth",
    "respondent.phone",
    "respondent.email",
    "respondent.address",
    "respondent.lives_with_survivor",
    "children",
    "bail.conditions",
    "bail.ends_on",
    APPLICATION,
)
ORDERS: Mapping[str, CourtOrder] = {
    OrderType.NON_MOLESTATION: CourtOrder.NON_MOLESTATION,
    OrderType.OCCUPATION: CourtOrder.OCCUPATION,
}
#: Lines that the court's form has room for before the town.
ROOM = 3
#: In years: from when one may apply alone, and with help. Source: docs/sources.md#PRL-courtnav.
ADULT, WITH_HELP = 18, 16

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """All that an application is made from. `details` are opened fields, `firm` is the firm's name."""

    facts: Facts
    details: Mapping[str, Any]
    firm: str | None
    at: datetime

    @property
    def said(self) -> Json:
        """What is held of the application itself."""
        return dict(self.details.get(APPLICATION) or {})

    @property
    def known(self) -> Json:
        """What the case knows without it."""
        return prefilled(self)

    @property
    def whole(self) -> Json:
        """What the application says, together with what the case knows."""
        return merged(prefilled(self), self.said)


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """An address as a referral holds it, divided as the court wants it: the last of several lines is the town."""

    lines: list[str] = field(default_factory=list)
    postcode: str | None = None

    def as_court(self) -> Json:
        """Return it as the court's form divides it."""
        lines, town = (self.lines[:-1], self.lines[-1]) if len(self.lines) > 1 else (self.lines, None)
        if len(lines) > ROOM:
            lines = [*lines[: ROOM - 1], ", ".join(lines[ROOM - 1 :])]
        numbered = {f"addressLine{number}": line for number, line in enumerate(lines, 1)}
        return {**numbered, "postTown": town, "postCode": self.postcode or None}


def prefilled(source: Source) -> Json:
    """Return what the case knows, as the application would say it."""
    said = source.said.get("fl401", {})
    situation = {**_situation(source), **said.get("situation", {})}
    sought = situation.get("ordersAppliedFor")
    known = {
        "metaData": {"caseOrigin": ORIGIN},
        "fl401": {
            "beforeStart": {"applicantHowOld": _age(source, said)},
            "situation": _situation(source),
            "applicantDetails": {**_applicant(source), **_firm(source)},
            "respondentDetails": _respondent(source),
            "family": {"protectedChildren": _children(source)},
            "relationshipWithRespondent": {"anyChildren": True if source.details.get("children") else None},
            "respondentBehaviour": {
                "applyingForMonMolestationOrder": _seeks(CourtOrder.NON_MOLESTATION, sought)
            },
            "theHome": {"applyingForOccupationOrder": _seeks(CourtOrder.OCCUPATION, sought)},
            "goingToCourt": _court(source.facts),
            "statementOfTruth": {"representativeFirmName": source.firm},
        },
    }
    return merged({}, known)


def _seeks(order: CourtOrder, sought: Any) -> bool | None:
    return order in sought if sought else None


def _situation(source: Source) -> Json:
    orders = [
        order for order in source.facts["orders"].values() if is_pending(order) and order["type"] in ORDERS
    ]
    types = sorted({ORDERS[order["type"]] for order in orders})
    bail = {
        "bailConditionsOnRespondent": source.details.get("bail.conditions"),
        "bailConditionsEndDate": source.details.get("bail.ends_on"),
    }
    if not orders:
        return bail
    return {
        "ordersAppliedFor": types,
        "ordersAppliedWithoutNotice": any(order["without_notice"] for order in orders),
        **bail,
    }


def _age(source: Source, said: Json) -> ApplicantAge | None:
    born = said.get("applicantDetails", {}).get("applicantDateOfBirth")
    born = born or source.details.get("survivor.date_of_birth")
    if born is None:
        return None
    then, today = date.fromisoformat(born), local_day(source.at)
    years = today.year - then.year - ((today.month, today.day) < (then.month, then.day))
    if years >= ADULT:
        return ApplicantAge.ADULT
    return ApplicantAge.SIXTEEN_OR_MORE if years >= WITH_HELP else ApplicantAge.UNDER_SIXTEEN


def _applicant(source: Source) -> Json:
    return dict(_person(source.details, "survivor", "applicant"))


def _respondent(source: Source) -> Json:
    lives = {"respondentLivesWithApplicant": source.details.get("respondent.lives_with_survivor")}
    return {**dict(_person(source.details, "respondent", "respondent")), **lives}


def _person(details: Mapping[str, Any], party: str, called: str) -> Iterator[tuple[str, Any]]:
    *first, last = (details.get(f"{party}.name") or "").split() or [""]
    yield f"{called}FirstName", " ".join(first) or None
    yield f"{called}LastName", last or None
    yield f"{called}DateOfBirth", details.get(f"{party}.date_of_birth")
    yield f"{called}PhoneNumber", details.get(f"{party}.phone")
    yield f"{called}EmailAddress", details.get(f"{party}.email")
    held = details.get(f"{party}.address") or {}
    yield f"{called}Address", Address(held.get("lines") or [], held.get("postcode")).as_court()


def _firm(source: Source) -> Json:
    if source.firm is None:
        return {}
    return {"applicantHasLegalRepresentative": True, "legalRepresentativeFirm": source.firm}


def _children(source: Source) -> list[Json] | None:
    children = [
        {"fullName": child.get("name"), "dateOfBirth": child.get("date_of_birth")}
        for child in source.details.get("children") or ()
    ]
    return [merged({}, child) for child in children if any(child.values())] or None


def _court(facts: Facts) -> Json:
    if not facts["interpreter"]:
        return {}
    language = facts["language"]
    return {"isInterpreterRequired": True, "interpreterLanguage": LANGUAGES.get(language, language)}
