"""Four invented reports of one invented fight, and the toll that follows; every name of a person is made up."""

from typing import Any

from hasila.model import (
    Claim,
    ClaimRef,
    Contradiction,
    Control,
    Count,
    Group,
    Harm,
    Incident,
    Party,
    Place,
    Reason,
    Report,
    Said,
    Source,
    Span,
    Toll,
    TollGroup,
    TollReport,
    When,
)

MONITOR = """مقتل 43 مقاتلاً على الأقل في معارك الزربة
قال «مرصد الجنوب» إن 43 مقاتلاً على الأقل قُتلوا الجمعة في معارك عنيفة حول بلدة الزربة جنوب حلب،\
 بينهم 17 من الحرس الثوري الإيراني وقائد ميداني.
وأضاف أن الفصائل أسرت خمسة من عناصر الحرس، وسيطرت على التلة المطلة على البلدة.\
 ولم يتسنَّ له التأكد من مقتل ضابطين آخرين."""

PARTY = """الحرس الثوري: لا أسرى لنا في الزربة
نفى مصدر في الحرس الثوري، في حديث لوكالة «صدى الشام» (Sada)، أسر أي من عناصره في الزربة، وأقرّ بمقتل 13 من مستشاريه."""

LOCAL = """سقطت ثلاث قذائف على سوق البلدة ظهر الجمعة فقتلت 3 مدنيين بينهم الطفلة ريم السعدون،\
 وإصابة 12 آخرين بحسب مشفى الزربة الميداني.
وقال مراسلنا إن الجيش قصف السوق بالمدفعية (من طراز D-30) نحو الساعة 12:30."""

PERSIAN = """سپاه پاسداران کشته شدن ۱۳ مستشار نظامی را تأیید کرد
روابط عمومی سپاه پاسداران اعلام کرد ۱۳ تن از مستشاران این نیرو روز جمعه در زربه کشته شده‌اند و ۲۱ تن نیز زخمی شده‌اند."""

DAY = "2016-05-06"


def at(text: str, words: str, after: str = "") -> Span:
    """Cut the first ``words`` that stand after ``after``."""
    begin = text.index(after) + len(after) if after else 0
    start = text.index(words, begin)
    return Span.of(text, start, start + len(words))


def place(text: str, words: str) -> Place:
    return Place(id="geonames:0", name="al-Zirba", lat=36.07, lon=37.01, precision="town", span=at(text, words))


def exactly(number: int, span: Span) -> Count:
    return Count(low=number, high=number, hedge="exact", span=span)


def monitor() -> Report:
    text = MONITOR
    source = (Source(actor="south-monitor", name="South Monitor", kind="monitor", span=at(text, "مرصد الجنوب")),)
    guards = "الحرس الثوري الإيراني"
    friday = When(start=DAY, end=DAY, span=at(text, "الجمعة"))
    total = Claim(
        id="c1",
        harm="killed",
        count=Count(low=43, high=None, hedge="at_least", span=at(text, "43 مقاتلاً على الأقل", "إن ")),
        group=Group(actor=None, name=None, role="combatant", span=at(text, "مقاتلاً", "إن 43 ")),
        sources=source,
        place=place(text, "الزربة"),
        date=friday,
        means="ground_combat",
        quote=at(text, "43 مقاتلاً على الأقل قُتلوا"),
        why=(
            Reason(step="count", rule="ar.number.digits+at-least", span=at(text, "43 مقاتلاً على الأقل", "إن ")),
            Reason(step="harm", rule="ar.killed.passive", span=at(text, "قُتلوا")),
        ),
        extractor="rules-ar/1",
        confidence=0.95,
    )
    part = Claim(
        id="c2",
        harm="killed",
        count=exactly(17, at(text, "17")),
        group=Group(actor="irgc", name="Islamic Revolutionary Guard Corps", role="combatant", span=at(text, guards)),
        sources=source,
        place=place(text, "الزربة"),
        date=friday,
        means="ground_combat",
        part_of="c1",
        # Overlaps c1's and c3's wording on purpose.
        quote=at(text, f"قُتلوا الجمعة في معارك عنيفة حول بلدة الزربة جنوب حلب، بينهم 17 من {guards}"),
        why=(Reason(step="relation", rule="ar.subset.among-them", span=at(text, "بينهم")),),
        extractor="rules-ar/1",
        confidence=0.9,
    )
    leader = Claim(
        id="c3",
        harm="killed",
        count=exactly(1, at(text, "قائد ميداني")),
        group=Group(actor=None, name=None, role="combatant", span=at(text, "قائد ميداني")),
        sources=source,
        part_of="c1",
        quote=at(text, f"17 من {guards} وقائد ميداني"),
        why=(Reason(step="count", rule="count.singular", span=at(text, "قائد")),),
        extractor="rules-ar/1",
        confidence=0.7,
    )
    captives = Claim(
        id="c4",
        harm="captured",
        count=exactly(5, at(text, "خمسة")),
        group=Group(
            actor="irgc", name="Islamic Revolutionary Guard Corps", role="combatant", span=at(text, "الحرس", "خمسة")
        ),
        sources=source,
        place=place(text, "الزربة"),
        by=Party(actor=None, name=None, span=at(text, "الفصائل")),
        quote=at(text, "أسرت خمسة من عناصر الحرس"),
        extractor="rules-ar/1",
        confidence=0.88,
    )
    hill = Claim(
        id="c5",
        harm="took_control",
        count=Count(low=None, high=None, hedge="vague"),
        group=Group(actor=None, name=None, role="combatant", span=at(text, "الفصائل")),
        sources=source,
        place=place(text, "التلة المطلة على البلدة"),
        quote=at(text, "سيطرت على التلة المطلة على البلدة"),
        extractor="rules-ar/1",
        confidence=0.8,
    )
    officers = Claim(
        id="c6",
        harm="killed",
        count=exactly(2, at(text, "ضابطين")),
        group=Group(actor=None, name=None, role="combatant", span=at(text, "ضابطين")),
        stance="unconfirmed",
        sources=source,
        quote=at(text, "مقتل ضابطين آخرين"),
        extractor="rules-ar/1",
        confidence=0.75,
    )
    claims = (total, part, leader, captives, hill, officers)
    return Report(
        id="monitor-1",
        lang="ar",
        text=text,
        published="2016-05-07",
        outlet="شبكة الفرات",
        title=text.split("\n")[0],
        claims=claims,
    )


def party() -> Report:
    text = PARTY
    speaker = Source(
        actor="irgc", name="Islamic Revolutionary Guard Corps", kind="party", span=at(text, "مصدر في الحرس الثوري")
    )
    chain = (speaker, Source(actor=None, name=None, kind="media", span=at(text, "صدى الشام")))
    guards = "Islamic Revolutionary Guard Corps"
    denial = Claim(
        id="c1",
        harm="captured",
        count=Count(low=None, high=None, hedge="vague"),
        group=Group(actor="irgc", name=guards, role="combatant", span=at(text, "عناصره")),
        stance="denies",
        sources=chain,
        place=place(text, "الزربة"),
        quote=at(text, "أسر أي من عناصره"),
        why=(Reason(step="stance", rule="ar.denies.verb", span=at(text, "نفى")),),
        extractor="rules-ar/1",
        confidence=0.93,
    )
    admission = Claim(
        id="c2",
        harm="killed",
        count=exactly(13, at(text, "13")),
        group=Group(actor="irgc", name=guards, role="combatant", span=at(text, "مستشاريه")),
        stance="admits",
        sources=chain,
        # Starts inside the word, after the clitic ب whose letter joins the next.
        quote=at(text, "مقتل 13 من مستشاريه"),
        extractor="rules-ar/1",
        confidence=0.91,
    )
    return Report(
        id="party-1",
        lang="ar",
        text=text,
        published="2016-05-08",
        outlet="صدى الشام",
        url="https://example.org/reports/7",
        claims=(denial, admission),
    )


def local() -> Report:
    text = LOCAL
    hospital = (Source(actor=None, name=None, kind="medical", span=at(text, "مشفى الزربة الميداني")),)
    killed = Claim(
        id="c1",
        harm="killed",
        count=exactly(3, at(text, "3")),
        group=Group(actor=None, name=None, role="civilian", span=at(text, "مدنيين")),
        means="shelling",
        by=Party(actor=None, name=None, span=at(text, "الجيش")),
        place=place(text, "الزربة"),
        # Starts inside the word, after the clitic ف whose letter joins the next.
        quote=at(text, "قتلت 3 مدنيين"),
        extractor="rules-ar/1",
        confidence=0.9,
    )
    named = Claim(
        id="c2",
        harm="killed",
        count=exactly(1, at(text, "الطفلة ريم السعدون")),
        group=Group(actor=None, name="ريم السعدون", role="civilian", span=at(text, "ريم السعدون")),
        part_of="c1",
        means="shelling",
        quote=at(text, "قتلت 3 مدنيين بينهم الطفلة ريم السعدون"),
        why=(Reason(step="count", rule="count.named", span=at(text, "ريم السعدون")),),
        extractor="rules-ar/1",
        confidence=0.83,
    )
    wounded = Claim(
        id="c3",
        harm="wounded",
        count=exactly(12, at(text, "12")),
        group=Group(actor=None, name=None, role="civilian", span=at(text, "مدنيين")),
        sources=hospital,
        means="shelling",
        quote=at(text, "إصابة 12 آخرين"),
        extractor="rules-ar/1",
        confidence=0.86,
    )
    return Report(
        id="local-1", lang="ar", text=text, published=DAY, outlet="تنسيقية الزربة", claims=(killed, named, wounded)
    )


def persian() -> Report:
    text = PERSIAN
    speaker = (
        Source(
            actor="irgc",
            name="Islamic Revolutionary Guard Corps",
            kind="party",
            span=at(text, "روابط عمومی سپاه پاسداران"),
        ),
    )
    guards = Group(actor="irgc", name="Islamic Revolutionary Guard Corps", role="combatant", span=at(text, "مستشاران"))
    killed = Claim(
        id="c1",
        harm="killed",
        count=exactly(13, at(text, "۱۳", "اعلام کرد ")),
        group=guards,
        stance="admits",
        sources=speaker,
        date=When(start=DAY, end=DAY, span=at(text, "روز جمعه")),
        quote=at(text, "۱۳ تن از مستشاران این نیرو روز جمعه در زربه کشته شده‌اند"),
        extractor="rules-fa/1",
        confidence=0.8,
    )
    wounded = Claim(
        id="c2",
        harm="wounded",
        count=exactly(21, at(text, "۲۱")),
        group=guards,
        stance="admits",
        sources=speaker,
        quote=at(text, "۲۱ تن نیز زخمی شده‌اند"),
        extractor="rules-fa/1",
        confidence=0.8,
    )
    return Report(id="fa-1", lang="fa", text=text, published="2016-05-09", outlet="پیک روز", claims=(killed, wounded))


def reports() -> list[Report]:
    return [monitor(), party(), local(), persian()]


def toll() -> TollReport:
    m, p, lo, fa = "monitor-1", "party-1", "local-1", "fa-1"
    guards = TollGroup(actor="irgc", name="Islamic Revolutionary Guard Corps", role="combatant")
    rows = (
        Toll(
            harm="killed",
            group=TollGroup(actor=None, name=None, role="unknown"),
            low=46,
            best=46,
            high=46,
            open=True,
            status="single_source",
            rule="Sum of groups that cannot overlap: fighters and civilians",
            supports=(ClaimRef(m, "c1"), ClaimRef(lo, "c1")),
            independent_sources=1,
            derived=True,
        ),
        Toll(
            harm="killed",
            group=guards,
            low=13,
            best=17,
            high=17,
            open=False,
            status="contested",
            rule="Lowest to highest of the claims that stand",
            supports=(ClaimRef(m, "c2"), ClaimRef(p, "c2"), ClaimRef(fa, "c1")),
            independent_sources=2,
        ),
        Toll(
            harm="killed",
            group=TollGroup(actor=None, name="مدنيين", role="civilian"),
            low=3,
            best=3,
            high=3,
            open=False,
            status="single_source",
            rule="Lowest to highest of the claims that stand",
            supports=(ClaimRef(lo, "c1"),),
            independent_sources=1,
        ),
        Toll(
            harm="killed",
            group=TollGroup(actor=None, name="ريم السعدون", role="civilian"),
            low=1,
            best=1,
            high=1,
            open=False,
            status="single_source",
            rule="A list of named victims is a floor, not a total",
            supports=(ClaimRef(lo, "c2"),),
            independent_sources=1,
        ),
        Toll(
            harm="captured",
            group=guards,
            low=0,
            best=5,
            high=5,
            open=False,
            status="contested",
            rule="Minimum 0, because a named source denies it",
            supports=(ClaimRef(m, "c4"),),
            denials=(ClaimRef(p, "c1"),),
            set_aside=((ClaimRef(m, "c6"), "unconfirmed"),),
            independent_sources=1,
        ),
        Toll(
            harm="wounded",
            group=guards,
            low=21,
            best=21,
            high=21,
            open=False,
            status="admitted",
            rule="Lowest to highest of the claims that stand",
            supports=(ClaimRef(fa, "c2"),),
            independent_sources=1,
        ),
    )
    monitors, speakers = "South Monitor", "Islamic Revolutionary Guard Corps"

    def said(harm: Harm, group: TollGroup, count: Count, voice: str, *refs: ClaimRef, **more: Any) -> Said:
        outlets = {r.id: r.outlet or r.id for r in reports()}
        days = {r.id: r.published for r in reports()}
        told = {"said": days[refs[0].report], "stance": "asserts", "state": "standing", "voice_id": voice} | more
        return Said(
            harm=harm,
            group=group,
            low=count.low,
            high=count.high,
            hedge=count.hedge,
            voice=voice,
            carriers=tuple(outlets[ref.report] for ref in refs),
            claims=refs,
            **told,
        )

    claims = {(r.id, c.id): c for r in reports() for c in r.claims}

    def entry(voice: str, group: TollGroup, *refs: ClaimRef, **more: Any) -> Said:
        claim = claims[refs[0].report, refs[0].claim]
        return said(claim.harm, group, claim.count, voice, *refs, **more)

    timeline = (
        entry("تنسيقية الزربة", TollGroup(actor=None, name="مدنيين", role="civilian"), ClaimRef(lo, "c1")),
        entry(monitors, TollGroup(actor=None, name="مقاتلاً", role="combatant"), ClaimRef(m, "c1")),
        entry(monitors, guards, ClaimRef(m, "c2")),
        entry(monitors, guards, ClaimRef(m, "c4")),
        entry(speakers, guards, ClaimRef(p, "c2"), ClaimRef(fa, "c1"), stance="admits"),
        entry(speakers, guards, ClaimRef(p, "c1"), stance="denies", state="denial"),
        entry(speakers, guards, ClaimRef(fa, "c2"), stance="admits"),
    )
    incident = Incident(
        id="inc-1",
        timeline=timeline,
        place=place(MONITOR, "الزربة"),
        date=When(start=DAY, end=DAY),
        means=("ground_combat", "shelling"),
        belligerents=("irgc", "الفصائل"),
        claims=tuple(ClaimRef(r.id, c.id) for r in reports() for c in r.claims),
        tolls=rows,
        contradictions=(
            Contradiction(
                kind="denial",
                claims=(ClaimRef(m, "c4"), ClaimRef(p, "c1")),
                why="one says 5 were captured, the other denies it",
            ),
            Contradiction(
                kind="figures", claims=(ClaimRef(m, "c2"), ClaimRef(p, "c2")), why="17 and 13 cannot both be exact"
            ),
        ),
        control=(
            Control(
                force="الفصائل", place="التلة المطلة على البلدة", status="took_control", supports=(ClaimRef(m, "c5"),)
            ),
        ),
    )
    return TollReport(profile="full-range", reports=4, incidents=(incident,), outside=())
