"""Which claims of many reports tell of the same event.

A report is cut into episodes (:mod:`~hasila.incidents.episodes`), episodes are weighed in pairs
(:mod:`~hasila.incidents.score`) and joined to incidents (:mod:`~hasila.incidents.linking`). The gazetteer
comes in as one callable, ``contains(whole_id, part_id)``.
"""

from hasila.incidents.context import Contains
from hasila.incidents.linking import Grouping, Link, Linked, link

__all__ = ["Contains", "Grouping", "Link", "Linked", "link"]
