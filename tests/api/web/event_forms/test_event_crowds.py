"""One form sent by several browsers at the same moment, on either engine."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from api.web.event_forms.sheet import DO, SURE
from tests.api.visiting import Visitor
from tests.api.web.event_forms.test_event_pages import entries


@pytest.fixture(autouse=True)
def _no_delivery(client):
    for loop in client.app.state.doors.loops:
        loop.stop()


@pytest.mark.parametrize(
    ("name", "says"),
    [("add_note", {"note": "She called."}), ("decline", {"reason": "No.", "door_open_advice": "yes"})],
)
def test_a_form_sent_by_many_at_once_is_done_once(name, says, world, client, tokens, db):
    path = f"/cases/{world.contacted()}/events/{name}"
    visitor = Visitor(client, tokens["caseworker"])
    (form,) = [form for form in visitor.get(path).forms if form.action == path]
    body = urlencode([*((n, v) for n, v in form.fields if n not in says), *says.items(), (DO, SURE)])
    before = entries(db)

    def send(_):
        browser = Visitor(client)
        browser.cookie = visitor.cookie
        return browser.once("POST", path, body)

    with ThreadPoolExecutor(4) as pool:
        answers = [*pool.map(send, range(4))]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert entries(db) == before + 1
