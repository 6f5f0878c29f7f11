"""What leads look after: who has what, what waits for their word, what is late or stuck, and the panel."""

from api.web.leading import firms, late, panel, reassign, sign_offs, stuck, workload

ROUTERS = (
    sign_offs.router,
    workload.router,
    reassign.router,
    late.router,
    stuck.router,
    panel.router,
    firms.router,
)
