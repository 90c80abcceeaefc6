"""Search: the words of reports, and what their claims say.

Words are searched as :func:`hasila.text.terms.terms` reads them, whichever spelling, marks or digits they are written
with. A query is words that must all stand in a report; words in double quotes must follow each other; a word that
ends in ``*`` begins a word; a word after ``-`` must not stand there.
"""

import math
import re
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    any_,
    bindparam,
    exists,
    false,
    func,
    select,
    text,
    tuple_,
)  # fmt: skip

from hasila.store.claims import named
from hasila.store.lossless import plain
from hasila.store.schema import claims, incidents, marks, reports
from hasila.text import fold, fold_word
from hasila.text.terms import WORD, terms

#: Parts of a query: a phrase in any pair of quotes (folding makes them one), or a word.
_PART: Final = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_QUOTES: Final = re.compile("[“”„‟«»″‶〝〞＂]")
#: Words of an excerpt before and from what was found, and how far into a text it is looked for.
_BEFORE: Final = 8
_AFTER: Final = 24
_LOOKED_AT: Final = 100_000
#: So many reports are named one by one (:func:`_told_by`).
_FEW: Final = 2_000
#: Claims that a report makes, as a rule no more.
_CLAIMS: Final = 4
#: Counting stops here: nobody reads so many, and telling whether there are more takes no less time than counting them.
COUNTED: Final = 300
#: What is counted.
What = Literal["reports", "claims", "incidents"]
#: A query longer than this is a mistake.
_MOST_PARTS: Final = 50


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What is sought; everything that is given must hold.

    ``words``: a query for the texts. Of one and the same claim: ``sources`` and ``actors`` (ids of the registry or
    names; any of them), ``places`` (ids or names; whatever lies in them is found too), ``start`` and ``end`` (ISO days;
    the claim's days meet them; a claim without days counts by its report's day of publication), ``harms``,
    ``stances``, ``incidents``. Of the report: ``outlets``, ``langs``, ``reports`` (ids).
    """

    words: str | None = None
    sources: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    harms: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()

    @property
    def of_claims(self) -> bool:
        """Whether anything is asked of claims."""
        return bool(
            self.sources or self.actors or self.places or self.start or self.end or self.harms or self.stances
            or self.incidents
        )  # fmt: skip


def outlet_key(outlet: str | None) -> str | None:
    """Return what an outlet is found by."""
    return None if outlet is None else plain(fold_word(outlet))[:200]


def words_of(title: str | None, body: str) -> str:
    """Return the words that a report is found by, in their order."""
    return " ".join(terms(body if title is None or title in body else f"{title}\n{body}"))


def index(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Put the words of reports (:func:`words_of`) into the index, by the numbers of the reports."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO words (rowid, body) VALUES (?, ?)", list(rows))
    else:
        # Words as they are: PostgreSQL's own idea of what a word is differs from ours, and from SQLite's.
        values = [
            {"number": number, "words": " ".join(f"'{w}':{at}" for at, w in enumerate(_short_enough(told).split(), 1))}
            for number, told in rows
        ]
        connection.execute(text("INSERT INTO words (report, body) VALUES (:number, CAST(:words AS tsvector))"), values)


def _short_enough(words: str) -> str:
    # A tsvector holds at most a megabyte: what is beyond it is not found.
    return words if len(words) < 250_000 else words[:250_000]


#: A phrase of words, and whether the last is a beginning.
_Part = tuple[tuple[str, ...], bool]


class _Query(msgspec.Struct, frozen=True):
    """A query taken apart: phrases, wanted and unwanted."""

    wanted: tuple[_Part, ...]
    unwanted: tuple[_Part, ...]


def _parse(query: str) -> _Query:
    wanted: list[tuple[tuple[str, ...], bool]] = []
    unwanted: list[tuple[tuple[str, ...], bool]] = []
    for found in list(_PART.finditer(_QUOTES.sub('"', query)))[:_MOST_PARTS]:
        raw = found["phrase"] if found["phrase"] is not None else found["word"]
        words = tuple(terms(raw))
        if words:
            (unwanted if found["no"] else wanted).append((words, raw.endswith("*")))
    return _Query(tuple(wanted), tuple(unwanted))


def _sqlite_match(parts: Sequence[_Part], joined: str) -> str:
    # Words are letters and digits alone: nothing in them means anything to FTS5.
    return joined.join(f'"{" ".join(words)}"' + ("*" if begins else "") for words, begins in parts)


def _postgres_match(parts: Sequence[_Part], joined: str) -> str:
    return joined.join(
        "(" + " <-> ".join(f"'{word}'" for word in words) + (":*" if begins else "") + ")" for words, begins in parts
    )


class _Chosen(NamedTuple):
    """What is asked of reports: first that they are current.

    ``numbers`` are theirs, where words left but few: it is quick to look through those.
    """

    conditions: list[ColumnElement[bool]]
    numbers: Sequence[int] | None = None


def _among(connection: Connection, column: ColumnElement[Any], numbers: Sequence[int]) -> ColumnElement[bool]:
    """Return that a column has one of many numbers: one array for PostgreSQL, where two thousand values take long."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(numbers), type_=ARRAY(BigInteger), unique=True))
    return column.in_(numbers)


def _words(connection: Connection, query: str, *, some: bool = False) -> _Chosen:
    """Return what a query asks of reports; nothing for an empty one. Signs alone stand in no report.

    ``some``: let some of the many reports that have the words stand for all.
    """
    asked = _parse(query)
    if not asked.wanted and not asked.unwanted:
        return _Chosen([false()] if query.strip() else [])
    found: list[ColumnElement[bool]] = []
    left: Sequence[int] | None = None
    for parts, every in ((asked.wanted, True), (asked.unwanted, False)):
        if not parts:
            continue
        if connection.dialect.name == "sqlite":
            rows = "SELECT rowid FROM words WHERE words MATCH :match"
            match = _sqlite_match(parts, " AND " if every else " OR ")
        else:
            rows = "SELECT report FROM words WHERE body @@ CAST(:match AS tsquery)"
            match = _postgres_match(parts, " & " if every else " | ")
        # Few are looked up once, however often the query goes on to ask for them.
        few = text(f"{rows} LIMIT {_FEW + 1}").bindparams(match=match)
        numbers = connection.scalars(few).all()
        if len(numbers) <= _FEW or (some and every):
            inside = _among(connection, reports.c.id, numbers)
            left = numbers if every else left
        else:
            inside = reports.c.id.in_(text(rows).bindparams(bindparam("match", match, unique=True)))
        found.append(inside if every else ~inside)
    return _Chosen(found, left)


def _marked(asked: Filter) -> list[tuple[ColumnElement[bool], ...]]:
    """Return what is asked of the marks of one and the same claim, for each kind of them."""
    found: list[tuple[ColumnElement[bool], ...]] = []
    for kind, values in (("source", asked.sources), ("actor", asked.actors), ("place", asked.places)):
        if values:
            wanted = sorted({value for given in values for _, value in named(kind, given, given)})
            found.append((marks.c.kind == kind, marks.c.value.in_(wanted)))
    return found


def _of_claims(asked: Filter, *, driving: bool = False) -> list[ColumnElement[bool]]:
    """Return what is asked of claims. ``driving``: in the form that finds claims, not in that which tests them."""
    found: list[ColumnElement[bool]] = [claims.c.state != "rejected"]
    for marked in _marked(asked):
        if driving:
            inside = select(marks.c.report, marks.c.claim).where(*marked)
            found.append(tuple_(claims.c.report, claims.c.claim).in_(inside))
        else:
            same = marks.c.report == claims.c.report, marks.c.claim == claims.c.claim
            found.append(exists().where(*marked, *same))
    if asked.start:
        found.append(claims.c.end >= asked.start)
    if asked.end:
        found.append(claims.c.start <= asked.end)
    for column, values in ((claims.c.harm, asked.harms), (claims.c.stance, asked.stances)):
        if values:
            found.append(column.in_(values))
    if asked.incidents:
        found.append(claims.c.incident.in_(asked.incidents))
    return found


def _of_reports(connection: Connection, asked: Filter, *, some: bool = False) -> _Chosen:
    found: list[ColumnElement[bool]] = [reports.c.current]
    numbers = None
    if asked.words:
        words = _words(connection, asked.words, some=some)
        found += words.conditions
        numbers = words.numbers
    if asked.outlets:
        found.append(reports.c.outlet_key.in_([outlet_key(outlet) for outlet in asked.outlets]))
    if asked.langs:
        found.append(reports.c.lang.in_(asked.langs))
    if asked.reports:
        found.append(reports.c.name.in_(asked.reports))
    return _Chosen(found, numbers)


def _told_by(connection: Connection, asked: Filter, chosen: _Chosen) -> list[ColumnElement[bool]]:
    """Return the condition that a report makes a claim that is asked for.

    Where there are few such reports, they are found first and named; else each report is tested, newest first, and
    enough of them are soon found. Each way takes long where the other one is quick.
    """
    if not asked.of_claims:
        return []
    if chosen.numbers is None:
        # Each is there once for each of its claims: to leave those out, SQLite would go through all claims there are.
        most = _CLAIMS * _FEW
        few = connection.scalars(select(claims.c.report).where(*_of_claims(asked, driving=True)).limit(most + 1)).all()
        numbers = sorted(set(few))
        if len(few) <= most and len(numbers) <= _FEW:
            return [_among(connection, reports.c.id, numbers)]
    if asked.end:
        # The newest reports tell of other days.
        return [reports.c.id.in_(select(claims.c.report).where(*_of_claims(asked, driving=True)))]
    return [_makes(asked)]


def _makes(asked: Filter) -> ColumnElement[bool]:
    return exists().where(claims.c.report == reports.c.id, *_of_claims(asked))


def told_in(connection: Connection, asked: Filter, need: int | None) -> list[ColumnElement[bool]]:
    """Return the conditions of incidents in which a claim is made that is asked for; ``need`` of them are wanted.

    Either the claims are found first, or each incident is tested until enough are found.
    """
    found: list[ColumnElement[bool]] = [incidents.c.doc.is_not(None)]
    if asked == Filter():
        return found
    chosen = _of_reports(connection, asked)
    if need is not None and chosen.numbers is None and _common(connection, asked, chosen, need):
        of_report = claims.join(reports, reports.c.id == claims.c.report)
        here = claims.c.incident == incidents.c.id
        return [*found, exists().select_from(of_report).where(here, *chosen.conditions, *_of_claims(asked))]
    return [*found, incidents.c.id.in_(_claims_of(connection, asked, chosen, claims.c.incident))]


def _common(connection: Connection, asked: Filter, chosen: _Chosen, need: int) -> bool:
    """Tell whether testing is quicker than finding: it is for what stands in more than √(need · reports) reports.

    Of two things that are asked for at once (of reports, of claims), each stands in more.
    """
    there = connection.scalar(select(func.max(reports.c.id))) or 0
    queries: list[Select[Any]] = []
    if len(chosen.conditions) > 1:
        queries.append(select(reports.c.id).where(*chosen.conditions))
    most = math.isqrt(need * there)
    if queries and asked.of_claims:
        most = math.isqrt(most * there)
    # Marks and claims each by themselves: together they take as long as finding all.
    queries += [select(marks.c.report).where(*marked) for marked in _marked(asked)]
    rest = msgspec.structs.replace(asked, sources=(), actors=(), places=())
    if rest.of_claims:
        queries.append(select(claims.c.report).where(*_of_claims(rest, driving=True)))
    if asked.end:
        most = max(most, there // 2)  # the newest incidents are of other days
    return all(
        (connection.scalar(select(func.count()).select_from(query.limit(most + 1).subquery())) or 0) > most
        for query in queries
    )


def _claims_of(connection: Connection, asked: Filter, chosen: _Chosen, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return a query for the claims that match."""
    # That reports are current is told last, in a form that no index is used for: nearly all are.
    of_reports = (*chosen.conditions[1:], reports.c.current.is_not(False))
    query = select(*columns).join(reports, reports.c.id == claims.c.report).where(*of_reports)
    if chosen.numbers is None:
        return query.where(*_of_claims(asked, driving=True))
    return query.where(_among(connection, claims.c.report, chosen.numbers), *_of_claims(asked))


def _newest(
    connection: Connection, query: Select[Any], day: ColumnElement[Any], then: ColumnElement[Any],
    limit: int | None, offset: int,
) -> list[Any]:  # fmt: skip
    """Return what a query finds, by its days, the newest first; what has no day comes last.

    In two queries: asked for both in one order, PostgreSQL would sort all there is, not follow the index of days.
    """
    dated = query.where(day.is_not(None))
    found = list(connection.scalars(dated.order_by(day.desc(), then).limit(limit).offset(offset)))
    if limit is None or len(found) < limit:
        passed = (
            0 if found or not offset else connection.scalar(select(func.count()).select_from(dated.subquery())) or 0
        )
        rest = query.where(day.is_(None)).order_by(then)
        left = None if limit is None else limit - len(found)
        found += connection.scalars(rest.limit(left).offset(0 if found else max(0, offset - passed)))
    return found


def find_reports(connection: Connection, asked: Filter, limit: int | None = None, offset: int = 0) -> list[int]:
    """Return the numbers of the reports that match, the newest first."""
    chosen = _of_reports(connection, asked)
    query = select(reports.c.id).where(*chosen.conditions, *_told_by(connection, asked, chosen))
    return _newest(connection, query, reports.c.published, reports.c.id.desc(), limit, offset)


def find_claims(
    connection: Connection,
    asked: Filter,
    limit: int | None = None,
    offset: int = 0,
    among: Sequence[int] | None = None,
) -> list[tuple[int, str]]:
    """Return the claims that match, by the report's number and the claim's id: newest reports first, in text order.

    ``among``: only those of the reports with these numbers.
    """
    chosen = _of_reports(connection, asked)
    if among is None and limit is not None and offset + limit <= _FEW:
        among = _newest_with_claims(connection, asked, chosen, offset + limit)
        if among is not None:
            chosen = _Chosen([reports.c.current])  # what else was asked of reports holds for these
    if among is not None:
        chosen = chosen._replace(numbers=among)
    query = (
        _claims_of(connection, asked, chosen, claims.c.report, claims.c.claim)
        .order_by(reports.c.published.desc().nulls_last(), reports.c.id.desc(), claims.c.number)
        .limit(limit)
        .offset(offset)
    )
    return [(row.report, row.claim) for row in connection.execute(query)]


def _newest_with_claims(connection: Connection, asked: Filter, chosen: _Chosen, need: int) -> Sequence[int] | None:
    """Return the numbers of the newest reports that make so many of the claims: those of others need not be sorted.

    ``None`` where it takes too many of them.
    """
    query = select(reports.c.id).where(*chosen.conditions, *_told_by(connection, asked, chosen))
    most = need
    while most <= _CLAIMS * _FEW:
        numbers = _newest(connection, query, reports.c.published, reports.c.id.desc(), most, 0)
        # Reports that were found by their claims make one at least, others may make none.
        if asked.of_claims or len(numbers) < most:
            return numbers
        told = (
            select(claims.c.claim).where(_among(connection, claims.c.report, numbers), *_of_claims(asked)).limit(need)
        )
        if len(connection.scalars(told).all()) >= need:
            return numbers
        most *= 4
    return None


def find_incidents(connection: Connection, asked: Filter, limit: int | None = None, offset: int = 0) -> list[str]:
    """Return the ids of the incidents with a claim that matches, the newest first."""
    query = select(incidents.c.id).where(*told_in(connection, asked, None if limit is None else offset + limit))
    return _newest(connection, query, incidents.c.start, incidents.c.id, limit, offset)


def count_of(connection: Connection, asked: Filter, what: What, most: int = COUNTED) -> int:
    """Return how many reports, claims or incidents match; no more than ``most`` are counted."""
    query: Select[Any]
    if what == "incidents":
        query = select(incidents.c.id).where(*told_in(connection, asked, most))
    else:
        chosen = _of_reports(connection, asked)
        if what == "reports":
            query = select(reports.c.id).where(*chosen.conditions, *_told_by(connection, asked, chosen))
        else:
            query = _claims_of(connection, asked, chosen, claims.c.claim)
    return connection.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


def _incidents_of(connection: Connection, of_claims: Select[Any], most: int) -> int:
    """Count the incidents of claims: some of the claims show as a rule that there are enough."""
    some = connection.scalars(of_claims.limit(most * _CLAIMS)).all()
    if len(some) < most * _CLAIMS or len(set(some)) >= most:
        return min(len(set(some)), most)
    return connection.scalar(select(func.count()).select_from(of_claims.distinct().limit(most).subquery())) or 0


def count(connection: Connection, asked: Filter, most: int = COUNTED) -> tuple[int, int, int]:
    """Return how many reports, claims and incidents match; of any of them, no more than ``most`` are counted."""
    found = [0, 0, 0]
    # Some of the reports that have common words have enough as a rule, and are looked through in no time.
    for some in (True, False) if asked.words else (False,):
        chosen = _of_reports(connection, asked, some=some)
        of_claims = _claims_of(connection, asked, chosen, claims.c.incident)
        queries: tuple[Select[Any], ...] = (
            select(reports.c.id).where(*chosen.conditions, *_told_by(connection, asked, chosen)),
            of_claims,
        )
        for at, query in enumerate(queries):
            if found[at] < most:
                found[at] = connection.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0
        if found[2] < most:
            found[2] = _incidents_of(connection, of_claims.where(claims.c.incident.is_not(None)), most)
        if chosen.numbers is not None and len(chosen.numbers) <= _FEW:
            break  # these were all
    return found[0], found[1], found[2]


def excerpt(told: str, words: str | None) -> str:
    """Return the passage of a text in which a query is first found, as it stands there; its beginning without one."""
    folded = fold(told[:_LOOKED_AT])
    found = list(WORD.finditer(folded.text))
    if not found:
        return ""
    wanted = {word for phrase, _ in _parse(words or "").wanted for word in phrase}
    at = next((n for n, word in enumerate(found) if terms(word[0])[:1] and terms(word[0])[0] in wanted), 0)
    first, last = max(0, at - _BEFORE), min(len(found), at + _AFTER) - 1
    start, _ = folded.original(found[first].start(), found[first].end(), told)
    _, end = folded.original(found[last].start(), found[last].end(), told)
    cut = told[start:end]
    return f"{'… ' if first else ''}{cut}{' …' if last + 1 < len(found) else ''}"
