"""The dashboard's pages: what became of the people who were referred, in numbers that name nobody."""

from api.web.dashboard import analysis, auditing, service

ROUTERS = (analysis.router, service.router, auditing.router)
