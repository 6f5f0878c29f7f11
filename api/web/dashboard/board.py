"""A whole dashboard as its page shows it, and the tables that its files hold: the same ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from api.web.dashboard import plots
from api.web.dashboard.places import Address
from api.web.dashboard.saying import count, of_figure, period
from api.web.dashboard.sheets import Sheet
from api.web.dashboard.view import Board, Card, Going, Plot, Section
from api.web.filters import day, moment
from api.web.words import dashboard as said
from workflow.dashboard import DEFINITIONS
from workflow.dashboard.model import Dashboard, Figure
from workflow.dashboard.periods import months_between, months_of

#: The split that says what cases are waiting for, in order; the others are shown with the largest first.
STATES = "states"


def board_of(shown: Dashboard, at: Address) -> Board:
    """Return the page of a dashboard."""
    return Board(
        title=shown.name or said.ALL,
        stands=stands(shown),
        notice=of_when(shown),
        cards=tuple(_cards(shown, at)),
        sections=tuple(section for section in _sections(shown, at) if section.plots),
        figures=plots.figures_sheet(shown.figures),
        notes=said.LIVE_NOTES if shown.live else said.PUBLISHED_NOTES,
        definitions=at.definitions,
        export=at.export,
        hidden=tuple((name, value) for name, value in at.chosen.items() if value),
    )


def with_months(board: Board, months: Sequence[str], at: Address, current: str | None) -> Board:
    """Add the months that may be read instead."""
    found = tuple(
        Going(period(month), at.other(**{**at.chosen, "month": month}), current=month == current)
        for month in months
    )
    return replace(board, months=found)


def sheets(board: Board) -> list[Sheet]:
    """Return every table of the page, as its files hold them."""
    return [board.figures, *(plot.sheet for section in board.sections for plot in section.plots)]


def stands(shown: Dashboard) -> str:
    """Say of when the figures are."""
    if shown.live:
        return f"As at {moment(shown.as_at)}"
    return f"As at the end of {period(shown.month or shown.last)}"


def of_when(shown: Dashboard) -> str:
    """Say whose cases are counted, and when it was published."""
    if not shown.live:
        return f"{said.TAKEN_OVER} Published on {day(shown.as_at)}."
    first, last = period(shown.first), period(shown.last)
    span = f"in {first}" if shown.first == shown.last else f"from {first} to {last}"
    return f"Cases that were referred {span}, and what became of them."


def _cards(shown: Dashboard, at: Address) -> Iterator[Card]:
    known = plots.board_figures(shown)
    for key in said.CARDS:
        if key in known:
            figure = known[key]
            yield Card(
                DEFINITIONS[key].name,
                of_figure(figure),
                of(figure),
                at.how(key),
                withheld=figure.value is None,
                when="" if shown.live else referred_in(figure.periods, shown.last),
            )


def referred_in(periods: Sequence[str], end: str) -> str:
    """Say of which referrals a figure speaks: rare things stand in longer periods, so figures differ in this."""
    if not periods:
        return ""
    months = tuple(month for one in periods for month in months_of(one))
    first, last = period(months[0]), period(min(months[-1], end))
    if months == months_between(months[0], months[-1]):
        return f"Referred in {first}" if first == last else f"Referred from {first} to {last}"
    return f"Referred in {', in '.join(map(period, periods))}"


def of(figure: Figure) -> str:
    """Name what a figure is a share of, with its number; or what was counted."""
    definition = DEFINITIONS[figure.key]
    if figure.denominator is None:
        return definition.counts
    if figure.denominator.value is None:
        return f"of {definition.of}: {count(figure.denominator)}"
    return f"of {count(figure.denominator)} {definition.of}"


def _sections(shown: Dashboard, at: Address) -> Iterator[Section]:
    keys = {found.key for found in shown.splits if found.cells}
    yield Section(
        "From referral to protection",
        "",
        (plots.way(shown, at), plots.split(shown, "exits", DEFINITIONS["exits"].name, at)),
    )
    yield Section(
        "Referrals, and how soon she was reached",
        "",
        (*(plots.by_period(shown, found.key, at) for found in shown.series[:1]), plots.speeds(shown, at)),
    )
    yield Section(
        "Where cases are now", "", (plots.split(shown, STATES, DEFINITIONS[STATES].name, at, whole=True),)
    )
    yield Section(
        "Orders",
        "",
        (
            plots.rates(
                shown, said.ORDER_RATES, "Shares of cases", "Each share beside what it is a share of.", at
            ),
            plots.split(shown, "order_types", DEFINITIONS["order_types"].name, at),
        ),
    )
    # What survivors wrote freely is for leads, who read live.
    wrote = Going(said.WROTE, "/lead/survey") if shown.live else None
    yield Section("Did it help?", said.SURVEY, tuple(_survey(shown, at)), wrote)
    yield Section("By when they were referred", "", tuple(_cohorts(shown, at)))
    people = plots.listed(shown, said.PEOPLE, "Officers and referrals", at)
    yield Section("Officers", said.OFFICERS, (people,))
    if "refusals" in keys:
        yield Section("Firms", "", (plots.split(shown, "refusals", DEFINITIONS["refusals"].name, at),))


def _survey(shown: Dashboard, at: Address) -> Iterator[Plot]:
    keys = [figure.key for figure in shown.figures if figure.key.startswith(said.SURVEY_BEGINS)]
    answers = [key for key in keys if key not in said.SURVEY_ASKED]
    if answers:
        title = "What survivors answered"
        says = "Those who gave one of the two best answers, of all who answered that question."
        yield plots.rates(shown, answers, title, says, at)
        yield plots.listed(shown, said.SURVEY_ASKED, "Who was asked", at)


def _cohorts(shown: Dashboard, at: Address) -> Iterator[Plot]:
    if shown.cohorts:
        yield plots.cohorts(shown.cohorts, at)
