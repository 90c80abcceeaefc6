"""Telegram Desktop's export as JSON: ``result.json`` of one chat, or of a whole account with its list of chats.

Each message with words is one report; its capture is the message's object exactly as it stands in the file, so that a
message that was edited since has other bytes under the same key, and everything that is not read here (reactions,
files, buttons) is kept.

Day of publication: ``date`` is the local time of the computer that exported, without its offset, and so another one in
another's export of the same message; ``date_unixtime`` is the same everywhere. The day is taken from that, in UTC. It
is one day early for what was posted in the first hours after midnight east of Greenwich (two to three in the Arab
east); the local time remains in the context, and is read only in exports from before 2022, which have nothing else.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from hasila.ingest.decode import as_received, binary_kind, decode_part, utf8_chunks, wide_encoding
from hasila.ingest.json_stream import JsonError, JsonStream
from hasila.ingest.kinds import jsonl
from hasila.ingest.source import Blob, Settings, Unreadable, iso_day, iso_time
from hasila.model import Capture, Report

EXTENSIONS: Final = (".json",)
MEDIA_TYPES: Final = ()

#: Plain fields (name, type, id; a word about the file), then messages, or a part that only an account has. No group is
#: repeated possessively here: Python before 3.11.5 loses matches of those that hold repeats of their own.
_EXPORT: Final = re.compile(
    r'\{\s*+(?:"[a-z_]{1,40}"\s*+:\s*+(?:"(?:[^"\\]|\\.){0,2000}"|-?\d{1,30}|null|true|false)\s*+,\s*+){0,8}'
    r'"(?:messages"\s*+:\s*+\[|(?:chats|left_chats|personal_information|contacts|frequent_contacts)"\s*+:\s*+\{)'
)
_CHATS: Final = ("chats", "left_chats")
#: Fields of a chat that are told of each of its messages.
_ABOUT: Final = {"name": "chat", "type": "chat_type", "id": "chat_id"}
_MAX_FIELD: Final = 10_000  # bytes
_MAX_NAME: Final = 200  # code points of a chat's name in an id
_ADVICE: Final = "export the chat again, as machine-readable JSON"


def looks_like(head: str) -> bool:
    """Tell whether a text begins as an export of a chat or an account does."""
    return _EXPORT.match(head) is not None


def split(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    """Yield the messages that have words; a file of another make is taken for JSON lines, which some call so too.

    Raises:
        OSError: if the stream fails.
    """
    what = binary_kind(blob.head)
    if what:
        yield Unreadable(blob.name, f"it is {what}", _ADVICE)
        return
    wide = wide_encoding(blob.head)
    head = decode_part(blob.head, None, wide).lstrip("\ufeff \t\r\n")
    if not looks_like(head):
        if head and (head[0] != "{" or head.split("\n")[0].strip() == "{"):
            # Over many lines: taken for JSON lines, it would give an error for each.
            yield Unreadable(
                blob.name,
                "it is neither a Telegram export nor JSON lines",
                "write it with one report a line, as .jsonl",
            )
        else:
            yield from jsonl.split(blob, settings)
        return
    stream = JsonStream(utf8_chunks(blob.chunks()))
    cutter = _Cutter(blob, settings, stream, wide)
    try:
        yield from cutter.export()
    except JsonError as error:
        yield Unreadable(
            f"{blob.name}, byte {error.at:,}", f"the export is cut off or not JSON ({error.reason})", _ADVICE
        )
        return
    if not cutter.chats:
        yield Unreadable(blob.name, "it has no chats", _ADVICE)


class _Cutter:
    """One pass through an export."""

    def __init__(self, blob: Blob, settings: Settings, stream: JsonStream, wide: str | None) -> None:
        self._blob, self._settings, self._stream, self._wide = blob, settings, stream, wide
        self.chats = 0

    def export(self) -> Iterator[Capture | Unreadable]:
        """Read a file: a chat, or an account."""
        about: dict[str, str] = {}
        for field in self._stream.fields():
            if field in _CHATS and self._stream.peek() == "{":
                for inner in self._stream.fields():
                    if inner == "list" and self._stream.peek() == "[":
                        for _ in self._stream.items():
                            yield from self._chat()
                    else:
                        self._stream.value(0)
            else:
                yield from self._field(field, about)

    def _chat(self) -> Iterator[Capture | Unreadable]:
        if self._stream.peek() != "{":
            self._stream.value(0)
            return
        about: dict[str, str] = {}
        for field in self._stream.fields():
            yield from self._field(field, about)

    def _field(self, field: str, about: dict[str, str]) -> Iterator[Capture | Unreadable]:
        """Read a field of a chat: what is told of it, or its messages."""
        if field == "messages" and self._stream.peek() == "[":
            self.chats += 1
            if "chat_id" not in about:
                chat = about.get("chat") or f"chat {self.chats}"
                yield Unreadable(f"{self._blob.name}, {chat}", "the chat has no id before its messages", _ADVICE)
                self._stream.value(0)
                return
            for number, _ in enumerate(self._stream.items(), 1):
                found = self._message(self._stream.value(self._settings.max_bytes), about, number)
                if found is not None:
                    yield found
        elif field in _ABOUT:
            value = _parsed(self._stream.value(_MAX_FIELD) or b"null")
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                about[_ABOUT[field]] = _plain(str(value))
        else:
            self._stream.value(0)

    def _message(self, raw: bytes | None, about: dict[str, str], number: int) -> Capture | Unreadable | None:
        """Return the capture of a message, ``None`` if it has no words."""
        chat = about.get("chat") or about["chat_id"]
        name = f"{self._blob.name}, {chat}, message {number} of the chat"
        if raw is None:
            size = f"{self._settings.max_bytes / 1_000_000:g} MB"
            return Unreadable(name, f"the message is larger than {size}", "raise the limit if it is no mistake")
        try:
            message = _parsed(raw)
        except RecursionError:
            return Unreadable(name, "the JSON is nested too deeply", _ADVICE)
        if not isinstance(message, dict):
            return Unreadable(name, "it is not a JSON object", _ADVICE)
        if message.get("type", "message") != "message" or not _text(message).strip():
            return None
        message_id = message.get("id")
        if not isinstance(message_id, int):
            return Unreadable(name, "the message has no id", _ADVICE)
        return self._settings.capture(
            self._blob,
            "telegram",
            as_received(raw, self._wide),
            key=f"telegram:{about['chat_id']}/{message_id}",
            locator=f"{chat}, message {message_id}",
            report_id=f"{chat}/{message_id}",
            context={**about, **_context(message), **({"encoding": self._wide} if self._wide else {})},
        )


def read(capture: Capture, settings: Settings) -> Report | Unreadable:
    """Return the report of a message: its words as they were written, without styles and the links behind them."""
    try:
        message = json.loads(capture.body.decode(capture.context.get("encoding", "utf-8"), "replace"))
        text = _text(message)
    except (ValueError, LookupError, RecursionError, AttributeError):
        return Unreadable(capture.name, "the message is not JSON", _ADVICE)
    if not text.strip():
        return Unreadable(capture.name, "the message has no words", "leave it out")
    if len(text) > settings.max_chars:
        return settings.too_long(capture.name)
    return settings.report(
        report_id=capture.report_id,
        text=text,
        published=(_sent(message, "date") or "")[:10] or None,
        outlet=capture.context.get("chat") if "channel" in capture.context.get("chat_type", "channel") else None,
    )


def _parsed(raw: bytes) -> Any:
    """Parse a value; ``None`` if it is none."""
    try:
        return json.loads(raw.decode("utf-8", "replace"))
    except ValueError:
        return None


def _text(message: dict[str, Any]) -> str:
    """Return the words of a message, or of what it shows: a string, or pieces of which some are styled."""
    text = message.get("text")
    if not text:
        text = message.get("text_entities")
    if isinstance(text, str):
        return text
    pieces = text if isinstance(text, list) else []
    words = [piece.get("text") if isinstance(piece, dict) else piece for piece in pieces]
    return "".join(word for word in words if isinstance(word, str))


def _context(message: dict[str, Any]) -> dict[str, str]:
    """Return what a message tells beside its words."""
    found = {
        "message_id": message.get("id"),
        "from": message.get("from"),
        "from_id": message.get("from_id"),
        "author": message.get("author"),
        "reply_to": message.get("reply_to_message_id"),
        "reply_to_chat": message.get("reply_to_peer_id"),
        "forwarded_from": message.get("forwarded_from"),
        "forwarded_from_id": message.get("forwarded_from_id"),
        "date": message.get("date"),
        "sent": _sent(message, "date"),
        "edited": _sent(message, "edited"),
    }
    return {
        name: _plain(str(value))
        for name, value in found.items()
        if isinstance(value, str | int) and not isinstance(value, bool) and value != ""
    }


def _sent(message: dict[str, Any], field: str) -> str | None:
    """Return a time of a message in UTC with ``Z``; of older exports the computer's local time without it."""
    try:
        return iso_time(datetime.fromtimestamp(int(message[f"{field}_unixtime"]), UTC))
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        pass
    local = message.get(field)
    return local[:19] if isinstance(local, str) and iso_day(local[:10]) else None


def _plain(name: str) -> str:
    """Return a name on one line, without control characters and half surrogate pairs, and not without end."""
    joined = "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in name)
    return " ".join(joined.split())[:_MAX_NAME]
