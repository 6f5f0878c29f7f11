import inspect

import pytest

from states import errors
from states.errors import (
    Conflict,
    KeyReused,
    Malformed,
    NotFound,
    NotPermitted,
    Problem,
    Refusal,
    Refused,
    RowanError,
    Stale,
)

MADE = {
    Refused: Refused("decline", [Refusal("door_is_left_open", "she was not told", "Tell her", "caseworker")]),
    NotPermitted: NotPermitted("decline is not for this role here"),
    NotFound: NotFound(),
    Conflict: Conflict("somebody was first"),
    Stale: Stale(3, 4),
    KeyReused: KeyReused(),
    Malformed: Malformed("it does not fit", [Problem("note", "is missing")]),
}


def test_every_error_of_the_tree_is_drawn_in_it():
    tree = {
        name
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, RowanError) and kind is not RowanError
    }
    assert tree == {kind.__name__ for kind in MADE}
    assert all(name in (errors.__doc__ or "") for name in tree)


@pytest.mark.parametrize("kind", MADE)
def test_a_message_finishes_the_sentence_we_could_not_do_this_because(kind):
    error = MADE[kind]
    assert isinstance(error, RowanError)
    assert error.detail == str(error)
    assert error.detail[0].islower()
    assert not error.detail.endswith(".")


def test_errors_carry_what_they_are_about():
    stale = Stale(3, 4)
    assert (stale.expected, stale.actual) == (3, 4)
    assert isinstance(stale, Conflict)
    assert isinstance(KeyReused(), Conflict)
    assert NotFound("offer").kind == "offer"
    assert Malformed("it does not fit").problems == ()
