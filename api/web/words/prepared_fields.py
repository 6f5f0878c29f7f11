"""What forms ask of her means, the merits and the evidence, and of what an order says: labels and hints."""

from collections.abc import Mapping

from api.web.words.asks import Asks, asks
from states.vocabulary import Chart

#: By path, whatever the event.
PREPARED: Mapping[str, Asks] = {
    "benefit": asks(
        "Does she get one of these benefits?",
        "Her own, or a partner's that she is part of. Then her income is not asked for again.",
        of="Her benefit",
    ),
    "partner": asks(
        "Does she live with a partner whose money counts with hers?",
        "Never the person from whom she is to be protected.",
        of="Whether she has a partner",
    ),
    "dependants": asks("Children and others who depend on her", "How many. Leave empty if not known."),
    "housing_costs": asks("Her rent or mortgage a month", "What she pays herself."),
    "legal_aid_needed": asks(
        "Does she need legal aid for this?",
        "No, if she pays herself. Yes leaves out the firms that say they have no contract.",
        of="Whether she needs legal aid",
    ),
    "taken_on": asks("Day on which the statement was taken"),
    "evidence": asks(
        "What evidence is there?",
        "Choose all that is held or can be had. None is needed for legal aid for an order that protects her.",
        of="The evidence",
    ),
    "evidence_notes": asks("What is it, and who holds it?", "Kept sealed.", of="The notes on the evidence"),
    "merits": asks("For the legal-aid application", "Leave empty what she has not been asked."),
    "merits.latest_incident_on": asks(
        "Day of the latest incident", "An application without notice wants one in the last 10 days or so."
    ),
    "merits.understands_order": asks(
        "Can he understand an order, and keep it?", of="Whether he can understand an order"
    ),
    "merits.police_told": asks("Have the police been told?", of="Whether the police were told"),
    "merits.bail_conditions": asks("Is he on bail with conditions?", of="Whether he is on bail"),
    "merits.bail_ends_on": asks("Day on which the bail ends"),
    "merits.letter_sent": asks("Was a warning letter sent to him?", of="Whether a letter was sent"),
    "merits.why_no_letter": asks(
        "If none was sent, why not?", "For example: it would put her in danger.", of="Why no letter was sent"
    ),
    "merits.chances": asks("How likely is it that the court makes the order?", of="The chances"),
    "terms": asks(
        "What does it say he must or must not do?",
        "As the sealed order states it. Choose all that apply.",
        of="What it says he must do",
    ),
    "power_of_arrest": asks(
        "Is a power of arrest attached?", "Only to an occupation order, on form FL406.", of="Power of arrest"
    ),
    "other_terms": asks(
        "What else does it say?",
        "In the words of the order. Kept sealed; an officer who looks the order up reads it.",
        of="What else it says",
    ),
}
#: Where one event of an order asks in other words.
OF_ORDERS: Mapping[tuple[Chart, str, str], Asks] = {
    (Chart.ORDER, "take_undertaking", "terms"): asks(
        "What did he promise?", "Choose all that apply.", of="What he promised"
    ),
    (Chart.ORDER, "take_undertaking", "other_terms"): asks(
        "What else did he promise?",
        "In the words of the undertaking. Kept sealed; an officer who looks it up reads it.",
        of="What else he promised",
    ),
    (Chart.ORDER, "take_undertaking", "made_on"): asks("Day on which it was given"),
    **{
        (Chart.ORDER, event, "terms"): asks(
            "What must he do or not do now?",
            "All of it, if it changed. Leave empty if it stays as it was.",
            of="What it says he must do",
        )
        for event in ("vary", "extend")
    },
}
