"""The pages: plain forms, links and redirects, for everybody whom Rowan serves."""

from fastapi import APIRouter

from api.web import home

#: A helper's line each.
ROUTERS: tuple[APIRouter, ...] = (home.router,)
