"""The charts: showing them, proving them, drawing them, and comparing two versions."""

import time
from pathlib import Path
from typing import Annotated

import typer

from api.commands.console import AsJson, counting, end, say, tell
from states import compare as comparing
from states import show as showing
from states.definitions import CURRENT, DEFINITIONS
from states.diagram import mermaid, svg
from states.published import freeze, load
from states.verify import verify
from states.vocabulary import Chart

states = typer.Typer(help="What may happen: the charts.", no_args_is_help=True)

One = Annotated[Chart | None, typer.Argument(help="One chart. Default: all.")]
Which = Annotated[Chart, typer.Argument(help="The chart to draw.")]
AsSvg = Annotated[Path | None, typer.Option("--svg", help="Draw it into this file.")]
Old = Annotated[str, typer.Argument(help='A published version, such as "1".')]
New = Annotated[str | None, typer.Argument(help="Another one. Default: the charts of this program.")]


@states.command("show")
def show(chart: One = None, *, as_json: AsJson = False) -> None:
    """Show who may ask for what, from where to where, and on which conditions."""
    definition = DEFINITIONS[CURRENT]
    charts = list(Chart) if chart is None else [chart]
    if as_json:
        frozen = freeze(definition)
        tell([frozen[one] for one in charts])
        return
    say("\n".join(showing.text(definition, one) for one in charts))


@states.command("verify")
def prove(*, as_json: AsJson = False) -> None:
    """Prove the charts over every state and fact that can be reached. Fails where a claim does not hold."""
    with counting("Exploring") as count:
        report = verify(
            DEFINITIONS[CURRENT],
            progress=lambda _, done, known: count(done, known),
            timer=time.perf_counter,
        )
    if as_json:
        tell(
            {
                "version": report.version,
                "holds": report.holds,
                "positions": report.positions,
                "steps": report.steps,
                "seconds": report.seconds,
                "claims": report.claims,
            }
        )
    else:
        say(report.text())
    end(holds=report.holds)


@states.command("diagram")
def draw(chart: Which = Chart.CASE, *, file: AsSvg = None) -> None:
    """Print a chart as a Mermaid diagram, or draw it."""
    table = DEFINITIONS[CURRENT].charts[chart]
    if file is None:
        say(mermaid(table))
    else:
        file.write_text(svg(table), encoding="utf-8")


@states.command("diff")
def compare(old: Old, new: New = None, *, as_json: AsJson = False) -> None:
    """Name what differs between two versions, and which roles it leaves behind. Fails where anything does."""
    newer = DEFINITIONS[CURRENT] if new is None else load(new)
    found = comparing.compare(load(old), newer)
    tell(found) if as_json else say(comparing.text(found) if found else "They are the same.")
    end(holds=not found)
