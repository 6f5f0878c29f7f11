"""Values that occur nowhere by chance, one for each place that may say something about a person, and how to find them.

What to fill comes from the schemas in code: a field that is marked sealed tomorrow is seeded tomorrow.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from pydantic import BaseModel

from states.payloads import PAYLOADS
from states.payloads.fields import sealed_fields
from states.vocabulary import Chart
from tests.states.building import sent
from workflow.referral_schema import Sent

Schema = Mapping[str, Any]

WORD = "kanari"
#: Days of births and deaths among the canaries fall into these twenty years, and nothing else does.
FIRST_DAY = date(1901, 1, 1)
#: Pounds and pence: more than any figure that Rowan makes up.
LEAST_POUNDS = 7_531_000

#: What of a referral is clear: what guards read, and nothing by which anybody could be known.
CLEAR: Mapping[str, Any] = {
    "force": "cambridgeshire",
    "referrer.role": "officer",
    "survivor.language": "en",
    "survivor.interpreter": False,
    "safe_contact.safety": "safe",
    "safe_contact.channels": ["phone", "sms", "email", "through_officer"],
    "safe_contact.windows": [],
    "safe_contact.voicemail": False,
    "safe_contact.withheld_number": True,
    "risk": {"tool": "dash", "version": "2009", "grade": "medium", "score": 9, "flags": []},
    "consent.to_referral": True,
    "consent.tell_force": True,
}


@cache
def schema_of(model: type[BaseModel]) -> Schema:
    """The JSON Schema of a model: it takes a while to write."""
    return model.model_json_schema()


def _base64() -> Iterator[str]:
    for before in range(3):
        text = b64encode(b"." * before + WORD.encode()).decode().rstrip("=")
        # The characters at the ends also depend on their neighbours.
        yield text[-(-before * 8 // 6) : (before + len(WORD)) * 8 // 6]


#: Words, days in any usual writing, microseconds since 1970, telephone numbers and sums; then words in disguise.
FORMS = re.compile(
    rb"kanari ?\d{4}"
    rb"|19[01]\d-[01]\d-[0-3]\d"
    rb"|[0-3]?\d(?: |/)(?:[01]\d|january|february|march|april|may|june|july|august|september|october|november"
    rb"|december)(?: |/)19[01]\d(?!\d)"
    rb"|-(?:1[5-9]|2[01])\d{14}(?!\d)"
    # Not within the fraction of a measured number, which holds any ten digits now and then.
    rb"|(?<!\d{5})(?<!\d\.)(?<!\d\.\d)(?<!\d\.\d\d)(?<!\d\.\d{3})(?<!\d\.\d{4})7700[ -]?9\d[ -]?\d{4}(?!\d)"
    rb"|7531\d{3}\.25" + b"|" + WORD.encode().hex().encode()
)
DISGUISED = re.compile("|".join(_base64()).encode())


def found_in(content: bytes) -> set[str]:
    """Name every canary in some bytes, however it is written there."""
    found = {match.decode() for match in FORMS.findall(content.lower())}
    return found | {match.decode() for match in DISGUISED.findall(content)}


class Canaries:
    """Makes values, each but once, and remembers what each was put into."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        #: The personal fields that were filled, without the numbers of lists and cases.
        self.fields: set[str] = set()
        self._number = 0

    def word(self, place: str) -> str:
        """A name, or any other text; short enough for a postcode."""
        return self._planted(place, f"{WORD}{self._next():04}")

    def named(self, place: str) -> str:
        """A name as people write one, for places where a word of ours might pass."""
        return self._planted(place, f"{WORD.title()} {self._next():04}")

    def phone(self, place: str) -> str:
        """A number that rings nowhere."""
        return f"0{self._planted(place, f'77009{self._next():05}')}"

    def referral(self, **changed: Any) -> dict[str, Any]:
        """A whole referral with every personal field filled; groups may be changed."""
        schema = schema_of(Sent)
        filled: dict[str, Any] = self._filled(schema, "", schema.get("$defs", {}), CLEAR)
        return filled | changed

    def payload(self, chart: Chart, event: str, **changed: Any) -> dict[str, Any]:
        """A valid payload of an event with every sealed field filled."""
        model = PAYLOADS[chart][event]
        schema = schema_of(model)
        sealed = {
            name: self._filled(
                schema["properties"][name], f"{chart}.{event}.{name}", schema.get("$defs", {}), {}
            )
            for name in sorted(sealed_fields(model))
        }
        return sent(chart, event) | sealed | changed

    def _filled(self, schema: Schema, path: str, named: Schema, clear: Mapping[str, Any]) -> Any:
        if path in clear:
            return clear[path]
        meant = _meant(schema, named)
        match meant.get("type"):
            case "object" if "properties" in meant:
                inner = meant["properties"].items()
                return {
                    name: self._filled(one, f"{path}.{name}".strip("."), named, clear) for name, one in inner
                }
            case "object":
                return {self.named(path): self.word(path), "inner": [{"deeper": self.word(path)}]}
            case "array":
                return [self._filled(meant["items"], f"{path}.{number}", named, clear) for number in range(2)]
            case _:
                return self._leaf(meant, path)

    def _leaf(self, schema: Schema, path: str) -> Any:
        if "enum" in schema or schema["type"] in ("boolean", "integer"):
            # No room for anything of hers.
            return schema.get("enum", [schema.get("minimum", True)])[0]
        self.fields.add(re.sub(r"\.\d+", "", path))
        if schema["type"] == "number":
            return float(self._planted(path, f"{LEAST_POUNDS + self._next()}.25"))
        assert schema["type"] == "string", f"{path}: no canary looks like that"
        form = schema.get("format", "")
        if form.startswith("date"):
            day = self._planted(path, (FIRST_DAY + timedelta(days=self._next())).isoformat())
            return day if form == "date" else f"{day}T05:06:07Z"
        if path.endswith(".phone"):
            return self.phone(path)
        return f"{self.word(path)}@rowan.example" if form == "email" else self.word(path)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _planted(self, place: str, canary: str) -> str:
        self.places[canary.lower()] = place
        return canary


def _meant(schema: Schema, named: Schema) -> Schema:
    """The schema that another refers to, and of several the first that is not nothing."""
    if "$ref" in schema:
        return _meant(named[schema["$ref"].rpartition("/")[2]], named)
    if "anyOf" in schema:
        return _meant(next(kind for kind in schema["anyOf"] if kind.get("type") != "null"), named)
    return schema


def values_in(content: Any) -> Iterator[str]:
    """Yield every text and sum within some JSON."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield from values_in(name)
            yield from values_in(value)
    elif isinstance(content, Iterable) and not isinstance(content, str):
        for value in content:
            yield from values_in(value)
    elif content is not None and not isinstance(content, bool):
        yield str(content)


def in_days(days: float) -> str:
    """The moment so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def on_day(days: int) -> str:
    """The day so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
