"""A report and the claims it makes."""

import hashlib

import msgspec

from hasila.model.span import Span
from hasila.model.values import ActorKind, Harm, Hedge, Means, Role, Scope, SourceKind, Stance


class Actor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of the registry: a force, group, government, monitor, outlet or body.

    ``id`` is a lower-case slug that never changes; ``names`` gives, per language code, the display
    name first and then the aliases that mean this actor wherever they stand; ``short`` gives names
    that mean this actor only after it was named in full in the same report (``المرصد``).
    ``part_of`` lists the ids of the actors that contain this one: figures for it lie within theirs.
    ``speaks_for`` is the id of the body whose mouth this one is (its press office, its spokesman): what it says, the
    body says. A body with knowledge of its own (a state's news agency, a province's police) speaks for itself.
    """

    id: str
    kind: ActorKind
    country: str | None = None
    names: dict[str, list[str]]
    short: dict[str, list[str]] = {}
    part_of: list[str] = []
    speaks_for: str | None = None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many people, as a range of whole people; ``None`` is open on that side or unstated.

    ``span`` is the number with its hedge; ``None`` for territory, where nothing is counted.
    """

    low: int | None
    high: int | None
    hedge: Hedge
    span: Span | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The people: their affiliation where one is named, else the word that tells who they are."""

    actor: str | None
    name: str | None
    role: Role
    span: Span


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One link in the chain from the originator (who knows) to the last carrier."""

    actor: str | None
    name: str | None
    kind: SourceKind
    span: Span


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where it happened. ``precision``: country, adm1, adm2, town, village, district, front, area or unknown.

    ``lat`` and ``lon`` are degrees (WGS 84), ``None`` where the gazetteer does not know the place.
    """

    id: str | None
    name: str | None
    lat: float | None
    lon: float | None
    precision: str
    span: Span


class When(msgspec.Struct, frozen=True, kw_only=True):
    """First and last day (ISO 8601 dates) on which it happened, resolved against publication."""

    start: str
    end: str
    span: Span | None = None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it, as the report names them."""

    actor: str | None
    name: str | None
    span: Span


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that fired on the way to a claim: ``step`` of the pipeline, ``rule`` id, and where."""

    step: str
    rule: str
    span: Span | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One statement, by one chain of sources, about people harmed or ground taken.

    ``sources`` runs from the originator to the last carrier; empty is the report's own voice.
    ``part_of`` is the id of the claim whose people include these. ``confidence`` lies in 0–1.
    """

    id: str
    harm: Harm
    count: Count
    group: Group | None
    stance: Stance = "asserts"
    sources: tuple[Source, ...] = ()
    place: Place | None = None
    date: When | None = None
    means: Means | None = None
    by: Party | None = None
    scope: Scope = "event"
    part_of: str | None = None
    quote: Span
    why: tuple[Reason, ...] = ()
    extractor: str
    confidence: float

    @property
    def names_victim(self) -> bool:
        """Whether it may name its victim: somebody whom no registry knows, read as a name.

        The extractor says in ``why`` that it read a name, also where the claim denies that he was harmed; where a claim
        gives no reasons, one person is taken to be named.
        """
        group, count = self.group, self.count
        if group is None or group.actor is not None:
            return False
        if not self.why:
            return count.low == 1 and count.high == 1
        # What was learned of names (the step "confidence") says nothing about who is one.
        return any("named" in reason.rule and reason.step != "confidence" for reason in self.why)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report with its claims in order of appearance.

    ``text`` is the text exactly as given; ``sha256`` is the hex digest of its UTF-8 bytes;
    ``published`` an ISO date or ``None``; ``contradictions`` pairs of claim ids that cannot both be true.
    """

    id: str
    lang: str
    text: str
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    claims: tuple[Claim, ...] = ()
    contradictions: tuple[tuple[str, str], ...] = ()

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the text as UTF-8 (lone surrogates kept by ``surrogatepass``)."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def claim(self, claim_id: str) -> Claim:
        """Return the claim with this id.

        Raises:
            KeyError: if the report has no such claim.
        """
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise KeyError(f"report {self.id} has no claim {claim_id}; it has {[c.id for c in self.claims]}")
