"""What an order card says, in words for whoever stands at a door. The law is England and Wales.

Sources: docs/sources.md#EN2004, docs/sources.md#OUP, docs/sources.md#s46, docs/sources.md#FL701 and
docs/sources.md#25BR. The order itself decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from states.vocabulary import CopyState, OrderState, OrderType, Server, ServiceState
from workflow.order_search import Purpose


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of order is called, what it does, and what breaking it is."""

    name: str
    does: str
    breach: str


PURPOSES: Mapping[Purpose, str] = {
    Purpose.AT_THE_SCENE: "I am at an incident now",
    Purpose.BREACH: "Somebody says that an order is broken",
    Purpose.ARREST: "Arrest, charge or bail",
    Purpose.SAFEGUARDING: "Safeguarding or risk",
    Purpose.OTHER: "Something else",
}

READ = "Read the order, or ask the court, for what follows if he breaks it."
#: What an officer may do, as far as a source says it. A crime is arrested for as any other is.
ARREST_FOR_CRIME = "You may arrest him for breaking it, as for any crime, if he knew of the order."
ARREST_ATTACHED = (
    "A power of arrest is attached. You may arrest him without a warrant for breaking what it is attached to:"
    " read form FL406 for which parts those are. Nothing else of it is a crime by itself."
)
NO_ARREST_ATTACHED = (
    "No power of arrest is attached. Breaking it is no reason to arrest him by itself: she may ask the court"
    " for a warrant. Look for another crime, and for a non-molestation order."
)
ARREST_UNKNOWN = (
    "We do not know whether a power of arrest is attached: read the order, or form FL406. Without one, breaking"
    " it is no reason to arrest him by itself."
)
ARREST_PROMISED = (
    "An undertaking carries no power of arrest. She may ask the court to act. Look for another crime, and for a"
    " non-molestation order."
)
#: He may not know of an order that nobody has given him; then breaking it is no crime.
TELL_HIM = (
    "As far as we know he has not been given this order. Breaking it is a crime only if he knew of it: ask her"
    " firm, or the court, whether he was told otherwise."
)
UNCODED = "We do not hold its terms: read the order."
# Each only as far as a source says it.
CRIME = "Breaking it is a crime, if he knew of the order: up to 5 years in prison."
CIVIL = "Breaking it is contempt of court, not a crime."
KINDS: Mapping[str, Kind] = {
    OrderType.NON_MOLESTATION: Kind(
        "Non-molestation order", "Forbids him to molest her, in the ways that the order names.", CRIME
    ),
    OrderType.OCCUPATION: Kind(
        "Occupation order", "Says who may live in the home, and how near he may come to it.", CIVIL
    ),
    OrderType.PROHIBITED_STEPS: Kind(
        "Prohibited steps order", "Forbids him steps about the children that the order names.", READ
    ),
    OrderType.FORCED_MARRIAGE_PROTECTION: Kind(
        "Forced marriage protection order",
        "Protects her from being made to marry.",
        "Breaking it is a crime.",
    ),
    OrderType.DOMESTIC_ABUSE_PROTECTION: Kind(
        "Domestic abuse protection order",
        "Forbids or requires of him what the order names.",
        "Breaking it is a crime: up to 5 years in prison.",
    ),
    OrderType.OTHER: Kind("Another order", "Does what the order itself says.", READ),
}
UNDERTAKING = Kind(
    "Undertaking",
    "A promise that he gave to the court.",
    "Breaking it is contempt of court, not a crime.",
)
#: Orders whose breach is a crime, where a source says so.
CRIMES = frozenset(
    {
        OrderType.NON_MOLESTATION,
        OrderType.FORCED_MARRIAGE_PROTECTION,
        OrderType.DOMESTIC_ABUSE_PROTECTION,
    }
)

_ATTACHED: Mapping[bool | None, str] = {
    True: ARREST_ATTACHED,
    False: NO_ARREST_ATTACHED,
    None: ARREST_UNKNOWN,
}


def may_do(kind: str, *, promised: bool, attached: bool | None, told: bool) -> tuple[str, ...]:
    """Say what an officer may do about a breach. `told` is whether the law counts the respondent as told."""
    if promised:
        return (ARREST_PROMISED,)
    if kind == OrderType.OCCUPATION:
        return (_ATTACHED[attached],)
    if kind not in CRIMES:
        return (READ,)
    return (ARREST_FOR_CRIME,) if told else (TELL_HIM, ARREST_FOR_CRIME)


STATES: Mapping[str, str] = {
    OrderState.INTERIM: "Interim: the court decides again on the return day",
    OrderState.MADE: "In force",
    OrderState.EXPIRING: "In force, and soon ends",
    OrderState.UNDERTAKING: "In force",
}
SERVICE: Mapping[str, str] = {
    ServiceState.NOT_DUE: "Not to be served",
    ServiceState.DUE: "Not served yet, as far as we know. He may not know of it.",
    ServiceState.SERVED: "Served on him",
    ServiceState.FAILED: "Not served: it was tried and failed. He may not know of it.",
    ServiceState.DISPENSED: "The court let the order bind him without service",
}
SERVERS: Mapping[str, str] = {
    Server.PROCESS_SERVER: "a process server",
    Server.COURT_BAILIFF: "a court bailiff",
    Server.POLICE: "the police",
    Server.SOLICITOR: "a solicitor",
    Server.OTHER: "somebody else",
    Server.APPLICANT: "the applicant",
}
COPIES: Mapping[str, str] = {
    CopyState.NOT_DUE: "Not sent to the police yet",
    CopyState.DUE: "Not sent to the police yet",
    CopyState.SENT: "Sent to the police",
    CopyState.ACKNOWLEDGED: "The police have confirmed that they hold it",
}

#: What is wrong with a field of the look-up.
WRONG: Mapping[str, str] = {
    "reference": "Enter the reference of an order, like O-7KQ29MXD",
    "protected": "Enter the full name of the person whom the order protects",
    "respondent": "Enter the full name of the person whom the order is against",
    "born": "Enter the birth date of one of the two",
    "purpose": "Say why you are looking",
    "why": "Say why in your own words, in at most 500 characters",
}
