from datetime import timedelta

import pytest

from states.errors import NotFound, NotPermitted, Stale
from states.vocabulary import Disposition, Event, State
from tests.workflow.cast import HIS_PHONE, Cast
from workflow import people, queries
from workflow.command import Command
from workflow.commands import perform
from workflow.queries.referrals import ENDED, ENDINGS, STATUS, status_of


def referral(cast: Cast, case: str) -> str:
    return str(cast.row("referrals", case_id=cast.found(case).id)["reference"])


def shown(cast: Cast, case: str, actor=None):
    return queries.referral_view(cast.db, referral(cast, case), actor or cast.officer, cast.at)


def test_every_state_has_a_status_in_plain_words():
    assert set(STATUS) == set(State)
    assert all(says.endswith(".") for _, says in STATUS.values())
    assert set(ENDINGS) <= set(Disposition)


def test_a_referrer_who_may_be_told_hears_how_far_it_went(cast: Cast):
    case = cast.case("taken")
    told = {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm", "tell_force"]}
    said = [shown(cast, case).status]
    for event, payload in ((Event.MAKE_CONTACT, None), (Event.GIVE_CONSENT, told), (Event.MAKE_OFFER, None)):
        cast.do(cast.caseworker, case, event, payload)
        said.append(shown(cast, case).status)
    cast.accept(case)
    said.append(shown(cast, case).status)
    cast.do(cast.solicitor, case, Event.SEEK_ORDER)
    said.append(shown(cast, case).status)
    assert said == ["received", "contacted", "helped", "helped", "with_solicitor", "at_court"]


def test_once_she_is_asked_herself_only_her_own_word_counts(cast: Cast):
    assert shown(cast, cast.case("consented")).status == "received"


def test_without_her_word_a_referral_is_received_until_it_has_ended(cast: Cast):
    cases = [cast.case(state, tell_force=False) for state in ("received", "contacted")]
    assert {shown(cast, case).status for case in cases} == {"received"}
    cast.do(cast.caseworker, cases[1], Event.DECLINE)
    ended = shown(cast, cases[1])
    assert (ended.status, ended.says) == (ENDED, "Our work has ended.")


def test_with_her_word_it_is_said_how_it_ended(cast: Cast):
    case = cast.case("contacted")
    cast.do(cast.caseworker, case, Event.DECLINE)
    assert shown(cast, case).says == "She did not want this help now."


@pytest.mark.parametrize("disposition", [Disposition.DECEASED, Disposition.CONSENT_WITHDRAWN])
def test_some_ends_are_nobodys_business(disposition):
    assert status_of("closed", {"tell_force": True, "disposition": disposition}) == STATUS[State.OUTCOME]


def test_a_referral_says_nothing_of_the_case_behind_it(cast: Cast):
    case = cast.case("solicitor_assigned")
    view = shown(cast, case)
    assert case not in repr(view)
    assert view.receipt == f"receipt of {view.reference}"
    assert view.events["supply_information"] == []
    assert "withdraw_consent" not in view.events


def test_the_version_is_a_token_that_counts_nothing_and_changes_with_the_case(cast: Cast):
    case = cast.case()
    own = referral(cast, case)
    first = shown(cast, case).version
    assert first == shown(cast, case).version
    assert queries.version_of(cast.db, own, first) == cast.version(case)
    cast.do(cast.caseworker, case, Event.TAKE)
    second = shown(cast, case).version
    assert second != first
    assert not first.isdigit()
    assert queries.version_of(cast.db, own, first) == 0
    assert queries.version_of(cast.db, own, "é") == 0
    assert queries.version_of(cast.db, "R-00000000", first) == 0


def test_two_referrals_of_one_case_have_tokens_of_their_own(cast: Cast):
    case = cast.case()
    with cast.db.transaction() as tx:
        another = cast._refer(tx, cast.found(case))
    views = {
        queries.referral_view(cast.db, reference, cast.officer, cast.at).version
        for reference in (another, *(row["reference"] for row in cast.rows("referrals")))
    }
    assert len(views) == 2


def test_a_command_with_an_old_token_is_stale(cast: Cast):
    case = cast.case()
    own = referral(cast, case)
    old = shown(cast, case).version
    cast.do(cast.caseworker, case, Event.TAKE)
    version = queries.version_of(cast.db, own, old)
    with pytest.raises(Stale):
        perform(
            cast.db,
            Command(own, Event.UPDATE_DETAILS, {"language": "cy"}, version),
            actor=cast.officer,
            at=cast.at + timedelta(minutes=1),
        )


def test_only_who_sent_it_and_who_works_on_it_reads_a_referral(cast: Cast):
    case = cast.case("solicitor_assigned")
    for actor in (cast.caseworker, cast.lead, cast.auditor):
        assert shown(cast, case, actor).events == {}
    for actor in (cast.other_officer, cast.solicitor, cast.analyst, cast.administrator):
        with pytest.raises(NotFound, match="referral"):
            shown(cast, case, actor)
    with pytest.raises(NotFound):
        queries.referral_view(cast.db, "R-00000000", cast.officer, cast.at)


def test_only_a_referrer_has_referrals_of_their_own(cast: Cast):
    case = cast.case()
    (view,) = queries.referral_list(cast.db, cast.officer, cast.at).items
    assert view == shown(cast, case)
    assert queries.referral_list(cast.db, cast.other_officer, cast.at).items == ()
    with pytest.raises(NotPermitted):
        queries.referral_list(cast.db, cast.caseworker, cast.at)


def test_the_referral_of_a_duplicate_tells_of_the_case_that_it_joined(cast: Cast):
    kept, case = cast.case("contacted"), cast.case()
    own = referral(cast, case)
    cast.do(cast.caseworker, case, Event.MARK_DUPLICATE, {"case": kept})
    view = queries.referral_view(cast.db, own, cast.officer, cast.at)
    assert view.status == "contacted"
    assert {item.status for item in queries.referral_list(cast.db, cast.officer, cast.at).items} == {
        "contacted"
    }


def test_a_referral_of_a_case_that_is_hidden_is_told_from_none_by_nothing(cast: Cast):
    case = cast.case("taken")
    reference = referral(cast, case)
    people.list_associates(cast.db, cast.officer.reference, [{"phone": HIS_PHONE}])
    told = []
    for asked in (reference, "R-00000000"):
        with pytest.raises(NotFound) as refused:
            queries.referral_view(cast.db, asked, cast.again(cast.officer), cast.at)
        told.append(refused.value.detail)
    assert told[0] == told[1]
