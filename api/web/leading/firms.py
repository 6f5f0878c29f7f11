"""One firm of the panel for a lead: what it takes, how it answered lately, and whether it is offered cases."""

from fastapi.responses import Response

from api.errors import MALFORMED
from api.web.pages import Here, Visit, pages
from api.web.profile_form import ProfileForm, held, read, typed
from api.web.words.panel import CONTRACT
from states.errors import Malformed
from states.permissions import Place
from workflow.panel.profiles import FirmPage, firm_page, save_profile
from workflow.queries.panel import firm_record

router = pages(Place.LEADING, "/lead/panel")


@router.get("/firms/{code}")
def show_firm(here: Here, code: str) -> Response:
    """Show what a firm takes, to be changed."""
    firm = firm_page(here.db, code, here.actor, here.at)
    return _show(here, firm, held(firm.profile), active=firm.active)


@router.post("/firms/{code}")
def keep_firm(here: Here, code: str) -> Response:
    """Keep what a lead says of a firm."""
    firm, active = firm_page(here.db, code, here.actor, here.at), here.form.get("active") == "yes"
    wanted, problems = read(here.form, own=False)
    if not problems:
        try:
            save_profile(here.db, code, wanted, active=active, actor=here.actor, at=here.at)
        except Malformed as malformed:
            problems = tuple(malformed.problems)
    if problems:
        return _show(here, firm, typed(here.form, problems), active=active, status=MALFORMED.status)
    return here.go(f"/lead/panel/firms/{code}", done="firm_saved")


def _show(here: Visit, firm: FirmPage, form: ProfileForm, *, active: bool, status: int = 200) -> Response:
    return here.show(
        "leading/firm.html",
        status=status,
        firm=firm,
        form=form,
        active=active,
        contract=CONTRACT.items(),
        record=firm_record(here.db, firm.code, here.actor, here.at),
    )
