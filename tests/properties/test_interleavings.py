"""A text planned before she was marked unsafe, changed number, withdrew, died or bounced is never sent after."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.databases import KINDS
from tests.properties.interleaving import Interleaving, turns
from workflow.db import Database
from workflow.keys import Keys

#: PostgreSQL takes its turn in the full profile: what it alone does is held by `test_desk.py` in any.
FULL = os.environ.get("ROWAN_PROFILE") == "full"
ENGINES = KINDS if FULL else ("sqlite",)
EXAMPLES, TURNS = (1_000, 40) if FULL else (60, 30)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ENGINES)
def test_whatever_happens_between_claim_and_sending_nothing_unsafe_leaves(databases, tmp_path, kind):
    keys, seen = Keys.create(tmp_path / "keys.json"), Counter[str]()

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.randoms(use_true_random=True))
    def whatever_happens(chance):
        script = turns(chance, TURNS)
        note(str(script))
        url = databases.create(kind, migrated=True)
        db = Database(url, keys=keys)
        try:
            Interleaving(db, seen).play(script)
        finally:
            db.close()
            databases.drop(url)

    whatever_happens()
    # What never happens proves nothing.
    assert seen["sent"] > EXAMPLES / 10, seen
    print(f"{dict(seen)} in {EXAMPLES} interleavings on {kind}")
