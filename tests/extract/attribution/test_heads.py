"""Names before a colon: who speaks in a paper's bullets is who acts in a bulletin of the body itself."""

import pytest

import hasila

TEXT = "حصيلة اليوم\nشرطة الأنبار: اعتقال 4 مطلوبين في هيت.\nشرطة ديالى: اعتقال 3 مطلوبين في بهرز."


@pytest.mark.parametrize(
    ("outlet", "sources"),
    [
        ("صحيفة الضفاف", ["شرطة الأنبار", "شرطة ديالى"]),
        ("وكالة المدار للأنباء", ["شرطة الأنبار", "شرطة ديالى"]),
        (None, ["شرطة الأنبار", "شرطة ديالى"]),
        ("وزارة الداخلية العراقية", []),
        ("الناطق باسم الشرطة", []),
        ("القوات المسلحة السودانية", []),
    ],
)
def test_a_bulletin_of_a_body_is_its_own_voice(outlet: str | None, sources: list[str]) -> None:
    claims = hasila.read(TEXT, lang="ar", outlet=outlet).claims
    assert [claim.count.low for claim in claims] == [4, 3]
    assert [source.span.text for claim in claims for source in claim.sources] == sources
