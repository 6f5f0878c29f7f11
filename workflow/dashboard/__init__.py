"""The dashboards: what became of referrals, in numbers, for those who may see no case and for those who lead.

Forces' analysts and auditors see what was published: snapshots of months that have ended, frozen, with small numbers
withheld. Leads, who may see the cases, see all of it live and exact. Nobody sees a number by officer.
"""

from workflow.dashboard.defining import Definition
from workflow.dashboard.definitions import DEFINITIONS
from workflow.dashboard.freezing import freeze
from workflow.dashboard.model import Cell, Cohort, Dashboard, Figure, Series, Split, Unit, Why
from workflow.dashboard.showing import counted_places, live, published, published_forces, snapshots

__all__ = [
    "DEFINITIONS",
    "Cell",
    "Cohort",
    "Dashboard",
    "Definition",
    "Figure",
    "Series",
    "Split",
    "Unit",
    "Why",
    "counted_places",
    "freeze",
    "live",
    "published",
    "published_forces",
    "snapshots",
]
