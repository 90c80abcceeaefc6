"""The entries of actors that people wrote, as reading, linking and tolls take them."""

from sqlalchemy import Connection

from hasila.registry import Layer, layer_of
from hasila.store import entries


def written(connection: Connection) -> Layer:
    """Return the entries that count over the shipped ones."""
    return layer_of(entries.current(connection).values())
