"""Victims' names leave only when asked for, in no field of no format, and everything else stays what it is."""

import io
import json
import zipfile

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasila.export import export_formats
from hasila.export.material import Options
from hasila.export.withheld import MASK, NAMED, Withheld
from hasila.model import Report

from . import kit
from .hostile import naming, texts

NAME = "سامر الدرويشي"
CHILD = "ريم السعدون"
LIST = (
    "مقتل سامر الدرويشي في إدلب\n"
    "قُتل 3 مدنيين بينهم الطفلة ريم السعدون في غارة على مدينة إدلب أمس، وقال ناشطون إن الغارة استهدفت السوق.\n"
    "وقتل مدني يدعى سامر الدرويشي في قصف على مدينة إدلب أمس. وشيّع الأهالي لسامر الدرويشي جنازة."
)
OTHER = "قتل سامر الدرويشي في غارة على مدينة إدلب أمس بحسب الدفاع المدني."
FORMATS = tuple(export_formats())


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    first, second = kit.read(LIST, OTHER)
    return [msgspec.structs.replace(first, title=LIST.split("\n")[0]), second]


def opened(data: bytes, form: str) -> str:
    """All that is in an export, as text."""
    if form == "parquet":
        return json.dumps(pq.read_table(io.BytesIO(data)).to_pylist(), ensure_ascii=False)
    if form == "datapackage":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    return data.decode()


def test_the_reports_name_victims(reports: list[Report]) -> None:
    named = {c.group.span.text for r in reports for c in r.claims if c.names_victim and c.group}
    assert named == {NAME, CHILD}
    tolls = [t.group.name for i in kit.material(reports).found for t in i.tolls]
    assert {NAME, CHILD} & set(tolls)


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_leaves_unless_asked_for(reports: list[Report], form: str) -> None:
    told = msgspec.structs.replace(
        kit.under(reports, form), captured=(kit.capture(1, "r1"),), changed=(kit.change(1, f'"{NAME}"'),)
    )
    hidden = opened(kit.written(told, form), form)
    for name in (NAME, CHILD):
        assert name not in hidden
        for word in name.split():
            assert word not in hidden
    shown = opened(kit.written(told, form, names=True), form)
    assert NAME in shown or form in ("acled", "hxl")


@pytest.mark.parametrize("form", FORMATS)
def test_where_nobody_is_named_only_whole_texts_are_missing(form: str) -> None:
    told = kit.under(kit.read("قتل 5 مدنيين في غارة على مدينة إدلب أمس، وأصيب 3 جنود."), form)
    same = kit.written(told, form) == kit.written(told, form, names=True)
    assert same == (form not in ("claims-jsonl", "datapackage"))


def test_spans_keep_their_place_and_length(reports: list[Report]) -> None:
    for told, hidden in zip(reports, Withheld(kit.material(reports)).reports(), strict=True):
        assert len(hidden.text) == len(told.text)
        assert (hidden.sha256, hidden.id, hidden.published) == (told.sha256, told.id, told.published)
        assert NAME not in hidden.text
        for claim in hidden.claims:
            spans = [claim.quote, claim.group.span if claim.group else claim.quote]
            assert [hidden.text[s.start : s.end] for s in spans] == [s.text for s in spans]


def test_a_name_is_masked_wherever_its_words_stand(reports: list[Report]) -> None:
    (first, _) = Withheld(kit.material(reports)).reports()
    assert "وشيّع الأهالي ل" + MASK * len(NAME) in first.text
    assert first.title == f"مقتل {MASK * len(NAME)} في إدلب"
    overlapping = [c for c in first.claims if c.group and c.group.span.text == "مدنيين"]
    assert all(CHILD not in claim.quote.text for claim in overlapping)


def test_a_name_within_another_word_is_no_name() -> None:
    (report,) = kit.read("قتل مدني يدعى سامر الدرويشي في إدلب. وقال سامر الدرويشيون والمسامر الدرويشي شيئا.")
    (hidden,) = Withheld(kit.material([report])).reports()
    assert "وقال سامر الدرويشيون والمسامر الدرويشي شيئا" in hidden.text


def test_a_name_of_one_report_is_masked_in_what_others_put_together(reports: list[Report]) -> None:
    told = list(Withheld(kit.material(reports)).incidents())
    assert NAMED in {t.group.name for i in told for t in i.tolls}
    assert [i.id for i in told] == [i.id for i in kit.material(reports).found]
    assert NAME not in repr(told)
    assert CHILD not in repr(told)


def test_the_name_of_a_claim_that_was_not_chosen_is_masked_too(reports: list[Report]) -> None:
    whole = kit.material(reports)
    chosen = [msgspec.structs.replace(r, claims=tuple(c for c in r.claims if not c.names_victim)) for r in reports]
    told = Chosen(**{f: getattr(whole, f) for f in whole.__struct_fields__} | {"whole": False}, chosen=tuple(chosen))
    (first, _) = Withheld(told).reports()
    assert first.claims
    assert all(CHILD not in claim.quote.text for claim in first.claims)
    assert MASK in first.text


class Chosen(kit.MaterialOf, frozen=True, kw_only=True, dict=True):
    """Material of which some claims were chosen."""

    chosen: tuple[Report, ...]

    def reports(self):  # type: ignore[no-untyped-def]
        return iter(self.chosen)


def test_the_log_keeps_its_hashes_and_loses_what_was_changed() -> None:
    told = kit.material((), changed=(kit.change(1, f'"{NAME}"'), kit.change(2, "{}")))
    for before, after in zip(told.changes(), Withheld(told).changes(), strict=True):
        assert (after.old, after.new, after.why) == (None, None, None)
        assert (after.hash, after.previous, after.who) == (before.hash, before.previous, before.who)


@given(st.lists(texts(), min_size=1, max_size=3), texts())
def test_any_name_is_masked_in_any_text(pieces: list[str], name: str) -> None:
    from hasila.export.withheld import _cover, _found, _merged

    text = f" {name} ".join(pieces)
    hidden = _cover(text, 0, _merged(_found(text, {name})))
    assert len(hidden) == len(text)
    assert all(a == b or b == MASK for a, b in zip(text, hidden, strict=True))
    if len(pieces) > 1 and len(name) > 1 and not name.isspace():
        assert f" {name} " not in hidden


@settings(max_examples=40)
@given(naming("سامر الدرويشي"))
def test_no_span_lets_a_part_of_a_name_out(report: Report) -> None:
    made = kit.material([report])
    for form in ("claims-csv", "claims-jsonl", "webannotation", "claimreview", "datapackage"):
        data = opened(kit.written(made, form), form)
        assert "سامر" not in data
        assert "الدرويشي" not in data
    (hidden,) = Withheld(made).reports()
    for claim in hidden.claims:
        for span in (claim.quote, *(part.span for part in (claim.group, claim.place, claim.by) if part)):
            assert hidden.text[span.start : span.end] == span.text


def test_options_say_no_by_default() -> None:
    assert Options() == Options(names=False, excel=False)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("قتل عنصر من حزب الله في غارة على مدينة إدلب أمس.", set()),
        ("قتل مدني في غارة على مدينة إدلب أمس.", set()),
        ("قتل مدني يدعى سامر الدرويشي في غارة على مدينة إدلب أمس.", {NAME}),
        ("نفت الحركة مقتل القيادي سامر الدرويشي في إدلب أمس.", {NAME}),
        ("لم يقتل سامر الدرويشي في الغارة.", {NAME}),
        ("أفرجت السلطات عن الناشط سامر الدرويشي أمس.", {NAME}),
        ("قُتل 3 مدنيين، وهم: سامر الدرويشي، ريم السعدون، وسلمى الحموي في قصف على إدلب.", {NAME, CHILD, "سلمى الحموي"}),
    ],
)
def test_who_is_a_named_victim(text: str, names: set[str]) -> None:
    (report,) = kit.read(text)
    assert report.claims
    assert {c.group.span.text for c in report.claims if c.names_victim and c.group} == names
    (hidden,) = Withheld(kit.material([report])).reports()
    assert not any(name in repr(hidden) for name in names)


def test_of_a_claim_without_reasons_one_person_is_taken_to_be_named() -> None:
    (report,) = kit.read("قتل مدني وأصيب 3 جنود في غارة على مدينة إدلب أمس.")
    bare = [msgspec.structs.replace(claim, why=()) for claim in report.claims]
    assert [claim.names_victim for claim in report.claims] == [False, False]
    assert [claim.names_victim for claim in bare] == [True, False]
