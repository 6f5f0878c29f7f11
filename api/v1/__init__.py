"""The JSON API, version 1: thin routes that translate, call and answer."""

from api.v1 import (
    cases,
    courts,
    definitions,
    documents,
    events,
    forces,
    mine,
    notices,
    overdue,
    packs,
    panel,
    receipts,
    referrals,
    surveys,
    tasks,
    unserved,
)

ROUTERS = (
    referrals.router,
    cases.router,
    packs.router,
    surveys.router,
    panel.router,
    events.router,
    documents.router,
    mine.router,
    tasks.router,
    overdue.router,
    forces.router,
    unserved.router,
    courts.router,
    notices.router,
    receipts.router,
    definitions.router,
)
