"""The actor registry's data: every file follows the schema, and every name means one actor."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec
import pytest
import yaml

from hasila.model import Actor
from hasila.text import fold_word

FOLDER: Final = Path(str(files("hasila.registry") / "actors"))
FILES: Final = sorted(FOLDER.glob("*.yaml"))
LANGS: Final = ("en", "ar", "fa")
#: Which name lists a report in a language is read with: Persian reports write Arabic names too.
READ_WITH: Final = {"ar": ("ar",), "fa": ("fa", "ar"), "en": ("en",)}
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ZWNJ: Final = "\u200c"
#: Words of ordinary news prose, some of them names of actors too: alone they must never name one.
ORDINARY: Final = {
    "ar": (
        "أفاد قال أعلن أكد ذكر المصدر المدينة الجزيرة العربية الحياة الوطن الأخبار الشرق المسيرة الميادين فتح أمل "
        "طالبان الشباب الرياض الجيش الشرطة القوات الحكومة المعارضة المقاومة الثوار النظام العدو الاحتلال التحالف "
        "الحركة الجماعة الحزب التنظيم الهيئة الجبهة المرصد الشبكة الوكالة المنظمة الكتائب السرايا الفصائل سبأ وفا "
        "تسنيم فردا القدس القاعدة اليوم الغد الجمهورية الدفاع الداخلية الصحة مدنيين مقاتل جندي قتيل جريح تونس سوريا"
    ),
    "fa": (
        "گفت اعلام ارتش دولت پلیس سپاه بسیج طالب همشهری فردا مقاومت شورشیان مخالفان نیروها تسنیم مهر فارس سبأ وفا "
        "ایران سوریه شهر مردم کشته زخمی دیده‌بان خبرگزاری روزنامه"
    ),
    "en": (
        "army police government rebels opposition spa wam ona ola ina nina lana rada tak wagner saba dawn times "
        "independent guardian national front forces who mena fars mehr"
    ),
}


def entries(path: Path) -> list[Actor]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [msgspec.convert(item, Actor, strict=True) for item in raw]


ACTORS: Final = [actor for path in FILES for actor in entries(path)]
BY_ID: Final = {actor.id: actor for actor in ACTORS}


def folded(name: str) -> str:
    """Fold as the index does: quotes do not count, hyphens part words."""
    return " ".join(fold_word(name).replace('"', " ").replace("-", " ").split())


def letters(name: str) -> int:
    return sum(unicodedata.category(c)[0] in "LN" for c in name)


def all_names() -> Iterator[tuple[Actor, str, str, bool]]:
    """Give every name as (actor, language, name, whether it is short)."""
    for actor in ACTORS:
        for short, lists in ((False, actor.names), (True, actor.short)):
            for lang, names in lists.items():
                for name in names:
                    yield actor, lang, name, short


def wholes(actor_id: str) -> set[str]:
    found: set[str] = set()
    queue = list(BY_ID[actor_id].part_of)
    while queue:
        one = queue.pop()
        if one not in found:
            found.add(one)
            queue += BY_ID[one].part_of
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_file_opens_with_its_licence_and_holds_actors(path: Path) -> None:
    head = [line for line in path.read_text(encoding="utf-8").splitlines()[:12] if line.startswith("#")]
    assert any("CC BY 4.0, hasila contributors" in line for line in head)
    assert any("How names were chosen" in line for line in head)
    assert entries(path)


def test_the_schema_refuses_what_it_does_not_know() -> None:
    good = {"id": "x", "kind": "un", "names": {"en": ["X"]}}
    assert msgspec.convert(good, Actor, strict=True).id == "x"
    for bad in ({**good, "kind": "army"}, {**good, "aliases": []}, {**good, "names": {"en": "X"}}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(bad, Actor, strict=True)


def test_there_are_enough_actors_of_every_side() -> None:
    assert len(ACTORS) >= 300
    kinds = Counter(actor.kind for actor in ACTORS)
    wanted = {"government", "armed_force", "armed_group", "monitor", "agency", "outlet", "health", "humanitarian", "un"}
    assert {kind: n for kind, n in kinds.items() if kind in wanted and n < 10} == {}
    countries = Counter(actor.country for actor in ACTORS)
    for country in ("SY", "IQ", "YE", "LB", "PS", "IL", "LY", "SD", "IR", "TR", "RU", "US", "SA"):
        assert countries[country] >= 8, country


def test_ids_are_slugs_and_used_once() -> None:
    assert [a.id for a in ACTORS if not SLUG.fullmatch(a.id)] == []
    assert [i for i, n in Counter(a.id for a in ACTORS).items() if n > 1] == []


def test_countries_are_two_capital_letters() -> None:
    assert [(a.id, a.country) for a in ACTORS if a.country and not re.fullmatch("[A-Z]{2}", a.country)] == []


def test_every_actor_has_a_name_in_every_language_and_in_no_other() -> None:
    assert [a.id for a in ACTORS if set(a.names) != set(LANGS) or not all(a.names.values())] == []
    assert [a.id for a in ACTORS if not set(a.short) <= set(LANGS)] == []


def test_names_are_clean_text() -> None:
    for actor, lang, name, _ in all_names():
        assert name == " ".join(name.split(" ")).strip(), (actor.id, name)
        odd = [c for c in name if unicodedata.category(c)[0] == "C" and not (lang == "fa" and c == ZWNJ)]
        assert not odd, (actor.id, name)
        # Folding drops marks and tatweels; only the preposition that stands off its word is written with one.
        assert not re.search("[\u064b-\u0652\u0640]", name.replace(" لـ ", " ")), (actor.id, name)


def test_names_are_in_the_letters_of_their_language() -> None:
    for actor, lang, name, _ in all_names():
        if lang == "en":
            assert not re.search("[\u0600-\u06ff]", name), (actor.id, name)
            continue
        assert re.search("[\u0600-\u06ff]", name), (actor.id, name)
        foreign = "پچژگکی" if lang == "ar" else "يىك"
        assert not set(name) & set(foreign), (actor.id, name)


def test_no_name_is_shorter_than_three_letters() -> None:
    assert [(a.id, name) for a, _, name, _ in all_names() if letters(fold_word(name)) < 3] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_name_means_one_actor(lang: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for actor, code, name, short in all_names():
        if not short and code in READ_WITH[lang]:
            owners[folded(name)].add(actor.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("lang", LANGS)
def test_a_short_name_is_nobodys_full_name(lang: str) -> None:
    full = {folded(name) for _, code, name, short in all_names() if not short and code == lang}
    assert [(a.id, n) for a, code, n, short in all_names() if short and code == lang and folded(n) in full] == []


@pytest.mark.parametrize("lang", LANGS)
def test_an_ordinary_word_names_nobody(lang: str) -> None:
    words = {folded(word) for word in ORDINARY[lang].split()}
    assert [(a.id, n) for a, code, n, short in all_names() if not short and code == lang and folded(n) in words] == []


def test_no_actor_lists_a_name_twice() -> None:
    seen = Counter((actor.id, lang, folded(name)) for actor, lang, name, _ in all_names())
    assert [key for key, n in seen.items() if n > 1] == []


def test_wholes_exist_and_are_named_once() -> None:
    assert [(a.id, w) for a in ACTORS for w in a.part_of if w not in BY_ID] == []
    assert [a.id for a in ACTORS if len(set(a.part_of)) != len(a.part_of)] == []


def test_nothing_is_part_of_itself() -> None:
    assert [actor.id for actor in ACTORS if actor.id in wholes(actor.id)] == []


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("quds-force", "irgc"),
        ("irgc", "iranian-government"),
        ("syrian-army", "syrian-government"),
        ("al-qassam-brigades", "hamas"),
        ("asaib-ahl-al-haq", "iraqi-security-forces"),
        ("ypg", "sdf"),
        ("hpg", "pkk"),
        ("israeli-air-force", "idf"),
        ("houthis", "houthi-saleh-alliance"),
        ("unhcr", "united-nations"),
    ],
)
def test_known_wholes(part: str, whole: str) -> None:
    assert whole in wholes(part)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hezbollah", "lebanese-army"), ("fatemiyoun", "irgc"), ("rsf", "saf"), ("houthis", "yemeni-government")],
)
def test_these_are_not_part_of_each_other(one: str, other: str) -> None:
    assert other not in wholes(one)
    assert one not in wholes(other)


@pytest.mark.parametrize(
    ("lang", "name", "actor_id"),
    [
        ("ar", "المرصد السوري لحقوق الإنسان", "sohr"),
        ("ar", "تنظيم «داعش»", "isis"),
        ("ar", "الحرس الثوري الايراني", "irgc"),
        ("ar", "الميليشيات الحوثية", "houthis"),
        ("ar", "قسد", "sdf"),
        ("ar", "قوات الاحتلال", "idf"),
        ("ar", "قوات الاحتلال التركي", "turkish-armed-forces"),
        ("ar", "سكاي نيوز عربية", "sky-news-arabia"),
        ("ar", "مليشيا الدعم السريع", "rsf"),
        ("fa", "سپاه پاسداران", "irgc"),
        ("fa", "لشکر فاطمیون", "fatemiyoun"),
        ("fa", "حشدالشعبي", "pmf"),
        ("en", "Nusra Front", "jabhat-al-nusra"),
        ("en", "Popular Mobilization Forces", "pmf"),
    ],
)
def test_names_as_reports_write_them(lang: str, name: str, actor_id: str) -> None:
    found = {a.id for a, code, n, short in all_names() if not short and code == lang and folded(n) == folded(name)}
    assert found == {actor_id}
