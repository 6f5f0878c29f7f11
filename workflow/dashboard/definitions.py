"""What each figure says, in words for whoever reads it: what is counted, of what, and what is left out."""

from collections.abc import Mapping

from workflow.dashboard.defining import NO_DUPLICATES, Definition, counted, hours, share

_REACHED, _CONSENTED = "cases where she was reached", "cases where she consented"
_ACCEPTED, _FILED = "cases referred, duplicates apart", "cases in which an order was applied for"
_MADE = "cases in which an interim or final order was made"
_CONTACT, _ASSIGN = "from the referral until she was first reached", "from her consent until a firm accepted"
_SERVE = "from the first order, interim or final, until it was first served"
_ORDER = "An undertaking is no order and stands apart."
_MOST, _HALF = "nine in ten", "half"

DEFINITIONS: Mapping[str, Definition] = {
    "referrals": counted(
        "Referrals sent",
        "referrals",
        "referrals received",
        "Every referral, also one that joined a case that was open already.",
        leaves_out="Nothing.",
    ),
    "cases": counted(
        "Cases opened",
        "cases",
        "cases opened",
        "Every case that a referral opened, duplicates too.",
        leaves_out="Nothing.",
        live_only=True,
    ),
    "accepted": counted(
        "Cases", "accepted", _ACCEPTED, "Every case, unless it turned out to be a duplicate of another."
    ),
    "contacted": share("Reached", "contacted", "accepted", _REACHED, _ACCEPTED),
    "contact_24h": share(
        "Reached within 24 hours",
        "contact_24h",
        "accepted",
        "cases where she was reached within 24 hours of the referral",
        _ACCEPTED,
        leaves_out=NO_DUPLICATES + " Those whom nobody could reach are in.",
    ),
    "contact_median": hours("Hours until reached, half", _HALF, _CONTACT),
    "contact_p90": hours("Hours until reached, nine in ten", _MOST, _CONTACT),
    "consented": share("Consented", "consented", "contacted", _CONSENTED, _REACHED),
    "assigned": share("Taken by a firm", "assigned", "consented", "cases that a firm accepted", _CONSENTED),
    "assign_median": hours("Hours until a firm accepted, half", _HALF, _ASSIGN),
    "assign_p90": hours("Hours until a firm accepted, nine in ten", _MOST, _ASSIGN),
    "filed": share("Applied to a court", "filed", "consented", _FILED, _CONSENTED),
    "without_notice": share(
        "Without notice", "without_notice", "filed", "cases with an application without notice", _FILED
    ),
    "made_of_filed": share("Order made, of those filed", "made", "filed", _MADE, _FILED, leaves_out=_ORDER),
    "made_of_consented": share(
        "Order made, of those who consented", "made", "consented", _MADE, _CONSENTED, leaves_out=_ORDER
    ),
    "made_of_accepted": share(
        "Order made, of all cases", "made", "accepted", _MADE, _ACCEPTED, leaves_out=_ORDER
    ),
    "interim": share(
        "Interim order", "interim", "made", "cases with an interim order", _MADE, live_only=True
    ),
    "final": share("Final order", "final", "made", "cases with a final order", _MADE, leaves_out=_ORDER),
    "undertaking": share(
        "Undertaking", "undertaking", "filed", "cases in which the respondent gave an undertaking", _FILED
    ),
    "refused": share("Refused", "refused", "filed", "cases in which a court refused an order", _FILED),
    "served": share(
        "Served",
        "served",
        "made",
        "cases with an order that was served, or its service dispensed with",
        _MADE,
    ),
    "protected": share(
        "Protected",
        "protected",
        "made",
        "cases in which an order was at one time in force, served, and its copy sent to the police",
        _MADE,
        leaves_out=_ORDER + " That an order has ended since takes nothing away.",
    ),
    "serve_median": hours("Hours from made to served, half", _HALF, _SERVE),
    "serve_p90": hours("Hours from made to served, nine in ten", _MOST, _SERVE),
    "unserved_48h": counted(
        "Unserved over 48 hours",
        "unserved_48h",
        "cases with an order in force that was made over 48 hours ago and is not served",
        "As it stands at the moment that the figures speak of.",
        leaves_out="Orders whose service a court dispensed with.",
    ),
    "repeat": share(
        "Referred before",
        "repeat",
        "accepted",
        "cases between two people of whom one was closed before",
        _ACCEPTED,
    ),
    "released": share(
        "Suspect released",
        "released_accepted",
        "accepted",
        "cases whose suspect was flagged as released",
        _ACCEPTED,
        live_only=True,
    ),
    "released_contacted": share(
        "Reached, suspect released",
        "released_contacted",
        "released_accepted",
        "cases where she was reached",
        "cases whose suspect was flagged as released",
        live_only=True,
    ),
    "released_made": share(
        "Order made, suspect released",
        "released_made",
        "released_accepted",
        _MADE,
        "cases whose suspect was flagged as released",
        live_only=True,
    ),
    "officers_registered": counted(
        "Officers registered",
        "officers_registered",
        "officers of the force who may sign in",
        "As it stands at the moment that the figures speak of.",
        leaves_out="Nothing.",
    ),
    "officers_referring": counted(
        "Officers referring",
        "officers_referring",
        "people who sent a referral in the newest month",
        "Each once, however many they sent. Nobody is compared with anybody.",
        leaves_out="Nothing.",
    ),
    "survey_invited": counted(
        "Asked whether it helped",
        "invited",
        "survivors whom we asked, because it was safe and they had agreed",
        "By the year of the outcome; the first survey, five weeks after it.",
        leaves_out="Those for whom it was not safe, or who had not agreed.",
    ),
    "survey_response": share(
        "Answered", "answered", "invited", "survivors who answered", "survivors whom we asked"
    ),
    "survey_abuse_since": share(
        "No abuse since",
        "abuse_since:best",
        "abuse_since",
        "survivors who said that it has stopped",
        "who answered this",
    ),
    "survey_felt_safety": share(
        "Feel safer",
        "felt_safety:best",
        "felt_safety",
        "survivors who feel safer, or much safer",
        "who answered this",
    ),
    "survey_told": share(
        "Told what was happening",
        "told:best",
        "told",
        "survivors who were told always, or mostly",
        "who answered this",
    ),
    "survey_service": share(
        "Satisfied with us",
        "service:best",
        "service",
        "survivors who call us good, or very good",
        "who answered this",
    ),
    "survey_solicitor": share(
        "Satisfied with the solicitor",
        "solicitor:best",
        "solicitor",
        "survivors who call their solicitor good, or very good",
        "who answered this and had one",
    ),
    "states": counted(
        "Where cases are",
        "states",
        "cases by the state that they stand in",
        "Cases that are open, by state. A period whose number is withheld is not in the sum.",
        leaves_out="Cases that have come to an outcome.",
    ),
    "exits": counted(
        "How cases ended before a court",
        "exits",
        "cases by how they came to their outcome",
        "A period whose number is withheld is not in the sum.",
        leaves_out="Of what is published, what courts decided, which are figures of their own, and deaths.",
    ),
    "order_types": counted(
        "Orders by kind",
        "order_types",
        "cases in which an order of this kind was made",
        "A case counts once for each kind. A period whose number is withheld is not in the sum.",
    ),
    "refusals": counted(
        "Why firms declined",
        "refusals",
        "offers that a firm declined or did not answer",
        "Offers, by the reason that the firm gave.",
        live_only=True,
    ),
}
