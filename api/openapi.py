"""The description of the API (OpenAPI), made true where the framework would not be.

Problems have a media type of their own. What an event carries and what a referral may hold is said by the
same schemas that check it, so that nothing is described twice.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.errors import FIRST_ERROR, PROBLEM_JSON
from api.v1.incoming import CaseEventIn, NoticeEventIn, NoticeItemIn, OfferEventIn, OrderEventIn
from states.payloads import PAYLOADS
from states.vocabulary import Chart
from workflow.referral_schema import Sent

JSON = "application/json"
REF = "#/components/schemas/{model}"

#: The bodies that name an event, with the charts that the event may belong to.
BODIES: Mapping[type[BaseModel], tuple[Chart, ...]] = {
    CaseEventIn: (Chart.CASE,),
    OrderEventIn: (Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY),
    OfferEventIn: (Chart.OFFER,),
    NoticeEventIn: (Chart.NOTICE,),
    NoticeItemIn: (Chart.NOTICE,),
}

Schema = dict[str, Any]


def describe(app: FastAPI) -> None:
    """Have the application describe itself so; made once."""

    def described() -> Schema:
        if not app.openapi_schema:
            found = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                routes=app.routes,
            )
            for path in found["paths"].values():
                for operation in path.values():
                    operation["summary"] = _summary(operation["description"])
                    _name_problems(operation["responses"])
            _say_payloads(found)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign] # The framework's own way to change it.


def _summary(description: str) -> str:
    """Return what a list of routes shows of one: its first words, rather than the name of our function."""
    return re.split(r"[.:;] |\.$", description.partition("\n")[0], maxsplit=1)[0]


def _name_problems(responses: Schema) -> None:
    for status, answer in responses.items():
        if int(status) >= FIRST_ERROR and JSON in answer.get("content", {}):
            answer["content"] = {PROBLEM_JSON: answer["content"].pop(JSON)}


def _say_payloads(found: Schema) -> None:
    """Put what each event carries into the bodies that name it, and what a referral holds into its body."""
    models = {model for charts in PAYLOADS.values() for model in charts.values()} | {Sent}
    named, definitions = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda model: model.__qualname__)],
        ref_template=REF,
    )
    schemas = found["components"]["schemas"]
    schemas.update(definitions["$defs"])
    of: Mapping[Any, Schema] = {model: schema for (model, _), schema in named.items()}
    for body, charts in BODIES.items():
        schemas[body.__name__] = _by_event(schemas[body.__name__], charts, of)
    taking = found["paths"]["/api/v1/referrals"]["post"]["requestBody"]["content"]
    taking[JSON]["schema"] = of[Sent]


def _by_event(body: Schema, charts: Iterable[Chart], of: Mapping[Any, Schema]) -> Schema:
    """Split a body by the event that it names."""
    wanted = [name for name in body["required"] if name != "payload"]
    ways = [
        {
            "type": "object",
            "title": event,
            "properties": {
                **body["properties"],
                "event": {"const": event},
                "payload": of[model],
            },
            "required": [*wanted, "payload"] if of_required(model) else wanted,
            "additionalProperties": False,
        }
        for chart in charts
        for event, model in PAYLOADS[chart].items()
    ]
    return {"description": body.get("description", ""), "anyOf": ways}


def of_required(model: type[BaseModel]) -> bool:
    """Say whether a payload has fields that must be given."""
    return any(field.is_required() for field in model.model_fields.values())
