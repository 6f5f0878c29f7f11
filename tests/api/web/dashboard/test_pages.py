"""The dashboard shows what is published and nothing more; what is taken away is what is shown, and is on the trail."""

import csv
import hashlib
import json
import re
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest

from api.web.dashboard import analysis, auditing, service
from api.web.dashboard.board import board_of, sheets
from api.web.dashboard.places import Address
from states.errors import NotFound
from tests.api.visiting import Visitor
from tests.api.web.dashboard.figures import dashboard
from workflow.dashboard import DEFINITIONS
from workflow.dashboard.model import Cell, Split
from workflow.faults import StorageUnavailable
from workflow.tables import METADATA

MONTHS = ("2026-10", "2026-09")
CHOICES = {"force": (("cambridgeshire", "Cambridgeshire"),), "firm": (("hart", "Hart and Co"),)}
#: Who reads a dashboard, and where.
READERS = {
    "analyst": "/analysis",
    "lead": "/lead/dashboard",
    "auditor": "/audit/dashboard?force=cambridgeshire",
}


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def shown(monkeypatch):
    """What is published and what is live, made up."""
    frozen = dashboard()

    def published(_db, _actor, _at, force, month=None):
        if force != frozen.code or month not in (None, *MONTHS):
            raise NotFound("dashboard")
        return frozen

    for module in (analysis, auditing):
        monkeypatch.setattr(module, "published", published)
        monkeypatch.setattr(module, "snapshots", lambda *_: MONTHS)
    monkeypatch.setattr(auditing, "published_forces", lambda *_: (("cambridgeshire", "=Evil <Force>"),))
    monkeypatch.setattr(service, "counted_places", lambda *asked: CHOICES[asked[3]])
    lively = dashboard(
        live=True,
        month=None,
        name="The whole service",
        splits=(*frozen.splits, Split("refusals", {"capacity": Cell(3)})),
    )
    monkeypatch.setattr(service, "live", lambda *_, **__: lively)
    return frozen


@pytest.fixture
def analyst(client, tokens) -> Visitor:
    return Visitor(client, tokens["analyst"])


class Tables(HTMLParser):
    """Reads the tables of a page by their captions, cell by cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._into: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("th", "td", "caption"):
            self._into = []

    def handle_endtag(self, tag: str) -> None:
        said = "".join(self._into or ()).strip()
        if tag == "caption":
            self.found[said] = self._rows
        elif tag in ("th", "td"):
            self._rows[-1].append(said)
        if tag in ("th", "td", "caption"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)


def tables_of(file: bytes) -> dict[str, list[list[str]]]:
    """The tables of a CSV file by their keys, with the numbers as people write them."""
    found: dict[str, list[list[str]]] = {}
    head: list[str] = []
    for line in csv.reader(StringIO(file.decode("utf-8-sig"), newline="")):
        if line[:1] == ["table"]:
            head = line[1:]
        elif line and head:
            cells = [f"{int(cell):,}" if cell.isdecimal() else cell for cell in line[1:]]
            found.setdefault(line[0], [head]).append(cells)
    return found


def exports(db) -> list[dict[str, Any]]:
    entries = METADATA.tables["entries"]
    with db.reading() as tx:
        rows = tx.connection.execute(entries.select().where(entries.c.stream == "exports"))
        return [{**json.loads(row.body), "event": row.event, "actor": row.actor} for row in rows]


def take(visitor: Visitor, kind: str, path: str = "/analysis/export", **more: str) -> Any:
    return visitor.once("POST", path, urlencode({"format": kind, **more}))


def test_each_reader_has_a_dashboard_and_nobody_else_that_one(client, tokens, shown):
    for reader, path in READERS.items():
        page = Visitor(client, tokens[reader]).get(path)
        assert (page.status, page.html.count("<h1")) == (200, 1)
        for who in tokens:
            if who.removeprefix("other_") != reader:
                assert Visitor(client, tokens[who]).get(path).status == 403, (who, path)


def test_each_share_names_what_it_is_a_share_of(analyst, shown):
    text = analyst.get("/analysis").text
    assert f"48% of 870 {DEFINITIONS['consented'].of}" in text
    assert f"82% of 140 {DEFINITIONS['protected'].of}" in text
    assert f"71% (66% to 76%) of 120 {DEFINITIONS['survey_abuse_since'].of}" in text
    assert "As at the end of October 2026" in text
    assert "What survivors wrote" not in text
    assert "Published on 1 November 2026" in text


def test_what_is_not_shown_is_said_in_words_and_hatched(analyst, shown):
    page = analyst.get("/analysis")
    assert "fewer than 10" in page.text
    assert "withheld" in page.text
    assert "url(#rowan-withheld)" in page.html
    assert ">None<" not in page.html


def test_another_month_is_one_press_away(analyst, shown):
    page = analyst.get("/analysis").follow("September 2026")
    assert page.path == "/analysis?month=2026-09"
    assert all("month=2026-09" in href for href in re.findall(r'"(/analysis/[a-z_/]+\?[^"]*)"', page.html))
    assert page.form("Download as CSV").fields == [("month", "2026-09")]
    assert analyst.get("/analysis?month=2020-01").status == 404
    assert analyst.get("/analysis?month=x").status == 404


def test_before_the_first_month_the_page_says_when(analyst, shown, monkeypatch):
    monkeypatch.setattr(analysis, "snapshots", lambda *_: ())
    page = analyst.get("/analysis")
    assert (page.status, "Nothing is published yet" in page.text) == (200, True)


def test_every_figure_opens_into_how_it_was_computed(analyst, shown):
    page = analyst.get("/analysis")
    opened = set(re.findall(r'href="(/analysis/figures[^"]*)"', page.html))
    assert len(opened) > 12
    for href in opened:
        assert analyst.get(href).status == 200, href
    for key, definition in DEFINITIONS.items():
        page = analyst.get(f"/analysis/figures/{key}")
        assert page.status == (404 if definition.live_only else 200), key
        if not definition.live_only:
            assert definition.name in page.text, key
            assert definition.counts[1:] in page.text, key
    assert "870 of 1,405" in analyst.get("/analysis/figures/contacted").text
    assert "57% to 67%" in analyst.get("/analysis/figures/contacted").text
    assert analyst.get("/analysis/figures/nothing").status == 404


def test_a_csv_file_holds_exactly_the_tables_of_the_page(analyst, shown):
    page = Tables(analyst.get("/analysis").html).found
    answer = take(analyst, "csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="dashboard-2026-10.csv"'
    assert tables_of(answer.content) == {
        sheet.key: page[sheet.title] for sheet in sheets(board_of(shown, Address("/analysis", {})))
    }
    assert len(page) == len(tables_of(answer.content))


def test_a_workbook_holds_a_sheet_for_each_table(analyst, shown):
    answer = take(analyst, "xlsx")
    with ZipFile(BytesIO(answer.content)) as held:
        book = held.read("xl/workbook.xml").decode()
    assert book.count("<sheet ") == 1 + len(sheets(board_of(shown, Address("/analysis", {}))))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_who_took_a_file_is_on_the_trail_with_its_digest(analyst, db, shown, kind):
    answer = take(analyst, kind, month="2026-10")
    (entry,) = exports(db)
    assert entry["event"] == "export"
    assert entry["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert (entry["what"], entry["format"], entry["code"], entry["month"]) == (
        "dashboard",
        kind,
        "cambridgeshire",
        "2026-10",
    )


def test_what_cannot_be_written_down_is_not_handed_over(analyst, shown, monkeypatch):
    def full(*_: Any) -> None:
        raise StorageUnavailable

    monkeypatch.setattr("api.web.dashboard.exporting.exported", full)
    answer = take(analyst, "csv")
    assert (answer.status_code, b"870" in answer.content) == (503, False)


def test_another_form_of_file_is_refused_and_leaves_nothing(analyst, db, shown):
    assert take(analyst, "pdf").status_code == 422
    assert take(analyst, "csv", month="2020-01").status_code == 404
    assert exports(db) == []


def test_an_address_that_leads_nowhere_is_not_repeated(client, tokens):
    for who, path in (
        ("analyst", "/analysis/figures?month=qzq"),
        ("lead", "/lead/dashboard/figures?force=qzq"),
        ("lead", "/lead/dashboard/figures?firm=qzq"),
        ("auditor", "/audit/dashboard/figures?force=qzq"),
    ):
        page = Visitor(client, tokens[who]).get(path)
        assert (page.status, "qzq" in page.html) == (404, False), path
    for who, path in (("analyst", "/analysis/figures"), ("lead", "/lead/dashboard/figures?months=qzq")):
        page = Visitor(client, tokens[who]).get(path)
        assert (page.status, "qzq" in page.html) == (200, False), path


def test_leads_choose_a_force_a_firm_and_how_far_back(client, tokens, shown, monkeypatch):
    asked: list[Any] = []
    lively = dashboard(live=True, month=None, name="", splits=(Split("refusals", {"capacity": Cell(3)}),))

    def live(_db, _actor, _at, scope, code, *, first, last):
        asked.append((scope, code, first, last))
        return lively

    monkeypatch.setattr(service, "live", live)
    lead = Visitor(client, tokens["lead"])
    page = lead.get("/lead/dashboard")
    assert "for leads alone" in page.text
    assert page.links["What survivors wrote"] == "/lead/survey"
    assert DEFINITIONS["refusals"].name in page.text
    page.follow("Hart and Co").follow("Last 3 months").follow("The whole service")
    page.follow("Cambridgeshire").follow("Last 24 months")
    lead.get("/lead/dashboard?months=9999")
    take(lead, "csv", "/lead/dashboard/export", firm="hart", months="3")
    assert asked == [
        ("all", "", "2025-12", "2026-11"),
        ("firm", "hart", "2025-12", "2026-11"),
        ("firm", "hart", "2026-09", "2026-11"),
        ("all", "", "2026-09", "2026-11"),
        ("force", "cambridgeshire", "2025-12", "2026-11"),
        ("force", "cambridgeshire", "2024-12", "2026-11"),
        ("all", "", "2025-12", "2026-11"),
        ("firm", "hart", "2026-09", "2026-11"),
    ]


def test_auditors_choose_a_force_and_take_nothing_away(client, tokens, shown):
    auditor = Visitor(client, tokens["auditor"])
    page = auditor.get("/audit/dashboard").follow("=Evil <Force>")
    assert "48% of 870" in page.text
    assert "Download" not in page.text
    assert all(form.action in {"/sign-out", "/search"} for form in page.forms)
    assert page.follow("What each figure counts").status == 200
    assert auditor.get("/audit/dashboard/figures/contacted?force=cambridgeshire").status == 200
    assert auditor.get("/audit/dashboard?force=essex").status == 404
