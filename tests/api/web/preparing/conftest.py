"""Preparing a case on pages: on SQLite, where the engine cannot matter."""

from pathlib import Path

import pytest

from tests.api.visiting import Visitor
from workflow.actors import SYSTEM
from workflow.courts import import_courts

COURTS = """Local Authorities,RefData Court Name,Specific PostCodes,epimms,Address,Status,DFJ Area,Region
Ashby Council,Ashby Family Court,,100001,"1 High Street,AB1 1AB",Open,Ashby,Midlands
Elm Borough,Elm Court,CB,100002,"2 Low Road,ZZ4 4ZZ",Closed,Elm,London
"""


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def visit(client, tokens):
    """Somebody at a browser, by their role."""
    return lambda who: Visitor(client, tokens[who])


@pytest.fixture
def courts(db, tmp_path: Path, clock) -> None:
    """A short list of courts."""
    path = tmp_path / "courts.csv"
    path.write_text(COURTS)
    import_courts(db, path, actor=SYSTEM, at=clock())
