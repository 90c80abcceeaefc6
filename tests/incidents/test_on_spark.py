"""The linkage model on a real Spark says what it says on DuckDB."""

import os
import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pyspark.sql import SparkSession

import claimkit
from hasila.incidents import on_spark, scoring
from hasila.incidents.episodes import cut
from hasila.incidents.records import Row, row

#: Kinds of place that tests of other things do without, and what lies within them.
MORE = {"land": (35.0, 38.5, "country"), "shire": (36.15, 37.1, "adm2"), "outlying": (36.4, 37.2, "village")}
WITHIN = {("land", part) for part in ("shire", "gov", "village", "elsewhere")} | {
    ("gov", "shire"),
    ("shire", "village"),
}
#: None at all, two that no map knows, and each kind of place.
PLACES = [None, "ضيعة", "كفر", *MORE, *claimkit.SPOTS]
#: None at all, days that touch and that do not, a few days, and too many to look under each.
DATES = [None, "2020-05-06", "2020-05-07", "2020-05-09", ("2020-05-05", "2020-05-08"), ("2020-03-01", "2020-05-20")]
WORDINGS = [None, ["a", "b", "c", "d"], ["b", "c", "d", "e", "f"], ["x", "y"]]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        # Spark asks the one for its Java, the other for the address that it listens on.
        if program := os.environ.get("HASILA_JAVA"):
            patch.setenv("JAVA_HOME", str(Path(program).resolve().parents[1]))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2]").appName("hasila")
        for key, value in {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.local.dir": folder / "local",
            "spark.sql.warehouse.dir": folder / "warehouse",
            "spark.sql.shuffle.partitions": 2,
            # So few rows are done before a program for them would have been written and compiled.
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            "spark.sql.adaptive.enabled": "false",
        }.items():
            builder = builder.config(key, str(value))
        made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def _more_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimkit, "SPOTS", claimkit.SPOTS | MORE)
    monkeypatch.setattr(claimkit, "PLACES", claimkit.PLACES | WITHIN)


def rows_of(reports: list[list[dict[str, Any]]]) -> list[Row]:
    """Rows of the episodes of reports, given as their claims; every other report has a day of its own."""
    episodes = []
    for number, claims in enumerate(reports):
        published = "2020-05-31" if number % 2 else None
        told = claimkit.report({"id": f"r{number}", "published": published, "claims": claims})
        episodes += cut(told, claimkit.contains_place)
    rows = [row(number, episode, claimkit.above_place) for number, episode in enumerate(episodes)]
    # Told briefly, or at length in one of three ways, of which two share most of their words.
    return [made._replace(wording=WORDINGS[made.unique_id % len(WORDINGS)]) for made in rows]


def claim(chance: random.Random, **told: Any) -> dict[str, Any]:
    return {
        "place": chance.choice(PLACES),
        "date": chance.choice(DATES),
        "n": chance.choice([1, 5, 9, "40-50", "?"]),
        "harm": chance.choice(["killed", "killed", "wounded"]),
        "means": chance.choice([None, None, "airstrike", "ied", "shelling"]),
        "by": chance.choice([None, None, "army", "rebels"]),
        **told,
    }


def constellations() -> list[Row]:
    """Every place with every date, and reports of one to three claims put together by chance (the same each time)."""
    chance = random.Random(20200506)
    reports = [[claim(chance, place=place, date=date)] for place, date in product(PLACES, DATES)]
    reports += [[claim(chance) for _ in range(chance.randint(1, 3))] for _ in range(60)]
    return rows_of(reports)


def test_every_pair_that_is_weighed_gets_the_same_points_for_the_same_reasons(
    session: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, rows = scoring.model(), constellations()
    # All pairs are shown, the ones that are not linked too: their levels would otherwise never be seen.
    shown = msgspec.structs.replace(model, kept=-1000.0)
    monkeypatch.setattr(scoring, "model", lambda: shown)
    here = scoring.score(rows)
    assert on_spark.score(on_spark.frame(session, rows)) == here
    given = {reason for pair in here for reason in pair.reasons}
    told = {
        level.why if level.missing else f"{level.why} ({level.points:+g})"
        for levels in model.comparisons.values()
        for level in levels
    }
    assert given == told  # each level of the model has been put to the test


def test_pairs_that_are_linked_are_the_same(session: SparkSession) -> None:
    rows = constellations()[::3]
    here = scoring.score(rows)
    assert 10 < len(here) < len(rows) * (len(rows) - 1) / 2
    assert on_spark.score(on_spark.frame(session, rows)) == here


@pytest.mark.parametrize("reports", [0, 1])
def test_fewer_than_two_reports_give_no_pair(session: SparkSession, reports: int) -> None:
    rows = rows_of([[{"n": 5, "place": "village"}, {"n": 5, "place": "quarter"}]] * reports)
    assert on_spark.score(on_spark.frame(session, rows)) == []
