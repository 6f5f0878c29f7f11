"""Offices are put onto the panel as a file has them: what it does not say is unknown, and running it again adds nothing."""

from datetime import timedelta

import pytest

from states.errors import Malformed
from tests.workflow.cast import AT, HAWTHORN, Cast
from workflow.actors import SYSTEM
from workflow.importing import BATCH
from workflow.importing.office_columns import READ, WANTED, code_of
from workflow.importing.offices import OfficesReport, import_offices
from workflow.panel.profiles import HEAVIEST, Profile, begin_share, firm_page
from workflow.tables import to_micros

#: As public lists come: a mark at the front, quotes, stray spaces, and a place that is not known.
PUBLIC = (
    "\ufeffoffice,firm,town,postcode,latitude,longitude\r\n"
    '1,"Hart, Ash & Co",Worcester,WR1 1LP,52.196775,-2.220634\r\n'
    "5,Firm 0002 , Telford ,tf1 1he,52.699306,-2.517859\r\n"
    '7,"Hart, Ash & Co",Malvern,WR14 2AA,,\r\n'
)


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def take(cast: Cast, tmp_path):
    def take(text: str, **parts: object) -> OfficesReport:
        path = tmp_path / "offices.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return import_offices(cast.db, path, actor=SYSTEM, at=AT, **parts)  # type: ignore[arg-type]

    return take


def profile(cast: Cast, code: str) -> Profile:
    return firm_page(cast.db, code, cast.lead, AT).profile


def test_a_public_list_is_taken_as_it_is_and_what_it_does_not_say_is_unknown(cast: Cast, take):
    heard: list[tuple[int, int]] = []
    report = take(PUBLIC, progress=lambda done, of: heard.append((done, of)))
    assert report == OfficesReport(added=3, firms=2)
    assert heard[-1][0] == heard[-1][1] > 0
    assert [row["postcode"] for row in cast.rows("firm_offices")] == ["TF1 1HE", "WR1 1LP", "WR14 2AA"]
    first = cast.row("firm_offices", office="1")
    assert (first["firm"], first["latitude"], first["longitude"]) == ("hart-ash-co", 52196775, -2220634)
    assert cast.row("firm_offices", office="7")["latitude"] is None
    assert profile(cast, "firm-0002") == Profile()
    assert cast.row("firms", code="firm-0002") == {"code": "firm-0002", "name": "Firm 0002", "active": True}
    (entry,) = cast.rows("entries", event="import_offices")
    assert '"added":3' in entry["body"]


def test_running_it_again_adds_nothing_and_says_so(cast: Cast, take):
    take(PUBLIC)
    stood = {name: cast.rows(name) for name in ("firms", "firm_offices", "firm_profiles", "entries")}
    assert take(PUBLIC) == OfficesReport(already=3)
    assert {name: cast.rows(name) for name in stood} == stood


def test_more_columns_say_more_and_those_that_are_not_known_are_named(cast: Cast, take):
    told = (
        "firm,code,areas,languages,legal_aid,capacity,weight,hours,active,colour\n"
        'Oak,oak,"CB, pe28",PL;cy,yes,12,3,mon-fri 9:00-17:30; sat 10:00-12:00,yes,green\n'
    )
    assert take(told) == OfficesReport(added=1, firms=1, ignored=("colour",))
    assert profile(cast, "oak") == Profile(("CB", "PE28"), ("cy", "pl"), True, 12, 3)
    hours = {row["day"]: (row["opens"], row["closes"]) for row in cast.rows("firm_hours", firm="oak")}
    assert (len(hours), hours["mon"], hours["sat"]) == (6, (540, 1050), (600, 720))
    # What a later file does not say stays; what it says otherwise changes.
    assert take("firm,code,capacity\nOak,oak,\n") == OfficesReport(already=1)
    assert take("firm,code,capacity\nOak,oak,9\n") == OfficesReport(changed=1)
    assert take("firm,code,hours\nOak,oak,mon 9:00-10:00\n") == OfficesReport(changed=1)
    assert len(cast.rows("firm_hours", firm="oak")) == 1
    assert profile(cast, "oak") == Profile(("CB", "PE28"), ("cy", "pl"), True, 9, 3)


def test_an_office_that_moved_and_a_firm_renamed_or_shut_are_changed(cast: Cast, take):
    take("firm,code,office,postcode\nOak,oak,1,CB1 1AA\n")
    assert take("firm,code,office,postcode,town\nOak LLP,oak,1,CB2 1AA,Cambridge\n") == OfficesReport(
        changed=1
    )
    assert cast.row("firm_offices", firm="oak")["town"] == "Cambridge"
    assert take("firm,code,office,active\nOak LLP,oak,1,no\n") == OfficesReport(changed=1)
    assert cast.row("firms", code="oak") == {"code": "oak", "name": "Oak LLP", "active": False}
    assert take("firm,code,office,active\nOak LLP,oak,1,yes\n") == OfficesReport(changed=1)


@pytest.mark.parametrize(
    ("heading", "row", "reason"),
    [
        ("firm,postcode", ",CB1 1AA", "firm: must be given"),
        ("firm,postcode", "Oak,Acacia Avenue", "postcode: must be a postcode"),
        ("firm,latitude,longitude", "Oak,north,0", "latitude: must be degrees"),
        ("firm,latitude,longitude", "Oak,1e999,0", "latitude: must be degrees"),
        ("firm,latitude,longitude", "Oak,52,181", "longitude: must be degrees"),
        ("firm,latitude,longitude", "Oak,52,", "latitude: must come with a longitude"),
        ("firm,areas", "Oak,Cambridge", "areas: must be postcode areas"),
        ("firm,languages", "Oak,Polish", "languages: must be codes"),
        ("firm,legal_aid", "Oak,perhaps", "legal_aid: must be yes or no"),
        ("firm,capacity", "Oak,-1", "capacity: must be a whole number"),
        ("firm,capacity", "Oak,1001", "capacity: must be from 0 to 1000"),
        ("firm,weight", "Oak,0", f"weight: must be from 1 to {HEAVIEST}"),
        ("firm,hours", "Oak,always", "hours: must be hours"),
        ("firm,hours", "Oak,mon 17:00-09:00", "hours: must be hours"),
        ("firm,hours", "Oak,mon 9:00-10:00; mon 11:00-12:00", "hours: must be hours"),
        ("firm,code", "Oak,two words", "code: must be a short name"),
        ("firm", "日本", "code: must be given for this name"),
        ("firm", "Rowe!", "code: must be given: another firm"),
        ("firm,town", "Oak", "has 1 cells where the heading has 2"),
    ],
)
def test_a_row_that_cannot_be_taken_comes_back_with_its_reason_and_stops_no_other(
    cast: Cast, take, heading, row, reason
):
    rest = "," * heading.count(",")
    report = take(f"{heading}\n{row}\nElm{rest}\n")
    assert (report.added, report.rejected, report.firms) == (1, 1, 1)
    assert report.rejected_file is not None
    assert reason in report.rejected_file.read_text()
    assert [one["firm"] for one in cast.rows("firm_offices")] == ["elm"]
    assert cast.rows("firms", code="oak") == []


def test_rows_of_one_firm_that_disagree_are_not_guessed_between(cast: Cast, take):
    report = take("firm,office,capacity\nOak,1,3\nOak,2,\nOak,3,4\n")
    assert (report.added, report.rejected) == (2, 1)
    assert report.rejected_file is not None
    assert "capacity: is said otherwise of the firm on line 2" in report.rejected_file.read_text()
    assert profile(cast, "oak").capacity == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [("town\nEly\n", "lacks firm"), ("firm,firm\na,b\n", "twice: firm"), ('{"firm": 1}\n', "as CSV")],
)
def test_a_file_that_is_none_is_refused_before_anything_is_taken(cast: Cast, take, text, why):
    with pytest.raises(Malformed, match=why):
        take(text)
    assert cast.rows("firm_offices") == []


def test_many_rows_are_many_transactions_with_an_entry_each(cast: Cast, take):
    assert take("firm\n" + "".join(f"Firm {n}\n" for n in range(BATCH + 1))).added == BATCH + 1
    assert len(cast.rows("entries", event="import_offices")) == 2


def test_a_firm_that_is_added_by_hand_begins_its_share_once(cast: Cast):
    begin_share(cast.db, HAWTHORN, AT)
    begin_share(cast.db, HAWTHORN, AT + timedelta(days=9))
    assert cast.row("firm_profiles", firm=HAWTHORN)["share_since"] == to_micros(AT)


def test_every_column_says_what_it_must_be_and_codes_are_made_of_names():
    assert READ.keys() == WANTED.keys()
    names = ("O'Brien & Söhne", "  Firm  0001 ", "日本", "x" * 60)
    assert [code_of(name) for name in names] == ["obrien-sohne", "firm-0001", "", "x" * 40]


def test_a_share_begins_with_the_firm_and_anew_with_its_weight_or_its_coming_back(cast: Cast, take, tmp_path):
    take("firm,code,weight\nOak,oak,1\n")
    began = cast.row("firm_profiles", firm="oak")["share_since"]
    assert began == to_micros(AT)
    path, later = tmp_path / "later.csv", AT + timedelta(days=9)
    for text, begins in (
        ("capacity\nOak,oak,4", AT),
        ("weight\nOak,oak,2", later),
        ("active\nOak,oak,no", later),
    ):
        path.write_text(f"firm,code,{text}\n")
        import_offices(cast.db, path, actor=SYSTEM, at=later)
        assert cast.row("firm_profiles", firm="oak")["share_since"] == to_micros(begins)
    path.write_text("firm,code,active\nOak,oak,yes\n")
    import_offices(cast.db, path, actor=SYSTEM, at=later + timedelta(days=9))
    assert cast.row("firm_profiles", firm="oak")["share_since"] == to_micros(later + timedelta(days=9))
