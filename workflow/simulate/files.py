"""Fictional referrals as a file that `rowan import` takes: CSV, or JSON lines for any other name."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from workflow.importing.csv_rows import guarded
from workflow.simulate.referrals import referrals

#: Columns of the file, in the order in which a person reads them.
COLUMNS = (
    "force",
    *(f"referrer.{name}" for name in ("role", "collar_number")),
    *(f"survivor.{name}" for name in ("name", "date_of_birth", "phone", "email")),
    *(f"survivor.{name}" for name in ("address.lines", "address.postcode", "language", "interpreter")),
    *(f"safe_contact.{name}" for name in ("safety", "channels", "windows", "voicemail")),
    *(f"safe_contact.{name}" for name in ("withheld_number", "code_word", "instructions")),
    *(f"respondent.{name}" for name in ("name", "date_of_birth", "phone")),
    *(f"respondent.{name}" for name in ("relationship", "lives_with_survivor")),
    *(f"incident.{name}" for name in ("occurred_at", "crime_reference", "summary")),
    *(f"risk.{name}" for name in ("tool", "version", "grade", "score", "flags")),
    *(f"children.{number}.{name}" for number in (1, 2, 3) for name in ("name", "date_of_birth")),
    *(f"bail.{name}" for name in ("conditions", "ends_on")),
    *(f"consent.{name}" for name in ("to_referral", "given_at", "override_reason", "tell_force")),
)


def write_file(path: Path | str, cases: int, seed: int) -> int:
    """Write that many referrals into a file that is not there yet, one a row; return how many."""
    with Path(path).open("x", encoding="utf-8", newline="") as file:
        if Path(path).suffix.lower() == ".csv":
            csv.writer(file).writerows(csv_rows(referrals(cases, seed)))
        else:
            file.writelines(orjson.dumps(sent).decode() + "\n" for sent in referrals(cases, seed))
    return cases


def csv_rows(sent: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield the heading, then each referral as its cells."""
    yield [*COLUMNS]
    for referral in sent:
        cells = dict(_cells("", referral))
        yield [guarded(cells.get(column, "")) for column in COLUMNS]


def _cells(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Write each value as `importing/columns.py` reads it."""
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _cells(f"{path}.{name}".lstrip("."), inner)
        case list() if path == "children":
            for number, child in enumerate(value, start=1):
                yield from _cells(f"{path}.{number}", child)
        case list():
            yield path, "; ".join(map(_part, value))
        case bool():
            yield path, "yes" if value else "no"
        case _:
            yield path, "" if value is None else str(value)


def _part(part: Any) -> str:
    return part if isinstance(part, str) else f"{','.join(part['days'])} {part['from']}-{part['to']}"
