"""Decisions: each form of any page that decides something posts here."""

from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import post
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from litestar.params import Body
from litestar.response import Redirect
from sqlalchemy import Connection

from hasila.ingest.source import iso_day
from hasila.intake import deciding
from hasila.model import Claim, When
from hasila.model.values import Harm, Hedge, Role, Scope, Stance
from hasila.store import UnknownError, decisions, publishing
from hasila.store.claims import numbers_of, stored
from hasila.web.forms import back, reason
from hasila.web.people import person, reviewer
from hasila.web.view import Asked

#: What overrides something needs a reason: a reading, the linking, somebody's decision.
_WANTS_REASON: Final = ("reject", "merge", "split", "move", "keep")
#: Decisions of one form at most.
_MOST: Final = 500


class Decision(msgspec.Struct, kw_only=True):
    """A form: ``claims`` are written REPORT#CLAIM, ``moves`` are tolls that moved; ``to`` is the page to go back to.

    ``keep`` says that claims are of the incident that they are in, whatever linking finds.
    A field that a form has once comes as it is, one that it has several times as a list.
    """

    action: Literal["accept", "reject", "merge", "split", "move", "keep", "undo", "sign", "approve", "dismiss"]
    claims: list[str] | str = []
    incident: str | None = None
    others: list[str] | str = []
    decision: list[int] | int | None = None
    moves: list[int] | int = []
    why: str | None = None
    to: str | None = None


@post("/decide", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def decide(request: Asked, data: Annotated[Decision, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Redirect:
    """Decide: all that the form says, or nothing of it."""
    who = person(request).name
    why = reason(request, data.why, wanted=data.action in _WANTS_REASON)
    if max(len(_all(data.claims)), len(_numbers(data)), len(_moves(data))) > _MOST:
        raise ClientException
    try:
        with request.app.state.config.store.writing() as connection:
            reason(request, why, wanted=_overrides(connection, who, data))
            made = _done(connection, who, data, why)
    except ValueError as error:
        raise ClientException(extra={"detail": str(error)}) from error
    if not made:
        return back(data.to)
    return back(data.to, done=made[0] if len(made) == 1 else f"{made[0]}-{made[-1]}")


def _overrides(connection: Connection, who: str, asked: Decision) -> bool:
    """Tell whether a form takes back what somebody else decided, or accepts what they rejected."""
    if asked.action == "undo":
        return decisions.of_others(connection, who, _numbers(asked))
    return asked.action == "accept" and deciding.rejected_by_others(
        connection, who, [_claim(one) for one in _all(asked.claims)]
    )


def _done(connection: Connection, who: str, asked: Decision, why: str | None) -> list[int]:
    """Do what a form says; return the numbers of the decisions that it made, which can be undone."""
    claims = [_claim(one) for one in _all(asked.claims)]
    match asked.action:
        case "accept" | "reject":
            judge = deciding.accept if asked.action == "accept" else deciding.reject
            numbers = [judge(connection, who, report, claim, why) for report, claim in claims]
            if not numbers:
                raise ClientException
            return numbers
        case "merge":
            others = [one.strip() for one in _all(asked.others)]
            return [deciding.merge(connection, who, asked.incident or "", others, why)]
        case "split":
            return [deciding.move(connection, who, claims, None, why)[0]]
        case "move":
            return [deciding.move(connection, who, claims, (asked.incident or "").strip(), why)[0]]
        case "keep":
            return [deciding.move(connection, who, claims, _home(connection, claims), why)[0]]
        case "approve" | "dismiss":
            return deciding.look_at(connection, who, asked.action, _moves(asked) or [0], why)
        case "undo":
            # The last one first: one may have taken the place of another.
            for number in sorted(_numbers(asked) or [0], reverse=True):
                deciding.undo(connection, who, number, why)
        case "sign":
            for number in _numbers(asked) or [0]:
                publishing.sign(connection, who, number)
    return []


def _home(connection: Connection, claims: list[tuple[str, str]]) -> str:
    """Return the incident that claims are in.

    Raises:
        ValueError: if they are in none, or in several.
    """
    numbers = numbers_of(connection, sorted({report for report, _ in claims}))
    told = {one.report.id: one for one in stored(connection, sorted(numbers.values())).values()}
    homes = {told[report].incidents.get(claim) if report in told else None for report, claim in claims}
    found = homes.pop() if len(homes) == 1 else None
    if found is None:
        raise ValueError("only claims of one incident can be kept together")
    return found


def _numbers(asked: Decision) -> list[int]:
    return [asked.decision] if isinstance(asked.decision, int) else asked.decision or []


def _moves(asked: Decision) -> list[int]:
    return [asked.moves] if isinstance(asked.moves, int) else asked.moves


def _all(told: list[str] | str) -> list[str]:
    return [told] if isinstance(told, str) else told


def _claim(told: str) -> tuple[str, str]:
    report, mark, claim = told.rpartition("#")
    if not (report and mark and claim):
        raise ClientException
    return report, claim


class Edit(msgspec.Struct, kw_only=True):
    """How a claim should read: what is left out stays as it is; an empty figure is an open bound.

    ``start`` and ``end`` are days; both empty: no day is told. One alone is that day.
    """

    claims: str
    low: str | None = None
    high: str | None = None
    hedge: Hedge | None = None
    stance: Stance | None = None
    harm: Harm | None = None
    scope: Scope | None = None
    role: Role | None = None
    start: str | None = None
    end: str | None = None
    why: str | None = None
    to: str | None = None


@post("/decide/edit", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def edit(request: Asked, data: Annotated[Edit, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Redirect:
    """Say how a claim should read."""
    report, claim = _claim(data.claims)
    why = reason(request, data.why, wanted=True)
    try:
        with request.app.state.config.store.writing() as connection:
            edited = edited_claim(_stored(connection, report, claim), data)
            number = deciding.edit(connection, person(request).name, report, edited, why)
    except ValueError as error:
        raise ClientException(extra={"detail": str(error)}) from error
    return back(data.to, done=number)


def edited_claim(claim: Claim, asked: Edit) -> Claim:
    """Return a claim with the slots that a form gives.

    Raises:
        ValueError: if a figure or a day is none, or the lowest is above the highest.
    """
    low = claim.count.low if asked.low is None else _figure(asked.low)
    high = claim.count.high if asked.high is None else _figure(asked.high)
    if low is not None and high is not None and low > high:
        raise ValueError(f"{low} to {high} is no range")
    count = msgspec.structs.replace(claim.count, low=low, high=high, hedge=asked.hedge or claim.count.hedge)
    slots: dict[str, Any] = {"count": count}
    if asked.role is not None and claim.group is not None:
        slots["group"] = msgspec.structs.replace(claim.group, role=asked.role)
    if asked.start is not None or asked.end is not None:
        slots["date"] = _days(claim.date, (asked.start or "").strip(), (asked.end or "").strip())
    slots |= {name: value for name in ("stance", "harm", "scope") if (value := getattr(asked, name)) is not None}
    return msgspec.structs.replace(claim, **slots)


def _figure(told: str) -> int | None:
    if not told.strip():
        return None
    value = int(told)  # a ValueError of Python's own says what is wrong; it takes the digits of any script
    if not 0 <= value < 10**9:
        raise ValueError(f"{value} people cannot be")
    return value


def _days(was: When | None, start: str, end: str) -> When | None:
    if not start and not end:
        return None
    days = [iso_day(one) for one in (start or end, end or start)]
    first, last = days
    if first is None or last is None or first > last:
        raise ValueError(f"{start or end} to {end or start} are no days; write year-month-day, like 2016-05-08")
    return When(start=first, end=last, span=None if was is None else was.span)


def _stored(connection: Connection, name: str, claim: str) -> Claim:
    numbers = numbers_of(connection, [name])
    found = [c for one in stored(connection, list(numbers.values())).values() for c in one.report.claims]
    for one in found:
        if one.id == claim:
            return one
    raise UnknownError(f"the report {name} has no claim {claim}", f"hasila search --report {name} lists its claims")


ROUTES = [decide, edit]
