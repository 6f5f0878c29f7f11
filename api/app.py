"""The application factory: everything that Rowan is, joined behind its doors."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, nullcontext
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES

from api import health, reference, v1, web
from api.clock import now
from api.delivering import Loops, courier, is_here, looping
from api.dependencies import Doors
from api.errors import handle_errors
from api.gate import Gate
from api.headers import Headers
from api.limits import Limit
from api.measures import Measures
from api.openapi import describe
from api.settings import Settings
from api.starting import carriers, know_address, opened
from api.watching import Watch
from api.web import assets
from api.web.faults import as_page
from workflow.db import Database
from workflow.documents import Media

DISTRIBUTION = "rowan-referrals"
ABOUT = """From a police officer's referral to a civil protection order that is made, served and known to the police.

Every request carries a bearer token (`rowan people token`). Every error is a problem document (RFC 9457).
Times are RFC 3339 in UTC. Answers are cut to what the role may see.
"""


def create_app(
    settings: Settings, *, clock: Callable[[], datetime] = now, db: Database | None = None
) -> FastAPI:
    """Join everything. Without `db` the application opens the one of its settings while it runs."""
    held = Doors(settings, clock)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            held.database = stack.enter_context(opened(settings)) if db is None else db
            know_address(held.db, settings)
            # Made here even where workers deliver: what does not fit is refused at the start.
            held.carriers = carriers(settings, clock)
            held.started = clock()
            held.loops = stack.enter_context(_delivering(held))
            yield

    release = version(DISTRIBUTION)
    app = FastAPI(
        title="Rowan",
        summary="Referral, case, protection order",
        description=ABOUT,
        version=release,
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.doors = held
    app.state.pages = [route for router in web.ROUTERS for route in router.routes]
    app.state.measures = Measures(release)
    handle_errors(app, as_page)
    for router in (reference.router, *v1.ROUTERS, health.router, *web.ROUTERS):
        app.include_router(router)
    app.mount(assets.STATIC, assets.serve)
    _surround(app, held)
    describe(app)
    return app


def _surround(app: FastAPI, held: Doors) -> None:
    """Put around every request what all of them share; the last one added is the outermost."""
    # Documents are packed already.
    packed = (*DEFAULT_EXCLUDED_CONTENT_TYPES, Media.PDF.value)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=5, exclude_content_types=packed)
    app.add_middleware(Limit, limit=held.settings.request_limit)
    app.add_middleware(Gate, shown=as_page)
    app.add_middleware(Watch, measures=app.state.measures, in_hand=held.in_hand, shown=as_page)
    app.add_middleware(Headers)


def _delivering(held: Doors) -> AbstractContextManager[Loops | None]:
    """Deliver in a thread of this process, unless workers do."""
    if not is_here(held.settings):
        return nullcontext()
    made = courier(held.settings, held.db, held.clock, held.carriers, held.in_hand)
    return looping(held.settings, held.db, made, held.clock)
