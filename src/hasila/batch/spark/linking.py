"""Linking on Spark: the episodes of all reports, weighed in pairs there, put together incident by incident.

Each step leaves its rows in files of the folder of the work, and a mark when it is done: a step with a mark is not done
again. The incidents and their ids are those that linking everything at once gives.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hasila.batch.spark.folders import Folder
from hasila.batch.spark.reading import Note, over_batches, records, text_of
from hasila.batch.spark.records import FEW, Renames, report_of
from hasila.batch.spark.session import Job, map_in_arrow
from hasila.export.json import to_json
from hasila.incidents import on_spark, scoring
from hasila.incidents.clusters import cluster
from hasila.incidents.episodes import Episode, cut
from hasila.incidents.groupings import Grouping, grouping
from hasila.incidents.linking import link_of
from hasila.incidents.records import Row, row
from hasila.incidents.scoring import Scored
from hasila.model import ClaimRef
from hasila.model.codec import from_json
from hasila.pipeline import contains_place, places_above

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_ROWS: Final = 500
#: What sorts episodes: the first day, the report and its first claim (:attr:`Episode.order`).
ORDER: Final = ("day", "report", "claim")


class Steps:
    """The steps of a job in its folder, each with its files and its mark."""

    def __init__(self, home: Folder) -> None:
        """Begin; ``home`` is the folder of this job and no other's."""
        self.home = home

    def files(self, name: str) -> list[str]:
        """Return the files of a step that is done, in order."""
        mark = self.home.read(f"{name}.json")
        return [] if mark is None else msgspec.json.decode(mark, type=list[str])

    def do(self, name: str, make: Callable[[Folder], Iterable[str]]) -> None:
        """Do a step unless it is done; what half of it left is taken away first."""
        if self.home.read(f"{name}.json") is None:
            place = self.home / name
            place.clear()
            self.home.write(f"{name}.json", msgspec.json.encode(sorted(make(place))))


def link(
    session: "SparkSession", notes: Sequence[Note], new_ids: Renames, job: Job, steps: Steps, few: int | None = None
) -> None:
    """Link all reports that were read; the steps ``outside`` and ``groupings`` have what came of it.

    Of up to ``few`` reports (:data:`FEW`) the driver weighs the pairs.
    """
    alone = sum(note.reports for note in notes) <= (FEW if few is None else few)
    steps.do("told", lambda place: _told(session, notes, new_ids, job, place))
    steps.do("episodes", lambda place: _numbered(session, steps, place))
    steps.do("pairs", lambda place: _weighed(session, steps, place, alone))
    steps.do("parts", lambda place: _parted(session, steps, place))
    steps.do("clusters", lambda place: _clustered(session, steps, place))
    steps.do("groupings", lambda place: _named(session, steps, place))


# --- rows in files ---


def frame(session: "SparkSession", steps: Steps, name: str, columns: str) -> "DataFrame":
    """Return columns of a step's files as a frame. Spark reads them itself: through Python each row costs far more."""
    files = [(steps.home / name).for_spark(file) for file in steps.files(name)]
    return session.read.schema(columns).parquet(*files) if files else session.createDataFrame([], columns)


def left(place: Folder, schema: "pa.Schema", rows: Iterable[dict[str, Any]]) -> Iterator["pa.RecordBatch"]:
    """Write the rows of a partition to a file that is named after it; yield the name."""
    import pyarrow as pa
    from pyspark import TaskContext

    context = TaskContext.get()
    assert context is not None
    for name in _written(place, context.partitionId(), schema, rows):
        yield pa.RecordBatch.from_pydict({"file": [name]})


def _written(place: Folder, part: int, schema: "pa.Schema", rows: Iterable[dict[str, Any]]) -> list[str]:
    """Write rows to a file, if there are any; return its name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    every = iter(rows)
    first = list(islice(every, _ROWS))
    if not first:
        return []
    name = f"part-{part:06}.parquet"
    with place.writing(name) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while first:
            writer.write_table(pa.Table.from_pylist(first, schema=schema))
            first = list(islice(every, _ROWS))
    return [name]


def names_of(done: "DataFrame") -> list[str]:
    """Run what writes files; return their names."""
    return [row["file"] for row in done.collect()]


def rows_of(tasks: Iterator["pa.RecordBatch"]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a partition."""
    for task in tasks:
        yield from task.to_pylist()


def texts(*columns: str) -> str:
    """Return columns of text as Spark is told them."""
    return ", ".join(f"{name} string" for name in columns)


def columns_of(**columns: str) -> "pa.Schema":
    """Return a schema of columns of text, number or truth."""
    import pyarrow as pa

    kinds = {"text": pa.string(), "number": pa.int64(), "truth": pa.bool_()}
    return pa.schema([(name, kinds[kind]) for name, kind in columns.items()])


# --- what reports tell: episodes, and the claims that belong to none ---


def _told(session: "SparkSession", notes: Sequence[Note], new_ids: Renames, job: Job, place: Folder) -> list[str]:
    own = session.sparkContext.broadcast({number: dict(ids) for number, ids in new_ids.items()})
    frame = over_batches(session, [note.key for note in notes], job, _tell, "file string", own, place)
    return names_of(frame)


def _tell(
    job: Job, told: Any, own: Any, place: Folder, tasks: Iterator["pa.RecordBatch"]
) -> Iterator["pa.RecordBatch"]:
    """Write the episodes of reports (``content`` names equal ones), and their claims outside of incidents."""

    def rows() -> Iterator[dict[str, Any]]:
        for task in tasks:
            for number in task.column(0).to_pylist():
                ids = own.value.get(number, {})
                for one in records(Folder(job.work), told.value[number], ("position", "record", "text")):
                    if one["record"] is None:
                        continue
                    report = report_of(one["record"], one["text"], ids.get(one["position"]))
                    for claim in report.claims:
                        if claim.scope != "event":
                            ref = {"report": text_of(report.id), "claim": claim.id}
                            yield {"content": None, "day": None, **ref, "episode": None}
                    for episode in cut(report, contains_place):
                        day, ref_ = episode.order
                        content = " ".join(episode.content)
                        yield {
                            "content": content, "day": day, "report": text_of(ref_.report), "claim": ref_.claim,
                            "episode": to_json(episode),
                        }  # fmt: skip

    return left(place, columns_of(content="text", day="text", report="text", claim="text", episode="text"), rows())


def outside(steps: Steps) -> list[ClaimRef]:
    """Return the claims of a period or a whole war, sorted."""
    import pyarrow.parquet as pq

    found = []
    for name in steps.files("told"):
        with (steps.home / "told").open(name) as file:
            rows = pq.read_table(file, columns=["content", "report", "claim"]).to_pylist()
        found += [ClaimRef(row["report"], row["claim"]) for row in rows if row["content"] is None]
    return sorted(found)


# --- episodes with their copies, numbered, as rows of the model ---


def _numbered(session: "SparkSession", steps: Steps, place: Folder) -> list[str]:
    told = frame(session, steps, "told", texts("content", *ORDER, "episode"))
    sorted_ = told.where("content is not null").repartition("content").sortWithinPartitions("content", *ORDER)
    return names_of(map_in_arrow(sorted_, partial(_number, place), "file string"))


def _number(place: Folder, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    """Put copies together under the first of them, and number it: partition, then place in it."""
    from pyspark import TaskContext

    context = TaskContext.get()
    assert context is not None
    base = context.partitionId() << 40

    def rows() -> Iterator[dict[str, Any]]:
        for number, (_, same) in enumerate(groupby(rows_of(tasks), key=lambda r: r["content"]), base):
            alike = list(same)
            episodes = [from_json(one["episode"], Episode) for one in alike]
            told = {name: alike[0][name] for name in ORDER if name != "report"}
            made = row(number, episodes[0], places_above)._asdict()
            yield {**made, **told, "episodes": to_json(episodes)}

    import pyarrow as pa

    schema = pa.schema([*scoring.schema(), *columns_of(day="text", claim="text", episodes="text")])
    return left(place, schema, rows())


# --- pairs by the model ---


def _weighed(session: "SparkSession", steps: Steps, place: Folder, alone: bool) -> list[str]:
    if alone:
        return _written(place, 0, _pair_columns(), _pairs(scoring.weighed(_rows(steps))))
    episodes = frame(session, steps, "episodes", _types(scoring.schema()))
    return names_of(map_in_arrow(on_spark.pairs(episodes), partial(_weigh, place), "file string"))


def _rows(steps: Steps) -> Iterator[Row]:
    import pyarrow.parquet as pq

    for name in steps.files("episodes"):
        with (steps.home / "episodes").open(name) as file:
            for some in pq.ParquetFile(file).iter_batches(batch_size=_ROWS, columns=scoring.schema().names):
                yield from (Row(**one) for one in some.to_pylist())


def _types(schema: "pa.Schema") -> str:
    kinds = {"int64": "long", "string": "string", "bool": "boolean", "double": "double", "list<": "array<string>"}
    return ", ".join(
        f"{field.name} {next(kind for name, kind in kinds.items() if str(field.type).startswith(name))}"
        for field in schema
    )


def _weigh(place: Folder, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    import pyarrow.compute as pc

    least = pc.field("match_weight") >= scoring.least()
    return left(place, _pair_columns(), _pairs(task.filter(least) for task in tasks))


def _pairs(batches: Iterable["pa.RecordBatch"]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        for pair in scoring.scored(batch.to_pylist()):
            yield {"first": pair.first, "second": pair.second, "sure": pair.sure, "pair": to_json(pair)}


def _pair_columns() -> "pa.Schema":
    return columns_of(first="number", second="number", sure="truth", pair="text")


# --- what is connected by sure pairs ---


def _parted(session: "SparkSession", steps: Steps, place: Folder) -> list[str]:
    """Find the connected parts: each worker reduces its pairs to those that connect, the driver joins what is left."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pairs = frame(session, steps, "pairs", "first long, second long, sure boolean")
    parts = _Forest()
    for some in map_in_arrow(pairs, _connect, "first long, second long").toLocalIterator():
        parts.join(some["first"], some["second"])
    numbers = sorted(parts.above)
    table = pa.table(
        {
            "number": pa.array(numbers, pa.int64()),
            "part": pa.array([parts.find(number) for number in numbers], pa.int64()),
        }
    )
    if not numbers:
        return []
    with place.writing("part-000000.parquet") as file:
        pq.write_table(table, file, compression="zstd")
    return ["part-000000.parquet"]


class _Forest:
    """Which numbers are connected: only those that were ever joined are held."""

    def __init__(self) -> None:
        self.above: dict[int, int] = {}

    def find(self, number: int) -> int:
        """Return the smallest number that one is connected with."""
        above = self.above
        root = number
        while (up := above.setdefault(root, root)) != root:
            root = up
        while number != root:
            above[number], number = root, above[number]
        return root

    def join(self, first: int, second: int) -> bool:
        """Connect two; tell whether they were not."""
        a, b = self.find(first), self.find(second)
        if a == b:
            return False
        self.above[max(a, b)] = min(a, b)
        return True


def _connect(tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa

    parts = _Forest()
    for task in tasks:
        found = [
            {"first": one["first"], "second": one["second"]}
            for one in task.to_pylist()
            if one["sure"] and parts.join(one["first"], one["second"])
        ]
        yield pa.RecordBatch.from_pylist(found, schema=columns_of(first="number", second="number"))


# --- incidents ---


def _clustered(session: "SparkSession", steps: Steps, place: Folder) -> list[str]:
    """Put together what is connected: the episodes of a part and the pairs within it come to one place."""
    parts = frame(session, steps, "parts", "number long, part long")
    episodes = frame(session, steps, "episodes", "unique_id long, episodes string").toDF("number", "blob")
    pairs = frame(session, steps, "pairs", "first long, second long, pair string").toDF("number", "second", "blob")
    ends = parts.withColumnsRenamed({"number": "second", "part": "other"})
    # Those that no sure pair connects with any are parts of their own, and pairs across parts are not looked at.
    own = ("coalesce(part, number) as part", "0 as kind", "number", "blob")
    placed = episodes.join(parts, "number", "left").selectExpr(*own)
    within = pairs.join(parts, "number").join(ends, "second").where("part = other")
    rows = placed.unionByName(within.selectExpr("part", "1 as kind", "number", "blob"))
    apart = rows.repartition("part").sortWithinPartitions("part", "kind", "number")
    return names_of(map_in_arrow(apart, partial(_cluster, place), "file string"))


def _cluster(place: Folder, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    def rows() -> Iterator[dict[str, Any]]:
        for _, some in groupby(rows_of(tasks), key=lambda r: r["part"]):
            episodes: dict[int, tuple[Episode, ...]] = {}
            pairs: list[Scored] = []
            for one in some:
                if one["kind"] == 0:
                    episodes[one["number"]] = from_json(one["blob"], tuple[Episode, ...])
                else:
                    pairs.append(from_json(one["blob"], Scored))
            yield from _groups(episodes, pairs)

    return left(place, columns_of(base="text", day="text", report="text", claim="text", grouping="text"), rows())


def _groups(episodes: dict[int, tuple[Episode, ...]], pairs: Sequence[Scored]) -> Iterator[dict[str, Any]]:
    firsts = {number: alike[0] for number, alike in episodes.items()}
    clusters, made = cluster(firsts, pairs, contains_place)
    home = {number: at for at, members in enumerate(clusters) for number in members}
    links: dict[int, list[Scored]] = {}
    for pair in made:
        links.setdefault(home[pair.first], []).append(pair)
    for at, members in enumerate(clusters):
        linked = [link_of(pair, firsts) for pair in links.get(at, ())]
        found = grouping(
            "",
            [firsts[n] for n in members],
            [copy for n in members for copy in episodes[n][1:]],
            sorted(linked, key=lambda one: (-one.points, one.claims)),
            None,
        )
        day, ref = min(firsts[n].order for n in members)
        order = {"day": day, "report": text_of(ref.report), "claim": ref.claim}
        yield {"base": found.first_id, **order, "grouping": to_json(found)}


def _named(session: "SparkSession", steps: Steps, place: Folder) -> list[str]:
    """Give the incidents their ids: of several with one place and first day, in the order of their first episodes."""
    found = frame(session, steps, "clusters", texts("base", *ORDER, "grouping"))
    apart = found.repartition("base").sortWithinPartitions("base", *ORDER)
    return names_of(map_in_arrow(apart, partial(_name, place), "file string"))


def _name(place: Folder, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    def rows() -> Iterator[dict[str, Any]]:
        for base, some in groupby(rows_of(tasks), key=lambda r: r["base"]):
            for count, one in enumerate(some, 1):
                name = base if count == 1 else f"{base}-{count}"
                told = to_json(replace(from_json(one["grouping"], Grouping), id=name))
                yield {"incident": name, **{key: one[key] for key in ORDER}, "grouping": told}

    return left(place, columns_of(incident="text", day="text", report="text", claim="text", grouping="text"), rows())
