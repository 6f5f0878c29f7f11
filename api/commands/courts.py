"""The family courts and the councils that they hear, as an imported list."""

from pathlib import Path
from typing import Annotated

import typer

from api.clock import now
from api.commands.console import AsJson, end, load_settings, say, tell
from api.starting import prepared
from workflow.actors import SYSTEM
from workflow.courts import import_courts

courts = typer.Typer(help="The family courts, by council.", no_args_is_help=True)

File = Annotated[
    Path,
    typer.Argument(
        help="CSV, one council and its court a row, as the courts publish it.",
        exists=True,
        dir_okay=False,
        readable=True,
    ),
]
Whole = Annotated[bool, typer.Option("--whole", help="Take away what the file does not name.")]


@courts.command("import")
def take_list(file: File, *, whole: Whole = False, as_json: AsJson = False) -> None:
    """Take a list of courts. Rows that cannot be taken go to FILE.rejected, and the command fails then.

    Running it again adds nothing. With a rejected row nothing is taken away.
    """
    with prepared(load_settings()) as db:
        report = import_courts(db, file, actor=SYSTEM, at=now(), whole=whole)
    if as_json:
        tell(report)
    else:
        say(
            f"{report.added:,} added, {report.changed:,} changed, {report.already:,} were there already, "
            f"{report.gone:,} taken away, {report.rejected:,} rejected; {report.courts:,} courts."
        )
        if report.rejected_file is not None:
            say(f"{report.rejected_file} says why.")
    end(holds=not report.rejected)
