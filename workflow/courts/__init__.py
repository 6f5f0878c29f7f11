"""Which family court hears a case: an imported list of courts by council, and how it is asked.

The list is public. What is asked of it may not be: a council or the first half of a postcode says where somebody
lives, so nobody asks it with the reference of a case in an address.
"""

from workflow.courts.finding import (
    LONGEST,
    Court,
    Hears,
    by_council,
    by_postcode,
    councils,
    court_names,
    outward_of,
)
from workflow.courts.importing import CourtReport, import_courts

__all__ = [
    "LONGEST",
    "Court",
    "CourtReport",
    "Hears",
    "by_council",
    "by_postcode",
    "councils",
    "court_names",
    "import_courts",
    "outward_of",
]
