"""The columns of a CSV file: the fields of a referral by their dotted names, and how a cell says each.

    survivor.phone             text as it stands
    survivor.date_of_birth     1990-02-03 or 03/02/1990
    consent.to_referral        yes or no, true or false
    safe_contact.channels      phone, sms
    safe_contact.windows       mon-fri 10:00-14:00; sat 09:00-11:30
    survivor.address.lines     1 Acacia Avenue; Cambridge
    children.1.name            the first of several; children.2.name the second

A cell that does not read so is handed on as it stands: what becomes of it is for `referral.py` to say.
"""

import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from states.contact import DAYS
from states.errors import Malformed, Problem
from states.payloads.fields import Window
from workflow.referral_schema import Sent

#: Most of each kind of several that have columns of their own.
MOST = 20
#: A referral needs one of each of these; without the columns no row of the file could be taken.
NEEDED = (
    ("force",),
    ("survivor.name", "survivor.alias"),
    ("survivor.phone", "survivor.email", "safe_contact.channels"),
    ("safe_contact.safety",),
    ("consent.to_referral", "consent.override_reason"),
)

Read = Callable[[str], Any]

YES, NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
WINDOW = re.compile(r"([a-z]{3}(?:[,-][a-z]{3})*) (\d\d:\d\d)-(\d\d:\d\d)")


def yes_or_no(text: str) -> Any:
    """Read an answer."""
    plain = text.casefold()
    return True if plain in YES else False if plain in NO else text


def number(text: str) -> Any:
    """Read a whole number."""
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else text


def day(text: str) -> str:
    """Read a day; spreadsheets turn 1990-02-03 into 03/02/1990."""
    british = BRITISH_DAY.fullmatch(text)
    return f"{british[3]}-{british[2]:0>2}-{british[1]:0>2}" if british else text


def words(text: str) -> list[str]:
    """Read words apart by commas, semicolons or spaces."""
    return re.split(r"[,;\s]+", text.strip(",; "))


def lines(text: str) -> list[str]:
    """Read lines apart by semicolons."""
    return [line.strip() for line in text.split(";") if line.strip()]


def windows(text: str) -> Any:
    """Read hours such as "mon-fri 10:00-14:00; sat 09:00-11:30"."""
    plain = re.sub(r"\s*([,;-])\s*", r"\1", " ".join(text.casefold().split()))
    found = [WINDOW.fullmatch(part) for part in plain.strip(";").split(";")]
    read = [
        {"days": days, "from": match[2], "to": match[3]}
        for match in found
        if match is not None and (days := _days(match[1]))
    ]
    # All or nothing: hours left out would be hours permitted.
    return read if len(read) == len(found) else text


def _days(text: str) -> list[str]:
    days: list[str] = []
    for part in text.split(","):
        first, *rest = part.split("-")
        last = rest[-1] if rest else first
        if len(rest) > 1 or first not in DAYS or last not in DAYS:
            return []
        start, end = DAYS.index(first), DAYS.index(last)
        days += [*DAYS[start : end + 1]] if start <= end else [*DAYS[start:], *DAYS[: end + 1]]
    return days


def _readers(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Read]]:
    """Yield each field that a referral may have, and how a cell of it is read."""
    for name, about in model.model_fields.items():
        kind, path = _bare(about.annotation), f"{prefix}{name}"
        several = get_origin(kind) is list
        inner = _bare(get_args(kind)[0]) if several else kind
        if isinstance(inner, type) and issubclass(inner, Window):
            yield path, windows
        elif isinstance(inner, type) and issubclass(inner, BaseModel):
            places = [f"{path}.{place}." for place in range(1, MOST + 1)] if several else [f"{path}."]
            for place in places:
                yield from _readers(inner, place)
        elif several:
            yield path, lines if inner is str else words
        else:
            yield path, READ_AS.get(inner, str)


def _bare(kind: Any) -> Any:
    """Strip what a field may be besides: nothing, or of a certain form."""
    while True:
        if get_origin(kind) in (Union, types.UnionType):
            kind = next(part for part in get_args(kind) if part is not type(None))
        elif get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        else:
            return kind


READ_AS: Mapping[Any, Read] = {bool: yes_or_no, int: number, date: day, datetime: str}
COLUMNS: Mapping[str, Read] = dict(_readers(Sent))
#: Groups of which a referral may have several.
SEVERAL = frozenset(column.split(".")[0] for column in COLUMNS if re.search(r"\.\d", column))


def check_columns(columns: Sequence[str]) -> None:
    """Refuse a heading without which no row could be taken. Raises Malformed."""
    missing = [" or ".join(names) for names in NEEDED if not set(names) & set(columns)]
    if missing:
        # Nothing of the line is repeated: without a heading it is somebody's referral.
        raise Malformed(f"the heading lacks {'; '.join(missing)}")
    unknown = sorted({column for column in columns if column not in COLUMNS})
    twice = sorted({column for column in columns if columns.count(column) > 1})
    problems = [Problem(column, "is not a field of a referral") for column in unknown]
    problems += [Problem(column, "stands there twice") for column in twice]
    if problems:
        names = ", ".join(problem.field for problem in problems)
        raise Malformed(f"the heading has columns that are not known, or twice: {names}", problems)


def referral_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """Put the cells of a row together as a referral is sent. A blank cell says nothing."""
    sent: dict[str, Any] = {}
    for column, cell in cells.items():
        if not cell.strip():
            continue
        within = sent
        *groups, name = column.split(".")
        for group in groups:
            within = within.setdefault(group, {})
        within[name] = COLUMNS[column](cell.strip())
    for name in SEVERAL & sent.keys():
        sent[name] = [sent[name][place] for place in sorted(sent[name], key=int)]
    return sent
