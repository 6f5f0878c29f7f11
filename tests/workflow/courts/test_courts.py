"""A list of courts is taken as the courts publish it, once, and answers by council or by half a postcode."""

import csv
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from states.errors import Malformed
from tests.workflow.cast import Cast
from workflow.actors import SYSTEM
from workflow.courts import by_council, by_postcode, councils, court_names, import_courts, outward_of

HEADING = (
    "\N{ZERO WIDTH NO-BREAK SPACE}Local Authorities,Designated Family Ct,RefData Court Name,Local Custodian code,"
    "Specific PostCodes,Excludes,epimms,Address,emailAddress,Status,DFJ Area,Region\n"
)
#: Fictional rows in the shape of the courts' own list: stray spaces, quoted commas, three marks between postcodes.
ROWS = (
    'Ashby County Council ,Ashby DFC, Ashby Family Court ,1,,,100001,"1 High Street, Ashby,AB1 1AB",,Open,Ashby,Midlands',
    'Borough of Elm,Elm DFC,Elm Combined Court,2, ZZ4; ZZ5:ZZ6 ,ZZ7,100002,"2 Low Road,ZZ4 4ZZ",,open,Elm,London',
    'Borough of Elm,Ashby DFC,Ashby Family Court,2,"ZY",,100001,"1 High Street, Ashby,AB1 1AB",,Open,Ashby,Midlands',
    'Elmbridge District Council,Elm DFC,Elm Combined Court,3,,,100002,"2 Low Road,ZZ4 4ZZ",,Open,Elm,London',
    "Oldham & Newton,Old DFC,Old Court,4,,,100003,3 Side Lane,,Closed,Old,North West",
)
BAD = {
    ",X DFC,X Court,9,,,100009,9 Road,,Open,X,Y": "Local Authorities is missing, or is no name",
    "X Council,X DFC,,9,,,100009,9 Road,,Open,X,Y": "RefData Court Name is missing, or is no name",
    "X Council,X DFC,X Court,9,,,12a,9 Road,,Open,X,Y": "epimms is no number",
    "X Council,X DFC,X Court,9,,,100009,,,Open,X,Y": "Address is missing, or is no address",
    "X Council,X DFC,X Court,9,,,100009,9 Road,,Moved,X,Y": "its status is neither Open nor Closed",
    "X Council,X DFC,X Court,9,EVERYWHERE,,100009,9 Road,,Open,X,Y": (
        "its postcodes are no areas or first halves of postcodes"
    ),
    "X Council,X DFC,Another name,9,,,100001,9 Road,,Open,X,Y": (
        "a row above gives this code to another court"
    ),
    "X Council,X DFC": "RefData Court Name is missing, or is no name",
}


@pytest.fixture
def taken(cast: Cast, tmp_path: Path) -> Callable[..., object]:
    def take(*rows: str, whole: bool = False, heading: str = HEADING):
        path = tmp_path / "courts.csv"
        path.write_text(heading + "\n".join(rows) + "\n", encoding="utf-8")
        return import_courts(cast.db, path, actor=SYSTEM, at=cast.at, whole=whole)

    return take


def told(cast: Cast) -> list[dict[str, object]]:
    return [
        orjson.loads(row["body"])
        for row in cast.rows("entries", stream="settings")
        if row["event"] == "import_courts"
    ]


def test_a_list_is_taken_once_and_says_what_changed(cast: Cast, taken):
    first = taken(*ROWS, "", " , ,,")
    assert (first.courts, first.added, first.already, first.rejected) == (3, 5, 0, 0)
    again = taken(*ROWS)
    assert (again.added, again.changed, again.already, again.gone) == (0, 0, 5, 0)
    moved = taken(*(row.replace("Closed", "Open").replace("ZZ5", "ZZ8") for row in ROWS))
    assert (moved.added, moved.changed, moved.already) == (0, 1, 4)
    assert told(cast) == [
        {"courts": 3, "added": 5, "changed": 0, "gone": 0},
        {"courts": 1, "added": 0, "changed": 1, "gone": 0},
    ]
    assert [found.court.open for found in by_council(cast.db, "newton")] == [True]
    assert not by_postcode(cast.db, "ZZ5")
    # What a row says twice it says once.
    assert taken(*ROWS, ROWS[0]).already == 5


def test_what_a_list_names_no_more_goes_only_where_it_is_the_whole_list(cast: Cast, taken):
    taken(*ROWS)
    assert taken(ROWS[0]).gone == 0
    assert taken(ROWS[0], *BAD, whole=True).gone == 0
    assert taken(ROWS[0], whole=True).gone == 4
    assert councils(cast.db) == ("Ashby County Council",)
    assert by_postcode(cast.db, "ZZ4") == ()


def test_a_row_that_cannot_be_taken_says_why_and_stops_no_other(taken, tmp_path):
    report = taken(*ROWS[:2], *BAD, *ROWS[2:])
    assert (report.added, report.rejected) == (len(ROWS), len(BAD))
    with (tmp_path / "courts.csv.rejected").open(newline="") as file:
        heading, *kept = csv.reader(file)
    assert heading[:2] == ["reason", "Local Authorities"]
    assert [reason for reason, *_ in kept] == [*BAD.values()]


def test_a_court_that_was_renamed_is_one_court_under_the_name_that_most_rows_give_it(cast: Cast, taken):
    report = taken(ROWS[0].replace("Ashby Family Court", "Ashby County Court"), *ROWS[2:])
    assert (report.rejected, report.courts) == (0, 3)
    assert "Ashby Family Court" not in court_names(cast.db)
    taken(*ROWS, ROWS[0].replace("Ashby County Council", "Ashby Town").replace("Ashby Family", "Ashby Old"))
    assert {found.court.name for found in by_council(cast.db, "ashby")} == {"Ashby Family Court"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"council,court\nx,y\n", "has no column"),
        (b"", "has no column"),
        (HEADING.encode() + b"\xff\xfe,x\n", "not UTF-8"),
        (HEADING.encode() + b'"' + b"x" * 200_000 + b'"\n', "no CSV"),
        (HEADING.encode() + b"x,y\n" * 20_001, "at most 20,000 rows"),
    ],
)
def test_what_is_no_list_of_courts_is_refused_whole(cast: Cast, tmp_path, content, says):
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with pytest.raises(Malformed, match=says):
        import_courts(cast.db, path, actor=SYSTEM, at=cast.at)
    assert councils(cast.db) == ()


def test_a_court_is_found_by_any_word_of_its_council_the_nearest_name_first(cast: Cast, taken):
    taken(*ROWS)
    (ashby,) = by_council(cast.db, " ashby  COUNCIL ")
    assert ashby.court.name == "Ashby Family Court"
    assert ashby.court.address == "1 High Street, Ashby, AB1 1AB"
    assert (ashby.court.region, ashby.court.area, ashby.court.open) == ("Midlands", "Ashby", True)
    assert [found.council for found in by_council(cast.db, "elm")] == [
        "Borough of Elm",
        "Borough of Elm",
        "Elmbridge District Council",
    ]
    assert by_council(cast.db, "oldham and newton")[0].court.open is False
    # What is typed is no pattern, and words that all councils share are asked only where there is no other.
    assert by_council(cast.db, "%") == by_council(cast.db, "a_h") == ()
    assert {found.council for found in by_council(cast.db, "Borough")} == {"Borough of Elm"}
    for nothing in ("", "  ", "x" * 121):
        with pytest.raises(Malformed):
            by_council(cast.db, nothing)


def test_a_court_is_found_by_half_a_postcode_where_the_list_names_it(cast: Cast, taken):
    taken(*ROWS)
    (found,) = by_postcode(cast.db, " zz4 ")
    assert (found.court.name, found.only, found.never) == (
        "Elm Combined Court",
        ("ZZ4", "ZZ5", "ZZ6"),
        ("ZZ7",),
    )
    # As people order them: two before ten, an area before its parts.
    taken(ROWS[1].replace("ZZ4; ZZ5:ZZ6", "N10;N2;N1A;N"))
    assert by_postcode(cast.db, "N10")[0].only == ("N", "N1A", "N2", "N10")
    taken(*ROWS)
    (found,) = by_postcode(cast.db, "ZY12")
    assert found.court.name == "Ashby Family Court"
    assert by_postcode(cast.db, "ZZ7") == by_postcode(cast.db, "AB1") == ()


@pytest.mark.parametrize("typed", ["ZZ4 4ZZ", "ZZ44ZZ", "4", "", "ZZZ"])
def test_nobody_asks_by_a_whole_postcode(cast: Cast, typed):
    with pytest.raises(Malformed):
        by_postcode(cast.db, typed)


@pytest.mark.parametrize(
    ("whole", "half"), [("sw1a 1aa", "SW1A"), ("M1 1AE", "M1"), ("CF811AB", "CF81"), ("CF81", ""), ("", "")]
)
def test_the_first_half_of_a_postcode_is_all_that_is_taken_of_it(whole, half):
    assert outward_of(whole) == half


def test_courts_to_choose_from_are_those_that_are_open(cast: Cast, taken):
    taken(*ROWS)
    assert court_names(cast.db) == ("Ashby Family Court", "Elm Combined Court")
    assert len(councils(cast.db)) == 4
