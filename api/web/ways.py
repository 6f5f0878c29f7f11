"""The ways to prove who one is. Another one, such as single sign-on or a passkey, is a line here and a module.

Whatever a way asks for, it ends in `signing_in.finish(request, doors, person, role, carried)`: a session knows nothing
of how it came to be, and no route asks.
"""

from fastapi import APIRouter

from api.web import enter, invitation, sign_in

#: The routers of all ways in. The first one that stands open is where people are sent (`signing_in.way_in`).
WAYS: tuple[APIRouter, ...] = (sign_in.router, invitation.router, enter.router)
