"""Payloads as anybody might send them: drawn from the published JSON Schemas, and now and then not fitting them."""

import string
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from states.payloads import schema
from states.position import moment
from states.vocabulary import Chart

Schema = Mapping[str, Any]
Values = st.SearchStrategy[Any]

#: What no schema wants: each is drawn instead of a valid payload now and then.
STRANGE: tuple[Any, ...] = ({"surprise": 1}, {"note": None}, {"scope": "everything"}, {"orders": [{}]})
#: Free text holds this, so that it can be looked for where it must not be.
MARK = "Zelda Seeded"
TEXT = st.text(string.ascii_letters + " .'", max_size=12).map(lambda text: f"{MARK} {text}")
#: From so many parts on, an object is a form that is filled in part by part.
SECTIONS = 10
CLOCK = st.builds("{:02}:{:02}".format, st.integers(0, 24), st.sampled_from([0, 30]))


class World:
    """What payloads may name: the references and codes that exist in one life, and the moment."""

    def __init__(self, at: datetime, named: Mapping[str, Sequence[str]]) -> None:
        self.at = at
        self.named = named

    def payload(self, chart: Chart, event: str) -> Values:
        """Draw a payload of an event: nearly always one that fits its schema."""
        whole = schema(chart, event)
        fitting = self._of(whole, whole.get("$defs", {}), "")
        return st.integers(0, 19).flatmap(lambda luck: st.sampled_from(STRANGE) if luck == 0 else fitting)

    def _of(self, part: Schema, defs: Schema, name: str) -> Values:
        if name in self.named and part.get("type") == "string":
            return st.sampled_from([*self.named[name], "X-00000000"])
        if "$ref" in part:
            return self._of(defs[part["$ref"].rpartition("/")[2]], defs, name)
        if "anyOf" in part:
            return st.one_of(*(self._of(kind, defs, name) for kind in part["anyOf"]))
        if "enum" in part or "const" in part:
            return st.sampled_from(part.get("enum", [part.get("const")]))
        if part.get("type") == "array":
            most = min(part.get("maxItems", 3), 3)
            return st.lists(
                self._of(part["items"], defs, name), min_size=part.get("minItems", 0), max_size=most
            )
        return self._object(part, defs) if part.get("type") == "object" else self._plain(part)

    def _plain(self, part: Schema) -> Values:
        if part.get("type") == "boolean":
            # Most of what a guard asks is answered by a yes.
            return st.sampled_from([True, True, True, False])
        if part.get("type") in {"integer", "number"}:
            return st.integers(int(part.get("minimum", 0)), min(int(part.get("maximum", 40)), 40))
        return st.none() if part.get("type") == "null" else self._string(part)

    def _object(self, part: Schema, defs: Schema) -> Values:
        fields = {name: self._of(kind, defs, name) for name, kind in part["properties"].items()}
        required = {name: fields.pop(name) for name in part.get("required", ())}
        if len(fields) >= SECTIONS and not required:
            # A form of so many parts is sent part by part.
            return st.sampled_from(sorted(fields)).flatmap(
                lambda name: st.fixed_dictionaries({name: fields[name]})
            )
        return st.fixed_dictionaries(required, optional=fields)

    def _string(self, part: Schema) -> Values:
        formats: Mapping[str, Values] = {
            "date": st.integers(-3, 400).map(self._day),
            "date-time": st.integers(-200, 700).map(lambda hours: moment(self.at + timedelta(hours=hours))),
            "email": st.sampled_from(["zelda.seeded@example.org", "other.seeded@example.org"]),
        }
        references = sorted(name for names in self.named.values() for name in names if name[1] == "-")
        patterns: Mapping[str, Values] = {
            "^[0-9]{2}:[0-9]{2}$": CLOCK,
            "^[a-z]{2,3}$": st.sampled_from(["en", "cy", "pl"]),
            "^[A-Z]-[0-9A-HJKMNP-TV-Z]{8}$": st.sampled_from(references),
        }
        lengths: Mapping[int, Values] = {
            PHONE_LENGTH: st.sampled_from(["07700 900777", "07700 900888", "nonsense"]),
            NAME_LENGTH: st.sampled_from(["Leeds", "dash", "Refuge"]),
        }
        told = (
            formats.get(part.get("format", "")),
            patterns.get(part.get("pattern", "")),
            lengths.get(part.get("maxLength", 0)),
        )
        return next((values for values in told if values is not None), TEXT)

    def _day(self, days: int) -> str:
        day: date = (self.at + timedelta(days=days)).date()
        return day.isoformat()


#: How long the schemas let a telephone number and a clear name be: their strings are told by it.
PHONE_LENGTH, NAME_LENGTH = 40, 120
