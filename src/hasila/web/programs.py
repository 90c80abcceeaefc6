"""What the parts of the API share: how answers are written, how failures are told, what may be asked.

The modules of :mod:`hasila.web.api` have the operations. An operation's first line is its summary in ``/api/``.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, TypeVar

import msgspec
from litestar.di import NamedDependency, Provide
from litestar.exceptions import ClientException, PermissionDeniedException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from litestar.response import Response
from sqlalchemy import Connection

from hasila.export.withheld import Withheld
from hasila.intake.actors import actors
from hasila.intake.asking import resolved
from hasila.intake.ingesting import TOOL
from hasila.intake.material import StoredMaterial, incidents_under
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import Incident, Report
from hasila.model.codec import to_json
from hasila.model.values import Harm, Stance
from hasila.reconcile import profile_names
from hasila.store import log, publishing
from hasila.store.claims import Stored, numbers_of, stored
from hasila.store.search import Filter
from hasila.web.people import person
from hasila.web.view import Asked

T = TypeVar("T")
_LONGEST: Final = 500
_MANY: Final = 20
#: What the public may ask: more would let anybody find out, word by word, what is not published.
_PUBLIC: Final = ("places", "start", "end", "harms", "incidents")
#: Ids of incidents begin with a letter: nothing has this one.
_NOTHING: Final = "-"

Word = Annotated[str | None, QueryParameter(max_length=_LONGEST)]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="At most so many.")]
Offset = Annotated[int, QueryParameter(ge=0, le=100_000, description="Leave out the first of them.")]
Profile = Annotated[str, QueryParameter(
    max_length=60, description="How figures are settled: the name of a profile of reconciliation.",
    schema_extra={"enum": profile_names()},
)]  # fmt: skip


class Told(Response[T]):
    """An answer of the API: JSON, whatever texts hold (also halves of characters, which UTF-8 has no way to write)."""

    def render(self, content: Any, media_type: str, enc_hook: Any = None) -> bytes:
        """Return the JSON."""
        return to_json(content).encode()


class Problem(msgspec.Struct, kw_only=True):
    """What went wrong: the HTTP status, and words about it."""

    status: int
    error: str


_SAID: Final = {
    400: "What is asked is not understood, or cannot be done.",
    401: "Say who you are: `Authorization: Bearer` with a token of /account.",
    403: "You may not do this.",
    404: "There is no such thing.",
    413: "It is too large.",
    429: "Too much at once: wait a minute.",
    503: "The store failed or is busy: try again.",
}


def fails(*statuses: int) -> Mapping[int, ResponseSpec]:
    """Return how failures are told: those that every operation can have, and these."""
    return {
        status: ResponseSpec(Problem, description=_SAID[status], generate_examples=False)
        for status in sorted({400, 401, 403, 503, *statuses})
    }


def _several(description: str) -> QueryParameter:
    return QueryParameter(max_items=_MANY, description=description)


_Words = tuple[Annotated[str, msgspec.Meta(max_length=_LONGEST)], ...]


def _filter(
    words: Annotated[str | None, QueryParameter(
        max_length=_LONGEST, description='Words of the text; "in quotes" they stand together, word* begins one, '
        "-word must not be there.")] = None,
    source: Annotated[_Words, _several("Claims of these sources (ids or names).")] = (),
    actor: Annotated[_Words, _several("Claims of harm to or by these actors.")] = (),
    place: Annotated[_Words, _several("Claims of these places, or in them.")] = (),
    start: Annotated[date | None, QueryParameter(name="from", description="Claims of this day or later.")] = None,
    end: Annotated[date | None, QueryParameter(name="to", description="Claims of this day or earlier.")] = None,
    harm: Annotated[tuple[Harm, ...], _several("Claims of these harms.")] = (),
    stance: Annotated[tuple[Stance, ...], _several("Claims of these stances.")] = (),
    incident: Annotated[_Words, _several("Claims of these incidents.")] = (),
    outlet: Annotated[_Words, _several("Reports of these outlets.")] = (),
    lang: Annotated[_Words, _several("Reports in these languages.")] = (),
    report: Annotated[_Words, _several("These reports.")] = (),
) -> Filter:  # fmt: skip
    """Return what is asked for, the same as the options of ``hasila search``."""
    return Filter(
        words=words or None, sources=source, actors=actor, places=place, start=start.isoformat() if start else None,
        end=end.isoformat() if end else None, harms=harm, stances=stance, incidents=incident, outlets=outlet,
        langs=lang, reports=report,
    )  # fmt: skip


Sought = NamedDependency[Filter]
#: Of an operation that takes a filter.
FILTER: Final = {"sought": Provide(_filter, sync_to_thread=False)}


def narrowed(request: Asked, connection: Connection, sought: Filter) -> Filter:
    """Return a filter with names resolved to ids; the public's is narrowed to what is published.

    Raises:
        ClientException: if the public asks more than it may.
    """
    if request.app.state.config.public:
        if any(getattr(sought, one) for one in sought.__struct_fields__ if one not in _PUBLIC):
            raise ClientException(extra={"key": "api.public"})
        there = publishing.published(connection)
        wanted = tuple(one for one in there if not sought.incidents or one in sought.incidents)
        sought = msgspec.structs.replace(sought, incidents=wanted or (_NOTHING,))
    return resolved(sought, actors(connection))


def _names(
    request: Asked,
    told: Annotated[
        bool,
        QueryParameter(
            name="names", description="Tell victims' names. Reviewers only; the public gets those that were published."
        ),
    ] = False,
) -> bool:
    if told and not request.app.state.config.public and not person(request).may("reviewer"):
        raise PermissionDeniedException
    return told


Names = NamedDependency[bool]
#: Of an operation whose answer may hold victims' names.
NAMES: Final = {"names": Provide(_names, sync_to_thread=False)}


def known_profile(name: str) -> str:
    """Return the name of a profile.

    Raises:
        ClientException: if there is none of that name.
    """
    if name not in profile_names():
        raise ClientException(extra={"key": "api.profile"})
    return name


class Shown:
    """Reports and incidents as they may be told: without victims' names, unless those are asked for.

    Their reports are looked up at once: hiding the names of an incident needs all of them.
    """

    def __init__(self, request: Asked, connection: Connection, profile: str, *, names: bool) -> None:
        self._public = request.app.state.config.public
        self._published = publishing.published(connection) if self._public else {}
        self._names = names and not self._public
        self._connection = connection
        self.profile = profile

    def incidents(self, ids: Sequence[str]) -> list[Incident]:
        """Return incidents in the order of their ids; those that are not there (any more) are left out."""
        found = incidents_under(self._connection, ids, self.profile)
        material = self._material([found[name] for name in ids if name in found])
        hidden = {one.id: one for one in Withheld(material).incidents()} if self._any_hidden(found) else {}
        return [found[name] if self._may(name) else hidden.get(name, found[name]) for name in ids if name in found]

    def reports(self, told: Sequence[Stored], *, of: str | None = None) -> list[Report]:
        """Return reports with the claims that count; ``of``: those of a published incident."""
        if self._names or (of is not None and self._may(of)):
            return [one.counted for one in told]
        material = _AtHand(self._connection, self.profile, (), {one.report.id: one.counted for one in told})
        withheld = Withheld(material)
        return [withheld.report(one.report.id) for one in told]

    def _may(self, incident: str) -> bool:
        return self._names or self._published.get(incident, False)

    def _any_hidden(self, found: Mapping[str, Incident]) -> bool:
        return not all(self._may(name) for name in found)

    def _material(self, some: Sequence[Incident]) -> "_AtHand":
        ids = sorted({ref.report for one in some if not self._may(one.id) for ref in one.claims})
        numbers = numbers_of(self._connection, ids)
        told = stored(self._connection, sorted(numbers.values()))
        return _AtHand(self._connection, self.profile, some, {one.report.id: one.counted for one in told.values()})


class _AtHand(StoredMaterial):
    """A few records that are at hand."""

    def __init__(
        self, connection: Connection, profile: str, some: Sequence[Incident], told: Mapping[str, Report]
    ) -> None:
        super().__init__(connection, Filter(), profile, TOOL, log.now())
        self._some, self._told = some, told

    def incidents(self) -> Iterator[Incident]:
        return iter(self._some)

    def report(self, report_id: str) -> Report:
        return self._told[report_id]


__all__ = [
    "DEFAULT_PROFILE", "FILTER", "NAMES", "Limit", "Names", "Offset", "Problem", "Profile", "Shown", "Sought", "Told",
    "Word", "fails", "known_profile", "narrowed",
]  # fmt: skip
