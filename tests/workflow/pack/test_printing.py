"""What is printed says what it is given, as text and never as markup, on paper that machines read aloud."""

import pytest

from tests.workflow.pack.applying import AT, changed, full, source
from tests.workflow.pack.printed import text_of
from workflow.pack import printing
from workflow.pack.standing import judged

CASE = "C-7KQ29MXD"
TEXT = ("fl401", "situation", "additionalDetailsForCourt")


def said(text):
    return judged(source(changed({"fl401": {"situation": {"additionalDetailsForCourt": text}}})))


@pytest.mark.parametrize(
    "text",
    [
        '#panic() #read("/etc/passwd") *bold* _it_ $x$ = heading',
        "\\ ) ( ] [ <label> @ref // comment /* more */ ` ``` ~ --- ...",
        "Siân Ŵyn's café – “quoted” £5 50%",  # noqa: RUF001 - as people type it.
        "Łukasz Żółć",
    ],
)
def test_whatever_is_typed_stands_as_it_was_typed(text):
    assert text in text_of(printing.fl401(said(text), CASE, AT))


def test_every_answer_is_printed_and_none_is_invented():
    text = " ".join(text_of(printing.fl401(judged(source(full())), CASE, AT)).split())
    for value in (
        "Ada",
        "3 February 1990",
        "DX 12345 Leeds",
        "8",
        "His father",
        "Yes, both of them",
        "Neice",
    ):
        assert (value in text) is (value != "Neice"), value
    assert "Not answered yet" not in text
    assert printing.ON_C8 not in text
    empty = text_of(printing.fl401(judged(source()), CASE, AT))
    assert "Not answered yet" in empty
    assert "The applicant's date of birth" in empty


def test_what_is_withheld_is_said_to_be_elsewhere():
    pack = judged(source({}, survivor__phone="07700 900123", survivor__name="Ada Fictional"))
    assert printing.ON_C8 in text_of(printing.fl401(pack, CASE, AT))
    alone = " ".join(text_of(printing.c8(pack, CASE, AT)).split())
    assert "07700 900123" in alone
    assert "Applicant: Ada Fictional." in alone
    assert "Do not serve this page" in alone


def test_a_document_is_accessible_and_the_same_each_time():
    first, second = (printing.fl401(judged(source(full())), CASE, AT) for _ in range(2))
    assert first == second
    held = text_of(first)
    assert "pdfuaid:part" in held
    assert "/Lang(en-GB)" in held.replace(" ", "")
    assert "Ada" not in held.partition("%PDF")[2].partition("stream")[0]


def test_letters_that_no_typeface_has_are_no_reason_to_print_nothing():
    pack = said("Her name is 王小明.")
    text = text_of(printing.fl401(pack, CASE, AT))
    assert "Her name is" in text
    assert printing.UNPRINTABLE[:30] in " ".join(text.split())
    assert pack.form["fl401"]["situation"]["additionalDetailsForCourt"] == "Her name is 王小明."
