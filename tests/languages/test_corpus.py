"""Every language's own corpus: what must be read, what must not, and what is known to be read wrong.

A language folder holds ``corpus.yaml`` (or ``corpus/*.yaml``), ``negative.yaml`` and ``known_failures.yaml``: lists of
``{text, phenomenon, published?, claims: [{harm, low, high, hedge?, group?, role?, stance?, sources?, part_of?, …}]}``.
Only the slots that a row gives are compared; ``group``, ``sources``, ``place`` and ``by`` as words; ``part_of`` is the
index of a claim of the row; ``sources: []`` is the report's own voice. The annotation is that of docs/codebook.md.

``phenomena/`` has a file for each phenomenon of the language, so that a failure says what broke: rows of the same
form without ``phenomenon`` (the file's name says it), right ones and ones that make no claim; ``fails: true`` marks
what is read wrong today.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import yaml

import hasila
from hasila.evaluation.scoring import same_name
from hasila.languages import available
from hasila.languages.language import _read as read_data
from hasila.model import Claim, Harm, Hedge, Means, Report, Role, Scope, Stance

#: Rows with relative dates are read as published on this day, a Friday, unless they say another.
PUBLISHED: Final = "2024-03-15"
FOLDER: Final = Path(str(files("hasila.languages")))


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim as a corpus row gives it. What is not given (``UNSET``) is not compared."""

    harm: Harm
    low: int | None
    high: int | None
    hedge: Hedge | msgspec.UnsetType = msgspec.UNSET
    group: str | msgspec.UnsetType = msgspec.UNSET
    role: Role | msgspec.UnsetType = msgspec.UNSET
    stance: Stance | msgspec.UnsetType = msgspec.UNSET
    sources: list[str] | msgspec.UnsetType = msgspec.UNSET
    part_of: int | msgspec.UnsetType | None = msgspec.UNSET
    place: str | msgspec.UnsetType = msgspec.UNSET
    date: tuple[str, str] | msgspec.UnsetType = msgspec.UNSET
    means: Means | msgspec.UnsetType = msgspec.UNSET
    by: str | msgspec.UnsetType = msgspec.UNSET
    scope: Scope | msgspec.UnsetType = msgspec.UNSET


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text of the corpus, what it tests, and the claims that it makes."""

    text: str
    phenomenon: str = ""
    claims: list[Wanted] = []
    published: str = PUBLISHED
    fails: bool = False


def rows(lang: str, name: str) -> list[Row]:
    """The rows of ``<name>.yaml`` or of every file in the folder ``<name>`` of a language."""
    one = FOLDER / lang / f"{name}.yaml"
    found = [one] if one.is_file() else sorted((FOLDER / lang / name).glob("*.yaml"))
    return [msgspec.convert(raw, Row) for path in found for raw in yaml.safe_load(path.read_text("utf-8")) or []]


def all_rows(name: str) -> list[Any]:
    return [
        pytest.param(lang, row, id=f"{lang}-{number}-{row.phenomenon.replace(' ', '-')}")
        for lang in available()
        for number, row in enumerate(rows(lang, name))
    ]


def phenomena(lang: str) -> dict[str, list[Row]]:
    """The rows of every phenomenon of a language, by its name."""
    files = sorted((FOLDER / lang / "phenomena").glob("*.yaml"))
    return {p.stem: [msgspec.convert(raw, Row) for raw in yaml.safe_load(p.read_text("utf-8"))] for p in files}


def all_phenomena() -> list[Any]:
    return [
        pytest.param(lang, row, id=f"{lang}-{name}-{number}")
        for lang in available()
        for name, found in phenomena(lang).items()
        for number, row in enumerate(found)
    ]


def fits(claim: Claim, wanted: Wanted) -> bool:
    """Whether a claim has every slot that is wanted, ``part_of`` aside."""
    group, by, place, date = claim.group, claim.by, claim.place, claim.date
    texts = [source.span.text for source in claim.sources]
    same = {
        "harm": claim.harm == wanted.harm,
        "count": (claim.count.low, claim.count.high) == (wanted.low, wanted.high),
        "hedge": claim.count.hedge == wanted.hedge,
        "group": isinstance(wanted.group, str) and group is not None and same_name(wanted.group, group.span.text),
        "role": group is not None and group.role == wanted.role,
        "stance": claim.stance == wanted.stance,
        "sources": isinstance(wanted.sources, list)
        and len(texts) == len(wanted.sources)
        and all(map(same_name, wanted.sources, texts)),
        "place": isinstance(wanted.place, str) and place is not None and same_name(wanted.place, place.span.text),
        "date": date is not None and (date.start, date.end) == wanted.date,
        "means": claim.means == wanted.means,
        "by": isinstance(wanted.by, str) and by is not None and same_name(wanted.by, by.span.text),
        "scope": claim.scope == wanted.scope,
    }
    asked = {"harm", "count"} | {name for name in same if getattr(wanted, name, msgspec.UNSET) is not msgspec.UNSET}
    return all(same[name] for name in asked)


def agrees(claims: Sequence[Claim], wanted: Sequence[Wanted]) -> bool:
    """Whether the claims are the wanted ones, one for one, in any order, with the same parts and wholes."""
    return len(claims) == len(wanted) and any(True for _ in assignments(claims, wanted, ()))


def assignments(
    claims: Sequence[Claim], wanted: Sequence[Wanted], chosen: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """Yield every way to give each wanted claim a claim of its own that fits it."""
    if len(chosen) == len(wanted):
        if all(part_is_right(claims, want, chosen, n) for n, want in enumerate(wanted)):
            yield chosen
        return
    for n, claim in enumerate(claims):
        if n not in chosen and fits(claim, wanted[len(chosen)]):
            yield from assignments(claims, wanted, (*chosen, n))


def part_is_right(claims: Sequence[Claim], want: Wanted, chosen: tuple[int, ...], n: int) -> bool:
    if want.part_of is msgspec.UNSET:
        return True
    whole = None if want.part_of is None else claims[chosen[want.part_of]].id
    return claims[chosen[n]].part_of == whole


def told(report: Report) -> str:
    """The claims of a report, a line each, for the message of a failed test."""
    lines = [
        f"{c.id} {c.harm} {c.count.low}–{c.count.high} {c.count.hedge} | {c.group and c.group.span.text} "
        f"({c.group and c.group.role}) | {c.stance} {[s.span.text for s in c.sources]} | part of {c.part_of} | "
        f"{c.place and c.place.span.text} {c.date and (c.date.start, c.date.end)} {c.means} "
        f"by {c.by and c.by.span.text} {c.scope}"
        for c in report.claims
    ]
    return "\n".join(lines) or "(no claim)"


def read(lang: str, row: Row) -> Report:
    return hasila.read(row.text, lang=lang, published=row.published)


@pytest.mark.parametrize(("lang", "row"), all_rows("corpus"))
def test_corpus_is_read(lang: str, row: Row) -> None:
    report = read(lang, row)
    assert agrees(report.claims, row.claims), f"{row.text}\nwanted: {row.claims}\nread:\n{told(report)}"


@pytest.mark.parametrize(("lang", "row"), all_rows("negative"))
def test_negatives_make_no_claim(lang: str, row: Row) -> None:
    report = read(lang, row)
    assert not row.claims, "a negative has no claims"
    assert not report.claims, f"{row.text}\nread:\n{told(report)}"


@pytest.mark.parametrize(("lang", "row"), all_rows("known_failures"))
def test_known_failures_still_fail(lang: str, row: Row) -> None:
    report = read(lang, row)
    assert not agrees(report.claims, row.claims), (
        f"{row.text}\nis read right now: move the row from known_failures.yaml to the corpus or the negatives"
    )


@pytest.mark.parametrize(("lang", "row"), all_phenomena())
def test_phenomena_are_read_as_far_as_they_are_known_to_be(lang: str, row: Row) -> None:
    report = read(lang, row)
    right = agrees(report.claims, row.claims)
    assert right != row.fails, (
        f"{row.text}\nis read right now: run tools/promote.py --do"
        if right
        else f"{row.text}\nwanted: {row.claims}\nread:\n{told(report)}"
    )


@pytest.mark.parametrize("lang", [lang for lang in available() if phenomena(lang)])
def test_each_phenomenon_has_what_is_a_claim_and_what_is_none(lang: str) -> None:
    thin = {
        name: (claims, none)
        for name, found in phenomena(lang).items()
        for claims in [sum(bool(row.claims) for row in found)]
        for none in [len(found) - claims]
        if claims < 4 or none < 2
    }
    assert not thin, f"a phenomenon needs four rows with claims and two without: {thin}"


@pytest.mark.parametrize("lang", available())
def test_every_harm_word_has_a_positive_row(lang: str) -> None:
    fired = set()
    for row in [*rows(lang, "corpus"), *(row for found in phenomena(lang).values() for row in found)]:
        for claim in read(lang, row).claims:
            # A rule of the step "harm" is named <language>.<entry of harms.yaml>.<construction>.
            fired |= {reason.rule.split(".")[1] for reason in claim.why if reason.step == "harm"}
    entries = {entry["id"] for entry in read_data(FOLDER / lang, "harms") or []}
    assert entries, "a language has words for harms"
    # An entry that never fires today is told so: its row stands among the known failures under the entry's id.
    told_of = {row.phenomenon for row in rows(lang, "known_failures")}
    silent = sorted(entries - fired - told_of)
    assert not silent, f"no corpus row is read by these entries of harms.yaml: {silent}"


@pytest.mark.parametrize("lang", available())
def test_a_language_has_positives_and_negatives(lang: str) -> None:
    texts = [row.text for name in ("corpus", "negative", "known_failures") for row in rows(lang, name)]
    assert rows(lang, "corpus"), f"{lang}/corpus.yaml or {lang}/corpus/*.yaml: rows that must be read"
    assert rows(lang, "negative"), f"{lang}/negative.yaml: rows that must make no claim"
    assert len(texts) == len(set(texts)), sorted({text for text in texts if texts.count(text) > 1})


@pytest.mark.parametrize(
    ("wanted", "right"),
    [
        ({"harm": "killed", "low": 5, "high": 5}, True),
        ({"harm": "killed", "low": 5, "high": None}, False),
        ({"harm": "wounded", "low": 5, "high": 5}, False),
        ({"harm": "killed", "low": 5, "high": 5, "group": "المدنيين", "role": "civilian", "stance": "asserts"}, True),
        ({"harm": "killed", "low": 5, "high": 5, "group": "جنود"}, False),
        ({"harm": "killed", "low": 5, "high": 5, "role": "combatant"}, False),
        ({"harm": "killed", "low": 5, "high": 5, "stance": "denies"}, False),
        ({"harm": "killed", "low": 5, "high": 5, "hedge": "about"}, False),
        ({"harm": "killed", "low": 5, "high": 5, "sources": ["وزارة الصحة"]}, True),
        ({"harm": "killed", "low": 5, "high": 5, "sources": []}, False),
        ({"harm": "killed", "low": 5, "high": 5, "part_of": None}, True),
        ({"harm": "killed", "low": 5, "high": 5, "means": "drone"}, False),
        ({"harm": "killed", "low": 5, "high": 5, "date": ["2024-03-14", "2024-03-14"]}, True),
        ({"harm": "killed", "low": 5, "high": 5, "date": ["2024-03-13", "2024-03-13"]}, False),
        ({"harm": "killed", "low": 5, "high": 5, "place": "إدلب"}, True),
        ({"harm": "killed", "low": 5, "high": 5, "place": "حلب"}, False),
        ({"harm": "killed", "low": 5, "high": 5, "by": "الجيش"}, False),
        ({"harm": "killed", "low": 5, "high": 5, "scope": "period"}, False),
    ],
)
def test_each_slot_that_is_given_is_compared(wanted: dict[str, Any], right: bool) -> None:
    report = hasila.read("أعلنت وزارة الصحة مقتل 5 مدنيين أمس في إدلب", lang="ar", published=PUBLISHED)
    assert agrees(report.claims, [msgspec.convert(wanted, Wanted)]) is right


def test_a_missing_or_a_further_claim_is_told() -> None:
    report = hasila.read("مقتل 5 مدنيين وإصابة 3 جنود", lang="ar")
    killed, wounded = Wanted(harm="killed", low=5, high=5), Wanted(harm="wounded", low=3, high=3)
    assert agrees(report.claims, [killed, wounded])
    assert agrees(report.claims, [wounded, killed])
    assert not agrees(report.claims, [killed])
    assert not agrees(report.claims, [killed, wounded, wounded])
    assert not agrees(report.claims, [killed, msgspec.structs.replace(wounded, part_of=0)])


def test_misspelt_slots_are_refused() -> None:
    raw = {"text": "…", "phenomenon": "…", "claims": [{"harm": "killed", "low": 1, "high": 1, "gruop": "جندي"}]}
    with pytest.raises(msgspec.ValidationError, match="gruop"):
        msgspec.convert(raw, Row)
