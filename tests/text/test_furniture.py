"""Page furniture. The texts are invented and ours."""

from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import hasila
from hasila.text import fold, fold_word
from hasila.text.furniture import FurnitureWords, furniture

LANGUAGES = Path(hasila.__file__).parent / "languages"
FILES = sorted(LANGUAGES.glob("*/furniture.yaml"))


def load(path: Path) -> FurnitureWords:
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), FurnitureWords)


WORDS = {path.parent.name: load(path) for path in FILES}
AR, FA, EN = WORDS["ar"], WORDS["fa"], WORDS["en"]

STORY = "قال متحدث باسم القوات إن ستة جنود قتلوا وأصيب أحد عشر آخرون في كمين شرق تل الورد."
HEADLINE = "مقتل ستة جنود في كمين شرق تل الورد"
OTHER = "مقتل أربعين شخصا في غرق مركب قبالة الساحل"


def found(text: str, words: FurnitureWords = AR, outlet: str | None = None) -> list[str]:
    return [text[start:end] for start, end in furniture(text, words, outlet)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_phrase_says_something_and_stands_once_in_its_list(path: Path) -> None:
    for phrases in msgspec.structs.asdict(load(path)).values():
        folded = [fold_word(phrase) for phrase in phrases]
        assert all(any(c.isalnum() for c in phrase) for phrase in folded)
        assert len(folded) == len(set(folded)), [p for p in phrases if folded.count(fold_word(p)) > 1]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_line_is_either_a_label_or_not(words: FurnitureWords) -> None:
    lists = (words.line, words.next_headline, words.headline_list)
    folded = [fold_word(phrase) for phrases in lists for phrase in phrases]
    assert len(folded) == len(set(folded)), {p for p in folded if folded.count(p) > 1}


def test_unknown_lists_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"lines": ["Share"]}, FurnitureWords)


# -- other stories ---------------------------------------------------------------------------------------


def test_previous_and_next_take_one_headline_each() -> None:
    text = f"{HEADLINE}\n\n{STORY}\n\nالسابق\n{OTHER}\nالتالي\nإصابة سبعة في حادث"
    assert found(text) == ["السابق", OTHER, "التالي", "إصابة سبعة في حادث"]


def test_previous_with_its_headline_on_one_line() -> None:
    assert found(f"{HEADLINE}\n{STORY}\nالخبر التالي: {OTHER}") == [f"الخبر التالي: {OTHER}"]


def test_the_word_previous_within_prose_is_prose() -> None:
    text = f"{HEADLINE}\nالرئيس السابق قال إن 5 جنود قتلوا.\nوفي اليوم التالي قتل 3 آخرون.\nالسابق ذكره من القتلى 4"
    assert found(text) == []


@pytest.mark.parametrize("label", ["مقالات متعلقة", "مواضيع ذات صلة:", "📌 اقرأ أيضاً:", "قد يعجبك أيضًا", "شاهد أيضا"])
def test_a_list_of_stories_ends_where_prose_begins(label: str) -> None:
    text = f"{HEADLINE}\n{label}\n{OTHER}\nإصابة سبعة في حادث\n{STORY}"
    assert found(text) == [label, OTHER, "إصابة سبعة في حادث"]


def test_a_list_of_stories_ends_at_a_gap() -> None:
    assert found(f"{HEADLINE}\nمقالات متعلقة\n\n{OTHER}\n\nقتل ثلاثة في حلب") == ["مقالات متعلقة", OTHER]


@pytest.mark.parametrize("label", ["اقرأ أيضا", "إقرأ أيضاً:", "شاهد أيضا »", "ذات صلة:"])
def test_read_also_takes_its_own_line(label: str) -> None:
    assert found(f"{HEADLINE}\n{label} {OTHER}\n{STORY}") == [f"{label} {OTHER}"]


def test_a_witness_is_not_an_invitation_to_watch() -> None:
    assert found(f"{HEADLINE}\nشاهد عيان قال إن 5 جنود قتلوا\nشارك 83 مقاتلا في الهجوم وقتل منهم 3") == []


@pytest.mark.parametrize("gap", ["\n", " "])
def test_a_link_to_the_story_takes_the_rest_of_its_line(gap: str) -> None:
    link = "رابط الخبر بصحيفة السهل: بالصور .. مقتل ستة جنود"
    assert found(f"{HEADLINE}\n{STORY}{gap}{link}\nقتل ثلاثة") == [link]


# -- lines around the story ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "شارك",
        "...المزيد",
        "// انتهى //",
        "شارك الخبر:",
        "Share",
        "تابعونا على فيسبوك وتويتر",
        "اشترك في النشرة البريدية لتصلك الأخبار",
        "الكلمات المفتاحية: قتلى، جرحى، تل الورد",
        "#تل_الورد #قتلى",
        "جميع الحقوق محفوظة © السهل",
        "https://sahl.example/a/مقتل-5-جنود",
        "رويترز",
        "تل الورد - (رويترز)",
        "سالم المرج – متابعات",
    ],
)
def test_lines_around_the_story(line: str) -> None:
    assert found(f"{HEADLINE}\n{line}\n{STORY}") == [line]


def test_the_outlets_own_line_is_a_by_line() -> None:
    for line in ("النهر نيوز", "النهر نيوز:", "تل الورد/ النهر نيوز", "ليلى – النهر نيوز"):
        assert found(f"{HEADLINE}\n{line}\n{STORY}", AR, "النهر نيوز") == [line]
        assert found(f"{HEADLINE}\n{line}\n{STORY}", AR) == []


def test_statements_are_not_by_lines() -> None:
    text = f"{HEADLINE}\nرويترز: مقتل 5 جنود\nوكالات: مقتل جنديين\nسانا - مقتل 3 مدنيين"
    assert found(text, AR, "رويترز") == []


def test_the_first_line_is_no_by_line_or_link() -> None:
    assert found("آخر الأخبار: مقتل خمسة جنود\nقتل خمسة جنود") == []
    assert found("الأناضول – غزة\nقتل خمسة") == []


# -- posts -----------------------------------------------------------------------------------------------


def test_addresses_in_a_post_and_the_invitation_before_them() -> None:
    post = "مقتل 5 جنود في كمين #عاجل لتفاصيل أكثر | https://sahl.example/3-%D9%82 قتل ثلاثة"
    assert found(post) == ["لتفاصيل أكثر | https://sahl.example/3-%D9%82"]


def test_an_invitation_ends_with_its_sentence() -> None:
    post = "مقتل 5 جنود. تابعونا على تلغرام. وأصيب تسعة."
    assert found(post) == ["تابعونا على تلغرام."]


def test_the_words_of_an_invitation_in_prose_are_prose() -> None:
    assert found("طالبت الأسر الوزارة بلقاء لمزيد من التفاصيل حول مقتل ستة جنود.") == []


# -- copies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", ["\n", "\n\n", " ", "\n \u200f"])
@pytest.mark.parametrize("copies", [1, 2])
def test_a_post_that_was_captured_again_counts_once(between: str, copies: int) -> None:
    post = "عاجل\nقتل خمسة\nوأصيب تسعة في قصف"
    text = post + (between + post) * copies
    (only,) = furniture(text, AR)
    assert text[only[0] :].replace("\u200f", "").split() == (f"{post} " * copies).split()
    assert only[1] == len(text)


def test_a_paragraph_that_stands_again_is_a_copy() -> None:
    text = f"{HEADLINE}\n{STORY}\nوأضاف أن سبعة فقدوا.\n{STORY.replace(' ', '  ')}"
    assert found(text) == [STORY.replace(" ", "  ")]


def test_the_headline_again_is_a_copy_even_if_short() -> None:
    assert found("مقتل خمسة جنود\nبيان\nمقتل خمسة جنود\nقالت الوزارة إنهم قتلوا") == ["مقتل خمسة جنود"]


def test_the_same_short_words_of_two_places_are_two_statements() -> None:
    assert found("حصيلة اليوم\nحلب:\nمقتل ثلاثة مدنيين\nإدلب:\nمقتل ثلاثة مدنيين\nحماة:\nهدوء") == []


def test_a_run_of_short_lines_that_stands_again_is_a_copy() -> None:
    run = "حلب:\nمقتل ثلاثة مدنيين\nإدلب:\nإصابة خمسة أطفال"
    text = f"حصيلة اليوم\n{run}\nانتهت الحصيلة هنا\n{run}"
    assert found(text) == run.split("\n")


def test_a_copy_that_was_cut_short_is_a_copy() -> None:
    short = "قال متحدث باسم القوات إن ستة جنود قتلوا وأصيب أحد…"
    assert found(f"{short}\n{STORY}") == [short]
    assert found(f"{STORY}\n{short.replace('…', '...')}") == [short.replace("…", "...")]


# -- other languages -------------------------------------------------------------------------------------


def test_persian_furniture() -> None:
    story = "یک منبع محلی گفت که چهار مرزبان در درگیری کشته شدند."
    text = f"کشته شدن چهار مرزبان\n{story}\nبيشتر بخوانيد\nزخمی شدن پنج تن\nانتهاي پيام/ر\nبرچسب‌ها: کشته، مرز"
    assert found(text, FA) == ["بيشتر بخوانيد", "زخمی شدن پنج تن", "انتهاي پيام/ر", "برچسب‌ها: کشته، مرز"]


def test_persian_prose_about_rights_and_links_is_kept() -> None:
    assert found("خبر\nتمام حقوق زندانیان نقض شد و سه نفر کشته شدند.\nبیشتر قربانیان کودک بودند.", FA) == []


def test_english_furniture() -> None:
    story = "Six soldiers were killed in an ambush east of the hill, a spokesman said."
    text = f"Six killed\n{story}\nREAD MORE: Forty drown\nRelated articles\nSeven hurt in crash\n© 2021 Copyright Sahl"
    expected = ["READ MORE: Forty drown", "Related articles", "Seven hurt in crash", "© 2021 Copyright Sahl"]
    assert found(text, EN) == expected


def test_english_prose_is_kept() -> None:
    text = "Toll\nRelated violence killed five.\nNext week three more died.\nShare prices fell after 9 were killed."
    assert found(text, EN) == []


# -- whatever the text -----------------------------------------------------------------------------------

MARKS = ("\n", "\r\n", " ", "ـ", "\u200f", "…")
PIECES = st.sampled_from(
    [HEADLINE, STORY, OTHER, "السابق", "اقرأ أيضا:", "رابط الخبر", "https://a.example/b", "#وسم", *MARKS]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_ranges_are_in_order_apart_and_within_the_text(text: str) -> None:
    ranges = furniture(text, AR, "السهل")
    flat = [offset for pair in ranges for offset in pair]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert ranges == furniture(text, AR, "السهل", fold(text))


@given(st.sampled_from(["\u064e", "\u0640", "\u200f", "\u200c"]), st.integers(1, 6))
def test_marks_inside_words_change_nothing(mark: str, every: int) -> None:
    text = f"{HEADLINE}\n{STORY}\nالسابق\n{OTHER}\nاقرأ أيضا: {OTHER}\n{STORY}\nتابعونا على تلغرام"
    letters = 0
    marked = ""
    for char in text:
        marked += char
        letters += char.isalpha()
        if char.isalpha() and letters % every == 0:
            marked += mark
    plain = [marked[a:b].replace(mark, "") for a, b in furniture(marked, AR)]
    assert plain == found(text)


@pytest.mark.parametrize(
    "text",
    ["\n" * 50_000, "ا" * 200_000, "السابق\n" * 20_000, "a b " * 50_000, "http://a " * 30_000, "لتفاصيل أكثر " * 20_000,
     "a b c d e f g h i…\n" * 20_000, "#" * 100_000, "_" * 100_000, "اقرأ أيضا: " * 20_000],
    ids=range(10),
)  # fmt: skip
def test_hostile_text_comes_to_an_end(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in furniture(text, AR))
