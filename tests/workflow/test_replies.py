"""What she answers to a text: a wish for no more is kept at once, anything else is read by a person."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from notifications.rendering import PLACEHOLDERS, STANDING
from states.errors import NotPermitted, Refused
from states.position import moment
from states.vocabulary import Event
from tests.workflow.cast import PHONE, RESPONDENT, SURVIVOR, Cast, dump
from workflow import queries, replies
from workflow.desk import OutboxDesk
from workflow.details import open_details
from workflow.replies import MOST_KEPT, READ_WITHIN, Reply, take_reply, understood
from workflow.reveals import reveal

SAID = {name: PLACEHOLDERS[name] for name in STANDING}
#: As a provider writes it.
FROM_HER = "447700900123"
HELP = "He is here, please come to Zeldastreet"


def reply(cast: Cast, words: str, number: str = FROM_HER, key: str | None = None) -> None:
    take_reply(cast.db, Reply(number, words, key), at=cast.at)


def stopped(cast: Cast, case: str) -> str | None:
    found: str | None = cast.facts(case)["messages_stopped"]
    return found


def tasks(cast: Cast, kind: str) -> list[dict[str, Any]]:
    return cast.rows("tasks", kind=kind, done_at=None)


def kept(cast: Cast, case: str) -> list[dict[str, str]]:
    with cast.db.reading() as tx:
        found: list[dict[str, str]] = open_details(tx, cast.db.keys, cast.found(case), ["replies"])["replies"]
    return found


@pytest.mark.parametrize(
    "words",
    [
        "STOP",
        "stop",
        " Stop. ",
        "STOP!!!",
        "Please stop",
        "stop texting me",
        "Stop sending me these messages please",
        "STOPALL",
        "stop all",
        "UNSUBSCRIBE",
        "end",
        "Quit",
        "cancel",
        "opt-out",
        "OPT OUT",
        "Stopiwch os gwelwch yn dda",
        "diwedd",
    ],
)
def test_a_wish_for_no_more_messages_is_understood_and_says_nothing_else(words):
    assert understood(words) == (True, False)


@pytest.mark.parametrize(
    "words", ["he won't stop hitting me", "stop he reads this", "Peidiwch, mae o yma", "STOP 999"]
)
def test_a_wish_that_says_more_is_kept_and_read_too(words):
    assert understood(words) == (True, True)


@pytest.mark.parametrize(
    "words", ["", "   ", "?", "yes", "call me", "when does it end", "cancel my hearing", "nonstop", "the end"]
)
def test_whatever_else_is_said_is_read_by_a_person(words):
    assert understood(words) == (False, True)


@pytest.mark.parametrize("number", [FROM_HER, "+447700900123", "07700 900123", "07700900123"])
def test_her_stop_stops_every_message_however_her_number_is_written(cast, number):
    case = cast.case("solicitor_assigned")
    reply(cast, "STOP", number)
    assert stopped(cast, case) == "opted_out"
    entry = cast.rows("entries", event="stop_messages")[-1]
    assert (entry["actor"], entry["role"]) == ("provider", "provider")
    assert tasks(cast, "find_another_way")
    assert tasks(cast, "she_replied") == []
    desk = OutboxDesk(cast.db, SAID)
    hers = cast.row("notices", rule="assign_solicitor/survivor")["reference"]
    assert desk.claim(hers, cast.at) is None


def test_a_stop_that_she_repeats_counts_anew_and_makes_no_second_task(cast):
    case = cast.case("taken")
    for _ in range(2):
        cast.at += timedelta(minutes=1)
        reply(cast, "STOP")
    assert len(tasks(cast, "find_another_way")) == 1
    # What she said to a caseworker between the two does not lift the second.
    assert cast.facts(case)["messages_stopped_at"] == moment(cast.at)


def test_it_stops_them_in_every_case_of_hers_that_is_not_closed(cast):
    cases = [cast.case("contacted"), cast.case("taken", respondent={"name": "Carl Fictional"})]
    other = cast.case("taken", survivor={**SURVIVOR, "phone": "07700 900456"})
    reply(cast, "stop")
    assert [stopped(cast, case) for case in cases] == ["opted_out", "opted_out"]
    assert stopped(cast, other) is None


def test_his_number_stops_nothing(cast):
    case = cast.case("contacted")
    reply(cast, "stop", str(RESPONDENT["phone"]))
    assert stopped(cast, case) is None


def test_the_same_text_said_again_by_the_provider_has_the_effect_of_one(cast):
    case = cast.case("contacted")
    reply(cast, "stop, he reads this", key="one")
    reply(cast, "another", key="two")
    before = dump(cast.db)
    cast.at += timedelta(minutes=5)
    reply(cast, "stop, he reads this", key="one")
    reply(cast, "another", key="two")
    assert dump(cast.db) == before
    assert [said["words"] for said in kept(cast, case)] == ["stop, he reads this", "another"]


def test_what_else_she_says_comes_to_the_owner_of_her_case_sealed(cast):
    case = cast.case("taken")
    reply(cast, HELP)
    (task,) = tasks(cast, "she_replied")
    assert task["owner_id"] == cast.caseworker.person_id
    assert task["case_id"] == cast.found(case).id
    assert task["due_at"] - task["created_at"] == READ_WITHIN / timedelta(microseconds=1)
    assert stopped(cast, case) is None
    assert "Zelda" not in str(dump(cast.db))
    opened = reveal(cast.db, case, ["replies"], "to read her text", actor=cast.caseworker, at=cast.at)
    assert [said["words"] for said in opened["replies"]] == [HELP]
    entry = cast.rows("entries", event="reply")[-1]
    assert (entry["actor"], entry["digest"] is not None) == ("provider", True)


def test_a_firm_does_not_read_what_she_answered(cast):
    case = cast.case("solicitor_assigned")
    reply(cast, HELP)
    with pytest.raises(NotPermitted):
        reveal(cast.db, case, ["replies"], "to read her text", actor=cast.solicitor, at=cast.at)


def test_several_answers_make_one_task_and_are_all_kept_up_to_a_number(cast):
    case = cast.case("taken")
    for number in range(MOST_KEPT + 2):
        reply(cast, f"answer {number}")
    assert len(tasks(cast, "she_replied")) == 1
    assert [said["words"] for said in kept(cast, case)] == [
        f"answer {number}" for number in range(2, MOST_KEPT + 2)
    ]
    assert len(cast.rows("entries", event="reply")) == MOST_KEPT + 2


def test_of_several_cases_the_one_that_was_texted_last_is_answered(cast):
    texted = cast.case("solicitor_assigned")
    hers = cast.row("notices", rule="assign_solicitor/survivor")["reference"]
    assert OutboxDesk(cast.db, SAID).claim(hers, cast.at)
    newer = cast.case("taken", respondent={"name": "Carl Fictional"})
    reply(cast, HELP)
    (task,) = tasks(cast, "she_replied")
    assert task["case_id"] == cast.found(texted).id != cast.found(newer).id


def test_where_none_was_texted_the_newest_case_is_answered(cast):
    cast.case("taken")
    newer = cast.case("taken", respondent={"name": "Carl Fictional"})
    reply(cast, HELP)
    assert tasks(cast, "she_replied")[0]["case_id"] == cast.found(newer).id


@pytest.mark.parametrize("number", ["447700900999", "Amazon", "", "12", "+33612345678"])
def test_a_text_from_a_number_that_no_case_knows_makes_one_task_and_keeps_nothing(cast, number, caplog):
    case = cast.case("taken")
    with caplog.at_level(logging.DEBUG):
        for words in ("STOP", HELP):
            reply(cast, words, number)
    assert stopped(cast, case) is None
    (task,) = tasks(cast, "unknown_reply")
    assert (task["case_id"], task["role"], task["queue"]) == (None, "lead", None)
    assert "Zelda" not in str(dump(cast.db))
    assert "Zelda" not in caplog.text
    assert "900999" not in caplog.text
    for lead in (cast.lead, cast.far_lead):
        assert "unknown_reply" in {task.kind for task in queries.tasks(cast.db, lead, cast.at).items}


def test_what_is_answered_in_a_closed_case_is_nobodys(cast):
    case = cast.case("taken")
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE cases SET state = 'closed'")
    reply(cast, "stop")
    assert stopped(cast, case) is None
    assert len(tasks(cast, "unknown_reply")) == 1


def test_a_case_that_closes_meanwhile_is_no_fault(cast, monkeypatch):
    case = cast.case("taken")
    asked = []

    def refuse(db, command, **_: Any):
        asked.append(command.event)
        raise Refused(command.event, [])

    monkeypatch.setattr(replies, "perform", refuse)
    reply(cast, "stop, he reads this")
    assert asked == [Event.STOP_MESSAGES]
    assert [said["words"] for said in kept(cast, case)] == ["stop, he reads this"]


def test_a_text_is_in_no_repr():
    assert "447700" not in repr(Reply(FROM_HER, HELP))
    assert "Zelda" not in repr(Reply(FROM_HER, HELP))
    assert PHONE not in repr(Reply(PHONE, HELP))
