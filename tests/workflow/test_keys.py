"""The key file: made once, kept private, renewed beside a running server, and known to its database."""

import json
import pickle
import stat

import pytest
from sqlalchemy import select, text, update

from tests.workflow.stored import store_case
from workflow.db import Database
from workflow.faults import ConfigurationFault, KeyMissing, Unreadable
from workflow.keys import Keys
from workflow.rotation import rotate
from workflow.tables import METADATA, CaseRow

CASES = CaseRow.__table__
CASE = "C-00000001"


def test_a_new_file_is_for_its_owner_alone_and_loads_again(key_file):
    keys = Keys.create(key_file)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert Keys.load(key_file).marks() == Keys.load(key_file.read_text()).marks() == keys.marks()


def test_keys_that_are_there_are_never_overwritten(key_file, keys):
    before = key_file.read_bytes()
    with pytest.raises(ConfigurationFault, match="is there already"):
        Keys.create(key_file)
    assert key_file.read_bytes() == before


def test_a_file_that_others_may_read_is_refused(key_file, keys):
    key_file.chmod(0o640)
    with pytest.raises(ConfigurationFault, match="chmod 600"):
        Keys.load(key_file)


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(ConfigurationFault, match="cannot be read: No such file"):
        Keys.load(tmp_path / "keys.json")


def test_the_environment_may_hold_the_keys_themselves(key_file, keys):
    held = Keys.load(key_file.read_text())
    assert held.marks() == keys.marks()
    assert not held.holds("k-00000000")


SECRET = "c2VjcmV0" * 6


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        '{"wrapping": []}',
        json.dumps({"current": "k-1", "indexing": SECRET, "wrapping": {"k-1": "%%%"}}),
        json.dumps({"current": "k-1", "indexing": SECRET, "wrapping": {"k-1": SECRET}}),
        json.dumps({"current": "k-2", "indexing": SECRET, "wrapping": {"k-1": SECRET}}),
    ],
)
def test_what_is_not_a_key_file_is_refused_and_not_quoted(text):
    with pytest.raises(ConfigurationFault, match="does not hold") as caught:
        Keys.load(text)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_keys_show_themselves_nowhere(keys):
    assert repr(keys) == f"Keys({keys.current})"
    with pytest.raises(TypeError):
        pickle.dumps(keys)


def test_a_wrapped_key_opens_for_its_own_case_alone(keys):
    made = keys.new(CASE)
    for case, wrapped in (("C-00000002", made.wrapped), (CASE, made.wrapped[:-1]), (CASE, b"")):
        with pytest.raises(Unreadable, match=f"the wrapped key of {case} was changed"):
            keys.unwrap(case, made.key_id, wrapped)


def test_a_key_that_the_file_does_not_hold_is_named(keys):
    with pytest.raises(KeyMissing, match="key k-00000000 is not in the key file"):
        keys.unwrap(CASE, "k-00000000", b"")


def test_digests_differ_by_kind_and_by_file(keys, tmp_path):
    other = Keys.create(tmp_path / "other.json")
    assert keys.digest("phone", b"1") == keys.digest("phone", b"1")
    assert len({keys.digest("phone", b"1"), keys.digest("email", b"1"), other.digest("phone", b"1")}) == 3


def test_renewing_adds_a_key_and_keeps_what_was_sealed_and_found(key_file, keys):
    made = keys.new(CASE)
    newer = Keys.renew(key_file)
    assert newer.current != keys.current
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == [key_file.name]
    newer.unwrap(CASE, made.key_id, made.wrapped)
    assert newer.digest("phone", b"1") == keys.digest("phone", b"1")


def test_a_server_that_runs_learns_of_a_renewed_key_when_it_meets_one(key_file, keys):
    made = Keys.renew(key_file).new(CASE)
    assert keys.current != made.key_id
    assert keys.unwrap(CASE, made.key_id, made.wrapped).open("f", made.key.seal("f", b"x")) == b"x"
    assert keys.current == made.key_id


# At the start


def test_a_database_opens_again_with_its_own_keys(database, keys):
    with database.transaction() as tx:
        store_case(tx, keys)
    Database(database.url, keys=keys).close()


def test_a_database_refuses_keys_that_do_not_open_it_naming_the_missing_one(database, keys, tmp_path):
    with database.transaction() as tx:
        store_case(tx, keys)
    with pytest.raises(ConfigurationFault, match=f"sealed under key {keys.current}, which .* does not"):
        Database(database.url, keys=Keys.create(tmp_path / "other.json"))


def changed(keys_text: str, **changes: object) -> Keys:
    return Keys.load(json.dumps(json.loads(keys_text) | changes))


def test_a_database_refuses_another_key_of_the_same_name(database, key_file):
    held = json.loads(key_file.read_text())
    other = held["indexing"]
    with pytest.raises(ConfigurationFault, match=f"another key {held['current']} than this database knows"):
        Database(database.url, keys=changed(key_file.read_text(), wrapping={held["current"]: other}))


def test_a_database_refuses_keys_with_which_nobody_would_be_found(database, key_file):
    held = json.loads(key_file.read_text())
    with pytest.raises(ConfigurationFault, match="another key indexing"):
        Database(database.url, keys=changed(key_file.read_text(), indexing=held["wrapping"][held["current"]]))


def test_the_database_knows_its_keys_by_marks_that_tell_nothing(database, key_file):
    with database.reading() as tx:
        known = tx.connection.execute(select(METADATA.tables["meta"])).all()
    assert len(known) == 2
    assert not any(key in str(known) for key in json.loads(key_file.read_text())["wrapping"].values())


# Rotation


def test_rotation_wraps_every_key_anew_and_changes_nothing_else(database, keys, key_file):
    with database.transaction() as tx:
        cases = [store_case(tx, keys, f"C-{number:08}") for number in range(5)]
        before = tx.connection.execute(select(CASES)).mappings().all()
    database.keys = newer = Keys.renew(key_file)
    assert rotate(database) == 5
    with database.reading() as tx:
        after = tx.connection.execute(select(CASES)).mappings().all()
    for was, row, case in zip(before, after, cases, strict=True):
        assert {name for name in row if row[name] != was[name]} == {"key_id", "wrapped_key"}
        assert row["key_id"] == newer.current
        sealed = case.key.seal("survivor.name", b"Ann")
        assert (
            newer.unwrap(case.reference, row["key_id"], row["wrapped_key"]).open("survivor.name", sealed)
            == b"Ann"
        )
    assert rotate(database) == 0


def test_rotation_goes_on_where_it_was_cut(database, keys, key_file, monkeypatch):
    monkeypatch.setattr("workflow.rotation.BATCH", 2)
    with database.transaction() as tx:
        for number in range(7):
            store_case(tx, keys, f"C-{number:08}")
    database.keys = Keys.renew(key_file)

    def cut(done: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(database, progress=cut)
    heard: list[int] = []
    assert rotate(database, progress=heard.append) == 3
    assert heard == [2, 3]


def test_rotation_stops_at_a_key_that_was_changed_and_names_its_case(database, keys, key_file):
    with database.transaction() as tx:
        store_case(tx, keys)
        tx.connection.execute(update(CASES).values(wrapped_key=b"x" * 60))
    database.keys = Keys.renew(key_file)
    with pytest.raises(Unreadable, match=CASE):
        rotate(database)
    with database.reading() as tx:
        assert tx.connection.scalar(text("SELECT key_id FROM cases")) == keys.current
