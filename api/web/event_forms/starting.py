"""What a form holds when it is first drawn: what was typed before, what is known, and the present moment."""

from collections.abc import Callable, Mapping
from typing import Any

from api.web.event_forms.about import About
from api.web.event_forms.fields import Field, Kind
from api.web.event_forms.filling import filled
from api.web.event_forms.layouts import layout_of
from api.web.event_forms.moments import parts_of_moment
from api.web.event_forms.reading import YES
from api.web.forms import Form
from api.web.pages import Visit
from states.contact import RULES
from states.vocabulary import Chart, Event
from workflow.access_log import REFERENCE
from workflow.fitting import CODE

#: A firm is named by its code, which is nobody's secret.
FIRM = "firm"


def start(here: Visit, about: About) -> Form:
    """Return the form as it is first drawn."""
    if here.typed:
        # With the version and key of the form that they were typed into: what changed since is said, and once is once.
        return here.typed
    known = [*filled(about.target.fields, _known(about)).pairs()]
    for name in sorted(layout_of(about.target.chart, about.target.event).now):
        known += parts_of_moment(name, here.at)
    return Form([*_wished(here, about.target.fields), *known])


def _known(about: About) -> Mapping[str, Any]:
    """Return what is recorded already of what the event replaces whole: what a form left out would be lost."""
    known = _REPLACED.get((about.target.chart, about.target.event))
    if known is None or about.view is None or not about.is_whole:
        return {}
    return known(about.view.facts)


def _rules(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: facts[name] for name in RULES}


def _scope(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {} if facts["consent"] is None else {"scope": facts["consent"]["scope"]}


_REPLACED: Mapping[tuple[Chart, str], Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    (Chart.CASE, Event.SET_SAFETY): _rules,
    (Chart.CASE, Event.CHANGE_CONSENT): _scope,
}


def _wished(here: Visit, fields: tuple[Field, ...]) -> list[tuple[str, str]]:
    """Return what a link had filled in already: answers of a list and references alone, as addresses go into logs."""
    asked = here.request.query_params
    return [(one.name, asked[one.name]) for one in fields if _is_clear(one, asked.get(one.name, ""))]


def _is_clear(one: Field, said: str) -> bool:
    if one.name == FIRM:
        return CODE.fullmatch(said) is not None
    if one.kind is Kind.TICK:
        return said == YES
    is_reference = (one.pattern or "").startswith("^[A-Z]-") and REFERENCE.fullmatch(said) is not None
    return said in one.options or is_reference
