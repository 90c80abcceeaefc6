"""What is told of an incident: its stories, cut into segments, and the copies of them.

A story is an agency's or outlet's own report; copies print its segments again under another head.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hasila.incidents.context import means_agree
from world_events import Event, Side, Voice, actor, places_near
from world_print import write_out
from world_text import Figure, choose, data
from world_told import OWN, Made, Segment, Setting, Story, Told


def tell(event: Event, others: Sequence[Event], seed: int) -> Iterator[tuple[date, Made]]:
    """Yield the reports of an incident with their days of publication; ``others`` may be told beside it."""
    rng = Random(f"{seed} tell {event.id}")
    noise, wording = data("noise"), data("wording")
    stories: list[Story] = []
    printed: list[str] = []
    for n in range(event.reports):
        name = f"{event.id}-{n}"
        if not stories or rng.random() >= noise["copies"]:
            story = _story(event, others, not stories, name, rng)
            stories.append(story)
            yield story.published, write_out(story, name, story.segments, event, said=story.published)
            printed.append(story.outlet)
            continue
        story = rng.choice(stories[:3])
        free = [o for o in wording["outlets"] if o not in printed] or wording["outlets"]
        copy = replace(story, outlet=rng.choice(free))
        printed.append(copy.outlet)
        if rng.random() < noise["copy_next_day"]:
            copy.published += timedelta(days=1)
        segments = list(story.segments)
        if rng.random() >= noise["identical"]:
            copy.head = rng.choice(wording["heads"])
            keep = rng.randint(1, len(segments))
            segments = segments[:keep]
            if rng.random() < noise["copy_uncredited"] and segments[0].unsourced:
                segments[0] = replace(segments[0], template=segments[0].unsourced, source=None)
                segments = [s for s in segments if s.kind not in ("second", "earlier")]
            if rng.random() < 0.3:
                segments.append(Segment("colour", rng.choice(wording["colour"]), segments[0].setting))
        yield copy.published, write_out(copy, name, segments, event, said=story.published)


def _story(event: Event, others: Sequence[Event], first: bool, name: str, rng: Random) -> Story:
    noise, wording = data("noise"), data("wording")
    after = rng.choices([0, 1, 2], [0.5, 0.4, 0.1])[0]
    if not first and rng.random() < noise["late"]:
        after = rng.randint(3, 9)
    published = event.last + timedelta(days=after)
    outlet = rng.choice(wording["agencies"] if first or rng.random() < 0.3 else wording["outlets"])
    setting = _setting(event, published, rng)
    voice = rng.choice([v for v in event.voices if not v.floor]) if rng.random() < 0.75 else OWN
    story = Story(
        event, outlet, published, rng.choice(wording["heads"]), arabic=rng.random() < noise["arabic_digits"], seed=name
    )
    if not first and rng.random() < noise["vague_recap"]:
        story.head = wording["recap_head"]
        side = event.sides[0]
        told = Told("killed", "killed", Figure(20, None, "vague"), side.people, side, OWN)
        story.segments = [Segment("recap", wording["recap"][0], setting, (told,)), _colour(setting, rng)]
        return story
    rising = published > event.last + timedelta(days=event.steps[0][0]) and len(event.steps) > 1
    story.segments = [_lead(event, setting, voice, published, rising, rng)]
    lead = story.segments[0].told[0]
    if rising and rng.random() < 0.5:
        story.head = rng.choice(wording["rise_heads"])
    for segment in _more(event, setting, voice, lead, published, rising, rng):
        story.segments.append(segment)
    if rng.random() < noise["two_incidents"] and others:
        other = rng.choice(others)
        beside = _setting(other, published, rng)
        second = _lead(other, beside, rng.choice(other.voices), published, False, rng)
        story.segments.append(replace(second, kind="apart", template=rng.choice(wording["apart"]) + second.template))
    return story


def _setting(event: Event, published: date, rng: Random) -> Setting:
    noise, wording = data("noise"), data("wording")
    near = places_near(event)
    kind = choose(rng, noise["place"])
    place, name, also = event.place, event.name, None
    if rng.random() < noise["wrong_place"] and near:
        place = rng.choice(near)
        name = place.ar[0]
    elif kind == "both":
        also = event.governorate
    elif kind == "near_town" and (near or place is None):
        place = rng.choice(near) if near else event.near
        name = place.ar[0]
    elif kind == "governorate":
        place, name = event.governorate, event.governorate.ar[0]
    elif kind == "none":
        place, name = None, None
    day = event.first if rng.random() < 0.5 else event.last
    if rng.random() < noise["wrong_date"]:
        day = min(published, day + timedelta(days=rng.choice([-1, 1])))
    how = choose(rng, noise["date"])
    gone = (published - day).days
    if gone > 3 and how == "none" and rng.random() >= noise["late_undated"]:
        how = "written"
    if how == "relative" and gone > 1:
        how = "weekday"
    if how == "weekday" and gone > 6:
        how = "written"
    words = ""
    if how != "none":
        months = wording["months"]["levant" if event.war["country"] in wording["levant"] else "others"]
        form = {"relative": "today" if gone == 0 else "yesterday"}.get(how, how)
        words = rng.choice(wording["days"][form]).format(
            weekday=wording["weekdays"][day.weekday()], day=day.day, month=months[day.month - 1]
        )
    means: str | None = event.means
    if rng.random() < noise["wrong_means"]:
        means = rng.choice([m for m in wording["means"] if m != "untold" and not means_agree(m, event.means)])
    elif rng.random() < noise["means_untold"]:
        means = None
    # Who did it to whom is not said where both sides have dead.
    by = rng.random() >= noise["doer_untold"] and means is not None and len(event.sides) == 1
    forms = rng.choice(wording["means"][means or "untold"])
    return Setting(
        event,
        place,
        name,
        also,
        day if how != "none" else None,
        words,
        how == "relative",
        means,
        forms[0 if by else 1],
        by,
    )


def _figure(event: Event, voice: Voice, side: Side, day: date) -> Figure:
    count = event.figure(voice, side, day) if voice is not OWN else max(1, round(side.killed))
    # What a voice says of a figure it says each time.
    hedge = (
        choose(Random(f"{event.id} {voice.key} {side.key} {count}"), data("noise")["hedge"]) if count > 2 else "exact"
    )
    return Figure(count, None if hedge in ("at_least", "more_than") else count, hedge)


def _people(event: Event, voice: Voice, side: Side, rng: Random) -> str:
    if side.force is not None:
        return "force"
    people = event.people.get(voice.key, side.people)
    if rng.random() < data("noise")["other_word"]:
        people = "everyone" if people == "civilians" else "civilians"
    return people


def _lead(event: Event, setting: Setting, voice: Voice, published: date, rising: bool, rng: Random) -> Segment:
    wording = data("wording")
    own = voice is OWN
    told = tuple(
        Told(
            "killed" + ("2" if n else ""),
            "killed",
            _figure(event, voice, side, published),
            _people(event, voice, side, rng),
            side,
            voice,
        )
        for n, side in enumerate(event.sides)
    )
    if len(event.sides) > 1:
        unsourced = wording["two_sides_own"]
        template = unsourced if own else wording["two_sides"]
    else:
        unsourced = rng.choice(wording["own"])
        template = unsourced if own else rng.choice(wording["rise" if rising and rng.random() < 0.5 else "sourced"])
    return Segment("lead", template, setting, told, None if own else voice, unsourced)


def _colour(setting: Setting, rng: Random) -> Segment:
    return Segment("colour", rng.choice(data("wording")["colour"]), setting)


def _more(
    event: Event, setting: Setting, voice: Voice, lead: Told, published: date, rising: bool, rng: Random
) -> Iterator[Segment]:
    """Yield what comes after the lead."""
    noise, wording = data("noise"), data("wording")
    side = event.sides[0]
    dead = lead.figure.low if lead.figure else 0
    parts = rng.random() < noise["part"] and side.force is None and dead >= 4
    if parts:
        few = Figure(rng.randint(1, max(1, dead // 3)), 0, "exact")
        part = Told(
            "part",
            "killed",
            few._replace(high=few.low),
            rng.choice(["children", "women"]),
            None,
            OWN,
            part_of="killed",
        )
        yield Segment("part", rng.choice(wording["part"]), setting, (part,))
    if rng.random() < noise["wounded"]:
        hurt = Figure(event.wounded, event.wounded, "exact")
        # "Others" is said only right after those whom it stands for.
        people = "others" if rng.random() < 0.4 and not parts and len(event.sides) == 1 else lead.people
        told = Told("wounded", "wounded", hurt, people, side if people == "force" else None, OWN)
        yield Segment("wounded", rng.choice(wording["wounded"]), setting, (told,))
    if rng.random() < 0.5:
        yield _colour(setting, rng)
    if rising and voice is not OWN and rng.random() < noise["earlier_toll"]:
        before = _figure(event, voice, side, event.last)
        if before.low < dead:
            yield Segment("earlier", rng.choice(wording["earlier"]), setting,
                          (replace(lead, quote="earlier", figure=before, voice=OWN),))  # fmt: skip
    rest = [v for v in event.voices if v is not voice]
    if rest and rng.random() < noise["second_voice"]:
        other = rng.choice(rest)
        if voice is OWN and (other.floor or _figure(event, other, side, published).low == dead):
            # Told in the report's own voice and again with its source it would be one claim.
            return
        second = Told(
            "second", "killed", _figure(event, other, side, published), _people(event, other, side, rng), side, other
        )
        yield Segment("second", rng.choice(wording["second"]), setting, (second,), other)
    if event.denied and rng.random() < 1 / 3:
        spoken = actor(event.war["deniers"][event.by.id])
        kind = "official" if spoken.kind == "government" else "party"
        denier = Voice(f"actor:{spoken.id}", kind, spoken.names["ar"][0], spoken)
        denial = Told("denial", "killed", None, "civilians", None, denier, stance="denies")
        yield Segment("denial", wording["denial"][1], setting, (denial,), denier)
    if rng.random() < noise["period_total"] and event.war["monitors"]:
        monitor = actor(rng.choice(event.war["monitors"]))
        counter = Voice(f"actor:{monitor.id}", "monitor", monitor.names["ar"][0], monitor)
        total = rng.randint(40, 400)
        period = Told("period", "killed", Figure(total, total, "exact"), "everyone", None, counter, scope="period")
        yield Segment("period", rng.choice(wording["period"]), setting, (period,), counter)
    if rng.random() < 0.3:
        yield _colour(setting, rng)
