"""What forms ask: the label and hint of every field of every event's payload.

Looked up by the event and the field's path, then by the path alone: what is called the same asks the same.
"""

from collections.abc import Mapping

from api.web.words.application import ASKED
from api.web.words.asks import Asks, asks
from api.web.words.prepared_fields import OF_ORDERS, PREPARED
from states.vocabulary import Chart

#: By path, whatever the event.
FIELDS: Mapping[str, Asks] = {
    "reason": asks("Why?", of="The reason"),
    "note": asks("Note", "Only what others need to know."),
    "approval": asks("Approval of a lead"),
    "owner": asks("New owner"),
    "force": asks("Force that receives the case"),
    "service": asks("Service", "Its name."),
    "referral": asks("Referral"),
    "referrer": asks("Referrer"),
    "contact": asks("How she may be contacted"),
    "contact.safety": asks("Is it safe to contact her?", of="Whether it is safe"),
    "contact.channels": asks("Safe ways to reach her"),
    "contact.windows": asks("Times that are safe", each="Time"),
    "contact.windows.days": asks("Days"),
    "contact.windows.from": asks("From"),
    "contact.windows.to": asks("Until"),
    "contact.voicemail": asks("May you leave a voicemail?", of="Voicemail"),
    "contact.withheld_number": asks("Must your number be withheld?", of="Withheld number"),
    "tell_force": asks("May the force be told what became of it?", of="Whether the force may be told"),
    "grade": asks("Grade"),
    "flags": asks("What the assessment raised", "Choose all that apply."),
    "messages_stopped": asks("Why messages were stopped"),
    "channel": asks("How did you try to reach her?", of="The way"),
    "result": asks("What came of it?", of="The result"),
    "at": asks("When was it?", "London time, for example 14:30.", of="When it was"),
    "call_back_at": asks(
        "When did you agree to call back?",
        "London time. Leave empty if nothing was agreed.",
        of="The time to call back",
    ),
    "questions": asks(
        "Questions", "One in each box. The officer sees them as you write them.", each="Question"
    ),
    "answers": asks("Answers", "One in each box, in the order of the questions.", each="Answer"),
    "identity_confirmed": asks(
        "Did you confirm that it is her?",
        "By her code word, or by what only she would know.",
        of="Whether it is her",
    ),
    "safe_to_talk": asks("Did she say that it is safe to talk?", of="Whether it is safe to talk"),
    "case": asks("Reference of the case that it joins", "For example C-7KQ29MXD."),
    "privacy_notice_given": asks("Did you read her the privacy notice?", of="The privacy notice"),
    "has_capacity": asks(
        "Does she understand what she decides?",
        "She can take in what you said, weigh it, and tell you her decision.",
        of="Whether she understands",
    ),
    "scope": asks(
        "What does she agree to?",
        "She may agree to each of them apart, and withdraw it at any time.",
        of="What she agrees to",
    ),
    "door_open_advice": asks(
        "Did you tell her that she may come back at any time?", of="That she may come back"
    ),
    "asked_safely": asks("Was she alone and able to speak freely?", of="Whether she could speak freely"),
    "under_pressure": asks(
        "Was she under pressure to withdraw?",
        "If in any doubt, choose “Not known”.",
        of="Whether she was under pressure",
    ),
    "safety": asks("Is it safe to contact her?", of="Whether it is safe"),
    "channels": asks(
        "Which ways are safe?",
        "Choose all that she said are safe. None chosen means none is.",
        of="Ways that are safe",
    ),
    "windows": asks(
        "Times that are safe",
        "Where none is named, callers keep to 8am to 9pm. A night takes two: until midnight, and from midnight.",
        each="Time",
    ),
    "windows.days": asks("Days"),
    "windows.from": asks("From", "For example 10:00."),
    "windows.to": asks("Until", "For example 14:30, or midnight."),
    "voicemail": asks("May you leave a voicemail?", of="Voicemail"),
    "withheld_number": asks("Must the number that calls be withheld?", of="Withheld number"),
    "code_word": asks("Code word", "Leave empty to keep the one that is held."),
    "instructions": asks("Anything else that callers must know", "Leave empty to keep what is held."),
    "spoke_at": asks(
        "When did she tell you so?", "London time. Needed to allow more than before.", of="When she told you"
    ),
    "notice": asks("Which message told so?", of="The message"),
    "survivor": asks("About her"),
    "survivor.name": asks("Name"),
    "survivor.alias": asks("Other name that she uses"),
    "survivor.date_of_birth": asks("Date of birth"),
    "survivor.phone": asks("Phone number", "Never one that he answers or can see."),
    "survivor.email": asks("E-mail address", "Never one that he can read."),
    "survivor.address": asks("Her address"),
    "survivor.address.lines": asks("Address", "One line each."),
    "survivor.address.postcode": asks("Postcode"),
    "respondent": asks("About him", "The person from whom she is to be protected."),
    "respondent.name": asks("Name"),
    "respondent.date_of_birth": asks("Date of birth"),
    "respondent.phone": asks("Phone number"),
    "respondent.email": asks("E-mail address"),
    "respondent.address": asks("His address"),
    "respondent.address.lines": asks("Address", "One line each."),
    "respondent.address.postcode": asks("Postcode"),
    "respondent.relationship": asks("What he is to her", "For example: former partner."),
    "respondent.lives_with_survivor": asks("Does he live with her?", of="Whether he lives with her"),
    "language": asks("Her language"),
    "interpreter": asks("Does she need an interpreter?", of="Whether she needs an interpreter"),
    "tool": asks("Tool", "For example DASH."),
    "version": asks("Version of the tool", "For example 2009."),
    "score": asks("Score", "The number of answers that count, if the tool counts them."),
    "occurred_at": asks("When did it happen?", "London time, for example 21:10.", of="When it happened"),
    "crime_reference": asks("Crime reference"),
    "summary": asks("What happened?", of="What happened"),
    "order": asks("Which order was breached?", of="The order"),
    "hand_over": asks("Who takes care of her instead?", of="The hand-over"),
    "hand_over.service": asks("Service", "Its name."),
    "hand_over.accepted": asks("Has the service accepted?", of="Whether the service accepted"),
    "accepted": asks("Has the service accepted?", of="Whether the service accepted"),
    "gross_income": asks("Gross income a month"),
    "disposable_income": asks("Disposable income a month"),
    "capital": asks("Capital", "Savings, and what she owns that counts."),
    "children": asks("Children in her household", "Leave empty for none."),
    **PREPARED,
    "agreed": asks("Did she agree?", of="Whether she agreed"),
    "firm": asks("Firm"),
    "down_the_ranking": asks(
        "If the firm declines or does not answer, offer the case to the next one at once",
        "The next of the ranking, until three firms have not taken it. Then a lead is asked.",
        of="Whether the next firm is offered the case by itself",
    ),
    "orders": asks(
        "Orders that were applied for", "Leave empty only if an application is pending already.", each="Order"
    ),
    "orders.type": asks("Kind of order"),
    "orders.court": asks("Court", "Begin to type: the courts that we know are offered."),
    "orders.applied_on": asks("Day of the application"),
    "orders.without_notice": asks("Applied for without notice to him"),
    "orders.without_notice_grounds": asks("Why without notice", "Section 45 of the Family Law Act 1996."),
    "confidential_address_protected": asks(
        "Is her address kept from him?",
        "On form C8 alone, and nowhere else in the application.",
        of="Whether her address is kept from him",
    ),
    "clock": asks(
        "Which clock?", "First contact, hearings, expiries and threats to life never wait.", of="The clock"
    ),
    "until": asks("Until when?", "London time, at most 28 days from now.", of="The end of the pause"),
    "facts": asks("What it should have been"),
    "facts.language": asks("Her language"),
    "facts.interpreter": asks("Does she need an interpreter?", of="Whether she needs an interpreter"),
    "facts.grade": asks("Grade"),
    "facts.flags": asks("What the risk assessment raised"),
    "facts.means_on": asks("Day on which her means were recorded"),
    "facts.statement_on": asks("Day on which her statement was taken"),
    "facts.urgent": asks("Is it urgent?", of="Whether it is urgent"),
    "hearing_at": asks(
        "When is the hearing?", "Leave the time empty while the court has not named it.", of="The hearing"
    ),
    "made_on": asks("Day on which it was made"),
    "expires_on": asks("Day on which it expires", "Leave empty if it has none."),
    "return_day": asks("Return day"),
    "bar_shown": asks("Was the judge shown the bar of section 46(3A)?", of="Whether the bar was shown"),
    "decision": asks("What does the review decide?", of="The decision"),
    "served_on": asks("Day on which he was given it"),
    "served_by": asks("Who gave it to him?", of="Who gave it to him"),
    "document": asks("Which document proves it?", of="The document that proves it"),
    "proof": asks(
        "What proves it, and where is that held?",
        "Only where it is not among the documents of the case.",
        of="The proof",
    ),
    "certain": asks("It is certain that it did not arrive"),
}

#: Where one event asks in other words.
OF_EVENTS: Mapping[tuple[Chart, str, str], Asks] = {
    **{
        (Chart.CASE, event, "approval"): asks(
            "Approval of a lead", "Needed where she is at high risk, or was never tried."
        )
        for event in ("give_up_contact", "lose_contact")
    },
    (Chart.CASE, "record_death", "approval"): asks("Approval of another lead"),
    (Chart.CASE, "make_contact", "channel"): asks("How did you speak to her?", of="The way"),
    (Chart.CASE, "transfer", "service"): asks(
        "Or the service that receives it", "Its name. Name one of the two."
    ),
    (Chart.CASE, "transfer", "approval"): asks("Approval of a receiving lead"),
    (Chart.CASE, "add_note", "hand_over"): asks("Leave it for whoever carries on with the case"),
    (Chart.CASE, "send_warning_letter", "agreed"): asks(
        "Did she agree, and say that a letter is safe?", of="Whether she agreed"
    ),
    (Chart.CASE, "decline", "reason"): asks(
        "Why does she decline?", "In her words, if you can.", of="The reason"
    ),
    (Chart.CASE, "record_survey", "way"): asks("How did she answer?", of="How she answered"),
    (Chart.CASE, "record_survey", "contact_me"): asks("She asks to be contacted"),
    (Chart.CASE, "reopen", "approval"): asks(
        "Approval of another lead", "Needed only if her death was recorded in error."
    ),
    **OF_ORDERS,
    (Chart.ORDER, "vary", "made_on"): asks("Day of the variation"),
    (Chart.ORDER, "vary", "expires_on"): asks(
        "Day on which it expires now", "Leave empty if that stays as it was."
    ),
    (Chart.ORDER, "extend", "made_on"): asks("Day of the extension"),
    (Chart.ORDER, "extend", "expires_on"): asks(
        "Day on which it expires now", "Leave empty if that stays as it was."
    ),
    (Chart.ORDER, "grant_interim", "expires_on"): asks("Day on which it expires"),
    (Chart.ORDER, "send_back", "reason"): asks("Why did the court send it back?", of="The reason"),
    (Chart.OFFER, "decline", "reason"): asks("Why do you decline?", of="The reason"),
    **{
        (Chart.NOTICE, event, "reason"): asks("Why, or what is known of it", of="The reason")
        for event in ("accept", "doubt", "retry", "hold", "cancel", "deliver", "fail")
    },
}


def words_of(chart: Chart, event: str, path: str) -> Asks:
    """Return what a form says of one field. Raises KeyError for one without words."""
    return OF_EVENTS.get((chart, event, path)) or ASKED.get(path) or FIELDS[path]
