import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bodies import DEEPEST, check_content, check_json
from states.errors import Malformed

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_characters="\x00")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_characters="\x00")), inner),
    max_leaves=20,
)


def nested(levels: int) -> object:
    content: object = "deep"
    for _ in range(levels - 1):
        content = [content]
    return content


def test_json_of_our_own_is_let_in():
    check_json("application/json", b'{"a": [1, 2, {"b": null}]}')
    check_json("Application/JSON; charset=utf-8", b"{}")


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("", b"{}"),
        ("text/plain", b"{}"),
        ("application/x-www-form-urlencoded", b"a=b"),
        ("application/json", b""),
        ("application/json", b"{"),
        ("application/json", b'{"a": NaN}'),
        ("application/json", b'{"a": "\\ud800"}'),
        ("application/json", b'{"a": "\xff"}'),
        ("application/json", b'{"a": "b\\u0000c"}'),
        ("application/json", b'{"a\\u0000": "b"}'),
        ("application/json", b"[" * 100_000),
        ("application/json", b"[" * 50 + b"]" * 50),
    ],
)
def test_a_body_that_cannot_be_kept_is_refused_without_repeating_it(media_type, body):
    with pytest.raises(Malformed) as refusal:
        check_json(media_type, body)
    assert [problem.field for problem in refusal.value.problems] == ["body"]
    assert refusal.value.__cause__ is None


@given(JSONS)
def test_whatever_is_shallow_and_without_nul_is_let_in(content):
    check_content(content)


def test_nesting_ends_at_a_depth():
    check_content(nested(DEEPEST))
    with pytest.raises(Malformed, match="cannot be read"):
        check_content(nested(DEEPEST + 1))


def test_a_nul_at_the_deepest_level_is_found():
    content: object = "\x00"
    for _ in range(DEEPEST - 1):
        content = {"a": content}
    with pytest.raises(Malformed):
        check_content(content)
