"""Whatever text is put in comes out again, on both databases, and what was not put in does not."""

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import storekit
from hasila.model import Capture, Report
from hasila.model.codec import from_json, to_json
from hasila.store import Store, open_store
from hasila.store.claims import numbers_of, stored
from hasila.store.keeping import Taken, capture_of, identity, known
from hasila.store.lossless import read, written
from hasila.store.schema import captures
from hasila.store.search import Filter, find_reports

#: Any Python string, with what databases do not like more often than chance would have it.
_ODD = "\0\ud800\udfff\ufdd0\u202e\u200f\u200c\ufeff\uffff\U0010ffff0adf'\"\\%"
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(_ODD)))
ODD = ["", "\0", "\ud800", "\udc00\ud800", "\ufdd0", "\ufdd00000", "\ufdd0fdd0", "\0" * 300, "\U0010ffff" * 300]


@given(TEXTS)
@example("\ufdd00000")
@example("\ufdd0\0\ufdd0fdd0")
def test_written_and_read(text: str) -> None:
    kept = written(text)
    assert read(kept) == text
    assert "\0" not in kept
    kept.encode("utf-8")


@given(TEXTS, TEXTS)
def test_different_texts_stay_different(a: str, b: str) -> None:
    assert (written(a) == written(b)) == (a == b)


@given(st.lists(TEXTS))
def test_json(texts: list[str]) -> None:
    assert from_json(to_json(texts), list[str]) == texts


def kept(store: Store, one: Taken) -> None:
    """Keep something, and see that it is there as it was."""
    with store.writing() as connection:
        before = known(connection, [one.capture])
        (outcome,) = storekit.keep_taken(connection, [one])
        assert (outcome == "known") == (before == [True])
    with store.reading() as connection:
        assert known(connection, [one.capture]) == [True]
        query = select(captures.c.id).where(captures.c.identity == identity(one.capture))
        numbers = list(connection.scalars(query.order_by(captures.c.id.desc())))
        assert one.capture in [capture_of(connection, number) for number in numbers]
        found = find_reports(connection, Filter(outlets=(one.report.outlet or "",)))
        told = list(stored(connection, found).values())
        (report,) = [t.report for t in told if t.report.sha256 == one.report.sha256 and t.report.url == one.report.url]
        assert msgspec.structs.replace(report, id=one.report.id) == one.report
        assert numbers_of(connection, [report.id])


def made(text: str, name: str, at: int) -> Taken:
    """A report with a text in every place that takes any; the number keeps it apart from others."""
    capture = Capture(
        kind="text", key=f"{at} {name}", body=text.encode("utf-8", "surrogatepass"), source=name, locator=name,
        report_id=name, url=name, media_type=name, charset=name, headers=((name, text), (text, name)),
        received=storekit.TIME, context={name: text, text: name},
    )  # fmt: skip
    report = Report(id=name, lang="ar", text=text, outlet=name, url=f"{at} {name}", title=name, claims=())
    return Taken(capture=capture, report=report, extractor="test/1")


def test_any_text_anywhere(where: str) -> None:
    count = 0
    with open_store(where) as store:

        @settings(max_examples=40, suppress_health_check=list(HealthCheck))
        @given(TEXTS, TEXTS)
        def goes_through(text: str, name: str) -> None:
            nonlocal count
            count += 1
            kept(store, made(text, name, count))

        goes_through()
        for text in ODD:
            count += 1
            kept(store, made(text, text, count))
        with store.reading() as connection:
            assert storekit.faults(connection) == []


@pytest.mark.parametrize(
    ("name", "times"),
    [("x", 1_000_000), ("\0", 3_000), ("\ud800", 3_000), ("ش", 300_000), ("\U0001f54a", 20_000)],
    ids=ascii,
)
def test_huge_names(where: str, name: str, times: int) -> None:
    """Longer than an index of PostgreSQL takes; two that differ at their end alone are two."""
    with open_store(where) as store:
        for number, huge in enumerate([name * times, name * times + "y", name * 301, name * 300]):
            one = made("text", huge, number)
            kept(store, one)
            capture = msgspec.structs.replace(one.capture, body=b"other text")
            report = msgspec.structs.replace(one.report, text="other text")
            kept(store, msgspec.structs.replace(one, report=report, capture=capture))
        with store.reading() as connection:
            assert storekit.faults(connection) == []
            assert len(find_reports(connection, Filter())) == 4
