"""Add reports: a pasted text, an address, files; and what came of it."""

import io
import re
import tempfile
from asyncio import to_thread
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.response import Redirect, Response
from sqlalchemy import Connection, select

from hasila.ingest import Settings, Unreadable, captures
from hasila.ingest.polite import Fetcher
from hasila.intake.fetching import StoredValidators, known_keys
from hasila.intake.ingesting import ingest
from hasila.model import Capture
from hasila.store import Store
from hasila.store.claims import Stored, stored
from hasila.store.schema import captures as table
from hasila.store.schema import reports
from hasila.web.people import person, reviewer
from hasila.web.view import Asked, View

#: Files of one form at most, reports that are listed, and things that could not be read.
_FILES: Final = 50
_SHOWN: Final = 200
#: What a file's name keeps: its ending may tell what is in it, and the rest becomes the id of its report.
_LEFT_OUT: Final = re.compile(r"[^\w.\-]+")


@get("/add", include_in_schema=False, guards=[reviewer], sync_to_thread=False)
def form(request: Asked) -> Response[Any]:
    """Show the form."""
    return View(request).page("add.html", wrong=None)


class Given(msgspec.Struct, kw_only=True):
    """The form: what to read, and what is known of it beside."""

    text: str = ""
    url: str = ""
    published: str = ""
    outlet: str = ""


@post("/add", include_in_schema=False, guards=[reviewer])
async def add(request: Asked) -> Response[Any]:
    """Take in what the form brings, and show the claims."""
    sent = await request.form()
    given = Given(**{name: str(sent.get(name) or "") for name in Given.__struct_fields__})
    uploads = [one for one in sent.getall("files", []) if isinstance(one, UploadFile) and one.filename]
    if len(uploads) > _FILES:
        raise ClientException(extra={"key": "add.too-many"})
    # Reading what came is this loop's; what follows takes its time and is not.
    told = [(one.filename, await one.read()) for one in uploads]
    for _, one in sent.multi_items():
        if isinstance(one, UploadFile):
            await one.close()
    return await to_thread(_added, request, given, told)


def _added(request: Asked, data: Given, files: list[tuple[str, bytes]]) -> Response[Any]:
    view = View(request)
    if not (data.text.strip() or data.url.strip() or files):
        return view.page("add.html", 400, wrong="add.nothing")
    if data.url.strip() and not data.url.strip().lower().startswith(("http://", "https://")):
        # Anything else would be a path of this machine.
        return view.page("add.html", 400, wrong="add.no-address")
    try:
        settings = Settings(published=data.published.strip() or None, outlet=data.outlet.strip() or None)
    except ValueError:
        return view.page("add.html", 400, wrong="add.no-date")
    store: Store = request.app.state.config.store
    failed: list[Unreadable] = []
    seen: list[str] = []
    with tempfile.TemporaryDirectory(prefix="hasila-add-") as folder:
        found = _noted(_found(data, files, settings, store, Path(folder)), seen)
        counts = ingest(store, found, person(request).name, settings=settings, tell=failed.append)
    with store.reading() as connection:
        reports_ = _reports(connection, seen)
    if len(reports_) == 1 and not failed:
        return Redirect(view.link("/report", id=reports_[0].report.id), status_code=303)
    return view.page(
        "added.html", counts=counts, failed=failed[:_SHOWN], reports=reports_, more=max(0, counts.done - _SHOWN)
    )


def _found(
    data: Given, files: list[tuple[str, bytes]], settings: Settings, store: Store, folder: Path
) -> Iterator[Capture | Unreadable]:
    """Yield what a form brings as captures, named as its user knows it and not as it lies here meanwhile."""
    if data.text.strip():
        for item in captures(["-"], settings, stdin=io.BytesIO(data.text.encode("utf-8", "surrogatepass"))):
            yield _named(item, "pasted")
    for number, (name, body) in enumerate(files):
        shown = _LEFT_OUT.sub("-", name.replace("\\", "/").rpartition("/")[2]).strip(".-")[-100:] or "file"
        path = folder / str(number) / shown
        path.parent.mkdir()
        path.write_bytes(body)
        for item in captures([str(path)], settings):
            yield _named(item, shown)
    if data.url.strip():
        validators = StoredValidators(store)
        asking = msgspec.structs.replace(
            settings, fetch=Fetcher.of(settings), known=known_keys(store), validators=validators
        )
        yield from captures([data.url.strip()], asking)


def _named(item: Capture | Unreadable, name: str) -> Capture | Unreadable:
    if isinstance(item, Unreadable):
        return msgspec.structs.replace(item, name=name)
    wanted = "pasted" if name == "pasted" else item.report_id
    return msgspec.structs.replace(item, source=name, report_id=wanted)


def _noted(found: Iterator[Capture | Unreadable], seen: list[str]) -> Iterator[Capture | Unreadable]:
    """Pass captures on, noting the hashes of the first ones."""
    for item in found:
        if isinstance(item, Capture) and len(seen) < _SHOWN:
            seen.append(item.sha256)
        yield item


def _reports(connection: Connection, hashes: list[str]) -> list[Stored]:
    query = select(reports.c.id).join(table, table.c.id == reports.c.capture).where(table.c.sha256.in_(hashes))
    numbers = list(connection.scalars(query.where(reports.c.current).order_by(reports.c.id).limit(_SHOWN)))
    return list(stored(connection, numbers).values())


ROUTES = [form, add]
