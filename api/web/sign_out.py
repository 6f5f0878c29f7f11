"""Signing out of this browser."""

from fastapi.responses import Response

from api.identity import token_of
from api.web import cookie, signing_in
from api.web.pages import Here, pages
from states.permissions import Place
from workflow import sessions

router = pages(Place.ANYONE)


@router.post("/sign-out")
def sign_out(here: Here) -> Response:
    """End the session, and lead to where one comes in."""
    if (token := token_of(here.request)) is not None:
        sessions.end(here.db, token, at=here.at)
    answer = here.go(signing_in.way_in(here.request), done="signed_out")
    cookie.take_away(here.request, answer)
    signing_in.clear(answer)
    return answer
