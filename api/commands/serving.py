"""Serving: one process behind one address, until it is told to stop, and then no request is cut off."""

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.console import load_settings
from api.logs import write_json_lines
from api.settings import FICTIONAL, FICTIONAL_NUMBER, Settings
from api.starting import carriers, prepared
from workflow.faults import ConfigurationFault

if TYPE_CHECKING:
    from fastapi import FastAPI

log = logging.getLogger(__name__)

#: Connections that wait to be taken.
BACKLOG = 128

Host = Annotated[str | None, typer.Option(help="The address to listen on. Default: ROWAN_HOST.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="The port; 0 takes any. Default: ROWAN_PORT.")
]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the application, and deliver its notices, until it is told to stop."""
    # The framework takes a while to load, and no other command needs it.
    from api.app import create_app
    from api.delivering import is_here

    settings = load_settings()
    # Refused before a database is made.
    is_here(settings)
    write_json_lines(settings.log_level)
    with prepared(settings) as db, db.serve_lock():
        if settings.call_back_number == FICTIONAL_NUMBER:
            log.warning(FICTIONAL)
        run(create_app(settings, db=db), settings, host=host or settings.host, port=port)


def run(
    app: "FastAPI",
    settings: Settings,
    *,
    host: str,
    port: int | None,
    listening: Callable[[str], object] = lambda _: None,
) -> None:
    """Answer requests until SIGTERM or SIGINT; `listening` hears the address once it can be asked."""
    import uvicorn

    # What does not fit together is said in one sentence, before an address is taken.
    carriers(settings)
    with listener(host, settings.port if port is None else port) as taken, leaving():
        address = _address(taken)
        log.info("listening", extra={"fields": {"address": address}})
        listening(address)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=settings.stop_within,
        )
        server = uvicorn.Server(config)
        server.run(sockets=[taken])
        if not server.started:
            message = "the application did not start: its log says why"
            raise ConfigurationFault(message)


@contextmanager
def listener(host: str, port: int) -> Iterator[socket.socket]:
    """Take the address, or raise ConfigurationFault."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        message = f"{host}:{port} cannot be listened on: {error.strerror}"
        raise ConfigurationFault(message) from None
    # Inherited by what it accepts. Else each answer waits some 40 ms: asyncio sets it only on sockets that name TCP.
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with taken:
        yield taken


@contextmanager
def leaving() -> Iterator[None]:
    """Make being told to stop an ordinary end: the server stops first, then raises the signal again."""

    def leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - How signals call.
        raise SystemExit(0)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _address(taken: socket.socket) -> str:
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
