"""Asking her whether it helped: invited once, answered once, kept apart from her case, and void as soon as it may not be."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from notifications.channels import accepted, not_arrived
from states.errors import Malformed, NotPermitted, Refused
from states.surveys import ANSWERED_WITHIN
from states.vocabulary import Event
from tests.workflow.cast import EMAIL, FORCE, NAME, PHONE, SAID, Cast
from tests.workflow.clockwork import quiet
from workflow import survey_by_phone, timers
from workflow.desk import OutboxDesk
from workflow.doctor import Check, examine
from workflow.exact_words import exact_words
from workflow.faults import NotUnique
from workflow.keys import Keys
from workflow.marks import set_mark
from workflow.rotation import rotate
from workflow.survey_by_link import answer, language_of
from workflow.survey_by_phone import may_ask_her, record
from workflow.survey_comments import PAGE, read_comments
from workflow.surveys.counts import ALL, counted
from workflow.surveys.inviting import ADDRESS, by_link, new_link
from workflow.surveys.items import ITEMS
from workflow.surveys.keeping import Answers
from workflow.surveys.recount import adding_up

AGREED = {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm", "survey"]}
WEEKS, MINUTE, DAY = timedelta(weeks=1), timedelta(minutes=1), timedelta(days=1)
HOST = "https://rowan.example.org"
COMMENT = "My sister Nell drove me to court."
ANSWERED = {"abuse_since": "stopped", "felt_safety": "safer", "service": "good", "solicitor": "none_had"}


def said(comment: str = COMMENT, *, contact_me: bool = False, **chosen: str) -> Answers:
    return Answers(chosen or ANSWERED, comment, contact_me, "en")


@pytest.fixture
def one(sqlite_database: Any) -> Cast:
    """Somebody of every role at a SQLite database, whose links lead somewhere."""
    return linked(Cast(sqlite_database))


def linked(cast: Cast) -> Cast:
    set_mark(cast.db, ADDRESS, HOST)
    return cast


def ended(cast: Cast, **facts: Any) -> str:
    """A case that ended with advice five weeks ago; she agreed to be asked how it went."""
    case = cast.case("contacted", **facts)
    cast.do(cast.caseworker, case, Event.GIVE_CONSENT, AGREED)
    cast.do(cast.caseworker, case, Event.GIVE_ADVICE_ONLY)
    quiet(cast)
    cast.at += 5 * WEEKS + DAY
    return case


def invited(cast: Cast, **facts: Any) -> str:
    case = ended(cast, **facts)
    timers.sweep(cast.db, cast.at)
    return case


def sent(cast: Cast) -> str:
    """Send what is planned for her, and return the token of the link that it carries."""
    (notice,) = cast.rows("notices", rule="invite_to_survey/survivor", state="planned")
    desk = OutboxDesk(cast.db, SAID)
    claimed = desk.claim(notice["reference"], cast.at)
    assert claimed is not None
    assert desk.address(claimed) is not None
    desk.settle(notice["reference"], accepted(), cast.at)
    (token,) = re.findall(rf"{HOST}/q/(\S+)", claimed.message.body)
    return str(token)


def sums(cast: Cast, scope: str = FORCE) -> dict[tuple[str, str], dict[str, int]]:
    with cast.db.reading() as tx:
        found = counted(tx, scope, "2026-11", "2026-11")
    return {(wave, item): dict(codes) for (_, wave, item), codes in found.items()}


def open_tasks(cast: Cast, case: str) -> set[str]:
    rows = cast.rows("tasks", case_id=cast.found(case).id)
    return {row["kind"] for row in rows if row["done_at"] is None}


# By link


def test_she_is_sent_one_link_answers_once_and_the_link_is_dead(cast: Cast):
    linked(cast)
    case = invited(cast)
    token = sent(cast)
    assert language_of(cast.db, token, cast.at) == "en"
    assert answer(cast.db, token, said(), at=cast.at + DAY)
    for dead in (token, "wrong"):
        assert language_of(cast.db, dead, cast.at + DAY) is None
        assert not answer(cast.db, dead, said(), at=cast.at + DAY)
    assert cast.facts(case)["surveys"]["first"]["answered_at"] is not None
    (row,) = cast.rows("survey_answers")
    assert {name: row[name] for name in ITEMS} == {**ANSWERED, "told": "unsaid"}
    assert (row["force"], row["month"], row["wave"], row["way"]) == (FORCE, "2026-11", "first", "link")
    assert sums(cast) == sums(cast, ALL)
    assert sums(cast)["first", "invited"] == sums(cast)["first", "answered"] == {"link": 1}
    assert sums(cast)["first", "told"] == {"unsaid": 1}
    (invitation,) = cast.rows("survey_invitations")
    assert (invitation["answered"], invitation["hash"], invitation["expires_at"]) == (True, None, None)


def test_nothing_leads_from_an_answer_to_a_case_nor_from_a_case_to_an_answer(one: Cast):
    case = invited(one)
    token = sent(one)
    answer(one.db, token, said(contact_me=True), at=one.at)
    (row,) = one.rows("survey_answers")
    (comment,) = one.rows("survey_comments")
    assert set(row) == {"id", "force", "month", "wave", "way", "language", *ITEMS}
    assert set(comment) == {"id", "force", "month", "wave", "comment", "key_id", "wrapped_key"}
    assert row["id"] != comment["id"]
    (step,) = (entry for entry in one.entries(case) if entry["event"] == "record_survey")
    assert json.loads(step["body"])["payload"] == {"way": "link", "contact_me": True}
    assert (step["actor"], step["role"], step["digest"]) == ("survivor", "survivor", None)
    everything = "\n".join(
        str({name: bytes(value) if isinstance(value, memoryview) else value for name, value in held.items()})
        for table in ("entries", "cases", "tasks", "survey_invitations", "survey_counts", "survey_comments")
        for held in one.rows(table)
    )
    for secret in (token, COMMENT, NAME, PHONE, EMAIL):
        assert secret not in everything
    assert "none_had" not in str(one.entries(case))


def test_the_link_stands_in_the_sealed_words_alone_and_nobody_reads_it_there(one: Cast):
    case = invited(one)
    assert not one.rows("survey_invitations")[0]["hash"]
    token = sent(one)
    assert token not in str(one.entries(case))
    (notice,) = one.rows("notices", rule="invite_to_survey/survivor")
    assert token not in str({name: value for name, value in notice.items() if name != "sealed"})
    words = exact_words(one.db, notice["reference"], actor=one.lead, at=one.at)
    assert words.body is not None
    assert f"{HOST}/q/" in words.body
    assert token not in words.body


def test_a_link_that_certainly_did_not_arrive_is_made_anew(one: Cast):
    invited(one)
    (notice,) = one.rows("notices", rule="invite_to_survey/survivor")
    desk = OutboxDesk(one.db, SAID, chance=lambda: 0.5)
    first = desk.claim(notice["reference"], one.at)
    assert first is not None
    desk.settle(notice["reference"], not_arrived("the line was busy"), one.at)
    one.at += 2 * MINUTE
    token = sent(one)
    assert token not in first.message.body
    assert not answer(one.db, first.message.body.split("/q/")[1].strip(), said(), at=one.at)
    assert answer(one.db, token, said(), at=one.at)


def test_a_link_expires(one: Cast):
    invited(one)
    token = sent(one)
    assert language_of(one.db, token, one.at + ANSWERED_WITHIN - MINUTE) == "en"
    assert language_of(one.db, token, one.at + ANSWERED_WITHIN) is None
    assert not answer(one.db, token, said(), at=one.at + ANSWERED_WITHIN)


def test_answers_that_do_not_fit_leave_the_link_good(one: Cast):
    invited(one)
    token = sent(one)
    for wrong in (
        said(told="perhaps"),
        said(shoe_size="good"),
        said("x" * 2001),
        Answers({}, "", contact_me=False, language="en"),
    ):
        with pytest.raises(Malformed):
            answer(one.db, token, wrong, at=one.at)
    assert answer(one.db, token, Answers({}, "", contact_me=True, language="cy"), at=one.at)


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        (Event.SET_SAFETY, None),
        (Event.CHANGE_CONSENT, {**AGREED, "scope": ["instruct_firm"]}),
        (Event.WITHDRAW_CONSENT, None),
        (Event.RECORD_DEATH, "approved"),
        (Event.CLOSE, None),
        (Event.REOPEN, None),
    ],
)
@pytest.mark.parametrize("left", [False, True], ids=["before it is sent", "after it is sent"])
def test_an_invitation_is_void_as_soon_as_she_may_not_be_asked(one: Cast, event, payload, left):
    case = invited(one)
    token = sent(one) if left else None
    if payload == "approved":
        payload = {"approval": one.approval(case, event)}
    if event == Event.CLOSE:
        with one.db.transaction() as tx:
            tx.connection.exec_driver_sql("UPDATE notices SET state = 'held' WHERE state = 'planned'")
    one.do(one.lead, case, event, payload)
    if token:
        assert language_of(one.db, token, one.at) is None
        assert not answer(one.db, token, said(), at=one.at)
    else:
        (notice,) = one.rows("notices", rule="invite_to_survey/survivor")
        assert notice["state"] == "cancelled"
    (invitation,) = one.rows("survey_invitations")
    assert (invitation["answered"], invitation["ended_at"] is not None) == (False, True)
    assert one.rows("survey_answers") == []


def test_an_invitation_that_became_unsafe_before_it_left_is_cancelled_and_nobody_calls(one: Cast):
    case = invited(one)
    (notice,) = one.rows("notices", rule="invite_to_survey/survivor")
    # A step would have cancelled it: whatever else may have changed the row, the claim judges again.
    facts = json.dumps(one.facts(case) | {"safety": "unknown"}).replace("'", "''")
    with one.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE cases SET facts = '{facts}'")
    assert OutboxDesk(one.db, SAID).claim(notice["reference"], one.at) is None
    assert one.row("notices", reference=notice["reference"])["state"] == "cancelled"
    assert open_tasks(one, case) == set()


def test_a_row_that_was_left_open_lets_nobody_answer_whom_the_facts_do_not_let(one: Cast):
    invited(one)
    token = sent(one)
    facts_of_all = json.dumps(one.facts(one.rows("cases")[0]["reference"]) | {"safety": "unsafe"})
    with one.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE cases SET facts = '{}'".format(facts_of_all.replace("'", "''")))
    assert not answer(one.db, token, said(), at=one.at)
    assert one.rows("survey_answers") == []


def test_of_two_who_answer_by_one_link_at_once_the_second_finds_it_dead(
    one: Cast, monkeypatch: pytest.MonkeyPatch
):
    invited(one)
    token, looks = sent(one), []

    def quicker(*asked: Any) -> Any:
        looks.append(asked)
        return by_link(*asked) if len(looks) == 1 else None

    monkeypatch.setattr("workflow.survey_by_link.by_link", quicker)
    assert not answer(one.db, token, said(), at=one.at)
    assert len(looks) == 2
    assert one.rows("survey_answers") == []


def test_no_link_is_made_where_nothing_waits_for_an_answer(one: Cast):
    case = one.found(one.case("contacted")).id
    with one.db.transaction() as tx:
        assert new_link(tx, one.db.keys, case, one.at) is None


# By phone


def test_the_same_answers_that_were_quicker_elsewhere_are_found_by_the_second_try(
    one: Cast, monkeypatch: pytest.MonkeyPatch
):
    case, once = invited(one), survey_by_phone._once
    tries = []

    def overtaken(*asked: Any) -> Any:
        tries.append(asked)
        if len(tries) == 1:
            raise NotUnique("answers")
        return once(*asked)

    monkeypatch.setattr("workflow.survey_by_phone._once", overtaken)
    assert record(one.db, case, said(), actor=one.caseworker, at=one.at, key="k").event == "record_survey"
    assert len(one.rows("survey_answers")) == 1


def test_where_no_machine_may_write_her_caseworker_is_asked_to_call(cast: Cast):
    case = invited(cast)
    assert cast.rows("notices", rule="invite_to_survey/survivor") == []
    (task,) = (row for row in cast.rows("tasks", kind="ask_survey"))
    assert (task["way"], task["completes_on"]) == ("phone", "record_survey")
    assert may_ask_her(cast.db, case, cast.caseworker, cast.at)
    done = record(cast.db, case, said(), actor=cast.caseworker, at=cast.at + MINUTE, key="once")
    again = record(cast.db, case, said(), actor=cast.caseworker, at=cast.at + MINUTE, key="once")
    assert done == again
    assert open_tasks(cast, case) == set()
    (row,) = cast.rows("survey_answers")
    assert (row["way"], sums(cast)["first", "answered"]) == ("phone", {"phone": 1})
    with pytest.raises(Refused, match="waits"):
        record(cast.db, case, said(), actor=cast.caseworker, at=cast.at + DAY)
    assert len(cast.rows("survey_answers")) == 1


def test_only_who_may_call_her_asks_her_by_phone(one: Cast):
    case = invited(one)
    assert not may_ask_her(one.db, case, one.colleague, one.at)
    for stranger in (one.colleague, one.lead):
        with pytest.raises(NotPermitted):
            record(one.db, case, said(), actor=stranger, at=one.at)
    assert one.rows("survey_answers") == []


def test_nobody_says_by_another_door_that_she_answered(one: Cast):
    case = invited(one)
    with pytest.raises(Refused, match="answers"):
        one.do(one.caseworker, case, Event.RECORD_SURVEY, {"way": "phone"})


def test_what_she_answers_by_phone_ends_the_link(one: Cast):
    case = invited(one)
    token = sent(one)
    record(one.db, case, said(), actor=one.caseworker, at=one.at)
    assert not answer(one.db, token, said(), at=one.at)


def test_a_person_may_have_another_link_sent_and_the_first_is_dead(one: Cast):
    case = invited(one)
    first = sent(one)
    one.do(one.caseworker, case, Event.INVITE_TO_SURVEY)
    second = sent(one)
    assert language_of(one.db, first, one.at) is None
    assert language_of(one.db, second, one.at) == "en"
    assert sums(one)["first", "invited"] == {"link": 1}


def test_who_asks_to_be_contacted_is_called_by_her_owner_who_learns_no_answer(one: Cast):
    case = invited(one, language="cy")
    token = sent(one)
    assert language_of(one.db, token, one.at) == "cy"
    assert answer(one.db, token, said(contact_me=True), at=one.at)
    (task,) = one.rows("tasks", kind="she_wants_contact")
    assert (task["owner_id"], task["way"]) == (one.caseworker.person_id, "phone")
    one.at += DAY
    one.do(one.caseworker, case, Event.LOG_ATTEMPT)
    assert open_tasks(one, case) == set()


# Both surveys


def test_she_is_asked_again_after_half_a_year_and_the_case_closes_after_it(one: Cast):
    case = invited(one)
    answer(one.db, sent(one), said(), at=one.at)
    one.at += 21 * WEEKS
    # Whatever else came meanwhile, such as the time to close: nobody is left unasked.
    timers.sweep(one.db, one.at)
    assert answer(one.db, sent(one), said(), at=one.at + DAY)
    assert sums(one)["second", "answered"] == {"link": 1}
    quiet(one)
    one.at += 5 * WEEKS
    timers.sweep(one.db, one.at)
    assert one.state(case) == "closed"


def test_a_case_from_before_surveys_were_recorded_asks_its_owner_as_it_did(one: Cast):
    case = invited(one, definition="1")
    assert open_tasks(one, case) == {"due_survey"}
    assert "surveys" not in one.facts(case)
    assert one.rows("survey_invitations") == []


# Comments


def test_what_was_written_is_read_by_leads_and_each_reading_is_an_entry_first(one: Cast):
    for number in range(PAGE + 1):
        invited(one)
        answer(one.db, sent(one), said(f"Number {number}"), at=one.at)
        one.at -= 5 * WEEKS + DAY
    page = read_comments(one.db, "2026-11", actor=one.lead, at=one.at)
    assert page.next_cursor is not None
    rest = read_comments(one.db, "2026-11", actor=one.lead, at=one.at, cursor=page.next_cursor)
    texts = [comment.text for comment in (*page.comments, *rest.comments)]
    assert (len(page.comments), len(rest.comments), rest.next_cursor) == (PAGE, 1, None)
    assert sorted(texts) == sorted(f"Number {number}" for number in range(PAGE + 1))
    # They lie in the order of chance.
    assert texts != [f"Number {number}" for number in range(PAGE + 1)]
    entries = [entry for entry in one.rows("entries", stream="access") if "survey_comments" in entry["body"]]
    assert len(entries) == 2
    assert read_comments(one.db, "2026-11", actor=one.far_lead, at=one.at).comments == ()
    assert len(read_comments(one.db, "2026-11", actor=one.lead_of(FORCE), at=one.at).comments) == PAGE
    for other in (one.caseworker, one.analyst, one.auditor):
        with pytest.raises(NotPermitted):
            read_comments(one.db, "2026-11", actor=other, at=one.at)
    with pytest.raises(Malformed):
        read_comments(one.db, "2026-11", actor=one.lead, at=one.at, cursor="none")


def test_comments_survive_a_change_of_keys(one: Cast, key_file):
    invited(one)
    answer(one.db, sent(one), said(), at=one.at)
    one.db.keys = Keys.renew(key_file)
    rotate(one.db)
    (comment,) = one.rows("survey_comments")
    assert comment["key_id"] == one.db.keys.current
    (read,) = read_comments(one.db, "2026-11", actor=one.lead, at=one.at).comments
    assert read.text == COMMENT


def test_without_an_address_a_planned_link_becomes_a_call(one: Cast):
    case = invited(one)
    set_mark(one.db, ADDRESS, "")
    (notice,) = one.rows("notices", rule="invite_to_survey/survivor")
    assert OutboxDesk(one.db, SAID).claim(notice["reference"], one.at) is None
    assert one.row("notices", reference=notice["reference"])["state"] == "held"
    assert open_tasks(one, case) == {"call_her"}
    record(one.db, case, said(), actor=one.caseworker, at=one.at)
    assert open_tasks(one, case) == set()
    assert one.row("notices", reference=notice["reference"])["state"] == "cancelled"


def test_an_answer_is_never_shown_as_what_it_is():
    assert COMMENT not in repr(said())
    assert "stopped" not in repr(said())


def test_the_doctor_adds_up_again_and_finds_a_sum_that_is_not_so(one: Cast):
    invited(one)
    answer(one.db, sent(one), said(), at=one.at)
    with one.db.reading() as tx:
        kept, again = adding_up(tx)
    assert kept == again
    assert len(kept) == 2 * (len(ITEMS) + 2)
    assert surveys_check(one).holds
    with one.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE survey_counts SET count = 2 WHERE item = 'told' AND scope = ''")
    assert surveys_check(one).wrong == ("all/2026-11/first/told/unsaid",)


def surveys_check(cast: Cast) -> Check:
    return next(check for check in examine(cast.db, at=cast.at) if check.name == "surveys")
