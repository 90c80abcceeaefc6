"""The linkage model on Spark, for more episodes than one machine holds: the same pairs, points and reasons.

Wants the extra ``hasila[spark]`` and Java.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hasila.incidents.records import Row
from hasila.incidents.scoring import Scored, columns, least, predict, scored, table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def frame(session: "SparkSession", rows: Iterable[Row]) -> "DataFrame":
    """Return rows that are at hand as a frame; what is stored with the same columns can be read by Spark itself."""
    return session.createDataFrame(table(rows))


def score(rows: "DataFrame") -> list[Scored]:
    """Return what :func:`hasila.incidents.scoring.score` returns for the same rows; only the pairs come back here."""
    weighed = (pair.asDict() for pair in pairs(rows).toLocalIterator())
    return scored(pair for pair in weighed if pair["match_weight"] >= least())


def pairs(rows: "DataFrame") -> "DataFrame":
    """Return all pairs that are worth comparing, still on Spark, with the columns that ``scored`` reads.

    Those with fewer points than :func:`hasila.incidents.scoring.least` are for the reader to leave out. As a condition
    in SQL Spark puts it before the columns that it is made of, and so writes each comparison once for each of its
    levels: code too long to be compiled, which took seven times as long for each pair.
    """
    from splink import SparkAPI

    class Lazy(SparkAPI):
        """One plan for all: splink writes the pairs of each block to files, and in the end all that was compared."""

        def _break_lineage_and_repartition(self, made: "DataFrame", *_: str) -> "DataFrame":
            return made

    # The model uses no function of the archive that splink would load into Spark.
    database = Lazy(spark_session=rows.sparkSession, register_udfs_automatically=False)  # type: ignore[no-untyped-call]
    found: DataFrame = predict(database, rows, None).as_spark_dataframe().select(*columns())
    return found
