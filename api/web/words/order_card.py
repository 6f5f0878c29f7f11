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
# Each only as far as a source says it.
CRIME = "Breaking it is a crime, if he knew of the order: up to 5 years in prison."
CIVIL = "Breaking it is contempt of court, not a crime. A power of arrest may be attached: read the order."
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
    "A promise that he gave to the court. Read it for what he promised.",
    "There is no power of arrest. Breaking it is contempt of court.",
)
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
