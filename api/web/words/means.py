"""What the pages say of legal aid: each sum beside its limit, the waiver, what she pays, and what to do when it fails.

Sources: docs/sources.md#means, docs/sources.md#contributions, docs/sources.md#proceedings, docs/sources.md#LG.
"""

from collections.abc import Mapping

from states.means import CHANGING, HARASSMENT, PROCEEDINGS, Limit
from states.vocabulary import OrderType

LIMITS: Mapping[Limit, str] = {
    Limit.GROSS: "Gross income a month",
    Limit.DISPOSABLE: "Disposable income a month",
    Limit.CAPITAL: "Capital",
}
#: Names of what was recorded, in the order of the page.
RECORDED: Mapping[str, str] = {
    "benefit": "Benefit",
    "gross_income": "Gross income a month",
    "disposable_income": "Disposable income a month",
    "capital": "Capital",
    "partner": "Partner whose money counts with hers",
    "children": "Children in her household",
    "dependants": "Who depends on her",
    "housing_costs": "Rent or mortgage a month",
    "recorded_on": "Recorded on",
}
MERITS: Mapping[str, str] = {
    "latest_incident_on": "Latest incident",
    "understands_order": "He can understand an order, and keep it",
    "police_told": "The police were told",
    "bail_conditions": "He is on bail with conditions",
    "bail_ends_on": "Bail ends",
    "letter_sent": "A warning letter was sent",
    "why_no_letter": "Why no letter was sent",
    "chances": "Chances of an order",
}
#: Which of them are sums of money.
SUMS = frozenset({"gross_income", "disposable_income", "capital", "housing_costs"})

QUALIFIES = "By these sums she is within every limit: she qualifies for legal aid on her means."
WAIVED = (
    "She is above a limit, and qualifies all the same: the upper limits are waived for whoever applies for an order "
    "that protects them from domestic abuse. That holds for certificated work, which is the case in court; it does "
    "not hold for advice before it (Legal Help), nor for a respondent."
)
PASSPORTED = (
    "She gets a benefit that stands for her income: her income is not asked for again, and of it she pays nothing. "
    "Her capital still counts. (Our reading: the firm checks it.)"
)
PAYS = (
    "A contribution is to be expected: the waiver takes none away. It is never more than the case costs, and she is "
    "told of it before she decides."
)
PAYS_NOTHING = "No contribution is to be expected by these sums."
HER_INCOME_ALONE = (
    "Disposable income is what is left after tax, rent and the allowances for a partner and for whoever depends on "
    "her. It is taken as it was recorded: we do not work it out again."
)
DECIDES = "The Legal Aid Agency decides, not we. Say to her what is likely, and that the firm will tell her exactly."
NOT_ASSESSED = "No thresholds are known for this day."

#: Evidence is asked for children and money, never for an order that protects her. Source: docs/sources.md#LAA-ev.
GATEWAY = (
    "No evidence is needed for legal aid for an order that protects her. It is for orders about children or money; "
    "and an order, an undertaking, an arrest, bail, or a letter of a MARAC or an adviser then counts as such evidence."
)
ORDERS: Mapping[str, str] = {
    OrderType.NON_MOLESTATION: "Non-molestation order",
    OrderType.OCCUPATION: "Occupation order",
    OrderType.FORCED_MARRIAGE_PROTECTION: "Forced marriage protection order",
}
CODES: tuple[tuple[str, str], ...] = (
    *((PROCEEDINGS[OrderType(kind)], name) for kind, name in ORDERS.items()),
    (CHANGING, "To extend, vary or discharge an order"),
    (HARASSMENT, "Harassment"),
)
SCOPE = "CV117: an interim order with its return day. AA019: to the final hearing."
COSTS = (
    "Usual limit of costs £25,000; £2,250 where the firm grants emergency cover itself (delegated functions)."
)
#: What to do when the agency's system is down: it was for about seven months of 2025.
DOWN: tuple[str, ...] = (
    "Do not wait for it: no application to the court depends on it.",
    "A firm with delegated functions grants emergency cover itself, and tells the agency afterwards.",
    "Print this page: it holds what the application asks, and the day of each answer.",
    "Leave a note on the case that the system was down, and when. The firm enters it once it is back.",
    "If no firm can act without it, offer the case to one that acts free of charge, and tell a lead.",
)
