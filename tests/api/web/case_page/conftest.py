"""Cases on pages: on SQLite, where the engine cannot matter."""

import pytest

from tests.api.visiting import Visitor


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def visit(client, tokens):
    """Somebody at a browser, by their role."""
    return lambda who: Visitor(client, tokens[who])


@pytest.fixture
def caseworker(visit):
    return visit("caseworker")
