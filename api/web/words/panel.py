"""What pages call the parts of a ranking and of a firm's profile."""

from collections.abc import Mapping

from workflow.panel.offering import Weighs

#: Which way a reason weighs: a word and its colour; what weighs neither way has none.
WEIGHS: Mapping[Weighs, tuple[str, str]] = {
    Weighs.FOR: ("For", "green"),
    Weighs.NEITHER: ("", ""),
    Weighs.AGAINST: ("Against", "orange"),
}
#: What is shown of what a firm has not said.
NOT_KNOWN = "Not known"
#: Yes, no, or not known: how a form asks whether a firm has a contract.
CONTRACT: Mapping[str, str] = {"yes": "Yes", "no": "No", "": NOT_KNOWN}
