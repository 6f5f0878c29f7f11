"""What officers read of their referrals: the few things that they may do, in the order in which they matter."""

from collections.abc import Mapping

from states.vocabulary import Event

#: What an officer may ask for, each with the words of its link. What is not here is never shown to them.
ASKS: Mapping[str, str] = {
    Event.ADD_INCIDENT: "Report a new incident",
    Event.REPORT_BREACH: "Report that an order was broken",
    Event.ASSESS_RISK: "Say that the risk is higher",
    Event.UPDATE_DETAILS: "Correct or add details",
    Event.SET_SAFETY: "Narrow when or how we may contact her",
    Event.WITHDRAW_CONSENT: "She does not want this any more",
}
#: What is done on a page of its own.
NOT_SAFE, ANSWER = Event.SET_SAFETY.value, Event.SUPPLY_INFORMATION.value

#: What follows each status, by the words of the status itself: so nothing is told here that it does not tell.
#: "We have your referral." stands for as long as she has not let the force be told more, so it promises no next step.
THEN: Mapping[str, str] = {
    "We have your referral.": "A caseworker first tries to reach her within 24 hours, and only in ways that "
    "are safe for her. What becomes of it you read here if she lets us tell you, and what we need of you in any case.",
    "We have spoken to her.": "She hears what a court can do for her, and decides in her own time. We do not press her.",
    "We are helping her.": "We prepare her application with her and find a solicitor who can act at once.",
    "A solicitor acts for her.": "The solicitor asks the court for an order, without telling him first where that "
    "would put her in danger.",
    "A court has been asked for an order.": "The court decides. An order protects her once it is served on him; "
    "your force gets a copy with the proof.",
    "Our work has ended.": "If something happens, refer her again: each referral is looked at anew.",
    "We could not reach her.": "We tried every way that was safe. If you learn of another, refer her again.",
    "We lost contact with her.": "We stopped so as not to put her in danger. If you meet her, refer her again.",
    "She did not want this help now.": "It is her choice, and she knows how to come back. If she asks for it later, "
    "refer her again.",
    "No civil order could be sought.": "What the police can do does not depend on that: charges, bail conditions and "
    "protection notices stand by themselves.",
    "Another service is helping her.": "That service has said that it looks after her now.",
    "A warning letter was sent.": "If he does not keep to it, record it and refer her again: the letter then counts.",
    "She was given advice.": "She knows what she can do and how to come back. If something happens, refer her again.",
    "A court made an order.": "What it forbids, until when, and whether it was served on him: look it up under Order card.",
    "An undertaking was given to a court.": "He promised the court. Nobody can be arrested for breaking it alone; what "
    "he does may still be a crime. Report here what he breaks.",
    "The court made no order.": "What the police can do does not depend on that. If something happens, refer her again.",
    "The application was withdrawn.": "If something happens, refer her again: each referral is looked at anew.",
}
#: The way of a referral for whom she lets us tell, and how far each status has come. What is not here shows no way.
WAY = ("Referred", "Reached", "Helped", "Solicitor", "Court")
COME_TO: Mapping[str, int] = {"contacted": 1, "helped": 2, "with_solicitor": 3, "at_court": 4}
#: Said on each page, whatever she agreed to: it must not tell whether she agreed to less.
AS_FAR = "You read here as much as she lets us tell the police."
