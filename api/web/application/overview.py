"""How far an application has come: its sections with what stands and what is missing, and no value of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look, show
from api.web.pages import Here, pages
from api.web.words.application import DOCUMENTS, HELP, SECTIONS
from states.permissions import Place
from states.vocabulary import Event
from workflow.pack.contract import CONFIDENTIAL
from workflow.pack.labels import called, told_whole
from workflow.pack.making import how_far, may_open
from workflow.pack.standing import Pack, Standing

router = pages(Place.CASES, prefix="/cases")

#: How a section stands as a whole, with the colour of its tag.
DONE, BEGUN, EMPTY = ("Complete", "green"), ("To do", "orange"), ("Empty", "none")
KEPT = ("Kept", "grey")


@dataclass(frozen=True, slots=True)
class Line:
    """One section. `missing` are the questions that wait for an answer, and `withheld` those kept from the form."""

    name: str
    title: str
    help: str
    stands: tuple[str, str]
    filled: int
    missing: tuple[str, ...]
    withheld: Mapping[str, str]

    @property
    def counts(self) -> str:
        """How many stand how; what is none is not said."""
        counted = ((self.filled, "filled"), (len(self.missing), "missing"), (len(self.withheld), "withheld"))
        said = ", ".join(f"{count} {how}" for count, how in counted if count)
        return "Never on the form" if self.name == CONFIDENTIAL else said or "Nothing needed yet"


@router.get("/{reference}/application")
def overview(here: Here, reference: Reference) -> Response:
    """List the sections, what is missing, and the documents."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/application")) is not None:
        return answer
    pack = how_far(here.db, view.reference, here.actor, here.at)
    lines = [_line(pack, name) for name in SECTIONS]
    return show(
        here,
        view,
        "application",
        known(here, view),
        lines=lines,
        needed=sum(len(line.missing) for line in lines),
        documents=DOCUMENTS,
        opens=may_open(here.db, view.reference, here.actor, here.at),
        saves=view.events.get(Event.RECORD_APPLICATION) == [],
        taking=view.events.get(Event.TAKE) == [],
    )


def _line(pack: Pack, name: str) -> Line:
    leaves = [leaf for leaf in pack.leaves if leaf.section == name]
    missing = tuple(dict.fromkeys(called(leaf.path) for leaf in leaves if leaf.needed))
    withheld = {told_whole(leaf.path): leaf.why for leaf in leaves if leaf.why is not None}
    filled = pack.count(name, Standing.FILLED)
    if name == CONFIDENTIAL:
        stands = KEPT if pack.kept else EMPTY
    else:
        stands = BEGUN if missing else DONE if filled or withheld else EMPTY
    return Line(name, SECTIONS[name], HELP[name], stands, filled, missing, withheld)
