"""Adding reports: a text that is pasted, an address, files; what they claim is shown at once."""

import threading
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Final

import msgspec
from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from litestar.params import Body
from litestar.response import Redirect, Response

from hasila.ingest import Settings, Unreadable, captures, captures_of
from hasila.ingest.polite import Fetcher
from hasila.ingest.source import Fetch, iso_day, iso_time, url_key, url_report_id, utc_now
from hasila.intake.adding import Added, add
from hasila.intake.fetching import StoredValidators, known_keys
from hasila.languages import available
from hasila.model import Capture
from hasila.store import Store
from hasila.store.claims import numbers_of, stored
from hasila.web.people import person, reviewer
from hasila.web.view import Asked, View

#: Seconds that one request reads for. What is left then is said, and the same again goes on; ``hasila ingest`` has no
#: such limit.
SECONDS: Final = 120.0
#: Bytes of files that are taken at once, below what a request may have.
MOST: Final = 60_000_000
#: Requests that read at the same time: each takes a thread, and time from everybody else.
_AT_ONCE: Final = threading.BoundedSemaphore(4)
#: What an archive that was uploaded may have: files in it, bytes unpacked. Of somebody's own files more is read.
_MEMBERS: Final = 20_000
_UNPACKED: Final = 500_000_000
#: Longest name of an outlet.
_LONGEST: Final = 300
#: Claims of each report in the list.
_CLAIMS: Final = 5


class Form(msgspec.Struct, kw_only=True):
    """What the forms have; ``what`` is the one that was sent: ``text``, ``url`` or ``files``."""

    what: str = "text"
    text: str = ""
    url: str = ""
    outlet: str = ""
    published: str = ""
    lang: str = ""


@cache
def fetcher() -> Fetch:
    """Return the one fetcher of this process: it leaves each host its pauses, whoever asks for its pages.

    It refuses addresses inside private networks, as those of this machine, also where a page or a feed leads there.
    """
    return Fetcher.of(Settings())


@get("/add", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def ask(request: Asked) -> Response[Any]:
    """Show the forms."""
    return _forms(request, Form())


@post("/add", include_in_schema=False, guards=[reviewer], sync_to_thread=True, status_code=200)
def take(
    request: Asked, data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
) -> Response[Any]:
    """Take in what a form has."""
    form = _form(data)
    files = _files(data)
    wrong = _wrong(form, files)
    if wrong is not None:
        return _forms(request, form, wrong)
    if not _AT_ONCE.acquire(blocking=False):
        return _forms(request, form, "add.busy", 503)
    try:
        added = _taken(request.app.state.config.store, form, files, person(request).name)
    finally:
        _AT_ONCE.release()
        for file in files:
            file.file.close()
    if len(added.reports) == 1 and not added.unread and not added.stopped:
        came = "added" if added.counts.added else "updated" if added.counts.updated else "known"
        return Redirect(View(request).link("/report", id=added.reports[0], now=came), status_code=303)
    return _result(request, form, added)


def _form(data: dict[str, Any]) -> Form:
    told = {name: data[name] for name in Form.__struct_fields__ if name in data}
    if not all(isinstance(value, str) for value in told.values()):
        raise ClientException  # a field that came twice, or as a file
    return Form(**{name: value if name == "text" else value.strip() for name, value in told.items()})


def _files(data: dict[str, Any]) -> list[UploadFile]:
    told = data.get("files", [])
    return [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, UploadFile)]


def _wrong(form: Form, files: list[UploadFile]) -> str | None:
    """Return the word for what is wrong with a form."""
    if form.published and iso_day(form.published) is None:
        return "add.wrong-day"
    if form.lang and form.lang not in available():
        raise ClientException
    if len(form.outlet) > _LONGEST:
        return "add.wrong-outlet"
    match form.what:
        case "text":
            if not form.text.strip():
                return "add.wrong-text"
            return "add.wrong-url" if form.url and url_key(form.url) is None else None
        case "url":
            # Whatever else were named, captures() would look for among the files of this machine.
            return "add.wrong-url" if url_key(form.url) is None else None
        case "files":
            return None if files else "add.wrong-files"
    raise ClientException


def _taken(store: Store, form: Form, files: list[UploadFile], who: str) -> Added:
    validators = StoredValidators(store)
    settings = Settings(
        published=form.published or None, outlet=form.outlet or None, lang=form.lang or None, fetch=fetcher(),
        known=known_keys(store), validators=validators, max_members=_MEMBERS, max_unpacked=_UNPACKED,
    )  # fmt: skip
    found: Iterable[Capture | Unreadable]
    if form.what == "text":
        found = [pasted(form)]
    elif form.what == "url":
        found = captures([form.url], settings)
    else:
        found = captures_of(((file.filename, file.file) for file in files), settings)  # type: ignore[misc]
    key = url_key(form.url) if form.what == "url" else None
    added = add(store, found, who, settings, SECONDS, key)
    validators.flush()
    return added


def pasted(form: Form) -> Capture:
    """Return a text that somebody pasted, as it was before the browser wrote each line end as two characters."""
    body = form.text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
    said = {f"said:{name}": value for name in ("published", "outlet", "lang") if (value := getattr(form, name))}
    capture = Capture(
        kind="text", key=url_key(form.url), body=body, source="pasted", report_id="", url=form.url or None,
        charset="utf-8", received=iso_time(utc_now()), context=said,
    )  # fmt: skip
    name = url_report_id(form.url) if form.url else f"pasted-{capture.sha256[:12]}"
    return msgspec.structs.replace(capture, report_id=name)


def _forms(request: Asked, form: Form, wrong: str | None = None, status: int = 400) -> Response[Any]:
    return View(request).page(
        "add.html", 200 if wrong is None else status, form=form, wrong=wrong, languages=available(),
        megabytes=MOST // 1_000_000, most=MOST, seconds=int(SECONDS),
    )  # fmt: skip


def _result(request: Asked, form: Form, added: Added) -> Response[Any]:
    with request.app.state.config.store.reading() as connection:
        numbers = numbers_of(connection, added.reports)
        told = stored(connection, list(numbers.values()))
    shown = [told[numbers[name]] for name in added.reports if name in numbers]
    return View(request).page("added.html", added=added, shown=shown, most=_CLAIMS, form=form)


ROUTES = [ask, take]
