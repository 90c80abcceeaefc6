"""Which claims of many reports tell of the same event.

A report is cut into episodes (:mod:`~hasila.incidents.episodes`), episodes that share a place and a day are weighed in
pairs by a model of record linkage (:mod:`~hasila.incidents.scoring`), put into clusters
(:mod:`~hasila.incidents.clusters`) and kept as incidents (:mod:`~hasila.incidents.linking`). The gazetteer comes in as
one callable, ``above(place_id)``: the ids of the places that hold a place.
"""

from hasila.incidents.groupings import Grouping, regrouped
from hasila.incidents.kept import Delta, Kept, Known
from hasila.incidents.linking import Change, Linkage, Linked, link
from hasila.incidents.records import Above

__all__ = ["Above", "Change", "Delta", "Grouping", "Kept", "Known", "Linkage", "Linked", "link", "regrouped"]
