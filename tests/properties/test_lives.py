"""Whatever anybody asks, in any order, on either database: what must always hold, holds."""

import os
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Kind
from tests.properties.life import Life
from workflow.keys import Keys

FULL = os.environ.get("ROWAN_PROFILE") == "full"
#: Lives on each engine, and steps in each: 16 lives in all by default, 20,000 steps in the full profile.
LIVES: dict[Kind, int] = {"sqlite": 130 if FULL else 12, "postgresql": 130 if FULL else 4}
STEPS = 80 if FULL else 40


@pytest.mark.no_cover
@pytest.mark.slow
def test_whatever_is_asked_in_any_order_what_must_always_hold_holds(databases, database_kind, tmp_path):
    file = tmp_path / "keys.json"
    Keys.create(file)

    class Lives(Life):
        create = staticmethod(partial(databases.create, database_kind, migrated=True))
        drop = staticmethod(databases.drop)
        key_file = file

    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=LIVES[database_kind],
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{Lives.steps} commands in {LIVES[database_kind]} lives on {database_kind}")
