"""A dashboard as a file: it holds the tables of the page, and that it was taken is on the trail before it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi.responses import Response

from api.web.dashboard.board import board_of, of_when, sheets, stands
from api.web.dashboard.places import Address
from api.web.dashboard.sheets import CSV, XLSX, Sheet, as_csv, as_xlsx
from api.web.pages import Visit
from states.errors import Malformed, Problem
from workflow.dashboard.model import Dashboard
from workflow.exports_log import exported

#: What the log calls it.
WHAT = "dashboard"


@dataclass(frozen=True, slots=True)
class Form:
    """One form of file."""

    media_type: str
    write: Callable[[list[tuple[str, str]], list[Sheet], Dashboard], bytes]


FORMS: Mapping[str, Form] = {
    "csv": Form(CSV, lambda about, tables, _: as_csv(about, tables)),
    "xlsx": Form(XLSX, lambda about, tables, shown: as_xlsx(about, tables, at=shown.as_at)),
}


def hand_over(here: Visit, shown: Dashboard, at: Address) -> Response:
    """Answer with the dashboard as a file of the form that was asked for, and leave an entry of it before.

    Raises Malformed for another form, StorageUnavailable where the entry cannot be written.
    """
    kind = here.form.get("format")
    if kind not in FORMS:
        raise Malformed(
            "there is no such form of file", [Problem("format", f"must be one of {', '.join(FORMS)}")]
        )
    board = board_of(shown, at)
    about = [
        ("Dashboard", board.title),
        ("As at", stands(shown)),
        ("Counted", of_when(shown)),
        *(("Note", text) for text in board.notes),
    ]
    file = FORMS[kind].write(about, sheets(board), shown)
    told = {"format": kind, "scope": shown.scope, "code": shown.code, "month": shown.month}
    exported(here.db, here.actor, WHAT, file, told, here.at)
    # Nothing of whom it is about in its name: it lies in folders and mails.
    headers = {"Content-Disposition": f'attachment; filename="dashboard-{shown.month or shown.last}.{kind}"'}
    return Response(file, media_type=FORMS[kind].media_type, headers=headers)
