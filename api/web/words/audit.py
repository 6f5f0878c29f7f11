"""What the pages of auditors call things: entries that are no event of a chart, kinds of entries, and fields."""

from collections.abc import Mapping

from api.web.words.events import CASES
from api.web.words.other_events import COPIES, NOTICES, OFFERS, ORDERS, SERVICES
from api.web.words.roles import ROLES
from api.web.words.said import Said
from states.vocabulary import Chart, Role
from workflow.queries.trail_search import Kind

#: What is said of the events of each chart.
OF_CHARTS: Mapping[str, Mapping[str, Said]] = {
    Chart.CASE: CASES,
    Chart.ORDER: ORDERS,
    Chart.SERVICE: SERVICES,
    Chart.POLICE_COPY: COPIES,
    Chart.OFFER: OFFERS,
    Chart.NOTICE: NOTICES,
}
#: Entries that no chart knows.
OTHERS: Mapping[str, str] = {
    "receive_referral": "A referral opened the case",
    "reveal": "Sealed details were opened",
    "break_glass": "A lead opened details of a case that is not theirs",
    "show_orders": "An officer looked up the order card",
    "store_document": "A document was stored",
    "open_document": "A document was opened",
    "void_document": "A document was marked as not valid",
    "open_copy": "An officer opened what the police were sent of an order",
    "read_questions": "An officer read what they were asked",
    "approve": "A lead gave their approval",
    "ask_approval": "A lead was asked for approval",
    "turn_down_approval": "A lead turned an approval down",
    "reach_deadline": "A deadline was reached",
    "end_ranking": "No firm was left to offer the case to",
    "reply": "An answer from her arrived",
    "not_found": "Asked for what they may not see, or what there is not",
    "not_permitted": "Asked for what is not for them",
    "read": "Read by an auditor",
    "search": "Searched",
    "verify": "Chains were checked",
    "export": "Figures were taken as a file",
    "sign_in": "Signed in",
    "sign_in_failed": "A sign-in failed",
    "change_password": "Changed their password",
    "change_app": "Changed their authenticator app",
    "new_recovery_codes": "Made new recovery codes",
    "add_person": "A person was added",
    "issue_token": "A token was issued",
    "change_person": "What is known of a person was changed",
    "disable_person": "A person was shut out",
    "enable_person": "A person was let in again",
    "invite_person": "A person was invited",
    "accept_invitation": "An invitation was accepted",
    "end_sessions": "A person was signed out everywhere",
    "save_force": "A force was added or named anew",
    "save_firm": "A firm was added or changed",
    "set_contact": "Where messages go was set",
    "remove_contact": "An address for messages was removed",
    "add_conflict": "A firm listed a conflict of interest",
    "remove_conflict": "A firm took a conflict of interest off its list",
    "set_hours": "A firm set its hours",
    "save_profile": "What a firm takes was changed",
    "import_offices": "Offices of firms were imported",
    "plan_absence": "An absence was planned",
    "end_absence": "An absence was ended or called off",
    "begin_cover": "Somebody began to cover for another",
    "end_cover": "Somebody covered for another no more",
    "send_trial": "A trial message was sent",
    "complete_task": "A task was done",
    "take_task": "A task was taken",
    "hand_task": "A task was handed to somebody",
}
#: What each chart is about.
CHARTS: Mapping[str, str] = {
    Chart.CASE: "Case",
    Chart.ORDER: "Court order",
    Chart.SERVICE: "Service of an order",
    Chart.POLICE_COPY: "Copy for the police",
    Chart.OFFER: "Offer to a firm",
    Chart.NOTICE: "Message",
}
KINDS: Mapping[Kind, str] = {
    Kind.STEPS: "Steps that were taken",
    Kind.REFUSED: "Attempts that were refused",
    Kind.REVEALS: "Sealed details opened",
    Kind.APPROVALS: "Approvals",
    Kind.NOT_FOUND: "Not found",
    Kind.NOT_PERMITTED: "Not permitted",
    Kind.READINGS: "Searches and readings",
    Kind.SIGN_INS: "Sign-ins",
}
#: What each role is called inside a sentence.
INSIDE: Mapping[Role, str] = {
    role: name if role is Role.SYSTEM else name.lower() for role, name in ROLES.items()
}
#: Among what a condition looked at something.
AMONG: Mapping[str, str] = {"fact": "Fact", "said": "Asked", "found": "Looked up"}
#: What the streams that belong to no case hold.
STREAMS: Mapping[str, str] = {
    "access": "Access: what was refused because of who asked, what auditors read, searches",
    "exports": "Exports",
    "settings": "Settings: people, contacts, absences, firms",
}


def event_title(chart: str, event: str) -> str:
    """Say what an entry tells of."""
    known = OF_CHARTS.get(chart, {}).get(event)
    return known.title if known else OTHERS.get(event) or plain(event)


def plain(word: str) -> str:
    """Write a word of the code as people write it; references stay as they are."""
    said = word.replace("_", " ")
    return f"{said[:1].upper()}{said[1:]}"
