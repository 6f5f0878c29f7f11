"""Errors as pages: the same words as in the problem document, with where to go from here."""

from typing import Any

import orjson
from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.dependencies import doors
from api.errors import FAULT
from api.web import furniture
from api.web.environment import ENVIRONMENT
from api.web.route import PageRoute
from api.web.words.survey import SHEETS
from notifications.rendering import LANGUAGES
from workflow.surveys.inviting import PATH

#: Beginnings of addresses that programs ask for.
FOR_PROGRAMS = ("/api/", "/callbacks/", "/static/", "/healthz", "/readyz", "/metrics", "/openapi.json")

#: What only some problems say.
NOTHING_MORE: dict[str, Any] = {"refusals": (), "changes": (), "problems": (), "reference": None}


def as_page(request: Request, problem: JSONResponse) -> Response:
    """Return the answer to somebody who looks at pages; to a program the problem document as it is."""
    if not _looks(request):
        return problem
    if is_hers(request):
        return quiet_page(request, problem.status_code)
    body: dict[str, Any] = NOTHING_MORE | orjson.loads(problem.body)
    # What failed on our side may be what the furniture of somebody signed in would ask.
    ours = problem.status_code >= FAULT.status
    session = None if ours else getattr(request.state, "session", None)
    around = furniture.around(request, doors(request), session, doors(request).clock())
    page = HTMLResponse(
        ENVIRONMENT.get_template("problem.html").render(**around, problem=body), problem.status_code
    )
    for name in ("Retry-After", "Allow"):
        if name in problem.headers:
            page.headers[name] = problem.headers[name]
    return page


def is_hers(request: Request) -> bool:
    """Say whether somebody asked for what is behind a link to a survey: whatever fails there says nothing of us."""
    return request.url.path.startswith(PATH)


def quiet_page(request: Request, status: int) -> Response:
    """Return the page that is shown of every such link that leads nowhere."""
    said = request.query_params.get("lang", "")
    language = said if said in SHEETS else LANGUAGES[0]
    page = ENVIRONMENT.get_template("survey/gone.html").render(words=SHEETS[language], language=language)
    return HTMLResponse(page, status, {"Referrer-Policy": "no-referrer"})


def _looks(request: Request) -> bool:
    route = request.scope.get("route")
    if route is not None:
        return isinstance(route, PageRoute)
    asks = "text/html" in request.headers.get("accept", "")
    return asks and not request.url.path.startswith(FOR_PROGRAMS)
