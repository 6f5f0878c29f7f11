"""What the firm says of itself: the languages it speaks, and how many cases it can take at a time."""

from fastapi.responses import Response

from api.errors import MALFORMED
from api.web.pages import Here, Visit, pages
from api.web.profile_form import ProfileForm, held, read, typed
from states.errors import Malformed
from states.permissions import Place
from workflow.panel.profiles import firm_page, save_profile

router = pages(Place.FIRM, "/firm")


@router.get("/profile")
def show_profile(here: Here) -> Response:
    """Show what is known of the firm; its own people change two things of it."""
    firm = firm_page(here.db, here.actor.firm or "", here.actor, here.at)
    return _show(here, typed(here.typed, ()) if here.typed else held(firm.profile))


@router.post("/profile")
def keep_profile(here: Here) -> Response:
    """Keep what the firm says of itself."""
    wanted, problems = read(here.form, own=True)
    if not problems:
        try:
            save_profile(here.db, here.actor.firm or "", wanted, actor=here.actor, at=here.at)
        except Malformed as malformed:
            problems = tuple(malformed.problems)
    if problems:
        return _show(here, typed(here.form, problems), status=MALFORMED.status)
    return here.go("/firm/profile", done="profile_kept")


def _show(here: Visit, form: ProfileForm, *, status: int = 200) -> Response:
    firm = firm_page(here.db, here.actor.firm or "", here.actor, here.at)
    return here.show("firm/profile.html", status=status, firm=firm, form=form, known=held(firm.profile))
