"""What pages say of orders beside their states: how long one waits to be served, and whether one may be arrested for."""

from collections.abc import Mapping
from datetime import datetime, timedelta

#: Of an occupation order, once it is made.
ARREST: Mapping[bool | None, str] = {
    True: "A power of arrest is attached (FL406)",
    False: "No power of arrest is attached",
    None: "Not known whether a power of arrest is attached",
}
#: Above the log of breaches.
BREACHES = (
    "If he is there now or she is in danger: call 999 (or your control room) first. Then report it here, also where "
    "nobody can prove it: each report stands in the log that a court asks for."
)
#: From so many hours on the days are said beside them.
MANY = 72


def unserved_for(since: datetime, at: datetime) -> str:
    """Say for how long an order waits, by the hour: each of them counts; in days beside where they are many."""
    hours = (at - since) // timedelta(hours=1)
    if hours < 1:
        return "Unserved for less than an hour"
    days = f" ({hours // 24} days)" if hours >= MANY else ""
    return f"Unserved for {hours:,} hour{'' if hours == 1 else 's'}{days}"
