"""The demonstration: fictional people and cases in a database of its own, served to this machine alone.

It must never touch a database that it did not make: whoever starts it in the wrong place loses nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

import typer

from api.clock import now
from api.commands.console import counting, load_settings, say, tell
from api.commands.serving import Port, run
from api.commands.stages import STAGES, stand
from api.logs import write_json_lines
from api.settings import Settings
from api.starting import is_new_file, prepared
from states.vocabulary import Role
from workflow import people, queries
from workflow.actors import Actor
from workflow.db import Database
from workflow.faults import ConfigurationFault
from workflow.fitting import OF_A_FORCE
from workflow.marks import CAST, MADE_BY_DEMO, mark, set_mark
from workflow.simulate import play, write_lives
from workflow.simulate.cast import actor_of, gather
from workflow.simulate.courses import Courses
from workflow.simulate.panel import furnish

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
#: Where links of the demonstration lead.
LOCAL = "127.0.0.1"
#: Whole lives that are played, most of them over by now, and cases that stand in each open state.
LIVES, STANDING = 40, 3
#: How many people live each of these lives, and the force to which every second is referred: what is published of a
#: force is withheld where it is small.
BLOCKS, FORCE = 15, "cambridgeshire"
COURSES = Courses(LIVES, FORCE)
SEED = 1
#: What the mark says while cases are played, and after.
BEGUN, PLAYED = "begun", "played"
#: How long a token of the demonstration is good.
TOKENS_LAST = timedelta(hours=12)
#: Roles of which nobody is in the cast.
BESIDE = {Role.ANALYST: "Analyst", Role.AUDITOR: "Auditor", Role.ADMINISTRATOR: "Administrator"}
#: Roles of which two are offered: one covers for, or signs off, what the other does.
TWICE = frozenset({Role.CASEWORKER, Role.LEAD})

AsJson = Annotated[bool, typer.Option("--json", help="Print the address and the tokens as JSON.")]


def demonstrate(port: Port = None, *, as_json: AsJson = False) -> None:
    """Serve fictional people and cases to this machine, and print a token for every role."""
    # The framework takes a while to load, and no other command needs it.
    from api.app import create_app

    settings = load_settings()
    if settings.host not in LOOPBACK:
        message = "the demonstration listens on loopback alone: unset ROWAN_HOST"
        raise ConfigurationFault(message)
    made = is_new_file(settings)
    if made:
        populate(settings)
    with prepared(settings) as db, db.serve_lock():
        own(db, made=made)
        fill(db, now())
        entering = list(cast(db, now()))
        tokens = {actor.role: _token(db, actor) for actor in entering}
        set_mark(db, CAST, " ".join(actor.reference for actor in with_seconds(db, entering, now())))
        # One process is the whole demonstration, whatever the database.
        own_address = f"http://{LOCAL}:{settings.port if port is None else port}"
        links = settings.public_url or own_address
        app = create_app(settings.model_copy(update={"deliver": "here", "public_url": links}), db=db)
        write_json_lines(settings.log_level)

        def listening(address: str) -> None:
            tell({"address": address, "tokens": tokens}) if as_json else _introduce(address, tokens)

        run(app, settings, host=settings.host, port=port, listening=listening)


def populate(settings: Settings) -> None:
    """Write enough lives into a new database that a dashboard has numbers to show; most are of one force.

    Before it is served: rows go into a file that nobody else uses. What breaks off here, `fill()` plays.
    """
    with prepared(settings) as db:
        own(db, made=True)
        keys = db.keys
    with counting("Writing") as count:
        write_lives(settings.database, keys, LIVES * BLOCKS, SEED, now(), count, COURSES)


def own(db: Database, *, made: bool) -> None:
    """Mark a database that was made just now; refuse one that the demonstration did not make."""
    if made:
        set_mark(db, MADE_BY_DEMO, BEGUN)
    elif mark(db, MADE_BY_DEMO) is None:
        message = "this database was not made by the demonstration: give it a home of its own with ROWAN_HOME"
        raise ConfigurationFault(message)


def fill(db: Database, at: datetime) -> None:
    """Play whole lives, and cases that stand in each open state; a second start adds none."""
    if mark(db, MADE_BY_DEMO) == PLAYED:
        return
    members = gather(db, at)
    furnish(db, sorted(members.solicitors), at)
    with counting("Playing") as count:
        play(db, LIVES, SEED, at, count, COURSES)
        for number in range(len(STAGES) * STANDING):
            stand(db, members, number % len(STAGES), number, at)
    set_mark(db, MADE_BY_DEMO, PLAYED)


def cast(db: Database, at: datetime) -> Iterator[Actor]:
    """Yield somebody of every role who has something to see."""
    cast = gather(db, at)
    yield max(
        cast.caseworkers, key=lambda actor: len(queries.case_list(db, actor, at, owner=actor.reference).items)
    )
    yield cast.leads[0]
    yield max(cast.solicitors.values(), key=lambda actor: len(queries.offers(db, actor, at).items))
    yield _officer(db, cast.leads[0], at)
    for role, name in BESIDE.items():
        force = FORCE if role in OF_A_FORCE else None
        reference = people.find_by_name(db, name, role)
        yield actor_of(db, reference or people.add_person(db, name=name, role=role, force=force, at=at))


def with_seconds(db: Database, entering: Iterable[Actor], at: datetime) -> Iterator[Actor]:
    """Yield them in the order of the page, each role of which two must agree or take turns followed by another."""
    others = gather(db, at)
    for actor in entering:
        yield actor
        if actor.role in TWICE:
            everybody = (*others.caseworkers, *others.leads)
            yield next(
                found
                for found in everybody
                if found.role == actor.role and found.reference != actor.reference
            )


def _officer(db: Database, lead: Actor, at: datetime) -> Actor:
    """Find who referred a case that is open."""
    case = queries.case_list(db, lead, at, limit=1).items[0].reference
    (first, *_) = queries.case_view(db, case, lead, at).facts["referrers"]
    return actor_of(db, first)


def _token(db: Database, actor: Actor) -> str:
    at = now()
    return people.issue_token(db, actor.reference, at=at, expires_at=at + TOKENS_LAST)


def _introduce(address: str, tokens: dict[Role, str]) -> None:
    say(
        f"Demonstration: fictional people. Open {address} and enter as any of them.\n\nTokens, good for 12 hours:"
    )
    for role, token in tokens.items():
        say(f"  {role.value:<14} {token}")
    say(f'\nTry: curl -H "Authorization: Bearer {tokens[Role.CASEWORKER]}" {address}/api/v1/cases')
