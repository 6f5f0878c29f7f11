"""What pages call the answers that a field offers: every member of the enumerations that payloads name."""

from collections.abc import Mapping
from typing import NamedTuple

from api.web.words.application import COURT_OPTIONS
from api.web.words.days import DAYS
from api.web.words.terms import TERMS
from workflow.languages import LANGUAGES

__all__ = ["LANGUAGES", "OPTIONS", "Option", "options"]


class Option(NamedTuple):
    """One answer, as it is sent and as it is said."""

    value: str
    label: str
    hint: str = ""


def _of(**labels: str) -> dict[str, str]:
    return labels


CHANNELS = _of(
    phone="By phone",
    sms="By text message",
    email="By e-mail",
    through_officer="Through the officer who referred her",
    in_person="In person",
)
REASONS_TO_STOP = _of(
    bounced="A message came back: that way does not lead to her",
    opted_out="She answered that she wants no more",
    she_asked="She told somebody so",
)

#: By the name of the enumeration in the schema, or of the field where it has none.
OPTIONS: Mapping[str, Mapping[str, str]] = {
    **COURT_OPTIONS,
    "Channel": CHANNELS,
    "channels": CHANNELS,
    "days": DAYS,
    "Safety": _of(
        safe="Yes, it is safe",
        restricted="Only in the ways and at the times below",
        unsafe="No, it is not safe",
        unknown="Not known: she is not contacted",
    ),
    "Grade": _of(standard="Standard", medium="Medium", high="High"),
    "Flag": _of(
        strangulation="Strangulation or choking",
        threat_to_life="Threat to her life",
        suspect_released="He has been released",
        child_at_risk="A child is at risk",
        forced_marriage="Forced marriage",
        weapon="A weapon",
    ),
    "StopReason": REASONS_TO_STOP,
    "SurveyWay": _of(link="By her link", phone="By phone"),
    "AttemptResult": _of(
        no_answer="Nobody answered",
        voicemail_left="I left a voicemail",
        wrong_number="It was the wrong number",
        not_safe_to_talk="It was not safe for her to talk",
        call_back_agreed="We agreed when to call back",
    ),
    "Scope": _of(
        instruct_firm="A solicitor may be told who she is, and act for her",
        tell_force="The police may be told what became of the referral",
        survey="We may ask her later how it went",
    ),
    "Answer": _of(yes="Yes", no="No", unknown="Not known"),
    "IneligibleReason": _of(
        mistaken="She was referred by mistake",
        outside_jurisdiction="Courts of England and Wales cannot decide it",
        not_associated="They are not associated as the law requires",
        respondent_died="He has died",
        no_remedy="No civil order fits",
    ),
    "OrderType": _of(
        non_molestation="Non-molestation order",
        occupation="Occupation order",
        prohibited_steps="Prohibited steps order",
        forced_marriage_protection="Forced marriage protection order",
        domestic_abuse_protection="Domestic abuse protection order",
        other="Another order",
    ),
    "Term": TERMS,
    "Benefit": _of(
        none="None of these",
        universal_credit="Universal Credit",
        income_support="Income Support",
        jobseekers_allowance="Jobseeker's Allowance, by income",
        employment_and_support_allowance="Employment and Support Allowance, by income",
        guarantee_credit="Guarantee Credit of the Pension Credit",
    ),
    "EvidenceKind": _of(
        police_report="Police report, or a crime reference",
        arrest_or_charge="He was arrested or charged",
        bail_conditions="Bail conditions",
        photographs="Photographs",
        messages="Messages, calls or posts",
        medical="Medical notes, or a letter of her doctor",
        witness="Somebody who saw or heard it",
        social_services="Notes of social services",
        adviser_or_marac_letter="Letter of her adviser (IDVA) or of a MARAC",
        refuge_letter="Letter of a refuge",
        earlier_order="Earlier order or undertaking",
        other="Something else, named below",
    ),
    "Chances": _of(
        very_good="Very good: 80 % or more",
        good="Good: 60 to 80 %",
        moderate="Moderate: 50 to 60 %",
        borderline="Borderline",
        poor="Poor: below 50 %",
        not_known="Not known yet",
    ),
    "Ground": _of(
        significant_harm="She or a child would come to significant harm",
        would_be_deterred="She would be deterred from applying",
        evading_service="He is evading service, and waiting would harm her",
    ),
    "Clock": _of(
        first_contact="First contact",
        information_asked="Information from the officer",
        decision="Her decision",
        preparation="Preparation",
        offer="Answer of a firm",
        firm_calls_her="The firm's first call to her",
        filing="Filing with the court",
        returned_by_court="Application that the court sent back",
        court_answer="Answer of the court",
        outcome_to_record="Outcome to be recorded",
        hearing="Hearing",
        service="Service",
        police_copy="Copy for the police",
        expiry="Expiry of an order",
        survey="Survey",
        closing="Closing",
        threat_to_life="Threat to her life",
    ),
    "EndReason": _of(
        she_asked="She asked for it",
        respondent_died="He has died",
        expired="It has expired",
        replaced="Another order replaces it",
        advice="On advice",
        other="Another reason",
    ),
    "ReviewDecision": _of(
        extend="Ask the court to extend it",
        let_end="Let it end",
        release_from_watch="Watch it no longer",
    ),
    "Server": _of(
        process_server="A process server",
        court_bailiff="A court bailiff",
        police="The police",
        solicitor="The solicitor",
        other="Somebody else",
        applicant="The applicant herself",
    ),
    "DeclineReason": _of(
        conflict="A conflict of interest",
        capacity="No capacity",
        out_of_area="Out of our area",
        language="Her language",
        other="Another reason",
    ),
}


def options(words: str, values: tuple[str, ...]) -> tuple[Option, ...]:
    """Return the answers of a field in the order of its schema. Raises KeyError for one without words."""
    labels = OPTIONS[words]
    return tuple(Option(value, labels[value]) for value in values)
