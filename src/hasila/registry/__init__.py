"""Who and where: the registry of actors, the gazetteer, and the index that finds their names in text."""

from hasila.registry.actors_index import Registry, load_registry

__all__ = ["Registry", "load_registry"]
