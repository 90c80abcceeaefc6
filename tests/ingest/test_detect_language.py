import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.ingest import detect_language


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("قتل ثلاثة جنود في انفجار شرق المدينة", "ar"),
        ("استشهاد طفلة", "ar"),
        ("قتل جنديان", "ar"),
        ("عاجل | رويترز: مقتل 5 في غارة https://t.example/aBcDeFgHiJkLmNoPqRsTuVwXyZ/AAAA", "ar"),
        ("قال شهود إن چيب عسكري انفجر في البصرة وقتل من فيه", "ar"),
        ("قتل ثلاثة جنود فی انفجار شرق المدینة ، بحسب مصدر فی الشرطة", "ar"),  # typed on a Persian keyboard
        ("کشته شدن پنج نفر در حمله به پاسگاه", "fa"),
        ("سه سرباز زخمی شدند", "fa"),
        ("كشته شدن پنج نفر در حمله به پاسگاه مرزي در گفتگو با پليس", "fa"),  # typed on an Arabic keyboard
        ("Three soldiers were killed by a roadside bomb in the east", "en"),
        ("Five killed", "en"),
        ("حلب میں دھماکے سے پانچ افراد ہلاک ہو گئے", "und"),
        ("لە تەقینەوەیەکدا پێنج کەس کوژران", "und"),
        ("په چاودنه کې پنځه کسان ووژل شول", "und"),
        ("Cinq soldats ont été tués dans une explosion à l'est de la ville", "fr"),
        ("Doğudaki patlamada beş asker öldü ve dokuz kişi yaralandı", "tr"),
        ("Aleppo Fallujah Mosul Tikrit", "und"),
        ("Пять солдат погибли при взрыве", "und"),
        ("חמישה חיילים נהרגו", "und"),
        ("炸弹造成五人死亡", "und"),
        ("12 / 45 !!", "und"),
        ("", "und"),
        ("\ud800\ud800 xyz \udfff", "und"),
    ],
)
def test_language(text: str, lang: str) -> None:
    assert detect_language(text) == lang


def test_mixed_text_is_of_the_language_with_most_letters() -> None:
    arabic = "قتل ثلاثة جنود في انفجار شرق المدينة "
    english = "three soldiers were killed in the blast "
    assert detect_language(arabic * 3 + english) == "ar"
    assert detect_language(arabic + english * 3) == "en"


def test_plain_cases_do_not_load_the_model() -> None:
    code = (
        "import sys; from hasila.ingest import detect_language as d;"
        "print(d('قال شهود إن ثلاثة جنود قتلوا'), d('کشته شدن پنج نفر در پاسگاه'),"
        "d('three men were killed by the army'),"
        "'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ar", "fa", "en", "False"]


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert re.fullmatch("[a-z]{2}|und", detect_language(text))
