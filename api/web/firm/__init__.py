"""A firm's own pages: what it is offered, what it acts in, and what it says of itself."""

from api.web.firm import cases, conflicts, hours, offers, people, profile

ROUTERS = (offers.router, cases.router, people.router, profile.router, hours.router, conflicts.router)
