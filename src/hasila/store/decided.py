"""People's decisions as the log tells of them, against those that are kept."""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from hasila.model import ChangeRecord
from hasila.model.codec import from_json, to_json
from hasila.store.decisions import Decision, Moved, OfClaim
from hasila.store.schema import decisions, reports

_KINDS: Final = {
    "accept": "accept",
    "edit": "edit",
    "reject": "reject",
    "merge": "merge",
    "move": "move",
    "split": "move",
    "approve": "approve",
    "dismiss": "dismiss",
}
#: All that a decision and its row of the log both say: kind, who, why, what about, and what it says.
Said = tuple[str, str, str | None, str, str | None]


class Decided:
    """What the log tells of decisions, in order."""

    def __init__(self) -> None:
        """Nothing is told yet."""
        self._told: list[tuple[int, Said | str]] = []

    def take(self, row: ChangeRecord) -> None:
        """Note a row of the log, if it is of a decision."""
        if row.action == "undo":
            self._told.append((row.number, row.subject.removeprefix("decision:")))
        elif row.action in _KINDS:
            said = row.old if row.action == "merge" else row.new
            self._told.append((row.number, (_KINDS[row.action], row.who, row.why, row.subject, said)))

    def faults(self, connection: Connection) -> Iterator[tuple[str, str]]:
        """Yield each decision that is not as the log tells of it: what, and what is wrong."""
        names = {row.id: row.name for row in connection.execute(select(reports.c.id, reports.c.name))}
        kept = [Decision(**row._mapping) for row in connection.execute(select(decisions).order_by(decisions.c.id))]
        waiting: defaultdict[Said | None, deque[Decision]] = defaultdict(deque)
        for one in kept:
            waiting[_said(one, names)].append(one)
        by_id = {str(one.id): one for one in kept}
        undone: dict[int, bool] = {}
        for number, told in self._told:
            if isinstance(told, str):
                found = by_id.get(told)
                undone |= {found.id: True} if found else {}
                undone |= {found.replaces: False} if found and found.replaces is not None else {}
            elif waiting[told]:
                made = waiting[told].popleft()
                undone |= {made.id: False} | ({made.replaces: True} if made.replaces is not None else {})
            else:
                yield f"decision of row {number} of the log", "it is missing, or was changed"
        for one in kept:
            if one.id not in undone or one in waiting[_said(one, names)]:
                yield f"decision {one.id}", "it was changed, or the log does not tell of it"
            elif undone[one.id] != one.undone:
                yield f"decision {one.id}", f"the log tells that it {'does not stand' if undone[one.id] else 'stands'}"


def _said(one: Decision, names: dict[int, str]) -> Said | None:
    """Return what a decision says, as its row of the log has it; nothing if it says nothing that could be read."""
    try:
        if one.kind == "merge":
            return one.kind, one.who, one.why, f"incident:{one.incident}", one.doc
        if one.kind == "move":
            refs = [f"{names[number]}#{claim}" for number, claim in from_json(one.doc, Moved).claims]
            return one.kind, one.who, one.why, f"incident:{one.incident}", to_json(refs)
        if one.kind in ("approve", "dismiss"):
            return one.kind, one.who, one.why, f"incident:{one.incident}", one.doc
        counts = from_json(one.doc, OfClaim).counts
        subject = f"report:{names[one.report or 0]}#{one.claim}"
        return one.kind, one.who, one.why, subject, None if counts is None else to_json(counts)
    except (ValueError, KeyError, TypeError):
        return None
