from datetime import date

import pytest

from notifications.dates import MONTHS, NO_DAY, write_day
from notifications.rendering import LANGUAGES


def test_a_day_is_written_as_people_write_it():
    assert write_day("2027-05-02", "en") == "2 May 2027"
    assert write_day("2027-05-02", "cy") == "2 Mai 2027"
    assert write_day("2026-12-31", "en") == "31 December 2026"
    assert write_day("2026-07-01", "cy") == "1 Gorffennaf 2026"


def test_a_day_that_no_court_gave_is_said_to_be_none():
    assert {write_day("", language) for language in LANGUAGES} == set(NO_DAY.values())
    assert len(set(NO_DAY.values())) == len(LANGUAGES)


def test_every_language_has_twelve_months_of_its_own():
    assert set(MONTHS) == set(NO_DAY) == set(LANGUAGES)
    assert {len(set(months)) for months in MONTHS.values()} == {12}
    assert not set(MONTHS["en"]) & set(MONTHS["cy"])


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_is_written_by_its_name(month):
    for language in LANGUAGES:
        assert write_day(f"{date(2028, month, 9)}", language) == f"9 {MONTHS[language][month - 1]} 2028"


@pytest.mark.parametrize("text", ["soon", "2 May 2027", "2027-02-30"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        write_day(text, "en")
