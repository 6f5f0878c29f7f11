"""Strategies: payloads as their published schemas allow them, and facts that a case may plausibly hold."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from states.errors import Malformed
from states.payloads import read, schema
from states.position import Facts, moment
from states.vocabulary import (
    Chart,
    Clock,
    CopyState,
    Flag,
    Grade,
    OfferState,
    OrderState,
    Recipient,
    Safety,
    Scope,
    ServiceState,
)
from tests.states.building import AT, DAY, clear, facts, offer, order

TIMES = st.datetimes(
    datetime.fromisoformat("2026-07-01"), datetime.fromisoformat("2027-06-01"), timezones=st.just(UTC)
).map(lambda at: at.replace(microsecond=0))
MOMENTS = st.one_of(TIMES, st.sampled_from([AT - 8 * DAY, AT, AT + 20 * DAY])).map(moment)
DAYS = st.dates(date(2026, 9, 1), date(2027, 12, 31)).map(date.isoformat)
NAMES = st.sampled_from(["essex", "hawthorn", "oak", "refuge", "dash", "2009"])
REFERENCES = st.sampled_from(["O-00000001", "O-00000002", "P-00000001", "P-00000002", "C-00000002"])


def payloads(chart: Chart, event: str) -> SearchStrategy[dict[str, Any]]:
    """Clear payloads of an event. Where rules across fields refuse one, a valid one stands in."""
    whole = schema(chart, event)

    def checked(sent: dict[str, Any]) -> dict[str, Any]:
        try:
            return read(chart, event, sent)[0]
        except Malformed:
            return clear(chart, event)

    return _of(whole, whole.get("$defs", {})).map(checked)


def _of(about: dict[str, Any], named: dict[str, Any]) -> SearchStrategy[Any]:
    if "$ref" in about:
        return _of(named[about["$ref"].rpartition("/")[2]], named)
    if "anyOf" in about:
        return st.one_of(*(_of(one, named) for one in about["anyOf"]))
    if "enum" in about:
        return st.sampled_from(about["enum"])
    return _PLAIN[about["type"]] if about["type"] in _PLAIN else _SHAPED[about["type"]](about, named)


_PLAIN: dict[str, SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": st.integers(0, 30),
    "number": st.integers(0, 30),
    "null": st.none(),
}


def _object(about: dict[str, Any], named: dict[str, Any]) -> SearchStrategy[dict[str, Any]]:
    must = set(about.get("required", ()))
    fields = {name: _of(field, named) for name, field in about.get("properties", {}).items()}
    return st.fixed_dictionaries(
        {name: field for name, field in fields.items() if name in must},
        optional={name: field for name, field in fields.items() if name not in must},
    )


def _array(about: dict[str, Any], named: dict[str, Any]) -> SearchStrategy[list[Any]]:
    few = min(about.get("maxItems", 2), 2)
    return st.lists(_of(about["items"], named), min_size=about.get("minItems", 0), max_size=few)


def _text(about: dict[str, Any], _: dict[str, Any]) -> SearchStrategy[str]:
    pattern = about.get("pattern", "")
    if about.get("format") == "date-time":
        return MOMENTS
    if about.get("format") == "date":
        return DAYS
    if pattern.startswith("^[A-Z]-"):
        return REFERENCES
    if "[0-9]{2}:[0-9]{2}" in pattern:
        return st.sampled_from(["00:00", "09:00", "10:30", "18:00", "24:00"])
    return NAMES


_SHAPED: dict[str, Callable[[dict[str, Any], dict[str, Any]], SearchStrategy[Any]]] = {
    "object": _object,
    "array": _array,
    "string": _text,
}


def maybe(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Something, or nothing."""
    return st.none() | strategy


CHANNELS = st.lists(
    st.sampled_from(["phone", "sms", "email", "through_officer", "in_person"]), unique=True, max_size=3
)
HALF_HOURS = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(0, 24 * 60 + 1, 30)]


@st.composite
def windows(draw: st.DrawFn) -> dict[str, Any]:
    """One window, on some days."""
    start, end = sorted(draw(st.lists(st.integers(0, 48), min_size=2, max_size=2, unique=True)))
    days = draw(st.lists(st.sampled_from(["mon", "tue", "wed", "sat"]), min_size=1, max_size=3, unique=True))
    return {"days": days, "from": HALF_HOURS[start], "to": HALF_HOURS[end]}


CONTACTS = st.fixed_dictionaries(
    {
        "safety": st.sampled_from([safety.value for safety in Safety]),
        "channels": CHANNELS,
        "windows": st.lists(windows(), max_size=3),
        "voicemail": maybe(st.booleans()),
        "withheld_number": maybe(st.booleans()),
    }
)
_EVER = st.sampled_from([moment(AT - 100 * DAY), moment(AT - 10 * DAY), moment(AT)])
_CLOCK = st.fixed_dictionaries({"due": MOMENTS, "escalates": MOMENTS, "since": _EVER})
_COUNT = st.fixed_dictionaries(
    {
        "count": st.integers(1, 4),
        "first": _EVER,
        "last": st.just(moment(AT)),
        "times": st.lists(st.sampled_from(["morning", "evening"]), unique=True, min_size=1),
    }
)
_ORDERS = st.builds(
    lambda state, service, copy, more: order(state, service=service, copy=copy, **more),
    st.sampled_from([state.value for state in OrderState]),
    st.sampled_from([state.value for state in ServiceState]),
    st.sampled_from([state.value for state in CopyState]),
    st.fixed_dictionaries(
        {
            "expires_on": maybe(DAYS),
            "return_day": maybe(DAYS),
            "released": st.booleans(),
            "undertaking": st.booleans(),
        }
    ),
)
_OFFERS = st.builds(
    offer, st.sampled_from([state.value for state in OfferState]), st.sampled_from(["hawthorn", "oak"])
)


def some_facts() -> SearchStrategy[Facts]:
    """Facts that a case may hold, in any mixture."""
    return st.builds(
        lambda contact, more: facts(**contact, **more),
        CONTACTS,
        st.fixed_dictionaries(
            {},
            optional={
                "owner": st.sampled_from(["P-00000001", "P-00000002"]),
                "routes": st.sampled_from([{}, {"phone": True}, {"email": True}]),
                "grade": st.sampled_from([grade.value for grade in Grade]),
                "flags": st.lists(st.sampled_from([flag.value for flag in Flag]), unique=True, max_size=2),
                "attempts": _COUNT,
                "asks": _COUNT,
                "contacted_at": _EVER,
                "outcome_at": _EVER,
                "consent": st.fixed_dictionaries(
                    {
                        "scope": st.lists(st.sampled_from([scope.value for scope in Scope]), unique=True),
                        "at": _EVER,
                    }
                ),
                "firm": st.just("hawthorn"),
                "excluded_firms": st.just(["oak"]),
                "deceased": st.booleans(),
                "paused": st.just({"clock": "decision", "until": moment(AT + DAY), "at": moment(AT)}),
                "orders": st.dictionaries(st.sampled_from(["O-00000001", "O-00000002"]), _ORDERS, max_size=2),
                "offers": st.dictionaries(
                    st.sampled_from(["F-00000001", "F-00000002", "F-00000003"]), _OFFERS, max_size=3
                ),
                "clocks": st.dictionaries(
                    st.sampled_from([*(clock.value for clock in Clock), "offer:F-00000001"]),
                    _CLOCK,
                    max_size=3,
                ),
                # A notice's facts are its own.
                "recipient": st.sampled_from([recipient.value for recipient in Recipient]),
            },
        ),
    )


SOME_FOUND = st.fixed_dictionaries(
    {},
    optional={
        "approval": st.sampled_from(
            [{"by": "P-00000001", "force": None}, {"by": "P-00000002", "force": "essex"}]
        ),
        "owner_active": st.booleans(),
        "owner_conflict": st.booleans(),
        "actor_conflict": st.booleans(),
        "queues": st.sampled_from([["cambridgeshire"], ["essex"]]),
        "duplicate": st.fixed_dictionaries({"open": st.booleans(), "same_force": st.booleans()}),
        "firm_active": st.booleans(),
        "firm_conflict": st.booleans(),
        "route_is_respondents": st.booleans(),
        "notices_moving": st.integers(0, 1),
        "receipt_overdue": st.booleans(),
    },
)
