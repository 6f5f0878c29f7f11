from datetime import UTC, datetime, time, timedelta
from typing import Any

import orjson
import pytest

from states.bank_holidays import announced_until
from states.vocabulary import Clock, Event
from tests.workflow.cast import HAWTHORN, Cast
from tests.workflow.clockwork import SCENES, TICK, come, swept
from workflow import counting, doctor
from workflow.deadlines import LATE
from workflow.doctor import ANNOUNCED, Check, check_packages, examine
from workflow.finding import load
from workflow.invariants import CLAIMS
from workflow.reveals import reveal
from workflow.rows import Note, note

NAMES = [
    "packages",
    "modes",
    "migrations",
    "calendar",
    "timers",
    "surveys",
    "documents",
    *(claim.name for claim in CLAIMS),
    "counts",
    "trail",
]


def examined(cast: Cast) -> dict[str, Check]:
    return {check.name: check for check in examine(cast.db, at=cast.at)}


def tamper(cast: Cast, *statements: str) -> None:
    with cast.db.transaction() as tx:
        for statement in statements:
            tx.connection.exec_driver_sql(statement)


def refact(cast: Cast, case: str, **facts: Any) -> None:
    changed = orjson.dumps(cast.facts(case) | facts).decode().replace("'", "''")
    tamper(cast, f"UPDATE cases SET facts = '{changed}' WHERE reference = '{case}'")


def failing(cast: Cast) -> dict[str, tuple[str, ...]]:
    return {name: check.wrong for name, check in examined(cast).items() if not check.holds}


def some_cases(cast: Cast) -> list[str]:
    cases = [cast.case(state) for state in ("received", "contacted", "solicitor_assigned", "order_sought")]
    reveal(cast.db, cases[2], ["survivor.phone"], "to call her", actor=cast.solicitor, at=cast.at)
    cast.do(cast.caseworker, cases[1], Event.DECLINE)
    tamper(cast, "UPDATE notices SET state = 'delivered'")
    cast.do(cast.caseworker, cases[1], Event.CLOSE)
    return cases


def test_a_healthy_database_holds_with_counts(cast: Cast):
    some_cases(cast)
    checks = examine(cast.db, at=cast.at)
    assert [check.name for check in checks] == NAMES
    assert [check.name for check in checks if not check.holds] == []
    counts = {check.name: (check.good, check.of) for check in checks}
    assert counts["consent"] == counts["firm"] == (2, 2)
    assert counts["firm_reveals"] == counts["silence"] == (1, 1)
    assert counts["way_out"] == (3, 3)
    assert counts["replay"] == counts["entries"] == counts["notices"] == (4, 4)
    # A closed case has no clock.
    assert counts["deadlines"] == (3, 3)
    assert counts["timers"] == (clocks := len(cast.rows("deadlines")), clocks)
    chains = 4 + len(cast.rows("streams"))
    assert counts["trail"] == (chains, chains)
    assert counts["packages"] == (4, 4)


def test_an_empty_database_holds(cast: Cast):
    assert failing(cast) == {}


def test_a_solicitor_without_her_consent_is_found(cast: Cast):
    case = some_cases(cast)[2]
    refact(cast, case, consent=None)
    found = failing(cast)
    assert found["consent"] == (case,)
    assert found["replay"] == (f"{case}: cases.facts",)


def test_a_firm_that_accepted_nothing_is_found(cast: Cast):
    cases = some_cases(cast)
    refact(cast, cases[2], firm="rowe")
    refact(cast, cases[3], offers={})
    assert failing(cast)["firm"] == (cases[2], cases[3])


def test_details_opened_to_a_firm_that_may_not_see_them_are_found(cast: Cast):
    case = some_cases(cast)[2]
    tamper(cast, f"UPDATE people SET firm = 'rowe' WHERE firm = '{HAWTHORN}'")
    assert failing(cast) == {"firm_reveals": (case,)}


@pytest.mark.parametrize("facts", [{"clocks": {}}, {"owner": None, "queue": None}])
def test_a_case_that_nobody_would_hear_of_again_is_found(cast: Cast, facts):
    case = some_cases(cast)[0]
    refact(cast, case, **facts)
    assert failing(cast)["way_out"] == (case,)


@pytest.mark.parametrize(
    "hand", ["next_at = NULL", "next_at = next_at + 1", "reached_at = due_at, escalated_at = due_at"]
)
def test_a_clock_that_nobody_would_hear_of_is_found_and_named(cast: Cast, hand: str):
    case = some_cases(cast)[0]
    tamper(cast, f"UPDATE deadlines SET {hand} WHERE case_id = 1")
    assert failing(cast) == {"deadlines": (f"{case}: first_contact",)}


def test_a_deadline_that_is_gone_is_found_and_named(cast: Cast):
    case = some_cases(cast)[0]
    tamper(cast, "DELETE FROM deadlines WHERE case_id = 1")
    assert failing(cast) == {"replay": (f"{case}: deadlines first_contact is missing",)}


def test_what_was_reached_escalated_and_repeated_is_as_it_should_be(cast: Cast):
    scene = SCENES[Clock.CLOSING](cast)
    for _ in range(3):
        swept(cast, come(cast, scene))
        assert failing(cast) == {}


def test_a_deadline_that_is_late_is_counted_and_breaks_nothing(cast: Cast):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    SCENES[Clock.DECISION](cast)
    cast.at = come(cast, scene) + LATE + TICK
    check = examined(cast)["timers"]
    assert (check.good, check.of, check.grave) == (1, 2, False)
    assert "rowan worker" in check.wrong[0]
    swept(cast, cast.at)
    assert examined(cast)["timers"].holds


def test_bank_holidays_that_are_not_announced_far_enough_are_told_and_break_nothing(cast: Cast):
    cast.at = datetime.combine(announced_until(), time(), UTC) - ANNOUNCED
    assert examined(cast)["calendar"].holds
    cast.at += timedelta(days=1)
    check = examined(cast)["calendar"]
    assert (check.good, check.of, check.grave) == (0, 1, False)
    assert announced_until().isoformat() in check.wrong[0]


def test_a_hand_in_the_rows_is_found_and_named(cast: Cast):
    case = some_cases(cast)[3]
    tamper(cast, "UPDATE orders SET state = 'made'")
    order = cast.order(case)
    assert failing(cast) == {"replay": (f"{case}: orders {order}.state",)}


def test_a_step_without_an_entry_is_found(cast: Cast):
    case = some_cases(cast)[0]
    tamper(cast, f"UPDATE cases SET version = 2 WHERE reference = '{case}'")
    assert failing(cast)["entries"] == (case,)


def to_her(cast: Cast, case: str, **columns: Any) -> None:
    """Turn one notice of a case into one to her."""
    changed = ", ".join(f"{name} = {value}" for name, value in columns.items())
    notice = cast.rows("notices", case_id=cast.found(case).id)[0]["reference"]
    tamper(
        cast,
        f"UPDATE notices SET recipient = 'survivor', recipient_ref = '', {changed} WHERE reference = '{notice}'",
    )


def test_a_message_that_waits_for_the_survivor_of_a_closed_case_is_found(cast: Cast):
    case = some_cases(cast)[1]
    to_her(cast, case, state="'planned'")
    assert failing(cast)["silence"] == (case,)


def test_a_message_sent_to_her_after_the_end_is_found_and_one_before_is_not(cast: Cast):
    case = some_cases(cast)[1]
    end = int(cast.at.timestamp()) * 1_000_000
    to_her(cast, case, claimed_at=end)
    assert "silence" not in failing(cast)
    to_her(cast, case, claimed_at=end + 1)
    assert failing(cast)["silence"] == (case,)


def test_a_survey_of_a_closed_case_is_found(cast: Cast):
    case = some_cases(cast)[1]
    clock = {
        "due": "2027-01-01T00:00:00Z",
        "escalates": "2027-01-01T00:00:00Z",
        "since": "2027-01-01T00:00:00Z",
    }
    refact(cast, case, clocks={"survey": clock})
    assert failing(cast)["silence"] == (case,)


def test_a_death_recorded_in_error_is_over_once_the_case_is_reopened(cast: Cast):
    case = cast.case("contacted")
    for event in (Event.RECORD_DEATH, Event.REOPEN):
        approval = cast.approval(case, event)
        said = {"approval": approval} | ({"reason": "not her"} if event == Event.REOPEN else {})
        cast.do(cast.lead, case, event, said)
    later = int((cast.at + timedelta(days=1)).timestamp()) * 1_000_000
    to_her(cast, case, claimed_at=later)
    checks = examined(cast)
    assert checks["silence"].of == 0


def test_a_notice_that_no_step_planned_is_found(cast: Cast):
    case = some_cases(cast)[0]
    tamper(cast, "UPDATE notices SET cause_seq = 9 WHERE case_id = 1")
    assert failing(cast) == {"notices": (case,)}


def test_a_notice_that_was_planned_and_lost_is_found(cast: Cast):
    case = some_cases(cast)[0]
    tamper(cast, "DELETE FROM notices WHERE case_id = 1")
    assert failing(cast) == {"notices": (case,)}


def test_a_notice_that_two_entries_planned_is_found(cast: Cast):
    case = some_cases(cast)[0]
    notice = cast.rows("notices", case_id=cast.found(case).id)[0]["reference"]
    with cast.db.transaction() as tx:
        note(tx, load(tx, case, lock=True), Note("again", {"notices": [notice]}), by=cast.lead, at=cast.at)
    assert failing(cast) == {"notices": (case,)}


def test_a_broken_chain_is_found(cast: Cast):
    case = some_cases(cast)[0]
    tamper(cast, f"UPDATE cases SET seq = seq + 1 WHERE reference = '{case}'")
    found = failing(cast)
    stream = cast.found(case).head.stream
    assert found["trail"] == (f"Entry 2 of {stream} is missing",)
    assert found["replay"] == (f"{case}: cases.seq",)


def test_pending_migrations_are_found(cast: Cast):
    tamper(cast, "UPDATE alembic_version SET version_num = '0000'")
    assert list(failing(cast)) == ["migrations"]


def test_a_mode_that_could_lose_a_commit_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    if cast.db.dialect == "sqlite":
        monkeypatch.setattr(doctor, "MODES", {"synchronous": "3", "journal_mode": "wal"})
        modes = examined(cast)["modes"]
        assert (modes.good, modes.of, modes.wrong) == (1, 2, ("synchronous",))
    else:
        assert examined(cast)["modes"].of == 1


def test_many_cases_are_read_in_pages_and_progress_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "PAGE", 2)
    cases = [cast.case() for _ in range(4)]
    tamper(cast, "UPDATE cases SET sensitive = NOT sensitive")
    told: list[tuple[str, int, int]] = []
    checks = {check.name: check for check in examine(cast.db, lambda *said: told.append(said), at=cast.at)}
    assert [said for said in told if said[0] == "cases"] == [
        ("cases", 2, 4),
        ("cases", 4, 4),
        ("cases", 4, 4),
    ]
    assert told[-1][0] == "entries"
    assert checks["replay"].wrong == tuple(f"{case}: cases.sensitive" for case in cases)


def test_no_more_than_some_of_what_is_wrong_is_named(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "NAMED", 1)
    for _ in range(2):
        cast.case()
    tamper(cast, "UPDATE cases SET sensitive = NOT sensitive")
    check = examined(cast)["replay"]
    assert (check.good, check.of, len(check.wrong)) == (0, 2, 1)


def test_a_package_that_a_stranger_installs_too_is_found():
    ours = {package: [doctor.OURS] for package in doctor.PACKAGES}
    assert check_packages(ours).holds
    assert check_packages({}).holds
    both = check_packages(ours | {"workflow": [doctor.OURS, "workflow"]})
    assert (both.good, both.wrong) == (3, ("workflow is also installed by workflow",))


def test_packages_that_nobody_installed_are_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "OURS", "not-installed-anywhere")
    check = check_packages({})
    assert (check.good, check.of) == (0, 4)


def test_a_count_that_a_hand_changed_is_found_and_named(cast: Cast):
    cast.case("contacted")
    counting.fold_all(cast.db)
    tamper(cast, "UPDATE tallies SET count = 7 WHERE scope = 'all' AND measure = 'state'")
    assert failing(cast) == {"counts": ("all 2026-11 state contacted: 7 kept, 1 recounted",)}
