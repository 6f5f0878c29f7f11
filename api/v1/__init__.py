"""The JSON API, version 1: thin routes that translate, call and answer."""

from api.v1 import cases, definitions, events, mine, referrals

ROUTERS = (referrals.router, cases.router, events.router, mine.router, definitions.router)
