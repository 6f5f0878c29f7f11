"""What a form holds when it is first drawn: what was typed before, what is known, and the present moment."""

from typing import Any

from api.web.event_forms.about import About
from api.web.event_forms.fields import Field
from api.web.event_forms.filling import filled
from api.web.event_forms.layouts import layout_of
from api.web.event_forms.moments import parts_of_moment
from api.web.forms import Form
from api.web.pages import Visit
from states.contact import RULES
from states.vocabulary import Chart, Event
from workflow.access_log import REFERENCE


def start(here: Visit, about: About) -> Form:
    """Return the form as it is first drawn."""
    if here.typed:
        # With the version and key of the form that they were typed into: what changed since is said, and once is once.
        return here.typed
    known = [*filled(about.target.fields, _known(about)).pairs()]
    for name in sorted(layout_of(about.target.chart, about.target.event).now):
        known += parts_of_moment(name, here.at)
    return Form([*_wished(here, about.target.fields), *known])


def _known(about: About) -> dict[str, Any]:
    """Return what is recorded already of what the event replaces whole."""
    if (
        (about.target.chart, about.target.event) == (Chart.CASE, Event.SET_SAFETY)
        and about.view
        and about.is_whole
    ):
        return {name: about.view.facts[name] for name in RULES}
    return {}


def _wished(here: Visit, fields: tuple[Field, ...]) -> list[tuple[str, str]]:
    """Return what a link had filled in already: answers of a list and references alone, as addresses go into logs."""
    asked = here.request.query_params
    return [(one.name, asked[one.name]) for one in fields if _is_clear(one, asked.get(one.name, ""))]


def _is_clear(one: Field, said: str) -> bool:
    is_reference = (one.pattern or "").startswith("^[A-Z]-") and REFERENCE.fullmatch(said) is not None
    return said in one.options or is_reference
