"""Who and where: the registry of actors, the gazetteer, and the index that finds their names in text."""

from hasila.registry.actors_index import Registry, load_registry, relevance
from hasila.registry.layer import SHIPPED, Layer, layer_of

__all__ = ["SHIPPED", "Layer", "Registry", "layer_of", "load_registry", "relevance"]
