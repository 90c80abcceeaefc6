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
    """Entity tags and times of last change, in a store (:class:`hasila.ingest.source.Validators`).

    What is put is kept by :meth:`flush` alone, which is for when the pages themselves are kept: or a run that was
    stopped between the two would never ask for those pages again.
    """

    def __init__(self, store: Store) -> None:
        """Keep them in ``store``."""
        self._store = store
        self._put: dict[str, tuple[str | None, str | None]] = {}

    def get(self, url: str) -> tuple[str | None, str | None]:
        """Return ``ETag`` and ``Last-Modified`` as they were last put."""
        if url in self._put:
            return self._put[url]
        with self._store.reading() as connection:
            query = select(validators.c.etag, validators.c.modified).where(validators.c.url == url)
            row = connection.execute(query).first()
        return (row.etag, row.modified) if row else (None, None)

    def put(self, url: str, etag: str | None, modified: str | None) -> None:
        """Remember both for the next time."""
        self._put[url] = (etag, modified)

    def flush(self) -> None:
        """Keep what was put."""
        if not self._put:
            return
        with self._store.writing() as connection:
            for url, (etag, modified) in self._put.items():
                connection.execute(delete(validators).where(validators.c.url == url))
                connection.execute(insert(validators).values(url=url, etag=etag, modified=modified, fetched=log.now()))
        self._put.clear()
