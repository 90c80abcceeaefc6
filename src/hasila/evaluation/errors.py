"""What was missed, wrong and extra, so that the next largest cause is visible."""

from collections import Counter
from html import escape
from typing import Any

from hasila.evaluation.gold import GoldClaim
from hasila.evaluation.run import Evaluation
from hasila.evaluation.scoring import Pairing

_ASKED = ("count", "group", "source", "stance", "role", "hedge", "place", "date", "means", "scope", "chain")


def _gold_line(claim: GoldClaim) -> str:
    return f"{claim.harm} {claim.low}–{claim.high} {claim.group} | {claim.stance} | {claim.sources} | {claim.quote}"


def _pred_line(pred: dict[str, Any]) -> str:
    count = pred.get("count") or {}
    group = ((pred.get("group") or {}).get("span") or {}).get("text")
    sources = [s["span"]["text"] for s in pred.get("sources") or []]
    quote = (pred.get("quote") or {}).get("text")
    figure = f"{pred.get('harm')} {count.get('low')}–{count.get('high')}"
    return f"{figure} {group} | {pred.get('stance')} | {sources} | {quote}"


def _rules(pairing: Pairing) -> str:
    return ", ".join(r["rule"] for r in (pairing.pred or {}).get("why") or [] if r["step"] == "harm") or "none"


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
            lines.append(f"   gold: {_gold_line(pairing.gold)}")
        if pairing.pred is not None:
            lines.append(f"   pred: {_pred_line(pairing.pred)}  [{_rules(pairing)}]")
    return "\n".join(lines)


def errors_page(result: Evaluation) -> str:
    """Return a self-contained page: gold beside prediction, grouped by the first wrong slot and by rule."""
    groups: dict[str, list[Pairing]] = {}
    for pairing in result.pairings:
        if pairing.kind == "right":
            continue
        key = pairing.kind if pairing.kind != "wrong" else f"wrong {wrong_slots(pairing)[0]}"
        groups.setdefault(key, []).append(pairing)
    parts = []
    for key, members in sorted(groups.items(), key=lambda item: -len(item[1])):
        rules = Counter(_rules(p) if p.pred else f"gold {p.gold.harm if p.gold else ''}" for p in members)
        causes = ", ".join(f"{escape(rule)} {n}" for rule, n in rules.most_common(12))
        rows = "".join(_row(p) for p in sorted(members, key=lambda p: (_rules(p), p.report.id)))
        parts.append(
            f"<details open><summary>{escape(key)}: {len(members)}</summary>"
            f"<p>{causes}</p><table>{rows}</table></details>"
        )
    figures = escape(result.score.to_text())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(result.name)}: errors</title><style>body{{font:15px/1.5 system-ui;"
        "max-width:80rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
        "table{border-collapse:collapse;width:100%}"
        "td{border-top:1px solid #8886;"
        "padding:.3rem .5rem;vertical-align:top;unicode-bidi:plaintext}summary{font-weight:600;cursor:pointer}</style>"
        f"<h1>{escape(result.name)}</h1><pre>{figures}</pre>{''.join(parts)}</html>"
    )


def _row(pairing: Pairing) -> str:
    gold = _gold_line(pairing.gold) if pairing.gold else ""
    pred = _pred_line(pairing.pred) if pairing.pred else ""
    cells = (pairing.report.id, " ".join(wrong_slots(pairing)), _rules(pairing), gold, pred)
    return "<tr>" + "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in cells) + "</tr>"
