"""The trail: whether it is whole, and whether it gives what the rows say."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.commands.console import AsJson, counting, end, load_settings, say, tell
from api.starting import opened
from workflow.db import Tx
from workflow.finding import load
from workflow.replay import check_case, replay_case
from workflow.trail import ACCESS, EXPORTS, SETTINGS
from workflow.trail_check import Finding
from workflow.trail_check import verify as walk

#: The streams that belong to no case.
STREAMS = (ACCESS, EXPORTS, SETTINGS)

trail = typer.Typer(help="The audit history: append-only, chained.", no_args_is_help=True)

Which = Annotated[
    str | None,
    typer.Argument(help='One case by reference, or "access", "exports" or "settings". Default: all of them.'),
]
CaseReference = Annotated[str, typer.Argument(help='The case by reference, such as "C-7KQ29MXD".')]
Moment = Annotated[
    datetime | None,
    typer.Option(
        "--at", formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%SZ"], help="A moment, with its zone."
    ),
]


@trail.command("verify")
def verify(which: Which = None, *, as_json: AsJson = False) -> None:
    """Walk the chains and open what is sealed; name the first bad entry of each. Fails where there is one."""
    with opened(load_settings()) as db, counting("Reading") as count, db.reading() as tx:
        read = 0

        def progress(done: int) -> None:
            nonlocal read
            read = done
            count(done)

        found = walk(tx, _stream(tx, which), keys=db.keys, progress=progress)
    if as_json:
        told = [{"stream": bad.stream, "seq": bad.seq, "problem": bad.problem} for bad in found]
        tell({"entries": read, "holds": not found, "findings": told})
    else:
        say("\n".join([*_told(found), f"{read:,} entries read, {len(found)} chains broken."]))
    end(holds=not found)


@trail.command("replay")
def replay(case: CaseReference, at: Moment = None, *, as_json: AsJson = False) -> None:
    """Rebuild a case from its trail, as it stood at a moment; or as it stands, and hold its rows to that."""
    until = None if at is None else at.replace(tzinfo=at.tzinfo or UTC)
    with opened(load_settings()) as db:
        position = replay_case(db, case, until)
        differ = () if until else check_case(db, case)
    if as_json:
        told = {"case": case, "state": position.state, "facts": position.facts}
        tell(told | ({} if until else {"holds": not differ, "differ": differ}))
    else:
        say(f"{case} is {position.state.replace('_', ' ')}.")
        for name, value in position.facts.items():
            say(f"  {name}: {value}")
        for difference in differ:
            say(f"The rows differ from the trail: {difference}")
    end(holds=not differ)


def _stream(tx: Tx, which: str | None) -> str | None:
    """Name the stream that is meant; a slip must not pass for a chain that is whole. Raises NotFound."""
    return which if which is None or which in STREAMS else load(tx, which).head.stream


def _told(found: list[Finding]) -> list[str]:
    return [f"{bad}." for bad in found]
