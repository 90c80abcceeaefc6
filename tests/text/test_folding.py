"""Folding: one spelling for what readers read as the same, and the way back to the untouched text."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.text import Document, Folded, fold, fold_word

HARAKAT = "ًٌٍَُِّْٰ"
TATWEEL = "ـ"
BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
#: All of Unicode, the surrogates too: texts come from JSON, where half a character is possible.
ANY = st.text(st.characters(exclude_categories=()), max_size=60)
ARABIC = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.sampled_from(" .،ـ*_-/\n«»()0123456789\u200c\u200f\ufefb\ufdf2"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أ إ آ ٱ", "ا ا ا ا"),
        ("مستشفى", "مستشفي"),
        ("ایران", "ايران"),
        ("مئة", "ميه"),
        ("مسؤول", "مسوول"),
        ("قذيفة", "قذيفه"),
        ("کردستان", "كردستان"),
        ("مقتـــــل", "مقتل"),
        ("قُتِلَ جُنْدِيٌّ", "قتل جندي"),
        ("هٰذا", "هذا"),
        ("ﻣﻘﺘﻞ", "مقتل"),
        ("ﻻجئ", "لاجي"),
        ("الأﺳﺮﻯ", "الاسري"),
        ("ﷲ", "الله"),
        ("می\u200cشود", "ميشود"),
        ("\u200f12\u200f جندياً\u202c", "12 جنديا"),
        ("\u061cقتل\ufeff", "قتل"),
        ("٢١", "21"),
        ("۲۱", "21"),
        ("２１", "21"),
        ("١٢٬٥٠٠٫٥", "12,500.5"),
        ("«داعش»", '"داعش"'),
        ("“داعش″", '"داعش"'),
        ("„داعش”", '"داعش"'),
        ("‘عاجل’", "'عاجل'"),
        ("40–50", "40-50"),
        ("٪", "%"),
        ("الـ24\u00a0ساعة", "ال24 ساعه"),
        ("Khan Tuman", "khan tuman"),
        ("🔴 عاجل", "🔴 عاجل"),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written).text == folded


@pytest.mark.parametrize("zero", [0x0030, 0x0660, 0x06F0, 0xFF10])
def test_digits_of_every_script_fold_to_ascii(zero: int) -> None:
    assert fold("".join(chr(zero + n) for n in range(10))).text == "0123456789"


@pytest.mark.parametrize("block", [range(0xFB50, 0xFBB2), range(0xFE80, 0xFEFD)])
def test_presentation_forms_fold_like_their_letters(block: range) -> None:
    for code in block:
        char = chr(code)
        assert fold(char).text == fold(unicodedata.normalize("NFKC", char)).text, hex(code)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("ق.ـتـ.ل", "قتل"),
        ("صـ.ـاروخ", "صاروخ"),
        ("شهـ ـداء", "شهداء"),
        ("حـــ ـمــ ـاس", "حماس"),
        ("ق*تل", "قتل"),
        ("ق.ت.ل", "قتل"),
        ("ق.ـتـ.ـل", "قتل"),
        ("شـ.ـهـ.ـيد", "شهيد"),
        ("قـ..ـتل", "قتل"),
        ("ق•تل", "قتل"),
        ("قُـ.ـتل", "قتل"),
        ("قتـ...ـلى", "قتلي"),
        ("حـ.ـمـ.ـا،س", "حماس"),
        ("مقتـــول", "مقتول"),
        ("شهدااااء", "شهداء"),
        ("آآأه", "اه"),
        ("أ.ف.ب", "افب"),
    ],
)
def test_broken_words_are_the_words(written: str, word: str) -> None:
    text = f"قبل {written} بعد"
    folded = fold(text)
    assert folded.text == f"قبل {word} بعد"
    start, end = folded.original(4, 4 + len(word), text)
    assert text[start:end] == written


@pytest.mark.parametrize(
    "text",
    [
        "انتهت المعركة.وقتل جندي",
        "انتهت المعركة.و قتل جندي",
        "قتل.ثم انسحب",
        "أ.د أحمد",
        "د.أحمد",
        "12.05.2016",
        "3.5 مليون",
        "#عاجل_قتل",
        "حلب/إدلب",
        "قتل،جرح",
        "سوريا - لبنان",
        "القتلى: 5",
    ],
)
def test_what_is_no_broken_word_stays_apart(text: str) -> None:
    before = "".join(c if c.isalnum() else " " for c in text).split()
    assert [t.text for t in Document(text).tokens if t.kind in "wn" and t.text.isalpha()] == [
        fold_word(w) for w in before if w.isalpha()
    ]


def test_a_map_is_kept_only_where_offsets_move() -> None:
    assert fold("قتل ٥ جنود") == Folded("قتل 5 جنود", None)
    assert fold("قتـل").starts == [0, 1, 3]


def test_marks_of_the_last_letter_belong_to_it() -> None:
    text = "قُتِلَ جُنْدِيٌّ."
    folded = fold(text)
    start, end = folded.original(4, 8, text)
    assert text[start:end] == "جُنْدِيٌّ"


def test_fold_word_drops_the_space_around_it() -> None:
    assert fold_word("  الأُسر ") == "الاسر"


def check_map(text: str) -> None:
    folded = fold(text)
    starts = folded.starts
    if starts is None:
        assert len(folded.text) == len(text)
        return
    assert len(starts) == len(folded.text)
    assert all(a <= b for a, b in pairwise(starts))
    assert all(0 <= at < len(text) for at in starts)
    for at in range(len(folded.text)):
        start, end = folded.original(at, at + 1, text)
        assert 0 <= start < end <= len(text)
        assert start == starts[at]


@given(ANY)
def test_folding_never_fails_and_the_map_is_in_order_and_in_range(text: str) -> None:
    check_map(text)


@given(ARABIC)
def test_the_map_holds_in_arabic_with_marks_and_breaks(text: str) -> None:
    check_map(text)


@given(ARABIC)
def test_folding_folded_text_changes_nothing(text: str) -> None:
    # Taking out a mark may bring dots and letters together that were no broken word before, so: no dots here.
    once = fold(text.replace(".", "").replace("*", "")).text
    assert fold(once).text == once


@given(
    st.lists(
        st.sampled_from(["قتل", "جنود", "مقتل", "إصابة", "مدنيين", "في", "حلب", "أسر", "مئة", "45", "٤٥"]),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from(HARAKAT + BIDI)), max_size=20),
)
def test_inserted_marks_leave_the_folded_text(words: list[str], marks: list[tuple[int, str]]) -> None:
    plain = marked = " ".join(words)
    for at, mark in marks:
        at = at % (len(marked) + 1)
        marked = marked[:at] + mark + marked[at:]
    assert fold(marked).text == fold(plain).text


@given(
    st.lists(
        st.sampled_from(["قتل", "جنود", "مقتل", "إصابة", "مدنيين", "في", "حلب", "أسر", "مئة"]), min_size=1, max_size=8
    ),
    st.lists(st.integers(0, 200), max_size=20),
)
def test_inserted_tatweels_leave_the_folded_text(words: list[str], places: list[int]) -> None:
    plain = " ".join(words)
    # A tatweel stretches a letter: it stands after one, and two beside a space would be a broken word.
    letters = list(plain)
    for at in places:
        at = at % len(letters)
        if at + 1 < len(letters) and letters[at] != " " and letters[at + 1] != " ":
            letters[at] += TATWEEL
    assert fold("".join(letters)).text == fold(plain).text
