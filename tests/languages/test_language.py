"""Loading a language and reading single words: what is glued to them, and which word remains."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.languages import available, load
from hasila.languages.language import Language, LanguageError
from hasila.languages.schema import HarmWord
from hasila.text import Document, fold_word

ARABIC = load("ar")


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def tokens(text: str) -> list[str]:
    return [token.text for token in Document(text).tokens]


def test_languages_are_found_by_folder() -> None:
    assert "ar" in available()
    assert list(available()) == sorted(available())


def test_an_unknown_language_is_told_with_the_known_ones() -> None:
    with pytest.raises(LookupError, match=r"'tlh'.*\bar\b"):
        load("tlh")


def test_a_language_is_loaded_once() -> None:
    assert load("ar") is ARABIC


@pytest.mark.parametrize("lang", available())
def test_every_language_loads(lang: str) -> None:
    language = load(lang)
    assert language.code == lang
    assert language.harms
    assert language.words


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"harms": "- {id: a, harm: killed, kind: undergo, forms: [قتل], colour: red}"},
            ["harms", "entry 1", "colour"],
        ),
        (
            {"harms": "- {id: a, harm: killed, kind: undergo, forms: [قتل]}\n- {id: b, harm: maimed, kind: undergo}"},
            ["harms", "entry 2", "maimed"],
        ),
        ({"harms": "- {id: a, harm: killed, kind: suffers, forms: [قتل]}"}, ["harms", "suffers"]),
        ({"people": "- {id: soldier, role: warrior, sg: [جندي]}"}, ["people", "entry 1", "warrior"]),
        ({"people": "- {id: soldier, sg: [جندي]}"}, ["people", "role"]),
        ({"numbers": "- {value: three, kind: unit, forms: [ثلاثة]}"}, ["numbers", "value"]),
        ({"hedges": "- {hedge: perhaps, forms: [ربما]}"}, ["hedges", "perhaps"]),
        ({"reporting": "- {id: say, kind: shout, forms: [صرخ]}"}, ["reporting", "shout"]),
        ({"sources": "- {id: paper, kind: rumour, forms: [صحيفة]}"}, ["sources", "rumour"]),
        ({"means": "- {means: magic, forms: [سحر]}"}, ["means", "magic"]),
        ({"calendar": "- {kind: decade, forms: [عقد]}"}, ["calendar", "decade"]),
        ({"function": "- {forms: [من]}"}, ["function", "id"]),
        ({"amounts": "- {share: half, forms: [نصف]}"}, ["amounts", "half"]),
        ({"harms": "- {id: a, harm: killed, kind: undergo, forms: [قتل], inflect: future}"}, ["future", "قتل"]),
        ({"harms": "- {id: a, harm: killed, kind: undergo, forms: ['ـ']}"}, ["empty form", "a"]),
        ({"harms": "- {id: a, harm: killed"}, ["harms", "not YAML"]),
    ],
)
def test_data_against_the_schema_is_refused_by_file_and_entry(
    tmp_path: Path, files: dict[str, str], told: list[str]
) -> None:
    with pytest.raises(LanguageError) as caught:
        Language("xx", write(tmp_path, grammar="{}", **files))
    for word in told:
        assert word in str(caught.value)


@pytest.mark.parametrize("text", ["clitics: {conj: [و], prepositions: [ب]}", "order: vso", "subject: middle"])
def test_unknown_grammar_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LanguageError, match="grammar"):
        Language("xx", write(tmp_path, grammar=text))


@pytest.mark.parametrize("text", ["button: [المزيد]", "line: المزيد"])
def test_unknown_furniture_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LanguageError, match="furniture"):
        Language("xx", write(tmp_path, grammar="{}", furniture=text))


def test_a_language_needs_only_the_files_it_has(tmp_path: Path) -> None:
    language = Language("xx", write(tmp_path, grammar="{}", numbers="- {value: 3, kind: unit, forms: [three]}"))
    assert set(language.words) == {"three"}
    assert language.words["three"]["number"].id == "3"
    assert language.analyse("three").senses
    assert not language.analyse("four").senses


def test_paradigms_inflect_the_first_word_of_a_phrase(tmp_path: Path) -> None:
    language = Language(
        "xx",
        write(
            tmp_path,
            grammar="paradigms: {past: {_: sg, s: pl}}",
            harms="- {id: died, harm: killed, kind: undergo, inflect: past, forms: [lost life], du: [both gone]}",
        ),
    )
    assert [(rest, s.number) for rest, s in language.phrases["lost"]] == [(("life",), "sg")]
    assert [(rest, s.number) for rest, s in language.phrases["losts"]] == [(("life",), "pl")]
    assert [(rest, s.number) for rest, s in language.phrases["both"]] == [(("gone",), "du")]


def test_longer_phrases_come_first(tmp_path: Path) -> None:
    data = "- {id: a, kind: monitor, forms: [one two]}\n- {id: b, kind: media, forms: [one two three]}"
    language = Language("xx", write(tmp_path, grammar="{}", sources=data))
    assert [sense.id for _, sense in language.phrases["one"]] == ["b", "a"]


@pytest.mark.parametrize("lang", available())
def test_words_equal_what_ordinary_text_is_cut_into(lang: str) -> None:
    unreachable = [word for word in load(lang).words if tokens(word) != [word]]
    assert not unreachable, "no word of a text can ever equal these"


@pytest.mark.parametrize("lang", available())
def test_phrases_equal_what_ordinary_text_is_cut_into(lang: str) -> None:
    phrases = {(first, *rest) for first, entries in load(lang).phrases.items() for rest, _ in entries}
    unreachable = sorted(" ".join(phrase) for phrase in phrases if tokens(" ".join(phrase)) != list(phrase))
    assert not unreachable, "no run of words of a text can ever equal these"


@pytest.mark.parametrize(
    ("written", "cat", "ident", "number", "glued"),
    [
        # conjunction, preposition, article, pronoun
        ("أصيب", "harm", "injured", "sg", ("", "", "", "")),
        ("وأصيب", "harm", "injured", "sg", ("و", "", "", "")),
        ("فقتل", "harm", "kill", "sg", ("ف", "", "", "")),
        ("وقتلت", "harm", "kill", "sg", ("و", "", "", "")),
        ("قتلوا", "harm", "kill", "pl", ("", "", "", "")),
        ("بمقتل", "harm", "killing", "", ("", "ب", "", "")),
        ("وبمقتل", "harm", "killing", "", ("و", "ب", "", "")),
        ("لمقتل", "harm", "killing", "", ("", "ل", "", "")),
        ("مقتله", "harm", "killing", "", ("", "", "", "ه")),
        ("مقتلهم", "harm", "killing", "", ("", "", "", "هم")),
        ("بإصابة", "harm", "injuring", "", ("", "ب", "", "")),
        ("القتلى", "harm", "dead", "pl", ("", "", "ال", "")),
        ("والجرحى", "harm", "wounded", "pl", ("و", "", "ال", "")),
        ("للجرحى", "harm", "wounded", "pl", ("", "ل", "ال", "")),
        ("العشرات", "amount", "amount", "", ("", "", "", "")),
        ("والعشرات", "amount", "amount", "", ("و", "", "", "")),
        ("بعشرات", "amount", "amount", "", ("", "ب", "", "")),
        ("عناصره", "people", "member", "pl", ("", "", "", "ه")),
        ("وعناصرها", "people", "member", "pl", ("و", "", "", "ها")),
        ("للجنود", "people", "soldier", "pl", ("", "ل", "ال", "")),
        ("والجنديين", "people", "soldier", "du", ("و", "", "ال", "")),
        ("جنديان", "people", "soldier", "du", ("", "", "", "")),
        ("كمدنيين", "people", "civilian", "pl", ("", "ك", "", "")),
        ("وثلاثة", "number", "3", "", ("و", "", "", "")),
        ("بخمسة", "number", "5", "", ("", "ب", "", "")),
        ("الثلاثة", "number", "3", "", ("", "", "ال", "")),
        ("وقالت", "report", "say", "sg", ("و", "", "", "")),
        ("وبحسب", "report", "according", "", ("و", "", "", "")),
        ("للمصدر", "source", "source", "", ("", "ل", "ال", "")),
        ("والسوريين", "nation", "SY", "pl", ("و", "", "ال", "")),
        ("بالرصاص", "means", "means", "", ("", "", "", "")),
        ("بغارات", "means", "means", "", ("", "ب", "", "")),
    ],
)
def test_clitics(written: str, cat: str, ident: str, number: str, glued: tuple[str, str, str, str]) -> None:
    analysis = ARABIC.analyse(fold_word(written))
    assert cat in analysis.senses, (written, analysis.senses)
    sense = analysis.senses[cat]
    assert (sense.id, sense.number) == (ident, number)
    assert (analysis.conj, analysis.prep, analysis.art, analysis.pron) == glued


@pytest.mark.parametrize("word", ["ولاء", "فهد", "كفرنبل", "بنغازي", "الباب", "هالة", "فلسطين", "وهران", "س"])
def test_words_that_only_look_as_if_something_were_glued_stay_whole(word: str) -> None:
    analysis = ARABIC.analyse(fold_word(word))
    assert not analysis.harms
    assert fold_word(word) in analysis.stems


@pytest.mark.parametrize(
    ("written", "stem"),
    [
        ("للحرس", "الحرس"),
        ("وللحرس", "الحرس"),
        ("للحرس", "حرس"),
        ("بالحرس", "الحرس"),
        ("والحرس", "الحرس"),
        ("لحزب", "حزب"),
        ("ولحزب", "حزب"),
        ("وحزب", "حزب"),
    ],
)
def test_names_are_found_without_what_is_glued_before_them(written: str, stem: str) -> None:
    assert fold_word(stem) in ARABIC.analyse(fold_word(written)).stems


def test_the_verb_and_the_noun_of_one_spelling_are_both_known() -> None:
    kinds = {sense.data.kind for sense in ARABIC.analyse("قتل").harms if isinstance(sense.data, HarmWord)}
    assert kinds >= {"either", "event"}


def test_memory_stays_flat_over_many_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("hasila.languages.language._CACHE_LIMIT", 10)
    language = Language("xx", write(tmp_path, grammar="{}"))
    for n in range(100):
        language.analyse(f"word{n}")
    assert len(language.read_words) <= 10


@given(st.text(st.characters(exclude_categories=()), max_size=12))
def test_any_word_is_read(word: str) -> None:
    analysis = ARABIC.analyse(fold_word(word))
    glued = analysis.conj + analysis.prep + analysis.art + analysis.pron
    assert len(glued) <= len(fold_word(word)) + 1
    assert bool(analysis.harms) == ("harm" in analysis.senses)
