import pytest

import claimkit
from hasila.reconcile.nameless import is_named


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("medical ministry", True),  # the registry knows it, whatever its kind
        ("medical خدمة إسعاف المدينة", True),
        ("medical مدير المستشفى العام", True),
        ("medical الطبيب نبيل الأهدل", True),
        ("official وزارة الصحة", True),
        ("medical طبيب مناوب في مستشفى المدينة", False),
        ("medical مصدر طبي", False),
        ("official مصدر في شرطة المدينة", False),
        ("local سكان", False),
        ("local الأهالي", False),
        ("local ساکنان محل", False),
        ("medical a hospital doctor", False),
        ("local two residents", False),
        ("anonymous مسؤول كبير", False),
    ],
)
def test_who_has_a_name(source: str, named: bool) -> None:
    assert is_named(claimkit.source(source)) is named
