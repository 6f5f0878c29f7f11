"""What each role is called, and what somebody in it does."""

from collections.abc import Mapping

from states.vocabulary import Role

ROLES: Mapping[Role, str] = {
    Role.OFFICER: "Police officer",
    Role.CASEWORKER: "Caseworker",
    Role.LEAD: "Lead caseworker",
    Role.SOLICITOR: "Solicitor",
    Role.ANALYST: "Force analyst",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
    Role.SURVIVOR: "Survivor",
    Role.SYSTEM: "Rowan itself",
    Role.PROVIDER: "Message provider",
}
#: What a person who signs in does, as the demonstration introduces them.
DOES: Mapping[Role, str] = {
    Role.OFFICER: "Refers somebody from a phone at the scene, and sees what became of it.",
    Role.CASEWORKER: "Calls her, records her consent, and follows the case to its end.",
    Role.LEAD: "Signs off, reopens and hands over cases, and keeps the queue moving.",
    Role.SOLICITOR: "Accepts cases for a firm, files at court, records orders and their service.",
    Role.ANALYST: "Reads the figures of a force, never a name.",
    Role.AUDITOR: "Follows every step of any case, and changes nothing.",
    Role.ADMINISTRATOR: "Keeps people, forces and firms, and sees no case.",
}
