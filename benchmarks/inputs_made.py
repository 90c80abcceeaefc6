"""Inputs of invented reports, as other programs write them: a Telegram export, a web archive.

    python benchmarks/inputs_made.py telegram 20000 --out result.json
    python benchmarks/inputs_made.py warc 1000 --out pages.warc.gz

The reports are those of ``benchmarks/generate.py``, so who is said to have died in each is known. The same seed writes
the same bytes, and memory does not grow with their number.
"""

import argparse
import gzip
import hashlib
import html
import json
import sys
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final

from generate import generate
from hasila.model import Report

CHANNEL: Final = {"name": "شبكة الأخبار المصنوعة", "type": "public_channel", "id": 1700000001}
#: Of so many messages one is a reply, forwarded, edited, styled, has a picture without words before it, or follows a
#: service message.
_REPLY, _FORWARD, _EDIT, _STYLED, _PICTURE, _SERVICE = 5, 7, 11, 3, 13, 50
#: What the exporting computer's clock is ahead of UTC.
_ZONE: Final = timedelta(hours=3)
#: Of so many pages one comes with what else a crawler meets: a picture, a page that is gone.
_STRAY: Final = 25


def reports(count: int, seed: int = 1) -> Iterator[tuple[Report, datetime]]:
    """Yield so many invented reports, and when each was published (UTC), later on for each of one day."""
    day, number = "", 0
    for made in generate(count, seed):
        number = number + 1 if made.report.published == day else 0
        day = made.report.published or ""
        # By day, where no time zone moves it into the next one.
        yield (
            made.report,
            datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=5, seconds=37 * number % 50_000),
        )


def messages(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield the messages of a channel, ``count`` of them with words."""
    number = 0
    for at, (report, sent) in enumerate(reports(count, seed)):
        if at % _SERVICE == 0:
            number += 1
            service = _message(number, sent, "") | {
                "type": "service",
                "actor": CHANNEL["name"],
                "action": "pin_message",
            }
            yield service | {"message_id": max(1, number - 1)}
        if at % _PICTURE == 1:
            number += 1
            yield _message(number, sent, "") | {"photo": f"photos/photo_{number}.jpg", "width": 1280, "height": 720}
        number += 1
        text: Any = report.text
        if at % _STYLED == 1:
            head, line, rest = text.partition("\n")
            text = [{"type": "bold", "text": head}, line + rest, {"type": "hashtag", "text": "#عاجل"}]
        message = _message(number, sent, text)
        if at % _REPLY == 1:
            message["reply_to_message_id"] = number - 1
        if at % _FORWARD == 1:
            message |= {"forwarded_from": report.outlet, "forwarded_from_id": "channel1700000002"}
        if at % _EDIT == 1:
            later = sent + timedelta(minutes=9)
            message |= {"edited": _local(later), "edited_unixtime": str(int(later.timestamp()))}
        yield message


def _message(number: int, sent: datetime, text: Any) -> dict[str, Any]:
    pieces = text if isinstance(text, list) else [text] if text else []
    return {
        "id": number,
        "type": "message",
        "date": _local(sent),
        "date_unixtime": str(int(sent.timestamp())),
        "from": CHANNEL["name"],
        "from_id": f"channel{CHANNEL['id']}",
        "text": text,
        "text_entities": [p if isinstance(p, dict) else {"type": "plain", "text": p} for p in pieces],
    }


def _local(time: datetime) -> str:
    return (time + _ZONE).strftime("%Y-%m-%dT%H:%M:%S")


def write_telegram(count: int, path: Path, seed: int = 1) -> None:
    """Write an export of one channel as Telegram Desktop does, with ``count`` messages that have words."""
    with path.open("w", encoding="utf-8") as file:
        about = json.dumps(CHANNEL, ensure_ascii=False, indent=1)
        file.write(about.removesuffix("\n}") + ',\n "messages": [')
        for at, message in enumerate(messages(count, seed)):
            file.write(
                ("," if at else "") + "\n  " + json.dumps(message, ensure_ascii=False, indent=1).replace("\n", "\n  ")
            )
        file.write("\n ]\n}")


# -- web archive -------------------------------------------------------------------------------------------


def address(number: int, report: Report) -> str:
    """Return the address of a report's page, at a host that belongs to its outlet."""
    host = hashlib.sha256((report.outlet or "").encode()).hexdigest()[:8]
    return f"https://o{host}.example/news/{(report.published or '').replace('-', '/')}/{number}.html"


def news_page(url: str, report: Report, sent: datetime) -> str:
    """Return a news page with what surrounds an article: menus, share buttons, neighbours, comments, a foot."""
    title, *lines = [html.escape(line) for line in report.text.split("\n") if line.strip()]
    menu = "".join(f'<li><a href="/section/{n}">{name}</a></li>' for n, name in enumerate(_SECTIONS))
    others = "".join(f'<li><a href="/news/{n}.html">{name}</a></li>' for n, name in enumerate(_NEIGHBOURS))
    return _PAGE.format(
        url=url,
        title=title,
        outlet=html.escape(report.outlet or ""),
        time=sent.isoformat(),
        day=(report.published or ""),
        menu=menu,
        others=others,
        body="\n".join(f"<p>{line}</p>" for line in lines or [title]),
    )


def write_warc(count: int, path: Path, seed: int = 1) -> None:
    """Write a web archive (WARC 1.1, ISO 28500, each record packed by gzip) of ``count`` pages with an article each."""
    with path.open("wb") as file:
        begun = datetime(2024, 1, 1, tzinfo=UTC)
        info = b"software: hasila, benchmarks/inputs_made.py\r\nformat: WARC File Format 1.1\r\n"
        _record(file, "warcinfo", "", begun, "application/warc-fields", info)
        for number, (report, sent) in enumerate(reports(count, seed), 1):
            url = address(number, report)
            fetched = begun + timedelta(seconds=number)
            if number % _STRAY == 1:
                picture = _answer("200 OK", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(200))
                _record(file, "response", f"{url}.png", fetched, _HTTP, picture)
                gone = _answer("404 Not Found", "text/html; charset=utf-8", "<p>الصفحة غير موجودة</p>".encode())
                _record(file, "response", f"{url}.gone.html", fetched, _HTTP, gone)
            page = news_page(url, report, sent).encode()
            _record(file, "response", url, fetched, _HTTP, _answer("200 OK", "text/html; charset=utf-8", page))


_HTTP: Final = "application/http; msgtype=response"


def _answer(status: str, media_type: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\nServer: invented\r\n\r\n"
    return head.encode() + body


def _record(file: BinaryIO, kind: str, url: str, fetched: datetime, media_type: str, block: bytes) -> None:
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url} {fetched.isoformat()}")
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{name}>",
        "WARC-Date": fetched.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **({"WARC-Target-URI": url} if url else {"WARC-Filename": "pages.warc.gz"}),
        "Content-Type": media_type,
        "Content-Length": str(len(block)),
    }
    head = "WARC/1.1\r\n" + "".join(f"{field}: {value}\r\n" for field, value in fields.items()) + "\r\n"
    file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 6, mtime=0))


_SECTIONS: Final = ("الرئيسية", "أخبار", "العالم العربي", "اقتصاد", "رياضة", "ثقافة", "رأي", "اتصل بنا")
_NEIGHBOURS: Final = (
    "افتتاح معرض الكتاب في دورته العاشرة", "أسعار الخضار ترتفع قبل العيد", "منتخب الشباب يبلغ نصف النهائي",
    "مقتل 99 شخصا في قصة من صفحة أخرى",
)  # fmt: skip
_PAGE: Final = """<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head><meta charset="utf-8"><title>{title} - {outlet}</title>
<link rel="canonical" href="{url}">
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="og:site_name" content="{outlet}"><meta property="og:url" content="{url}">
<meta property="article:published_time" content="{time}">
<script>window.dataLayer = [];</script><style>nav li {{ display: inline }}</style></head>
<body><header><nav><ul>{menu}</ul></nav><form action="/search"><input name="q"></form></header>
<main><article><h1>{title}</h1>
<div class="byline"><time datetime="{time}">{day}</time></div>
<div class="share"><a href="/share/1">شارك</a><a href="/share/2">غرد</a></div>
{body}
</article>
<aside class="related"><h2>اقرأ أيضا</h2><ul>{others}</ul></aside></main>
<section id="comments" class="comments"><h2>التعليقات</h2><p>تعليق من قارئ لا يعرف شيئا.</p></section>
<footer><p>جميع الحقوق محفوظة</p><ul>{menu}</ul></footer></body></html>
"""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="inputs_made.py", description=__doc__)
    parser.add_argument("form", choices=["telegram", "warc"])
    parser.add_argument("count", type=int, help="how many reports")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    asked = parser.parse_args(arguments)
    (write_telegram if asked.form == "telegram" else write_warc)(asked.count, asked.out, asked.seed)
    print(f"{asked.count:,} reports in {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
