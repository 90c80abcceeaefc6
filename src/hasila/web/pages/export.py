"""Takes out what a view of Explore shows, in a format of ``hasila export``."""

from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.response import Response, Stream

from hasila.export import WriteError, export_formats
from hasila.export.material import Options
from hasila.store import StoreError
from hasila.web.exploring import taking
from hasila.web.exploring.sought import sought
from hasila.web.people import person, shown
from hasila.web.view import Asked, View, problem


@get("/export", guards=[shown], include_in_schema=False, sync_to_thread=True)
def export(request: Asked) -> Response[Any] | Stream:
    """Make an export and give it as a file. Victims' names go out to reviewers alone, when they ask for them."""
    view = View(request)
    public = view.config.public
    form = request.query_params.get("format", "")
    if form not in (taking.PUBLIC if public else export_formats()):
        raise NotFoundException
    names = request.query_params.get("names") == "1"
    if names and (public or not person(request).may("reviewer")):
        raise PermissionDeniedException
    with view.config.store.reading() as connection:
        asked = sought(request, connection)
    if asked.chosen is None:
        _, value, words = asked.wrong[0]
        return problem(request, 400, "error.400", view.say(words, value=view.plain(value)))
    options = Options(names=names, excel=request.query_params.get("excel") == "1")
    try:
        made = taking.take(view.config.store, form, asked.chosen, None if public else person(request).name, options)
    except taking.BusyError:
        return problem(request, 429, "explore.export.busy")
    except WriteError as error:
        raise StoreError(str(error), "make room on the disk") from error
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Content-Length": str(made.size)}
    return Stream(made.chunks(), media_type=made.media_type, headers=headers)


ROUTES = [export]
