"""What each event carries: one schema an event, each field marked clear or sealed.

Guards and facts read clear fields only; sealed ones go to the vault, and the trail keeps
their digest. Whatever a person types freely is sealed: it may name anybody.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from states.errors import Malformed, Problem
from states.payloads.case import CASE
from states.payloads.fields import sealed_fields
from states.payloads.order import COPY, NOTICE, OFFER, ORDER, SERVICE
from states.vocabulary import Chart

PAYLOADS: dict[Chart, Mapping[str, type[BaseModel]]] = {
    Chart.CASE: CASE,
    Chart.ORDER: ORDER,
    Chart.SERVICE: SERVICE,
    Chart.POLICE_COPY: COPY,
    Chart.OFFER: OFFER,
    Chart.NOTICE: NOTICE,
}

#: The events of a case that carry a second person's word.
TAKES_APPROVAL = frozenset(str(event) for event, model in CASE.items() if "approval" in model.model_fields)

_SEALED: dict[type[BaseModel], frozenset[str]] = {
    model: sealed_fields(model) for models in PAYLOADS.values() for model in models.values()
}


def read(chart: Chart, event: str, sent: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check a payload and part it into its clear and its sealed fields, both JSON-able.

    Sealed fields that were not sent are left out. Raises Malformed, which names fields and
    never repeats what they hold.
    """
    model = PAYLOADS[chart].get(event)
    if model is None:
        raise Malformed("there is no such event", [Problem("event", "is not an event of this chart")])
    try:
        # As JSON, strictly: "yes" is no boolean and "15" no number, while a day is a string.
        payload = model.model_validate_json(orjson.dumps(sent), strict=True)
    except TypeError:
        raise Malformed(f"the payload of {event} holds what JSON cannot carry") from None
    except ValidationError as error:
        raise Malformed(f"the payload of {event} does not fit its schema", problems(error)) from None
    clear = payload.model_dump(mode="json")
    sealed = {name: value for name in _SEALED[model] if (value := clear.pop(name)) is not None}
    for name, value in sealed.items():
        if isinstance(value, dict) and isinstance(nested := getattr(payload, name), BaseModel):
            # A nested field that was sent as null clears what is held; one that was not sent leaves it.
            sealed[name] = nested.model_dump(mode="json", exclude_unset=True)
    return clear, sealed


def problems(error: ValidationError) -> list[Problem]:
    """Name each field that does not fit and what is wrong with it, never what it holds."""
    return [
        Problem(".".join(str(part) for part in found["loc"]), _words(found))
        for found in error.errors(include_input=False, include_url=False, include_context=False)
    ]


def _words(found: ErrorDetails) -> str:
    # What is said of an address may quote part of it.
    return "is not an e-mail address" if "email" in str(found["loc"][-1:]).lower() else found["msg"]


def schema(chart: Chart, event: str) -> dict[str, Any]:
    """Return the JSON Schema of an event's payload; sealed fields carry `"sealed": true`."""
    return PAYLOADS[chart][event].model_json_schema()
