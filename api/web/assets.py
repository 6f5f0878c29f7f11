"""The static files: read once, each under an address that changes with it, so that browsers keep them for ever.

They lie in memory, packed and unpacked: they are few and small, and no request touches the disk.
"""

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

#: Where they are served.
STATIC: Final = "/static"
_FOLDER: Final = Path(__file__).parent / "static"
#: Bytes: smaller files gain nothing.
_WORTH_PACKING: Final = 400
#: A year, the longest that means anything.
_FOR_EVER: Final = "public, max-age=31536000, immutable"
#: The version stands in these paths, and scripts may import them by their plain names.
_VERSIONED: Final = "vendor/"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    packed: bytes | None
    digest: str
    media_type: str


@cache
def assets() -> Mapping[str, Asset]:
    """Return every file by its name below the folder."""
    files = sorted(path for path in _FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(_FOLDER).as_posix(): _read(path) for path in files}


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    packed = gzip.compress(body, mtime=0) if len(body) > _WORTH_PACKING else None
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, packed, sha256(body).hexdigest()[:12], media_type)


def url(name: str) -> str:
    """Return the address of one file, which is another as soon as the file is."""
    if name.startswith(_VERSIONED):
        return f"{STATIC}/{name}"
    return f"{STATIC}/{name}?v={assets()[name].digest}"


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request for a file: an application to be mounted at `STATIC`."""
    name = scope["path"].removeprefix(STATIC).removeprefix("/")
    asset = assets().get(name)
    if asset is None or scope["method"] not in {"GET", "HEAD"}:
        answer: Response = PlainTextResponse("not found", 404)
    else:
        answer = _answer(scope, name, asset)
    await answer(scope, receive, send)


def _answer(scope: Scope, name: str, asset: Asset) -> Response:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("v")
    kept = name.startswith(_VERSIONED) or asked == [asset.digest]
    etag = f'"{asset.digest}"'
    said = {"Cache-Control": _FOR_EVER if kept else "no-cache", "ETag": etag, "Vary": "Accept-Encoding"}
    if headers.get(b"if-none-match") == etag.encode():
        return Response(status_code=304, headers=said)
    if asset.packed is not None and b"gzip" in headers.get(b"accept-encoding", b""):
        return Response(
            asset.packed, headers=said | {"Content-Encoding": "gzip"}, media_type=asset.media_type
        )
    return Response(asset.body, headers=said, media_type=asset.media_type)
