"""The clock: the doors read it, and hand the time inwards."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
