"""The JSON API, version 1: thin routes that translate, call and answer."""

from api.v1 import (
    cases,
    courts,
    definitions,
    documents,
    events,
    mine,
    notices,
    overdue,
    packs,
    panel,
    receipts,
    referrals,
    tasks,
)

ROUTERS = (
    referrals.router,
    cases.router,
    events.router,
    documents.router,
    mine.router,
    tasks.router,
    overdue.router,
    notices.router,
    receipts.router,
    courts.router,
    definitions.router,
)
