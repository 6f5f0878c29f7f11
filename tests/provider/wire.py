"""As much of an HTTP/1.1 server as a stand-in needs: kept connections, answers that come late, and cut lines."""

import asyncio
import contextlib
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

Handle = Callable[["Asked"], Awaitable["Answer"]]


@dataclass(frozen=True)
class Asked:
    """One request; the names of its headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body or b"null")


@dataclass(frozen=True)
class Answer:
    """What to answer: as JSON, or with a cut line instead, or with these very bytes and then a closed line."""

    status: int = 200
    content: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    raw: bytes | None = None

    def written(self) -> bytes:
        if self.raw is not None:
            return self.raw
        body = b"" if self.content is None else json.dumps(self.content).encode()
        heads = {"Content-Type": "application/json", "Content-Length": str(len(body)), **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in heads.items())
        return f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n{lines}\r\n".encode() + body


class Server:
    """Answers on loopback by `handle`, from a loop that must be running."""

    def __init__(self, handle: Handle, port: int = 0) -> None:
        self._handle, self.port = handle, port
        #: Where it speaks TLS.
        self.tls: ssl.SSLContext | None = None
        #: Hears every request before it is handled.
        self.listener: Callable[[Asked], object] = lambda _: None
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, backlog=256, ssl=self.tls
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse connections, and cut those that are there."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for line in list(self._lines):
            line.transport.abort()

    async def refuse(self, seconds: float) -> None:
        """Be gone for a while, then listen at the same port again."""
        await self.close()
        await asyncio.sleep(seconds)
        await self.open()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            # Cancelled when the server ends: the streams of this Python would report that as an error.
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._turn(reader, writer):
                    pass
        finally:
            self._lines.discard(writer)
            writer.transport.abort()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        asked = await _read(reader)
        self.listener(asked)
        answer = await self._handle(asked)
        if answer.cut:
            return False
        writer.write(answer.written())
        await writer.drain()
        if answer.raw is None:
            return True
        writer.close()
        await writer.wait_closed()
        return False


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Asked(method, parts.path, dict(parse_qsl(parts.query)), headers, body)


class Served(Protocol):
    """What can be opened and closed inside a running loop."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


@contextlib.contextmanager
def serving(server: Served) -> Iterator[asyncio.AbstractEventLoop]:
    """Serve from a thread of its own while the block runs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="provider", daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.open(), loop).result(10)
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(server: Served) -> None:
    await server.close()
    # What was just accepted begins, so that it can end.
    await asyncio.sleep(0)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    # Lines that were cut are closed in the next turn of the loop.
    await asyncio.sleep(0.01)


@contextlib.contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """Say the same to whoever asks; what is entered is the URL."""

    async def handle(_: Asked) -> Answer:
        return answer

    server = Server(handle)
    with serving(server):
        yield server.url
