"""What was missed, wrong and extra, so that the next largest cause is visible."""

from collections import Counter
from html import escape
from itertools import pairwise
from typing import Any

from hasila.evaluation.gold import GoldClaim
from hasila.evaluation.run import Evaluation
from hasila.evaluation.scoring import Pairing

_ASKED = ("count", "group", "source", "stance", "role", "hedge", "place", "date", "means", "scope", "chain")
#: How much of the text is shown on either side of a claim, in characters.
_AROUND = 160
_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.6 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.3rem}pre{overflow:auto}
summary{font-weight:600;cursor:pointer;padding:.3rem 0}details details{margin-inline-start:1.2rem}
article{border-top:1px solid #8886;padding:.6rem 0}
.text{unicode-bidi:plaintext;text-align:start;margin:.3rem 0;font-size:1.05rem}
.gold{background:#2a96;text-decoration:underline}.pred{background:#c706;text-decoration:underline dotted}
table{border-collapse:collapse;font-size:.92rem}
th,td{padding:.1rem .8rem .1rem 0;text-align:start;vertical-align:top}th{font-weight:500;opacity:.75}
td{unicode-bidi:plaintext}.id{opacity:.75}
"""


def _values(claim: GoldClaim) -> dict[str, str]:
    return {
        "harm": claim.harm, "count": f"{_figure(claim.low)}–{_figure(claim.high)}", "hedge": claim.hedge,
        "group": claim.group or "none", "role": claim.role, "stance": claim.stance,
        "source": claim.sources[0] if claim.sources else "the report's own voice",
        "chain": " ← ".join(claim.sources) or "the report's own voice", "place": claim.place or "none",
        "date": " to ".join(claim.date) if claim.date else "none", "means": claim.means or "none", "scope": claim.scope,
    }  # fmt: skip


def _read(pred: dict[str, Any]) -> dict[str, str]:
    count, date = pred.get("count") or {}, pred.get("date")
    names = [s["span"]["text"] for s in pred.get("sources") or []]
    return {
        "harm": str(pred.get("harm")), "count": f"{_figure(count.get('low'))}–{_figure(count.get('high'))}",
        "hedge": str(count.get("hedge")), "group": _span_text(pred.get("group")),
        "role": str((pred.get("group") or {}).get("role")), "stance": str(pred.get("stance")),
        "source": names[0] if names else "the report's own voice",
        "chain": " ← ".join(names) or "the report's own voice", "place": _span_text(pred.get("place")),
        "date": f"{date['start']} to {date['end']}" if date else "none", "means": pred.get("means") or "none",
        "scope": str(pred.get("scope")),
    }  # fmt: skip


def _figure(value: int | None) -> str:
    return "open" if value is None else str(value)


def _span_text(value: dict[str, Any] | None) -> str:
    return str(((value or {}).get("span") or {}).get("text") or "none")


def _line(values: dict[str, str], quote: str) -> str:
    return " | ".join(
        (f"{values['harm']} {values['count']} {values['group']}", values["stance"], values["chain"], quote)
    )


def _rule(pairing: Pairing, step: str = "harm") -> str:
    reasons = (pairing.pred or {}).get("why") or []
    return ", ".join(r["rule"] for r in reasons if r["step"] == step) or "none"


def wrong_slots(pairing: Pairing) -> list[str]:
    """Return the slots of a pairing that are wrong, those of the full score first."""
    return [slot for slot in _ASKED if pairing.slots.get(slot) is False]


def errors_text(result: Evaluation) -> str:
    """Return every miss, wrong slot and extra claim as lines."""
    lines = []
    for pairing in result.pairings:
        if pairing.kind == "right":
            continue
        lines.append(f"[{pairing.report.id}] {pairing.kind} {' '.join(wrong_slots(pairing))}")
        if pairing.gold is not None:
            lines.append(f"   gold: {_line(_values(pairing.gold), pairing.gold.quote)}")
        if pairing.pred is not None:
            quote = str((pairing.pred.get("quote") or {}).get("text"))
            lines.append(f"   read: {_line(_read(pairing.pred), quote)}  [{_rule(pairing)}]")
    return "\n".join(lines)


def errors_page(result: Evaluation) -> str:
    """Return a self-contained page: every error in its text, by what is wrong and then by the rule behind it."""
    groups: dict[str, list[Pairing]] = {}
    for pairing in result.pairings:
        if pairing.kind == "right":
            continue
        key = pairing.kind if pairing.kind != "wrong" else f"wrong {wrong_slots(pairing)[0]}"
        groups.setdefault(key, []).append(pairing)
    parts = [_group(key, members) for key, members in sorted(groups.items(), key=lambda item: -len(item[1]))]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(result.name)}: errors</title><style>{_STYLE}</style>"
        f"<h1>{escape(result.name)}: what was read wrong</h1>"
        '<p><span class="gold">underlined</span>: as annotated. <span class="pred">dotted</span>: as read. '
        "Each error stands once, under the first thing that is wrong with it.</p>"
        f"<details><summary>The figures</summary><pre>{escape(result.score.to_text())}</pre></details>"
        f"{''.join(parts)}</html>"
    )


def _group(key: str, members: list[Pairing]) -> str:
    """One kind of error: first how many by rule (or by harm, where nothing was read), then each rule's own."""
    step = key.removeprefix("wrong ") if key.startswith("wrong ") else "harm"

    def cause(pairing: Pairing) -> str:
        if pairing.pred is None:
            return str(pairing.gold.harm if pairing.gold is not None else "")
        return _rule(pairing, step) if _rule(pairing, step) != "none" else _rule(pairing)

    causes = Counter(cause(p) for p in members)
    inner = "".join(
        f"<details><summary>{escape(name)}: {count}</summary>"
        f"{''.join(_article(p) for p in members if cause(p) == name)}</details>"
        for name, count in causes.most_common()
    )
    return f"<details open><summary>{escape(key)}: {len(members)}</summary>{inner}</details>"


def _article(pairing: Pairing) -> str:
    gold, pred = pairing.gold, pairing.pred
    text = pairing.report.text
    spans = []
    if gold is not None:
        at = text.find(gold.quote)
        spans.append((at, at + len(gold.quote), "gold"))
    if pred is not None and pred.get("quote"):
        spans.append((pred["quote"]["start"], pred["quote"]["end"], "pred"))
    wrong = wrong_slots(pairing) if gold is not None and pred is not None else []
    asked = wrong or ["harm", "count", "group", "stance", "chain"]
    one = _values(gold) if gold is not None else {}
    two = _read(pred) if pred is not None else {}
    rows = "".join(
        f'<tr><th>{slot}</th><td dir="auto">{escape(one.get(slot, ""))}</td>'
        f'<td dir="auto">{escape(two.get(slot, ""))}</td></tr>'
        for slot in asked
    )
    return (
        f'<article><span class="id">{escape(pairing.report.id)}</span>'
        f'<p class="text" dir="auto">{_marked(text, spans)}</p>'
        f"<table><tr><th></th><th>annotated</th><th>read</th></tr>{rows}</table></article>"
    )


def _marked(text: str, spans: list[tuple[int, int, str]]) -> str:
    """The text around the spans, with each marked; where they overlap, both marks stand."""
    if not spans:
        return ""
    low, high = max(0, min(s for s, _, _ in spans) - _AROUND), max(e for _, e, _ in spans) + _AROUND
    cuts = sorted({low, min(high, len(text)), *(p for s, e, _ in spans for p in (s, e))})
    out = ["…" if low else ""]
    for start, end in pairwise(cuts):
        marks = " ".join(name for s, e, name in spans if s <= start and end <= e)
        piece = escape(text[start:end])
        out.append(f'<span class="{marks}">{piece}</span>' if marks else piece)
    return "".join(out) + ("…" if high < len(text) else "")
