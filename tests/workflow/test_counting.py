from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module

import pytest

from states.vocabulary import Chart, CopyEvent, Event, OfferEvent, OrderEvent, ServiceEvent
from tests.workflow.cast import AT, FORCE, HAWTHORN, OTHER_FORCE, ROWE, Cast
from tests.workflow.referred import changed
from workflow import counting, people
from workflow.counting import folding
from workflow.counting.changes import Place
from workflow.db import Database
from workflow.intake import take_referral
from workflow.keys import Keys
from workflow.simulate import play

MONTH = "2026-11"
#: Steps of whole lives after which the counts are still those of a recount.
STEPS = 10_000
Told = dict[tuple[str, str], int]


def told(cast: Cast, scope: str = "force", code: str = FORCE) -> Told:
    with cast.db.reading() as tx:
        sums = counting.counted(tx, scope, code, "2026-01", "2026-12").sums
    assert {month for month, _ in sums} <= {MONTH}
    return {
        (measure, bucket): times
        for (_, measure), held in sums.items()
        for bucket, times in held.items()
        if times
    }


def differs(cast: Cast) -> dict[Place, tuple[int, int]]:
    return counting.compare(cast.db)[1]


def protect(cast: Cast, case: str) -> None:
    """Have the order of a case made, served, and its copy sent."""
    order = cast.order(case)
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, order)
    cast.move(cast.solicitor, ServiceEvent.SERVE, order, chart=Chart.SERVICE)
    cast.move(cast.solicitor, CopyEvent.SEND, order, chart=Chart.POLICE_COPY)


@pytest.fixture(scope="module")
def walked(databases, tmp_path_factory) -> Iterator[Cast]:
    """Three cases: protected and then discharged; declined by a firm and withdrawn; reached, in error."""
    url = databases.create("sqlite", migrated=True)
    cast = Cast(Database(url, keys=Keys.create(tmp_path_factory.mktemp("keys") / "keys.json")))
    for force in (FORCE, OTHER_FORCE):
        people.add_force(cast.db, force, force.title())
    long_way = cast.case("order_sought")
    protect(cast, long_way)
    cast.move(cast.solicitor, OrderEvent.DISCHARGE, cast.order(long_way))
    withdrawn = cast.case("offered")
    (offer,) = cast.facts(withdrawn)["offers"]
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer, {"reason": "capacity"})
    cast.do(cast.caseworker, withdrawn, Event.WITHDRAW_CONSENT)
    retracted = cast.case("contacted")
    cast.do(cast.lead, retracted, Event.RETRACT_CONTACT)
    yield cast
    cast.db.close()
    databases.drop(url)


def test_a_case_counts_by_how_far_it_ever_came(walked):
    counts = told(walked)
    reached = {bucket: times for (measure, bucket), times in counts.items() if measure == "reached"}
    assert reached == {"protected": 1, "consented": 1, "received": 1}
    assert counts["ended", "consent_withdrawn"] == 1
    assert (
        counts["mark", "final"]
        == counts["made", "non_molestation"]
        == counts["filed", "non_molestation"]
        == 1
    )
    assert counts["state", "received"] == 1


def test_a_firm_counts_the_cases_it_accepted_and_the_offers_it_turned_down(walked):
    counts = told(walked, "firm", HAWTHORN)
    assert counts["reached", "protected"] == counts["refusal", "capacity"] == 1
    assert ("reached", "consented") not in counts
    assert told(walked, "firm", ROWE) == {}


def test_what_counts_for_a_force_counts_for_all(walked):
    assert told(walked, "all", "") == told(walked)


def test_a_step_that_changes_no_count_appends_nothing(walked):
    before = len(walked.rows("tally_changes"))
    case = walked.rows("cases")[-1]["reference"]
    walked.do(walked.caseworker, case, Event.ADD_NOTE, {"note": "fictional"})
    assert len(walked.rows("tally_changes")) == before


def test_the_counts_equal_a_recount_before_and_after_folding(walked):
    counts = told(walked)
    assert differs(walked) == {}
    assert counting.fold(walked.db, most=3) == 3
    assert told(walked) == counts
    assert differs(walked) == {}
    while counting.fold(walked.db):
        pass
    assert walked.rows("tally_changes") == []
    assert told(walked) == counts
    assert differs(walked) == {}


def test_a_count_that_a_hand_changed_is_named(walked):
    kept = told(walked)
    with walked.db.transaction() as tx:
        tx.connection.exec_driver_sql(
            "UPDATE tallies SET count = count + 1 WHERE measure = 'ended' AND scope = 'force'"
        )
    every, wrong = counting.compare(walked.db)
    assert {(place[3], times) for place, times in wrong.items()} == {("ended", (2, 1))}
    assert every > len(wrong)
    counting.rebuild(walked.db)
    assert differs(walked) == {}
    assert told(walked) == kept


def test_referrals_that_join_count_as_sent_and_their_officer_once_a_month(cast: Cast):
    people.add_force(cast.db, FORCE, "Cambridgeshire")
    for number in range(3):
        other = (
            {"survivor__name": "Another Fictional", "survivor__phone": "07700 900789"} if number == 2 else {}
        )
        sent = changed(**other)
        take_referral(cast.db, sent, actor=cast.officer, key=f"{number}", at=cast.at)
    counts = told(cast)
    assert (counts["sent", ""], counts["reached", "received"], counts["officers", ""]) == (3, 2, 1)
    assert differs(cast) == {}


def test_a_case_that_turns_out_a_duplicate_counts_as_nothing_else(cast: Cast):
    first, second = cast.case("contacted"), cast.case()
    cast.do(cast.caseworker, second, Event.MARK_DUPLICATE, {"case": first})
    counts = told(cast)
    assert counts["duplicates", ""] == 1
    assert sum(times for (measure, _), times in counts.items() if measure == "reached") == 1
    assert differs(cast) == {}


def test_a_case_that_moves_to_another_force_counts_there(cast: Cast):
    people.add_force(cast.db, OTHER_FORCE, "Essex")
    case = cast.case("contacted")
    approval = cast.approval(case, Event.TRANSFER, by=cast.far_lead)
    cast.do(cast.lead, case, Event.TRANSFER, {"force": OTHER_FORCE, "approval": approval})
    assert ("reached", "contacted") not in told(cast)
    assert told(cast, code=OTHER_FORCE)["reached", "contacted"] == 1
    assert differs(cast) == {}


def test_whoever_folds_at_once_folds_each_change_once(cast: Cast):
    for _ in range(4):
        cast.case("contacted")
    kept = told(cast)
    with ThreadPoolExecutor(4) as many:
        folded = sum(many.map(lambda _: counting.fold(cast.db, most=2), range(24)))
    while more := counting.fold(cast.db):
        folded += more
    assert folded == 4 + 4 * 2
    assert told(cast) == kept
    assert differs(cast) == {}


def test_a_dry_run_counts_nothing(cast: Cast):
    case = cast.case()
    before = told(cast)
    cast.do(cast.caseworker, case, Event.MAKE_CONTACT, dry_run=True, at=cast.at + timedelta(hours=1))
    assert told(cast) == before


def test_a_recount_says_how_far_it_is(cast: Cast, monkeypatch):
    monkeypatch.setattr(import_module("workflow.counting.recount"), "PAGE", 2)
    for _ in range(5):
        cast.case()
    heard: list[int] = []
    counting.compare(cast.db, lambda _, done, __: heard.append(done))
    assert heard == [2, 4]


def test_all_that_waits_is_folded(cast: Cast):
    for _ in range(3):
        cast.case()
    counting.fold_all(cast.db, most=2)
    assert cast.rows("tally_changes") == []


@pytest.mark.both
def test_a_rebuild_counts_anew_and_leaves_nothing_to_fold(cast: Cast):
    cast.case("contacted")
    kept = told(cast)
    assert counting.rebuild(cast.db) > 0
    assert cast.rows("tally_changes") == []
    assert told(cast) == kept


@pytest.mark.both
def test_whoever_finds_somebody_folding_goes_away(postgres_database: Database):
    cast = Cast(postgres_database)
    cast.case()
    with ThreadPoolExecutor(1) as other, cast.db.transaction() as tx:
        assert folding.has_turn(tx)
        assert other.submit(counting.fold, cast.db).result() == 0
    assert counting.fold(cast.db) > 0


@pytest.mark.no_cover
@pytest.mark.whole
def test_the_counts_equal_a_recount_after_ten_thousand_steps(databases, database_kind, tmp_path):
    url = databases.create(database_kind, migrated=True)
    db = Database(url, keys=Keys.create(tmp_path / "keys.json"))
    played = every = 0
    while (steps := _steps(db)) < STEPS:
        # Some more lives each time, folded now and then as the sweep does.
        play(db, played := played + 50, 7, AT)
        counting.fold(db)
        every, wrong = counting.compare(db)
        assert wrong == {}
    print(f"{steps} steps of {played} cases on {database_kind}: {every} counts, 0 different")
    db.close()
    databases.drop(url)


def _steps(db: Database) -> int:
    with db.reading() as tx:
        return int(tx.connection.exec_driver_sql("SELECT coalesce(sum(version), 0) FROM cases").scalar_one())
