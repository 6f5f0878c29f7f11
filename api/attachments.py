"""How a document leaves: as a file to be saved, never as something to be shown, and kept by no cache."""

from fastapi.responses import Response

from api.headers import policy
from workflow.documents import Opened


def attachment(opened: Opened) -> Response:
    """Answer with a document. Its name is its reference: it says nothing of anybody."""
    headers = {
        "Content-Disposition": f'attachment; filename="{opened.name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        # Should a browser show it all the same, it is on an island where nothing runs.
        "Content-Security-Policy": f"{policy()}; sandbox",
    }
    return Response(opened.content, media_type=opened.media.value, headers=headers)
