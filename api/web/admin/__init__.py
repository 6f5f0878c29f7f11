"""The administrator's pages: people, forces, firms, words, settings and delivery. Nothing here shows a case."""

from fastapi import APIRouter

from api.web.admin import bodies, people, running

ROUTERS: tuple[APIRouter, ...] = (people.router, bodies.router, running.router)
