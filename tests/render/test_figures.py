import pytest

from hasila.model import ClaimRef, Count, Toll, TollGroup, When
from hasila.model.values import Hedge
from hasila.render.figures import Index, count_words, toll_best, toll_range, when_words
from hasila.render.strings import EN
from hasila.render.strings_ar import AR

from .fixture import reports


def a_toll(low: int | None, best: int | None, high: int | None, is_open: bool = False) -> Toll:
    return Toll(
        harm="killed",
        group=TollGroup(actor=None, name=None, role="unknown"),
        low=low,
        best=best,
        high=high,
        open=is_open,
        status="agreed",
        rule="",
    )


@pytest.mark.parametrize(
    ("toll", "figures", "best"),
    [
        (a_toll(43, 43, 43), "43", None),
        (a_toll(13, 17, 20), "13–20", 17),
        (a_toll(13, 20, 20), "13–20", 20),
        (a_toll(57, 57, 57, True), "57+", None),
        (a_toll(57, 60, 80, True), "57–80+", 60),
        (a_toll(20, None, None), "20+", None),
        (a_toll(20, 20, None, True), "20+", 20),
        (a_toll(None, None, 9), "up to 9", None),
        (a_toll(None, None, None), "no figure", None),
        (a_toll(0, 0, 0), "0", None),
        (a_toll(0, 5, 5), "0–5", 5),
    ],
)
def test_toll_in_words(toll: Toll, figures: str, best: int | None) -> None:
    assert toll_range(toll, EN) == figures
    assert toll_best(toll) == best


@pytest.mark.parametrize(
    ("low", "high", "hedge", "words"),
    [
        (43, 43, "exact", "43"),
        (43, None, "at_least", "at least 43"),
        (43, None, "more_than", "more than 43"),
        (43, 43, "about", "about 43"),
        (None, 9, "at_most", "at most 9"),
        (40, 50, "range", "40–50"),
        (20, None, "vague", "vague, 20+"),
        (None, None, "vague", "no figure"),
        (None, None, "most", "most"),
        (None, None, "all", "all"),
        (0, 0, "none", "none"),
    ],
)
def test_count_in_words(low: int | None, high: int | None, hedge: Hedge, words: str) -> None:
    assert count_words(Count(low=low, high=high, hedge=hedge), EN) == words


def test_days_in_words() -> None:
    assert when_words(None, EN) == "date not stated"
    assert when_words(When(start="2016-05-06", end="2016-05-06"), EN) == "2016-05-06"
    assert when_words(When(start="2016-05-06", end="2016-05-08"), EN) == "2016-05-06 to 2016-05-08"


def test_days_keep_their_order_among_arabic_words() -> None:
    """Behind an Arabic letter the parts of an ISO date run from right to left, unless it is kept apart."""
    told = when_words(When(start="2016-05-06", end="2016-05-08"), AR)
    assert told == "\u20662016-05-06\u2069 إلى \u20662016-05-08\u2069"


def test_victims_name_is_taken_out_of_a_wording() -> None:
    ref = ClaimRef("local-1", "c2")
    assert Index.of(reports()).quote(ref, EN) == "قتلت 3 مدنيين بينهم الطفلة [named person]"
    assert Index.of(reports(), show_names=True).quote(ref, EN) == "قتلت 3 مدنيين بينهم الطفلة ريم السعدون"


def test_group_is_its_own_word_its_actors_name_or_everyone() -> None:
    index = Index.of(reports())

    def name(actor: str | None, words: str | None, role: str, *refs: ClaimRef) -> str:
        group = TollGroup(actor=actor, name=words, role=role)  # type: ignore[arg-type]
        toll = Toll(
            harm="killed", group=group, low=1, best=1, high=1, open=False, status="agreed", rule="", supports=refs
        )
        return index.group(toll, EN)

    assert name("irgc", None, "combatant") == "Islamic Revolutionary Guard Corps"
    assert name("nobody-knows", None, "combatant") == "nobody-knows"
    assert name(None, "قائد ميداني", "combatant", ClaimRef("monitor-1", "c3")) == "قائد ميداني"
    assert name(None, None, "unknown") == "All people"
    assert name(None, None, "civilian") == "Civilians"
    # Folded by whoever made the toll, so that only the claim behind it tells that it is a name.
    assert name(None, "ريم سعدون", "civilian", ClaimRef("local-1", "c2")) == "named person"
    assert name(None, "ريم السعدون", "civilian") == "named person"
