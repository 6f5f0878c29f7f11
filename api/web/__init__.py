"""The pages: plain forms, links and redirects, for everybody whom Rowan serves."""

from fastapi import APIRouter

from api.web import analysis, enter, firm, home, order_card, refer, referrals, sign_out
from api.web.event_forms import pages as event_forms

#: A helper's line each.
ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    event_forms.router,
    enter.router,
    sign_out.router,
    refer.router,
    referrals.router,
    order_card.router,
    *firm.ROUTERS,
    analysis.router,
)
