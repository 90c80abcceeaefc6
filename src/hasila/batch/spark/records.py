"""Reports as a job keeps them, their ids made unique over all inputs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hasila.batch.spark.folders import Folder
from hasila.batch.spark.reading import Note, over_batches, records
from hasila.batch.spark.session import Job
from hasila.ingest import own_id
from hasila.model import Claim, Report
from hasila.model.codec import from_json

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

#: New ids by batch (its number in the plan) and position in it.
Renames = Mapping[int, Mapping[int, str]]

#: Up to so many reports the driver looks at all ids and weighs all pairs by itself, as the local engine does: that is
#: sooner done.
FEW: Final = 200_000
_COUNTED: Final = re.compile(r"(?:-[0-9]+)+$")


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A report without its text, as ``extract`` writes it."""

    id: str
    lang: str
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    sha256: str
    claims: tuple[Claim, ...] = ()
    contradictions: tuple[tuple[str, str], ...] = ()


def report_of(record: str, text: str, own: str | None = None) -> Report:
    """Return the report of a record with its text (as JSON); ``own``: its new id, where it has one."""
    told = from_json(record, Record)
    return Report(
        id=own or told.id,
        lang=told.lang,
        text=from_json(text, str),
        published=told.published,
        outlet=told.outlet,
        url=told.url,
        title=told.title,
        claims=told.claims,
        contradictions=told.contradictions,
    )


def renames(session: "SparkSession", notes: Sequence[Note], job: Job) -> Renames:
    """Return the new ids of reports whose ids come back: those that the local engine gives them.

    Ids that come back are found on the workers; only they, and those that look like what would be made of them, come
    to the driver.
    """
    keys = [note.key for note in notes]
    if sum(note.reports + note.failed for note in notes) <= FEW:
        work = Folder(job.work)
        return _own(
            (number, row["position"], row["id"])
            for number, key in enumerate(keys)
            for row in records(work, key, ("position", "id"))
            if row["id"] is not None
        )
    asked = over_batches(session, keys, job, _asked, "batch int, position int, id string, root string").cache()
    try:
        again = asked.groupBy("id").count().where("count > 1").select("id").limit(1).count()
        if not again:
            return {}
        twice = asked.groupBy("id", "root").count().where("count > 1").select("root").distinct()
        rows = asked.join(twice, "root", "left_semi").orderBy("batch", "position").collect()
    finally:
        asked.unpersist()
    return _own((row["batch"], row["position"], row["id"]) for row in rows)


def _own(asked: Iterable[tuple[int, int, str]]) -> Renames:
    found: dict[int, dict[int, str]] = {}
    used: dict[str, int] = {}
    for batch, position, name in asked:
        own = own_id(name, used)
        if own != name:
            found.setdefault(batch, {})[position] = own
    return found


def _asked(job: Job, told: Any, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa

    schema = pa.schema([("batch", pa.int32()), ("position", pa.int32()), ("id", pa.string()), ("root", pa.string())])
    work = Folder(job.work)
    for task in tasks:
        for number in task.column(0).to_pylist():
            rows = [
                {"batch": number, "position": row["position"], "id": row["id"], "root": _COUNTED.sub("", row["id"])}
                for row in records(work, told.value[number], ("position", "id"))
                if row["id"] is not None
            ]
            yield pa.RecordBatch.from_pylist(rows, schema=schema)
