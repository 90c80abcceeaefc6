"""What must not change a claim, and what must never break one: marks, scripts of digits, any bytes, any Unicode."""

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import hasila
from hasila.evaluation.scoring import broken_spans
from hasila.languages import load
from hasila.model import Report
from hasila.text import fold_word

PUBLISHED = "2024-03-15"
#: Reports that together use every step: counts, people, sources, stance, place, day, means, parts, ground.
TEXTS = [
    "مقتل 18 شخصاً بينهم 4 أطفال في غارة على مدينة إدلب أمس، بحسب المرصد السوري لحقوق الإنسان.",
    "قال مصدر طبي إن 4 جنود قتلوا في كمين قرب سامراء يوم الأربعاء. وأضاف المصدر أن 11 آخرين أصيبوا.",
    "نفت وزارة الدفاع أسر 5 جنود، واعترفت جماعة الحوثي بمقتل 12 من عناصرها.",
    'سيطر تنظيم "داعش" على مدينة تدمر، ونزح أكثر من 1500 شخص منها في 10 آذار 2024.',
    "عاجل | إصابة ثلاثة جنود أتراك بانفجار لغم، واعتقال 20 متظاهراً.\nأفرجت السلطات عن 30 معتقلاً.",
]
MARKS = "\u064b\u064e\u064f\u0650\u0651\u0652\u0670"
BIDI = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069\u200b\ufeff"
#: What hypothesis may build texts of: words that begin claims, glue, numbers and marks.
PIECES = [
    "قتل", "مقتل", "وأصيب", "أسر", "سقط", "قتلى", "جنود", "جندياً", "مدنيين", "من", "بينهم", "معظمهم", "آخرون", "نفى",
    "أعلن", "قال", "المصدر", "حزب", "الله", "الجيش", "على", "في", "5", "١٢", "و16", "1,500", "ألف", "خمسة", "وعشرون",
    "عشرات", "نحو", "أكثر", "الأقل", "يوم", "الجمعة", "أمس", "آذار", "2016", "حلب", "داعش", "أحياء", "أسرى", "مصرعهم",
    ".", "،", ":", '"', "«", "»", "”", "″", "(", ")", "/", "-", "\n", "…", "ق.ت.ل", "شهـ", "ـداء", "\u200f", "#", "؟",
]  # fmt: skip


def rows(name: str) -> list[dict[str, Any]]:
    data = (files("hasila.languages") / "ar" / f"{name}.yaml").read_text("utf-8")
    return list(yaml.safe_load(data))


#: Every word of the language data, so that each reads beside each sooner or later.
LEXICON = sorted(load("ar").words)
ENTRIES = rows("harms")
HARMS = sorted({*load("ar").harms, *(word for entry in ENTRIES for word in entry.get("needs", []))})


def read(text: str) -> Report:
    return hasila.read(text, lang="ar", published=PUBLISHED)


def bare(node: Any) -> Any:
    """A claim without its offsets, and with its spans' texts folded."""
    if isinstance(node, dict):
        if {"start", "end", "text"} == set(node):
            return fold_word(node["text"])
        return {key: bare(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [bare(value) for value in node]
    return node


def claims(text: str) -> Any:
    return bare(msgspec.to_builtins(read(text).claims))


def check_spans(report: Report) -> None:
    assert broken_spans(report.text, msgspec.to_builtins(report.claims)) == 0
    for span in spans(msgspec.to_builtins(report.claims)):
        assert 0 <= span["start"] < span["end"] <= len(report.text)


def spans(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if {"start", "end", "text"} == set(node):
            yield node
        else:
            for value in node.values():
                yield from spans(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from spans(value)


PLAIN = {text: claims(text) for text in TEXTS}


@pytest.mark.parametrize("text", TEXTS)
def test_the_texts_make_claims_with_spans(text: str) -> None:
    report = read(text)
    assert len(report.claims) >= 2
    check_spans(report)
    assert all(claim.why and 0 <= claim.confidence <= 1 for claim in report.claims)
    ids = [claim.id for claim in report.claims]
    assert len(set(ids)) == len(ids)
    assert all(claim.part_of is None or claim.part_of in ids for claim in report.claims)


@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.integers(0, 500), st.sampled_from(MARKS)), max_size=30))
def test_harakat_change_no_claim(text: str, marks: list[tuple[int, str]]) -> None:
    letters = list(text)
    for at, mark in marks:
        at = at % len(letters)
        if letters[at][0].isalpha():
            letters[at] += mark
    check_same(text, "".join(letters))


@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.integers(0, 500), st.integers(1, 4)), max_size=30))
def test_tatweel_changes_no_claim(text: str, places: list[tuple[int, int]]) -> None:
    letters = list(text)
    for at, length in places:
        at = at % (len(letters) - 1)
        # A tatweel joins two letters; after the last letter of a word it would be a broken word.
        if letters[at][0].isalpha() and letters[at + 1][0].isalpha():
            letters[at] += "ـ" * length
    check_same(text, "".join(letters))


@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.integers(0, 500), st.sampled_from(BIDI)), max_size=30))
def test_direction_marks_change_no_claim(text: str, marks: list[tuple[int, str]]) -> None:
    marked = text
    for at, mark in marks:
        at = at % (len(marked) + 1)
        marked = marked[:at] + mark + marked[at:]
    check_same(text, marked)


@given(st.sampled_from(TEXTS), st.lists(st.sampled_from("0٠۰０"), min_size=1, max_size=20))
def test_scripts_of_digits_change_no_claim(text: str, zeros: list[str]) -> None:
    n = 0
    out = []
    for char in text:
        if char in "0123456789":
            char = chr(ord(zeros[n % len(zeros)]) + int(char))
            n += 1
        out.append(char)
    check_same(text, "".join(out))


def examples() -> list[Any]:
    """The example reports of the project, whole."""
    folder = Path(__file__).parents[2] / "examples"
    paths = sorted(folder.glob("*/*.jsonl"))
    lines = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return [pytest.param(line["text"], id=line["id"]) for line in lines if line.get("lang", "ar") == "ar"]


@pytest.mark.parametrize("text", examples())
@pytest.mark.parametrize("way", ["harakat", "tatweel", "marks", "digits"])
def test_whole_reports_marked_all_through_make_the_same_claims(text: str, way: str) -> None:
    if way == "harakat":
        changed = "".join(c + MARKS[n % len(MARKS)] if c.isalpha() else c for n, c in enumerate(text))
    elif way == "tatweel":
        changed = "".join(a + "ـ" if a.isalpha() and b.isalpha() else a for a, b in pairwise(text + " "))
    elif way == "marks":
        changed = "".join(c + BIDI[n % len(BIDI)] for n, c in enumerate(text))
    else:
        changed = text.translate({ord("0") + n: chr(0x0660 + n) for n in range(10)})
    report = read(changed)
    check_spans(report)
    assert bare(msgspec.to_builtins(report.claims)) == claims(text)
    assert len(report.claims) > 0


def check_same(text: str, changed: str) -> None:
    report = read(changed)
    check_spans(report)
    assert bare(msgspec.to_builtins(report.claims)) == PLAIN[text]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    for encoding in ("utf-8", "cp1256", "utf-16-le"):
        check_spans(read(data.decode(encoding, "replace")))


@given(st.text(st.characters(exclude_categories=()), max_size=120))
def test_any_unicode_is_read(text: str) -> None:
    check_spans(read(text))


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from([" ", ""]))
def test_any_words_are_read(pieces: list[str], glue: str) -> None:
    check_spans(read(glue.join(pieces)))


@settings(max_examples=500)
@given(st.lists(st.one_of(st.sampled_from(HARMS), st.sampled_from(LEXICON), st.sampled_from(PIECES)), max_size=12))
def test_any_words_of_the_lexicon_are_read(words: list[str]) -> None:
    check_spans(read(" ".join(words)))


@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{n}-{entry['id']}" for n, entry in enumerate(ENTRIES)])
def test_every_harm_word_is_read_at_the_edges_of_a_text(entry: dict[str, Any]) -> None:
    for form in [*entry.get("forms", []), *entry.get("pl", []), *entry.get("du", [])]:
        for need in entry.get("needs", [""]):
            for text in ("{} {}", "{} 3 جنود {}", "{} المسلحون 3 جنود {}", "3 جنود {} {}", "{}\n{}", "{1} {0}"):
                check_spans(read(text.format(form, need)))


@given(st.lists(st.sampled_from(PIECES), max_size=20))
def test_reading_twice_gives_the_same(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert read(text) == read(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "\ud800", "قتل \ud83d جندي", "قتل", "5", "و", "ـ", "\u200f"])
def test_nearly_empty_texts_are_read(text: str) -> None:
    check_spans(read(text))
