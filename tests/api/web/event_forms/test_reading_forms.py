"""From a payload to the form that says it, to the page, and back: nothing is lost and nothing is added."""

from html import unescape
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from api.web.environment import ENVIRONMENT
from api.web.event_forms.drawing import Drawing, summary
from api.web.event_forms.fields import Kind, paths
from api.web.event_forms.filling import filled
from api.web.event_forms.layouts import ELSEWHERE, laid_out
from api.web.event_forms.reading import REMOVE, is_touched, read
from api.web.forms import Form
from states.errors import Malformed
from states.payloads import read as check
from states.vocabulary import Chart
from tests.api.visiting import FORM_TYPE, Reader
from tests.api.web.event_forms.payloads import payloads
from tests.api.web.event_forms.test_words_of_events import OF_ALL

#: What is asked in one form; the rest is asked on pages of its own, and tried there.
FORMS = [one for one in OF_ALL if one not in ELSEWHERE]
DRAW = ENVIRONMENT.from_string(
    '{% import "macros/fields.html" as f %}<form>{% for one in fields %}{{ f.field(one) }}{% endfor %}</form>'
)


def drawn(chart, event, form, errors=None, more=""):
    """A form as a browser sees it, and its fields."""
    fields = Drawing(chart, event, form, errors or {}, {}, more).draw(laid_out(chart, event))
    return DRAW.render(fields=fields), fields


def sent(pairs):
    """A form as a browser sends it."""
    return Form.of(
        FORM_TYPE, urlencode([(name, value.replace("\n", "\r\n")) for name, value in pairs]).encode()
    )


@pytest.mark.parametrize(("chart", "event"), FORMS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_an_event_carries_can_be_typed_drawn_and_read_back(chart, event, data):
    payload = data.draw(payloads(laid_out(chart, event)))
    # A form wants the hour of a call-back; the schema takes one without.
    assume(payload.get("result") != "call_back_agreed" or payload.get("call_back_at"))
    try:
        check(chart, event, payload)
    except Malformed:
        assume(condition=False)
    html, _ = drawn(chart, event, filled(laid_out(chart, event), payload))
    (form,) = Reader(html).forms
    answers = read(chart, event, laid_out(chart, event), sent(form.fields))
    assert answers.errors == {}
    assert check(chart, event, answers.payload) == check(chart, event, payload)


@pytest.mark.parametrize(("chart", "event"), FORMS)
def test_an_empty_form_says_what_is_missing_beside_each_field(chart, event):
    fields = laid_out(chart, event)
    answers = read(chart, event, fields, Form())
    required = {one.name for one in fields if one.required and one.kind not in (Kind.SEVERAL, Kind.GROUP)}
    assert required <= set(answers.errors)
    html, shown = drawn(chart, event, Form(), answers.errors)
    told = summary(chart, event, shown, answers.errors)
    assert len(told) == len(answers.errors)
    ids = {part.split('"')[0] for part in html.split(' id="')[1:]}
    for one in told:
        assert one["text"]
        assert one["href"] is None or str(one["href"])[1:] in ids
    for described in html.split('aria-describedby="')[1:]:
        assert set(described.split('"')[0].split()) <= ids


@pytest.mark.parametrize(("chart", "event"), FORMS)
def test_what_was_typed_comes_back_escaped_wherever_it_stands(chart, event):
    typed = "<script>alert(1)</script>\"'&"
    names = sorted(Reader(drawn(chart, event, Form())[0]).forms[0].names)
    html, shown = drawn(chart, event, Form([(name, typed) for name in names]), dict.fromkeys(names, typed))
    assert "<script" not in html
    for one in shown:
        if one.kind in (Kind.TEXT, Kind.LONG, Kind.SPLIT):
            assert typed in unescape(html)


def test_another_entry_is_one_more_and_keeps_what_was_typed():
    chart, event = Chart.CASE, "seek_order"
    first = [("orders.0.court", "Cambridge"), ("orders.0.type", "occupation")]
    html, _ = drawn(chart, event, Form(first), more="orders")
    names = Reader(html).forms[0].names
    assert "orders.1.court" in names
    assert "orders.2.court" not in names
    assert 'value="Cambridge"' in html
    assert len(drawn(chart, event, Form(first))[1][0].entries) == 1


def test_entries_that_were_left_empty_are_left_out():
    form = Form([("questions.0", ""), ("questions.1", "Where is she?"), ("questions.7", " ")])
    answers = read(Chart.CASE, "request_information", laid_out(Chart.CASE, "request_information"), form)
    assert answers.payload == {"questions": ["Where is she?"]}


def test_a_field_that_is_removed_is_emptied_and_no_other():
    form = Form(
        [
            (f"survivor.{REMOVE}", "phone"),
            (f"survivor.{REMOVE}", "nothing"),
            ("survivor.email", "h@example.org"),
        ]
    )
    answers = read(Chart.CASE, "update_details", laid_out(Chart.CASE, "update_details"), form)
    assert answers.payload == {"survivor": {"phone": None, "email": "h@example.org"}}


def test_what_was_wrongly_recorded_may_be_corrected_to_none():
    form = Form([("reason", "Mistyped"), ("facts.flags", "no")])
    answers = read(Chart.CASE, "correct", laid_out(Chart.CASE, "correct"), form)
    assert answers.payload == {"reason": "Mistyped", "facts": {"flags": []}}


@pytest.mark.parametrize(
    ("chart", "event", "pairs", "wrong"),
    [
        (Chart.CASE, "assess_risk", {"score": "nine"}, {"score": "must be a whole number, like 3"}),
        (Chart.CASE, "assess_risk", {"score": "101"}, {"score": "must be 100 or less"}),
        (Chart.CASE, "assess_risk", {"grade": "tall"}, {"grade": "choose an answer"}),
        (
            Chart.CASE,
            "record_means",
            {"capital": "lots"},
            {"capital": "must be an amount in pounds, like 1,250 or 1250.50"},
        ),
        (Chart.CASE, "record_means", {"capital": "99999999"}, {"capital": "must be 10,000,000 or less"}),
        (Chart.CASE, "add_note", {"note": "x" * 4001}, {"note": "must be 4,000 characters or fewer"}),
        (
            Chart.CASE,
            "add_note",
            {"note": "a\x07b"},
            {"note": "has characters that cannot be kept: type it again"},
        ),
        (
            Chart.CASE,
            "mark_duplicate",
            {"case": "the other one"},
            {"case": "must be a reference, like C-7KQ29MXD"},
        ),
        (
            Chart.CASE,
            "refer_elsewhere",
            {"service": "<b>"},
            {"service": "must have only letters, numbers, spaces and . , ' & ( ) / : -"},
        ),
        (
            Chart.CASE,
            "update_details",
            {"survivor.email": "nobody"},
            {"survivor.email": "is not an e-mail address"},
        ),
        (Chart.CASE, "update_details", {}, {"": "name at least one field that changes"}),
        (Chart.CASE, "set_safety", {"windows.0.from": "10:00"}, {"windows.0.days": "choose at least one"}),
        (
            Chart.CASE,
            "set_safety",
            {"windows.0.from": "25:00"},
            {"windows.0.from": "must have a time, like 14:30 or 2:30pm"},
        ),
        (Chart.ORDER, "make_order", {"made_on-day": "3"}, {"made_on": "must include a month and a year"}),
    ],
)
def test_what_does_not_fit_is_told_in_plain_words(chart, event, pairs, wrong):
    answers = read(chart, event, laid_out(chart, event), Form(pairs.items()))
    assert wrong.items() <= answers.errors.items()


def test_nobody_is_asked_for_more_entries_than_are_kept():
    form = Form([(f"windows.{number}.from", "10:00") for number in range(60)] + [("safety", "safe")])
    answers = read(Chart.CASE, "set_safety", laid_out(Chart.CASE, "set_safety"), form)
    assert answers.errors == {"windows": "must be 50 or fewer"}
    lines = Form([("survivor.address.lines", "\n".join("abcdefg"))])
    answers = read(Chart.CASE, "update_details", laid_out(Chart.CASE, "update_details"), lines)
    assert answers.errors == {"survivor.address.lines": "must be 6 or fewer"}


def test_sums_of_money_are_read_as_people_write_them():
    form = Form([("gross_income", "£1,250"), ("disposable_income", "733.5"), ("capital", "0")])
    answers = read(Chart.CASE, "record_means", laid_out(Chart.CASE, "record_means"), form)
    assert answers.payload == {"gross_income": 1250.0, "disposable_income": 733.5, "capital": 0.0}


def test_a_group_is_touched_by_anything_below_it():
    assert is_touched("a", Form([("a.b", "x")]))
    assert not is_touched("a", Form([("a.b", " "), ("ab", "x")]))
    assert {field.kind for chart, event in OF_ALL for _, field in paths(laid_out(chart, event))} == set(
        Kind
    ) - {Kind.PICK}


def test_a_reference_is_read_however_it_is_typed():
    form = Form([("case", " c-7kq29mxd ")])
    answers = read(Chart.CASE, "mark_duplicate", laid_out(Chart.CASE, "mark_duplicate"), form)
    assert answers.payload == {"case": "C-7KQ29MXD"}
