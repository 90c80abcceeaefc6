"""The schema of the language data. Unknown keys and values are refused when a language is loaded."""

from typing import Literal

import msgspec

from hasila.model import Harm, Means, Role, SourceKind

#: How a harm word governs the people it speaks of.
#:
#: ``undergo``: its subject is harmed (*was killed*, *died*). ``inflict``: its object is harmed.
#: ``either``: written the same for both (قتل). ``event``: a noun of the harm, the people follow (*killing of*).
#: ``people``: a noun for the harmed people themselves (*the dead*). ``state``: an adjective of people (*missing*).
#: ``take``/``lose``: a force gains or loses ground.
HarmKind = Literal["undergo", "inflict", "either", "event", "people", "state", "take", "lose"]


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every entry has: words as they are written; several words make a phrase.

    ``forms`` are inflected by the paradigm ``inflect`` where one is named; ``du`` and ``pl`` list the dual
    and plural forms that no paradigm gives.
    """

    forms: list[str] = []
    du: list[str] = []
    pl: list[str] = []
    inflect: str | None = None


class HarmWord(_Entry, frozen=True, kw_only=True):
    """A word for something that happens to people.

    ``needs`` lists the words one of which must stand within a few words for the reading to hold
    (لقي … مصرعه); ``unless`` the words that, right after it, rule the reading out (أصيب بالذعر);
    ``after`` the words one of which must stand right before it (لم يصب), or, where the verb is last, before what it
    governs (موفق شدند ... را دستگیر کنند). ``number`` (for ``people`` and ``state``)
    is sg, du or pl. ``weak`` words count only with a figure or a people word of their own.
    ``counted`` words count only with a figure and the noun counted (نقل سبعة عمال إلى المستشفى).
    ``result`` nouns tell what came about and never an aim (أدى لمقتل).
    ``present`` verbs tell nothing that happened after *may*, *will*, *if*.
    ``denied`` nouns count only where there were none, or nothing is known of them (لم تقع خسائر).
    ``owned`` verbs with a pronoun are nouns too (أسرته, his family): they count in a relative clause only.
    ``named`` words mean the harm only of people with a name or a figure (نعت فلانا).

    For ``take`` and ``lose``, ``ground`` tells where the ground stands: it is the ``object`` of what the force
    does; it ``falls`` to the force named behind the word; the force ``drives`` others out of it, or goes
    ``away`` from what was named before; it is ``lost`` by a force that is not named, or it is ``freed`` from one.
    ``now`` are forms of the present, which tell of standing control everywhere but in headlines.
    In languages with the verb at the end, ``elided`` words are participles whose light verb may be told with a later
    one (کشته و ... زخمی شدند), and ``negated`` ones tell that nobody was harmed, or that nothing is known of it;
    ``spoken`` nouns are infinitives that are also what people say for the plural verb (دو نفر زخمی شدن).
    """

    id: str
    harm: Harm
    kind: HarmKind
    needs: list[str] = []
    unless: list[str] = []
    after: list[str] = []
    number: Literal["sg", "du", "pl"] | None = None
    weak: bool = False
    counted: bool = False
    result: bool = False
    denied: bool = False
    present: bool = False
    named: bool = False
    owned: bool = False
    means: Means | None = None
    ground: Literal["object", "falls", "drives", "away", "lost", "freed"] = "object"
    now: bool = False
    elided: bool = False
    negated: Literal["none", "noword"] | None = None
    spoken: Literal["undergo", "inflict"] | None = None


class PeopleWord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A noun for people. ``generic`` nouns only tell that they are people; ``member`` nouns ask for a body they
    belong to (عنصر, مقاتل); ``title`` nouns stand before a person's name. ``stems`` are inflected by the paradigm
    that they stand under; the forms listed come first. ``works`` nouns may name whom they work for (موظفي شركة …);
    ``exact`` ones are people only as spelled (إمام, not أمام); ``counted`` ones only after a figure (آلاف الأسر, but
    وقع في الأسر); the singular of ``many`` ones is of several people (عائلة)."""

    id: str
    role: Role
    stems: dict[str, list[str]] = {}
    sg: list[str] = []
    du: list[str] = []
    pl: list[str] = []
    generic: bool = False
    member: bool = False
    title: bool = False
    works: bool = False
    exact: bool = False
    counted: bool = False
    many: bool = False


class Nation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A nationality or creed as an adjective: the stem that the paradigm ``nisba`` inflects, or forms."""

    stem: str | None = None
    forms: list[str] = []
    country: str | None = None


class NumberWord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number word. ``kind``: unit (adds), scale (multiplies), part (divides the scale beside it: half a million)."""

    value: int
    kind: Literal["unit", "ten", "hundred", "scale", "teen", "part"]
    forms: list[str]


class Amount(_Entry, frozen=True, kw_only=True):
    """A word for an unclear amount (GUIDE rule: some, several → 2; dozens → 20). ``share`` is most or all,
    or some where it is half or less; ``back`` shares point back to people told before (معظمهم); ``own`` ones may
    tell people of their own (قتل من فيها)."""

    low: int | None = None
    share: Literal["most", "all", "some"] | None = None
    back: bool = False
    own: bool = False


class HedgeWord(_Entry, frozen=True, kw_only=True):
    """A word that bounds a figure, standing before or after it; ``range`` is a word for *between*."""

    hedge: Literal["at_least", "more_than", "about", "at_most", "range"]
    where: Literal["before", "after", "both"] = "before"


class ReportWord(_Entry, frozen=True, kw_only=True):
    """A word that attributes. ``kind``: say, continue (same speaker goes on), relay (carries another's words),
    deny, admit, doubt (cannot confirm), expect, confirm, according (preposition), via (leads to whom it was told).

    ``clause`` words have other meanings too: they attribute only where *that* follows (رأى أن). The object of
    ``told`` words is whom it was told to (أبلغ الصحيفة).
    """

    id: str
    kind: Literal["say", "continue", "relay", "deny", "admit", "doubt", "expect", "confirm", "according", "via"]
    clause: bool = False
    told: bool = False


class SourceWord(_Entry, frozen=True, kw_only=True):
    """A noun for somebody who says: مصدر, متحدث, صحيفة, وزارة. ``anaphor``: alone and definite it points back."""

    id: str
    kind: SourceKind
    anaphor: bool = True


class MeansWord(_Entry, frozen=True, kw_only=True):
    """A word that tells by what means people were harmed. ``rank``: the higher wins in one sentence."""

    means: Means
    rank: int = 1


class CalendarWord(_Entry, frozen=True, kw_only=True):
    """A word of time. ``kind`` weekday (0 Monday), month (1–12), hijri (1–12), jalali (1–12), day (offset
    from publication), last (before), this (of now), next, yearnow, unit. ``days`` is how many days it lasts beyond its
    first; ``exact`` words are dates only as spelled (آب is August, أب a father)."""

    kind: Literal["weekday", "month", "hijri", "jalali", "day", "last", "this", "next", "week", "monthunit", "year",
                  "dayunit", "hour", "since", "until", "past", "ordinal", "yearnow"]  # fmt: skip
    value: int = 0
    days: int = 0
    exact: bool = False


class StretchWord(_Entry, frozen=True, kw_only=True):
    """A word of how long or how far (stretches.yaml).

    Of a unit (hour, day, week, month, year) ``value`` is how many the word itself tells, and 0 where a number must
    stand by. ``ago`` stands behind, ``before`` in front; ``past`` are adjectives of what ends now (with a value
    those that may stand by one unit alone), ``inside`` govern it; ``part`` is early (1), mid (2) or late (3),
    ``half`` 1 or 2, ``season`` has its first month. ``between`` leads two days, ``this`` points to the present one.
    ``then`` (*since then*) means the day told before, ``shift`` one so many days off, for ``days`` more.
    """

    kind: Literal["hour", "day", "week", "month", "year", "ago", "before", "past", "inside", "first", "part", "half",
                  "season", "then", "shift", "between", "this", "night", "weekend"]  # fmt: skip
    value: int = 0
    days: int = 0


class FunctionWord(_Entry, frozen=True, kw_only=True):
    """A closed-class word, by what it does in the grammar."""

    id: str


class Clitics(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be glued before and after a word.

    ``conj`` joins, ``prep`` governs, ``article`` makes definite; ``fused`` maps a written form to a
    preposition and the article (لل); ``purpose`` are the prepositions that make a harm word an aim
    (لقتل, "in order to kill"). ``pronouns`` are glued after.
    """

    conj: list[str] = []
    prep: list[str] = []
    article: list[str] = []
    fused: dict[str, str] = {}
    purpose: list[str] = []
    pronouns: list[str] = []


class Grammar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is particular to a language's order of words and inflection.

    ``number_joiner`` joins units and tens; ``either_or`` join alternatives; ``adjectives`` are endings of adjectives
    of belonging; ``outcome`` are prepositions that tell an outcome (انتهت بـ…); ``before_pronoun`` maps a letter
    before a glued pronoun to those that the word may end in without it; ``accusative`` are endings of an
    indefinite object, which goes with no noun that lacks them;
    ``plural_pronouns`` are those for many, ``owners`` those of a third person as written;
    ``imperfect`` the letters that verbs of the present begin with;
    ``subject`` and ``object`` are endings of several who do, and of several to whom it is done;
    ``speaking`` are the pronouns of those who speak, ``consequence`` conjunctions of what followed,
    ``doers`` those of them that a verb's subject is written like;
    ``agreement`` maps a pronoun to what it stands for (m one, f a feminine noun, p many), ``feminine`` are the
    endings of feminine nouns; ``feminine_verbs`` are letters that a verb or participle of a feminine subject ends in;
    ``unnamed`` are marks at the ending of an object that no name is written with
    (معبرًا); ``passive_vowel`` is the vowel behind the first letter of a verb of the past that names no doer (أُعلن);
    words that begin with ``name_heads`` are names though no list knows them (عبدالودود, أبوسياف);
    ``verb_final`` languages have the verb behind its subject and object, and what is said after who says it;
    ``run_on`` are words that are now and then written together with the known word behind them (وزخمی, دونفر): figures
    with a noun for people, a conjunction with any word of harm, people or figure; ``run_behind`` are words written
    together with the noun for people before them (کودک‌اند);
    ``solar_hijri`` reports count years and months by the calendar of Iran and Afghanistan;
    ``judge_of`` is the language whose learned weights count until its own are learned: how a mention stands to a claim
    (before it, a sentence back, within a wider place) tells much the same in both; ``judge_less`` is what they are
    lowered by then, in log-odds (as far as reports that nobody had looked at are less often right);
    ``linked`` maps an ending that links a word to the next to what the word ends in without it (جبهه‌ی);
    ``no_pronoun`` are letters that fold to a pronoun and are none as written (مسلحة is no "his gunman");
    ``not_as_written`` are spellings that fold to a known word and are none (وإلى is no والي).
    ``subject_first`` languages tell who before the verb and to whom after it, describe people before their noun, and
    write articles and prepositions as words; ``possessive`` are endings that a name has where something is its own;
    ``abbreviations`` are words behind which a full stop ends no sentence (Gov.), ``numbered`` those behind which it
    ends none before a number (No. 1);
    ``going`` are endings of verbs of saying that have no subject behind them (saying, adding);
    ``short_follows``: a short sentence without day and figure goes on with what was said before it;
    ``agents`` are endings of nouns for who does a work (surveyor), ``agents_many`` those of several that take no plural
    (ferrymen);
    ``spaced_thousands`` languages write figures in groups of three with spaces between (120 000).
    """

    clitics: Clitics = Clitics()
    paradigms: dict[str, dict[str, str]] = {}
    number_joiner: str | None = None
    either_or: list[str] = []
    adjectives: list[str] = []
    outcome: list[str] = []
    plural_pronouns: list[str] = []
    owners: list[str] = []
    imperfect: list[str] = []
    before_pronoun: dict[str, list[str]] = {}
    accusative: list[str] = []
    subject: list[str] = []
    object: list[str] = []
    speaking: list[str] = []
    consequence: list[str] = []
    doers: list[str] = []
    feminine: list[str] = []
    feminine_verbs: list[str] = []
    agreement: dict[str, str] = {}
    unnamed: list[str] = []
    passive_vowel: list[str] = []
    name_heads: list[str] = []
    verb_final: bool = False
    run_on: list[str] = []
    run_behind: list[str] = []
    solar_hijri: bool = False
    judge_of: str | None = None
    judge_less: float | None = None
    linked: dict[str, str] = {}
    no_pronoun: list[str] = []
    not_as_written: list[str] = []
    subject_first: bool = False
    possessive: list[str] = []
    abbreviations: list[str] = []
    numbered: list[str] = []
    spaced_thousands: bool = False
    going: list[str] = []
    short_follows: bool = False
    agents: list[str] = []
    agents_many: list[str] = []


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A log-linear model: the log-odds are ``bias`` plus the weights ``of`` the features that hold.

    ``least`` is the probability under which none of several candidates is chosen.
    """

    bias: float
    least: float = 0.0
    of: dict[str, float]


class Judge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a language learned from its gold reports (``tools/train.py``).

    ``right`` judges whether harm, figure, people, source and stance of a claim are all right, which is its confidence;
    ``circumstances`` choose a claim's place, date, means and scope. ``made_from`` names the gold files.
    """

    made_from: list[str]
    right: Weights
    circumstances: dict[str, Weights] = {}
