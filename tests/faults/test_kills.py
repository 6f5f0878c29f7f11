"""The kills of `make faults`, a few of them, so that the next commit cannot break what they prove."""

import pytest

from tests.faults.kills import run

#: One engine in every run, both in the full profile; `make faults` kills each of them a hundred times.
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.whole)]


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ENGINES)
def test_what_was_acknowledged_survives_kills_of_the_server(tmp_path, fresh_database, database_kind):
    database = None
    if database_kind == "postgresql":
        database = fresh_database("postgresql").replace("postgresql+psycopg://", "postgresql://")
    found = run(tmp_path / "home", database, 3)
    assert found.wrong == 0
    assert found.acknowledged > 0
    assert found.notices > 0
