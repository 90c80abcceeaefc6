"""The filter that stands in the query of an address: a view is a link."""

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from sqlalchemy import Connection

from hasila.intake.actors import actors
from hasila.intake.asking import resolved
from hasila.model import HARMS, STANCES
from hasila.store import publishing
from hasila.store.search import Filter
from hasila.web.view import Asked

#: Names in the query, and what each is in a filter.
FIELDS: Final = {
    "words": "words", "source": "sources", "actor": "actors", "place": "places", "from": "start", "to": "end",
    "harm": "harms", "stance": "stances", "outlet": "outlets", "lang": "langs", "incident": "incidents",
    "report": "reports",
}  # fmt: skip
#: What the public may ask: more would let anybody find out, word by word, what is not published.
PUBLIC: Final = ("place", "from", "to", "harm", "incident")
_SINGLE: Final = ("words", "from", "to")
#: Ids of incidents begin with a letter: nothing has this one.
_NOTHING: Final = "-"
#: So many values of one name, so many characters each.
_MOST: Final = 20
_LONGEST: Final = 500


class Sought(msgspec.Struct, frozen=True):
    """What an address asks for.

    ``given`` are the values as they stand in it; ``wrong`` are those that mean nothing: name, value and the key of the
    words that say so. ``chosen`` is the filter, names resolved to ids; ``None`` where something is wrong.
    """

    given: dict[str, tuple[str, ...]]
    wrong: tuple[tuple[str, str, str], ...]
    chosen: Filter | None

    def query(self, **other: str | None) -> dict[str, Any]:
        """Return the query of an address with the same filter and what else is given."""
        return {**self.given, **other}

    def without(self, name: str) -> dict[str, Any]:
        """Return the query without what is asked by a name."""
        return {one: values for one, values in self.given.items() if one != name}

    def encoded(self) -> str:
        """Return the query as text."""
        return urlencode([(name, value) for name, values in self.given.items() for value in values])


def sought(request: Asked, connection: Connection) -> Sought:
    """Return what a request asks for; the public's is narrowed to what is published."""
    public = request.app.state.config.public
    given: dict[str, tuple[str, ...]] = {}
    wrong: list[tuple[str, str, str]] = []
    for name in FIELDS:
        values = [value.strip() for value in request.query_params.getall(name, []) if value.strip()]
        values = list(dict.fromkeys(values))
        if values:
            given[name] = tuple(values[:1] if name in _SINGLE else values[:_MOST])
        if values and public and name not in PUBLIC:
            wrong.append((name, values[0], "explore.wrong.public"))
        wrong += [(name, value[:40], "explore.wrong.long") for value in values if len(value) > _LONGEST]
    chosen: dict[str, Any] = {}
    for name, told in given.items():
        chosen[FIELDS[name]] = told[0] if name in _SINGLE else told
    for name, known, words in (("harm", HARMS, "explore.wrong.harm"), ("stance", STANCES, "explore.wrong.stance")):
        wrong += [(name, value, words) for value in given.get(name, ()) if value not in known]
    for name in ("from", "to"):
        for value in given.get(name, ()):
            try:
                chosen[FIELDS[name]] = date.fromisoformat(value).isoformat()
            except ValueError:
                wrong.append((name, value, "explore.wrong.date"))
    if not wrong and chosen.get("start", "") > chosen.get("end", "9999"):
        wrong.append(("from", given["from"][0], "explore.wrong.order"))
    if wrong:
        return Sought(given, tuple(wrong), None)
    if public:
        chosen["incidents"] = _published(connection, chosen.get("incidents", ()))
    return Sought(given, (), resolved(Filter(**chosen), actors(connection)))


def _published(connection: Connection, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of the incidents that the public sees, of those that are wanted; never none, which means all."""
    there = publishing.published(connection)
    return tuple(one for one in sorted(there) if not wanted or one in wanted) or (_NOTHING,)
