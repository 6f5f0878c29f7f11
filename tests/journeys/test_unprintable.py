"""Whoever prints, logs or raises what Rowan holds of a person shows nothing of her: in one process, object by object."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel, SecretStr

from api.app import create_app
from api.settings import Settings
from states.errors import Malformed, Problem
from states.payloads import PAYLOADS, read
from states.payloads.fields import sealed_fields
from states.vocabulary import Chart, Role
from tests.journeys.asking import Asker
from tests.journeys.calling import answers
from tests.journeys.canaries import Canaries, found_in, in_days, schema_of
from tests.journeys.lives import WINDOWS
from tests.journeys.outside import CALLBACK_TOKEN
from tests.journeys.printing import Printing, printing, told_by
from tests.journeys.wrong_places import send_nonsense
from workflow import people
from workflow.db import Database
from workflow.details import FIELDS
from workflow.importing import import_file
from workflow.keys import Keys

#: Clear fields that take any words: the short names of public bodies, codes and tools. Nothing else may.
FREE = {
    "case.transfer.force",
    "case.transfer.service",
    "case.find_ineligible.hand_over.service",
    "case.refer_elsewhere.service",
    "case.make_offer.firm",
    "case.assign_solicitor.firm",
    "case.seek_order.orders.court",
    "case.assess_risk.tool",
    "case.assess_risk.version",
}
MODELS: list[tuple[str, type[BaseModel]]] = [
    (f"{chart}.{event}", model) for chart, models in PAYLOADS.items() for event, model in models.items()
]


def leaves(
    schema: Mapping[str, Any], path: str, named: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every value of a schema with its path, and whatever is said of a group of values."""
    yield path, schema
    if "$ref" in schema:
        yield from leaves(named[schema["$ref"].rpartition("/")[2]], path, named)
    for kind in schema.get("anyOf", ()):
        yield from leaves(kind, path, named)
    if "items" in schema:
        yield from leaves(schema["items"], path, named)
    for name, inner in schema.get("properties", {}).items():
        yield from leaves(inner, f"{path}.{name}", named)


def test_nothing_clear_takes_free_text_but_the_names_of_public_bodies():
    free = set()
    for name, model in MODELS:
        for path, held in leaves(schema_of(model), name, schema_of(model).get("$defs", {})):
            field = path.removeprefix(f"{name}.").partition(".")[0]
            bounded = held.keys() & {"enum", "const", "format"} or "[A-Z]-[0-9" in held.get("pattern", "")
            if held.get("type") == "string" and not bounded and field not in sealed_fields(model):
                free.add(path)
    # A language's code and a time of day leave no room for a name.
    assert {path for path in free if not path.endswith((".language", ".from", ".to"))} == FREE


def test_no_sealed_field_lies_within_a_clear_one():
    for name, model in MODELS:
        for path, held in leaves(schema_of(model), name, schema_of(model).get("$defs", {})):
            field = path.removeprefix(f"{name}.").partition(".")[0]
            assert not held.get("sealed") or field in sealed_fields(model), path


@pytest.mark.parametrize(("name", "model"), MODELS)
def test_a_payload_that_does_not_fit_is_refused_without_a_word_of_it(name, model):
    chart, event = name.split(".")
    canaries = Canaries()
    said = canaries.payload(Chart(chart), event)
    wrong: list[dict[str, Any]] = [{field: [{canaries.named(name): canaries.word(name)}] for field in said}]
    wrong += [{field: canaries.named(name)} for field in model.model_fields]
    for payload in [*wrong, said | {canaries.named(name): canaries.word(name)}]:
        refusal = refusal_of(Chart(chart), event, payload)
        if refusal is not None:
            assert not told_by(refusal)
            assert not found_in(repr([problem.message for problem in refusal.problems]).encode())


def refusal_of(chart: Chart, event: str, payload: Mapping[str, Any]) -> Malformed | None:
    """Read a payload that may, by chance, fit."""
    try:
        read(chart, event, payload)
    except Malformed as refusal:
        return refusal
    return None


@pytest.mark.parametrize("place", ["survivor", "respondent"])
def test_an_address_that_is_none_is_not_quoted(place):
    canaries = Canaries()
    email = f"{canaries.word('e-mail')}@{canaries.word('e-mail')}·x.example"
    with pytest.raises(Malformed) as refusal:
        read(Chart.CASE, "update_details", {place: {"email": email}})
    assert refusal.value.problems[0].message == "is not an e-mail address"


@pytest.fixture
def settings(tmp_path: Path, fresh_database: Callable[..., str]) -> Settings:
    Keys.create(tmp_path / "keys.json")
    token = SecretStr(CALLBACK_TOKEN)
    return Settings(
        home=tmp_path,
        notify_callback_token=token,
        database_url=SecretStr(fresh_database("sqlite", migrated=True)),
    )


@pytest.mark.slow
def test_nothing_that_holds_her_prints_her(settings: Settings):
    canaries, at = Canaries(), datetime.now(UTC)
    db = Database(settings.database, keys=settings.held_keys())
    roles = {
        "caseworker": Role.CASEWORKER,
        "lead": Role.LEAD,
        "auditor": Role.AUDITOR,
        "analyst": Role.ANALYST,
    }
    given = {"analyst": "cambridgeshire"}
    added = {
        who: people.add_person(db, name=who, role=role, force=given.get(who), at=at)
        for who, role in roles.items()
    }
    tokens = {who: people.issue_token(db, reference, at=at) for who, reference in added.items()}
    tokens |= {"officer": tokens["lead"], "other_officer": tokens["lead"], "other_caseworker": tokens["lead"]}
    worker = people.authenticate(db, tokens["caseworker"], at=at)
    assert worker is not None
    people.add_force(db, "cambridgeshire", "Cambridgeshire")
    rows = [canaries.referral(), canaries.referral(safe_contact=None), {canaries.named("a field"): 1}]
    sent = settings.home / "sent.jsonl"
    sent.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    printer = Printing()
    with printing(printer), TestClient(create_app(settings, db=db)) as client:
        asker = Asker(client, tokens, canaries)
        case = asker.refer()
        asker.do("caseworker", case, "take")
        for event in ("update_details", "make_contact", "add_note", "report_breach"):
            asker.do("caseworker", case, event)
        safety: dict[str, Any] = {
            "safety": "restricted",
            "channels": ["phone", "sms"],
            "windows": WINDOWS,
            "spoke_at": in_days(0),
        }
        asker.do("caseworker", case, "set_safety", **safety)
        for event in ("give_consent", "record_application", "record_means"):
            asker.do("caseworker", case, event)
        assert found_in(orjson.dumps(asker.reveal("caseworker", case, list(FIELDS))))
        asker.ask("caseworker", case, "decline")
        send_nonsense(asker, case)
        answers(asker, "stop, ")
        import_file(db, sent, actor=worker, at=at)
    db.close()
    assert sorted(printer.told) == []
    assert len(printer.printed) > 50


def test_what_prints_a_person_is_found():
    canaries, printer = Canaries(), Printing()
    printer._print(Problem(canaries.word("a field"), "is not known"), "here")
    printer._print(Malformed(canaries.word("a message")), "here")
    assert printer.told == {
        f"{kind} in here: {canary}"
        for kind, canary in zip(("Problem", "Malformed"), canaries.places, strict=True)
    }
