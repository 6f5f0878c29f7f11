"""What is measured for Prometheus. Labels are few and fixed: no reference, no person, no address."""

from math import nan

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from workflow.stuck import Why
from workflow.waiting import Waiting

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Any other method counts as one: a caller must not be able to make labels.
OTHER = "other"
#: Seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Measures:
    """The measures of one application."""

    def __init__(self, version: str) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "rowan_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "rowan_request_seconds",
            "How long answers took.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        about = Gauge("rowan_version", "The running version.", ("version",), registry=self._registry)
        about.labels(version).set(1)
        self._lag = self._gauge("rowan_delivery_lag_seconds", "Age of the oldest notice that is due.")
        self._late = self._gauge("rowan_clock_lag_seconds", "Age of the oldest timer that is to be seen to.")
        self._stuck = Gauge(
            "rowan_notices_stuck", "Notices that wait for a person.", ("why",), registry=self._registry
        )
        self._overdue = self._gauge("rowan_clocks_overdue", "Clocks that have run out and still stand.")

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(name, about, registry=self._registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer: `method` by `method_of`, and `route` is its template, never its address."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def written(self, found: Waiting | None) -> bytes:
        """Write all of them as Prometheus reads them; what waits is not a number where the database is away."""
        self._lag.set(nan if found is None else found.delivery)
        self._late.set(nan if found is None else found.timers)
        self._overdue.set(nan if found is None else found.overdue)
        for why in Why:
            self._stuck.labels(why.value).set(nan if found is None else found.stuck[why])
        return generate_latest(self._registry)


def method_of(sent: str) -> str:
    """Return a method as a label."""
    return sent if sent in METHODS else OTHER
