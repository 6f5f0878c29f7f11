"""What a benchmark answers, and how it is printed and kept."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `limit` is what the issue asks for; `ratio` the measure against the raw limit.

    `of` is the denominator: over how many of what it was measured.
    """

    name: str
    value: float
    unit: str
    limit: str
    ratio: float | None
    of: str


def publish(figures: Iterable[Figure], path: Path) -> None:
    """Print the figures as a table and keep them as JSON."""
    kept = list(figures)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(figure) for figure in kept], indent=2) + "\n")
    width = max((len(figure.name) for figure in kept), default=0)
    for figure in kept:
        ratio = "" if figure.ratio is None else f"  ratio {figure.ratio:.2f}"
        measured = f"{figure.value:,.2f} {figure.unit}{ratio}"
        print(f"{figure.name:<{width}}  {measured:<40} asked: {figure.limit}  ({figure.of})")
