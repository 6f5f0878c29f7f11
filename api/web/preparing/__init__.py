"""Preparing a case for a firm and the court: her means and the merits, and which court hears it."""

from api.web.preparing import courts, hearings, means

ROUTERS = (courts.router, courts.of_case, means.router, hearings.router)
