"""From the fields of a record (a line of JSON, a row of a table) to its report."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from hasila.ingest.source import RECORD_FIELDS, Settings, Unreadable, iso_day
from hasila.model import Capture, Report

_LANG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,8}")


def record_report(
    capture: Capture,
    record: Mapping[str, Any],
    settings: Settings,
    called: Callable[[str], str],
    advice: Callable[[str], str],
) -> Report | Unreadable:
    """Make the report of a record, or say what is wrong with it.

    Args:
        capture: what the record was read in; its id is that of a record that brings none.
        record: value by field of a report, other fields are not looked at.
        settings: what the user said.
        called: what to call a field before the user: ``the field "published"``.
        advice: what to do about a field that is wrong.
    """
    fields: dict[str, str | None] = {}
    for field in RECORD_FIELDS:
        value = record.get(field)
        if field == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            return Unreadable(capture.name, f"{called(field)} is not a string", advice(field))
        fields[field] = value
    published, lang = fields["published"], fields["lang"]
    if published and published.strip():
        published = _day(published.strip())
        if published is None:
            what = f"is not a date like 2016-05-08: {str(fields['published'])[:40]!r}"
            return Unreadable(capture.name, f"{called('published')} {what}", advice("published"))
    if lang and lang.strip():
        lang = _lang(lang.strip())
        if lang is None:
            what = f"is not a language code like ar: {str(fields['lang'])[:40]!r}"
            return Unreadable(capture.name, f"{called('lang')} {what}", advice("lang"))
    text = fields["text"]
    if text is None or not text.strip():
        return Unreadable(capture.name, "it has no text" if text is None else "its text is empty", advice("text"))
    if len(text) > settings.max_chars:
        return settings.too_long(capture.name)
    return settings.report(
        report_id=fields["id"] or capture.report_id,
        text=text,
        lang=(lang or "").strip() or None,
        published=(published or "").strip() or None,
        outlet=fields["outlet"] or None,
        url=fields["url"] or None,
        title=fields["title"] or None,
    )


def _day(value: str) -> str | None:
    """Return the day of an ISO 8601 date or time, ``None`` if it is neither."""
    day, time = value[:10], value[10:]
    return iso_day(day) if not time or time[0] in "Tt " else None


def _lang(value: str) -> str | None:
    """Return the language of a BCP 47 tag (``ar`` of ``ar-SY``), ``None`` if it is not such a tag."""
    if not _LANG.fullmatch(value):
        return None
    code = re.split("[-_]", value)[0].lower()
    return {"ara": "ar", "fas": "fa", "per": "fa", "eng": "en"}.get(code, code)
