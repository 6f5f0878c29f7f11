"""What stands in one chart is of the same cases, in their order, and as much as a phone has room for."""

from api.web.dashboard import plots
from api.web.dashboard.places import Address
from tests.api.web.dashboard.figures import dashboard, rate
from workflow.dashboard.model import Cell, Cohort, Series, Split, Why

AT = Address("/analysis", {})
KEYS_OF_RATES = ("filed", "served", "protected")
KEYS = ("accepted", "contacted", "consented", "filed", "made", "protected")


def cohort(period: str, *counts: int | None, mature: bool = True) -> Cohort:
    cells = {
        key: Cell(count) if count is not None else Cell(None, Why.PROTECTS)
        for key, count in zip(KEYS, counts, strict=True)
    }
    return Cohort(period, 100, mature, cells)


def test_the_way_is_drawn_of_periods_that_tell_all_of_it():
    whole = cohort("2026-Q1", 100, 60, 40, 20, 15, 10), cohort("2026-Q2", 90, 55, 35, 20, 10, 10)
    board = dashboard(cohorts=(*whole, cohort("2026-Q4", 50, 20, None, None, None, None, mature=False)))
    way = plots.way(board, AT)
    assert [line[1] for line in way.sheet.lines] == [190, 115, 75, 40, 25, 20]
    assert "Referred from January 2026 to June 2026." in way.of


def test_periods_between_which_one_is_hidden_are_named_one_by_one():
    board = dashboard(
        cohorts=(
            cohort("2026-Q1", 100, 60, 40, 20, 15, 10),
            cohort("2026-Q2", 90, 55, 35, 20, 10, None),
            cohort("2026-Q3", 95, 55, 35, 20, 10, 10),
        )
    )
    assert "Referred in January to March 2026, in July to September 2026." in plots.way(board, AT).of


def test_where_no_period_tells_all_the_newest_that_had_its_time_tells_what_it_can():
    board = dashboard(
        cohorts=(
            cohort("2025", 80, 40, 20, None, None, None),
            cohort("2026", 30, None, None, None, None, None, mature=False),
        )
    )
    way = plots.way(board, AT)
    assert [line[1] for line in way.sheet.lines] == [80, 40, 20, *["withheld"] * 3]
    assert "Referred from January 2025 to December 2025." in way.of


def test_nothing_is_counted_yet():
    way = plots.way(dashboard(cohorts=()), AT)
    assert {line[1] for line in way.sheet.lines} == {"nobody yet"}


def test_a_chart_has_room_for_a_year_and_its_table_holds_all():
    months = [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 11)]
    board = dashboard(series=(Series("referrals", dict.fromkeys(months, Cell(25))),))
    plot = plots.by_period(board, "referrals", AT)
    assert plot.drawing is not None
    assert (len(plot.drawing.marks), len(plot.sheet.lines)) == (12, 20)
    assert "The newest 12; the table holds all." in plot.of


def test_states_stand_in_the_order_in_which_cases_go_and_ends_by_size():
    cells = {"order_sought": Cell(10), "received": Cell(30), "contacted": Cell(20)}
    ends = {"declined": Cell(10), "lost_contact": Cell(None, Why.PROTECTS), "advice_given": Cell(40)}
    board = dashboard(splits=(Split("states", cells), Split("exits", ends)))
    states = plots.split(board, "states", "Where cases are", AT, whole=True)
    assert [line[1] for line in states.sheet.lines] == [30, 20, 10]
    assert states.kind == "stack"
    exits = plots.split(board, "exits", "How cases ended", AT)
    assert [line[1] for line in exits.sheet.lines] == [40, 10, "withheld"]
    assert "1 of 3 not drawn" in exits.of


def test_parts_of_which_one_is_not_shown_are_drawn_as_no_whole():
    cells = {"received": Cell(30), "contacted": Cell(None, Why.PROTECTS)}
    plot = plots.split(dashboard(splits=(Split("states", cells),)), "states", "Where", AT, whole=True)
    assert plot.kind == "bars"
    assert plot.drawing is not None
    assert [mark.point.value for mark in plot.drawing.marks] == [30]


def test_shares_that_are_not_shown_stand_in_the_table_alone():
    hidden = rate("served", None, None), rate("protected", None, None)
    plot = plots.rates(
        dashboard(figures=(rate("filed", 50, 100), *hidden)), KEYS_OF_RATES, "Shares", "Each.", AT
    )
    assert plot.drawing is not None
    assert (len(plot.drawing.marks), len(plot.sheet.lines)) == (1, 3)
    assert plot.of == "Each. 2 of 3 not drawn: withheld or nobody yet, see the table."
    assert plots.rates(dashboard(figures=hidden), KEYS_OF_RATES, "Shares", "Each.", AT).drawing is None
