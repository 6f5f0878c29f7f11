"""Legal aid: thresholds by their day, the waiver that protects her, and the contribution that it does not take away."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from states.means import BANDS, PROCEEDINGS, THRESHOLDS, Limit, Means, assess, thresholds_on
from states.vocabulary import Benefit, OrderType

DAY = date(2026, 11, 23)


def means(gross="1200", disposable="300", capital="0", **more: Any) -> Means:
    return Means(Decimal(gross), Decimal(disposable), Decimal(capital), **more)


def assessed(**said: Any):
    found = assess(means(**said), DAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2025, 4, 6), None),
        (date(2025, 4, 7), date(2025, 4, 7)),
        (date(2026, 4, 5), date(2025, 4, 7)),
        (date(2026, 4, 6), date(2026, 4, 6)),
        (date(2030, 1, 1), date(2026, 4, 6)),
    ],
)
def test_the_thresholds_are_those_in_force_on_the_day(day, since):
    found = thresholds_on(day)
    assert (found.since if found else None) == since
    assert (assess(means(), day) is None) == (since is None)


def test_the_thresholds_follow_each_other():
    assert all(one.since < other.since for one, other in pairwise(THRESHOLDS))
    # The bands begin below the sum under which nothing is paid at all.
    assert all(BANDS[0][0] <= one.pays_above < BANDS[1][0] for one in THRESHOLDS)


def test_whoever_is_within_all_limits_pays_nothing_and_needs_no_waiver():
    found = assessed()
    assert found.within
    assert not found.pays
    assert [one.limit for one in found.compared] == [*Limit]


@pytest.mark.parametrize(
    ("said", "waived"),
    [
        ({"gross": "2657"}, ()),
        ({"gross": "2657.01"}, (Limit.GROSS,)),
        ({"disposable": "733"}, ()),
        ({"disposable": "733.01"}, (Limit.DISPOSABLE,)),
        ({"capital": "8000"}, ()),
        ({"capital": "8000.01"}, (Limit.CAPITAL,)),
        ({"gross": "9000", "disposable": "5000", "capital": "50000"}, tuple(Limit)),
    ],
)
def test_each_upper_limit_that_she_is_above_is_waived_for_her(said, waived):
    assert assessed(**said).waived == waived


def test_the_gross_limit_rises_with_each_child_from_the_fifth():
    assert assessed(gross="2658", children=4).waived == (Limit.GROSS,)
    assert assessed(gross="2879", children=5).within
    assert assessed(gross="3101", children=6).within
    assert assessed(gross="3101.01", children=6).waived == (Limit.GROSS,)


@pytest.mark.parametrize(
    ("disposable", "contribution"),
    [
        ("0", "0"),
        ("315", "0"),
        # A share of what lies above 311, once she is above 315.
        ("315.01", "1.40"),
        ("465", "53.90"),
        ("616", "121.85"),
        ("716", "191.85"),
    ],
)
def test_what_she_pays_of_her_income_a_month(disposable, contribution):
    assert assessed(disposable=disposable).income_contribution == Decimal(contribution)


def test_the_waiver_takes_no_contribution_away():
    found = assessed(disposable="5000", capital="20000")
    assert set(found.waived) == {Limit.DISPOSABLE, Limit.CAPITAL}
    assert found.income_contribution == Decimal("3190.65")
    assert found.capital_contribution == Decimal(17000)
    assert found.pays


def test_of_capital_she_pays_what_is_above_the_lower_limit():
    assert assessed(capital="3000").capital_contribution == 0
    assert assessed(capital="3000.50").capital_contribution == Decimal("0.50")


@pytest.mark.parametrize("benefit", [one for one in Benefit if one is not Benefit.NONE])
def test_a_benefit_stands_for_her_income_and_never_for_her_capital(benefit):
    found = assessed(gross="9000", disposable="9000", capital="9000", benefit=benefit)
    assert found.passported
    assert [one.limit for one in found.compared] == [Limit.CAPITAL]
    assert found.income_contribution == 0
    assert found.capital_contribution == Decimal(6000)


def test_means_are_read_as_they_were_recorded_and_shown_by_nobody():
    held = {"gross_income": 1200.1, "disposable_income": 300, "capital": 5.0, "benefit": None}
    read = Means.of(held)
    assert read == means("1200.1", "300", "5.0")
    assert Means.of(held | {"children": 5, "benefit": "universal_credit"}).children == 5
    assert "1200" not in repr(read)
    assert "1200" not in repr(assess(read, DAY))


def test_proceedings_have_one_code_each():
    assert set(PROCEEDINGS) <= set(OrderType)
    assert len(set(PROCEEDINGS.values())) == len(PROCEEDINGS)
