"""Days as people write them, in each language. A recorded day is ISO everywhere else."""

from collections.abc import Mapping
from datetime import date

#: The months' names, January first.
MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "cy": (
        "Ionawr",
        "Chwefror",
        "Mawrth",
        "Ebrill",
        "Mai",
        "Mehefin",
        "Gorffennaf",
        "Awst",
        "Medi",
        "Hydref",
        "Tachwedd",
        "Rhagfyr",
    ),
}
#: What stands where a court gave no day.
NO_DAY: Mapping[str, str] = {"en": "no day recorded", "cy": "dim dyddiad wedi'i gofnodi"}


def write_day(day: str, language: str) -> str:
    """Write "2027-05-02" as "2 May 2027" or "2 Mai 2027", and "" as no day recorded.

    Raises ValueError for what is no day, and KeyError for a language without months.
    """
    if not day:
        return NO_DAY[language]
    found = date.fromisoformat(day)
    return f"{found.day} {MONTHS[language][found.month - 1]} {found.year}"
