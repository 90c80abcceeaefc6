"""The closed vocabularies of a claim. Unknown values are refused when data is read, never passed on."""

from typing import Final, Literal, get_args

Harm = Literal[
    "killed",
    "wounded",
    "casualty",
    "missing",
    "captured",
    "detained",
    "abducted",
    "released",
    "besieged",
    "displaced",
    "surrendered",
    "took_control",
    "lost_control",
]
Hedge = Literal["exact", "at_least", "more_than", "about", "at_most", "range", "vague", "most", "all", "none"]
Role = Literal["civilian", "combatant", "mixed", "unknown"]
Stance = Literal["asserts", "admits", "denies", "unconfirmed"]
Means = Literal[
    "ground_combat",
    "airstrike",
    "shelling",
    "drone",
    "ied",
    "landmine",
    "small_arms",
    "execution",
    "ambush",
    "siege",
    "other",
]
Scope = Literal["event", "period", "cumulative"]
SourceKind = Literal["monitor", "media", "party", "official", "medical", "humanitarian", "local", "anonymous", "other"]
#: What an entry of the actor registry is.
ActorKind = Literal[
    "government",
    "armed_force",
    "armed_group",
    "coalition",
    "political_party",
    "monitor",
    "agency",
    "outlet",
    "health",
    "civil_defence",
    "humanitarian",
    "un",
    "local",
]
Status = Literal["single_source", "agreed", "contested", "denied", "admitted"]

HARMS: Final[tuple[str, ...]] = get_args(Harm)
HEDGES: Final[tuple[str, ...]] = get_args(Hedge)
ROLES: Final[tuple[str, ...]] = get_args(Role)
STANCES: Final[tuple[str, ...]] = get_args(Stance)
MEANS: Final[tuple[str, ...]] = get_args(Means)
SCOPES: Final[tuple[str, ...]] = get_args(Scope)
SOURCE_KINDS: Final[tuple[str, ...]] = get_args(SourceKind)
STATUSES: Final[tuple[str, ...]] = get_args(Status)
PROFILES: Final[tuple[str, ...]] = ("full-range", "ucdp", "gtd", "acled")
#: Harms that speak of ground, not of people: they carry no count.
TERRITORY: Final[frozenset[str]] = frozenset({"took_control", "lost_control"})
#: A place this near to a wider one, in degrees of latitude and longitude together, is by it: some 40 km. Reports name
#: one battle after the village or after the town.
BY_DEGREES: Final = 0.4
