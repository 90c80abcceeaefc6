"""The articles of the benchmark: repeated, renewed, as pages."""

from typing import Any

import pytest
import trafilatura
from hypothesis import given
from hypothesis import strategies as st

import bench_articles as bench

TWO = [
    {"id": "a", "lang": "ar", "text": "مقتل ثلاثة\n\nقتل ثلاثة جنود.", "published": "2016-05-08"},
    {"id": "b", "lang": "ar", "text": "إصابة طفل\n\nأصيب طفل.", "published": None},
]


@pytest.mark.parametrize(("at_least", "ids"), [(1, "a b"), (2, "a b"), (3, "a b a-2 b-2"), (5, "a b a-2 b-2 a-3 b-3")])
def test_articles_are_repeated_as_wholes(at_least: int, ids: str) -> None:
    articles = bench.repeated(TWO, at_least)
    assert [article["id"] for article in articles] == ids.split()
    assert [article["text"] for article in articles[:2]] == [article["text"] for article in TWO]
    assert articles[-1]["text"] == TWO[1]["text"]


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_articles_are_renewed_with_words_of_their_own(count: int) -> None:
    articles = list(bench.renewed(TWO, count))
    assert len(articles) == count
    assert len({article["id"] for article in articles}) == count
    assert [article["text"] for article in articles[:2]] == [article["text"] for article in TWO[:count]]
    added = []
    for n, article in enumerate(articles[2:]):
        before, _, line = article["text"].rpartition("\n")
        assert before == TWO[n % 2]["text"]
        added += line.split()
    assert len(added) == bench.NEW_WORDS * max(0, count - 2)
    assert len(set(added)) >= 0.95 * len(added)
    assert list(bench.renewed(TWO, count)) == articles


def test_articles_given_are_left_as_they_are() -> None:
    before = [dict(article) for article in TWO]
    list(bench.renewed(TWO, 6))
    bench.repeated(TWO, 6)[0]["text"] = "other"
    assert before == TWO


@pytest.mark.parametrize("make", [lambda: bench.repeated([], 5), lambda: list(bench.renewed([], 5))])
def test_no_articles_are_refused(make: Any) -> None:
    with pytest.raises(ValueError, match="no articles"):
        make()


def test_a_page_gives_its_article_back() -> None:
    text = "مقتل ثلاثة جنود في هجوم\n" + "\n".join(
        f"قال متحدث باسم الجيش إن ثلاثة جنود قتلوا في الهجوم رقم {n} على الموقع." for n in (1, 2, 3)
    )
    found = trafilatura.extract(bench.news_page({"text": text, "lang": "ar", "published": "2016-05-08"}))
    assert found is not None
    assert [line for line in text.split("\n")[1:] if line not in found] == []
    assert "خبر ثالث" not in found


@given(st.text())
def test_a_page_escapes_what_it_wraps(text: str) -> None:
    page = bench.news_page({"text": text + "\n<b>\n</article>&amp;", "published": '"><script>'})
    assert page.count("</article>") == 1
    assert "<script>" not in page
    assert "&lt;/article&gt;&amp;amp;" in page


def test_an_empty_article_is_a_page_too() -> None:
    assert "<h1></h1>" in bench.news_page({"text": ""})
