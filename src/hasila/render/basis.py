"""Why a toll has its range: the rule, the claims that gave it, and every other claim with its reason."""

from hasila.model import ClaimRef, Incident, Said, Toll
from hasila.render.figures import Index
from hasila.render.markup import attr, bdi, escape, isolate, language
from hasila.render.reasons import say
from hasila.render.said import Fold, day, figure, folds, outlets, voice
from hasila.render.strings import STANCE_ICONS, Strings


def basis(toll: Toll, before: Toll | None, incident: Incident, index: Index, strings: Strings) -> str:
    """Return what a toll rests on: one row for each source and figure, those who only repeat it folded into it.

    ``before`` is the toll above it, whose rule is not written out again.
    """
    same = before is not None and before.rule == toll.rule
    rule = escape(strings["rule.same"]) if same else isolate(say(toll.rule, strings))
    rule += f" ({escape(strings['derived'])})" if toll.derived else ""
    parts = [f'<dt>{escape(strings["rule"])}</dt><dd class="soft">{rule}</dd>']
    for part, found in folds(toll, incident.timeline, index).items():
        if found:
            rows = "".join(_row(fold, part, toll, index, strings) for fold in found)
            parts.append(f'<dt>{escape(strings[part])}</dt><dd><ul class="said">{rows}</ul></dd>')
    return f'<dl class="why" aria-label="{attr(strings["why-range"])}">{"".join(parts)}</dl>'


def _row(fold: Fold, part: str, toll: Toll, index: Index, strings: Strings) -> str:
    said, refs, why = fold
    first = refs[0]
    reason = f'<p class="reason soft">{isolate(say(why, strings))}</p>' if why else ""
    if said is None:
        return f"<li><div><p>{link(first, index, strings)}</p>{reason}</div>{_quote(first, index, strings)}</li>"
    icon = f'<span class="icon" aria-hidden="true">{STANCE_ICONS[said.stance]}</span>'
    head = (
        f"<p>{icon} {_number(said, part, strings)} · {_through(fold, index, strings)} · "
        f"{bdi(day(said, strings), 'soft day')}</p>{reason}"
    )
    quote = _quote(first, index, strings)
    words = outlets(said, strings)
    more = ""
    if words is not None and len(refs) > 1:
        chain = ((ref, _chain(ref, index, strings, voice(said))) for ref in sorted(refs, key=said.claims.index))
        carriers = "".join(
            f"<li><div>{between}{link(ref, index, strings, voice=False)}</div>{_quote(ref, index, strings)}</li>"
            for ref, between in chain
        )
        more = f"<details><summary>{escape(words)}</summary><ul>{carriers}</ul></details>"
    return f"<li><div>{head}</div>{quote}{more}</li>"


def _number(said: Said, part: str, strings: Strings) -> str:
    """Return the figure, with the stance where it is more than an assertion; a replaced one is struck out and kept."""
    number = bdi(figure(said, strings))
    stance = f'<span class="soft">{escape(strings[f"stance.{said.stance}"])}</span>'
    if part == "superseded":
        number = f'<s class="num">{number}</s>'
    elif said.stance == "denies":
        number = f'<span class="num">{number}</span>'
    else:
        number = f'<b class="num">{number}</b>'
    if said.stance == "denies":
        return f"{stance} {number}"
    return number if said.stance == "asserts" else f"{number} {stance}"


def _through(fold: Fold, index: Index, strings: Strings) -> str:
    """Return who says it and through whom it came, the last with a link to the claim."""
    said, refs, _ = fold
    assert said is not None
    name = voice(said)
    own = name == index.outlet(refs[0])
    first = "" if own else f"{isolate(name)}{arrow(strings)}"
    return f"{first}{_chain(refs[0], index, strings, name)}{link(refs[0], index, strings, voice=False)}"


def _chain(ref: ClaimRef, index: Index, strings: Strings, name: str) -> str:
    """Return who stands between the source and the outlet."""
    claim = index.claims.get(ref)
    names = index.source_names(ref, strings)[1:] if claim is not None and claim.sources else []
    return "".join(f"{isolate(other)}{arrow(strings)}" for other in names if other not in (name, index.outlet(ref)))


def _quote(ref: ClaimRef, index: Index, strings: Strings) -> str:
    if ref not in index.claims:
        return ""
    quote = index.quote(ref, strings)
    return f"<blockquote {language(index.reports[ref.report], quote)}>{escape(quote)}</blockquote>"


def arrow(strings: Strings) -> str:
    """Return the sign between the links of a chain, which points in the direction of reading."""
    return f' <span class="soft">{escape(strings["arrow"])}</span> '


def link(ref: ClaimRef, index: Index, strings: Strings, *, voice: bool = True) -> str:
    """Return a link to a claim in its report: the outlet and the claim, and who makes it how unless that was said."""
    who = index.originator(ref, strings) if voice else None
    name = f"{isolate(who)}{escape(strings['comma'])}" if who else ""
    label = f"{name}{isolate(index.outlet(ref))} {isolate(ref.claim)}"
    if ref not in index.claims:
        return f"{label} {escape(strings['missing-claim'])}"
    icon = f' <span aria-hidden="true">{STANCE_ICONS[index.claims[ref].stance]}</span>' if voice else ""
    href = index.href(ref)
    return f"{label}{icon}" if href is None else f'<a href="{attr(href)}">{label}{icon}</a>'
