"""The application in print: the form for whoever reads it, and the page that is for the court alone (C8).

The text is handed over as data and set as it stands; nothing that anybody typed is ever read as markup. What a
document must not say is not handed over at all: the form is printed from what is told, and from nothing else.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import orjson
import typst

from states.position import local_day
from workflow.pack import contract
from workflow.pack.contract import Place, path_of
from workflow.pack.labels import GROUPS, LABELS, SECTIONS, called
from workflow.pack.standing import Pack

Json = dict[str, Any]

#: The standard that a printed document keeps: readable aloud, with headings, tables and a language.
ACCESSIBLE: Literal["ua-1"] = "ua-1"
#: What stands on the form where something is on the page for the court.
ON_C8 = "Given to the court alone, on form C8"
FL401_NOTICE = (
    "This is what the electronic form FL401 is told. What must not reach the respondent stands on form C8, which is "
    "sent apart and is never served."
)
C8_NOTICE = (
    "FOR THE COURT ALONE. Do not serve this page, and do not put it with papers that anybody else receives. The "
    "applicant asks the court to keep what stands here from every other party."
)
UNPRINTABLE = "Some letters cannot be printed here and stand as boxes. The electronic form has them."


def fl401(pack: Pack, reference: str, at: datetime) -> bytes:
    """Return the form as a PDF."""
    lines = {place: _lines(place, value) for place, value in pack.told.items()}
    lines |= {place: [ON_C8] for place in pack.withheld}
    missing = dict.fromkeys(called(leaf.path) for leaf in pack.leaves if leaf.needed)
    return _set("Application for an order (FL401)", FL401_NOTICE, _sections(lines), [*missing], reference, at)


def c8(pack: Pack, reference: str, at: datetime) -> bytes:
    """Return the page for the court alone as a PDF: whatever is withheld, and what she wants kept."""
    held = {**pack.withheld, **pack.kept}
    lines = {place: _lines(place, value) for place, value in held.items()}
    notice = f"{C8_NOTICE} {_parties(pack)}"
    return _set("Confidential contact details (C8)", notice, _sections(lines), [], reference, at)


def _parties(pack: Pack) -> str:
    """Say whose page it is, as far as the form says it."""
    form = pack.form["fl401"]
    said = ((party, form.get(f"{party}Details", {})) for party in ("applicant", "respondent"))
    names = (
        (party, " ".join(filter(None, (one.get(f"{party}FirstName"), one.get(f"{party}LastName")))))
        for party, one in said
    )
    return " ".join(f"{party.capitalize()}: {name}." for party, name in names if name)


def _sections(lines: Mapping[Place, list[str]]) -> list[Json]:
    """Group what is said as it is asked: by section, and in it by address or entry."""
    sections: dict[str, dict[Place, list[Json]]] = {name: {} for name in SECTIONS}
    for place in contract.in_order(lines):
        path = path_of(place)
        groups = sections[contract.section_of(path)]
        groups.setdefault(_group(place), []).append({"label": LABELS[path], "lines": lines[place]})
    return [
        {
            "title": SECTIONS[name],
            "groups": [{"title": _title(group), "rows": rows} for group, rows in _in_order(groups)],
        }
        for name, groups in sections.items()
        if groups
    ]


def _in_order(groups: Mapping[Place, list[Json]]) -> list[tuple[Place, list[Json]]]:
    """Return groups with the rows that stand in none before all others."""
    return sorted(groups.items(), key=lambda one: one[0] != ())


def _group(place: Place) -> Place:
    """Return the address or the entry of a list that a value belongs to; the rest belongs to none."""
    above = place[:-1]
    return above if path_of(above).removesuffix("[]") in GROUPS else ()


def _title(group: Place) -> str | None:
    if not group:
        return None
    name = GROUPS[path_of(group).removesuffix("[]")]
    number = group[-1]
    return f"{name}: {number + 1}" if isinstance(number, int) else name


def _lines(place: Place, value: Any) -> list[str]:
    match value:
        case bool():
            return ["Yes" if value else "No"]
        case list():
            return [str(one).strip() for one in value]
        case str() if contract.fields()[path_of(place)].type == "day":
            day = date.fromisoformat(value)
            return [f"{day.day} {day:%B %Y}"]
        case _:
            return str(value).splitlines() or [""]


def _set(
    title: str, notice: str, sections: Iterable[Json], missing: list[str], reference: str, at: datetime
) -> bytes:
    day = local_day(at)
    data = {
        "title": title,
        "reference": reference,
        "made": f"{reference}, made on {day.day} {day:%B %Y}",
        "notice": notice,
        "sections": [*sections],
        "missing": missing,
    }
    try:
        return _compiled(data, ACCESSIBLE, at)
    except typst.TypstError:
        # Letters that none of the typefaces has: what says so quotes them, and goes no further.
        return _compiled({**data, "notice": f"{notice} {UNPRINTABLE}"}, None, at)


def _compiled(data: Json, standard: Literal["ua-1"] | None, at: datetime) -> bytes:
    made: bytes = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"data": orjson.dumps(data).decode()},
        pdf_standards=standard,
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
    return made


@cache
def _template() -> bytes:
    return Path(__file__).with_name("document.typ").read_bytes()
