"""Single values as people type them into a form, and what is said of one that does not fit."""

import re
from collections.abc import Mapping

from api.web.event_forms.fields import Field, Kind
from api.web.event_forms.moments import Unfit

POUNDS = re.compile(r"£?\s*([0-9]{1,3}(?:,?[0-9]{3})*|[0-9]+)(\.[0-9]{1,2})?")

CHOOSE = "choose an answer"
ENTER = "enter an answer"
#: What is said of a field that was left empty and may not be.
_MISSING: Mapping[Kind, str] = {
    Kind.ONE: CHOOSE,
    Kind.YES_NO: CHOOSE,
    Kind.DAY: "enter a day, like 27 3 2026",
    Kind.MOMENT: "enter a day and a time, like 27 3 2026 14:30",
    Kind.DAY_OR_MOMENT: "enter a day, like 27 3 2026",
    Kind.TIME: "enter a time, like 14:30",
    Kind.POUNDS: "enter an amount in pounds, like 1250.50",
    Kind.LINES: "enter at least one",
}
#: What to say of the pattern of a text.
UNFIT = "must have only letters, numbers, spaces and . , ' & ( ) / : -"
NO_REFERENCE = "must be a reference, like C-7KQ29MXD"
UNREADABLE = "has characters that cannot be kept: type it again"


def missing(one: Field) -> str:
    """Say what to do about a field that was left empty and may not be."""
    return _MISSING.get(one.kind, ENTER)


def fit(one: Field, text: str) -> str:
    """Return a text as it is kept. Raises Unfit."""
    if one.most is not None and len(text) > one.most:
        raise Unfit(f"must be {one.most:,.0f} characters or fewer")
    if one.pattern is None or re.search(one.pattern, text):
        return text
    if one.pattern.startswith("^[A-Z]-"):
        if re.search(one.pattern, text.upper()):
            return text.upper()
        raise Unfit(NO_REFERENCE)
    raise Unfit(UNREADABLE if one.sealed or one.pattern.startswith("^[^") else UNFIT)


def number(one: Field, text: str) -> int:
    """Return a whole number. Raises Unfit."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Unfit("must be a whole number, like 3")
    return int(_between(one, int(text)))


def pounds(one: Field, text: str) -> float:
    """Return a sum of money. Raises Unfit."""
    found = POUNDS.fullmatch(text)
    if found is None:
        raise Unfit("must be an amount in pounds, like 1,250 or 1250.50")
    return _between(one, float(f"{found[1].replace(',', '')}{found[2] or ''}"))


def _between(one: Field, number: float) -> float:
    if one.most is not None and number > one.most:
        raise Unfit(f"must be {one.most:,.0f} or less")
    if one.least is not None and number < one.least:
        raise Unfit(f"must be {one.least:,.0f} or more")
    return number
