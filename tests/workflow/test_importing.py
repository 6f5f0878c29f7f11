"""A file is imported a row at a time: what cannot be taken comes back, and running it again adds nothing."""

import csv
import io
import itertools
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.errors import Malformed, NotPermitted
from states.vocabulary import Role
from tests.workflow.cast import AT, FORCE, OTHER_FORCE, Cast, dump
from tests.workflow.referred import SENT, changed
from workflow import people, references
from workflow.as_sent import open_as_sent
from workflow.db import Database
from workflow.details import open_details
from workflow.faults import StorageUnavailable
from workflow.forces import FORCES
from workflow.importing import BATCH, ImportReport, import_file
from workflow.importing.columns import COLUMNS, day, lines, number, referral_of, windows, words, yes_or_no
from workflow.importing.csv_rows import CsvRows, guarded, unguarded
from workflow.importing.rows import REASON, Row
from workflow.intake import take, take_referral
from workflow.referral import LONGEST, read_referral
from workflow.referral_schema import Sent
from workflow.simulate import referrals, write_file

HEADING = (
    "force",
    "survivor.name",
    "survivor.phone",
    "safe_contact.safety",
    "consent.to_referral",
    "incident.summary",
)
#: A heading and rows that every one of can be taken.
GOOD = [HEADING, *((FORCE, f"Ann Number{n}", f"07700 90010{n}", "safe", "yes", "") for n in range(3))]


#: How a file is read is the same whatever it is read into.
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def forces(cast: Cast) -> None:
    for force in (FORCE, OTHER_FORCE):
        people.add_force(cast.db, force, force.title())


@pytest.fixture
def imported(cast: Cast, forces: None, tmp_path: Path) -> Callable[..., ImportReport]:
    """Import some content as the caseworker, from a file that is called so."""

    def run(content: Any, name: str = "referrals.csv", **given: Any) -> ImportReport:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else written(content))
        asked: dict[str, Any] = {"actor": cast.caseworker, "at": AT}
        return import_file(cast.db, path, **asked | given)

    return run


def written(rows: list[Any]) -> bytes:
    """Write rows as CSV, or dictionaries as JSON lines."""
    if isinstance(rows[0], dict):
        return b"".join(orjson.dumps(row) + b"\n" for row in rows)
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.taken, report.joined, report.already, report.rejected


def reasons(report: ImportReport) -> list[str]:
    assert report.rejected_file is not None
    text = report.rejected_file.read_text()
    if text.startswith("{"):
        return [orjson.loads(line)[REASON] for line in text.splitlines()]
    return [row[0] for row in list(csv.reader(io.StringIO(text, newline="")))[1:]]


# What is taken


def test_every_row_is_a_referral_of_an_officer_who_is_made(cast: Cast, imported):
    assert counts(imported([SENT, changed(survivor__name="Ann Otterwick", survivor__phone=None)])) == (
        2,
        0,
        0,
        0,
    )
    officer = cast.row("people", name="Officer 1234")
    assert officer["force"] == FORCE
    assert {row["referrer_id"] for row in cast.rows("referrals")} == {officer["id"]}


def test_csv_says_all_that_json_says(cast: Cast, imported):
    cells = {
        "force": FORCE,
        "referrer.role": "officer",
        "referrer.collar_number": "1234",
        "referrer.email": "officer.1234@example.org",
        "survivor.name": "Jane Heronlight",
        "survivor.date_of_birth": "03/02/1990",
        "survivor.phone": "07700 900123",
        "survivor.email": "jane@rowan.example",
        "survivor.address.lines": "1 Acorn Row; Ambleford",
        "survivor.address.postcode": "ZZ1 1AA",
        "survivor.language": "pl",
        "survivor.interpreter": "No",
        "safe_contact.safety": "restricted",
        "safe_contact.channels": "phone",
        "safe_contact.windows": "mon-tue 10:00-14:00",
        "safe_contact.voicemail": "no",
        "safe_contact.withheld_number": "TRUE",
        "safe_contact.code_word": "marmalade",
        "safe_contact.instructions": "ask for the library book",
        "respondent.name": "John Thistlebrace",
        "respondent.date_of_birth": "1988-12-01",
        "respondent.phone": "07700 900456",
        "respondent.relationship": "former_partner",
        "respondent.lives_with_survivor": "n",
        "incident.occurred_at": "2026-11-20T21:10:00Z",
        "incident.crime_reference": "ZZ/12345/26",
        "incident.summary": "He broke the garden door.",
        "risk.tool": "dash",
        "risk.version": "2009",
        "risk.grade": "medium",
        "risk.score": "9",
        "risk.flags": "",
        "children.1.name": "Robin",
        "children.1.date_of_birth": "2018-05-01",
        "bail.conditions": "1",
        "bail.ends_on": "1/12/2026",
        "consent.to_referral": "yes",
        "consent.given_at": "2026-11-20T22:00:00Z",
        "consent.override_reason": "",
        "consent.tell_force": "y",
    }
    said, sent = read_referral(referral_of(cells)), read_referral(SENT)
    for name in (
        "force",
        "referrer",
        "survivor",
        "respondent",
        "contact",
        "routes",
        "clear",
        "details",
        "asks",
    ):
        assert {**vars_of(said)}[name] == {**vars_of(sent)}[name], name
    assert counts(imported([cells.keys(), cells.values()])) == (1, 0, 0, 0)
    case = cast.found(cast.row("referrals")["reference"])
    kept = open_as_sent(
        case.key(cast.db.keys), cast.row("referrals")["reference"], cast.row("referrals")["as_sent"]
    )
    assert orjson.loads(kept) == cells


def vars_of(referral: Any) -> dict[str, Any]:
    return {name: getattr(referral, name) for name in type(referral).__slots__}


def test_simulated_files_of_both_kinds_are_taken_whole(cast: Cast, imported, tmp_path):
    for code, name in FORCES.items():
        people.add_force(cast.db, code, name)
    write_file(tmp_path / "simulated.csv", 60, seed=3)
    write_file(tmp_path / "simulated.jsonl", 60, seed=3)
    first = import_file(cast.db, tmp_path / "simulated.csv", actor=cast.caseworker, at=AT)
    assert (first.taken, first.rejected) == (60, 0)
    assert len(cast.rows("cases")) == 60 - first.joined
    assert len(list(referrals(60, 3))) == 60


def test_the_bytes_of_a_json_line_are_kept_as_they_came(cast: Cast, imported):
    line = orjson.dumps(SENT).replace(b'":', b'" :  ')
    imported(line + b"\r\n", "referrals.jsonl")
    row = cast.row("referrals")
    case = cast.found(row["reference"])
    assert open_as_sent(case.key(cast.db.keys), row["reference"], row["as_sent"]) == line


def test_a_caseworker_may_import_for_every_force_and_an_officer_for_one(cast: Cast, imported):
    rows = [SENT, changed(force=OTHER_FORCE)]
    assert counts(imported(rows, actor=cast.officer)) == (1, 0, 0, 1)
    assert counts(imported(rows)) == (1, 0, 1, 0)


def test_nobody_else_may_import(cast: Cast, imported):
    with pytest.raises(NotPermitted):
        imported([SENT], actor=cast.auditor)
    (entry,) = cast.rows("entries", stream="access")
    assert entry["role"] == Role.AUDITOR


@ON_SQLITE
def test_progress_is_told_in_bytes_of_the_whole(imported):
    told: list[tuple[int, int]] = []
    content = written(
        [changed(survivor__name=f"Ann Number{n}", survivor__phone=None) for n in range(BATCH + 5)]
    )
    imported(content, "referrals.jsonl", progress=lambda read, size: told.append((read, size)))
    assert len(told) == 2
    assert told[0][0] < told[1][0] == told[1][1] == len(content)


# Again


def test_running_it_again_adds_nothing_whoever_runs_it(cast: Cast, imported):
    first = imported(GOOD)
    before = dump(cast.db)
    assert counts(first) == (3, 0, 0, 0)
    assert counts(imported(GOOD)) == counts(imported(GOOD, actor=cast.lead)) == (0, 0, 3, 0)
    assert counts(imported(GOOD, at=AT.replace(year=2027))) == (0, 0, 3, 0)
    assert dump(cast.db) == before


def test_the_same_row_twice_in_a_file_counts_once(cast: Cast, imported):
    assert counts(imported([SENT, changed(children=[]), SENT])) == (2, 1, 1, 0)
    assert len(cast.rows("cases")) == 1


def test_a_row_that_was_sent_by_the_api_is_not_imported_again(cast: Cast, imported):
    take_referral(cast.db, SENT, actor=cast.officer, key="sent", at=AT)
    assert counts(imported([SENT])) == (0, 0, 1, 0)


def test_a_batch_that_met_a_taken_reference_is_tried_again(
    cast: Cast, imported, monkeypatch: pytest.MonkeyPatch
):
    taken = take_referral(cast.db, SENT, actor=cast.officer, key="sent", at=AT)
    fresh, drawn = references.new, [taken.reference]
    monkeypatch.setattr(references, "new", lambda kind: drawn.pop() if kind == "R" and drawn else fresh(kind))
    assert counts(imported(GOOD)) == (3, 0, 0, 0)


def test_storage_that_stays_away_ends_the_import_and_keeps_whole_batches(
    cast: Cast, imported, monkeypatch: pytest.MonkeyPatch
):
    rows = [changed(survivor__name=f"Ann Number{n}", survivor__phone=None) for n in range(BATCH + 5)]
    takes = itertools.count(1)

    def failing(*args: Any, **given: Any) -> Any:
        if next(takes) > BATCH + 2:
            raise StorageUnavailable("the disk is gone")
        return real(*args, **given)

    real = take
    monkeypatch.setattr("workflow.importing.take", failing)
    with pytest.raises(StorageUnavailable):
        imported(rows)
    assert len(cast.rows("referrals")) == BATCH
    monkeypatch.setattr("workflow.importing.take", real)
    assert counts(imported(rows)) == (5, 0, BATCH, 0)


# What comes back


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"force": "atlantis"}, "force: is not the code of a force"),
        ({"survivor.name": ""}, "survivor.name: give her name, or an alias"),
        ({"survivor.phone": ""}, "survivor.phone: give one route to her"),
        ({"safe_contact.safety": "SAFE"}, "safe_contact.safety: Input should be 'safe'"),
        ({"consent.to_referral": "no"}, "consent.to_referral: say that she consents"),
        ({"consent.to_referral": "perhaps"}, "consent.to_referral: Input should be a valid boolean"),
        ({"incident.summary": "\0"}, "holds a NUL byte"),
    ],
)
def test_a_row_that_cannot_be_taken_comes_back_with_its_reason_and_stops_nothing(imported, change, reason):
    bad = dict(zip(HEADING, GOOD[1], strict=True)) | change
    report = imported([HEADING, GOOD[1], bad.values(), GOOD[2]])
    assert counts(report) == (2, 0, 0, 1)
    assert reasons(report)[0].startswith(f"line 3: {reason}")


@ON_SQLITE
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "is not JSON, or only half of it"),
        (orjson.dumps(SENT)[:-40], "is not JSON, or only half of it"),
        (b'["a list"]', "is not a JSON object"),
        (b'"text"', "is not a JSON object"),
        (b'{"force": "Gar\xe7on"}', "is not UTF-8; save the file as UTF-8, not as Latin-1 or Windows-1252"),
        (b'{"force": "\0"}', "holds a NUL byte"),
        (b'{"a": "' + b"x" * LONGEST + b'"}', "is longer than a referral may be"),
        (b'{"colour": "red"}', "colour: is not a field of a referral"),
        (orjson.dumps(changed(incident__summary="x" * (LONGEST - 40))), "is longer than a referral may be"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_line_that_cannot_be_taken_comes_back_with_its_reason(imported, line, reason, end):
    report = imported(orjson.dumps(SENT) + b"\n\n  \n" + line + end, "referrals.jsonl")
    assert counts(report) == (1, 0, 0, 1)
    assert reasons(report) == [f"line 4: {reason}"]


@ON_SQLITE
def test_after_a_line_that_is_too_long_the_next_is_read(imported):
    long = b'{"a": "' + b"x" * (3 * LONGEST) + b'"}\n'
    assert counts(imported(long + orjson.dumps(SENT) + b"\n", "referrals.jsonl")) == (1, 0, 0, 1)
    full = b"{" + b" " * (LONGEST - 1) + b"\n" + orjson.dumps(SENT)
    assert counts(imported(full, "referrals.jsonl")) == (0, 0, 1, 1)


NEXT = f"{FORCE},Bea Otterwick,07700 900777,safe,yes,".encode()
HEAD = ",".join(HEADING).encode() + b"\n"


@ON_SQLITE
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"essex,Ann", "has 2 cells where the heading has 6"),
        (b"essex,Ann,07700 900123,safe,yes,,,", "has 8 cells where the heading has 6"),
        (b"essex,Ann,07700 900123,safe,yes,Gar\xe7on", "is not UTF-8; save the file as UTF-8"),
        (b'essex,"Ann,07700 900123,safe,yes,', "has a quote that does not end"),
        (b'essex,"Ann" x,07700 900123,safe,yes,', "has a quote that does not end"),
        (b"essex,Ann,07700 900123,safe,yes," + b"x" * LONGEST, "is longer than a referral may be"),
        (
            b'essex,Ann,07700 900123,safe,yes,"' + b"x" * (3 * LONGEST) + b'"',
            "is longer than a referral may be",
        ),
        (b"essex,Ann,07700 900123,safe,yes," + b"x" * 10_000_000, "is longer than a referral may be"),
        (b"=1+1,Ann,07700 900123,safe,yes,", "force: "),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_one_bad_row_of_csv_costs_itself_alone(imported, row, reason, end):
    report = imported(HEAD + row + end + NEXT + end)
    assert counts(report) == (1, 0, 0, 1)
    assert reasons(report)[0].startswith(f"line 2: {reason}")


@ON_SQLITE
def test_a_quote_that_is_never_closed_costs_its_own_line(imported):
    rest = [NEXT + b"x" * 3000 + str(number).encode() for number in range(60)]
    report = imported(HEAD + b"\n".join([b'essex,"Ann,07700 900123,safe,yes,', *rest]))
    assert counts(report) == (60, 0, 0, 1)


@ON_SQLITE
def test_half_a_last_line_comes_back_and_a_whole_one_without_its_end_is_taken(imported):
    assert counts(imported(HEAD + NEXT)) == (1, 0, 0, 0)
    assert counts(imported(HEAD + NEXT + b"\n" + NEXT[:20])) == (0, 0, 1, 1)
    assert counts(imported(HEAD + NEXT + b'\nessex,"half')) == (0, 0, 1, 1)


@ON_SQLITE
def test_text_of_several_lines_and_quotes_is_one_cell(cast: Cast, imported):
    row = (FORCE, "Ann Otterwick", "07700 900777", "safe", "yes", 'He said "no",\nthen left.\r\nThat is all.')
    assert counts(imported([HEADING, row, GOOD[1]])) == (2, 0, 0, 0)
    case = cast.found(cast.rows("referrals")[0]["reference"])
    with cast.db.reading() as tx:
        held = open_details(tx, cast.db.keys, case, ["incident.summary"])
    assert held["incident.summary"] == row[-1]


@ON_SQLITE
def test_blank_lines_and_rows_of_nothing_are_passed_over(imported):
    assert counts(imported(HEAD + b"\n,,,,,\n\r\n" + NEXT + b"\n\n")) == (1, 0, 0, 0)


@ON_SQLITE
@pytest.mark.parametrize("name", ["referrals.csv", "referrals.jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(imported, name):
    content = HEAD + NEXT if name.endswith("csv") else orjson.dumps(SENT)
    assert counts(imported(b"\xef\xbb\xbf" + content, name)) == (1, 0, 0, 0)


@ON_SQLITE
def test_what_came_back_may_be_mended_and_imported(imported):
    rows = [(*HEADING,), (FORCE, "=cmd()", "", "safe", "yes", "'=x"), GOOD[1]]
    report = imported(rows)
    text = report.rejected_file.read_text()
    assert "'=cmd()" in text
    assert ",'=x" in text
    again = imported(text.replace(",'=cmd(),,", ",'=cmd(),07700 900777,").encode(), "mended.csv")
    assert counts(again) == (1, 0, 0, 0)


@ON_SQLITE
def test_json_that_came_back_may_be_mended_and_imported(imported):
    report = imported([changed(force="atlantis")])
    mended = report.rejected_file.read_bytes().replace(b"atlantis", FORCE.encode())
    assert counts(imported(mended, "mended.jsonl")) == (1, 0, 0, 0)


@ON_SQLITE
def test_what_came_back_is_for_its_owner_alone_and_gone_when_all_is_well(imported, tmp_path):
    report = imported([changed(force="atlantis")])
    assert report.rejected_file == tmp_path / "referrals.csv.rejected"
    assert report.rejected_file.stat().st_mode & 0o777 == 0o600
    assert imported([SENT]).rejected_file is None
    assert not (tmp_path / "referrals.csv.rejected").exists()


@ON_SQLITE
def test_no_reason_repeats_what_the_row_holds(imported):
    bad = changed(
        survivor__phone="her mother's", survivor__email="jane(at)home", consent={"to_referral": "Heronlight"}
    )
    (reason,) = reasons(imported([bad]))
    assert not [word for word in ("mother", "jane", "Heronlight") if word in reason]


# Files that cannot be read at all


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \n", "the file is empty"),
        ("force,survivor.name".encode("utf-16"), "it is UTF-16, save it as UTF-8"),
        ("force,survivor.name".encode("utf-16-be"), "it is UTF-16, save it as UTF-8"),
        (b"PK\x03\x04....", "it is a spreadsheet or an archive"),
        (b"\xd0\xcf\x11\xe0....", "it is a spreadsheet"),
        (b"\x1f\x8b....", "it is compressed"),
        (b"[" + orjson.dumps(SENT) + b"]", "one JSON list"),
        (b"fran\xe7ais,force\n", "is not UTF-8"),
        (b'"force\n', "no heading"),
        (b"force," + b"x" * LONGEST, "no heading"),
        (b"force\n", "the heading lacks survivor.name or survivor.alias; survivor.phone or"),
        (b"\nforce\n", "the heading lacks force"),
        (NEXT, "the heading lacks force"),
        (HEAD.replace(b"incident", b"accident"), "not known, or twice: accident.summary"),
        (HEAD.replace(b"incident.summary", b"force"), "not known, or twice: force"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_before_anything(cast: Cast, imported, content, says):
    with pytest.raises(Malformed, match=says):
        imported(content)
    assert not cast.rows("people", role="officer", name="Officer 1234")


@ON_SQLITE
def test_a_line_that_is_no_heading_is_not_repeated(imported):
    with pytest.raises(Malformed) as refusal:
        imported(NEXT)
    assert "Otterwick" not in str(refusal.value) + repr(refusal.value.problems)


@ON_SQLITE
def test_files_that_are_not_there_or_may_not_be_written_are_refused(cast: Cast, tmp_path):
    with pytest.raises(Malformed, match="No such file"):
        import_file(cast.db, tmp_path / "nothing.csv", actor=cast.caseworker, at=AT)
    (tmp_path / "good.csv").write_bytes(HEAD)
    (tmp_path / "good.csv.rejected").mkdir()
    with pytest.raises(Malformed, match="cannot be written beside"):
        import_file(cast.db, tmp_path / "good.csv", actor=cast.caseworker, at=AT)


# Cells


def test_every_field_of_a_referral_has_a_column():
    schema = Sent.model_json_schema()["properties"]
    assert {column.split(".")[0] for column in COLUMNS} == set(schema)
    assert {"survivor.address.lines", "children.20.name", "existing_orders.1.court", "bail.ends_on"} <= set(
        COLUMNS
    )


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (yes_or_no, "Y", True),
        (yes_or_no, "False", False),
        (yes_or_no, "perhaps", "perhaps"),
        (number, "15", 15),
        (number, "-1", "-1"),
        (number, "9" * 10, "9" * 10),
        (day, "3/2/1990", "1990-02-03"),
        (day, "1990-02-03", "1990-02-03"),
        (day, "3rd of May", "3rd of May"),
        (words, "phone, sms;email", ["phone", "sms", "email"]),
        (lines, " 1 Acorn Row ;; Ambleford", ["1 Acorn Row", "Ambleford"]),
        (
            windows,
            "Mon - Wed 10:00 - 14:00;",
            [{"days": ["mon", "tue", "wed"], "from": "10:00", "to": "14:00"}],
        ),
        (
            windows,
            "sat,mon 09:00-10:00; sun-mon 11:00-12:00",
            [
                {"days": ["sat", "mon"], "from": "09:00", "to": "10:00"},
                {"days": ["sun", "mon"], "from": "11:00", "to": "12:00"},
            ],
        ),
        (windows, "mornings", "mornings"),
        (windows, "mon 10:00-14:00; whenever", "mon 10:00-14:00; whenever"),
        (windows, "mon-tue-wed 10:00-14:00", "mon-tue-wed 10:00-14:00"),
        (windows, "man 10:00-14:00", "man 10:00-14:00"),
        (windows, "mon-mun 10:00-14:00", "mon-mun 10:00-14:00"),
    ],
)
def test_a_cell_is_read_as_its_column_says_and_else_left_as_it_stands(read, text, value):
    assert read(text) == value


def test_hours_that_cannot_be_read_mean_that_nothing_is_known():
    sent = referral_of(
        {
            "force": FORCE,
            "survivor.name": "Ann",
            "survivor.phone": "07700 900123",
            "safe_contact.safety": "safe",
            "safe_contact.windows": "mon 10:00-14:00; mornings",
            "consent.to_referral": "yes",
        }
    )
    assert read_referral(sent).contact["safety"] == "unknown"


def test_several_children_keep_their_order():
    cells = {f"children.{number}.name": f"Child {number}" for number in (10, 2, 1)}
    assert [child["name"] for child in referral_of(cells)["children"]] == ["Child 1", "Child 2", "Child 10"]


@given(st.text(alphabet="=+-@\t\r\0'a", max_size=6))
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(cell):
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\0") or not cell


CELLS = st.text(alphabet='ab,"\n\r;=é ', max_size=12)


@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=8))
def test_csv_is_parted_as_it_was_written(rows):
    content = io.BytesIO(written([HEADING, *([guarded(cell) for cell in row] for row in rows)]))
    read = [row.cells for row in CsvRows(content)]
    assert read == [tuple(row) for row in rows if any(cell.strip() for cell in row)]


# Killed, and large

CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from states.vocabulary import Role
from workflow.actors import Actor
from workflow.db import Database
from workflow.importing import import_file
from workflow.keys import Keys

url, keys, path, reference, person, at = sys.argv[1:]
db = Database(url, keys=Keys.load(Path(keys)))
actor = Actor(reference, Role.CASEWORKER, person_id=int(person))
tell = lambda read, size: print(read, flush=True)
print("done", import_file(db, path, actor=actor, at=datetime.fromisoformat(at), progress=tell))
"""


def child(cast: Cast, key_file: Path, path: Path) -> subprocess.Popen[str]:
    person = (cast.caseworker.reference, str(cast.caseworker.person_id))
    command = [sys.executable, "-c", CHILD, cast.db.url, str(key_file), str(path), *person, AT.isoformat()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def standing(db: Database) -> list[Any]:
    """What an import leaves, apart from what is random and in which order it came."""
    cast = Cast.__new__(Cast)
    cast.db = db
    digests = {row["case_id"]: bytes(row["digest"]) for row in reversed(cast.rows("referrals"))}
    kinds = [(digests[row["case_id"]], row["kind"]) for row in cast.rows("tasks")]
    sealed = [(digests[row["case_id"]], row["field"]) for row in cast.rows("details")]
    found = [(digests[row["case_id"]], bytes(row["value"])) for row in cast.rows("blind_indexes")]
    return [sorted(digests.values()), sorted(kinds), sorted(sealed), sorted(found), len(cast.rows("people"))]


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    "database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.whole)], indirect=True
)
def test_an_import_that_is_killed_half_way_ends_alike_when_it_is_run_again(
    cast: Cast, forces: None, key_file: Path, tmp_path: Path, fresh_database: Any, keys: Any
):
    path = tmp_path / "referrals.csv"
    rows = list(referrals(4 * BATCH, 7))
    path.write_bytes(written([{**row, "force": FORCE} for row in rows] + [changed(force="atlantis")]))
    running = child(cast, key_file, path)
    assert running.stdout is not None
    running.stdout.readline()
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()
    taken = len(cast.rows("referrals"))
    assert 0 < taken < 4 * BATCH
    assert taken % BATCH == 0
    report = import_file(cast.db, path, actor=cast.caseworker, at=AT)
    assert (report.taken, report.already, report.rejected) == (4 * BATCH - taken, taken, 1)
    assert len(reasons(report)) == 1
    whole = Database(fresh_database(cast.db.dialect, migrated=True), keys=keys)
    other = Cast(whole)
    people.add_force(whole, FORCE, FORCE.title())
    import_file(whole, path, actor=other.caseworker, at=AT)
    assert standing(cast.db) == standing(whole)
    whole.close()


@pytest.mark.no_cover
@pytest.mark.slow
def test_two_imports_of_one_file_at_once_take_each_row_once(
    cast: Cast, forces: None, key_file: Path, tmp_path: Path
):
    paths = [tmp_path / f"copy{number}.jsonl" for number in range(2)]
    rows = [{**row, "force": (FORCE, OTHER_FORCE)[n % 2]} for n, row in enumerate(referrals(150, 5))]
    paths[0].write_bytes(written(rows))
    paths[1].write_bytes(written([*reversed(rows)]))
    children = [child(cast, key_file, path) for path in paths]
    for running in children:
        said, _ = running.communicate(timeout=120)
        assert running.returncode == 0
        assert "done" in said
    assert len(cast.rows("referrals")) == 150
    officers = [
        (row["name"], row["force"]) for row in cast.rows("people") if row["name"].startswith("Officer")
    ]
    assert len(officers) == len(set(officers))


@ON_SQLITE
@pytest.mark.slow
def test_a_large_file_is_never_in_memory(cast: Cast, forces: None, tmp_path: Path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(HEAD)
        for _ in range(40):
            file.write(b"essex,Ann,07700 900123,safe,yes," + b"x" * 2_000_000 + b"\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    report = import_file(cast.db, path, actor=cast.caseworker, at=AT)
    assert (report.taken, report.rejected) == (0, 40)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024
    assert time.monotonic() - began < 30
    assert path.stat().st_size > 80_000_000


def test_a_row_that_is_printed_shows_its_line_alone():
    row = Row(7, b"Ann,07700 900123", {"survivor": "Ann"}, "", ("Ann",))
    assert f"{row!r} {row}" == "Row(7, …) Row(7, …)"
