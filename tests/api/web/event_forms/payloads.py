"""Payloads of every event as Hypothesis makes them: whatever its schema takes, from its fields."""

import string
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from api.web.event_forms.fields import Field, Kind

#: Words that a person may type anywhere, with all that a page must not take for its own.
WORDS = string.ascii_letters + string.digits + " '\"<>&;{}%/\\`äŵ😀\n"
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)
MOMENTS = st.integers(26_000_000, 37_000_000).map(
    lambda minute: datetime.fromtimestamp(minute * 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
)
#: What the patterns of texts take.
_OF_PATTERNS = {
    "^[A-Z]-": st.sampled_from(["A-7KQ29MXD", "C-00000000", "P-ZZZZZZZZ"]),
    "^[a-z]": st.sampled_from(["en", "cy", "cmn"]),
    r"^[\w]": st.text("abcÉ1 .,'&()/:-", max_size=40).map(lambda text: f"x{text}".strip()),
}


def payloads(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Return payloads with these fields, of which those that are not required may be left out."""
    needed = {one.name: _values(one) for one in fields if one.required}
    optional = {one.name: _values(one) for one in fields if not one.required}
    return st.fixed_dictionaries(needed, optional=optional)


def _values(one: Field) -> st.SearchStrategy[Any]:
    return _OF_KINDS[one.kind](one)


def _several(one: Field) -> st.SearchStrategy[list[str]]:
    chosen = st.lists(st.sampled_from(one.options), unique=True, min_size=int(one.least or 0))
    # A page offers answers in one order, whatever the order in which they were given.
    return chosen.map(lambda given: sorted(given, key=one.options.index))


def _lines(one: Field) -> st.SearchStrategy[list[str]]:
    return st.lists(_line().filter(bool), min_size=1, max_size=min(4, int(one.most or 4)))


def _texts(one: Field) -> st.SearchStrategy[str]:
    if "email" in one.name.lower():
        return st.sampled_from(["her@example.org", "h.o'hara+safe@example.com"])
    for start, texts in _OF_PATTERNS.items():
        if one.pattern is not None and one.pattern.startswith(start):
            return texts
    longest = int(one.most or 60)
    texts = _line() if one.kind is Kind.TEXT else st.text(WORDS, max_size=60).map(str.strip)
    return texts.map(lambda text: text[:longest].strip()).filter(bool)


def _line() -> st.SearchStrategy[str]:
    return st.text(WORDS.replace("\n", ""), max_size=60).map(str.strip)


_OF_KINDS: Mapping[Kind, Callable[[Field], st.SearchStrategy[Any]]] = {
    Kind.TEXT: _texts,
    Kind.LONG: _texts,
    Kind.YES_NO: lambda _: st.booleans(),
    Kind.MAYBE: lambda _: st.booleans(),
    Kind.TICK: lambda _: st.just(value=True),
    Kind.ONE: lambda one: st.sampled_from(one.options),
    Kind.SEVERAL: _several,
    Kind.NUMBER: lambda one: st.integers(int(one.least or 0), int(one.most or 99)),
    Kind.POUNDS: lambda _: st.integers(0, 1_000_000_000).map(lambda pence: pence / 100),
    Kind.DAY: lambda _: DAYS,
    Kind.MOMENT: lambda _: MOMENTS,
    Kind.DAY_OR_MOMENT: lambda _: DAYS | MOMENTS,
    Kind.TIME: lambda _: st.times().map(lambda at: at.strftime("%H:%M")) | st.just("24:00"),
    Kind.LINES: _lines,
    Kind.SPLIT: _lines,
    Kind.SUGGESTED: _texts,
    Kind.GROUP: lambda one: payloads(one.fields).filter(bool),
    Kind.MANY: lambda one: st.lists(payloads(one.fields).filter(bool), min_size=1, max_size=3),
}
