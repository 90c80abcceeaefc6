"""Writes the segments of a report out, with the claims that they make."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec

from hasila.model import Claim, Count, Group, Party, Place, Report, Source, Span, When
from world_events import Event, Voice
from world_text import Figure, Mark, Pieces, Writer, counted, data, pieces
from world_told import OWN, Made, Said, Segment, Setting, Story, Told


def write_out(story: Story, name: str, segments: Sequence[Segment], event: Event, said: date) -> Made:
    """Write a story out, with the claims of the segments that are kept."""
    writer = _Printer(story)
    writer.head(story.head, segments[0])
    for n, segment in enumerate(segments):
        writer.write(segment, n)
    claims = tuple(sorted(writer.claims, key=lambda c: (c.quote.start, int(c.id[1:]))))
    report = Report(
        id=name, lang="ar", text=writer.out.text, published=story.published.isoformat(), outlet=story.outlet,
        claims=_spans(claims, writer.out.text),
    )  # fmt: skip
    origin = f"outlet:{name.rsplit('-', 1)[0]} {story.seed}"
    told = tuple(
        Said(e, g, origin if v is OWN else v.key, f or Figure(0, None, "none"), said, v.floor, denies, v is not OWN)
        for e, g, v, f, denies in writer.said
    )
    return Made(report, writer.home, told)


def _spans(claims: Sequence[Claim], text: str) -> tuple[Claim, ...]:
    """Cut the texts of the spans, which were not known before the report was whole."""
    return tuple(_cut(claim, text) for claim in claims)


def _cut(value: Any, text: str) -> Any:
    if isinstance(value, Span):
        return Span.of(text, value.start, value.end)
    if isinstance(value, tuple):
        return tuple(_cut(item, text) for item in value)
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(value, **{n: _cut(getattr(value, n), text) for n in value.__struct_fields__})
    return value


class _Printer:
    """Writes the segments of one report and makes its claims."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.out = Writer()
        self.claims: list[Claim] = []
        self.home: dict[str, str] = {}
        self.said: list[tuple[str, str, Voice, Figure | None, bool]] = []
        self._ids: dict[str, str] = {}
        self._groups: dict[str, Mark] = {}
        #: Of each incident told: where its place, its day and its doer are named.
        self._named: dict[tuple[str, str], Mark] = {}

    def head(self, template: str, lead: Segment) -> None:
        """Write the head; what it tells is told again below, at its fullest."""
        slots = self._slots(lead, 0)
        self.out.fill(template, slots)
        self.out.put("\n")
        self._remember(lead.setting)

    def write(self, segment: Segment, number: int) -> None:
        self.out.marks = {}
        new = segment.kind in ("apart", "colour") or number % 3 == 0
        if number:
            self.out.put("\n" if new else " ")
        begin = self.out.length
        self.out.fill(segment.template, self._slots(segment, number))
        self._remember(segment.setting, begin)
        if segment.kind == "apart":
            self._ids = {}
        if segment.source is not None:
            self._named[segment.source.key, "source"] = self.out.marks["source"]
        for told in segment.told:
            self._claim(told, segment)

    def _remember(self, setting: Setting, begin: int = 0) -> None:
        for what in ("place", "date", "by"):
            if what in self.out.marks:
                self._named[setting.event.id, what] = self.out.marks[what]

    def _slots(self, segment: Segment, number: int) -> dict[str, Pieces | None]:
        setting, story = segment.setting, self.story
        event = setting.event
        rng = Random(f"{story.seed} {number}")
        place = _place_words(setting, rng)
        by: Pieces = [(event.by.names["ar"][0], "by")]
        how = pieces(
            setting.how, {"place": place, "by": by, "bt": [("ت" if _female(event.by.names["ar"][0]) else "", None)]}
        )
        if any(text for text, _ in how):
            how = [(" ", None), *how]
        slots: dict[str, Pieces | None] = {
            "place": place,
            "date": [(setting.day_words, "date")] if setting.day_words else None,
            "how": how,
            "governorate": [(event.governorate.ar[0], "place")],
            "denied": [(data("wording")["denied"], "denial.group")],
        }
        if segment.source is not None:
            words = segment.source.words
            female = _female(words)
            slots["source"] = [(words, "source")]
            slots["announced"] = [(data("wording")["announced"][female], None)]
            slots["t"] = [("ت" if female else "", None)]
        for told in segment.told:
            if told.figure is not None:
                force = (
                    told.side.force.names["ar"][0] if told.side is not None and told.side.force is not None else None
                )
                people = told.people if told.people != "force" or force else "everyone"
                slots |= counted(
                    told.figure, people, force, told.quote, Random(f"{story.seed} {number} {told.quote}"), story.arabic
                )
        return slots

    def _claim(self, told: Told, segment: Segment) -> None:
        setting, marks = segment.setting, self.out.marks
        event = setting.event
        ident = f"c{len(self.claims) + 1}"
        group_at = marks[f"{told.quote}.group"]
        if told.people == "others":
            group_at = self._groups.get("killed", group_at)
        self._groups[told.quote] = group_at
        force = told.side.force if told.side is not None else None
        if told.people == "others" and segment.setting.event.sides[0].force is not None:
            force = segment.setting.event.sides[0].force
        role = "combatant" if force else "unknown" if told.people in ("everyone", "others") else "civilian"
        figure = told.figure
        count = Count(low=None, high=None, hedge="vague") if figure is None else Count(
            low=figure.low, high=figure.high, hedge=figure.hedge,  # type: ignore[arg-type]
            span=_span(marks.get(f"{told.quote}.count", marks[f"{told.quote}.group"])),
        )  # fmt: skip
        sources: tuple[Source, ...] = ()
        voice = told.voice
        named_at = self._named.get((voice.key, "source"))
        if named_at is not None and voice is not OWN:
            named = voice.actor.names["ar"][0] if voice.actor else None
            sources = (
                Source(
                    actor=voice.actor.id if voice.actor else None, name=named, kind=voice.kind, span=_span(named_at)
                ),
            )  # type: ignore[arg-type]
        period = told.scope != "event"
        group = Group(
            actor=force.id if force else None,
            name=force.names["ar"][0] if force else None,
            role=role,  # type: ignore[arg-type]
            span=_span(group_at),
        )
        self.claims.append(
            Claim(
                id=ident,
                harm=told.harm,  # type: ignore[arg-type]
                count=count,
                group=group,
                stance=told.stance,  # type: ignore[arg-type]
                sources=sources,
                place=self._period_place(event) if period else self._place(setting),
                date=self._month() if period else self._date(setting),
                means=None if period else setting.means,  # type: ignore[arg-type]
                by=None if period else self._by(setting),
                scope=told.scope,  # type: ignore[arg-type]
                part_of=self._ids.get(told.part_of or ""),
                quote=_span(marks[told.quote]),
                extractor="truth",
                confidence=1.0,
            )
        )
        self._ids[told.quote] = ident
        if period:
            return
        self.home[ident] = event.id
        if told.harm == "killed" and told.part_of is None:
            self.said.append((event.id, force.id if force else told.people, voice, figure, told.stance == "denies"))

    def _place(self, setting: Setting) -> Place | None:
        if setting.name is None or (at := self._named.get((setting.event.id, "place"))) is None:
            return None
        entry = setting.place
        if entry is None:
            return Place(id=None, name=None, lat=None, lon=None, precision="unknown", span=_span(at))
        return Place(
            id=entry.id, name=entry.name, lat=entry.lat, lon=entry.lon, precision=entry.precision, span=_span(at)
        )

    def _period_place(self, event: Event) -> Place:
        entry = event.governorate
        at = self.out.marks["place"]
        return Place(
            id=entry.id, name=entry.name, lat=entry.lat, lon=entry.lon, precision=entry.precision, span=_span(at)
        )

    def _date(self, setting: Setting) -> When | None:
        if setting.day is None or (at := self._named.get((setting.event.id, "date"))) is None:
            return None
        # "Yesterday" moves with the day of printing.
        day = setting.day
        if setting.relative:
            today = data("wording")["days"]["today"][0]
            day = self.story.published - timedelta(days=0 if setting.day_words.startswith(today) else 1)
        return When(start=day.isoformat(), end=day.isoformat(), span=_span(at))

    def _month(self) -> When:
        return When(start=self.story.published.replace(day=1).isoformat(), end=self.story.published.isoformat())

    def _by(self, setting: Setting) -> Party | None:
        if not setting.by or (at := self._named.get((setting.event.id, "by"))) is None:
            return None
        return Party(actor=setting.event.by.id, name=setting.event.by.names["ar"][0], span=_span(at))


def _female(name: str) -> bool:
    """Tell whether a verb after or before the name of a body has the feminine form."""
    return name.split()[0].endswith(("ة", "ات", "كتائب", "مصادر"))


def _span(mark: Mark) -> Span:
    return Span(mark.start, mark.end, "")


def _place_words(setting: Setting, rng: Random) -> Pieces | None:
    if setting.name is None:
        return None
    forms = data("wording")["places"]
    kind = setting.place.precision if setting.place is not None else "unknown"
    form = forms.get(kind, forms["adm1"])
    before, after = (form if isinstance(form, str) else rng.choice(form)).split("{name}")
    made: Pieces = [(before, None), (setting.name, "place"), (after, None)]
    if setting.also is not None:
        return pieces(forms["both"], {"place": made, "governorate": [(setting.also.ar[0], None)]})
    return made
