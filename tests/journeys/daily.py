"""What else is done in a day: tasks, shifts, absences, lists, and messages looked at before and after they were sent."""

from tests.journeys.asking import Asker
from tests.journeys.canaries import in_days
from tests.provider import mail
from tests.provider.plan import Fault


def works_a_day(asker: Asker, people: dict[str, str], case: str) -> None:
    """All of it, well-formed and not."""
    _does_tasks(asker, people)
    _goes_away(asker, people)
    _reads_lists(asker)
    _reads_messages(asker, case)


def _does_tasks(asker: Asker, people: dict[str, str]) -> None:
    canaries, case = asker.canaries, asker.refer()
    asker.do("caseworker", case, "take")
    asker.do("caseworker", case, "add_note", hand_over=True)
    asker.do("caseworker", case, "update_details", interpreter=True)
    listed = asker.get("lead", f"/cases/{case}").json()["tasks"]
    task = next(one["reference"] for one in listed if one["kind"] == "book_interpreter")
    said = {"note": canaries.named("the note of a task")}
    for body in (
        {"to": canaries.word("a colleague")},
        {"to": people["officer"]},
        {canaries.named("a field"): 1},
    ):
        assert asker.post("lead", f"/tasks/{task}/hand", body).status_code in {404, 409, 422}
    too_long = {"note": canaries.word("the note of a task") * 1000}
    assert asker.post("lead", f"/tasks/{task}/done", too_long).status_code == 422
    assert asker.post("analyst", f"/tasks/{task}/done", said).status_code in {403, 404}
    assert asker.post("lead", f"/tasks/{task}/hand", {"to": people["other_caseworker"]}).status_code == 200
    asker.post("lead", f"/tasks/{task}/take", None)
    done = [asker.post("lead", f"/tasks/{task}/done", said).status_code for _ in range(2)]
    assert done == [200, 409]


def _goes_away(asker: Asker, people: dict[str, str]) -> None:
    word = asker.canaries.word
    away = {"cover": people["caseworker"], "begins_at": in_days(0), "ends_at": in_days(1)}
    wrong = {name: word("an absence") for name in away}
    assert asker.post("other_caseworker", "/absences", wrong).status_code == 422
    planned = asker.post("other_caseworker", "/absences", away)
    assert planned.status_code == 201, planned.text
    ended = asker.send("other_caseworker", "DELETE", f"/api/v1/absences/{planned.json()['reference']}")
    assert ended.status_code == 200, ended.text
    assert asker.send("lead", "DELETE", f"/api/v1/absences/{word('an absence')}").status_code in {404, 422}


def _reads_lists(asker: Asker) -> None:
    for path in ("/tasks", "/overdue", "/absences", "/notices/stuck"):
        page = asker.get("lead", path, limit=1).json()
        if page["next"]:
            asker.get("lead", path, limit=1, cursor=page["next"])
        asker.get("lead", path, cursor=asker.canaries.word("a cursor"))
    for who in ("lead", "caseworker"):
        assert asker.get(who, "/shift", until=in_days(3)).status_code == 200
        asker.get(who, "/shift", until=asker.canaries.word("the end of a shift"))


def _reads_messages(asker: Asker, case: str) -> None:
    word = asker.canaries.word
    for language in ("en", "cy"):
        assert asker.get("lead", "/notices/preview", case=case, language=language).status_code == 200
    for wanted in ({"case": word("a case")}, {"event": word("an event")}, {"language": word("a language")}):
        asker.get("lead", "/notices/preview", **wanted)
    listed = asker.get("lead", f"/cases/{case}/notices", limit=200).json()["items"]
    shown = [asker.get("lead", f"/notices/{one['reference']}/words").json() for one in listed]
    assert [one for one in shown if one["body"]]
    asker.get("analyst", f"/notices/{listed[0]['reference']}/words")
    trial = {"event": "make_contact", "recipient": "referrer"}
    assert asker.post("lead", "/notices/test", trial).status_code == 200
    asker.outside.mail.tell(mail.Fault.UNKNOWN)
    asker.outside.notify.tell(Fault.UNREACHABLE)
    asker.post("lead", "/notices/test", trial)
    asker.post("lead", "/notices/test", {"event": word("an event"), "recipient": word("a recipient")})
