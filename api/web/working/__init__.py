"""What caseworkers and leads work through: the queue, the search, and tasks."""

from api.web.working import queue, search, task_pages

ROUTERS = (queue.router, search.router, task_pages.router)
