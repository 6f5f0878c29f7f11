"""Absence: planned by who may, and while it lasts every task is with somebody who is there and may see its case."""

import subprocess
import sys
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from states.errors import KeyReused, Malformed, NotFound, NotPermitted, Refused
from states.position import moment
from states.vocabulary import Event, Role
from tests.workflow.cast import FORCE, PHONE, RESPONDENT, Cast
from tests.workflow.test_doing import caseless
from workflow import absence, doing, leave, people, queries
from workflow.absence import move_tasks
from workflow.actors import SYSTEM, Actor
from workflow.db import Database
from workflow.faults import StorageUnavailable
from workflow.finding import load
from workflow.keys import Keys
from workflow.leave import AbsenceView, Planned, absences, end, plan
from workflow.reveals import reveal
from workflow.tasks import Work, raise_task
from workflow.trail import SETTINGS

ROOT = Path(__file__).parents[2]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def away(
    cast: Cast,
    who: Actor,
    cover: Actor,
    *,
    by: Actor | None = None,
    begins: timedelta = HOUR,
    ends: timedelta = 2 * DAY,
    **parts: Any,
) -> AbsenceView:
    wanted = Planned(who.reference, cover.reference, cast.at + begins, cast.at + ends)
    return plan(cast.db, wanted, actor=by or who, at=cast.at, **parts)


def task(cast: Cast, case: str, role: Role = Role.CASEWORKER, *, at: datetime | None = None) -> str:
    when = at or cast.at
    with cast.db.transaction() as tx:
        return raise_task(tx, load(tx, case, lock=True), Work("check_repeat", role, when), at=when)


def placed(cast: Cast, reference: str) -> tuple[int | None, int | None]:
    held = cast.row("tasks", reference=reference)
    return held["owner_id"], held["covers_for"]


def events(cast: Cast) -> list[str]:
    of_absences = (plan.__name__, "cover", "absence")
    entries = cast.rows("entries", stream=SETTINGS)
    return [entry["event"] for entry in entries if entry["event"].endswith(of_absences)]


# Planning


def test_two_who_cover_for_each_other_never_wait_for_each_other(postgres_database, monkeypatch):
    cast = Cast(postgres_database)
    both = threading.Barrier(2, timeout=0.5)
    permit, refused = leave._permit, []

    def in_step(*given: Any) -> None:
        permit(*given)
        # Whoever waits for the other's rows comes too late, and then is alone.
        with suppress(threading.BrokenBarrierError):
            both.wait()

    def plans(who: Actor, cover: Actor) -> None:
        try:
            away(cast, who, cover)
        except StorageUnavailable as fault:
            refused.append(fault)

    monkeypatch.setattr(leave, "_permit", in_step)
    pair = (cast.caseworker, cast.colleague)
    threads = [threading.Thread(target=plans, args=who) for who in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []


def test_an_absence_is_planned_by_who_goes_and_ended_by_them(cast: Cast):
    made = away(cast, cast.caseworker, cast.colleague)
    assert (made.person, made.cover) == (cast.caseworker.reference, cast.colleague.reference)
    assert (made.begun_at, made.ended_at) == (None, None)
    assert absences(cast.db, cast.caseworker, cast.at).items == (made,)
    ended = end(cast.db, made.reference, actor=cast.caseworker, at=cast.at)
    assert ended.ended_at == cast.at
    # Ended twice it is ended once, and it stands on no list.
    assert end(cast.db, made.reference, actor=cast.caseworker, at=cast.at + HOUR) == ended
    assert absences(cast.db, cast.caseworker, cast.at).items == ()
    assert events(cast) == ["plan_absence", "end_absence"]
    entry = next(e for e in cast.rows("entries", stream=SETTINGS) if e["event"] == "plan_absence")
    assert orjson.loads(entry["body"])["cover"] == cast.colleague.reference


def test_the_same_plan_under_the_same_key_is_made_once(cast: Cast):
    made = away(cast, cast.caseworker, cast.colleague, key="one")
    assert away(cast, cast.caseworker, cast.colleague, key="one") == made
    with pytest.raises(KeyReused):
        away(cast, cast.caseworker, cast.lead, key="one")
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            away(cast, cast.caseworker, cast.lead, key="two")
        assert refused.value.refusals[0].guard == "absences_do_not_overlap"


def test_a_lead_plans_for_their_people_and_nobody_else_for_others(cast: Cast):
    near = cast.lead_of(FORCE)
    ours = people.add_person(cast.db, name="Our Own", role="caseworker", force=FORCE, at=cast.at)
    wanted = Planned(ours, cast.colleague.reference, cast.at, cast.at + DAY)
    for actor in (cast.colleague, cast.far_lead, cast.officer, cast.administrator):
        with pytest.raises(NotPermitted):
            plan(cast.db, wanted, actor=actor, at=cast.at)
    made = plan(cast.db, wanted, actor=near, at=cast.at)
    for actor in (near, cast.lead, cast.colleague, SYSTEM):
        assert absences(cast.db, actor, cast.at).items == (made,)
    for actor in (cast.far_lead, cast.caseworker):
        assert absences(cast.db, actor, cast.at).items == ()
        with pytest.raises(NotFound):
            end(cast.db, made.reference, actor=actor, at=cast.at)
    with pytest.raises(NotPermitted):
        end(cast.db, made.reference, actor=cast.colleague, at=cast.at)
    with pytest.raises(NotFound):
        end(cast.db, made.reference, actor=cast.officer, at=cast.at)
    assert end(cast.db, made.reference, actor=SYSTEM, at=cast.at).ends_at == cast.at
    for actor in (cast.officer, cast.administrator, cast.solicitor):
        with pytest.raises(NotPermitted):
            absences(cast.db, actor, cast.at)


@pytest.mark.parametrize(
    ("who", "cover", "field"),
    [
        ("caseworker", "caseworker", "cover"),
        ("caseworker", "officer", "cover"),
        ("caseworker", "gone", "cover"),
        ("lead", "caseworker", "cover"),
        ("solicitor", "caseworker", "person"),
        ("nobody", "caseworker", "person"),
    ],
)
def test_only_who_does_such_tasks_covers_for_somebody(cast: Cast, who: str, cover: str, field: str):
    people.disable(cast.db, cast.colleague.reference, at=cast.at)
    known = {"gone": cast.colleague.reference, "nobody": "P-ZZZZZZZZ"}
    references = [known.get(name) or getattr(cast, name).reference for name in (who, cover)]
    wanted = Planned(references[0], references[1], cast.at, cast.at + DAY)
    with pytest.raises(Malformed) as malformed:
        plan(cast.db, wanted, actor=cast.lead, at=cast.at)
    assert [problem.field for problem in malformed.value.problems] == [field]


@pytest.mark.parametrize(("begins", "ends"), [(DAY, DAY), (DAY, HOUR), (-DAY, timedelta())])
def test_an_absence_ends_after_it_begins_and_after_now(cast: Cast, begins, ends):
    with pytest.raises(Malformed) as malformed:
        away(cast, cast.caseworker, cast.colleague, begins=begins, ends=ends)
    assert [problem.field for problem in malformed.value.problems] == ["ends_at"]


def test_nobody_is_away_twice_at_once_but_may_be_again_and_again(cast: Cast):
    away(cast, cast.caseworker, cast.colleague, begins=DAY, ends=3 * DAY)
    for begins, ends in ((2 * DAY, 4 * DAY), (timedelta(), 2 * DAY), (timedelta(), 5 * DAY)):
        with pytest.raises(Refused):
            away(cast, cast.caseworker, cast.lead, begins=begins, ends=ends)
    for begins, ends in ((3 * DAY, 4 * DAY), (timedelta(), DAY)):
        away(cast, cast.caseworker, cast.lead, begins=begins, ends=ends)
    listed = absences(cast.db, cast.caseworker, cast.at, limit=2)
    rest = absences(cast.db, cast.caseworker, cast.at, limit=2, cursor=listed.next_cursor)
    begun = [absence.begins_at for absence in (*listed.items, *rest.items)]
    assert begun == sorted(begun)
    assert (len(begun), rest.next_cursor) == (3, None)


# Moving


def test_the_tasks_of_whoever_is_away_are_with_their_cover_until_they_come_back(cast: Cast):
    case = cast.case("taken")
    mine, other = task(cast, case), task(cast, cast.case("received"))
    made = away(cast, cast.caseworker, cast.colleague)
    assert move_tasks(cast.db, cast.at) == 0
    assert move_tasks(cast.db, made.begins_at) == 1
    assert placed(cast, mine) == (cast.colleague.person_id, cast.caseworker.person_id)
    assert placed(cast, other) == (None, None)
    # What is raised meanwhile goes there at once.
    new = task(cast, case, at=made.begins_at + HOUR)
    assert placed(cast, new) == placed(cast, mine)
    assert move_tasks(cast.db, made.begins_at + HOUR) == 0
    assert move_tasks(cast.db, made.ends_at) == 2
    assert placed(cast, mine) == placed(cast, new) == (cast.caseworker.person_id, None)
    assert move_tasks(cast.db, made.ends_at + HOUR) == 0
    assert events(cast) == ["plan_absence", "begin_cover", "end_cover"]
    held = cast.row("absences")
    assert (held["begun_at"] is None, held["ended_at"] is None) == (False, False)


def test_an_absence_that_is_cut_short_brings_the_tasks_back(cast: Cast):
    mine = task(cast, cast.case("taken"))
    made = away(cast, cast.caseworker, cast.colleague)
    move_tasks(cast.db, made.begins_at)
    back = made.begins_at + HOUR
    assert end(cast.db, made.reference, actor=cast.lead, at=back).ends_at == back
    assert move_tasks(cast.db, back) == 1
    assert placed(cast, mine) == (cast.caseworker.person_id, None)


def test_what_a_cover_did_or_gave_away_does_not_come_back(cast: Cast):
    case = cast.case("taken")
    done, taken = task(cast, case), task(cast, case)
    made = away(cast, cast.caseworker, cast.colleague)
    move_tasks(cast.db, made.begins_at)
    doing.complete(cast.db, done, actor=cast.colleague, at=made.begins_at)
    doing.take(cast.db, taken, actor=cast.lead, at=made.begins_at)
    assert move_tasks(cast.db, made.ends_at) == 0
    assert placed(cast, taken) == (cast.lead.person_id, None)


def test_what_a_cover_may_not_see_waits_where_leads_find_it(cast: Cast):
    case, hidden = (
        cast.case("taken"),
        cast.case("taken", respondent={"name": "Cora Quill", "phone": "07700 900555"}),
    )
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    people.list_associates(cast.db, cast.colleague.reference, [{"phone": "07700 900555"}])
    sensitive, conflict = task(cast, case), task(cast, hidden)
    made = away(cast, cast.caseworker, cast.colleague)
    move_tasks(cast.db, made.begins_at)
    for reference in (sensitive, conflict):
        assert placed(cast, reference) == (None, cast.caseworker.person_id)
    colleague = cast.again(cast.colleague)
    assert queries.tasks(cast.db, colleague, made.begins_at).items == ()
    found = queries.tasks(cast.db, cast.lead, made.begins_at).items
    assert {view.reference for view in found} == {sensitive, conflict}
    new = task(cast, case, at=made.begins_at)
    assert placed(cast, new) == (None, cast.caseworker.person_id)
    assert move_tasks(cast.db, made.begins_at + HOUR) == 0
    move_tasks(cast.db, made.ends_at)
    for reference in (sensitive, conflict, new):
        assert placed(cast, reference) == (cast.caseworker.person_id, None)


def test_a_cover_who_is_away_too_is_covered_in_turn(cast: Cast):
    mine = task(cast, cast.case("taken"))
    first = away(cast, cast.caseworker, cast.colleague, ends=3 * DAY)
    move_tasks(cast.db, first.begins_at)
    second = away(cast, cast.colleague, cast.lead, begins=DAY, ends=2 * DAY)
    assert move_tasks(cast.db, second.begins_at) == 1
    assert placed(cast, mine) == (cast.lead.person_id, cast.caseworker.person_id)
    assert move_tasks(cast.db, first.ends_at) == 1
    assert placed(cast, mine) == (cast.caseworker.person_id, None)


def test_where_all_are_away_the_tasks_wait_in_their_queue(cast: Cast):
    mine = task(cast, cast.case("taken"))
    made = away(cast, cast.caseworker, cast.colleague)
    away(cast, cast.colleague, cast.caseworker)
    assert move_tasks(cast.db, made.begins_at) == 1
    assert placed(cast, mine) == (None, cast.caseworker.person_id)
    assert queries.tasks(cast.db, cast.lead, made.begins_at).items[0].reference == mine


def test_a_case_that_is_given_to_somebody_away_gives_its_tasks_to_their_cover(cast: Cast):
    case = cast.case("received")
    waiting = task(cast, case)
    made = away(cast, cast.colleague, cast.caseworker, begins=timedelta())
    cast.do(cast.lead, case, Event.REASSIGN, at=made.begins_at + HOUR)
    assert cast.found(case).owner_id == cast.colleague.person_id
    assert placed(cast, waiting) == (cast.caseworker.person_id, cast.colleague.person_id)
    # And on to the next owner, whoever stood in.
    given = {"owner": cast.lead.reference, "reason": "away too long"}
    cast.do(cast.lead, case, Event.REASSIGN, given)
    assert placed(cast, waiting) == (cast.lead.person_id, None)


def test_a_task_of_no_case_goes_to_the_cover_too(cast: Cast):
    reference = caseless(cast)
    doing.take(cast.db, reference, actor=cast.lead, at=cast.at)
    made = away(cast, cast.lead, cast.other_lead)
    assert move_tasks(cast.db, made.begins_at) == 1
    assert placed(cast, reference) == (cast.other_lead.person_id, cast.lead.person_id)


def test_the_tasks_of_who_was_shut_out_go_back_to_their_queue(cast: Cast):
    case = cast.case("taken")
    mine = task(cast, case)
    people.disable(cast.db, cast.caseworker.reference, at=cast.at)
    assert move_tasks(cast.db, cast.at) == 1
    assert placed(cast, mine) == (None, None)
    assert placed(cast, task(cast, case)) == (None, None)
    assert move_tasks(cast.db, cast.at) == 0
    assert len(queries.tasks(cast.db, cast.colleague, cast.at).items) == 2


def test_nobody_comes_back_to_what_they_may_not_know_of_any_more(cast: Cast):
    case = cast.case("taken")
    mine = task(cast, case)
    people.list_associates(cast.db, cast.caseworker.reference, [RESPONDENT])
    assert placed(cast, mine) == (None, None)
    assert queries.tasks(cast.db, cast.colleague, cast.at).items[0].reference == mine


def test_an_absence_that_nobody_noticed_is_over_all_the_same(cast: Cast):
    case = cast.case("taken")
    made = away(cast, cast.caseworker, cast.colleague)
    new = task(cast, case, at=made.begins_at + HOUR)
    assert placed(cast, new)[0] == cast.colleague.person_id
    assert move_tasks(cast.db, made.ends_at + DAY) == 1
    assert placed(cast, new) == (cast.caseworker.person_id, None)
    assert events(cast) == ["plan_absence", "end_cover"]


def test_a_task_that_cannot_be_moved_hinders_no_other_and_is_tried_again(cast: Cast, monkeypatch, caplog):
    case = cast.case("taken")
    stuck, mine = task(cast, case), task(cast, case)
    made = away(cast, cast.caseworker, cast.colleague)
    give = absence._give

    def failing(db: Database, reference: str, **parts: Any) -> bool:
        if reference == stuck:
            raise LookupError("Ada")
        return bool(give(db, reference, **parts))

    monkeypatch.setattr(absence, "_give", failing)
    assert move_tasks(cast.db, made.begins_at) == 1
    assert placed(cast, mine)[0] == cast.colleague.person_id
    assert [record.getMessage() for record in caplog.records] == [
        f"task {stuck} could not be moved: LookupError"
    ]
    assert cast.row("absences")["begun_at"] is None
    monkeypatch.undo()
    assert move_tasks(cast.db, made.begins_at) == 1
    assert placed(cast, stuck)[0] == cast.colleague.person_id


def test_nothing_is_marked_while_the_database_cannot_be_reached(cast: Cast, monkeypatch):
    task(cast, cast.case("taken"))
    made = away(cast, cast.caseworker, cast.colleague)

    def gone(*_: object, **__: object) -> bool:
        raise StorageUnavailable("gone")

    monkeypatch.setattr(absence, "_give", gone)
    with pytest.raises(StorageUnavailable):
        move_tasks(cast.db, made.begins_at)
    assert cast.row("absences")["begun_at"] is None


def test_what_somebody_else_did_meanwhile_is_left_as_it_is(cast: Cast):
    done, waiting = task(cast, cast.case("taken")), task(cast, cast.case("received"))
    doing.complete(cast.db, done, actor=cast.caseworker, at=cast.at)
    before = cast.rows("tasks")
    for reference in (done, waiting):
        assert absence._give(cast.db, reference, of_case=True, at=cast.at) is False
    assert cast.rows("tasks") == before
    made = away(cast, cast.caseworker, cast.colleague)
    for _ in range(2):
        absence._mark(cast.db, made.reference, made.begins_at, over=False)
    assert events(cast) == ["plan_absence", "begin_cover"]


# What a cover may open


def test_who_covers_for_the_owner_can_call_her_and_the_entry_says_for_whom(cast: Cast):
    case = cast.case("taken")
    asked = (cast.db, case, ["survivor.phone"], "to call her back")
    made = away(cast, cast.caseworker, cast.colleague)
    with pytest.raises(NotPermitted):
        reveal(*asked, actor=cast.colleague, at=cast.at)
    assert "survivor.phone" not in queries.case_view(cast.db, case, cast.colleague, cast.at).may_reveal
    assert "survivor.phone" in queries.case_view(cast.db, case, cast.colleague, made.begins_at).may_reveal
    assert reveal(*asked, actor=cast.colleague, at=made.begins_at) == {"survivor.phone": PHONE}
    body = orjson.loads(cast.entries(case)[-1]["body"])
    assert body == {"fields": ["survivor.phone"], "covers_for": cast.caseworker.reference}
    for actor, at in ((cast.colleague, made.ends_at), (cast.lead, made.begins_at)):
        with pytest.raises(NotPermitted):
            reveal(*asked, actor=actor, at=at)


def test_a_cover_of_the_owner_of_a_sensitive_case_still_sees_nothing_of_it(cast: Cast):
    case = cast.case("taken")
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    made = away(cast, cast.caseworker, cast.colleague)
    with pytest.raises(NotFound):
        reveal(cast.db, case, ["survivor.phone"], "to call her", actor=cast.colleague, at=made.begins_at)


# Several processes


def started(url: str, key_file: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.workflow.moving", url, str(key_file)]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, cwd=ROOT, text=True, stdin=pipe, stdout=pipe)


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def told(process: subprocess.Popen[str], at: datetime) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{moment(at)}\n")
    process.stdin.flush()


@pytest.mark.no_cover
def test_two_processes_move_each_task_once(migrated_database_url, tmp_path):
    key_file = tmp_path / "keys.json"
    db = Database(migrated_database_url, keys=Keys.create(key_file))
    cast = Cast(db)
    mine = [task(cast, cast.case("taken")) for _ in range(12)]
    made = away(cast, cast.caseworker, cast.colleague)
    processes = [started(migrated_database_url, key_file) for _ in range(2)]
    assert [heard(process) for process in processes] == ["ready", "ready"]
    for at, whose in ((made.begins_at, cast.colleague), (made.ends_at, cast.caseworker)):
        for process in processes:
            told(process, at)
        assert sum(int(heard(process)) for process in processes) == len(mine)
        assert {placed(cast, reference)[0] for reference in mine} == {whose.person_id}
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert events(cast) == ["plan_absence", "begin_cover", "end_cover"]
    db.close()
