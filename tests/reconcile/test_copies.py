"""What is a copy, and what only sounds alike."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimkit
from hasila.model import ClaimRef, Report, Span
from hasila.reconcile.copies import originals
from hasila.reconcile.groups import Groups
from hasila.reconcile.voices import statements

HEAD = "قصف على بلدة في الريف"
STORY = "وقتل سبعة مدنيين بينهم طفلان في قصف مدفعي طال سوق البلدة صباح اليوم الخميس بحسب ما أفاد به شهود من المكان"
TAIL = "وتوقفت الحركة في السوق بعد القصف. ولم تصدر السلطات بيانا حتى مساء اليوم."
QUOTE = "قتل سبعة مدنيين"
OTHER = (
    "أفادت مصادر طبية صباح اليوم الخميس أن قصفا مدفعيا على السوق أسفر عن سقوط ضحايا إذ قتل سبعة مدنيين من أهل البلدة"
)


def told(ident: str, text: str, day: str = "2020-05-02", source: tuple[str, ...] = (), quote: str = QUOTE) -> Report:
    made = claimkit.report(
        {"id": ident, "outlet": ident, "published": day, "text": text, "claims": [{"n": 7, "source": list(source)}]}
    )
    at = text.index(quote)
    claim = msgspec.structs.replace(made.claims[0], quote=Span(at, at + len(quote), quote))
    return msgspec.structs.replace(made, claims=(claim,))


def copied(*reports: Report) -> dict[str, str]:
    refs = [ClaimRef(r.id, c.id) for r in reports for c in r.claims]
    return {copy.report: first.report for copy, first in originals({r.id: r for r in reports}, refs).items()}


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{STORY}.\n{TAIL}",
        f"عنوان آخر\n{STORY}.",  # another head, the tail cut
        f"{HEAD}\nوفي سياق متصل زار وفد البلدة.\n{STORY}. {TAIL}",  # a paragraph of its own
        f"{HEAD}\n{STORY.replace(' بحسب ما أفاد به شهود من المكان', '')}.",  # the credit lost
        f"{HEAD}\n{STORY.replace('سوق', 'ساحة')}.",  # one word changed
    ],
)
def test_a_changed_head_or_tail_stays_a_copy(text: str) -> None:
    first = told("a", f"{HEAD}\n{STORY}.\n{TAIL}", "2020-05-01", ("monitor sohr",))
    assert copied(told("b", text), first) == {"b": "a"}


def test_other_words_are_no_copy() -> None:
    first = told("a", f"{HEAD}\n{STORY}.\n{TAIL}", "2020-05-01")
    assert copied(first, told("b", f"{HEAD}\n{OTHER}.\n{TAIL}")) == {}


def test_what_is_credited_or_of_another_figure_is_no_copy() -> None:
    first = told("a", f"{STORY}.", "2020-05-01")
    assert copied(first, told("b", f"{STORY}.", source=("media afp",))) == {}
    other = told("c", f"{STORY}.")
    changed = msgspec.structs.replace(other.claims[0], count=claimkit.count("8"))
    assert copied(first, msgspec.structs.replace(other, claims=(changed,))) == {}


def test_short_passages_are_alike_by_chance() -> None:
    assert copied(told("a", "قتل سبعة مدنيين في قصف", "2020-05-01"), told("b", "قتل سبعة مدنيين في قصف")) == {}


def test_of_one_day_who_credits_somebody_is_the_original() -> None:
    assert copied(told("a", f"{STORY}."), told("b", f"{STORY}.", source=("monitor sohr",))) == {"a": "b"}


def test_a_copy_that_lost_the_credit_is_the_voice_of_the_one_credited() -> None:
    first, copy = told("a", f"{STORY}.", "2020-05-01", ("monitor sohr",)), told("b", f"{HEAD}\n{STORY}.")
    found = statements({"a": first, "b": copy}, [ClaimRef("a", "c1"), ClaimRef("b", "c1")], Groups())
    assert {(s.voice, s.said, s.credited) for s in found} == {("actor:sohr", "2020-05-01", True)}


WORDS = st.lists(st.sampled_from(["خبر", "بلدة", "وفد", "زيارة", "طريق", "مدرسة", "عاجل"]), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_any_head_and_tail_change_no_copy(head: str, tail: str) -> None:
    first = told("a", f"{HEAD}\n{STORY}.\n{TAIL}", "2020-05-01")
    assert copied(first, told("b", f"{head}\n{STORY}.\n{tail}")) == {"b": "a"}
