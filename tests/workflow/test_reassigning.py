"""Many cases change hands at once: each by itself, each reported, and a second click does nothing twice."""

import pytest

from states.errors import Malformed, NotPermitted
from states.vocabulary import Event, Role
from tests.workflow.cast import RESPONDENT, Cast
from workflow import people
from workflow.reassigning import reassign_all
from workflow.reports import MOST, Outcome, Report


def give(cast: Cast, cases: dict[str, int | None], *, key: str | None = None, actor=None, owner=None):
    to = owner or cast.colleague.reference
    return reassign_all(cast.db, cases, to, "she is away", actor=actor or cast.lead, at=cast.at, key=key)


def outcomes(reports: tuple[Report, ...]) -> list[Outcome]:
    return [report.outcome for report in reports]


def test_each_case_is_given_or_says_why_not(cast: Cast):
    given, stale, hidden = (cast.case("taken") for _ in range(3))
    people.list_associates(cast.db, cast.colleague.reference, [{"name": "Odd Fictional"}])
    odd = cast.case("taken", respondent={"name": "Odd Fictional"})
    cases = {given: cast.version(given), stale: 1, "C-00000000": 1, odd: None, hidden: None}
    reports = give(cast, cases)
    assert outcomes(reports) == [
        Outcome.DONE,
        Outcome.CONFLICT,
        Outcome.NOT_FOUND,
        Outcome.REFUSED,
        Outcome.DONE,
    ]
    assert [report.reference for report in reports] == [*cases]
    assert (reports[0].event, reports[0].version) == (Event.REASSIGN, cast.version(given))
    assert reports[3].refusals[0].guard
    owners = [cast.facts(case)["owner"] for case in (given, stale, odd, hidden)]
    new, old = cast.colleague.reference, cast.caseworker.reference
    assert owners == [new, old, old, new]


def test_a_double_click_does_nothing_twice(cast: Cast):
    first, second = cast.case("taken"), cast.case("taken")
    versions: dict[str, int | None] = {case: cast.version(case) for case in (first, second)}
    reports = give(cast, versions, key="k")
    entries = len(cast.rows("entries"))
    again = give(cast, dict(reversed(versions.items())), key="k")
    assert {*again} == {*reports}
    assert len(cast.rows("entries")) == entries
    # The same cases to somebody else is another request.
    assert outcomes(give(cast, versions, key="k", owner=cast.lead.reference)) == [Outcome.CONFLICT] * 2


def test_only_a_lead_gives_many_and_never_too_many(cast: Cast):
    case = cast.case("taken")
    for actor in cast.everybody:
        if actor.role is not Role.LEAD:
            with pytest.raises(NotPermitted):
                give(cast, {case: None}, actor=actor)
    with pytest.raises(Malformed, match=str(MOST)):
        give(cast, {f"C-{number:08}": None for number in range(MOST + 1)})
    people.list_associates(cast.db, cast.lead.reference, [dict(RESPONDENT)])
    assert outcomes(give(cast, {case: None}, actor=cast.again(cast.lead))) == [Outcome.NOT_FOUND]
    assert cast.facts(case)["owner"] == cast.caseworker.reference
