"""Reading inputs of every kind. The samples (places, outlets, events) are invented and ours."""

import io
import json
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.ingest import Unreadable, read_reports
from hasila.model import Report

SAMPLES = Path(__file__).parent / "samples"


def stdin(data: bytes, **options: object) -> list[Report | Unreadable]:
    return list(read_reports(["-"], stdin=io.BytesIO(data), **options))  # type: ignore[arg-type]


def reports(*inputs: str | Path) -> list[Report]:
    found = list(read_reports(map(str, inputs)))
    assert not [item for item in found if isinstance(item, Unreadable)]
    return [item for item in found if isinstance(item, Report)]


def one(*inputs: str | Path) -> Report:
    (report,) = reports(*inputs)
    return report


def refused(*inputs: str | Path) -> Unreadable:
    (item,) = read_reports(map(str, inputs))
    assert isinstance(item, Unreadable)
    assert item.reason
    assert item.advice
    return item


def test_plain_text_is_kept_to_the_last_character(tmp_path: Path) -> None:
    text = "  قُتِلَ 3\r\n\r\n\u200fجنود\n\n"
    (tmp_path / "خبر.txt").write_bytes(text.encode())
    report = one(tmp_path / "خبر.txt")
    assert report == Report(id="خبر", lang="ar", text=text)


def test_options_stand_in_for_what_an_input_does_not_tell() -> None:
    options = {"published": "2020-01-02", "outlet": "النهر", "lang": "fa"}
    (plain,) = stdin("قتل ثلاثة".encode(), **options)
    assert isinstance(plain, Report)
    assert (plain.published, plain.outlet, plain.lang) == ("2020-01-02", "النهر", "fa")
    line = {"text": "قتل", "published": "2021-03-04", "outlet": "السهل", "lang": "ar"}
    (told,) = stdin(json.dumps(line).encode(), **options)
    assert isinstance(told, Report)
    assert (told.published, told.outlet, told.lang) == ("2021-03-04", "السهل", "ar")


@pytest.mark.parametrize("published", ["yesterday", "2016-13-01", "2016-5-8", "08/05/2016", "20160508xx", "2016-W01-1"])
def test_a_wrong_date_of_publication_is_wrong_usage_at_once(published: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write year-month-day"):
        read_reports([], published=published)


def test_a_limit_of_nothing_is_wrong_usage() -> None:
    with pytest.raises(ValueError, match="max_chars"):
        read_reports([], max_chars=0)


# -- pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["page-utf8.html", "page-1256.html", "page-1256-undeclared.html"])
def test_a_page_gives_its_article_date_outlet_and_address(name: str) -> None:
    report = one(SAMPLES / name)
    assert report.title == "مقتل ستة جنود في كمين شرق تل الورد"
    assert report.published == "2021-03-14"
    assert report.outlet == "مرصد السهل"
    assert report.url == "https://sahl.example/akhbar/4711"
    assert report.lang == "ar"
    lines = report.text.split("\n")
    assert [line[:15] for line in lines] == ["مقتل ستة جنود ف", "قال متحدث باسم ", "وأضاف المتحدث أ", "ونفى قيادي في ا"]
    assert "مواضيع" not in report.text
    assert "999" not in report.text


def test_direction_marks_and_zwnj_of_a_page_are_kept() -> None:
    assert "\u200f(3 مواقع)\u200f" in one(SAMPLES / "page-utf8.html").text
    persian = one(SAMPLES / "page-fa.html")
    assert persian.lang == "fa"
    for word in ("می\u200cگوید", "دست\u200cکم", "می\u200cگویند", "شده\u200cاند"):
        assert word in persian.text


def test_a_short_page_gives_its_text() -> None:
    page = "<html><head><title>خبر</title></head><body><p>قتل ثلاثة جنود في انفجار قرب الجسر.</p></body></html>"
    (report,) = stdin(page.encode())
    assert isinstance(report, Report)
    assert "قتل ثلاثة جنود في انفجار قرب الجسر." in report.text


def test_a_short_article_is_told_from_what_stands_around_it() -> None:
    page = """<html><head><title>مقتل ثلاثة جنود - مرصد السهل</title></head><body>
    <nav><ul><li><a href="/">الرئيسية</a></li></ul></nav>
    <main><article><h1>مقتل ثلاثة جنود</h1><time datetime="2021-03-14">2021-03-14</time>
    <div class="share"><a href="/s">شارك</a><a href="/t">غرد</a></div>
    <p>قتل ثلاثة جنود في انفجار قرب الجسر الشمالي، وفق ما قال شهود عيان.</p></article></main>
    <footer><p>جميع الحقوق محفوظة</p></footer></body></html>"""
    (report,) = stdin(page.encode())
    assert isinstance(report, Report)
    text = "مقتل ثلاثة جنود\nقتل ثلاثة جنود في انفجار قرب الجسر الشمالي، وفق ما قال شهود عيان."
    assert report.text.split("\n")[-2:] == text.split("\n")
    assert "شارك" not in report.text


def test_a_piece_of_a_page_gives_its_text() -> None:
    (report,) = stdin("<p>قتل ثلاثة جنود في انفجار قرب الجسر.</p>".encode())
    assert isinstance(report, Report)
    assert report.text == "قتل ثلاثة جنود في انفجار قرب الجسر."


def test_comments_of_readers_are_not_the_report() -> None:
    page = (SAMPLES / "page-utf8.html").read_text(encoding="utf-8")
    comment = (
        '<div id="comments" class="comments"><p>بل قتل ألف جندي في هذا الكمين يا إخوان، صدقوني.</p></div></article>'
    )
    (report,) = stdin(page.replace("</article>", comment).encode())
    assert isinstance(report, Report)
    assert "ألف جندي" not in report.text


def test_stand_ins_for_marks_are_never_taken_from_the_page_itself() -> None:
    page = f"<html><body><p>قتل ثلاثة {chr(0x10600)} جنود\u200c في انفجار قرب الجسر.</p></body></html>"
    (report,) = stdin(page.encode())
    assert isinstance(report, Report)
    assert f"قتل ثلاثة {chr(0x10600)} جنود\u200c في" in report.text


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body></body></html>", "no article"),
        ("<div>" * 50_000, "no article"),
        ("<!--", "no article"),
        ("<html><body>" + "<p>x" * 100_001, "more than 100,000 tags"),
        ("<html>" + " " * 10_000_000, "larger than 10 MB"),
    ],
)
def test_a_page_without_an_article_is_named(page: str, reason: str) -> None:
    (item,) = stdin(page.encode())
    assert isinstance(item, Unreadable)
    assert reason in item.reason


# -- JSON lines --------------------------------------------------------------------------------------------


def test_json_lines_bring_their_own_fields_and_others_are_ignored() -> None:
    first, second, third = reports(SAMPLES / "good.jsonl")
    assert first == Report(
        id="sahl-1", lang="ar", published="2021-03-14", outlet="مرصد السهل", text="قتل ثلاثة جنود في كمين."
    )
    assert second == Report(id="sahl-2", lang="ar", text="إصابة عشرين شخصا في انفجار قرب السوق.")
    assert (third.published, third.url, third.title) == ("2021-03-15", "https://sahl.example/3", "عنوان")


def test_bad_and_cut_off_lines_are_named_and_the_rest_goes_on() -> None:
    found = list(read_reports([str(SAMPLES / "truncated.jsonl")]))
    assert [item.id for item in found if isinstance(item, Report)] == ["sahl-1", "sahl-2"]
    bad = [item for item in found if isinstance(item, Unreadable)]
    assert [item.name.rpartition("/")[2] for item in bad] == ["truncated.jsonl, line 2", "truncated.jsonl, line 4"]
    assert "not JSON" in bad[0].reason
    assert "cut off" in bad[1].reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "a"}', "has no text"),
        ('{"text": " \\n"}', "text is empty"),
        ('{"text": 5}', '"text" is not a string'),
        ('{"text": "x", "outlet": ["y"]}', '"outlet" is not a string'),
        ('{"text": "x", "id": true}', '"id" is not a string'),
        ('{"text": "x", "published": "May 2016"}', '"published" is not a date'),
        ('{"text": "x", "lang": "Arabic, mostly"}', '"lang" is not a language'),
        ('{"a":' + "[" * 100_000, "nested too deeply"),
        ('{"text": "x", "n": ' + "9" * 10_000 + "}", "not JSON"),
    ],
)
def test_a_record_with_a_wrong_field_is_named(line: str, reason: str) -> None:
    bad, good = stdin(f'{line}\n{{"text": "five killed in the north"}}\n'.encode())
    assert isinstance(bad, Unreadable)
    assert bad.name == "-, line 1"
    assert reason in bad.reason
    assert isinstance(good, Report)


def test_a_number_is_an_id_and_a_missing_one_is_made_of_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text('{"id": 7, "text": "قتل"}\n\n{"text": "جرح"}\n', encoding="utf-8")
    assert [report.id for report in reports(tmp_path / "posts.jsonl")] == ["7", "posts-3"]


@pytest.mark.parametrize(("given_lang", "lang"), [("ar-SY", "ar"), ("FA", "fa"), ("eng", "en"), ("", "ar")])
def test_language_tags_are_read_by_their_first_part(given_lang: str, lang: str) -> None:
    (report,) = stdin(json.dumps({"text": "قتل ثلاثة في القصف", "lang": given_lang}).encode())
    assert isinstance(report, Report)
    assert report.lang == lang


def test_json_lines_in_utf16_and_with_a_mark_are_read() -> None:
    lines = '{"id": "a", "text": "قتل"}\n{"id": "b", "text": "جرح"}\n'
    for encoding in ("utf-16", "utf-8-sig", "utf-32"):
        found = stdin(lines.encode(encoding))
        assert [item.id for item in found if isinstance(item, Report)] == ["a", "b"]


def test_lone_surrogates_stay_in_the_text() -> None:
    (report,) = stdin(b'{"text": "\\ud83d five killed in the north \\udc00"}')
    assert isinstance(report, Report)
    assert report.text[0] == "\ud83d"
    assert len(report.sha256) == 64


def test_a_line_over_the_limit_is_named_without_being_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        left = 60_000_000

        def read(self, size: int = -1) -> bytes:
            if self.left == 60_000_000:
                self.left -= 9
                return b'{"text":"'
            if self.left <= 0:
                return b""
            self.left -= size
            return b"a" * size if self.left > 0 else b'a"}\n{"text": "five killed"}'

    tracemalloc.start()
    bad, good = read_reports(["-"], stdin=Endless(), max_chars=100_000, lang="en")  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(bad, Unreadable)
    assert "longer than 100,000" in bad.reason
    assert isinstance(good, Report)
    assert peak < 10_000_000


def test_memory_stays_flat_over_many_reports() -> None:
    class Many(io.RawIOBase):
        count = 0

        def read(self, size: int = -1) -> bytes:
            self.count += 1
            return ('{"text": "' + "five killed " * 500 + '"}\n').encode() if self.count <= 3000 else b""

    tracemalloc.start()
    count = sum(isinstance(item, Report) for item in read_reports(["-"], stdin=Many(), lang="en"))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3000
    assert peak < 3_000_000


# -- bad input ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00\x01\x02binary", "zero bytes"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"PK\x03\x04...", "zip"),
        (b"\x1f\x8b\x08...", "gzip"),
        (bytes(range(1, 32)) * 3, "control characters"),
        (b"word" * 12_500_000, "longer than 5,000,000"),
    ],
)
@pytest.mark.parametrize("ending", [".txt", ".html", ".jsonl", ""])
def test_bad_bytes_are_explained_whatever_they_are_called(
    tmp_path: Path, data: bytes, reason: str, ending: str
) -> None:
    path = tmp_path / f"bad{ending}"
    path.write_bytes(data)
    item = refused(path)
    assert item.name.startswith(str(path))
    if not (reason.startswith("longer") and ending):
        assert reason in item.reason


def test_what_is_not_there_or_forbidden_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no such file" in refused(tmp_path / "none.txt").reason
    assert "cannot be read" in refused("a\x00b.txt").reason
    path = tmp_path / "secret.txt"
    path.write_text("قتل", encoding="utf-8")

    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", forbid)  # root may read everything, so the system is not asked
    assert "no permission" in refused(path).reason


def test_a_stream_that_breaks_is_named_after_what_it_gave() -> None:
    class Broken(io.RawIOBase):
        parts: Iterator[bytes] = iter([b'{"text": "five killed"}\n{"te'])

        def read(self, size: int = -1) -> bytes:
            for part in self.parts:
                return part
            raise OSError(5, "Input/output error")

    good, bad = read_reports(["-"], stdin=Broken())  # type: ignore[arg-type]
    assert isinstance(good, Report)
    assert isinstance(bad, Unreadable)
    assert "Input/output error" in bad.reason


def test_standard_input_that_is_missing_is_named() -> None:
    assert "no standard input" in refused("-").reason


def test_after_a_bad_input_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("قتل ثلاثة", encoding="utf-8")
    found = list(read_reports([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]))
    assert [type(item) for item in found] == [Unreadable, Report]


# -- directories and ids -----------------------------------------------------------------------------------


def test_a_directory_is_read_in_order_and_only_known_endings(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.TXT", "a.md", "c.pdf", ".hidden.txt", ".git/x.txt", "z/y/w.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "قتل ثلاثة"}', encoding="utf-8")
    assert [report.id for report in reports(tmp_path)] == ["a", "b/1", "b/2", "z/y/w-1"]


def test_a_directory_without_reports_is_named(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    assert "no reports" in refused(tmp_path).reason


def test_a_pipe_in_a_directory_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_text("قتل", encoding="utf-8")
    assert one(tmp_path).id == "a"


def test_directories_that_link_to_themselves_end(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "a.txt").write_text("قتل", encoding="utf-8")
    assert one(tmp_path).id == "a"


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("قتل", encoding="utf-8")
    assert len(reports(path, tmp_path, path)) == 1


def test_ids_are_made_unique_and_the_same_each_time(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("قتل", encoding="utf-8")
    (tmp_path / "ids.jsonl").write_text('{"id":"a","text":"قتل"}\n{"id":"a-2","text":"قتل"}\n' * 2, encoding="utf-8")
    inputs = [tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt", tmp_path / "ids.jsonl"]
    ids = [report.id for report in reports(*inputs)]
    assert ids == ["a", "a-2", "a-3", "a-2-2", "a-4", "a-2-3"]
    assert ids == [report.id for report in reports(*inputs)]


# -- anything at all ---------------------------------------------------------------------------------------


@given(st.binary(max_size=400), st.sampled_from([b"", b"{", b'{"text":"', b"<p>", b"\xff\xfe", b"\xff\xfe\x00\x00"]))
def test_random_bytes_never_crash(data: bytes, start: bytes) -> None:
    for item in stdin(start + data):
        assert isinstance(item, Report | Unreadable)
        if isinstance(item, Report):
            assert item.text


@given(st.text(max_size=200))
def test_text_comes_back_as_it_was(text: str) -> None:
    for item in stdin(json.dumps({"id": "x", "text": text}).encode()):
        assert item == Report(id="x", lang=getattr(item, "lang", ""), text=text) or not text.strip()


@given(st.text(st.characters(categories=["L", "Nd", "Cf", "Po", "Zs"]), max_size=80))
def test_marks_survive_in_pages(text: str) -> None:
    safe = text.replace("<", "").replace("&", "")
    page = f"<html><body><article><p>قتل ثلاثة جنود في انفجار قرب الجسر {safe}.</p></article></body></html>"
    for item in stdin(page.encode("utf-8", "replace")):
        if isinstance(item, Report):
            marks = [c for c in text if c in "\u200c\u200d\u200e\u200f\u2067\u2069"]
            assert [c for c in item.text if c in "\u200c\u200d\u200e\u200f\u2067\u2069"] == marks
