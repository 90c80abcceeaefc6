"""The articles that the tools are measured on: repeated to a decent number, renewed, wrapped as web pages."""

import html
import random
from collections.abc import Iterator, Sequence
from typing import Any, Final

#: One article: ``id``, ``text`` (headline first, a paragraph a line) and whatever else its JSONL line says.
Article = dict[str, Any]

#: Words made up for each copy in :func:`renewed`. A new article of a newspaper brings about as many words that the
#: thousand articles before it did not have; without them a cache of words would look smaller than it gets.
NEW_WORDS: Final = 30
_LETTERS: Final = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def repeated(articles: Sequence[Article], at_least: int) -> list[Article]:
    """Return the articles, over and over as wholes, until there are ``at_least`` so many; copies get ids of their own.

    Raises:
        ValueError: if there are no articles.
    """
    if not articles:
        raise ValueError("there are no articles to repeat")
    rounds = max(1, -(-at_least // len(articles)))
    return [_copy(article, n) for n in range(rounds) for article in articles]


def renewed(articles: Sequence[Article], count: int) -> Iterator[Article]:
    """Yield exactly ``count`` articles; from the second round on each ends with a line of words made up for it.

    The same words come in every run.

    Raises:
        ValueError: if there are no articles.
    """
    if not articles:
        raise ValueError("there are no articles to repeat")
    chance = random.Random(count)
    for n in range(count):
        round_, place = divmod(n, len(articles))
        article = _copy(articles[place], round_)
        if round_:
            article["text"] += "\n" + " ".join(_word(chance) for _ in range(NEW_WORDS))
        yield article


def _copy(article: Article, n: int) -> Article:
    return {**article, "id": f"{article['id']}-{n + 1}"} if n else dict(article)


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_LETTERS, k=chance.randint(4, 8)))


def news_page(article: Article) -> str:
    """Wrap an article as a plain news page: head with title and date, a menu, the article, other stories, a foot."""
    lines = [line.strip() for line in article["text"].split("\n") if line.strip()]
    title, paragraphs = (lines[0], lines[1:] or lines) if lines else ("", [])
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in paragraphs)
    menu = "".join(f'<li><a href="/section/{n}">{name}</a></li>' for n, name in enumerate(_SECTIONS))
    return _PAGE.format(
        title=html.escape(title),
        date=html.escape(article.get("published") or ""),
        lang=html.escape(article.get("lang") or "ar"),
        menu=menu,
        body=body,
    )


_SECTIONS: Final = ("الرئيسية", "أخبار", "العالم العربي", "اقتصاد", "رياضة", "ثقافة", "رأي", "اتصل بنا")
_PAGE: Final = """<!DOCTYPE html>
<html lang="{lang}" dir="rtl">
<head><meta charset="utf-8"><title>{title}</title>
<meta property="og:title" content="{title}"><meta property="article:published_time" content="{date}"></head>
<body><header><nav><ul>{menu}</ul></nav></header>
<main><article><h1>{title}</h1>
{body}
</article>
<aside><h2>اقرأ أيضا</h2><ul><li><a href="/story/1">عنوان خبر آخر</a></li><li><a href="/story/2">خبر ثالث</a></li></ul>
</aside></main>
<footer><p>جميع الحقوق محفوظة</p></footer></body></html>
"""
