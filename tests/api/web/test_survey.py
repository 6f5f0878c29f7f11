"""Her page behind a link, the same questions by phone, and what was written, for leads."""

from typing import Any

import pytest

from api.web.assets import assets
from api.web.guidance import AWAY
from api.web.words.survey import ENGLISH, SHEETS, WELSH
from notifications.rendering import LANGUAGES
from states.vocabulary import Event
from tests.api.visiting import Visitor
from workflow import timers
from workflow.marks import set_mark
from workflow.surveys.inviting import ADDRESS, new_link
from workflow.surveys.items import ITEMS
from workflow.tables import CaseRow

HOST = "https://rowan.example.org"
#: Words that must not stand on a page that somebody else may see.
TELLING = (
    "rowan",
    "police",
    "abuse",
    "violence",
    "court",
    "order",
    "officer",
    "victim",
    "survivor",
    "heddlu",
    "llys",
)


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def case(world, client) -> str:
    """A case that ended weeks ago, whose owner is asked to ask her by phone."""
    found: str = world.consented()
    world.move("caseworker", f"/cases/{found}", Event.GIVE_ADVICE_ONLY, {"agreed": True})
    world.clock.on(days=36, hours=3)
    timers.sweep(client.app.state.doors.db, world.clock())
    return found


@pytest.fixture
def link(case, client, clock) -> str:
    """The path of a link to that case's survey."""
    db = client.app.state.doors.db
    set_mark(db, ADDRESS, HOST)
    with db.transaction() as tx:
        (number,) = tx.connection.execute(
            CaseRow.__table__.select().with_only_columns(CaseRow.__table__.c.id)
        ).one()
        made = new_link(tx, db.keys, number, clock())
    assert made is not None
    return made.removeprefix(HOST)


@pytest.fixture
def her(client) -> Visitor:
    return Visitor(client, None)


def rows(client: Any, table: str) -> list[Any]:
    with client.app.state.doors.db.reading() as tx:
        return list(tx.connection.exec_driver_sql(f"SELECT * FROM {table}").mappings())


def test_she_answers_and_the_link_is_dead(her, link, client):
    page = her.get(link)
    done = page.submit(ENGLISH.send, q1="1", q3="2", more="Thank you, Nell.", contact="yes")
    assert done.path.startswith(link)
    assert ENGLISH.gone in done.text
    (row,) = rows(client, "survey_answers")
    assert (row["abuse_since"], row["told"], row["service"]) == ("stopped", "mostly", "unsaid")
    assert len(rows(client, "survey_comments")) == 1
    for dead in (link, "/q/nothing", "/q/x"):
        assert her.get(dead).html == done.html
    again = her.post(link, {"q1": "4"})
    assert again.html == done.html
    assert len(rows(client, "survey_answers")) == 1


def test_looking_uses_nothing_up_and_asks_for_no_cookie(her, link):
    for _ in range(3):
        page = her.get(link)
        assert page.status == 200
        headers = page.response.headers
        assert "set-cookie" not in headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_nothing_of_what_it_is(her, link, language):
    for path in (f"{link}?lang={language}", f"/q/nothing?lang={language}"):
        page = her.get(path)
        assert f'<html lang="{language}"' in page.html
        plain = page.html.lower().replace("rowan-", "").replace("rowan.", "")
        # What the page is made of calls itself by our name in files and classes; no word does.
        for word in TELLING:
            assert word not in page.text.lower(), (path, word)
        for item in ITEMS:
            if "_" in item:
                assert item not in plain
        assert "C-" not in page.text


def test_the_other_language_is_one_press_away(her, link):
    page = her.get(link)
    assert WELSH.heading not in page.text
    other = her.get(page.links[ENGLISH.other_language])
    assert WELSH.heading in other.text
    done = other.submit(WELSH.send, q2="1")
    assert WELSH.gone in done.text


def test_both_languages_say_everything_and_answer_each_code():
    for words in SHEETS.values():
        assert set(words.questions) == set(ITEMS)
        for item, codes in ITEMS.items():
            assert len(words.questions[item].answers) == len(set(words.questions[item].answers)) == len(codes)
    for name in ENGLISH.__slots__:
        assert getattr(ENGLISH, name) != getattr(WELSH, name), name


def test_what_is_missing_or_wrong_is_said_and_what_was_given_comes_back(her, link):
    empty = her.get(link).submit(ENGLISH.send)
    assert empty.status == 422
    assert ENGLISH.nothing in empty.text
    long = empty.submit(ENGLISH.send, q1="2", more="x" * 2001)
    assert long.status == 422
    assert ENGLISH.too_long in long.text
    assert 'id="q1-2" name="q1" type="radio" value="2" checked' in long.html
    odd = her.post(link, {"q4": "9"})
    assert odd.status == 422
    assert ENGLISH.not_offered in odd.text
    assert ENGLISH.gone in her.post("/q/nothing", {"q4": "9"}).text
    assert ENGLISH.gone in her.get(link).submit(ENGLISH.send, contact="yes").text


def test_the_way_out_needs_no_script_and_leaves_no_way_back_with_one(her, link):
    page = her.get(link)
    assert page.links[ENGLISH.leave] == AWAY
    script = assets()["leave.js"].body.decode()
    assert "location.replace(exit.href)" in script
    assert "reset()" in script


def test_what_fails_behind_a_link_says_nothing_of_us(client, link):
    form = {"content-type": "text/plain", "accept": "text/html"}
    for answer in (
        client.post(link, content=b"nonsense", headers=form),
        client.put(link, headers={"accept": "text/html"}),
        client.get(f"{link}/more", headers={"accept": "text/html"}),
    ):
        assert answer.status_code >= 400
        assert ENGLISH.gone in answer.text
        assert "Rowan" not in answer.text


def test_an_old_browser_that_hides_where_it_came_from_may_answer(client, link):
    answer = client.post(link, data={"q1": "1"}, headers={"origin": "null"}, follow_redirects=False)
    assert answer.status_code == 303
    assert client.post("/refer", data={}, headers={"origin": "null"}).status_code == 403


def test_whoever_is_signed_in_is_nobody_there(client, tokens, link):
    page = Visitor(client, tokens["lead"]).get(link)
    assert "Sign out" not in page.text
    assert page.submit(ENGLISH.send, q1="1").status == 200


# By phone


def test_her_owner_reads_the_questions_out_and_sends_the_answers_once(client, tokens, case):
    worker = Visitor(client, tokens["caseworker"])
    page = worker.get(f"/cases/{case}/events/record_survey")
    assert page.path == f"/cases/{case}/survey"
    assert "Is now a good moment" in page.text
    wrong = page.submit("Send her answers")
    assert wrong.status == 422
    done = wrong.submit("Send her answers", q1="2", q5="6", more="Well done.")
    assert done.path.startswith(f"/cases/{case}?")
    assert "apart from this case" in done.text
    assert "Well done" not in done.html
    (row,) = rows(client, "survey_answers")
    assert (row["abuse_since"], row["solicitor"], row["way"]) == ("less", "none_had", "phone")
    after = worker.get(f"/cases/{case}/survey")
    assert "not possible now" in after.text
    assert "Send her answers" not in after.text


def test_who_may_not_call_her_is_told_who_may(client, tokens, case):
    page = Visitor(client, tokens["lead"]).get(f"/cases/{case}/survey")
    assert "by who may call her" in page.text
    assert "Send her answers" not in page.text
    refused = Visitor(client, tokens["lead"]).post(f"/cases/{case}/survey", {"q1": "1"})
    assert refused.status == 403


def test_by_the_api_she_is_answered_for_in_one_request(world, case, client):
    path = f"/cases/{case}/survey"
    body = {"answers": {"told": "never"}, "comment": "", "contact_me": True}
    assert world.post("lead", path, body).status_code == 403
    first, again = (world.post("caseworker", path, body, key="once") for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["event"] == "record_survey"
    assert "never" not in first.text
    assert len(rows(client, "survey_answers")) == 1
    assert world.post("caseworker", path, {"answers": {"told": "perhaps"}}).status_code == 422
    refused = world.post("caseworker", path, body)
    assert refused.status_code == 409
    assert refused.json()["refusals"][0]["guard"] == "a_survey_waits"


# What was written


def test_a_lead_asks_for_a_month_and_reads_what_was_written(client, tokens, case, link, her):
    her.get(link).submit(ENGLISH.send, more="You <b>listened</b>.")
    lead = Visitor(client, tokens["lead"])
    page = lead.get("/lead/survey")
    assert "listened" not in page.html
    read = page.submit("Read", month="2026-11")
    assert "You <b>listened</b>." in read.text
    assert "<b>listened" not in read.html
    assert case not in read.html
    assert "Nothing was written" in page.submit("Read", month="2026-12").text
    assert lead.post("/lead/survey", {"month": "2026-13"}).status == 422
    assert lead.post("/lead/survey", {"month": "2026-11", "cursor": "no"}).status == 422
    assert Visitor(client, tokens["caseworker"]).get("/lead/survey").status == 403
