"""What is sealed opens under its own key, as its own field, and shows itself nowhere else."""

import copy
import json
import pickle
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.stored import add_rows, store_case
from workflow.faults import Unreadable
from workflow.keys import Keys
from workflow.sealed import Sealed
from workflow.vault import NONCE, DataKey, SealedPayload, open_payload, seal_payload

KEY = DataKey("C-00000001", bytes(32))
NAME = "survivor.name"


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_again(clear, field):
    assert KEY.open(field, KEY.seal(field, clear)) == clear


def test_the_same_words_never_look_the_same():
    assert KEY.seal(NAME, b"Ann") != KEY.seal(NAME, b"Ann")


@pytest.mark.parametrize(
    "key",
    [DataKey("C-00000002", bytes(32)), DataKey("C-00000001", b"x" * 32)],
    ids=["other case", "other key"],
)
def test_another_case_cannot_open_it(key):
    with pytest.raises(Unreadable):
        key.open(NAME, KEY.seal(NAME, b"Ann"))


def test_another_field_cannot_open_it():
    with pytest.raises(Unreadable, match=r"do not open as respondent\.name of C-00000001"):
        KEY.open("respondent.name", KEY.seal(NAME, b"Ann"))


@given(st.integers(0, NONCE + 3 + 15))
def test_one_bit_changed_anywhere_is_noticed(place):
    content = bytearray(bytes(KEY.seal(NAME, b"Ann")))
    content[place] ^= 1
    with pytest.raises(Unreadable):
        KEY.open(NAME, Sealed(bytes(content)))


@pytest.mark.parametrize("size", [0, 5, NONCE, NONCE + 15])
def test_what_is_too_short_to_be_sealed_is_unreadable(size):
    with pytest.raises(Unreadable) as caught:
        KEY.open(NAME, Sealed(bytes(size)))
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "show", [repr, str, "{}".format, "{!r:>20}".format], ids=["repr", "str", "format", "wide"]
)
def test_no_way_of_printing_shows_what_is_sealed(show):
    for secret in (Sealed(b"Ann"), KEY):
        shown = show(secret)
        assert "Ann" not in shown
        assert "…" in shown


@pytest.mark.parametrize("dump", [json.dumps, orjson.dumps, pickle.dumps, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("secret", [Sealed(b"Ann"), KEY], ids=["sealed", "key"])
def test_nothing_serialises_what_is_sealed(dump, secret):
    with pytest.raises(TypeError):
        dump(secret)


def test_sealed_values_can_be_compared():
    assert Sealed(b"x") == Sealed(b"x") != Sealed(b"y")
    assert Sealed(b"x") != b"x"
    assert len({Sealed(b"x"), Sealed(b"x")}) == 1


@given(st.binary(max_size=200), st.integers(1, 10**9))
def test_an_entry_s_payload_opens_as_that_entry(clear, seq):
    payload = seal_payload(KEY, seq, clear)
    assert open_payload(KEY, seq, payload) == clear
    with pytest.raises(Unreadable):
        open_payload(KEY, seq + 1, payload)


def test_a_payload_exchanged_for_another_is_noticed():
    one, other = seal_payload(KEY, 1, b"yes"), seal_payload(KEY, 1, b"no")
    with pytest.raises(Unreadable, match="is not the one in the chain"):
        open_payload(KEY, 1, SealedPayload(one.digest, other.sealed))


def test_the_digest_of_a_payload_cannot_be_guessed_from_its_words():
    assert seal_payload(KEY, 1, b"yes").digest != seal_payload(KEY, 1, b"yes").digest


def test_no_word_that_was_sealed_is_found_in_the_file(sqlite_database, keys):
    with sqlite_database.transaction() as tx:
        case = store_case(tx, keys, entries=3)
        sealed = case.key.seal(NAME, b"Ann Example")
        add_rows(tx, "details", {"case_id": case.id, "field": NAME, "sealed": sealed})
    file = sqlite_database.url.removeprefix("sqlite:///")
    written = b"".join(Path(file + suffix).read_bytes() for suffix in ("", "-wal"))
    assert NAME.encode() in written
    assert bytes(sealed) in written
    assert b"Ann" not in written
    assert b"what C-00000001 said" not in written


def test_a_key_as_its_row_holds_it_is_wrapped(keys: Keys):
    made = keys.new("C-00000001")
    assert (
        keys.unwrap("C-00000001", made.key_id, made.wrapped).open(NAME, made.key.seal(NAME, b"Ann")) == b"Ann"
    )
