"""What people wrote with their answers, for leads: asked for month by month, on the trail before it shows."""

import re

from fastapi.responses import Response

from api.errors import MALFORMED
from api.web.pages import Here, Visit, pages
from api.web.survey.months import months
from api.web.words.survey import WAVES
from states.errors import Malformed
from states.permissions import Place
from workflow.forces import FORCES
from workflow.survey_comments import Comments, read_comments

router = pages(Place.LEADING, prefix="/lead")

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)


@router.get("/survey")
def choose(here: Here) -> Response:
    """Ask which month is to be read."""
    return _page(here, "", None, "")


@router.post("/survey")
def show(here: Here) -> Response:
    """Show what was written about the outcomes of one month."""
    month = here.form.get("month")
    if not MONTH.fullmatch(month):
        return _page(here, "", None, "Choose a month")
    try:
        found = read_comments(here.db, month, actor=here.actor, at=here.at, cursor=here.form.get("cursor"))
    except Malformed:
        return _page(here, month, None, "Choose a month")
    return _page(here, month, found, "")


def _page(here: Visit, month: str, found: Comments | None, problem: str) -> Response:
    return here.show(
        "leading/survey.html",
        status=MALFORMED.status if problem else 200,
        months=months(here.at),
        month=month,
        found=found,
        problem=problem,
        forces=FORCES,
        waves=WAVES,
    )
