"""The review queues over the API: what waits for a person, a page at a time, with what it would change."""

from typing import Annotated

import msgspec
from litestar import get
from litestar.params import PathParameter, QueryParameter

from hasila.intake.queues import QUEUES, Item, Queue, counts, queue
from hasila.model import Claim, ClaimRef
from hasila.model.values import Harm
from hasila.store.moves import Cause, Figures
from hasila.web.people import reviewer
from hasila.web.programs import NAMES, Names, Told, fails
from hasila.web.view import Asked


class Moved(msgspec.Struct, kw_only=True):
    """How a toll moved: ``number`` is what ``/api/decide`` calls it, ``since`` what it was when somebody last looked.

    ``group`` is null without names, unless it is an actor's: one that no list knows may be a person.
    """

    number: int
    harm: Harm
    actor: str | None
    group: str | None
    cause: Cause
    time: str
    since: Figures | None
    before: Figures | None
    after: Figures | None


class WaitingItem(msgspec.Struct, kw_only=True):
    """One thing to decide.

    ``claims`` are those it is about; ``incident`` the one that a decision would change, ``other`` the second of a
    proposed link; ``decision`` the number of the one that waits for a second person; ``effect`` by how many people a
    bound of a toll would move. ``why``, and of a report that was read anew what a person decided and what is read now,
    are null without names.
    """

    claims: tuple[ClaimRef, ...]
    incident: str | None
    other: str | None
    decision: int | None
    moved: Moved | None
    effect: int
    why: str | None
    decided: Claim | None
    reads: Claim | None


class WaitingPage(msgspec.Struct, kw_only=True):
    """A page of a queue, that with the largest effect first. ``all``: how many wait, null where nobody counted."""

    queue: Queue
    all: int | None
    more: bool
    items: list[WaitingItem]


class QueueCounts(msgspec.Struct, kw_only=True):
    """How many wait in each queue, null where only going through it tells."""

    queues: dict[Queue, int | None]


_Name = Annotated[Queue, PathParameter(description="A queue, as /api/queues lists them.")]
_Page = Annotated[int, QueryParameter(ge=0, le=10_000, description="The page, from 0 on.")]


@get("/api/queues", guards=[reviewer], sync_to_thread=True, responses=fails())
def list_(request: Asked) -> Told[QueueCounts]:
    """List the queues of review, with how many wait in each."""
    with request.app.state.config.store.reading() as connection:
        found = counts(connection)
    return Told(QueueCounts(queues={name: found.get(name) for name in QUEUES}))


@get("/api/queues/{name:str}", guards=[reviewer], sync_to_thread=True, dependencies=NAMES, responses=fails(404))
def waiting(request: Asked, name: _Name, names: Names, page: _Page = 0) -> Told[WaitingPage]:
    """Give a page of what waits in a queue."""
    with request.app.state.config.store.reading() as connection:
        found = queue(connection, name, page)
    return Told(WaitingPage(
        queue=name, all=found.all, more=found.more, items=[_told(item, names) for item in found.items]
    ))  # fmt: skip


def _told(item: Item, names: bool) -> WaitingItem:
    kept, differs = item.moved, item.differs if names else None
    moved = None
    if kept is not None:
        move = kept.move
        moved = Moved(
            number=kept.id, harm=move.harm, actor=move.group.actor, cause=move.cause, time=kept.time,
            group=move.group.name if names or move.group.actor else None,
            since=move.since, before=move.before, after=move.after,
        )  # fmt: skip
    return WaitingItem(
        claims=item.refs, incident=item.incident, other=item.other, effect=item.effect, moved=moved,
        decision=item.decision.id if item.decision is not None else None, why=item.why if names else None,
        decided=differs.decided if differs else None, reads=differs.reads if differs else None,
    )  # fmt: skip


ROUTES = [list_, waiting]
