"""The cookie that holds a session: for our own pages alone, and out of reach of any script."""

from fastapi import Request
from fastapi.responses import Response

from api.identity import cookie_of


def give(request: Request, answer: Response, token: str) -> None:
    """Have the browser keep the token until it is closed. Rowan itself decides how long it is good."""
    answer.set_cookie(
        cookie_of(request), token, path="/", httponly=True, secure=_is_secure(request), samesite="lax"
    )


def take_away(request: Request, answer: Response) -> None:
    """Have the browser forget the token."""
    answer.delete_cookie(
        cookie_of(request), path="/", httponly=True, secure=_is_secure(request), samesite="lax"
    )


def _is_secure(request: Request) -> bool:
    # A browser takes no secure cookie over plain HTTP, which is how a demonstration is served to its own machine.
    return request.url.scheme == "https"
