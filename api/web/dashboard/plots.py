"""The charts of a dashboard, each with the table below it. Both are made of what is shown, and of nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from api.web.dashboard.drawing import LONGEST, Point, bars, columns, intervals, stack
from api.web.dashboard.places import Address
from api.web.dashboard.saying import (
    brief,
    brief_period,
    briefest_period,
    count,
    held,
    hours,
    interval,
    number,
    of_figure,
    per_cent,
    period,
    sentence,
)
from api.web.dashboard.sheets import Sheet, Value
from api.web.dashboard.view import Plot
from api.web.filters import words
from api.web.words import dashboard as said
from workflow.dashboard import DEFINITIONS
from workflow.dashboard.model import Cell, Cohort, Dashboard, Figure, Unit, Why
from workflow.dashboard.periods import months_of

#: Columns that a phone has room for.
MOST_COLUMNS = 12
NOTHING = Cell(None, Why.NOTHING)


def way(board: Dashboard, at: Address) -> Plot:
    """Draw how far the same cases came: those of every period of which all steps are shown, else of one period."""
    told = _told(board.cohorts)
    steps = [(name, _sum(told, key)) for key, name in said.WAY.items()]
    points = [Point(name, count(cell), cell.value) for name, cell in steps]
    title = "How far cases came"
    return Plot(
        title,
        f"Cases by the furthest that they ever came. {_referred(board, told)}",
        at.definitions,
        Sheet("way", title, ("Step", "Cases"), tuple((name, held(cell)) for name, cell in steps)),
        "bars",
        bars(points, _says(title, points)),
        rail=LONGEST if points[0].value else 0.0,
    )


def by_period(board: Dashboard, key: str, at: Address) -> Plot:
    """Draw one count by period as columns."""
    cells = next((series.cells for series in board.series if series.key == key), {})
    title = f"{DEFINITIONS[key].name} by {_step(cells)}"
    points = [
        Point(period(name), brief(cell), cell.value, brief_period(name), briefest_period(name))
        for name, cell in cells.items()
    ]
    lines = tuple((period(name), held(cell)) for name, cell in cells.items())
    newest = points[-MOST_COLUMNS:]
    of = sentence(DEFINITIONS[key].counts)
    if len(newest) < len(points):
        of = f"{of} The newest {len(newest)}; the table holds all."
    return Plot(
        title,
        of,
        at.how(key),
        Sheet(f"{key}_by_period", title, ("Period", "Number"), lines),
        "columns",
        columns(newest, _says(title, newest)),
    )


def split(board: Dashboard, key: str, title: str, at: Address, *, whole: bool = False) -> Plot:
    """Draw one count by bucket: the parts of a whole in one bar, or bars with the largest first."""
    cells = next((found.cells for found in board.splits if found.key == key), {})
    named = [(words(bucket, said.SPLITS[key]), cell) for bucket, cell in cells.items()]
    if whole:
        # In the order in which cases go; what has no words of ours stands behind.
        order = [*said.SPLITS[key].values()]
        named.sort(key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
    else:
        named.sort(key=lambda pair: -1 if pair[1].value is None else pair[1].value, reverse=True)
    points = [Point(name, count(cell), cell.value) for name, cell in named]
    shown = [point for point in points if point.value]
    # Parts of which one is not shown are no parts of a whole.
    whole = whole and len(shown) == len(points)
    of = f"{sentence(DEFINITIONS[key].counts)}{_hidden(points, shown)}"
    draw = stack if whole else bars
    sheet = Sheet(key, title, ("", "Cases"), tuple((name, held(cell)) for name, cell in named))
    drawing = draw(shown, _says(title, shown)) if shown else None
    return Plot(title, of, at.how(key), sheet, "stack" if whole else "bars", drawing)


def rates(board: Dashboard, keys: Iterable[str], title: str, of: str, at: Address) -> Plot:
    """Draw shares with their intervals, each beside the name of what it is a share of."""
    found = [figure for figure in map(board_figures(board).get, keys) if figure is not None]
    points = [_share(figure) for figure in found]
    shown = [point for point in points if point.value is not None]
    sheet = replace(figures_sheet(found), key=title.lower().replace(" ", "_"), title=title)
    drawing = intervals(shown, _says(title, shown)) if shown else None
    return Plot(title, f"{of}{_hidden(points, shown)}", at.definitions, sheet, "intervals", drawing)


def listed(board: Dashboard, keys: Iterable[str], title: str, at: Address) -> Plot:
    """Tell some figures in a table."""
    known = board_figures(board)
    lines = tuple((DEFINITIONS[key].name, of_figure(known[key])) for key in keys if key in known)
    return Plot(
        title, "", at.definitions, Sheet(title.lower().replace(" ", "_"), title, ("", "Number"), lines)
    )


def speeds(board: Dashboard, at: Address) -> Plot:
    """Tell how long what took: half of them, and nine in ten of them, within so long."""
    known = board_figures(board)
    lines: list[tuple[Value, ...]] = []
    for name, (median, most) in said.SPEEDS.items():
        if median in known and most in known:
            lines.append((name, _span(known[median]), _span(known[most])))
    head = ("What", "Half within", "Nine in ten within")
    of = "By the clock, nights and weekends counted."
    return Plot(
        "How long it took",
        of,
        at.how("contact_median"),
        Sheet("speeds", "How long it took", head, tuple(lines)),
    )


def cohorts(found: Sequence[Cohort], at: Address) -> Plot:
    """Tell how far the cases of each period of referral have come, and how old they are."""
    keys = [key for key in said.COHORTS if any(key in one.cells for one in found)]
    head = ("Referred in", "Age", *(said.COHORTS[key] for key in keys))
    lines = tuple(
        (period(one.period), _age(one), *(held(one.cells.get(key, NOTHING)) for key in keys)) for one in found
    )
    title = "Cases by when they were referred"
    of = "A young period is not a worse one: its cases have had less time. Compare periods of one age."
    return Plot(title, of, at.definitions, Sheet("cohorts", title, head, lines))


def figures_sheet(found: Iterable[Figure]) -> Sheet:
    """Return figures as a table: what they are, what they count and of what, and their intervals."""
    head = ("Figure", "Value", "Unit", "95% interval", "Counted", "Out of", "Out of what")
    return Sheet("figures", "All key figures", head, tuple(map(_line, found)))


def board_figures(board: Dashboard) -> Mapping[str, Figure]:
    """Return the figures of a dashboard by their keys."""
    return {figure.key: figure for figure in board.figures}


def _told(found: Sequence[Cohort]) -> list[Cohort]:
    whole = [one for one in found if all(one.cells.get(key, NOTHING).value is not None for key in said.WAY)]
    if whole:
        return whole
    # None tells all of it: the newest that had its time tells what it can.
    return [one for one in found if one.mature][-1:] or list(found[-1:])


def _referred(board: Dashboard, told: Sequence[Cohort]) -> str:
    """Say when these cases were referred: from when to when where nothing is left out between."""
    if not told:
        return ""
    begins = board.cohorts.index(told[0])
    if tuple(told) == board.cohorts[begins : begins + len(told)]:
        first, last = months_of(told[0].period)[0], min(months_of(told[-1].period)[-1], board.last)
        return f"Referred from {period(first)} to {period(last)}."
    return f"Referred in {', in '.join(period(one.period) for one in told)}."


def _sum(told: Sequence[Cohort], key: str) -> Cell:
    cells = [one.cells.get(key, NOTHING) for one in told]
    hidden = next((cell for cell in cells if cell.value is None), None)
    if not cells or hidden is not None:
        return hidden or NOTHING
    return Cell(sum(cell.value or 0 for cell in cells))


def _hidden(points: Sequence[Point], shown: Sequence[Point]) -> str:
    """Say how many numbers of a chart its table alone tells of."""
    hidden = len(points) - len(shown)
    return f" {hidden} of {len(points)} not drawn: withheld or nobody yet, see the table." if hidden else ""


def _line(figure: Figure) -> tuple[Value, ...]:
    definition = DEFINITIONS[figure.key]
    base = figure.denominator
    return (
        definition.name,
        number(figure),
        {Unit.COUNT: "number", Unit.RATE: "per cent", Unit.HOURS: "hours, at most"}[figure.unit],
        interval(figure),
        None if figure.numerator is None else held(figure.numerator),
        None if base is None else held(base),
        definition.of or "",
    )


def _share(figure: Figure) -> Point:
    definition = DEFINITIONS[figure.key]
    if figure.value is None:
        return Point(definition.name, of_figure(figure), None)
    of = "" if figure.denominator is None else f" of {count(figure.denominator)} {definition.of or ''}"
    span = f" ({interval(figure)})" if interval(figure) else ""
    text = f"{of_figure(figure)}{span}{of}"
    share = per_cent(figure.value)
    low, high = (share if end is None else per_cent(end) for end in (figure.low, figure.high))
    return Point(definition.name, text, share, low=low, high=high)


def _span(figure: Figure) -> Value:
    return of_figure(figure) if figure.value is None else hours(figure.value)


def _age(one: Cohort) -> str:
    return f"{one.age_days} days" if one.mature else f"{one.age_days} days, still young"


def _step(cells: Mapping[str, Cell]) -> str:
    first = next(iter(cells), "")
    return "month" if first[5:].isdecimal() else "quarter" if "Q" in first else "year"


def _says(title: str, points: Iterable[Point]) -> str:
    return f"{title}. {'; '.join(f'{point.label}: {point.text}' for point in points)}."
