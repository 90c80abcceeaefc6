"""Linking: the episodes of many reports to incidents, all at once or report by report."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hasila.incidents.clusters import cluster
from hasila.incidents.context import Days
from hasila.incidents.episodes import Episode, cut
from hasila.incidents.groupings import Grouping, grouping, new_id
from hasila.incidents.kept import Delta, Kept, Known, Nothing
from hasila.incidents.records import Above, Row, found_by, looks_for, nowhere, row
from hasila.incidents.scoring import Scored, score
from hasila.model import ClaimRef, Link, Report

#: So many rows of the model are held, so that growing report by report does not make the same ones again.
_ROWS_HELD = 20_000


@dataclass(frozen=True)
class Linked:
    """The incidents of some reports, and the claims of a period or a whole war, which belong to none.

    ``forwards`` says, for each incident that was found to be another one, which: an id that was once given out
    always leads somewhere.
    """

    groupings: tuple[Grouping, ...]
    outside: tuple[ClaimRef, ...]
    forwards: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Change:
    """What adding or removing reports did: the incidents that are new or different, and the ids that are gone."""

    changed: tuple[Grouping, ...]
    gone: tuple[str, ...]


def link(reports: Sequence[Report], above: Above = nowhere) -> Linked:
    """Put the claims of many reports together by the incident they tell of.

    Every report is first cut into episodes; episodes of different reports are weighed in pairs. Copies are put together
    to stories, and groups of stories joined where they are one event on the average of all pairs across them, never two
    episodes that one report itself keeps apart. The result does not depend on the order of the reports.
    ``above(place)`` gives the ids of the places that hold one, by the gazetteer.

    Raises:
        ValueError: if two different reports have the same id.

    """
    linkage = Linkage(above)
    linkage.add(reports)
    return linkage.linked()


def link_of(pair: Scored, episodes: Mapping[int, Episode]) -> Link:
    """Return what is told of a pair of numbered episodes that were put together."""
    first, second = sorted((episodes[pair.first], episodes[pair.second]), key=lambda e: e.order)
    return Link(claims=(first.claims[0], second.claims[0]), points=pair.points, reasons=pair.reasons)


class Linkage:
    """Reports linked to incidents, growing report by report.

    Adding a report weighs it against its neighbours only (episodes that share a place and a day) and puts together
    anew only the incidents that are connected with it. The incidents are the same as if all reports had been given at
    once; their ids stay, those of merged ones forward to the one that remains.

    What was linked before may be kept elsewhere: it is fetched through ``known`` where it is needed, and
    :meth:`delta` says what has become different.
    """

    def __init__(self, above: Above = nowhere, known: Known | None = None) -> None:
        """Begin; ``above(place)`` gives the ids of the places that hold one."""
        self._known: Known = known or Nothing()
        self._above: Above = lru_cache(maxsize=None)(lambda place: tuple(above(place)))
        self._reports: dict[str, Report] = {}
        self._outside: set[ClaimRef] = set()
        self._numbers = self._known.next_number()
        #: The episodes that are weighed, by number; of copies of one text the first.
        self._episodes: dict[int, Episode] = {}
        self._copies: dict[int, list[Episode]] = {}
        self._alike: dict[tuple[str, ...], list[Episode]] = {}
        self._number_of: dict[tuple[str, ...], int] = {}
        self._rows: dict[int, Row] = {}
        self._contents: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        #: The keys that episodes are found by, but for those that nobody has looked for yet.
        self._index: defaultdict[str, set[int]] = defaultdict(set)
        self._unindexed: set[int] = set()
        self._pairs: defaultdict[int, dict[int, Scored]] = defaultdict(dict)
        self._home: dict[int, str] = {}
        self._incidents: dict[str, Grouping] = {}
        self._members: dict[str, list[int]] = {}
        self._forwards: dict[str, str] = {}
        #: Numbers whose kept pairs have been fetched or are void, and those of the latter alone.
        self._fetched: set[int] = set()
        self._void: set[int] = set()
        self._touched: set[int] = set()
        self._forgotten: set[int] = set()
        #: The episodes that were weighed since the last delta: all their pairs are new.
        self._weighed: set[int] = set()
        self._changed: dict[str, None] = {}
        self._gone: dict[str, None] = {}
        #: How many episodes those of the last change were weighed against.
        self.weighed = 0

    def add(self, reports: Iterable[Report]) -> Change:
        """Add reports; those that are already there are passed over.

        Raises:
            ValueError: if a different report has the same id. Nothing is added then.

        """
        return self._replace((), reports)

    def remove(self, names: Iterable[str]) -> Change:
        """Remove the reports with these ids, as if they had never been there, but for ids given out and forwards.

        Raises:
            KeyError: if there is no report with one of the ids. Nothing is removed then.

        """
        going = list(names)
        for name in going:
            if name not in self._reports:
                raise KeyError(name)
        return self._replace(going, ())

    def replace(self, names: Iterable[str], reports: Iterable[Report]) -> Change:
        """Remove reports, by their ids, and add others in one change; an incident that goes on keeps its id.

        Those that are removed may be kept elsewhere, cut by an earlier version; of those that are nowhere nothing is
        said.

        Raises:
            ValueError: if a different report that stays has the same id. Nothing is changed then.

        """
        return self._replace(names, reports)

    def _replace(self, names: Iterable[str], reports: Iterable[Report]) -> Change:
        going = set(names)
        fresh: dict[str, Report] = {}
        for report in reports:
            there = None if report.id in going else self._reports.get(report.id)
            if (there or fresh.setdefault(report.id, report)) != report:
                raise ValueError(f"two different reports have the id {report.id!r}")
        fresh = {name: report for name, report in fresh.items() if name in going or name not in self._reports}
        touched: dict[tuple[str, ...], None] = {}
        if going:
            self._fetch(self._known.of(sorted(going)))
            self._outside = {ref for ref in self._outside if ref.report not in going}
        for name in sorted(going):
            self._reports.pop(name, None)
            for content in sorted(self._contents.pop(name, ())):
                self._alike[content] = [e for e in self._alike[content] if e.report != name]
                touched[content] = None
        self._reports |= fresh
        for name in sorted(fresh):
            report = fresh[name]
            self._outside |= {ClaimRef(name, c.id) for c in report.claims if c.scope != "event"}
            for episode in cut(report, self._contains):
                self._alike.setdefault(episode.content, []).append(episode)
                self._contents[name].add(episode.content)
                touched[episode.content] = None
        return self._settle(touched)

    def delta(self) -> Delta:
        """Return what has become different since the last call, or since the beginning."""
        made = Delta(
            kept=tuple(
                Kept(n, self._home[n], (self._episodes[n], *self._copies[n]), self._row(n))
                for n in sorted(self._touched & self._episodes.keys())
            ),
            forgotten=tuple(sorted(self._forgotten)),
            renewed=tuple(sorted(self._void)),
            pairs=self._fresh_pairs(),
            incidents=tuple(self._incidents[name] for name in self._changed if name in self._incidents),
            gone=tuple((name, self._forwards.get(name)) for name in self._gone if name not in self._incidents),
        )
        self._touched, self._forgotten, self._void, self._weighed = set(), set(), set(), set()
        self._changed, self._gone = {}, {}
        return made

    def linked(self) -> Linked:
        """Return all incidents, in the order of their first episodes; of those kept elsewhere, what was fetched."""
        order = sorted(self._incidents, key=lambda name: min(self._episodes[n].order for n in self._members[name]))
        return Linked(
            tuple(self._incidents[name] for name in order),
            tuple(sorted(self._outside)),
            tuple(sorted((old, self.current(old)) for old in self._forwards)),
        )

    def current(self, incident: str) -> str:
        """Return the id under which an incident is known now."""
        while incident in self._forwards:
            incident = self._forwards[incident]
        return incident

    def _contains(self, whole: str, part: str) -> bool:
        return whole in self._above(part)

    def _settle(self, touched: Iterable[tuple[str, ...]]) -> Change:
        """Bring episodes, pairs and incidents up to date with the episodes of these contents."""
        fresh: set[int] = set()
        shaken: set[int] = set()
        left: set[str] = set()
        lost: list[tuple[Episode, str]] = []
        touched = tuple(touched)
        self._fetch(self._known.alike(touched))
        for content in touched:
            alike = sorted(self._alike[content], key=lambda e: e.order)
            number = self._number_of.get(content)
            if number is not None:
                if alike and self._episodes[number] == alike[0]:
                    self._copies[number] = alike[1:]
                    shaken.add(number)
                    continue
                # The copy that stood for the others is no longer the first of them.
                shaken |= set(self._unlink(number))
            if not alike:
                del self._alike[content]
                if number is not None:
                    gone = self._episodes[number]
                    home = self._forget(number, content)
                    lost.append((gone, home))
                    left.add(home)
                continue
            if number is None:
                number = self._number_of[content] = self._numbers
                self._numbers += 1
            self._know(number, alike[0])
            fresh.add(number)
            self._copies[number] = alike[1:]
            shaken.add(number)
        self._inherit(fresh, lost)
        self._weigh(fresh)
        shaken = self._reached(n for n in shaken if n in self._episodes)
        return self._regroup(shaken, left)

    def _inherit(self, fresh: Iterable[int], lost: Sequence[tuple[Episode, str]]) -> None:
        """Give incidents that have lost all their episodes to those that come in the place of these.

        That is an episode with a claim of the same report and id, else one of the same place and days: a report read
        anew, or the next version of a page. Without it they would get a new id for each correction.
        """
        heirless = [(episode, home) for episode, home in lost if not self._members[home]]
        by_claim = {ref: home for episode, home in heirless for ref in episode.claims}
        by_setting: dict[tuple[str | None, Days | None], str] = {
            (e.key, e.days): home for e, home in heirless if e.key is not None and e.days is not None
        }
        for number in sorted(fresh):
            if heirless and number not in self._home:
                episode = self._episodes[number]
                homes = Counter(by_claim[ref] for ref in episode.claims if ref in by_claim)
                home = min(homes, key=lambda h: (-homes[h], h), default=by_setting.get((episode.key, episode.days)))
                if home is not None:
                    self._home[number] = home

    def _fetch(self, kept: Iterable[Kept]) -> None:
        """Take over episodes that are kept elsewhere, but for those that have become different here."""
        for one in kept:
            if one.number in self._episodes or one.number in self._forgotten:
                continue
            first, *copies = one.episodes
            # Those of this change are there already, and not yet under a number.
            self._alike.setdefault(first.content, []).extend(one.episodes)
            for episode in one.episodes:
                self._contents[episode.report].add(first.content)
            self._number_of[first.content] = one.number
            self._know(one.number, first)
            self._copies[one.number] = copies
            self._home[one.number] = one.home
            self._members.setdefault(one.home, []).append(one.number)

    def _fetch_pairs(self, numbers: Iterable[int]) -> None:
        """Take over the kept pairs of episodes, and the episodes at their other ends."""
        wanted = sorted(set(numbers) - self._fetched)
        self._fetched |= set(wanted)
        kept, pairs = self._known.paired(wanted)
        self._fetch(kept)
        for pair in pairs:
            if not {pair.first, pair.second} & self._void:
                self._pairs[pair.first][pair.second] = self._pairs[pair.second][pair.first] = pair

    def _reached(self, start: Iterable[int]) -> set[int]:
        """Return the episodes that can be reached from some by sure pairs."""
        seen = set(start)
        waiting = set(seen)
        while waiting:
            self._fetch_pairs(waiting)
            waiting = {other for n in waiting for other, pair in self._pairs[n].items() if pair.sure} - seen
            seen |= waiting
        return seen

    def _know(self, number: int, episode: Episode) -> None:
        self._episodes[number] = episode
        self._rows.pop(number, None)
        self._unindexed.add(number)

    def _row(self, number: int) -> Row:
        """Return the row of an episode, made when it is asked for: held for all, rows take more than all else."""
        made = self._rows.get(number)
        if made is None:
            if len(self._rows) >= _ROWS_HELD:
                self._rows.clear()
            made = self._rows[number] = row(number, self._episodes[number], self._above)
        return made

    def _unlink(self, number: int) -> Iterable[int]:
        """Take an episode out of the index and the pairs; return those that it was surely paired with."""
        self._fetch_pairs([number])
        self._void.add(number)
        made = self._row(number)
        if number in self._unindexed:
            self._unindexed.discard(number)
        else:
            for key in found_by(made):
                self._index[key].discard(number)
                if not self._index[key]:
                    del self._index[key]
        others = self._pairs.pop(number, {})
        self._weighed.discard(number)
        for other in others:
            del self._pairs[other][number]
        return [other for other, pair in others.items() if pair.sure]

    def _forget(self, number: int, content: tuple[str, ...]) -> str:
        """Forget an unlinked episode; return the id of the incident that it was in."""
        del self._episodes[number], self._copies[number], self._number_of[content]
        self._rows.pop(number, None)
        home = self._home.pop(number)
        self._members[home].remove(number)
        self._forgotten.add(number)
        return home

    def _weigh(self, fresh: set[int]) -> None:
        """Score the fresh episodes against their neighbours."""
        self._fetched |= fresh
        self._fetch(self._known.near(map(self._row, sorted(fresh))))
        near = self._near(fresh)
        self.weighed = len(near)
        self._weighed |= fresh
        for pair in score(map(self._row, sorted(fresh | near))):
            if pair.first in fresh or pair.second in fresh:
                self._pairs[pair.first][pair.second] = self._pairs[pair.second][pair.first] = pair

    def _fresh_pairs(self) -> tuple[Scored, ...]:
        """Return the pairs that were weighed since the last delta, in order."""
        found = {(p.first, p.second): p for n in self._weighed for p in self._pairs[n].values()}
        return tuple(found[ends] for ends in sorted(found))

    def _near(self, fresh: set[int]) -> set[int]:
        """Return the other episodes that share a key with fresh ones.

        Where those that are at hand are not many, that is all of them: the model finds out sooner than the index.
        """
        others = self._episodes.keys() - fresh
        if len(others) <= len(fresh):
            return others
        for number in self._unindexed:
            for key in found_by(self._row(number)):
                self._index[key].add(number)
        self._unindexed.clear()
        return {
            other for number in fresh for key in looks_for(self._row(number)) for other in self._index.get(key, ())
        } - fresh

    def _regroup(self, shaken: set[int], left: set[str]) -> Change:
        """Put the shaken episodes together anew and give the incidents their ids."""
        before = {self._home[n] for n in shaken if n in self._home} | left
        # An incident is regrouped as a whole, for only what is connected by sure pairs is joined.
        pairs = {(p.first, p.second): p for n in shaken for m, p in self._pairs[n].items() if m in shaken}
        clusters, made = cluster({n: self._episodes[n] for n in shaken}, pairs.values(), self._contains)
        ids = self._name(clusters, before)
        links: defaultdict[str, list[Scored]] = defaultdict(list)
        self._incidents |= {g.id: g for g in self._known.incidents(sorted(before - self._incidents.keys()))}
        old = {name: self._incidents.pop(name, None) for name in before}
        former = {n: self._home[n] for n in shaken if n in self._home}
        for name in before:
            self._members.pop(name, None)
        for name, members in zip(ids, clusters, strict=True):
            self._members[name] = members
            for number in members:
                self._home[number] = name
        for pair in made:
            links[self._home[pair.first]].append(pair)
        changed = []
        for name, members in zip(ids, clusters, strict=True):
            came_from = {former[n] for n in members if n in former}
            split = None
            if name not in old and len(came_from) == 1 and (origin := next(iter(came_from))) in ids:
                split = origin
            known = old.get(name)
            self._incidents[name] = found = grouping(
                name,
                [self._episodes[n] for n in members],
                [copy for n in members for copy in self._copies[n]],
                sorted(
                    (link_of(pair, self._episodes) for pair in links[name]),
                    key=lambda made: (-made.points, made.claims),
                ),
                known.split_from if known else split,
            )
            if found != known:
                changed.append(found)
        gone = sorted(name for name in before if name not in self._incidents)
        for name in gone:
            heirs = Counter(self._home[n] for n in former if former[n] == name)
            if heirs:
                self._forwards[name] = min(heirs, key=lambda heir: (-heirs[heir], heir))
        self._touched |= shaken
        self._changed |= dict.fromkeys(g.id for g in changed)
        self._gone |= dict.fromkeys(gone)
        return Change(tuple(changed), tuple(gone))

    def _name(self, clusters: Sequence[Sequence[int]], before: set[str]) -> list[str]:
        """Return an id for each cluster: of the incident that most of its episodes were in, else a new one."""
        shared: Counter[tuple[str, int]] = Counter()
        for at, members in enumerate(clusters):
            shared.update((self._home[n], at) for n in members if n in self._home)
        ids: dict[int, str] = {}
        taken: set[str] = set()
        for (name, at), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if at not in ids and name not in taken:
                ids[at] = name
                taken.add(name)
        bases = {
            at: new_id([self._episodes[n] for n in members]) for at, members in enumerate(clusters) if at not in ids
        }
        elsewhere = self._known.taken(sorted(set(bases.values())))
        for at, base in bases.items():
            name, count = base, 1
            while (
                name in taken
                or name in before
                or name in self._incidents
                or name in self._forwards
                or name in elsewhere
                or (name != base and self._known.taken([name]))
            ):
                count += 1
                name = f"{base}-{count}"
            ids[at] = name
            taken.add(name)
        return [ids[at] for at in range(len(clusters))]
