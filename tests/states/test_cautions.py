import pytest

from states.cautions import INTERPRETED, PROMISES, cautions
from tests.states.building import CASE, ORDER, clear, facts


@pytest.mark.parametrize(("return_day", "number"), [("2026-12-07", 0), ("2026-12-08", 1), (None, 0)])
def test_an_interim_order_that_waits_long_for_its_return_is_worth_a_second_look(return_day, number):
    said = clear(ORDER, "grant_interim", return_day=return_day)
    assert len(cautions(ORDER, "grant_interim", said, facts())) == number


@pytest.mark.parametrize("event", ["log_attempt", "make_contact"])
def test_whoever_speaks_to_her_is_told_to_book_a_professional_interpreter(event):
    needed = facts(interpreter=True)
    # Also before anything is said: the caution is of no use once she was called.
    assert cautions(CASE, event, {}, needed) == cautions(CASE, event, clear(CASE, event), needed)
    assert cautions(CASE, event, {}, needed) == (INTERPRETED,)
    assert "never family, never a child" in INTERPRETED
    assert cautions(CASE, event, {}, facts()) == ()


def test_an_undertaking_is_worth_a_look_at_what_the_court_must_not_take():
    # Before anything is said: whoever is in court must not agree to it first.
    assert cautions(ORDER, "take_undertaking", {}, facts()) == (PROMISES,)
    assert "46(3A)" in PROMISES
    assert "no power of arrest" in PROMISES


def test_nothing_else_is():
    needed = facts(interpreter=True)
    assert cautions(ORDER, "make_order", clear(ORDER, "make_order"), needed) == ()
    assert cautions(ORDER, "grant_interim", {}, needed) == ()
    assert cautions(CASE, "take", {}, needed) == ()
