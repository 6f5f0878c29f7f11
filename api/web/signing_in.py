"""What happens to a request of somebody who is not signed in: they are asked to sign in, and lose nothing."""

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.errors import SEE_OTHER
from api.web.forms import Form

#: Where people sign in.
SIGN_IN = "/sign-in"


def ask(request: Request, form: Form) -> Response:  # noqa: ARG001 - Kept for them by what comes next.
    """Send them to sign in, and back to where they were going."""
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': request.url.path})}", SEE_OTHER)
