"""The definitions that cases run on: each chart with its diagram, its rules, its clocks, and how versions differ."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from fastapi.responses import Response
from markupsafe import Markup

from api.web.pages import Here, pages
from api.web.words.audit import CHARTS, INSIDE, event_title, plain
from states.clocks import CLOCKS
from states.compare import compare
from states.definitions import CURRENT, DEFINITIONS
from states.diagram import svg
from states.errors import NotFound
from states.permissions import Place
from states.show import COUPLED, SAME, guards, rows
from states.vocabulary import Chart, Role

router = pages(Place.AUDIT, prefix="/audit/definitions")

#: The size of a drawing, by which words in it are as large as those around it.
SIZE = re.compile(r'viewBox="0\.00 0\.00 ([0-9.]+) ([0-9.]+)"')


@router.get("")
def charts(here: Here) -> Response:
    """List the charts, and the versions that there are."""
    current = DEFINITIONS[CURRENT]
    told = [(chart, CHARTS[chart], current.charts[chart]) for chart in Chart]
    return here.show("audit/definitions.html", charts=told, versions=_versions(), current=CURRENT)


@router.get("/{chart}")
def chart(here: Here, chart: str, version: str = CURRENT, against: str = "") -> Response:
    """Show one chart of one version; with `against` also what differs since that older version."""
    if chart not in CHARTS or version not in DEFINITIONS or against not in ("", *DEFINITIONS):
        raise NotFound("definition")
    definition, which = DEFINITIONS[version], Chart(chart)
    return here.show(
        "audit/definition.html",
        chart=which,
        name=CHARTS[which],
        version=version,
        against=against,
        table=definition.charts[which],
        lines=_lines(which, version),
        guards=guards(definition, which),
        clocks=[rule for rule in CLOCKS if any(of is which for of, _ in rule.starts)],
        diagram=drawn(which, version),
        versions=_versions(),
        differences=_differences(against, version, which),
        plain=plain,
    )


@lru_cache(maxsize=128)
def drawn(chart: Chart, version: str, taken: frozenset[tuple[str, str]] = frozenset()) -> Markup:
    """Draw a chart in its own size, with the way that a case took. Kept, because a program draws it."""
    drawing = svg(DEFINITIONS[version].charts[chart], taken)
    return Markup(SIZE.sub(r'width="\1" height="\2" \g<0>', drawing, count=1))  # noqa: S704 - Drawn of names that we chose.


# A published chart never changes, and its payloads take a while to read.
@lru_cache(maxsize=64)
def _lines(chart: Chart, version: str) -> list[dict[str, Any]]:
    return [_line(chart, row) for row in rows(DEFINITIONS[version], chart)]


def _versions() -> list[str]:
    return sorted(DEFINITIONS, key=int)


def _differences(old: str, new: str, chart: Chart) -> list[tuple[str, str]]:
    if not old:
        return []
    found = compare(DEFINITIONS[old], DEFINITIONS[new])
    return [(plain(one.kind), one.what) for one in found if one.chart is chart]


def _line(chart: Chart, row: Any) -> dict[str, Any]:
    return {
        "event": row.event,
        "title": event_title(chart, row.event),
        "by": _roles(row.by),
        "sources": ", ".join(map(plain, row.sources)),
        "target": "stays as it is" if row.target == SAME else plain(row.target),
        "chosen": [name.replace("_", " ") for name in row.choosers],
        "guards": row.guards,
        "clear": [name.replace("_", " ") for name in row.clear],
        "sealed": [name.replace("_", " ") for name in row.sealed],
    }


def _roles(by: Iterable[str]) -> str:
    names = ("brought by another chart" if role == COUPLED else INSIDE[Role(role)] for role in by)
    return ", ".join(names)
