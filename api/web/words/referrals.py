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
