"""The first page: what there is, the latest incidents, what waits."""

from typing import Any

from litestar import get
from litestar.response import Redirect, Response
from sqlalchemy import func, select

from hasila.intake.material import incidents_under
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import Incident
from hasila.store import decisions
from hasila.store.schema import incidents, reports
from hasila.web.people import person
from hasila.web.view import Asked, View

#: Incidents on the page.
_SHOWN = 12


@get("/", include_in_schema=False, sync_to_thread=True)
def home(request: Asked) -> Response[Any]:
    """Show the first page; the public goes on to what is published, a stranger to the login."""
    if request.app.state.config.public:
        return Redirect("/explore")
    if not person(request).may("reader"):
        return Redirect("/login")
    with request.app.state.config.store.reading() as connection:
        told = connection.scalar(select(func.count()).select_from(reports).where(reports.c.current)) or 0
        shown = incidents.c.doc.is_not(None)
        many = connection.scalar(select(func.count()).select_from(incidents).where(shown)) or 0
        names = list(connection.scalars(
            select(incidents.c.id).where(shown).order_by(incidents.c.start.desc(), incidents.c.id).limit(_SHOWN)
        ))  # fmt: skip
        found = incidents_under(connection, names, DEFAULT_PROFILE)
        latest: list[Incident] = [found[name] for name in names if name in found]
        waiting = len(decisions.open_reviews(connection))
    return View(request).page("home.html", reports=told, incidents=many, latest=latest, waiting=waiting)


ROUTES = [home]
