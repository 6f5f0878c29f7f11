"""The faults of sending of `make faults`, a few of them, so that the next commit cannot break what they prove."""

import pytest

from tests.faults import provider, senders
from workflow.db import Database
from workflow.keys import Keys

#: PostgreSQL in every run, where several send at once; both in the full profile.
ENGINES = [pytest.param("sqlite", marks=pytest.mark.whole), "postgresql"]


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ENGINES)
def test_kills_of_who_sends_tell_nobody_twice_and_forget_nobody(tmp_path, fresh_database, database_kind):
    database = fresh_database("postgresql") if database_kind == "postgresql" else None
    found = senders.run(tmp_path / "home", database, kills=2, in_doubt=2)
    assert found.wrong == 0, found
    # Else nobody was killed while sending.
    assert found.doubted > 0


@pytest.mark.slow
def test_whatever_a_provider_does_each_notice_comes_to_an_end(migrated_database_url, tmp_path):
    db = Database(migrated_database_url, keys=Keys.create(tmp_path / "keys.json"))
    found = provider.run(db, 32)
    db.close()
    assert found.wrong == 0, found
    assert found.missing == 0
