import pytest

from states.cautions import cautions
from tests.states.building import CASE, ORDER, clear


@pytest.mark.parametrize(("return_day", "number"), [("2026-12-07", 0), ("2026-12-08", 1), (None, 0)])
def test_an_interim_order_that_waits_long_for_its_return_is_worth_a_second_look(return_day, number):
    assert (
        len(cautions(ORDER, "grant_interim", clear(ORDER, "grant_interim", return_day=return_day))) == number
    )


def test_nothing_else_is():
    assert cautions(ORDER, "make_order", clear(ORDER, "make_order")) == ()
    assert cautions(CASE, "take", {}) == ()
