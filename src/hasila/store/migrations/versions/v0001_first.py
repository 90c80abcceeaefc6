"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from hasila.store.lossless import Text

revision = "0001"
down_revision = None

#: SQLite counts rows only in a column of the plain type.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and the index of words that each database has a way of its own for."""
    op.create_table(
        "assessments",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("incident", Text(), nullable=False),
        sa.Column("text", Text(), nullable=False),
        sa.Column("who", Text(), nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_assessments_incident"), "assessments", ["incident"], unique=False)
    op.create_table(
        "captures",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("identity", Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", Text(), nullable=True),
        sa.Column("source", Text(), nullable=False),
        sa.Column("locator", Text(), nullable=False),
        sa.Column("wanted_id", Text(), nullable=False),
        sa.Column("url", Text(), nullable=True),
        sa.Column("media_type", Text(), nullable=True),
        sa.Column("charset", Text(), nullable=True),
        sa.Column("headers", Text(), nullable=False),
        sa.Column("context", Text(), nullable=False),
        sa.Column("received", sa.String(length=40), nullable=False),
        sa.Column("tool", Text(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
        sa.UniqueConstraint("identity", "sha256", name=op.f("uq_captures_identity_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "entries",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("doc", Text(), nullable=True),
        sa.Column("who", Text(), nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.Column("why", Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entries_actor"), "entries", ["actor"], unique=False)
    op.create_table(
        "episode_names",
        sa.Column("name", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("undated", sa.Boolean(), nullable=False),
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name", "undated", "number", name=op.f("pk_episode_names")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_episode_names_number", "episode_names", ["number"], unique=False)
    op.create_table(
        "episodes",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("report", Text(), nullable=False),
        sa.Column("place_in", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("home", Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.Column("last", sa.Integer(), nullable=True),
        sa.Column("doc", Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "report", "place_in", name=op.f("pk_episodes")),
    )
    op.create_index("ix_episodes_content", "episodes", ["content"], unique=False)
    op.create_index("ix_episodes_first", "episodes", ["first"], unique=False)
    op.create_index("ix_episodes_home", "episodes", ["home"], unique=False)
    op.create_index("ix_episodes_report", "episodes", ["report"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("id", Text(), nullable=False),
        sa.Column("forward", Text(), nullable=True),
        sa.Column("linked", Text(), nullable=True),
        sa.Column("heir", Text(), nullable=True),
        sa.Column("doc", Text(), nullable=True),
        sa.Column("place", Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("start", sa.String(length=10), nullable=True),
        sa.Column("end", sa.String(length=10), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(op.f("ix_incidents_forward"), "incidents", ["forward"], unique=False)
    op.create_index("ix_incidents_lat_lon", "incidents", ["lat", "lon"], unique=False)
    op.create_index("ix_incidents_start", "incidents", ["start"], unique=False)
    op.create_table(
        "log",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.Column("who", Text(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("subject", Text(), nullable=False),
        sa.Column("old", Text(), nullable=True),
        sa.Column("new", Text(), nullable=True),
        sa.Column("why", Text(), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log")),
    )
    op.create_index("ix_log_subject", "log", ["subject"], unique=False)
    op.create_table(
        "marks",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", Text(), nullable=False),
        sa.Column("report", NUMBER, autoincrement=False, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "report", "claim", name=op.f("pk_marks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_marks_report", "marks", ["report"], unique=False)
    op.create_table(
        "meta",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "people",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password", Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("made", sa.String(length=40), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name", name=op.f("uq_people_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "publications",
        sa.Column("incident", Text(), nullable=False),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("who", Text(), nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("incident", name=op.f("pk_publications")),
    )
    op.create_table(
        "reasons",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("doc", Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reasons")),
        sa.UniqueConstraint("doc", name=op.f("uq_reasons_doc")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "validators",
        sa.Column("url", Text(), nullable=False),
        sa.Column("etag", Text(), nullable=True),
        sa.Column("modified", Text(), nullable=True),
        sa.Column("fetched", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_validators")),
    )
    op.create_table(
        "keys",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("person", NUMBER, nullable=False),
        sa.Column("label", Text(), nullable=True),
        sa.Column("made", sa.String(length=40), nullable=False),
        sa.Column("expires", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_keys_person")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_keys")),
    )
    op.create_index(op.f("ix_keys_person"), "keys", ["person"], unique=False)
    op.create_table(
        "pairs",
        sa.Column("first", NUMBER, autoincrement=False, nullable=False),
        sa.Column("second", NUMBER, autoincrement=False, nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("reasons", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["reasons"], ["reasons.id"], name=op.f("fk_pairs_reasons")),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_pairs")),
    )
    op.create_index("ix_pairs_second", "pairs", ["second"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("name", Text(), nullable=False),
        sa.Column("capture", NUMBER, nullable=False),
        sa.Column("identity", Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("text", Text(), nullable=False),
        sa.Column("lang", sa.String(length=20), nullable=False),
        sa.Column("published", sa.String(length=10), nullable=True),
        sa.Column("outlet", Text(), nullable=True),
        sa.Column("outlet_key", sa.String(length=200), nullable=True),
        sa.Column("url", Text(), nullable=True),
        sa.Column("title", Text(), nullable=True),
        sa.Column("added", sa.String(length=40), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["capture"], ["captures.id"], name=op.f("fk_reports_capture")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("identity", "text_sha256", name=op.f("uq_reports_identity_text_sha256")),
        sa.UniqueConstraint("name", name=op.f("uq_reports_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reports_capture"), "reports", ["capture"], unique=False)
    op.create_index("ix_reports_current_published", "reports", ["current", "published"], unique=False)
    op.create_index("ix_reports_linked", "reports", ["linked"], unique=False)
    op.create_index("ix_reports_outlet_key", "reports", ["outlet_key"], unique=False)
    op.create_table(
        "tolls",
        sa.Column("incident", Text(), nullable=False),
        sa.Column("profile", sa.String(length=60), nullable=False),
        sa.Column("doc", Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_tolls_incident")),
        sa.PrimaryKeyConstraint("incident", "profile", name=op.f("pk_tolls")),
    )
    op.create_table(
        "claims",
        sa.Column("report", NUMBER, autoincrement=False, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("harm", sa.String(length=20), nullable=False),
        sa.Column("stance", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("low", NUMBER, nullable=True),
        sa.Column("high", NUMBER, nullable=True),
        sa.Column("place", Text(), nullable=True),
        sa.Column("start", sa.String(length=10), nullable=True),
        sa.Column("end", sa.String(length=10), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("incident", Text(), nullable=True),
        sa.Column("doc", Text(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_claims_report")),
        sa.PrimaryKeyConstraint("report", "claim", name=op.f("pk_claims")),
    )
    op.create_index(
        "ix_claims_doubt", "claims", ["state", "confidence", "incident", "high", "low", "report", "claim"], unique=False
    )
    op.create_index("ix_claims_harm", "claims", ["harm", "stance", "start", "end", "state", "report"], unique=False)
    op.create_index("ix_claims_incident", "claims", ["incident"], unique=False)
    op.create_index("ix_claims_stance", "claims", ["stance", "state", "report"], unique=False)
    op.create_index("ix_claims_start", "claims", ["start", "end", "state", "report"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("report", NUMBER, nullable=True),
        sa.Column("claim", sa.String(length=40), nullable=True),
        sa.Column("incident", Text(), nullable=True),
        sa.Column("doc", Text(), nullable=False),
        sa.Column("who", Text(), nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.Column("why", Text(), nullable=True),
        sa.Column("replaces", NUMBER, nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_decisions_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_incident"), "decisions", ["incident"], unique=False)
    op.create_index(op.f("ix_decisions_report"), "decisions", ["report"], unique=False)
    op.create_table(
        "readings",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("report", NUMBER, nullable=False),
        sa.Column("extractor", Text(), nullable=False),
        sa.Column("made", sa.String(length=40), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("doc", Text(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_readings_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("report", "extractor", name=op.f("uq_readings_report_extractor")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_readings_current_extractor", "readings", ["current", "extractor"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("report", NUMBER, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("doc", Text(), nullable=False),
        sa.Column("made", sa.String(length=40), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_reviews_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reviews_open"), "reviews", ["open"], unique=False)
    op.create_index(op.f("ix_reviews_report"), "reviews", ["report"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("decision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("who", Text(), nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decisions.id"], name=op.f("fk_signatures_decision")),
        sa.PrimaryKeyConstraint("decision", "who", name=op.f("pk_signatures")),
    )

    if op.get_context().dialect.name == "sqlite":
        # Without content: the texts stand in `reports`, and are never changed nor taken out.
        op.execute("CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize='unicode61 remove_diacritics 0')")
    else:
        op.create_table(
            "words",
            sa.Column("report", sa.BigInteger(), sa.ForeignKey("reports.id"), primary_key=True, autoincrement=False),
            sa.Column("body", TSVECTOR(), nullable=False),
        )
        op.create_index("ix_words_body", "words", ["body"], postgresql_using="gin")
