"""How a document of an application leaves: as a file to be saved, kept by no cache, named by its form and its case."""

from datetime import datetime

import orjson
from fastapi.responses import Response

from api.headers import policy
from workflow.pack import printing
from workflow.pack.making import Opened
from workflow.pack.standing import Pack

PDF, JSON = "application/pdf", "application/json"
#: What each document is called in its file's name.
NAMES = {Opened.FL401: "fl401", Opened.C8: "c8", Opened.FORM: "fl401"}


def sent(pack: Pack, what: Opened, reference: str, at: datetime) -> Response:
    """Answer with one document of an application."""
    match what:
        case Opened.FL401:
            content, media = printing.fl401(pack, reference, at), PDF
        case Opened.C8:
            content, media = printing.c8(pack, reference, at), PDF
        case _:
            content, media = orjson.dumps(pack.form, option=orjson.OPT_INDENT_2), JSON
    name = f"{NAMES[what]}-{reference}.{media.rpartition('/')[2]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        # Should a browser show it all the same, it is on an island where nothing runs.
        "Content-Security-Policy": f"{policy()}; sandbox",
    }
    return Response(content, media_type=media, headers=headers)
