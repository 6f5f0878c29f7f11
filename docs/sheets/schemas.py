"""JSON Schemas in words: what a field may hold, on one line."""

import json
from collections.abc import Mapping
from typing import Any

from docs.sheets.page import word, words

Schema = Mapping[str, Any]

PLAIN = {
    "boolean": "true or false",
    "integer": "whole number",
    "number": "number",
    "null": "nothing",
    "object": "object",
}
FORMATS = {"date": "day", "date-time": "moment with its zone", "email": "e-mail address", "uuid": "UUID"}
#: Texts that a pattern says more of, by how their patterns begin.
SHAPES = {"^[A-Z]-": "reference", "^[0-9]{2}:": "time of day"}
#: Longest list of words that is written out in a cell.
MOST_WORDS = 20


def fields(schema: Schema) -> list[tuple[str, str, str, str, str]]:
    """Return the fields of an object: name, what it holds, whether it must be given, default, how it is kept."""
    known = schema.get("$defs", {})
    needed = set(schema.get("required", ()))
    return [
        (
            word(name),
            described(about, known),
            "yes" if name in needed else "no",
            "" if name in needed or about.get("default") is None else word(_shown(about["default"])),
            "sealed" if is_sealed(about, known) else "clear",
        )
        for name, about in schema.get("properties", {}).items()
    ]


def described(about: Schema, known: Schema) -> str:
    """Say in words what a schema admits."""
    if "$ref" in about:
        return _named(known[about["$ref"].rpartition("/")[2]], known)
    if "anyOf" in about:
        parts = [described(part, known) for part in about["anyOf"] if part.get("type") != "null"]
        return " or ".join(parts)
    if "allOf" in about:
        return " and ".join(described(part, known) for part in about["allOf"])
    return _named(about, known)


def _named(about: Schema, known: Schema) -> str:
    if "const" in about:
        return word(about["const"])
    if "enum" in about:
        shown = words(about["enum"][:MOST_WORDS], ordered=True)
        return f"one of {shown}" + (" …" if len(about["enum"]) > MOST_WORDS else "")
    match about.get("type"):
        case "array":
            items = about.get("items")
            counted = _count(about, "minItems", "maxItems")
            return f"list{counted} of {described(items, known) if items else 'anything'}"
        case "object" if "properties" in about:
            inner = (f"{word(name)}: {described(part, known)}" for name, part in about["properties"].items())
            return "object of " + "; ".join(inner)
        case "string":
            return _text(about)
        case kind:
            return PLAIN.get(str(kind), "anything") + _range(about)


def _text(about: Schema) -> str:
    known = about.get("format")
    if known is not None:
        return FORMATS.get(known, str(known))
    pattern = str(about.get("pattern", ""))
    shape = next((name for begins, name in SHAPES.items() if pattern.startswith(begins)), "text")
    return shape if shape != "text" else shape + _count(about, "minLength", "maxLength")


def _count(about: Schema, least: str, most: str) -> str:
    if least in about and most in about:
        return f" ({about[least]} to {about[most]})"
    if most in about:
        return f" (at most {about[most]})"
    return f" (at least {about[least]})" if least in about else ""


def _range(about: Schema) -> str:
    least, most = about.get("minimum"), about.get("maximum")
    if least is None:
        return ""
    return f" from {least:,}" + (f" to {most:,}" if most is not None else "")


def is_sealed(about: Schema, known: Schema) -> bool:
    """Say whether the field is kept sealed."""
    if about.get("sealed") is True:
        return True
    parts = [*about.get("anyOf", ()), *about.get("allOf", ())]
    return any(is_sealed(part, known) for part in parts)


def _shown(default: object) -> str:
    return default if isinstance(default, str) else json.dumps(default)
