"""What the dashboard calls its parts. What a figure counts, and of what, stands in its definition, not here."""

from collections.abc import Mapping

from api.web.words.options import OPTIONS
from api.web.words.states import CASE_STATES, DISPOSITIONS
from states.measures import LAPSED
from workflow.dashboard.model import Why

#: What the figures of no force and no firm are of.
ALL = "The whole service"
#: The key figures that stand on cards, in this order.
CARDS = (
    "accepted",
    "contact_24h",
    "contacted",
    "consented",
    "made_of_consented",
    "protected",
    "unserved_48h",
    "survey_abuse_since",
)
#: How far cases came: the cells of cohorts that are steps of the way, and what each bar is called.
WAY: Mapping[str, str] = {
    "accepted": "Referred, duplicates left out",
    "contacted": "She was reached",
    "consented": "She consented to a solicitor",
    "filed": "A court was asked for an order",
    "made": "A court made an order",
    "protected": "Protected: served, and known to the police",
}
#: Shares that stand side by side, each with its own denominator.
ORDER_RATES = (
    "made_of_filed",
    "made_of_consented",
    "made_of_accepted",
    "final",
    "undertaking",
    "refused",
    "without_notice",
    "served",
    "protected",
)
#: What took how long: a median and a 90th percentile of the same.
SPEEDS: Mapping[str, tuple[str, str]] = {
    "From the referral to her being reached": ("contact_median", "contact_p90"),
    "From her consent to a solicitor": ("assign_median", "assign_p90"),
    "From an order to its service": ("serve_median", "serve_p90"),
}
PEOPLE = ("officers_registered", "officers_referring", "referrals", "repeat")
WROTE = "What survivors wrote"
SURVEY = (
    "Asked five weeks and six months after a case ended, of those who agreed to it and for whom it is safe. Whoever "
    "answers is not everybody who was helped: read each share beside how many answered."
)
#: What published figures are taken over.
TAKEN_OVER = (
    "Cases are counted by when they were referred, over about a year: by whole months where a force refers many, by "
    "quarters or years where it refers few."
)
OFFICERS = "How many take part, never who: no officer is counted by name, and none is compared with another."
#: What a survivor was asked, as a share of good answers; before that, who was asked and who answered.
SURVEY_BEGINS, SURVEY_ASKED = "survey_", ("survey_invited", "survey_response")
#: What a column of the cohorts is called.
COHORTS: Mapping[str, str] = {
    "accepted": "Cases",
    "contacted": "Reached",
    "contact_24h": "Within 24 h",
    "consented": "Agreed",
    "assigned": "Solicitor",
    "filed": "Filed",
    "made": "Order made",
    "served": "Served",
    "protected": "Protected",
}
#: What the buckets of each split are called.
SPLITS: Mapping[str, Mapping[str, str]] = {
    "states": CASE_STATES,
    "exits": DISPOSITIONS,
    "order_types": OPTIONS["OrderType"],
    "refusals": {**OPTIONS["DeclineReason"], LAPSED: "Did not answer in time"},
}
#: Why a number is not shown: beside it, and in a narrow column of a chart.
WITHHELD: Mapping[Why, str] = {
    Why.SMALL: "fewer than 10",
    Why.PROTECTS: "withheld",
    Why.NOTHING: "nobody yet",
}
BRIEFLY: Mapping[Why, str] = {Why.SMALL: "<10", Why.PROTECTS: "*", Why.NOTHING: "\u2013"}
#: What is said of a rate or a time that is made of such a number.
OF_WITHHELD: Mapping[Why, str] = {
    Why.SMALL: "too few to say",
    Why.PROTECTS: "withheld",
    Why.NOTHING: "nobody yet",
}
#: Below every dashboard that is published.
PUBLISHED_NOTES = (
    "Published once, for a month that has ended; it never changes. What happened since stands in the next one.",
    (
        "Counts are rounded down to a multiple of 5: 25 says 25 to 29. Shares and their intervals are made of the "
        "rounded counts, so that they tell no more than those do."
    ),
    (
        "Counts below 10 are withheld, so that nobody can be known by a number; and so is whatever would give one of "
        "them away (* in a chart)."
    ),
    "A share names what it is a share of. Most referrals end without an order, and often rightly: she decides.",
    "An order is no stand-in for what the police do. Nothing here compares officers, or forces with each other.",
)
LIVE_NOTES = (
    (
        "Live and exact, for leads alone: small numbers are shown here, and one of them may be about a single woman. Do not "
        "pass them on; forces read what is published."
    ),
    "A share names what it is a share of. Most referrals end without an order, and often rightly: she decides.",
    "Firms are told apart so that leads can see who needs help, not to rank them: their cases differ.",
)
#: The rule of suppression, where a figure is explained.
RULE = (
    (
        "Counts below 10 are not shown, all others are rounded down to a multiple of 5. A count that would let one of those "
        "be worked out, from any other number of any month that is published, is withheld too."
    ),
    (
        "Each published figure is tested by an attack: with everything that is published, nobody may narrow a hidden number "
        "to fewer than 5 values."
    ),
)
LIVE_RULE = (
    "Leads read exact numbers. What forces and auditors read is rounded, and small numbers are left out.",
)
