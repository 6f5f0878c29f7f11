"""The pages: plain forms, links and redirects, for everybody whom Rowan serves."""

from fastapi import APIRouter

from api.web import (
    account,
    admin,
    application,
    approving,
    audit,
    case_page,
    dashboard,
    documents,
    firm,
    guidance,
    home,
    leading,
    order_card,
    preparing,
    refer,
    referrals,
    sign_out,
    survey,
    ways,
    working,
)
from api.web.event_forms import pages as event_forms

#: A helper's line each.
ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    event_forms.router,
    approving.router,
    *ways.WAYS,
    sign_out.router,
    account.router,
    *admin.ROUTERS,
    refer.router,
    referrals.router,
    order_card.router,
    *preparing.ROUTERS,
    *working.ROUTERS,
    *application.ROUTERS,
    *case_page.ROUTERS,
    *documents.ROUTERS,
    *leading.ROUTERS,
    *firm.ROUTERS,
    *audit.ROUTERS,
    *dashboard.ROUTERS,
    *survey.ROUTERS,
    guidance.router,
    guidance.signed_in,
)
