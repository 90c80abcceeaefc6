"""Words, numbers, marks and sentences, each with its place in the untouched text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.text import Document, all_word_texts, fold_word, word_texts

ANY = st.text(st.characters(exclude_categories=()), max_size=80)
WORDS = ["قتل", "جنود", "مقتل", "إصابة", "مدنيين", "حلب", "أسر"]


def words(text: str) -> list[str]:
    return [token.text for token in Document(text).tokens]


def sentences(text: str) -> list[str]:
    document = Document(text)
    return [text[document.tokens[a].start : document.tokens[b - 1].end] for a, b in document.sentences]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("قتل 5 جنود", ["قتل", "5", "جنود"]),
        ("14جنديا", ["14", "جنديا"]),
        ("بـ45", ["ب", "45"]),
        ("و16 جريحاً", ["و", "16", "جريحا"]),
        ("12,500 و3.5 و12/5/2016", ["12,500", "و", "3.5", "و", "12/5/2016"]),
        ("١٢٬٥٠٠", ["12,500"]),
        ("قُتِلَ", ["قتل"]),
        ("«داعش»", ['"', "داعش", '"']),
        ("#غزة_الآن", ["غزه", "الان"]),
        ("_صحة غزة", ["_", "صحه", "غزه"]),
        ("ق.ت.ل جندي", ["قتل", "جندي"]),
        ("سطر\nسطر", ["سطر", "\n", "سطر"]),
        ("…", ["…"]),
        ("", []),
        ("   ", []),
    ],
)
def test_tokens(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_kinds_and_gluing() -> None:
    tokens = Document("و16 «أ»\nب.").tokens
    assert [t.kind for t in tokens] == ["w", "n", "q", "w", "q", "b", "w", "p"]
    assert [t.glued for t in tokens] == [False, True, False, True, True, True, True, True]


def test_a_free_slash_quotes_and_a_glued_one_does_not() -> None:
    kinds = {t.kind for t in Document("تنظيم / داعش / قتل").tokens if t.text == "/"}
    assert kinds == {"q"}
    assert [t.kind for t in Document("حلب/إدلب").tokens if t.text == "/"] == ["p"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("قتل جندي. أصيب آخر.", ["قتل جندي.", "أصيب آخر."]),
        ("قتل جندي.وأصيب آخر.", ["قتل جندي.", "وأصيب آخر."]),
        ("عنوان\nقتل جندي", ["عنوان", "قتل جندي"]),
        ("عنوان\n\n\nقتل جندي", ["عنوان", "قتل جندي"]),
        ("من قتل؟ لا أحد!", ["من قتل؟", "لا أحد!"]),
        ("قال: «قتل جندي.» وانتهى.", ["قال: «قتل جندي.»", "وانتهى."]),
        ("قال د. سالم إن جندياً قتل.", ["قال د. سالم إن جندياً قتل."]),
        ("قال أ.د سالم إن جندياً قتل.", ["قال أ.د سالم إن جندياً قتل."]),
        ("نزح 3.5 مليون شخص", ["نزح 3.5 مليون شخص"]),
        ("يوم 12.5.2016 قتل جندي", ["يوم 12.5.2016 قتل جندي"]),
        ("قتل جندي... وأصيب آخر", ["قتل جندي...", "وأصيب آخر"]),
        ("", []),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@given(ANY)
def test_every_token_lies_in_the_text_in_order(text: str) -> None:
    document = Document(text)
    end = 0
    for token in document.tokens:
        assert end <= token.start < token.end <= len(text)
        assert token.text.strip()[:1] in fold_word(text[token.start : token.end]) or token.kind == "b"
        end = token.end
    assert document.text is text


@given(ANY)
def test_tokens_lose_nothing_but_space(text: str) -> None:
    document = Document(text)
    kept = "".join(token.text for token in document.tokens)
    # The marks of hashtags stand for a space.
    tags = str.maketrans("", "", "#_")
    assert "".join(kept.translate(tags).split()) == "".join(document.folded.text.translate(tags).split())


@given(ANY)
def test_sentences_are_runs_of_tokens_in_order(text: str) -> None:
    document = Document(text)
    end = 0
    for begin, stop in document.sentences:
        assert end <= begin < stop <= len(document.tokens)
        assert not any(t.kind == "b" for t in document.tokens[begin:stop])
        end = stop
    inside = {k for a, b in document.sentences for k in range(a, b)}
    # Line breaks and the marks that open items stand outside.
    assert all(t.kind in "bp" for k, t in enumerate(document.tokens) if k not in inside)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=10), st.lists(st.integers(0, 99), max_size=10))
def test_harakat_and_marks_change_no_word(chosen: list[str], places: list[int]) -> None:
    plain = " ".join(chosen)
    marked = plain
    for n, at in enumerate(places):
        at = at % (len(marked) + 1)
        marked = marked[:at] + "َُ\u200f\u200b\u2067"[n % 5] + marked[at:]
    assert words(marked) == words(plain)
    for token in Document(marked).tokens:
        assert fold_word(marked[token.start : token.end]) == token.text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("🔴 قتل جندي 🔴 جرح آخر", ["قتل جندي", "جرح اخر"]),
        ("▪️ 5 شهداء ▪️ 20 جريحا", ["5 شهداء", "20 جريحا"]),
        ("حماس: - قتل جندي - جرح آخر", ["حماس :", "قتل جندي", "جرح اخر"]),
        ("القوات - وهي كثيرة - تقدمت", ["القوات - وهي كثيره - تقدمت"]),
        ("30° مئوية", ["30 ° ميويه"]),
    ],
)
def test_marks_of_items_end_sentences(text: str, sentences: list[str]) -> None:
    document = Document(text)
    assert [" ".join(t.text for t in document.tokens[a:b]) for a, b in document.sentences] == sentences


@given(st.lists(st.text(st.sampled_from("قتل.ـَو ءأ\n\r1,-\"'/٣#_a"), max_size=8), max_size=6))
def test_many_names_are_cut_as_each_alone(names: list[str]) -> None:
    assert all_word_texts(names) == [word_texts(name) for name in names]


def test_words_run_on_are_two() -> None:
    text = "کشته وزخمی ودو‌تن"
    tokens = Document(text, run_on={"وزخمي": 1, "ودوتن": 1, "دوتن": 2}).tokens
    assert [token.text for token in tokens] == ["كشته", "و", "زخمي", "و", "دو", "تن"]
    assert [text[token.start : token.end] for token in tokens[1:3]] == ["و", "زخمی"]
    assert [token.glued for token in tokens] == [False, False, True, False, True, True]
