"""Her means are sealed, opened with an entry, assessed by the thresholds of the day, and closed to whoever is not hers."""

from decimal import Decimal

import pytest

from states.errors import NotPermitted
from tests.workflow.cast import Cast, dump
from workflow.db import Database
from workflow.entry_words import entry_words
from workflow.legal_aid import FIELDS, open_legal_aid
from workflow.queries import case_view

MEANS = {"gross_income": 1234.56, "disposable_income": 415, "capital": 4321, "children": 2}
STATEMENT = {
    "taken_on": "2026-11-22",
    "evidence": ["photographs", "messages"],
    "evidence_notes": "Photographs on the phone of Ada's aunt",
    "merits": {"police_told": True, "chances": "good", "why_no_letter": "Ada fears him"},
}


@pytest.fixture
def cast(sqlite_database: Database) -> Cast:
    return Cast(sqlite_database)


def opened(cast: Cast, case: str, actor=None):
    who = actor or cast.caseworker
    view = case_view(cast.db, case, who, cast.at)
    return open_legal_aid(cast.db, case, view.may_reveal, actor=who, at=cast.at)


def test_what_legal_aid_asks_is_opened_together_and_leaves_its_entry_first(cast: Cast):
    case = cast.case("solicitor_assigned")
    with pytest.raises(NotPermitted):
        opened(cast, case)
    cast.do(cast.caseworker, case, "record_means", MEANS | {"benefit": "none", "partner": False})
    cast.do(cast.caseworker, case, "record_statement", STATEMENT)
    found = opened(cast, case)
    assert found.means == MEANS | {"benefit": "none", "partner": False, "recorded_on": "2026-11-23"}
    assert found.merits == STATEMENT["merits"]
    assert found.evidence == STATEMENT["evidence_notes"]
    assert found.assessment is not None
    assert found.assessment.thresholds.since.isoformat() == "2026-04-06"
    assert found.assessment.income_contribution == Decimal("36.40")
    assert found.assessment.capital_contribution == Decimal(1321)
    entry = cast.entries(case)[-1]
    assert entry["event"] == "reveal"
    assert "1234" not in repr(found)
    # Neither the sums nor what was written stands anywhere unsealed; which kinds of evidence there are does.
    for rows in dump(cast.db).values():
        assert not [row for row in rows if "1234.56" in row or "aunt" in row or "fears" in row]
    assert cast.facts(case)["evidence"] == ["photographs", "messages"]


def test_what_is_not_said_again_stays_as_it_was_held(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, "record_statement", STATEMENT)
    cast.do(
        cast.caseworker, case, "record_statement", {"taken_on": "2026-11-23", "evidence_notes": "With her"}
    )
    found = opened(cast, case)
    assert (found.merits, found.evidence) == (STATEMENT["merits"], "With her")
    # Without means there is nothing to assess.
    assert (found.means, found.assessment) == (None, None)


def test_her_means_open_to_who_may_open_how_she_is_reached(cast: Cast):
    case = cast.case("solicitor_assigned")
    cast.do(cast.caseworker, case, "record_means", MEANS)
    seq = cast.found(case).head.seq
    assert opened(cast, case, cast.solicitor).assessment is not None
    assert "means" not in case_view(cast.db, case, cast.colleague, cast.at).may_reveal
    with pytest.raises(NotPermitted):
        opened(cast, case, cast.colleague)
    with pytest.raises(NotPermitted):
        open_legal_aid(cast.db, case, FIELDS, actor=cast.colleague, at=cast.at)
    # Nor are the sums read as what was written with the step.
    with pytest.raises(NotPermitted):
        entry_words(cast.db, case, seq, actor=cast.colleague, at=cast.at)
    assert entry_words(cast.db, case, seq, actor=cast.caseworker, at=cast.at)["gross_income"] == 1234.56
