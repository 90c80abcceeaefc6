"""How tolls moved."""

import sqlalchemy as sa
from alembic import op

from hasila.store.lossless import Text

revision = "0002"
down_revision = "0001"

#: SQLite counts rows only in a column of the plain type.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table; of what moved before it was there, nothing is known."""
    op.create_table(
        "moves",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("incident", Text(), nullable=False),
        sa.Column("topic", Text(), nullable=False),
        sa.Column("effect", NUMBER, nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("doc", Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_moves_incident"), "moves", ["incident"], unique=False)
    op.create_index(op.f("ix_moves_open_effect"), "moves", ["open", "effect"], unique=False)
