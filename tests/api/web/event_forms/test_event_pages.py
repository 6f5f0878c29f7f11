"""Every event of every chart through its page: asked, checked, done once, however often it is sent."""

import itertools
from collections import Counter
from urllib.parse import urlencode

import pytest

from api.web.event_forms.filling import filled
from api.web.event_forms.layouts import ELSEWHERE, laid_out
from api.web.event_forms.previewing import SHOWN_FIRST
from api.web.event_forms.sheet import DO, SURE
from states.definitions import CURRENT, DEFINITIONS
from states.vocabulary import Chart, Event
from tests.api.visiting import Visitor
from tests.api.web.event_forms.acts import ACTS
from workflow.tables import METADATA

TABLES = DEFINITIONS[CURRENT].charts
#: Who works on cases, orders, offers and notices. A referrer's pages stand elsewhere.
WORKERS = {"caseworker", "lead", "solicitor"}


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture(autouse=True)
def _no_delivery(client):
    for loop in client.app.state.doors.loops:
        loop.stop()


def typed(page, act, given):
    """What a person sends who fills in the form of an act, its hidden fields included."""
    says = filled(laid_out(act.chart, act.event), {**act.says, **given})
    names = {name for name, _ in says.pairs()}
    (form,) = [form for form in page.forms if form.action == page.path]
    assert names <= form.names, (act.name, names - form.names)
    kept = [(name, value) for name, value in form.fields if name not in names]
    return [*kept, *says.pairs()]


def entries(db):
    """How many entries the trails hold together."""
    from sqlalchemy import func, select

    with db.reading() as tx:
        return tx.connection.scalar(select(func.count()).select_from(METADATA.tables["entries"]))


def test_every_event_that_people_ask_is_tried():
    asked = {
        (chart, event)
        for chart, table in TABLES.items()
        for (_, event), branches in table.branches.items()
        for branch in branches
        if branch.asks & WORKERS
    }
    # What is asked on pages of its own is tried there.
    asked -= set(ELSEWHERE)
    assert {(act.chart, act.event) for act in ACTS} == asked
    assert max(Counter((act.chart, act.event) for act in ACTS).values()) == 1


@pytest.mark.parametrize("chart", list(Chart))
def test_every_event_is_asked_on_a_page_and_done_once(chart, world, db):
    for act in (act for act in ACTS if act.chart is chart):
        reference, given = act.of(world)
        # Signed in now: weeks may have passed.
        visitor, path = Visitor(world.client, world.tokens[act.who]), act.path(reference)
        page = visitor.get(path)
        assert page.status == 200, (act.name, page.text)
        body = typed(page, act, given)
        before = entries(db)
        if (chart, act.event) in SHOWN_FIRST:
            shown = visitor.post(path, body)
            assert shown.status == 200, (act.name, shown.text)
            assert "Nothing is done yet" in shown.text, act.name
            assert entries(db) == before, act.name
            (form,) = [form for form in shown.forms if form.action == path]
            assert sorted(form.fields) == sorted(body), act.name
            body = [*form.fields, (DO, SURE)]
        first = visitor.once("POST", path, urlencode(body))
        assert first.status_code == 303, (act.name, first.text)
        assert f"done={chart.value}-{act.event}" in first.headers["location"], act.name
        after = entries(db)
        assert after > before, act.name
        # A double click, a reload, or Back and the same again.
        again = visitor.once("POST", path, urlencode(body))
        assert (again.status_code, again.headers["location"]) == (303, first.headers["location"]), act.name
        assert entries(db) == after, act.name


def test_whoever_works_on_a_case_is_shown_a_form_or_why_not(world):
    stages = (world.consented(), world.sought()[0])
    for case, who in itertools.product(stages, ("caseworker", "lead", "solicitor")):
        answer = world.get(who, f"/cases/{case}")
        if answer.status_code == 404:
            continue
        asked = answer.json()["events"]
        visitor = Visitor(world.client, world.tokens[who])
        for event in Event:
            page = visitor.get(f"/cases/{case}/events/{event}")
            if event not in asked:
                assert page.status == 403, (who, event)
            else:
                assert page.status == 200
                if (Chart.CASE, event) in ELSEWHERE and asked[event]["allowed"]:
                    assert page.path == f"/cases/{case}{ELSEWHERE[Chart.CASE, event]}", (who, event)
                    continue
                forms = [form for form in page.forms if form.action == page.path]
                assert bool(forms) is asked[event]["allowed"], (who, event)
                assert forms or "This is not possible now." in page.text
