"""Days and moments as pages say them, by the London clock."""

from datetime import datetime

from states.position import LONDON


def moment(at: datetime) -> str:
    """Write a moment as "23 November 2026 at 10:40am"."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y} at {clock(at)}"


def clock(at: datetime) -> str:
    """Write a time of day as "10:40am"."""
    local = at.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
