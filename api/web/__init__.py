"""The pages: plain forms, links and redirects, for everybody whom Rowan serves."""

from fastapi import APIRouter

from api.web import enter, home, sign_out

#: A helper's line each.
ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    enter.router,
    sign_out.router,
)
