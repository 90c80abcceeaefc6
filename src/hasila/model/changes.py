"""A change of what a store has, as its log keeps it."""

import hashlib
import json

import msgspec


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the log of changes: who did what to what, when and why, chained by hashes.

    ``number`` counts from 1. ``old`` and ``new`` are JSON, ``why`` is a person's words. ``hash`` covers all other
    fields, and with them ``previous``, the hash of the row before.
    """

    number: int
    time: str
    who: str
    action: str
    subject: str
    old: str | None
    new: str | None
    why: str | None
    previous: str
    hash: str

    def expected(self) -> str:
        """Return the hash that the row must have."""
        return change_hash(
            (self.number, self.time, self.who, self.action, self.subject, self.old, self.new, self.why, self.previous)
        )


def change_hash(fields: tuple[object, ...]) -> str:
    """Return the SHA-256 of the fields of a row before its hash, in order, as one JSON array."""
    # ``default``: what somebody else put in may be of any type, and must not end a proof.
    told = json.dumps(fields, ensure_ascii=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(told.encode("ascii")).hexdigest()
