"""The pages of auditors: they replay any case and check the trail, and change nothing."""

from api.web.audit import cases, chains, definitions, search

ROUTERS = (search.router, chains.router, definitions.router, cases.router)
