"""How a figure was computed: what it counts and of what, what is left out, and the very numbers it was made of."""

from collections.abc import Iterator

from api.web.dashboard import plots
from api.web.dashboard.board import stands
from api.web.dashboard.places import Address
from api.web.dashboard.saying import count, interval, of_figure, sentence
from api.web.dashboard.sheets import Sheet
from api.web.dashboard.view import Defined, Explained
from api.web.words import dashboard as said
from states.errors import NotFound
from workflow.dashboard import DEFINITIONS
from workflow.dashboard.model import Dashboard, Figure


def explained(shown: Dashboard, key: str, at: Address) -> Explained:
    """Explain one figure, split or series of a dashboard. Raises NotFound, also of what is for leads alone."""
    if key not in DEFINITIONS or (DEFINITIONS[key].live_only and not shown.live):
        raise NotFound("figure")
    definition = DEFINITIONS[key]
    figure = plots.board_figures(shown).get(key)
    return Explained(
        name=definition.name,
        stands=f"{shown.name or said.ALL}. {stands(shown)}",
        sentence=sentence(definition.counts) if figure is None else _sentence(figure),
        facts=(*_defined(key), *(() if figure is None else _made_of(figure))),
        sheets=tuple(_sheets(shown, key, at)),
        rule=said.LIVE_RULE if shown.live else (definition.suppression, *said.RULE),
        back=at.itself,
        definitions=at.definitions,
    )


def defined(at: Address, *, live: bool = False) -> tuple[Defined, ...]:
    """Return every definition that is shown there, each leading to the numbers."""
    return tuple(
        Defined(key, definition.name, tuple(f"{term}: {text}" for term, text in _defined(key)), at.how(key))
        for key, definition in DEFINITIONS.items()
        if live or not definition.live_only
    )


def _defined(key: str) -> Iterator[tuple[str, str]]:
    definition = DEFINITIONS[key]
    told = (
        ("What is counted", definition.counts),
        ("Out of", definition.of),
        ("How", definition.how),
        ("Left out", definition.leaves_out),
    )
    return ((term, sentence(text)) for term, text in told if text)


def _sentence(figure: Figure) -> str:
    value = of_figure(figure)
    if figure.value is None or figure.denominator is None:
        return sentence(value)
    of = f"{count(figure.denominator)} {DEFINITIONS[figure.key].of}"
    if figure.numerator is None:
        return f"{value}, of {of}."
    return f"{count(figure.numerator)} of {of}: {value}."


def _made_of(figure: Figure) -> Iterator[tuple[str, str]]:
    if figure.numerator is not None:
        yield "Counted here", count(figure.numerator)
    if figure.denominator is not None:
        yield "Out of, here", count(figure.denominator)
    yield "Figure", of_figure(figure)
    if interval(figure):
        yield "95% interval (Wilson)", interval(figure)


def _sheets(shown: Dashboard, key: str, at: Address) -> Iterator[Sheet]:
    if any(found.key == key for found in shown.series):
        yield plots.by_period(shown, key, at).sheet
    if any(found.key == key for found in shown.splits):
        yield plots.split(shown, key, DEFINITIONS[key].name, at).sheet
