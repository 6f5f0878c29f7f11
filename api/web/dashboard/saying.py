"""How a number, and the lack of one, is said: on cards, beside bars, and in tables and files."""

from datetime import date

from api.web.dashboard.sheets import Value
from api.web.words.dashboard import BRIEFLY, OF_WITHHELD, WITHHELD
from workflow.dashboard.model import Cell, Figure, Unit, Why

#: Hours from which people count in days.
DAYS_FROM = 72
#: Months of a quarter.
QUARTER = 3


def count(cell: Cell) -> str:
    """Write a count, or why it is not there."""
    return f"{cell.value:,}" if cell.value is not None else WITHHELD[cell.why or Why.NOTHING]


def brief(cell: Cell) -> str:
    """Write a count where there is little room."""
    return f"{cell.value:,}" if cell.value is not None else BRIEFLY[cell.why or Why.NOTHING]


def held(cell: Cell) -> Value:
    """Return what a table and a file hold of a count: the number itself, or why it is not there."""
    return count(cell) if cell.value is None else cell.value


def of_figure(figure: Figure) -> str:
    """Write the value of a figure in its unit, or why it is not there."""
    if figure.value is None:
        words = WITHHELD if figure.unit is Unit.COUNT else OF_WITHHELD
        return words[figure.why or Why.NOTHING]
    match figure.unit:
        case Unit.COUNT:
            return f"{figure.value:,.0f}"
        case Unit.RATE:
            return f"{per_cent(figure.value)}%"
        case Unit.HOURS:
            return f"within {hours(figure.value)}"


def number(figure: Figure) -> Value:
    """Return what a table and a file hold of a figure: a whole number of its unit, hours with their quarters."""
    if figure.value is None:
        return of_figure(figure)
    match figure.unit:
        case Unit.COUNT:
            return round(figure.value)
        case Unit.RATE:
            return per_cent(figure.value)
        case Unit.HOURS:
            return figure.value


def per_cent(share: float) -> int:
    """Return a share in whole per cent; finer would be more than the counts behind it say."""
    return round(share * 100)


def interval(figure: Figure) -> str:
    """Write the interval of a share, or nothing where it has none."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{per_cent(figure.low)}% to {per_cent(figure.high)}%"


def hours(value: float) -> str:
    """Write a length of time: minutes below an hour, days from three on."""
    if value < 1:
        return f"{value * 60:.0f} minutes"
    if value >= DAYS_FROM:
        return _several(value / 24, "day")
    return _several(value, "hour")


def _several(value: float, unit: str) -> str:
    text = f"{round(value, 1):g}"
    return f"{text} {unit}{'' if text == '1' else 's'}"


def sentence(text: str) -> str:
    """Write the words of a definition as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def period(text: str) -> str:
    """Write a month, a quarter or a year: "November 2026", "October to December 2026", "2026"."""
    year, _, part = text.partition("-")
    if not part:
        return year
    if part.startswith("Q"):
        last = int(part[1:]) * QUARTER
        return f"{_month(year, last - QUARTER + 1):%B} to {_month(year, last):%B} {year}"
    return f"{_month(year, int(part)):%B} {year}"


def brief_period(text: str) -> str:
    """Write a period below a chart: "Nov", "Q4 26", "2026"."""
    year, _, part = text.partition("-")
    if part.isdecimal():
        return f"{_month(year, int(part)):%b}"
    return f"{part} {year[2:]}" if part else year


def briefest_period(text: str) -> str:
    """Write a period below a chart on a phone: "N", "Q4", "2026"."""
    short = brief_period(text)
    return short[:1] if short.isalpha() else short.partition(" ")[0]


def _month(year: str, month: int) -> date:
    return date(int(year), month, 1)
