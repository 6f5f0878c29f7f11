"""The API reference: a page of our own origin, without inline script, under the same policy as all others."""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.headers import policy
from api.web.assets import url
from api.web.environment import ENVIRONMENT

PAGE: Final = "/reference"
#: Fetched by assets/build.py.
SWAGGER: Final = "vendor/swagger-ui-dist@5.35.0"

router = APIRouter(include_in_schema=False)


@router.get(PAGE)
async def page(request: Request) -> Response:
    """Show the reference. Its drawings are data in its style sheet, which no other page may use."""
    text = ENVIRONMENT.get_template("reference.html").render(
        title=f"{request.app.title}: API reference",
        icon=url("icon.svg"),
        style=url(f"{SWAGGER}/swagger-ui.css"),
        scripts=(url(f"{SWAGGER}/swagger-ui-bundle.js"), url("reference.js")),
    )
    answer = HTMLResponse(text)
    answer.headers["Content-Security-Policy"] = policy(img_src="'self' data:")
    return answer
