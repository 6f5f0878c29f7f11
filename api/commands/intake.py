"""Referrals in files: taking them, and making fictional ones."""

from pathlib import Path
from typing import Annotated

import typer

from api.clock import now
from api.commands.console import AsJson, counting, end, load_settings, say, tell
from api.starting import prepared
from states.errors import Conflict
from states.vocabulary import Role
from workflow import people
from workflow.actors import Actor
from workflow.db import Database
from workflow.importing import import_file
from workflow.simulate import play, write_file, write_lives

#: Who imports, where nobody is named: a person of the register, so that the trail names somebody.
IMPORTER = "Import"

Cases = Annotated[int, typer.Option("--cases", min=1, help="How many.")]
Seed = Annotated[int, typer.Option(help="What they depend on.")]
Output = Annotated[
    Path | None, typer.Option(help="The file to write: CSV, or JSON lines for any other name.")
]
Play = Annotated[bool, typer.Option("--play", help="Play them through the engine, into the database.")]
Bulk = Annotated[
    bool,
    typer.Option(
        "--bulk", help="Write the rows that the engine would have written, into a database without cases."
    ),
]
File = Annotated[
    Path,
    typer.Argument(help="CSV or JSON lines, one referral a row.", exists=True, dir_okay=False, readable=True),
]


def take_file(file: File, *, as_json: AsJson = False) -> None:
    """Take every referral of a file. Rows that cannot be taken go to FILE.rejected, and the command fails then.

    Running it again adds nothing.
    """
    with prepared(load_settings()) as db, counting("Importing") as count:
        report = import_file(db, file, actor=_importer(db), at=now(), progress=count)
    if as_json:
        tell(report)
    else:
        say(
            f"{report.taken:,} taken ({report.joined:,} joined a case), {report.already:,} were there already, "
            f"{report.rejected:,} rejected."
        )
        if report.rejected_file is not None:
            say(f"{report.rejected_file} says why.")
    end(holds=not report.rejected)


def make_fictional(
    cases: Cases,
    *,
    seed: Seed = 1,
    output: Output = None,
    played: Play = False,
    bulk: Bulk = False,
    as_json: AsJson = False,
) -> None:
    """Make fictional referrals as a file to import, or whole lives of cases. Same seed, same data.

    With --bulk only the first lives are played; others live them again, and what the engine would have written of
    them is written at once.
    """
    if [output is not None, played, bulk].count(True) != 1:
        raise typer.BadParameter("say one of --output FILE, --play and --bulk")
    if bulk:
        _write(cases, seed, as_json=as_json)
        return
    if output is not None:
        made = write_file(output, cases, seed)
        tell({"file": str(output), "referrals": made}) if as_json else say(
            f"{output} holds {made:,} referrals."
        )
        return
    with prepared(load_settings()) as db, counting("Playing") as count:
        lived = play(db, cases, seed, now(), progress=count)
    if as_json:
        tell(lived)
        return
    say(
        f"{sum(lived.meant.values()):,} cases in {lived.steps:,} steps, {lived.already:,} were there already:"
    )
    for ending, number in sorted(lived.meant.items()):
        say(f"  {ending.replace('_', ' ')}: {number:,}")


def _write(cases: int, seed: int, *, as_json: bool) -> None:
    settings = load_settings()
    with prepared(settings) as db:
        keys = db.keys
    try:
        with counting("Writing") as count:
            made = write_lives(settings.database, keys, cases, seed, now(), count)
    except (Conflict, ValueError) as error:
        raise typer.BadParameter(str(error)) from None
    tell(made) if as_json else say(
        f"{made.played + made.written:,} cases: {made.played:,} were played, {made.written:,} written after them."
    )


def _importer(db: Database) -> Actor:
    role = Role.CASEWORKER
    found = people.find_by_name(db, IMPORTER, role)
    return Actor(found or people.add_person(db, name=IMPORTER, role=role, at=now()), role)
