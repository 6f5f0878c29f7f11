"""Who asks on the command line: whoever acts on cases shows their own token, never a name that was only typed."""

from typing import Annotated

import typer

from api.clock import now
from states.errors import NotPermitted
from workflow import people
from workflow.actors import Actor
from workflow.db import Database

#: Where a program keeps the token: others may read the words of a command.
VARIABLE = "ROWAN_TOKEN"
Token = Annotated[
    str | None,
    typer.Option(
        envvar=VARIABLE,
        show_envvar=False,
        help=f"Your token, made by `rowan people token`. Best given as {VARIABLE}; else it is asked for.",
    ),
]


def signed_in(db: Database, token: str | None) -> Actor:
    """Return who shows this token; without one, ask for it unseen. Raises NotPermitted."""
    shown = token or typer.prompt("Your token", hide_input=True, err=True)
    actor = people.authenticate(db, shown, at=now())
    if actor is None:
        message = "the token is not good, or not any more"
        raise NotPermitted(message)
    return actor
