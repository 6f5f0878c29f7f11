"""Tasks, shifts and absences by HTTP: thin routes, answers cut to who asks, and repeats that do nothing more."""

from typing import Any

import pytest
from httpx2 import Response

from tests.api.world import World
from workflow.absence import move_tasks

CALLED = {"channel": "phone", "result": "call_back_agreed", "at": "2026-11-23T09:50:00Z"}


@pytest.fixture
def people(world: World, db) -> dict[str, str]:
    """References of people by their names."""
    with db.reading() as tx:
        rows = tx.connection.exec_driver_sql("SELECT name, reference FROM people")
        return {row[0]: row[1] for row in rows}


def is_problem(answer: Response, kind: str, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    assert told["type"] == f"/problems/{kind}"
    assert answer.headers["content-type"] == "application/problem+json"
    return told


def waiting(world: World, **changed: Any) -> str:
    """A task that waits in a queue: her birth date is to be asked for."""
    case = world.case(survivor={"name": "Ann Asked", "phone": "07700 900555"}, **changed)
    tasks = world.get("caseworker", f"/cases/{case}").json()["tasks"]
    return next(str(task["reference"]) for task in tasks if task["subject"] == "survivor.date_of_birth")


def mine(world: World, who: str, **wanted: Any) -> list[dict[str, Any]]:
    return [task for task in world.get(who, "/tasks", **wanted).json()["items"] if task["mine"]]


def test_a_task_says_what_to_do_how_and_what_shows_it_done(world: World):
    case = world.case()
    world.move("caseworker", f"/cases/{case}", "take")
    said = CALLED | {"call_back_at": "2026-11-23T15:00:00Z"}
    world.move("caseworker", f"/cases/{case}", "log_attempt", said)
    task = next(task for task in mine(world, "caseworker") if task["kind"] == "call_back")
    assert (task["says"], task["way"], task["reason"]) == (
        "Call her at the time she agreed to",
        "phone",
        None,
    )
    assert (task["due_at"], task["by_hand"], task["mine"]) == ("2026-11-23T15:00:00Z", False, True)
    assert "log_attempt" in task["completes_on"]
    assert mine(world, "caseworker", due_before="2026-11-23T15:00:00Z") == []
    refused = is_problem(world.post("caseworker", f"/tasks/{task['reference']}/done", {}), "refused", 409)
    (refusal,) = refused["refusals"]
    assert refusal["guard"] == "done_by_its_event"
    assert "log attempt" in refusal["remedy"]


def test_a_task_is_taken_handed_on_and_done_each_once(world: World, people):
    reference = waiting(world)
    taken = world.post("caseworker", f"/tasks/{reference}/take", None, key="take")
    assert taken.status_code == 200, taken.text
    assert world.post("caseworker", f"/tasks/{reference}/take", None, key="take").json() == taken.json()
    is_problem(world.post("other_caseworker", f"/tasks/{reference}/take", None), "refused", 409)
    to = {"to": people["other_caseworker"]}
    is_problem(world.post("caseworker", f"/tasks/{reference}/hand", to), "not-permitted", 403)
    assert world.post("lead", f"/tasks/{reference}/hand", to).json()["event"] == "hand_task"
    (given,) = mine(world, "other_caseworker")
    assert (given["reference"], given["owner"]) == (reference, people["other_caseworker"])
    is_problem(world.post("caseworker", f"/tasks/{reference}/done", {}), "not-permitted", 403)
    body = {"note": "She does not know it."}
    done = world.post("other_caseworker", f"/tasks/{reference}/done", body, key="done")
    assert (done.json()["event"], done.json()["reference"]) == ("complete_task", reference)
    assert world.post("other_caseworker", f"/tasks/{reference}/done", body, key="done").json() == done.json()
    again = world.post("other_caseworker", f"/tasks/{reference}/done", {"note": "another"}, key="done")
    is_problem(again, "key-reused", 409)
    is_problem(world.post("other_caseworker", f"/tasks/{reference}/done", {}), "refused", 409)
    assert mine(world, "other_caseworker") == []


@pytest.mark.parametrize("who", ["officer", "solicitor", "analyst", "administrator"])
def test_a_task_does_not_exist_for_who_may_not_see_its_case(world: World, people, who):
    reference = waiting(world)
    for act, body in (("done", {}), ("take", None), ("hand", {"to": people["lead"]})):
        is_problem(world.post(who, f"/tasks/{reference}/{act}", body), "not-found", 404)
    is_problem(world.post("lead", "/tasks/T-ZZZZZZZZ/done", {}), "not-found", 404)


def test_what_is_written_beside_a_task_is_checked(world: World):
    reference = waiting(world)
    is_problem(world.post("lead", f"/tasks/{reference}/done", {"why": "x"}), "malformed", 422)
    is_problem(world.post("lead", f"/tasks/{reference}/hand", {"to": "Jane"}), "malformed", 422)
    refused = is_problem(world.post("lead", f"/tasks/{reference}/hand", {"to": "P-ZZZZZZZZ"}), "refused", 409)
    assert refused["refusals"][0]["guard"] == "new_owner_may_do_it"


def test_a_shift_is_answered_for_eight_hours_or_until_when_it_is_asked(world: World):
    case = world.contacted()
    world.move("caseworker", f"/cases/{case}", "add_note", {"note": "Ring early.", "hand_over": True})
    shift = world.get("caseworker", "/shift").json()
    assert shift["until"] == "2026-11-23T18:00:00Z"
    assert (shift["tasks"], shift["cases"], shift["stuck"], shift["overdue"]) == ([], [], None, None)
    assert [left["reference"] for left in shift["handed_over"]] == [case]
    assert "Ring" not in str(shift)
    longer = world.get("caseworker", "/shift", until="2026-12-04T10:00:00Z").json()
    assert longer["cases"][0]["clocks"].keys() == {"decision"}
    assert world.get("lead", "/shift").json()["overdue"] == 0
    is_problem(world.get("caseworker", "/shift", until="2027-11-23T10:00:00Z"), "malformed", 422)
    for who in ("officer", "solicitor", "auditor", "administrator"):
        is_problem(world.get(who, "/shift"), "not-permitted", 403)


def test_an_absence_is_planned_listed_and_ended(world: World, people, db, clock):
    reference = waiting(world)
    world.post("caseworker", f"/tasks/{reference}/take", None)
    body = {
        "cover": people["other_caseworker"],
        "begins_at": "2026-11-23T11:00:00Z",
        "ends_at": "2026-11-25T08:00:00Z",
    }
    made = world.post("caseworker", "/absences", body, key="away")
    assert made.status_code == 201, made.text
    assert made.json()["person"] == people["caseworker"]
    assert world.post("caseworker", "/absences", body, key="away").json() == made.json()
    is_problem(world.post("caseworker", "/absences", body), "refused", 409)
    for who in ("caseworker", "other_caseworker", "lead"):
        assert world.get(who, "/absences").json() == {"items": [made.json()], "next": None}
    clock.on(hours=1)
    assert move_tasks(db, clock()) == 1
    (task,) = mine(world, "other_caseworker")
    assert task["covers_for"] == people["caseworker"]
    assert world.get("other_caseworker", "/shift").json()["covers_for"] == [people["caseworker"]]
    ended = [delete(world, "caseworker", made.json()["reference"]) for _ in range(2)]
    assert [answer.status_code for answer in ended] == [200, 200]
    assert ended[0].json() == ended[1].json()
    assert ended[0].json()["ends_at"] == "2026-11-23T11:00:00Z"
    assert move_tasks(db, clock()) == 1


def test_absences_are_nobody_elses_business(world: World, people):
    body = {
        "person": people["caseworker"],
        "cover": people["other_caseworker"],
        "begins_at": "2026-11-24T11:00:00Z",
        "ends_at": "2026-11-25T08:00:00Z",
    }
    for who in ("other_caseworker", "officer", "solicitor", "administrator", "auditor"):
        is_problem(world.post(who, "/absences", body), "not-permitted", 403)
    made = world.post("lead", "/absences", body).json()["reference"]
    is_problem(delete(world, "other_caseworker", made), "not-permitted", 403)
    is_problem(delete(world, "officer", made), "not-found", 404)
    for who in ("officer", "solicitor", "auditor", "administrator"):
        is_problem(world.get(who, "/absences"), "not-permitted", 403)
    wrong = is_problem(world.post("lead", "/absences", body | {"cover": people["officer"]}), "malformed", 422)
    assert [problem["field"] for problem in wrong["problems"]] == ["cover"]


def delete(world: World, who: str, reference: str) -> Response:
    headers = {"Authorization": f"Bearer {world.tokens[who]}"}
    return world.client.delete(f"/api/v1/absences/{reference}", headers=headers)
