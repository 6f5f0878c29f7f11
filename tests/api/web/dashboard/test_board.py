"""What stands on the cards: each figure says of which referrals it speaks."""

import pytest

from api.web.dashboard.board import referred_in


@pytest.mark.parametrize(
    ("periods", "says"),
    [
        ((), ""),
        (("2026-10",), "Referred in October 2026"),
        (("2025-Q4", "2026-Q1"), "Referred from October 2025 to March 2026"),
        (("2025", "2026"), "Referred from January 2025 to October 2026"),
        (("2026-Q1", "2026-Q3"), "Referred in January to March 2026, in July to September 2026"),
    ],
)
def test_a_figure_says_of_which_referrals_it_speaks(periods, says):
    assert referred_in(periods, "2026-10") == says
