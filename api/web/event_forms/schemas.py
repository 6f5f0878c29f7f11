"""From the JSON Schema of what an event carries to the fields of its form."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from api.web.event_forms.fields import Field, Kind
from states.payloads import schema
from states.vocabulary import Chart

Schema = Mapping[str, Any]

#: Texts longer than this are asked in several lines.
LINE = 200
#: What the pattern of a time of day begins with.
TIME_OF_DAY = "^[0-9]{2}:[0-9]{2}$"


@cache
def fields_of(chart: Chart, event: str) -> tuple[Field, ...]:
    """Return what the form of an event asks, in the order of its schema. Raises KeyError for an unknown event."""
    return fields_in(schema(chart, event))


def fields_in(whole: Schema) -> tuple[Field, ...]:
    """Return what the form of any schema of ours asks."""
    return _fields(whole, whole.get("$defs", {}))


def _fields(about: Schema, named: Schema) -> tuple[Field, ...]:
    required = about.get("required", ())
    properties = about.get("properties", {})
    return tuple(_field(name, of, named, required=name in required) for name, of in properties.items())


def _field(name: str, about: Schema, named: Schema, *, required: bool) -> Field:
    choices = [_opened(kind, named) for kind in about.get("anyOf", (about,))]
    said = [kind for kind in choices if kind.get("type") != "null"]
    nullable = len(said) < len(choices)
    if len(said) > 1:
        # Of all payloads only a hearing may be two things: a moment where the court named it, else its day.
        return Field(name, Kind.DAY_OR_MOMENT, required=required)
    (one,) = said
    rest = _OF_TYPE[one.get("type", "string")](name, one, named)
    sealed = bool(one.get("sealed") or about.get("sealed"))
    field = Field(name, required=required, nullable=nullable, sealed=sealed, **rest)
    if field.kind is Kind.YES_NO and not required:
        kind = Kind.MAYBE if nullable else Kind.TICK
        return Field(name, kind, required=False, nullable=nullable, sealed=sealed)
    return field


def _opened(about: Schema, named: Schema) -> Schema:
    """Return what a reference leads to, with what stands beside it."""
    reference = about.get("$ref")
    if reference is None:
        return about
    return {**named[reference.rpartition("/")[2]], **about}


def _string(name: str, about: Schema, _: Schema) -> dict[str, Any]:
    if "enum" in about:
        return {"kind": Kind.ONE, "options": tuple(about["enum"]), "words": about.get("title", name)}
    pattern, longest = about.get("pattern"), about.get("maxLength")
    if about.get("format") in _FORMATS:
        return {"kind": _FORMATS[about["format"]]}
    if pattern == TIME_OF_DAY:
        return {"kind": Kind.TIME}
    long = longest is not None and longest > LINE
    least = about.get("minLength")
    return {"kind": Kind.LONG if long else Kind.TEXT, "least": least, "most": longest, "pattern": pattern}


def _array(name: str, about: Schema, named: Schema) -> dict[str, Any]:
    item, least, most = _opened(about["items"], named), about.get("minItems"), about.get("maxItems")
    bounds = {"least": least, "most": most}
    if "enum" in item:
        words = item.get("title", name)
        return {"kind": Kind.SEVERAL, "options": tuple(item["enum"]), "words": words, **bounds}
    if item["type"] == "object":
        return {"kind": Kind.MANY, "fields": _fields(item, named), **bounds}
    return {"kind": Kind.LINES, **bounds}


def _object(_: str, about: Schema, named: Schema) -> dict[str, Any]:
    return {"kind": Kind.GROUP, "fields": _fields(about, named)}


def _integer(_: str, about: Schema, __: Schema) -> dict[str, Any]:
    return {"kind": Kind.NUMBER, "least": about.get("minimum"), "most": about.get("maximum")}


def _number(_: str, about: Schema, __: Schema) -> dict[str, Any]:
    # The only numbers with a fraction are sums of money.
    return {"kind": Kind.POUNDS, "least": about.get("minimum"), "most": about.get("maximum")}


def _boolean(_: str, __: Schema, ___: Schema) -> dict[str, Any]:
    return {"kind": Kind.YES_NO}


_FORMATS = {"date": Kind.DAY, "date-time": Kind.MOMENT}
_OF_TYPE = {
    "string": _string,
    "array": _array,
    "object": _object,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
