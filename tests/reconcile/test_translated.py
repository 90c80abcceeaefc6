from typing import Any

import msgspec
import pytest

import claimkit
from hasila.model import ClaimRef, Report
from hasila.reconcile.groups import Groups
from hasila.reconcile.translated import translated
from hasila.reconcile.voices import statements


def told(ident: str, lang: str, *claims: dict[str, Any]) -> Report:
    made = claimkit.report({"id": ident, "outlet": ident, "published": "2020-05-01", "claims": list(claims)})
    return msgspec.structs.replace(made, lang=lang)


def same(*reports: Report) -> dict[str, str]:
    refs = [ClaimRef(r.id, c.id) for r in reports for c in r.claims]
    by_id = {r.id: r for r in reports}
    return translated(statements(by_id, refs, Groups()), by_id)


def figures(source: str, *counts: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"harm": harm, "n": n, "source": [source]} for harm, n in counts]


BOTH = (("killed", 62), ("wounded", 130))


@pytest.mark.parametrize(
    ("foreign", "one"),
    [
        (figures("official the district chief", *BOTH), True),
        (figures("official the district chief", ("killed", 62)), False),  # one figure anybody may give
        (figures("official the district chief", *BOTH, ("missing", 4)), False),  # he says more
        (figures("official the district chief", ("killed", 62), ("wounded", 131)), False),
        (figures("official ministry", *BOTH), False),  # the registry knows him, in every language
    ],
)
def test_who_gives_the_same_figures_in_another_language_is_one(foreign: list[dict[str, Any]], one: bool) -> None:
    arabic = told("a", "ar", *figures("official قائممقام القضاء", *BOTH, ("missing", 15)))
    assert bool(same(arabic, told("b", "en", *foreign))) is one
    assert same(arabic, told("b", "ar", *foreign)) == {}


def test_of_two_who_say_it_neither_is_he() -> None:
    arabic = [told(f"a{n}", "ar", *figures(f"official {name}", *BOTH)) for n, name in enumerate(("القائد", "المحافظ"))]
    foreign = told("b", "en", *figures("official the chief", *BOTH, ("missing", "vague 2")))
    assert "name:the chief" not in same(*arabic, foreign)


def test_who_is_whose_voice_comes_to_an_end() -> None:
    names = {"ar": "القائد", "en": "the chief", "fa": "فرمانده"}
    found = same(*(told(lang, lang, *figures(f"official {name}", *BOTH)) for lang, name in names.items()))
    assert not found.keys() & set(found.values())
