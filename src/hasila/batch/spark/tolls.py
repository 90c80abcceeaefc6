"""Tolls on Spark: each incident is reconciled by itself, with the reports that tell of it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from hasila.batch.spark.dataset import renamed
from hasila.batch.spark.folders import Folder
from hasila.batch.spark.linking import ORDER, Steps, columns_of, frame, left, names_of, outside, rows_of, texts
from hasila.batch.spark.reading import UNKNOWN, Note, over_batches, records, text_of
from hasila.batch.spark.records import Renames, report_of
from hasila.batch.spark.session import Job, map_in_arrow
from hasila.export.json import to_json
from hasila.incidents.groupings import Grouping
from hasila.model import Incident, Report, TollReport
from hasila.model.codec import from_json
from hasila.pipeline import settle

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

TABLES: Final = ("incidents", "tolls", "outside")


def reconcile(
    session: "SparkSession", notes: Sequence[Note], new_ids: Renames, job: Job, steps: Steps, profile: str
) -> None:
    """Reconcile all incidents; the step that is named after the profile has what came of it."""
    lang = next((note.lang for note in notes if note.lang), "ar")

    def make(place: Folder) -> list[str]:
        own = session.sparkContext.broadcast({number: dict(ids) for number, ids in new_ids.items()})
        keys = [note.key for note in notes]
        told = over_batches(session, keys, job, _reports, "report string, record string, text string", own)
        groups = frame(session, steps, "groupings", texts("incident", *ORDER, "grouping"))
        of = map_in_arrow(groups.select("incident", "grouping"), _told_by, "incident string, report string")
        there = of.join(told, "report").selectExpr("incident", "1 as kind", "report as day", "record", "text")
        heads = groups.selectExpr(
            "incident", "0 as kind", "day", "grouping as record", "to_json(struct(day, report, claim)) as text"
        )
        rows = heads.unionByName(there).repartition("incident").sortWithinPartitions("incident", "kind", "day")
        return names_of(map_in_arrow(rows, partial(_settle, place, profile, lang), "file string"))

    steps.do(_step(profile), make)


def _step(profile: str) -> str:
    return f"tolls-{profile}"


def _reports(job: Job, told: Any, own: Any, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    """Yield the reports of batches that claim something."""
    import pyarrow as pa

    schema = columns_of(report="text", record="text", text="text")
    for task in tasks:
        for number in task.column(0).to_pylist():
            ids = own.value.get(number, {})
            rows = []
            for one in records(Folder(job.work), told.value[number], ("position", "id", "record", "text")):
                if one["record"] is not None:
                    name = ids.get(one["position"])
                    if name is not None:
                        one["record"] = renamed(one["record"], name)
                    rows.append({"report": text_of(name or one["id"]), "record": one["record"], "text": one["text"]})
                if len(rows) == 500:
                    yield pa.RecordBatch.from_pylist(rows, schema=schema)
                    rows = []
            yield pa.RecordBatch.from_pylist(rows, schema=schema)


def _told_by(tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    """Yield the reports that tell of incidents."""
    import pyarrow as pa

    for task in tasks:
        rows = [
            {"incident": one["incident"], "report": name}
            for one in task.to_pylist()
            for name in sorted({text_of(ref.report) for ref in from_json(one["grouping"], Grouping).claims})
        ]
        yield pa.RecordBatch.from_pylist(rows, schema=columns_of(incident="text", report="text"))


def _settle(place: Folder, profile: str, lang: str, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    """Reconcile incidents one by one: first comes what linking made of each, then the reports."""

    def rows() -> Iterator[dict[str, Any]]:
        for name, some in groupby(rows_of(tasks), key=lambda r: r["incident"]):
            head, *rest = some
            reports = [report_of(one["record"], one["text"]) for one in rest]
            (incident,) = settle(reports, [from_json(head["record"], Grouping)], profile, lang).incidents
            month = incident.date.start[:7] if incident.date else UNKNOWN
            yield {"incident": name, "month": month, "record": to_json(incident), **from_json(head["text"], dict)}

    schema = columns_of(incident="text", month="text", day="text", report="text", claim="text", record="text")
    return left(place, schema, rows())


def toll_report(steps: Steps, notes: Sequence[Note], profile: str) -> TollReport:
    """Return what ``toll`` says of it all, as the local engine does."""
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = []
    for name in steps.files(_step(profile)):
        with (steps.home / _step(profile)).open(name) as file:
            rows += pq.read_table(file, columns=[*ORDER, "record"]).to_pylist()
    rows.sort(key=lambda row: tuple(row[name] for name in ORDER))
    return TollReport(
        profile=profile,
        reports=sum(note.reports for note in notes),
        incidents=tuple(from_json(row["record"], Incident) for row in rows),
        outside=tuple(outside(steps)),
    )


def read_reports(notes: Sequence[Note], new_ids: Renames, job: Job) -> list[Report]:
    """Return all reports with their texts, in the order of the inputs: for a page or a table that shows them."""
    return [
        report_of(one["record"], one["text"], new_ids.get(number, {}).get(one["position"]))
        for number, note in enumerate(notes)
        for one in records(Folder(job.work), note.key, ("position", "record", "text"))
        if one["record"] is not None
    ]


# --- as tables ---


def write(session: "SparkSession", steps: Steps, profile: str, out: Folder) -> None:
    """Write incidents and tolls by month of the incident's first day, and the claims outside of all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name in TABLES:
        (out / name).clear()
    rows = frame(session, steps, _step(profile), texts("incident", "month", *ORDER, "record"))
    apart = rows.repartition("month").sortWithinPartitions("month", *ORDER)
    map_in_arrow(apart, partial(_write, out), "file string").collect()
    refs = [{"report": text_of(ref.report), "claim": ref.claim} for ref in outside(steps)]
    with (out / "outside").writing("part-00000.parquet") as file:
        pq.write_table(pa.Table.from_pylist(refs, schema=columns_of(report="text", claim="text")), file)


def _write(out: Folder, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for month, rows in groupby(rows_of(tasks), key=lambda r: r["month"]):
        name = f"month={month}/part-00000.parquet"
        with ExitStack() as files:
            first, second = (files.enter_context((out / table).writing(name)) for table in ("incidents", "tolls"))
            incidents = files.enter_context(pq.ParquetWriter(first, incident_columns(), compression="zstd"))
            tolls = files.enter_context(pq.ParquetWriter(second, toll_columns(), compression="zstd"))
            for row in _some(rows):
                told = [from_json(one["record"], Incident) for one in row]
                cells = [{**_incident(i), **one} for i, one in zip(told, row, strict=True)]
                incidents.write_table(pa.Table.from_pylist(cells, schema=incident_columns()))
                lines = [line for i in told for line in _tolls(i)]
                tolls.write_table(pa.Table.from_pylist(lines, schema=toll_columns()))
        yield pa.RecordBatch.from_pydict({"file": [name]})


def _some(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    from itertools import islice

    while some := list(islice(rows, 500)):
        yield some


def incident_columns() -> "pa.Schema":
    """Return the columns of the table of incidents; ``day``, ``report``, ``claim`` sort them as ``toll`` does."""
    import pyarrow as pa

    texts = ("incident", "place", "place_id", "date_start", "date_end", "means", "belligerents")
    numbers = [("lat", pa.float64()), ("lon", pa.float64()), ("reports", pa.int32()), ("claims", pa.int32())]
    return pa.schema([*((n, pa.string()) for n in texts), *numbers, *((n, pa.string()) for n in (*ORDER, "record"))])


def toll_columns() -> "pa.Schema":
    """Return the columns of the table of tolls."""
    import pyarrow as pa

    texts = ("incident", "harm", "group", "group_actor", "role")
    numbers = [(name, pa.int64()) for name in ("low", "best", "high")]
    rest = [("open", pa.bool_()), ("status", pa.string()), ("rule", pa.string()), ("derived", pa.bool_())]
    return pa.schema([*((n, pa.string()) for n in texts), *numbers, *rest, ("independent_sources", pa.int32())])


def _incident(one: Incident) -> dict[str, Any]:
    place, date = one.place, one.date
    return {
        "place": text_of(place.name or place.span.text) if place else None,
        "place_id": place.id if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "date_start": date.start if date else None,
        "date_end": date.end if date else None,
        "means": " | ".join(one.means),
        "belligerents": text_of(" | ".join(one.belligerents)),
        "reports": len({ref.report for ref in one.claims}),
        "claims": len(one.claims),
    }


def _tolls(one: Incident) -> Iterator[dict[str, Any]]:
    for toll in one.tolls:
        yield {
            "incident": one.id,
            "harm": toll.harm,
            "group": None if toll.group.name is None else text_of(toll.group.name),
            "group_actor": toll.group.actor,
            "role": toll.group.role,
            "low": toll.low,
            "best": toll.best,
            "high": toll.high,
            "open": toll.open,
            "status": toll.status,
            "rule": text_of(toll.rule),
            "derived": toll.derived,
            "independent_sources": toll.independent_sources,
        }


def collected(folder: Folder) -> TollReport:
    """Return what ``toll`` said, from the tables that it left."""
    import json

    import pyarrow.parquet as pq

    from hasila.model import ClaimRef

    rows: list[dict[str, Any]] = []
    for name in sorted((folder / "incidents").sizes()):
        with (folder / "incidents").open(name) as file:
            rows += pq.ParquetFile(file).read(columns=[*ORDER, "record"]).to_pylist()
    rows.sort(key=lambda row: tuple(row[name] for name in ORDER))
    with (folder / "outside").open("part-00000.parquet") as file:
        refs = pq.ParquetFile(file).read().to_pylist()
    said = json.loads(folder.read("toll.json") or b"{}")
    return TollReport(
        profile=said["profile"],
        reports=said["reports"],
        incidents=tuple(from_json(row["record"], Incident) for row in rows),
        outside=tuple(ClaimRef(row["report"], row["claim"]) for row in refs),
    )
