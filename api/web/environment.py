"""The templates of the pages: strict, escaped, our own and those of GOV.UK Frontend."""

from collections.abc import MutableMapping
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)

from api.web import assets
from api.web.filters import FILTERS

_MACROS: Final = "govuk_frontend_jinja"
#: GOV.UK's macros ask for parameters that nobody gave: they are as lenient as they were written.
_LENIENT: Final = Environment(
    loader=PrefixLoader({_MACROS: PackageLoader(_MACROS)}), autoescape=True, auto_reload=False
)


class Borrowed(BaseLoader):
    """Lends the templates of another environment, where they go on by their own rules."""

    def __init__(self, lender: Environment) -> None:
        self._lender = lender

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - The library calls it so.
    ) -> Template:
        """Return the lender's template."""
        del environment, globals
        return self._lender.get_template(name)


def _environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader([PackageLoader("api.web"), Borrowed(_LENIENT)]),
        autoescape=True,
        undefined=StrictUndefined,
        # A page is never drawn by a template that is newer than the code around it.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= FILTERS
    made.globals["asset"] = assets.url
    return made


ENVIRONMENT: Final = _environment()
