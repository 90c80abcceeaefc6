"""The generator: the same seed makes the same reports, its spans are right, its truth agrees with itself."""

import json
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path

import msgspec
import pytest

import generate
import world_events
from hasila.model import Report, Span
from world_events import Voice
from world_text import Figure, Writer, counted, data
from world_told import Made, Said

COUNT = 300


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return list(generate.generate(COUNT))


def spans(value: object) -> list[Span]:
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [span for item in value for span in spans(item)]
    if isinstance(value, msgspec.Struct):
        return [span for name in value.__struct_fields__ for span in spans(getattr(value, name))]
    return []


def test_a_seed_makes_the_same_reports_and_fewer_are_the_beginning_of_more(made: list[Made]) -> None:
    assert list(generate.generate(40)) == made[:40]
    assert [m.report.text for m in generate.generate(40, seed=2)] != [m.report.text for m in made[:40]]
    assert len(made) == COUNT == len({m.report.id for m in made})


def test_reports_come_one_by_one() -> None:
    assert len(list(islice(generate.generate(500_000), 3))) == 3


def test_more_than_the_world_tells_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        next(generate.generate(2_000_000))


def test_every_span_is_cut_from_its_text(made: list[Made]) -> None:
    found = [(m.report.text, span) for m in made for claim in m.report.claims for span in spans(claim)]
    assert len(found) > 3 * COUNT
    for text, span in found:
        assert text[span.start : span.end] == span.text != ""


def test_quotes_hold_their_figure_and_people(made: list[Made]) -> None:
    for claim in (claim for m in made for claim in m.report.claims):
        assert claim.count.span is None or claim.quote.start <= claim.count.span.start < claim.quote.end
        assert claim.group is not None


def test_claims_have_homes_and_parts_have_wholes(made: list[Made]) -> None:
    for m in made:
        ids = [claim.id for claim in m.report.claims]
        assert set(m.home) == {claim.id for claim in m.report.claims if claim.scope == "event"}
        assert all(claim.part_of is None or claim.part_of in ids for claim in m.report.claims)
        assert m.report.published is not None
        days = [claim.date for claim in m.report.claims if claim.date is not None]
        assert all(day.start <= day.end <= m.report.published for day in days)


def test_the_world_is_as_the_table_says(made: list[Made]) -> None:
    told = Counter(event for m in made for event in set(m.home.values()))
    assert max(told.values()) <= data("noise")["most_reports"]
    assert sum(count <= 2 for count in told.values()) > len(told) / 3
    scopes = Counter(claim.scope for m in made for claim in m.report.claims)
    assert scopes["period"] > 0
    assert any(len(set(m.home.values())) == 2 for m in made)
    assert any(claim.place is None for m in made for claim in m.report.claims)
    assert any(claim.date is None for m in made for claim in m.report.claims)
    texts = Counter(m.report.text for m in made)
    assert max(texts.values()) > 1


def test_every_war_can_be_told() -> None:
    seen = {event.war["country"] for stretch in (0, 5) for event in world_events.events(stretch, 1)}
    assert seen == {war["country"] for war in data("wars")}


def test_files_are_written(tmp_path: Path, made: list[Made]) -> None:
    assert generate.write(made[:50], tmp_path) == 50
    reports = [json.loads(line) for line in (tmp_path / "reports.jsonl").read_text(encoding="utf-8").splitlines()]
    claims = [
        msgspec.json.decode(line, type=Report)
        for line in (tmp_path / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [r["text"] for r in reports] == [m.report.text for m in made[:50]]
    assert claims == [m.report for m in made[:50]]
    truth = (tmp_path / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(truth) == sum(len(m.home) for m in made[:50])
    rows = [json.loads(line) for line in (tmp_path / "tolls.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(row["low"] <= row["high"] for row in rows)


def said(voice: str, low: int, day: int, **more: object) -> Said:
    hedge = more.pop("hedge", "exact")
    high = None if hedge in ("at_least", "vague") else low
    settings = {"floor": False, "denies": False, "credited": True} | more
    return Said("e", "everyone", voice, Figure(low, high, str(hedge)), date(2020, 5, day), **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([said("a", 5, 1), said("b", 9, 1)], (5, 9, False)),
        ([said("a", 5, 1), said("a", 7, 2)], (7, 7, False)),
        ([said("a", 5, 1), said("b", 9, 1, hedge="at_least")], (5, 9, True)),
        ([said("a", 5, 1), said("own", 5, 2, credited=False), said("a", 7, 2)], (7, 7, False)),
        ([said("a", 12, 1), said("b", 4, 1, floor=True)], (12, 12, False)),
        ([said("a", 12, 1), said("b", 15, 1, floor=True)], (12, 15, True)),
        ([said("a", 12, 1), said("own", 20, 1, hedge="vague", credited=False)], (12, 12, False)),
        ([said("own", 20, 1, hedge="vague", credited=False)], (20, 20, True)),
        ([said("a", 12, 1), said("b", 0, 1, denies=True)], (0, 12, False)),
    ],
)
def test_true_tolls(told: list[Said], expected: tuple[int, int, bool]) -> None:
    (row,) = generate.tolls(told)
    assert row[1:] == expected


def test_figures_are_worded_with_their_people() -> None:
    from random import Random

    def worded(figure: Figure, people: str) -> tuple[str, dict[str, str]]:
        writer = Writer()
        writer.fill("[x|{x:obl}]", counted(figure, people, None, "x", Random(1), False))
        return writer.text, {name: writer.text[mark.start : mark.end] for name, mark in writer.marks.items()}

    assert worded(Figure(1, 1, "exact"), "civilians")[0] == "مدني"
    assert worded(Figure(2, 2, "exact"), "civilians")[0] == "مدنيين اثنين"
    text, marks = worded(Figure(30, 30, "exact"), "everyone")
    assert (text, marks["x.count"], marks["x.group"], marks["x"]) == ("30 شخصا", "30", "شخصا", text)


def test_what_is_empty_is_left_out() -> None:
    writer = Writer()
    writer.fill("قتل ثلاثة< في {place}>< {date}>.", {"place": None, "date": [("أمس", "date")]})
    assert writer.text == "قتل ثلاثة أمس."
    assert writer.text[slice(*writer.marks["date"])] == "أمس"


def test_hospitals_are_the_only_floors() -> None:
    voices: list[Voice] = [v for event in world_events.events(3, 1) for v in event.voices]
    assert any(v.floor for v in voices)
    assert all(v.kind == "medical" for v in voices if v.floor)
