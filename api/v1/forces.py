"""What became of the people whom a force referred: the dashboard's numbers, as they were published."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from api.dependencies import Db, Now, SignedIn, SignedInRoute
from api.errors import NOT_FOUND, NOT_PERMITTED, answers
from api.v1.shapes import In, Out
from states.errors import Malformed, Problem
from workflow.dashboard import DEFINITIONS, published
from workflow.dashboard.model import Figure, Series, Split, Unit, Why

router = APIRouter(prefix="/api/v1", tags=["Forces"], route_class=SignedInRoute)

#: How a month is written.
MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
Month = Annotated[str | None, Field(pattern=MONTH)]


class Months(In):
    """Which months of referral; left out, all that are published together."""

    first: Annotated[Month, Field(alias="from", description="The first month, such as 2026-01.")] = None
    last: Annotated[Month, Field(alias="to", description="The last month, such as 2026-10.")] = None


class CellOut(Out):
    """One count, rounded down to a multiple of 5; null where it is not shown, and `why`."""

    value: int | None
    why: Why | None


class FigureOut(Out):
    """One key figure. A rate is between 0 and 1, with its 95 % interval. Its key leads to its definition."""

    key: str
    unit: Unit
    value: float | None
    numerator: CellOut | None
    denominator: CellOut | None
    low: float | None
    high: float | None
    why: Why | None


class CountsOut(Out):
    """One count, by period or by bucket."""

    key: str
    cells: dict[str, CellOut]


class CohortOut(Out):
    """The cases that were referred in one period, and how far they have come."""

    period: str
    age_days: int
    mature: bool
    cells: dict[str, CellOut]


class DefinitionOut(Out):
    """What a figure counts, of what, how, what is left out, and how small numbers are protected."""

    name: str
    counts: str
    of: str | None
    how: str
    leaves_out: str
    suppression: str


class DashboardOut(Out):
    """All that is published of a force. It was frozen for `month` and is the same for whoever reads it."""

    force: str
    month: str | None
    as_at: datetime
    first: str
    last: str
    figures: list[FigureOut]
    series: list[CountsOut]
    splits: list[CountsOut]
    cohorts: list[CohortOut]
    definitions: dict[str, DefinitionOut]


@router.get("/forces/{code}/dashboard", responses=answers(NOT_PERMITTED, NOT_FOUND))
def show_dashboard(
    code: Annotated[str, Path(max_length=60)],
    wanted: Annotated[Months, Query()],
    db: Db,
    actor: SignedIn,
    at: Now,
) -> DashboardOut:
    """Show the figures of a force as they were last published, small numbers left out.

    For analysts of that force, leads and auditors. Of some months, it shows the whole periods between them that
    one publication holds: cutting it shows nothing new.
    """
    if wanted.first and wanted.last and wanted.first > wanted.last:
        problem = Problem("from", "must not be after `to`")
        raise Malformed("the months are the wrong way round", [problem])
    shown = published(db, actor, at, code, first=wanted.first, last=wanted.last)
    parts: tuple[Figure | Series | Split, ...] = (*shown.figures, *shown.series, *shown.splits)
    return DashboardOut(
        force=shown.code,
        month=shown.month,
        as_at=shown.as_at,
        first=shown.first,
        last=shown.last,
        figures=[FigureOut.model_validate(figure) for figure in shown.figures],
        series=[CountsOut.model_validate(found) for found in shown.series],
        splits=[CountsOut.model_validate(found) for found in shown.splits],
        cohorts=[CohortOut.model_validate(found) for found in shown.cohorts],
        definitions={found.key: DefinitionOut.model_validate(DEFINITIONS[found.key]) for found in parts},
    )
