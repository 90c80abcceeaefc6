"""From claims to tolls: pure functions, a rule in words beside every number.

:func:`reconcile` makes the tolls of incidents under a profile; :func:`report_contradictions` finds the
claims of one report that cannot both be true. Whether one actor or place contains another comes in as a
callable, ``contains(whole_id, part_id)``.
"""

from hasila.reconcile.groups import Contains, People
from hasila.reconcile.profiles import Choice, Evidence, Figure, Profile
from hasila.reconcile.profiles import find as find_profile
from hasila.reconcile.profiles import names as profile_names
from hasila.reconcile.reconciling import Grouping, reconcile
from hasila.reconcile.speakers import Speakers
from hasila.reconcile.within import report_contradictions

__all__ = [
    "Choice",
    "Contains",
    "Evidence",
    "Figure",
    "Grouping",
    "People",
    "Profile",
    "Speakers",
    "find_profile",
    "profile_names",
    "reconcile",
    "report_contradictions",
]
