"""The linkage model on Spark, for more episodes than one machine holds: the same pairs, points and reasons.

Wants the extra ``hasila[spark]`` and Java. The session needs a directory for checkpoints that all its workers reach
(``session.sparkContext.setCheckpointDir``): splink keeps there what it has worked out so far, and leaves it there.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hasila.incidents.records import Row
from hasila.incidents.scoring import Scored, columns, predict, scored, table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def frame(session: "SparkSession", rows: Iterable[Row]) -> "DataFrame":
    """Return rows that are at hand as a frame; what is stored with the same columns can be read by Spark itself."""
    return session.createDataFrame(table(rows))


def score(rows: "DataFrame") -> list[Scored]:
    """Return what :func:`hasila.incidents.scoring.score` returns for the same rows; only the pairs come back here.

    Raises:
        pyspark.errors.PySparkException: if the session has no directory for checkpoints.
    """
    found = pairs(rows)
    return [] if found is None else scored(pair.asDict() for pair in found.toLocalIterator())


def pairs(rows: "DataFrame") -> "DataFrame | None":
    """Return the pairs that :func:`hasila.incidents.scoring.scored` reads, still on Spark; ``None``: there are none.

    Raises:
        pyspark.errors.PySparkException: if the session has no directory for checkpoints.
    """
    if rows.select("report").distinct().limit(2).count() < 2:
        return None
    from splink import SparkAPI

    # The model uses no function of the archive that splink would load into Spark.
    database = SparkAPI(spark_session=rows.sparkSession, register_udfs_automatically=False)  # type: ignore[no-untyped-call]
    found: DataFrame = predict(database, rows).as_spark_dataframe().select(*columns())
    return found
