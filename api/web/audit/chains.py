"""Whether the trail is whole: when that was last known, and a walk over its chains, part by part."""

from fastapi.responses import Response

from api.web.pages import Here, pages
from api.web.words.audit import STREAMS
from states.permissions import Place
from workflow.queries.chains import chain_status, walk_chains

router = pages(Place.AUDIT, prefix="/audit/chain")


@router.get("")
def status(here: Here) -> Response:
    """Say how much there is to check, and when all of it was last checked."""
    return here.show(
        "audit/chain.html", status=200, chains=chain_status(here.db, here.actor, here.at), streams=STREAMS
    )


@router.get("/check")
def check(here: Here, stream: str | None = None, cursor: str | None = None) -> Response:
    """Check the next part of all chains, or of one stream, and show how far that came."""
    part = walk_chains(here.db, here.actor, here.at, stream=stream or None, cursor=cursor)
    return here.show("audit/chain_part.html", part=part, streams=STREAMS)
