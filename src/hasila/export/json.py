"""Values of the model as JSON: see :mod:`hasila.model.codec`."""

from hasila.model.codec import to_json

__all__ = ["to_json"]
