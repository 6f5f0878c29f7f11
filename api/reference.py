"""The API reference: a page of our own origin, without inline script, under the same policy as all others."""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, Request, Response
from fastapi.staticfiles import StaticFiles
from fastapi_csp_docs import get_swagger_ui_html, get_swagger_ui_init_js

from api.headers import policy

PAGE, START, FILES = "/reference", "/reference/start.js", "/reference/files"
OPENAPI = "/openapi.json"

files = StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static")
router = APIRouter(include_in_schema=False)


@router.get(PAGE)
async def page(request: Request) -> Response:
    """Show the reference. Its drawings are data in its stylesheet, which no other page may use."""
    answer = get_swagger_ui_html(
        title=f"{request.app.title}: API reference",
        swagger_js_url=f"{FILES}/swagger-ui-bundle.js",
        swagger_css_url=f"{FILES}/swagger-ui.css",
        swagger_favicon_url=f"{FILES}/favicon.png",
        swagger_ui_init_script_url=START,
    )
    answer.headers["Content-Security-Policy"] = policy(img_src="'self' data:")
    return answer


@router.get(START)
async def start() -> Response:
    """Start the reference: what would be inline script elsewhere."""
    return get_swagger_ui_init_js(
        openapi_url=OPENAPI,
        swagger_ui_parameters={
            "validatorUrl": None,
            "tryItOutEnabled": True,
            "persistAuthorization": False,
            # The list of schemas is longer than the routes, and each route shows its own.
            "defaultModelsExpandDepth": 0,
        },
    )
