"""The speaker of a verb of saying: behind it, before it, before an aside, or who spoke last."""

from msgspec.structs import replace

from hasila.extract.attribution.sources import Chain, SourceReader, Speaker, is_via
from hasila.extract.tagging import Tagged
from hasila.languages import Sense

#: From *as for* to the verb, in tokens.
AS_FOR = 16
#: Between a subject and its verb, set off by commas, an aside has at most this many words (طلب عدم ذكر اسمه).
ASIDE = 10
#: A name that no list knows, before an aside that tells who it is, has at most this many words.
BARE = 4
#: A name in quotes has fewer tokens.
_LONG_NAME = 6
#: Who is not to be named is told in at most so many words before the aside that says so.
_UNNAMED = 7
#: From a verb and its speaker to the conjunction that leads in the words: an aside may stand between, in tokens.
CLAUSE_WITHIN = 25

#: Nouns (their ids) for those of whom a writer says *ours*: his sources, his correspondent.
_OF_THE_WRITER = frozenset({"source", "security-source", "medical-source", "local-source", "paper"})


class Speakers:
    """Reads clauses of saying in their order, and remembers who spoke.

    ``last`` spoke last in the sentences before; ``near`` in the sentence being read, where ``ends`` tells at which
    token the phrase of each of its speakers ends.
    """

    def __init__(self, tg: Tagged, outlet: set[str]) -> None:
        self.tg = tg
        self.reader = SourceReader(tg)
        self.outlet = outlet
        #: The outlet is no press but a body that tells of its own.
        self.own = False
        self.last: Chain = ()
        self.near: Chain = ()
        self.ends: dict[int, Chain] = {}
        #: Whether the issuer of the text has spoken for itself in the sentence (نؤكد).
        self.ours = False
        #: Who made a statement or report that was told of before its author was.
        self.authors: dict[tuple[int, int], Chain] = {}
        #: Whether who spoke last did so inside the words of another (قالت إن أفراد الخلية اعترفوا).
        self.inner = False
        #: The last sentences, since somebody spoke, in which nobody does.
        self.unspoken: list[tuple[int, int]] = []
        #: Up to which token quotation marks of the sentence were counted, and how many.
        self._marks = (0, 0)
        #: Whether the last verb of the sentence conceded what it tells.
        self.admits = False

    def begin(self) -> None:
        """Start a new sentence."""
        self.near = ()
        self.ends = {}
        self.admits = self.ours = False

    def quoted(self, k: int, begin: int) -> bool:
        """Tell whether a token stands inside a quotation that began in its sentence; asked from left to right."""
        at, count = self._marks if begin <= self._marks[0] <= k else (begin, 0)
        count += sum(1 for q in range(at, k) if self.tg.is_quote(q))
        self._marks = (k, count)
        return count % 2 == 1

    def spoke(self, chain: Chain, end: int) -> None:
        """Remember a speaker whose phrase ends at a token."""
        if chain and not self.inner:
            self.near = chain
        if chain:
            self.ends[end] = chain
        if len(chain) > 1 and self.reader.kind(chain[-1]) == "media" and chain[-1][0] > chain[0][0]:
            self.reader.carried[chain[-1]] = chain[0]

    def word(self, k: int) -> Sense | None:
        """Return the word of saying at a token, if there is one."""
        return self.tg.sense(k, "report") or self.tg.sense(k, "says_that")

    def resolve(self, speakers: Speaker) -> Chain:
        """Turn a source phrase into a chain, without the outlet that publishes the report as a carrier."""
        start, stop = speakers.sources[0]
        sense = self.tg.sense(start, "source")
        pron = self.tg.an[start].pron
        if len(pron) == 1 and start + 1 < stop and self.tg.text(start + 1).startswith(self.tg.lang.article):
            # محاميي الأهالي: the ending of several before what they belong to, and nobody's pronoun.
            pron = ""
        ours = pron in self.tg.lang.grammar.speaking and not (sense is not None and sense.id in _OF_THE_WRITER)
        own = ours or (sense is not None and sense.id == "statement" and stop == start + 1)
        if pron and own and (self.near or (self.last and not ours)):
            # وتابع المحافظ "تشير معلوماتنا إلى", وبحسب بيانها: the speaker's own.
            return self.near or self.last
        if ours and self.own and pron:
            # وسجل فريقنا: the outlet is a body, and its own voice says so.
            self.ours = True
            return ()
        carriers = tuple(c for c in speakers.carriers if not self._own(c))
        return self.reader.resolve(replace(speakers, carriers=carriers))

    def _own(self, source: tuple[int, int]) -> bool:
        words = {self.tg.text(q) for q in range(*source) if self.tg.is_word(q)}
        return bool(words) and bool(self.outlet) and words <= self.outlet

    def skip(self, k: int, end: int) -> int:
        """Pass over words of time and turns of phrase (من جهته)."""
        tg = self.tg
        moved, low = True, k
        while moved and k < end:
            moved = False
            if tg.has(k, "meanwhile"):
                k, moved = tg.end(k, "meanwhile"), True
            elif tg.has(k, "calendar"):
                k, moved = tg.end(k, "calendar"), True
            elif tg.has(k, "eachof"):
                k, moved = tg.end(k, "eachof"), True
            elif (tg.text(k) == "،" and k + 1 < end and tg.has(k + 1, "meanwhile", "calendar")) or (
                tg.text(k) == "،" and (k > low or (k and tg.has(k - 1, "meanwhile", "calendar")))
            ):
                k, moved = k + 1, True
        return k

    # -- subjects before the verb --------------------------------------------------------------------

    def _antecedent(self, k: int, begin: int) -> Chain:
        """*X, who says* and *X says*: the speaker of the phrase that a verb follows at once."""
        tg = self.tg
        rel = k > begin and tg.has(k - 1, "rel")
        at = k - 1 if rel else k
        while at > begin and (tg.is_quote(at - 1) or (rel and tg.text(at - 1) in "،,")):
            at -= 1
        if at in self.ends:
            return self.ends[at]
        if not rel:
            return ()
        found: Speaker | None = None
        for start in range(at - 1, max(begin, at - 10) - 1, -1):
            if tg.text(start) in ".،؛:" or tg.has(start, "report", "comp", "rel") or tg.an[start].harms:
                break
            speakers = self.reader.read(start, at, strict=True)
            if speakers is not None and speakers.end >= at - 1:
                found = speakers
        return self.resolve(found) if found is not None else ()

    def _toll(self, k: int, stop: int, begin: int) -> Chain | None:
        """Whose an earlier toll is (كانت حصيلة سابقة للمرصد أفادت بـ): the report's own where nobody is named.

        Or whose statement it is in which something is said (تصريحات للحكومة قالت فيها إن).
        """
        tg = self.tg
        within = (stop < tg.size and tg.has(stop, "within")) or tg.has(stop - 1, "within")
        informed = self._informed(k, begin)
        if informed:
            return informed
        # شهادات سبعة ناجين من المركز، أكدوا فيها وفاة …
        last = k - 2 if within and tg.text(k - 1) in "،," else k - 1
        for start in range(last, max(begin, k - (ASIDE if within else 7)) - 1, -1):
            if tg.text(start) in ".،؛:" or tg.has(start, "report", "rel", "comp") or tg.an[start].harms:
                return None
            earlier = tg.has(start, "earlier") and tg.has(start, "total", "figureword") and not tg.an[start].prep
            if earlier or (within and tg.has(start, "statement")):
                for at in range(start + 1, k):
                    speakers = self.reader.read(at, k, strict=True, led=True)
                    if speakers is not None and not self._to_the_press(at):
                        return self.resolve(speakers)
                if earlier:
                    return ()
                # نعى الناطق الفقيد في بيان جاء فيه: who did so in it.
                return self._issuing(start, begin) or (self.near if tg.has(start - 1, "in") and self.near else None)
        return None

    def _to_the_press(self, k: int) -> bool:
        """Tell whether a word but tells that a statement was made to the press (بيان صحافي, مؤتمر صحفي)."""
        people = self.tg.sense(k, "people")
        return people is not None and people.id == "journalist" and not self.tg.an[k].art

    def _issuing(self, statement: int, begin: int) -> Chain | None:
        """Who issued a statement told of before what stands in it (أصدرت النقابة بيانا جاء فيه أن)."""
        tg = self.tg
        for q in range(statement - 1, max(begin, statement - ASIDE - 4) - 1, -1):
            if tg.text(q) in ".؛:":
                break
            if tg.has(q, "issues", "sends", "issued"):
                low = self.skip(max(tg.end(q, "issues"), tg.end(q, "issued")), statement)
                speakers = self.reader.read(low, statement, strict=True, after_verb=True)
                if speakers is None and tg.has(q, "issued") and low < statement:
                    # صدر عن عشائر الوادي بيان: whoever they are.
                    speakers = Speaker(((low, statement),), (), statement)
                speakers = speakers or self._before(q, begin)
                if speakers is None:
                    break
                chain = self.resolve(speakers)
                self.reader.introduced.issue(chain[0][0])
                return chain
        return None

    def _informed(self, k: int, begin: int) -> Chain:
        """Whose information it is that says so (حصلت الشبكة على معلومات من مصدر عسكري تفيد بأن)."""
        tg = self.tg
        for at in range(k - 2, max(begin, k - ASIDE) - 1, -1):
            if tg.text(at) in ".،؛:" or tg.has(at, "report", "rel", "comp") or tg.an[at].harms:
                return ()
            if tg.has(at, "of") and tg.has(at - 1, "statement"):
                speakers = self.reader.read(at + 1, k, strict=True, led=True)
                return self.resolve(speakers) if speakers is not None and speakers.end >= k - 1 else ()
        return ()

    def _before(self, k: int, begin: int) -> Speaker | None:
        """The subject before its verb, nearest first (الجيش يعلن …, وكانت المقاومة قد أعلنت …)."""
        tg = self.tg
        low = max(begin, k - 14)
        if k - 2 > begin and tg.text(k - 1) in "،," and tg.is_quote(k - 2) and self._speech(k - 2, begin):
            # «… تسعة شبان وفتاة»، يقول: who is told of in the quotation does not speak it.
            return None
        if tg.has(k - 1, "rel") or (k - 1 > begin and tg.has(k - 1, "asalso") and tg.text(k - 2) in "،,"):
            # …، كما نفى أن: one more thing that who spoke says.
            return None
        sense = tg.sense(k, "report")
        tally = sense is not None and sense.id == "tally"
        # مقديشو تحصي ضحاياها: a town that counts its dead is no source.
        capital = not tally and k - 1 in tg.places and tg.places[k - 1][1] == k and not tg.an[k - 1].prep
        opens = k - 1 == begin or tg.text(k - 2) in "،.:" or tg.tokens[k - 1].text[:1] in tg.lang.grammar.clitics.conj
        if capital and opens and tg.places[k - 1][0].precision in ("country", "town"):
            # بغداد تعلن: a capital speaks for its government.
            return Speaker(((k - 1, k),), (), k)
        if tg.text(k - 1) in "،," and (subject := self._before_aside(k, begin)) is not None:
            return subject
        if tg.an[k].conj and (subject := self._as_for(k, begin)) is not None:
            return subject
        if (word := self.word(k)) is not None and word.number == "pl" and (those := self._those(k, begin)) is not None:
            return those
        setting = self.skip(begin, k)
        for start in range(k - 1, low - 1, -1):
            if tg.text(start) in ".؛:" or tg.has(start, "comp") or tg.an[start].harms:
                return None
            opens = start == begin or tg.text(start - 1) in "،.:" or tg.has(start - 1, "during", "meanwhile", "comp")
            opens = opens or start == setting
            opens = opens and not (start > begin and tg.has(start - 1, "agentby"))
            # لما نشرته مواقع قالت إن
            opens = opens or (
                start == k - 1 > begin and not tg.an[start].art and tg.has(start - 1, "carried", "saidit")
            )
            opens = opens or bool(tg.an[start].conj) or (start > begin and tg.is_quote(start - 1))
            if opens and tg.an[start].art and self._behind_name(start, begin):
                continue
            if start - 2 >= begin and tg.is_quote(start - 1) and tg.has(start - 2, "source"):
                # مراسل «الوطن» في حماة أكد: the name belongs to the noun before it.
                continue
            if tg.an[start].pron in tg.lang.grammar.owners and tg.has(start - 1, "comp"):
                # قالت المفوضة إن مكتبها تحقق من …: her own, and she says so.
                return None
            if not opens or tg.an[start].prep or (start > begin and is_via(tg, start - 1)):
                continue
            speakers = self.reader.read(start, k, strict=True)
            if speakers is None:
                continue
            reaching = self._reaching(speakers, k)
            return self._named_before(start, begin, self._titled_before(start, begin, reaching))
        return None

    def _speech(self, close: int, begin: int) -> bool:
        """Tell whether a quotation that ends at a token is speech, and no name of a few words."""
        low = max(begin, close - _LONG_NAME)
        return not any(self.tg.is_quote(q) for q in range(low, close))

    def _titled_before(self, name: int, begin: int, speakers: Speaker | None) -> Speaker | None:
        """Join to a name at ``name`` the office that stands before it (الناطق باسم الغرفة، العقيد سالم، نفى)."""
        tg = self.tg
        if speakers is None or name - 2 <= begin or tg.text(name - 1) not in "،,":
            return speakers
        sense = tg.sense(name, "source") or tg.sense(name, "people")
        person = (sense is not None and sense.number != "pl" and sense.cat == "people") or tg.has(name, "name")
        person = person or (sense is not None and sense.id == "official")
        if not person:
            return speakers
        for start in range(name - 2, max(begin, name - ASIDE) - 1, -1):
            if tg.text(start) in ".؛:،," or tg.has(start, "comp", "report", "rel") or tg.an[start].harms:
                break
            noun = tg.sense(start, "source")
            if noun is None or noun.id not in ("spokesman", "official", "director") or tg.an[start].prep:
                continue
            office = self.reader.read(start, name - 1, strict=True)
            if office is not None and office.end >= name - 1 and len(office.sources) == 1:
                stop = speakers.sources[0][1]
                return Speaker(((start, stop), *speakers.sources[1:]), speakers.carriers, speakers.end)
        return speakers

    def _named_before(self, office: int, begin: int, speakers: Speaker | None) -> Speaker | None:
        """Join to an office between commas the name before it (لكن وليد صافي، قائد الجيش في الولاية، تحدث)."""
        tg = self.tg
        if speakers is None or office - 2 < begin or tg.text(office - 1) not in "،,":
            return speakers
        noun = tg.sense(office, "source")
        if noun is None or noun.id not in ("spokesman", "official", "director") or noun.number:
            return speakers
        start = office - 1
        while start > begin and office - start <= BARE and self._of_name(start - 1):
            start -= 1
        opens = (
            start == begin or tg.has(start - 1, "during", "meanwhile", "comp", "opener") or tg.text(start - 1) in "،,"
        )
        if start == office - 1 or not opens:
            return speakers
        return Speaker(((start, speakers.sources[0][1]), *speakers.sources[1:]), speakers.carriers, speakers.end)

    def _of_name(self, k: int) -> bool:
        """Tell whether a word can be of a person's name: a known name, or one that no list knows."""
        tg = self.tg
        glued = tg.an[k].conj or tg.an[k].prep or tg.an[k].harms
        return tg.is_word(k) and not glued and (tg.has(k, "name", "nameparticle") or not tg.known(k))

    def _those(self, k: int, begin: int) -> Speaker | None:
        """The people, whoever they are, between *that* and a verb of several (قالت إن أفراد الخلية اعترفوا بقتل …)."""
        tg = self.tg
        stop = k - 1 if tg.is_quote(k - 1) else k
        for start in range(stop - 1, max(begin, stop - BARE - 1), -1):
            if tg.has(start, "comp") and stop == start + 2 and self._owned(start + 1):
                # وقالت إن محققيها أحصوا: her own people, and she says so.
                return None
            if tg.has(start, "comp"):
                still = next((q for q in range(start + 2, stop) if tg.has(q, "still") or tg.has(q + 1, "still")), stop)
                stop = min(stop, still)
                self.inner = start + 1 < stop
                return Speaker(((start + 1, stop),), (), stop) if self.inner else None
            if not tg.is_word(start) or tg.has(start, "report", "rel", "during", "not"):
                return None
        return None

    def _owned(self, k: int) -> bool:
        """Tell whether a word ends with the pronoun of an owner, whether a list knows it or not."""
        owners = self.tg.lang.grammar.owners
        return self.tg.an[k].pron in owners or self.tg.text(k).endswith(tuple(owners))

    def _behind_name(self, k: int, begin: int) -> bool:
        """Tell whether a definite word tells of the quoted name right before it (قناة "س" الناطقة)."""
        tg = self.tg
        if k <= begin or not tg.is_quote(k - 1):
            return False
        return sum(1 for q in range(begin, k) if tg.is_quote(q)) % 2 == 0

    def _before_aside(self, k: int, begin: int) -> Speaker | None:
        """The subject before an aside that tells who he is (وكان المؤتمر، وهو كيان مدني، أحصى …)."""
        tg = self.tg
        comma = next((q for q in range(k - 2, max(begin, k - CLAUSE_WITHIN), -1) if tg.text(q) in "،,"), None)
        if comma is None:
            return None
        heis = bool(tg.an[comma + 1].conj) and tg.has(comma + 1, "during", "opener")
        unnamed = tg.any(comma, k, "incognito")
        if not (tg.has(comma + 1, "rel") or heis or unnamed):
            return None
        for start in range(comma - 1, max(begin, comma - 10) - 1, -1):
            if tg.text(start) in ".؛:" or tg.has(start, "comp", "report") or tg.an[start].harms:
                return None
            opens = (
                start == begin or tg.has(start - 1, "during", "meanwhile", "comp", "asfor") or bool(tg.an[start].conj)
            )
            if opens and not tg.an[start].prep:
                speakers = self.reader.read(start, comma, strict=True)
                if speakers is not None:
                    described = unnamed and tg.any(speakers.end, min(speakers.end + 2, comma), "rel")
                    return speakers if speakers.end >= comma - 2 or described else None
                bare = heis and comma - start <= BARE and not any(tg.known(q) for q in range(start, comma))
                if bare or (unnamed and comma - start <= _UNNAMED):
                    # لكن حسيني محمد، وهو أحد سكان القرية، أكد: who is told of so is a person; so is who is not named.
                    return Speaker(((start, comma),), (), comma)
        return None

    def _as_for(self, k: int, begin: int) -> Speaker | None:
        """*As for X, he said* (أما X فقال): all that stands between is the subject, up to an aside."""
        tg = self.tg
        for start in range(k - 1, max(begin, k - AS_FOR) - 1, -1):
            if tg.text(start) in ".؛:" or tg.an[start].harms or tg.has(start, "total"):
                return None
            if tg.has(start, "asfor") and tg.has(start + 1, "pointing"):
                return None
            if tg.has(start, "asfor"):
                stop = next((q for q in range(start + 1, k) if tg.text(q) in "،,"), k)
                return Speaker(((start + 1, stop),), (), stop) if start + 1 < stop else None
        return None

    def _reaching(self, speakers: Speaker, k: int) -> Speaker | None:
        """Return a subject that reaches its verb at ``k`` with little between them, its carriers added."""
        tg = self.tg
        gap, at = 0, speakers.end
        while at < k:
            if is_via(tg, at):
                carrier = self.reader.read(tg.end(at, "report"), k, strict=True)
                if carrier is not None:
                    speakers = Speaker(speakers.sources, (*speakers.carriers, *carrier.sources), speakers.end)
                    at = carrier.end
                    continue
            step = next((tg.end(at, c) for c in ("incognito", "meanwhile", "calendar", "during") if tg.has(at, c)), 0)
            gap += 0 if step or not tg.is_word(at) else 1
            at = max(step, at + 1)
        aside = speakers.end < k - 1 and tg.text(speakers.end) in "،," and tg.text(k - 1) in "،,"
        return speakers if gap <= 3 or (aside and gap <= ASIDE) else None
