"""The tables of the store: one set for SQLite and PostgreSQL.

What is kept for ever: ``captures`` (the evidence), ``reports`` (their texts), ``readings`` (what an extractor read),
``decisions`` (what people decided) and ``log`` (every change). What follows from these, and could be made again:
``claims``, ``marks``, ``episodes``, ``pairs``, ``incidents``, ``tolls`` and the index of words. The ids of
incidents are kept as well: once given out, an id leads somewhere (``forward``). ``moves`` tells what tolls were before.

Every value that is a structure of the model (:mod:`hasila.model`) is kept as its JSON in a column ``doc``; columns
beside it are there to search by. Times are UTC, ISO 8601 with ``Z``; days are ISO dates, which sort as text.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)

from hasila.store.lossless import Short, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
#: SQLite counts rows only in a column of the plain type.
Number = BigInteger().with_variant(Integer, "sqlite")

#: What the store says of itself: its id, when it was made.
meta = Table("meta", metadata, Column("name", Short(40), primary_key=True), Column("value", Text, nullable=False))

captures = Table(
    "captures",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    # The key, or the hash of the bytes where nothing else names them.
    Column("identity", Text, nullable=False),
    Column("sha256", Short(64), nullable=False),
    Column("kind", Short(40), nullable=False),
    Column("key", Text),
    Column("source", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("wanted_id", Text, nullable=False),
    Column("url", Text),
    Column("media_type", Text),
    Column("charset", Text),
    Column("headers", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("received", Short(40), nullable=False),
    Column("tool", Text, nullable=False),
    Column("size", Number, nullable=False),
    # The bytes, packed by zlib: pages shrink to a fifth. Hashes are of the bytes as they were received.
    Column("body", LargeBinary, nullable=False),
    # Hash of all the above but id and the packing: what the log holds on to.
    Column("seal", Short(64), nullable=False),
    UniqueConstraint("identity", "sha256"),
    sqlite_autoincrement=True,
)

reports = Table(
    "reports",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    Column("capture", Number, ForeignKey("captures.id"), nullable=False, index=True),
    Column("identity", Text, nullable=False),
    Column("text_sha256", Short(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("lang", Short(20), nullable=False),
    Column("published", Short(10)),
    Column("outlet", Text),
    # Folded, and cut to what an index takes.
    Column("outlet_key", Short(200)),
    Column("url", Text),
    Column("title", Text),
    Column("added", Short(40), nullable=False),
    # A newer version of the same thing has come: this one is kept and no longer counted.
    Column("current", Boolean, nullable=False),
    Column("linked", Boolean, nullable=False),
    UniqueConstraint("identity", "text_sha256"),
    Index("ix_reports_current_published", "current", "published"),
    Index("ix_reports_linked", "linked"),
    Index("ix_reports_outlet_key", "outlet_key"),
    sqlite_autoincrement=True,
)

readings = Table(
    "readings",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("report", Number, ForeignKey("reports.id"), nullable=False),
    Column("extractor", Text, nullable=False),
    Column("made", Short(40), nullable=False),
    # The newest is the one that counts.
    Column("current", Boolean, nullable=False),
    Column("doc", Text, nullable=False),
    UniqueConstraint("report", "extractor"),
    Index("ix_readings_current_extractor", "current", "extractor"),
    sqlite_autoincrement=True,
)

claims = Table(
    "claims",
    metadata,
    Column("report", Number, ForeignKey("reports.id"), primary_key=True, autoincrement=False),
    Column("claim", Short(40), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("harm", Short(20), nullable=False),
    Column("stance", Short(20), nullable=False),
    Column("scope", Short(20), nullable=False),
    Column("low", Number),
    Column("high", Number),
    Column("place", Text),
    Column("start", Short(10)),
    Column("end", Short(10)),
    Column("confidence", Float, nullable=False),
    # read, accepted, edited, rejected: the last three are a person's word.
    Column("state", Short(10), nullable=False),
    Column("incident", Text),
    Column("doc", Text, nullable=False),
    Index("ix_claims_incident", "incident"),
    # With all that a search looks at beside what it is asked for: the row itself is large and elsewhere.
    Index("ix_claims_harm", "harm", "stance", "start", "end", "state", "report"),
    Index("ix_claims_stance", "stance", "state", "report"),
    Index("ix_claims_start", "start", "end", "state", "report"),
    # Doubtful claims that wait for a person, by what they say.
    Index("ix_claims_doubt", "state", "confidence", "incident", "high", "low", "report", "claim"),
)

#: By what claims are found: the actors of their sources (``source``), those who are harmed or who harm (``actor``),
#: their place and all that hold it (``place``). Ids of the registries, else the folded words.
marks = Table(
    "marks",
    metadata,
    Column("kind", Short(10), primary_key=True),
    Column("value", Text, primary_key=True),
    Column("report", Number, primary_key=True, autoincrement=False),
    Column("claim", Short(40), primary_key=True),
    Index("ix_marks_report", "report"),
    sqlite_with_rowid=False,
)

episodes = Table(
    "episodes",
    metadata,
    # Those of copied texts share a number.
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("report", Text, primary_key=True),
    Column("place_in", Integer, primary_key=True, autoincrement=False),
    Column("content", Short(64), nullable=False),
    Column("home", Text, nullable=False),
    # Days since 1970-01-01; none where it is not told within a few days.
    Column("first", Integer),
    Column("last", Integer),
    Column("doc", Text, nullable=False),
    Index("ix_episodes_content", "content"),
    Index("ix_episodes_home", "home"),
    Index("ix_episodes_first", "first"),
    Index("ix_episodes_report", "report"),
)

#: What an episode is found by where days do not tell: hashes of its names, see ``hasila.incidents.records``.
episode_names = Table(
    "episode_names",
    metadata,
    Column("name", BigInteger, primary_key=True, autoincrement=False),
    Column("undated", Boolean, primary_key=True),
    Column("number", Number, primary_key=True, autoincrement=False),
    Index("ix_episode_names_number", "number"),
    sqlite_with_rowid=False,
)

pairs = Table(
    "pairs",
    metadata,
    Column("first", Number, primary_key=True, autoincrement=False),
    Column("second", Number, primary_key=True, autoincrement=False),
    Column("points", Float, nullable=False),
    Column("reasons", Number, ForeignKey("reasons.id"), nullable=False),
    Index("ix_pairs_second", "second"),
)

#: Few different lists of reasons for many pairs.
reasons = Table(
    "reasons",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("doc", Text, nullable=False, unique=True),
    sqlite_autoincrement=True,
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    # The id under which it is known now, where its claims are in another one.
    Column("forward", Text, index=True),
    # As linking made it, before people's decisions; none for one that people made. ``heir`` is the incident that
    # linking found it to be.
    Column("linked", Text),
    Column("heir", Text),
    # As it is: the place, days, means, belligerents and claims (``Grouping`` of ``hasila.incidents``).
    Column("doc", Text),
    Column("place", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("start", Short(10)),
    Column("end", Short(10)),
    Column("reports", Integer, nullable=False),
    Index("ix_incidents_start", "start"),
    Index("ix_incidents_lat_lon", "lat", "lon"),
)

tolls = Table(
    "tolls",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("profile", Short(60), primary_key=True),
    # The incident with its tolls under the profile (``Incident`` of the model).
    Column("doc", Text, nullable=False),
)

#: How tolls by the first profile moved when their incidents were made anew: each step stays. The last one of a toll
#: waits for a person (``open``), with what the toll was when somebody last looked at it.
moves = Table(
    "moves",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    # No foreign key: the history of an incident outlives it.
    Column("incident", Text, nullable=False, index=True),
    # JSON of the harm, the actor and the name of the group.
    Column("topic", Text, nullable=False),
    # By how many people a bound is further than when somebody last looked.
    Column("effect", Number, nullable=False),
    Column("time", Short(40), nullable=False),
    Column("open", Boolean, nullable=False),
    # ``Move`` of ``hasila.store.moves``.
    Column("doc", Text, nullable=False),
    Index("ix_moves_open_effect", "open", "effect"),
    sqlite_autoincrement=True,
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("kind", Short(20), nullable=False),
    # A report's claim (``report`` and ``claim``) or an incident.
    Column("report", Number, ForeignKey("reports.id"), index=True),
    Column("claim", Short(40)),
    Column("incident", Text, index=True),
    Column("doc", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("time", Short(40), nullable=False),
    Column("why", Text),
    # The decision about the same claim that this one took the place of.
    Column("replaces", Number),
    Column("undone", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

#: What waits for a person: where a new reading and a decision differ.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("kind", Short(20), nullable=False),
    Column("report", Number, ForeignKey("reports.id"), nullable=False, index=True),
    Column("claim", Short(40), nullable=False),
    Column("doc", Text, nullable=False),
    Column("made", Short(40), nullable=False),
    Column("open", Boolean, nullable=False, index=True),
    sqlite_autoincrement=True,
)

log = Table(
    "log",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("time", Short(40), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Short(20), nullable=False),
    Column("subject", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("why", Text),
    Column("previous", Short(64), nullable=False),
    Column("hash", Short(64), nullable=False),
    Index("ix_log_subject", "subject"),
)

#: What servers said of the newness of what was fetched, for asking only whether there is anything newer.
validators = Table(
    "validators",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("fetched", Short(40), nullable=False),
)

#: Who may do what in the web application. Names stand in the log, so people are disabled and never removed.
people = Table(
    "people",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("name", Short(80), nullable=False, unique=True),
    # By argon2, with its salt and settings.
    Column("password", Text, nullable=False),
    # reader, reviewer or admin.
    Column("role", Short(20), nullable=False),
    Column("made", Short(40), nullable=False),
    Column("disabled", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

#: Who is logged in (``session``), and what programs say who they are by (``token``). The secret itself is not kept.
keys = Table(
    "keys",
    metadata,
    Column("sha256", Short(64), primary_key=True),
    Column("kind", Short(10), nullable=False),
    Column("person", Number, ForeignKey("people.id"), nullable=False, index=True),
    Column("label", Text),
    Column("made", Short(40), nullable=False),
    Column("expires", Short(40)),
)

#: What people write of an incident, with the claims that its figures rest on. The newest is shown, all are kept.
assessments = Table(
    "assessments",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("incident", Text, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("time", Short(40), nullable=False),
    sqlite_autoincrement=True,
)

#: Incidents that the public sees, and whether with the names of victims.
publications = Table(
    "publications",
    metadata,
    Column("incident", Text, primary_key=True),
    Column("names", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("time", Short(40), nullable=False),
)

#: Decisions that a second person agreed to.
signatures = Table(
    "signatures",
    metadata,
    Column("decision", Number, ForeignKey("decisions.id"), primary_key=True, autoincrement=False),
    Column("who", Text, primary_key=True),
    Column("time", Short(40), nullable=False),
)

#: Entries of the registry of actors that people wrote over the shipped ones. The newest of an actor counts; one without
#: ``doc`` gives the shipped one back.
entries = Table(
    "entries",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("actor", Short(80), nullable=False, index=True),
    # JSON of an ``Actor``.
    Column("doc", Text),
    Column("who", Text, nullable=False),
    Column("time", Short(40), nullable=False),
    Column("why", Text),
    sqlite_autoincrement=True,
)
