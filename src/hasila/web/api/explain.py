"""Why: the rules behind a claim, and those behind the range of a toll."""

from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from hasila.model import Claim, Link, Toll
from hasila.render.explain import explain_claim, explain_tolls
from hasila.store import UnknownError
from hasila.store.claims import numbers_of, stored
from hasila.web.api.incidents import Harms, current
from hasila.web.api.reports import found_report
from hasila.web.people import reader, shown
from hasila.web.programs import DEFAULT_PROFILE, NAMES, Names, Profile, Shown, Told, fails, known_profile
from hasila.web.view import Asked

_Report = Annotated[str, QueryParameter(max_length=300, description="The id of the report.")]
_Claim = Annotated[str, QueryParameter(max_length=40, description="The id of the claim in it, like c3.")]
_Incident = Annotated[str, QueryParameter(max_length=300, description="The id of the incident.")]


class ClaimExplained(msgspec.Struct, kw_only=True):
    """A claim with the rules that gave it (``claim.why``); ``text`` says it in lines."""

    report: str
    claim: Claim
    text: str


@get("/api/explain/claim", guards=[reader], sync_to_thread=True, dependencies=NAMES, responses=fails(404))
def why_claim(request: Asked, report: _Report, claim: _Claim, names: Names) -> Told[ClaimExplained]:
    """Say why a claim reads as it does: the chain of rules, each with the words it rests on."""
    with request.app.state.config.store.reading() as connection:
        one = found_report(connection, report)
        told = Shown(request, connection, DEFAULT_PROFILE, names=names).reports([one])[0]
    found = next((c for c in told.claims if c.id == claim), None)
    if found is None:
        raise UnknownError(f"the report {report} has no claim {claim}", "/api/report gives its claims")
    return Told(ClaimExplained(report=told.id, claim=found, text=explain_claim(told, claim)))


class TollExplained(msgspec.Struct, kw_only=True):
    """A toll with the rule that gave it (``toll.rule``) and what became of each claim; ``text`` says it in lines."""

    toll: Toll
    text: str


class TollsExplained(msgspec.Struct, kw_only=True):
    """The tolls of an incident, and the links that put it together."""

    incident: str
    profile: str
    links: tuple[Link, ...]
    tolls: list[TollExplained]


@get("/api/explain/toll", guards=[shown], sync_to_thread=True, dependencies=NAMES, responses=fails(404))
def why_toll(
    request: Asked, incident: _Incident, names: Names, harm: Harms = None, profile: Profile = DEFAULT_PROFILE
) -> Told[TollsExplained]:
    """Say why the tolls of an incident have their range: the rule, the claims that gave it, and why others did not."""
    with request.app.state.config.store.reading() as connection:
        name = current(request, connection, incident)
        shown_ = Shown(request, connection, known_profile(profile), names=names)
        one = shown_.incidents([name])[0]
        numbers = numbers_of(connection, sorted({ref.report for ref in one.claims}))
        told = shown_.reports(list(stored(connection, sorted(numbers.values())).values()), of=name)
    chosen = [toll for toll in one.tolls if harm in (None, toll.harm)]
    return Told(TollsExplained(
        incident=one.id, profile=profile, links=one.links,
        tolls=[TollExplained(toll=toll, text=explain_tolls(one, [toll], told)) for toll in chosen],
    ))  # fmt: skip


ROUTES = [why_claim, why_toll]
