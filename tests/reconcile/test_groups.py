import pytest

import claimkit
from hasila.reconcile.groups import CIVILIANS, EVERYONE, Groups, Key, People

GROUPS = Groups(claimkit.contains_actor)


def key(told: str) -> Key:
    return GROUPS.key(claimkit.group(told))


@pytest.mark.parametrize("word", ["شخصا", "شخصًا", "أشخاص", "القتلى", "قتيلاً", "نفر", "people", "dead", "زخمی"])
def test_bare_people_words_are_everyone(word: str) -> None:
    assert key(word) == EVERYONE


@pytest.mark.parametrize("word", ["مدنيين", "المدنيين", "مدنياً", "civilians", "غیرنظامی"])
def test_civilians_of_all_wordings_are_one_group(word: str) -> None:
    assert key(f"{word}/civilian") == CIVILIANS


def test_people_whom_the_report_words_as_civilians_are_civilians() -> None:
    assert key("شخصا/civilian") == CIVILIANS


def test_no_group_at_all_is_everyone() -> None:
    assert GROUPS.key(None) == EVERYONE


def test_forms_of_a_word_are_one_group() -> None:
    assert key("جنديا/combatant") == key("الجنود/combatant") == key("soldiers/combatant")


def test_an_unknown_word_is_a_group_of_its_own() -> None:
    assert key("البدو") != key("الأجانب")
    assert key("البَدْو") == key("بدو")


@pytest.mark.parametrize(
    ("part", "whole", "inside"),
    [
        ("أطفال/civilian", "مدنيين/civilian", True),
        ("مدنيين/civilian", "أطفال/civilian", False),
        ("irgc", "iran", True),
        ("irgc", "regime", False),
        ("irgc", "شخصا", True),
        ("عمال/civilian", "مدنيين/civilian", True),
        ("جنود/combatant", "مدنيين/civilian", False),
        ("irgc", "irgc", False),
    ],
)
def test_part_and_whole(part: str, whole: str, inside: bool) -> None:
    assert GROUPS.within(key(part), key(whole)) is inside


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("army", "rebels", True),
        ("army", "regime", False),
        ("army", "مدنيين/civilian", True),
        ("أطفال/civilian", "نساء/civilian", True),
        ("أطفال/civilian", "عمال/civilian", False),
        ("army", "جنود/combatant", False),
        ("army", "شخصا", False),
        ("البدو", "army", False),
    ],
)
def test_groups_that_nobody_is_in_twice(a: str, b: str, apart: bool) -> None:
    role = {True: "combatant", False: "unknown"}
    first, second = ((key(x), role[x in claimkit.KNOWN or x.endswith("combatant")]) for x in (a, b))
    assert GROUPS.apart(first, second) is apart
    assert GROUPS.apart(second, first) is apart


def test_a_word_in_two_classes_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'b' and|and 'b'"):
        People.of({"a": {"words": ["شخص"]}, "b": {"words": ["الشخص"]}})


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="no class"):
        People.of({"a": {"words": ["شخص"], "within": "z"}})


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown field `word`"):
        People.of({"a": {"words": [], "word": ["شخص"]}})
