"""The JSON API, version 1: thin routes that translate, call and answer."""

from api.v1 import cases, definitions, documents, events, mine, notices, overdue, receipts, referrals, tasks

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
    definitions.router,
)
