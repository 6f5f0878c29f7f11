"""Where about somebody is: a postcode cut to its outward code or its area, and the mean of the offices there.

Of her a position is never more than that mean: everybody of one outward code stands at one point, so that no
distance leads to a door.
"""

import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

#: A postcode, or only its outward code, without spaces.
POSTCODE = re.compile(r"(([A-Z]{1,2})\d[A-Z\d]?)(\d[A-Z]{2})?")
#: Miles of the Earth's mean radius.
EARTH = 3958.8
#: Miles to which a distance is rounded: coarser than an outward code is wide in a town.
ROUNDED_TO = 5


class Origin(NamedTuple):
    """What of a postcode may be worked with: "CB1" and "CB"."""

    outward: str
    area: str


class Position(NamedTuple):
    """A point, in degrees."""

    latitude: float
    longitude: float


class Site(NamedTuple):
    """An office: where it is, as far as that is known."""

    origin: Origin | None
    position: Position | None


Centres = Mapping[str, Position]


def origin_of(postcode: str | None) -> Origin | None:
    """Cut a postcode to what may be worked with; None where it is none."""
    found = POSTCODE.fullmatch("".join((postcode or "").split()).upper())
    return Origin(found[1], found[2]) if found else None


def centres(sites: Iterable[Site]) -> Centres:
    """Return the mean position of the offices of each outward code, and of each area."""
    sums: dict[str, tuple[int, float, float]] = {}
    for origin, position in sites:
        if origin is None or position is None:
            continue
        for name in origin:
            count, latitude, longitude = sums.get(name, (0, 0.0, 0.0))
            sums[name] = (count + 1, latitude + position.latitude, longitude + position.longitude)
    return {name: Position(lat / count, lon / count) for name, (count, lat, lon) in sums.items()}


def about(origin: Origin | None, known: Centres) -> Position | None:
    """Return where about an origin is: its outward code's centre, else its area's, else nowhere."""
    if origin is None:
        return None
    return known.get(origin.outward) or known.get(origin.area)


def miles(one: Position, other: Position) -> float:
    """Return how far apart two points are, in miles as the crow flies."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    half = math.radians(other.longitude - one.longitude) / 2
    chord = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(half) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(chord)))


def rounded(distance: float) -> int:
    """Round a distance so far that nothing can be measured with it; the least is said as "within"."""
    return max(ROUNDED_TO, ROUNDED_TO * round(distance / ROUNDED_TO))
