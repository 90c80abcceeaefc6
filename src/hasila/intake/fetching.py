"""What fetching takes from the store: which addresses are known, and what servers said of the newness of pages."""

from collections.abc import Callable

from sqlalchemy import delete, insert, select

from hasila.store import Store, keeping, log
from hasila.store.schema import validators


def known_keys(store: Store) -> Callable[[str], bool]:
    """Return a test whether anything is kept under a key."""

    def known(key: str) -> bool:
        with store.reading() as connection:
            return keeping.has_key(connection, key)

    return known


class StoredValidators:
    """Entity tags and times of last change, in a store (:class:`hasila.ingest.source.Validators`)."""

    def __init__(self, store: Store) -> None:
        """Keep them in ``store``."""
        self._store = store

    def get(self, url: str) -> tuple[str | None, str | None]:
        """Return ``ETag`` and ``Last-Modified`` as they were last put."""
        with self._store.reading() as connection:
            query = select(validators.c.etag, validators.c.modified).where(validators.c.url == url)
            row = connection.execute(query).first()
        return (row.etag, row.modified) if row else (None, None)

    def put(self, url: str, etag: str | None, modified: str | None) -> None:
        """Keep both for the next time."""
        with self._store.writing() as connection:
            connection.execute(delete(validators).where(validators.c.url == url))
            connection.execute(insert(validators).values(url=url, etag=etag, modified=modified, fetched=log.now()))
