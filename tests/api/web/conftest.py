"""A demonstration for the scanners, in which nothing happens but what they ask for."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.web.crawling import ADDRESS, NEAR, Demonstration


@pytest.fixture
def scanned(app, db, clock, monkeypatch) -> Iterator[Demonstration]:
    # Whatever is written then was written by a request.
    monkeypatch.setattr("api.app.is_here", lambda _: False)
    with TestClient(app, base_url=ADDRESS, client=NEAR) as client:
        yield Demonstration(client, db, clock())
