"""The store: evidence, texts, claims, incidents, decisions, and the log of every change.

:func:`open_store` opens one, on SQLite (one file) or PostgreSQL. The modules beside this one are functions over a
connection of :meth:`Store.reading` or :meth:`Store.writing`; what they keep is described in :mod:`hasila.store.schema`.
"""

from hasila.store.errors import StoreError, UnknownError
from hasila.store.opening import DEFAULT, Store, open_store, where_is

__all__ = ["DEFAULT", "Store", "StoreError", "UnknownError", "open_store", "where_is"]
