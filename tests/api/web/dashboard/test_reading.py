"""What is really counted and published is what pages, files and the API say, in few questions and no matter how many."""

import re

import pytest

from tests.api.visiting import Visitor
from tests.api.web.dashboard.counts import fill
from tests.api.world import FIRM, FORCE
from tests.workflow.test_plans import plan, recording, whole_tables
from workflow import people

#: Statements that one page may ask, signing in and the navigation among them.
MOST_ASKED = 20
PAGES = {
    "analyst": ("/analysis", "/analysis?month=2026-09", "/analysis/figures/contacted"),
    "lead": ("/lead/dashboard", f"/lead/dashboard?firm={FIRM}&months=24", "/lead/dashboard/figures/refusals"),
    "auditor": ("/audit/dashboard", f"/audit/dashboard?force={FORCE}"),
}


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def counted(db, tokens):
    people.add_force(db, FORCE, "Cambridgeshire Constabulary")
    fill(db, FORCE, FIRM, monthly=60, first="2026-06", last="2026-11")


def test_pages_files_and_the_api_say_the_same(client, world, tokens, counted):
    told = world.get("analyst", f"/forces/{FORCE}/dashboard").json()
    figures = {found["key"]: found for found in told["figures"]}
    page = Visitor(client, tokens["analyst"]).get("/analysis")
    reached = figures["contacted"]
    share, base = round(reached["value"] * 100), reached["denominator"]["value"]
    assert f"{share}% of {base}" in page.text
    assert (
        f"{reached['numerator']['value']} of {base}" in page.visitor.get("/analysis/figures/contacted").text
    )
    file = page.submit("Download as CSV").html
    assert re.search(rf"Reached,{share},per cent,[^,]*,{reached['numerator']['value']},{base},", file)
    assert told["cohorts"]
    for cohort in told["cohorts"]:
        value = cohort["cells"]["accepted"]["value"]
        assert value is None or value % 5 == 0
        assert (
            value is None
            or f'<td class="govuk-table__cell govuk-table__cell--numeric">{value}</td>' in page.html
        )


def test_nothing_that_is_published_is_small(client, world, tokens, counted):
    told = world.get("analyst", f"/forces/{FORCE}/dashboard").json()
    cells = [
        cell
        for part in ("series", "splits", "cohorts")
        for found in told[part]
        for cell in found["cells"].values()
    ]
    cells += [found[of] for found in told["figures"] for of in ("numerator", "denominator") if found[of]]
    shown = [cell["value"] for cell in cells if cell["value"] is not None]
    assert len(shown) > 20
    assert all(value == 0 or (value >= 10 and value % 5 == 0) for value in shown)


def test_another_forces_analyst_is_told_that_there_is_none(world, db, clock, tokens, counted):
    reference = people.add_person(db, name="stranger", role="analyst", force="essex", at=clock())
    world.tokens["stranger"] = people.issue_token(db, reference, at=clock())
    assert world.get("stranger", f"/forces/{FORCE}/dashboard").status_code == 404
    assert world.get("analyst", "/forces/essex/dashboard").status_code == 404
    for who in ("officer", "caseworker", "solicitor", "administrator"):
        assert world.get(who, f"/forces/{FORCE}/dashboard").status_code == 403, who
    for who in ("lead", "auditor"):
        assert world.get(who, f"/forces/{FORCE}/dashboard").status_code == 200, who


def test_of_some_months_no_more_is_shown_than_of_all(world, counted):
    whole = world.get("analyst", f"/forces/{FORCE}/dashboard").json()
    part = world.get("analyst", f"/forces/{FORCE}/dashboard", **{"from": "2026-07", "to": "2026-10"}).json()
    known = {cohort["period"]: cohort["cells"] for cohort in whole["cohorts"]}
    assert 0 < len(part["series"][0]["cells"]) < len(whole["series"][0]["cells"])
    assert all(known[cohort["period"]] == cohort["cells"] for cohort in part["cohorts"])
    assert world.get("analyst", f"/forces/{FORCE}/dashboard", **{"from": "2030-01"}).status_code == 200


@pytest.mark.parametrize("role", PAGES)
def test_a_page_asks_few_questions_and_reads_no_whole_table(client, tokens, db, counted, role):
    visitor = Visitor(client, tokens[role])
    for path in PAGES[role]:
        with recording() as statements:
            assert visitor.get(path).status == 200
        asked = {text: values for text, values in statements if text.lstrip().upper().startswith("SELECT")}
        assert 0 < len(asked) <= len(statements) <= MOST_ASKED, path
        for text, values in asked.items():
            assert whole_tables(plan(db, text, values)) == [], text
