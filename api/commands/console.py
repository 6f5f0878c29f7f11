"""How commands talk: what a program reads on standard output, everything else on standard error.

A command exits with 0 when what it checks holds, with 1 when it does not, and with 2 when it could not be asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Protocol

import orjson
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from typer.core import TyperGroup

from api.settings import PREFIX, Settings
from states.errors import Malformed, RowanError
from states.published import BrokenVersion
from workflow.faults import ConfigurationFault, KeyMissing, NotUnique, StorageUnavailable, Unreadable

JSON_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
#: Exit codes.
HOLDS, FAILS, MISUSE = 0, 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

errors = Console(stderr=True)

#: What a command may meet that is not a fault of ours.
EXPECTED = (
    ConfigurationFault,
    StorageUnavailable,
    NotUnique,
    KeyMissing,
    Unreadable,
    BrokenVersion,
    RowanError,
    OSError,
)


class Sentences(TyperGroup):
    """A group whose commands end with one clear sentence where they cannot do what they were asked."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever read has read enough, as `head` does: no fault, and nothing to say.
            raise
        except EXPECTED as error:
            typer.echo(f"rowan: {sentence(error)}", err=True)
            raise typer.Exit(MISUSE) from None


def sentence(error: Exception) -> str:
    """Say what went wrong, without a value that was typed or stored."""
    match error:
        case Malformed(problems=problems) if problems:
            told = "; ".join(f"{problem.field} {problem.message}" for problem in problems)
            return f"{error.detail}: {told}"
        case OSError():
            return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
        case _:
            return str(error)


def load_settings() -> Settings:
    """Read the settings. Raises ConfigurationFault, which names the variables that do not fit."""
    try:
        return Settings()
    except ValidationError as error:
        told = "; ".join(
            f"{PREFIX}{str(found['loc'][0]).upper()}: {found['msg']}"
            for found in error.errors(include_input=False, include_url=False, include_context=False)
        )
        message = f"a setting does not fit: {told}"
        raise ConfigurationFault(message) from None


def tell(told: Any) -> None:
    """Print something for a program, as one JSON document."""
    typer.echo(orjson.dumps(told, default=str, option=JSON_OPTIONS).decode())


def say(line: str) -> None:
    """Print a line that a person, or a program that takes lines, came for."""
    typer.echo(line)


def remark(line: str) -> None:
    """Say something beside the answer."""
    typer.echo(line, err=True)


def end(*, holds: bool) -> None:
    """End with what was checked."""
    if not holds:
        raise typer.Exit(FAILS)


class Counting(Protocol):
    """Hears how far something has come, and how far it goes where that is known."""

    def __call__(self, done: int, of: int | None = None, /) -> None:
        """Hear it."""


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Counting]:
    """Show a bar on a terminal, and nothing elsewhere, while something is counted."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, disable=not errors.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=total)

        def count(done: int, of: int | None = None, /) -> None:
            bar.update(task, completed=done, total=of or total)

        yield count
