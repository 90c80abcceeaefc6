"""Exports over the API."""

from typing import Annotated

from litestar import get
from litestar.exceptions import ClientException, NotFoundException, TooManyRequestsException
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream

from hasila.export import WriteError, export_formats
from hasila.export.formats import format_names
from hasila.export.material import Options
from hasila.store import StoreError
from hasila.web.exploring import taking
from hasila.web.people import person, shown
from hasila.web.programs import FILTER, NAMES, Names, Sought, fails, narrowed
from hasila.web.view import Asked

_Format = Annotated[str, QueryParameter(
    max_length=40, description="A format of hasila export.", schema_extra={"enum": format_names()}
)]  # fmt: skip


@get(
    "/api/export", guards=[shown], sync_to_thread=True, dependencies={**FILTER, **NAMES},
    media_type="application/octet-stream", responses=fails(404, 429),
)  # fmt: skip
def export(request: Asked, sought: Sought, names: Names, format: _Format, excel: FromQuery[bool] = False) -> Stream:
    """Take out the store's records, or what the filter chooses of them, in an exchange format; the log tells of it."""
    config = request.app.state.config
    if format not in (taking.PUBLIC if config.public else export_formats()):
        raise NotFoundException
    with config.store.reading() as connection:
        asked = narrowed(request, connection, sought)
    options = Options(names=names and not config.public, excel=excel)
    try:
        made = taking.take(config.store, format, asked, None if config.public else person(request).name, options)
    except taking.BusyError:
        raise TooManyRequestsException from None
    except WriteError as error:
        raise StoreError(str(error), "make room on the disk") from error
    except ValueError as error:
        raise ClientException(extra={"detail": str(error)}) from error
    return Stream(
        made.chunks(), media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{made.name}"', "Content-Length": str(made.size)},
    )  # fmt: skip


ROUTES = [export]
