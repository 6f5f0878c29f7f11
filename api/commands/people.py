"""Those who may sign in, and the firms on the panel."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.clock import now
from api.commands.console import AsJson, counting, end, load_settings, remark, say, tell
from api.starting import prepared
from states.errors import Malformed, NotFound, Problem
from states.position import LONDON
from states.vocabulary import Role
from workflow import invitations, leave
from workflow import people as register
from workflow.actors import SYSTEM
from workflow.db import Database
from workflow.importing.offices import import_offices
from workflow.panel.profiles import begin_share
from workflow.queries.paging import MOST

people = typer.Typer(help="Those who may sign in.", no_args_is_help=True)
firms = typer.Typer(help="The firms on the panel.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The person's name.")]
AsRole = Annotated[Role, typer.Option(help="What they do.", case_sensitive=False)]
OfForce = Annotated[str | None, typer.Option(help="The code of their force; a new one is made.")]
OfFirm = Annotated[str | None, typer.Option(help="The code of their firm; a new one is made.")]
Email = Annotated[str | None, typer.Option(help="Where notices to them go.")]
#: Ten years: longer is meant to be for ever, and beyond some millennia days cannot be counted.
MOST_DAYS = 3650
Days = Annotated[
    int | None, typer.Option(min=1, max=MOST_DAYS, help="Days until the token ends. Default: it does not.")
]
#: How a day is given.
DAY = 'A day such as "2026-12-01", or a moment of it such as "2026-12-01T13:00", by the London clock.'
PersonReference = Annotated[str, typer.Argument(help='Their reference, such as "P-7KQ29MXD".')]
CoverReference = Annotated[str, typer.Option("--cover", help="Who does their tasks meanwhile, by reference.")]
From = Annotated[str | None, typer.Option("--from", help=f"{DAY} Default: now.")]
Until = Annotated[str, typer.Option("--until", help=f"{DAY} On that day they are back.")]
AbsenceReference = Annotated[str, typer.Argument(help='The reference of the absence, such as "L-7KQ29MXD".')]
Code = Annotated[str, typer.Argument(help="The short name that cases and people are marked with.")]
FirmName = Annotated[str, typer.Argument(help="The firm's name.")]
OfficesFile = Annotated[
    Path,
    typer.Argument(
        help="CSV, one office a row: firm, town, postcode, latitude, longitude and more.",
        exists=True,
        dir_okay=False,
        readable=True,
    ),
]
Inactive = Annotated[bool, typer.Option("--inactive", help="Make it no more offers.")]


@people.command("add")
def add(
    name: Name,
    role: AsRole,
    force: OfForce = None,
    firm: OfFirm = None,
    email: Email = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Add a person, and print their reference."""
    with prepared(load_settings()) as db:
        reference = _add(db, name, role, force=force, firm=firm, email=email)
    tell({"person": reference}) if as_json else say(reference)


@people.command("token")
def token(
    name: Name,
    role: AsRole,
    force: OfForce = None,
    firm: OfFirm = None,
    days: Days = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print a new token for a person, who is made if need be. It can never be shown again."""
    at = now()
    with prepared(load_settings()) as db:
        reference = register.find_by_name(db, name, role) or _add(db, name, role, force=force, firm=firm)
        ends = None if days is None else at + timedelta(days=days)
        made = register.issue_token(db, reference, at=at, expires_at=ends)
    tell({"person": reference, "token": made}) if as_json else say(made)


@people.command("invite")
def invite(person: PersonReference, *, as_json: AsJson = False) -> None:
    """Print a code with which they choose a password; whatever they signed in with before ends."""
    with prepared(load_settings()) as db:
        code = invitations.invite(db, person, by=SYSTEM, at=now())
    tell({"person": person, "invitation": code}) if as_json else say(code)


@people.command("disable")
def disable(person: PersonReference, *, as_json: AsJson = False) -> None:
    """Shut a person out: from now on no token and no session of theirs is good."""
    with prepared(load_settings()) as db:
        register.disable(db, person, at=now())
    tell({"disabled": person}) if as_json else say(f"{person} is shut out.")


@people.command("away")
def away(
    person: PersonReference,
    cover: CoverReference,
    until: Until,
    begin: From = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Plan an absence: from its beginning until its end somebody else does their tasks."""
    at = now()
    begins = at if begin is None else _moment("--from", begin)
    wanted = leave.Planned(person, cover, begins, _moment("--until", until))
    with prepared(load_settings()) as db:
        made = leave.plan(db, wanted, actor=SYSTEM, at=at)
    tell(made) if as_json else say(made.reference)


@people.command("back")
def back(absence: AbsenceReference, *, as_json: AsJson = False) -> None:
    """End an absence now, or call it off before it begins; their tasks come back to them."""
    with prepared(load_settings()) as db:
        ended = leave.end(db, absence, actor=SYSTEM, at=now())
    tell(ended) if as_json else say(f"{ended.person} is back.")


@people.command("absences")
def list_absences(*, as_json: AsJson = False) -> None:
    """List the absences that last or are to come, the first first."""
    listed: list[leave.AbsenceView] = []
    with prepared(load_settings()) as db:
        cursor = None
        while True:
            page = leave.absences(db, SYSTEM, now(), cursor=cursor, limit=MOST)
            listed += page.items
            if (cursor := page.next_cursor) is None:
                break
    if as_json:
        tell(listed)
        return
    for absence in listed:
        begins, ends = (
            when.astimezone(LONDON).isoformat(" ", "minutes") for when in (absence.begins_at, absence.ends_at)
        )
        say(f"{absence.reference}  {absence.person} from {begins} until {ends}, covered by {absence.cover}")


@firms.command("add")
def add_firm(code: Code, name: FirmName, *, inactive: Inactive = False, as_json: AsJson = False) -> None:
    """Add a firm to the panel, or change its name and whether it takes offers."""
    with prepared(load_settings()) as db:
        register.add_firm(db, code, name, active=not inactive)
        begin_share(db, code, now())
    tell({"firm": code}) if as_json else say(f"{code} is on the panel.")


@firms.command("import")
def import_firms(file: OfficesFile, *, as_json: AsJson = False) -> None:
    """Put the offices of a file, and their firms, onto the panel. Running it again adds nothing.

    Rows that cannot be taken go to FILE.rejected, and the command fails then. What the file does not say is unknown
    where nothing was known, and stays as it is where something was.
    """
    with prepared(load_settings()) as db, counting("Importing") as count:
        report = import_offices(db, file, actor=SYSTEM, at=now(), progress=count)
    if as_json:
        tell(report)
    else:
        say(
            f"{report.added:,} offices added, {report.changed:,} changed, {report.already:,} were there already, "
            f"{report.rejected:,} rejected; {report.firms:,} firms are new on the panel."
        )
        if report.ignored:
            say(f"Columns that say nothing here: {', '.join(report.ignored)}.")
        if report.rejected_file is not None:
            say(f"{report.rejected_file} says why.")
    end(holds=not report.rejected)


def _moment(option: str, given: str) -> datetime:
    """Read a day, or a moment of it; one without a zone is London's."""
    try:
        read = datetime.fromisoformat(given)
    except ValueError:
        raise Malformed("the time cannot be read", [Problem(option, "must be a day or a moment")]) from None
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)


def _add(
    db: Database,
    name: str,
    role: Role,
    *,
    force: str | None = None,
    firm: str | None = None,
    email: str | None = None,
) -> str:
    def made() -> str:
        return register.add_person(db, name=name, role=role, force=force, firm=firm, email=email, at=now())

    try:
        return made()
    except NotFound:
        # Only the firm can be missing; a person is never turned away for being the first of theirs.
        register.add_firm(db, str(firm), str(firm))
        remark(f"rowan: {firm} is new on the panel, under its code")
        return made()
