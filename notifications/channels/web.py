"""What carriers over HTTP share: connections, time-outs, and whether a request that failed ever left."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from threading import local
from time import monotonic
from typing import Generic, TypeVar

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProxyError

#: Seconds after which an unused connection is not used again: the other side may have closed it, and a
#: request that is lost with it is in doubt (I).
IDLE = 20.0
#: Hosts of this machine: the only ones that are spoken to in plain HTTP or SMTP.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Client = TypeVar("Client")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a provider may take, in seconds: to answer the telephone, and then between two words."""

    connect: float = 5.0
    read: float = 10.0


TIMEOUTS = Timeouts()


class PerThread(Generic[Client]):
    """One client a thread, for sessions may not be shared; a new one after it lay idle."""

    def __init__(self, make: Callable[[], Client]) -> None:
        self._make = make
        self._held = local()

    def get(self) -> Client:
        """Return this thread's client."""
        used = monotonic()
        if used - getattr(self._held, "used", used) > IDLE or not hasattr(self._held, "client"):
            self._held.client = self._make()
        self._held.used = used
        client: Client = self._held.client
        return client


def tune(session: requests.Session, url: str) -> requests.Session:
    """Set a session up for one address: no redirect is followed, and the environment is read once.

    A redirect would carry her number to wherever it points. Proxies and authorities of the
    environment hold; a `.netrc`, which would replace our own authorization, does not.
    """
    session.max_redirects = 0
    found = session.merge_environment_settings(url, {}, None, None, None)
    session.proxies, session.verify = found["proxies"], found["verify"]
    session.trust_env = False
    return session


def unnamed_session() -> requests.Session:
    """Return a session for any address: the environment's proxies hold, its `.netrc` does not."""
    session = requests.Session()
    session.auth = lambda request: request
    return session


def never_left(error: BaseException | None) -> bool:
    """Say whether a request that failed certainly never reached anybody: no connection was made."""
    reason = _reason(error)
    if isinstance(reason, ProxyError):
        reason = reason.original_error
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return True
    # A certificate that is not trusted ends the handshake, before any word of the request.
    cause = reason.args[0] if reason is not None and reason.args else None
    return isinstance(cause, ssl.SSLCertVerificationError)


def _reason(error: BaseException | None) -> BaseException | None:
    if not isinstance(error, requests.RequestException) or not error.args:
        return None
    met = error.args[0]
    return met.reason if isinstance(met, MaxRetryError) else None
