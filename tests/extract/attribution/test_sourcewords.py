"""Which registered actor a source is."""

import pytest

from hasila.extract.attribution.sourcewords import actor_of
from hasila.extract.tagging import Tagged
from hasila.languages import load
from hasila.registry import load_registry
from hasila.text import Document


@pytest.mark.parametrize(
    ("source", "actor"),
    [
        ("المرصد السوري لحقوق الإنسان", "sohr"),
        ("المتحدث باسم حزب الله", "hezbollah"),
        # A shorter name of the same body stands within its name, and is no second body.
        ("المتحدث باسم وزارة الصحة في غزة", "gaza-health-ministry"),
        ("المتحدث باسم وزارة الداخلية العراقية", "iraqi-interior-ministry"),
        # A source inside a body does not speak for it.
        ("مصدر في الشرطة العراقية", None),
        ("شهود عيان", None),
    ],
)
def test_who_speaks_for_a_body_is_that_body(source: str, actor: str | None) -> None:
    tg = Tagged(Document(source), load("ar"), load_registry("ar"))
    found = actor_of(tg, (0, tg.size))
    assert (found.id if found else None) == actor
