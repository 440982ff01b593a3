"""Where people arrive after signing in; until there is a queue, what their roles let them do."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.web.access import Anyone, at_home
from app.web.faults import PageRoute
from app.web.scene import page
from pipeline.roles import permissions

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])


@router.get("/queue")
def shown(request: Request, visitor: Anyone) -> Response:
    return page(request, visitor, "queue.html", given=permissions(visitor.user.roles))
