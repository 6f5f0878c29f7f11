"""A person is found again however the same words were typed, and nobody can read them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.blind import (
    SIZE,
    Kind,
    blind_indexes,
    regular_email,
    regular_name,
    regular_phone,
    regular_postcode,
)
from workflow.keys import Keys

ANN = {
    "name": "Ann O'Neil",
    "date_of_birth": "1990-02-03",
    "phone": "07700 900123",
    "email": "ann@example.org",
    "postcode": "CB1 1AA",
}
AS_TYPED_ELSEWHERE = {
    "name": "  ANN  O\u2019NEIL ",
    "date_of_birth": "1990-02-03",
    "phone": "+44 7700 900 123",
    "email": "Ann@Example.ORG ",
    "postcode": "cb11aa",
}


def test_whoever_is_fully_known_is_found_by_every_kind(keys):
    assert blind_indexes(keys, ANN).keys() == set(Kind)
    assert {len(value) for value in blind_indexes(keys, ANN).values()} == {SIZE}


def test_how_it_was_typed_makes_no_difference(keys):
    assert blind_indexes(keys, ANN) == blind_indexes(keys, AS_TYPED_ELSEWHERE)


def test_no_two_kinds_share_a_key(keys):
    same = dict.fromkeys(("phone", "email", "name"), "07700 900123")
    assert len({*blind_indexes(keys, same).values()}) == 3


def test_another_key_file_gives_other_indexes(keys, tmp_path):
    other = blind_indexes(Keys.create(tmp_path / "other.json"), ANN)
    assert not {*blind_indexes(keys, ANN).values()} & {*other.values()}


@pytest.mark.parametrize(
    ("known", "kinds"),
    [
        ({}, set()),
        ({"name": None, "phone": ""}, set()),
        ({"name": "Ann O'Neil"}, {Kind.NAME}),
        ({"name": "Ann", "date_of_birth": "1990-02-03"}, {Kind.NAME, Kind.NAME_DOB}),
        ({"date_of_birth": "1990-02-03"}, set()),
        ({"postcode": "CB1 1AA"}, set()),
        ({"phone": "she has none", "email": "ann@example.org"}, {Kind.EMAIL}),
        ({"name": "...", "date_of_birth": "1990-02-03"}, set()),
    ],
)
def test_what_is_not_known_is_not_indexed(keys, known, kinds):
    assert blind_indexes(keys, known).keys() == kinds


@pytest.mark.parametrize(
    ("typed", "regular"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("+353 86 123 4567", "+353861234567"),
        ("999", ""),
        ("07700", ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_as_british_unless_it_says_otherwise(typed, regular):
    assert regular_phone(typed) == regular


@pytest.mark.parametrize(
    ("typed", "regular"),
    [
        ("O'Brien-García", "obrien garcia"),
        ("  Dr.  ANN   Example ", "dr ann example"),
        ("Straße", "strasse"),
        ("李 小龙", "李 小龙"),
        ("_._", ""),
    ],
)
def test_a_name_is_compared_without_its_dress(typed, regular):
    assert regular_name(typed) == regular


@given(st.text(max_size=40))
def test_what_is_regular_stays_as_it_is(typed):
    for regular in (regular_email, regular_name, regular_phone, regular_postcode):
        once = regular(typed)
        assert regular(once) == once
