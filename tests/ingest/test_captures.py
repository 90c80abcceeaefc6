"""Captures: the bytes of one report each, and the report that is read in them."""

import io
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.ingest import Settings, Unreadable, captures, read_capture, read_reports
from hasila.ingest.decode import as_received, utf8_chunks, wide_encoding
from hasila.ingest.source import Blob, url_key, utc_now
from hasila.model import Capture, Report

SAMPLES = Path(__file__).parent / "samples"
NOON = "2024-05-08T09:00:00Z"


def noon() -> datetime:
    return datetime(2024, 5, 8, 12, 0, 0, 999, tzinfo=timezone(timedelta(hours=3)))


def cut(data: bytes, settings: Settings | None = None) -> list[Capture]:
    found = list(captures(["-"], settings or Settings(clock=noon), stdin=io.BytesIO(data)))
    assert all(isinstance(item, Capture) for item in found)
    return [item for item in found if isinstance(item, Capture)]


def test_a_page_and_a_text_are_kept_as_received() -> None:
    for name, kind in (("page-1256.html", "html"), ("utf-16.txt", "text")):
        (capture,) = captures([str(SAMPLES / name)], Settings(clock=noon))
        assert capture == Capture(
            kind=kind,
            body=(SAMPLES / name).read_bytes(),
            source=str(SAMPLES / name),
            report_id=name.partition(".")[0],
            received=NOON,
        )


def test_lines_are_kept_as_received_with_their_address_as_key() -> None:
    data = (SAMPLES / "good.jsonl").read_bytes()
    found = cut(data)
    assert b"\n".join(capture.body for capture in found).strip() == data.strip()
    assert [capture.locator for capture in found] == ["line 1", "line 2", "line 3"]
    assert [capture.key for capture in found] == [None, None, "https://sahl.example/3"]
    assert [capture.report_id for capture in found] == ["stdin-1", "stdin-2", "stdin-3"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_lines_of_wide_encodings_are_kept_as_received(encoding: str) -> None:
    data = '{"text": "قتل ثلاثة"}\n{"text": "five killed"}\n'.encode(encoding)
    mark = len("".encode(encoding))
    newline = "\n".encode(encoding)[mark:]
    found = cut(data)
    assert b"".join(capture.body + newline for capture in found) == data[mark:]
    assert [report.text for capture in found if isinstance(report := read_capture(capture), Report)] == [
        "قتل ثلاثة",
        "five killed",
    ]


@given(st.text(st.characters(exclude_categories=[]), max_size=30), st.sampled_from(["utf-16-le", "utf-32-be"]))
def test_what_was_turned_into_utf8_is_turned_back(text: str, encoding: str) -> None:
    mark = "\ufeff".encode(encoding)
    data = mark + text.encode(encoding, "surrogatepass")
    middle = len(mark) + 4 * (len(data) // 8)
    turned = b"".join(utf8_chunks([data[:middle], data[middle:]]))
    assert wide_encoding(data) == encoding
    assert as_received(turned, encoding) == data[len(mark) :]


def test_what_the_user_said_stays_with_the_capture() -> None:
    said = Settings(published="2020-01-02", outlet="النهر", lang="fa")
    (capture,) = cut("قتل ثلاثة".encode(), said)
    report = read_capture(capture)
    assert isinstance(report, Report)
    assert (report.published, report.outlet, report.lang) == ("2020-01-02", "النهر", "fa")
    again = read_capture(capture, Settings(outlet="السهل"))
    assert isinstance(again, Report)
    assert (again.published, again.outlet) == ("2020-01-02", "السهل")


def test_both_stages_together_are_read_reports() -> None:
    for path in sorted(SAMPLES.iterdir()):
        apart = [c if isinstance(c, Unreadable) else read_capture(c) for c in captures([str(path)])]
        assert apart == list(read_reports([str(path)]))


def test_a_capture_and_settings_travel_to_another_process() -> None:
    settings = Settings(lang="ar", known=lambda key: True, clock=lambda: datetime(2020, 1, 1, tzinfo=UTC))
    reading = pickle.loads(pickle.dumps(settings.for_reading()))
    assert reading == Settings(lang="ar")
    assert reading.clock is utc_now
    (capture,) = cut("قتل ثلاثة".encode())
    assert pickle.loads(pickle.dumps(capture)) == capture
    assert msgspec.json.decode(msgspec.json.encode(capture), type=Capture) == capture


def test_a_kind_that_is_not_known_is_said() -> None:
    capture = Capture(kind="papyrus", body=b"", source="a", report_id="a", received=NOON)
    found = read_capture(capture)
    assert isinstance(found, Unreadable)
    assert "papyrus" in found.reason


def test_a_page_that_is_none_is_said_when_it_is_read() -> None:
    found = read_capture(Capture(kind="html", body=b"%PDF-1.4", source="a", report_id="a", received=NOON))
    assert isinstance(found, Unreadable)
    assert "PDF" in found.reason


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://Sahl.Example/A?b=C#d", "https://sahl.example/A?b=C"),
        ("HTTP://sahl.example:80", "http://sahl.example:80/"),
        ("https://Sara@Sahl.example/", "https://Sara@sahl.example/"),
        ("https://[::1", None), ("https://", None), ("ftp://sahl.example/", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_an_address_names_a_page_however_it_is_written(url: str | None, key: str | None) -> None:
    assert url_key(url) == key


@pytest.mark.parametrize("line", ['{"url": 5}', '{"url": "\\ud83d"}', '{"url": []}', '{"url', "[1]"])
def test_a_line_whose_address_is_none_has_no_key(line: str) -> None:
    assert [capture.key for capture in cut(line.encode())] == [None]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("max_bytes", 0, "max_bytes"), ("max_redirects", -1, "max_redirects"), ("published", "May", "not a date"),
        ("columns", {"body": "Text"}, "'body' is no field"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_wrong_usage(field: str, value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Settings(**{field: value})  # type: ignore[arg-type]


def test_a_blob_hands_on_what_it_knows() -> None:
    blob = Blob(
        "a", "b", io.BytesIO(b"x"), "https://a.example/", "utf-8", media_type="text/plain",
        headers=(("Server", "x"),), received=NOON, context={"feed": "f"},
    )  # fmt: skip
    capture = Settings().capture(blob, "text", b"x", key="k", locator="record 2", context={"n": "1"})
    assert capture == Capture(
        kind="text", key="k", body=b"x", source="a", locator="record 2", report_id="b", url="https://a.example/",
        media_type="text/plain", charset="utf-8", headers=(("Server", "x"),), received=NOON,
        context={"feed": "f", "n": "1"},
    )  # fmt: skip
    assert json.loads(msgspec.json.encode(capture))["locator"] == "record 2"
