"""Reports and incidents as strangers may make them: every field holds what breaks tables, pages and parsers."""

from hypothesis import strategies as st

from hasila.model import (
    Claim,
    ClaimRef,
    Contradiction,
    Control,
    Count,
    Group,
    Incident,
    Link,
    Party,
    Place,
    Reason,
    Report,
    Said,
    Source,
    Span,
    Toll,
    TollGroup,
    When,
)
from hasila.model.values import HARMS, HEDGES, MEANS, ROLES, SCOPES, SOURCE_KINDS, STANCES, STATUSES

NASTY = (
    '=HYPERLINK("http://example.org","قتل")', "'=1+1", "''=", "+1", "-1", "@x", "\t", "\r", "\r\n", "\n", '"', '""',
    "'", ",", ";", " | ", "\u202eقتل", "\u200f", "\u200c", "\ufeff", "\x00", "\x1b[31m", "</script>", "]]>", "{}", "[",
    "\\u0000", "😀", "█", "قُتل ثلاثة", "\u2028", "\x85", "\x1a",
)  # fmt: skip
HALF = ("\ud83d", "\udc00")


def texts(*, half: bool = False) -> st.SearchStrategy[str]:
    """Texts of nasty pieces and of any characters; with ``half`` also half characters, which UTF-8 cannot hold."""
    single = st.text(st.characters(exclude_categories=() if half else ("Cs",)), min_size=1, max_size=6)
    return st.lists(st.sampled_from(NASTY + (HALF if half else ())) | single, min_size=1, max_size=5).map("".join)


DAYS = st.dates().map(lambda day: day.isoformat())
NUMBERS = st.none() | st.integers(0, 10**6)


@st.composite
def reports(draw: st.DrawFn, name: str = "r", *, half: bool = False) -> Report:
    """A report whose spans agree with its text, and whose other words are anybody's."""
    text = draw(texts(half=half))
    words = texts()

    def span() -> Span:
        start = draw(st.integers(0, len(text) - 1))
        return Span.of(text, start, draw(st.integers(start + 1, len(text))))

    def some(value: object) -> object:
        return value if draw(st.booleans()) else None

    def claim(number: int) -> Claim:
        return Claim(
            id=f"c{number}",
            harm=draw(st.sampled_from(HARMS)),
            count=Count(
                low=draw(NUMBERS), high=draw(NUMBERS), hedge=draw(st.sampled_from(HEDGES)), span=some(span())
            ),
            group=some(
                Group(actor=some(draw(words)), name=some(draw(words)), role=draw(st.sampled_from(ROLES)), span=span())
            ),
            stance=draw(st.sampled_from(STANCES)),
            sources=tuple(
                Source(actor=None, name=some(draw(words)), kind=draw(st.sampled_from(SOURCE_KINDS)), span=span())
                for _ in range(draw(st.integers(0, 2)))
            ),
            place=some(
                Place(
                    id=None, name=some(draw(words)), lat=some(draw(st.floats(-90, 90))),
                    lon=some(draw(st.floats(-180, 180))), precision="town", span=span(),
                )
            ),
            date=some(When(start=draw(DAYS), end=draw(DAYS), span=some(span()))),
            means=some(draw(st.sampled_from(MEANS))),
            by=some(Party(actor=None, name=None, span=span())),
            scope=draw(st.sampled_from(SCOPES)),
            part_of="c1" if number > 1 and draw(st.booleans()) else None,
            quote=span(),
            why=tuple(
                Reason(step="count", rule=draw(st.sampled_from(["a.named", "b"])), span=some(span()))
                for _ in range(draw(st.integers(0, 2)))
            ),
            extractor="rules-ar/1",
            confidence=draw(st.floats(0, 1)),
        )  # fmt: skip

    claims = tuple(claim(n) for n in range(1, draw(st.integers(0, 3)) + 1))
    return Report(
        id=f"{name}{draw(words)}",
        lang="ar",
        text=text,
        published=some(draw(DAYS)),
        outlet=some(draw(words)),
        url=some(draw(words)),
        title=some(draw(words)),
        claims=claims,
        contradictions=(("c1", "c2"),) if len(claims) > 1 and draw(st.booleans()) else (),
    )


@st.composite
def naming(draw: st.DrawFn, name: str) -> Report:
    """A report that tells a victim's name, once as such and elsewhere in its text, with spans that cut through it."""
    pieces = draw(st.lists(texts(), min_size=2, max_size=4))
    text = f" {name} ".join(pieces)
    starts = [at for at in range(len(text)) if text.startswith(f" {name} ", at)]
    at = draw(st.sampled_from(starts)) + 1

    def around() -> Span:
        """A span from anywhere before the name, or within it, to anywhere after its beginning."""
        start = draw(st.integers(0, at + len(name) - 1))
        return Span.of(text, start, draw(st.integers(max(start, at) + 1, len(text))))

    named = Claim(
        id="c1",
        harm="killed",
        count=Count(low=1, high=1, hedge="exact"),
        group=Group(
            actor=None,
            name=draw(st.sampled_from([None, name])),
            role="civilian",
            span=Span.of(text, at, at + len(name)),
        ),
        quote=around(),
        why=(Reason(step="count", rule="ar.count.named", span=around()),),
        extractor="e",
        confidence=0.5,
    )
    other = Claim(
        id="c2",
        harm="wounded",
        count=Count(low=2, high=2, hedge="exact", span=around()),
        group=Group(actor=None, name=None, role="unknown", span=around()),
        sources=(Source(actor=None, name=draw(st.sampled_from([None, name])), kind="other", span=around()),),
        place=Place(id=None, name=name, lat=None, lon=None, precision="unknown", span=around()),
        date=When(start="2024-03-14", end="2024-03-14", span=around()),
        by=Party(actor=None, name=None, span=around()),
        quote=around(),
        extractor="e",
        confidence=0.5,
    )
    return Report(id="r", lang="ar", text=text, title=f"مقتل {name}", outlet=name, claims=(named, other))


@st.composite
def incidents(draw: st.DrawFn, told: list[Report], name: str = "i") -> Incident:
    """An incident over claims of reports, with every field in use; the reports have at least one claim together."""
    refs = [ClaimRef(report.id, claim.id) for report in told for claim in report.claims]
    words = texts()
    some = st.lists(st.sampled_from(refs), max_size=3, unique=True).map(tuple)
    pair = st.tuples(st.sampled_from(refs), st.sampled_from(refs))
    group = st.builds(TollGroup, actor=st.none() | words, name=st.none() | words, role=st.sampled_from(ROLES))
    toll = st.builds(
        Toll, harm=st.sampled_from(HARMS), group=group, low=NUMBERS, best=NUMBERS, high=NUMBERS, open=st.booleans(),
        status=st.sampled_from(STATUSES), rule=words, supports=some, denials=some, superseded=some,
        set_aside=st.lists(st.tuples(st.sampled_from(refs), words), max_size=2).map(tuple),
        independent_sources=st.integers(0, 9), derived=st.booleans(),
    )  # fmt: skip
    said = st.builds(
        Said, said=st.none() | DAYS, harm=st.sampled_from(HARMS), group=group, low=NUMBERS, high=NUMBERS,
        hedge=st.sampled_from(HEDGES), floor=st.booleans(), partisan=st.booleans(), stance=st.sampled_from(STANCES),
        voice=words, voice_id=words, carriers=st.lists(words, max_size=2).map(tuple), claims=some,
        state=st.sampled_from(["standing", "superseded", "denial", "set_aside", "unconfirmed"]), why=st.none() | words,
    )  # fmt: skip
    several = [c.place for r in told for c in r.claims if c.place is not None]
    return Incident(
        id=f"{name}{draw(words)}",
        place=draw(st.none() | st.sampled_from(several)) if several else None,
        date=draw(st.none() | st.builds(When, start=DAYS, end=DAYS)),
        means=tuple(draw(st.lists(st.sampled_from(MEANS), max_size=2))),
        belligerents=tuple(draw(st.lists(words, max_size=2))),
        claims=tuple(draw(st.lists(st.sampled_from(refs), min_size=1, unique=True))),
        tolls=tuple(draw(st.lists(toll, max_size=2))),
        contradictions=tuple(
            draw(st.lists(st.builds(Contradiction, kind=st.just("figures"), claims=pair, why=words), max_size=2))
        ),
        control=tuple(
            draw(
                st.lists(
                    st.builds(
                        Control, force=words, place=st.none() | words, status=st.just("took_control"), supports=some
                    ),
                    max_size=2,
                )
            )
        ),
        timeline=tuple(draw(st.lists(said, max_size=2))),
        links=tuple(
            draw(
                st.lists(
                    st.builds(
                        Link, claims=pair, points=st.floats(-9, 9), reasons=st.lists(words, max_size=2).map(tuple)
                    ),
                    max_size=2,
                )
            )
        ),
        split_from=draw(st.none() | words),
    )
