"""One self-contained HTML page: the tolls of each incident, then each report's text beside its claims.

The page asks nothing of any network: its style and script stand in it, and a content security policy
that names both by their hashes refuses everything else, also what a hostile report may try to bring in.
Without script it can still be read and its links followed.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from string import Template

from hasila.model import ClaimRef, Contradiction, Incident, Report, Toll, TollReport
from hasila.render.basis import arrow, basis, link
from hasila.render.chart import chart, key
from hasila.render.figures import Index, contradiction_sides, known, lead, toll_best, toll_range, when_words
from hasila.render.links import links_section
from hasila.render.markup import attr, bdi, escape, isolate, language
from hasila.render.names import place_name
from hasila.render.reading import report_section
from hasila.render.reasons import say
from hasila.render.strings import EN, STANCE_ICONS, STATUS_ICONS, Strings, is_rtl_table


def render_page(toll: TollReport, reports: Sequence[Report], *, names: bool = False, strings: Strings = EN) -> str:
    """Return the whole page as HTML.

    Args:
        toll: the incidents with their tolls.
        reports: the reports whose claims ``toll`` refers to, shown in this order; a reference to a
            claim of another report is shown without a link.
        names: show victims' names in tolls and contradictions too. By default they stand only in
            the reports' own text and in the claims beside it.
        strings: the words of the interface.

    """
    index = Index.of(reports, show_names=names)
    body = [
        _top(toll, strings),
        "<main>",
        _incidents(toll, index, strings),
        _outside(toll.outside, index, strings),
        f'<section class="block" aria-labelledby="reports"><h2 id="reports">{escape(strings["reports"])}</h2>',
        *(report_section(number, report, index, strings) for number, report in enumerate(reports, 1)),
        "</section>",
        "</main>",
    ]
    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    title = f"{strings['title']}: {lead(toll, strings)}"
    return Template(_part("page.html")).substitute(
        lang=attr(strings["lang"]),
        dir="rtl" if is_rtl_table(strings) else "ltr",
        policy=attr(policy),
        title=escape(title),
        style=style,
        script=script,
        body="\n".join(filter(None, body)),
    )


def _part(name: str) -> str:
    return files("hasila.render").joinpath(name).read_text("utf-8")


def _hash(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _top(toll: TollReport, strings: Strings) -> str:
    stances = "".join(
        f'<li><span class="badge {stance}"><span aria-hidden="true">{icon}</span> '
        f'<span class="seg q {stance}">{escape(strings[f"stance.{stance}"])}</span></span></li>'
        for stance, icon in STANCE_ICONS.items()
    )
    statuses = "".join(f"<li>{badge(status, strings)}</li>" for status in STATUS_ICONS)
    comma = escape(strings["comma"])
    links = "".join(
        f'<li><a href="#i{number}">{_place(incident, strings)}{comma}{_when(incident, strings)}</a></li>'
        for number, incident in enumerate(toll.incidents, 1)
    )
    return (
        f'<header class="top"><h1>{escape(strings["title"])}</h1><p>{escape(lead(toll, strings))}</p>'
        + (f'<nav aria-label="{attr(strings["incidents"])}"><ul>{links}</ul></nav>' if links else "")
        + f'<details class="legend"><summary>{escape(strings["legend"])}</summary><ul>{stances}</ul>'
        f"<ul>{statuses}</ul>"
        f'<ul class="small soft"><li>{escape(strings["legend.overlap"])}</li>'
        f'<li class="keys">{escape(strings["legend.keys"])}</li></ul></details></header>'
    )


def badge(status: str, strings: Strings) -> str:
    """Return the mark of a toll's status."""
    icon = f'<span aria-hidden="true">{STATUS_ICONS[status]}</span>'
    return f'<span class="badge st-{status}">{icon} {escape(strings[f"status.{status}"])}</span>'


def _place(incident: Incident, strings: Strings) -> str:
    place = incident.place
    return isolate(place_name(place, strings) if place else strings["place.unknown"])


def _when(incident: Incident, strings: Strings) -> str:
    return bdi(when_words(incident.date, strings))


def _incidents(toll: TollReport, index: Index, strings: Strings) -> str:
    if not toll.incidents:
        return f'<p class="panel">{escape(strings["no-incidents"])}</p>'
    title = f'<h2 id="incidents">{escape(strings["incidents"])}</h2>'
    sections = [
        _incident(number, incident, toll.profile, index, strings) for number, incident in enumerate(toll.incidents, 1)
    ]
    # What the marks mean stands once, before the first chart.
    marks = key(strings) if any("<figure" in section for section in sections) else ""
    return f'<section class="block" aria-labelledby="incidents">{title}{marks}{"".join(sections)}</section>'


def _incident(number: int, incident: Incident, profile: str, index: Index, strings: Strings) -> str:
    facts = []
    comma = escape(strings["comma"])
    if incident.means:
        means = comma.join(escape(strings.get(f"means.{m}", m)) for m in incident.means)
        facts.append(f"<div><dt>{escape(strings['means'])}</dt><dd>{means}</dd></div>")
    if incident.belligerents:
        sides = comma.join(isolate(index.actor(side, strings)) for side in incident.belligerents)
        facts.append(f"<div><dt>{escape(strings['belligerents'])}</dt><dd>{sides}</dd></div>")
    facts.append(f"<div><dt>{escape(strings['id'])}</dt><dd><code>{isolate(incident.id)}</code></dd></div>")
    parts = [
        f'<header><h3>{_place(incident, strings)}{comma}{_when(incident, strings)}</h3><dl class="facts">'
        f"{''.join(facts)}</dl></header>",
        _tolls(number, incident, profile, index, strings),
        contradictions_section(incident.contradictions, index, strings),
        control_section(incident, index, strings),
        links_section(incident, index, strings),
    ]
    return f'<section class="incident panel" id="i{number}">{"".join(parts)}</section>'


def _tolls(number: int, incident: Incident, profile: str, index: Index, strings: Strings) -> str:
    bodies = "".join(
        _toll(f"i{number}-t{place}", toll, before, incident, profile, index, strings)
        for place, (toll, before) in enumerate(zip(incident.tolls, (None, *incident.tolls), strict=False), 1)
    )
    if not bodies:
        return f"<p>{escape(strings['no-tolls'])}</p>"
    heads = "".join(
        f'<th scope="col">{escape(strings[key])}</th>' for key in ("harm", "group", "range", "status", "sources")
    )
    caption = f"<caption hidden>{escape(strings['tolls'])}</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead>{bodies}</table>"


def _toll(
    name: str, toll: Toll, before: Toll | None, incident: Incident, profile: str, index: Index, strings: Strings
) -> str:
    best = toll_best(toll)
    best_words = f' <span class="soft">{escape(strings["best"].format(n=best))}</span>' if best is not None else ""
    role = toll.group.role
    who = index.group(toll, strings)
    plain = toll.group.actor is None and toll.group.name is None
    role_words = "" if plain else f' <span class="soft small">{escape(strings[f"role.{role}"])}</span>'

    def cell(key: str, content: str) -> str:
        return f'<td data-label="{attr(strings[key])}">{content}</td>'

    return (
        f'<tbody id="{name}"><tr><th scope="row">{escape(strings[f"harm.{toll.harm}"])}</th>'
        + cell("group", f"<span>{isolate(who)}{role_words}</span>")
        + cell("range", f"<span>{bdi(toll_range(toll, strings), 'num range')}{best_words}</span>")
        + cell("status", badge(toll.status, strings))
        + cell("sources", f'<bdi class="num">{toll.independent_sources}</bdi>')
        + f'</tr><tr><td class="basis" colspan="5">{chart(toll, incident, who, profile, strings)}'
        + f"{basis(toll, before, incident, index, strings)}</td></tr></tbody>"
    )


def _side(ref: ClaimRef, index: Index, strings: Strings) -> str:
    report, claim = index.reports[ref.report], index.claims[ref]
    sources = arrow(strings).join(isolate(name) for name in index.source_names(ref, strings))
    quote = index.quote(ref, strings)
    stance = f'<span class="badge {claim.stance}"><span aria-hidden="true">{STANCE_ICONS[claim.stance]}</span> '
    return (
        f'<div class="side"><p>{stance}{escape(strings[f"stance.{claim.stance}"])}</span> {sources}</p>'
        f"<blockquote {language(report, quote)}>{escape(quote)}</blockquote>"
        f'<p class="small">{link(ref, index, strings)}</p></div>'
    )


def contradictions_section(contradictions: Iterable[Contradiction], index: Index, strings: Strings) -> str:
    """Return the pairs of claims that cannot both be true, each with its two wordings and why; empty without any."""
    blocks = []
    for contradiction in contradictions:
        sides = contradiction_sides(contradiction, index)
        if sides is None:
            wordings = " ".join(link(ref, index, strings) for ref in contradiction.claims)
        else:
            versus = f'<span class="versus">{escape(strings["versus"])}</span>'
            wordings = versus.join(_side(ref, index, strings) for ref in sides)
        kind = escape(strings[f"contradiction.{contradiction.kind}"])
        why = isolate(say(contradiction.why, strings))
        blocks.append(f'<div class="clash"><p><b>{kind}</b>: {why}</p><div class="sides">{wordings}</div></div>')
    if not blocks:
        return ""
    return f"<h4>{escape(strings['contradictions'])}</h4>{''.join(blocks)}"


def control_section(incident: Incident, index: Index, strings: Strings) -> str:
    """Return who is said to have taken or lost which place; empty where nobody is."""
    items = []
    for control in incident.control:
        sentence = escape(strings[f"control.{control.status}"]).format(
            force=isolate(index.actor(control.force, strings)),
            place=isolate(control.place or strings["the-place"]),
        )
        refs = " ".join(link(ref, index, strings) for ref in control.supports)
        items.append(f"<li>{sentence} {refs}</li>")
    return f"<div><h4>{escape(strings['control'])}</h4><ul>{''.join(items)}</ul></div>" if items else ""


def _outside(refs: Iterable[ClaimRef], index: Index, strings: Strings) -> str:
    items = []
    for ref in known(refs, index):
        quote = index.quote(ref, strings)
        words = f"<bdi {language(index.reports[ref.report], quote)}>{escape(quote)}</bdi>"
        items.append(f"<li>{words} {link(ref, index, strings)}</li>")
    if not items:
        return ""
    return (
        f'<section class="block"><h2>{escape(strings["outside"])}</h2><p class="soft">'
        f"{escape(strings['outside.why'])}</p><ul>{''.join(items)}</ul></section>"
    )
