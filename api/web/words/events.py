"""What pages call events: a title, the words of its button, what is said once it is done, and what it is for."""

from collections.abc import Mapping

from api.web.words.other_events import COPIES, NOTICES, OFFERS, ORDERS, SERVICES, SURVEYS
from api.web.words.said import Said, said
from states.vocabulary import Chart, Event

CASES: Mapping[str, Said] = {
    Event.TAKE: said("Take this case", "Take the case", "The case is yours."),
    Event.REASSIGN: said(
        "Give the case to somebody else",
        "Give it to them",
        "The case has a new owner.",
        "The new owner gets its tasks, and the contact details open to them alone.",
    ),
    Event.TRANSFER: said(
        "Transfer the case",
        "Transfer it",
        "The case is transferred.",
        "To another force or service. A lead of the receiving side has to approve it first.",
    ),
    Event.JOIN_REFERRAL: said("Join a referral", "Join it", "The referral has joined this case."),
    Event.LOG_ATTEMPT: said(
        "Log an attempt to reach her",
        "Log the attempt",
        "The attempt is logged.",
        "Each attempt, also one that nobody answered. Record a conversation with her as contact instead.",
    ),
    Event.REQUEST_INFORMATION: said(
        "Ask the officer for information",
        "Send the questions",
        "The officer is asked.",
        "The officer is told at once. The time for first contact keeps running.",
    ),
    Event.SUPPLY_INFORMATION: said(
        "Answer the caseworker",
        "Send the answers",
        "Your answers are with the caseworker.",
    ),
    Event.MAKE_CONTACT: said(
        "Record that you spoke to her",
        "Record the contact",
        "The contact is recorded.",
        "Only once you know that it is her, and she has said that she can talk.",
    ),
    Event.RETRACT_CONTACT: said(
        "Take back a recorded contact",
        "Take it back",
        "The contact is taken back.",
        "It was somebody else. What ran before she was said to be reached runs again.",
    ),
    Event.MARK_DUPLICATE: said(
        "Mark as a duplicate",
        "Mark as a duplicate",
        "The case is marked as a duplicate.",
        "This case ends, and its referrals join the other one.",
    ),
    Event.GIVE_UP_CONTACT: said(
        "Stop trying to reach her",
        "Stop trying",
        "The case ended: she could not be reached.",
    ),
    Event.GIVE_CONSENT: said(
        "Record her consent",
        "Record her consent",
        "Her consent is recorded.",
        "Read the privacy notice to her first, and record what she says to each question.",
    ),
    Event.CHANGE_CONSENT: said(
        "Change what she consents to",
        "Record the change",
        "The change of her consent is recorded.",
    ),
    Event.DECLINE: said(
        "Record that she declines",
        "Record it",
        "It is recorded that she declines.",
        "She may come back at any time: tell her so.",
    ),
    Event.FIND_INELIGIBLE: said(
        "Record that no order can be sought",
        "Record it",
        "It is recorded that no order can be sought.",
    ),
    Event.REFER_ELSEWHERE: said(
        "Refer her to another service",
        "Record the referral",
        "She is referred to another service.",
        "Once the other service has accepted.",
    ),
    Event.RECORD_MEANS: said(
        "Record her means",
        "Record her means",
        "Her means are recorded.",
        "For legal aid. All in pounds.",
    ),
    Event.RECORD_STATEMENT: said(
        "Record her statement",
        "Record the statement",
        "Her statement is recorded.",
    ),
    Event.RECORD_APPLICATION: said(
        "Prepare the application", "Save the application", "The application is saved."
    ),
    Event.SEND_WARNING_LETTER: said(
        "Send him a warning letter",
        "Record the letter",
        "The warning letter is recorded.",
        "Only if she agrees, and says that a letter is safe.",
    ),
    Event.GIVE_ADVICE_ONLY: said(
        "End with advice only",
        "End with advice",
        "The case ended with advice.",
    ),
    Event.LOSE_CONTACT: said(
        "Record that contact is lost",
        "Record it",
        "It is recorded that contact with her is lost.",
    ),
    Event.MAKE_OFFER: said(
        "Offer the case to a firm",
        "Make the offer",
        "The case is offered.",
        "The firm sees a summary without her name, and answers before it learns who she is.",
    ),
    Event.ASSIGN_SOLICITOR: said("Assign a firm", "Assign the firm", "The firm is assigned."),
    Event.RELEASE_FIRM: said(
        "Part the case from its firm",
        "Part them",
        "The firm no longer acts in this case.",
        "The firm stops seeing who she is at once. Orders before the court stay.",
    ),
    Event.SEEK_ORDER: said(
        "Record that an order was applied for",
        "Record the application",
        "The application is recorded.",
        "Name each order that was applied for.",
    ),
    Event.RECORD_OUTCOME: said(
        "Record the outcome",
        "Record the outcome",
        "The outcome is recorded.",
        "Once the court has decided on every order. The best result counts.",
    ),
    Event.WITHDRAW_CONSENT: said(
        "Record that she withdraws consent",
        "Record the withdrawal",
        "Her withdrawal is recorded.",
        "It is never refused. The firm stops seeing who she is at once, and messages to her are cancelled.",
    ),
    Event.RECORD_DEATH: said(
        "Record that she has died",
        "Record her death",
        "Her death is recorded.",
        "Another lead has to approve it first. Nothing is sent to her any more.",
    ),
    **SURVEYS,
    Event.SET_SAFETY: said(
        "Set how she may be contacted",
        "Save the rules",
        "The rules for contact are set.",
        "The whole of it, as it holds from now on. What is left blank is never a yes.",
    ),
    Event.STOP_MESSAGES: said(
        "Stop messages to her",
        "Stop messages",
        "No machine sends to her any more.",
        "From now on only people reach her.",
    ),
    Event.UPDATE_DETAILS: said(
        "Change details",
        "Save the changes",
        "The details are changed.",
        "Fill in only what changes. What you leave empty stays as it is.",
    ),
    Event.ASSESS_RISK: said(
        "Record a risk assessment",
        "Record the assessment",
        "The risk assessment is recorded.",
        "Judgement may raise the grade, never lower it.",
    ),
    Event.ADD_INCIDENT: said(
        "Report a new incident",
        "Report the incident",
        "The incident is reported.",
        "Something that happened since, between the same two people.",
    ),
    Event.REPORT_BREACH: said(
        "Report a breach",
        "Report the breach",
        "The breach is reported.",
        "A breach of an order is a matter for the police: in danger, 999 first.",
    ),
    Event.MARK_SENSITIVE: said(
        "Mark the case as sensitive",
        "Mark as sensitive",
        "The case is marked as sensitive.",
        "From then on only its owner and leads see it.",
    ),
    Event.ADD_NOTE: said("Add a note", "Save the note", "The note is saved."),
    Event.PAUSE: said("Pause a clock", "Pause it", "The clock is paused.", "At most 28 days."),
    Event.RESUME: said("Let the clock run again", "Let it run", "The clock runs again."),
    Event.REOPEN: said(
        "Reopen the case",
        "Reopen it",
        "The case is open again.",
        "Her consent and its firm are not carried over; orders are.",
    ),
    Event.CLOSE: said(
        "Close the case",
        "Close it",
        "The case is closed.",
        "A closed case is never opened again.",
    ),
    Event.CORRECT: said(
        "Correct a fact",
        "Correct it",
        "The correction is recorded.",
        "Fill in only what was wrong. What was recorded before stays on the trail.",
    ),
}

EVENTS: Mapping[Chart, Mapping[str, Said]] = {
    Chart.CASE: CASES,
    Chart.ORDER: ORDERS,
    Chart.SERVICE: SERVICES,
    Chart.POLICE_COPY: COPIES,
    Chart.OFFER: OFFERS,
    Chart.NOTICE: NOTICES,
}


def done_word(chart: Chart, event: str) -> str:
    """Return the word that stands in an address for what was done."""
    return f"{chart.value}-{event}"


def done_words() -> dict[str, str]:
    """Return what is said once each event is done, by that word."""
    return {
        done_word(chart, event): one.done for chart, events in EVENTS.items() for event, one in events.items()
    }
