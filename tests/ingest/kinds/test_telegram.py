"""Telegram Desktop's exports. The samples (channels, people, events) are invented."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hasila.ingest import Settings, Unreadable, captures, read_capture, read_reports
from hasila.model import Capture, Report

SAMPLES = Path(__file__).parent.parent / "samples"
CHANNEL = SAMPLES / "telegram-channel.json"
ACCOUNT = SAMPLES / "telegram-account.json"
NAME = "مراسلون من وادي السهل"


def export(*messages: Any, **chat: Any) -> bytes:
    about = {"name": "ق", "type": "public_channel", "id": 5, **chat}
    return json.dumps({**about, "messages": messages}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def message(number: int, text: Any = "قتل ثلاثة", **more: Any) -> dict[str, Any]:
    return {"id": number, "type": "message", "date": "2021-03-14T18:05:00", "text": text, **more}


def cut(data: bytes, settings: Settings | None = None) -> list[Capture | Unreadable]:
    return list(captures(["-"], settings, stdin=io.BytesIO(data)))


def read(data: bytes) -> list[Report | Unreadable]:
    return list(read_reports(["-"], stdin=io.BytesIO(data)))


def test_the_messages_of_a_channel_are_its_reports() -> None:
    first, second, third = read_reports([str(CHANNEL)])
    assert first == Report(
        id=f"{NAME}/2", lang="ar", published="2021-03-14", outlet=NAME, text="مقتل ستة جنود في كمين شرق تل الورد."
    )
    assert isinstance(second, Report)
    assert second.text == '#تل_الورد ارتفاع حصيلة الكمين إلى ثمانية قتلى و"أربعة جرحى".\nالتفاصيل هنا'
    assert isinstance(third, Report)
    assert third.id == f"{NAME}/4"


def test_the_day_is_that_of_utc_whoever_exported() -> None:
    _, second, _ = read_reports([str(CHANNEL)])
    assert isinstance(second, Report)
    assert second.published == "2021-03-14"  # 00:40 on the 15th where it was exported
    (elsewhere,) = read(export(message(1, date="2021-03-14T13:40:00", date_unixtime="1615758000")))
    (older,) = read(export(message(1, date="2021-03-15T00:40:00")))
    assert isinstance(elsewhere, Report)
    assert isinstance(older, Report)
    assert (elsewhere.published, older.published) == ("2021-03-14", "2021-03-15")


def test_a_capture_has_the_bytes_of_the_message_and_what_is_told_of_it() -> None:
    found = [item for item in captures([str(CHANNEL)]) if isinstance(item, Capture)]
    data = CHANNEL.read_bytes()
    assert [data.count(capture.body) for capture in found] == [1, 1, 1]
    assert [json.loads(capture.body)["id"] for capture in found] == [2, 3, 4]
    assert [capture.key for capture in found] == [f"telegram:1700000042/{n}" for n in (2, 3, 4)]
    assert found[0].name == f"{CHANNEL}, {NAME}, message 2"
    chat = {"chat": NAME, "chat_type": "public_channel", "chat_id": "1700000042"}
    author = {"from": NAME, "from_id": "channel1700000042"}
    assert [capture.context for capture in found] == [
        {**chat, **author, "message_id": "2", "author": "هيئة التحرير", "date": "2021-03-14T18:05:00",
         "sent": "2021-03-14T15:05:00Z"},
        {**chat, **author, "message_id": "3", "reply_to": "2", "date": "2021-03-15T00:40:00",
         "sent": "2021-03-14T21:40:00Z", "edited": "2021-03-15T05:10:00Z"},
        {**chat, **author, "message_id": "4", "forwarded_from": "مرصد السهل", "forwarded_from_id": "channel1700000077",
         "date": "2021-03-15T10:00:00", "sent": "2021-03-15T07:00:00Z"},
    ]  # fmt: skip


def test_an_account_gives_the_messages_of_all_its_chats() -> None:
    found = [item for item in read_reports([str(ACCOUNT)]) if isinstance(item, Report)]
    assert [(report.id, report.outlet, report.text) for report in found] == [
        ("9/1", None, "قتل ثلاثة في القصف."),
        ("قناة/السهل/7", "قناة/السهل", "جرح خمسة"),
        ("مجموعة الجسر/3", None, "نزوح مئة عائلة."),
    ]


def test_an_edited_message_keeps_its_key() -> None:
    before, after = (cut(export(message(7, text)))[0] for text in ("قتل ثلاثة", "قتل أربعة"))
    assert isinstance(before, Capture)
    assert isinstance(after, Capture)
    assert before.key == after.key
    assert before.sha256 != after.sha256


@pytest.mark.parametrize("text", ["", "  \n", [], [{"type": "bold", "text": ""}], None, 5, [[5]]])
def test_what_has_no_words_gives_nothing(text: Any) -> None:
    assert read(export(message(1, text), message(2))) == read(export(message(2)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["result.json", "result.txt.json", "result"])
def test_it_is_told_by_its_beginning(tmp_path: Path, encoding: str, name: str) -> None:
    data = export(message(1)).decode().encode(encoding)
    (tmp_path / name).write_bytes(data)
    (capture,) = captures([str(tmp_path / name)])
    assert isinstance(capture, Capture)
    assert capture.kind == "telegram"
    assert capture.body in data
    assert isinstance(read_capture(capture), Report)


def test_json_of_another_make_is_json_lines_or_one_error(tmp_path: Path) -> None:
    path = tmp_path / "posts.json"
    path.write_text('{"id": "a", "type": "post", "text": "قتل"}\n{"id": "b", "text": "جرح"}\n', encoding="utf-8")
    assert [item.id for item in read_reports([str(path)]) if isinstance(item, Report)] == ["a", "b"]
    for data in ('[{"text": "قتل"}]', '{\n "text": "قتل",\n "id": 5\n}', "%PDF-1", "قتل"):
        path.write_text(data, encoding="utf-8")
        (item,) = read_reports([str(path)])
        assert isinstance(item, Unreadable)
    path.write_bytes(b"")
    assert [item.reason for item in read_reports([str(path)]) if isinstance(item, Unreadable)] == ["it is empty"]


def test_names_bring_no_control_characters_into_ids() -> None:
    (capture,) = cut(export(message(1), name="ق\n\x1b[31m\u202e" + "x" * 5000))
    assert isinstance(capture, Capture)
    assert all(c.isprintable() for c in capture.report_id + capture.name)
    assert len(capture.report_id) < 250


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"id": 1, "type": "message", "text": ' + DEEP + b"}", "nested too deeply"),
        (b'{"id": 1, "text": "' + b"a" * 2_000_000 + b'"}', "larger than 1 MB"),
        (b"[1, 2]", "not a JSON object"),
        (b'{"id": 1, "text": "a" "b"}', "not a JSON object"),
        (b'{"id": "x", "text": "a"}', "no id"),
        (b"7", "not a JSON object"),
    ],
)
def test_a_bad_message_is_named_and_the_rest_goes_on(bad: bytes, reason: str) -> None:
    data = export("here", message(2)).replace(b'"here"', bad)
    first, second = cut(data, Settings(max_bytes=1_000_000))
    assert isinstance(first, Unreadable)
    assert first.name == "-, ق, message 1 of the chat"
    assert reason in first.reason
    assert isinstance(second, Capture)


@pytest.mark.parametrize("text", ["\ud83d قتل", "قتل \ude00\ud83d"])
def test_broken_surrogates_stop_nothing(text: str) -> None:
    data = export(message(1, "X"), message(2, "Y")).replace(b"X", json.dumps(text)[1:-1].encode())
    data = data.replace(b"Y", text.encode("utf-8", "surrogatepass"))
    escaped, raw = cut(data)
    for capture in (escaped, raw):
        assert isinstance(capture, Capture)
        report = read_capture(capture)
        assert isinstance(report, Report)
        assert "قتل" in report.text


@pytest.mark.parametrize("broken", [b"", b"x", b",{}", b'"name"'])
def test_what_breaks_off_is_said_after_what_it_gave(broken: bytes) -> None:
    data = export(message(1), message(2))
    first, second, bad = cut(data[:-2] + broken)
    assert isinstance(first, Capture)
    assert isinstance(second, Capture)
    assert isinstance(bad, Unreadable)
    assert "cut off or not JSON" in bad.reason or "no id" in bad.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"name": "a", "type": "public_channel", "messages": [{"id": 1, "text": "a"}, {"id": 2}]}', "no id before"),
        (b'{"chats": {"about": "", "list": []}}', "no chats"),
        (b'{"chats": {"about": "", "list": [5, "a", null]}}', "no chats"),
    ],
)
def test_an_export_without_chats_or_ids_is_one_error(data: bytes, reason: str) -> None:
    (item,) = cut(data)
    assert isinstance(item, Unreadable)
    assert reason in item.reason


def test_a_stored_message_that_was_damaged_is_said() -> None:
    (capture,) = cut(export(message(1)))
    assert isinstance(capture, Capture)
    for body in (capture.body[:-3], b"[]", b"\xff" * 10, b'{"text": ""}'):
        damaged = Capture(kind="telegram", body=body, source="a", report_id="a", received=capture.received)
        assert isinstance(read_capture(damaged), Unreadable)


def test_memory_stays_flat_over_a_long_export() -> None:
    class Long(io.RawIOBase):
        def __init__(self) -> None:
            self.parts = self.make()

        def make(self) -> Iterator[bytes]:
            yield b'{"name": "a", "type": "public_channel", "id": 5, "messages": ['
            for number in range(20_000):
                yield (b", " if number else b"") + json.dumps(message(number, "five killed " * 40)).encode()
            yield b"]}"

        def read(self, size: int = -1) -> bytes:
            return next(self.parts, b"")

    tracemalloc.start()
    count = sum(isinstance(item, Capture) for item in captures(["-"], stdin=Long()))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 3_000_000
