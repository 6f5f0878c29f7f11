"""A duplicate's referrals follow it to the case that it joins, readable there and nowhere else."""

import pytest

from states.contact import RULES
from states.vocabulary import Event
from tests.workflow.cast import Cast
from workflow.as_sent import open_as_sent
from workflow.duplicates import follow, referrals_of
from workflow.faults import Unreadable
from workflow.finding import load
from workflow.sealed import Sealed


def join(cast: Cast, duplicate: str, joined: str) -> None:
    cast.do(cast.caseworker, duplicate, Event.MARK_DUPLICATE, {"case": joined})


def as_sent(cast: Cast, referral: str) -> Sealed:
    sealed = cast.row("referrals", reference=referral)["as_sent"]
    assert isinstance(sealed, Sealed)
    return sealed


def test_every_referral_of_a_duplicate_joins_in_its_own_right(cast):
    joined, duplicate = cast.case("taken"), cast.case()
    with cast.db.transaction() as tx:
        cast._refer(tx, load(tx, duplicate, lock=True))
    before = cast.version(joined)
    join(cast, duplicate, joined)
    assert [entry["event"] for entry in cast.entries(joined)[-2:]] == ["join_referral"] * 2
    assert cast.version(joined) == before + 2
    assert len(cast.rows("referrals", case_id=cast.found(joined).id)) == 3


def test_what_was_sent_opens_under_the_key_of_the_case_that_it_followed_to(cast):
    joined, duplicate = cast.case("taken"), cast.case()
    (row,) = cast.rows("referrals", case_id=cast.found(duplicate).id)
    before = as_sent(cast, row["reference"])
    join(cast, duplicate, joined)
    keys = cast.db.keys
    after = as_sent(cast, row["reference"])
    assert open_as_sent(cast.found(joined).key(keys), row["reference"], after) == b'{"as": "sent"}'
    with pytest.raises(Unreadable):
        open_as_sent(cast.found(duplicate).key(keys), row["reference"], after)
    assert bytes(before) != bytes(after)


def test_a_referral_brings_the_rules_and_risk_of_its_case(cast):
    duplicate = cast.case(grade="high", flags=["weapon"], safety="restricted", channels=["phone"])
    with cast.db.reading() as tx:
        (brought,) = referrals_of(tx, load(tx, duplicate))
    facts = cast.facts(duplicate)
    assert brought["contact"] == {name: facts[name] for name in RULES}
    assert (brought["grade"], brought["flags"], brought["tell_force"]) == ("high", ["weapon"], True)
    assert brought["referrer"] == cast.officer.reference


def test_joining_tightens_contact_and_never_loosens_it(cast):
    joined = cast.case("taken", safety="restricted", channels=["phone"], grade="standard")
    loose, tight = cast.case(grade="high"), cast.case(safety="unsafe", channels=[])
    before = {name: cast.facts(joined)[name] for name in RULES}
    join(cast, loose, joined)
    assert {name: cast.facts(joined)[name] for name in RULES} == before
    assert cast.facts(joined)["grade"] == "high"
    join(cast, tight, joined)
    assert cast.facts(joined)["safety"] != "restricted"


def test_joining_brings_along_that_she_wants_no_messages(cast):
    joined, duplicate = cast.case("taken"), cast.case()
    cast.do(cast.caseworker, duplicate, Event.STOP_MESSAGES, {"reason": "opted_out"})
    join(cast, duplicate, joined)
    assert cast.facts(joined)["messages_stopped"] == "opted_out"


def test_the_referrals_of_no_other_case_move(cast):
    joined, duplicate, stranger = cast.case("taken"), cast.case(), cast.case()
    join(cast, duplicate, joined)
    assert len(cast.rows("referrals", case_id=cast.found(stranger).id)) == 1


def test_a_duplicate_without_referrals_joins_without_an_entry_over_there(cast):
    joined, duplicate = cast.case("taken"), cast.case(referred=False)
    before = cast.row("cases", reference=joined)
    join(cast, duplicate, joined)
    assert cast.row("cases", reference=joined) == before


def test_following_twice_changes_nothing_more(cast):
    joined, duplicate = cast.case("taken"), cast.case()
    join(cast, duplicate, joined)
    before = cast.rows("referrals")
    with cast.db.transaction() as tx:
        follow(tx, cast.db.keys, cast.found(duplicate), cast.found(joined))
    assert cast.rows("referrals") == before
