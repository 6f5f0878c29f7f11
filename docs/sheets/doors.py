"""The pages of the doors: settings, errors, the API, the command line."""

from typing import Any

import typer

from api import errors
from api.app import create_app
from api.cli import app
from api.settings import PREFIX, Settings
from docs.sheets.page import Page, plain, sentence, word
from docs.sheets.schemas import described, fields
from states.errors import RowanError

METHODS = ("get", "post", "put", "patch", "delete")


def settings() -> Page:
    """Write the page of all settings."""
    page = Page("Settings")
    page.block("All come from the environment. The defaults work for one machine.")
    known = Settings.model_json_schema()
    names = {f"{PREFIX}{name}".upper(): about["description"] for name, about in known["properties"].items()}
    told = zip(names.items(), fields(known), strict=True)
    return page.table(
        ("Setting", "What it is", "Holds", "Default"),
        [(word(name), sentence(says), holds, default) for (name, says), (_, holds, _, default, _) in told],
    )


def problems() -> Page:
    """Write the page of everything that an error may be."""
    page = Page("Errors")
    page.block(
        "Every error is a problem document (RFC 9457) with `type`, `title`, `status` and `detail`. The detail finishes "
        '"We could not do this because …". It never holds personal data and never repeats what was sent.'
    )
    page.table(
        ("Type", "Status", "Title"),
        [(word(kind.type), kind.status, kind.title) for kind in errors.KINDS],
    )
    page.heading("What they come from")
    page.table(
        ("Error in the code", "Becomes", "Says"),
        [
            (word(error.__name__), word(kind.type), _first(error.__doc__))
            for error, kind in errors.OF_ERRORS.items()
        ],
    )
    page.block(
        f"Descendants of `{RowanError.__name__}` are expected refusals; the others are faults beneath a command. "
        "A refusal carries `refusals`, each with `guard`, `reason`, `remedy` and `who`. "
        "All guards are in [guards](guards.md)."
    )
    return page


def _first(doc: str | None) -> str:
    return sentence((doc or "").strip().split("\n\n")[0])


def api() -> Page:
    """Write the page of all routes."""
    about = create_app(Settings()).openapi()
    page = Page("API")
    page.block(
        "Served by `rowan serve`, described as OpenAPI at `/openapi.json`, and for people at `/reference`. "
        "Every request but those about running carries a bearer token. Errors: [errors](errors.md)."
    )
    routes = [
        (path, method, about["paths"][path][method])
        for path in about["paths"]
        for method in METHODS
        if method in about["paths"][path]
    ]
    page.table(
        ("Route", "What"),
        [(f"`{method.upper()} {path}`", sentence(_summary(route))) for path, method, route in routes],
    )
    known = about.get("components", {}).get("schemas", {})
    for path, method, route in routes:
        _route(page, f"{method.upper()} {path}", route, known)
    return page


def _summary(route: dict[str, Any]) -> str:
    return str(route.get("description") or route.get("summary", "")).split("\n\n")[0]


def _route(page: Page, name: str, route: dict[str, Any], known: dict[str, Any]) -> None:
    page.heading(word(name)).block(sentence(_summary(route)))
    asked = [
        (
            word(found["name"]),
            found["in"],
            described(found["schema"], known),
            "yes" if found.get("required") else "no",
            sentence(found["description"]) if found.get("description") else "",
        )
        for found in route.get("parameters", ())
    ]
    if asked:
        page.table(("Parameter", "In", "Holds", "Needed", "What it is"), asked)
    if body := _content(route.get("requestBody", {}), known):
        page.block("The body:").table(
            ("Field", "Holds", "Needed", "Default"), [row[:4] for row in fields({**body, "$defs": known})]
        )
    page.table(
        ("Answer", "What"),
        [(status, sentence(answer["description"])) for status, answer in sorted(route["responses"].items())],
    )


def _content(found: dict[str, Any], known: dict[str, Any]) -> dict[str, Any] | None:
    kinds: dict[str, Any] = found.get("content", {})
    named = next(
        (kind["schema"]["$ref"] for kind in kinds.values() if "$ref" in kind.get("schema", {})), None
    )
    if named is None:
        return None
    body: dict[str, Any] = known[named.rpartition("/")[2]]
    return body if "properties" in body else None


def command_line() -> Page:
    """Write the page of all commands."""
    page = Page("Command line")
    page.block(
        "Every command exits 0 when what it checks holds, 1 when it does not, 2 on misuse. "
        "`rowan COMMAND --help` says the same."
    )
    _commands(page, typer.main.get_command(app), "rowan")
    return page


def _commands(page: Page, command: Any, name: str) -> None:
    """Write a command, or those of a group. Typer brings its own Click, whose classes have no public name."""
    inner: dict[str, Any] = getattr(command, "commands", {})
    for each in sorted(inner):
        _commands(page, inner[each], f"{name} {each}")
    if not inner:
        page.heading(word(name)).block(sentence((command.help or "").split("\n\n")[0]))
        page.table(("Given as", "Needed", "What it is"), map(_parameter, command.params))


def _parameter(found: Any) -> tuple[str, str, str]:
    if found.param_type_name == "argument":
        name = (found.metavar or found.name).upper()
    else:
        name = ", ".join([*found.opts, *found.secondary_opts])
    return word(name), "yes" if found.required else "no", sentence(found.help or plain(found.name))
