"""No page asks a question that reads a whole table: every statement of every page, before the engine's own planner."""

import pytest

from tests.api.visiting import Visitor
from tests.workflow.test_plans import plan, recording, whole_tables

#: What each role looks at, of a case where the address names one.
PAGES = {
    "caseworker": (
        "/queue",
        "/queue?view=all",
        "/tasks",
        "/tasks?part=waiting",
        "/cases/{}",
        "/cases/{}/history",
    ),
    "lead": (
        "/queue?view=unowned",
        "/queue?view=all&state=received&force=cambridgeshire&urgent=yes&overdue=yes",
        "/queue?view=all&state=closed",
        "/tasks?part=waiting",
        "/lead/sign-offs",
        "/lead/workload",
        "/lead/reassign",
        "/lead/overdue",
        "/lead/stuck",
        "/lead/panel",
        "/lead/panel/conflicts",
        "/cases/{}",
        "/cases/{}/history",
    ),
}
SEARCHES = ("Anna Known", "07700 900111", "CB1 1AA", "anna@example.org")


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.mark.parametrize("role", PAGES)
def test_no_page_reads_a_whole_table(client, tokens, world, db, role):
    case = world.contacted()
    visitor = Visitor(client, tokens[role])
    with recording() as statements:
        for path in PAGES[role]:
            assert visitor.get(path.format(case)).status == 200, path
        for words in SEARCHES:
            assert visitor.post("/search", {"words": words}).status == 200
    asked = {text: values for text, values in statements if text.lstrip().upper().startswith("SELECT")}
    assert len(asked) > len(PAGES[role])
    for text, values in asked.items():
        assert whole_tables(plan(db, text, values)) == [], text
