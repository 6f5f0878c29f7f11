"""Who is told of the events of a case.

A referrer always learns that a referral was received and that it has ended, and is asked
questions about it; anything between needs her word that the force may be told. Of a duplicate
the referrer learns nothing: the referral now follows the case that it joined.
"""

from functools import partial

from notifications.rules.conditions import (
    AGAINST_SAFETY,
    ALARMING,
    BECAME_UNSAFE,
    BY_LINK,
    ENDS_CASE,
    HIGH_RISK,
    MAY_BE_PRESSED,
    RISK_ROSE,
    ROUTE_IS_WANTED,
    STILL_RECEIVED,
)
from notifications.rules.rule import Need, Rule
from states.timetable import RECEIVE
from states.vocabulary import Chart, Event, Recipient

R = Recipient

#: What a survivor's templates may use: the number that answers neutrally, a setting.
HERS = ("call_back_number",)
ENDED = "a referrer always learns that a referral has ended, and no more by message"

_told = partial(Rule, Chart.CASE)

ARRIVAL = (
    _told(RECEIVE, R.REFERRER, "a referrer gets a receipt"),
    _told(RECEIVE, R.CASEWORKER, "the queue has a new case, and 24 hours to reach her"),
    _told(RECEIVE, R.LEAD, "a threat or a broken order is seen by a lead within the hour", ALARMING),
    _told(
        Event.JOIN_REFERRAL,
        R.REFERRER,
        "a referrer gets the same receipt whether or not the referral joined a case",
    ),
    _told(Event.JOIN_REFERRAL, R.CASEWORKER, "something more has happened to her"),
    _told(
        Event.JOIN_REFERRAL, R.LEAD, "a threat or a broken order is seen by a lead within the hour", ALARMING
    ),
    _told(
        Event.JOIN_REFERRAL, R.FIRM, "a later incident matters to the application", needs=Need.INSTRUCT_FIRM
    ),
)

REACHING_HER = (
    _told(Event.REASSIGN, R.CASEWORKER, "both owners know whose case it is"),
    _told(Event.LOG_ATTEMPT, R.LEAD, "a call against her rules may have put her in danger", AGAINST_SAFETY),
    _told(
        Event.LOG_ATTEMPT, R.REFERRER, "a referrer may know of a better time", STILL_RECEIVED, Need.TELL_FORCE
    ),
    _told(Event.REQUEST_INFORMATION, R.REFERRER, "only the referrer can answer"),
    _told(Event.SUPPLY_INFORMATION, R.CASEWORKER, "the answer is in"),
    _told(
        Event.MAKE_CONTACT,
        R.REFERRER,
        "a referrer who may know hears that she was reached",
        needs=Need.TELL_FORCE,
    ),
    _told(Event.RETRACT_CONTACT, R.CASEWORKER, "she has still to be reached"),
    _told(Event.GIVE_UP_CONTACT, R.REFERRER, ENDED),
    _told(
        Event.GIVE_UP_CONTACT,
        R.FORCE,
        "at high risk the police may look after her welfare",
        HIGH_RISK,
        Need.TELL_FORCE,
    ),
    _told(Event.LOSE_CONTACT, R.FIRM, "the firm no longer acts"),
    _told(Event.LOSE_CONTACT, R.REFERRER, ENDED),
)

HER_DECISION = (
    _told(
        Event.GIVE_CONSENT,
        R.SURVIVOR,
        "what she agreed to is recorded, and she may change her mind at any time",
        needs=Need.CONSENT,
        values=HERS,
    ),
    _told(Event.CHANGE_CONSENT, R.CASEWORKER, "what may be done for her has changed"),
    _told(Event.CHANGE_CONSENT, R.FIRM, "what may be done for her has changed", needs=Need.INSTRUCT_FIRM),
    _told(Event.DECLINE, R.REFERRER, ENDED),
    _told(Event.WITHDRAW_CONSENT, R.FIRM, "the firm stops, but for the duties that it keeps"),
    _told(Event.WITHDRAW_CONSENT, R.CASEWORKER, "nothing more is done for her"),
    _told(Event.WITHDRAW_CONSENT, R.LEAD, "somebody may have made her withdraw", MAY_BE_PRESSED),
    _told(Event.WITHDRAW_CONSENT, R.REFERRER, ENDED, ENDS_CASE),
)

OTHER_WAYS_ON = (
    _told(Event.FIND_INELIGIBLE, R.REFERRER, ENDED),
    _told(Event.REFER_ELSEWHERE, R.REFERRER, ENDED),
    _told(Event.SEND_WARNING_LETTER, R.SURVIVOR, "the letter that she agreed to has been sent", values=HERS),
    _told(Event.SEND_WARNING_LETTER, R.REFERRER, ENDED),
    _told(
        Event.GIVE_ADVICE_ONLY, R.SURVIVOR, "she has been advised, and may come back at any time", values=HERS
    ),
    _told(Event.GIVE_ADVICE_ONLY, R.REFERRER, ENDED),
)

A_FIRM_AND_THE_COURT = (
    _told(
        Event.MAKE_OFFER, R.FIRM, "the firm has an offer to answer; it learns of no person before it accepts"
    ),
    _told(
        Event.ASSIGN_SOLICITOR,
        R.SURVIVOR,
        "a solicitor has taken her case and will call her within a working day",
        needs=Need.CONSENT,
        values=HERS,
    ),
    _told(Event.ASSIGN_SOLICITOR, R.CASEWORKER, "the case has its firm"),
    _told(
        Event.ASSIGN_SOLICITOR,
        R.REFERRER,
        "a referrer who may know hears that it moves",
        needs=Need.TELL_FORCE,
    ),
    _told(
        Event.RELEASE_FIRM,
        R.SURVIVOR,
        "her firm no longer acts for her, and another is being sought",
        needs=Need.CONSENT,
        values=HERS,
    ),
    _told(Event.RELEASE_FIRM, R.CASEWORKER, "the case needs another firm"),
    _told(Event.RELEASE_FIRM, R.LEAD, "a case without a firm may have a hearing"),
    _told(Event.RELEASE_FIRM, R.FIRM, "the firm no longer acts"),
    _told(Event.SEEK_ORDER, R.CASEWORKER, "the application is with the court"),
    _told(Event.SEEK_ORDER, R.REFERRER, "a referrer who may know hears that it moves", needs=Need.TELL_FORCE),
    _told(Event.RECORD_OUTCOME, R.CASEWORKER, "the case has come to its outcome"),
    _told(Event.RECORD_OUTCOME, R.REFERRER, ENDED),
)

MEANWHILE = (
    _told(Event.SET_SAFETY, R.LEAD, "contact with her has become unsafe", BECAME_UNSAFE),
    _told(Event.SET_SAFETY, R.CASEWORKER, "how she may be reached has changed"),
    _told(Event.SET_SAFETY, R.FIRM, "how she may be reached has changed", needs=Need.INSTRUCT_FIRM),
    _told(Event.SET_SAFETY, R.REFERRER, "the referrer may know of a safe way to her", ROUTE_IS_WANTED),
    _told(Event.UPDATE_DETAILS, R.CASEWORKER, "how she may be reached may have changed"),
    _told(Event.UPDATE_DETAILS, R.FIRM, "how she may be reached may have changed", needs=Need.INSTRUCT_FIRM),
    _told(Event.ASSESS_RISK, R.LEAD, "a threat to life is seen by a lead within the hour", RISK_ROSE),
    _told(Event.ASSESS_RISK, R.CASEWORKER, "her risk was assessed anew"),
    _told(
        Event.ASSESS_RISK,
        R.FIRM,
        "a risk that rose makes the application urgent",
        RISK_ROSE,
        Need.INSTRUCT_FIRM,
    ),
    _told(Event.ADD_INCIDENT, R.CASEWORKER, "something more has happened to her"),
    _told(Event.ADD_INCIDENT, R.LEAD, "something more has happened to her"),
    _told(
        Event.ADD_INCIDENT, R.FIRM, "a later incident matters to the application", needs=Need.INSTRUCT_FIRM
    ),
    _told(
        Event.REPORT_BREACH,
        R.FORCE,
        "a breach is a matter for the police at once",
        values=("order",),
    ),
    _told(Event.REPORT_BREACH, R.LEAD, "an order has been broken"),
    _told(Event.REPORT_BREACH, R.CASEWORKER, "an order has been broken"),
    _told(Event.REPORT_BREACH, R.FIRM, "an order has been broken", needs=Need.INSTRUCT_FIRM),
    _told(Event.MARK_SENSITIVE, R.CASEWORKER, "fewer people may see the case"),
    _told(Event.TRANSFER, R.CASEWORKER, "the old owner lets go and the new queue takes over"),
    _told(Event.TRANSFER, R.LEAD, "the receiving lead has a case without an owner"),
    _told(Event.TRANSFER, R.FORCE, "both forces know who holds the case", needs=Need.TELL_FORCE),
    _told(Event.RESUME, R.CASEWORKER, "the clock runs again"),
    _told(Event.CORRECT, R.CASEWORKER, "a fact that the owner relies on was corrected"),
)

WHETHER_IT_HELPED = (
    _told(
        Event.INVITE_TO_SURVEY,
        R.SURVIVOR,
        "we would like to hear from her whether our help was any good, if she has a few quiet minutes",
        BY_LINK,
        Need.SURVEY,
        values=("survey_link",),
    ),
)

ENDINGS = (
    _told(Event.RECORD_DEATH, R.CASEWORKER, "nobody may try to reach her any more"),
    _told(
        Event.RECORD_DEATH, R.LEAD, "nobody may try to reach her any more, and the record is kept for review"
    ),
    _told(Event.RECORD_DEATH, R.FIRM, "nobody may try to reach her any more"),
    _told(Event.RECORD_DEATH, R.FORCE, "the force keeps its own record", needs=Need.TELL_FORCE),
    _told(Event.RECORD_DEATH, R.REFERRER, ENDED, ENDS_CASE),
    _told(Event.REOPEN, R.CASEWORKER, "the case is open again"),
    _told(Event.REOPEN, R.FIRM, "the firm no longer acts, whatever comes next"),
    _told(Event.REOPEN, R.REFERRER, "a referrer who may know hears that it moves", needs=Need.TELL_FORCE),
    _told(Event.CLOSE, R.CASEWORKER, "the case is closed"),
    _told(Event.CLOSE, R.FIRM, "the case is closed"),
)

RULES = (
    *ARRIVAL,
    *REACHING_HER,
    *HER_DECISION,
    *OTHER_WAYS_ON,
    *A_FIRM_AND_THE_COURT,
    *MEANWHILE,
    *WHETHER_IT_HELPED,
    *ENDINGS,
)

NOBODY_IS_TOLD: dict[tuple[Chart, str], str] = {
    (Chart.CASE, Event.TAKE): "whoever takes a case has it before them",
    (
        Chart.CASE,
        Event.MARK_DUPLICATE,
    ): "its referrals follow the case that it joins, and the referrer learns none of this",
    (Chart.CASE, Event.RECORD_MEANS): "the file shows it, and nobody else has to act",
    (Chart.CASE, Event.RECORD_STATEMENT): "the file shows it, and nobody else has to act",
    (Chart.CASE, Event.RECORD_APPLICATION): "the file shows it, and nobody else has to act",
    (
        Chart.CASE,
        Event.ADD_NOTE,
    ): "the file shows it, and a message for every note would teach people not to read",
    (
        Chart.CASE,
        Event.STOP_MESSAGES,
    ): "a task asks her caseworker to find another way, and a message would say it twice",
    (
        Chart.CASE,
        Event.RECORD_SURVEY,
    ): "what she answers is kept apart from her case, and a task says so where she asks to be contacted",
    (Chart.CASE, Event.PAUSE): "the clock that it names shows it, and runs again by itself",
}
