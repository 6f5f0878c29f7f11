"""What pages call the parts of a ranking and of a firm's profile."""

from collections.abc import Mapping

from workflow.panel.offering import Weighs

#: Which way reasons weigh, in the order in which they are told.
WEIGHS: Mapping[Weighs, str] = {
    Weighs.FOR: "For it",
    Weighs.AGAINST: "Against it",
    Weighs.NEITHER: "Also",
}
#: What is shown of what a firm has not said.
NOT_KNOWN = "Not known"
#: Whether there are children, as a firm is told that is asked.
CHILDREN: Mapping[bool | None, str] = {True: "Yes", False: "No", None: NOT_KNOWN}
#: Yes, no, or not known: how a form asks whether a firm has a contract.
CONTRACT: Mapping[str, str] = {"yes": "Yes", "no": "No", "": NOT_KNOWN}
