"""Templates: strict about our names, and days, hours and spans as people say them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from jinja2 import UndefinedError

from api.web.environment import ENVIRONMENT

AT = datetime(2026, 7, 1, 9, 40, tzinfo=UTC)


@dataclass
class View:
    name: str = "Sam & Co <b>"


def drawn(source: str, **context: object) -> str:
    return ENVIRONMENT.from_string(source).render(**context)


@pytest.mark.parametrize(
    "source", ["{{ nme }}", "{% if nme %}{% endif %}", "{{ view.nme }}", "{% if view.nme %}{% endif %}"]
)
def test_a_name_that_is_not_there_is_an_error(source):
    with pytest.raises(UndefinedError):
        drawn(source, view=View())


def test_the_macros_of_govuk_leave_out_what_nobody_gave():
    source = '{% from "govuk_frontend_jinja/components/tag/macro.html" import govukTag %}{{ govukTag({"text": view.name}) }}'
    assert "Sam &amp; Co &lt;b&gt;" in drawn(source, view=View())


def test_nothing_that_somebody_wrote_becomes_markup():
    assert drawn("{{ view.name }}", view=View()) == "Sam &amp; Co &lt;b&gt;"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ at | day }}", "1 July 2026"),
        ("{{ at | moment }}", "1 July 2026 at 10:40am"),
        ("{{ at | iso }}", "2026-07-01T09:40:00Z"),
        ("{{ late | day }}", "2 July 2026"),
        ("{{ late | clock }}", "12:30am"),
        ("{{ '2026-07-01' | day }}", "1 July 2026"),
        ("{{ '2026-12-01T12:00:00+00:00' | moment }}", "1 December 2026 at midday"),
        ("{{ '2026-12-01T00:00:00+00:00' | clock }}", "midnight"),
        ("{{ '2026-12-01T14:00:00+00:00' | clock }}", "2pm"),
        ("{{ today | day }}", "1 July 2026"),
        ("{{ at | ago(late) }}", "13 hours ago"),
        ("{{ at | ago(at) }}", "just now"),
        ("{{ late | until(at) }}", "in 13 hours"),
        ("{{ at | until(late) }}", "13 hours late"),
        ("{{ days | span }}", "3 days"),
        ("{{ minute | span }}", "1 minute"),
        ("{{ 1250 | pounds }}", "£1,250"),
        ("{{ 12.5 | pounds }}", "£12.50"),
        ("{{ 'a' | words({'a': 'Alpha'}) }}", "Alpha"),
        ("{{ 'first_contact' | words({}) }}", "First contact"),
    ],
)
def test_values_are_written_as_people_say_them(source, said):
    context = {
        "at": AT,
        "late": AT + timedelta(hours=13, minutes=50),
        "today": date(2026, 7, 1),
        "days": timedelta(days=3, hours=5),
        "minute": timedelta(seconds=61),
    }
    assert drawn(source, **context) == said
