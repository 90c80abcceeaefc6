"""The linkage model: which pairs of episodes are one event, with points and reasons.

The model is ``model.yaml``; splink runs it: on DuckDB here, on Spark in :mod:`~hasila.incidents.on_spark`.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec

from hasila.incidents.records import Row
from hasila.text.data import load_yaml
from hasila.text.passages import SHARE

if TYPE_CHECKING:
    import pyarrow
    from splink import SettingsCreator
    from splink.internals.database_api import DatabaseAPI

#: Stands for the share of pairs of two events in which a level is seen: splink uses only its ratio to the share in
#: pairs of one event, which is what ``points`` say. Small, so that the other stays below 1 for up to 12 points.
_SEEN = 2.0**-13
_DIALECT = "duckdb"
#: Rows handed over and pairs read at once.
_BATCH = 10_000
#: What the engine may hold in memory.
_MEMORY = "4GB"

#: Pairs that are worth comparing, as conditions of the one row ``l`` and the other ``r``, with the key they share.
BLOCKS = (
    ("spots", "l.spots = r.spots and l.report <> r.report"),
    (
        "holds",
        "l.holds = r.holds and l.report <> r.report "
        "and (array_contains(l.above, r.place) or array_contains(r.above, l.place))",
    ),
    ("around", "l.around = r.around and l.report <> r.report and l.town <> r.town"),
    ("loose", "l.loose = r.loose and l.report <> r.report and (l.vague or r.vague)"),
    # Two, for either side: with *or* an engine sets all beside all of one place and then asks which is undated, which
    # costs the square of their number.
    ("names", "l.names = r.names and l.report <> r.report and l.undated"),
    ("names", "l.names = r.names and l.report <> r.report and r.undated"),
)
#: Words that conditions are written with.
_WORDS = {
    "within": "(array_contains(above_l, place_r) or array_contains(above_r, place_l))",
    "wider": "least(exact_l, exact_r)",
    "copied": "array_length(array_intersect(wording_l, wording_r)) "
    f">= {SHARE} * least(array_length(wording_l), array_length(wording_r))",
    "gap": "(greatest(first_l, first_r) - least(last_l, last_r))",
}


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One level of a comparison: its conditions and its points.

    ``when``: SQL. ``km``: the places are at most so far apart. ``share``: the two columns have ``least`` values in
    common. None of them: all else.
    """

    why: str
    points: float = 0.0
    when: str | None = None
    km: float | None = None
    share: tuple[str, str] | None = None
    least: int = 1
    missing: bool = False


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The linkage model as ``model.yaml`` gives it; a pair is sure from ``threshold`` points on, kept from ``kept``."""

    threshold: float
    kept: float
    comparisons: dict[str, tuple[Level, ...]]


@dataclass(frozen=True, slots=True)
class Scored:
    """Two rows by their numbers, the smaller first, with the points for their being one event and the reasons."""

    first: int
    second: int
    points: float
    reasons: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether the two alone would be held to be one event."""
        return self.points >= model().threshold


@cache
def model() -> Model:
    """Return the model that comes with hasila.

    Raises:
        msgspec.ValidationError: if a key is unknown or a value of the wrong type.
    """
    text = resources.files("hasila.incidents").joinpath("model.yaml").read_text(encoding="utf-8")
    return msgspec.convert(load_yaml(text), Model)


def settings() -> "SettingsCreator":
    """Return the model as splink's settings, for whatever engine they are handed to."""
    from splink import SettingsCreator
    from splink.comparison_library import CustomComparison

    return SettingsCreator(
        link_type="dedupe_only",
        # Even chances: the points of the levels alone decide.
        probability_two_random_records_match=0.5,
        comparisons=[
            CustomComparison([_level(level) for level in levels], output_column_name=name)
            for name, levels in model().comparisons.items()
        ],
        blocking_rules_to_generate_predictions=[
            {"blocking_rule": rule, "arrays_to_explode": [key], "sql_dialect": _DIALECT} for key, rule in BLOCKS
        ],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _level(level: Level) -> Any:
    from splink import comparison_level_library as library

    if level.missing:
        made: Any = library.CustomLevel(_sql(level), level.why, _DIALECT).configure(is_null_level=True)
        return made
    if level.km is not None:
        made = library.DistanceInKMLevel("lat", "lon", level.km, not_null=True)
        if level.when is not None:
            made = library.And(library.CustomLevel(_sql(level), level.why, _DIALECT), made)
    elif level.share is not None:
        left, right = level.share
        # One direction is enough: that means agree is mutual.
        shared = f"array_length(array_intersect({left}_l, {right}_r)) >= {level.least}"
        made = library.CustomLevel(shared, level.why, _DIALECT)
    elif level.when is not None:
        made = library.CustomLevel(_sql(level), level.why, _DIALECT)
    else:
        made = library.ElseLevel()
    return made.configure(m_probability=_SEEN * 2**level.points, u_probability=_SEEN, label_for_charts=level.why)


def _sql(level: Level) -> str:
    assert level.when is not None
    return level.when.format(**_WORDS)


def score(rows: Iterable[Row]) -> list[Scored]:
    """Return the pairs of rows of different reports that can be one event by the model, in the order of the numbers."""
    return scored(record for batch in weighed(rows) for record in batch.to_pylist())


def weighed(rows: Iterable[Row]) -> Iterator["pyarrow.RecordBatch"]:
    """Yield what the model says of such pairs, batch by batch: what :func:`scored` reads.

    The rows are read once and not held, and of the machine's memory the engine takes at most :data:`_MEMORY`: what
    it needs beyond that it writes to a folder of its own, as numbers that say nothing without these rows.
    """
    import pyarrow.compute as pc

    made = numbered(rows)
    if pc.count_distinct(made.column("report")).as_py() < 2:
        return
    import duckdb
    from splink import DuckDBAPI

    with (
        tempfile.TemporaryDirectory(prefix="hasila-") as spilled,
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": spilled}) as connection,
    ):
        # It would draw a bar on standard output, where results go.
        connection.execute("SET enable_progress_bar = false")
        found = predict(DuckDBAPI(connection), made, least())
        # Not all at once: there are many pairs.
        named = ", ".join(f'"{name}"' for name in columns())
        yield from found.as_duckdbpyrelation().project(named).to_arrow_reader(_BATCH)


def least() -> float:
    """Return from how many points on a pair is kept: a little fewer than the model says, for sums come out inexact."""
    return model().kept - 0.01


def predict(database: "DatabaseAPI[Any]", rows: Any, threshold: float | None) -> Any:
    """Run the model over rows on the engine that ``database`` stands for; every engine finds the same pairs.

    Args:
        database: splink's access to the engine.
        rows: the rows (:func:`table`) in any form that the engine takes.
        threshold: the fewest points that a pair is to have; ``None``: any.

    Returns:
        splink's frame of the pairs, still in the engine. Only :func:`columns` should be fetched from it: with all
        that was compared a pair is large.
    """
    from splink import Linker

    # Checking the settings takes longer than weighing a report's neighbours, and they are always the same.
    linker = Linker(database.register(rows), settings(), log_level=None, validate_settings=False)
    return linker.inference.predict(threshold_match_weight=threshold, warning_mode="never")


def columns() -> tuple[str, ...]:
    """Return the columns of a pair that :func:`scored` reads."""
    return ("unique_id_l", "unique_id_r", "match_weight", *_gammas())


def _gammas() -> list[str]:
    return [f"gamma_{name}" for name in model().comparisons]


def scored(records: Iterable[dict[str, Any]]) -> list[Scored]:
    """Read the pairs that splink gives, with the reasons: what each level says, the missing ones left out."""
    # Few combinations of levels for many pairs.
    known: dict[tuple[int, ...], tuple[str, ...]] = {}
    gammas = _gammas()
    out = []
    for record in records:
        levels = tuple(record[name] for name in gammas)
        if levels not in known:
            known[levels] = _reasons(levels)
        first, second = sorted((record["unique_id_l"], record["unique_id_r"]))
        out.append(Scored(first, second, round(record["match_weight"], 3), known[levels]))
    return sorted(out, key=lambda s: (s.first, s.second))


def _reasons(gammas: Iterable[int]) -> tuple[str, ...]:
    reasons = []
    for gamma, choices in zip(gammas, model().comparisons.values(), strict=True):
        # splink numbers the levels from the last one, 0, upwards; the missing one is -1.
        told = [level for level in choices if not level.missing]
        if gamma >= 0:
            level = told[len(told) - 1 - gamma]
            reasons.append(f"{level.why} ({level.points:+g})")
        else:
            reasons.append(next(level.why for level in choices if level.missing))
    return tuple(reasons)


def table(rows: Iterable[Row]) -> "pyarrow.Table":
    """Return rows as an Arrow table, which every engine reads."""
    import pyarrow

    return pyarrow.Table.from_pylist([row._asdict() for row in rows], schema=schema())


def numbered(rows: Iterable[Row]) -> "pyarrow.Table":
    """Return rows as :func:`table` does, each text as a number: the model only asks which are equal.

    Numbers take a third less time. They mean nothing outside of this one table.
    """
    import pyarrow as pa

    numbers: dict[str, int] = {}
    known = schema()
    kinds = [_numbers_for(field.type) for field in known]
    told = pa.schema(list(zip(known.names, kinds, strict=True)))
    batches = []
    every = iter(rows)
    while some := list(islice(every, _BATCH)):
        columns = []
        for at, (field, kind) in enumerate(zip(known, kinds, strict=True)):
            values: list[Any] = [row[at] for row in some]
            if field.type != kind:
                values = [_numbered(value, numbers) for value in values]
            columns.append(pa.array(values, kind))
        batches.append(pa.RecordBatch.from_arrays(columns, schema=told))
    return pa.Table.from_batches(batches, told)


def _numbers_for(kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_string(kind):
        return pa.int64()
    return pa.list_(pa.int64()) if pa.types.is_list(kind) else kind


def _numbered(value: str | list[str] | None, numbers: dict[str, int]) -> int | list[int] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return numbers.setdefault(value, len(numbers))
    return [numbers.setdefault(text, len(numbers)) for text in value]


def schema() -> Any:
    """Return the Arrow schema of the rows."""
    import pyarrow as pa

    kinds = {int: pa.int64(), str: pa.string(), bool: pa.bool_(), float: pa.float64(), list[str]: pa.list_(pa.string())}
    hints = get_type_hints(Row).items()
    return pa.schema([(name, kinds[next(k for k in (hint, *get_args(hint)) if k in kinds)]) for name, hint in hints])
