"""The Spark session of a job, and what is said where there can be none."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hasila.ingest import Settings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: What a job sets unless the user does. Plans made anew while they run would put together the partitions that are to
#: become one file each. And how large the rows are that Python makes, Spark only guesses: a side of a join that it took
#: for small enough to be sent to all (the episodes of 100,000 reports) did not fit into its memory.
_DEFAULTS: Final = {
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    "spark.ui.enabled": "false",
}


class SparkError(Exception):
    """A job could not be done on Spark. The message says why and what to do."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What the workers need to know of a job: the folder of its work, what the user said, and the reader's version."""

    work: str
    settings: Settings
    with_text: bool
    readers: str


def session_of(master: str | None, conf: Mapping[str, str]) -> "SparkSession":
    """Start a session, or take the one that ``spark-submit`` prepared.

    Args:
        master: as Spark's own programs take it (``spark://host:7077``, ``yarn``, ``k8s://…``); ``None``: what
            Spark's configuration names, else all cores of this machine.
        conf: Spark's properties, which go before what hasila sets.

    Raises:
        SparkError: if pyspark or Java is missing, or the master does not answer.
    """
    try:
        import_module("pyspark")
    except ImportError as error:
        raise SparkError(
            "--engine spark needs pyspark, which is not installed; "
            "install it with: pip install 'hasila[spark]' (and a Java of 17 or later)"
        ) from error
    from pyspark.conf import SparkConf
    from pyspark.sql import SparkSession

    _find_java()
    # Read before a session is there: under spark-submit, or with a spark-defaults.conf, there may be a master in it.
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "pyspark-shell")
    known = SparkConf()
    where = master or conf.get("spark.master") or known.get("spark.master") or "local[*]"
    if where.startswith("local"):
        # The workers are this machine: they take this Python, not the first python3 in PATH.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(where).appName("hasila")
    for key, value in {**_DEFAULTS, "spark.ui.showConsoleProgress": _bar(), **conf}.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise SparkError(f"Spark does not start with the master {where!r}: {first_line(error)}") from error
    if conf.get("spark.log.level") is None:
        session.sparkContext.setLogLevel("ERROR")
    return session


def _bar() -> str:
    return "true" if sys.stderr.isatty() else "false"


def _find_java() -> None:
    """Let Spark find the Java that was named for hasila.

    Raises:
        SparkError: if there is none.
    """
    import shutil
    from pathlib import Path

    if program := os.environ.get("HASILA_JAVA"):
        os.environ.setdefault("JAVA_HOME", str(Path(program).resolve().parents[1]))
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise SparkError("Spark needs Java, which is not found; install a Java of 17 or later, or set JAVA_HOME to it")


def readers() -> str:
    """Return what names the version of everything that reads reports: on all machines it must be the same."""
    from hasila import __version__
    from hasila.languages import available
    from hasila.pipeline import extractor

    return " ".join((__version__, *(extractor(lang) for lang in available())))


_checked: set[str] = set()


def check(job: Job) -> None:
    """Make sure, on a worker, that its hasila is the driver's: else one half would be read by other rules.

    Raises:
        SparkError: if it is not.
    """
    if job.readers in _checked:
        return
    mine = readers()
    if mine != job.readers:
        raise SparkError(
            f"a worker has another hasila ({mine}) than the driver ({job.readers}): install the same wheel on all"
        )
    _checked.add(job.readers)


def explained(error: Exception) -> SparkError:
    """Return what a failed job says, with what to do about it."""
    text = str(error)
    if "No module named 'hasila" in text:
        return SparkError(
            "the workers have no hasila: install its wheel into their Python (spark.pyspark.python names it), "
            "or hand the wheel over with --conf spark.submit.pyFiles=WHEEL"
        )
    told = [line for line in text.splitlines() if "SparkError: " in line]
    reason = told[-1].partition("SparkError: ")[2] if told else last_words(text)
    return SparkError(
        f"the job failed on Spark: {reason}; what is finished is kept: the same command goes on from there"
    )


def last_words(text: str) -> str:
    """Return the last line of a Python traceback inside a text, else its first line."""
    lines = [line.strip() for line in text.splitlines()]
    errors = [line for line in lines if line and not line.startswith("at ") and "Error: " in line]
    return (errors[-1] if errors else first_line(text))[:500]


def first_line(error: Any) -> str:
    """Return the first line of an error's text that says something."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:500]


def map_in_arrow(frame: "DataFrame", function: Any, columns: str) -> "DataFrame":
    """Return what a function makes of a frame's Arrow batches: ``frame.mapInArrow``, which asks for pandas.

    It has no need of it (nothing here becomes a frame of pandas), and many a cluster has none. Where there is none, its
    few lines are done here, of Spark's inner parts.
    """
    from importlib.util import find_spec

    if find_spec("pandas") is not None:
        return frame.mapInArrow(function, columns)
    from pyspark.sql import DataFrame
    from pyspark.sql.udf import _create_udf
    from pyspark.util import PythonEvalType

    made = _create_udf(function, columns, PythonEvalType.SQL_MAP_ARROW_ITER_UDF)
    column = made(*(frame[name] for name in frame.columns))
    return DataFrame(frame._jdf.mapInArrow(column._jc, False, None), frame.sparkSession)
