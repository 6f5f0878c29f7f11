"""Finding a case: by whatever leads to it, locked if asked, and not at all for who may not see it."""

from dataclasses import replace

import orjson
import pytest

from states.definitions import CURRENT, DEFINITIONS
from states.errors import NotFound, NotPermitted, Stale
from states.permissions import Sight
from states.vocabulary import Chart, Event
from tests.workflow.cast import BORN, EMAIL, HIS_NAME, HIS_PHONE, NAME, PHONE, Cast
from workflow import people
from workflow.finding import Case, fresh, has_conflict, load, permit, seen


def sight(cast: Cast, case: str, actor) -> Sight:
    with cast.db.reading() as tx:
        return seen(tx, load(tx, case), actor, cast.at).sight


def test_a_case_is_found_as_its_row_holds_it(cast):
    reference = cast.case("taken")
    row, case = cast.row("cases", reference=reference), cast.found(reference)
    assert (case.id, case.reference, case.version, case.definition) == (
        row["id"],
        reference,
        row["version"],
        CURRENT,
    )
    assert (case.position.state, case.position.facts) == (row["state"], orjson.loads(row["facts"]))
    assert (case.head.stream, case.head.seq, case.head.hash) == (
        f"case:{row['id']}",
        row["seq"],
        row["head"],
    )
    assert case.owner_id == cast.caseworker.person_id
    assert case.sight is Sight.NOTHING
    assert case.rules is DEFINITIONS[CURRENT]


def test_a_case_found_opens_with_its_own_key_and_no_other(cast):
    one, other = cast.found(cast.case()), cast.found(cast.case())
    sealed = one.key(cast.db.keys).seal("x", b"hers")
    assert one.key(cast.db.keys).open("x", sealed) == b"hers"
    with pytest.raises(Exception, match="do not open"):
        other.key(cast.db.keys).open("x", sealed)


@pytest.mark.parametrize("lock", [False, True])
def test_every_reference_of_a_case_leads_to_it(cast, lock):
    case = cast.case("order_sought")
    cast.case("order_sought")
    mine = {"case_id": cast.found(case).id}
    ways = [cast.rows(table, **mine) for table in ("referrals", "orders", "offers", "notices")]
    assert all(ways)
    for rows in ways:
        for row in rows:
            with cast.db.transaction() as tx:
                assert load(tx, row["reference"], lock=lock).reference == case


@pytest.mark.parametrize("reference", ["", "C", "C-00000000", "T-00000000", "P-00000000", "c-", "É"])
@pytest.mark.parametrize("lock", [False, True])
def test_nothing_else_leads_to_a_case(cast, reference, lock):
    cast.case()
    with cast.db.transaction() as tx, pytest.raises(NotFound):
        load(tx, reference, lock=lock)


def test_a_case_on_a_definition_that_nobody_knows_is_no_case_to_decide_about(cast):
    case = cast.case()
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE cases SET definition = '99'")
    with pytest.raises(LookupError, match=f"{case} is on definition 99"):
        cast.found(case)


# Who sees it


def test_each_role_sees_what_the_permissions_say(cast):
    case = cast.case("offered")
    expected = {
        cast.caseworker: Sight.CASE,
        cast.lead: Sight.CASE,
        cast.system: Sight.CASE,
        cast.officer: Sight.STATUS,
        cast.solicitor: Sight.SUMMARY,
        cast.auditor: Sight.HISTORY,
    }
    for actor, how in expected.items():
        assert sight(cast, case, actor) is how
    for actor in set(cast.everybody) - set(expected) - {cast.colleague, cast.other_lead, cast.far_lead}:
        with pytest.raises(NotFound):
            sight(cast, case, actor)


def test_what_is_not_there_and_what_may_not_be_seen_are_told_apart_by_nothing(cast):
    case, said = cast.case(), []
    for reference, actor in ((case, cast.rival), ("C-00000000", cast.caseworker)):
        with pytest.raises(NotFound) as refusal:
            sight(cast, reference, actor)
        said.append((str(refusal.value), refusal.value.kind))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    "associate",
    [
        {"phone": HIS_PHONE},
        {"phone": PHONE},
        {"name": HIS_NAME},
        {"name": NAME, "date_of_birth": BORN},
        {"email": EMAIL},
    ],
    ids=["his number", "her number", "his name", "her name and birth date", "her e-mail"],
)
def test_whoever_is_close_to_a_party_finds_no_case(cast, associate):
    case = cast.case()
    people.list_associates(cast.db, cast.caseworker.reference, [associate])
    with pytest.raises(NotFound):
        sight(cast, case, cast.again(cast.caseworker))
    assert sight(cast, case, cast.colleague) is Sight.CASE


def test_an_associate_who_is_no_party_hides_nothing(cast):
    case = cast.case()
    people.list_associates(cast.db, cast.caseworker.reference, [{"phone": "07700 900444"}])
    assert sight(cast, case, cast.again(cast.caseworker)) is Sight.CASE


def test_conflicts_are_looked_for_only_where_some_are_listed(cast):
    case = cast.case()
    people.list_associates(cast.db, cast.caseworker.reference, [{"phone": HIS_PHONE}])
    with cast.db.reading() as tx:
        assert has_conflict(tx, cast.found(case).id, cast.caseworker.person_id)
        assert not has_conflict(tx, cast.found(case).id, cast.colleague.person_id)
        assert not has_conflict(tx, cast.found(case).id, None)
    assert cast.again(cast.caseworker) == replace(cast.caseworker, watched=True)
    assert cast.again(cast.colleague) == cast.colleague


# Whether it may be asked now, and by them


def a_case(cast: Cast, state: str = "taken") -> Case:
    return cast.found(cast.case(state))


def test_a_version_that_has_passed_is_stale_and_none_is_for_now(cast):
    case = a_case(cast)
    fresh(case, None)
    fresh(case, case.version)
    for version in (case.version - 1, case.version + 1, 0, -1):
        with pytest.raises(Stale) as stale:
            fresh(case, version)
        assert (stale.value.expected, stale.value.actual) == (version, case.version)


def test_who_sees_too_little_may_ask_nothing(cast):
    case = a_case(cast)
    permit(replace(case, sight=Sight.CASE), Chart.CASE, None, Event.ADD_NOTE, cast.caseworker)
    for how in (Sight.NOTHING, Sight.SUMMARY, Sight.DUTIES, Sight.HISTORY):
        with pytest.raises(NotPermitted, match="add_note is not for this role here"):
            permit(replace(case, sight=how), Chart.CASE, None, Event.ADD_NOTE, cast.solicitor)
