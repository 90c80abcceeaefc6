"""A report's text with its claims highlighted, beside the claims as cards."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from hasila.model import Claim, ClaimRef, Report, Source
from hasila.render.basis import arrow
from hasila.render.clean import snippet, visible
from hasila.render.figures import Index, count_words, when_words
from hasila.render.markup import attr, bdi, escape, isolate, language
from hasila.render.names import name_of, place_name
from hasila.render.segments import Segment, cut, marks_of, whole_letters
from hasila.render.strings import STANCE_ICONS, Strings

# Of several stances on the same words the one that a reader must not miss is drawn.
_LOUDEST: Final = ("denies", "unconfirmed", "admits", "asserts")
# More would not fit a tooltip, and hostile overlaps would make the page grow with their square.
_HINTS: Final = 5
_LINE: Final = re.compile(r"[^\n]*\n?")


def report_section(number: int, report: Report, index: Index, strings: Strings) -> str:
    """Return the section of one report; ``number`` counts from 1 and names its anchors."""
    title = isolate(report.title or report.outlet or report.id)
    about = [isolate(report.outlet)] if report.outlet and report.title else []
    if report.published:
        about.append(escape(strings["published"].format(date=report.published)))
    about.append(f"<code>{isolate(report.id)}</code>")
    if report.url and is_web(report.url):
        link = f'<a href="{attr(report.url)}" rel="noopener noreferrer nofollow">'
        about.append(f"{link}{escape(strings['open-source'])}</a>")
    text, where = text_of(report, report.claims, index, strings)
    cards = "\n".join(card_of(report, claim, where, index, strings) for claim in report.claims)
    none = f'<p class="soft">{escape(strings["no-claims"])}</p>'
    return (
        f'<section class="report" id="r{number}"><h3>{title}</h3><p class="soft small">{" · ".join(about)}</p>'
        f'<div class="pair"><div class="text panel" tabindex="0" role="region" aria-label="{attr(strings["text"])}" '
        f"{language(report, report.text)}>{text}</div>"
        f'<div class="cards" role="group" aria-label="{attr(strings["claims"])}">{cards or none}</div></div></section>'
    )


def is_web(url: str) -> bool:
    """Tell whether an address is one that a browser may be led to."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def text_of(
    report: Report,
    shown: Iterable[Claim],
    index: Index,
    strings: Strings,
    *,
    start: int = 0,
    end: int | None = None,
    rejected: Collection[str] = (),
) -> tuple[str, dict[str, str]]:
    """Draw the text, or a piece of it, and say at which element's id each claim's words begin.

    One paragraph a line, each a world of its own for bidi; each run between borders one element.

    Args:
        report: the report.
        shown: the claims that are highlighted.
        index: where the anchors are.
        strings: the words of the interface.
        start: where the piece begins.
        end: where it ends; the end of the text.
        rejected: ids of claims that people said are none: they are drawn as such.
    """
    text = visible(report.text[start:end])
    claims = {index.anchors[ClaimRef(report.id, claim.id)]: claim for claim in shown}
    gone = {anchor for anchor, claim in claims.items() if claim.id in rejected}
    marks = [
        mark._replace(start=max(mark.start - start, 0), end=min(mark.end - start, len(text)))
        for anchor, claim in claims.items()
        for mark in marks_of(claim, anchor, report.text)
        if start <= mark.start < start + len(text) or start < mark.end <= start + len(text)
    ]
    lines = [match.span() for match in _LINE.finditer(text) if match.group()]
    segments = iter(cut(len(text), whole_letters(text, marks), (start for start, _ in lines)))
    paragraphs = []
    previous: tuple[str, ...] = ()
    where: dict[str, str] = {}
    for first, last in lines:
        runs = []
        position = first
        while position < last:
            segment = next(segments)
            words = text[segment.start : segment.end].removesuffix("\n")
            runs.append(_run(segment, words, claims, previous, where, gone, strings))
            previous, position = segment.claims, segment.end
        paragraphs.append(f"<p {language(report, text[first:last])}>{''.join(runs) or '<br>'}</p>")
    return "".join(paragraphs), where


def _run(
    segment: Segment,
    text: str,
    claims: Mapping[str, Claim],
    previous: tuple[str, ...],
    where: dict[str, str],
    gone: Collection[str],
    strings: Strings,
) -> str:
    if not text:
        return ""
    content = escape(text)
    slots = " ".join(dict.fromkeys(f"{mark.claim}:{mark.slot}" for mark in segment.slots))
    data = f' data-slots="{slots}"' if slots else ""
    if not segment.claims:
        return f'<span class="seg"{data}>{content}</span>' if slots else content
    here = [claims[anchor] for anchor in segment.claims if anchor not in gone]
    lost = "" if here else " gone"
    here = here or [claims[anchor] for anchor in segment.claims]
    stance = next(stance for stance in _LOUDEST if any(claim.stance == stance for claim in here))
    depth = f" d{min(len(here), 3)}" if len(here) > 1 else ""
    hint = "; ".join(f"{STANCE_ICONS[claim.stance]} {headline(claim, strings)}" for claim in here[:_HINTS])
    # One tab stop for a run of the same claims, however often slots cut it.
    stop = "" if segment.claims != previous else ' tabindex="-1"'
    fresh = [anchor for anchor in segment.claims if anchor not in where]
    where.update((anchor, f"{fresh[0]}-text") for anchor in fresh)
    name = f' id="{fresh[0]}-text"' if fresh else ""
    return (
        f'<a class="seg q {stance}{depth}{lost}" href="#{segment.claims[-1]}"{name}{stop} data-claims="'
        f'{" ".join(segment.claims)}"{data} title="{attr(hint)}">{content}</a>'
    )


def headline(claim: Claim, strings: Strings) -> str:
    """Return how many people were harmed how, in words."""
    harm = strings[f"harm.{claim.harm}"]
    if claim.harm in ("took_control", "lost_control"):
        return harm
    return f"{count_words(claim.count, strings)} {harm}"


def card_of(
    report: Report,
    claim: Claim,
    where: Mapping[str, str],
    index: Index,
    strings: Strings,
    *,
    kind: str = "",
    head: str = "",
    foot: str = "",
) -> str:
    """Draw the card of a claim.

    Args:
        report: the report.
        claim: one of its claims.
        where: at which element's id its words begin, as :func:`text_of` says.
        index: where the anchors are.
        strings: the words of the interface.
        kind: more classes of the element.
        head: HTML for the end of its first line.
        foot: HTML for its end.
    """
    anchor = index.anchors[ClaimRef(report.id, claim.id)]
    rows: list[tuple[str, str]] = []
    if claim.group is not None:
        group = _named(name_of(claim.group, strings), claim.group.span.text, report)
        rows.append(("group", f'{group} <span class="soft">{escape(strings[f"role.{claim.group.role}"])}</span>'))
    chain = arrow(strings).join(_source(source, report, strings) for source in claim.sources)
    rows.append(("sources", chain or escape(strings["claim.own-voice"])))
    if claim.place is not None:
        rows.append(("place", _named(place_name(claim.place, strings), claim.place.span.text, report)))
    if claim.date is not None:
        rows.append(("date", bdi(when_words(claim.date, strings), "num")))
    if claim.means is not None:
        rows.append(("means", escape(strings[f"means.{claim.means}"])))
    if claim.by is not None:
        rows.append(("by", _named(name_of(claim.by, strings), claim.by.span.text, report)))
    if claim.scope != "event":
        rows.append(("scope", escape(strings[f"scope.{claim.scope}"])))
    if claim.part_of is not None:
        rows.append(("part_of", _other(report, claim.part_of, index)))
    against = [b if a == claim.id else a for a, b in report.contradictions if claim.id in (a, b)]
    if against:
        rows.append(("contradicts", ", ".join(_other(report, other, index) for other in against)))
    facts = "".join(f"<div><dt>{escape(strings[f'claim.{key}'])}</dt><dd>{value}</dd></div>" for key, value in rows)
    icon = f'<span aria-hidden="true">{STANCE_ICONS[claim.stance]}</span>'
    go = f'<a class="go" href="#{where[anchor]}">{escape(strings["claim.show"])}</a>' if anchor in where else ""
    return (
        f'<article class="card panel {claim.stance}{kind and f" {kind}"}" id="{anchor}" tabindex="0"><header>'
        f'<span class="figure">{bdi(headline(claim, strings), "num")}</span>'
        f'<span class="badge {claim.stance}">{icon} {escape(strings[f"stance.{claim.stance}"])}</span>'
        f'<span class="soft small">{isolate(claim.id)}</span>'
        f"{head}{go}</header>"
        f"<blockquote {language(report, claim.quote.text)}>{escape(claim.quote.text)}</blockquote>"
        f'<dl class="facts small">{facts}</dl>{_why(report, claim, strings)}{foot}</article>'
    )


def _named(name: str | None, words: str, report: Report) -> str:
    return f"{isolate(name)} ({_words(words, report)})" if name and name != words else _words(words, report)


def _words(words: str, report: Report) -> str:
    return f"<bdi {language(report, words)}>{escape(snippet(words))}</bdi>"


def _source(source: Source, report: Report, strings: Strings) -> str:
    return _named(name_of(source, strings), source.span.text, report)


def _other(report: Report, claim_id: str, index: Index) -> str:
    href = index.href(ClaimRef(report.id, claim_id))
    return f'<a href="{attr(href)}">{isolate(claim_id)}</a>' if href else isolate(claim_id)


def _why(report: Report, claim: Claim, strings: Strings) -> str:
    steps = []
    for reason in claim.why:
        where = f" {_words(reason.span.text, report)}" if reason.span is not None else ""
        steps.append(f"<li>{isolate(reason.step)}: <code>{escape(reason.rule)}</code>{where}</li>")
    made = strings["claim.extractor"].format(extractor=claim.extractor, confidence=f"{claim.confidence:.2f}")
    return (
        f'<details><summary class="small">{escape(strings["claim.why"])}</summary><ol>{"".join(steps)}</ol>'
        f'<p class="soft small">{isolate(made)}</p></details>'
    )
