"""Lists of names: *those killed in the raid:* and then each by name, on lines of their own or one after another."""

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.triggers import find_triggers
from hasila.extract.people.names import is_name, name_at
from hasila.extract.people.phrase import Phrase
from hasila.extract.tagging import Tagged
from hasila.languages.schema import HarmWord, PeopleWord
from hasila.model import Harm, Role

#: At most so many names are read after one colon, and at most so many tokens stand between a name and the next
#: separator (an age, a rank, where somebody was from).
_NAMES = 80
_REMARK = 12
#: A name that no list knows has at most so many words.
_SHORT = 5
#: Ranks and nouns before a name.
_TITLES = 4
#: A report that names some of those counted before stands within this many sentences.
_BACK = 3
#: So many and fewer are named right behind the noun for them.
_FEW = 8
#: A full name has two words at least.
_TWO = 2
_SEPARATORS = "،,؛;-–—•*▪●/"
_KINDS = frozenset({"undergo", "event", "people", "either"})


def read_name_lists(tg: Tagged, drafts: list[Draft]) -> list[Draft]:
    """Return the claims of the named in lists that a harm and a colon lead; ``drafts`` are those read already."""
    out: list[Draft] = []
    taken = {k for d in drafts for k in range(d.phrase.start, d.phrase.end)}
    told = {d.phrase.group[0]: d for d in drafts if d.phrase.named and d.phrase.group}
    for draft in drafts:
        for phrase in _beside(tg, draft, taken, told):
            if phrase.start in told:
                told[phrase.start].part_of = draft
                continue
            taken.update(range(phrase.start, phrase.end))
            out.append(_part(draft, phrase))
    for n, (begin, end) in enumerate(tg.doc.sentences):
        colon = tg.mark(begin, end, ":")
        bracket = None if colon is not None else _bracket(tg, begin, end)
        if bracket is not None:
            colon = bracket
        if colon is None:
            colon = _those_are(tg, begin, end)
        if colon is None or colon in taken:
            continue
        lead = _lead(tg, drafts, n, begin, colon)
        if lead is None:
            continue
        word, anchor, whole = lead
        names = _names(tg, colon + 1, taken) if bracket is None else _bracketed(tg, colon, taken)
        if len(names) < 2:
            continue
        if whole is not None and (whole.phrase.low or 0) < len(names) and whole.phrase.high is not None:
            whole = None
        harm: Harm = whole.harm if whole is not None else word.harm
        for phrase in names:
            if phrase.role == "unknown" and whole is not None:
                phrase = replace(phrase, role=whole.phrase.role)
            sentence = next(m for m, (a, b) in enumerate(tg.doc.sentences[n:], n) if a <= phrase.start < b)
            rules: list[tuple[str, str, tuple[int, int] | None]] = [
                ("harm", f"{word.id}.name-list", anchor), ("count", phrase.rule, None),
            ]  # fmt: skip
            out.append(Draft(harm, (phrase.start, phrase.end), phrase, sentence, rules, word=word, part_of=whole,
                             subset=whole is not None, lead=(n, anchor[0])))  # fmt: skip
    return out


def _part(whole: Draft, phrase: Phrase) -> Draft:
    """Return the claim of one who is named right behind those he is of."""
    if phrase.role == "unknown":
        phrase = replace(phrase, role=whole.phrase.role)
    name = f"{whole.word.id if whole.word else whole.harm}.named-beside"
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", name, whole.anchor), ("count", phrase.rule, None),
    ]  # fmt: skip
    return Draft(whole.harm, (phrase.start, phrase.end), phrase, whole.sentence, rules, word=whole.word,
                 part_of=whole, subset=True, lead=(whole.sentence, whole.anchor[0]))  # fmt: skip


def _beside(tg: Tagged, draft: Draft, taken: set[int], told: dict[int, Draft]) -> list[Phrase]:
    """Read the names right behind people, where they are as many as these: الشقيقان سامر ووائل, نجليه «سالم وفهد».

    ``told`` are the named of whom the same harm may have been read already, by where their names begin.
    """
    who = draft.phrase
    many = who.low or 0
    if not (1 < many <= _FEW and who.low == who.high and who.noun >= 0) or who.named or who.other or draft.negated:
        return []
    out: list[Phrase] = []
    k = who.noun + 1 if who.noun + 1 < tg.size and tg.text(who.noun + 1) == "(" else who.end
    while k < tg.size and (tg.is_quote(k) or tg.text(k) in "(/"):
        k += 1
    if (
        who.harm is not None
        and k < tg.size
        and not tg.known(k)
        and tg.lang.article
        and tg.text(k).startswith(tg.lang.article)
    ):
        # شهيدي الواجب العريف فلان والجندي فلان
        k += 1
    while len(out) < many and k < tg.size:
        at, role = _titled(tg, k)
        stop = name_at(tg, at, tg.size, open_class=True, joined=bool(out))
        first = next((q for q in range(at, stop or at) if is_name(tg, q)), -1)
        if first < 0 and stop is not None and tg.text(at - 1) == "(" and tg.is_number(stop):
            # الشقيقان (… ـ 20 عاما): his age tells that it is a name.
            first = at
        if stop is None or first < 0:
            return []
        if tg.known(at):
            # ومراسل القناة خالد كذا: what he is stands before his name.
            at = first
        twin = told.get(at)
        elsewhere = at in taken and not who.start <= at < who.end
        if elsewhere and (twin is None or twin.harm != draft.harm or twin.part_of is not None):
            return []
        conj = bool(tg.an[at].conj) and is_name(tg, at)
        name = (at, stop)
        out.append(Phrase(*name, 1, 1, "exact", None, at, name, role, "count.named", named=True, glued=int(conj)))
        k = _next_joined(tg, stop) if len(out) < many else stop
    return out if len(out) == many else []


def _next_joined(tg: Tagged, k: int) -> int:
    """Return where the next name is joined to one that ends at ``k``, past what is told of that one, or the end."""
    for q in range(k, min(k + _REMARK, tg.size)):
        if tg.is_break(q) or tg.text(q) in ".:؛؟!":
            break
        if tg.text(q) == tg.lang.grammar.number_joiner:
            return q + 1 + (q + 1 < tg.size and tg.text(q + 1) == "(")
        if tg.is_word(q) and tg.text(q)[:1] in tg.lang.grammar.clitics.conj and (q == k or not tg.is_word(q - 1)):
            return q
        if tg.is_word(q) and tg.an[q].conj and is_name(tg, q):
            return q
    return tg.size


def _lead(
    tg: Tagged, drafts: list[Draft], n: int, begin: int, colon: int
) -> tuple[HarmWord, tuple[int, int], Draft | None] | None:
    """Return the harm that leads to the names after a colon, and the claim that they are part of."""
    here = [d for d in drafts if d.sentence == n and d.end <= colon and d.word is not None and not d.negated]
    # أسماء الشهداء:, الشهداء هم:
    listing = tg.any(begin, colon, "listing") or tg.has(colon - 1, "copula") or tg.has(colon, "copula")
    if here:
        last = here[-1]
        phrase = last.phrase
        if last.word is None or (phrase.low is not None and phrase.low < 2):
            return None
        aside = last.anchor[0] > begin and tg.has(last.anchor[0] - 1, "during")
        if aside or tg.any(last.end, colon, "report"):
            # عقب مقتل ثلاثة تحدث في الندوة: those named are others.
            return None
        loose = phrase.definite or last.word.kind == "people"
        if loose and not phrase.counted and not listing:
            return None
        return last.word, last.anchor, last
    triggers = [t for t in find_triggers(tg, begin, colon) if t.word.kind in _KINDS or (t.pron and listing)]
    if not triggers or tg.any(begin, colon, "not", "none", "noword", "unreal"):
        return None
    trigger = triggers[-1]
    if not listing and any(getattr(s.data, "kind", "") == "people" for s in tg.an[trigger.start].harms):
        # المشاركون في ندوة عن ضحايا الحرب: the dead are only spoken of.
        return None
    earlier = (
        d for d in reversed(drafts)
        if n - _BACK <= d.sentence < n and d.harm == trigger.word.harm and d.part_of is None and d.phrase.counted
    )  # fmt: skip
    return trigger.word, (trigger.start, trigger.end), next(earlier, None)


def _bracket(tg: Tagged, begin: int, end: int) -> int | None:
    """Return the bracket behind *are* that opens a list of names, each in brackets: والموقوفون هم (فلان) و(فلان)."""
    return next((k + 1 for k in tg.within(begin, end, "copula") if k + 1 < end and tg.text(k + 1) == "("), None)


def _those_are(tg: Tagged, begin: int, end: int) -> int | None:
    """Return *are* behind those to whom something was done, where names follow: الذين تم ضبطهم هم فلان وفلان."""
    for k in tg.within(begin, end, "copula"):
        rel = next((q for q in range(k - 1, max(begin, k - _SHORT), -1) if tg.has(q, "rel")), None)
        if rel is None or k + 1 >= end or tg.has(rel + 1, "not") or not any(tg.an[q].pron for q in range(rel, k)):
            continue
        at = _titled(tg, k + 1)[0]
        if at < end and is_name(tg, at):
            return k
    return None


def _bracketed(tg: Tagged, k: int, taken: set[int]) -> list[Phrase]:
    """Read the names that open the first bracket and all that are joined to it, to the end of the paragraph."""
    out: list[Phrase] = []
    first = k
    while k < tg.size and not tg.is_break(k) and len(out) < _NAMES:
        if tg.text(k) == "(" and (k == first or tg.text(k - 1) == tg.lang.grammar.number_joiner):
            stop = name_at(tg, k + 1, tg.size, open_class=True)
            if stop is not None and stop - k > _TWO and k + 1 not in taken:
                at = (k + 1, stop)
                out.append(Phrase(*at, 1, 1, "exact", None, k + 1, at, "unknown", "count.named", named=True))
        k += 1
    return out


def _names(tg: Tagged, k: int, taken: set[int]) -> list[Phrase]:
    out: list[Phrase] = []
    skipped = False
    while k < tg.size and len(out) < _NAMES:
        k, marked = _separated(tg, k)
        at, role = _titled(tg, k)
        if at >= tg.size or at in taken or not tg.is_word(at):
            break
        conj = bool(tg.an[at].conj) and is_name(tg, at)
        stop = name_at(tg, at, tg.size, open_class=True, joined=True)
        sure = stop is not None and any(is_name(tg, q) for q in range(at, stop))
        if stop is not None and not sure and marked and out:
            # A line after the list may be anything, and a remark between dashes; what a list goes on with is a name.
            sure = not any(tg.known(q) for q in range(at, stop))
        kin = at > k and is_name(tg, at) and _owned(tg, k)
        if stop is None or (stop - at < _TWO and not kin) or not sure:
            line = _next_line(tg, k) if out else -1
            if line < 0:
                # جوهر كذا: a name that no list knows, between two that lists know.
                line = _next_item(tg, k) if out and not skipped else -1
                skipped = True
            k = line
            if k < 0:
                break
            continue
        out.append(
            Phrase(at, stop, 1, 1, "exact", None, at, (at, stop), role, "count.named", named=True, glued=int(conj))
        )  # fmt: skip
        k = _after(tg, stop)
        if k < 0:
            break
    return out


def _owned(tg: Tagged, k: int) -> bool:
    """Tell whether a noun has a pronoun of its owner: ونجله مصطفى, whom his first name tells."""
    written = tg.doc.text[tg.tokens[k].start : tg.tokens[k].end]
    return tg.has(k, "people") and written.endswith(tuple(tg.lang.grammar.owners) or "\0")


def _separated(tg: Tagged, k: int) -> tuple[int, bool]:
    """Pass over what stands between two names, and tell whether it is more than a break: bullets, numbers."""
    marked = False
    while k < tg.size and not tg.is_word(k):
        marked = marked or not (tg.is_break(k) or tg.text(k) == ".")
        k += 1
    return k, marked


def _next_item(tg: Tagged, k: int) -> int:
    """Return the separator behind an item of a few words, or -1."""
    for q in range(k, min(k + _SHORT, tg.size)):
        if tg.text(q) in "،,":
            return q
        if tg.is_break(q) or not tg.is_word(q):
            break
    return -1


def _next_line(tg: Tagged, k: int) -> int:
    """Return the next line where it is one of the list (it begins with a number or a bullet), else -1."""
    for q in range(k, min(k + _REMARK, tg.size)):
        if tg.is_break(q):
            return q if q + 1 < tg.size and (tg.is_number(q + 1) or tg.text(q + 1) in _SEPARATORS) else -1
    return -1


def _titled(tg: Tagged, k: int) -> tuple[int, Role]:
    """Pass over the nouns and ranks before a name, and return the role that they tell."""
    role: Role = "unknown"
    at = k
    while at < tg.size and at - k < _TITLES and not is_name(tg, at):
        people = tg.sense(at, "people")
        if people is not None and isinstance(people.data, PeopleWord) and people.number == "sg":
            role = people.data.role if role == "unknown" else role
            at = tg.end(at, "people")
        elif tg.has(at, "title_skip") or (tg.an[at].harms and tg.an[at].art):
            at += 1
        elif at > k and tg.text(at).startswith(tg.lang.article) and is_name(tg, at + 1):
            # الأسير المحرر رائد …: what is told of him stands between.
            at += 1
        else:
            break
    return at, role


def _after(tg: Tagged, k: int) -> int:
    """Return where the next item begins, or -1 where the list ends: a remark may stand behind a name."""
    depth = 0
    reach = 2 * _REMARK if tg.has(k, "rel") else _REMARK
    for q in range(k, min(k + reach, tg.size)):
        text = tg.text(q)
        depth += (text in "([") - (text in ")]")
        if depth <= 0 and (tg.is_break(q) or text in _SEPARATORS):
            return q
        told = q == k or tg.text(q - 1) == ")" or tg.has(k, "rel")
        if depth <= 0 and told and tg.is_word(q) and tg.an[q].conj and is_name(tg, q):
            # سالم جاسم (30 عاما) وفهد حمد والذي قاتل في المدينة وفالح ناصر
            return q
        if depth <= 0 and tg.is_word(q) and tg.an[q].conj and _owned(tg, q):
            # جعفر كذا (47 عاما) ونجله إبراهيم
            return q
        if text in ".:؟!":
            return -1
    return -1
